"""`onrecord warnings`: who warned of what."""

from __future__ import annotations

import click

from onrecord.cli.told import list_threads, told_options
from onrecord.model.location import Location


@click.command("warnings")
@told_options
def command(record: Location | None, process: str | None, as_of: str | None, as_json: bool) -> int:
    """List warnings and ultimatums.

    \b
    Examples:
      onrecord warnings --record talks.onrecord
      onrecord warnings --record talks.onrecord --json
    """
    list_threads("warning", record, process, as_of, as_json)
    return 0
