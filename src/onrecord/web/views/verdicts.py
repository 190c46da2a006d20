"""What was decided of one line, by whom, and how it stands after that."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.exceptions import HTTPException

from onrecord.errors import RecordError
from onrecord.export.words import line_of, one_line
from onrecord.model.decision import Verdict
from onrecord.model.story import Line, Origin
from onrecord.record.review import standing
from onrecord.web.query import address
from onrecord.web.views.listing import View
from onrecord.web.views.source import Source, Told, stored_report


def line_of_id(source: Source, told: Told, key: str) -> Line:
    """A line by its id, also one that was rejected and counts no more; 404 where there is none."""
    if key in told.lines:
        return told.lines[key]
    try:
        with source.open() as record:
            entry = record.entry(key)
    except RecordError:
        raise HTTPException(404, "No such entry on record.") from None
    if entry.id != key:
        raise HTTPException(404, "No such entry on record.")
    report = stored_report(source, entry.report).report
    published, outlet, title = (
        v.value if v is not None else None for v in (report.published, report.outlet, report.title)
    )
    return Line(entry, Origin(entry.report, published, outlet, title))


def history(verdicts: Sequence[Verdict]) -> View:
    """What was decided of a line, how it stands after that, and the number of the last decision."""
    found = standing(verdicts)
    return {
        "verdicts": [verdict_view(v) for v in verdicts],
        "decided": found[0].value if found is not None else None,
        "seen": verdicts[-1].number if verdicts else 0,
    }


def verdict_view(verdict: Verdict) -> View:
    """A decision on a line: who, when, what, why."""
    return {
        "number": verdict.number,
        "action": verdict.action.value,
        "who": verdict.who,
        "note": one_line(verdict.note),
        "decided_at": verdict.decided_at,
        "entry": verdict.line.id,
        "line": line_of(verdict.line),
        "href": address("review", entry=verdict.line.id),
    }
