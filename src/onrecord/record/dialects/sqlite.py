"""A record in a file: what SQLite is asked in its own words."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Table, func, insert, select, text
from sqlalchemy.dialects.sqlite import insert as upsert

from onrecord.record import schema
from onrecord.record.dialects import Place, Rows

TEXTS = (
    # of words that nearly every text has those that came last are weighed: to weigh all would take long
    "WITH some AS MATERIALIZED (SELECT rowid AS seq, bm25(texts) AS rank FROM texts WHERE texts MATCH :words "
    "ORDER BY rowid DESC LIMIT :weighed), "
    # which texts first, then their words: marking all that fit would take longer still
    "best AS MATERIALIZED (SELECT some.seq AS seq, some.rank AS rank FROM some "
    "JOIN source_texts s ON s.seq = some.seq WHERE s.is_current ORDER BY some.rank, some.seq LIMIT :limit) "
    "SELECT s.report_id, r.title, r.outlet, r.published, s.text, highlight(texts, 0, char(2), char(3)) AS marked "
    "FROM best JOIN texts ON texts.rowid = best.seq JOIN source_texts s ON s.seq = best.seq "
    "JOIN reports r ON r.id = s.report_id WHERE texts MATCH :words ORDER BY best.rank, best.seq"
)
REPORTS = (
    "SELECT l.n FROM texts JOIN source_texts s ON s.seq = texts.rowid JOIN listed l ON l.id = s.report_id "
    "WHERE texts MATCH :match AND s.is_current AND l.list = 'reports'"
)
ENTRIES = (
    "SELECT (SELECT e.id FROM entries e WHERE e.report_id = json_extract(p.value, '$[0]') AND e.counts "
    "AND e.start BETWEEN json_extract(p.value, '$[1]') - :near AND json_extract(p.value, '$[1]') + :near "
    "AND EXISTS (SELECT 1 FROM json_each(e.body, '$.evidence') v WHERE json_extract(p.value, '$[1]') "
    ">= json_extract(v.value, '$.sentence[0]') AND json_extract(p.value, '$[1]') "
    "< max(json_extract(v.value, '$.sentence[1]'), json_extract(v.value, '$.end'))) "
    "ORDER BY e.start, e.id LIMIT 1) FROM json_each(:places) p ORDER BY p.key"
)


class Sqlite:
    """The twin for SQLite, whose triggers keep the indexes of words, and whose originals lie beside the file."""

    beside: tuple[str, ...] = (*schema.FTS, *schema.LISTED)
    # in this order, whatever it thinks of it
    join = "CROSS JOIN"
    own = "(SELECT value FROM json_each(:own))"

    def by_index(self, name: str) -> str:
        """By this index, whatever else there is."""
        return f" INDEXED BY {name}"

    def among(self, column: ColumnElement[Any], values: Sequence[Any]) -> ColumnElement[bool]:
        """One by one."""
        return column.in_(values)

    def put(self, connection: Connection, rows: Mapping[Table, Rows]) -> None:
        """Table by table."""
        for table, own in rows.items():
            if own:
                connection.execute(insert(table), list(own))

    def put_over(self, connection: Connection, table: Table, rows: Rows) -> None:
        """By an upsert."""
        if rows:
            statement = upsert(table)
            keys = [c.name for c in table.primary_key]
            rest = {name: statement.excluded[name] for name in rows[0] if name not in keys}
            connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=rest), list(rows))

    def put_if_new(self, connection: Connection, table: Table, rows: Rows) -> None:
        """By an upsert that does nothing."""
        if rows:
            connection.execute(upsert(table).on_conflict_do_nothing(), list(rows))

    def numbers(self, connection: Connection, column: Column[int], count: int) -> list[int]:
        """What comes after the last; of a table that gives no number twice, after the last that was ever given."""
        last = connection.execute(select(func.max(column))).scalar() or 0
        if column.table.dialect_options["sqlite"]["autoincrement"]:
            query = text("SELECT seq FROM sqlite_sequence WHERE name = :name")
            last = max(last, int(connection.execute(query, {"name": column.table.name}).scalar() or 0))
        return list(range(last + 1, last + 1 + count))

    def keep_numbers(self, connection: Connection) -> None:
        """It sees to that by itself."""

    def look_over(self, connection: Connection) -> None:
        """It is told the way."""

    def sort_words(self, connection: Connection) -> None:
        """It does so by itself."""

    def index_texts(self, connection: Connection, texts: Sequence[tuple[int, str]]) -> None:
        """A trigger does."""

    def index_rows(self, connection: Connection, rows: Rows) -> None:
        """A trigger does."""

    def keep_original(self, connection: Connection, sha256: str, data: bytes) -> bool:
        """They lie beside the file."""
        return False

    def is_empty(self, connection: Connection) -> bool:
        """Whether there is nothing in the file."""
        return connection.execute(text("SELECT 1 FROM sqlite_master LIMIT 1")).first() is None

    def has_tables(self, connection: Connection) -> bool:
        """Whether two are there that all records have."""
        known = text("SELECT count(*) FROM sqlite_master WHERE name IN ('alembic_version', 'entries')")
        return bool(connection.execute(known).scalar_one() == 2)

    def stream(self, connection: Connection, table: Table, some: int) -> Iterator[Sequence[Sequence[Any]]]:
        """As they lie in the file."""
        yield from connection.execute(select(table), execution_options={"yield_per": some}).partitions()

    def found(self, connection: Connection, phrases: Sequence[tuple[str, bool]], limit: int, most: int) -> list[Place]:
        """By bm25."""
        words = " ".join(f'"{phrase}"' + ("*" if open_ else "") for phrase, open_ in phrases)
        rows = connection.execute(text(TEXTS), {"words": words, "limit": limit, "weighed": most}).all()
        places = []
        for row in rows:
            first = row.marked.index("\x02")
            places.append(Place(row[0], row[1], row[2], row[3], row[4], first, row.marked.index("\x03", first) - 1))
        return places

    def found_rows(
        self, connection: Connection, words: Sequence[str], lists: Sequence[str], limit: int | None
    ) -> list[int]:
        """From the index, which has the list as well."""
        within = f"list : ({' OR '.join(lists)}) AND " if lists else ""
        match = within + "words : (" + " AND ".join(f'"{word}"*' for word in words) + ")"
        query = "SELECT rowid FROM listed_words WHERE listed_words MATCH :match"
        if limit is not None:
            query += f" LIMIT {limit}"
        # there may be a hundred thousand
        return [row[0] for row in connection.exec_driver_sql(query, {"match": match}).cursor.fetchall()]

    def found_reports(self, connection: Connection, words: Sequence[str]) -> list[int]:
        """By the index of the texts."""
        return list(connection.execute(text(REPORTS), {"match": " ".join(f'"{w}"*' for w in words)}).scalars())

    def entries_at(self, connection: Connection, places: Sequence[tuple[str, int]], near: int) -> list[str | None]:
        """All places at once, as JSON."""
        return list(connection.execute(text(ENTRIES), {"places": json.dumps(places), "near": near}).scalars())

    def names_of_actors(self, connection: Connection) -> dict[str, str]:
        """Out of the bodies, without reading them whole."""
        a = schema.actors.c
        return {row[0]: row[1] for row in connection.execute(select(a.id, func.json_extract(a.body, "$[1]")))}

    def original(self, connection: Connection, sha256: str) -> bytes | None:
        """They lie beside the file."""
        return None

    def empty_lists(self, connection: Connection, delete: Callable[[], None]) -> None:
        """Without the trigger, which would take the words out one by one."""
        connection.execute(text("DROP TRIGGER listed_out"))
        delete()
        connection.execute(text("INSERT INTO listed_words(listed_words) VALUES ('delete-all')"))
        connection.execute(text(schema.LISTED_OUT))

    def drop_original(self, connection: Connection, sha256: str) -> None:
        """They lie beside the file."""

    def merge_words(self, connection: Connection) -> None:
        """Merge the parts of the indexes, of which each has words of its own."""
        for index in ("texts", "listed_words"):
            connection.execute(text(f"INSERT INTO {index}({index}) VALUES ('optimize')"))

    def wipe(self, connection: Connection) -> None:
        """Write the file anew, and empty its journal."""
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.execute("VACUUM")
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")


SQLITE = Sqlite()
