"""Step 4: trains S1 on phones and codes of one to three sentences of one voice in a row."""

import numpy
import torch
from torch.nn import functional as F

from codes import PHONES, Codebook
from speech import COUNTS
from state import SILENCE, SMOKE, STATE, T2S
from t2s_net import Text2Semantic
from training import Mean, Optimiser, Training, main

BATCH = 96
LONGEST, MOST = 256, 128  # codes and phones of a row
RATE_TOP = 1e-3
PENALTY = 1.35


def phone_names():
    """Id of each of our phones that occurs: flite's name for it and its stress."""
    names = {}
    for line in (STATE / "readings.tsv").read_text().splitlines():
        if not line:
            continue
        ours, ids = line.split("\t")
        for phone, i in zip(ours.split(), ids.split()):
            sound, stress = phone.rstrip("012").lower(), phone[-1] if phone[-1] in "012" else ""
            names[int(i)] = ("ax" if (sound, stress) == ("ah", "0") else sound if sound in PHONES else "pau", stress)
    return names


@torch.no_grad()
def warm_start(net, book):
    """Phones and codes that sound alike begin with like vectors, so that attention finds the place in the text early."""
    width, dim = book.book.shape[1], T2S["dim"]
    turn = torch.linalg.qr(torch.randn(dim, width))[0].T * 0.5 * (width / 2.6) ** 0.5
    spoken, heard = net.ar_text_embedding.word_embeddings.weight, net.ar_audio_embedding.word_embeddings.weight
    stress = {mark: 0.15 * torch.randn(dim) for mark in ("", "0", "1", "2")}
    both = torch.from_numpy(book.first + book.second)
    for i, (phone, mark) in phone_names().items():
        spoken[i] = both[PHONES.index(phone)] @ turn + stress[mark] + 0.1 * torch.randn(dim)
    heard[: len(book.book)] = torch.from_numpy(book.book) @ turn
    net.ar_predict_layer.weight.copy_(0.1 * heard)


def join(flat, at, count, width, other):
    """Rows [B, width] of parts [B, S] that follow one another: `count` values of the flat tensor from `at` on, or, where that
    is below 0, as many times `other`; and the lengths [B] of the rows."""
    ends = count.cumsum(1)
    place = torch.arange(width, device=flat.device)
    part = (place[None, :, None] >= ends[:, None]).sum(2).clamp(max=at.shape[1] - 1)
    start = at.gather(1, part)
    index = start + place - (ends - count).gather(1, part)
    here = place < ends[:, -1:]
    return torch.where(here & (start >= 0), flat[index.clamp(0, len(flat) - 1)].long(), other), ends[:, -1]


def penalised(logits, codes, factors):
    """The logits as sampling with a repetition penalty sees them: every code that occurred before is made less likely.

    Speech repeats its codes, so a network that knows nothing of the penalty loses its way under the default of 1.35.
    Here it is trained under it, half of the time. factors [B].
    """
    b, y = codes.shape
    first = torch.full((b, logits.shape[2]), y, device=codes.device)
    first.scatter_reduce_(1, codes, torch.arange(y, device=codes.device).expand(b, y), "amin")
    seen = first[:, None] < torch.arange(y + 1, device=codes.device)[:, None]
    factors = torch.where(seen, factors[:, None, None], 1.0)
    return torch.where(logits < 0, logits * factors, logits / factors)


class Text2SemanticTraining(Training):
    name = "t2s"
    audio = False

    def __init__(self, chosen, corpus):
        super().__init__(chosen, corpus)
        device = self.device
        c = self.corpus
        c.only((c.code_count <= LONGEST) & (c.id_count <= MOST))
        nets = [Text2Semantic() for _ in range(3)]
        warm_start(nets[0], Codebook(numpy.load(COUNTS)))
        self.net, self.mean_net, self.best = (net.to(device) for net in nets)
        self.optimiser = Optimiser(self.net, device, RATE_TOP, (0.9, 0.98), 1.0)
        self.optimisers = [self.optimiser]
        self.mean = Mean(self.net, self.mean_net)
        self.best.load_state_dict(self.net.state_dict())
        self.best_loss = float("inf")
        self.modules = dict(net=self.net, mean_net=self.mean_net, best=self.best)
        voices = c.voice[c.trained]
        self.first = torch.searchsorted(voices, c.voice)  # of the trained ones of an utterance's voice
        self.many = torch.searchsorted(voices, c.voice, right=True) - self.first

    def batch(self, picked):
        """Rows of the sentences picked [B] and, of a third of them, one or two more of the same voice, if they find room. More
        than one sentence teaches how a prompt goes on: its recording ends in 0.6 s of silence."""
        c, b = self.corpus, len(picked)
        rand = lambda *shape: torch.rand(b, *shape, device=self.device)
        more = (rand(2) * self.many[picked][:, None]).long() + self.first[picked][:, None]
        row = torch.cat([picked[:, None], c.trained[more.clamp(max=len(c.trained) - 1)]], 1)
        draws = rand(2) < 0.35
        there = torch.stack([torch.ones_like(draws[:, 0]), draws[:, 0], draws[:, 0] & draws[:, 1]], 1)
        pause = torch.where(rand(2) < 0.7, torch.where(rand(2) < 0.33, 7, 15), 0)
        codes, phones = c.code_count[row] * there, c.id_count[row] * there
        codes[:, 1:] += pause * there[:, 1:]
        fits = (codes.cumsum(1) <= LONGEST) & (phones.cumsum(1) <= MOST)
        there = there & fits & fits.cumprod(1).bool()
        pause = pause * there[:, 1:]
        counts = c.code_count[row] * there
        silent = torch.full_like(pause[:, :1], -1)
        at = torch.cat([c.code_at[row[:, :1]], silent, c.code_at[row[:, 1:2]], silent, c.code_at[row[:, 2:]]], 1)
        parts = torch.cat([counts[:, :1], pause[:, :1], counts[:, 1:2], pause[:, 1:], counts[:, 2:]], 1)
        heard, length = join(c.codes, at, parts, LONGEST, SILENCE)
        phones, spoken = join(c.ids, c.id_at[row], c.id_count[row] * there, MOST, 0)
        place = torch.arange(LONGEST + 1, device=self.device)
        target = torch.where(place < length[:, None], F.pad(heard, (0, 1)), -100)
        target = torch.where(place == length[:, None], T2S["vocab"] - 1, target)
        return phones, spoken, heard, target

    def step(self):
        phones, spoken, heard, target = self.batch(self.corpus.draw(self.chosen.batch))
        logits = self.net(phones, spoken, heard).float()
        factors = torch.where(torch.rand(len(phones), device=self.device) < 0.5, PENALTY, 1.0)
        loss = F.cross_entropy(penalised(logits, heard, factors).flatten(0, 1), target.flatten())
        told = target >= 0
        right = ((logits.argmax(2) == target) & told).sum() / told.sum()
        return dict(loss=loss, right=right, gradient=self.optimiser.step(loss))

    def test(self):
        """The averaged network on sentences that were not trained on; the best one so far is kept."""
        phones, spoken, heard, target = self.batch(self.corpus.tested)
        logits = self.mean_net(phones, spoken, heard)
        loss = F.cross_entropy(logits.flatten(0, 1), target.flatten()).item()
        if loss < self.best_loss:
            self.best_loss = loss
            self.best.load_state_dict(self.mean_net.state_dict())
        return f"unseen sentences: loss {loss:.3f}, best {self.best_loss:.3f}"


if __name__ == "__main__":
    main(Text2SemanticTraining, 8 if SMOKE else BATCH)
