"""`onrecord disagreements`: where the versions differ."""

from __future__ import annotations

import click

from onrecord.cli.told import following, print_json, states, told_options
from onrecord.model.location import Location


@click.command("disagreements")
@told_options
def command(record: Location | None, process: str | None, as_of: str | None, as_json: bool) -> int:
    """Show what one says and another denies, and what outlets tell differently. No winner is picked.

    \b
    Examples:
      onrecord disagreements --record talks.onrecord
      onrecord disagreements --record talks.onrecord --json
    """
    from onrecord.export import one_line
    from onrecord.export.told import disagreement_json, disagreement_lines

    with following(record, process, as_of) as now:
        if as_json:
            print_json(
                {"process": state.process.id, **disagreement_json(now.story, one)}
                for state in states(now)
                for one in state.disagreements
            )
            return 0
        for state in states(now):
            click.echo(one_line(state.process.name))
            for one in state.disagreements:
                for line in disagreement_lines(now.story, one):
                    click.echo(f"  {line}")
            if not state.disagreements:
                click.echo("  no version contradicts another")
    return 0
