"""Lets the newest networks speak held-out sentences, in Python: what the product will say, before anything is converted.

For each sentence and voice three files in preview/: `copy` (posterior encoder and generator alone), `codes` (S2 with the
codes of flite's own speech) and `text` (S1 and S2). Prints how far each is from flite in log-mel.
"""

import argparse
import tempfile
import wave

import numpy
import torch

import codes
import sovits_train
import t2s_train
from speech import VOICES, say
from sovits_net import Sovits
from state import CODE, RATE, SEED, STATE, load, threads
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
    threads()
    torch.set_grad_enabled(False)
    torch.manual_seed(SEED)
    codebook = codes.Codebook(load(codes.CODEBOOK)["chosen"])
    saved = load(sovits_train.CHECKPOINT)
    net, sounds = Sovits().eval(), sovits_train.Sounds()
    net.load_state_dict(saved["mean_net"])
    speaker_step = saved["step"]
    writer = None
    if (saved := load(t2s_train.CHECKPOINT)) is not None:
        writer = Text2Semantic().eval()
        writer.load_state_dict(saved["mean_net"])
    print(f"S2 at step {speaker_step}, S1 at step {saved and saved['step']}")
    folder = STATE / "preview"
    folder.mkdir(exist_ok=True)
    texts = (STATE / "held-out.txt").read_text().splitlines()
    readings = (STATE / "held-out.tsv").read_text().splitlines()
    with tempfile.TemporaryDirectory() as scratch:
        for i in range(count):
            phones = [int(p) for p in readings[i].split("\t")[1].split()]
            for v in (0, 1):
                samples, spoken = say(texts[i], *VOICES[v], scratch)
                other, _ = say(texts[-1 - i], *VOICES[v], scratch)
                known = torch.tensor(codebook.of(samples, spoken))
                true = torch.from_numpy(samples)[: len(known) * CODE]
                reference = sovits_train.reference_spectrogram(other)
                speaker = net.ref_enc(reference[None])
                mel = sounds.mel(true[None])
                z, _ = net.enc_q(mel, torch.ones(1, 1, mel.shape[2]), speaker)
                made = dict(copy=net.dec(z, speaker)[0, 0], codes=net.speak(known, torch.tensor(phones), reference))
                line = [f"{k} {float((sounds.mel(y[None]) - mel).abs().mean()):.3f}" for k, y in made.items()]
                if writer is not None:
                    said = writer.generate(phones, [], torch.Generator().manual_seed(SEED))
                    line.append(f"text {len(said)} codes for {len(known)}")
                    if said:
                        made["text"] = net.speak(torch.tensor(said), torch.tensor(phones), reference)
                write(folder / f"{i}-{VOICES[v][0]}-flite.wav", samples)
                for kind, y in made.items():
                    write(folder / f"{i}-{VOICES[v][0]}-{kind}.wav", y.numpy())
                print(f"{texts[i]} ({VOICES[v][0]}): " + ", ".join(line), flush=True)


if __name__ == "__main__":
    main()
