"""`onrecord actors`: who is who in a record."""

from __future__ import annotations

import click

from onrecord.cli.options import count
from onrecord.cli.told import following, print_json, told_options
from onrecord.model.location import Location


@click.command("actors")
@told_options
def command(record: Location | None, process: str | None, as_of: str | None, as_json: bool) -> int:
    """List the actors of a record, each once, with the names by which reports call it and whom it belongs to.

    \b
    Examples:
      onrecord actors --record talks.onrecord
      onrecord actors --record talks.onrecord --process Oram
    """
    from onrecord.export import one_line
    from onrecord.export.told import name_of, party_json

    with following(record, process, as_of) as now:
        story = now.story
        found = sorted((a for a in story.actors.values() if a.reports), key=lambda a: (-a.reports, a.name))
        if now.process is not None:
            within = {*now.process.parties, *(actor for actor, _ in now.process.third)}
            found = [a for a in found if story.root(a.id) in within]
        if as_json:
            print_json(party_json(story, one) for one in found)
            return 0
        for one in found:
            part = f" · of {name_of(story, one.part_of)}" if one.part_of else ""
            others = [n for n in one.names if n != one.name][:5]
            also = f" · also {', '.join(others)}" if others else ""
            click.echo(one_line(f"{one.id[:10]}  {one.reports:4d}  {one.name} ({one.kind}){part}{also}"))
        click.echo(count(len(found), "actor", "actors"), err=True)
    return 0
