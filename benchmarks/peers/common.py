"""What the Python peers share: reading weights and inputs, stand-ins for imports, checking, and writing samples."""
import importlib.util
import json
import os
import struct
import sys
import time
import types

# PyTorch beside a BLAS with threads of its own (Debian's OpenBLAS): spinning OpenMP threads would take its cores and
# slow PyTorch down several times. To its advantage, hence; read when torch loads its OpenMP library.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import numpy as np  # noqa: E402
import torch  # noqa: E402
import torch.nn.functional as F  # noqa: E402

GREEDY = dict(top_k=1, top_p=1, temperature=1.0, repetition_penalty=1.35)
AUDIO_SECONDS = 8.0
WAVE_TOLERANCE = 1e-3
S1_CONFIG = dict(
    vocab_size=1025, phoneme_vocab_size=732, embedding_dim=512, hidden_dim=512, head=16, n_layer=24, dropout=0, EOS=1024)


def read_safetensors(path):
    """All tensors of a file by name; 32-bit floats and integers, which is all that is here."""
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        data = file.read()
    header.pop("__metadata__", None)
    types_ = {"F32": np.float32, "I32": np.int32}
    tensors = {}
    for name, info in header.items():
        begin, end = info["data_offsets"]
        values = np.frombuffer(data[begin:end], types_[info["dtype"]]).reshape(info["shape"])
        tensors[name] = torch.from_numpy(values.copy())
    return tensors


def require_fast_blas():
    """PyTorch without MKL takes the system's BLAS; the plain reference one would make it a hundred times slower."""
    if torch.backends.mkl.is_available():
        return
    try:
        with open("/proc/self/maps") as file:
            maps = file.read()
    except OSError:
        return  # not Linux
    if "/blas/libblas.so" in maps:  # Debian's place for it; faster ones lie elsewhere under the same name
        sys.exit("PyTorch runs on the reference BLAS here, which would be no fair peer; install a fast one "
                 "(Debian: apt-get install libopenblas0-openmp).")


class Case:
    """Inputs and expected results that `peers prepare` wrote, in the shapes upstream wants."""

    def __init__(self, folder):
        t = read_safetensors(os.path.join(folder, "case.safetensors"))
        self.phones = t["phones"].long()[None]  # [1, phones]
        self.bert = t["bert"][None]  # [1, 1024, phones]
        self.prompt = t["prompt"].long()[None]  # [1, codes]
        self.s1_codes = t["s1_codes"].tolist()
        self.codes = t["codes"].long()[None, None]  # [1, 1, codes]
        self.spectrogram = t["spectrogram"][None]  # [1, bins, frames]
        self.noise = t["noise"][None]  # [1, inter, frames]
        self.speaker = t["speaker"][None, :, None]  # [1, gin, 1]
        self.z = t["z"][None]  # [1, inter, frames]
        self.wave = t["wave"]

    def check_codes(self, who, codes):
        if codes != self.s1_codes:
            at = next((i for i, (a, b) in enumerate(zip(codes, self.s1_codes)) if a != b), len(codes))
            sys.exit(f"{who}: wrong codes, so not timed; the first difference from the reference is at step {at}.")

    def check_wave(self, who, wave):
        wave = wave.flatten()
        error = float("inf")
        if wave.shape == self.wave.shape:
            error = float((wave - self.wave).double().norm() / self.wave.double().norm())
        print(f"{who}: relative distance from the reference {error:.1e}", file=sys.stderr)
        if not error <= WAVE_TOLERANCE:
            sys.exit(f"{who}: wrong waveform, so not timed.")


class Samples:
    def __init__(self, contestant):
        self.contestant = contestant

    def add(self, measure, unit, value):
        print(json.dumps(dict(
            contestant=self.contestant, measure=measure, unit=unit, value=value, load=os.getloadavg()[0])), flush=True)


def _stand_in(package, submodule=None, **content):
    """A module with next to nothing in it, in place of one that is not installed; these networks never run it."""
    if importlib.util.find_spec(package) is not None:
        return
    modules = [types.ModuleType(name) for name in (package, submodule) if name]
    sys.modules.update({module.__name__: module for module in modules})
    modules[-1].__dict__.update(content)
    if submodule:
        setattr(modules[0], submodule.rpartition(".")[2], modules[1])


def import_upstream(path):
    """Makes a checkout of upstream importable with nothing but PyTorch and numpy installed."""
    root = os.path.join(path, "GPT_SoVITS")
    if not os.path.isfile(os.path.join(root, "AR", "models", "t2s_model.py")):
        sys.exit(f"{path}: no checkout of GPT-SoVITS: expected GPT_SoVITS/AR/models/t2s_model.py in it.")
    sys.path[:0] = [root, path]

    class Metric(torch.nn.Module):  # counts accuracy in training
        def __init__(self, *args, **kwargs):
            super().__init__()

    def unused(*args, **kwargs):
        raise RuntimeError("a stand-in was called")

    _stand_in("torchmetrics", "torchmetrics.classification", MulticlassAccuracy=Metric)
    _stand_in("einops", rearrange=_rearrange, repeat=unused)
    _stand_in("x_transformers", "x_transformers.x_transformers", RotaryEmbedding=RotaryPositions, apply_rotary_pos_emb=rotate_pairs)
    _stand_in("packaging", "packaging.version")
    _stand_in("tqdm", tqdm=lambda iterable, **kwargs: iterable)
    if not hasattr(F, "scaled_dot_product_attention"):  # before PyTorch 2
        F.scaled_dot_product_attention = attention
    for name in ("_canonical_mask", "_none_or_dtype"):  # before PyTorch 2; training only
        if not hasattr(F, name):
            setattr(F, name, None)


class RotaryPositions(torch.nn.Module):
    """Angles by position and pair of neighbouring channels, in place of x_transformers' class where that is missing."""

    def __init__(self, channels):
        super().__init__()
        pairs = torch.arange(0, channels, 2).float() / channels
        self.register_buffer("inv_freq", 10000.0 ** -pairs)

    def forward_from_seq_len(self, rows):
        positions = torch.arange(rows, device=self.inv_freq.device).float()
        return torch.outer(positions, self.inv_freq.float()).repeat_interleave(2, -1), 1.0


def rotate_pairs(x, angles, scale=1.0):
    """Turns as many of the first channels as there are angles, pair by pair."""
    turned, rest = x[..., :angles.shape[-1]], x[..., angles.shape[-1]:]
    other = torch.stack([-turned[..., 1::2], turned[..., ::2]], -1).flatten(-2)
    return torch.cat([turned * angles.cos() * scale + other * angles.sin() * scale, rest], -1).type_as(x)


def device_options(parser):
    """Where and in what PyTorch computes."""
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--precision", choices=("f32", "f16"), default="f32")


def on_device(options):
    """The device and its type of numbers; TF32 stays off."""
    torch.backends.cudnn.allow_tf32 = False
    torch.backends.cudnn.benchmark = True
    return torch.device(options.device), torch.float16 if options.precision == "f16" else torch.float32


def now(device):
    """Seconds, when the device has done all it was given."""
    if device.type == "cuda":
        torch.cuda.synchronize()
    return time.perf_counter()


def _rearrange(x, pattern):
    if pattern in ("b d n -> b n d", "b n d -> b d n"):
        return x.transpose(1, 2)
    raise NotImplementedError(pattern)


def attention(query: torch.Tensor, key: torch.Tensor, value: torch.Tensor, mask: torch.Tensor = None):
    """softmax(q kT / sqrt(d)) v; the mask is true where a key may be seen."""
    scores = query @ key.transpose(-2, -1) / query.size(-1) ** 0.5
    if mask is not None:
        scores = scores.masked_fill(~mask, float("-inf"))
    return torch.softmax(scores, -1) @ value


def weights_file(model, part):
    """The file that a model folder's description names for a part: "t2s" or "sovits"."""
    with open(os.path.join(model, "model.json")) as file:
        return os.path.join(model, json.load(file)[part]["weights"]["file"])


def text2semantic(model, upstream_module):
    """Upstream's S1 with the model folder's weights."""
    network = upstream_module.Text2SemanticDecoder({"model": S1_CONFIG})
    weights = read_safetensors(weights_file(model, "t2s"))
    network.load_state_dict({name.removeprefix("model."): value for name, value in weights.items()})
    return network.eval(), weights


def sovits(model, upstream):
    """Upstream's S2 (v2) with the model folder's weights."""
    from module import models
    with open(os.path.join(upstream, "GPT_SoVITS", "configs", "s2.json")) as file:
        config = json.load(file)
    network = models.SynthesizerTrn(1025, 32, n_speakers=300, version="v2", **config["model"])
    del network.enc_q  # training only
    network.load_state_dict(read_safetensors(weights_file(model, "sovits")))
    return network.eval()


def fold_weight_norm(network):
    """Computes weight-normed convolutions once instead of in every call."""
    for module in network.modules():
        if hasattr(module, "weight_g"):
            torch.nn.utils.remove_weight_norm(module)
    return network
