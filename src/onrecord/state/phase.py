"""What state a process is in, since when, and according to whom."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import NamedTuple

from onrecord.model import Entry, Kind, Outcome, Status
from onrecord.model.state import Phase
from onrecord.model.story import Mark

AUTHOR = "author"
# what a deed or a meeting shows of the state of a process, where nobody names it
SHOWN_BY_ACT = {
    "cease_fire": "ceasefire",
    "walk_out": "stalled",
}
SHOWN_BY_OUTCOME = {
    Outcome.NO_AGREEMENT: "stalled",
    Outcome.AGREEMENT_TO_CONTINUE: "talks_under_way",
    Outcome.PARTIAL_AGREEMENT: "talks_under_way",
    Outcome.FULL_AGREEMENT: "agreement",
    Outcome.CEASEFIRE: "ceasefire",
}
TRUCE = re.compile(
    r"\b(?:cease-?fire|truce|armistice|cessation of hostilities|halt to (?:all )?(?:fighting|attacks|hostilities))\b",
    re.I,
)
# what is suspended where the process is: "suspended its part in the talks", but not "suspended four workers"
TALKS = re.compile(
    r"\b(?:(?:talk|negotiation|dialogue|mediation|conciliation|contact|consultation|discussion|process|round|session)(?:e?s)?)\b",
    re.I,
)
# a meeting put off so that nobody knows to when
OPEN = re.compile(
    r"\b(?:further notice|indefinite\w*|sine die|(?:no|without an?y?) (?:new )?(?:date|day)|no date)\b", re.I
)
# states that the announcement of a next meeting does not end
REACHED = frozenset({"agreement", "ceasefire", "implementation"})
# for so many days a state that was named outweighs what later deeds only show
NAMED_FOR = 10
# and so many days an agreement reached outweighs that the parties will meet again
REACHED_FOR = 3


class Sign(NamedTuple):
    """What a line says or shows of the state of a process. `turns`: after it, what was named before is past."""

    phase: str
    named: bool
    turns: bool


def sign_of(entry: Entry, sides: int, *, told: str | None = None, nobody: bool = False) -> Sign | None:
    """What an entry says or shows of the state of a process; None where it shows nothing.

    `sides`: how many parties are in it; `told`: the day; `nobody`: somebody says it, and who is not known.
    """
    announced = entry.kind is Kind.MEETING and entry.status is Status.ANNOUNCED
    if (
        entry.historical
        or entry.future
        and not announced
        or entry.negated
        or entry.conditional
        or entry.tier.value == "implied"
    ):
        return None
    if entry.kind is Kind.PHASE and entry.act is not None:
        # "a leaflet said that the talks were dead" is not the reporter's word
        return None if nobody else Sign(entry.act, named=True, turns=False)
    if entry.kind is Kind.ACTION and entry.act == "suspend":
        return Sign("suspended", named=True, turns=False) if TALKS.search(_words(entry)) else None
    if announced and told is not None and entry.time.latest is not None and entry.time.latest[:10] < told:
        # "the round had been planned for March"
        return None
    shown = _shown(entry, sides)
    held = entry.kind is Kind.MEETING and entry.status in (Status.ENDED, Status.UNDER_WAY)
    return Sign(shown, named=False, turns=held or entry.act == "sign") if shown is not None else None


def _words(entry: Entry) -> str:
    return " ".join((entry.content or "", *(e.text for e in entry.evidence)))


def _shown(entry: Entry, sides: int) -> str | None:
    if entry.act == "sign":
        if sides < 2:
            # a letter or decree of one side
            return None
        return "ceasefire" if TRUCE.search(_words(entry)) else "agreement"
    if entry.kind is Kind.ACTION:
        return SHOWN_BY_ACT.get(entry.act or "")
    if entry.kind is not Kind.MEETING:
        return None
    if entry.status in (Status.UNDER_WAY, Status.ANNOUNCED):
        return "talks_under_way"
    if entry.status is Status.CANCELLED:
        return "stalled"
    if entry.status is Status.POSTPONED:
        return "stalled" if OPEN.search(_words(entry)) else None
    return SHOWN_BY_OUTCOME.get(entry.outcome) if entry.status is Status.ENDED and entry.outcome is not None else None


def phases(marks: Iterable[Mark], *, as_of: str | None = None) -> dict[str, Phase]:
    """The latest state that each speaker, or the reporters, put the process in. Reports without a date count first.

    Who speaks of a next meeting has not said that talks are under way.
    """
    by_speaker: dict[str, list[Mark]] = {}
    for mark in _signs(marks, as_of):
        if mark.by == AUTHOR or mark.named or mark.kind is Kind.ACTION:
            by_speaker.setdefault(mark.by, []).append(mark)
    return {by: _latest(own) for by, own in sorted(by_speaker.items())}


def phase(marks: Iterable[Mark], third: Collection[str] = (), *, as_of: str | None = None) -> Phase | None:
    """The state of a process by the reports as a whole, with all who agree and what contradicts it.

    What the reporters and third parties say, and what a party tells of its own deed, outweighs what the parties say; what is
    named outweighs, for some days, what is only shown. A deed told again is no new one. `third`: third parties of the process.
    """
    signs = _signs(marks, as_of)
    if not signs:
        return None
    own = _new(_sure(signs, third) or signs, frozenset(third)) or signs
    latest = own[-1]
    named = next((s for s in reversed(own) if s.named), None)
    # of those who name it on one day, the reporters outweigh the third parties
    named = next((s for s in reversed(own) if s.named and s.by == AUTHOR and named and s.told == named.told), named)
    if (
        named is not None
        and named is not latest
        and (not latest.named or named.told == latest.told)
        and _days(named, latest) <= NAMED_FOR
        and not any(s.turns for s in own if s.order > named.order)
    ):
        latest = named
    since = latest
    for sign in reversed([s for s in own if s.order <= latest.order]):
        if sign.phase != latest.phase:
            break
        since = sign
    agreeing = [s for s in signs if s.phase == latest.phase and s.order >= since.order]
    against = [s for s in signs if s.phase != latest.phase and s.order >= since.order and s.by != AUTHOR]
    return Phase(
        latest.phase or "",
        _began(since),
        tuple(dict.fromkeys(s.by for s in agreeing)),
        tuple(dict.fromkeys(s.entry for s in agreeing)),
        any(s.named for s in agreeing),
        tuple(dict.fromkeys(s.entry for s in against)),
    )


def _began(sign: Mark) -> str | None:
    """The day since which it is so: that of the deed where it has one, else that on which it was told."""
    if sign.when is not None and sign.told is not None and sign.when <= sign.told:
        return sign.when[:10]
    return sign.told


def _sure(signs: Sequence[Mark], third: Collection[str]) -> list[Mark]:
    """The signs that are more than a party's word; a truce that was reached holds by a party's word, too."""
    sure: list[Mark] = []
    for sign in signs:
        holds = sign.named and sign.phase == "ceasefire" and sure and sure[-1].phase in REACHED
        if holds or _is_sure(sign, third):
            sure.append(sign)
    return sure


def _is_sure(sign: Mark, third: Collection[str]) -> bool:
    """Whether what it shows is more than a party's word."""
    if sign.by == AUTHOR or sign.by in third:
        return True
    if sign.kind is Kind.MEETING:
        # that a meeting is called off or put off, or on what day it will be, is known to those who say so
        return not sign.turns and (sign.phase == "stalled" or sign.when is not None)
    return sign.kind is Kind.ACTION and sign.by in sign.own


def _new(signs: Sequence[Mark], third: frozenset[str]) -> list[Mark]:
    """The signs without deeds that are only told again, and without the round that reached an agreement, and the next that it announced."""
    kept: list[Mark] = []
    told: dict[str, str] = {}
    for sign in signs:
        before = told.get(sign.phase or "")
        if before is not None and before < (sign.told or "") and _is_old(sign, before):
            continue
        if sign.kind is Kind.MEETING and not sign.turns and sign.own and third.issuperset(sign.own):
            # a mediator's own travels
            continue
        goes_on = sign.kind is Kind.MEETING and sign.phase == "talks_under_way"
        if goes_on and kept and kept[-1].phase in REACHED and _days(kept[-1], sign) <= REACHED_FOR:
            continue
        kept.append(sign)
        if sign.kind is Kind.ACTION or sign.turns:
            told.setdefault(sign.phase or "", sign.told or "")
    return kept


def _is_old(sign: Mark, before: str) -> bool:
    """Whether a deed or meeting is told again that was told before, on a day or later: a deed also where it has no date."""
    if sign.when is None:
        return sign.kind is Kind.ACTION
    return (sign.kind is Kind.ACTION or sign.turns) and sign.when[:10] <= before


def _days(one: Mark, other: Mark) -> int:
    if one.told is None or other.told is None:
        return 0
    return abs((date.fromisoformat(other.told) - date.fromisoformat(one.told)).days)


def _signs(marks: Iterable[Mark], as_of: str | None) -> list[Mark]:
    """The marks that say or show a state, by a day where one is given, in the order in which they were told."""
    return sorted(
        (
            mark
            for mark in marks
            if mark.phase is not None and (as_of is None or mark.told is not None and mark.told <= as_of)
        ),
        key=lambda mark: mark.order,
    )


def _latest(signs: Sequence[Mark]) -> Phase:
    last = signs[-1].phase or ""
    run = []
    for sign in reversed(signs):
        if sign.phase != last:
            break
        run.append(sign)
    run.reverse()
    return Phase(last, _began(run[0]), (run[0].by,), tuple(s.entry for s in run), any(s.named for s in run))
