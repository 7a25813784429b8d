"""What the three trainings share: the clock, the optimiser, averages of the weights, curves, checkpoints, CUDA graphs.

A training ends when its time is over, and its learning rate follows the share of the time that has passed. So the same recipe
serves minutes on a GPU and days on a CPU. Small networks keep a GPU waiting for Python; a step that is captured once as a CUDA
graph, drawing of the batch included, is replayed in one call.
"""

import argparse
import csv
import gc
import math
import os
import time

import torch
from torch import nn

import checkpoint
from corpus import Corpus
from state import SEED, SMOKE, STATE


def options(batch, seconds):
    parser = argparse.ArgumentParser()
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--batch", type=int, default=4 if SMOKE else batch)
    parser.add_argument("--seconds", type=float, default=seconds, help="to train, of the wall clock")
    parser.add_argument("--until", type=float, help="the same, as the time at which to stop (seconds since 1970)")
    parser.add_argument("--rate", type=float, default=1, help="factor of the learning rate; below 1 where a trained network goes on")
    parser.add_argument("--precision", choices=("f32", "bf16", "auto"), default="f32",
                        help="of the networks' products on a GPU; auto: which is faster, found out while waiting for the speech")
    parser.add_argument("--eager", action="store_true", help="no CUDA graphs")
    parser.add_argument("--wait", type=float, default=0, help="seconds to wait for the speech to be there")
    parser.add_argument("--rehearsal", type=float, default=30, help="seconds at most to find that out")
    return parser.parse_args()


def set_up(chosen):
    """One thread a process on a CPU: two processes share two cores better than one process with barriers does."""
    if chosen.device == "cpu":
        torch.set_num_threads(int(os.environ.get("SOVITS_VOICE_THREADS", 1)))
        torch.set_flush_denormal(True)
    torch.backends.cudnn.benchmark = True
    torch.backends.cuda.matmul.allow_tf32 = True
    torch.backends.cudnn.allow_tf32 = True
    torch.manual_seed(SEED)


class Optimiser:
    """AdamW with a clipped gradient; a step whose gradient is not finite is left out."""

    def __init__(self, net, device, rate, betas, most, decay=0.01):
        self.parameters = [p for p in net.parameters() if p.requires_grad]
        self.top, self.most, self.cuda = rate, most, device == "cuda"
        start = torch.tensor(0.0, device=device) if self.cuda else 0.0
        self.adam = torch.optim.AdamW(self.parameters, start, betas=betas, weight_decay=decay, fused=True, capturable=self.cuda)
        self.adam.grad_scale = None

    def share(self, of_top):
        for group in self.adam.param_groups:
            if self.cuda:
                group["lr"].fill_(self.top * of_top)
            else:
                group["lr"] = self.top * of_top

    def step(self, loss):
        """Descends; returns the norm of the gradient."""
        self.adam.zero_grad(set_to_none=True)
        loss.backward()
        norm = nn.utils.clip_grad_norm_(self.parameters, self.most)
        self.adam.found_inf = (~norm.isfinite()).float()
        self.adam.step()
        return norm


class Mean:
    """The moving average of a network's weights, which is what is exported."""

    EVERY = 8  # steps

    def __init__(self, net, mean_net, window=800):
        mean_net.load_state_dict(net.state_dict())
        mean_net.eval().requires_grad_(False)
        self.net, self.mean_net, self.window, self.steps = net, mean_net, window, 0

    @torch.no_grad()
    def follow(self):
        self.steps += 1
        weight = self.EVERY / min(self.window, self.EVERY * (self.steps + 1) / 2)
        torch._foreach_lerp_(list(self.mean_net.parameters()), list(self.net.parameters()), weight)


class Curve:
    """Means of losses, appended to a CSV file; `plot.py` draws them."""

    def __init__(self, name, device, every):
        self.path = STATE / "curves" / f"{name}.csv"
        self.every, self.device = every, device
        self.names, self.sums, self.count, self.told = None, None, 0, time.time()

    def add(self, parts):
        """Adds up on the device; called inside of the step, so that a graph does it too."""
        if self.names != list(parts):
            self.names = list(parts)
            self.sums = torch.zeros(len(parts), device=self.device)
        self.sums += torch.stack([value.detach().float() for value in parts.values()])

    def tell(self, step, seconds):
        self.count += 1
        if time.time() - self.told < self.every:
            return
        means = (self.sums / self.count).tolist()
        row = {"step": step, "seconds": f"{seconds:.1f}", "ms": f"{1000 * (time.time() - self.told) / self.count:.2f}"}
        row |= {name: f"{value:.5g}" for name, value in zip(self.names, means)}
        header = None
        self.path.parent.mkdir(parents=True, exist_ok=True)
        if self.path.exists():
            with open(self.path) as file:
                header = [line for line in csv.reader(file) if line[0] == "step"][-1]
        with open(self.path, "a", newline="") as file:
            writer = csv.DictWriter(file, row)
            if header != list(row):  # other columns: a new header line
                writer.writeheader()
            writer.writerow(row)
        print(" ".join(f"{key} {value}" for key, value in row.items()), flush=True)
        if not all(math.isfinite(value) for value in means):
            print("a loss was not finite", flush=True)
        self.sums.zero_()
        self.count, self.told = 0, time.time()


class Training:
    """Calls a step over and over until the time is over.

    A subclass has a `name`, the `phases` it goes through, `modules`, a dictionary of what a checkpoint holds, `optimisers`, `mean`, a `step()` that returns its losses
    by name, and may change its ways with `phase`, a value that stands still while one graph is replayed.
    """

    name, phases, audio = None, (None,), True

    def __init__(self, chosen, corpus):
        self.chosen, self.device, self.corpus = chosen, chosen.device, corpus
        self.steps, self.graph, self.captured = 0, None, None

    def begin(self):
        """Goes on from a checkpoint, if there is one. Optimisers begin anew: a few hundred steps fill them."""
        if (saved := checkpoint.load(STATE / f"{self.name}.pt")) is not None:
            for name, module in self.modules.items():
                module.load_state_dict(saved[name])
            self.steps = saved["step"]
        self.curve = Curve(self.name, self.device, 1 if SMOKE else 5 if self.device == "cuda" else 60)

    def keep(self):
        checkpoint.save(STATE / f"{self.name}.pt", {n: m.state_dict() for n, m in self.modules.items()} | dict(step=self.steps))

    def phase(self, passed):
        return None

    def once(self):
        with torch.autocast(self.device, torch.bfloat16, self.chosen.precision == "bf16", cache_enabled=False):
            self.curve.add(self.step())

    def sync(self):
        if self.device == "cuda":
            torch.cuda.synchronize()

    def capture(self):
        """The step as a graph; the warm-up in front of it are steps as well."""
        side = torch.cuda.Stream()
        side.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(side):
            for _ in range(4):
                self.once()
        torch.cuda.current_stream().wait_stream(side)
        self.sync()
        self.curve.sums.zero_()
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph, capture_error_mode="thread_local"):
            self.once()
        return graph

    def advance(self, phase):
        if self.device != "cuda" or self.chosen.eager:
            self.current = phase
            self.once()
            return
        if self.captured is None or self.captured != (phase,):
            self.graph, self.current = None, phase
            began = time.time()
            self.graph, self.captured = self.capture(), (phase,)
            self.sync()
            print(f"captured a step (phase {phase}) in {time.time() - began:.1f} s, "
                  f"{torch.cuda.max_memory_allocated() / 2**30:.1f} GiB", flush=True)
        self.graph.replay()

    def run(self):
        until = self.chosen.until or time.time() + self.chosen.seconds
        begun = saved = tested = time.time()
        plan = max(1.0, until - begun)
        print(f"{self.name}: from step {self.steps}, {until - begun:.0f} s to train; parameters "
              f" { {k: sum(p.numel() for p in m.parameters()) for k, m in self.modules.items()} }", flush=True)
        own = 0
        while (now := time.time()) < until:
            passed = min(1.0, (now - begun) / plan)
            for optimiser in self.optimisers:
                optimiser.share(self.chosen.rate * min(1, (own + 1) / 200) * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * passed))))
            self.advance(self.phase(passed))
            own, self.steps = own + 1, self.steps + 1
            if own % self.mean.EVERY == 0:
                self.mean.follow()
            if own % 16 == 0:
                self.sync()
            self.curve.tell(self.steps, now - begun)
            if now - tested > (10 if self.device == "cuda" else 600):
                self.tell()
                tested = time.time()
            if now - saved > (40 if self.device == "cuda" else 240):
                self.keep()
                saved = time.time()
        self.sync()
        self.keep()  # at once: whoever called may not wait
        self.tell()
        self.keep()
        print(f"{self.name}: {own} steps in {time.time() - begun:.1f} s, now at step {self.steps}", flush=True)

    def pace(self, phase, count=15):
        """Milliseconds of a step that is replayed."""
        self.advance(phase)
        self.sync()
        began = time.time()
        for _ in range(count):
            self.advance(phase)
        self.sync()
        return 1000 * (time.time() - began) / count

    def tell(self):
        """What the averaged network makes of sentences that were not trained on."""
        with torch.no_grad(), torch.backends.cudnn.flags(enabled=True, benchmark=False, allow_tf32=True):
            print(self.test(), flush=True)


def rehearse(kind, chosen):
    """The precision that is faster, by steps on noise. This also lets cuDNN choose its kernels before the time is counted."""
    until, paces = time.time() + chosen.rehearsal, {}
    for chosen.precision in ("f32", "bf16"):
        if paces and time.time() > until - 10:
            break
        began = time.time()
        training = kind(chosen, Corpus.pretended(chosen.device))
        training.curve = Curve(None, chosen.device, math.inf)
        paces[chosen.precision] = training.pace(kind.phases[-1])
        print(f"rehearsed in {chosen.precision}: {paces[chosen.precision]:.2f} ms a step, in {time.time() - began:.1f} s", flush=True)
        del training
        gc.collect()
        torch.cuda.empty_cache()
    paces["f32"] *= 0.9  # exact products are worth a little
    return min(paces, key=paces.get)


def main(kind, batch, seconds=10**9):
    chosen = options(batch, seconds)
    set_up(chosen)
    if chosen.precision == "auto":
        chosen.precision = rehearse(kind, chosen) if chosen.device == "cuda" else "f32"
    training = kind(chosen, Corpus.found(chosen.device, kind.audio, chosen.wait))
    training.begin()
    training.run()
