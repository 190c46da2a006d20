"""`onrecord statistics`: how much is told, month by month and by act, party and outlet."""

from __future__ import annotations

from pathlib import Path

import click

from onrecord.cli.options import count, day
from onrecord.cli.told import following, print_json, told_options


@click.command("statistics")
@told_options
@click.option("--since", type=day, metavar="DATE", help="Only what was told from this day on.")
@click.option(
    "--by", type=click.Choice(("act", "party", "outlet", "month")), default="act", show_default=True, help="What by."
)
@click.option("--csv", "as_csv", is_flag=True, help="As CSV, with the lines of each month.")
def command(
    record: Path | None, process: str | None, as_of: str | None, as_json: bool, since: str | None, by: str, as_csv: bool
) -> int:
    """Count lines by act, party, outlet or month: how many are quoted, paraphrased, verbal, written, reviewed.

    Counts of lines are counts of reporting, not of what happened. Lines of reprints are counted apart, in the last column.

    \b
    Examples:
      onrecord statistics --record talks.onrecord
      onrecord statistics --record talks.onrecord --by month --process Oram
      onrecord statistics --record talks.onrecord --by party --csv > parties.csv
    """
    from onrecord.export import one_line
    from onrecord.export.table import rows_as_csv
    from onrecord.statistics import FIGURES, entries_of, statistics, table

    if as_json and as_csv:
        raise click.UsageError("either --json or --csv")
    with following(record, process, as_of) as now:
        found = statistics(entries_of(now.record, as_of), process=now.wanted, since=since)
    if as_json:
        print_json(found.as_json())
        return 0
    columns, rows = table(found, by)
    if as_csv:
        click.echo(rows_as_csv(columns, rows), nl=False)
        return 0
    shown = [
        [one_line(str(row[0])).replace("_", " "), *(f"{n:,}" if n else "·" for n in row[1 : 1 + len(FIGURES)])]
        for row in (*rows, ["all", *found.total.figures.values()])
    ]
    shown.insert(0, [by, *(name.replace("_", " ") for name in FIGURES)])
    wide = [max(len(row[at]) for row in shown) for at in range(len(shown[0]))]
    for row in shown:
        click.echo(
            "  ".join([row[0].ljust(wide[0]), *(cell.rjust(w) for cell, w in zip(row[1:], wide[1:], strict=True))])
        )
    if found.undated:
        click.echo(f"{count(found.undated, 'line was', 'lines were')} told on no day that is known", err=True)
    return 0
