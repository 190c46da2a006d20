"""`onrecord status`: where things stand, and according to whom."""

from __future__ import annotations

import click

from onrecord.cli.told import following, print_json, states, told_options
from onrecord.model.location import Location


@click.command("status")
@click.option("--all", "every", is_flag=True, help="Every process, however small.")
@told_options
def command(every: bool, record: Location | None, process: str | None, as_of: str | None, as_json: bool) -> int:
    """Say in a few lines where each process stands, according to whom, and what is open.

    \b
    Examples:
      onrecord status --record talks.onrecord
      onrecord status --record talks.onrecord --as-of 2026-03-01
    """
    from onrecord.export.told import status_json, status_lines

    with following(record, process, as_of) as now:
        if as_json:
            print_json(status_json(now.story, state, as_of) for state in states(now, every=every))
            return 0
        for n, state in enumerate(states(now, every=every)):
            click.echo(("\n" if n else "") + "\n".join(status_lines(now.story, state, as_of)))
    return 0
