"""`onrecord score`: how well reading does on annotated reports."""

from __future__ import annotations

import json
from pathlib import Path

import click

from onrecord.config import READER_NAMES


@click.command("score")
@click.argument("folder", type=click.Path(exists=True, path_type=Path))
@click.option("--misses", is_flag=True, help="List what was missed, what was extra, and wrong slots.")
@click.option("--reader", type=click.Choice(READER_NAMES), default="full", show_default=True, help="What reads.")
@click.option("--json", "as_json", is_flag=True, help="Totals as one JSON object.")
def command(folder: Path, misses: bool, reader: str, as_json: bool) -> int:
    """Read the annotated reports in FOLDER (*.gold.json) and compare.

    \b
    Examples:
      onrecord score tests/benchmark/open
      onrecord score tests/benchmark/open --misses
    """
    from onrecord.evaluate import score_folder

    result = score_folder(folder, reader=reader)
    if as_json:
        click.echo(json.dumps(result.totals()))
        return 0
    if misses:
        for line in result.misses():
            click.echo(line)
    click.echo(result.as_text())
    return 0
