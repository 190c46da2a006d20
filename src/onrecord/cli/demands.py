"""`onrecord demands`: who demanded what of whom, and how it was answered."""

from __future__ import annotations

import click

from onrecord.cli.told import list_threads, told_options
from onrecord.model.location import Location


@click.command("demands")
@told_options
def command(record: Location | None, process: str | None, as_of: str | None, as_json: bool) -> int:
    """List demands and how they were answered: met, refused, countered, or not at all.

    \b
    Examples:
      onrecord demands --record talks.onrecord
      onrecord demands --record talks.onrecord --json
    """
    list_threads("demand", record, process, as_of, as_json)
    return 0
