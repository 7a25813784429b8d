"""Step 2: flite reads the sentences on all cores, for a given time at most: samples, phones, pitch and codes, in one file.

A voice is a flite voice and a warp: audio played 10/9 times as fast has higher pitch and formants, a speaker of its own;
flite is asked to speak slower by as much, so that the tempo stays.
"""

import argparse
import multiprocessing
import os
import time
from fractions import Fraction

import numpy
from scipy.signal import resample_poly

from codes import LABELS, PHONES, Codebook, labels
from flite import Flite
from state import CODE, HOP, RATE, SEED, SMOKE, STATE

CORPUS = STATE / "corpus.npz"
COUNTS = STATE / "labels.npy"  # decides the codebook: once there are networks, it must stay
HIGHER, LOWER = Fraction(10, 9), Fraction(9, 10)
VOICES = [
    ("slt", Fraction(1)), ("rms", Fraction(1)), ("awb", Fraction(1)), ("kal16", Fraction(1)),
    ("slt", LOWER), ("rms", HIGHER), ("awb", HIGHER), ("rms", LOWER),
]
SHARE = [0.22, 0.22, 0.14, 0.08, 0.1, 0.08, 0.08, 0.08]
LONGEST = 6  # seconds
LEVEL = 0.09  # all voices equally loud (root mean square)
PIECE = 16  # sentences that a worker reads between looks at the clock
PER_CODE, PER_PHONE = ("samples", "phones", "codes"), ("ids",)


def say(flite, text, voice, warp):
    """One utterance at 16 kHz: samples, and flite's phones with their ends in seconds."""
    samples, rate, phones = flite.say(text, voice, float(warp))
    assert rate == RATE, f"{voice} speaks at {rate} Hz, expected {RATE}"
    if warp != 1:
        samples = resample_poly(samples, warp.denominator, warp.numerator)
    samples *= min(LEVEL / samples.std(), 0.95 / numpy.abs(samples).max())
    return samples.astype(numpy.float32), [(name, end / float(warp)) for name, end in phones]


def frame_phones(phones, frames):
    """The phone at the middle of every 20 ms frame of the speech encoder (400 samples from sample 320 t)."""
    middles = (numpy.arange(frames) * HOP + 200) / RATE
    at = numpy.searchsorted([end for _, end in phones], middles, side="right").clip(max=len(phones) - 1)
    return numpy.array([PHONES.index(name) for name, _ in phones], dtype=numpy.uint8)[at]


def pitch(samples, frames):
    """Fundamental frequency of every frame by normalised autocorrelation over 48 ms, 0 where there is none."""
    size, low, high = 768, RATE // 400, RATE // 60
    padded = numpy.pad(samples, (size // 2, size + HOP * 2))
    windows = numpy.lib.stride_tricks.sliding_window_view(padded, size)[200 :: HOP][:frames]
    windows = windows - windows.mean(1, keepdims=True)
    spectrum = numpy.fft.rfft(windows, 2 * size)
    correlation = numpy.fft.irfft(numpy.abs(spectrum) ** 2)[:, : high + 2]
    energy = numpy.cumsum(numpy.pad(windows**2, ((0, 0), (1, 0))), 1)
    lags = numpy.arange(high + 2)
    heads, tails = energy[:, size - lags], energy[:, -1:] - energy[:, lags]
    normal = correlation / numpy.sqrt(heads * tails + 1e-6)
    peaks = (normal[:, 1:-1] >= normal[:, :-2]) & (normal[:, 1:-1] > normal[:, 2:])
    score = numpy.where(peaks, normal[:, 1:-1], 0)[:, low - 1 :]
    best = score.max(1)
    first = (score >= 0.9 * best[:, None]).argmax(1)  # the shortest good period: no octave too low
    loud = energy[:, -1] / size > 1e-5
    return numpy.where((best > 0.6) & loud, RATE / (first + low), 0).astype(numpy.float32)


def analyse(samples, spoken):
    """Samples of whole codes, the phone of every 20 ms and the label of every 40 ms."""
    count = ((len(samples) - 400) // HOP + 1) // 2
    phones = frame_phones(spoken, 2 * count)
    return samples[: count * CODE], phones, labels(phones, pitch(samples, 2 * count))


def distance(a, b):
    """Levenshtein's, over the longer length."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        last, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (x != y))
    return row[-1] / max(len(a), len(b), 1)


def agrees(ours, theirs):
    """Whether our front end and flite read a sentence alike; else S1 would learn from wrong pairs."""
    a = [p.rstrip("012") for p in ours if p[0].isalpha()]
    b = [{"ax": "AH"}.get(p, p.upper()) for p, _ in theirs if p != "pau"]
    reduced = {"IH": "AH"}
    return distance([reduced.get(p, p) for p in a], [reduced.get(p, p) for p in b]) <= 0.12


def begin(until):
    global flite, deadline
    os.nice(5)  # others may be getting ready to train meanwhile
    flite, deadline = Flite(), until


def read(piece):
    """Utterances of a few sentences, as rows of columns; what the time did not suffice for is left out."""
    rows = []
    for number, text, reading in piece:
        if time.time() > deadline:
            break
        if not reading:
            continue
        v = int(numpy.random.default_rng([SEED, number]).choice(len(VOICES), p=SHARE))
        ours, ids = reading.split("\t")
        samples, spoken = say(flite, text, *VOICES[v])
        if len(samples) > LONGEST * RATE or not agrees(ours.split(), spoken):
            continue
        samples, phones, found = analyse(samples, spoken)
        rows.append(dict(
            voice=v, text=text, samples=(samples.clip(-1, 1) * 32767).astype(numpy.int16), phones=phones,
            labels=found.astype(numpy.int16), ids=numpy.array(ids.split(), dtype=numpy.int16)))
    return len(piece), rows


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=10**9, help="stop after so many")
    parser.add_argument("--workers", type=int, default=len(os.sched_getaffinity(0)))
    options = parser.parse_args()
    texts = (STATE / "sentences.txt").read_text().splitlines()
    readings = (STATE / "readings.tsv").read_text().splitlines()
    assert len(texts) == len(readings), "run the step before again"
    every = list(zip(range(len(texts)), texts, readings))
    pieces = [every[i : i + PIECE] for i in range(0, len(every), PIECE)]
    started, rows, asked = time.time(), [], 0
    with multiprocessing.Pool(options.workers, begin, [started + options.seconds]) as pool:
        for count, part in pool.imap_unordered(read, pieces):
            rows += part
            asked += count
    rows.sort(key=lambda row: (row["voice"], row["text"]))  # a voice's utterances lie together
    print(f"{len(rows)} of {asked} sentences in {time.time() - started:.1f} s", flush=True)
    counts = numpy.bincount(numpy.concatenate([row["labels"] for row in rows]), minlength=LABELS)
    if not COUNTS.exists():
        numpy.save(COUNTS, counts)
    codebook = Codebook(numpy.load(COUNTS))
    for row in rows:
        row["codes"] = codebook.code[row["labels"]]
    flat = {key: numpy.concatenate([row[key] for row in rows]) for key in PER_CODE + PER_PHONE}
    ends = {f"{key}_ends": numpy.cumsum([len(row[key]) for row in rows]) for key in ("codes", "ids")}
    temporary = CORPUS.with_suffix(".tmp.npz")
    numpy.savez(temporary, **flat, **ends, voice=numpy.array([row["voice"] for row in rows]),
                text=numpy.array([row["text"] for row in rows]), book=codebook.book)
    temporary.rename(CORPUS)
    used = numpy.bincount(flat["codes"], minlength=len(codebook.book)) / len(flat["codes"])
    print(f"{len(flat['samples']) / RATE / 3600:.2f} h; {100 * counts[codebook.chosen].sum() / counts.sum():.1f} % of the labels "
          f"have a code of their own; perplexity {numpy.exp(-(used * numpy.log(used + 1e-12)).sum()):.0f}; "
          f"{time.time() - started:.1f} s", flush=True)


if __name__ == "__main__":
    main()
