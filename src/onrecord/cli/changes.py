"""`onrecord changes --since DATE`: what is new, changed or gone."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import click

from onrecord.cli.options import day
from onrecord.cli.told import print_json, process_of, story_of, told_options


@click.command("changes")
@click.option("--since", type=day, metavar="DATE", required=True, help="By the reports published from this day on.")
@told_options
def command(since: str, record: Path | None, process: str | None, as_of: str | None, as_json: bool) -> int:
    """Show what the reports from a day on made new, changed, or took away.

    \b
    Examples:
      onrecord changes --since 2026-03-01 --record talks.onrecord
      onrecord changes --since 2026-03-01 --as-of 2026-03-07 --record talks.onrecord --json
    """
    from onrecord.export.told import change_json, change_line
    from onrecord.state.changes import changes

    after = story_of(record, as_of)
    before = story_of(record, (date.fromisoformat(since) - timedelta(days=1)).isoformat(), quiet=True)
    chosen = process_of(after, process)
    found = [
        one
        for one in changes(before, after)
        if chosen is None
        or one.id == chosen.id
        or any(k.get(one.id) is not None and k[one.id].process == chosen.id for k in (after.meetings, after.threads))
    ]
    if as_json:
        print_json(change_json(after, one) for one in found)
        return 0
    for one in found:
        click.echo(change_line(after, before, one))
    if not found:
        click.echo(f"nothing has changed since {since}")
    return 0
