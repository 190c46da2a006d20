"""The meaning of texts, as the package has it that the model of relations begins with."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from network import Encoder
from torch import Tensor, nn

from onrecord.extract.learned.relation import WORDS

if TYPE_CHECKING:
    from relations import Relations

# texts whose meaning is kept, how many of them a step, and the pieces of each that count at most
TEXTS, MEANINGS, MOST_PIECES, SEED, AT_ONCE = 12000, 8, 32, 5, 64


def words_of(folder: Path) -> list[str]:
    """Some of the words that annotated entries rest on, each once."""
    found: dict[str, None] = {}
    for path in sorted(folder.glob("*.gold.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        for entry in gold["entries"]:
            found[entry["evidence"][0]["text"]] = None
    return random.Random(SEED).sample(list(found), min(len(found), TEXTS))


class Meanings:
    """Texts, and the mean vectors that the package makes of them."""

    def __init__(self, texts: list[str], words: Any, table: Tensor) -> None:
        teacher = Encoder(0.0, 6)
        teacher.load()
        teacher.eval()
        self._table = table
        self._pieces = [words.encode(text).ids[:MOST_PIECES] for text in texts]
        self._goals: list[Tensor] = []
        with torch.no_grad():
            for n in range(0, len(self._pieces), AT_ONCE):
                self._goals += list(self._means(teacher, self._pieces[n : n + AT_ONCE]))

    def _means(self, encoder: nn.Module, some: list[list[int]]) -> Tensor:
        """The mean vectors that an encoder makes of some texts."""
        n = max(map(len, some))
        pieces, mask = torch.zeros(len(some), n, dtype=torch.long), torch.zeros(len(some), n)
        for b, own in enumerate(some):
            pieces[b, : len(own)], mask[b, : len(own)] = torch.tensor(own), 1
        x: Tensor = encoder(self._table[pieces], mask)
        return (x * mask.unsqueeze(-1)).sum(1) / mask.sum(1, keepdim=True)

    def lost(self, network: Relations, rng: random.Random) -> Tensor:
        """How far the network's mean vectors of a few texts are from the package's: one minus the cosine."""
        chosen = rng.sample(range(len(self._pieces)), MEANINGS)
        n = max(len(self._pieces[i]) for i in chosen)
        pieces, mask = torch.zeros(MEANINGS, n, dtype=torch.long), torch.zeros(MEANINGS, n)
        for b, i in enumerate(chosen):
            own = self._pieces[i]
            pieces[b, : len(own)], mask[b, : len(own)] = torch.tensor(own), 1
        mean = network(self._table[pieces], WORDS * mask.long(), mask)[1]
        return 1 - nn.functional.cosine_similarity(mean.float(), torch.stack([self._goals[i] for i in chosen])).mean()

    def centre(self, network: Relations) -> Tensor:
        """The mean of the network's mean vectors of all the texts, each of length one."""
        found = []
        with torch.no_grad():
            for pieces in self._pieces:
                mean = network(self._table[pieces].unsqueeze(0), torch.full((1, len(pieces)), WORDS))[1]
                found.append(mean[0] / mean[0].norm())
        return torch.stack(found).mean(0)
