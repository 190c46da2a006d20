"""What counts of a record, wherever it is kept: the rows that people and readers made, without moments and bare numbers."""

from __future__ import annotations

import hashlib
import json
from typing import Any, TypeAlias

from sqlalchemy import Column, Table, select

from onrecord.model.location import Location
from onrecord.record import open_record, schema

# all else follows from these
KEPT = (
    schema.reports, schema.origins, schema.quarantine, schema.originals, schema.source_texts, schema.readings,
    schema.entries, schema.entry_actors, schema.decisions, schema.verdicts, schema.notes,
)  # fmt: skip
# of each table how many rows, and a hash of them
Content: TypeAlias = dict[str, tuple[int, str]]


def content(place: Location) -> Content:
    """What a record holds. A number that a row was given counts by its rank: a run that was broken off may leave gaps."""
    with open_record(place, create=False) as record, record.store.reading(whole=True) as connection:
        rows = {table.name: [row._mapping for row in connection.execute(select(table))] for table in KEPT}
    ranks = {
        column: {
            number: rank for rank, number in enumerate(sorted(row[column.name] for row in rows[column.table.name]))
        }
        for table in KEPT
        for column in table.columns
        if _is_number(column)
    }
    return {table.name: _hashed(table, rows[table.name], ranks) for table in KEPT}


def _hashed(table: Table, rows: list[Any], ranks: dict[Column[Any], dict[int, int]]) -> tuple[int, str]:
    lines = []
    for row in rows:
        said = {}
        for column in table.columns:
            if column.name.endswith("_at") or column.name == "since":
                continue
            known = ranks.get(_of(column))
            said[column.name] = known[row[column.name]] if known is not None else row[column.name]
        lines.append(json.dumps(said, sort_keys=True, default=repr))
    return len(rows), hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def _of(column: Column[Any]) -> Column[Any]:
    """The column that one points to, or itself."""
    keys = list(column.foreign_keys)
    return keys[0].column if keys else column


def _is_number(column: Column[Any]) -> bool:
    """Whether it is a number that the database gives."""
    return column.primary_key and column.autoincrement is True


def differences(found: Content, expected: Content) -> str:
    """In which tables two differ, and by how many rows; empty where they are the same."""
    odd = [name for name in expected if found.get(name) != expected[name]]
    return ", ".join(f"{name} {found[name][0]} of {expected[name][0]}" for name in odd)
