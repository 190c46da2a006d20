"""The same meeting out of many tellings: who, when, where, which round. A day is never taken from the day of publication."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

from onrecord.model import Kind, Status
from onrecord.model.story import Gathering, Line, Roots, Sat, Telling
from onrecord.resolve.processes import THIRD_ROLES
from onrecord.resolve.spelling import plain

ORDINALS = {
    word: n
    for n, words in enumerate(
        "first|1st second|2nd third|3rd fourth|4th fifth|5th sixth|6th seventh|7th eighth|8th ninth|9th tenth|10th".split(),
        1,
    )
    for word in words.split("|")
}
ROUND = re.compile(rf"\b({'|'.join(ORDINALS)})\s+(?:\w+\s+){{0,2}}(?:round|session|meeting|sitting|talks)\b", re.I)
# how many days before and after its telling a meeting without a date may lie, by its status
AROUND = {
    Status.ANNOUNCED: (0, 45),
    Status.UNDER_WAY: (4, 1),
    Status.ENDED: (12, 0),
    Status.POSTPONED: (10, 45),
    Status.CANCELLED: (10, 45),
}
ENOUGH = 2.0
# two tellings in one report so many characters apart are of one meeting where nothing stands against it
NEXT = 300
# and so many apart of one in any case
ALONGSIDE = 3
# a span of so many days is a meeting's own, not the month or week it lies in
EXACT = 4


@dataclass(slots=True)
class Cluster:
    """Tellings of what is one meeting so far. `parties`: those of the process."""

    parties: frozenset[str]
    tellings: list[Telling] = field(default_factory=list)

    def _who(self, *tellings: Telling) -> set[str]:
        """Who met; whoever is named alone and is no party only spoke of it."""
        return {known for t in tellings for known in t.who if len(t.who) > 1 or known in self.parties}

    def fits(self, other: Telling) -> float:
        """How much speaks for one more telling; below zero where something stands against it."""
        score = 0.0
        rounds = {t.round for t in self.tellings if t.round is not None}
        if other.round is not None and rounds:
            if other.round not in rounds:
                return -1.0
            score += 2.0
        if any(t.report == other.report and abs(t.start - other.start) <= ALONGSIDE for t in self.tellings):
            # the same words, told of several who met
            return 2 * ENOUGH
        who, met = self._who(*self.tellings), self._who(other)
        shared = len(who & met)
        same_day = self._same_day(other)
        if met and who and not shared and other.round not in rounds and (not same_day or min(len(met), len(who)) > 1):
            # of those who met on that day a report may name but one
            return -1.0
        if min(len(who), len(met)) >= 2 and shared < 2 and other.round not in rounds and not (same_day and shared):
            # of three who meet, reports tell of two: the same round, or one of them on that very day, is the same meeting
            return -1.0
        score += 1.0 if shared >= 2 else 0.5 if shared else 0.0
        if any(t.report == other.report and abs(t.start - other.start) <= NEXT for t in self.tellings):
            score += 1.0
        places = {plain(t.place) for t in self.tellings if t.place}
        if other.place and places:
            place = plain(other.place)
            if place in places:
                score += 1.0
            elif not any(place in p or p in place for p in places):
                score -= 1.5
        days = [d for t in self.tellings if (d := _days(t)) is not None]
        own = _days(other)
        if own is not None and days:
            # "in September" lies near every day of it; what is told to the day is compared with what is told to the day
            exact = [d for d in days if _is_exact(d)] if _is_exact(own) else []
            nearest = min(_apart(own, d) for d in exact or days)
            if nearest > 1:
                planned = {Status.ANNOUNCED, Status.POSTPONED}
                moved = other.status in planned or all(t.status in planned for t in self.tellings)
                if not (moved and nearest <= 30 and (rounds and other.round in rounds)):
                    return -1.0
            else:
                score += 2.0 if nearest == 0 else 1.0
        elif not (other.round is not None and rounds):
            # a cluster with a day lies there; how long before or after its undated tellings may lie says nothing more
            windows = days or [w for t in self.tellings if (w := _around(t)) is not None]
            mine = own or _around(other)
            if mine is None or not windows:
                return -1.0
            nearest = min(_apart(mine, w) for w in windows)
            if nearest > 0:
                return -1.0
            score += 1.0 - min(0.5, self._since(other) / 100)
            if own is None and self._comes_true(other):
                score += 1.0
        return score

    def _same_day(self, other: Telling) -> bool:
        """Whether a telling names the very day that another here does."""
        own = _days(other)
        if own is None or not _is_exact(own):
            return False
        days = (d for t in self.tellings if (d := _days(t)) is not None)
        return any(_is_exact(d) and _apart(own, d) == 0 for d in days)

    def _comes_true(self, other: Telling) -> bool:
        """Whether a telling of a meeting held, put off or called off follows on the day for which this one was announced."""
        if other.told is None or other.status in (Status.ANNOUNCED, Status.IMPLIED):
            return False
        told = _date(other.told)
        days = (d for t in self.tellings if t.status is Status.ANNOUNCED and (d := _days(t)) is not None)
        return any(_is_exact(d) and -3 <= (told - d[1]).days <= 4 for d in days)

    def _since(self, other: Telling) -> int:
        """Days between a telling and the nearest day on which this was told or held."""
        if other.told is None:
            return 50
        told = _date(other.told)
        near = [abs((told - d[0]).days) for t in self.tellings if (d := _days(t)) is not None]
        near += [abs((told - _date(t.told)).days) for t in self.tellings if t.told is not None]
        return min(near, default=50)


@lru_cache(maxsize=4096)
def _date(day: str) -> date:
    return date.fromisoformat(day[:10])


def _days(telling: Telling) -> tuple[date, date] | None:
    if telling.earliest is None:
        return None
    return _date(telling.earliest), _date(telling.latest or telling.earliest)


def _around(telling: Telling) -> tuple[date, date] | None:
    """The days between which a meeting without a date may lie, by when it was told and how it stood."""
    days = AROUND.get(telling.status)
    if telling.earliest is not None or telling.told is None or telling.recalled or days is None:
        return None
    told = _date(telling.told)
    return told - timedelta(days[0]), told + timedelta(days[1])


def _is_exact(days: tuple[date, date]) -> bool:
    return (days[1] - days[0]).days <= EXACT


def _apart(one: tuple[date, date], other: tuple[date, date]) -> int:
    """Days between two spans; 0 where they overlap."""
    return max(0, (other[0] - one[1]).days, (one[0] - other[1]).days)


def round_of(line: Line) -> int | None:
    """Which round the words call it: "the third round of talks" is the third."""
    entry = line.entry
    for evidence in entry.evidence:
        if (found := ROUND.search(evidence.text)) is not None:
            return ORDINALS[found.group(1).lower()]
    return None


def telling_of(line: Line, roots: Roots) -> Telling:
    """What an entry tells of a meeting."""
    entry = line.entry
    start = entry.evidence[0].start
    return Telling(
        key=hashlib.sha256("\x1f".join((entry.report, str(start), "meeting")).encode()).hexdigest()[:12],
        entry=entry.id,
        report=entry.report,
        start=start,
        told=line.told,
        status=entry.status or Status.IMPLIED,
        who=tuple(sorted(set(roots.actors))),
        earliest=entry.time.earliest,
        latest=entry.time.latest,
        precision=entry.time.precision.value if entry.time.precision is not None else None,
        place=entry.place,
        round=round_of(line),
        format=entry.format.value if entry.format is not None else None,
        outcome=entry.outcome,
        by=roots.speakers[-1] if roots.speakers else "author",
        recalled=entry.historical,
        outlet=line.origin.outlet or line.origin.report,
    )


def meetings(
    lines: Sequence[Line],
    roots_of: Callable[[Line], Roots],
    actors_of: Callable[[Line], tuple[str, ...]],
    process: str | None,
    parties: frozenset[str] = frozenset(),
) -> list[Gathering]:
    """The meetings of one process. `lines` in any order; `actors_of` names who is meant before parties stand for them."""
    told = sorted(
        (
            telling_of(line, roots_of(line))
            for line in lines
            if line.entry.kind is Kind.MEETING and not line.entry.negated
        ),
        key=lambda t: t.order,
    )
    clusters: list[Cluster] = []
    for telling in told:
        best: tuple[float, int] | None = None
        for n, cluster in enumerate(clusters):
            score = cluster.fits(telling)
            if score >= ENOUGH and (best is None or score > best[0]):
                best = (score, n)
        if best is None:
            clusters.append(Cluster(parties, [telling]))
        else:
            clusters[best[1]].tellings.append(telling)
    clusters = _joined(clusters)
    sat = _sat(lines, clusters, actors_of, roots_of)
    made = [
        Gathering(
            process,
            tuple(sorted(c.tellings, key=lambda t: (t.told or "9999", t.report, t.start, t.entry))),
            tuple(sat.get(n, ())),
        )
        for n, c in enumerate(clusters)
    ]
    return sorted(made, key=lambda g: (g.tellings[0].told or "", g.id))


def _joined(clusters: list[Cluster]) -> list[Cluster]:
    """Clusters that are one meeting after all: every telling of the one fits the other, now that both are known."""
    made: list[Cluster] = []
    for cluster in sorted(clusters, key=lambda c: (-len(c.tellings), c.tellings[0].order)):
        for other in made:
            if all(other.fits(telling) >= ENOUGH for telling in cluster.tellings):
                other.tellings += cluster.tellings
                break
        else:
            made.append(cluster)
    return made


def _sat(
    lines: Sequence[Line],
    clusters: Sequence[Cluster],
    actors_of: Callable[[Line], tuple[str, ...]],
    roots_of: Callable[[Line], Roots],
) -> dict[int, list[Sat]]:
    """Who took part, by the meeting that the report tells of nearest to where it names him."""
    places: dict[str, list[tuple[int, int]]] = {}
    for n, cluster in enumerate(clusters):
        for telling in cluster.tellings:
            places.setdefault(telling.report, []).append((telling.start, n))
    found: dict[int, list[Sat]] = {}
    for line in sorted(lines, key=lambda at: (at.told or "", at.entry.report, at.entry.evidence[0].start, at.entry.id)):
        entry = line.entry
        if entry.kind is not Kind.PARTICIPATION or entry.role is None or entry.report not in places:
            continue
        start = entry.evidence[0].start
        nearest = min(places[entry.report], key=lambda at: (abs(at[0] - start), at))[1]
        for actor, root in zip(actors_of(line), roots_of(line).actors, strict=False):
            side = root if root != actor and entry.role not in THIRD_ROLES else None
            found.setdefault(nearest, []).append(Sat(actor, entry.role, side, entry.id, line.told))
    return found
