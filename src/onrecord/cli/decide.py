"""`onrecord decide`: what a person decides on actors: the same, different, unsure."""

from __future__ import annotations

import getpass
from pathlib import Path

import click

from onrecord.cli.options import count, record_location, record_option
from onrecord.cli.told import actor_of, following
from onrecord.errors import RunStopped
from onrecord.model.location import Location
from onrecord.model.story import Story

ANSWERS = ("same", "different", "unsure", "undone")


@click.command("decide")
@click.argument("answer", type=click.Choice(ANSWERS), required=False)
@click.argument("one", required=False)
@click.argument("other", required=False)
@click.option(
    "--file",
    "listed",
    type=click.Path(path_type=Path),
    help="Many at once: a line an actor, its names parted by |, or A != B.",
)
@click.option("--note", default="", help="Why.")
@click.option("--as", "who", help="Who decides (by default the user who is logged in).")
@record_option
def command(
    answer: str | None,
    one: str | None,
    other: str | None,
    listed: Path | None,
    note: str,
    who: str | None,
    record: Location | None,
) -> int:
    """Decide whether two names are one actor. Without arguments: list the pairs worth a look, with reasons.

    Names are those that reports use, or ids. Nothing is lost: every decision is kept with who took it, and "undone" takes
    it back. What people decide survives new reports and a new reader.

    A file has a line an actor ("Free Plateau Movement | FPM | the Movement") or two that are not one ("Issa Kodi != Brahim
    Kodi"); lines that begin with # are left out. It is checked first, and nothing of it is taken where a line is wrong.

    \b
    Examples:
      onrecord decide --record talks.onrecord
      onrecord decide same "Omar Hadidi" "Hadeedi" --record talks.onrecord
      onrecord decide different "Issa Kodi" "Kodi" --note "the minister" --record talks.onrecord
      onrecord decide --file names.txt --record talks.onrecord
    """
    from onrecord.export import one_line
    from onrecord.model.decision import Decision
    from onrecord.record import open_record

    with following(record, None, None) as now:
        story = now.story
    if listed is not None:
        pairs = _pairs_in(listed, story)
        with open_record(record_location(record), create=False) as kept:
            for line in pairs:
                kept.decide(Decision("actors", *line, who or getpass.getuser(), note or listed.name))
        click.echo(f"{count(len(pairs), 'decision', 'decisions')} taken from {listed}", err=True)
        return 0
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
    with open_record(record_location(record), create=False) as kept:
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


def _pairs_in(path: Path, story: Story) -> list[tuple[str, str, str]]:
    """The decisions in a file; RunStopped names all lines that are wrong, with their numbers."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise RunStopped(f"Cannot read {path}: {error}", hint="Name a text file in UTF-8.") from error
    found: dict[tuple[str, str], tuple[str, int]] = {}
    wrong: list[str] = []
    for number, line in enumerate(lines, 1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        apart = "!=" in text
        names = [name.strip() for name in text.split("!=" if apart else "|")]
        if len(names) < 2 or not all(names) or apart and len(names) != 2:
            wrong.append(f"line {number}: {text!r} is neither names parted by | nor A != B")
            continue
        keys = []
        for name in names:
            try:
                keys.append(_key(story, name))
            except RunStopped as error:
                wrong.append(f"line {number}: {error}")
        for key in keys[1:]:
            one, other = sorted((keys[0], key))
            answer = "different" if apart else "same"
            before = found.setdefault((one, other), (answer, number))
            if before[0] != answer:
                wrong.append(f"line {number}: line {before[1]} says that these are {before[0]}")
            elif one == other and apart:
                wrong.append(f"line {number}: {names[0]!r} and {names[1]!r} are one name")
    if wrong:
        raise RunStopped(
            f"{path} has lines that are wrong; nothing was decided\n  " + "\n  ".join(wrong),
            hint="Mend them, then try again.",
        )
    return [(answer, one, other) for (one, other), (answer, _) in found.items() if one != other]
