"""`onrecord actors`: who is who in a record."""

from __future__ import annotations

from pathlib import Path

import click

from onrecord.cli.options import count
from onrecord.cli.told import print_json, process_of, story_of, told_options


@click.command("actors")
@told_options
def command(record: Path | None, process: str | None, as_of: str | None, as_json: bool) -> int:
    """List the actors of a record, each once, with the names by which reports call it and whom it belongs to.

    \b
    Examples:
      onrecord actors --record talks.onrecord
      onrecord actors --record talks.onrecord --process Oram
    """
    from onrecord.export import one_line
    from onrecord.export.told import name_of, party_json

    story = story_of(record, as_of)
    chosen = process_of(story, process)
    found = sorted(story.actors.values(), key=lambda a: (-a.reports, a.name))
    found = [a for a in found if a.reports]
    if chosen is not None:
        within = {*chosen.parties, *(actor for actor, _ in chosen.third)}
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
