"""S1 of GPT-SoVITS: phones to codes, one after the other. Tensor names are upstream's (with the prefix `model.`)."""

import math

import torch
from torch import nn
from torch.nn import functional as F

from state import T2S


def positions(count, dim):
    """Sines and cosines, interleaved, [count, dim]."""
    angle = torch.arange(count)[:, None] * torch.exp(torch.arange(0, dim, 2) * (-math.log(10000) / dim))
    return torch.stack([angle.sin(), angle.cos()], 2).flatten(1)


class Layer(nn.Module):
    """Post-norm; the feed-forward part is four times as wide."""

    def __init__(self, dim, heads):
        super().__init__()
        self.heads = heads
        self.self_attn = nn.Module()
        self.self_attn.in_proj_weight = nn.Parameter(torch.empty(3 * dim, dim))
        nn.init.xavier_uniform_(self.self_attn.in_proj_weight)
        self.self_attn.in_proj_bias = nn.Parameter(torch.zeros(3 * dim))
        self.self_attn.out_proj = nn.Linear(dim, dim)
        self.linear1, self.linear2 = nn.Linear(dim, 4 * dim), nn.Linear(4 * dim, dim)
        self.norm1, self.norm2 = nn.LayerNorm(dim), nn.LayerNorm(dim)

    def forward(self, x, mask, cache=None):
        """x [B, T, D]; mask [B, 1, T, S], True where a row may look; cache: keys and values before x, appended to."""
        a = self.self_attn
        q, k, v = (
            z.unflatten(2, (self.heads, -1)).transpose(1, 2)
            for z in F.linear(x, a.in_proj_weight, a.in_proj_bias).chunk(3, 2)
        )
        if cache is not None:
            if cache:
                k, v = torch.cat([cache[0], k], 2), torch.cat([cache[1], v], 2)
            cache[:] = [k, v]
        mixed = F.scaled_dot_product_attention(q, k, v, attn_mask=mask).transpose(1, 2).flatten(2)
        drop = lambda z: F.dropout(z, 0.1, self.training)
        x = self.norm1(x + drop(a.out_proj(mixed)))
        return self.norm2(x + drop(self.linear2(F.relu(self.linear1(x)))))


class Table(nn.Module):
    def __init__(self, rows, dim):
        super().__init__()
        self.word_embeddings = nn.Embedding(rows, dim)
        nn.init.normal_(self.word_embeddings.weight, std=0.5)


class Position(nn.Module):
    def __init__(self):
        super().__init__()
        self.alpha = nn.Parameter(torch.ones(1))


class Text2Semantic(nn.Module):
    def __init__(self, c=T2S):
        super().__init__()
        dim = c["dim"]
        self.eos = c["vocab"] - 1
        self.bert_proj = nn.Linear(1024, dim)
        nn.init.zeros_(self.bert_proj.weight)  # English has no BERT features: only the bias is ever added
        self.ar_text_embedding, self.ar_audio_embedding = Table(c["phones"], dim), Table(c["vocab"], dim)
        self.ar_text_position, self.ar_audio_position = Position(), Position()
        self.h = nn.Module()
        self.h.layers = nn.ModuleList(Layer(dim, c["heads"]) for _ in range(c["layers"]))
        self.ar_predict_layer = nn.Linear(dim, c["vocab"], bias=False)
        self.register_buffer("positions", positions(2000, dim), persistent=False)

    def text(self, phones):
        x = self.ar_text_embedding.word_embeddings(phones) + self.bert_proj.bias
        return x + self.ar_text_position.alpha * self.positions[: phones.shape[1]]

    def audio(self, codes, start=0):
        x = self.ar_audio_embedding.word_embeddings(codes)
        return x + self.ar_audio_position.alpha * self.positions[start : start + codes.shape[1]]

    def forward(self, phones, phone_lengths, codes):
        """Logits [B, Y + 1, V] of every next code: row 0 is told by the last phone, row i + 1 by code i.

        Phones are padded on the right, codes too; what stands in the padding of the codes does not matter, as no row
        looks ahead.
        """
        b, x = phones.shape
        y = codes.shape[1]
        here = torch.arange(x, device=phones.device) < phone_lengths[:, None]  # [B, X]
        mask = torch.zeros(b, 1, x + y, x + y, dtype=torch.bool, device=phones.device)
        mask[:, :, :, :x] = here[:, None, None]
        mask[:, :, x:, x:] = torch.ones(y, y, dtype=torch.bool, device=phones.device).tril()
        z = torch.cat([self.text(phones), self.audio(codes)], 1)
        for layer in self.h.layers:
            z = layer(z, mask)
        first = z.gather(1, (phone_lengths - 1)[:, None, None].expand(-1, 1, z.shape[2]))
        return self.ar_predict_layer(torch.cat([first, z[:, x:]], 1))

    @torch.no_grad()
    def generate(self, phones, prompt, draw, top_k=15, temperature=1.0, penalty=1.35, most=500):
        """Codes of one sentence, by upstream's rules; phones and prompt are lists, draw is a torch.Generator."""
        caches = [[] for _ in self.h.layers]
        x, y = len(phones), len(prompt)
        z = self.text(torch.tensor([phones]))
        mask = torch.zeros(1, 1, x + y, x + y, dtype=torch.bool)
        mask[:, :, :, :x] = True
        if y:
            z = torch.cat([z, self.audio(torch.tensor([prompt]))], 1)
            mask[:, :, x:, x:] = torch.ones(y, y, dtype=torch.bool).tril()
        history, made = set(prompt), []
        for i in range(most):
            for layer, cache in zip(self.h.layers, caches):
                z = layer(z, mask, cache)
            logits = self.ar_predict_layer(z[0, -1])
            if i < 11:
                logits = logits[:-1]
            if history:
                seen = torch.tensor(sorted(history))
                old = logits[seen]
                logits = logits.index_copy(0, seen, torch.where(old < 0, old * penalty, old / penalty))
            best = int(logits.argmax())
            scaled = logits / max(temperature, 1e-5)
            scaled = scaled.masked_fill(scaled < scaled.topk(min(top_k, len(scaled))).values[-1], -math.inf)
            code = int(torch.multinomial(torch.softmax(scaled, 0), 1, generator=draw))
            if self.eos in (best, code):
                break
            made.append(code)
            history.add(code)
            z, mask = self.audio(torch.tensor([[code]]), y + i), None
        return made
