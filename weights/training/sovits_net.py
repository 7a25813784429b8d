"""S2 of GPT-SoVITS v2 with small sizes: codes, phones and a reference to a waveform. Tensor names are upstream's.

Shapes: B sentences, P phones, T latent frames (50 Hz), F reference frames. A mask is [B, 1, T], 1 where there is speech.
"""

import math

import torch
from torch import nn
from torch.nn import functional as F

from state import SOVITS

WINDOW = 4


def minor(x):
    """[B, C, T] with the channels of a moment side by side in memory, the layout that a GPU's convolutions prefer."""
    return x.transpose(1, 2).contiguous().transpose(1, 2) if x.is_cuda else x


class ChannelNorm(nn.Module):
    """Layer norm over channels of [B, C, T]."""

    def __init__(self, channels):
        super().__init__()
        self.gamma = nn.Parameter(torch.ones(channels))
        self.beta = nn.Parameter(torch.zeros(channels))

    def forward(self, x):
        return F.layer_norm(x.transpose(1, 2), (x.shape[1],), self.gamma, self.beta).transpose(1, 2)


class Attention(nn.Module):
    """Multi-head attention; over neighbours with relative positions, or from one sequence over another without."""

    def __init__(self, channels, heads, windowed):
        super().__init__()
        self.heads, self.windowed = heads, windowed
        for name in ("conv_q", "conv_k", "conv_v", "conv_o"):
            setattr(self, name, nn.Conv1d(channels, channels, 1))
        if windowed:
            width = channels // heads
            self.emb_rel_k = nn.Parameter(torch.randn(1, 2 * WINDOW + 1, width) * width**-0.5)
            self.emb_rel_v = nn.Parameter(torch.randn(1, 2 * WINDOW + 1, width) * width**-0.5)

    def forward(self, x, y, mask):
        """x [B, C, T] asks, y [B, C, S] answers, mask [B, 1, S]."""
        q, k, v = (
            conv(z).unflatten(1, (self.heads, -1)).transpose(2, 3)
            for conv, z in ((self.conv_q, x), (self.conv_k, y), (self.conv_v, y))
        )
        q = q / math.sqrt(q.shape[3])
        blocked = (mask[:, None] - 1) * 1e4  # [B, 1, 1, S]
        if not self.windowed:
            out = torch.softmax(q @ k.transpose(2, 3) + blocked, 3) @ v
        else:
            t = x.shape[2]
            near = torch.arange(t, device=x.device)[:, None] + torch.arange(2 * WINDOW + 1, device=x.device)
            near = near.expand(*q.shape[:2], -1, -1)  # [B, h, T, 2 w + 1]: a row's neighbours, among w + T + w places
            bias = q @ self.emb_rel_k[0].T
            bias = bias.new_zeros(*q.shape[:3], t + 2 * WINDOW).scatter(3, near, bias)[..., WINDOW : t + WINDOW]
            p = torch.softmax(q @ k.transpose(2, 3) + bias + blocked, 3)
            out = p @ v + F.pad(p, (WINDOW, WINDOW)).gather(3, near).to(v.dtype) @ self.emb_rel_v[0]
        return self.conv_o(out.transpose(2, 3).flatten(1, 2))


class FeedForward(nn.Module):
    def __init__(self, channels, inner):
        super().__init__()
        self.conv_1 = nn.Conv1d(channels, inner, 3, padding=1)
        self.conv_2 = nn.Conv1d(inner, channels, 3, padding=1)

    def forward(self, x, mask):
        return self.conv_2(F.dropout(F.relu(self.conv_1(x * mask)), 0.1, self.training) * mask)


class Encoder(nn.Module):
    """Post-norm layers of windowed attention and convolutions."""

    def __init__(self, channels, inner, heads, layers):
        super().__init__()
        self.attn_layers = nn.ModuleList(Attention(channels, heads, True) for _ in range(layers))
        self.norm_layers_1 = nn.ModuleList(ChannelNorm(channels) for _ in range(layers))
        self.ffn_layers = nn.ModuleList(FeedForward(channels, inner) for _ in range(layers))
        self.norm_layers_2 = nn.ModuleList(ChannelNorm(channels) for _ in range(layers))

    def forward(self, x, mask):
        drop = lambda z: F.dropout(z, 0.1, self.training)
        for attention, norm1, ffn, norm2 in zip(self.attn_layers, self.norm_layers_1, self.ffn_layers, self.norm_layers_2):
            x = norm1(x + drop(attention(x * mask, x * mask, mask)))
            x = norm2(x + drop(ffn(x, mask)))
        return x * mask


class Mrte(nn.Module):
    """Mixes the phones and the speaker vector into the codes' features."""

    def __init__(self, channels, width):
        super().__init__()
        self.c_pre = nn.Conv1d(channels, width, 1)
        self.text_pre = nn.Conv1d(channels, width, 1)
        self.cross_attention = Attention(width, 4, False)
        self.c_post = nn.Conv1d(width, channels, 1)

    def forward(self, y, text, text_mask, speaker):
        c = self.c_pre(y)
        return self.c_post(self.cross_attention(c, self.text_pre(text), text_mask) + c + speaker)


class Prior(nn.Module):
    """Codes and phones to mean and log deviation of the latent."""

    def __init__(self, c):
        super().__init__()
        self.ssl_proj = nn.Conv1d(c["ssl"], c["hidden"], 1)
        self.text_embedding = nn.Embedding(c["phones"], c["hidden"])
        sizes = c["hidden"], c["filter"], c["heads"]
        self.encoder_ssl = Encoder(*sizes, c["layers"] // 2)
        self.encoder_text = Encoder(*sizes, c["layers"])
        self.mrte = Mrte(c["hidden"], c["mrte"])
        self.encoder2 = Encoder(*sizes, c["layers"] // 2)
        self.proj = nn.Conv1d(c["hidden"], 2 * c["inter"], 1)

    def forward(self, features, mask, phones, text_mask, speaker):
        y = self.encoder_ssl(self.ssl_proj(features), mask)
        text = self.encoder_text(self.text_embedding(phones).transpose(1, 2), text_mask)
        y = self.encoder2(self.mrte(y, text, text_mask, speaker), mask)
        return (self.proj(y) * mask).chunk(2, 1)


class WaveNet(nn.Module):
    """Gated convolutions with the speaker vector as condition."""

    def __init__(self, channels, kernel, layers, gin):
        super().__init__()
        normed = nn.utils.weight_norm
        self.channels = channels
        self.cond_layer = normed(nn.Conv1d(gin, 2 * channels * layers, 1))
        self.in_layers = nn.ModuleList(
            normed(nn.Conv1d(channels, 2 * channels, kernel, padding=kernel // 2)) for _ in range(layers))
        self.res_skip_layers = nn.ModuleList(
            normed(nn.Conv1d(channels, (2 if i < layers - 1 else 1) * channels, 1)) for i in range(layers))

    def forward(self, x, mask, speaker):
        out, x = 0, minor(x)
        condition = self.cond_layer(speaker).chunk(len(self.in_layers), 1)
        for i, (inner, skip) in enumerate(zip(self.in_layers, self.res_skip_layers)):
            a, b = (inner(x) + condition[i]).chunk(2, 1)
            r = skip(torch.tanh(a) * torch.sigmoid(b))
            if i < len(self.in_layers) - 1:
                x = (x + r[:, : self.channels]) * mask
                out = out + r[:, self.channels :]
            else:
                out = out + r
        return out * mask


class Coupling(nn.Module):
    def __init__(self, c):
        super().__init__()
        half = c["inter"] // 2
        self.pre = nn.Conv1d(half, c["hidden"], 1)
        self.enc = WaveNet(c["hidden"], 5, 4, c["gin"])
        self.post = nn.Conv1d(c["hidden"], half, 1)
        nn.init.zeros_(self.post.weight)
        nn.init.zeros_(self.post.bias)

    def shift(self, x0, mask, speaker):
        return self.post(self.enc(self.pre(x0) * mask, mask, speaker)) * mask


class Flow(nn.Module):
    """Four volume-preserving couplings, each followed by a flip of the channels."""

    def __init__(self, c):
        super().__init__()
        self.flows = nn.ModuleList(Coupling(c) if i % 2 == 0 else nn.Identity() for i in range(8))

    def forward(self, z, mask, speaker):
        for coupling in list(self.flows)[::2]:
            x0, x1 = z.chunk(2, 1)
            z = torch.cat([x0, x1 + coupling.shift(x0, mask, speaker)], 1).flip(1)
        return z

    def inverse(self, z, mask, speaker):
        for coupling in list(self.flows)[6::-2]:
            x0, x1 = z.flip(1).chunk(2, 1)
            z = torch.cat([x0, x1 - coupling.shift(x0, mask, speaker)], 1)
        return z


class ResBlock(nn.Module):
    def __init__(self, channels, kernel):
        super().__init__()
        normed = lambda d: nn.utils.weight_norm(
            nn.Conv1d(channels, channels, kernel, dilation=d, padding=d * (kernel - 1) // 2))
        self.convs1 = nn.ModuleList(normed(d) for d in (1, 3, 5))
        self.convs2 = nn.ModuleList(normed(1) for _ in range(3))

    def forward(self, x):
        for a, b in zip(self.convs1, self.convs2):
            x = x + b(F.leaky_relu(a(F.leaky_relu(x, 0.1)), 0.1))
        return x


class Generator(nn.Module):
    """Latent [B, inter, T] to waveform [B, 1, T * product of rates]."""

    def __init__(self, c):
        super().__init__()
        width = c["channels"]
        self.conv_pre = nn.Conv1d(c["inter"], width, 7, padding=3)
        self.cond = nn.Conv1d(c["gin"], width, 1)
        self.blocks = len(c["blocks"])
        ups, resblocks = [], []
        for rate, kernel in zip(c["rates"], c["kernels"]):
            ups.append(nn.utils.weight_norm(nn.ConvTranspose1d(width, width // 2, kernel, rate, (kernel - rate) // 2)))
            width //= 2
            resblocks += [ResBlock(width, k) for k in c["blocks"]]
        self.ups, self.resblocks = nn.ModuleList(ups), nn.ModuleList(resblocks)
        self.conv_post = nn.Conv1d(width, 1, 7, padding=3, bias=False)

    def forward(self, z, speaker):
        x = self.conv_pre(minor(z)) + self.cond(speaker)
        for i, up in enumerate(self.ups):
            x = up(F.leaky_relu(x, 0.1))
            x = sum(block(x) for block in self.resblocks[self.blocks * i : self.blocks * (i + 1)]) / self.blocks
        return torch.tanh(self.conv_post(F.leaky_relu(x, 0.01)))


class ReferenceEncoder(nn.Module):
    """Spectrogram of a reference [B, bins, F] to the speaker vector [B, gin, 1]."""

    def __init__(self, c):
        super().__init__()
        width = c["style"]
        linear = lambda i, o: nn.ModuleDict(dict(fc=nn.Linear(i, o)))
        self.spectral = nn.ModuleList([linear(c["bins"], width), nn.Identity(), nn.Identity(), linear(width, width)])
        gated = lambda: nn.ModuleDict(dict(conv1=nn.ModuleDict(dict(conv=nn.Conv1d(width, 2 * width, 5, padding=2)))))
        self.temporal = nn.ModuleList([gated(), gated()])
        self.slf_attn = nn.ModuleDict({k: nn.Linear(width, width) for k in ("w_qs", "w_ks", "w_vs", "fc")})
        self.fc = linear(width, c["gin"])
        self.width = width

    def forward(self, x):
        h = x.transpose(1, 2)
        for layer in (self.spectral[0], self.spectral[3]):
            h = F.mish(layer["fc"](h))
        for block in self.temporal:
            a, b = block["conv1"]["conv"](h.transpose(1, 2)).transpose(1, 2).chunk(2, 2)
            h = h + a * torch.sigmoid(b)
        q, k, v = (self.slf_attn[n](h).unflatten(2, (2, -1)).transpose(1, 2) for n in ("w_qs", "w_ks", "w_vs"))
        p = torch.softmax(q @ k.transpose(2, 3) / math.sqrt(self.width), 3)  # upstream divides by the root of the whole width
        h = h + self.slf_attn["fc"]((p @ v).transpose(1, 2).flatten(2))
        return self.fc["fc"](h).mean(1)[:, :, None]


class Posterior(nn.Module):
    """Only for training: log-mel spectrogram [B, 80, T] to the latent."""

    def __init__(self, c):
        super().__init__()
        self.pre = nn.Conv1d(80, c["hidden"], 1)
        self.enc = WaveNet(c["hidden"], 5, 6, c["gin"])
        self.proj = nn.Conv1d(c["hidden"], 2 * c["inter"], 1)

    def forward(self, mel, mask, speaker):
        mean, deviation = (self.proj(self.enc(self.pre(mel) * mask, mask, speaker)) * mask).chunk(2, 1)
        return (mean + torch.randn_like(mean) * deviation.exp()) * mask, deviation


class Sovits(nn.Module):
    def __init__(self, c=SOVITS):
        super().__init__()
        self.enc_p, self.flow, self.dec = Prior(c), Flow(c), Generator(c)
        self.ref_enc, self.enc_q = ReferenceEncoder(c), Posterior(c)
        self.register_buffer("codebook", torch.zeros(c["codes"], c["ssl"]))  # exported as the quantiser's

    def prior(self, codes, mask, phones, text_mask, speaker):
        features = self.codebook[codes].transpose(1, 2).repeat_interleave(2, 2)
        return self.enc_p(features, mask, phones, text_mask, speaker)

    @torch.no_grad()
    def speak(self, codes, phones, reference, noise=0.5):
        """One sentence: codes [T/2], phones [P], reference [bins, F]."""
        speaker = self.ref_enc(reference[None])
        mask = torch.ones(1, 1, 2 * len(codes), device=codes.device)
        mean, deviation = self.prior(codes[None], mask, phones[None], torch.ones(1, 1, len(phones), device=codes.device), speaker)
        z = mean + torch.randn_like(mean) * deviation.exp() * noise
        return self.dec(self.flow.inverse(z, mask, speaker), speaker)[0, 0]
