"""Entries as a table for spreadsheets, and as JSON lines for programs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from onrecord.model import Actor, Entry
from onrecord.model.shape import as_json
from onrecord.model.writing import json_of, to_json

COLUMNS = (
    "id", "report", "kind", "act", "role", "form", "actors", "addressees", "speakers", "style", "cue", "negated",
    "future", "conditional", "historical", "condition", "consequence", "deadline", "status", "outcome", "format",
    "place", "earliest", "latest", "time", "time_basis", "tier", "issue", "content", "evidence", "start", "end",
    "confidence",
)  # fmt: skip
# so many rows are written at a time
AT_ONCE = 500
# what a spreadsheet takes for the beginning of a formula, also behind blanks
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# what would end a cell or line in a table with tabs
BARE = {**dict.fromkeys((*range(32), 127, 0x85, 0x2028, 0x2029), " "), ord('"'): "'"}


def as_csv(entries: Iterable[Entry]) -> str:
    """Entries as CSV with a header; a cell that a spreadsheet would take for a formula begins with an apostrophe.

    Several names, issues or pieces of evidence in one cell are parted by "; ".
    """
    return rows_as_csv(COLUMNS, map(cells, entries))


def rows_as_csv(columns: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """Any table as CSV with a header, with cells that no spreadsheet takes for a formula."""
    return "".join(csv_pieces(columns, rows))


def csv_pieces(columns: Iterable[str], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """The same piece by piece, for tables of any length."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    # it does not see that a carriage return ends a line, too
    quoting = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow(list(columns))
    rest = iter(rows)
    while some := list(islice(rest, AT_ONCE)):
        for row in some:
            own = [_safe(cell) for cell in row]
            (quoting if any(isinstance(cell, str) and "\r" in cell for cell in own) else writer).writerow(own)
        yield out.getvalue()
        out.seek(0)
        out.truncate()
    yield out.getvalue()


def json_lines(entries: Iterable[Entry]) -> Iterator[str]:
    """Each entry as one line of JSON, in the shape that stays stable (see `onrecord.model.shape`)."""
    for entry in entries:
        line = json_of(entry)
        yield line if _is_whole(line) else json.dumps(as_json(entry))


def json_line(data: dict[str, Any]) -> str:
    """An object as one line of JSON."""
    line = to_json(data)
    return line if _is_whole(line) else json.dumps(data)


def _is_whole(line: str) -> bool:
    """Whether it can be encoded: half a character can only be written escaped."""
    try:
        line.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def rows_as_tabs(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """A table with tabs between its cells and a header, line by line; a cell has no tab, line end or quotation mark in it.

    What stands between double quotes is between single ones: programs differ in what they take double ones for.
    """
    yield "\t".join(columns) + "\n"
    for row in rows:
        yield "\t".join([_bare(cell) for cell in row]) + "\n"


def cells(entry: Entry) -> list[object]:
    """An entry as a row under COLUMNS."""
    said, time = entry.attribution, entry.time
    return [
        entry.id, entry.report, entry.kind.value, entry.act, entry.role, entry.form, names_in_cell(entry.actors),
        names_in_cell(entry.addressees), names_in_cell(said.speakers), said.style, said.cue, entry.negated, entry.future,
        entry.conditional, entry.historical, entry.condition, entry.consequence, entry.deadline, entry.status,
        entry.outcome, entry.format, entry.place, time.earliest, time.latest, time.text, time.basis, entry.tier,
        "; ".join(entry.issue), entry.content, "; ".join(e.text for e in entry.evidence), entry.evidence[0].start,
        entry.evidence[0].end, entry.confidence,
    ]  # fmt: skip


def _bare(cell: object) -> str:
    if cell is None or cell == "":
        return ""
    text = str(cell)
    return text if text.isalnum() else text.translate(BARE).strip()


def names_in_cell(actors: Iterable[Actor]) -> str:
    """The names of actors in one cell, each once."""
    return "; ".join(dict.fromkeys(actor.name for actor in actors))


def _safe(cell: object) -> object:
    if isinstance(cell, str):
        cell = cell.replace("\x00", "\ufffd")
        return "'" + cell if cell.lstrip(" ").startswith(FORMULA) else str(cell)
    return "" if cell is None else cell
