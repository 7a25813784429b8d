"""Step 6: writes the newest networks as upstream's checkpoints in half precision, for `sovits convert`, and the speech encoder in
Hugging Face's layout. Nothing is installed here: `install` does that."""

import argparse
import json
import pathlib

import torch

import hubert_net
import hubert_train
import sovits_train
from checkpoint import load
from state import CODES, HUBERT, RATE, SOVITS, STATE, T2S

FOLDER = STATE / "export"


def half(tensors):
    found = {name: tensor.detach().half() for name, tensor in tensors.items()}
    for name, tensor in found.items():
        assert tensor.isfinite().all(), f"{name} does not fit half precision"
    return found


def write(name, content):
    FOLDER.mkdir(exist_ok=True)
    temporary = FOLDER / (name + ".tmp")
    torch.save(content, temporary)
    temporary.rename(FOLDER / name)


def saved_as(name):
    saved = load(STATE / f"{name}.pt")
    assert saved is not None, f"no {name}.pt in {STATE}: train first"
    return saved


def t2s():
    saved = saved_as("t2s")
    config = dict(
        model=dict(vocab_size=T2S["vocab"], phoneme_vocab_size=T2S["phones"], embedding_dim=T2S["dim"], hidden_dim=T2S["dim"],
                   head=T2S["heads"], linear_units=4 * T2S["dim"], n_layer=T2S["layers"], dropout=0, EOS=T2S["vocab"] - 1),
        data=dict(max_sec=T2S["max_seconds"]),
        inference=dict(top_k=15),
    )
    tensors = {f"model.{name}": tensor for name, tensor in half(saved["best"]).items()}
    write("voice.ckpt", dict(weight=tensors, config=config, info=f"GPT-e{saved['step']}"))
    return saved["step"]


def sovits(teacher):
    saved, c = saved_as("sovits"), SOVITS
    tensors = {name: t for name, t in saved["mean_net"].items() if not name.startswith("enc_q.")}
    book = tensors.pop("codebook")
    tensors |= {name: t for name, t in teacher.items() if name.startswith("ssl_proj.")}
    quantiser = dict(inited=torch.ones(1), cluster_size=torch.ones(CODES), embed=book, embed_avg=book)
    tensors |= {f"quantizer.vq.layers.0._codebook.{name}": t for name, t in quantiser.items()}
    config = dict(
        train=dict(segment_size=sovits_train.SEGMENT * 320),
        data=dict(sampling_rate=RATE, filter_length=2048, hop_length=320, win_length=2048, n_speakers=300),
        model=dict(inter_channels=c["inter"], hidden_channels=c["hidden"], filter_channels=c["filter"], n_heads=c["heads"],
                   n_layers=c["layers"], kernel_size=3, p_dropout=0.1, resblock="1", resblock_kernel_sizes=c["blocks"],
                   resblock_dilation_sizes=[[1, 3, 5]] * len(c["blocks"]), upsample_rates=c["rates"],
                   upsample_initial_channel=c["channels"], upsample_kernel_sizes=c["kernels"], gin_channels=c["gin"],
                   semantic_frame_rate="25hz", freeze_quantizer=True, version="v2"),
    )
    write("voice.pth", dict(weight=half(tensors), config=config, info=f"1epoch_{saved['step']}iteration"))
    return saved["step"]


def encoder(teacher):
    config = dict(
        model_type="hubert", architectures=["HubertModel"], conv_dim=[HUBERT["conv"]] * 7, conv_kernel=hubert_net.KERNELS,
        conv_stride=hubert_net.STRIDES, conv_bias=False, feat_extract_norm="group", feat_proj_layer_norm=True,
        do_stable_layer_norm=False, hidden_size=HUBERT["hidden"], num_hidden_layers=HUBERT["layers"],
        num_attention_heads=HUBERT["heads"], intermediate_size=HUBERT["ffn"], hidden_act="gelu",
        num_conv_pos_embeddings=128, num_conv_pos_embedding_groups=16, layer_norm_eps=1e-5,
    )
    (FOLDER / "hubert").mkdir(parents=True, exist_ok=True)
    (FOLDER / "hubert" / "config.json").write_text(json.dumps(config, indent=1) + "\n")
    start = "hubert."
    write("hubert/pytorch_model.bin", half({n[len(start) :]: t for n, t in teacher.items() if n.startswith(start)}))


def states(folder):
    """What is needed to go on, in half precision: it must travel."""
    for name in ("sovits", "t2s", "hubert"):
        if (saved := load(STATE / f"{name}.pt")) is not None:
            shrunk = {k: {n: t.half() for n, t in v.items()} if isinstance(v, dict) else v for k, v in saved.items()}
            torch.save(shrunk, folder / f"{name}.pt")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--states", type=pathlib.Path, help="folder for what is needed to go on elsewhere")
    folder = parser.parse_args().states
    if folder:
        states(folder)
    saved = load(STATE / "hubert.pt")
    if saved is None:
        print("the speech encoder is not trained yet: no prompts")
    teacher = saved["mean_net"] if saved else hubert_train.Teacher().state_dict()
    encoder(teacher)
    steps = t2s(), sovits(teacher)
    size = sum(p.stat().st_size for p in FOLDER.rglob("*") if p.suffix in (".ckpt", ".pth", ".bin"))
    print(f"S1 at step {steps[0]}, S2 at step {steps[1]}: {size / 1e6:.2f} MB in {FOLDER}")
    assert size <= 12e6, "the demo voice must stay within 12 MB"


if __name__ == "__main__":
    main()
