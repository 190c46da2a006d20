"""What the lists of the pages show and are narrowed by, as it is kept beside what follows from a record.

A row is kept once with its words, and once as numbers: what it is sorted by, between which days it stands so, and the terms
that it can be narrowed to. What stood otherwise before has a row for each while, so that a list as of a day is a choice among
rows, not made anew. The numbers of a list of 400,000 rows are read in a tenth of a second and counted in some milliseconds,
where a query that groups them takes seconds.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, and_, bindparam, delete, insert, literal, select, union_all, update

from onrecord.record import queue, schema
from onrecord.record.derived import RECORD, RESOLVED, batched
from onrecord.record.dialects import among, dialect_of
from onrecord.record.engine import Store, again
from onrecord.record.foreign import foreign_files
from onrecord.record.queue import Waiting

if TYPE_CHECKING:
    # slow to load, and most commands need none of it
    import numpy as np
    import numpy.typing as npt

    Numbers = npt.NDArray[np.int32]

SHELVED, FOREIGN = "shelved", "foreign"
# verdicts by which a person stands behind a line
REVIEWED = ("accepted", "amended", "added")
# a day after all days, on which tellings without a date come in; and the end of what still stands
NEVER = 4_000_000
NOW = NEVER + 1
# the numbers of a row: its own, what it is sorted by, the day of the first telling, from which day on it stands so and up to
# which, how many terms follow
N, KEY, FIRST, SINCE, UNTIL, TERMS = range(6)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a list, as it stands for a while.

    `key`: what it is sorted by, the smallest first. `first`: the day on which it was first told, `since`, `until`: from which
    day on it stands so, and before which, as numbers.
    """

    id: str
    key: int
    first: int
    since: int
    words: str
    facets: tuple[tuple[str, str], ...] = ()
    body: Any = None
    process: str = ""
    worth: float = 0.0
    until: int = NOW


@dataclass(frozen=True, slots=True)
class Kept:
    """A row as it is kept: its number and id, the process it belongs to, its words and what else there is of it."""

    n: int
    id: str
    process: str
    words: str
    body: Any


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of a list that are made of one report or process, and what they were made of.

    `keeps`: it is kept also where it has no rows; `tells`: which lines the threads and meetings of a process rest on; `more`:
    on which of them its state hangs, and how much.
    """

    list: str
    owner: str
    made_of: str
    rows: Sequence[Row]
    keeps: bool = False
    tells: Sequence[tuple[str, str]] | None = None
    more: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Head:
    """What is known of a report beside its text and lines."""

    id: str
    title: str | None
    outlet: str | None
    published: str | None


def number(day: str | None) -> int:
    """A day as a number; 0 where there is none.

    >>> number("2026-03-14") - number("2026-03-13")
    1
    """
    return date.fromisoformat(day[:10]).toordinal() if day else 0


def unshelve(connection: Connection, report: str) -> None:
    """Forget the rows of a report, and rows and threads of the processes that it serves: they may hold its words."""
    at, s, serves, w = schema.listed.c, schema.shelves.c, schema.serves.c, schema.woven.c
    served = list(connection.execute(select(serves.process).where(serves.report_id == report)).scalars())
    for some in batched([report, *served]):
        connection.execute(delete(schema.listed).where(among(connection, at.owner, some)))
        connection.execute(delete(schema.shelves).where(among(connection, s.owner, some)))
        # they are made anew with what follows from the rest
        connection.execute(delete(schema.woven).where(among(connection, w.process, some)))


def empty(connection: Connection) -> None:
    """Forget all rows: their words at once, not one by one."""

    def rows() -> None:
        for table in schema.SHELVED:
            connection.execute(delete(table))

    dialect_of(connection).empty_lists(connection, rows)
    connection.execute(delete(schema.versions).where(schema.versions.c.name == SHELVED))


def _key(row: Row) -> tuple[Any, ...]:
    """What is kept of a row beside its numbers."""
    body = json.dumps(row.body, ensure_ascii=False) if row.body is not None else None
    return row.id, row.process, row.worth, row.words, body


class Shelved:
    """Reads and keeps the rows of lists."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._terms: dict[tuple[str, str, str], int] | None = None

    @contextmanager
    def _read(self, *, whole: bool = False) -> Iterator[Connection]:
        with self._store.reading(whole=whole) as connection:
            yield connection

    # -- how it stands --------------------------------------------------------------------------------------------------

    def versions(self) -> tuple[str, str, str]:
        """How often the record was written to, as of what the rest was made, and as of what the rows."""
        v = schema.versions.c
        with self._read() as connection:
            found = {row[0]: row[1] for row in connection.execute(select(v.name, v.value))}
        return found.get(RECORD, "0"), found.get(RESOLVED, ""), found.get(SHELVED, "")

    def versions_and_foreign(self) -> tuple[tuple[str, str, str], bool]:
        """The same, and whether event data of others stands beside the record, by one question."""
        v = schema.versions.c
        there = select(literal(FOREIGN), literal("")).where(select(foreign_files.c.number).exists())
        with self._read() as connection:
            found = {row[0]: row[1] for row in connection.execute(union_all(select(v.name, v.value), there))}
        return (found.get(RECORD, "0"), found.get(RESOLVED, ""), found.get(SHELVED, "")), FOREIGN in found

    def made_of(self, name: str) -> dict[str, str]:
        """Of each owner of rows of a list what they were made of."""
        s = schema.shelves.c
        with self._read() as connection:
            return {row[0]: row[1] for row in connection.execute(select(s.owner, s.made_of).where(s.list == name))}

    def heads(self) -> list[Head]:
        """What is known of each report."""
        r = schema.reports.c
        with self._read() as connection:
            return [Head(*row) for row in connection.execute(select(r.id, r.title, r.outlet, r.published))]

    def outlets_of(self, reports: Iterable[str]) -> set[str]:
        """The outlets of these reports."""
        r = schema.reports.c
        query = select(r.outlet).where(r.outlet.is_not(None), r.outlet != "").distinct()
        with self._read() as connection:
            return {
                outlet
                for some in batched(sorted(set(reports)))
                for outlet in connection.execute(query.where(among(connection, r.id, some))).scalars()
            }

    def processes_in(self, report: str) -> dict[str, str | None]:
        """Of each line of a report the process it belongs to."""
        return self.processes_in_each([report]).get(report, {})

    def processes_in_each(self, reports: Sequence[str]) -> dict[str, dict[str, str | None]]:
        """The same for some reports at once, by report; one of which nothing is known is not among them."""
        t = schema.told.c
        with self._read() as connection:
            found = [
                row
                for some in batched(reports)
                for row in connection.execute(select(t.report_id, t.marks).where(t.report_id.in_(some)))
            ]
        return {report: {row[0]: row[2] for row in json.loads(body or "[]")} for report, body in found}

    # -- in -------------------------------------------------------------------------------------------------------------

    def put(self, parts: Iterable[Part]) -> None:
        """Keep the rows of some lists and owners, with what they were made of, in place of those kept before."""
        self._put_all(list(parts))

    @again
    def _put_all(self, parts: Sequence[Part]) -> None:
        try:
            with self._store.writing(alone=True) as connection:
                for part in parts:
                    self._put(connection, part)
        except BaseException:
            # a term that was new is not there after all
            self._terms = None
            raise

    def _put(self, connection: Connection, part: Part) -> None:
        at, s = schema.listed.c, schema.shelves.c
        name, owner = part.list, part.owner
        # of thousands of rows most are as they were: they keep their numbers
        query = select(at.id, at.process, at.worth, at.words, at.body, at.n).where(at.list == name, at.owner == owner)
        left = {tuple(row[:-1]): row[-1] for row in connection.execute(query)}
        connection.execute(delete(schema.shelves).where(s.list == name, s.owner == owner))
        if part.tells is not None:
            self._put_tells(connection, owner, part.tells, part.more)
        # what stood otherwise for a while in its terms only has its words once
        keys = [_key(row) for row in part.rows]
        number_of = {key: left.pop(key) for key in dict.fromkeys(keys) if key in left}
        new = [key for key in dict.fromkeys(keys) if key not in number_of]
        unlike: list[dict[str, Any]] = []
        if new:
            for key, n in zip(new, dialect_of(connection).numbers(connection, at.n, len(new)), strict=True):
                number_of[key] = n
                kept = dict(zip(("id", "process", "worth", "words", "body"), key, strict=True))
                unlike.append({"n": n, "list": name, "owner": owner, "more": 0.0, **kept})
        for some in batched(list(left.values())):
            connection.execute(delete(schema.listed).where(among(connection, at.n, some)))
        # a list without rows is kept where it says what an owner's rows were made of
        if not part.rows and not part.keeps:
            return
        dialect_of(connection).put(connection, {schema.listed: unlike})
        dialect_of(connection).index_rows(connection, unlike)
        found = [[self._term(connection, name, *facet) for facet in dict.fromkeys(row.facets)] for row in part.rows]
        import numpy as np

        numbers = np.array(
            [
                (number_of[key], r.key, r.first, r.since, r.until, len(t))
                for key, r, t in zip(keys, part.rows, found, strict=True)
            ],
            dtype=np.int32,
        )
        terms = np.array([term for own in found for term in own], dtype=np.int32)
        connection.execute(
            insert(schema.shelves).values(
                list=name, owner=owner, made_of=part.made_of, rows=numbers.tobytes(), terms=terms.tobytes()
            )
        )

    def _term(self, connection: Connection, name: str, facet: str, value: str) -> int:
        t = schema.terms
        if self._terms is None:
            rows = connection.execute(select(t.c.n, t.c.list, t.c.facet, t.c.value))
            self._terms = {(row[1], row[2], row[3]): row[0] for row in rows}
        key = (name, facet, value)
        if key not in self._terms:
            made = connection.execute(insert(t).values(list=name, facet=facet, value=value)).inserted_primary_key
            assert made is not None
            self._terms[key] = made[0]
        return self._terms[key]

    def _put_tells(
        self, connection: Connection, process: str, tells: Iterable[tuple[str, str]], more: Mapping[str, float]
    ) -> None:
        t, at = schema.tells.c, schema.listed.c
        known = {(r[0], r[1]) for r in connection.execute(select(t.entry_id, t.woven).where(t.process == process))}
        wanted = dict.fromkeys(tells)
        if gone := sorted(known - wanted.keys()):
            one = and_(t.process == process, t.entry_id == bindparam("e"), t.woven == bindparam("w"))
            connection.execute(delete(schema.tells).where(one), [{"e": e, "w": w} for e, w in gone])
        rows = [{"entry_id": e, "woven": w, "process": process} for e, w in wanted if (e, w) not in known]
        # a thread that goes over from another process is this one's from now on
        dialect_of(connection).put_over(connection, schema.tells, rows)
        query = select(at.id, at.more).where(at.list == "entries", at.process == process, at.more != 0)
        before = {row[0]: row[1] for row in connection.execute(query)}
        by_worth: dict[float, list[str]] = {}
        for entry in before.keys() | more.keys():
            if before.get(entry, 0.0) != more.get(entry, 0.0):
                by_worth.setdefault(more.get(entry, 0.0), []).append(entry)
        for worth, entries in by_worth.items():
            for some in batched(sorted(entries)):
                connection.execute(
                    update(schema.listed).where(at.list == "entries", among(connection, at.id, some)).values(more=worth)
                )

    @again
    def drop(self, gone: Iterable[tuple[str, str]]) -> None:
        """Forget the rows of some lists and owners."""
        at, s, t = schema.listed.c, schema.shelves.c, schema.tells.c
        with self._store.writing() as connection:
            for name, owner in gone:
                connection.execute(delete(schema.listed).where(at.list == name, at.owner == owner))
                connection.execute(delete(schema.shelves).where(s.list == name, s.owner == owner))
                if name == "timeline":
                    connection.execute(delete(schema.tells).where(t.process == owner))

    @again
    def settle(self, resolved: str) -> None:
        """Say as of what the rows were made."""
        v = schema.versions
        with self._store.writing() as connection:
            connection.execute(delete(v).where(v.c.name == SHELVED))
            connection.execute(insert(v).values(name=SHELVED, value=resolved))
            dialect_of(connection).sort_words(connection)

    @again
    def clear(self) -> None:
        """Forget all rows."""
        with self._store.writing() as connection:
            empty(connection)
        self._terms = None

    # -- out ------------------------------------------------------------------------------------------------------------

    def numbers(self, name: str) -> tuple[Numbers, Numbers, list[tuple[int, str, str]]]:
        """All rows of a list as numbers, their terms one after the other, and what the terms mean: (number, facet, value)."""
        s, t = schema.shelves.c, schema.terms.c
        with self._read(whole=True) as connection:
            parts = connection.execute(select(s.rows, s.terms).where(s.list == name).order_by(s.owner)).all()
            meant = [
                (r[0], r[1], r[2]) for r in connection.execute(select(t.n, t.facet, t.value).where(t.list == name))
            ]
        import numpy as np

        rows = np.frombuffer(b"".join(part[0] for part in parts), dtype=np.int32).reshape(-1, TERMS + 1)
        return rows, np.frombuffer(b"".join(part[1] for part in parts), dtype=np.int32), meant

    def rows(self, numbers: Sequence[int]) -> list[Kept]:
        """Rows by their numbers, in that order; those that are gone are left out."""
        at = schema.listed.c
        query = select(at.n, at.id, at.process, at.words, at.body)
        with self._read() as connection:
            found = {
                row[0]: Kept(row[0], row[1], row[2], row[3], json.loads(row[4]) if row[4] is not None else None)
                for some in batched([int(n) for n in numbers])
                for row in connection.execute(query.where(among(connection, at.n, some)))
            }
        return [found[n] for n in map(int, numbers) if n in found]

    def said(self, entries: Iterable[str]) -> dict[str, tuple[str, str]]:
        """Of each of these lines the process it belongs to, and the line in words."""
        at = schema.listed.c
        query = select(at.id, at.process, at.words).where(at.list == "entries")
        with self._read() as connection:
            return {
                row[0]: (row[1], row[2].split("\n", 1)[0])
                for some in batched(sorted(set(entries)))
                for row in connection.execute(query.where(among(connection, at.id, some)))
            }

    def woven(self, *entries: str) -> list[str]:
        """The threads and meetings that these lines tell of."""
        t = schema.tells.c
        with self._read() as connection:
            found = {
                key
                for some in batched(entries)
                for key in connection.execute(select(t.woven).where(among(connection, t.entry_id, some))).scalars()
            }
        return sorted(found)

    def found(self, asked: str, lists: Sequence[str] = (), *, limit: int | None = None) -> list[int]:
        """The numbers of the rows that have all these words, or words that begin so; in some lists, or in all."""
        words = re.findall(r"\w+", asked)
        if not words:
            return []
        with self._read() as connection:
            return dialect_of(connection).found_rows(connection, words, lists, limit)

    def found_in_texts(self, asked: str) -> list[int]:
        """The numbers of the reports whose texts have all these words, or words that begin so."""
        words = re.findall(r"\w+", asked)
        if not words:
            return []
        with self._read() as connection:
            return dialect_of(connection).found_reports(connection, words)

    def beginning(self, lists: Sequence[str], first: str, most: int = 4) -> list[str]:
        """Ids in some lists that begin so, of many the first; of entries and reports also those that count nowhere."""
        own = {"entries": schema.entries.c.id, "reports": schema.reports.c.id}
        found: set[str] = set()
        with self._read() as connection:
            for name in lists:
                column = own.get(name, schema.listed.c.id)
                query = select(column).distinct().where(column >= first, column < first + "\uffff")
                if name not in own:
                    query = query.where(schema.listed.c.list == name)
                found.update(connection.execute(query.order_by(column).limit(most)).scalars())
        return sorted(found)[:most]

    def reviewed(self) -> frozenset[str]:
        """The lines that count because a person stands behind them."""
        e = schema.entries.c
        with self._read() as connection:
            return frozenset(connection.execute(select(e.id).where(e.verdict.in_(REVIEWED), e.counts)).scalars())

    def reviewed_by(self) -> list[tuple[str, str, str]]:
        """Of each line that a person stands behind its id, report and process."""
        e, at = schema.entries.c, schema.listed.c
        query = (
            select(e.id, e.report_id, at.process)
            .outerjoin(schema.listed, and_(at.id == e.id, at.list == "entries"))
            .where(e.verdict.in_(REVIEWED), e.counts)
            .order_by(e.id)
        )
        with self._read() as connection:
            return [(row[0], row[1], row[2] or "") for row in connection.execute(query)]

    # -- what waits for a person ------------------------------------------------------------------------------------------

    def count_open(self, *, process: str | None = None, report: str | None = None) -> int:
        """How many lines no person has settled yet, of all or of a process or report."""
        with self._read() as connection:
            return queue.count_open(connection, process, report)

    def count_own(self, who: str, process: str | None = None) -> int:
        """Of how many lines that are still open somebody said his word."""
        with self._read() as connection:
            return len(queue.own(connection, who, process))

    def count_waiting(self, who: str, process: str | None = None) -> int:
        """How many lines wait for somebody."""
        return self.count_open(process=process) - self.count_own(who, process)

    def waiting(self, who: str, at: int, process: str | None = None) -> Waiting | None:
        """The line that waits at a place of somebody's queue: those on which reviewers disagree, then by what hangs on each."""
        with self._read() as connection:
            return queue.waiting(connection, who, at, process)
