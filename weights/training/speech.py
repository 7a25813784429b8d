"""Step 2: flite reads the sentences. Shards of audio with a phone and a pitch for every 20 ms; resumable.

A voice is a flite voice and a warp: audio played 10/9 times as fast has higher pitch and formants, a speaker of its own;
flite is asked to speak slower by as much, so that the tempo stays.
"""

import argparse
import pathlib
import subprocess
import tempfile
import wave
from fractions import Fraction

import numpy
from scipy.signal import resample_poly

from state import HOP, RATE, SEED, STATE

HIGHER, LOWER = Fraction(10, 9), Fraction(9, 10)
VOICES = [
    ("slt", Fraction(1)), ("rms", Fraction(1)), ("awb", Fraction(1)), ("kal16", Fraction(1)),
    ("slt", LOWER), ("rms", HIGHER), ("awb", HIGHER), ("rms", LOWER),
]
SHARE = [0.22, 0.22, 0.14, 0.08, 0.1, 0.08, 0.08, 0.08]
PHONES = ("pau aa ae ah ao aw ax ay b ch d dh eh er ey f g hh ih iy jh k l m n ng ow oy p r s sh t th uh uw v w y z zh"
          ).split()
SHARD = 300
LEVEL = 0.09  # all voices equally loud (root mean square)


def say(text, voice, warp, folder):
    """One utterance: samples, and flite's phones with their ends in seconds."""
    wav = pathlib.Path(folder) / "speech.wav"
    run = subprocess.run(
        ["flite", "-voice", voice, "--setf", f"duration_stretch={float(warp)}", "-psdur", "-o", str(wav), "-t", text],
        capture_output=True, text=True, check=True,
    )
    with wave.open(str(wav)) as file:
        assert file.getframerate() == RATE, f"{voice} speaks at {file.getframerate()} Hz, expected {RATE}"
        samples = numpy.frombuffer(file.readframes(file.getnframes()), numpy.int16).astype(numpy.float32) / 32768
    phones = [(name, float(end) / float(warp)) for name, end in (part.split(":") for part in run.stdout.split())]
    if warp != 1:
        samples = resample_poly(samples, warp.denominator, warp.numerator)
    samples *= min(LEVEL / samples.std(), 0.95 / numpy.abs(samples).max())
    return samples.astype(numpy.float32), phones


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


def shard(path, texts, readings, draw):
    columns = {k: [] for k in ("samples", "phones", "pitch", "voice", "ids", "text")}
    with tempfile.TemporaryDirectory() as folder:
        for text, reading in zip(texts, readings):
            v = draw.choice(len(VOICES), p=SHARE)
            if not reading:
                continue
            ours, ids = reading.split("\t")
            samples, phones = say(text, *VOICES[v], folder)
            if not agrees(ours.split(), phones) or len(samples) > 7 * RATE:
                continue
            frames = (len(samples) - 400) // HOP + 1
            columns["samples"].append((samples.clip(-1, 1) * 32767).astype(numpy.int16))
            columns["phones"].append(frame_phones(phones, frames))
            columns["pitch"].append(pitch(samples, frames))
            columns["voice"].append(v)
            columns["ids"].append(numpy.array(ids.split(), dtype=numpy.int16))
            columns["text"].append(text)
    ends = {f"{k}_ends": numpy.cumsum([len(x) for x in columns[k]]) for k in ("samples", "phones", "ids")}
    flat = {k: numpy.concatenate(columns[k]) for k in ("samples", "phones", "pitch", "ids")}
    temporary = path.with_suffix(".tmp.npz")
    numpy.savez(temporary, **flat, **ends, voice=numpy.array(columns["voice"]), text=numpy.array(columns["text"]))
    temporary.rename(path)
    hours = len(flat["samples"]) / RATE / 3600
    print(f"{path.name}: {len(columns['text'])} of {len(texts)} sentences, {hours:.2f} h", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--shards", type=int, default=10**9, help="stop after so many")
    most = parser.parse_args().shards
    texts = (STATE / "sentences.txt").read_text().splitlines()
    readings = (STATE / "readings.tsv").read_text().splitlines()
    assert len(texts) == len(readings), "run the step before again"
    folder = STATE / "speech"
    folder.mkdir(exist_ok=True)
    for number, start in enumerate(range(0, len(texts), SHARD)):
        path = folder / f"{number:03d}.npz"
        if number < most and not path.exists():
            part = slice(start, start + SHARD)
            shard(path, texts[part], readings[part], numpy.random.default_rng([SEED, number]))


if __name__ == "__main__":
    main()
