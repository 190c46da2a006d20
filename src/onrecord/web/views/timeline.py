"""What happened when: by the day on which it happened, each meeting once; what has no date is counted, not guessed."""

from __future__ import annotations

from onrecord.export.words import line_of
from onrecord.model import Kind
from onrecord.web.query import Query
from onrecord.web.views import shown
from onrecord.web.views.listing import Column, Facet, Listing, View
from onrecord.web.views.source import Source, Told

LANES = ("meetings", "statements", "incidents")


def events(told: Told, process: str | None) -> tuple[list[View], int]:
    """The events of a process (of all where none is named), earliest first, and how many lines have no date."""
    if process in told.events:
        return told.events[process]
    rows: dict[tuple[str, str], View] = {}
    undated = 0
    for line in sorted(told.lines_of(process), key=lambda at: at.entry.id):
        entry = line.entry
        meeting = told.meeting_of.get(entry.id)
        when = meeting.earliest if meeting is not None else entry.time.earliest
        if when is None:
            undated += 1
        elif meeting is not None:
            view = shown.meeting_view(told, meeting)
            rows[when, meeting.id] = {
                "when": when[:10],
                "until": (meeting.latest or when)[:10],
                "lane": "meetings",
                "what": view["line"].split(" · ", 1)[-1],
                "href": view["href"],
                "entries": view["entries"],
                "reviewed": view["reviewed"],
                "process": meeting.process,
            }
        elif not entry.negated:
            rows[when, entry.id] = {
                "when": when[:10],
                "until": (entry.time.latest or when)[:10],
                "lane": "incidents" if entry.kind is Kind.ACTION else "statements",
                "what": line_of(entry),
                "href": f"/entry/{entry.id}",
                "entries": [entry.id],
                "reviewed": line.reviewed,
                "process": told.process_of.get(entry.id),
            }
    told.events[process] = [row for _, row in sorted(rows.items(), key=lambda item: item[0])], undated
    return told.events[process]


def timeline(source: Source, query: Query) -> Listing[View]:
    """The timeline as a list that can be narrowed."""
    told = source.told(query.day("as_of"))
    found, undated = events(told, None)
    names = told.story.processes

    def process(value: str) -> str:
        return names[value].name if value in names else "no process"

    return Listing(
        "timeline", "Timeline", "What happened when?", found, dict,
        [
            Facet("process", "Process", lambda row: [row["process"] or "none"], process),
            Facet("lane", "Lane", lambda row: [row["lane"]]),
            Facet("year", "Year", lambda row: [row["when"][:4]]),
            Facet("month", "Month", lambda row: [row["when"][:7]]),
        ],
        [Column(name, lambda row, name=name: row[name]) for name in ("when", "until", "lane", "what")]  # type: ignore[misc]
        + [Column("entries", lambda row: "; ".join(row["entries"]))],
        lambda row: str(row["what"]), "Nothing with a date.",
        f"{undated} entries have no date and are left out. Of what lasted, the first day counts.",
    )  # fmt: skip
