"""`onrecord status`: where things stand, and according to whom."""

from __future__ import annotations

from pathlib import Path

import click

from onrecord.cli.told import chosen_states, print_json, told_options


@click.command("status")
@told_options
def command(record: Path | None, process: str | None, as_of: str | None, as_json: bool) -> int:
    """Say in a few lines where each process stands, according to whom, and what is open.

    \b
    Examples:
      onrecord status --record talks.onrecord
      onrecord status --record talks.onrecord --as-of 2026-03-01
    """
    from onrecord.export.told import status_json, status_lines

    story, states = chosen_states(record, process, as_of)
    if as_json:
        print_json(status_json(story, state, as_of) for state in states)
        return 0
    click.echo("\n\n".join("\n".join(status_lines(story, state, as_of)) for state in states))
    return 0
