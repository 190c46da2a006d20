"""`onrecord timeline`: what happened when."""

from __future__ import annotations

from pathlib import Path

import click

from onrecord.cli.told import print_json, process_of, story_of, told_options


@click.command("timeline")
@told_options
def command(record: Path | None, process: str | None, as_of: str | None, as_json: bool) -> int:
    """List what happened by the day on which it happened, each meeting once. What has no date is counted, not guessed.

    \b
    Examples:
      onrecord timeline --record talks.onrecord
      onrecord timeline --record talks.onrecord --process Oram --json
    """
    from onrecord.export import line_of, one_line
    from onrecord.export.told import meeting_line

    story = story_of(record, as_of)
    chosen = process_of(story, process)
    lines = story.lines_of(chosen.id if chosen is not None else None)
    met = {entry: m for m in story.meetings.values() for entry in m.entries}
    rows: dict[tuple[str, str], tuple[str, list[str]]] = {}
    undated = 0
    for line in sorted(lines, key=lambda ln: ln.entry.id):
        entry = line.entry
        meeting = met.get(entry.id)
        when = meeting.earliest if meeting is not None else entry.time.earliest
        if when is None:
            undated += 1
        elif meeting is not None:
            rows[when, meeting.id] = (meeting_line(story, meeting), list(meeting.entries))
        elif not entry.negated:
            rows[when, entry.id] = (line_of(entry), [entry.id])
    if as_json:
        print_json(
            {"when": when, "what": text, "entries": entries} for (when, _), (text, entries) in sorted(rows.items())
        )
    else:
        for (when, _), (text, _) in sorted(rows.items()):
            click.echo(one_line(f"{when[:10]}  {text}"))
    click.echo(f"{undated} entries have no date and are left out", err=True)
    return 0
