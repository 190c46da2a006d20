"""`onrecord processes`: the negotiations and conflicts of a record."""

from __future__ import annotations

import click

from onrecord.cli.options import count
from onrecord.cli.told import following, print_json, told_options
from onrecord.model.location import Location


@click.command("processes")
@told_options
def command(record: Location | None, process: str | None, as_of: str | None, as_json: bool) -> int:
    """List the negotiations and conflicts of a record, and the reports that belong to none.

    \b
    Examples:
      onrecord processes --record talks.onrecord
      onrecord processes --record talks.onrecord --json
    """
    from onrecord.export.told import name_of, process_json
    from onrecord.story import chief

    with following(record, process, as_of) as now:
        story = now.story
        found = [now.process] if now.process is not None else list(chief(story))
        if as_json:
            print_json(process_json(story, one) for one in found)
            return 0
        for one in found:
            third = ", ".join(f"{name_of(story, actor)} ({role})" for actor, role in one.third)
            click.echo(f"{one.id[:10]}  {len(one.reports):4d}  {one.name}" + (f" · {third}" if third else ""))
        click.echo(count(len(found), "process", "processes"), err=True)
        none = set(now.record.derived.first_told()) - {r for p in found for r in p.reports}
        if none and now.process is None:
            click.echo(
                f"{count(len(none), 'report', 'reports')} of no process: {', '.join(sorted(none)[:5])}", err=True
            )
    return 0
