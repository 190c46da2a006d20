"""Entries as a table for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from onrecord.export.words import names
from onrecord.model import Entry

COLUMNS = (
    "id", "report", "kind", "act", "role", "form", "actors", "addressees", "speakers", "style", "negated", "future",
    "conditional", "historical", "condition", "deadline", "status", "outcome", "place", "earliest", "latest", "tier",
    "issue", "evidence", "start", "end", "confidence",
)  # fmt: skip


def as_csv(entries: Iterable[Entry]) -> str:
    """Entries as CSV with a header; a cell that a spreadsheet would take for a formula begins with an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for entry in entries:
        writer.writerow([_safe(cell) for cell in _cells(entry)])
    return out.getvalue()


def _cells(entry: Entry) -> list[object]:
    return [
        entry.id, entry.report, entry.kind.value, entry.act, entry.role, entry.form.value if entry.form else None,
        names(entry.actors), names(entry.addressees), names(entry.attribution.speakers), entry.attribution.style.value,
        entry.negated, entry.future, entry.conditional, entry.historical, entry.condition, entry.deadline,
        entry.status.value if entry.status else None, entry.outcome.value if entry.outcome else None, entry.place,
        entry.time.earliest, entry.time.latest, entry.tier.value, " ".join(entry.issue),
        " … ".join(e.text for e in entry.evidence), entry.evidence[0].start, entry.evidence[0].end, entry.confidence,
    ]  # fmt: skip


def _safe(cell: object) -> object:
    if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return "'" + cell
    return "" if cell is None else cell
