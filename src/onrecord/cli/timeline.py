"""`onrecord timeline`: what happened when."""

from __future__ import annotations

import click

from onrecord.cli.options import count
from onrecord.cli.told import following, print_json, told_options
from onrecord.model.location import Location


@click.command("timeline")
@told_options
def command(record: Location | None, process: str | None, as_of: str | None, as_json: bool) -> int:
    """List what happened by the day on which it happened, each meeting once. What has no date is counted, not guessed.

    \b
    Examples:
      onrecord timeline --record talks.onrecord
      onrecord timeline --record talks.onrecord --process Oram --json
    """
    from onrecord.export import line_of, one_line
    from onrecord.export.told import meeting_line

    with following(record, process, as_of) as now:
        met = {entry: m for m in now.meetings() for entry in m.entries}
        rows: dict[tuple[str, str], tuple[str, list[str]]] = {}
        undated = 0
        within = None if now.process is None else {mark.entry for mark in now.story.marks_in(now.wanted)}
        for line in now.record.lines(until=as_of, entries=within):
            entry = line.entry
            meeting = met.get(entry.id)
            when = meeting.earliest if meeting is not None else entry.time.earliest
            if when is None:
                undated += 1
            elif meeting is not None:
                rows[when, meeting.id] = (meeting_line(now.story, meeting), list(meeting.entries))
            elif not entry.negated:
                rows[when, entry.id] = (line_of(entry), [entry.id])
    if as_json:
        print_json(
            {"when": when, "what": text, "entries": entries} for (when, _), (text, entries) in sorted(rows.items())
        )
    else:
        for (when, _), (text, _) in sorted(rows.items()):
            click.echo(one_line(f"{when[:10]}  {text}"))
    click.echo(f"{count(undated, 'entry has no date and is', 'entries have no date and are')} left out", err=True)
    return 0
