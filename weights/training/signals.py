"""Spectra and mel bands, for losses and references."""

import numpy
import torch
from torch import nn
from torch.nn import functional as F

from state import RATE


def mel_filters(size, bands, rate=RATE):
    """Triangles equally spaced in mel, [bands, size / 2 + 1]."""
    mel = lambda f: 1127 * numpy.log1p(f / 700)
    edges = 700 * numpy.expm1(numpy.linspace(mel(0), mel(rate / 2), bands + 2) / 1127)
    bins = numpy.linspace(0, rate / 2, size // 2 + 1)
    up = (bins - edges[:-2, None]) / (edges[1:-1] - edges[:-2])[:, None]
    down = (edges[2:, None] - bins) / (edges[2:] - edges[1:-1])[:, None]
    return torch.tensor(numpy.maximum(0, numpy.minimum(up, down)), dtype=torch.float32)


class Spectrum(nn.Module):
    """Magnitudes [B, size / 2 + 1, frames] of [B, N]; N / hop frames."""

    def __init__(self, size, hop):
        super().__init__()
        self.size, self.hop = size, hop
        self.register_buffer("window", torch.hann_window(size))

    def forward(self, x):
        pad = (self.size - self.hop) // 2
        x = F.pad(x[:, None], (pad, pad), mode="reflect")[:, 0]
        s = torch.stft(x, self.size, self.hop, self.size, self.window, center=False, return_complex=True)
        return (s.real.square() + s.imag.square() + 1e-7).sqrt()
