"""Dossiers (`training/dossiers`): which words of several reports are about the same undertaking, demand or warning."""

from __future__ import annotations

import random
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from network import padded
from torch import Tensor, nn

from onrecord.extract.learned.relation import passage_of
from onrecord.model.story import Passage, passage

if TYPE_CHECKING:
    from relations import Relations

# so many words of a dossier are compared at a time; how sharply; how often they are read without what stands around them
SOME, SHARP, ALONE = 32, 0.07, 0.25


@dataclass(frozen=True)
class Words:
    """Words of a report, and of which threads they say what."""

    passage: Passage
    says: dict[str, str]


@dataclass(frozen=True)
class Thread:
    """A commitment, demand or warning, and what it is about."""

    id: str
    kind: str
    about: str


@dataclass(frozen=True)
class Dossier:
    """All words of a dossier that are about its threads, its meetings or something else."""

    threads: list[Thread]
    words: list[Words]


def read(folder: Path) -> list[Dossier]:
    """All dossiers of a folder; reprints are left out."""
    return [_dossier(path.parent) for path in sorted(folder.glob("*/truth.toml"))]


def _dossier(folder: Path) -> Dossier:
    truth = tomllib.loads((folder / "truth.toml").read_text(encoding="utf-8"))
    texts = {}
    for path in sorted(folder.glob("[0-9]*.txt")):
        head, _, text = path.read_text(encoding="utf-8").partition("\n\n")
        if "reprint of:" not in head:
            texts[path.name] = text
    places: dict[tuple[str, int, int], dict[str, str]] = {}
    for one in (*truth["thread"], *truth["meeting"], *truth.get("other", ())):
        for file, words, *says in one["words"]:
            start = texts.get(file, "").find(words)
            if start >= 0:
                known = places.setdefault((file, start, start + len(words)), {})
                if one.get("kind"):
                    known[one["id"]] = says[1]
    found = [Words(passage(texts[file], start, end), says) for (file, start, end), says in sorted(places.items())]
    # an offer is a commitment that is only held out so far
    threads = [Thread(t["id"], t["kind"].replace("offer", "commitment"), t["about"]) for t in truth["thread"]]
    return Dossier(threads, found)


class Alike:
    """Words of one dossier at a time: those about the same are to be nearer than those about other things."""

    def __init__(self, dossiers: list[Dossier], words: Any, table: Tensor) -> None:
        self._dossiers, self._words, self._table = dossiers, words, table
        self._left: list[Dossier] = []

    def lost(self, network: Relations, rng: random.Random) -> Tensor:
        """The loss on some words of the next dossier (Khosla and others 2020, "Supervised contrastive learning")."""
        if not self._left:
            self._left = rng.sample(self._dossiers, len(self._dossiers))
        dossier = self._left.pop()
        some = rng.sample(dossier.words, min(SOME, len(dossier.words)))
        near = self._means(network, some, rng).float()
        near = near @ near.T / SHARP
        own = torch.eye(len(some), dtype=torch.bool)
        same = torch.tensor([[not a.says.keys().isdisjoint(b.says) for b in some] for a in some]) & ~own
        chance = near - near.masked_fill(own, -1e9).logsumexp(1, keepdim=True)
        known = same.any(1)
        return -((chance * same).sum(1)[known] / same.sum(1)[known]).mean()

    def _means(self, network: Relations, some: list[Words], rng: random.Random) -> Tensor:
        cut = [
            passage_of(self._words, Passage("", w.passage.words, "") if rng.random() < ALONE else w.passage)
            for w in some
        ]
        pieces, marks, mask = padded(cut)
        return nn.functional.normalize(network(self._table[pieces], marks, mask)[1], dim=-1)
