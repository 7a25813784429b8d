"""The codebook, from flite's own phones and pitch.

A code stands for 40 ms: the phone of its first and of its second half and, within vowels and other singing sounds, whether
the pitch is low, middling or high for the sentence. Its row of the codebook is made of a vector for each of the three, so
that codes that sound alike lie near each other. The speech encoder learns to land on these rows (`hubert_train.py`).

A label is one number: (first phone * phones + second phone) * 3 + tone, where the tone is 0, 1 or 2.
"""

import numpy

from state import CODES, HUBERT, SEED, SILENCE

PHONES = ("pau aa ae ah ao aw ax ay b ch d dh eh er ey f g hh ih iy jh k l m n ng ow oy p r s sh t th uh uw v w y z zh"
          ).split()
MANNERS = dict(
    silence="pau", vowel="aa ae ah ao aw ax ay eh er ey ih iy ow oy uh uw", glide="l r w y", nasal="m n ng",
    plosive="b d g p t k", hiss="ch jh s sh z zh", breath="dh th f v hh",
)
MANNER = {phone: manner for manner, phones in MANNERS.items() for phone in phones.split()}
SINGING = numpy.array([MANNER[p] in ("vowel", "glide", "nasal") for p in PHONES])
SEMITONE = 1 / 12
LABELS = len(PHONES) ** 2 * 3
QUIET = 1  # the label of two pauses


def heights(pitch):
    """Pitch above the median of the sentence, in octaves, 0 where unvoiced; and where it is voiced."""
    voiced = pitch > 0
    if not voiced.any():
        return numpy.zeros_like(pitch), voiced
    middle = numpy.log2(numpy.median(pitch[voiced]))
    return numpy.where(voiced, numpy.log2(numpy.where(voiced, pitch, 1)) - middle, 0), voiced


def labels(phones, pitches):
    """Labels [frames / 2] of a sentence, from the phone and the pitch of every 20 ms."""
    count = len(phones) // 2
    first, second = phones[: 2 * count].reshape(count, 2).astype(int).T
    height, voiced = (a[: 2 * count].reshape(count, 2).sum(1) for a in heights(pitches))
    height = height / voiced.clip(1)
    tone = 1 + (height > SEMITONE).astype(int) - (height < -SEMITONE)
    return (first * len(PHONES) + second) * 3 + numpy.where((first == second) & SINGING[first], tone, 1)


class Codebook:
    """The labels that have a code of their own, the rows of all labels, and the code of every label: its own, or the one
    whose row is nearest."""

    def __init__(self, counts):
        """counts [LABELS]: how often each occurs. Every phone by itself, with its tones; then the transitions that occur
        most, until the codebook is full."""
        n = len(PHONES)
        steady = [(p * n + p) * 3 + t for p in range(n) for t in ((0, 1, 2) if SINGING[p] else (1,))]
        others = counts.copy()
        others[steady] = 0
        chosen = numpy.concatenate([steady, numpy.argsort(-others, kind="stable")[: CODES - len(steady)]])
        assert (others > 0).sum() >= CODES - len(steady), "too few labels occur; make more speech"
        silent = int(numpy.flatnonzero(chosen == QUIET)[0])
        chosen[silent], chosen[SILENCE] = chosen[SILENCE], chosen[silent]  # where streaming looks for silence
        self.chosen = chosen
        self.first, self.second, self.tone = self.vectors()
        every = numpy.arange(LABELS)
        rows = self.first[every // 3 // n] + self.second[every // 3 % n] + 0.8 * (every % 3 - 1)[:, None] * self.tone
        rows = rows.astype(numpy.float32)
        self.book = rows[chosen]
        distance = (self.book**2).sum(1) - 2 * rows @ self.book.T
        self.code = distance.argmin(1).astype(numpy.int16)
        self.code[chosen] = numpy.arange(CODES)

    @staticmethod
    def vectors():
        draw, width = numpy.random.default_rng(SEED), HUBERT["hidden"]
        some = lambda count: (draw.standard_normal((count, width)) / width**0.5).astype(numpy.float32)
        kind = [list(MANNERS).index(MANNER[p]) for p in PHONES]
        first, second = (some(len(PHONES)) + 0.7 * some(len(MANNERS))[kind] for _ in range(2))
        return first, second, some(1)[0]
