"""Foreign lines: event data that somebody else made, in tables of its own beside the record, never among its entries."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence, Sized
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    delete,
    func,
    insert,
    select,
    update,
)

from onrecord.errors import RecordError
from onrecord.model.foreign import ForeignFile, ForeignLine, Side
from onrecord.record.dialects import among
from onrecord.record.engine import Store, now
from onrecord.record.schema import metadata

# rows that are kept, or looked for, at a time
SOME = 500

foreign_files = Table(
    "foreign_files",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("dataset", String, nullable=False),
    Column("name", Text, nullable=False),
    Column("sha256", String, nullable=False),
    Column("version", String, nullable=False),
    Column("columns", Text, nullable=False),
    Column("wrong", Integer, nullable=False),
    Column("imported_at", String, nullable=False),
    UniqueConstraint("dataset", "name"),
)

foreign_lines = Table(
    "foreign_lines",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("file", Integer, ForeignKey("foreign_files.number", ondelete="CASCADE"), nullable=False),
    Column("dataset", String, nullable=False),
    Column("key", String, nullable=False),
    Column("own", Text, nullable=False),
    Column("line", Integer, nullable=False),
    Column("earliest", String, nullable=False),
    Column("latest", String, nullable=False),
    Column("actor_name", Text, nullable=False),
    Column("actor_code", Text, nullable=False),
    Column("actor_country", Text, nullable=False),
    Column("target_name", Text, nullable=False),
    Column("target_code", Text, nullable=False),
    Column("target_country", Text, nullable=False),
    Column("code", String, nullable=False),
    Column("said", Text, nullable=False),
    Column("root", String),
    Column("acts", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("url", Text, nullable=False),
    # the row as given, as a JSON list under the columns of its file
    Column("row", Text, nullable=False),
    UniqueConstraint("dataset", "key"),
)

Index("foreign_lines_by_day", foreign_lines.c.earliest, foreign_lines.c.latest)
Index("foreign_lines_by_file", foreign_lines.c.file)

TABLES = (foreign_files, foreign_lines)
Guard = Callable[[Path], AbstractContextManager[None]]


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a file. `same`: it was here already; `replaced`: rows of the same events that it stands in the place of."""

    lines: int = 0
    replaced: int = 0
    gone: int = 0
    same: bool = False


class ForeignLines:
    """The foreign lines of a record."""

    def __init__(self, store: Store) -> None:
        self._store = store

    # -- in -----------------------------------------------------------------------------------------------------------

    def has(self, dataset: str, sha256: str) -> ForeignFile | None:
        """The file of these bytes that is here already."""
        return next((f for f in self.files(dataset) if f.sha256 == sha256), None)

    def put(self, file: ForeignFile, lines: Iterable[ForeignLine], wrong: Sized = ()) -> Taken:
        """Keep the lines of a file, all or none; they stand in the place of an earlier file of its name, and of the same events elsewhere.

        A file whose bytes are here already changes nothing. `wrong`: the rows that were left out, once all are through.
        RecordError where no line is right.
        """
        f, ln = foreign_files, foreign_lines
        with self._store.writing() as connection:
            known = select(f.c.number).where(f.c.dataset == file.dataset, f.c.sha256 == file.sha256)
            if connection.execute(known).first() is not None:
                return Taken(same=True)
            earlier = select(f.c.number).where(f.c.dataset == file.dataset, f.c.name == file.name)
            before = connection.execute(earlier).scalars().all()
            gone = sum(_drop(connection, number) for number in before)
            values = {name: getattr(file, name) for name in ("dataset", "name", "sha256", "version")}
            columns = json.dumps(file.columns, ensure_ascii=False)
            made = connection.execute(insert(f).values(**values, columns=columns, wrong=0, imported_at=now()))
            assert made.inserted_primary_key is not None
            number = int(made.inserted_primary_key[0])
            kept = replaced = 0
            for some in _batched(lines):
                keys = [line.key for line in some]
                replaced += connection.execute(
                    delete(ln).where(ln.c.dataset == file.dataset, among(connection, ln.c.key, keys))
                ).rowcount
                connection.execute(insert(ln), [_row_of(line, number) for line in some])
                kept += len(some)
            if not kept:
                raise RecordError(
                    f"{file.name} has no row that can be taken in; nothing was changed",
                    hint="Is it a file of another dataset?" if len(wrong) else "There is nothing in it but a header.",
                )
            connection.execute(update(f).where(f.c.number == number).values(wrong=len(wrong)))
        return Taken(kept, replaced, gone)

    def remove(self, dataset: str, name: str | None = None) -> tuple[int, int]:
        """Remove the lines of a dataset, or of one file of it: how many files and how many lines."""
        f = foreign_files
        query = select(f.c.number).where(f.c.dataset == dataset)
        if name is not None:
            query = query.where(f.c.name == name)
        with self._store.writing() as connection:
            numbers = connection.execute(query).scalars().all()
            return len(numbers), sum(_drop(connection, number) for number in numbers)

    # -- out ----------------------------------------------------------------------------------------------------------

    def files(self, dataset: str | None = None) -> list[ForeignFile]:
        """The files that lines are from, in the order in which they came in."""
        f, ln = foreign_files.c, foreign_lines.c
        counted = select(ln.file, func.count().label("lines")).group_by(ln.file).subquery()
        query = select(foreign_files, func.coalesce(counted.c.lines, 0).label("lines")).outerjoin(
            counted, counted.c.file == f.number
        )
        if dataset is not None:
            query = query.where(f.dataset == dataset)
        with self._store.reading() as connection:
            return [
                ForeignFile(
                    row.dataset, row.name, row.sha256, row.version, tuple(json.loads(row.columns)), row.lines, row.wrong,
                    row.imported_at, row.number,
                )
                for row in connection.execute(query.order_by(f.number))
            ]  # fmt: skip

    @property
    def are_there(self) -> bool:
        """Whether there are any."""
        with self._store.reading() as connection:
            return connection.execute(select(foreign_files.c.number).limit(1)).first() is not None

    def stamp(self) -> str:
        """What is another when files came or went; "" where there are none."""
        return " ".join(f"{file.number}:{file.lines}" for file in self.files())

    def count(self, dataset: str | None = None) -> int:
        """How many lines there are."""
        query = select(func.count()).select_from(foreign_lines)
        if dataset is not None:
            query = query.where(foreign_lines.c.dataset == dataset)
        with self._store.reading() as connection:
            return int(connection.execute(query).scalar_one())

    def span(self, dataset: str | None = None) -> tuple[str, str] | None:
        """The first and the last day of all lines; None where there are none."""
        query = select(func.min(foreign_lines.c.earliest), func.max(foreign_lines.c.latest))
        if dataset is not None:
            query = query.where(foreign_lines.c.dataset == dataset)
        with self._store.reading() as connection:
            first, last = connection.execute(query).one()
        return (first, last) if first is not None else None

    def between(self, first: str, last: str, dataset: str | None = None) -> list[ForeignLine]:
        """The lines of what may have happened in some days, by day, without the rows as given."""
        ln = foreign_lines.c
        columns = [column for column in foreign_lines.columns if column.name != "row"]
        query = select(*columns).where(ln.earliest <= last, ln.latest >= first)
        if dataset is not None:
            query = query.where(ln.dataset == dataset)
        with self._store.reading() as connection:
            return [_line_of(row) for row in connection.execute(query.order_by(ln.earliest, ln.number))]

    def given(self, numbers: Sequence[int]) -> dict[int, dict[str, str]]:
        """Of each of these lines the row as given, by the columns of its file."""
        columns = {file.number: file.columns for file in self.files()}
        ln = foreign_lines.c
        found = {}
        with self._store.reading() as connection:
            for some in _batched(sorted(set(numbers))):
                query = select(ln.number, ln.file, ln.row).where(among(connection, ln.number, some))
                for row in connection.execute(query):
                    found[row.number] = dict(zip(columns[row.file], json.loads(row.row), strict=False))
        return found


def _drop(connection: Connection, number: int) -> int:
    """Forget a file: how many lines it had."""
    gone = connection.execute(delete(foreign_lines).where(foreign_lines.c.file == number)).rowcount
    connection.execute(delete(foreign_files).where(foreign_files.c.number == number))
    return gone


def _batched(items: Iterable[Any]) -> Iterator[list[Any]]:
    left = iter(items)
    while some := list(islice(left, SOME)):
        yield some


def _row_of(line: ForeignLine, file: int) -> dict[str, Any]:
    plain = ("dataset", "key", "own", "line", "earliest", "latest", "code", "said", "root", "place", "url")
    return {
        **{name: getattr(line, name) for name in plain},
        **{
            f"{who}_{what}": getattr(getattr(line, who), what) for who in ("actor", "target") for what in Side.__slots__
        },
        "file": file,
        "acts": " ".join(line.acts),
        "row": json.dumps(line.row, ensure_ascii=False),
    }


def _line_of(row: Any) -> ForeignLine:
    return ForeignLine(
        row.dataset, row.key, row.own, row.line, row.earliest, row.latest,
        Side(row.actor_name, row.actor_code, row.actor_country), Side(row.target_name, row.target_code, row.target_country),
        row.code, row.said, row.root, tuple(row.acts.split()), row.place, row.url, (), row.file, row.number,
    )  # fmt: skip
