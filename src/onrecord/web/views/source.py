"""The record behind the pages: asked by many threads at once, written by forms, followed beside them."""

from __future__ import annotations

import contextlib
import threading
import time
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

from starlette.exceptions import HTTPException

from onrecord.errors import OnrecordError, RecordError
from onrecord.model.decision import Decision, Note, Verdict
from onrecord.model.location import Location
from onrecord.model.reading import Failure, Reading
from onrecord.model.state import Change
from onrecord.record import Record, StoredReport, is_there, open_record
from onrecord.resolving import RESOLVER
from onrecord.shelving import SHELVER
from onrecord.state.changes import changes
from onrecord.web.agreement import Reviewers
from onrecord.web.following import LARGE, Follower
from onrecord.web.views.edition import Edition
from onrecord.web.views.told import Told

# lists and processes that are made ready before anybody asks
READY = (
    "processes", "entries", "commitment", "demand", "warning", "meetings", "timeline", "reports", "actors", "silence",
    "disagreements", "positions",
)  # fmt: skip
CHIEF = 20
# seconds for which what was asked for one page is known for its navigation
JUST_NOW = 0.5


class Source:
    """A record. `read_only`: nothing may be decided or added; `who`: whose decisions they are, where a form does not say."""

    def __init__(self, location: Location, *, read_only: bool = False, who: str = "") -> None:
        self.location = location
        self.who = who
        self.read_only = read_only
        self._lock = threading.Lock()
        self._inode = 0
        self._reader: Record | None = None
        self._writer: Record | None = None
        self._edition: Edition | None = None
        self._reviewed: tuple[str, frozenset[str]] | None = None
        # how many lines are open, and as of which writing
        self._open: tuple[str, int] | None = None
        # when it was last asked whether there is event data of others, and whether there is
        self._foreign = (-JUST_NOW, False)
        self._judging = threading.Lock()
        self.reviewers = Reviewers()
        self._follower = Follower(location, self._renew)
        # verdicts since the start, by what they say
        self.given: Counter[str] = Counter()
        # whether the last page asked for showed less than the record holds
        self.is_behind = False
        if not read_only:
            open_record(location).close()
        elif not is_there(location):
            raise RecordError(f"No record at {location}", hint="Serve it without --read-only once, to make one.")

    # -- the file -------------------------------------------------------------------------------------------------------

    @property
    def reader(self) -> Record:
        """The record, to ask."""
        with self._lock:
            # another file may have taken its place
            inode = self.location.stat().st_ino if isinstance(self.location, Path) else 0
            if self._reader is None or inode != self._inode:
                self._let_go()
                self._reader, self._inode = open_record(self.location, create=False, read_only=True), inode
            return self._reader

    @property
    def writer(self) -> Record:
        """The record, to write to."""
        if self.read_only:
            raise RecordError("This record is served to be read only", hint="Start the server without --read-only.")
        reader = self.reader
        with self._lock:
            if self._writer is None or self._writer.location != reader.location:
                self._writer = open_record(self.location, create=False)
            return self._writer

    @property
    def has_foreign(self) -> bool:
        """Whether event data of others stands beside the record; False where the record cannot be asked."""
        at, found = self._foreign
        # a page has asked just now, with what else it asked
        if time.monotonic() - at < JUST_NOW:
            return found
        with contextlib.suppress(OnrecordError, OSError):
            return self.reader.foreign.are_there
        return False

    def _let_go(self) -> None:
        for record in (self._reader, self._writer):
            if record is not None:
                record.close()
        self._reader = self._writer = self._edition = self._reviewed = self._open = None
        self.reviewers = Reviewers()

    def kill(self) -> None:
        """End what goes on in a process of its own, whatever it is at."""
        self._follower.kill()

    def close(self) -> None:
        """Let go of the file."""
        self._follower.close()
        with self._lock:
            self._let_go()

    # -- what follows ---------------------------------------------------------------------------------------------------

    def told(self, as_of: str | None = None, *, wait: bool = True) -> Told:
        """What follows from the record, by the reports published up to a day where one is given.

        A small record is brought up to date first, unless `wait` is False; of a large one it is what was last made, while
        the rest is being made.
        """
        reader = self.reader
        (version, resolved, shelved), foreign = reader.shelved.versions_and_foreign()
        self._foreign = time.monotonic(), foreign
        behind = resolved != f"{version} {RESOLVER}" or shelved != f"{resolved} {SHELVER}"
        if behind:
            self._follower.nudge()
            if wait and reader.count_reports() <= LARGE:
                self._follower.wait()
                version, resolved, shelved = reader.shelved.versions()
                behind = resolved != f"{version} {RESOLVER}" or shelved != f"{resolved} {SHELVER}"
        self.is_behind = behind
        return Told(self._now(reader, shelved, behind), as_of, self._seen(reader, version), behind=behind)

    def _now(self, reader: Record, shelved: str, behind: bool) -> Edition:
        with self._lock:
            known = self._edition
        if known is not None and known.record is reader and (known.marker == shelved or behind and known.marker):
            return known
        made = Edition(reader, shelved)
        with self._lock:
            if self._edition is None or self._edition.marker != shelved:
                self._edition = made
            return self._edition

    def _renew(self) -> None:
        """Make the new edition ready, then show it."""
        reader = self.reader
        _, _, shelved = reader.shelved.versions()
        made = Edition(reader, shelved)
        with self._lock:
            known = self._edition
        if known is not None and known.marker == shelved:
            return
        if reader.count_reports() > LARGE:
            if known is not None:
                known.let_go()
            make_ready(made)
        with self._lock:
            self._edition = made

    def open(self) -> None:
        """Make ready what the first pages of a large record need, before somebody asks."""

        def ready() -> None:
            # whatever is wrong, the first page says it
            with contextlib.suppress(OnrecordError, OSError):
                if self.reader.count_reports() > LARGE:
                    make_ready(self.told(wait=False).edition)

        threading.Thread(target=ready, name="onrecord-opening", daemon=True).start()

    def _seen(self, reader: Record, version: str) -> frozenset[str]:
        """The lines that a person stands behind, as of this moment."""
        with self._lock:
            known = self._reviewed
        if known is None or known[0] != version:
            known = version, reader.shelved.reviewed()
            with self._lock:
                self._reviewed = known
        return known[1]

    def count_waiting(self, who: str, process: str | None) -> int:
        """How many lines wait for somebody; of a large record they are counted once, then told by what is decided."""
        shelved = self.reader.shelved
        if process is not None:
            return shelved.count_waiting(who, process)
        version, _, _ = shelved.versions()
        known = self._open
        if known is None or known[0] != version:
            known = self._open = version, shelved.count_open()
        return known[1] - shelved.count_own(who)

    def writings_behind(self) -> int:
        """How many writings to the record there were since what follows from it was last made."""
        version, resolved, _ = self.reader.shelved.versions()
        made_of = resolved.partition(" ")[0]
        return int(version) - int(made_of) if made_of.isdigit() else int(version)

    def changes(self, told: Told, since: str, process: str) -> tuple[Change, ...]:
        """What the reports from a day on made new or changed of a process."""
        derived = told.record.derived
        state = told.state(process)
        return changes(
            derived.strands(process=process, since=since),
            derived.gatherings(process=process, since=since),
            [(state.process, state.first)],
            before=(date.fromisoformat(since) - timedelta(days=1)).isoformat(),
            until=told.as_of,
        )

    # -- in -------------------------------------------------------------------------------------------------------------

    def judge(self, verdict: Verdict, seen: int | None) -> Verdict:
        """Keep a verdict on a line; RecordError where another was given since the one numbered `seen`."""
        shelved, report, writer = self.reader.shelved, verdict.line.report, self.writer
        with self._judging:
            known = self._open
            before = shelved.count_open(report=report)
            kept = writer.judge(verdict, seen=seen)
            version, _, _ = shelved.versions()
            # where somebody else wrote meanwhile they are counted anew
            if known is not None and known is self._open and int(version) == int(known[0]) + 1:
                self._open = version, known[1] + shelved.count_open(report=report) - before
            self.given[verdict.action.value] += 1
        self._follower.nudge()
        return kept

    def decide(self, *decisions: Decision) -> None:
        """Keep what a person decided."""
        for decision in decisions:
            self.writer.decide(decision)
        self._follower.nudge()

    def note(self, note: Note) -> None:
        """Keep what a person wrote on a line."""
        self.writer.note(note)

    def withdraw_note(self, number: int) -> None:
        """Take a note back."""
        self.writer.withdraw_note(number)

    def quarantine(self, failure: Failure) -> None:
        """Leave a file alone from now on that killed what opened or decoded it."""
        self.writer.arrived.quarantine(failure)

    def keep(self, reading: Reading) -> str:
        """Keep a reading; what became of it ("new", "unchanged", …)."""
        return self.writer.put(reading).value


def make_ready(edition: Edition) -> None:
    """Fetch the lists, and what follows of the processes with most reports."""
    for name in READY:
        edition.shelf(name)
    for process in edition.chief[:CHIEF]:
        edition.followed(process.id, None)


def stored_report(source: Source, key: str) -> StoredReport:
    """The report of an id as it is on record; 404 where there is none. Ids only: a name of a file finds nothing."""
    found = source.reader.reports([key])
    if not found:
        raise HTTPException(404, "No such report on record.")
    return found[0]
