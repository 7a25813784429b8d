"""Step 6: a small speech encoder of HuBERT's design and `ssl_proj`: from a recording to the codes of a prompt.

HuBERT proper learns from masked guessing over days of speech. flite tells which phone it speaks when, so here the
encoder learns directly to land on the row of the codebook that stands for what is said (`codes.py`). Two more tasks
make it learn faster: the phone of every 20 ms, and, from the convolutions alone, the mel spectrogram.
"""

import argparse
import time

import numpy
import torch
from torch import nn
from torch.nn import functional as F

import codes
import data
from signals import Spectrum, mel_filters
from speech import PHONES
from state import HUBERT, SEED, SMOKE, STATE, Curve, load, save, threads

CHECKPOINT = STATE / "hubert.pt"
STEPS = 40 if SMOKE else 12_000
BATCH, LONGEST = 8, 24_000  # pieces of up to 1.5 s: many different ones matter more than long ones
BANDS = 40
RATE_TOP, RATE_HALVES = 1e-3, 3000
KERNELS, STRIDES = [10, 3, 3, 3, 3, 2, 2], [5, 2, 2, 2, 2, 2, 2]


class FeatureExtractor(nn.Module):
    """Seven convolutions, [B, N] to [B, conv, T] with T = (N - 400) / 320 + 1."""

    def __init__(self, width):
        super().__init__()
        layers = []
        for i, (kernel, stride) in enumerate(zip(KERNELS, STRIDES)):
            layer = nn.Module()
            layer.conv = nn.Conv1d(width if i else 1, width, kernel, stride, bias=False)
            nn.init.kaiming_normal_(layer.conv.weight, nonlinearity="relu")  # PyTorch's own default fades out in seven layers
            if i == 0:
                layer.layer_norm = nn.GroupNorm(width, width)
            layers.append(layer)
        self.conv_layers = nn.ModuleList(layers)

    def forward(self, x):
        x = x[:, None]
        for i, layer in enumerate(self.conv_layers):
            x = layer.conv(x)
            x = F.gelu(layer.layer_norm(x) if i == 0 else x)
        return x


class PositionalConvolution(nn.Module):
    """Kernel 128 in 16 groups; one gain for each kernel position."""

    def __init__(self, width):
        super().__init__()
        self.conv = nn.utils.weight_norm(nn.Conv1d(width, width, 128, padding=64, groups=16), dim=2)

    def forward(self, x):  # [B, T, width]
        return F.gelu(self.conv(x.transpose(1, 2))[:, :, :-1]).transpose(1, 2)


class Layer(nn.Module):
    """Post-norm transformer layer."""

    def __init__(self, width, heads, inner):
        super().__init__()
        self.heads = heads
        self.attention = nn.Module()
        for name in ("q_proj", "k_proj", "v_proj", "out_proj"):
            setattr(self.attention, name, nn.Linear(width, width))
        self.layer_norm = nn.LayerNorm(width)
        self.feed_forward = nn.Module()
        self.feed_forward.intermediate_dense = nn.Linear(width, inner)
        self.feed_forward.output_dense = nn.Linear(inner, width)
        self.final_layer_norm = nn.LayerNorm(width)

    def forward(self, x):
        a = self.attention
        q, k, v = (p(x).unflatten(2, (self.heads, -1)).transpose(1, 2) for p in (a.q_proj, a.k_proj, a.v_proj))
        mixed = F.scaled_dot_product_attention(q, k, v).transpose(1, 2).flatten(2)
        x = self.layer_norm(x + a.out_proj(mixed))
        f = self.feed_forward
        return self.final_layer_norm(x + f.output_dense(F.gelu(f.intermediate_dense(x))))


class Hubert(nn.Module):
    """[B, N] samples at 16 kHz to [B, T, hidden]; tensor names as in Hugging Face's HubertModel."""

    def __init__(self, conv, hidden, layers, heads, ffn):
        super().__init__()
        self.masked_spec_embed = nn.Parameter(torch.zeros(hidden), requires_grad=False)  # in every file, never used
        self.feature_extractor = FeatureExtractor(conv)
        self.feature_projection = nn.Module()
        self.feature_projection.layer_norm = nn.LayerNorm(conv)
        self.feature_projection.projection = nn.Linear(conv, hidden)
        self.encoder = nn.Module()
        self.encoder.pos_conv_embed = PositionalConvolution(hidden)
        self.encoder.layer_norm = nn.LayerNorm(hidden)
        self.encoder.layers = nn.ModuleList(Layer(hidden, heads, ffn) for _ in range(layers))

    def project(self, x):
        h = self.feature_extractor(x).transpose(1, 2)
        return self.feature_projection.projection(self.feature_projection.layer_norm(h))

    def encode(self, h):
        h = self.encoder.layer_norm(h + self.encoder.pos_conv_embed(h))
        for layer in self.encoder.layers:
            h = layer(h)
        return h

    def forward(self, x):
        return self.encode(self.project(x))


class Teacher(nn.Module):
    """The encoder, `ssl_proj`, and what reads off them during training."""

    def __init__(self):
        super().__init__()
        width = HUBERT["hidden"]
        self.hubert = Hubert(**HUBERT)
        self.ssl_proj = nn.Conv1d(width, width, 2, 2)
        self.phone = nn.Linear(width, len(PHONES))
        self.mel = nn.Linear(width, BANDS)

    def features(self, x):
        """[B, N] to features of the codes [B, T / 2, width]."""
        return self.ssl_proj(self.hubert(x).transpose(1, 2)).transpose(1, 2)

    def forward(self, x):
        early = self.hubert.project(x)
        h = self.hubert.encode(early)
        return self.mel(early), self.phone(h), self.ssl_proj(h.transpose(1, 2)).transpose(1, 2)


def disguise(x, draw):
    """Tilt, noise and gain, so that the encoder does not depend on a clean recording."""
    if draw.random() < 0.4:
        x[1:] += draw.uniform(-0.5, 0.7) * x[:-1]
    if draw.random() < 0.4:
        x += x.std() * 10 ** draw.uniform(-2.5, -0.8) * draw.standard_normal(len(x)).astype(numpy.float32)
    return x * 10 ** draw.uniform(-0.8, 0.3)


def batch(found, known, draw):
    """Pieces of utterances: disguised samples, clean samples, phones every 20 ms, codes every 40 ms. What is added beyond
    an end is silence, and is told to be."""
    chosen = [found[i] for i in draw.choice(len(found), BATCH, replace=False)]
    length = LONGEST + (6400 if draw.random() < 0.3 else 0)  # a prompt has silence appended
    frames = ((length - 400) // 320 + 1) // 2 * 2
    x, clean = numpy.zeros((2, BATCH, length), numpy.float32)
    phones = numpy.zeros((BATCH, frames), numpy.int64)  # 0 is flite's pause
    wanted = numpy.full((BATCH, frames // 2), codes.SILENCE, numpy.int64)
    for i, u in enumerate(chosen):
        skip = 2 * int(draw.integers(0, max(1, (len(u.samples) - LONGEST) // 640 + 1)))  # whole codes
        samples = u.audio()[320 * skip : 320 * skip + LONGEST]
        clean[i, : len(samples)] = samples
        x[i, : len(samples)] = disguise(samples, draw)
        n = min(frames, LONGEST // 320 - 2, len(u.phones) - skip) // 2 * 2
        phones[i, :n] = u.phones[skip : skip + n]
        wanted[i, : n // 2] = known[u.text][skip // 2 : (skip + n) // 2].numpy()
    return [torch.from_numpy(a) for a in (x, clean, phones, wanted)]


def losses(model, sounds, book, x, clean, phones, wanted):
    mel, phone, s = model(x)
    n = phones.shape[1]
    frame = F.cross_entropy(phone[:, :n].transpose(1, 2), phones)
    with torch.no_grad():
        true = (sounds.filters @ sounds.spectrum(clean) + 1e-3).log().transpose(1, 2)
        true = (true - true.mean((1, 2), keepdim=True)) / true.std((1, 2), keepdim=True)
    spectral = (mel - true[:, : mel.shape[1]]).abs().mean()
    closeness = 2 * s @ book.T - book.square().sum(1) - s.square().sum(2, keepdim=True)
    code = F.cross_entropy(3 * closeness.transpose(1, 2), wanted)
    spoken = wanted != codes.SILENCE
    right = (closeness.argmax(2) == wanted)[spoken].float().mean()
    told = (phone[:, :n].argmax(2) == phones)[phones != 0].float().mean()
    return code + frame + spectral, dict(code=code, right=right, frame=frame, told=told, mel=spectral)


class Ears(nn.Module):
    """Mel bands every 20 ms, the target that teaches the convolutions."""

    def __init__(self):
        super().__init__()
        self.spectrum = Spectrum(512, 320)
        self.register_buffer("filters", mel_filters(512, BANDS))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--minutes", type=float, default=10**9, help="of processor time")
    options = parser.parse_args()
    threads()
    torch.manual_seed(SEED)
    model, ears, book = Teacher(), Ears(), load(codes.CODEBOOK)["book"]
    optimiser = torch.optim.AdamW(model.parameters(), RATE_TOP, betas=(0.9, 0.98), weight_decay=0.01)
    step = 0
    if (saved := load(CHECKPOINT)) is not None:
        model.load_state_dict(saved["model"])
        optimiser.load_state_dict(saved["optimiser"])
        step = saved["step"]
    print(f"{sum(p.numel() for p in model.hubert.parameters())} parameters, at step {step} of {options.steps}", flush=True)
    known = load(codes.KNOWN)
    found = [u for u in data.utterances() if u.text in known]
    test, train = found[:32], found[32:]
    curve = Curve("hubert")
    saved_at = time.time()

    def keep():
        save(CHECKPOINT, dict(model=model.state_dict(), optimiser=optimiser.state_dict(), step=step))

    while step < options.steps and time.process_time() < 60 * options.minutes:
        step += 1
        draw = numpy.random.default_rng([SEED, 3, step])
        for group in optimiser.param_groups:
            group["lr"] = RATE_TOP * min(1, step / 200) * 0.5 ** (step / RATE_HALVES)
        torch.manual_seed(SEED + step)
        loss, parts = losses(model, ears, book, *batch(train, known, draw))
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        curve.add(step, loss=loss.item(), **{k: v.item() for k, v in parts.items()})
        if time.time() - saved_at > 240:
            keep()
            saved_at = time.time()
    keep()
    with torch.no_grad():
        _, parts = losses(model, ears, book, *batch(test, known, numpy.random.default_rng(SEED)))
    print("unseen sentences:", {k: round(v.item(), 3) for k, v in parts.items()}, flush=True)


if __name__ == "__main__":
    main()
