"""What the commands on what follows from a record share: the story of the lines up to a day, and one process of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

import click

from onrecord.cli.options import count, day, record_option, record_path
from onrecord.errors import RunStopped
from onrecord.model.state import State
from onrecord.model.story import Party, Process, Story

F = TypeVar("F", bound=Callable[..., Any])


def told_options(function: F) -> F:
    """--record, --process, --as-of and --json."""
    for option in (
        click.option("--json", "as_json", is_flag=True, help="As JSON."),
        click.option("--as-of", type=day, metavar="DATE", help="By the reports published up to this day."),
        click.option("--process", help="One process: its id, the beginning of it, or words of its name."),
    ):
        function = option(function)
    return record_option(function)


def story_of(record: Path | None, as_of: str | None, *, quiet: bool = False) -> Story:
    """What follows from a record, as of a day where one is given; reports without a date are then left out and counted."""
    from onrecord.record import open_record
    from onrecord.story import told_by

    with open_record(record_path(record), create=False, read_only=True) as kept:
        story = told_by(kept, until=as_of)
        undated = kept.count_reports_undated() if as_of is not None else 0
    if undated and not quiet:
        click.echo(f"{undated} reports have no date and are left out", err=True)
    return story


def process_of(story: Story, wanted: str | None) -> Process | None:
    """The process asked for; None where none is asked for. RunStopped where there is no such, or several."""
    if wanted is None:
        return None
    fits = [p for p in story.processes.values() if p.id.startswith(wanted)]
    if not fits:
        fits = [p for p in story.processes.values() if all(w in p.name.lower() for w in wanted.lower().split())]
    if len(fits) == 1:
        return fits[0]
    names = ", ".join(sorted(p.name for p in fits or story.processes.values()))
    if not story.processes:
        raise RunStopped(
            "No process on record", hint="Read reports on a negotiation first: onrecord read FILE --record RECORD"
        )
    problem = f"{wanted!r} fits several processes" if fits else f"No process {wanted!r}"
    raise RunStopped(problem, hint=f"There are: {names}")


def print_json(items: Iterable[Any] | dict[str, Any]) -> None:
    """JSON on standard output."""
    click.echo(json.dumps(items if isinstance(items, dict) else list(items), ensure_ascii=False, indent=1))


def list_threads(kind: str, record: Path | None, process: str | None, as_of: str | None, as_json: bool) -> None:
    """The threads of one kind, a line each, the earliest told first."""
    from onrecord.export.told import matrix, thread_json, thread_line

    story = story_of(record, as_of)
    chosen = process_of(story, process)
    found = [t for t in story.threads.values() if t.kind == kind and (chosen is None or t.process == chosen.id)]
    found.sort(key=lambda t: (t.steps[0].told or "", t.id))
    if as_json:
        print_json(thread_json(story, one) for one in found)
        return
    if kind == "commitment" and found:
        click.echo(matrix(story, found))
        click.echo()
    for one in found:
        click.echo(f"{one.id[:10]}  {one.steps[0].told or '          '}  {thread_line(story, one)}")
    click.echo(count(len(found), kind, f"{kind}s"), err=True)


def chosen_states(record: Path | None, process: str | None, as_of: str | None) -> tuple[Story, list[State]]:
    """The story of a record and the state of the process asked for, or of all, the one with most reports first."""
    from onrecord.state.status import chief, state_of

    story = story_of(record, as_of)
    chosen = process_of(story, process)
    if not story.processes:
        click.echo("no process on record", err=True)
    return story, [state_of(story, one.id) for one in ([chosen] if chosen is not None else chief(story))]


def actor_of(story: Story, wanted: str) -> Party:
    """The actor of a name or id; RunStopped where there is none, or several."""
    bare = wanted.lower()
    known = story.actors.get(story.merged.get(wanted, wanted))
    fits = (
        [known]
        if known is not None
        else [a for a in story.actors.values() if any(bare == n.lower() for n in (a.name, *a.names))]
    )
    if not fits:
        fits = [
            a
            for a in story.actors.values()
            if a.id.startswith(wanted) or any(bare in n.lower() for n in (a.name, *a.names))
        ]
    if len(fits) == 1:
        return fits[0]
    if not fits:
        raise RunStopped(f"No actor {wanted!r} on record", hint="See who is there: onrecord actors")
    names = ", ".join(f"{a.name} ({a.id[:10]})" for a in sorted(fits, key=lambda a: (-a.reports, a.name))[:8])
    raise RunStopped(f"{wanted!r} fits several actors", hint=f"Give an id: {names}")
