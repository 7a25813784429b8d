"""S1 with a key/value cache of fixed size, written for these comparisons: what a careful PyTorch user would do."""
import math

import torch
import torch.nn.functional as F


class Layer:
    def __init__(self, weights, index):
        def get(name):
            return weights[f"model.h.layers.{index}.{name}"]

        self.qkv = get("self_attn.in_proj_weight"), get("self_attn.in_proj_bias")
        self.out = get("self_attn.out_proj.weight"), get("self_attn.out_proj.bias")
        self.ffn1 = get("linear1.weight"), get("linear1.bias")
        self.ffn2 = get("linear2.weight"), get("linear2.bias")
        self.norm1 = get("norm1.weight"), get("norm1.bias")
        self.norm2 = get("norm2.weight"), get("norm2.bias")

    def feed_forward(self, x, attended):
        x = F.layer_norm(x + F.linear(attended, *self.out), x.shape[-1:], *self.norm1)
        f = F.linear(torch.relu(F.linear(x, *self.ffn1)), *self.ffn2)
        return F.layer_norm(x + f, x.shape[-1:], *self.norm2)


class StaticText2Semantic:
    """Keys and values are [heads, capacity, width / heads], one pair for each layer."""

    def __init__(self, weights, config, capacity):
        self.heads = config["head"]
        self.width = config["hidden_dim"]
        self.capacity = capacity
        self.layers = [Layer(weights, i) for i in range(config["n_layer"])]
        self.head = weights["model.ar_predict_layer.weight"]
        self.bert = weights["model.bert_proj.weight"], weights["model.bert_proj.bias"]
        self.text = weights["model.ar_text_embedding.word_embeddings.weight"]
        self.audio = weights["model.ar_audio_embedding.word_embeddings.weight"]
        self.text_alpha = weights["model.ar_text_position.alpha"]
        self.audio_alpha = weights["model.ar_audio_position.alpha"]
        self.positions = self._positions(4000)

    def _positions(self, rows):
        frequency = torch.exp(torch.arange(0, self.width, 2).float() * -(math.log(10000.0) / self.width))
        angle = torch.arange(0, rows).float()[:, None] * frequency
        return torch.stack([angle.sin(), angle.cos()], -1).reshape(rows, self.width)

    def _split(self, x):
        """[rows, width] to [heads, rows, width / heads]"""
        return x.view(x.shape[0], self.heads, -1).transpose(0, 1)

    def _qkv(self, layer, x):
        return (self._split(part) for part in F.linear(x, *layer.qkv).chunk(3, dim=-1))

    def _attend(self, scores, values):
        attended = torch.softmax(scores, -1) @ values  # [heads, rows, width / heads]
        return attended.transpose(0, 1).reshape(-1, self.width)

    def _scale(self, q):
        return q * (1 / math.sqrt(self.width // self.heads))

    def prefill(self, phones, prompt, bert):
        """phones [n], prompt [m], bert [1024, n]; logits [vocabulary] after the last row, and all keys and values."""
        n, m = phones.shape[0], prompt.shape[0]
        text = self.text[phones] + F.linear(bert.transpose(0, 1), *self.bert) + self.text_alpha * self.positions[:n]
        audio = self.audio[prompt] + self.audio_alpha * self.positions[:m]
        x = torch.cat([text, audio])
        mask = torch.zeros(n + m, n + m)
        mask[:n, n:] = float("-inf")  # text sees text, audio sees text and earlier audio
        mask[n:, n:] = torch.triu(torch.full((m, m), float("-inf")), diagonal=1)
        keys, values = [], []
        for layer in self.layers:
            q, k, v = self._qkv(layer, x)
            keys.append(F.pad(k, (0, 0, 0, self.capacity - n - m)))
            values.append(F.pad(v, (0, 0, 0, self.capacity - n - m)))
            x = layer.feed_forward(x, self._attend(self._scale(q) @ k.transpose(1, 2) + mask, v))
        return F.linear(x[-1], self.head), keys, values

    def _embed(self, code, audio_position):
        return self.audio[code] + self.audio_alpha * self.positions[audio_position]

    def step(self, code, audio_position, row, keys, values):
        """code, audio_position [1] (indices); writes cache row `row`, reads rows 0 ... row; logits [1, vocabulary]"""
        x = self._embed(code, audio_position)
        for layer, key, value in zip(self.layers, keys, values):
            q, k, v = self._qkv(layer, x)
            key[:, row : row + 1] = k
            value[:, row : row + 1] = v
            scores = self._scale(q) @ key[:, : row + 1].transpose(1, 2)
            x = layer.feed_forward(x, self._attend(scores, value[:, : row + 1]))
        return F.linear(x, self.head)

    def functional_step(self, code, audio_position, mask, keys, values):
        """As step, but writes nothing: the caller puts the returned rows [layers, heads, width / heads] into the cache.

        mask [capacity] is 0 for rows of the cache to be seen and -inf for the others. So no runtime has a reason to
        copy the cache.
        """
        x = self._embed(code, audio_position)
        new_keys, new_values = [], []
        for layer, key, value in zip(self.layers, keys, values):
            q, k, v = self._qkv(layer, x)
            q = self._scale(q)
            scores = torch.cat([q @ key.transpose(1, 2) + mask, (q * k).sum(-1, keepdim=True)], -1)
            weights = torch.softmax(scores, -1)
            attended = weights[:, :, : self.capacity] @ value + weights[:, :, self.capacity :] * v
            x = layer.feed_forward(x, attended.reshape(-1, self.width))
            new_keys.append(k[:, 0])
            new_values.append(v[:, 0])
        return F.linear(x, self.head), torch.stack(new_keys), torch.stack(new_values)


def penalised_argmax(logits, seen, step, eos, penalty):
    """The greedy code, chosen as upstream chooses it: logits of codes seen so far are penalised; no early end."""
    logits = logits.clone()
    if step < 11:
        logits = logits[:eos]
    index = torch.tensor(sorted(seen))
    score = logits[index]
    logits[index] = torch.where(score < 0, score * penalty, score / penalty)
    return int(logits.argmax())
