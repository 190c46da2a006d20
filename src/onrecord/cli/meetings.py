"""`onrecord meetings`: who met whom, when and where, each meeting once."""

from __future__ import annotations

import click

from onrecord.cli.options import count
from onrecord.cli.told import following, print_json, told_options
from onrecord.model.location import Location


@click.command("meetings")
@told_options
def command(record: Location | None, process: str | None, as_of: str | None, as_json: bool) -> int:
    """List the meetings and rounds of a record, each once, however often it is told.

    \b
    Examples:
      onrecord meetings --record talks.onrecord
      onrecord meetings --record talks.onrecord --as-of 2026-03-01 --json
    """
    from onrecord.export.told import meeting_json, meeting_line

    with following(record, process, as_of) as now:
        found = now.meetings()
        if as_json:
            print_json(meeting_json(now.story, one) for one in found)
            return 0
        for one in found:
            click.echo(f"{one.id[:10]}  {meeting_line(now.story, one)}")
    click.echo(count(len(found), "meeting", "meetings"), err=True)
    return 0
