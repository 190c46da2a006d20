"""`onrecord load`: bring what was read in bulk into a record."""

from __future__ import annotations

from pathlib import Path

import click

from onrecord.cli.intake import Tally, last_words, waiting
from onrecord.cli.options import record_location, record_option
from onrecord.cli.progress import Progress
from onrecord.errors import RunStopped


@click.command("load")
@click.argument("output")
@record_option
def command(output: str, record: Path | None) -> int:
    """Bring what `onrecord bulk` read into OUTPUT into a record, which is made when missing.

    The record is as if the same reports had been read into it by `onrecord read`. What it holds already is left as it is:
    loaded twice, nothing changes, and a load that was broken off goes on.

    \b
    Examples:
      onrecord load read/ --record talks.onrecord
      onrecord load s3://talks/read/ --record talks.onrecord
    """
    from importlib.util import find_spec

    if find_spec("pyarrow") is None:
        raise RunStopped("Parquet is read by pyarrow, which is not installed", hint="pip install 'onrecord[bulk]'")
    from onrecord.bulk.loading import load
    from onrecord.bulk.place import Place
    from onrecord.record import open_record
    from onrecord.record.turn import turn

    path = record_location(record)
    tally = Tally()
    with turn(path, waiting), open_record(path) as kept, Progress() as progress:
        for loaded in load(Place(output), kept):
            progress.at("loading", loaded.done + loaded.unchanged, loaded.of)
            tally = Tally(loaded.done, loaded.unchanged, loaded.entries, loaded.failures)
    last_words(tally, path)
    return tally.status
