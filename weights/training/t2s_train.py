"""Step 6: trains S1 on phones and codes of one to three sentences of one voice in a row."""

import argparse
import time

import numpy
import torch
from torch import nn
from torch.nn import functional as F

import data
from state import SEED, SILENCE, SMOKE, STATE, T2S, Curve, load, save, threads
from t2s_net import Text2Semantic

CHECKPOINT = STATE / "t2s.pt"
STEPS = 40 if SMOKE else 40_000
TOKENS = 2000  # phones and codes of a batch, padding included
RATE_TOP, RATE_HALVES = 1e-3, 10_000
PENALTY = 1.35
EMA = 0.999


def sequence(found, known, by_voice, draw):
    """Phones and codes. More than one sentence teaches how a prompt goes on: its recording ends in 0.6 s of silence."""
    u = found[draw.integers(len(found))]
    row = [u]
    while draw.random() < 0.35 and len(row) < 3:
        row.append(found[draw.choice(by_voice[u.voice])])
    phones = numpy.concatenate([u.ids for u in row])
    codes = []
    for i, u in enumerate(row):
        codes += known[u.text].tolist()
        if i < len(row) - 1 and draw.random() < 0.7:
            codes += [SILENCE] * int(draw.choice([7, 15, 15]))
    return phones.astype(numpy.int64), numpy.array(codes)


def batch(found, known, by_voice, draw):
    """Sequences of like length, so that little is padding."""
    row = sorted((sequence(found, known, by_voice, draw) for _ in range(48)), key=lambda s: len(s[1]))
    start = draw.integers(0, 40)
    chosen, size = [], 0
    for phones, codes in row[start:]:
        size = len(phones) + len(codes)
        if chosen and size * (len(chosen) + 1) > TOKENS:
            break
        chosen.append((phones, codes))
    x, y = (max(len(s[k]) for s in chosen) for k in (0, 1))
    phones = torch.zeros(len(chosen), x, dtype=torch.long)
    codes = torch.zeros(len(chosen), y, dtype=torch.long)
    target = torch.full((len(chosen), y + 1), -100)
    for i, (p, c) in enumerate(chosen):
        phones[i, : len(p)] = torch.from_numpy(p)
        codes[i, : len(c)] = torch.from_numpy(c)
        target[i, : len(c)] = codes[i, : len(c)]
        target[i, len(c)] = T2S["vocab"] - 1
    return phones, torch.tensor([len(p) for p, _ in chosen]), codes, target


def penalised(logits, codes, factor):
    """The logits as sampling with a repetition penalty sees them: every code that occurred before is made less likely.

    Speech repeats its codes, so a network that knows nothing of the penalty loses its way under the default of 1.35.
    Here it is trained under it, half of the time.
    """
    b, y = codes.shape
    seen = torch.zeros(b, y + 1, logits.shape[2], dtype=torch.bool)
    seen[:, 1:].scatter_(2, codes[:, :, None], True)
    seen = seen.to(torch.uint8).cummax(1).values.bool()
    return torch.where(seen, torch.where(logits < 0, logits * factor, logits / factor), logits)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--minutes", type=float, default=10**9)
    options = parser.parse_args()
    threads()
    torch.manual_seed(SEED)
    net, mean_net = Text2Semantic(), Text2Semantic()
    mean_net.load_state_dict(net.state_dict())
    optimiser = torch.optim.AdamW(net.parameters(), RATE_TOP, betas=(0.9, 0.98), weight_decay=0.01)
    step = 0
    if (saved := load(CHECKPOINT)) is not None:
        for key, thing in dict(net=net, mean_net=mean_net, optimiser=optimiser).items():
            thing.load_state_dict(saved[key])
        step = saved["step"]
    print(f"at step {step}; {sum(p.numel() for p in net.parameters())} parameters", flush=True)
    known = torch.load(STATE / "codes.pt")
    found = [u for u in data.utterances() if u.text in known]
    test, found = found[:32], found[32:]
    by_voice = {v: [i for i, u in enumerate(found) if u.voice == v] for v in {u.voice for u in found}}
    curve = Curve("t2s")
    started = saved_at = time.time()

    def keep():
        save(CHECKPOINT, dict(net=net.state_dict(), mean_net=mean_net.state_dict(), optimiser=optimiser.state_dict(), step=step))

    while step < options.steps and time.time() - started < 60 * options.minutes:
        step += 1
        draw = numpy.random.default_rng([SEED, 2, step])
        torch.manual_seed(SEED + step)  # dropout and noise are the same after a restart
        phones, lengths, codes, target = batch(found, known, by_voice, draw)
        for group in optimiser.param_groups:
            group["lr"] = RATE_TOP * min(1, step / 1000) * 0.5 ** (step / RATE_HALVES)
        logits = net(phones, lengths, codes)
        if draw.random() < 0.5:
            logits = penalised(logits, codes, PENALTY)
        loss = F.cross_entropy(logits.transpose(1, 2), target)
        told = target >= 0
        right = (logits.argmax(2) == target)[told].float().mean()
        optimiser.zero_grad()
        loss.backward()
        gradient = nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimiser.step()
        with torch.no_grad():
            decay = min(EMA, step / (step + 10))
            for a, b in zip(mean_net.parameters(), net.parameters()):
                a.lerp_(b, 1 - decay)
        curve.add(step, loss=loss.item(), right=right.item(), tokens=float(told.sum()), gradient=gradient.item())
        if step % 1000 == 0 and test:
            one = [i for i in range(len(test))]
            mean_net.eval()
            with torch.no_grad():
                phones, lengths, codes, target = batch(test, known, {u.voice: one for u in test}, numpy.random.default_rng(SEED))
                unseen = F.cross_entropy(mean_net(phones, lengths, codes).transpose(1, 2), target)
            print(f"unseen sentences: loss {unseen:.3f}", flush=True)
        if time.time() - saved_at > 240:
            keep()
            saved_at = time.time()
    keep()


if __name__ == "__main__":
    main()
