"""What every step shares: where things lie, and the sizes of the networks."""

import os
import pathlib

STATE = pathlib.Path(os.environ.get("SOVITS_VOICE", "~/sovits-voice")).expanduser()
SEED = 20260
RATE = 16000  # samples per second, of the data and of the voice
HOP = 320  # samples per latent frame (50 Hz)
CODE = 640  # samples per semantic code (25 Hz)
SILENCE = 486  # the code of silence; the released models have the same one

# A recipe is only as good as its smoke test: SOVITS_VOICE_SMOKE=1 makes every step tiny.
SMOKE = os.environ.get("SOVITS_VOICE_SMOKE") == "1"

HUBERT = dict(conv=64, hidden=128, layers=2, heads=2, ffn=512)
CODES = 512
SOVITS = dict(
    ssl=HUBERT["hidden"], codes=CODES, phones=732, hidden=64, inter=64, filter=160, heads=2, layers=4, mrte=96, gin=96,
    style=64, bins=400, channels=192, rates=[5, 8, 8], kernels=[11, 16, 16], blocks=[7],
)
T2S = dict(vocab=CODES + 1, phones=732, dim=192, heads=6, layers=4, max_seconds=20)
