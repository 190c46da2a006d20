"""`onrecord read`: read reports, show what they say, and keep it when a record is named."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from onrecord.cli import ledger
from onrecord.cli.options import columns, count, day_if_any
from onrecord.cli.progress import Progress
from onrecord.config import READER_NAMES, load_settings
from onrecord.errors import RunStopped
from onrecord.model import Failure, Reading, Report

if TYPE_CHECKING:
    from onrecord.record import Record
    from onrecord.run import Given, Unchanged


@dataclass(slots=True)
class Tally:
    """What has come of a run so far."""

    done: int = 0
    unchanged: int = 0
    lines: int = 0
    failures: list[Failure] = field(default_factory=list)
    asides: list[Failure] = field(default_factory=list)

    @property
    def status(self) -> int:
        """0 done, 1 some reports failed, 2 nothing could be read."""
        if not self.done and not self.unchanged and self.failures:
            return 2
        return int(any(not failure.skipped for failure in self.failures))

    def count(self, item: Reading | Report | Failure | Unchanged) -> None:
        """One more is through."""
        if isinstance(item, Failure):
            (self.asides if item.aside else self.failures).append(item)
        elif isinstance(item, (Reading, Report)):
            self.done += 1
        else:
            self.unchanged += 1


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be done with each reading; where nothing else is, its summary is shown."""

    kept: Record | None
    jsonl: bool
    html: Path | None
    least: float
    ledger: TextIO | None = None


@click.command("read")
@click.argument("paths", nargs=-1, required=True)
@click.option("--record", type=click.Path(path_type=Path), help="Keep what is read in this file (made when missing).")
@click.option("--jsonl", is_flag=True, help="Print entries as JSON lines instead of a summary.")
@click.option(
    "--html", type=click.Path(path_type=Path), help="Write a page with the text and its entries (one report)."
)
@click.option(
    "--published", type=day_if_any, metavar="DATE", help="Day of publication, YYYY-MM-DD, if the report does not say."
)
@click.option("--outlet", help="Who published it, if the report does not say.")
@click.option("--title", help="Its headline, if the report does not say.")
@click.option(
    "--map",
    "mapped",
    callback=columns,
    metavar="FIELD=COLUMN,…",
    help="Which columns of a table are text, title, published, outlet, url, id.",
)
@click.option("--dry-run", is_flag=True, help="Say what would be read, left out or fail, and read nothing.")
@click.option(
    "--ledger", "ledger_path", type=click.Path(path_type=Path), help="Write what became of each as JSON lines."
)
@click.option("--workers", type=click.IntRange(1), help="Processes that read; the entries are the same.")
@click.option(
    "--reader",
    type=click.Choice(READER_NAMES),
    help="What reads: codebook and model (full), or the codebook alone.",
)
@click.option(
    "--min-confidence", type=click.FloatRange(0, 1), help="Show no lines below this; a record keeps them all."
)
def command(
    paths: tuple[str, ...],
    record: Path | None,
    jsonl: bool,
    html: Path | None,
    published: str | None,
    outlet: str | None,
    title: str | None,
    mapped: dict[str, str],
    dry_run: bool,
    ledger_path: Path | None,
    workers: int | None,
    reader: str | None,
    min_confidence: float | None,
) -> int:
    """Read reports: files, folders, patterns, or - for standard input.

    Without --record nothing is kept. Which forms of file are read, and what of each: docs/sources.md.

    \b
    Examples:
      onrecord read report.txt
      onrecord read articles/ --record talks.onrecord
      onrecord read --jsonl report.txt
      onrecord read report.html --html report-read.html --published 2026-03-17
      onrecord read articles/ --dry-run
      onrecord read export.csv --map text=body,published=date --record talks.onrecord
      cat report.txt | onrecord read -
    """
    settings = load_settings()
    if html is not None:
        _check_page(html, paths)
    from onrecord.pipeline import READERS
    from onrecord.record import open_record
    from onrecord.run import Given, read_many

    reader = reader or settings["reader"].value
    given = Given(published, outlet, title, mapped)
    if dry_run:
        with ledger.ledger(ledger_path) as book:
            return _look(paths, given, record, READERS[reader], Wanted(None, jsonl, None, 0, book))
    with (
        ledger.ledger(ledger_path) as book,
        open_record(record) if record is not None else nullcontext() as kept,
    ):
        # what a page is wanted of is read again, even when the record holds it
        skip = kept is not None and html is None
        stream = read_many(
            paths,
            given=given,
            workers=workers or settings["workers"].value,
            already=kept.held(READERS[reader]) if kept is not None and skip else None,
            stdin=sys.stdin.buffer,
            reader=reader,
            tell=_guessed,
        )
        least = min_confidence if min_confidence is not None else settings["min_confidence"].value
        tally = _take(stream, Wanted(kept, jsonl, html, least, book))
    _last_words(tally, record)
    return tally.status


def _look(paths: tuple[str, ...], given: Given, record: Path | None, reader: str, wanted: Wanted) -> int:
    """Say what a run would do; nothing is read or kept."""
    from onrecord.export import one_line
    from onrecord.record import open_record
    from onrecord.run import look_many

    tally = Tally()
    exists = record is not None and record.exists()
    with open_record(record, create=False, read_only=True) if record is not None and exists else nullcontext() as kept:
        already = kept.held(reader) if kept is not None else None
        for item in look_many(paths, given=given, already=already, stdin=sys.stdin.buffer, tell=_guessed):
            tally.count(item)
            ledger.write(wanted.ledger, item)
            if wanted.jsonl:
                click.echo(ledger.as_line(item))
            elif isinstance(item, Report):
                click.echo(one_line(ledger.in_words(item)))
    _last_words(tally, None, f"{count(tally.done, 'report', 'reports')} would be read")
    return tally.status


def _guessed(name: str, words: str) -> None:
    from onrecord.export import one_line

    click.echo(f"{one_line(name)}: {one_line(words)}", err=True)


def _take(stream: Iterable[Reading | Failure | Unchanged], wanted: Wanted) -> Tally:
    """Show, keep and count what comes; each report is committed on its own, so a run can be stopped and go on."""
    tally = Tally()
    shows = wanted.kept is None or wanted.jsonl
    with Progress(quiet=shows and sys.stdout.isatty()) as progress:
        for item in stream:
            progress.advance()
            tally.count(item)
            if isinstance(item, Reading):
                if wanted.kept is not None:
                    wanted.kept.put(item)
                shown = replace(item, entries=tuple(e for e in item.entries if e.confidence >= wanted.least))
                _show(shown, wanted, apart=tally.done > 1)
                tally.lines += len(item.entries if wanted.kept is not None else shown.entries)
            # when it is kept, so that the ledger never says more than the record
            ledger.write(wanted.ledger, item)
    return tally


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


def _check_page(target: Path, paths: tuple[str, ...]) -> None:
    """Before anything is read: the page is of one report, and overwrites no report."""
    from itertools import islice

    from onrecord.sources import Found, find

    found = list(islice((item for item in find(paths) if isinstance(item, Found)), 2))
    if len(found) > 1:
        raise RunStopped(
            f"--html writes the page of one report, and more are named: {found[0].name}, {found[1].name}",
            hint="Name one report, or leave --html out.",
        )
    if any(item.path is not None and item.path.resolve() == target.resolve() for item in found):
        raise RunStopped(f"{target} is the report itself", hint="Give the page another name.")
    if target.is_dir() or not target.parent.is_dir():
        why = "it is a folder" if target.is_dir() else f"there is no folder {target.parent}"
        raise RunStopped(f"Cannot write {target}: {why}", hint="Name a file in a folder that is there.")


def _write_page(target: Path, reading: Reading) -> None:
    from onrecord.export import page

    try:
        target.write_text(page(reading), encoding="utf-8")
    except OSError as error:
        raise RunStopped(f"Cannot write {target}: {error.strerror}", hint="Choose another place.") from error
    click.echo(f"page written: {target}", err=True)


def _last_words(tally: Tally, record: Path | None, words: str = "") -> None:
    """On standard error: how many were read, and which were not and why."""
    from onrecord.export import one_line

    words = words or f"{count(tally.done, 'report', 'reports')} read, {count(tally.lines, 'entry', 'entries')}"
    if tally.unchanged:
        words += f"; {tally.unchanged} already on record"
    if record is not None:
        words += f" → {record}"
    if tally.done + tally.unchanged != 1 or tally.failures or record is not None:
        click.echo(words, err=True)
    if tally.asides:
        click.echo(ledger.aside_in_words(tally.asides), err=True)
    if tally.failures:
        every = tally.done + tally.unchanged + len(tally.failures)
        click.echo(f"Could not read {len(tally.failures)} of {every}:", err=True)
    for failure in tally.failures:
        click.echo(f"  {one_line(failure.name)}: {one_line(failure.why)}", err=True)
        if failure.hint:
            click.echo(f"    {failure.hint}", err=True)
