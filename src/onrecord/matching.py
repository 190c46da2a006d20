"""Whether an event of the record and a row of foreign event data tell the same: by who, when and what, with a reason for each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from onrecord.model.foreign import ForeignLine
from onrecord.sources.foreign import MEETING, quad_of

# what two do together: who is named first says nothing
TOGETHER = frozenset({MEETING, "agree", "sign", "clash", "cease_fire"})
# below this nothing is a match: of who, when and what one may be weak
LEAST = 0.4
# what counts for how much, where it is not the same
ONE_ALONE, TURNED, REPORTED, WIDE, SAME_ROOT, SAME_QUAD = 0.6, 0.6, 0.9, 0.6, 0.8, 0.5
# a time of more days than these says little
WEEK = 7


@dataclass(frozen=True, slots=True)
class Ours:
    """One event of the record, however often it is told. `who` and `to`: ids of parties; `told`: the days are those of the reports, the lines have none of their own."""

    id: str
    earliest: str
    latest: str
    act: str
    root: str
    who: frozenset[str]
    to: frozenset[str]
    lines: tuple[str, ...]
    place: str = ""
    told: bool = False
    meeting: str | None = None


@dataclass(frozen=True, slots=True)
class Meant:
    """Whom one side of a row means. `id`: a party of the record; `elsewhere`: somebody who is not in it; `by`: how one knows."""

    id: str | None = None
    elsewhere: bool = False
    by: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """A row and an event of the record that seem to tell the same, how surely (up to 1), and why."""

    theirs: int
    ours: str
    score: float
    why: tuple[str, ...]


def match(
    ours: Ours,
    theirs: ForeignLine,
    sides: tuple[Meant, Meant],
    names: Mapping[str, str],
    *,
    days: int,
    undirected: bool,
) -> Match | None:
    """How well the two fit; None where they do not. `names`: how each party is called; `days`: how far apart they may lie."""
    parts = (
        _who(ours, sides, names, undirected=undirected or ours.act in TOGETHER),
        _when(ours, theirs, days),
        _what(ours, theirs),
    )
    score, why = 1.0, []
    for part in parts:
        if part is None:
            return None
        score *= part[0]
        why.append(part[1])
    if same_place(ours.place, theirs.place):
        score = min(1.0, score + 0.1)
        why.append(f"place: {ours.place} in both")
    return Match(theirs.number, ours.id, round(score, 2), tuple(why)) if score >= LEAST - 1e-9 else None


def _who(
    ours: Ours, sides: tuple[Meant, Meant], names: Mapping[str, str], *, undirected: bool
) -> tuple[float, str] | None:
    one, other = (side.id for side in sides)
    by = "; ".join(dict.fromkeys(side.by for side in sides if side.by))
    all_ours = ours.who | ours.to
    if one is not None and other is not None and one != other:
        both = f"who: {names[one]} and {names[other]} in both ({by})"
        straight = one in ours.who and other in ours.to
        if straight or {one, other} <= ours.who or undirected and {one, other} <= all_ours:
            return 1.0, both
        if one in ours.to and other in ours.who:
            return TURNED, f"{both}, the other way round"
        # ours names one of the two and nobody else whom it could be the same as
        if one in ours.who and not ours.to or undirected and len(all_ours) == 1 and one in all_ours:
            return ONE_ALONE, f"who: {names[one]} in both ({by}); ours names nobody on the other side"
        if other in ours.to and not ours.who or undirected and len(all_ours) == 1 and other in all_ours:
            return ONE_ALONE, f"who: {names[other]} in both ({by}); ours names nobody on the other side"
        return None
    alone = one or other
    if alone is None:
        return None
    place = all_ours if undirected else ours.who if one is not None else ours.to
    if alone not in place:
        return None
    return ONE_ALONE, f"who: {names[alone]} in both ({by}); nobody else known"


def _when(ours: Ours, theirs: ForeignLine, days: int) -> tuple[float, str] | None:
    a, b = (date.fromisoformat(d).toordinal() for d in (ours.earliest, ours.latest))
    c, d = (date.fromisoformat(d).toordinal() for d in (theirs.earliest, theirs.latest))
    apart = max(0, c - b, a - d)
    if apart > days:
        return None
    score = 1.0 - 0.2 * apart / max(days, 1)
    words = "when: the same day" if not apart and a == b and c == d else "when: days that overlap"
    if apart:
        words = f"when: {apart} day{'s' if apart > 1 else ''} apart"
    if max(b - a, d - c) >= WEEK:
        score, words = score * WIDE, f"{words}, not exact ({max(b - a, d - c) + 1} days)"
    if ours.told:
        score, words = score * REPORTED, f"{words} (ours by the day of the report)"
    return score, words


def _what(ours: Ours, theirs: ForeignLine) -> tuple[float, str] | None:
    if ours.act in theirs.acts:
        return 1.0, f"what: {ours.act.replace('_', ' ')} in both"
    if theirs.root is not None and ours.root == theirs.root:
        return SAME_ROOT, f"what: {theirs.root} in both"
    quad = quad_of(theirs.root)
    if quad is not None and quad == quad_of(ours.root):
        return SAME_QUAD, f"what: {quad} in both ({ours.root}, {theirs.root})"
    return None


def same_place(ours: str, theirs: str) -> bool:
    """Whether one of the places named there is the one named here.

    >>> same_place("Doha", "Doha, Ad Dawhah, Qatar"), same_place("Doha", "Dohar"), same_place("", "Doha")
    (True, False, False)
    """
    return bool(ours) and ours.casefold() in {part.strip().casefold() for part in theirs.split(",")}


def best_first(found: Iterable[Match]) -> list[Match]:
    """Matches, the surest first, in an order that is always the same."""
    return sorted(found, key=lambda m: (-m.score, m.theirs, m.ours))
