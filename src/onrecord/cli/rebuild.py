"""`onrecord rebuild`: make anew all that follows from the entries."""

from __future__ import annotations

import click

from onrecord.cli.options import count, record_location, record_option
from onrecord.cli.progress import Progress
from onrecord.model.location import Location


@click.command("rebuild")
@record_option
def command(record: Location | None) -> int:
    """Make actors, processes, meetings and threads anew from the entries and decisions of a record.

    Nothing needs it: they are kept up to date by themselves. The outcome is the same, and no verdict is lost.

    \b
    Examples:
      onrecord rebuild --record talks.onrecord
    """
    from onrecord.record import open_record
    from onrecord.resolving import rebuild, told_by

    with open_record(record_location(record), create=False) as kept, Progress(unit="") as progress:
        rebuild(kept, progress.at)
        story = told_by(kept)
    words = (
        count(len(story.actors), "actor", "actors"),
        count(len(story.processes), "process", "processes"),
        count(len(story.meetings), "meeting", "meetings"),
        count(len(story.threads), "thread", "threads"),
    )
    click.echo(", ".join(words), err=True)
    return 0
