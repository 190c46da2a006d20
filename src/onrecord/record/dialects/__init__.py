"""What SQLite and PostgreSQL are asked in words of their own: one twin of each question for either."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import Column, ColumnElement, Connection, Table

Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Place:
    """A text in which words were found: of which report it is, and where the first of them stand."""

    report_id: str
    title: str | None
    outlet: str | None
    published: str | None
    text: str
    start: int
    end: int


class Dialect(Protocol):
    """How a kind of database is asked what it does not share with the other."""

    # tables, indexes and triggers beside those of the schema
    beside: tuple[str, ...]
    # how tables are joined in the order in which they are named, where that can be said
    join: str
    # the ids in a JSON list that is named :own
    own: str

    def by_index(self, name: str) -> str:
        """Words that make a query go by an index, where that can be said."""

    def among(self, column: ColumnElement[Any], values: Sequence[Any]) -> ColumnElement[bool]:
        """Whether a column has one of some values: the same question however many they are, where that counts."""

    # -- in ---------------------------------------------------------------------------------------------------------

    def put(self, connection: Connection, rows: Mapping[Table, Rows]) -> None:
        """New rows of one or several tables, those that others point to first."""

    def put_over(self, connection: Connection, table: Table, rows: Rows) -> None:
        """Rows that take the place of those with the same key."""

    def put_if_new(self, connection: Connection, table: Table, rows: Rows) -> None:
        """Rows, where there are none with the same key."""

    def numbers(self, connection: Connection, column: Column[int], count: int) -> list[int]:
        """Numbers that no row has had before."""

    def keep_numbers(self, connection: Connection) -> None:
        """After rows with numbers of their own were put in: let new rows come after them."""

    def look_over(self, connection: Connection) -> None:
        """After most rows were put in: let the database see what lies there, by which it finds the shortest way to an answer."""

    def sort_words(self, connection: Connection) -> None:
        """After new texts or rows of lists: let their words be found as fast as all others."""

    def index_texts(self, connection: Connection, texts: Sequence[tuple[int, str]]) -> None:
        """Let search find texts, given by their numbers."""

    def index_rows(self, connection: Connection, rows: Rows) -> None:
        """Let search find rows of lists."""

    def keep_original(self, connection: Connection, sha256: str, data: bytes) -> bool:
        """Keep the bytes of a report in the database; whether that is where they belong."""

    # -- out --------------------------------------------------------------------------------------------------------

    def is_empty(self, connection: Connection) -> bool:
        """Whether there is nothing in the database, or in the schema of the record."""

    def has_tables(self, connection: Connection) -> bool:
        """Whether it has the tables by which one knows a record."""

    def stream(self, connection: Connection, table: Table, some: int) -> Iterator[Sequence[Sequence[Any]]]:
        """All rows of a table, some at a time."""

    def found(self, connection: Connection, phrases: Sequence[tuple[str, bool]], limit: int, most: int) -> list[Place]:
        """Where phrases stand, the most telling texts first; True: the last word may be the beginning of one.

        `most`: so many texts with the words are weighed against one another.
        """

    def found_rows(
        self, connection: Connection, words: Sequence[str], lists: Sequence[str], limit: int | None
    ) -> list[int]:
        """The numbers of rows of lists with words that begin so."""

    def found_reports(self, connection: Connection, words: Sequence[str]) -> list[int]:
        """The numbers of reports, as rows of their list, whose texts have words that begin so."""

    def entries_at(self, connection: Connection, places: Sequence[tuple[str, int]], near: int) -> list[str | None]:
        """For each place in a report the first line in whose sentence it stands."""

    def names_of_actors(self, connection: Connection) -> dict[str, str]:
        """How each actor is called."""

    def original(self, connection: Connection, sha256: str) -> bytes | None:
        """The bytes of a report, where they are kept in the database."""

    # -- away -------------------------------------------------------------------------------------------------------

    def empty_lists(self, connection: Connection, delete: Callable[[], None]) -> None:
        """Forget all rows of lists, `delete` those of the tables, and their words at once."""

    def drop_original(self, connection: Connection, sha256: str) -> None:
        """Forget bytes that are kept in the database."""

    def merge_words(self, connection: Connection) -> None:
        """Leave nothing in the indexes of words that is in no text any more."""

    def wipe(self, connection: Connection) -> None:
        """Leave nothing on the disk that was deleted; the connection is in no transaction."""


def among(connection: Connection, column: ColumnElement[Any], values: Sequence[Any]) -> ColumnElement[bool]:
    """Whether a column has one of some values, as the database behind a connection is best asked."""
    return dialect_of(connection).among(column, values)


def dialect_of(connection: Connection) -> Dialect:
    """The one that fits the database behind a connection."""
    if connection.dialect.name == "sqlite":
        from onrecord.record.dialects.sqlite import SQLITE

        return SQLITE
    from onrecord.record.dialects.postgres import POSTGRES

    return POSTGRES
