"""Draws spectrograms of recordings, one above the other: spectrogram.py out.png 'title=one.wav' 'title=other.wav' …"""

import sys
import wave

import matplotlib

matplotlib.use("Agg")
import numpy  # noqa: E402
from matplotlib import pyplot  # noqa: E402


def main():
    out, recordings = sys.argv[1], [part.split("=", 1) for part in sys.argv[2:]]
    figure, axes = pyplot.subplots(len(recordings), 1, figsize=(10, 2.6 * len(recordings)), layout="constrained", squeeze=False)
    for axis, (title, path) in zip(axes[:, 0], recordings):
        with wave.open(path) as file:
            rate = file.getframerate()
            samples = numpy.frombuffer(file.readframes(file.getnframes()), numpy.int16) / 32768 + 1e-5
        axis.specgram(samples, NFFT=512, Fs=rate, noverlap=448, vmin=-110, vmax=-30, cmap="magma")
        axis.set(title=title, ylabel="Hz", ylim=(0, 8000))
    axes[-1, 0].set(xlabel="seconds")
    figure.savefig(out, dpi=80)


if __name__ == "__main__":
    main()
