"""What the commands on what follows from a record share: the story of the lines up to a day, and one process of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import click

from onrecord.cli.options import count, day, record_location, record_option
from onrecord.cli.progress import Progress
from onrecord.errors import RunStopped
from onrecord.model.location import Location
from onrecord.model.state import State
from onrecord.model.story import Meeting, Party, Process, Story, Thread

if TYPE_CHECKING:
    from onrecord.record import Record

# so many processes are shown where not all are asked for
CHIEF = 20
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


@dataclass(frozen=True, slots=True)
class Following:
    """What follows from an open record, and the process that was asked for."""

    record: Record
    story: Story
    process: Process | None

    @property
    def wanted(self) -> str | None:
        """The id of the process asked for; None for all."""
        return self.process.id if self.process is not None else None

    def threads(self, kind: str) -> list[Thread]:
        """The threads of one kind of the process asked for, or of all, the earliest told first."""
        found = (t for t in self.story.threads_in(self.wanted).values() if t.kind == kind)
        return sorted(found, key=lambda t: (t.steps[0].told or "", t.id))

    def meetings(self) -> list[Meeting]:
        """The meetings of the process asked for, or of all, by their day."""
        found = self.story.meetings_in(self.wanted).values()
        return sorted(found, key=lambda m: (m.earliest or m.first_told or "", m.id))


@contextmanager
def following(record: Location | None, process: str | None, as_of: str | None) -> Iterator[Following]:
    """What follows from a record as of a day, brought up to date first; reports without a date are left out of a dated view, and counted."""
    from onrecord.record import open_record
    from onrecord.resolving import told_by

    path = record_location(record)
    up_to_date(path)
    with open_record(path, create=False, read_only=True) as kept:
        story = told_by(kept, until=as_of)
        chosen = process_of(story, process)
        if as_of is not None and (undated := kept.count_reports_undated()):
            click.echo(
                f"{count(undated, 'report has no date and is', 'reports have no date and are')} left out", err=True
            )
        yield Following(kept, story, chosen)


def up_to_date(path: Location) -> None:
    """Make what follows from a record fit its lines, with a word on a terminal where it takes long."""
    from onrecord.record import open_record
    from onrecord.resolving import bring_up_to_date, is_up_to_date

    with open_record(path, create=False, read_only=True) as kept:
        if is_up_to_date(kept):
            return
    with open_record(path, create=False) as kept, Progress(unit="") as progress:
        bring_up_to_date(kept, progress.at)


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


def list_threads(kind: str, record: Location | None, process: str | None, as_of: str | None, as_json: bool) -> None:
    """The threads of one kind, a line each, the earliest told first."""
    from onrecord.export.told import matrix, thread_json, thread_line

    with following(record, process, as_of) as now:
        found = now.threads(kind)
        if as_json:
            print_json(thread_json(now.story, one) for one in found)
            return
        if kind == "commitment" and found:
            click.echo(matrix(now.story, found))
            click.echo()
        for one in found:
            click.echo(f"{one.id[:10]}  {one.steps[0].told or '          '}  {thread_line(now.story, one)}")
        click.echo(count(len(found), kind, f"{kind}s"), err=True)


def states(now: Following, *, every: bool = True) -> Iterator[State]:
    """The state of the process asked for, or of all, the one with most reports first; of these only the chief ones, unless `every`."""
    from onrecord.story import chief, state_in

    chosen = [now.process] if now.process is not None else list(chief(now.story))
    if not chosen:
        click.echo("no process on record", err=True)
    shown = chosen if every else chosen[:CHIEF]
    for process in shown:
        yield state_in(now.story, process)
    if len(shown) < len(chosen):
        left = count(len(chosen) - len(shown), "smaller process is", "smaller processes are")
        click.echo(f"{left} left out; name one with --process, or --all", err=True)


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
