"""A small speech encoder of HuBERT's design: layers and tensor names are its own, sizes are not."""

import torch
from torch import nn
from torch.nn import functional as F

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
