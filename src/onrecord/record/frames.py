"""Tables of a record for notebooks: as frames of pandas or polars where one of them is installed, and as HTML."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from sqlalchemy import Connection, select

from onrecord.errors import RecordError
from onrecord.model.plain import count, table
from onrecord.record import schema
from onrecord.record.shelved import FIRST, NEVER, NOW, TERMS, UNTIL, N, Shelved

LIBRARIES = ("pandas", "polars")
# lists whose rows follow from the entries, with the name they are kept under and that of their words
FOLLOWING = {
    "commitments": ("commitment", "about"), "demands": ("demand", "about"), "warnings": ("warning", "about"),
    "meetings": ("meetings", "meeting"), "actors": ("actors", "names"), "timeline": ("timeline", "what"),
}  # fmt: skip
TABLES = ("entries", "reports", "verdicts", *FOLLOWING)
# facets whose values are ids of actors
PEOPLE = frozenset({"maker", "to", "who", "side"})
COLUMNS = (
    "id", "report", "published", "outlet", "kind", "act", "role", "form", "negated", "future", "conditional", "historical",
    "actors", "addressees", "speakers", "content", "condition", "deadline", "place", "earliest", "latest", "evidence",
    "confidence", "verdict",
)  # fmt: skip
# rows that a notebook shows of a timeline
SHOWN = 60


@dataclass(frozen=True)
class Timeline:
    """What happened when, earliest first: rows of (when, until, lane, what, process, id)."""

    rows: tuple[tuple[str, str, str, str, str, str], ...]

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[tuple[str, str, str, str, str, str]]:
        return iter(self.rows)

    def _repr_html_(self) -> str:
        """As a notebook shows it."""
        rows = [
            (when if when == until else f"{when} to {until}", lane, what) for when, until, lane, what, _, _ in self.rows
        ]
        return table(
            f"Timeline, {count(len(rows), 'event', 'events')}",
            ("when", "lane", "what"),
            rows[:SHOWN],
            max(0, len(rows) - SHOWN),
        )


def frame(library: str | None, rows: Sequence[dict[str, Any]], columns: Sequence[str]) -> Any:
    """Rows as a frame of a library, or of the first that is installed; RecordError where none is."""
    for name in (library,) if library is not None else LIBRARIES:
        if name not in LIBRARIES:
            raise RecordError(f"No frames of {name!r}", hint=f"Say {' or '.join(LIBRARIES)}.")
        try:
            found = import_module(name)
        except ImportError:
            continue
        return found.DataFrame({column: [row.get(column) for row in rows] for column in columns})
    wanted = library or " or ".join(LIBRARIES)
    raise RecordError(f"A frame needs {wanted}", hint=f"Install it: python -m pip install {library or LIBRARIES[0]}")


def entries(connection: Connection) -> tuple[list[dict[str, Any]], Sequence[str]]:
    """Every line that counts, several names in one cell parted by "; "."""
    e, r = schema.entries.c, schema.reports.c
    query = (
        select(e.body, e.verdict, r.published, r.outlet)
        .join(schema.reports, r.id == e.report_id)
        .where(e.counts)
        .order_by(r.seq, e.start, e.id)
    )
    rows = []
    for found in connection.execute(query):
        body = json.loads(found.body)
        row = {name: body.get(name) for name in COLUMNS if name in body}
        row |= {name: _names(body[name]) for name in ("actors", "addressees")}
        row |= {
            "speakers": _names(body["attribution"]["speakers"]),
            "published": found.published,
            "outlet": found.outlet,
        }
        row |= {name: body["time"][name] for name in ("earliest", "latest")}
        row |= {"evidence": " … ".join(e["text"] for e in body["evidence"]), "verdict": found.verdict}
        rows.append(row)
    return rows, COLUMNS


def _names(actors: Sequence[dict[str, Any]]) -> str:
    return "; ".join(dict.fromkeys(actor["name"] for actor in actors))


def plain(connection: Connection, name: str) -> tuple[list[dict[str, Any]], Sequence[str]]:
    """The reports, or the verdicts, as they are kept."""
    if name == "reports":
        r = schema.reports.c
        columns = ["id", "title", "outlet", "published", "url", "language", "recorded_at"]
        query = select(*(r[column] for column in columns)).order_by(r.seq)
    else:
        v = schema.verdicts.c
        columns = ["number", "entry_id", "report_id", "action", "who", "note", "decided_at"]
        query = select(*(v[column] for column in columns)).order_by(v.number)
    return [dict(row._mapping) for row in connection.execute(query)], columns


def following(shelved: Shelved, name: str, names: dict[str, str]) -> tuple[list[dict[str, Any]], Sequence[str]]:
    """The rows of a list that follows from the entries, each facet a column; as the record was last brought up to date."""
    kept, words = FOLLOWING[name]
    numbers, terms, meant = shelved.numbers(kept)
    meaning = {n: (facet, value) for n, facet, value in meant}
    facets = list(dict.fromkeys(facet for _, facet, _ in sorted(meant)))
    rows_of = {row.n: row for row in shelved.rows(numbers[numbers[:, UNTIL] == NOW, N].tolist())}
    rows: list[tuple[int, dict[str, Any]]] = []
    at = 0
    for number in numbers.tolist():
        own = [meaning[term] for term in terms[at : at + number[TERMS]].tolist()]
        at += number[TERMS]
        row = rows_of.get(number[N])
        if row is None or number[UNTIL] != NOW or (name == "actors" and number[FIRST] == NEVER):
            continue
        made: dict[str, Any] = {"id": row.id, words: row.words.split("\n", 1)[0]}
        if name == "timeline":
            made |= {"when": row.body[0], "until": row.body[1]}
        for facet in facets:
            values = [value for one, value in own if one == facet]
            made[facet] = "; ".join(names.get(value, value) if facet in PEOPLE else value for value in values) or None
        rows.append((number[1], made))
    rows.sort(key=lambda one: one[0])
    days = ["when", "until"] if name == "timeline" else []
    return [row for _, row in rows], ["id", *days, words, *facets]
