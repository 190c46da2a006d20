"""What `onrecord read` and `onrecord watch` share: options of arriving, and what is done with what comes of it."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, TypeVar

import click

from onrecord.cli import ledger
from onrecord.cli.options import columns, count, day_if_any
from onrecord.cli.progress import Progress
from onrecord.config import READER_NAMES, Setting
from onrecord.errors import RunStopped
from onrecord.model import Failure, Fetched, Reading, Report
from onrecord.model.location import Location

if TYPE_CHECKING:
    from onrecord.record import Put, Record
    from onrecord.reprinted import Reprints
    from onrecord.run import Care, Unchanged

F = TypeVar("F", bound=Callable[..., Any])

OPTIONS = (
    click.option(
        "--published",
        type=day_if_any,
        metavar="DATE",
        help="Day of publication, YYYY-MM-DD, if the report does not say.",
    ),
    click.option("--outlet", help="Who published it, if the report does not say."),
    click.option(
        "--map",
        "mapped",
        callback=columns,
        metavar="FIELD=COLUMN,…",
        help="Which columns of a table are text, title, published, outlet, author, updated, url, id.",
    ),
    click.option("--ocr", is_flag=True, help="Give scans a text by ocrmypdf, where that is installed."),
    click.option("--keep-originals", is_flag=True, help="Keep the bytes of each report beside the record."),
    click.option("--retry-quarantined", is_flag=True, help="Try files again that killed what decoded them."),
    click.option(
        "--ledger", "ledger_path", type=click.Path(path_type=Path), help="Write what became of each as JSON lines."
    ),
    click.option("--workers", type=click.IntRange(1), help="Processes that read; the entries are the same."),
    click.option(
        "--reader",
        type=click.Choice(READER_NAMES),
        help="What reads: codebook and model (full), or the codebook alone.",
    ),
)


def arriving(function: F) -> F:
    """The options of every command that reads reports."""
    for option in reversed(OPTIONS):
        function = option(function)
    return function


def care(kept: Record | None, settings: Mapping[str, Setting], *, retry: bool, writes: bool) -> Care:
    """Every file that needs a decoder is decoded apart; what the record has in quarantine is left alone."""
    from onrecord.run import Care

    if kept is not None and retry and writes:
        kept.arrived.release()
    barred = kept.arrived.quarantined() if kept is not None and not retry else {}
    return Care(apart=True, seconds=float(settings["decode_seconds"].value), barred=barred)


def waiting(words: str) -> None:
    """Say on standard error whom a run waits for."""
    click.echo(words, err=True)


@dataclass(slots=True)
class Tally:
    """What has come of a run so far."""

    done: int = 0
    unchanged: int = 0
    lines: int = 0
    failures: list[Failure] = field(default_factory=list)
    asides: list[Failure] = field(default_factory=list)
    partly: list[tuple[str, str]] = field(default_factory=list)
    asked: int = 0
    same: int = 0
    reprints: int = 0

    @property
    def status(self) -> int:
        """0 done, 1 some reports failed, 2 nothing could be read."""
        if not self.done and not self.unchanged and not self.asked and self.failures:
            return 2
        return int(any(not failure.skipped for failure in self.failures))

    def count(self, item: Reading | Report | Failure | Unchanged | Fetched) -> None:
        """One more is through."""
        if isinstance(item, Failure):
            (self.asides if item.aside else self.failures).append(item)
        elif isinstance(item, (Reading, Report)):
            self.done += 1
            report = item.report if isinstance(item, Reading) else item
            if report.unread:
                self.partly.append((report.original.name, report.warnings[-1]))
        elif isinstance(item, Fetched):
            self.asked += 1
            self.same += not item.changed
        else:
            self.unchanged += 1

    def add(self, other: Tally) -> None:
        """What came of another run, too."""
        self.done += other.done
        self.unchanged += other.unchanged
        self.lines += other.lines
        self.failures += other.failures
        self.asides += other.asides
        self.partly += other.partly


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be done with each reading; where nothing else is, its summary is shown.

    `reprints` gathers the reports, where it is to be told which of them reprint which.
    """

    kept: Record | None
    jsonl: bool
    html: Path | None
    least: float
    ledger: TextIO | None = None
    reprints: Reprints | None = None

    @property
    def quiet(self) -> bool:
        """Whether results run over the terminal, and leave no place for a bar."""
        return (self.kept is None or self.jsonl) and sys.stdout.isatty()


def guessed(name: str, words: str) -> None:
    """Say on standard error what was guessed of a file."""
    from onrecord.export import one_line

    click.echo(f"{one_line(name)}: {one_line(words)}", err=True)


def take(
    stream: Iterable[Reading | Failure | Unchanged | Fetched],
    wanted: Wanted,
    tally: Tally | None = None,
    progress: Progress | None = None,
) -> Tally:
    """Show, keep and count what comes; each report is committed on its own, so a run can be stopped and go on."""
    tally = tally or Tally()
    with progress or Progress(quiet=wanted.quiet) as progress:
        for item in stream:
            progress.advance()
            tally.count(item)
            put = _keep(item, wanted.kept) if wanted.kept is not None else None
            if isinstance(item, Reading):
                if wanted.reprints is not None:
                    wanted.reprints.add(item.report)
                shown = replace(item, entries=tuple(e for e in item.entries if e.confidence >= wanted.least))
                _show(shown, wanted, apart=tally.done > 1)
                tally.lines += len(item.entries if wanted.kept is not None else shown.entries)
            # when it is kept, so that the ledger never says more than the record
            ledger.write(wanted.ledger, item, put)
    return tally


def _keep(item: Reading | Failure | Unchanged | Fetched, kept: Record) -> Put | None:
    """Keep what is worth it: reports, files that are to be left alone, addresses that were asked."""
    if isinstance(item, Reading):
        return kept.put(item)
    if isinstance(item, Fetched):
        kept.arrived.remember(item)
    elif isinstance(item, Failure) and item.stamp is not None:
        kept.arrived.quarantine(item)
    return None


def _show(reading: Reading, wanted: Wanted, *, apart: bool) -> None:
    from onrecord.export import as_text, json_lines, summary

    if wanted.jsonl:
        for line in json_lines(reading.entries):
            click.echo(line)
    if wanted.html is not None:
        if apart:
            raise RunStopped(
                f"--html writes the page of one report, and this is the second: {reading.report.original.name}",
                hint="Keep them with --record, and see them with onrecord serve.",
            )
        _write_page(wanted.html, reading)
    if not wanted.jsonl and wanted.kept is None and wanted.html is None:
        if apart:
            click.echo()
        click.echo(as_text(summary(reading), width=min(100, shutil.get_terminal_size((96, 24)).columns)))


def _write_page(target: Path, reading: Reading) -> None:
    from onrecord.export import page

    try:
        target.write_text(page(reading), encoding="utf-8")
    except OSError as error:
        raise RunStopped(f"Cannot write {target}: {error.strerror}", hint="Choose another place.") from error
    click.echo(f"page written: {target}", err=True)


def last_words(tally: Tally, record: Location | None, words: str = "", *, recognising: bool = False) -> None:
    """On standard error: how many were read, and which were not and why."""
    from onrecord.export import one_line

    words = words or f"{count(tally.done, 'report', 'reports')} read, {count(tally.lines, 'entry', 'entries')}"
    if tally.unchanged:
        words += f"; {tally.unchanged} already on record"
    if tally.reprints:
        words += f"; {tally.reprints} of them {'reprints another' if tally.reprints == 1 else 'reprint others'}"
    if tally.asked:
        words += f"; {count(tally.asked, 'address', 'addresses')} asked, {tally.same} not changed"
    if record is not None:
        words += f" → {record}"
    if tally.done + tally.unchanged != 1 or tally.failures or tally.asked or record is not None:
        click.echo(words, err=True)
    if tally.asides:
        click.echo(ledger.aside_in_words(tally.asides), err=True)
    if tally.partly:
        click.echo(f"Read in part: {len(tally.partly)} of {tally.done}:", err=True)
    for name, what in tally.partly:
        click.echo(f"  {one_line(name)}: {one_line(what)}", err=True)
    if tally.partly and not recognising:
        click.echo("    Read them with --ocr (needs ocrmypdf).", err=True)
    if tally.failures:
        every = tally.done + tally.unchanged + len(tally.failures)
        click.echo(f"Could not read {len(tally.failures)} of {every}:", err=True)
    for failure in tally.failures:
        click.echo(f"  {one_line(failure.name)}: {one_line(failure.why)}", err=True)
        if failure.hint:
            click.echo(f"    {failure.hint}", err=True)
