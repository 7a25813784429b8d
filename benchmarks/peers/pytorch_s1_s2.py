#!/usr/bin/env python3
"""Times PyTorch on the inputs of `peers prepare`: upstream's own code, and the same networks without its waste.

  pytorch_s1_s2.py --upstream CHECKOUT --model MODEL --work FOLDER [--threads 2] [--runs 3]

Prints a JSON object per sample. What is computed is compared with our reference before anything is timed.
"""
import argparse
import contextlib
import io
import os
import time

from common import (
    AUDIO_SECONDS, GREEDY, S1_CONFIG, Case, Samples, fold_weight_norm, import_upstream, require_fast_blas, sovits,
    text2semantic)
import torch
from static_s1 import StaticText2Semantic, penalised_argmax


def upstream_s1(network, module, case, runs):
    """Upstream's loop as users run it; its sampler is wrapped to learn when each code was there."""
    samples = Samples("PyTorch, upstream")
    steps = len(case.s1_codes)
    stamps = []
    original = module.sample

    def sample(*args, **kwargs):
        result = original(*args, **kwargs)
        stamps.append(time.perf_counter())
        return result

    module.sample = sample
    for run in range(runs + 1):
        stamps.clear()
        start = time.perf_counter()
        with contextlib.redirect_stdout(io.StringIO()):
            y, _ = network.infer_panel(
                case.phones, torch.LongTensor([case.phones.shape[1]]), case.prompt, case.bert,
                early_stop_num=steps - 1, **GREEDY)
        case.check_codes("upstream", y[0, case.prompt.shape[1]:].tolist())
        if run > 0:
            samples.add("S1_PREFILL", "ms", 1e3 * (stamps[0] - start))
            samples.add("S1_STEP", "ms/code", 1e3 * (stamps[-1] - stamps[0]) / (steps - 1))
    module.sample = original


def static_s1(weights, case, runs):
    """The same network with a preallocated cache."""
    samples = Samples("PyTorch, static cache / folded")
    steps = len(case.s1_codes)
    phones, prompt, bert = case.phones[0], case.prompt[0], case.bert[0]
    rows = len(phones) + len(prompt)
    network = StaticText2Semantic(weights, S1_CONFIG, rows + steps)

    def choose(logits, codes):
        seen = set(prompt.tolist()) | set(codes)
        return penalised_argmax(logits, seen, len(codes), S1_CONFIG["EOS"], GREEDY["repetition_penalty"])

    for run in range(runs + 1):
        start = time.perf_counter()
        logits, keys, values = network.prefill(phones, prompt, bert)
        codes = [choose(logits, [])]
        first = time.perf_counter()
        while len(codes) < steps:
            at = len(codes) - 1
            logits = network.step(
                torch.tensor([codes[-1]]), torch.tensor([len(prompt) + at]), rows + at, keys, values)
            codes.append(choose(logits[0], codes))
        end = time.perf_counter()
        case.check_codes("static cache", codes)
        if run > 0:
            samples.add("S1_PREFILL", "ms", 1e3 * (first - start))
            samples.add("S1_STEP", "ms/code", 1e3 * (end - first) / (steps - 1))


def s2(network, name, case, runs):
    """Upstream's decode with the noise of the case, and its generator alone."""
    samples = Samples(name)
    randn_like = torch.randn_like
    torch.randn_like = lambda x, **kwargs: case.noise
    for run in range(runs + 1):
        start = time.perf_counter()
        wave = network.decode(case.codes, case.phones, case.spectrogram)
        took = time.perf_counter() - start
        start = time.perf_counter()
        generated = network.dec(case.z, g=case.speaker)
        generator = time.perf_counter() - start
        if run == 0:
            case.check_wave(name + ", decode", wave)
            case.check_wave(name + ", generator", generated)
        else:
            samples.add("S2_DECODE", "s/audio s", took / AUDIO_SECONDS)
            samples.add("S2_GENERATOR", "s/audio s", generator / AUDIO_SECONDS)
    torch.randn_like = randn_like


def main():
    parser = argparse.ArgumentParser(description="Times PyTorch on the inputs of `peers prepare`.")
    parser.add_argument("--upstream", required=True, help="checkout of GPT-SoVITS")
    parser.add_argument("--model", required=True, help="model folder (v2)")
    parser.add_argument("--work", required=True, help="folder of case.safetensors")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--runs", type=int, default=3, help="timed runs after one that warms up")
    options = parser.parse_args()
    options.upstream = os.path.abspath(options.upstream)
    require_fast_blas()
    torch.set_num_threads(options.threads)
    torch.set_grad_enabled(False)
    case = Case(options.work)
    import_upstream(options.upstream)

    import AR.models.t2s_model as module
    network, weights = text2semantic(options.model, module)
    upstream_s1(network, module, case, options.runs)
    static_s1(weights, case, options.runs)
    del network, weights

    network = sovits(options.model, options.upstream)
    s2(network, "PyTorch, upstream", case, options.runs)
    s2(fold_weight_norm(network), "PyTorch, static cache / folded", case, options.runs)


if __name__ == "__main__":
    main()
