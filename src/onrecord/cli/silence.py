"""`onrecord silence`: who is not heard, and which demands have no answer."""

from __future__ import annotations

import click

from onrecord.cli.told import following, print_json, states, told_options
from onrecord.model.location import Location


@click.command("silence")
@told_options
def command(record: Location | None, process: str | None, as_of: str | None, as_json: bool) -> int:
    """Show which parties, third parties and named persons are spoken of and never heard, and which demands have no answer.

    \b
    Examples:
      onrecord silence --record talks.onrecord
      onrecord silence --record talks.onrecord --process Oram --as-of 2026-03-01
    """
    from onrecord.export import one_line
    from onrecord.export.told import name_of, silence_json, thread_line, times

    with following(record, process, as_of) as now:
        if as_json:
            print_json({"process": s.process.id, **silence_json(now.story, s.silence)} for s in states(now))
            return 0
        for state in states(now):
            click.echo(one_line(state.process.name))
            for unheard in state.silence.unheard:
                accused = f", accused {times(len(unheard.accused))}" if unheard.accused else ""
                declined = f", declined to comment {times(len(unheard.declined))}" if unheard.declined else ""
                told = f"spoken of {times(unheard.spoken_of)}{accused}{declined}"
                who = f"{name_of(now.story, unheard.actor)} ({unheard.role}, {told})"
                click.echo(one_line(f"  not heard: {who}"))
            for thread in state.silence.unanswered:
                click.echo(f"  no answer: {thread_line(now.story, now.story.threads[thread])}")
            if not state.silence.unheard and not state.silence.unanswered:
                click.echo("  everybody is heard, and no demand is without an answer")
    return 0
