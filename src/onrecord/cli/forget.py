"""`onrecord forget`: remove a report for good."""

from __future__ import annotations

from pathlib import Path

import click

from onrecord.cli.options import record_option, record_path


@click.command("forget")
@click.argument("report", metavar="REPORT")
@record_option
@click.option("--yes", is_flag=True, help="Do not ask.")
def command(report: str, record: Path | None, yes: bool) -> int:
    """Remove a report's text, its index and its entries from a record. This cannot be undone.

    \b
    Examples:
      onrecord forget r-1a2b --record talks.onrecord
      onrecord forget articles/0412.txt --yes --record talks.onrecord
    """
    from onrecord.record import open_record

    with open_record(record_path(record), create=False) as kept:
        stored = kept.report(report)
        name = stored.report.title.value if stored.report.title else ", ".join(stored.origins)
        if not yes:
            click.confirm(f"Remove “{name}” and its {stored.entries} entries for good?", abort=True, err=True)
        gone = kept.forget(stored.report.id)
    click.echo(f"forgotten: {gone.report_id}, {gone.entries} entries", err=True)
    return 0
