"""Reports that came by a form, read one after the other beside the pages; what failed is named with the reason.

What is no plain text is opened and decoded by processes of its own, as in a run: a file that kills one is named, and the
pages stay.
"""

from __future__ import annotations

import hashlib
import queue
import re
import secrets
import threading
from collections import Counter, OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from typing import TYPE_CHECKING

from onrecord.errors import OnrecordError
from onrecord.export.words import one_line
from onrecord.model import Failure, Fetched, Reading
from onrecord.web.logs import log
from onrecord.web.views.listing import View
from onrecord.web.views.source import Source

if TYPE_CHECKING:
    from onrecord.run import Desk, Outcome

# jobs whose outcome can still be looked at
KEPT = 50
# reports that may wait at once
MOST_WAITING = 2_000
# seconds after which the processes that decode are ended, until something comes again
IDLE = 120.0
# seconds that closing waits for what is being read
CLOSING = 60.0
# of the reports in one file so many are named
MOST_NAMED = 300


@dataclass(frozen=True, slots=True)
class Sent:
    """A report as it was sent: under which name, its bytes, and what the sender knows of it."""

    name: str
    data: bytes
    published: str | None = None
    outlet: str | None = None
    title: str | None = None


@dataclass(slots=True)
class Item:
    """What has become of one report, or of a file with several: waiting, reading, done, already on record, left out, failed.

    `inside`: of a file with several reports, what has become of each of the first.
    """

    sent: Sent | None
    name: str
    state: str = "waiting"
    why: str = ""
    hint: str = ""
    report: str | None = None
    entries: int = 0
    inside: list[Item] = field(default_factory=list)


@dataclass(slots=True)
class Job:
    """What was sent at once."""

    id: str
    items: list[Item] = field(default_factory=list)

    @property
    def is_done(self) -> bool:
        """Whether nothing waits any more."""
        return all(item.state not in ("waiting", "reading") for item in self.items)


class Uploads:
    """Reads what is sent, in a thread of its own, in the order in which it came."""

    def __init__(self, source: Source, reader: str, *, seconds: float = 120.0) -> None:
        self._source = source
        self._reader = reader
        self._seconds = seconds
        self._desk: Desk | None = None
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._waiting: queue.Queue[Item | None] = queue.Queue()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._closed = threading.Event()

    def send(self, reports: Sequence[Sent]) -> str:
        """Put reports in line; the id under which one asks what has become of them."""
        job = Job(secrets.token_urlsafe(9), [Item(sent, one_line(base_name(sent.name))) for sent in reports])
        with self._lock:
            full = self._waiting.qsize() + len(job.items) > MOST_WAITING
            self._jobs[job.id] = job
            while len(self._jobs) > KEPT:
                self._jobs.popitem(last=False)
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="onrecord-uploads", daemon=True)
                self._thread.start()
        for item in job.items:
            if full:
                item.sent, item.state, item.why = None, "failed", "too many reports are waiting"
                item.hint = "Wait until those are read, or use the shell: onrecord read FOLDER --record RECORD."
            else:
                self._waiting.put(item)
        return job.id

    def view(self, key: str) -> View | None:
        """What has become of a job; None where there is no such."""
        with self._lock:
            job = self._jobs.get(key)
        if job is None:
            return None
        done = sum(item.state not in ("waiting", "reading") for item in job.items)
        return {
            "id": job.id,
            "done": done,
            "total": len(job.items),
            "finished": job.is_done,
            "entries": sum(item.entries for item in job.items),
            "failed": sum(i.state == "failed" for item in job.items for i in [item, *item.inside]),
            "items": [_view(i) for item in job.items for i in [item, *item.inside]],
        }

    @property
    def running(self) -> str | None:
        """The job that is being read, or waits."""
        with self._lock:
            return next((job.id for job in reversed(self._jobs.values()) if not job.is_done), None)

    @property
    def waiting(self) -> int:
        """How many reports wait to be read."""
        return self._waiting.qsize()

    def close(self) -> None:
        """Read nothing more; what was begun is finished, what waits is named as left."""
        self._closed.set()
        if self._waiting.qsize():
            log.warning("reports that were sent and waited are not read: %d", self._waiting.qsize())
        if self._thread is not None:
            self._waiting.put(None)
            self._thread.join(timeout=CLOSING)
            self._thread = None
        self._rest()

    def _rest(self) -> None:
        desk, self._desk = self._desk, None
        if desk is not None:
            desk.close()

    def _work(self) -> None:
        while True:
            try:
                item = self._waiting.get(timeout=IDLE)
            except queue.Empty:
                self._rest()
                continue
            if item is None:
                return
            if self._closed.is_set():
                item.state, item.why, item.hint = "failed", "the server was stopped", "Send it again."
                continue
            item.state = "reading"
            try:
                self._read(item)
            except OnrecordError as error:
                item.why, item.hint, item.state = one_line(str(error)), error.hint, "failed"
            except Exception as error:  # one bad report never stops the others
                item.why = one_line(f"reading broke: {type(error).__name__}: {error}")
                item.hint, item.state = "This is a fault of ours: please report it.", "failed"
            item.sent = None

    def _read(self, item: Item) -> None:
        from onrecord.config import READERS
        from onrecord.run import Desk, Given
        from onrecord.sources import Found

        sent, record = item.sent, self._source.reader
        assert sent is not None
        digest = hashlib.sha256(sent.data).hexdigest()
        # two papers may both call a file article.html: the name alone does not make them one report
        name = f"upload-{digest[:12]}/{base_name(sent.name)}"
        self._desk = self._desk or Desk(reader=self._reader, seconds=self._seconds)
        guessed: list[str] = []
        outcomes = self._desk.read(
            Found(name, None, sent.data),
            given=Given(sent.published, sent.outlet, sent.title),
            already=lambda sha256, name: record.has(sha256, READERS[self._reader], name),
            barred=record.arrived.quarantined(),
            tell=lambda _, words: guessed.append(one_line(words)),
        )
        counted: Counter[str] = Counter()
        for outcome in outcomes:
            if _name_of(outcome) == name:
                self._settle(item, outcome)
            elif not (isinstance(outcome, Failure) and outcome.aside):
                one = Item(None, one_line(_name_of(outcome).removeprefix(f"{name}!"))[:300])
                self._settle(one, outcome)
                counted[one.state] += 1
                item.entries += one.entries
                if len(item.inside) < MOST_NAMED:
                    item.inside.append(one)
        if counted:
            told = ", ".join(f"{number} {state}" for state, number in counted.items())
            item.why = "; ".join(filter(None, [item.why, f"holds {counted.total()}: {told}", *guessed[:1]]))
            item.state = "failed" if item.state == "failed" else "done"
        elif item.state == "reading":
            item.state, item.why, item.hint = "failed", "holds no report", "See docs/sources.md for what is read."

    def _settle(self, item: Item, outcome: Outcome) -> None:
        """Say of one report what has become of it, and keep it."""
        name = _name_of(outcome)
        if isinstance(outcome, Failure):
            item.state = "left out" if outcome.skipped else "failed"
            item.why, item.hint = one_line(outcome.why), outcome.hint
            if outcome.stamp is not None:
                self._source.quarantine(outcome)
            return
        if isinstance(outcome, Reading):
            self._source.keep(outcome)
            item.entries, item.state = len(outcome.entries), "done"
            if outcome.report.unread:
                item.why, item.hint = (
                    outcome.report.warnings[-1],
                    "onrecord read FILE --ocr reads them (needs ocrmypdf).",
                )
        else:
            item.state = "already on record"
        item.report = self._source.reader.report(name).report.id


def _name_of(outcome: Outcome) -> str:
    if isinstance(outcome, Reading):
        return outcome.report.original.name
    return outcome.address if isinstance(outcome, Fetched) else outcome.name


def _view(item: Item) -> View:
    href = f"/report/{item.report}" if item.report else None
    return {
        "name": item.name,
        "state": item.state,
        "why": item.why,
        "hint": item.hint,
        "entries": item.entries,
        "href": href,
    }


def base_name(name: str) -> str:
    """The name of a file without folders and without what a name must not hold."""
    last = re.split(r"[/\\]", name)[-1]
    return re.sub(r"[\x00-\x1f\x7f]", "", last).strip(" .")[:120] or "report.txt"


def example() -> list[Sent]:
    """The reports that the package brings: thirteen on one invented negotiation."""
    folder = files("onrecord.data").joinpath("examples", "pass")
    found = sorted((f for f in folder.iterdir() if f.name.endswith(".txt")), key=lambda f: f.name)
    return [Sent(f.name, f.read_bytes()) for f in found]
