"""Plain events in the columns of the ICEWS coded event data (docs/exchange-events.md)."""

from __future__ import annotations

from collections.abc import Iterator

from onrecord.export.cameo import CODES
from onrecord.export.happened import Who, codes_of, day, is_plain, number, pairs
from onrecord.export.leaving import Leaving
from onrecord.export.table import rows_as_tabs

COLUMNS = (
    "Event ID", "Event Date", "Source Name", "Source Sectors", "Source Country", "Event Text", "CAMEO Code",
    "Intensity", "Target Name", "Target Sectors", "Target Country", "Story ID", "Sentence Number", "Publisher", "City",
    "District", "Province", "Country", "Latitude", "Longitude",
)  # fmt: skip


def write(leaving: Leaving) -> Iterator[str]:
    """A row for each pair of each plain event."""
    return rows_as_tabs(COLUMNS, _rows(leaving))


def _rows(leaving: Leaving) -> Iterator[tuple[object, ...]]:
    for line in leaving.lines():
        entry = line.entry
        code = codes_of(entry).get("cameo")
        if not code or not is_plain(line):
            continue
        text, intensity = CODES.get(code, ("", ""))
        story, on = number(entry.report), day(line)
        for pair in pairs(leaving, line):
            target = ("", "", "") if pair.target is None else _actor(pair.target)
            yield (
                number(pair.id), on, *_actor(pair.source), text, code, intensity, *target, story, "",
                line.origin.outlet, "", "", "", "", "", "",
            )  # fmt: skip


def _actor(who: Who) -> tuple[str, str, str]:
    """Name, sectors and country: his own name where he is a state."""
    country = who.actor.country or (who.name if who.actor.kind == "state" else "")
    return who.name, "", country
