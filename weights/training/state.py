"""What every step shares: where things lie, sizes of the networks, checkpoints that survive a power cut, loss curves."""

import csv
import os
import pathlib
import time

import torch

STATE = pathlib.Path(os.environ.get("SOVITS_VOICE", "~/sovits-voice")).expanduser()
SEED = 20260
RATE = 16000  # samples per second, of the data and of the voice
HOP = 320  # samples per latent frame (50 Hz)
CODE = 640  # samples per semantic code (25 Hz)
SILENCE = 486  # the code of silence; the released models have the same one

# A recipe is only as good as its smoke test: SOVITS_VOICE_SMOKE=1 makes every step tiny.
SMOKE = os.environ.get("SOVITS_VOICE_SMOKE") == "1"

HUBERT = dict(conv=64, hidden=128, layers=2, heads=2, ffn=512)
CODES = 512
SOVITS = dict(
    ssl=HUBERT["hidden"], codes=CODES, phones=732, hidden=64, inter=64, filter=160, heads=2, layers=4, mrte=96, gin=96,
    style=96, bins=400, channels=128, rates=[5, 8, 8], kernels=[11, 16, 16], blocks=[7],
)
T2S = dict(vocab=CODES + 1, phones=732, dim=192, heads=6, layers=4, max_seconds=20)


def threads(count=1):
    """One thread a process: two processes share two cores better than one process with barriers does."""
    torch.set_num_threads(int(os.environ.get("SOVITS_VOICE_THREADS", count)))
    torch.set_flush_denormal(True)


def save(path, content):
    """Writes a checkpoint beside its target, then moves it there; the one before stays as `.previous`."""
    path = pathlib.Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(path.name + ".tmp")
    with open(temporary, "wb") as file:
        torch.save(content, file)
        file.flush()
        os.fsync(file.fileno())
    if path.exists():
        os.replace(path, path.with_name(path.name + ".previous"))
    os.replace(temporary, path)


def load(path):
    """The newest checkpoint that can be read, or None."""
    path = pathlib.Path(path)
    for candidate in (path, path.with_name(path.name + ".previous")):
        if candidate.exists():
            try:
                return torch.load(candidate, map_location="cpu", weights_only=False)
            except Exception as problem:  # a damaged file: fall back to the one before
                print(f"{candidate}: {problem}; trying the one before", flush=True)
    return None


class Curve:
    """Means of losses, and processor seconds, appended to a CSV file every few steps; `plot.py` draws them."""

    def __init__(self, name, every=5 if SMOKE else 50):
        self.path = STATE / "curves" / f"{name}.csv"
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.every = every
        self.sums, self.count, self.started = {}, 0, time.process_time()

    def add(self, step, **values):
        for key, value in values.items():
            self.sums[key] = self.sums.get(key, 0.0) + float(value)
        self.count += 1
        if step % self.every == 0:
            row = {"step": step, "time": round(time.time()), "cpu_per_step": (time.process_time() - self.started) / self.count}
            row |= {key: total / self.count for key, total in self.sums.items()}
            new = not self.path.exists()
            if not new:
                with open(self.path) as file:
                    new = next(csv.reader(file), None) != list(row)  # other columns: a new header line
            with open(self.path, "a", newline="") as file:
                writer = csv.DictWriter(file, row)
                if new:
                    writer.writeheader()
                writer.writerow({k: v if isinstance(v, int) else f"{v:.5g}" for k, v in row.items()})
            print(" ".join(f"{k} {v}" if isinstance(v, int) else f"{k} {v:.4g}" for k, v in row.items()), flush=True)
            self.sums, self.count, self.started = {}, 0, time.process_time()
