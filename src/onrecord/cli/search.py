"""`onrecord search`: find words in the texts on record."""

from __future__ import annotations

import click

from onrecord.cli.options import count, record_location, record_option
from onrecord.model.location import Location


@click.command("search")
@click.argument("words", nargs=-1, required=True)
@record_option
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="At most so many reports.")
def command(words: tuple[str, ...], record: Location | None, limit: int) -> int:
    """Search the texts of a record. "In quotes" is a phrase; a trailing * matches any ending.

    \b
    Examples:
      onrecord search --record talks.onrecord ceasefire
      onrecord search --record talks.onrecord '"written guarantee"'
      onrecord search --record talks.onrecord 'mediat*'
    """
    from onrecord.export import one_line
    from onrecord.record import open_record

    with open_record(record_location(record), create=False, read_only=True) as kept:
        hits = kept.search(" ".join(words), limit=limit)
    for hit in hits:
        click.echo(f"{hit.report_id[:12]}  {hit.published or ' ' * 10}  {one_line(hit.title or '')}")
        click.echo(f"    … {one_line(hit.snippet)} …")
    click.echo(count(len(hits), "report", "reports"), err=True)
    return 0
