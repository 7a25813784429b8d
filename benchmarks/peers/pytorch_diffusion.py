#!/usr/bin/env python3
"""Times PyTorch on the diffusion transformer of a v3 or v4 model, on the inputs of `peers prepare-diffusion`.

  pytorch_diffusion.py --upstream CHECKOUT --model MODEL --work FOLDER [--threads 2] [--runs 1] [--device cpu] [--precision f32]

Prints a JSON object per sample. A short input is compared with our reference before the long one is timed; in f16 its
distance is printed.
"""
import argparse
import json
import os
import sys

from common import (
    WAVE_TOLERANCE, Samples, device_options, import_upstream, now, on_device, read_safetensors, require_fast_blas,
    weights_file)
import torch

PREFIX = "cfm."
KNOWN_MISSING = ["estimator.rotary_embed.inv_freq"]


def sampler(model, config):
    from f5_tts.model import DiT
    from module.models import CFM
    network = CFM(config["melBands"], DiT(
        dim=config["ditDim"], depth=config["ditLayers"], heads=config["ditHeads"],
        dim_head=config["ditDim"] // config["ditHeads"], ff_mult=config["ditFilter"] // config["ditDim"],
        mel_dim=config["melBands"], text_dim=config["featureDim"], conv_layers=config["textLayers"]))
    weights = {name.removeprefix(PREFIX): value
               for name, value in read_safetensors(weights_file(model, "sovits")).items() if name.startswith(PREFIX)}
    missing, unknown = network.load_state_dict(weights, strict=False)
    if unknown or missing != KNOWN_MISSING:
        sys.exit(f"DiT: lacks {missing[:3]}, does not know {unknown[:3]}.")
    return network.eval()


def sample(network, case, prefix, steps):
    like = next(network.parameters())
    features, prompt, noise = (case[prefix + name][None].to(like) for name in ("features", "prompt", "noise"))
    randn = torch.randn
    torch.randn = lambda *args, **kwargs: noise.clone()
    try:
        return network.inference(
            features.transpose(1, 2), torch.LongTensor([features.shape[2]]).to(like.device), prompt, steps, inference_cfg_rate=0)[0]
    finally:
        torch.randn = randn


def main():
    parser = argparse.ArgumentParser(description="Times PyTorch on the inputs of `peers prepare-diffusion`.")
    parser.add_argument("--upstream", required=True, help="checkout of GPT-SoVITS")
    parser.add_argument("--model", required=True, help="model folder (v3 or v4)")
    parser.add_argument("--work", required=True, help="folder of diffusion.safetensors")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--runs", type=int, default=1, help="timed runs after one that warms up")
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
    case = read_safetensors(os.path.join(options.work, "diffusion.safetensors"))
    network = sampler(options.model, description["sovits"]["config"]).to(device, dtype)
    mel = sample(network, case, "few_", 2).float().cpu()
    error = float((mel - case["few_mel"]).double().norm() / case["few_mel"].double().norm())
    print(f"PyTorch: relative distance from the reference {error:.1e}", file=sys.stderr)
    if dtype == torch.float32 and not error <= WAVE_TOLERANCE:
        sys.exit("PyTorch: wrong mel frames, so not timed.")
    drawn = case["noise"].shape[1] - case["prompt"].shape[1]
    seconds = drawn / (93.75 if description["version"] == "v3" else 100)
    samples = Samples("PyTorch, upstream" + ("" if dtype == torch.float32 else ", " + options.precision))
    for steps in (8, 32):
        for run in range(options.runs + (steps == 8)):
            start = now(device)
            sample(network, case, "", steps)
            took = now(device) - start
            if run > 0 or steps == 32:
                samples.add(f"DIT_{steps}", "s/audio s", took / seconds)


if __name__ == "__main__":
    main()
