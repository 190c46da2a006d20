"""The lists of entries and of reports."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from onrecord.export.table import COLUMNS, cells
from onrecord.export.words import one_line
from onrecord.model.story import Line
from onrecord.record import StoredReport
from onrecord.record.shelved import Kept
from onrecord.web.query import Query
from onrecord.web.views import shown
from onrecord.web.views.listing import Column, Facet, Listing, View
from onrecord.web.views.source import Source
from onrecord.web.views.told import Told


def by_process(told: Told) -> Facet:
    """The facet of the process that a row belongs to."""

    def word(value: str) -> str:
        known = told.edition.processes.get(value)
        return shown.process_name(known) if known is not None else "no process"

    return Facet("process", "Process", word)


REVIEW = Facet("review", "Review")
# letters of a report's text in the list of reports
BEGINS = 260


def entries(source: Source, query: Query) -> Listing[Line]:
    """Every line of the record, the latest told first."""
    told = source.told(query.day("as_of"))
    facets = [
        by_process(told), REVIEW, Facet("kind", "Kind"), Facet("family", "Family"), Facet("act", "Act"),
        Facet("form", "Form"), Facet("party", "Party", one_line), Facet("actor", "Who does it", one_line),
        Facet("addressee", "Towards whom", one_line), Facet("speaker", "Says who", one_line), Facet("style", "In whose words"),
        Facet("issue", "Issue"), Facet("flag", "Marked"), Facet("outlet", "Outlet", one_line), Facet("month", "Month told", str),
        Facet("reprint", "In a reprint"),
    ]  # fmt: skip
    columns = [Column[Line](name, _cell(at)) for at, name in enumerate(COLUMNS)]
    return Listing(
        "entries", "Entries", "Who said or did what, and says who?", told.shelf("entries"), told,
        lambda rows: told.fetch(row.id for row in rows), lambda ln: shown.line_view(told, ln),
        facets, [*columns, Column("review", shown.standing), *_OF_REPORT], "No entry fits.",
        "Every entry is somebody's claim. Entries are suggested by a machine until a person accepts them.",
    )  # fmt: skip


# what a file says of the report that a line is from
_OF_REPORT = (
    Column[Line]("published", lambda line: line.told), Column[Line]("outlet", lambda line: line.origin.outlet),
    Column[Line]("title", lambda line: line.origin.title),
)  # fmt: skip


def _cell(at: int) -> Callable[[Line], object]:
    return lambda line: cells(line.entry)[at]


def reports(source: Source, query: Query) -> Listing[StoredReport]:
    """The reports, the latest first."""
    told = source.told(query.day("as_of"))
    shelved = told.record.shelved

    def published(item: StoredReport) -> str | None:
        return item.report.published.value[:10] if item.report.published is not None else None

    def outlet(item: StoredReport) -> str:
        return one_line(item.report.outlet.value) if item.report.outlet is not None else "unknown"

    families: dict[str, str] = {}

    def items(rows: Sequence[Kept]) -> Sequence[StoredReport]:
        keys = [row.id for row in rows]
        families.update(told.record.derived.families(keys))
        return told.record.reports(keys)

    def found(words: str) -> Sequence[int]:
        return [*shelved.found(words, ["reports"]), *shelved.found_in_texts(words)]

    def row(item: StoredReport) -> View:
        return {
            "id": item.report.id,
            "href": f"/report/{item.report.id}",
            "title": shown.report_name(item),
            "headline": item.report.title is not None,
            "outlet": outlet(item),
            "published": published(item),
            "entries": item.entries,
            "family": families.get(item.report.id, ""),
            "begins": shown.shortened(one_line(item.report.reading_text[: 2 * BEGINS]), BEGINS),
            "warnings": list(item.report.warnings),
        }

    return Listing(
        "reports", "Reports", "What has been read?", told.shelf("reports"), told, items, row,
        [by_process(told), Facet("outlet", "Outlet", one_line), Facet("month", "Month", str)],
        [
            Column("id", lambda s: s.report.id), Column("published", published), Column("outlet", outlet),
            Column("title", shown.report_name), Column("entries", lambda s: s.entries),
        ],
        "No report fits.", found=found,
    )  # fmt: skip
