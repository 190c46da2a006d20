"""`onrecord entries`: what is on record, filtered."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import click

from onrecord.cli.options import record_option, record_path
from onrecord.model.shape import as_json


@click.command("entries")
@record_option
@click.option("--kind", help="statement, action, meeting, participation or phase.")
@click.option("--act", help="An act of the codebook, such as refuse (see: onrecord codebook).")
@click.option("--actor", help="Who does it (part of a name).")
@click.option("--addressee", help="To whom (part of a name).")
@click.option("--speaker", help="Who says so (part of a name).")
@click.option("--form", help="verbal, written, signed, joint_statement, unilateral_declaration.")
@click.option("--style", help="direct, mixed, indirect, narrated or author.")
@click.option("--negated/--not-negated", default=None, help="Only what did not happen, or only what did.")
@click.option("--future/--not-future", default=None, help="Only what is put ahead, or not.")
@click.option("--conditional/--unconditional", default=None, help="Only what depends on a condition, or not.")
@click.option("--historical/--current", default=None, help="Only background, or only what is new.")
@click.option("--implied/--explicit", default=None, help="Only what the text presupposes, or only what it says.")
@click.option("--since", metavar="DATE", help="What happened on or after this day.")
@click.option("--until", metavar="DATE", help="What happened on or before this day.")
@click.option("--text", help="Words of the evidence.")
@click.option("--report", help="Of one report (beginning of its id).")
@click.option("--min-confidence", type=click.FloatRange(0, 1), help="At least this confidence.")
@click.option("--limit", type=click.IntRange(1), help="At most so many.")
@click.option("--jsonl", is_flag=True, help="As JSON lines.")
@click.option("--csv", "as_csv", is_flag=True, help="As CSV.")
def command(record: Path | None, jsonl: bool, as_csv: bool, **wanted: Any) -> int:
    """List entries of a record, in the order of the reports.

    \b
    Examples:
      onrecord entries --record talks.onrecord --act refuse --speaker Pakistan
      onrecord entries --record talks.onrecord --form verbal --csv > verbal.csv
      onrecord entries --record talks.onrecord --since 2026-03-01 --jsonl
    """
    from onrecord.export import as_csv as to_csv
    from onrecord.export import line_of
    from onrecord.record import EntryFilter, open_record

    chosen = EntryFilter(**wanted)
    with open_record(record_path(record), create=False, read_only=True) as kept:
        found = kept.entries(chosen)
        undated = kept.count_undated(chosen) if chosen.has_dates else 0
    if jsonl:
        for entry in found:
            click.echo(json.dumps(as_json(entry), ensure_ascii=False))
    elif as_csv:
        click.echo(to_csv(found), nl=False)
    else:
        width = min(160, shutil.get_terminal_size((100, 24)).columns)
        for entry in found:
            click.echo(f"{entry.id[:10]}  {line_of(entry)}"[:width])
    click.echo(f"{len(found)} entries", err=True)
    if undated:
        click.echo(f"{undated} more have no date and are left out", err=True)
    return 0
