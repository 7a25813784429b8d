#!/usr/bin/env python3
"""Times PyTorch on the vocoder of a v3 or v4 model, on the input of `peers prepare-vocoder`.

  pytorch_vocoder.py --upstream CHECKOUT --model MODEL --work FOLDER [--threads 2] [--runs 3] [--device cpu] [--precision f32]

Prints a JSON object per sample. What is computed is compared with our reference before anything is timed. Upstream folds
weight norm before it speaks, so there is nothing to fold here.
"""
import argparse
import json
import os
import sys

from common import (
    WAVE_TOLERANCE, Samples, device_options, fold_weight_norm, import_upstream, now, on_device, read_safetensors,
    require_fast_blas, weights_file)
from common import _stand_in
import torch


def vocoder(model, config):
    weights = read_safetensors(weights_file(model, "vocoder"))
    blocks = config["resblockKernels"]
    dilations = [[1, 3, 5]] * len(blocks)
    if config["kind"] == "hifigan":
        from module.models import Generator
        network = Generator(
            config["melBands"], "1", blocks, dilations, config["upsampleRates"], config["initialChannel"],
            config["upsampleKernels"], gin_channels=0, is_bias=True)
        if not config["weightNorm"]:
            fold_weight_norm(network)
        network.load_state_dict(weights)
        return fold_weight_norm(network).eval()

    class Mixin:  # of a library that only downloads
        def __init_subclass__(cls, **kwargs):
            super().__init_subclass__()

    _stand_in("huggingface_hub", PyTorchModelHubMixin=Mixin, hf_hub_download=None)
    from BigVGAN import bigvgan
    network = bigvgan.BigVGAN(bigvgan.AttrDict(
        resblock="1", upsample_rates=config["upsampleRates"], upsample_kernel_sizes=config["upsampleKernels"],
        upsample_initial_channel=config["initialChannel"], resblock_kernel_sizes=blocks,
        resblock_dilation_sizes=dilations, use_tanh_at_final=False, use_bias_at_final=False, activation="snakebeta",
        snake_logscale=True, num_mels=config["melBands"]))
    if not config["weightNorm"]:
        fold_weight_norm(network)
    missing, unknown = network.load_state_dict(weights, strict=False)
    if unknown or any(not name.endswith(".filter") for name in missing):
        sys.exit(f"BigVGAN: lacks {missing[:3]}, does not know {unknown[:3]}.")
    return fold_weight_norm(network).eval()


def main():
    parser = argparse.ArgumentParser(description="Times PyTorch on the input of `peers prepare-vocoder`.")
    parser.add_argument("--upstream", required=True, help="checkout of GPT-SoVITS")
    parser.add_argument("--model", required=True, help="model folder (v3 or v4)")
    parser.add_argument("--work", required=True, help="folder of vocoder.safetensors")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--runs", type=int, default=3, help="timed runs after one that warms up")
    device_options(parser)
    options = parser.parse_args()
    device, dtype = on_device(options)
    if device.type == "cpu":
        require_fast_blas()
    torch.set_num_threads(options.threads)
    torch.set_grad_enabled(False)
    import_upstream(os.path.abspath(options.upstream))
    with open(os.path.join(options.model, "model.json")) as file:
        description = json.load(file)
    config = description["vocoder"]["config"]
    case = read_safetensors(os.path.join(options.work, "vocoder.safetensors"))
    frames_per_second = 93.75 if description["version"] == "v3" else 100
    seconds = case["mel"].shape[1] / frames_per_second
    network = vocoder(options.model, config).to(device, dtype)
    samples = Samples("PyTorch, upstream" + ("" if dtype == torch.float32 else ", " + options.precision))
    mel = case["mel"][None].to(device, dtype)
    for run in range(options.runs + 1):
        start = now(device)
        wave = network(mel).flatten()
        took = now(device) - start
        wave = wave.float().cpu()
        if run == 0:
            error = float((wave - case["wave"]).double().norm() / case["wave"].double().norm())
            print(f"PyTorch: relative distance from the reference {error:.1e}", file=sys.stderr)
            if dtype == torch.float32 and not error <= WAVE_TOLERANCE:
                sys.exit("PyTorch: wrong waveform, so not timed.")
        else:
            samples.add("VOCODER", "s/audio s", took / seconds)


if __name__ == "__main__":
    main()
