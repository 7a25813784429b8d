"""Step 3: the codebook and the codes of all speech, from flite's own phones and pitch.

A code stands for 40 ms: the phone of its first and of its second half and, within vowels and other singing sounds, whether
the pitch is low, middling or high for the sentence. Its row of the codebook is made of a vector for each of the three, so
that codes that sound alike lie near each other. The speech encoder learns afterwards to land on these rows
(`hubert.py`); until then S1 and S2 can already be trained.
"""

from collections import Counter

import numpy
import torch

import data
from speech import PHONES, frame_phones, pitch
from state import CODES, HOP, HUBERT, SEED, SILENCE, STATE, load, save

CODEBOOK, KNOWN = STATE / "codebook.pt", STATE / "codes.pt"
MANNERS = dict(
    silence="pau", vowel="aa ae ah ao aw ax ay eh er ey ih iy ow oy uh uw", glide="l r w y", nasal="m n ng",
    plosive="b d g p t k", hiss="ch jh s sh z zh", breath="dh th f v hh",
)
MANNER = {phone: manner for manner, phones in MANNERS.items() for phone in phones.split()}
SINGING = {PHONES.index(p) for p in PHONES if MANNER[p] in ("vowel", "glide", "nasal")}
SEMITONE = 1 / 12


def heights(pitch):
    """Pitch above the median of the sentence, in octaves, 0 where unvoiced; and where it is voiced."""
    voiced = pitch > 0
    if not voiced.any():
        return numpy.zeros_like(pitch), voiced
    middle = numpy.log2(numpy.median(pitch[voiced]))
    return numpy.where(voiced, numpy.log2(numpy.where(voiced, pitch, 1)) - middle, 0), voiced


def labels(phones, pitches):
    """(first phone, second phone, tone) of every code, from what stands every 20 ms; the tone is -1, 0 or 1."""
    count = len(phones) // 2
    both = phones[: 2 * count].reshape(count, 2).astype(int)
    height, voiced = (a[: 2 * count].reshape(count, 2) for a in heights(pitches))
    height = height.sum(1) / voiced.sum(1).clip(1)
    tone = numpy.where(height > SEMITONE, 1, numpy.where(height < -SEMITONE, -1, 0))
    return [(a, b, int(t) if a == b and a in SINGING else 0) for (a, b), t in zip(both.tolist(), tone)]


class Codebook:
    """Rows for the labels that were chosen, and the nearest of them for any other."""

    def __init__(self, chosen):
        draw = torch.Generator().manual_seed(SEED)
        width = HUBERT["hidden"]
        vectors = lambda n: torch.randn(n, width, generator=draw) / width**0.5
        manners = list(MANNERS)
        kind = torch.tensor([manners.index(MANNER[p]) for p in PHONES])
        self.first = vectors(len(PHONES)) + 0.7 * vectors(len(manners))[kind]
        self.second = vectors(len(PHONES)) + 0.7 * vectors(len(manners))[kind]
        self.tone = vectors(1)[0]
        self.chosen = {label: i for i, label in enumerate(chosen)}
        self.book = torch.stack([self.row(label) for label in chosen])

    def row(self, label):
        a, b, tone = label
        return self.first[a] + self.second[b] + 0.8 * tone * self.tone

    def code(self, label):
        if label not in self.chosen:
            self.chosen[label] = int(nearest(self.row(label)[None], self.book))
        return self.chosen[label]


    def of(self, samples, spoken):
        """Codes of one utterance that flite has just made."""
        frames = (len(samples) - 400) // HOP + 1
        return [self.code(label) for label in labels(frame_phones(spoken, frames), pitch(samples, frames))]


def nearest(features, book):
    """Index of the nearest row; the first one of equals."""
    return (book.square().sum(1) - 2 * features @ book.T).argmin(1)


def choose(found):
    """Every phone by itself, with its tones; then the transitions that occur most, until the codebook is full."""
    steady = [(p, p, t) for p in range(len(PHONES)) for t in ((0, -1, 1) if p in SINGING else (0,))]
    counts = Counter(label for u in found for label in labels(u.phones, u.pitch) if label[0] != label[1])
    chosen = steady + [label for label, _ in sorted(counts.items(), key=lambda kv: (-kv[1], kv[0]))[: CODES - len(steady)]]
    assert len(chosen) == CODES, f"only {len(chosen)} labels occur; make more speech"
    silent = chosen.index((0, 0, 0))
    chosen[silent], chosen[SILENCE] = chosen[SILENCE], chosen[silent]  # where streaming looks for silence
    return chosen


def main():
    found = data.utterances()
    if (kept := load(CODEBOOK)) is None:
        kept = dict(chosen=choose(found))
        kept["book"] = Codebook(kept["chosen"]).book
        save(CODEBOOK, kept)
    codebook = Codebook(kept["chosen"])
    known = load(KNOWN) or {}
    for u in found:
        if u.text not in known:
            known[u.text] = torch.tensor([codebook.code(label) for label in labels(u.phones, u.pitch)], dtype=torch.int16)
    save(KNOWN, known)
    counts = torch.bincount(torch.cat([known[u.text] for u in found]).long(), minlength=CODES).float()
    p = counts[counts > 0] / counts.sum()
    every = [label for u in found for label in labels(u.phones, u.pitch)]
    own = set(kept["chosen"])
    exact = sum(label in own for label in every) / len(every)
    print(f"codes of {len(known)} utterances, {data.hours(found):.2f} h; {100 * exact:.1f} % of the labels have a code of "
          f"their own; {(counts > 0).sum()} of {CODES} used, perplexity {(-(p * p.log()).sum()).exp():.0f}")


if __name__ == "__main__":
    main()
