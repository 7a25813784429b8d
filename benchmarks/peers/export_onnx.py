#!/usr/bin/env python3
"""Writes the ONNX graphs that ONNX Runtime is timed on, with the weights of a model folder inside (about 1 GB).

  export_onnx.py --upstream CHECKOUT --model MODEL --work FOLDER

S1 is the static-cache network of static_s1.py, as a prefill and a decode step; S2 is upstream's, whole and the
generator alone, weight norm folded. Shapes are fixed to those of FOLDER/case.safetensors, to the runtime's advantage.
"""
import argparse
import inspect
import os
import warnings

from common import S1_CONFIG, Case, fold_weight_norm, import_upstream, read_safetensors, sovits, weights_file
import torch
from static_s1 import StaticText2Semantic

OPSET = 17  # the first with LayerNormalization


class Prefill(torch.nn.Module):
    def __init__(self, network):
        super().__init__()
        self.network = network

    def forward(self, phones, prompt, bert):
        logits, keys, values = self.network.prefill(phones, prompt, bert)
        return (logits, *keys, *values)


class Step(torch.nn.Module):
    def __init__(self, network):
        super().__init__()
        self.network = network

    def forward(self, code, position, mask, *caches):
        half = len(caches) // 2
        return self.network.functional_step(code, position, mask, caches[:half], caches[half:])


class Decode(torch.nn.Module):
    def __init__(self, network):
        super().__init__()
        self.network = network

    def forward(self, codes, phones, spectrogram, noise):
        randn_like = torch.randn_like
        torch.randn_like = lambda x, **kwargs: noise
        wave = self.network.decode(codes, phones, spectrogram)
        torch.randn_like = randn_like
        return wave


class Generator(torch.nn.Module):
    def __init__(self, network):
        super().__init__()
        self.dec = network.dec

    def forward(self, z, speaker):
        return self.dec(z, g=speaker)


def export(module, inputs, path, names, outputs):
    # From 2.6 on another exporter is the default, which wants the package onnxscript; this one traces, as shapes are fixed.
    legacy = {"dynamo": False} if "dynamo" in inspect.signature(torch.onnx.export).parameters else {}
    torch.onnx.export(module, inputs, path, input_names=names, output_names=outputs, opset_version=OPSET, **legacy)
    print(f"wrote {path}")


def main():
    parser = argparse.ArgumentParser(description="Writes the ONNX graphs that ONNX Runtime is timed on.")
    parser.add_argument("--upstream", required=True, help="checkout of GPT-SoVITS")
    parser.add_argument("--model", required=True, help="model folder (v2)")
    parser.add_argument("--work", required=True, help="folder of case.safetensors; the graphs go to its folder onnx")
    options = parser.parse_args()
    options.upstream = os.path.abspath(options.upstream)
    warnings.filterwarnings("ignore", category=torch.jit.TracerWarning)  # shapes are meant to be fixed
    torch.set_grad_enabled(False)
    case = Case(options.work)
    folder = os.path.join(options.work, "onnx")
    os.makedirs(folder, exist_ok=True)
    import_upstream(options.upstream)

    phones, prompt, bert = case.phones[0], case.prompt[0], case.bert[0]
    network = StaticText2Semantic(
        read_safetensors(weights_file(options.model, "t2s")), S1_CONFIG,
        len(phones) + len(prompt) + len(case.s1_codes))
    layers = range(S1_CONFIG["n_layer"])
    caches = [f"keys_{i}" for i in layers] + [f"values_{i}" for i in layers]
    export(Prefill(network), (phones, prompt, bert), os.path.join(folder, "s1_prefill.onnx"),
           ["phones", "prompt", "bert"], ["logits", *caches])
    cache = torch.zeros(network.heads, network.capacity, network.width // network.heads)
    export(Step(network),
           (torch.tensor([0]), torch.tensor([0]), torch.zeros(network.capacity), *[cache] * len(caches)),
           os.path.join(folder, "s1_step.onnx"),
           ["code", "position", "mask", *caches], ["logits", "new_keys", "new_values"])
    del network

    network = fold_weight_norm(sovits(options.model, options.upstream))
    export(Generator(network), (case.z, case.speaker), os.path.join(folder, "s2_generator.onnx"),
           ["z", "speaker"], ["wave"])
    export(Decode(network), (case.codes, case.phones, case.spectrogram, case.noise),
           os.path.join(folder, "s2_decode.onnx"), ["codes", "phones", "spectrogram", "noise"], ["wave"])


if __name__ == "__main__":
    main()
