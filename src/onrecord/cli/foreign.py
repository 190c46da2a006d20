"""`onrecord import gdelt|polecat|icews|ucdp|ceasefires`: event data that somebody else made, beside the record."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from onrecord.cli.options import count, record_location, record_option
from onrecord.errors import RunStopped

if TYPE_CHECKING:
    from onrecord.model.foreign import ForeignLine
    from onrecord.sources.foreign import Wrong

# wrong rows that are named
NAMED = 20


def importing(name: str) -> click.Command:
    """The command that takes in files of one dataset."""
    from onrecord.sources.foreign import dataset

    chosen = dataset(name)

    @click.option("--version", help="Which edition of the dataset it is, where its name does not tell.")
    @click.option("--remove", is_flag=True, help="Remove the lines of this file, or of all files of the dataset.")
    @click.argument("file", type=click.Path(path_type=Path), required=False)
    @record_option
    def function(file: Path | None, version: str | None, remove: bool, record: Path | None) -> int:
        if remove:
            return _remove(name, file, record)
        if file is None:
            raise click.UsageError("Name a file")
        return _take(name, file, version, record)

    function.__doc__ = f"""Put the rows of a file of {chosen.label} beside a record: {chosen.says}.

    They stand in tables of their own and are never among the lines of the record; see them with onrecord foreign. Files may
    be .csv, .tsv, .xlsx, and packed as .zip or .gz. A file twice changes nothing; one of the same name, changed, stands in
    the place of the former, and so does a row of the same event. Wrong rows are named and left out (exit status 1). Which
    columns are read: docs/exchange-foreign.md.

    \b
    Examples:
      onrecord import {name} events.csv --record talks.onrecord
      onrecord import {name} --remove events.csv --record talks.onrecord
      onrecord import {name} --remove --record talks.onrecord
    """
    return click.command(name)(function)


def _take(name: str, file: Path, version: str | None, record: Path | None) -> int:
    from onrecord.cli.progress import Progress
    from onrecord.model.foreign import ForeignFile
    from onrecord.record import open_record
    from onrecord.sources.foreign import Wrong, dataset, hash_of, read_table

    wrong: list[Wrong] = []

    def right(lines: Iterator[ForeignLine | Wrong], progress: Progress) -> Iterator[ForeignLine]:
        for line in lines:
            progress.advance()
            if isinstance(line, Wrong):
                wrong.append(line)
            else:
                yield line

    with open_record(record_location(record), create=False) as kept:
        sha256 = hash_of(file)
        if (known := kept.foreign.has(name, sha256)) is not None:
            click.echo(f"{known.name} is here already, since {known.imported_at[:10]}", err=True)
            return 0
        table = read_table(file, dataset(name))
        made = ForeignFile(name, file.name, sha256, version or table.version, table.columns)
        try:
            with Progress(unit="rows") as progress:
                taken = kept.foreign.put(made, right(table.lines, progress), wrong)
        except RunStopped:
            _name(file, wrong)
            raise
    _name(file, wrong)
    words = f"{count(taken.lines, 'foreign line', 'foreign lines')} of {dataset(name).label}"
    words += f" {made.version}" if made.version else ""
    if taken.gone:
        words += f"; the {taken.gone} of the earlier {file.name} {'is' if taken.gone == 1 else 'are'} gone"
    if taken.replaced:
        same = "the same event from another file" if taken.replaced == 1 else "the same events from other files"
        words += f"; {taken.replaced} of them in the place of {same}"
    click.echo(words, err=True)
    return 1 if wrong else 0


def _name(file: Path, wrong: list[Wrong]) -> None:
    from onrecord.export import one_line

    for row in wrong[:NAMED]:
        click.echo(one_line(f"{file} line {row.line}: left out: {row.why}"), err=True)
    if len(wrong) > NAMED:
        click.echo(f"{file}: and {count(len(wrong) - NAMED, 'more row', 'more rows')} left out", err=True)


def _remove(name: str, file: Path | None, record: Path | None) -> int:
    from onrecord.record import open_record

    with open_record(record_location(record), create=False) as kept:
        files, lines = kept.foreign.remove(name, file.name if file is not None else None)
        there = ", ".join(one.name for one in kept.foreign.files(name))
    if not files:
        raise RunStopped(
            f"No foreign lines of {name}" + (f" from {file.name}" if file is not None else ""),
            hint=f"There are: {there}" if there else "Take some in first: onrecord import --help",
        )
    click.echo(f"{count(lines, 'foreign line', 'foreign lines')} removed ({count(files, 'file', 'files')})", err=True)
    return 0
