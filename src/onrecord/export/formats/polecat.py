"""Plain events in the columns of the POLECAT event data (docs/exchange-events.md)."""

from __future__ import annotations

from collections.abc import Iterator

from onrecord.export.happened import Who, day, is_plain, pairs
from onrecord.export.leaving import Leaving
from onrecord.export.plover import QUAD_NAMES, category_of, contexts_of
from onrecord.export.table import rows_as_tabs

COLUMNS = (
    "Event ID", "Event Date", "Event Type", "Event Mode", "Intensity", "Quad Code", "Contexts", "Actor Name",
    "Actor Country", "Actor COW", "Primary Actor Sector", "Actor Sectors", "Actor Title", "Actor Name Raw",
    "Wikipedia Actor ID", "Recipient Name", "Recipient Country", "Recipient COW", "Primary Recipient Sector",
    "Recipient Sectors", "Recipient Title", "Recipient Name Raw", "Wikipedia Recipient ID", "Placename", "City",
    "District", "Province", "Country", "Latitude", "Longitude", "GeoNames ID", "Raw Placename", "Feature Type",
    "Source", "Publication Date", "Story People", "Story Organizations", "Story Locations", "Language", "Version",
)  # fmt: skip
NOBODY = ("",) * 8


def write(leaving: Leaving) -> Iterator[str]:
    """A row for each pair of each plain event."""
    return rows_as_tabs(COLUMNS, _rows(leaving))


def _rows(leaving: Leaving) -> Iterator[tuple[object, ...]]:
    for line in leaving.lines():
        entry = line.entry
        category = category_of(entry) if is_plain(line) else None
        if category is None:
            continue
        about = leaving.reports.get(entry.report)
        what = (
            day(line), category.name, category.mode, "", QUAD_NAMES[category.quad], "; ".join(contexts_of(entry)),
        )  # fmt: skip
        where = (
            "", "", "", "", "", "", "", "", entry.place, "", line.origin.outlet, line.told, "", "", "",
            about.language if about is not None else "", "onrecord",
        )  # fmt: skip
        for pair in pairs(leaving, line):
            target = NOBODY if pair.target is None else _actor(pair.target)
            yield (pair.id, *what, *_actor(pair.source), *target, *where)


def _actor(who: Who) -> tuple[object, ...]:
    return who.name, "", "", "", "", who.actor.role, who.actor.mention, ""
