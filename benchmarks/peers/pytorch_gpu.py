#!/usr/bin/env python3
"""Times PyTorch on a GPU on the inputs of `peers prepare`: upstream's own code, and the same networks as CUDA graphs.

  pytorch_gpu.py --upstream CHECKOUT --model MODEL --work FOLDER [--runs 3] [--device cuda]

Prints a JSON object per sample. In f32 (TF32 off) what is computed is compared with our reference before it is timed; in
f16 the share of equal codes and the distance of the waveform are printed, for near ties fall the other way.
"""
import argparse
import contextlib
import io
import os
import sys
import time

import torch
import torch.nn.functional as F
from common import (
    AUDIO_SECONDS, GREEDY, S1_CONFIG, WAVE_TOLERANCE, Case, Samples, fold_weight_norm, import_upstream, now, sovits,
    text2semantic)
from static_s1 import StaticText2Semantic

NO_END_BEFORE = 11  # upstream lets no sequence end before this many codes


def agree(who, codes, case, strict):
    same = sum(a == b for a, b in zip(codes, case.s1_codes)) / len(case.s1_codes)
    print(f"{who}: {100 * same:.0f} % of the codes are the reference's", file=sys.stderr)
    if strict and codes != case.s1_codes:
        sys.exit(f"{who}: wrong codes, so not timed.")


def near(who, wave, case, strict):
    wave = wave.float().cpu().flatten()
    error = float((wave - case.wave).double().norm() / case.wave.double().norm())
    print(f"{who}: relative distance from the reference {error:.1e}", file=sys.stderr)
    if strict and not error <= WAVE_TOLERANCE:
        sys.exit(f"{who}: wrong waveform, so not timed.")


def upstream_s1(network, module, case, device, dtype, runs, who):
    """Upstream's loop as users run it; its sampler is wrapped to learn when each code was there."""
    samples = Samples(who)
    steps = len(case.s1_codes)
    stamps = []
    original = module.sample

    def sample(*args, **kwargs):
        result = original(*args, **kwargs)
        stamps.append(time.perf_counter())
        return result

    module.sample = sample
    phones, prompt = case.phones.to(device), case.prompt.to(device)
    bert, length = case.bert.to(device, dtype), torch.LongTensor([case.phones.shape[1]]).to(device)
    for run in range(runs + 1):
        stamps.clear()
        start = now(device)
        with contextlib.redirect_stdout(io.StringIO()):
            y, _ = network.infer_panel(phones, length, prompt, bert, early_stop_num=steps - 1, **GREEDY)
        end = now(device)
        if run == 0:
            agree(who, y[0, case.prompt.shape[1]:].tolist(), case, dtype == torch.float32)
        else:
            samples.add("S1_PREFILL", "ms", 1e3 * (stamps[0] - start))
            samples.add("S1_STEP", "ms/code", 1e3 * (end - stamps[0]) / (steps - 1))
    module.sample = original


class Decoding(StaticText2Semantic):
    """One decode step, choice of the code included, over memory that stays where it is, so that it can be a CUDA graph."""

    def __init__(self, weights, capacity, steps, device, dtype):
        super().__init__({k: v.to(device, dtype) for k, v in weights.items()}, S1_CONFIG, capacity)
        self.positions = self.positions.to(device, dtype)
        self.device = device
        self.steps = steps
        layers, width = len(self.layers), self.width // self.heads
        self.keys = torch.zeros(layers, self.heads, capacity, width, device=device, dtype=dtype)
        self.values = torch.zeros_like(self.keys)
        self.mask = torch.full((capacity,), float("-inf"), device=device, dtype=dtype)
        one = lambda: torch.zeros(1, dtype=torch.long, device=device)
        self.code, self.row, self.position, self.count = one(), one(), one(), one()
        self.seen = torch.zeros(S1_CONFIG["vocab_size"], dtype=torch.bool, device=device)
        self.history = torch.zeros(steps, dtype=torch.long, device=device)
        self.zero = torch.zeros(1, device=device, dtype=dtype)

    def start(self, phones, prompt, bert):
        rows = len(phones) + len(prompt)
        logits, keys, values = self.prefill_on(phones, prompt, bert)
        for i, (k, v) in enumerate(zip(keys, values)):
            self.keys[i].copy_(k)
            self.values[i].copy_(v)
        self.mask.fill_(float("-inf"))
        self.mask[:rows] = 0
        self.row.fill_(rows)
        self.position.fill_(len(prompt))
        self.count.zero_()
        self.seen.zero_()
        self.seen[prompt] = True
        self.choose(logits)

    def prefill_on(self, phones, prompt, bert):
        zeros, full = torch.zeros, torch.full
        torch.zeros = lambda *a, **k: zeros(*a, device=self.device, dtype=self.keys.dtype, **k)
        torch.full = lambda *a, **k: full(*a, device=self.device, dtype=self.keys.dtype, **k)
        try:
            return self.prefill(phones, prompt, bert)
        finally:
            torch.zeros, torch.full = zeros, full

    def choose(self, logits):
        logits = logits.float().flatten()
        penalty = GREEDY["repetition_penalty"]
        logits = torch.where(self.seen, torch.where(logits < 0, logits * penalty, logits / penalty), logits)
        end = torch.where(self.count < NO_END_BEFORE, float("-inf"), 0.0)
        logits = torch.cat([logits[: S1_CONFIG["EOS"]], logits[S1_CONFIG["EOS"]:] + end])
        self.code.copy_(logits.argmax(0, keepdim=True))
        self.seen.index_fill_(0, self.code, True)
        self.history.index_copy_(0, self.count, self.code)
        self.count.add_(1)

    def step_here(self):
        x = self._embed(self.code, self.position)
        self.mask.index_copy_(0, self.row, self.zero)
        for i, layer in enumerate(self.layers):
            q, k, v = self._qkv(layer, x)
            self.keys[i].index_copy_(1, self.row, k)
            self.values[i].index_copy_(1, self.row, v)
            attended = F.scaled_dot_product_attention(
                q[None], self.keys[i][None], self.values[i][None], self.mask[None, None, None])[0]
            x = layer.feed_forward(x, attended.transpose(0, 1).reshape(-1, self.width))
        self.choose(F.linear(x, self.head))
        self.row.add_(1)
        self.position.add_(1)


def static_s1(weights, case, device, dtype, runs, precision):
    phones, prompt = case.phones[0].to(device), case.prompt[0].to(device)
    bert = case.bert[0].to(device, dtype)
    steps = len(case.s1_codes)
    network = Decoding(weights, len(phones) + len(prompt) + steps, steps, device, dtype)
    graph = None
    for kind in ("static cache", "CUDA graph"):
        if kind == "CUDA graph":
            if device.type != "cuda":
                return
            network.start(phones, prompt, bert)
            stream = torch.cuda.Stream()
            with torch.cuda.stream(stream):
                network.step_here()
            torch.cuda.synchronize()
            graph = torch.cuda.CUDAGraph()
            with torch.cuda.graph(graph):
                network.step_here()
        who = f"PyTorch, {kind}, {precision}"
        samples = Samples(who)
        for run in range(runs + 1):
            start = now(device)
            network.start(phones, prompt, bert)
            first = now(device)
            for _ in range(steps - 1):
                graph.replay() if graph else network.step_here()
            codes = network.history.tolist()
            end = now(device)
            if run == 0:
                agree(who, codes, case, dtype == torch.float32)
            else:
                samples.add("S1_PREFILL", "ms", 1e3 * (first - start))
                samples.add("S1_STEP", "ms/code", 1e3 * (end - first) / (steps - 1))


def s2(network, who, case, device, dtype, runs):
    """Upstream's decode with the noise of the case, and its generator alone, as it is and as a CUDA graph."""
    samples = Samples(who)
    noise = case.noise.to(device, dtype)
    codes, phones = case.codes.to(device), case.phones.to(device)
    spectrogram = case.spectrogram.to(device, dtype)
    z, speaker = case.z.to(device, dtype), case.speaker.to(device, dtype)
    randn_like = torch.randn_like
    torch.randn_like = lambda x, **kwargs: noise
    strict = dtype == torch.float32
    for run in range(runs + 1):
        start = now(device)
        wave = network.decode(codes, phones, spectrogram)
        took = now(device) - start
        start = now(device)
        generated = network.dec(z, g=speaker)
        generator = now(device) - start
        if run == 0:
            near(who + ", decode", wave, case, strict)
            near(who + ", generator", generated, case, strict)
        else:
            samples.add("S2_DECODE", "s/audio s", took / AUDIO_SECONDS)
            samples.add("S2_GENERATOR", "s/audio s", generator / AUDIO_SECONDS)
    torch.randn_like = randn_like
    if device.type == "cuda":
        stream = torch.cuda.Stream()
        with torch.cuda.stream(stream):
            network.dec(z, g=speaker)
        torch.cuda.synchronize()
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph):
            generated = network.dec(z, g=speaker)
        samples = Samples(who + ", CUDA graph")
        for run in range(runs + 1):
            start = now(device)
            graph.replay()
            took = now(device) - start
            if run == 0:
                near(who + ", CUDA graph", generated, case, strict)
            else:
                samples.add("S2_GENERATOR", "s/audio s", took / AUDIO_SECONDS)


def main():
    parser = argparse.ArgumentParser(description="Times PyTorch on a GPU on the inputs of `peers prepare`.")
    parser.add_argument("--upstream", required=True, help="checkout of GPT-SoVITS")
    parser.add_argument("--model", required=True, help="model folder (v2)")
    parser.add_argument("--work", required=True, help="folder of case.safetensors")
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--runs", type=int, default=3, help="timed runs after one that warms up")
    options = parser.parse_args()
    device = torch.device(options.device)
    if device.type == "cuda" and not torch.cuda.is_available():
        sys.exit("PyTorch sees no GPU here.")
    torch.set_grad_enabled(False)
    torch.backends.cudnn.allow_tf32 = False
    torch.backends.cudnn.benchmark = True
    case = Case(options.work)
    upstream = os.path.abspath(options.upstream)
    import_upstream(upstream)

    import AR.models.t2s_model as module
    for precision, dtype in (("f32", torch.float32), ("f16", torch.float16)):
        if device.type == "cpu" and precision == "f16":
            continue  # slower than f32 there
        network, weights = text2semantic(options.model, module)
        upstream_s1(network.to(device, dtype), module, case, device, dtype, options.runs, f"PyTorch, upstream, {precision}")
        del network
        static_s1(weights, case, device, dtype, options.runs, precision)
        network = sovits(options.model, upstream).to(device, dtype)
        s2(network, f"PyTorch, upstream, {precision}", case, device, dtype, options.runs)
        s2(fold_weight_norm(network), f"PyTorch, folded, {precision}", case, device, dtype, options.runs)


if __name__ == "__main__":
    main()
