"""All speech on one device, and pieces of it gathered by index: no loops over sentences."""

import time

import numpy
import torch
from torch.nn import functional as F

from speech import CORPUS, VOICES
from state import CODE, CODES, HOP, HUBERT, RATE

TESTED = 64  # sentences that are never trained on


class Corpus:
    """Flat tensors of all utterances. `code_at` and `id_at` [U] tell where an utterance begins among the codes and the phone
    ids, `code_count` and `id_count` [U] how many it has; its samples and frames begin at multiples of `code_at`."""

    def __init__(self, device, file, audio=True):
        """file: the arrays that `speech.py` wrote."""
        get = lambda name, kind: torch.from_numpy(file[name].astype(kind, copy=False)).to(device)
        for short, key in (("code", "codes"), ("id", "ids")):
            ends = get(f"{key}_ends", numpy.int64)
            setattr(self, f"{short}_count", torch.diff(ends, prepend=ends.new_zeros(1)))
            setattr(self, f"{short}_at", ends - getattr(self, f"{short}_count"))
        self.codes, self.ids, self.voice = get("codes", numpy.int16), get("ids", numpy.int16), get("voice", numpy.int64)
        self.book = get("book", numpy.float32)
        if audio:
            self.samples, self.phones = get("samples", numpy.int16), get("phones", numpy.uint8)
            per_voice = torch.zeros(len(VOICES), dtype=torch.int64, device=device).index_add_(0, self.voice, self.code_count)
            self.ranges = F.pad(per_voice.cumsum(0) * CODE, (1, 0))  # a voice's utterances lie together
        self.hours = int(self.code_count.sum()) * CODE / RATE / 3600
        self.device = device
        count = len(self.voice)
        generator = torch.Generator().manual_seed(1)
        order = torch.randperm(count, generator=generator)
        tested = min(TESTED, count // 10)
        self.tested, self.trained = order[:tested].sort().values.to(device), order[tested:].sort().values.to(device)

    @staticmethod
    def found(device, audio=True, wait=0.0):
        """What `speech.py` wrote, or will have written within some seconds."""
        until = time.time() + wait
        while not CORPUS.exists() and time.time() < until:
            time.sleep(0.1)
        assert CORPUS.exists(), f"no {CORPUS}: run speech.py first"
        return Corpus(device, numpy.load(CORPUS), audio)

    @staticmethod
    def pretended(device, codes=96, phones=40, each=8):
        """Noise in the place of speech, for rehearsing: the shapes of batches are the same."""
        draw, count = numpy.random.default_rng(0), each * len(VOICES)
        numbers = lambda high, *shape: draw.integers(0, high, shape)
        ends = lambda n: n * numpy.arange(1, count + 1)
        return Corpus(device, dict(
            codes=numbers(CODES, count * codes), ids=numbers(300, count * phones), samples=numbers(9000, count * codes * CODE),
            phones=numbers(40, 2 * count * codes), voice=numpy.arange(count) // each, codes_ends=ends(codes),
            ids_ends=ends(phones), book=draw.standard_normal((CODES, HUBERT["hidden"]))))

    def only(self, fits):
        """Leaves the utterances that do not fit [U] out of training and testing."""
        self.trained, self.tested = self.trained[fits[self.trained]], self.tested[fits[self.tested]]

    def draw(self, count):
        """Indices [count] of utterances to train on."""
        return self.trained[torch.randint(len(self.trained), (count,), device=self.device)]

    @staticmethod
    def take(flat, at, count, width, other=0):
        """[B, width] of a flat tensor: `count` [B] values from `at` [B] on, then `other`; and where there are values."""
        place = torch.arange(width, device=flat.device)
        here = place < count[:, None]
        return torch.where(here, flat[torch.where(here, at[:, None] + place, 0)], other), here

    def audio(self, at, count, width):
        """[B, width * CODE] samples of `count` [B] codes from code `at` [B] of all on, then silence."""
        found, _ = self.take(self.samples, at * CODE, count * CODE, width * CODE)
        return found.float() / 32768

    def recordings(self, voices, frames):
        """[B, frames * HOP] samples of these voices [B], from anywhere: a reference is not the sentence that is spoken."""
        first, last = self.ranges[voices], self.ranges[voices + 1]
        room = (last - first - frames * HOP).clamp(min=1)
        at = first + (torch.rand(len(voices), device=self.device, dtype=torch.float64) * room).long()
        place = at[:, None] + torch.arange(frames * HOP, device=self.device)
        return self.samples[place.clamp(max=len(self.samples) - 1)].float() / 32768
