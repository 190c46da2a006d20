"""The bodies of what is kept: JSON lists in the order of the fields of their types, for there are many, and they are read often."""

from __future__ import annotations

import json
from typing import Any

from onrecord.model import Kind, Outcome, Status
from onrecord.model.story import Gathering, Mark, Party, Process, Sat, Standing, Step, Strand, Telling

# faster than to ask the class
KINDS = {kind.value: kind for kind in Kind}
STANDINGS = {standing.value: standing for standing in Standing}


def as_json(body: Any) -> str:
    """A body as text."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def as_row(value: Any) -> list[Any]:
    """The fields of a type in their order."""
    return [getattr(value, name) for name in value.__slots__]


def party_in(row: list[Any]) -> Party:
    """The actor in a body."""
    row[3] = tuple(row[3])
    row[5] = tuple((title, first, last) for title, first, last in row[5])
    return Party(*row)


def process_in(row: list[Any]) -> Process:
    """The process in a body."""
    key, name, parties, third, reports = row
    return Process(key, name, tuple(parties), tuple((actor, role) for actor, role in third), tuple(reports))


def mark_in(row: list[Any]) -> Mark:
    """The mark in a body."""
    row[5] = KINDS[row[5]]
    for n in (8, 9, 10, 11, 13):
        row[n] = tuple(row[n])
    return Mark(*row)


def strand_in(process: str, kind: str, rows: list[list[Any]]) -> Strand:
    """The thread in a body."""
    for row in rows:
        row[3] = STANDINGS[row[3]] if row[3] is not None else None
        for n in (7, 8, 14):
            row[n] = tuple(row[n])
    return Strand(process or None, kind, tuple(Step(*row) for row in rows))


def gathering_in(process: str, body: list[Any]) -> Gathering:
    """The meeting in a body."""
    tellings, sat = body
    for row in tellings:
        row[5], row[6] = Status(row[5]), tuple(row[6])
        row[13] = Outcome(row[13]) if row[13] is not None else None
    return Gathering(process or None, tuple(Telling(*row) for row in tellings), tuple(Sat(*row) for row in sat))
