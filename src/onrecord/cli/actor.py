"""`onrecord actor NAME`: all that somebody said, promised and did, and what is said of him."""

from __future__ import annotations

from pathlib import Path

import click

from onrecord.cli.options import count
from onrecord.cli.told import actor_of, print_json, process_of, story_of, told_options


@click.command("actor")
@click.argument("name")
@told_options
def command(name: str, record: Path | None, process: str | None, as_of: str | None, as_json: bool) -> int:
    """Show one actor: who he is, what he undertook, demanded and warned of, what he said and did, what is said of him.

    \b
    Examples:
      onrecord actor Oram --record talks.onrecord
      onrecord actor "Lena Morak" --record talks.onrecord --json
    """
    from onrecord.export import line_of, one_line
    from onrecord.export.told import name_of, party_json, thread_json, thread_line

    story = story_of(record, as_of)
    chosen = process_of(story, process)
    party = actor_of(story, name)
    lines = story.lines_of(chosen.id if chosen is not None else None)
    lines.sort(key=lambda ln: (ln.told or "", ln.entry.report, ln.entry.evidence[0].start))
    own, of = [], []
    for line in lines:
        entry = line.entry
        if party.id in {story.actor_of(entry.report, a.name) for a in (*entry.actors, *entry.attribution.speakers)}:
            own.append(entry)
        elif party.id in {story.actor_of(entry.report, a.name) for a in entry.addressees}:
            of.append(entry)
    threads = [t for t in story.threads.values() if t.maker == party.id and (chosen is None or t.process == chosen.id)]
    if as_json:
        print_json(
            {
                "actor": party_json(story, party),
                "threads": [thread_json(story, t) for t in threads],
                "says_and_does": [e.id for e in own],
                "is_said_of": [e.id for e in of],
            }
        )
        return 0
    click.echo(
        one_line(f"{party.name} ({party.kind})" + (f", of {name_of(story, party.part_of)}" if party.part_of else ""))
    )
    click.echo(one_line(f"called {', '.join(party.names)}"))
    for title, first, last in party.titles:
        click.echo(one_line(f"{title}: {first or 'no date'}" + (f" to {last}" if last != first else "")))
    for kind in ("commitment", "demand", "warning"):
        for thread in (t for t in threads if t.kind == kind):
            click.echo(f"{kind}  {thread.id[:10]}  {thread_line(story, thread)}")
    for heading, entries in (("says and does", own), ("is said of", of)):
        click.echo(f"\n{heading}: {count(len(entries), 'entry', 'entries')}")
        for entry in entries:
            click.echo(f"{entry.id[:10]}  {line_of(entry)}")
    return 0
