"""`onrecord read`: read reports, show what they say, and keep it when a record is named."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from onrecord.config import load_settings
from onrecord.errors import RunStopped
from onrecord.model import Failure, Reading
from onrecord.model.shape import as_json

if TYPE_CHECKING:
    from onrecord.record import Record


@click.command("read")
@click.argument("paths", nargs=-1, required=True)
@click.option("--record", type=click.Path(path_type=Path), help="Keep what is read in this file (made when missing).")
@click.option("--jsonl", is_flag=True, help="Print entries as JSON lines instead of a summary.")
@click.option(
    "--html", type=click.Path(path_type=Path), help="Write a page with the text and its entries (one report)."
)
@click.option("--published", metavar="DATE", help="Day of publication, YYYY-MM-DD, if the report does not say.")
@click.option("--outlet", help="Who published it, if the report does not say.")
@click.option("--title", help="Its headline, if the report does not say.")
@click.option("--workers", type=click.IntRange(1), help="Processes that read; the entries are the same.")
@click.option("--min-confidence", type=click.FloatRange(0, 1), help="Leave out lines below this confidence.")
def command(
    paths: tuple[str, ...],
    record: Path | None,
    jsonl: bool,
    html: Path | None,
    published: str | None,
    outlet: str | None,
    title: str | None,
    workers: int | None,
    min_confidence: float | None,
) -> int:
    """Read reports: files, folders, patterns, or - for standard input.

    Without --record nothing is kept. Text, Markdown and saved web pages (HTML) are read.

    \b
    Examples:
      onrecord read report.txt
      onrecord read articles/ --record talks.onrecord
      onrecord read --jsonl report.txt
      onrecord read report.html --html report-read.html --published 2026-03-17
      cat report.txt | onrecord read -
    """
    from onrecord.pipeline import READER, Given, Unchanged, read_many
    from onrecord.record import open_record

    settings = load_settings()
    least = min_confidence if min_confidence is not None else settings["min_confidence"].value
    _check_date(published)
    kept: Record | None = open_record(record) if record is not None else None
    stream = read_many(
        paths,
        given=Given(published, outlet, title),
        workers=workers or settings["workers"].value,
        already=(lambda sha256, name: kept.has(sha256, READER, name)) if kept is not None else None,
        stdin=sys.stdin.buffer,
    )
    failures: list[Failure] = []
    done = unchanged = lines = 0
    shown: list[Reading] = []
    with _progress() as advance:
        for item in stream:
            advance()
            if isinstance(item, Failure):
                failures.append(item)
            elif isinstance(item, Unchanged):
                unchanged += 1
            else:
                done += 1
                reading = _confident(item, least)
                lines += len(reading.entries)
                if kept is not None:
                    kept.put(reading)
                if jsonl:
                    for entry in reading.entries:
                        click.echo(json.dumps(as_json(entry), ensure_ascii=False))
                if len(shown) < 2:
                    shown.append(reading)
                if not jsonl and kept is None and html is None:
                    _summarise(reading, alone=len(paths) == 1 and done == 1)
    if kept is not None:
        kept.close()
    if html is not None:
        _write_page(html, shown, done)
    _report(done, unchanged, lines, failures, record)
    failed = [f for f in failures if not f.skipped]
    if not done and not unchanged and failures:
        return 2 if len(paths) == 1 else 1
    return 1 if failed else 0


def _check_date(published: str | None) -> None:
    from datetime import date

    if published:
        try:
            date.fromisoformat(published)
        except ValueError:
            raise click.BadParameter(f"{published!r} is no date like 2026-03-17", param_hint="--published") from None


def _confident(reading: Reading, least: float) -> Reading:
    from dataclasses import replace

    if not least:
        return reading
    return replace(reading, entries=tuple(e for e in reading.entries if e.confidence >= least))


def _summarise(reading: Reading, *, alone: bool) -> None:
    import shutil

    from onrecord.export import as_text, summary

    if not alone:
        click.echo()
    click.echo(as_text(summary(reading), width=min(100, shutil.get_terminal_size((96, 24)).columns)))


def _write_page(target: Path, shown: list[Reading], done: int) -> None:
    from onrecord.export import page

    if done != 1:
        raise RunStopped(
            f"--html writes the page of one report, and {done} were read", hint="Name one report, or leave --html out."
        )
    try:
        target.write_text(page(shown[0]), encoding="utf-8")
    except OSError as error:
        raise RunStopped(f"Cannot write {target}: {error.strerror}", hint="Choose another place.") from error
    click.echo(f"page written: {target}", err=True)


def _report(done: int, unchanged: int, lines: int, failures: list[Failure], record: Path | None) -> None:
    """The last words, on standard error: how many were read, and which were not and why."""
    words = f"{done} report{'' if done == 1 else 's'} read, {lines} entr{'y' if lines == 1 else 'ies'}"
    if unchanged:
        words += f"; {unchanged} already on record"
    if record is not None:
        words += f" → {record}"
    if done + unchanged != 1 or failures or record is not None:
        click.echo(words, err=True)
    if failures:
        click.echo(f"Could not read {len(failures)} of {done + unchanged + len(failures)}:", err=True)
        for failure in failures:
            click.echo(f"  {failure.name}: {failure.why}", err=True)
            if failure.hint:
                click.echo(f"    {failure.hint}", err=True)


@contextmanager
def _progress() -> Iterator[_Advance]:
    """A bar on a terminal for anything over two seconds; else nothing."""
    advance = _Advance()
    try:
        yield advance
    finally:
        advance.stop()


class _Advance:
    """Counts reports and shows the count once reading takes longer than two seconds."""

    def __init__(self) -> None:
        import time

        self._clock = time.monotonic
        self._start = self._clock()
        self._count = 0
        self._bar: object | None = None

    def __call__(self) -> None:
        self._count += 1
        if not sys.stderr.isatty() or self._clock() - self._start < 2:
            return
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        if self._bar is None:
            bar = Progress(
                TextColumn("reading"),
                BarColumn(),
                TextColumn("{task.completed} reports"),
                TimeElapsedColumn(),
                console=Console(stderr=True),
                transient=True,
            )
            bar.add_task("reading", total=None, completed=self._count)
            bar.start()
            self._bar = bar
        if isinstance(self._bar, Progress):
            self._bar.update(self._bar.task_ids[0], completed=self._count)

    def stop(self) -> None:
        """Take the bar away."""
        stop = getattr(self._bar, "stop", None)
        if stop is not None:
            stop()
