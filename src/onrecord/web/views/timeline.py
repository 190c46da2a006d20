"""What happened when: by the day on which it happened, each meeting once; what has no date is counted, not guessed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from onrecord.record.shelved import Kept
from onrecord.web.chart import LANES, MOST_LINKS, MOST_POINTS, chart_of, days_of, months_of
from onrecord.web.query import Query
from onrecord.web.shelf import Mask, Shelf
from onrecord.web.views import shown
from onrecord.web.views.lines import by_process
from onrecord.web.views.listing import Column, Facet, Listing, View
from onrecord.web.views.source import Source
from onrecord.web.views.told import Told

if TYPE_CHECKING:
    from onrecord.record.shelved import Numbers


def timeline(source: Source, query: Query) -> Listing[View]:
    """The timeline as a list that can be narrowed."""
    told = source.told(query.day("as_of"))
    undated = "Entries without a date are left out."
    if told.as_of is None:
        number = count_undated(told)
        undated = (
            f"{number:,} {'entry has no date and is' if number == 1 else 'entries have no date and are'} left out."
        )
    return Listing(
        "timeline", "Timeline", "What happened when?", told.shelf("timeline"), told, lambda rows: events(told, rows), dict,
        [by_process(told), Facet("lane", "Lane"), Facet("year", "Year", str), Facet("month", "Month", str)],
        [Column(name, lambda row, name=name: row[name]) for name in ("when", "until", "lane", "what")]  # type: ignore[misc]
        + [Column("entries", lambda row: "; ".join(row["entries"]))],
        "Nothing with a date.", f"{undated} Of what lasted, the first day counts.",
    )  # fmt: skip


def count_undated(told: Told) -> int:
    """How many lines of all processes have no date."""

    def count() -> int:
        shelf = told.edition.shelf("processes")
        return sum(row.body["undated"] for row in told.kept(shelf, range(len(shelf))))

    return told.edition.remembered("undated", count)


def events(told: Told, rows: Sequence[Kept]) -> list[View]:
    """Rows of the timeline as events."""
    told.meetings(row.id for row in rows if row.id.startswith("m-"))
    found = []
    for row in rows:
        when, until, lane = row.body[0], row.body[1], LANES[1]
        meeting = told.story.meetings.get(row.id) if row.id.startswith("m-") else None
        entries = list(meeting.entries) if meeting is not None else [row.id]
        what, href = without_day(row.words.split("\n", 1)[0], when), f"/entry/{row.id}"
        if meeting is not None:
            view = shown.meeting_view(told, meeting)
            lane, what, href = LANES[0], view["line"].split(" · ", 1)[-1], view["href"]
        elif row.body[2:] == [LANES[2]]:
            lane = LANES[2]
        found.append(
            {"when": when, "until": until, "lane": lane, "what": what, "href": href, "entries": entries,
             "reviewed": told.is_reviewed(entries), "process": row.process or None}
        )  # fmt: skip
    return found


def without_day(line: str, day: str) -> str:
    """A line without the day that stands beside it.

    >>> without_day("Oram denied (ahead; 2026-03-14) · says Oram", "2026-03-14")
    'Oram denied (ahead) · says Oram'
    """
    return line.replace(f" ({day})", "").replace(f"; {day})", ")").replace(f"({day}; ", "(")


def in_process(told: Told, process: str) -> tuple[Shelf, Mask]:
    """The timeline, and which of its rows are of a process."""
    shelf = told.shelf("timeline")
    mask = shelf.chosen({"process": [process]})
    return shelf, mask if mask is not None else shelf.nothing()


def chart(told: Told, shelf: Shelf, mask: Mask | None) -> View:
    """What a chart of these rows shows: every event, or of very many how many there are a month and lane."""
    places = shelf.places(mask)
    if len(places) <= MOST_LINKS:
        return chart_of(events_at(told, shelf, places.tolist()))
    if len(places) <= MOST_POINTS:
        lane, names = _of(shelf, "lane")[places].tolist(), shelf.values("lane")
        return days_of([(day, names[n]) for day, n in zip(shelf.key[places].tolist(), lane, strict=True)])
    lanes, months = (_of(shelf, facet) for facet in ("lane", "month"))
    names, days = shelf.values("lane"), shelf.values("month")
    counts = np.bincount(months[places] * len(names) + lanes[places])
    counted = {(days[n // len(names)], names[n % len(names)]): int(counts[n]) for n in np.flatnonzero(counts).tolist()}
    return months_of(counted, int(shelf.key[places[0]]), int(shelf.key[places[-1]]))


def _of(shelf: Shelf, facet: str) -> Numbers:
    """The value of each row of a facet of which each row has one."""
    terms, found = shelf.facets[facet], np.zeros(len(shelf.n), dtype=np.int32)
    found[terms.at] = terms.code
    return found


def events_at(told: Told, shelf: Shelf, places: Sequence[int]) -> list[View]:
    """The events that stand at these places."""
    return events(told, told.kept(shelf, places))
