"""`onrecord copy`: a record goes from a file into PostgreSQL, or back."""

from __future__ import annotations

import click

from onrecord.cli.options import PLACE, count
from onrecord.cli.progress import Progress
from onrecord.model.location import Location


@click.command("copy")
@click.argument("source", metavar="FROM", type=PLACE)
@click.argument("target", metavar="TO", type=PLACE)
def command(source: Location, target: Location) -> int:
    """Copy a whole record to another place that is empty: reports, originals, lines, verdicts, notes, decisions, all that follows.

    Ids and numbers stay as they are. Others may write to the record meanwhile: it is copied as of one moment. In the end
    every table is compared; where something is not the same, nothing is kept.

    \b
    Examples:
      onrecord copy sqlite:talks.onrecord postgresql://ana@db.example.org/talks
      onrecord copy postgresql://ana@db.example.org/talks talks.onrecord
    """
    from onrecord.record import open_record
    from onrecord.record.whole import copy

    with (
        open_record(source, create=False, read_only=True) as kept,
        open_record(target) as made,
        Progress(unit="rows") as progress,
    ):
        rows = copy(kept, made, progress.at)
    click.echo(f"copied and compared: {in_words(rows)} → {target}", err=True)
    return 0


def in_words(rows: dict[str, int]) -> str:
    """What a whole record holds."""
    words = [
        count(rows["reports"], "report", "reports"),
        count(rows["entries"], "entry", "entries"),
        count(rows["verdicts"], "verdict", "verdicts"),
        count(rows["notes"], "note", "notes"),
        count(rows["decisions"], "decision", "decisions"),
    ]
    return ", ".join(words) + f"; {count(sum(rows.values()), 'row', 'rows')} in all"
