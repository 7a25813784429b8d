"""Lets the newest networks speak held-out sentences, in Python: what the product will say, before anything is converted.

For each sentence and voice three files in preview/: `copy` (posterior encoder and generator alone), `codes` (S2 with the
codes of flite's own speech) and `text` (S1 and S2). Prints how far each is from flite in log-mel.
"""

import argparse
import wave

import numpy
import torch

from checkpoint import load
from codes import Codebook
from flite import Flite
from sovits_net import Sovits
from sovits_train import References, Sounds
from speech import COUNTS, VOICES, analyse, say
from state import RATE, SEED, STATE
from t2s_net import Text2Semantic


def write(path, samples):
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((samples.clip(-1, 1) * 32767).astype(numpy.int16).tobytes())


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=3)
    count = parser.parse_args().count
    torch.set_grad_enabled(False)
    torch.manual_seed(SEED)
    codebook, flite = Codebook(numpy.load(COUNTS)), Flite()
    saved, spoken_by = load(STATE / "sovits.pt"), load(STATE / "t2s.pt")
    net, sounds, references = Sovits().eval(), Sounds(), References()
    net.load_state_dict(saved["mean_net"])
    writer = Text2Semantic().eval()
    writer.load_state_dict(spoken_by["best"])
    print(f"S2 at step {saved['step']}, S1 at step {spoken_by['step']}")
    folder = STATE / "preview"
    folder.mkdir(exist_ok=True)
    texts = (STATE / "held-out.txt").read_text().splitlines()
    readings = (STATE / "held-out.tsv").read_text().splitlines()
    for i in range(count):
        phones = [int(p) for p in readings[i].split("\t")[1].split()]
        for v in (0, 1):
            samples, _, labels = analyse(*say(flite, texts[i], *VOICES[v]))
            other, _ = say(flite, texts[-1 - i], *VOICES[v])
            known = torch.from_numpy(codebook.code[labels]).long()
            reference = references(torch.from_numpy(other)[None])[0]
            speaker = net.ref_enc(reference[None])
            mel = sounds.mel(torch.from_numpy(samples)[None])
            z, _ = net.enc_q(mel, torch.ones(1, 1, mel.shape[2]), speaker)
            made = dict(copy=net.dec(z, speaker)[0, 0], codes=net.speak(known, torch.tensor(phones), reference))
            line = [f"{k} {float((sounds.mel(y[None]) - mel).abs().mean()):.3f}" for k, y in made.items()]
            said = writer.generate(phones, [], torch.Generator().manual_seed(SEED), most=2 * len(known))
            line.append(f"text {len(said)} codes for {len(known)}")
            if said:
                made["text"] = net.speak(torch.tensor(said), torch.tensor(phones), reference)
            write(folder / f"{i}-{VOICES[v][0]}-flite.wav", samples)
            for kind, y in made.items():
                write(folder / f"{i}-{VOICES[v][0]}-{kind}.wav", y.numpy())
            print(f"{texts[i]} ({VOICES[v][0]}): " + ", ".join(line), flush=True)


if __name__ == "__main__":
    main()
