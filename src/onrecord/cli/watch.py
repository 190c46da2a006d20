"""`onrecord watch`: read what arrives in folders, until it is stopped."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from onrecord.cli import ledger
from onrecord.cli.intake import Tally, Wanted, arriving, care, guessed, last_words, take, waiting
from onrecord.cli.options import count, record_location, record_option
from onrecord.config import Setting, load_settings
from onrecord.errors import ReportFailed, RunStopped
from onrecord.model import Failure
from onrecord.model.location import Location

if TYPE_CHECKING:
    from onrecord.run import Given, Outcome
    from onrecord.sources import Found

# a file that is the same in two looks so many seconds apart is taken to be whole
SETTLED = 2.0
# with --once, files that are still written are waited for so long
PATIENCE = 60.0


@click.command("watch")
@click.argument("folders", nargs=-1, required=True, type=click.Path(path_type=Path))
@record_option
@click.option("--once", is_flag=True, help="Read what is there when it is whole, then stop.")
@click.option(
    "--every", type=click.FloatRange(1, 86_400), default=5.0, show_default=True, help="Seconds between looks."
)
@arriving
def command(
    folders: tuple[Path, ...],
    record: Location | None,
    once: bool,
    every: float,
    published: str | None,
    outlet: str | None,
    mapped: dict[str, str],
    ocr: bool,
    keep_originals: bool,
    retry_quarantined: bool,
    ledger_path: Path | None,
    workers: int | None,
    reader: str | None,
) -> int:
    """Read reports as they arrive in folders, and keep them in a record. Ctrl-C stops it.

    A file that is still being written is read when it has stopped growing; one that changes is read again.

    \b
    Examples:
      onrecord watch inbox/ --record talks.onrecord
      onrecord watch inbox/ scans/ --ocr --every 60 --record talks.onrecord
      onrecord watch inbox/ --once --ledger today.jsonl --record talks.onrecord
    """
    settings = load_settings()
    from onrecord.run import Given

    for folder in folders:
        if not folder.is_dir():
            raise RunStopped(f"{folder} is no folder", hint="Name a folder; single files are read with onrecord read.")
    target = record_location(record)
    given = Given(published, outlet, None, mapped, keep=keep_originals, ocr=ocr)
    with ledger.ledger(ledger_path) as book, _stoppable():
        watch = Watch(
            [str(folder) for folder in folders],
            target,
            given,
            settings,
            workers or settings["workers"].value,
            reader or settings["reader"].value,
            book,
            retry_quarantined,
        )
        try:
            if once:
                return watch.once()
            click.echo(f"watching {', '.join(watch.folders)}; Ctrl-C stops", err=True)
            watch.on(every)
        except KeyboardInterrupt:
            click.echo(f"stopped; {count(watch.tally.done, 'report', 'reports')} read → {target}", err=True)
    return int(any(not failure.skipped for failure in watch.tally.failures))


@contextmanager
def _stoppable() -> Iterator[None]:
    """A service that is told to end stops as by Ctrl-C."""

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    try:
        before: Any = signal.signal(signal.SIGTERM, stop)
    except ValueError:  # only the main thread may say what signals do
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@dataclass(slots=True)
class Watch:
    """What is watched, and what has been seen of it."""

    folders: Sequence[str]
    record: Location
    given: Given
    settings: dict[str, Setting]
    workers: int
    reader: str
    ledger: TextIO | None
    retry: bool
    tally: Tally = field(default_factory=Tally)
    # the stamps of the last look, and of what was read
    _last: dict[str, str] = field(default_factory=dict)
    _done: dict[str, str] = field(default_factory=dict)
    _told: set[tuple[str, str]] = field(default_factory=set)

    def on(self, every: float) -> None:
        """Look, wait and read, without end."""
        settle = min(every, SETTLED)
        while True:
            fresh, settled = self.look()
            if settled:
                self.read(settled)
            # what is new is looked at again soon, to see whether it still grows
            time.sleep(settle if fresh else every)

    def once(self) -> int:
        """Read what is there; what is still written after a minute is named. The exit status."""
        until = time.monotonic() + PATIENCE
        self.look()
        while True:
            time.sleep(SETTLED)
            fresh, settled = self.look()
            if not fresh or time.monotonic() > until:
                break
        for name in sorted(fresh):
            late = Failure(name, "still being written", "Run it again when it is whole.")
            self.tally.count(late)
            ledger.write(self.ledger, late)
        self.read(settled, say=False)
        last_words(self.tally, self.record, recognising=self.given.ocr)
        return self.tally.status

    def look(self) -> tuple[set[str], set[str]]:
        """The names of files that are new or have just changed, and of those that are whole and not read yet."""
        from onrecord.sources import Found, find

        now: dict[str, str] = {}
        for found in find(self.folders):
            if isinstance(found, Found) and not self._is_record(found):
                try:
                    now[found.name] = found.stamp
                except ReportFailed:  # gone, or not to be seen: that is told when it is read
                    now[found.name] = ""
        fresh = {name for name, stamp in now.items() if self._last.get(name) != stamp}
        settled = {name for name, stamp in now.items() if name not in fresh and self._done.get(name) != stamp}
        self._last = now
        return fresh, settled

    def read(self, names: set[str], *, say: bool = True) -> None:
        """Read some of the files, and keep what they say."""
        from onrecord.config import READERS
        from onrecord.record import open_record
        from onrecord.record.turn import turn
        from onrecord.run import read_many

        tally = Tally()
        with turn(self.record, waiting), open_record(self.record) as kept:
            stream = read_many(
                self.folders,
                given=self.given,
                workers=self.workers,
                already=kept.held(READERS[self.reader], whole=self.given.ocr),
                reader=self.reader,
                tell=guessed,
                care=care(kept, self.settings, retry=self.retry, writes=True),
                wanted=lambda found: found.name in names,
            )
            try:
                take(self._new(stream), Wanted(kept, False, None, 0, self.ledger), tally)
            finally:
                self.tally.add(tally)
        self.retry = False
        self._done |= {name: self._last[name] for name in names}
        if say and (tally.done or tally.failures):
            last_words(tally, self.record, recognising=self.given.ocr)

    def _new(self, stream: Iterator[Outcome]) -> Iterator[Outcome]:
        """What comes of a run, without what an earlier one said of the same files already."""
        for item in stream:
            if isinstance(item, Failure):
                if (item.name, item.why) in self._told:
                    continue
                self._told.add((item.name, item.why))
            yield item

    def _is_record(self, found: Found) -> bool:
        if not isinstance(self.record, Path):
            return False
        name = self.record.name
        return found.path is not None and found.path.name in (name, f"{name}-wal", f"{name}-shm")
