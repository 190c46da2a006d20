"""`onrecord read`: read reports, show what they say, and keep it when a record is named."""

from __future__ import annotations

import sys
from contextlib import ExitStack, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from onrecord.cli import ledger
from onrecord.cli.intake import Tally, Wanted, arriving, care, guessed, last_words, take, waiting
from onrecord.cli.options import PLACE, count
from onrecord.cli.progress import Progress
from onrecord.config import load_settings
from onrecord.errors import RunStopped
from onrecord.model import Report
from onrecord.model.location import Location

if TYPE_CHECKING:
    from onrecord.record import Record
    from onrecord.run import Care, Given
    from onrecord.sources.online import Online


@click.command("read")
@click.argument("paths", nargs=-1, required=True)
@click.option("--record", type=PLACE, help="Keep what is read in this file, or in PostgreSQL (made when missing).")
@click.option("--jsonl", is_flag=True, help="Print entries as JSON lines instead of a summary.")
@click.option(
    "--html", type=click.Path(path_type=Path), help="Write a page with the text and its entries (one report)."
)
@click.option("--title", help="Its headline, if the report does not say.")
@click.option("--dry-run", is_flag=True, help="Say what would be read, left out or fail, and read nothing.")
@click.option("--online", is_flag=True, help="Ask the addresses that are named, or that lists of feeds name.")
@click.option("--articles", is_flag=True, help="With --online: fetch the articles that items of feeds only announce.")
@arriving
@click.option(
    "--min-confidence", type=click.FloatRange(0, 1), help="Show no lines below this; a record keeps them all."
)
def command(
    paths: tuple[str, ...],
    record: Location | None,
    jsonl: bool,
    html: Path | None,
    published: str | None,
    outlet: str | None,
    title: str | None,
    mapped: dict[str, str],
    dry_run: bool,
    online: bool,
    articles: bool,
    ocr: bool,
    keep_originals: bool,
    retry_quarantined: bool,
    ledger_path: Path | None,
    workers: int | None,
    reader: str | None,
    min_confidence: float | None,
) -> int:
    """Read reports: files, folders, patterns, or - for standard input; with --online, addresses of feeds and pages.

    Without --record nothing is kept. Which forms of file are read, and what of each: docs/sources.md.

    \b
    Examples:
      onrecord read report.txt
      onrecord read articles/ --record talks.onrecord
      onrecord read --jsonl report.txt
      onrecord read report.html --html report-read.html --published 2026-03-17
      onrecord read articles/ --dry-run
      onrecord read export.csv --map text=body,published=date --record talks.onrecord
      onrecord read scans/ --ocr --record talks.onrecord
      onrecord read --online feeds.opml --articles --record talks.onrecord
      cat report.txt | onrecord read -
    """
    settings = load_settings()
    if html is not None:
        _check_page(html, paths)
    if keep_originals and (record is None or dry_run):
        raise RunStopped("--keep-originals keeps them beside a record", hint="Name one: --record talks.onrecord")
    if articles and not online:
        raise RunStopped("--articles fetches articles, which needs --online", hint="Add --online.")
    from onrecord.config import READERS
    from onrecord.record import is_there, open_record
    from onrecord.record.turn import turn
    from onrecord.reprinted import Reprints
    from onrecord.run import Given, read_many
    from onrecord.sources import find

    reader = reader or settings["reader"].value
    given = Given(published, outlet, title, mapped, keep=keep_originals, ocr=ocr)
    with ExitStack() as stack:
        book = stack.enter_context(ledger.ledger(ledger_path))
        if dry_run:
            exists = record is not None and is_there(record)
            looked_at = open_record(record, create=False, read_only=True) if record is not None and exists else None
            kept = stack.enter_context(looked_at or nullcontext())
            how = care(kept, settings, retry=retry_quarantined, writes=False)
            wanted = Wanted(None, jsonl, None, 0, book, Reprints(kept))
            return _look(paths, ledger_path, given, kept, READERS[reader], wanted, how, _online(kept, online, articles))
        if record is not None:
            stack.enter_context(turn(record, waiting))
        kept = stack.enter_context(open_record(record) if record is not None else nullcontext())
        # what a page is wanted of is read again, even when the record holds it
        skip = kept is not None and html is None
        least = min_confidence if min_confidence is not None else settings["min_confidence"].value
        wanted = Wanted(kept, jsonl, html, least, book, Reprints(kept) if book is not None else None)
        progress = Progress(quiet=wanted.quiet, files=lambda: sum(1 for _ in find(paths)))
        stream = read_many(
            paths,
            given=given,
            workers=workers or settings["workers"].value,
            already=kept.held(READERS[reader], whole=ocr) if kept is not None and skip else None,
            stdin=sys.stdin.buffer,
            reader=reader,
            tell=guessed,
            care=care(kept, settings, retry=retry_quarantined, writes=True),
            online=_online(kept, online, articles),
            wanted=progress.opened,
        )
        tally = take(stream, wanted, progress=progress)
        _tell_reprints(tally, wanted, ledger_path)
    last_words(tally, record, recognising=ocr)
    return tally.status


def _tell_reprints(tally: Tally, wanted: Wanted, path: Path | None) -> None:
    """Count the reprints among what was read, and name them in the ledger."""
    if wanted.reprints is not None:
        reprints = wanted.reprints.told()
        tally.reprints = len(reprints)
        ledger.add_reprints(wanted.ledger, path, reprints)


def _online(kept: Record | None, online: bool, articles: bool) -> Online | None:
    if not online:
        return None
    from onrecord.sources.online import Online

    return Online(kept.arrived.fetched() if kept is not None else {}, articles=articles)


def _look(
    paths: tuple[str, ...],
    ledger_path: Path | None,
    given: Given,
    kept: Record | None,
    reader: str,
    wanted: Wanted,
    how: Care,
    online: Online | None,
) -> int:
    """Say what a run would do; nothing is read or kept."""
    from onrecord.export import one_line
    from onrecord.run import look_many

    tally = Tally()
    already = kept.held(reader, whole=given.ocr) if kept is not None else None
    looked = look_many(
        paths, given=given, already=already, stdin=sys.stdin.buffer, tell=guessed, care=how, online=online
    )
    for item in looked:
        tally.count(item)
        ledger.write(wanted.ledger, item)
        if wanted.jsonl:
            click.echo(ledger.as_line(item))
        elif isinstance(item, Report):
            click.echo(one_line(ledger.in_words(item)))
        if isinstance(item, Report) and wanted.reprints is not None:
            wanted.reprints.add(item)
    _tell_reprints(tally, wanted, ledger_path)
    last_words(tally, None, f"{count(tally.done, 'report', 'reports')} would be read", recognising=given.ocr)
    return tally.status


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
