"""`onrecord actor NAME`: all that somebody said, promised and did, and what is said of him."""

from __future__ import annotations

import click

from onrecord.cli.options import count
from onrecord.cli.told import actor_of, following, print_json, told_options
from onrecord.model.location import Location

# so many of the latest lines are shown where not all are asked for
LATEST = 40
KINDS = ("commitment", "demand", "warning")


@click.command("actor")
@click.argument("name")
@click.option("--all", "every", is_flag=True, help=f"Every line, not only the latest {LATEST}.")
@told_options
def command(
    name: str, every: bool, record: Location | None, process: str | None, as_of: str | None, as_json: bool
) -> int:
    """Show one actor: who he is, what he undertook, demanded and warned of, what he said and did, what is said of him.

    \b
    Examples:
      onrecord actor Oram --record talks.onrecord
      onrecord actor "Lena Morak" --record talks.onrecord --json
    """
    from onrecord.export import line_of, one_line
    from onrecord.export.told import name_of, party_json, thread_json, thread_line

    with following(record, process, as_of) as now:
        story = now.story
        party = actor_of(story, name)
        slots: dict[str, set[str]] = {}
        for entry, slot in now.record.derived.lines_with(party.id, until=as_of):
            slots.setdefault(entry, set()).add(slot)
        if now.process is not None:
            within = {mark.entry for mark in story.marks_in(now.process.id)}
            slots = {entry: own for entry, own in slots.items() if entry in within}
        own = [entry for entry, found in slots.items() if found & {"actor", "speaker"}]
        of = [entry for entry, found in slots.items() if found == {"addressee"}]
        threads = [t for kind in KINDS for t in now.threads(kind) if t.maker == party.id]
        if as_json:
            print_json(
                {
                    "actor": party_json(story, party),
                    "threads": [thread_json(story, t) for t in threads],
                    "says_and_does": own,
                    "is_said_of": of,
                }
            )
            return 0
        part = f", of {name_of(story, party.part_of)}" if party.part_of else ""
        click.echo(one_line(f"{party.name} ({party.kind}){part}"))
        click.echo(one_line(f"called {', '.join(party.names)}"))
        for title, first, last in party.titles:
            click.echo(one_line(f"{title}: {first or 'no date'}" + (f" to {last}" if last != first else "")))
        for thread in threads:
            click.echo(f"{thread.kind}  {thread.id[:10]}  {thread_line(story, thread)}")
        for heading, entries in (("says and does", own), ("is said of", of)):
            shown = entries if every else entries[:LATEST]
            more = f", the latest {len(shown)}" if len(shown) < len(entries) else ""
            click.echo(f"\n{heading}: {count(len(entries), 'entry', 'entries')}{more}")
            lines = now.record.lines(entries=shown)
            for line in sorted(lines, key=lambda at: (at.told or "", at.entry.report, at.entry.evidence[0].start)):
                click.echo(f"{line.entry.id[:10]}  {line_of(line.entry)}")
    return 0
