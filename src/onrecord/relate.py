"""What one marked actor does to another in a sentence: in our words and in PLOVER's."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from onrecord.codebook import load_codebook
from onrecord.errors import ReportFailed, ReportSkipped
from onrecord.extract import Marked, Reader, load_relations, parse
from onrecord.reports import make_report

VERBAL_COOPERATION, MATERIAL_COOPERATION = "verbal cooperation", "material cooperation"
VERBAL_CONFLICT, MATERIAL_CONFLICT = "verbal conflict", "material conflict"
# PLOVER's quad classes, and the act of ours that stands for a root where the codebook reads none; null: we have none
QUADS = {
    "AGREE": VERBAL_COOPERATION, "CONSULT": VERBAL_COOPERATION, "SUPPORT": VERBAL_COOPERATION,
    "COOPERATE": MATERIAL_COOPERATION, "AID": MATERIAL_COOPERATION, "YIELD": MATERIAL_COOPERATION,
    "REQUEST": VERBAL_CONFLICT, "ACCUSE": VERBAL_CONFLICT, "REJECT": VERBAL_CONFLICT, "THREATEN": VERBAL_CONFLICT,
    "PROTEST": MATERIAL_CONFLICT, "SANCTION": MATERIAL_CONFLICT, "MOBILIZE": MATERIAL_CONFLICT,
    "COERCE": MATERIAL_CONFLICT, "ASSAULT": MATERIAL_CONFLICT,
}  # fmt: skip
TYPICAL = {
    "AGREE": "agree", "CONSULT": None, "SUPPORT": "praise", "COOPERATE": None, "AID": "aid", "YIELD": "ease",
    "REQUEST": "demand", "ACCUSE": "accuse", "REJECT": "reject", "THREATEN": "threaten", "PROTEST": "protest",
    "SANCTION": "sanction", "MOBILIZE": "deploy", "COERCE": "restrict", "ASSAULT": "attack",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Relation:
    """What the actor does to the recipient.

    `plover`: the root class; `quad`: its quad class; `confidence`: the chance of the root; `act`: the act in the
    vocabulary of the codebook, None where it has none (a visit, a joint exercise).
    """

    plover: str
    quad: str
    confidence: float
    act: str | None


class PlacesError(ValueError):
    """The places given are empty, outside the text, the same, or cut each other."""


def relate(text: str, actor: tuple[int, int], recipient: tuple[int, int]) -> Relation:
    """What one marked actor does to another; places are character offsets, the end excluded.

    A PlacesError says what is wrong with places that are empty, outside the text or cut each other.

    >>> text = "The army shelled the rebels' camp on Friday."
    >>> found = relate(text, (0, 8), (17, 27))
    >>> found.plover, found.quad, found.act
    ('ASSAULT', 'material conflict', 'attack')
    """
    for name, (start, end) in (("actor", actor), ("recipient", recipient)):
        if not 0 <= start < end <= len(text):
            raise PlacesError(f"the {name} {start}–{end} is no part of a text of {len(text)} characters")
        if not text[start:end].strip():
            raise PlacesError(f"the {name} {start}–{end} is empty")
    first, second = sorted((actor, recipient))
    if actor == recipient or first[1] > second[0] and first[0] < second[0] and first[1] < second[1]:
        # one may stand in the other: "the president of Noria" and "Noria"
        raise PlacesError("actor and recipient overlap")
    chances = load_relations().chances(Marked(text, actor, recipient))
    root = max(chances, key=lambda name: chances[name])
    return Relation(root, QUADS[root], round(chances[root], 3), _act(root, text, actor, recipient))


@cache
def _reader() -> Reader:
    return Reader(load_codebook())


def _act(root: str, text: str, actor: tuple[int, int], recipient: tuple[int, int]) -> str | None:
    """The act that the codebook reads there, if it is one of the root; else the root's typical one."""
    acts = load_codebook().acts
    try:
        report = make_report(text.encode("utf-8", "surrogatepass"), "-", published=None, outlet=None, title=None)
    except (ReportFailed, ReportSkipped):
        return TYPICAL[root]
    for parsed in parse([report]):
        places = [tuple(report.to_reading(offset) for offset in place) for place in (actor, recipient)]
        for act in _reader().acts_between(parsed, *places):  # type: ignore[arg-type]
            if dict(acts[act].codes)["plover"] == root:
                return act
    return TYPICAL[root]
