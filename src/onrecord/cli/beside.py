"""`onrecord foreign`: what event data of others has that a record has not, the reverse, and what both have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from onrecord.cli.options import count
from onrecord.cli.told import following, print_json, told_options
from onrecord.errors import RunStopped

if TYPE_CHECKING:
    from onrecord.model.foreign import ForeignFile

ONLY = ("theirs", "ours", "both")
TITLES = {"both": "IN BOTH", "theirs": "ONLY THEIRS", "ours": "ONLY OURS"}
Json = dict[str, Any]


@click.command("foreign")
@told_options
@click.option(
    "--only", type=click.Choice(ONLY), help="Only what they have, only what the record has, or what both have."
)
@click.option("--dataset", help="One dataset: gdelt, polecat, icews, ucdp, ceasefires.")
@click.option("--days", type=click.IntRange(0, 31), default=1, show_default=True, help="So far apart two may lie.")
@click.option("--csv", "as_csv", is_flag=True, help="As a table for spreadsheets.")
def command(
    record: Path | None,
    process: str | None,
    as_of: str | None,
    as_json: bool,
    only: str | None,
    dataset: str | None,
    days: int,
    as_csv: bool,
) -> int:
    """Show a record beside event data that somebody else made: what they have that it has not, the reverse, and what both have.

    Two are taken for the same by who (through the names by which reports call the actors of the record), by the day, and by
    what happened (the act, its PLOVER root or quarter). Each match says why and how surely; nothing is forced, and neither
    side is changed. How matches are made: docs/exchange-foreign.md.

    \b
    Examples:
      onrecord foreign --record talks.onrecord
      onrecord foreign --record talks.onrecord --process "ridge talks" --only theirs
      onrecord foreign --record talks.onrecord --dataset gdelt --csv > beside.csv
    """
    from onrecord.beside_shown import PARTS, counts, rows
    from onrecord.besides import beside
    from onrecord.export.foreign import COLUMNS, as_row
    from onrecord.export.table import rows_as_csv

    if as_json and as_csv:
        raise click.UsageError("--json and --csv exclude one another")
    with following(record, process, as_of) as now:
        there = {file.dataset for file in now.record.foreign.files()}
        if not there:
            raise RunStopped(
                "No foreign lines beside this record",
                hint="Take some in first: onrecord import gdelt FILE --record RECORD",
            )
        if dataset is not None and dataset not in there:
            raise RunStopped(f"No foreign lines of {dataset!r}", hint=f"There are some of: {', '.join(sorted(there))}")
        story = now.story
        found = beside(
            now.record, story.actors, story.marks_in(now.wanted), story.meetings_in(now.wanted).values(),
            process=now.process, name=dataset, days=days,
        )  # fmt: skip
        parts = [only] if only else PARTS
        shown = {part: rows(now.record, found, part, given=as_json) for part in parts}
        files = now.record.foreign.files(dataset)
    if as_json:
        print_json({"counts": counts(found), **shown})
    elif as_csv:
        table = [
            as_row(part, row["theirs"], ours, ours)
            for part, found_rows in shown.items()
            for row in found_rows
            for ours in row["ours"] or [None]
        ]
        click.echo(rows_as_csv(COLUMNS, table), nl=False)
    else:
        for line in _words(files, counts(found), shown):
            click.echo(line)
    return 0


def _words(files: Sequence[ForeignFile], numbers: Json, shown: Mapping[str, Sequence[Json]]) -> Iterator[str]:
    """Counts, then each part with its rows."""
    from onrecord.export import one_line
    from onrecord.export.foreign import foreign_words, ours_words, source_words

    for file in files:
        yield one_line(
            f"{file.dataset} {file.version} {file.name}: {count(file.lines, 'foreign line', 'foreign lines')}"
        )
    yield f"in both {numbers['both']} · only theirs {numbers['theirs']} · only ours {numbers['ours']}"
    yield from (f"  not compared: {number} {why}" for why, number in numbers["not_compared"].items() if number)
    for part, found in shown.items():
        yield ""
        yield TITLES[part]
        if not found:
            yield "  nothing"
        for row in found:
            if row["theirs"] is not None:
                yield f"  theirs  {foreign_words(row['theirs'])}  [{source_words(row['theirs'])}]"
            for event in row["ours"]:
                yield f"  ours    {ours_words(event)}  [{event['id'][:10]}]"
                if "score" in event:
                    yield f"          {event['score']:.2f}  {one_line('; '.join(event['why']))}"
            if row["more"]:
                yield f"          and {row['more']} more of ours that it may be"
