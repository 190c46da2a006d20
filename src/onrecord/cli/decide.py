"""`onrecord decide`: what a person decides on actors: the same, different, unsure."""

from __future__ import annotations

import getpass
from pathlib import Path

import click

from onrecord.cli.options import count, record_option, record_path
from onrecord.cli.told import actor_of, following
from onrecord.errors import RunStopped
from onrecord.model.story import Story

ANSWERS = ("same", "different", "unsure", "undone")


@click.command("decide")
@click.argument("answer", type=click.Choice(ANSWERS), required=False)
@click.argument("one", required=False)
@click.argument("other", required=False)
@click.option("--note", default="", help="Why.")
@click.option("--as", "who", help="Who decides (by default the user who is logged in).")
@record_option
def command(
    answer: str | None, one: str | None, other: str | None, note: str, who: str | None, record: Path | None
) -> int:
    """Decide whether two names are one actor. Without arguments: list the pairs worth a look, with reasons.

    Names are those that reports use, or ids. Nothing is lost: every decision is kept with who took it, and "undone" takes
    it back. What people decide survives new reports and a new reader.

    \b
    Examples:
      onrecord decide --record talks.onrecord
      onrecord decide same "Omar Hadidi" "Hadeedi" --record talks.onrecord
      onrecord decide different "Issa Kodi" "Kodi" --note "the minister" --record talks.onrecord
    """
    from onrecord.export import one_line
    from onrecord.model.decision import Decision
    from onrecord.record import open_record

    with following(record, None, None) as now:
        story = now.story
    if answer is None:
        for first, second, why in story.pairs:
            names = f"{story.actors[first].name} · {story.actors[second].name}"
            click.echo(one_line(f"{first[:10]} {second[:10]}  {names} · {why}"))
        click.echo(count(len(story.pairs), "pair", "pairs"), err=True)
        return 0
    if one is None or other is None:
        raise click.UsageError("Name two actors")
    first, second = _key(story, one), _key(story, other)
    if first == second:
        raise RunStopped(f"{one!r} and {other!r} are one name", hint="See who is there: onrecord actors")
    with open_record(record_path(record), create=False) as kept:
        kept.decide(Decision("actors", answer, first, second, who or getpass.getuser(), note))
    click.echo(f"{one} and {other}: {answer}", err=True)
    return 0


def _key(story: Story, wanted: str) -> str:
    """The key of a name as a report uses it, or of an actor by id or part of a name."""
    fits = [keys for name, keys in story.keys.items() if name.lower() == wanted.lower()]
    found = sorted({key for keys in fits for key in keys if story.merged.get(key, key) in story.actors})
    if len(found) == 1:
        return found[0]
    return actor_of(story, wanted).id if wanted in story.merged or not found else found[0]
