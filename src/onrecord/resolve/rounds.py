"""The same meeting out of many tellings: who, when, where, which round. A day is never taken from the day of publication."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from onrecord.model import Kind, Outcome, Status
from onrecord.model.story import Line, Meeting, Seat
from onrecord.resolve.processes import THIRD_ROLES, Roots
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
# a later telling of a higher rank settles how a meeting stands
RANK = {
    Status.IMPLIED: 0,
    Status.ANNOUNCED: 1,
    Status.POSTPONED: 2,
    Status.CANCELLED: 3,
    Status.UNDER_WAY: 4,
    Status.ENDED: 5,
}
ENOUGH = 2.0
# a span of so many days is a meeting's own, not the month or week it lies in
EXACT = 4


@dataclass(frozen=True, slots=True)
class Telling:
    """One entry that tells of a meeting."""

    line: Line
    who: frozenset[str]
    earliest: str | None
    latest: str | None
    around: tuple[str, str] | None
    place: str | None
    round: int | None

    @property
    def status(self) -> Status:
        """How the telling says it stands."""
        return self.line.entry.status or Status.IMPLIED

    @property
    def order(self) -> tuple[str, str, str, int, str]:
        """Where it stands among others: dated ones first by their day, then as they were told."""
        entry = self.line.entry
        return (self.earliest or "9999", self.line.told or "9999", entry.report, entry.evidence[0].start, entry.id)


@dataclass(slots=True)
class Cluster:
    """Tellings of what is one meeting so far."""

    tellings: list[Telling] = field(default_factory=list)

    def fits(self, other: Telling) -> float:
        """How much speaks for one more telling; below zero where something stands against it."""
        score = 0.0
        rounds = {t.round for t in self.tellings if t.round is not None}
        if other.round is not None and rounds:
            if other.round not in rounds:
                return -1.0
            score += 2.0
        who = frozenset().union(*(t.who for t in self.tellings))
        shared = len(who & other.who)
        if other.who and who and not shared and other.round not in rounds:
            return -1.0
        if min(len(who), len(other.who)) >= 2 and shared < 2 and other.round not in rounds:
            # of three who meet, reports tell of two: the same round is the same meeting
            return -1.0
        score += 1.0 if shared >= 2 else 0.5 if shared else 0.0
        places = {t.place for t in self.tellings if t.place is not None}
        if other.place is not None and places:
            if other.place in places:
                score += 1.0
            elif not any(other.place in p or p in other.place for p in places):
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
        return score

    def _since(self, other: Telling) -> int:
        """Days between a telling and the nearest day on which this was told or held."""
        if other.line.told is None:
            return 50
        told = date.fromisoformat(other.line.told)
        near = [abs((told - d[0]).days) for t in self.tellings if (d := _days(t)) is not None]
        near += [abs((told - date.fromisoformat(t.line.told)).days) for t in self.tellings if t.line.told is not None]
        return min(near, default=50)


def _days(telling: Telling) -> tuple[date, date] | None:
    if telling.earliest is None:
        return None
    return date.fromisoformat(telling.earliest[:10]), date.fromisoformat((telling.latest or telling.earliest)[:10])


def _around(telling: Telling) -> tuple[date, date] | None:
    if telling.around is None:
        return None
    return date.fromisoformat(telling.around[0]), date.fromisoformat(telling.around[1])


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
    """What an entry tells of a meeting, as it is compared."""
    entry = line.entry
    around = None
    if (
        entry.time.earliest is None
        and line.told is not None
        and not entry.historical
        and (days := AROUND.get(entry.status or Status.IMPLIED))
    ):
        told = date.fromisoformat(line.told)
        around = ((told - timedelta(days[0])).isoformat(), (told + timedelta(days[1])).isoformat())
    place = plain(entry.place) if entry.place else None
    return Telling(
        line, frozenset(roots.actors), entry.time.earliest, entry.time.latest, around, place or None, round_of(line)
    )


def meetings(
    lines: Sequence[Line],
    roots_of: Callable[[Line], Roots],
    actors_of: Callable[[Line], tuple[str, ...]],
    process: str | None,
) -> list[Meeting]:
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
            clusters.append(Cluster([telling]))
        else:
            clusters[best[1]].tellings.append(telling)
    clusters = _joined(clusters)
    seats = _seats(lines, clusters, actors_of, roots_of)
    return sorted(
        (_made(cluster, process, roots_of, seats.get(n, ())) for n, cluster in enumerate(clusters)),
        key=lambda m: (m.earliest or m.first_told or "", m.id),
    )


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


def _made(
    cluster: Cluster,
    process: str | None,
    roots_of: Callable[[Line], Roots],
    seats: Sequence[Seat],
) -> Meeting:
    told = sorted(cluster.tellings, key=lambda t: (t.line.told or "9999", t.order))
    first = min(told, key=lambda t: (t.line.told or "9999", t.line.entry.report, t.line.entry.evidence[0].start))
    entry = first.line.entry
    key = "\x1f".join((entry.report, str(entry.evidence[0].start), "meeting"))
    dated = [t for t in told if t.earliest is not None]
    held = [t for t in dated if t.status in (Status.ENDED, Status.UNDER_WAY)] or dated
    exact = sorted(
        held, key=lambda t: ((_days(t) or (date.min, date.max))[1] - (_days(t) or (date.min, date.max))[0], t.order)
    )
    places = Counter(t.line.entry.place for t in told if t.line.entry.place)
    rounds = Counter(t.round for t in told if t.round is not None)
    outcome: dict[str, Outcome] = {}
    for t in told:
        if t.line.entry.outcome is not None and t.line.entry.outcome is not Outcome.UNKNOWN:
            said = roots_of(t.line).speakers
            outcome[said[-1] if said else "author"] = t.line.entry.outcome
    formats = Counter(t.line.entry.format.value for t in told if t.line.entry.format is not None)
    return Meeting(
        id="m-" + hashlib.sha256(key.encode()).hexdigest()[:12],
        process=process,
        who=tuple(sorted(frozenset().union(*(t.who for t in told)))),
        status=max((t for t in told), key=lambda t: (RANK[t.status], t.line.told or "")).status,
        entries=tuple(t.line.entry.id for t in told),
        earliest=exact[0].earliest if exact else None,
        latest=exact[0].latest if exact else None,
        precision=exact[0].line.entry.time.precision.value if exact and exact[0].line.entry.time.precision else None,
        place=max(sorted(places), key=lambda p: places[p]) if places else None,
        round=max(sorted(rounds), key=lambda r: rounds[r]) if rounds else None,
        format=max(sorted(formats), key=lambda f: formats[f]) if formats else None,
        outcome=tuple(sorted(outcome.items())),
        seats=tuple(seats),
        first_told=first.line.told,
    )


def _seats(
    lines: Sequence[Line],
    clusters: Sequence[Cluster],
    actors_of: Callable[[Line], tuple[str, ...]],
    roots_of: Callable[[Line], Roots],
) -> dict[int, list[Seat]]:
    """Who took part, by the meeting that the report tells of nearest to where it names him."""
    places: dict[str, list[tuple[int, int]]] = {}
    for n, cluster in enumerate(clusters):
        for telling in cluster.tellings:
            places.setdefault(telling.line.entry.report, []).append((telling.line.entry.evidence[0].start, n))
    found: dict[int, dict[tuple[str, str, str | None], list[str]]] = {}
    for line in sorted(lines, key=lambda at: (at.told or "", at.entry.report, at.entry.evidence[0].start, at.entry.id)):
        entry = line.entry
        if entry.kind is not Kind.PARTICIPATION or entry.role is None or entry.report not in places:
            continue
        start = entry.evidence[0].start
        nearest = min(places[entry.report], key=lambda at: (abs(at[0] - start), at))[1]
        for actor, root in zip(actors_of(line), roots_of(line).actors, strict=False):
            side = root if root != actor and entry.role not in THIRD_ROLES else None
            found.setdefault(nearest, {}).setdefault((actor, entry.role, side), []).append(entry.id)
    return {n: [Seat(*who, tuple(ids)) for who, ids in own.items()] for n, own in found.items()}
