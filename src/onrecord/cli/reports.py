"""`onrecord reports`: what was read."""

from __future__ import annotations

import json

import click

from onrecord.cli.options import count, record_location, record_option
from onrecord.model.location import Location


@click.command("reports")
@record_option
@click.option("--jsonl", is_flag=True, help="As JSON lines.")
def command(record: Location | None, jsonl: bool) -> int:
    """List the reports of a record.

    \b
    Examples:
      onrecord reports --record talks.onrecord
      onrecord reports --record talks.onrecord --jsonl
    """
    from onrecord.export import one_line
    from onrecord.record import open_record

    with open_record(record_location(record), create=False, read_only=True) as kept:
        stored = kept.reports()
    for item in stored:
        report = item.report
        known = {
            name: value.value if (value := getattr(report, name)) else None
            for name in ("title", "outlet", "published", "url")
        }
        if jsonl:
            basis = {f"{name}_basis": value.basis if (value := getattr(report, name)) else None for name in known}
            click.echo(
                json.dumps(
                    {
                        "id": report.id,
                        **known,
                        **basis,
                        "origins": list(item.origins),
                        "entries": item.entries,
                        "moment": report.moment.value if report.moment else None,
                        "decoder": report.source.decoder,
                        "warnings": list(report.warnings),
                        "recorded_at": item.recorded_at,
                    },
                    ensure_ascii=False,
                )
            )
        else:
            title = known["title"] or (item.origins[0] if item.origins else "")
            click.echo(f"{report.id[:12]}  {known['published'] or '          '}  {item.entries:4d}  {one_line(title)}")
    click.echo(count(len(stored), "report", "reports"), err=True)
    return 0
