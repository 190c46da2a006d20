"""What follows from the record as a page needs it: fetched when it is asked for, a process or a page of a list at a time."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

from onrecord.export.told import AUTHOR
from onrecord.model.state import Position, Stand, State
from onrecord.model.story import Gathering, Line, Mark, Meeting, Party, Process, Story, Strand, Thread
from onrecord.record import Record
from onrecord.record.shelved import Kept, Row, number
from onrecord.shelving import (
    DEMAND,
    disagreement_row,
    event_row,
    meeting_row,
    position_row,
    thread_row,
    unanswered_row,
)
from onrecord.state.disagreements import disagreements
from onrecord.state.meetings import meeting_of
from onrecord.state.status import state_of
from onrecord.state.threads import thread_of
from onrecord.story import marks_by, meetings_by, threads_by
from onrecord.web.shelf import Shelf

T = TypeVar("T")
# so many lines may stand behind the processes that stay in memory, so many rows behind the lists as of other days
MOST_LINES, MOST_ROWS = 40_000, 250_000
MOST_ACTORS = 10_000
WOVEN = ("commitment", "demand", "warning")


class Fetched(dict[str, T]):
    """A dict that fetches what it does not have; what is nowhere is not in it."""

    def __init__(self, fetch: Callable[[Sequence[str]], dict[str, T]], most: int | None = None) -> None:
        super().__init__()
        self._fetch, self._most = fetch, most
        self._nowhere: set[str] = set()

    def ask(self, keys: Iterable[str]) -> None:
        """Fetch these at once."""
        known = super().__contains__
        left = [key for key in dict.fromkeys(keys) if not known(key) and key not in self._nowhere]
        if left:
            if self._most is not None and len(self) > self._most:
                self.clear()
            found = self._fetch(left)
            self.update(found)
            self._nowhere.update(key for key in left if key not in found)

    def get_known(self, key: str) -> T | None:
        """What was fetched before under a key."""
        return super().get(key)

    def __contains__(self, key: object) -> bool:
        self.ask([key] if isinstance(key, str) else [])
        return super().__contains__(key)

    def __getitem__(self, key: str) -> T:
        self.ask([key])
        found = super().get(key)
        # another page may have made room meanwhile
        return found if found is not None else self._fetch([key])[key]

    def get(self, key: str, otherwise: Any = None) -> Any:
        """What there is under a key, or something else."""
        self.ask([key])
        return super().get(key, otherwise)


@dataclass(frozen=True)
class Followed:
    """What follows from the lines of one process."""

    threads: dict[str, Thread]
    meetings: dict[str, Meeting]
    marks: tuple[Mark, ...]
    state: State | None
    day: str | None

    @cached_property
    def entries(self) -> frozenset[str]:
        """The lines."""
        return frozenset(mark.entry for mark in self.marks)

    @cached_property
    def overdue(self) -> tuple[Thread, ...]:
        """Undertakings and demands whose deadline is past, and of which nobody says that they were met or given up."""
        assert self.state is not None
        day = self.day or self.state.last
        late = [t for t in self.state.threads if t.kind != "warning" and t.overdue(day)]
        return tuple(sorted(late, key=lambda t: (t.due or "", t.id)))

    @cached_property
    def undated(self) -> int:
        """How many lines have no date of their own, and tell of no meeting that has one."""
        assert self.state is not None
        dated = {entry: met.earliest is not None for met in self.state.meetings for entry in met.entries}
        return sum(not dated.get(mark.entry, mark.when is not None) for mark in self.marks)


class Edition:
    """What follows from a record as of one resolving, shared by all pages. `marker`: which resolving."""

    def __init__(self, record: Record, marker: str) -> None:
        self.record = record
        self.marker = marker
        self.actors: Fetched[Party] = Fetched(record.derived.actors, MOST_ACTORS)
        self._lock = threading.RLock()
        self._shelves: dict[str, Shelf] = {}
        self._numbers: dict[str, int] = {}
        self._dated: OrderedDict[tuple[str, str], Shelf] = OrderedDict()
        self._making: dict[tuple[str, str], threading.Lock] = {}
        self._followed: OrderedDict[tuple[str, str | None], Followed] = OrderedDict()

    @cached_property
    def processes(self) -> dict[str, Process]:
        """All processes by id."""
        return self.record.derived.processes()

    @cached_property
    def chief(self) -> list[Process]:
        """The processes, the one with most reports first."""
        return sorted(self.processes.values(), key=lambda p: (-len(p.reports), p.name))

    @cached_property
    def names(self) -> dict[str, str]:
        """How each actor is called."""
        return self.record.derived.names_of_actors()

    @cached_property
    def rest(self) -> dict[str, Any]:
        """Earlier ids, keys of names, pairs of actors worth a look."""
        found = self.record.derived.rest("rest") or {}
        return {
            "merged": found.get("merged", {}),
            "keys": {name: tuple(keys) for name, keys in found.get("keys", {}).items()},
            "pairs": tuple((one, other, why) for one, other, why in found.get("pairs", ())),
        }

    def remembered(self, name: str, make: Callable[[], int]) -> int:
        """A number that takes long to count."""
        if name not in self._numbers:
            self._numbers[name] = make()
        return self._numbers[name]

    def shelf(self, name: str) -> Shelf:
        """A list."""
        with self._lock:
            if name not in self._shelves:
                self._shelves[name] = Shelf(
                    *self.record.shelved.numbers(name),
                    lambda key: self.names.get(key, AUTHOR if key == "author" else key),
                )
            return self._shelves[name]

    def now(self, name: str) -> Shelf:
        """A list as it stands by all that is told."""
        shelf = self.shelf(name)
        if name != "silence":
            return shelf

        def silent(shelf: Shelf) -> Shelf:
            mask = shelf.chosen({"now": ["yes"]})
            assert mask is not None
            return shelf.only(mask)

        return self.dated(name, "", silent)

    def dated(self, name: str, day: str, make: Callable[[Shelf], Shelf]) -> Shelf:
        """A list as of a day, the latest asked for kept."""
        with self._lock:
            known = self._dated.get((name, day))
            one = self._making.setdefault((name, day), threading.Lock())
        if known is None:
            # two who ask at once wait for one
            with one:
                known = self._dated.get((name, day))
                if known is None:
                    known = make(self.shelf(name))
        with self._lock:
            self._making.pop((name, day), None)
            self._dated[name, day] = known
            self._dated.move_to_end((name, day))
            while len(self._dated) > 1 and sum(map(len, self._dated.values())) > MOST_ROWS:
                self._dated.popitem(last=False)
        return known

    def followed(self, process: str, day: str | None) -> Followed:
        """What follows from the lines of a process, as of a day where one is given; the latest asked for are kept."""
        with self._lock:
            known = self._followed.get((process, day))
        if known is None:
            derived = self.record.derived
            threads = threads_by(derived.strands(process=process), day)
            meetings = meetings_by(derived.gatherings(process=process), day)
            marks = marks_by(derived.marks(process), process, day)
            found = self.processes.get(process)
            if found is not None:
                self.actors.ask(who for m in marks for who in (*m.actors, *m.addressees, *m.speakers))
                self.actors.ask(who for t in threads.values() for who in (t.maker, *t.to, *(by for by, _ in t.status)))
                self.actors.ask(who for m in meetings.values() for who in m.who)
            state = (
                state_of(found, marks, threads.values(), meetings.values(), self.actors) if found is not None else None
            )
            known = Followed(threads, meetings, marks, state, day)
        with self._lock:
            self._followed[process, day] = known
            self._followed.move_to_end((process, day))
            while len(self._followed) > 1 and sum(len(f.marks) for f in self._followed.values()) > MOST_LINES:
                self._followed.popitem(last=False)
        return known


class Told:
    """What follows from the record as of a day, for one page. `reviewed`: the lines that a person stands behind."""

    def __init__(self, edition: Edition, as_of: str | None, reviewed: frozenset[str], *, behind: bool = False) -> None:
        self.edition = edition
        self.as_of = as_of
        self.reviewed = reviewed
        # whether something was read or decided that does not show in it yet
        self.behind = behind
        self.record = edition.record
        self.lines: Fetched[Line] = Fetched(self._lines)
        self.process_of: dict[str, str | None] = {}
        self._threads: Fetched[Thread] = Fetched(self._some_threads)
        self._meetings: Fetched[Meeting] = Fetched(self._some_meetings)

    @cached_property
    def story(self) -> Story:
        """Actors, processes, threads and meetings; those of a process are there as a whole, others one by one."""
        rest = self.edition.rest
        return Story(
            self.edition.actors,
            self.edition.processes,
            threads=lambda p: self._threads if p is None else self.edition.followed(p, self.as_of).threads,
            meetings=lambda p: self._meetings if p is None else self.edition.followed(p, self.as_of).meetings,
            marks=lambda p: () if p is None else self.edition.followed(p, self.as_of).marks,
            named=self.record.derived.names,
            merged=rest["merged"],
            keys=rest["keys"],
            pairs=rest["pairs"],
        )

    @cached_property
    def last(self) -> str | None:
        """The day of the last report."""
        shelf = self.edition.shelf("reports")
        day = int(shelf.first.max(initial=0))
        return date.fromordinal(day).isoformat() if day else None

    @cached_property
    def undated(self) -> int:
        """Reports without a date, which a view as of a day leaves out."""
        return self.record.count_reports_undated() if self.as_of is not None else 0

    def followed(self, process: str) -> Followed:
        """What follows from the lines of a process, as of the day."""
        return self.edition.followed(process, self.as_of)

    def state(self, process: str) -> State:
        """Where a process stands."""
        found = self.followed(process).state
        assert found is not None
        return found

    # -- lines ----------------------------------------------------------------------------------------------------------

    def _lines(self, entries: Sequence[str]) -> dict[str, Line]:
        found = {line.entry.id: line for line in self.record.lines(entries=entries, until=self.as_of)}
        said = self.record.shelved.said(found)
        self.process_of |= {entry: said[entry][0] or None if entry in said else None for entry in found}
        return found

    def fetch(self, entries: Iterable[str]) -> list[Line]:
        """Lines in this order; those that do not count are left out."""
        own = list(entries)
        self.lines.ask(own)
        return [line for entry in own if (line := self.lines.get_known(entry)) is not None]

    def lines_of(self, process: str) -> list[Line]:
        """The lines of a process."""
        return self.fetch(self.record.shelved.entries_in(process))

    def lines_in(self, report: str) -> list[Line]:
        """The lines of a report, in the order of its text."""
        found = self.record.lines(reports=[report], until=self.as_of)
        self.lines.update({line.entry.id: line for line in found})
        self.process_of |= self.record.shelved.processes_in(report)
        return found

    def is_reviewed(self, entries: Iterable[str]) -> bool:
        """Whether a person stands behind every line that something rests on."""
        own = list(entries)
        return bool(own) and all(entry in self.reviewed for entry in own)

    # -- threads and meetings ---------------------------------------------------------------------------------------------

    def _some_threads(self, ids: Sequence[str]) -> dict[str, Thread]:
        own = [key for key in ids if key.startswith("t-")]
        return threads_by(self.record.derived.woven(own)[0], self.as_of) if own else {}

    def _some_meetings(self, ids: Sequence[str]) -> dict[str, Meeting]:
        own = [key for key in ids if key.startswith("m-")]
        return meetings_by(self.record.derived.woven(own)[1], self.as_of) if own else {}

    def threads(self, ids: Iterable[str]) -> list[Thread]:
        """Threads in this order."""
        own = list(ids)
        self._threads.ask(own)
        found = [thread for key in own if (thread := self._threads.get_known(key)) is not None]
        self.edition.actors.ask(a for t in found for a in (t.maker, *t.to, *(by for by, _ in t.status)))
        return found

    def meetings(self, ids: Iterable[str]) -> list[Meeting]:
        """Meetings in this order."""
        own = list(ids)
        self._meetings.ask(own)
        found = [meeting for key in own if (meeting := self._meetings.get_known(key)) is not None]
        self.edition.actors.ask(
            a for m in found for a in (*m.who, *(by for by, _ in m.outcome), *(s.actor for s in m.seats))
        )
        return found

    def actors(self, ids: Iterable[str]) -> list[Party]:
        """Actors in this order."""
        own = list(ids)
        self.edition.actors.ask(own)
        found = [party for key in own if (party := self.edition.actors.get_known(key)) is not None]
        self.edition.actors.ask(party.part_of for party in found if party.part_of)
        return found

    def woven(self, entry: str) -> tuple[list[Thread], Meeting | None]:
        """The threads that a line tells of, and the meeting."""
        own = self.record.shelved.woven(entry)
        return self.threads(own), next(iter(self.meetings(own)), None)

    # -- lists ------------------------------------------------------------------------------------------------------------

    def shelf(self, name: str) -> Shelf:
        """A list as of the day."""
        if self.as_of is None:
            return self.edition.now(name)
        day = number(self.as_of)
        anew = {"disagreements": self._disagreements, "silence": self._silence}.get(name)
        if anew is not None:
            return self.edition.dated(name, self.as_of, anew)
        return self.edition.dated(name, self.as_of, lambda shelf: shelf.until(day, lambda ns: self._anew(name, ns)))

    def kept(self, shelf: Shelf, places: Sequence[int]) -> list[Kept]:
        """The rows that stand at these places of a list."""
        numbers = [int(shelf.n[at]) for at in places]
        kept = {row.n: row for row in self.record.shelved.rows([n for n in numbers if n >= 0])} | shelf.made
        return [kept[n] for n in numbers if n in kept]

    def _anew(self, name: str, numbers: list[int]) -> Iterable[Row]:
        """The rows that stood otherwise on the day."""
        kept = self.record.shelved.rows(numbers)
        if name in WOVEN or name in ("meetings", "timeline"):
            strands, gatherings = self.record.derived.woven(row.id for row in kept)
            yield from self._threads_anew(strands)
            yield from self._meetings_anew(gatherings, name)
        elif name == "positions":
            yield from (made for one in kept if (made := self._position_anew(one)) is not None)
        elif name == "processes":
            keys = dict(zip(self.edition.shelf(name).n.tolist(), self.edition.shelf(name).key.tolist(), strict=True))
            for row in kept:
                facets = tuple(("party", actor) for actor in self.edition.processes[row.id].parties)
                yield Row(row.id, keys[row.n], 1, 1, row.words, facets, row.body, row.process)

    def _threads_anew(self, strands: Iterable[Strand]) -> Iterable[Row]:
        found = [thread for strand in strands if (thread := thread_of(strand, until=self.as_of)) is not None]
        self.edition.actors.ask(actor for thread in found for actor in (thread.maker, *thread.to))
        for thread in found:
            yield thread_row(self.story, thread, self.reviewed)

    def _meetings_anew(self, gatherings: Iterable[Gathering], name: str) -> Iterable[Row]:
        found = [met for one in gatherings if (met := meeting_of(one, until=self.as_of)) is not None]
        self.edition.actors.ask(actor for met in found for actor in met.who)
        for met in found:
            row = event_row(self.story, met) if name == "timeline" else meeting_row(self.story, met, self.reviewed)
            if row is not None:
                yield row

    def _position_anew(self, kept: Kept) -> Row | None:
        own = [
            Stand(*stand) for stand in kept.body["stands"] if stand[0] is not None and stand[0] <= (self.as_of or "")
        ]
        if not own:
            return None
        return position_row(self.story, kept.process, Position(kept.body["issue"], kept.body["party"], tuple(own)))

    def _disagreements(self, shelf: Shelf) -> Shelf:
        """Disagreements as of the day: those of threads and meetings that stood otherwise are made anew."""
        day = number(self.as_of)
        strands: list[Strand] = []
        gatherings: list[Gathering] = []
        for name in ("commitment", "meetings"):
            other = self.edition.shelf(name)
            across = other.n[(other.first <= day) & (other.last > day)].tolist()
            found = self.record.derived.woven(row.id for row in self.record.shelved.rows(across))
            strands, gatherings = [*strands, *found[0]], [*gatherings, *found[1]]
        threads, meetings = threads_by(strands, self.as_of), meetings_by(gatherings, self.as_of)
        self._threads.update(threads)
        self._meetings.update(meetings)
        process = {t.id: t.process or "" for t in threads.values()} | {m.id: m.process or "" for m in meetings.values()}
        rows = (
            disagreement_row(self.story, process[one.about], one)
            for one in disagreements(threads.values(), meetings.values())
            if process[one.about] in self.edition.processes
        )
        return shelf.only(shelf.last <= day, [row for row in rows if row is not None])

    def _silence(self, shelf: Shelf) -> Shelf:
        """Who was not heard by the day, and which demands had no answer then."""
        day = number(self.as_of)
        demands = shelf.key == DEMAND
        unheard = ~demands & (shelf.first <= day) & (shelf.key > day)
        now = shelf.chosen({"now": ["yes"]})
        assert now is not None
        across = shelf.n[demands & (shelf.first <= day) & (shelf.last > day)].tolist()
        strands, _ = self.record.derived.woven(row.id for row in self.record.shelved.rows(across))
        threads = threads_by(strands, self.as_of)
        rows = (unanswered_row(self.story, thread) for thread in threads.values() if thread.answer == "ignored")
        return shelf.only(unheard | demands & now & (shelf.last <= day), rows)
