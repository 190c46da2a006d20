"""The entities of `ftm` as FollowTheMoney statements in CSV: a line for each value, each with where it is from."""

from __future__ import annotations

import csv
import io
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
    "alias": "name", "bodyText": "text", "date": "date", "description": "text", "document": "entity",
    "endDate": "date", "entity": "entity", "involved": "entity", "keywords": "string", "language": "language",
    "location": "address", "name": "name", "object": "entity", "position": "string", "proof": "entity",
    "publishedAt": "date", "publisher": "string", "recordId": "string", "resolved": "entity", "role": "string",
    "sourceUrl": "url", "startDate": "date", "status": "string", "subject": "entity", "summary": "text",
    "title": "string",
}  # fmt: skip
# so many entities are written at a time
AT_ONCE = 100


def write(leaving: Leaving) -> Iterator[str]:
    """A line of CSV for each value; no time of export is in it, so nothing says when a value was first seen."""
    out = io.StringIO()
    rows = csv.writer(out, dialect=csv.unix_dialect)
    rows.writerow(COLUMNS)
    dataset = dataset_name(leaving.name)
    for n, one in enumerate(entities(leaving)):
        rows.writerows(_rows(one, dataset))
        if n % AT_ONCE == 0:
            yield whole(out.getvalue())
            out.seek(0)
            out.truncate()
    yield whole(out.getvalue())


def dataset_name(name: str) -> str:
    """The name of a record as the name of a dataset.

    >>> dataset_name("River talks 2026")
    'river_talks_2026'
    """
    return re.sub("[^a-z0-9]+", "_", name.lower()).strip("_") or "onrecord"


def _rows(one: Entity, dataset: str) -> Iterator[tuple[str, ...]]:
    yield _row(one, "id", "id", one.id, dataset)
    for name, values in one.properties.items():
        for value in values:
            yield _row(one, name, TYPES[name], value, dataset)


def _row(one: Entity, name: str, kind: str, value: str, dataset: str) -> tuple[str, ...]:
    key = sha1(f"{dataset}.{one.id}.{name}.{whole(value)}".encode(), usedforsecurity=False).hexdigest()
    return (one.id, one.id, name, kind, one.schema, value, dataset, one.origin, "", "", "f", "", "", key)
