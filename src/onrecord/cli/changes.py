"""`onrecord changes --since DATE`: what is new or changed."""

from __future__ import annotations

import click

from onrecord.cli.options import day
from onrecord.cli.told import following, print_json, told_options
from onrecord.model.location import Location


@click.command("changes")
@click.option("--since", type=day, metavar="DATE", required=True, help="By the reports published from this day on.")
@told_options
def command(since: str, record: Location | None, process: str | None, as_of: str | None, as_json: bool) -> int:
    """Show what the reports from a day on made new or changed.

    \b
    Examples:
      onrecord changes --since 2026-03-01 --record talks.onrecord
      onrecord changes --since 2026-03-01 --as-of 2026-03-07 --record talks.onrecord --json
    """
    from onrecord.export.told import change_json, change_line
    from onrecord.resolving import changes_since

    with following(record, process, as_of) as now:
        found = changes_since(now.record, now.story, since, until=as_of, process=now.wanted)
        if as_json:
            print_json(change_json(now.story, one) for one in found)
            return 0
        for one in found:
            click.echo(change_line(now.story, one))
    if not found:
        click.echo(f"nothing has changed since {since}")
    return 0
