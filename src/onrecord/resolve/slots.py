"""Who fills the slots of a line, weighed over the whole report: both sides where one was read, the other side where none was.

The parse and the reader's model look at a sentence and its neighbours. Here several answers for a slot are weighed against
one another by a small network that was learnt from annotated reports (training/learn/slots.py): the answer at hand, each of
those named near, the two sides, the side across, who filled the line before. What it is not clearly surer of stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from itertools import combinations

import numpy as np

from onrecord.codebook import load_codebook
from onrecord.model import Actor, Kind, Style
from onrecord.model.mention import Draft
from onrecord.products import Floats, product
from onrecord.resolve.cast import LINE, SIGNS, SLOTS, Cast, Filled
from onrecord.resolve.described import counted
from onrecord.resolve.names import FIRST_PERSON, Names

# how many of those named near may fill a slot alone, and how many two by two
ALONE, TOGETHER = 6, 2
# from which chance somebody whom the model finds likely may
LIKELY = 0.1
ANSWER = (
    "at hand", "nobody", "one", "two", "more", "both sides", "with the side across", "side across", "actors before",
    "speaker before", "who says so", "named near", "likely", "part of it", "more than it", "shares with it", "actors too",
)  # fmt: skip
# what is kept of the network of a slot
PARTS = ("mean", "spread", "w1", "b1", "w2", "b2", "w3", "b3")
# by how much another answer must be likelier than the one at hand, and how likely whom nothing named must be
SURER = {"actors": 2.5, "addressees": 2.0, "speakers": 3.0}
ADDRESSED = 0.35
# by how much nobody must be likelier than an addressee whom the sentence names
NOBODY = 5.0


@dataclass(frozen=True, slots=True)
class Question:
    """Who fills a slot of a line. `answers`: numbers of people in the cast, the one at hand first; `signs`: a row each."""

    line: int
    slot: str
    answers: list[tuple[int, ...]]
    signs: Floats


def questions(cast: Cast) -> Iterator[Question]:
    """What is asked of each line: never the addressees of what is no act, nor who has a part in a meeting."""
    for n, line in enumerate(cast.lines):
        if not cast.people:
            continue
        shared = np.array(cast.line_signs(n) + _group(cast.group(n)), dtype=np.float32)
        near = cast.nearest(n, ALONE)
        asked = [(slot, answers) for slot in _asked(line.draft) if len(answers := _answers(cast, n, slot, near)) > 1]
        people = sorted({i for _, answers in asked for answer in answers for i in answer})
        known = np.array([cast.signs(n, i) for i in people], dtype=np.float32)
        place = {i: at for at, i in enumerate(people)}
        for slot, answers in asked:
            rows = np.zeros((len(answers), width()), dtype=np.float32)
            rows[:, : len(ANSWER)] = [_marks(cast, n, slot, answer, marks) for answer, marks in answers.items()]
            rows[:, len(ANSWER) : -2 * len(SIGNS)] = shared
            for row, answer in zip(rows, answers, strict=True):
                each = known[[place[i] for i in answer]]
                if len(answer) == 1:
                    row[-2 * len(SIGNS) : -len(SIGNS)] = row[-len(SIGNS) :] = each[0]
                elif answer:
                    row[-2 * len(SIGNS) : -len(SIGNS)], row[-len(SIGNS) :] = each.mean(0), each.min(0)
            yield Question(n, slot, list(answers), rows)


def _asked(draft: Draft) -> Iterator[str]:
    # "We condemn the attacks": outside quotation marks "we" is whoever wrote the text, and nobody else
    mine = any(m.pronoun in FIRST_PERSON and m.speaker is None for m in draft.actors)
    # so many as the words count are no question
    so_many = any(counted(m) > 2 and not m.name for m in draft.actors)
    for slot in SLOTS:
        known = draft.kind is Kind.PARTICIPATION or mine or so_many
        if slot == "actors" and known or slot == "speakers" and mine and draft.self_spoken:
            continue
        if slot == "speakers" and len(draft.speakers) > 1:
            # "'According to Valk the gate is shut,' said Moreno": who quotes whom is told in so many words
            continue
        if slot != "addressees" or draft.kind in (Kind.STATEMENT, Kind.ACTION):
            yield slot


def _answers(cast: Cast, n: int, slot: str, near: Sequence[int]) -> dict[tuple[int, ...], set[str]]:
    actors, _, speakers = cast.filled[n]
    here = cast.filled[n][SLOTS.index(slot)]
    before = cast.beside(n, -1)
    across = cast.across(speakers if slot == "speakers" else actors)
    found: dict[tuple[int, ...], set[str]] = {}

    def may(answer: Sequence[int], mark: str) -> None:
        if slot != "addressees" or not set(answer) & set(actors) or mark == "at hand":
            found.setdefault(tuple(sorted(set(answer))), set()).add(mark)

    may(here, "at hand")
    if slot != "actors":
        may((), "nobody")
    for i in near:
        may((i,), "named near")
    likely = cast.likeliest(n, SLOTS.index(slot), ALONE, LIKELY)
    for i in likely:
        may((i,), "likely")
    if slot == "speakers":
        may(before[2], "speaker before")
        may(actors[:1], "actors too")
        return {answer: marks for answer, marks in found.items() if len(answer) <= 1}
    if len(cast.faces) == 2:
        may(cast.faces, "both sides")
    if slot == "addressees":
        may([i for i in cast.faces if i not in actors], "both sides")
        may(before[2], "speaker before")
    elif len(here) > 1:
        for i in here:
            may((i,), "part of it")
    if here and across:
        may([*here, *across], "with the side across")
    may(across, "side across")
    may(before[0], "actors before")
    if slot == "actors":
        may(speakers, "who says so")
    for two in combinations(near[:TOGETHER], 2):
        may(two, "named near")
    for count in (2, 3):
        if len(likely) >= count:
            may(likely[:count], "likely")
    if slot == "actors" and here:
        found.pop((), None)
    return found


def _marks(cast: Cast, n: int, slot: str, answer: tuple[int, ...], marks: set[str]) -> list[float]:
    here, actors = set(cast.filled[n][SLOTS.index(slot)]), set(cast.filled[n][0])
    own = set(answer)
    truths = {
        *marks, *(("nobody",) if not own else ("one",) if len(own) == 1 else ("two",) if len(own) == 2 else ("more",)),
        *(("part of it",) if own < here else ()), *(("more than it",) if own > here else ()),
        *(("shares with it",) if own & here else ()),
    }  # fmt: skip
    truths -= {"actors too"}
    if slot != "actors" and own & actors:
        truths.add("actors too")
    return [float(mark in truths) for mark in ANSWER]


@cache
def _groups() -> tuple[str, ...]:
    acts = load_codebook().acts
    kinds = [f"{kind}:{act}" for kind in ("statement", "action") for act in sorted(acts)]
    families = sorted({act.family for act in acts.values()})
    return (*kinds, *(f"family {name}" for name in families), *(kind.value for kind in Kind))


@cache
def _group(of: str) -> list[float]:
    kind, _, act = of.partition(":")
    acts = load_codebook().acts
    family = f"family {acts[act].family}" if act in acts else ""
    return [float(name in (of, kind, family)) for name in _groups()]


def width() -> int:
    """How many signs an answer has."""
    return len(ANSWER) + len(LINE) + len(_groups()) + 2 * len(SIGNS)


class Weights:
    """The network's weights: of each slot the means and spreads of the signs, and three layers."""

    def __init__(self, kept: dict[str, Floats]) -> None:
        self._layers = {
            slot: _layers({n: np.asarray(kept[f"{slot}.{n}"], dtype=np.float32) for n in PARTS}) for slot in SLOTS
        }

    def chances(self, asked: Sequence[Question]) -> list[Floats]:
        """How likely each answer to each question is the right one, [answers] each; they sum up to one."""
        found: dict[int, Floats] = {}
        for slot, layers in self._layers.items():
            own = [(n, question) for n, question in enumerate(asked) if question.slot == slot]
            if not own:
                continue
            x = np.concatenate([question.signs for _, question in own])
            *inner, (last, bias) = layers
            for weight, shift in inner:
                x = np.maximum(product(x, weight) + shift, 0)
            scores = (product(x, last) + bias)[:, 0]
            ends = np.cumsum([len(question.answers) for _, question in own])
            for (n, _), of in zip(own, np.split(scores, ends[:-1]), strict=True):
                chances = np.exp(of - of.max())
                found[n] = np.asarray(chances / chances.sum(), dtype=np.float32)
        return [found[n] for n in range(len(asked))]


def _layers(of: dict[str, Floats]) -> list[tuple[Floats, Floats]]:
    """Weights and biases of three layers; the first takes signs as they are, not yet brought to one mean and spread."""
    first = of["w1"] / of["spread"][:, None]
    return [(first, of["b1"] - of["mean"] @ first), (of["w2"], of["b2"]), (of["w3"], of["b3"])]


@cache
def load_weights() -> Weights:
    """The weights shipped with the package."""
    with (files("onrecord") / "data" / "slots.npz").open("rb") as kept:
        return Weights(dict(np.load(kept, allow_pickle=False)))


def weighed(names: Names, lines: Sequence[Filled]) -> list[Filled]:
    """The lines with their slots filled anew where another answer is clearly likelier."""
    cast, weights = Cast(names, lines), load_weights()
    made = list(lines)
    asked = list(questions(cast))
    for question, chances in zip(asked, weights.chances(asked), strict=True):
        best = _best(question, chances)
        if best == question.answers[0]:
            continue
        line = made[question.line]
        old = lines[question.line].slot(question.slot)
        who = tuple(cast.actor(i, old) for i in best)
        if question.slot == "speakers":
            line = _said_by(line, who)
        elif question.slot == "actors":
            line = replace(line, actors=who)
        else:
            line = replace(line, addressees=who)
        made[question.line] = replace(line, weighed=(*line.weighed, question.slot))
    return made


def _said_by(line: Filled, who: tuple[Actor, ...]) -> Filled:
    """The line in the mouth of somebody else: of nobody it is the author's, of somebody now found it is told of him."""
    if not who:
        return replace(line, speakers=(), style=Style.AUTHOR)
    return replace(line, speakers=(*line.speakers[:-1], *who), style=line.style if line.speakers else Style.INDIRECT)


def _best(question: Question, chances: Floats) -> tuple[int, ...]:
    """The answer to take: the one at hand unless another is clearly likelier."""
    order = sorted(range(len(chances)), key=lambda k: (-chances[k], k))
    if question.slot == "addressees" and not question.answers[0]:
        somebody = next((k for k in order if question.answers[k]), None)
        return question.answers[somebody] if somebody is not None and chances[somebody] >= ADDRESSED else ()
    best = question.answers[order[0]]
    surer = SURER[question.slot] if best else NOBODY
    return best if chances[order[0]] >= surer * chances[0] else question.answers[0]
