"""The record behind the pages, and what follows from it, kept in memory until the record changes."""

from __future__ import annotations

import sqlite3
import threading
from collections import OrderedDict, defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from onrecord.errors import RecordError
from onrecord.model.decision import Decision
from onrecord.model.reading import Reading
from onrecord.model.state import State
from onrecord.model.story import Line, Meeting, Origin, Story, Thread
from onrecord.record import Record, open_record
from onrecord.state.status import state_of
from onrecord.story import told_by

# how many stories, each as of another day, stay in memory
KEPT = 6


@dataclass(frozen=True)
class Told:
    """What follows from the record as of a day, and what of it is asked for again and again.

    `undated`: reports without a date, which a view as of a day leaves out.
    """

    story: Story
    as_of: str | None = None
    undated: int = 0
    _states: dict[str, State] = field(default_factory=dict, repr=False)

    @cached_property
    def lines(self) -> dict[str, Line]:
        """Every line by the id of its entry."""
        return {line.entry.id: line for line in self.story.lines}

    @cached_property
    def meeting_of(self) -> dict[str, Meeting]:
        """The meeting of an entry."""
        return {entry: meeting for meeting in self.story.meetings.values() for entry in meeting.entries}

    @cached_property
    def threads_of(self) -> dict[str, list[Thread]]:
        """The threads that an entry is a telling of."""
        found: dict[str, list[Thread]] = defaultdict(list)
        for thread in self.story.threads.values():
            for step in thread.steps:
                found[step.entry].append(thread)
        return found

    @cached_property
    def by_report(self) -> dict[str, list[Line]]:
        """The lines of each report, in the order of its text."""
        found: dict[str, list[Line]] = defaultdict(list)
        for line in sorted(self.story.lines, key=lambda at: (at.entry.evidence[0].start, at.entry.evidence[0].end)):
            found[line.entry.report].append(line)
        return found

    @cached_property
    def origins(self) -> dict[str, Origin]:
        """What is known of each report that has lines."""
        return {line.origin.report: line.origin for line in self.story.lines}

    def state(self, process: str) -> State:
        """Where a process stands."""
        if process not in self._states:
            self._states[process] = state_of(self.story, process)
        return self._states[process]


class Source:
    """A record in a file. `read_only`: nothing may be decided or added; `reader`: what reads uploads."""

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self.path = path
        self.read_only = read_only
        self._lock = threading.Lock()
        self._kept: OrderedDict[str | None, tuple[object, Told]] = OrderedDict()
        self._watch: sqlite3.Connection | None = None
        self._inode = 0
        if not read_only:
            open_record(path).close()
        elif not path.exists():
            raise RecordError(f"No record at {path}", hint="Serve it without --read-only once, to make one.")

    def open(self, *, write: bool = False) -> Record:
        """The record, to be closed by whoever opens it."""
        if write and self.read_only:
            raise RecordError("This record is served to be read only", hint="Start the server without --read-only.")
        return open_record(self.path, create=False, read_only=not write)

    def told(self, as_of: str | None = None) -> Told:
        """What follows from the record as it is now, by the reports published up to a day where one is given."""
        with self._lock:
            stamp = self._stamp()
            known = self._kept.get(as_of)
            if known is not None and known[0] == stamp:
                self._kept.move_to_end(as_of)
                return known[1]
            with self.open() as record:
                undated = record.count_reports_undated() if as_of is not None else 0
                told = Told(told_by(record, until=as_of), as_of, undated)
            self._kept[as_of] = (stamp, told)
            self._kept.move_to_end(as_of)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
            return told

    def decide(self, *decisions: Decision) -> None:
        """Keep what a person decided."""
        with self.open(write=True) as record:
            for decision in decisions:
                record.decide(decision)

    def keep(self, reading: Reading) -> str:
        """Keep a reading; what became of it ("new", "unchanged", …)."""
        with self.open(write=True) as record:
            return record.put(reading).value

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            if self._watch is not None:
                self._watch.close()
                self._watch = None

    def _stamp(self) -> object:
        """What changes with the record. One connection stays open: `data_version` tells what others have written."""
        inode = self.path.stat().st_ino
        if self._watch is None or inode != self._inode:
            target = f"file:{self.path.absolute().as_posix().replace('?', '%3f').replace('#', '%23')}?mode=ro"
            self._watch = sqlite3.connect(target, uri=True, check_same_thread=False)
            self._inode = inode
        return inode, self._watch.execute("PRAGMA data_version").fetchone()[0]
