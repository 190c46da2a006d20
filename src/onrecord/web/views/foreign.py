"""The record beside foreign event data: what both have, what only they have, what only the record has."""

from __future__ import annotations

import threading
from collections import OrderedDict
from weakref import WeakKeyDictionary

from starlette.exceptions import HTTPException

from onrecord.beside_shown import MOST, PARTS, counts, rows, size
from onrecord.besides import Beside, beside
from onrecord.export.foreign import COLUMNS, as_row, event_words, side_words, source_words
from onrecord.export.table import rows_as_csv
from onrecord.sources.foreign import dataset as described
from onrecord.story import marks_by, meetings_by
from onrecord.web.query import PAGE, Query, address
from onrecord.web.views.edition import Edition
from onrecord.web.views.listing import View
from onrecord.web.views.processes import find_process
from onrecord.web.views.source import Source
from onrecord.web.views.told import Told

TITLE = "Foreign lines"
QUESTION = "What does event data of others have that this record has not, and the reverse?"
WORDS = {"both": "In both", "theirs": "Only theirs", "ours": "Only ours"}
# comparisons of one record that stay in memory
KEPT = 6

_compared: WeakKeyDictionary[Edition, OrderedDict[tuple[str | None, ...], Beside]] = WeakKeyDictionary()
_lock = threading.Lock()


def foreign(source: Source, query: Query) -> View:
    """The page: a part of the comparison, narrowed by process and dataset."""
    told = source.told(query.day("as_of"))
    files = told.record.foreign.files()
    part = query.get("part") or "both"
    if part not in PARTS:
        raise HTTPException(400, f"There is no part “{part[:40]}”: both, theirs, ours.")
    found, process, dataset = _found(told, query)
    total = size(found, part)
    pages = max(1, -(-total // PAGE))
    page = min(query.page, pages)
    numbers = counts(found)
    return {
        "title": TITLE,
        "question": QUESTION,
        "files": [
            {
                "dataset": f.dataset, "label": described(f.dataset).label, "says": described(f.dataset).says,
                "version": f.version, "name": f.name, "lines": f.lines, "wrong": f.wrong, "imported_at": f.imported_at,
            }
            for f in files
        ],
        "counts": numbers,
        "not_compared": [{"why": why, "count": n} for why, n in numbers["not_compared"].items() if n],
        "part": part,
        "parts": [
            {"name": p, "word": WORDS[p], "count": numbers[p], "href": query.with_("part", p, once=True), "here": p == part}
            for p in PARTS
        ],
        "process": process,
        "dataset": dataset,
        "as_of": query.get("as_of"),
        "processes": _choice(query, "process", process, [(p.id, p.name) for p in told.edition.chief]),
        "datasets": _choice(
            query, "dataset", dataset, [(name, described(name).label) for name in sorted({f.dataset for f in files})]
        ),
        "total": total,
        "page": page,
        "pages": pages,
        "previous": query.at(page - 1) if page > 1 else None,
        "next": query.at(page + 1) if page < pages else None,
        "as_given": query.get("given") is not None,
        "toggle": query.without("given") if query.get("given") else query.with_("given", "1"),
        "csv": query.twin("csv"),
        "rows": [_shown(row) for row in rows(told.record, found, part, first=(page - 1) * PAGE, most=PAGE, given=True)],
        "most": MOST,
    }  # fmt: skip


def table(source: Source, query: Query) -> str:
    """All parts as a table, narrowed as the page is."""
    told = source.told(query.day("as_of"))
    found, _, _ = _found(told, query)
    asked = query.get("part")
    made = [
        as_row(part, row["theirs"], ours, ours)
        for part in ([asked] if asked in PARTS else PARTS)
        for row in rows(told.record, found, part)
        for ours in row["ours"] or [None]
    ]
    return rows_as_csv(COLUMNS, made)


def _found(told: Told, query: Query) -> tuple[Beside, str | None, str | None]:
    """The comparison asked for, and by which process and dataset it is narrowed."""
    key, dataset = query.get("process"), query.get("dataset")
    process = find_process(told, key) if key is not None else None
    record = told.record
    there = {file.dataset for file in record.foreign.files()}
    if dataset is not None and dataset not in there:
        raise HTTPException(404, "There are no foreign lines of this dataset.")
    chosen = process.id if process is not None else None
    asked = (record.foreign.stamp(), chosen, dataset, told.as_of)
    with _lock:
        known = _compared.setdefault(told.edition, OrderedDict())
        if asked not in known:
            derived = record.derived
            known[asked] = beside(
                record,
                derived.actors(),
                marks_by(derived.marks(chosen), chosen, told.as_of),
                meetings_by(derived.gatherings(process=chosen), told.as_of).values(),
                process=process,
                name=dataset,
            )
            while len(known) > KEPT:
                known.popitem(last=False)
        known.move_to_end(asked)
        return known[asked], chosen, dataset


def _choice(query: Query, name: str, chosen: str | None, options: list[tuple[str, str]]) -> list[View]:
    return [
        {
            "value": value, "word": word, "chosen": value == chosen,
            "href": query.without(name) if value == chosen else query.with_(name, value, once=True),
        }
        for value, word in options
    ]  # fmt: skip


def _shown(row: View) -> View:
    """A row in words, with where its links lead."""
    theirs = row["theirs"]
    if theirs is not None:
        theirs = theirs | {
            "who": side_words(theirs["actor"]),
            "to": side_words(theirs["target"]) if theirs["target"] else None,
            "words": event_words(theirs),
            "source": source_words(theirs),
            "label": described(theirs["dataset"]).label,
        }
    ours = [
        event | {"href": address("meeting", event["meeting"]) if event["meeting"] else address("entry", event["id"])}
        for event in row["ours"]
    ]
    return row | {"theirs": theirs, "ours": ours}
