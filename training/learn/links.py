"""Pairs of an undertaking, demand or warning and a later text, with what the text says of it (`training/links`, `training/dossiers`)."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import torch
from network import padded
from torch import Tensor, nn

from onrecord.extract.learned.relation import LINKS, pair_of
from onrecord.model.story import Passage

if TYPE_CHECKING:
    from dossier import Dossier
    from relations import Relations

# words of demands and warnings for what is said of undertakings in another
SAME = {"met": "kept", "carried_out": "kept"}
# and words of dossiers; by which of them a thing is told of in the first place, and how often it stands in such words
SAYS = {"none": "spoken_of", "warned": "given"}
BEGINNING = {"commitment": {"given", "offered", "in_effect"}, "demand": {"sought"}, "warning": {"warned", "given"}}
TOLD = 0.7
BATCH, SEED = 16, 5
# how things begin that can be told again in their own words, in how many ways, and by whom
BEGINS, PLAINLY = ("to ", "not to ", "that "), 4
WHO = (
    "Kesh", "Oram", "the Front", "the union", "the ministry", "the company", "Tavi", "the League", "the government",
    "the delegation", "the rebels", "the council", "its spokesman", "the army", "the mediator's office",
)  # fmt: skip
PLAIN = {
    "commitment": [
        ("given", "{one} has promised {what}"),
        ("given", "{one} undertook {what}, {other} said"),
        ("given", "{one} had given {other} its word {what}"),
        ("given", "{other} said {one} had agreed {what}"),
        ("offered", "{one} offered {what}"),
        ("sought", "{other} asked {one} to put in writing its promise {what}"),
        ("sought", "{other} called on {one} to keep its promise {what}"),
        ("refused", "{one} refused {what}"),
        ("refused", "{other} rejected the offer {what}"),
        ("denied", "{one} denied that it had promised {what}"),
        ("denied", "{one} said that it had never promised {what}"),
        ("kept", "{one} said that it had kept its promise {what}"),
        ("kept", "{other} confirmed that {one} had honoured its pledge {what}"),
        ("kept", "{one} denied that it had broken its promise {what}"),
        ("partly_kept", "{one} has kept only in part its promise {what}"),
        ("breach_alleged", "{other} accused {one} of breaking its promise {what}"),
        ("breach_alleged", "{one} has not kept its promise {what}, {other} said"),
        ("breach_admitted", "{one} admitted that it had broken its promise {what}"),
        ("withdrawn", "{one} withdrew its offer {what}"),
        ("withdrawn", "{one} no longer feels bound by its promise {what}"),
        ("lapsed", "the offer of {one} {what} has run out"),
        ("spoken_of", "{other} welcomed the promise {what}"),
        ("spoken_of", "{one} would not comment on its promise {what}"),
    ],
    "demand": [
        ("sought", "{other} repeated its demand {what}"),
        ("sought", "{other} had demanded of {one} {what}"),
        ("refused", "{one} rejected the demand {what}"),
        ("refused", "{one} will not give in to the demand {what}"),
        ("met", "{one} agreed to the demand {what}"),
        ("met", "{one} has met the demand {what}"),
        ("countered", "in answer to the demand {what} {one} proposed a commission"),
        ("spoken_of", "{one} is studying the demand {what}"),
        ("spoken_of", "{other} has had no answer to its demand {what}"),
    ],
    "warning": [
        ("given", "{one} threatened {what}"),
        ("given", "{one} repeated its threat {what}"),
        ("carried_out", "{one} carried out its threat {what}"),
        ("withdrawn", "{one} took back its threat {what}"),
        ("spoken_of", "{other} called the threat {what} a bluff"),
    ],
}


class Pair(NamedTuple):
    """A commitment, demand or warning, a passage, and what it says of it."""

    kind: str
    what: str
    passage: Passage
    label: str


def read(folder: Path) -> tuple[list[Pair], list[Pair]]:
    """All pairs; every tenth item apart."""
    given: list[Pair] = []
    held: list[Pair] = []
    items = [json.loads(line) for path in sorted(folder.glob("*.jsonl")) for line in path.open(encoding="utf-8")]
    for n, item in enumerate(items):
        for line in item["lines"]:
            label = SAME.get(line["label"], line["label"])
            (held if n % 10 == 0 else given).append(_pair(item["kind"], item["what"], line["text"], label))
    rng = random.Random(SEED)
    for n, item in enumerate(items):
        (held if n % 10 == 0 else given).extend(_plainly(item, items, rng))
    # what is said of one thing says nothing of another of the same kind
    for n, item in enumerate(items):
        others = [other for other in items if other["kind"] == item["kind"] and other is not item]
        line = rng.choice(rng.choice(others)["lines"])
        (held if n % 10 == 0 else given).append(_pair(item["kind"], item["what"], line["text"], "none"))
    return given, held


def _pair(kind: str, what: str, text: str, label: str) -> Pair:
    return Pair(kind, what, Passage("", text, ""), label)


def within(dossiers: Sequence[Dossier]) -> list[Pair]:
    """Of each thing told of in a dossier what later words say of it, and as many that are about another."""
    rng = random.Random(SEED)
    found = []
    for dossier in dossiers:
        for thread in dossier.threads:
            told = [w for w in dossier.words if thread.id in w.says]
            begins = [w.passage.words for w in told if w.says[thread.id] in BEGINNING[thread.kind]]
            for words in told:
                others = [w for w in begins if w != words.passage.words]
                what = rng.choice(others) if others and rng.random() < TOLD else thread.about
                found.append(
                    Pair(thread.kind, what, words.passage, SAYS.get(words.says[thread.id], words.says[thread.id]))
                )
            rest = [w for w in dossier.words if thread.id not in w.says]
            for words in rng.sample(rest, min(len(rest), len(told))):
                found.append(Pair(thread.kind, rng.choice(begins) if begins else thread.about, words.passage, "none"))
    return found


def _plainly(item: dict[str, Any], items: list[dict[str, Any]], rng: random.Random) -> list[Pair]:
    """The thing told again in its own words, as wire copy does, and one other thing told so, which says nothing of it."""
    kind, what = item["kind"], item["what"]
    if not what.startswith(BEGINS):
        return []
    found = []
    for label, text in rng.sample(PLAIN[kind], PLAINLY):
        one, other = rng.sample(WHO, 2)
        found.append(_pair(kind, what, text.format(one=one, other=other, what=what), SAME.get(label, label)))
    others = [o["what"] for o in items if o is not item and o["kind"] == kind and o["what"].startswith(BEGINS)]
    one, other = rng.sample(WHO, 2)
    _, text = rng.choice(PLAIN[kind])
    return [*found, _pair(kind, what, text.format(one=one, other=other, what=rng.choice(others)), "none")]


class Links:
    """Batches of pairs, round and round."""

    def __init__(self, pairs: list[Pair], words: Any, table: Tensor) -> None:
        self._words = words
        self._table = table
        self._pairs = pairs
        self._left: list[list[Pair]] = []
        if not pairs:
            raise SystemExit("no pairs in the folder of --links")
        self.batches = (len(pairs) + BATCH - 1) // BATCH

    def lost(self, network: Relations, rng: random.Random) -> Tensor:
        """The loss on the next batch."""
        if not self._left:
            pairs = rng.sample(self._pairs, len(self._pairs))
            pairs.sort(key=lambda p: len(p.what) + sum(map(len, p.passage)) + 40 * rng.random())
            self._left = [pairs[i : i + BATCH] for i in range(0, len(pairs), BATCH)]
            rng.shuffle(self._left)
        batch = self._left.pop()
        goal = torch.tensor([LINKS.index(pair.label) for pair in batch])
        return nn.functional.cross_entropy(self.scores(network, batch).float(), goal, label_smoothing=0.05)

    def scores(self, network: Relations, batch: list[Pair]) -> Tensor:
        """The network's scores of some pairs, [batch, links]."""
        cut = [pair_of(self._words, pair.kind, pair.what, pair.passage) for pair in batch]
        pieces, marks, mask = padded(cut)
        return network(self._table[pieces], marks, mask)[2]

    def right(self, network: Relations, held: list[Pair]) -> tuple[float, float]:
        """Of pairs the share whose label is right, and of those in which it is right whether the text is about it at all."""
        exact = about = 0
        with torch.no_grad():
            for pair in held:
                found = LINKS[int(self.scores(network, [pair]).argmax())]
                exact += found == pair.label
                about += (found == "none") == (pair.label == "none")
        return exact / len(held), about / len(held)
