"""`onrecord forget`: remove a report for good."""

from __future__ import annotations

import sys

import click

from onrecord.cli.options import count, record_location, record_option
from onrecord.errors import RunStopped
from onrecord.model.location import Location


@click.command("forget")
@click.argument("report", metavar="REPORT")
@record_option
@click.option("--yes", is_flag=True, help="Do not ask.")
def command(report: str, record: Location | None, yes: bool) -> int:
    """Remove a report's text, its index and its entries from a record. This cannot be undone.

    \b
    Examples:
      onrecord forget r-1a2b --record talks.onrecord
      onrecord forget articles/0412.txt --yes --record talks.onrecord
    """
    from onrecord.export import one_line
    from onrecord.record import open_record

    with open_record(record_location(record), create=False) as kept:
        stored = kept.report(report)
        name = stored.report.title.value if stored.report.title else ", ".join(stored.origins)
        if not yes:
            _ask(f"Remove “{one_line(name)}” and {count(stored.entries, 'entry', 'entries')} for good?")
        gone = kept.forget(stored.report.id)
    click.echo(f"forgotten: {gone.report_id}, {count(gone.entries, 'entry', 'entries')}", err=True)
    return 0


def _ask(question: str) -> None:
    """Return only after a yes."""
    try:
        agreed = click.confirm(question, err=True)
    except click.exceptions.Abort:
        if sys.stdin.isatty():
            raise
        raise RunStopped("Nothing was removed: nobody answered", hint="Give --yes to remove without asking.") from None
    if not agreed:
        raise RunStopped("Nothing was removed")
