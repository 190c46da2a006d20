"""`onrecord backup` and `onrecord restore`: a whole record as one file, and back."""

from __future__ import annotations

from pathlib import Path

import click

from onrecord.cli.copy import in_words
from onrecord.cli.options import record_location, record_option
from onrecord.cli.progress import Progress
from onrecord.model.location import Location


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@record_option
def backup_command(file: Path, record: Location | None) -> int:
    """Write a whole record into one file, as of one moment, while others go on writing to it.

    The file is read again before it takes its name; an older backup of this name is replaced then. It holds the texts:
    keep it as you keep the record. It can be restored into a file and into PostgreSQL, wherever it came from.

    \b
    Examples:
      onrecord backup talks-monday.backup --record talks.onrecord
      onrecord backup talks.backup --record postgresql://ana@db.example.org/talks
    """
    from onrecord.record import open_record
    from onrecord.record.whole import backup

    with open_record(record_location(record), create=False, read_only=True) as kept, Progress(unit="rows") as progress:
        rows = backup(kept, file, progress.at)
    click.echo(f"written and read again: {in_words(rows)} → {file}", err=True)
    return 0


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@record_option
def restore_command(file: Path, record: Location | None) -> int:
    """Read what “onrecord backup” wrote into a record that is not there yet, or is empty.

    A file that is cut short or damaged is named, and nothing of it is kept.

    \b
    Examples:
      onrecord restore talks-monday.backup --record again.onrecord
      onrecord restore talks.backup --record postgresql://ana@db.example.org/talks?schema=again
    """
    from onrecord.record import open_record
    from onrecord.record.whole import check, restore

    place = record_location(record)
    with Progress(unit="rows") as progress:
        # before anything is made
        check(file, progress.at)
        with open_record(place) as kept:
            rows = restore(file, kept, progress.at)
    click.echo(f"restored and compared: {in_words(rows)} → {place}", err=True)
    return 0
