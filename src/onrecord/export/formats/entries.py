"""Lines as JSON lines, in the shape that stays stable (docs/entries.md)."""

from __future__ import annotations

from collections.abc import Iterator

from onrecord.export.leaving import Leaving
from onrecord.export.table import json_lines


def write(leaving: Leaving) -> Iterator[str]:
    """A line of JSON for each line."""
    for line in json_lines(one.entry for one in leaving.lines()):
        yield line + "\n"
