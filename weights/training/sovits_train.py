"""Step 4: trains S2. Posterior encoder, flow, prior and generator on mel and multi-resolution spectral losses; later a
small discriminator of spectrograms. Stops after the given steps or minutes and goes on from there when started again."""

import argparse
import time

import numpy
import torch
from scipy.signal import resample_poly
from torch import nn
from torch.nn import functional as F

import codes
import data
from signals import Spectrum, mel_filters
from sovits_net import Sovits, mask_of
from speech import VOICES
from state import CODE, HOP, SEED, SMOKE, SOVITS, STATE, Curve, load, save, threads

CHECKPOINT = STATE / "sovits.pt"
STEPS = 20 if SMOKE else 120_000
BATCH, SEGMENT = 8, 32  # sentences, and latent frames of each that are decoded
RATE_START, RATE_HALVES = 8e-4, 25_000
GAN_FROM = 15 if SMOKE else 30_000
EMA = 0.999


class Sounds(nn.Module):
    """What a waveform sounds like: log-mel at 20 ms, and log magnitudes at three resolutions."""

    def __init__(self):
        super().__init__()
        self.spectrum = Spectrum(1024, HOP)
        self.register_buffer("filters", mel_filters(1024, 80))
        self.finer = nn.ModuleList(Spectrum(n, n // 4) for n in (512, 256))
        self.register_buffer("wide", mel_filters(512, 64))
        self.register_buffer("short", mel_filters(256, 40))

    def mel(self, x):
        return (self.filters @ self.spectrum(x) + 1e-4).log()

    def loss(self, y, x):
        total = F.l1_loss(self.mel(y), self.mel(x))
        for spectrum, filters in zip(self.finer, (self.wide, self.short)):
            a, b = spectrum(y), spectrum(x)
            total = total + 0.5 * F.l1_loss((filters @ a + 1e-4).log(), (filters @ b + 1e-4).log())
            total = total + 0.5 * F.l1_loss(a.clamp(min=1e-3).log(), b.clamp(min=1e-3).log())
        return total


class Discriminator(nn.Module):
    """Judges log spectrograms at three resolutions with a few 2-D convolutions each."""

    def __init__(self, width=16):
        super().__init__()
        self.spectra = nn.ModuleList(Spectrum(n, n // 4) for n in (256, 512, 1024))
        conv = lambda i, stride: nn.utils.weight_norm(nn.Conv2d(i, width, (5, 3), (stride, 1), padding=(2, 1)))
        self.nets = nn.ModuleList(
            nn.ModuleList([conv(1, 2), conv(width, 2), conv(width, 2), conv(width, 2)]) for _ in self.spectra)
        self.last = nn.ModuleList(nn.Conv2d(width, 1, 3, padding=1) for _ in self.spectra)

    def forward(self, x):
        scores, features = [], []
        for spectrum, net, last in zip(self.spectra, self.nets, self.last):
            h = spectrum(x).clamp(min=1e-4).log()[:, None]
            for layer in net:
                h = F.leaky_relu(layer(h), 0.1)
                features.append(h)
            scores.append(last(h))
        return scores, features


def reference_spectrogram(samples):
    """The lowest bins of the magnitudes that `ref_enc` sees: 32 kHz, 2048 points, hop 640; [bins, frames]."""
    x = torch.from_numpy(resample_poly(samples, 2, 1).astype(numpy.float32))
    return Spectrum(2048, 640)(x[None])[0, : SOVITS["bins"]]


def references(found, draw, each=24):
    """Some recordings of every voice: the speaker vector must come from another sentence than the one that is spoken."""
    pool = {v: [] for v in range(len(VOICES))}
    for i in draw.permutation(len(found)):
        u = found[i]
        if len(pool[u.voice]) < each:
            pool[u.voice].append(reference_spectrogram(u.audio()))
    return pool


def batch(found, known, pool, draw):
    pick = draw.choice(len(found), 4 * BATCH, replace=False)
    pick = sorted(pick, key=lambda i: len(known[found[i].text]))
    start = draw.integers(0, 3 * BATCH + 1)
    chosen = [found[i] for i in pick[start : start + BATCH]]
    code_lengths = torch.tensor([len(known[u.text]) for u in chosen])
    text_lengths = torch.tensor([len(u.ids) for u in chosen])
    codes_, phones = (torch.zeros(len(chosen), int(n.max()), dtype=torch.long) for n in (code_lengths, text_lengths))
    audio = torch.zeros(len(chosen), int(code_lengths.max()) * CODE)
    frames = int(draw.integers(75, 200))
    reference = torch.zeros(len(chosen), SOVITS["bins"], frames)
    for i, u in enumerate(chosen):
        n = int(code_lengths[i])
        codes_[i, :n] = known[u.text].long()
        phones[i, : len(u.ids)] = torch.from_numpy(u.ids.astype(numpy.int64))
        audio[i, : n * CODE] = torch.from_numpy(u.audio()[: n * CODE])
        spoken = pool[u.voice]
        joined = torch.cat([spoken[j] for j in draw.choice(len(spoken), 3)], 1)
        at = int(draw.integers(0, max(1, joined.shape[1] - frames)))
        piece = joined[:, at : at + frames] * float(draw.uniform(0.5, 1.5))
        reference[i, :, : piece.shape[1]] = piece
    return codes_, 2 * code_lengths, phones, text_lengths, audio, reference


def divergence(z_p, log_q, mean, log_p, mask):
    """Of the posterior from the prior, per frame, with the one sample that was drawn."""
    kl = log_p - log_q - 0.5 + 0.5 * (z_p - mean).square() * torch.exp(-2 * log_p)
    return (kl * mask).sum() / mask.sum()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--minutes", type=float, default=10**9, help="of processor time")
    options = parser.parse_args()
    threads()
    torch.manual_seed(SEED)
    net, mean_net, sounds, judge = Sovits(), Sovits(), Sounds(), Discriminator()
    mean_net.load_state_dict(net.state_dict())
    optimiser = torch.optim.AdamW(net.parameters(), RATE_START, betas=(0.8, 0.99), weight_decay=0.01)
    judge_optimiser = torch.optim.AdamW(judge.parameters(), 2e-4, betas=(0.8, 0.99))
    step = 0
    if (saved := load(CHECKPOINT)) is not None:
        for key, thing in dict(net=net, mean_net=mean_net, judge=judge, optimiser=optimiser, judge_optimiser=judge_optimiser).items():
            thing.load_state_dict(saved[key])
        step = saved["step"]
    else:
        net.codebook.copy_(load(codes.CODEBOOK)["book"])
        mean_net.codebook.copy_(net.codebook)
    sizes = {n: sum(p.numel() for p in m.parameters()) for n, m in net.named_children()}
    print(f"at step {step}; parameters {sizes}", flush=True)
    found, known = data.utterances(), load(codes.KNOWN)
    found = [u for u in found[32:] if 2 * len(known.get(u.text, ())) >= SEGMENT]
    pool = references(found, numpy.random.default_rng(SEED))
    print(f"{len(found)} utterances, {data.hours(found):.2f} h", flush=True)
    curve = Curve("sovits")
    saved_at = time.time()

    def keep():
        save(CHECKPOINT, dict(net=net.state_dict(), mean_net=mean_net.state_dict(), judge=judge.state_dict(),
                              optimiser=optimiser.state_dict(), judge_optimiser=judge_optimiser.state_dict(), step=step))

    while step < options.steps and time.process_time() < 60 * options.minutes:
        step += 1
        draw = numpy.random.default_rng([SEED, 1, step])
        torch.manual_seed(SEED + step)  # dropout and noise are the same after a restart
        codes_, lengths, phones, text_lengths, audio, reference = batch(found, known, pool, draw)
        for group in optimiser.param_groups:
            group["lr"] = RATE_START * min(1, step / 300) * 0.5 ** (step / RATE_HALVES)
        mask, text_mask = mask_of(lengths), mask_of(text_lengths)
        speaker = net.ref_enc(reference)
        mean, log_p = net.prior(codes_, mask, phones, text_mask, speaker)
        z, log_q = net.enc_q(sounds.mel(audio), mask, speaker)
        z_p = net.flow(z, mask, speaker)
        starts = [int(draw.integers(0, int(n) - SEGMENT + 1)) for n in lengths]
        cut = torch.stack([z[i, :, s : s + SEGMENT] for i, s in enumerate(starts)])
        true = torch.stack([audio[i, s * HOP : (s + SEGMENT) * HOP] for i, s in enumerate(starts)])
        made = net.dec(cut, speaker)[:, 0]
        kl = divergence(z_p, log_q, mean, log_p, mask)
        sound = sounds.loss(made, true)
        loss = 20 * sound + kl
        parts = dict(sound=sound.item(), kl=kl.item())
        if step > GAN_FROM:
            (real, wanted), (fake, _) = judge(true), judge(made.detach())
            verdict = sum((1 - r).square().mean() + f.square().mean() for r, f in zip(real, fake))
            judge_optimiser.zero_grad()
            verdict.backward()
            judge_optimiser.step()
            fake, got = judge(made)
            fooled = sum((1 - f).square().mean() for f in fake)
            match = sum(F.l1_loss(a, b.detach()) for a, b in zip(got, wanted))
            loss = loss + fooled + match
            parts |= dict(judge=verdict.item(), fooled=fooled.item(), match=match.item())
        optimiser.zero_grad()
        loss.backward()
        parts["gradient"] = nn.utils.clip_grad_norm_(net.parameters(), 100.0).item()
        optimiser.step()
        with torch.no_grad():
            decay = min(EMA, step / (step + 10))
            for a, b in zip(mean_net.parameters(), net.parameters()):
                a.lerp_(b, 1 - decay)
        curve.add(step, **parts)
        if time.time() - saved_at > 240:
            keep()
            saved_at = time.time()
    keep()


if __name__ == "__main__":
    main()
