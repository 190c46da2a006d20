"""`onrecord commitments`: who undertook what, in what form, and who says what became of it."""

from __future__ import annotations

import click

from onrecord.cli.told import list_threads, told_options
from onrecord.model.location import Location


@click.command("commitments")
@told_options
def command(record: Location | None, process: str | None, as_of: str | None, as_json: bool) -> int:
    """Show who undertook what, in what form, and who says what became of it.

    First a matrix, a party a row and a form a column; then every undertaking with its status by speaker. What only the
    other side or an outlet reports is marked as not confirmed by its maker.

    \b
    Examples:
      onrecord commitments --record talks.onrecord
      onrecord commitments --record talks.onrecord --process "Oram Kesh" --json
    """
    list_threads("commitment", record, process, as_of, as_json)
    return 0
