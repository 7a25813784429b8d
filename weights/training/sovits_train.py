"""Step 3: trains S2. Posterior encoder, flow, prior and generator on mel and multi-resolution spectral losses; after a third of
the time a small discriminator of spectrograms joins them."""

import torch
from torch import nn
from torch.nn import functional as F

from signals import Spectrum, mel_filters
from sovits_net import Sovits
from state import HOP, RATE, SMOKE, SOVITS
from training import Mean, Optimiser, Training, main

BATCH, SEGMENT = 32, 32  # sentences, and latent frames of each that are decoded
LONGEST = 96  # codes of a sentence; of a longer one a piece is taken
PHONES = 96  # at most
REFERENCE = 150  # frames of a reference
RATE_TOP, JUDGE_RATE = 8e-4, 4e-4
JUDGE_FROM = 0.33  # of the time
NOISE = 0.5  # with which the prior is spoken


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

    def finest(self, y, x):
        total = 0
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
                h = F.leaky_relu(layer(h), 0.1).contiguous(memory_format=torch.channels_last)
                features.append(h)
            scores.append(last(h))
        return scores, features


class References(nn.Module):
    """[B, N] samples at 16 kHz to the magnitudes that `ref_enc` sees, [B, bins, N / 320]: those of 32 kHz, 2048 points and hop
    640 in the bins below 6.25 kHz. At half the rate a window of half the length holds half of the sum."""

    def __init__(self):
        super().__init__()
        self.spectrum = Spectrum(1024, 320)

    def forward(self, x):
        return 2 * self.spectrum(x)[:, : SOVITS["bins"]]


def divergence(z_p, log_q, mean, log_p, mask):
    """Of the posterior from the prior, per frame, with the one sample that was drawn."""
    kl = log_p - log_q - 0.5 + 0.5 * (z_p - mean).square() * torch.exp(-2 * log_p)
    return (kl * mask).sum() / mask.sum()


def segments(x, starts, length):
    """[B, C, T] to [B, C, length], from starts [B] on."""
    place = starts[:, None] + torch.arange(length, device=x.device)
    return x.gather(2, place[:, None].expand(-1, x.shape[1], -1))


class SovitsTraining(Training):
    name = "sovits"
    phases = (False, True)

    def __init__(self, chosen, corpus):
        super().__init__(chosen, corpus)
        device = self.device
        self.net, self.mean_net, self.judge = Sovits().to(device), Sovits().to(device), Discriminator().to(device)
        self.sounds, self.references = Sounds().to(device), References().to(device)
        self.optimiser = Optimiser(self.net, device, RATE_TOP, (0.8, 0.99), 100.0)
        self.judging = Optimiser(self.judge, device, JUDGE_RATE, (0.8, 0.99), 100.0)
        self.optimisers = [self.optimiser, self.judging]
        self.mean = Mean(self.net, self.mean_net)
        self.modules = dict(net=self.net, mean_net=self.mean_net, judge=self.judge)
        self.corpus.only((self.corpus.id_count <= PHONES) & (2 * self.corpus.code_count >= SEGMENT))
        print(f"{len(self.corpus.trained)} utterances, {self.corpus.hours:.2f} h", flush=True)
        for net in (self.net, self.mean_net):
            net.codebook.copy_(self.corpus.book)

    def phase(self, passed):
        return passed > JUDGE_FROM  # the discriminator joins

    def batch(self, picked):
        """Codes [B, T / 2], mask [B, 1, T], phones [B, P], their mask [B, 1, P], audio [B, T * HOP], references, and where to
        cut a segment."""
        c, b = self.corpus, len(picked)
        some = lambda most: (torch.rand(b, device=self.device) * (most + 1)).long().minimum(most)
        count = c.code_count[picked].clamp(max=LONGEST)
        at = c.code_at[picked] + some(c.code_count[picked] - count)
        codes, here = c.take(c.codes, at, count, LONGEST)
        phones, text = c.take(c.ids, c.id_at[picked], c.id_count[picked], PHONES)
        gain = 0.5 + torch.rand(b, 1, 1, device=self.device)
        reference = gain * self.references(c.recordings(c.voice[picked], REFERENCE))
        mask = here.repeat_interleave(2, 1)[:, None].float()
        return codes.long(), mask, phones.long(), text[:, None].float(), c.audio(at, count, LONGEST), reference, some(2 * count - SEGMENT)

    def step(self):
        net, sounds = self.net, self.sounds
        codes, mask, phones, text_mask, audio, reference, starts = self.batch(self.corpus.draw(self.chosen.batch))
        with torch.autocast(self.device, enabled=False):
            mel = sounds.mel(audio)
        speaker = net.ref_enc(reference).float()
        mean, log_p = (x.float() for x in net.prior(codes, mask, phones, text_mask, speaker))
        z, log_q = (x.float() for x in net.enc_q(mel, mask, speaker))
        z_p = net.flow(z, mask, speaker).float()
        kl = divergence(z_p, log_q, mean, log_p, mask)
        # Half of the sentences are decoded from the prior as well: what the generator will be given once it is used.
        few = len(codes) // 2
        told = mean[:few] + torch.randn_like(mean[:few]) * log_p[:few].exp() * NOISE
        told = net.flow.inverse(told, mask[:few], speaker[:few])
        cut = torch.cat([segments(z, starts, SEGMENT), segments(told, starts[:few], SEGMENT).float()])
        true = segments(audio[:, None], starts * HOP, SEGMENT * HOP)[:, 0]
        made = net.dec(cut, torch.cat([speaker, speaker[:few]]))[:, 0].float()
        with torch.autocast(self.device, enabled=False):
            copied, spoken = made[: len(true)], made[len(true) :]
            heard = sounds.mel(true)
            sound = F.l1_loss(sounds.mel(copied), heard) + sounds.finest(copied, true)
            guess = F.l1_loss(sounds.mel(spoken), heard[:few])
        loss = 20 * sound + 10 * guess + kl
        parts = dict(sound=sound, guess=guess, kl=kl)
        if self.current:
            loss = self.contest(true.roll(-few, 0), made[few:], loss, parts)
        parts["gradient"] = self.optimiser.step(loss)
        return parts

    def contest(self, true, made, loss, parts):
        """A step of the discriminator; then the loss with its verdict in it. Half of what was made is decoded from the prior."""
        judge = self.judge.requires_grad_(True)
        (real, wanted), (fake, _) = judge(true), judge(made.detach())
        verdict = sum((1 - r).square().mean() + f.square().mean() for r, f in zip(real, fake)).float()
        self.judging.step(verdict)
        judge.requires_grad_(False)
        fake, got = judge(made)
        fooled = sum((1 - f).square().mean() for f in fake).float()
        match = sum(F.l1_loss(a.float(), b.detach().float()) for a, b in zip(got, wanted))
        parts |= dict(judge=verdict, fooled=fooled, match=match)
        return loss + fooled + match

    def test(self):
        """How far sentences that were not trained on are from flite's, spoken from their codes by the averaged network."""
        net, count = self.mean_net, min(2 if SMOKE else 16, len(self.corpus.tested))
        codes, mask, phones, text_mask, audio, reference, _ = self.batch(self.corpus.tested[:count])
        speaker = net.ref_enc(reference)
        mean, _ = net.prior(codes, mask, phones, text_mask, speaker)
        spoken = net.dec(net.flow.inverse(mean, mask, speaker) * mask, speaker)[:, 0]
        far = ((self.sounds.mel(spoken) - self.sounds.mel(audio)).abs() * mask).sum() / mask.sum() / 80
        return f"unseen sentences: {far:.3f} from flite's in log-mel"


if __name__ == "__main__":
    main(SovitsTraining, 8 if SMOKE else BATCH)
