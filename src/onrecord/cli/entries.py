"""`onrecord entries`: what is on record, filtered."""

from __future__ import annotations

import difflib
import shutil
import sys
from typing import Any

import click

from onrecord.cli.options import count, day, record_location, record_option
from onrecord.config import load_settings
from onrecord.errors import RunStopped
from onrecord.model import Form, Kind, Style
from onrecord.model.location import Location


@click.command("entries")
@record_option
@click.option("--kind", type=click.Choice([k.value for k in Kind]), help="What sort of line.")
@click.option("--act", help="An act or phase of the codebook, such as refuse (see: onrecord codebook).")
@click.option("--actor", help="Who does it (part of a name).")
@click.option("--addressee", help="To whom (part of a name).")
@click.option("--speaker", help="Who says so (part of a name).")
@click.option("--form", type=click.Choice([f.value for f in Form]), help="In which form it was promised, refused….")
@click.option("--style", type=click.Choice([s.value for s in Style]), help="How the words are attributed.")
@click.option("--negated/--not-negated", default=None, help="Only what did not happen, or only what did.")
@click.option("--future/--not-future", default=None, help="Only what is put ahead, or not.")
@click.option("--conditional/--unconditional", default=None, help="Only what depends on a condition, or not.")
@click.option("--historical/--current", default=None, help="Only background, or only what is new.")
@click.option("--implied/--explicit", default=None, help="Only what the text presupposes, or only what it says.")
@click.option("--since", type=day, metavar="DATE", help="What happened on or after this day.")
@click.option("--until", type=day, metavar="DATE", help="What happened on or before this day.")
@click.option("--text", help="Words of the evidence.")
@click.option("--report", help="Of one report: its id, the beginning of it, or its file name.")
@click.option("--min-confidence", type=click.FloatRange(0, 1), help="At least this confidence.")
@click.option("--limit", type=click.IntRange(1), help="At most so many.")
@click.option("--jsonl", is_flag=True, help="As JSON lines.")
@click.option("--csv", "as_csv", is_flag=True, help="As CSV.")
def command(record: Location | None, jsonl: bool, as_csv: bool, **wanted: Any) -> int:
    """List entries of a record, in the order of the reports.

    \b
    Examples:
      onrecord entries --record talks.onrecord --act refuse --speaker Pakistan
      onrecord entries --record talks.onrecord --form verbal --csv > verbal.csv
      onrecord entries --record talks.onrecord --since 2026-03-01 --jsonl
    """
    from onrecord.export import as_csv as to_csv
    from onrecord.export import json_lines, line_of
    from onrecord.record import EntryFilter, open_record

    if jsonl and as_csv:
        raise click.UsageError("--jsonl and --csv exclude one another")
    if wanted["act"]:
        _check_act(wanted["act"])
    if wanted["min_confidence"] is None:
        wanted["min_confidence"] = load_settings()["min_confidence"].value or None
    with open_record(record_location(record), create=False, read_only=True) as kept:
        if wanted["report"]:
            wanted["report"] = kept.report(wanted["report"]).report.id
        chosen = EntryFilter(**wanted)
        found = kept.entries(chosen)
        undated = kept.count_undated(chosen) if chosen.has_dates else 0
    if jsonl:
        for line in json_lines(found):
            click.echo(line)
    elif as_csv:
        click.echo(to_csv(found), nl=False)
    else:
        width = min(160, shutil.get_terminal_size((100, 24)).columns) if sys.stdout.isatty() else 100_000
        for entry in found:
            click.echo(_cut(f"{entry.id[:10]}  {line_of(entry)}", width))
    click.echo(count(len(found), "entry", "entries"), err=True)
    if undated:
        click.echo(f"{undated} more have no date and are left out", err=True)
    return 0


def _cut(line: str, width: int) -> str:
    return line if len(line) <= width else line[: width - 1] + "…"


def _check_act(act: str) -> None:
    """An act that is nowhere in the codebook finds nothing; better to say so."""
    from onrecord.codebook import load_codebook

    book = load_codebook()
    known = [*book.acts, *book.terms["phase"]]
    if act not in known:
        close = difflib.get_close_matches(act, known, n=3)
        hint = f"Did you mean {', '.join(close)}?" if close else "See: onrecord codebook"
        raise RunStopped(f"No act {act!r}", hint=hint)
