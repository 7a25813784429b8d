"""The shards of speech as utterances."""

import dataclasses

import numpy

from state import RATE, STATE


@dataclasses.dataclass
class Utterance:
    text: str
    voice: int
    ids: numpy.ndarray  # of our phones
    samples: numpy.ndarray  # int16, 16 kHz
    phones: numpy.ndarray  # flite's, one every 20 ms
    pitch: numpy.ndarray  # in Hz, 0 where there is none, every 20 ms

    def audio(self):
        return self.samples.astype(numpy.float32) / 32768


def utterances():
    """All utterances made so far, in the order of the shards."""
    found = []
    for path in sorted((STATE / "speech").glob("[0-9]*.npz")):
        if path.name.endswith(".tmp.npz"):
            continue
        shard = numpy.load(path)
        flat = {key: shard[key] for key in shard}
        starts = {k: numpy.concatenate([[0], flat[f"{k}_ends"]]) for k in ("samples", "phones", "ids")}

        def part(key, bounds, i):
            return flat[key][starts[bounds][i] : starts[bounds][i + 1]]

        for i, text in enumerate(flat["text"]):
            found.append(
                Utterance(
                    str(text), int(flat["voice"][i]), part("ids", "ids", i), part("samples", "samples", i),
                    part("phones", "phones", i), part("pitch", "phones", i),
                )
            )
    assert found, "no speech yet: run speech.py"
    return found


def hours(found):
    return sum(len(u.samples) for u in found) / RATE / 3600
