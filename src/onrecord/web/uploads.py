"""Reports that came by a form, read one after the other beside the pages; what failed is named with the reason."""

from __future__ import annotations

import hashlib
import queue
import re
import secrets
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.resources import files

from onrecord.errors import ReportFailed, ReportSkipped
from onrecord.export.words import one_line
from onrecord.web.views.listing import View
from onrecord.web.views.source import Source

# jobs whose outcome can still be looked at
KEPT = 50
# reports that may wait at once
MOST_WAITING = 2_000


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
    """What has become of one report: waiting, reading, done, already on record, left out, failed."""

    sent: Sent | None
    name: str
    state: str = "waiting"
    why: str = ""
    hint: str = ""
    report: str | None = None
    entries: int = 0


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

    def __init__(self, source: Source, reader: str) -> None:
        self._source = source
        self._reader = reader
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._waiting: queue.Queue[Item | None] = queue.Queue()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

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
            "failed": sum(item.state == "failed" for item in job.items),
            "items": [
                {"name": i.name, "state": i.state, "why": i.why, "hint": i.hint, "entries": i.entries,
                 "href": f"/report/{i.report}" if i.report else None}
                for i in job.items
            ],
        }  # fmt: skip

    @property
    def running(self) -> str | None:
        """The job that is being read, or waits."""
        with self._lock:
            return next((job.id for job in reversed(self._jobs.values()) if not job.is_done), None)

    def close(self) -> None:
        """Read nothing more; what was begun is finished."""
        if self._thread is not None:
            self._waiting.put(None)
            self._thread.join(timeout=60)
            self._thread = None

    def _work(self) -> None:
        while (item := self._waiting.get()) is not None:
            item.state = "reading"
            try:
                self._read(item)
            except (ReportFailed, ReportSkipped) as error:
                item.why, item.hint = one_line(str(error)), error.hint
                item.state = "left out" if isinstance(error, ReportSkipped) else "failed"
            except Exception as error:  # one bad report never stops the others
                item.why = one_line(f"reading broke: {type(error).__name__}: {error}")
                item.hint, item.state = "This is a fault of ours: please report it.", "failed"
            item.sent = None

    def _read(self, item: Item) -> None:
        from onrecord.pipeline import READERS, read_text

        sent = item.sent
        assert sent is not None
        digest = hashlib.sha256(sent.data).hexdigest()
        # two papers may both call a file article.html: the name alone does not make them one report
        name = f"upload-{digest[:12]}/{base_name(sent.name)}"
        if self._source.reader.has(digest, READERS[self._reader], name):
            item.report, item.state = self._source.reader.report(name).report.id, "already on record"
            return
        reading = read_text(
            sent.data, name=name, published=sent.published, outlet=sent.outlet, title=sent.title, reader=self._reader
        )
        self._source.keep(reading)
        item.report = self._source.reader.report(name).report.id
        item.entries, item.state = len(reading.entries), "done"


def base_name(name: str) -> str:
    """The name of a file without folders and without what a name must not hold."""
    last = re.split(r"[/\\]", name)[-1]
    return re.sub(r"[\x00-\x1f\x7f]", "", last).strip(" .")[:120] or "report.txt"


def example() -> list[Sent]:
    """The reports that the package brings: thirteen on one invented negotiation."""
    folder = files("onrecord.data").joinpath("examples", "pass")
    found = sorted((f for f in folder.iterdir() if f.name.endswith(".txt")), key=lambda f: f.name)
    return [Sent(f.name, f.read_bytes()) for f in found]
