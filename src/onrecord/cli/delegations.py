"""`onrecord delegations`: who sat for whom, meeting by meeting."""

from __future__ import annotations

import click

from onrecord.cli.told import following, print_json, told_options
from onrecord.model.location import Location


@click.command("delegations")
@told_options
def command(record: Location | None, process: str | None, as_of: str | None, as_json: bool) -> int:
    """Show heads and members of delegations and third parties in their roles, as the reports on each meeting tell them.

    \b
    Examples:
      onrecord delegations --record talks.onrecord
      onrecord delegations --record talks.onrecord --json
    """
    from onrecord.export import one_line
    from onrecord.export.told import meeting_line, name_of, seat_json

    with following(record, process, as_of) as now:
        story = now.story
        found = [m for m in now.meetings() if m.seats]
        if as_json:
            print_json({"meeting": one.id, "seats": [seat_json(story, seat) for seat in one.seats]} for one in found)
            return 0
        for one in found:
            click.echo(meeting_line(story, one))
            for seat in one.seats:
                side = f" of {name_of(story, seat.side)}" if seat.side else ""
                click.echo(one_line(f"    {name_of(story, seat.actor)}{side}: {seat.role}"))
    if not found:
        click.echo("no report names who sat for whom")
    return 0
