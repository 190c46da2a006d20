"""What words say of how an undertaking stands: kept, broken or withdrawn, by whose word, and when it falls due."""

from __future__ import annotations

import re
from typing import Protocol

from onrecord.codebook import load_codebook
from onrecord.model import Entry, Form, Kind
from onrecord.model.story import Passage, Standing
from onrecord.resolve.dates import resolve_time
from onrecord.resolve.topics import Vector

# what the model says of an undertaking, as a standing; of a demand, as an answer
STANDING = {
    "given": Standing.GIVEN,
    "offered": Standing.OFFERED,
    "sought": Standing.SOUGHT,
    "refused": Standing.REFUSED,
    "denied": Standing.DENIED,
    "kept": Standing.KEPT,
    "partly_kept": Standing.PARTLY_KEPT,
    "breach_alleged": Standing.BREACH_ALLEGED,
    "breach_admitted": Standing.BREACH_ADMITTED,
    "withdrawn": Standing.WITHDRAWN,
    "lapsed": Standing.LAPSED,
    "in_effect": Standing.IN_EFFECT,
}
ANSWERS = {
    "kept": "met",
    "partly_kept": "met",
    "given": "met",
    "offered": "countered",
    "refused": "refused",
    "countered": "countered",
}
# families of deeds against others, and the standings that none of them shows
AGAINST = frozenset({"violence", "coerce"})
GOOD = frozenset({Standing.GIVEN, Standing.OFFERED, Standing.IN_EFFECT, Standing.KEPT, Standing.PARTLY_KEPT})
WITHDRAWN = re.compile(
    r"\b(?:offer|proposal|promise|pledge|commitment|undertaking|guarantee|word|agreement|accord|deal|consent)\b", re.I
)
# words by which one says that a promise was broken, or was kept
BROKEN = re.compile(
    r"\b(?:br(?:eak|oke|oken|eaking|each\w*)|violat\w*|reneg\w*|betray\w*|went back on|gone back on|torn? up|tore up"
    r"|(?:not|never|n.t|without) (?:been )?(?:kept|keep|keeping|honou?r\w*|fulfill?\w*|implement\w*|done|delivered|released|paid)"
    r"|fail(?:ed|ing|ure)? to|still (?:in|at|not|waiting|held|to come)|has yet to|have yet to)",
    re.I,
)
KEPT = re.compile(
    r"\b(?:kept|honou?red|fulfil\w*|carried (?:it )?out|discharged|complied|implemented|delivered|as (?:promised|agreed)|done what"
    r"|in full|to the last|completed|is holding|are holding|have held|has held)\b",
    re.I,
)
PARTLY = re.compile(r"\b(?:in part|partly|partially|some of|half of|only \w+ of|two thirds|incomplete)\b", re.I)


class Judge(Protocol):
    """What a model says of texts."""

    def meaning(self, passage: Passage) -> Vector:
        """What a passage is about, as a vector of length one."""

    def link(self, kind: str, what: str, passage: Passage) -> tuple[float, str]:
        """How surely a passage is about a commitment, demand or warning, and what it most likely says of it."""


def told_of(entry: Entry) -> Standing | None:
    """What an undertaking's telling says became of it: "had not kept its promise to reopen it" gives no new promise."""
    words = " ".join(e.text for e in entry.evidence).lower()
    return held(words, negated=entry.negated) if WITHDRAWN.search(words) else None


def given(entry: Entry) -> Standing:
    """What an undertaking's own telling says of it."""
    if entry.act == "sign" or entry.form is Form.SIGNED:
        return Standing.IN_EFFECT
    return Standing.OFFERED if entry.act in ("offer", "propose") else Standing.GIVEN


def held(words: str, *, negated: bool) -> Standing | None:
    """Whether words say that a promise was kept, in part or not."""
    if BROKEN.search(words):
        return Standing.DENIED if negated else Standing.BREACH_ALLEGED
    if PARTLY.search(words):
        return Standing.PARTLY_KEPT
    if KEPT.search(words):
        return Standing.BREACH_ALLEGED if negated else Standing.KEPT
    return None


def by_whom(standing: Standing | None, entry: Entry, *, own: bool) -> Standing | None:
    """What an entry says of an undertaking, as the word of who says it.

    Nobody alleges that he broke his own word, or asks for it: what he tells so is of the other side's. Nobody admits for another.
    An attack keeps no promise, that there was none breaks none, and whoever declines to comment says nothing.
    """
    if entry.act == "decline_comment":
        return None
    if entry.kind is Kind.ACTION and load_codebook().family(entry.act or "") in AGAINST:
        if standing in ((Standing.BREACH_ALLEGED,) if entry.negated else GOOD):
            return None
    if own and standing in (Standing.BREACH_ALLEGED, Standing.SOUGHT):
        return None
    if not own and standing is Standing.BREACH_ADMITTED:
        return Standing.BREACH_ALLEGED
    if not own and entry.attribution.speakers and standing is Standing.WITHDRAWN:
        return None
    return standing


def due(deadline: str, told: str | None) -> str | None:
    """The last day of a deadline as told; None where its words name no day."""
    exact = re.search(r"\b\d{4}-\d\d-\d\d\b", deadline)
    if exact is not None:
        return exact.group()
    latest = resolve_time(deadline, told, past=False, future=True).latest
    return latest[:10] if latest is not None and (told is None or latest >= told) else None
