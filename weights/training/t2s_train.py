"""Step 5: trains S1 on phones and codes of one to three sentences of one voice in a row."""

import argparse
import time

import numpy
import torch
from torch import nn
from torch.nn import functional as F

import codes
import data
from speech import PHONES
from state import SEED, SILENCE, SMOKE, STATE, T2S, Curve, load, save, threads
from t2s_net import Text2Semantic

CHECKPOINT = STATE / "t2s.pt"
STEPS = 40 if SMOKE else 40_000
TOKENS = 2000  # phones and codes of a batch, padding included
RATE_TOP, RATE_HALVES = 1e-3, 10_000
PENALTY = 1.35
EMA = 0.999


def phone_names():
    """Id of each of our phones that occurs: flite's name for it and its stress."""
    names = {}
    for line in (STATE / "readings.tsv").read_text().splitlines():
        ours, ids = line.split("\t")
        for phone, i in zip(ours.split(), ids.split()):
            sound, stress = phone.rstrip("012").lower(), phone[-1] if phone[-1] in "012" else ""
            names[int(i)] = ("ax" if (sound, stress) == ("ah", "0") else sound if sound in PHONES else "pau", stress)
    return names


@torch.no_grad()
def warm_start(net):
    """Phones and codes that sound alike begin with like vectors, so that attention finds the place in the text early."""
    kept = load(codes.CODEBOOK)
    book = codes.Codebook(kept["chosen"])
    width, dim = book.book.shape[1], T2S["dim"]
    turn = torch.linalg.qr(torch.randn(dim, width))[0].T * 0.5 * (width / 2.6) ** 0.5
    spoken, heard = net.ar_text_embedding.word_embeddings.weight, net.ar_audio_embedding.word_embeddings.weight
    stress = {mark: 0.15 * torch.randn(dim) for mark in ("", "0", "1", "2")}
    for i, (phone, mark) in phone_names().items():
        row = (book.first + book.second)[PHONES.index(phone)] @ turn
        spoken[i] = row + stress[mark] + 0.1 * torch.randn(dim)
    heard[: len(book.book)] = book.book @ turn
    net.ar_predict_layer.weight.copy_(0.1 * heard)


def sequence(found, known, by_voice, draw):
    """Phones and codes. More than one sentence teaches how a prompt goes on: its recording ends in 0.6 s of silence."""
    u = found[draw.integers(len(found))]
    row = [u]
    while draw.random() < 0.35 and len(row) < 3:
        row.append(found[draw.choice(by_voice[u.voice])])
    phones = numpy.concatenate([u.ids for u in row])
    heard = []
    for i, u in enumerate(row):
        heard += known[u.text].tolist()
        if i < len(row) - 1 and draw.random() < 0.7:
            heard += [SILENCE] * int(draw.choice([7, 15, 15]))
    return phones.astype(numpy.int64), numpy.array(heard)


def batch(found, known, by_voice, draw):
    """Sequences of like length, so that little is padding."""
    row = sorted((sequence(found, known, by_voice, draw) for _ in range(48)), key=lambda s: len(s[1]))
    start = draw.integers(0, 40)
    chosen, size = [], 0
    for phones, heard in row[start:]:
        size = len(phones) + len(heard)
        if chosen and size * (len(chosen) + 1) > TOKENS:
            break
        chosen.append((phones, heard))
    x, y = (max(len(s[k]) for s in chosen) for k in (0, 1))
    phones = torch.zeros(len(chosen), x, dtype=torch.long)
    heard = torch.zeros(len(chosen), y, dtype=torch.long)
    target = torch.full((len(chosen), y + 1), -100)
    for i, (p, c) in enumerate(chosen):
        phones[i, : len(p)] = torch.from_numpy(p)
        heard[i, : len(c)] = torch.from_numpy(c)
        target[i, : len(c)] = heard[i, : len(c)]
        target[i, len(c)] = T2S["vocab"] - 1
    return phones, torch.tensor([len(p) for p, _ in chosen]), heard, target


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
    parser.add_argument("--minutes", type=float, default=10**9, help="of processor time")
    options = parser.parse_args()
    threads()
    torch.manual_seed(SEED)
    net, mean_net = Text2Semantic(), Text2Semantic()
    warm_start(net)
    mean_net.load_state_dict(net.state_dict())
    optimiser = torch.optim.AdamW(net.parameters(), RATE_TOP, betas=(0.9, 0.98), weight_decay=0.01)
    step = 0
    if (saved := load(CHECKPOINT)) is not None:
        for key, thing in dict(net=net, mean_net=mean_net, optimiser=optimiser).items():
            thing.load_state_dict(saved[key])
        step = saved["step"]
    print(f"at step {step}; {sum(p.numel() for p in net.parameters())} parameters", flush=True)
    known = load(codes.KNOWN)
    found = [u for u in data.utterances() if u.text in known]
    test, found = found[:32], found[32:]
    by_voice = {v: [i for i, u in enumerate(found) if u.voice == v] for v in {u.voice for u in found}}
    curve = Curve("t2s")
    saved_at = time.time()

    def keep():
        save(CHECKPOINT, dict(net=net.state_dict(), mean_net=mean_net.state_dict(), optimiser=optimiser.state_dict(), step=step))

    while step < options.steps and time.process_time() < 60 * options.minutes:
        step += 1
        draw = numpy.random.default_rng([SEED, 2, step])
        torch.manual_seed(SEED + step)  # dropout and noise are the same after a restart
        phones, lengths, heard, target = batch(found, known, by_voice, draw)
        for group in optimiser.param_groups:
            group["lr"] = RATE_TOP * min(1, step / 400) * 0.5 ** (step / RATE_HALVES)
        logits = net(phones, lengths, heard)
        if draw.random() < 0.5:
            logits = penalised(logits, heard, PENALTY)
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
                phones, lengths, heard, target = batch(test, known, {u.voice: one for u in test}, numpy.random.default_rng(SEED))
                unseen = F.cross_entropy(mean_net(phones, lengths, heard).transpose(1, 2), target)
            print(f"unseen sentences: loss {unseen:.3f}", flush=True)
        if time.time() - saved_at > 240:
            keep()
            saved_at = time.time()
    keep()


if __name__ == "__main__":
    main()
