"""Rows of event data that somebody else made: they stand beside the lines of a record and are none of them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Side:
    """One of two in a row, as given: its name, its codes, and the country that the row gives it."""

    name: str = ""
    code: str = ""
    country: str = ""

    def __bool__(self) -> bool:
        return bool(self.name or self.code or self.country)


@dataclass(frozen=True, slots=True)
class ForeignFile:
    """A file of event data. `columns`: their names in order; `lines` and `wrong`: how many rows were taken and left out."""

    dataset: str
    name: str
    sha256: str
    version: str = ""
    columns: tuple[str, ...] = ()
    lines: int = 0
    wrong: int = 0
    imported_at: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class ForeignLine:
    """One row of event data.

    `own`: its id there; `key`: what tells it from the other rows of its dataset; `line`: where it begins in its file;
    `code` and `said`: the event as given, by code and in words; `root` and `acts`: what that is in PLOVER and in the
    codebook, as far as it is known; `row`: all of it as given, empty where it was not asked for.
    """

    dataset: str
    key: str
    own: str
    line: int
    earliest: str
    latest: str
    actor: Side
    target: Side
    code: str
    said: str = ""
    root: str | None = None
    acts: tuple[str, ...] = ()
    place: str = ""
    url: str = ""
    row: tuple[str, ...] = ()
    file: int = 0
    number: int = 0
