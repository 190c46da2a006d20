"""The record behind the pages, and what follows from it, kept in memory until the record changes."""

from __future__ import annotations

import sqlite3
import threading
from collections import OrderedDict, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from starlette.exceptions import HTTPException

from onrecord.errors import RecordError
from onrecord.model.decision import Decision, Verdict
from onrecord.model.reading import Reading
from onrecord.model.state import Change, State
from onrecord.model.story import Line, Meeting, Origin, Story, Thread
from onrecord.record import Record, StoredReport, open_record
from onrecord.resolving import bring_up_to_date, changes_since, is_up_to_date, told_by
from onrecord.story import state_in

# how many stories, each as of another day, stay in memory
KEPT = 6


@dataclass(frozen=True)
class Told:
    """What follows from the record as of a day, and what of it is asked for again and again.

    `every`: the lines that count; `undated`: reports without a date, which a view as of a day leaves out.
    """

    story: Story
    every: tuple[Line, ...]
    as_of: str | None = None
    undated: int = 0
    # what happened when, by process, as the timeline has it
    events: dict[str | None, tuple[list[dict[str, Any]], int]] = field(default_factory=dict, repr=False)
    _states: dict[str, State] = field(default_factory=dict, repr=False)

    @cached_property
    def lines(self) -> dict[str, Line]:
        """Every line by the id of its entry."""
        return {line.entry.id: line for line in self.every}

    @cached_property
    def process_of(self) -> dict[str, str | None]:
        """The process of each entry."""
        return {mark.entry: mark.process for mark in self.story.marks}

    @cached_property
    def by_process(self) -> dict[str | None, list[Line]]:
        """The lines of each process, and those of none."""
        found: dict[str | None, list[Line]] = defaultdict(list)
        for line in self.every:
            found[self.process_of.get(line.entry.id)].append(line)
        return found

    def lines_of(self, process: str | None) -> Sequence[Line]:
        """The lines of a process; all where none is named."""
        return self.every if process is None else self.by_process.get(process, [])

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
        for line in sorted(self.every, key=lambda at: (at.entry.evidence[0].start, at.entry.evidence[0].end)):
            found[line.entry.report].append(line)
        return found

    @cached_property
    def origins(self) -> dict[str, Origin]:
        """What is known of each report that has lines."""
        return {line.origin.report: line.origin for line in self.every}

    def state(self, process: str) -> State:
        """Where a process stands."""
        if process not in self._states:
            self._states[process] = state_in(self.story, self.story.processes[process])
        return self._states[process]


class Source:
    """A record in a file. `read_only`: nothing may be decided or added; `who`: whose decisions they are, where a form does not say."""

    def __init__(self, path: Path, *, read_only: bool = False, who: str = "") -> None:
        self.path = path
        self.who = who
        self.read_only = read_only
        self._lock = threading.Lock()
        self._kept: OrderedDict[str | None, tuple[object, Told]] = OrderedDict()
        self._reports: tuple[object, tuple[StoredReport, ...]] | None = None
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
            known = self._kept.get(as_of)
            if known is not None and known[0] == self._stamp():
                self._kept.move_to_end(as_of)
                return known[1]
            self._bring_up_to_date()
            stamp = self._stamp()
            with self.open() as record:
                told = _told(record, as_of)
            self._kept[as_of] = (stamp, told)
            self._kept.move_to_end(as_of)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
            return told

    def _bring_up_to_date(self) -> None:
        """What follows is kept in the record beside what was read; it is renewed even where nobody may decide anything."""
        with self.open() as record:
            if is_up_to_date(record):
                return
        with open_record(self.path, create=False) as record:
            bring_up_to_date(record)

    def reports(self) -> tuple[StoredReport, ...]:
        """All reports, the earliest published first."""
        with self._lock:
            stamp = self._stamp()
            if self._reports is None or self._reports[0] != stamp:
                with self.open() as record:
                    found = record.reports()
                found.sort(key=lambda s: (s.report.published.value if s.report.published else "", s.report.id))
                self._reports = stamp, tuple(found)
            return self._reports[1]

    def changes(self, told: Told, since: str, process: str) -> tuple[Change, ...]:
        """What the reports from a day on made new or changed of a process."""
        with self.open() as record:
            return changes_since(record, told.story, since, until=told.as_of, process=process)

    def judge(self, verdict: Verdict, seen: int | None) -> Verdict:
        """Keep a verdict on a line; RecordError where another was given since the one numbered `seen`."""
        with self.open(write=True) as record:
            return record.judge(verdict, seen=seen)

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


def _told(record: Record, as_of: str | None) -> Told:
    """All of it in memory: afterwards no page waits for the file, and no two threads share a connection."""
    story = told_by(record, until=as_of)
    family = record.derived.families()
    every = tuple(
        replace(line, origin=replace(line.origin, family=family.get(line.origin.report, "")))
        for line in record.lines(until=as_of)
    )
    for process in (None, *story.processes):
        story.threads_in(process), story.meetings_in(process), story.marks_in(process)
    for report in {line.origin.report for line in every}:
        story.actor_of(report, "")
    return Told(story, every, as_of, record.count_reports_undated() if as_of is not None else 0)


def stored_report(source: Source, key: str) -> StoredReport:
    """The report of an id as it is on record; 404 where there is none. Ids only: a name of a file finds nothing."""
    try:
        with source.open() as record:
            found = record.report(key)
    except RecordError:
        raise HTTPException(404, "No such report on record.") from None
    if found.report.id != key:
        raise HTTPException(404, "No such report on record.")
    return found
