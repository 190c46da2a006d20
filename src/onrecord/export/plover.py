"""PLOVER's words for our acts: categories, modes, contexts and quad classes, after its manual (draft 0.8, 2021)."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from onrecord.export.happened import codes_of
from onrecord.model import Entry, Format, Kind

QUADS = {
    "AGREE": 1, "CONSULT": 1, "SUPPORT": 1, "CONCEDE": 1, "COOPERATE": 2, "AID": 2, "RETREAT": 2, "REQUEST": 3,
    "ACCUSE": 3, "REJECT": 3, "THREATEN": 3, "PROTEST": 4, "SANCTION": 4, "MOBILIZE": 4, "COERCE": 4, "ASSAULT": 4,
}  # fmt: skip
QUAD_NAMES = {1: "VERBAL COOPERATION", 2: "MATERIAL COOPERATION", 3: "VERBAL CONFLICT", 4: "MATERIAL CONFLICT"}
# the manual's conflict–cooperation scores; it has none under the name REQUEST
SCALE = {
    "ASSAULT": -9.3, "COERCE": -7.2, "PROTEST": -6.6, "MOBILIZE": -5.3, "SANCTION": -5.2, "THREATEN": -5.1,
    "REJECT": -4.2, "ACCUSE": -2.0, "CONSULT": 2.1, "AGREE": 4.2, "SUPPORT": 4.6, "CONCEDE": 5.0, "COOPERATE": 6.8,
    "AID": 7.4, "RETREAT": 7.6,
}  # fmt: skip
# where the manual says otherwise than the root in the codebook: signing is support, leaving and suspending reduce relations
INSTEAD = {"sign": "SUPPORT", "suspend": "SANCTION", "walk_out": "SANCTION", "withdraw": "SANCTION"}
MODES = {
    "abduct": "abduct", "accuse": "allege", "arrest": "arrest", "cease_fire": "ceasefire", "criticise": "disapprove",
    "pull_back": "withdraw", "walk_out": "withdraw", "withdraw": "withdraw",
}  # fmt: skip
# the issues of the codebook that are one of its contexts
CONTEXTS = {
    "aid": "humanitarian", "ceasefire": "military", "disarmament": "military", "justice": "legal", "monitoring": "peacekeeping",
    "pay": "economic", "power_sharing": "political_institutions", "sanctuary": "terrorism", "territory": "resource",
    "trade": "economic", "water": "resource",
}  # fmt: skip


class Category(NamedTuple):
    """What an act is in PLOVER."""

    name: str
    mode: str | None

    @property
    def quad(self) -> int:
        """Its quad class, from 1 (verbal cooperation) to 4 (material conflict)."""
        return QUADS[self.name]


def category_of(entry: Entry) -> Category | None:
    """The category of an entry; None for what is none there, as a comment or a claim."""
    if entry.kind is Kind.MEETING:
        return Category("CONSULT", "phone" if entry.format is Format.REMOTE else None)
    codes = codes_of(entry)
    return _category(entry.act or "", entry.kind, codes.get("plover", ""), codes.get("cameo", ""))


def contexts_of(entry: Entry) -> list[str]:
    """What it is about, in its words, behind the special contexts: what has none of these is plain."""
    marks = (("historical", entry.historical), ("future", entry.future), ("hypothetical", entry.conditional))
    special = [name for name, is_so in marks if is_so]
    return special + list(dict.fromkeys(CONTEXTS[issue] for issue in entry.issue if issue in CONTEXTS))


@cache
def _category(act: str, kind: Kind, root: str, cameo: str) -> Category | None:
    if cameo.startswith("01") and root == "CONSULT":
        # it has no category for comments; CONSULT are meetings
        return None
    if root == "YIELD":
        root = "CONCEDE" if kind is Kind.STATEMENT else "RETREAT"
    name = INSTEAD.get(act, root)
    return Category(name, MODES.get(act)) if name in QUADS else None
