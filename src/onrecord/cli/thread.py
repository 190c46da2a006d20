"""`onrecord thread ID`: every telling of one undertaking, demand or warning."""

from __future__ import annotations

from pathlib import Path

import click

from onrecord.cli.options import count
from onrecord.cli.told import print_json, process_of, story_of, told_options
from onrecord.errors import RunStopped


@click.command("thread")
@click.argument("thread_id")
@told_options
def command(thread_id: str, record: Path | None, process: str | None, as_of: str | None, as_json: bool) -> int:
    """Show one thread: what it is about, its status by speaker, and every telling with the words it rests on.

    \b
    Examples:
      onrecord thread t-3fb2 --record talks.onrecord
      onrecord thread t-3fb2 --record talks.onrecord --json
    """
    from onrecord.export import one_line
    from onrecord.export.told import name_of, thread_json, thread_line, words

    story = story_of(record, as_of)
    chosen = process_of(story, process)
    found = [
        t for t in story.threads.values() if t.id.startswith(thread_id) and (chosen is None or t.process == chosen.id)
    ]
    if len(found) != 1:
        problem = f"{thread_id!r} is the beginning of several ids" if found else f"No thread {thread_id!r} on record"
        raise RunStopped(problem, hint="See: onrecord commitments, onrecord demands, onrecord warnings")
    thread = found[0]
    if as_json:
        print_json(thread_json(story, thread))
        return 0
    entries = {line.entry.id: line for line in story.lines}
    click.echo(f"{thread.kind}: {thread_line(story, thread)}")
    told = count(len(thread.steps), "telling", "tellings")
    click.echo(f"{told}, {thread.families} apart from reprints, by {count(thread.speakers, 'speaker', 'speakers')}\n")
    for step in thread.steps:
        line = entries[step.entry]
        said = words(step.standing.value) if step.standing is not None else "spoken of"
        outlet = f" · {line.origin.outlet}" if line.origin.outlet else ""
        click.echo(one_line(f"{step.told or 'no date'}{outlet} · {name_of(story, step.by)}: {said}"))
        click.echo(one_line(f"    {step.entry[:10]}  “{' … '.join(e.text for e in line.entry.evidence)}”"))
    return 0
