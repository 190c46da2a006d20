"""What a record has and what foreign event data has, side by side: what only one of them has, and what both have."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from onrecord.matching import Match, Meant, Ours, best_first, match
from onrecord.model import Kind, Status
from onrecord.model.foreign import ForeignLine, Side
from onrecord.model.story import Mark, Meeting, Party, Process, wholes
from onrecord.record import Record
from onrecord.resolve.codes import state_meant
from onrecord.resolve.spelling import plain
from onrecord.resolve.states import state_named, state_of_adjective, state_of_seat
from onrecord.sources.foreign import MEETING, dataset, root_of_act

DAYS = 1
# what is told of is compared by its day: what spans more days than these is compared with each event of the record
LONG = 62
# what stands for the state in a name
OF_STATE = re.compile(r"^(?:the )?(?:government|state|republic|kingdom|military|armed forces) of (?:the )?", re.I)
# roles by which a country's code does not mean its government
NOT_THE_STATE = frozenset("reb ins opp sep crm uaf rad cvl ref imm jew mnc ngo med bus edu civ".split())
NOT_THE_STATE_IN_WORDS = re.compile(
    r"rebel|insurgent|opposition|dissident|separatist|civil|business|media|exile|criminal", re.I
)


@dataclass(frozen=True)
class Beside:
    """A comparison. `lines`: how many foreign lines there are at all; `names`: how each party is called.

    What is not compared: of theirs `apart`, by why; of ours `uncovered` (on days that theirs do not cover), `undated` lines,
    and `untold` ones, which tell of no event. `first` and `last`: the days of the reports.
    """

    ours: Mapping[str, Ours]
    theirs: Mapping[int, ForeignLine]
    matches: Sequence[Match]
    names: Mapping[str, str]
    first: str | None = None
    last: str | None = None
    lines: int = 0
    apart: Mapping[str, int] = field(default_factory=dict)
    uncovered: int = 0
    undated: int = 0
    untold: int = 0

    @property
    def only_theirs(self) -> list[ForeignLine]:
        """What they have that the record has not, by day."""
        known = {m.theirs for m in self.matches}
        return [line for number, line in self.theirs.items() if number not in known]

    @property
    def only_ours(self) -> list[Ours]:
        """What the record has that they have not, by day."""
        known = {m.ours for m in self.matches}
        return [event for key, event in self.ours.items() if key not in known]

    @property
    def both(self) -> list[tuple[ForeignLine, list[Match]]]:
        """What both have, by day: each row with the events that it may be, the surest first."""
        found: dict[int, list[Match]] = defaultdict(list)
        for one in self.matches:
            found[one.theirs].append(one)
        return [(line, best_first(found[number])) for number, line in self.theirs.items() if number in found]


class Cast:
    """Whom names and codes of elsewhere mean in a record: through the names by which its own reports call its actors."""

    def __init__(self, actors: Mapping[str, Party]) -> None:
        self.root = {key: wholes(key, actors)[-1] for key in actors}
        self.names = {key: party.name for key, party in actors.items()}
        self._called: dict[str, set[str]] = defaultdict(set)
        for party in actors.values():
            for name in (party.name, *party.names):
                self._called[_bare(name)].add(self.root[party.id])
        self._known: dict[Side, Meant] = {}

    def meant(self, side: Side) -> Meant:
        """Whom one side of a row means."""
        if side not in self._known:
            self._known[side] = self._meant(side)
        return self._known[side]

    def _meant(self, side: Side) -> Meant:
        for name in filter(None, (part.strip() for part in side.name.split(";"))):
            bare = OF_STATE.sub("", name)
            inner = re.search(r"\(([^()]+)\)\s*$", name)
            for words in (name, bare, inner.group(1) if inner and not self._is_other(side) else ""):
                if words and (found := self._one(words)) is not None:
                    return Meant(found, by=f"{name} by name")
            state = state_named(bare) or state_of_adjective(name) or state_of_seat(name)
            if state is not None:
                found = self._one(state)
                return Meant(found, found is None, f"{name} is {state}")
        if side.country and not self._is_other(side):
            state = state_meant(side.country)
            found = self._one(state or side.country)
            if found is not None or state is not None:
                return Meant(found, found is None, f"country {side.country}")
        return Meant()

    def _one(self, words: str) -> str | None:
        """The only party that is called so."""
        found = self._called.get(_bare(words), ())
        return next(iter(found)) if len(found) == 1 else None

    @staticmethod
    def _is_other(side: Side) -> bool:
        """Whether the row says that somebody of a country is meant who is not its government."""
        pieces = {side.code[n : n + 3].lower() for n in range(0, len(side.code), 3)}
        return bool(pieces & NOT_THE_STATE) or NOT_THE_STATE_IN_WORDS.search(f"{side.code} {side.name}") is not None


def _bare(name: str) -> str:
    return plain(state_named(name) or name)


def beside(
    record: Record,
    actors: Mapping[str, Party],
    marks: Iterable[Mark],
    meetings: Iterable[Meeting],
    *,
    process: Process | None = None,
    name: str | None = None,
    days: int = DAYS,
) -> Beside:
    """The events of a record, or of one process of it, beside foreign lines, or those of one dataset.

    Theirs count only where they name a party of the record (of a process: one of its parties) and nobody known to be
    somebody else. `days`: how far apart two may lie and still be the same.
    """
    cast = Cast(actors)
    marks = list(marks)
    ours, undated, untold = _events(record, cast, marks, meetings)
    reports = sorted({mark.told for mark in marks if mark.told is not None})
    lines, span = record.foreign.count(name), record.foreign.span(name)
    if not reports or span is None:
        return Beside({}, {}, (), cast.names, lines=lines, undated=undated, untold=untold)
    # ours count where theirs could have them, theirs where reports could tell of them, and both where they are matched
    covered = {
        key: one
        for key, one in ours.items()
        if one.latest >= _moved(span[0], -days) and one.earliest <= _moved(span[1], days)
    }
    first = min([reports[0], *(one.earliest for one in covered.values())])
    last = max([reports[-1], *(one.latest for one in covered.values())])
    found = record.foreign.between(_moved(first, -days), _moved(last, days), name)
    within = set(cast.root.values())
    chief = within
    if process is not None:
        chief = {cast.root.get(key, key) for key in process.parties}
        within = chief | {cast.root.get(key, key) for key, _ in process.third}
    nobody = somebody_else = 0
    sides: dict[int, tuple[Meant, Meant]] = {}
    theirs: dict[int, ForeignLine] = {}
    for line in found:
        two = cast.meant(line.actor), cast.meant(line.target)
        known = {side.id for side in two if side.id is not None}
        if not known & chief:
            nobody += 1
        elif known - within or any(side.elsewhere for side in two):
            somebody_else += 1
        else:
            theirs[line.number], sides[line.number] = line, two
    matches = list(_matches(covered, theirs, sides, cast.names, days))
    known_lines = {one.theirs for one in matches}
    told = {
        number: line
        for number, line in theirs.items()
        if number in known_lines
        or line.latest >= _moved(reports[0], -days)
        and line.earliest <= _moved(reports[-1], days)
    }
    apart = {
        "on days of which no report tells": lines - len(found) + len(theirs) - len(told),
        "naming no party of the record": nobody,
        "naming somebody else, too": somebody_else,
    }
    return Beside(
        covered,
        told,
        matches,
        cast.names,
        reports[0],
        reports[-1],
        lines,
        apart,
        len(ours) - len(covered),
        undated,
        untold,
    )


def _matches(
    ours: Mapping[str, Ours],
    theirs: Mapping[int, ForeignLine],
    sides: Mapping[int, tuple[Meant, Meant]],
    names: Mapping[str, str],
    days: int,
) -> Iterator[Match]:
    by_day: dict[int, list[Ours]] = defaultdict(list)
    long: list[Ours] = []
    for event in ours.values():
        first, last = _number(event.earliest), _number(event.latest)
        if last - first > LONG:
            long.append(event)
        else:
            for day in range(first, last + 1):
                by_day[day].append(event)
    for number, line in theirs.items():
        undirected = dataset(line.dataset).undirected
        first, last = _number(line.earliest) - days, _number(line.latest) + days
        if last - first > LONG:
            near: Iterable[Ours] = ours.values()
        else:
            near = {event.id: event for day in range(first, last + 1) for event in by_day[day]}.values()
            near = [*near, *long]
        for event in near:
            found = match(event, line, sides[number], names, days=days, undirected=undirected)
            if found is not None:
                yield found


# -- the events of the record -----------------------------------------------------------------------------------------


def _events(
    record: Record, cast: Cast, marks: Sequence[Mark], meetings: Iterable[Meeting]
) -> tuple[dict[str, Ours], int, int]:
    """The events that lines tell of, each once, by day; how many lines have no day, and how many tell of none.

    What did not happen, lies ahead, or is who takes part, is no event.
    """
    held = {entry: met for met in meetings if met.status in (Status.ENDED, Status.UNDER_WAY) for entry in met.entries}
    of_report: dict[str, dict[str, Mark]] = defaultdict(dict)
    for mark in marks:
        of_report[mark.report][mark.entry] = mark
    groups: dict[tuple[object, ...], list[str]] = defaultdict(list)
    made: dict[tuple[object, ...], Ours] = {}
    undated = untold = 0
    for line in record.lines(reports=of_report):
        entry = line.entry
        of_line = of_report[entry.report].get(entry.id)
        act = _act(entry.kind, entry.act)
        met = held.get(entry.id)
        if (
            of_line is None
            or act is None
            or entry.negated
            or entry.future
            or act == MEETING
            and not _is_held(met, entry.status)
        ):
            untold += 1
            continue
        root = root_of_act(act)
        who = frozenset(cast.root.get(key, key) for key in (met.who if met is not None else of_line.actors))
        to = frozenset(cast.root.get(key, key) for key in of_line.addressees) - who
        earliest, latest = entry.time.earliest, entry.time.latest
        if met is not None and met.earliest is not None:
            earliest, latest = met.earliest, met.latest
        told = earliest is None and latest is None and not entry.historical
        if told:
            earliest = latest = line.told
        earliest, latest = earliest or latest, latest or earliest
        if earliest is None or latest is None or root is None:
            undated += 1
            continue
        key: tuple[object, ...] = (met.id,) if met is not None else (earliest, latest, act, who, to)
        place = (met.place if met is not None else None) or entry.place or ""
        groups[key].append(entry.id)
        if key not in made or not made[key].place:
            made[key] = Ours(
                "", earliest, latest, act, root, who, to, (), place, told, met.id if met is not None else None
            )
    found = []
    for told_of, one in made.items():
        lines = tuple(groups[told_of])
        found.append(
            Ours(
                one.meeting or lines[0], one.earliest, one.latest, one.act, one.root, one.who, one.to, lines, one.place,
                one.told, one.meeting,
            )
        )  # fmt: skip
    return {one.id: one for one in sorted(found, key=lambda one: (one.earliest, one.id))}, undated, untold


def _act(kind: Kind, act: str | None) -> str | None:
    if kind is Kind.MEETING:
        return MEETING
    if kind is Kind.PHASE:
        # "a ceasefire took hold"
        return "cease_fire" if act == "ceasefire" else None
    return act if kind in (Kind.STATEMENT, Kind.ACTION) else None


def _is_held(met: Meeting | None, status: Status | None) -> bool:
    return met is not None or status in (Status.ENDED, Status.UNDER_WAY)


def _number(day: str) -> int:
    return date.fromisoformat(day).toordinal()


def _moved(day: str, by: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=by)).isoformat()
