"""What follows from the record as a page needs it: fetched when it is asked for, a process or a page of a list at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property

from onrecord.model.state import Position, Stand, State
from onrecord.model.story import Gathering, Line, Meeting, Party, Story, Strand, Thread
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
from onrecord.state.threads import thread_of
from onrecord.story import meetings_by, threads_by
from onrecord.web.shelf import Shelf
from onrecord.web.views.edition import ALIKE, Edition, Fetched, Followed

WOVEN = ("commitment", "demand", "warning")


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
        if name in ALIKE:
            return self.edition.dated(name, self.as_of, lambda shelf: shelf.told_by(day))
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
