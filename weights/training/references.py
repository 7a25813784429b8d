"""Two recordings for the demo voice to take its timbre from, with what is said in them: references/ of a model folder."""

import pathlib
import sys

from flite import Flite
from preview import write
from speech import VOICES, say

TEXT = "The old library was quiet in the morning."
LONGEST = 3.2  # seconds, for the size of the folder; a prompt must have 3


def main():
    folder = pathlib.Path(sys.argv[1]) / "references"
    folder.mkdir(exist_ok=True)
    flite = Flite()
    for name, warp in VOICES[:2]:
        samples, _ = say(flite, TEXT, name, warp)
        seconds = len(samples) / 16000
        assert 3 <= seconds <= LONGEST, f"{name} takes {seconds:.2f} s; change the text"
        write(folder / f"{name}.wav", samples)
        (folder / f"{name}.txt").write_text(TEXT + "\n")


if __name__ == "__main__":
    main()
