"""The datasets of events that can be taken in, each described in a small file of its own."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

DATASETS = ("gdelt", "polecat", "icews", "ucdp", "ceasefires")
# fields of which all columns count, joined; of all others the first column that has a value
JOINED = frozenset({"place"})


@dataclass(frozen=True)
class Dataset:
    """One dataset of events.

    `reads`: of each field of ours the columns it may stand in; `needs`: fields without which nothing can be read; `key`:
    fields that together tell rows apart; `codes`: cameo, plover or own; `means`: what its own codes mean; `parts`: fields
    of year, month and day, the first set with a year counts; `rows`: columns by position of files without a header;
    `undirected`: its two sides are no actor and target.
    """

    name: str
    label: str
    says: str
    codes: str
    key: tuple[str, ...]
    needs: tuple[str, ...]
    reads: Mapping[str, tuple[str, ...]]
    undirected: bool = False
    means: Mapping[str, Mapping[str, Any]] | None = None
    parts: tuple[tuple[str, str, str], ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()

    def places(self, columns: Sequence[str]) -> dict[str, tuple[int, ...]]:
        """Of each field the places of its columns in a row, as far as the file has them."""
        at = {bare(column): n for n, column in reversed(list(enumerate(columns)))}
        return {
            field: tuple(at[bare(name)] for name in names if bare(name) in at) for field, names in self.reads.items()
        }

    def missing(self, columns: Sequence[str]) -> list[str]:
        """Columns that are needed and are not there, each with the other names it may have."""
        places = self.places(columns)
        return [" or ".join(self.reads[field]) for field in self.needs if not places[field]]

    def is_header(self, row: Sequence[str]) -> bool:
        """Whether a first row names columns."""
        return not self.rows or bool({bare(cell) for cell in row} & {bare(name) for name in self.reads[self.needs[0]]})


def bare(column: str) -> str:
    """The name of a column without case, blanks and marks: editions of one dataset differ in them.

    >>> bare("Event Date"), bare("event_date")
    ('eventdate', 'eventdate')
    """
    return re.sub(r"[\W_]", "", column).lower()


@cache
def dataset(name: str) -> Dataset:
    """A dataset by its name; KeyError where there is none."""
    if name not in DATASETS:
        raise KeyError(name)
    data = tomllib.loads(files("onrecord.sources.foreign").joinpath(f"{name}.toml").read_text(encoding="utf-8"))
    layout = data.get("layout", {})
    return Dataset(
        name,
        data["label"],
        data["says"],
        data["codes"],
        tuple(data["key"]),
        tuple(data["needs"]),
        {field: tuple(columns) for field, columns in data["reads"].items()},
        data.get("undirected", False),
        data.get("means"),
        tuple((year, month, day) for year, month, day in data.get("days", {}).get("parts", ())),
        tuple(tuple(" ".join(layout[part] for part in row).split()) for row in layout.get("rows", ())),
    )
