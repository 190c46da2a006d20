"""`onrecord thread ID`: every telling of one undertaking, demand or warning."""

from __future__ import annotations

import click

from onrecord.cli.options import count
from onrecord.cli.told import following, print_json, told_options
from onrecord.errors import RunStopped
from onrecord.model.location import Location
from onrecord.model.story import Thread


@click.command("thread")
@click.argument("thread_id")
@told_options
def command(thread_id: str, record: Location | None, process: str | None, as_of: str | None, as_json: bool) -> int:
    """Show one thread: what it is about, its status by speaker, and every telling with the words it rests on.

    \b
    Examples:
      onrecord thread t-3fb2 --record talks.onrecord
      onrecord thread t-3fb2 --record talks.onrecord --json
    """
    from onrecord.export import one_line
    from onrecord.export.told import name_of, thread_json, thread_line, words

    with following(record, process, as_of) as now:
        thread = _found(list(now.story.threads_in(now.wanted).values()), thread_id)
        if as_json:
            print_json(thread_json(now.story, thread))
            return 0
        click.echo(f"{thread.kind}: {thread_line(now.story, thread)}")
        told = count(len(thread.steps), "telling", "tellings")
        speakers = count(thread.speakers, "speaker", "speakers")
        reports = count(thread.families, "report", "reports")
        click.echo(f"{told}, in {reports} apart from reprints, by {speakers}\n")
        lines = {line.entry.id: line for line in now.record.lines(entries=[step.entry for step in thread.steps])}
        for step in thread.steps:
            line = lines[step.entry]
            said = words(step.standing.value) if step.standing is not None else "spoken of"
            outlet = f" · {line.origin.outlet}" if line.origin.outlet else ""
            click.echo(one_line(f"{step.told or 'no date'}{outlet} · {name_of(now.story, step.by)}: {said}"))
            click.echo(one_line(f"    {step.entry[:10]}  “{' … '.join(e.text for e in line.entry.evidence)}”"))
    return 0


def _found(threads: list[Thread], wanted: str) -> Thread:
    """The thread of this id, of the only id that begins so, or of an id by which a telling of it was known before."""
    found = [t for t in threads if t.id.startswith(wanted)]
    found = found or [t for t in threads if any(f"t-{s.key}".startswith(wanted) for s in t.steps if s.makers)]
    if len(found) != 1:
        problem = f"{wanted!r} is the beginning of several ids" if found else f"No thread {wanted!r} on record"
        raise RunStopped(problem, hint="See: onrecord commitments, onrecord demands, onrecord warnings")
    return found[0]
