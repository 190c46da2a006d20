"""`onrecord import actors`: who is who, out of a list from elsewhere, as decisions."""

from __future__ import annotations

import getpass
from collections.abc import Sequence
from pathlib import Path

import click

from onrecord.cli.options import count, record_location, record_option
from onrecord.cli.told import following

# lines that are named of a kind
NAMED = 20


def importing(name: str) -> click.Command:
    """The command, as the others that take in files have it."""
    return command


@click.command("actors")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--who", help="Whose decisions they are (by default the user who is logged in).")
@click.option("--different", is_flag=True, help="Also decide that two of the list whose names look alike are two.")
@click.option("--dry-run", is_flag=True, help="Show what would be decided, and decide nothing.")
@record_option
def command(file: Path, who: str | None, different: bool, dry_run: bool, record: Path | None) -> int:
    """Decide who is who by a list of actors: names of one actor are the same, where a record has them.

    A CSV file has a header with name, and perhaps aliases (parted by | or ;), kind, country and part_of. FollowTheMoney JSON
    lines may hold Person, Organization, PublicBody, Company, and Directorship, Membership, Employment. Country and part_of
    tell which actor is meant where several share a name. What was decided otherwise here is left and named. Doing so twice
    changes nothing; each decision can be taken back (onrecord decide undone). Wrong lines are named (exit status 1).

    \b
    Examples:
      onrecord import actors people.csv --record talks.onrecord --dry-run
      onrecord import actors people.csv --record talks.onrecord --who Ana
      onrecord import actors entities.ftm.json --record talks.onrecord --who Ana --different
    """
    from onrecord.export import one_line
    from onrecord.introduced import as_decisions, introduce
    from onrecord.record import open_record
    from onrecord.sources.actors import read_actors

    listed = read_actors(file)
    with following(record, None, None) as now:
        done = introduce(now.story, listed.actors, now.record.decisions(), different=different)
    for proposal in done.proposals:
        sign = " = " if proposal.action == "same" else " != "
        click.echo(one_line(f"{sign.join(proposal.names)} (line {proposal.line}; {proposal.now})"))
    if not dry_run and done.proposals:
        decisions = as_decisions(done.proposals, who or getpass.getuser(), file.name)
        with open_record(record_location(record), create=False) as kept:
            for decision in decisions:
                kept.decide(decision)
    _name("left out", [f"{file} line {number}: {why}" for number, why in listed.wrong])
    _name("decided otherwise here, left as it is", done.left)
    _name("nothing decided", done.open)
    _name("differs", done.belong)
    words = f"{count(len(listed.actors), 'actor', 'actors')} in the list, {done.found} on record; "
    words += f"{count(len(done.proposals), 'decision', 'decisions')} {'would be taken' if dry_run else 'taken'}"
    click.echo(f"{words}, {done.known} known already", err=True)
    if listed.others:
        click.echo(f"{count(listed.others, 'entity', 'entities')} of other kinds left out", err=True)
    return 1 if listed.wrong else 0


def _name(title: str, lines: Sequence[str]) -> None:
    from onrecord.export import one_line

    for line in lines[:NAMED]:
        click.echo(one_line(f"{title}: {line}"), err=True)
    if len(lines) > NAMED:
        click.echo(f"{title}: and {len(lines) - NAMED} more", err=True)
