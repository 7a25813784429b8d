"""Step 5: trains the speech encoder and `ssl_proj`: from a recording to the codes of a prompt.

HuBERT proper learns from masked guessing over days of speech. flite tells which phone it speaks when, so here the
encoder learns directly to land on the row of the codebook that stands for what is said (`codes.py`). Two more tasks
make it learn faster: the phone of every 20 ms, and, from the convolutions alone, the mel spectrogram.
"""

import torch
from torch import nn
from torch.nn import functional as F

from codes import PHONES
from hubert_net import Hubert
from signals import Spectrum, mel_filters
from state import CODE, HUBERT, SILENCE, SMOKE
from training import Mean, Optimiser, Training, main

BATCH, PIECE = 64, 80  # pieces, and codes of each
TAIL = 15  # codes of silence that a prompt's recording gets appended, here sometimes too
BANDS = 40
RATE_TOP = 1e-3


class Teacher(nn.Module):
    """The encoder, `ssl_proj`, and what reads off them during training."""

    def __init__(self):
        super().__init__()
        width = HUBERT["hidden"]
        self.hubert = Hubert(**HUBERT)
        self.ssl_proj = nn.Conv1d(width, width, 2, 2)
        self.phone = nn.Linear(width, len(PHONES))
        self.mel = nn.Linear(width, BANDS)

    def forward(self, x):
        """[B, N] to mel bands [B, T, bands] and phones [B, T, phones], guesses, and the codes' features [B, T / 2, width]."""
        early = self.hubert.project(x)
        h = self.hubert.encode(early)
        return self.mel(early), self.phone(h), self.ssl_proj(h.transpose(1, 2)).transpose(1, 2)


class Ears(nn.Module):
    """Mel bands every 20 ms, the target that teaches the convolutions; every recording has mean 0 and deviation 1."""

    def __init__(self):
        super().__init__()
        self.spectrum = Spectrum(512, 320)
        self.register_buffer("filters", mel_filters(512, BANDS))

    def forward(self, x):
        mel = (self.filters @ self.spectrum(x) + 1e-3).log().transpose(1, 2)
        return (mel - mel.mean((1, 2), keepdim=True)) / (mel.std((1, 2), keepdim=True) + 1e-3)


def disguise(x):
    """Tilt, noise and gain, so that the encoder does not depend on a clean recording."""
    between = lambda low, high: low + (high - low) * torch.rand(len(x), 1, device=x.device)
    maybe = lambda: (torch.rand(len(x), 1, device=x.device) < 0.4).float()
    x = x + maybe() * between(-0.5, 0.7) * F.pad(x, (1, 0))[:, :-1]
    x = x + maybe() * x.std(1, keepdim=True) * 10 ** between(-2.5, -0.8) * torch.randn_like(x)
    return x * 10 ** between(-0.8, 0.3)


class HubertTraining(Training):
    name = "hubert"

    def __init__(self, chosen, corpus):
        super().__init__(chosen, corpus)
        device = self.device
        self.net, self.mean_net, self.ears = Teacher().to(device), Teacher().to(device), Ears().to(device)
        self.optimiser = Optimiser(self.net, device, RATE_TOP, (0.9, 0.98), 1.0)
        self.optimisers = [self.optimiser]
        self.mean = Mean(self.net, self.mean_net)
        self.modules = dict(net=self.net, mean_net=self.mean_net)
        c = self.corpus
        tested = torch.zeros(len(c.codes) + 1, dtype=torch.int32, device=device)
        tested[c.code_at[c.tested]] = 1
        tested[c.code_at[c.tested] + c.code_count[c.tested]] -= 1
        hidden = F.pad(tested.cumsum(0).cumsum(0), (1, 0))  # how many codes of tested sentences lie before a code
        self.starts = torch.nonzero(hidden[PIECE:-2] == hidden[: -PIECE - 2])[:, 0]  # of pieces that hold none

    def pieces(self, at):
        """Samples, phones every 20 ms and codes every 40 ms of the pieces from codes `at` [B] on; utterances of a voice lie one
        after the other, and begin and end with a pause. The network sees 80 samples less than four frames a code."""
        c = self.corpus
        place = at[:, None] + torch.arange(PIECE, device=self.device)
        frames = (2 * at)[:, None] + torch.arange(2 * PIECE, device=self.device)
        samples = (CODE * at)[:, None] + torch.arange(CODE * PIECE, device=self.device)
        return c.samples[samples].float() / 32768, c.phones[frames].long(), c.codes[place].long()

    def step(self):
        at = self.starts[torch.randint(len(self.starts), (self.chosen.batch,), device=self.device)]
        x, phones, wanted = self.pieces(at)
        ends = (torch.rand(len(x), 1, device=self.device) < 0.3).expand(-1, TAIL)
        tail = lambda t, n, rest: torch.cat([t[:, :-n], torch.where(ends.repeat_interleave(n // TAIL, 1), rest, t[:, -n:])], 1)
        x, phones, wanted = tail(x, TAIL * CODE, 0.0), tail(phones, 2 * TAIL, 0), tail(wanted, TAIL, SILENCE)
        with torch.no_grad(), torch.autocast(self.device, enabled=False):
            target = self.ears(x)
        loss, parts = self.losses(self.net, disguise(x), target, phones, wanted)
        parts["gradient"] = self.optimiser.step(loss)
        return parts

    def losses(self, net, x, target, phones, wanted):
        mel, phone, s = net(F.pad(x, (0, 80)))  # so that the last code is whole
        mel, phone, s = mel.float(), phone.float(), s.float()
        frame = F.cross_entropy(phone.transpose(1, 2), phones)
        spectral = (mel - target).abs().mean()
        book = self.corpus.book
        closeness = 2 * s @ book.T - book.square().sum(1) - s.square().sum(2, keepdim=True)
        code = F.cross_entropy(3 * closeness.transpose(1, 2), wanted)
        spoken = wanted != SILENCE
        right = ((closeness.argmax(2) == wanted) & spoken).sum() / spoken.sum()
        return code + frame + spectral, dict(code=code, right=right, frame=frame, mel=spectral)

    def test(self):
        at = self.corpus.code_at[self.corpus.tested].clamp(max=len(self.corpus.codes) - PIECE)[:32]
        x, phones, wanted = self.pieces(at)
        _, parts = self.losses(self.mean_net, x, self.ears(x), phones, wanted)
        return f"unseen sentences: { {k: round(v.item(), 3) for k, v in parts.items()} }"


if __name__ == "__main__":
    main(HubertTraining, 8 if SMOKE else BATCH)
