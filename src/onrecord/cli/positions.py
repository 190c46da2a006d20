"""`onrecord positions`: what each party says on each issue, and how it moved."""

from __future__ import annotations

import click

from onrecord.cli.told import following, print_json, told_options
from onrecord.model.location import Location


@click.command("positions")
@told_options
def command(record: Location | None, process: str | None, as_of: str | None, as_json: bool) -> int:
    """Show what each party says on each issue of the codebook, the latest word last, and whether it moved.

    \b
    Examples:
      onrecord positions --record talks.onrecord
      onrecord positions --record talks.onrecord --as-of 2026-03-01
    """
    from onrecord.export import one_line
    from onrecord.export.told import name_of, position_json, words
    from onrecord.state.positions import positions

    with following(record, process, as_of) as now:
        found = positions(now.story.marks_in(now.wanted))
        if as_json:
            print_json(position_json(now.story, one) for one in found)
            return 0
        issue = ""
        for one in found:
            if one.issue != issue:
                issue = one.issue
                click.echo(one_line(words(issue)))
            stands = [f"{'not ' if s.negated else ''}{words(s.act)} ({s.told or 'no date'})" for s in one.stands]
            moved = " · moved" if one.moved else ""
            click.echo(one_line(f"  {name_of(now.story, one.party)}: {' → '.join(stands[-4:])}{moved}"))
        if not found:
            click.echo("no party takes a stand on an issue of the codebook")
    return 0
