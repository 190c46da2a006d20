"""The entities of `ftm` as FollowTheMoney statements in CSV: a line for each value, each with where it is from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import sha1

from onrecord.export.formats.ftm import Entity, entities
from onrecord.export.leaving import Leaving
from onrecord.export.shared import whole

COLUMNS = (
    "canonical_id", "entity_id", "prop", "prop_type", "schema", "value", "dataset", "origin", "lang", "original_value",
    "external", "first_seen", "last_seen", "id",
)  # fmt: skip
# the type of each property that is used; of one name it is the same in every schema
TYPES = {
    "id": "id",
    "alias": "name", "bodyText": "text", "date": "date", "description": "text", "document": "entity",
    "endDate": "date", "entity": "entity", "involved": "entity", "keywords": "string", "language": "language",
    "location": "address", "name": "name", "object": "entity", "position": "string", "proof": "entity",
    "publishedAt": "date", "publisher": "string", "recordId": "string", "resolved": "entity", "role": "string",
    "sourceUrl": "url", "startDate": "date", "status": "string", "subject": "entity", "summary": "text",
    "title": "string",
}  # fmt: skip


def write(leaving: Leaving) -> Iterator[str]:
    """The lines of an entity a piece; no time of export is in them, so nothing says when a value was first seen."""
    yield ",".join(f'"{name}"' for name in COLUMNS) + "\n"
    dataset = dataset_name(leaving.name)
    for one in entities(leaving):
        yield "".join(_rows(one, dataset))


def dataset_name(name: str) -> str:
    """The name of a record as the name of a dataset.

    >>> dataset_name("River talks 2026")
    'river_talks_2026'
    """
    return re.sub("[^a-z0-9]+", "_", name.lower()).strip("_") or "onrecord"


def _rows(one: Entity, dataset: str) -> Iterator[str]:
    """A line for each value: every cell in quotation marks, as the library's own files have it."""
    ident, key = _cell(one.id), sha1(f"{dataset}.{one.id}.".encode(), usedforsecurity=False)
    head, origin = f"{ident},{ident}", f"{_cell(dataset)},{_cell(one.origin)}"
    for name, values in (("id", [one.id]), *one.properties.items()):
        for value in map(whole, values):
            own = key.copy()
            own.update(f"{name}.{value}".encode())
            yield (
                f'{head},"{name}","{TYPES[name]}","{one.schema}",{_cell(value)},{origin},"","","f","","",'
                f'"{own.hexdigest()}"\n'
            )


def _cell(text: str) -> str:
    return f'"{text.replace(chr(34), chr(34) * 2)}"'
