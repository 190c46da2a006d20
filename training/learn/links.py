"""Pairs of an undertaking, demand or warning and a later text, with what the text says of it (`training/links`)."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn

from onrecord.extract.learned.relation import LINKS, pair_of

if TYPE_CHECKING:
    from relations import Relations

# words of demands and warnings for what is said of undertakings in another
SAME = {"met": "kept", "carried_out": "kept"}
BATCH, SEED = 16, 5


def read(folder: Path) -> tuple[list[tuple[str, str, str, str]], list[tuple[str, str, str, str]]]:
    """All pairs as kind, what, text, label; every tenth item apart."""
    given, held = [], []
    items = [json.loads(line) for path in sorted(folder.glob("*.jsonl")) for line in path.open(encoding="utf-8")]
    for n, item in enumerate(items):
        for line in item["lines"]:
            label = SAME.get(line["label"], line["label"])
            (held if n % 10 == 0 else given).append((item["kind"], item["what"], line["text"], label))
    # what is said of one thing says nothing of another of the same kind
    rng = random.Random(SEED)
    for n, item in enumerate(items):
        others = [other for other in items if other["kind"] == item["kind"] and other is not item]
        line = rng.choice(rng.choice(others)["lines"])
        (held if n % 10 == 0 else given).append((item["kind"], item["what"], line["text"], "none"))
    return given, held


class Links:
    """Batches of pairs, round and round."""

    def __init__(self, pairs: list[tuple[str, str, str, str]], words: Any, table: Tensor) -> None:
        self._words = words
        self._table = table
        self._pairs = pairs
        self._left: list[list[tuple[str, str, str, str]]] = []
        if not pairs:
            raise SystemExit("no pairs in the folder of --links")

    def lost(self, network: Relations, rng: random.Random) -> Tensor:
        """The loss on the next batch."""
        if not self._left:
            pairs = rng.sample(self._pairs, len(self._pairs))
            pairs.sort(key=lambda p: len(p[1]) + len(p[2]) + 40 * rng.random())
            self._left = [pairs[i : i + BATCH] for i in range(0, len(pairs), BATCH)]
            rng.shuffle(self._left)
        batch = self._left.pop()
        goal = torch.tensor([LINKS.index(label) for *_, label in batch])
        return nn.functional.cross_entropy(self.scores(network, batch), goal, label_smoothing=0.05)

    def scores(self, network: Relations, batch: list[tuple[str, str, str, str]]) -> Tensor:
        """The network's scores of some pairs, [batch, links]."""
        cut = [pair_of(self._words, kind, what, text) for kind, what, text, _ in batch]
        n = max(len(pieces) for pieces, _ in cut)
        pieces, marks = torch.zeros(len(cut), n, dtype=torch.long), torch.zeros(len(cut), n, dtype=torch.long)
        mask = torch.zeros(len(cut), n)
        for b, (p, m) in enumerate(cut):
            pieces[b, : len(p)], marks[b, : len(m)], mask[b, : len(p)] = torch.tensor(p), torch.tensor(m), 1
        return network(self._table[pieces], marks, mask)[2]

    def right(self, network: Relations, held: list[tuple[str, str, str, str]]) -> tuple[float, float]:
        """Of pairs the share whose label is right, and of those in which it is right whether the text is about it at all."""
        exact = about = 0
        with torch.no_grad():
            for pair in held:
                found = LINKS[int(self.scores(network, [pair]).argmax())]
                exact += found == pair[3]
                about += (found == "none") == (pair[3] == "none")
        return exact / len(held), about / len(held)
