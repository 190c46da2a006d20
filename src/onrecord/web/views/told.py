"""What follows from the record as a page needs it: fetched when it is asked for, a process or a page of a list at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property

from onrecord.model.state import State
from onrecord.model.story import Line, Meeting, Party, Story, Thread
from onrecord.record.shelved import Kept
from onrecord.story import meetings_by, threads_by
from onrecord.web.shelf import Shelf
from onrecord.web.views.edition import Edition, Fetched, Followed

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
            self.edition.shown,
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
        day = self.edition.shelf("reports").last
        return date.fromordinal(day).isoformat() if day else None

    @cached_property
    def undated(self) -> int:
        """Reports without a date, which a view as of a day leaves out."""
        return self.record.count_reports_undated() if self.as_of is not None else 0

    def is_told(self, day: str | None) -> bool:
        """Whether what was told on a day was told by the day as of which is asked."""
        return self.as_of is None or day is not None and day <= self.as_of

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
        return self.edition.shelf(name) if self.as_of is None else self.edition.dated(name, self.as_of)

    def kept(self, shelf: Shelf, places: Sequence[int]) -> list[Kept]:
        """The rows that stand at these places of a list."""
        return self.record.shelved.rows([int(shelf.n[at]) for at in places])
