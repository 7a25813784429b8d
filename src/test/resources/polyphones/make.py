"""Makes a g2pW of small sizes with random weights, exports it, and records what ONNX Runtime says.

    python make.py FOLDER [--opset 12] [--dynamo] [--no-folding] [--full]

Needs torch, transformers, onnx and onnxruntime. The fixture in this folder was made with torch 2.13
and transformers 5, by `python make.py .`; the options are for trying other exporters and sizes.
"""

import argparse
import json
import pathlib

import numpy as np
import onnxruntime
import torch
from transformers import BertConfig, BertModel

TAGS = 11
CHARACTERS = {
    "行": ["ㄏㄤ2", "ㄒㄧㄥ2", "ㄏㄤ4"],
    "長": ["ㄔㄤ2", "ㄓㄤ3"],
    "重": ["ㄔㄨㄥ2", "ㄓㄨㄥ4"],
    "好": ["ㄏㄠ3", "ㄏㄠ4"],
    "得": ["ㄉㄜ2", "ㄉㄜ5", "ㄉㄟ3"],
    "不": ["ㄅㄨ2", "ㄅㄨ4"],
}
SINGLE = {"銀": "ㄧㄣ2", "很": "ㄏㄣ3", "這": "ㄓㄜ4", "要": "ㄧㄠ4", "跑": "ㄆㄠ3", "快": "ㄎㄨㄞ4"}
PINYIN = {
    "ㄏㄤ": "hang", "ㄒㄧㄥ": "xing", "ㄔㄤ": "chang", "ㄓㄤ": "zhang", "ㄔㄨㄥ": "chong",
    "ㄓㄨㄥ": "zhong", "ㄏㄠ": "hao", "ㄉㄜ": "de", "ㄉㄟ": "dei", "ㄅㄨ": "bu", "ㄧㄣ": "yin",
    "ㄏㄣ": "hen", "ㄓㄜ": "zhe", "ㄧㄠ": "yao", "ㄆㄠ": "pao", "ㄎㄨㄞ": "kuai",
}
TOKENS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"] + list("行長重好得不銀很這要跑快,.!?…-也天")
TEXTS = ["銀行行長很好.", "這很重要,", "跑得快!", "不得不行,銀行長得好?", "行", "他的好重得長"]


class Network(torch.nn.Module):
    """BERT; the state at a character gives its tag and, with the character, weighs its readings."""

    def __init__(self, config, labels, characters):
        super().__init__()
        self.bert = BertModel(config, add_pooling_layer=False)
        self.classifier = torch.nn.Linear(config.hidden_size, labels)
        self.pos_classifier = torch.nn.Linear(config.hidden_size, TAGS)
        self.descriptor_bias = torch.nn.Embedding(1, labels)
        self.char_descriptor = torch.nn.Embedding(characters, labels)
        self.second_order_descriptor = torch.nn.Embedding(characters * TAGS, labels)

    def forward(
        self, input_ids, token_type_ids, attention_mask, phoneme_mask, char_ids, position_ids
    ):
        states = self.bert(input_ids, attention_mask, token_type_ids).last_hidden_state
        state = states[torch.arange(input_ids.size(0)), position_ids]
        tags = self.pos_classifier(state).argmax(dim=-1)
        affinity = sum(
            [
                self.descriptor_bias(torch.zeros_like(char_ids)),
                self.char_descriptor(char_ids),
                self.second_order_descriptor(char_ids * TAGS + tags),
            ]
        )
        weights = phoneme_mask * torch.sigmoid(affinity)
        logits = self.classifier(state)
        top, _ = torch.max(logits, dim=-1, keepdim=True)
        shares = torch.exp(logits - top) * weights
        return torch.clamp(shares / shares.sum(dim=-1, keepdim=True), min=1e-6, max=1 - 1e-6)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--opset", type=int, default=12)
    parser.add_argument("--dynamo", action="store_true")
    parser.add_argument("--no-folding", action="store_true")
    parser.add_argument("--full", action="store_true")
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)

    torch.manual_seed(1)
    tokens = TOKENS
    characters = dict(CHARACTERS)
    if args.full:
        sizes = dict(hidden_size=768, num_hidden_layers=12, num_attention_heads=12)
        tokens = TOKENS + [f"t{i}" for i in range(21128 - len(TOKENS))]
        have = set("".join(characters))
        more = [chr(0x4E00 + i) for i in range(5000) if chr(0x4E00 + i) not in have]
        for i, c in enumerate(more[: 3582 - len(have)]):
            characters[c] = [f"ㄅ{chr(0x3105 + (i + k) % 35)}{chr(0x3105 + i % 37)}{1 + k}" for k in range(2)]
    else:
        sizes = dict(
            hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=48,
            max_position_embeddings=40,
        )
    labels = sorted({reading for readings in characters.values() for reading in readings})
    order = sorted(characters)
    config = BertConfig(vocab_size=len(tokens), attn_implementation="eager", **sizes)
    network = Network(config, len(labels), len(order)).eval()
    with torch.no_grad():
        for name, parameter in network.named_parameters():
            wide = parameter.dim() == 2 and "embed" not in name and "descriptor" not in name
            scale = 1.5 / parameter.shape[-1] ** 0.5 if wide else 0.5
            parameter.copy_(torch.randn_like(parameter) * scale)
            if name.endswith("LayerNorm.weight"):
                parameter.add_(1)

    def inputs(text, at):
        ids = [tokens.index(c) if c in tokens else 1 for c in text]
        ids = torch.tensor([[2] + ids + [3]])
        mask = [[1.0 if label in characters[text[at]] else 0.0 for label in labels]]
        return (
            ids,
            torch.zeros_like(ids),
            torch.ones_like(ids),
            torch.tensor(mask),
            torch.tensor([order.index(text[at])]),
            torch.tensor([at + 1]),
        )

    names = ["input_ids", "token_type_ids", "attention_mask"]
    names += ["phoneme_mask", "char_ids", "position_ids"]
    file = args.folder / "g2pW.onnx"
    axes = {name: {0: "n", 1: "tokens"} for name in names[:3]}
    axes |= {name: {0: "n"} for name in names[3:] + ["probs"]}
    options = dict(do_constant_folding=not args.no_folding) if not args.dynamo else {}
    torch.onnx.export(
        network, inputs(TEXTS[0], 1), str(file), opset_version=args.opset, input_names=names,
        output_names=["probs"], dynamic_axes=axes, dynamo=args.dynamo, **options,
    )

    runtime = onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])
    cases = []
    for text in TEXTS:
        for at, character in enumerate(text):
            if character in characters:
                given = {n: t.numpy() for n, t in zip(names, inputs(text, at))}
                wanted = {i.name for i in runtime.get_inputs()}
                [probabilities] = runtime.run(None, {n: t for n, t in given.items() if n in wanted})
                assert np.allclose(probabilities, network(*inputs(text, at)).detach(), atol=1e-5)
                shares = {l: float(p) for l, p in zip(labels, probabilities[0]) if l in characters[character]}
                cases.append({"text": text, "at": at, "probabilities": shares})
    write = lambda name, text: (args.folder / name).write_text(text, encoding="utf-8")
    dump = lambda value: json.dumps(value, ensure_ascii=False, indent=1) + "\n"
    write("cases.json", dump(cases))
    pairs = [f"{c}\t{r}" for c, readings in characters.items() for r in readings]
    write("POLYPHONIC_CHARS.txt", "\n".join(pairs) + "\n")
    write("MONOPHONIC_CHARS.txt", "\n".join(f"{c}\t{r}" for c, r in SINGLE.items()) + "\n")
    write("bopomofo_to_pinyin_wo_tune_dict.json", dump(PINYIN))
    write("vocab.txt", "\n".join(tokens) + "\n")
    write("config.py", "use_mask = True\nuse_char_phoneme = False\nwindow_size = 32\n")


main()
