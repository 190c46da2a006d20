"""`onrecord show`: an entry or a report, the words marked where they stand."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from onrecord.cli.options import record_option, record_path
from onrecord.errors import RecordError
from onrecord.model import BlockKind


@click.command("show")
@click.argument("ident", metavar="ID")
@record_option
@click.option("--why", is_flag=True, help="Also say what proposed and decided the line.")
def command(ident: str, record: Path | None, why: bool) -> int:
    """Show an entry or a report. ID is an id or its beginning (4 characters), or a report's file name.

    \b
    Examples:
      onrecord show e-3f2a --record talks.onrecord
      onrecord show e-3f2a --why --record talks.onrecord
      onrecord show articles/0412.txt --record talks.onrecord
    """
    from onrecord.record import open_record

    with open_record(record_path(record), create=False, read_only=True) as kept:
        if ident.startswith("e-"):
            entry = kept.entry(ident)
            _entry(entry, kept.report(entry.report).report, why=why)
            return 0
        try:
            stored = kept.report(ident)
        except RecordError:
            if ident.startswith("r-"):
                raise
            entry = kept.entry("e-" + ident.removeprefix("e-"))
            _entry(entry, kept.report(entry.report).report, why=why)
            return 0
        _report(stored, kept)
    return 0


def _mark(text: str) -> str:
    return click.style(text, bold=True, underline=True) if sys.stdout.isatty() else f"[{text}]"


def _entry(entry: object, report: object, *, why: bool) -> None:
    from onrecord.export import details, line_of
    from onrecord.model import Entry, Report

    assert isinstance(entry, Entry) and isinstance(report, Report)
    click.echo(line_of(entry))
    click.echo()
    for evidence in entry.evidence:
        before = report.text[evidence.sentence.start : evidence.start]
        after = report.text[evidence.end : evidence.sentence.end]
        click.echo(f"  “{before}{_mark(evidence.text)}{after}”")
    click.echo()
    for name, value in details(entry):
        click.echo(f"  {name:14s} {value}")
    if report.title:
        click.echo(f"  {'report':14s} {report.title.value}")
    click.echo(f"  {'report id':14s} {report.id}  characters {entry.evidence[0].start}-{entry.evidence[0].end}")
    if why:
        made = entry.made_by
        click.echo(
            f"\n  Suggested by the reader {made.reader}: {made.rule}, cue “{made.cue}”; confidence {entry.confidence:.2f}."
        )
        click.echo("  Nobody has reviewed it.")


def _report(stored: object, kept: object) -> None:
    from onrecord.export import line_of
    from onrecord.record import EntryFilter, Record, StoredReport

    assert isinstance(stored, StoredReport) and isinstance(kept, Record)
    report = stored.report
    head = [report.title.value if report.title else report.id]
    for name in ("outlet", "published", "url"):
        known = getattr(report, name)
        if known is not None:
            head.append(f"{name}: {known.value} ({known.basis})")
    click.echo("\n".join(head) + f"\nid: {report.id}\nfrom: {', '.join(stored.origins)}\n")
    entries = kept.entries(EntryFilter(report=report.id))
    marks = sorted({(e.start, e.end) for entry in entries for e in entry.evidence})
    for block in report.blocks:
        label = "" if block.kind is BlockKind.BODY else f"({block.kind.value}) "
        click.echo(label + _marked(report.text, block.start, block.end, marks) + "\n")
    for entry in entries:
        click.echo(f"{entry.id[:10]}  {line_of(entry)}")


def _marked(text: str, start: int, end: int, marks: list[tuple[int, int]]) -> str:
    """A block with the outermost marks in it."""
    out, at = [], start
    for first, last in marks:
        if first >= at and last <= end:
            out.append(text[at:first] + _mark(text[first:last]))
            at = last
    return "".join(out) + text[at:end]
