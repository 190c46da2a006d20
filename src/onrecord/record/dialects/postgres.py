"""A record in PostgreSQL: what it is asked in its own words."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, LargeBinary, Table, any_, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY

from onrecord.errors import RecordError
from onrecord.record import schema
from onrecord.record.dialects import Place, Rows
from onrecord.record.dialects.tokens import asked, first_place, folded, parts_of, quoted

# characters that PostgreSQL keeps in no text: each is written as two. The mark of these is no character of any language
MARK = "\U0010fffe"
ZERO = "\x00"

BESIDE = (
    # the words of the texts, in parts: `onrecord.record.dialects.tokens`
    "CREATE TABLE text_words (seq integer NOT NULL REFERENCES source_texts (seq) ON DELETE CASCADE, part integer NOT NULL, "
    "words tsvector NOT NULL, PRIMARY KEY (seq, part))",
    "CREATE INDEX texts_by_word ON text_words USING gin (words)",
    # the words of the rows of lists, each behind the name of its list
    "CREATE TABLE listed_words (n integer PRIMARY KEY REFERENCES listed (n) ON DELETE CASCADE, words tsvector NOT NULL)",
    "CREATE INDEX listed_by_word ON listed_words USING gin (words)",
    # the bytes of reports, where they are kept
    'CREATE TABLE original_bytes (bytes_sha256 varchar COLLATE "C" PRIMARY KEY, data bytea NOT NULL)',
)
# columns with words of reports, of which the server would keep examples for its own use: what is forgotten would stay there
WORDY = (
    *((table.name, column.name, 'text COLLATE "C"' if column.type is schema.Text else "bytea")
      for table in schema.metadata.sorted_tables if not table.name.startswith("foreign_") for column in table.columns
      if column.type is schema.Text or isinstance(column.type, LargeBinary)),
    ("text_words", "words", "tsvector"), ("listed_words", "words", "tsvector"), ("original_bytes", "data", "bytea"),
)  # fmt: skip
SECRET = tuple(f'ALTER TABLE "{table}" ALTER COLUMN "{column}" SET STATISTICS 0' for table, column, _ in WORDY)
# the texts with all words, each in one or other of its parts
HAS = "SELECT seq FROM text_words WHERE words @@ CAST(:{} AS tsquery)"
# of words that nearly every text has those that came last are weighed: to weigh all would take long. OFFSET 0: each text is
# looked at by itself, so that no more of them are than are weighed
TEXTS = (
    "WITH has AS MATERIALIZED ({has}), fits AS MATERIALIZED (SELECT own.seq FROM (SELECT DISTINCT seq FROM has) own "
    "CROSS JOIN LATERAL (SELECT 1 FROM source_texts s WHERE s.seq = own.seq AND s.is_current OFFSET 0) current "
    "ORDER BY own.seq DESC LIMIT :weighed), "
    "best AS MATERIALIZED (SELECT fits.seq, (SELECT sum(ts_rank(w.words, CAST(:any AS tsquery), 1)) FROM text_words w "
    "WHERE w.seq = fits.seq) AS rank FROM fits ORDER BY rank DESC, fits.seq LIMIT :limit) "
    "SELECT s.report_id, r.title, r.outlet, r.published, s.text FROM best JOIN source_texts s ON s.seq = best.seq "
    "JOIN reports r ON r.id = s.report_id ORDER BY best.rank DESC, best.seq"
)
REPORTS = (
    "WITH has AS MATERIALIZED ({has}) SELECT l.n FROM source_texts s JOIN listed l ON l.list = 'reports' AND l.id = s.report_id "
    "WHERE s.is_current AND s.seq IN (SELECT seq FROM has)"
)
ENTRIES = (
    "SELECT (SELECT e.id FROM entries e WHERE e.report_id = p.place ->> 0 AND e.counts "
    "AND e.start BETWEEN CAST(p.place ->> 1 AS integer) - :near AND CAST(p.place ->> 1 AS integer) + :near "
    "AND EXISTS (SELECT 1 FROM json_array_elements(CAST(e.body AS json) -> 'evidence') v "
    "WHERE CAST(p.place ->> 1 AS integer) >= CAST(v -> 'sentence' ->> 0 AS integer) AND CAST(p.place ->> 1 AS integer) "
    "< greatest(CAST(v -> 'sentence' ->> 1 AS integer), CAST(v ->> 'end' AS integer))) "
    "ORDER BY e.start, e.id LIMIT 1) FROM json_array_elements(CAST(:places AS json)) WITH ORDINALITY p (place, number) "
    "ORDER BY p.number"
)


class Raw(str):
    """Words for the server that are written as it keeps them already."""

    __slots__ = ()


def kept(value: str) -> str:
    """A text as the server keeps it.

    >>> read(kept("a\\x00b")) == "a\\x00b" and "\\x00" not in kept("a\\x00b")
    True
    """
    if MARK in value:
        value = value.replace(MARK, f"{MARK}1")
    return value.replace(ZERO, f"{MARK}0") if ZERO in value else value


def read(value: str) -> str:
    """A text that the server kept, as it was."""
    if MARK not in value:
        return value
    return value.replace(f"{MARK}0", ZERO).replace(f"{MARK}1", MARK)


def within(name: str, word: str) -> str:
    """A word as it stands among those of a list, apart from those of the others."""
    return f"{name} {word}"


def as_json(rows: Any) -> Raw:
    """Rows as one value, in which no text has what the server does not keep."""
    said = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
    if MARK in said or "\\u0000" in said:
        said = json.dumps(_each(rows), ensure_ascii=False, separators=(",", ":"))
    return Raw(said)


def _each(value: Any) -> Any:
    if isinstance(value, str):
        return kept(value)
    if isinstance(value, Mapping):
        return {key: _each(own) for key, own in value.items()}
    return [_each(own) for own in value] if isinstance(value, (list, tuple)) else value


class Postgres:
    """The twin for PostgreSQL. What is put in goes as JSON: one statement for any number of rows."""

    beside: tuple[str, ...] = (*BESIDE, *SECRET)
    join = "JOIN"
    own = "(SELECT json_array_elements_text(CAST(:own AS json)))"

    def by_index(self, name: str) -> str:
        """It finds the best by itself."""
        return ""

    def among(self, column: ColumnElement[Any], values: Sequence[Any]) -> ColumnElement[bool]:
        """As one value, so that the server has the statement prepared: with hundreds of them it takes longer to read than to answer."""
        own = [kept(value) if isinstance(value, str) else value for value in values]
        return column == any_(bindparam(None, own, ARRAY(column.type)))

    def put(self, connection: Connection, rows: Mapping[Table, Rows]) -> None:
        """All tables in one statement: what points to what is looked at when it is done."""
        full = {table: own for table, own in rows.items() if own}
        if not full:
            return
        parts = [_insert(table, tuple(own[0]), f":rows{n}") for n, (table, own) in enumerate(full.items())]
        said = {f"rows{n}": _rows(table, own) for n, (table, own) in enumerate(full.items())}
        *first, last = parts
        others = ", ".join(f"put{n} AS ({part})" for n, part in enumerate(first))
        connection.execute(text(f"WITH {others} {last}" if others else last), said)

    def put_over(self, connection: Connection, table: Table, rows: Rows) -> None:
        """By an upsert."""
        if rows:
            keys = [c.name for c in table.primary_key]
            rest = ", ".join(f'"{name}" = excluded."{name}"' for name in rows[0] if name not in keys)
            over = " ON CONFLICT ({}) DO {}".format(
                ", ".join(f'"{key}"' for key in keys), f"UPDATE SET {rest}" if rest else "NOTHING"
            )
            # the same order everywhere, so that two who write the same rows do not wait for each other; the last of a key counts
            by_key = {tuple(row[key] for key in keys): row for row in rows}
            own = [by_key[key] for key in sorted(by_key)]
            connection.execute(text(_insert(table, tuple(rows[0])) + over), {"rows": _rows(table, own)})

    def put_if_new(self, connection: Connection, table: Table, rows: Rows) -> None:
        """By an upsert that does nothing."""
        if rows:
            statement = text(_insert(table, tuple(rows[0])) + " ON CONFLICT DO NOTHING")
            connection.execute(statement, {"rows": _rows(table, rows)})

    def numbers(self, connection: Connection, column: Column[int], count: int) -> list[int]:
        """From the sequence of the column."""
        query = (
            "SELECT nextval(pg_get_serial_sequence(:table, :column)) FROM generate_series(1, CAST(:count AS integer))"
        )
        said = {"table": column.table.name, "column": column.name, "count": count}
        return list(connection.execute(text(query), said).scalars())

    def keep_numbers(self, connection: Connection) -> None:
        """Set the sequences behind the last numbers."""
        for table in schema.metadata.sorted_tables:
            column = table.autoincrement_column
            if column is not None:
                last = f'SELECT max("{column.name}") FROM "{table.name}"'
                connection.execute(
                    text(
                        f"SELECT setval(pg_get_serial_sequence('{table.name}', '{column.name}'), coalesce(({last}), 1), "
                        f"({last}) IS NOT NULL)"
                    )
                )

    def look_over(self, connection: Connection) -> None:
        """At once: by itself it does so within some minutes, in which pages would take long."""
        query = text("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
        for table in sorted(connection.execute(query).scalars()):
            connection.exec_driver_sql(f'ANALYZE "{table}"')
        self.sort_words(connection)

    def sort_words(self, connection: Connection) -> None:
        """They wait at the end of the indexes, where every search would look through them all."""
        connection.execute(
            text("SELECT gin_clean_pending_list('texts_by_word'), gin_clean_pending_list('listed_by_word')")
        )

    def index_texts(self, connection: Connection, texts: Sequence[tuple[int, str]]) -> None:
        """Keep the words of texts, in parts."""
        rows = [
            {"seq": seq, "part": part, "words": words} for seq, own in texts for part, words in enumerate(parts_of(own))
        ]
        if rows:
            statement = text(
                "INSERT INTO text_words (seq, part, words) SELECT seq, part, CAST(words AS tsvector) FROM "
                "json_to_recordset(CAST(:rows AS json)) AS r (seq integer, part integer, words text)"
            )
            connection.execute(statement, {"rows": as_json(rows)})

    def index_rows(self, connection: Connection, rows: Rows) -> None:
        """Keep the words of rows, without their places: nobody asks for phrases."""
        own = [
            {"n": row["n"], "words": " ".join(quoted(within(row["list"], w)) for w in set(folded(row["words"])))}
            for row in rows
        ]
        if own:
            statement = text(
                "INSERT INTO listed_words (n, words) SELECT n, CAST(words AS tsvector) FROM "
                "json_to_recordset(CAST(:rows AS json)) AS r (n integer, words text)"
            )
            connection.execute(statement, {"rows": as_json(own)})

    def keep_original(self, connection: Connection, sha256: str, data: bytes) -> bool:
        """In a table of their own."""
        statement = text(
            "INSERT INTO original_bytes (bytes_sha256, data) VALUES (:sha256, :data) ON CONFLICT DO NOTHING"
        )
        connection.execute(statement, {"sha256": sha256, "data": data})
        return True

    def is_empty(self, connection: Connection) -> bool:
        """Whether there is no table in the schema."""
        query = text(
            "SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = current_schema()"
        )
        return connection.execute(query).first() is None

    def has_tables(self, connection: Connection) -> bool:
        """Whether two are there that all records have."""
        query = text(
            "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema() AND tablename IN ('alembic_version', 'entries')"
        )
        return bool(connection.execute(query).scalar_one() == 2)

    def stream(self, connection: Connection, table: Table, some: int) -> Iterator[Sequence[Sequence[Any]]]:
        """By a cursor of the server: a table may be larger than the memory here."""
        name = f"all_{table.name}"
        connection.exec_driver_sql(
            f'DECLARE "{name}" NO SCROLL CURSOR FOR SELECT {", ".join(_names(c.name for c in table.columns))} FROM "{table.name}"'
        )
        while rows := connection.exec_driver_sql(f'FETCH {some} FROM "{name}"').all():
            yield rows
        connection.exec_driver_sql(f'CLOSE "{name}"')

    def found(self, connection: Connection, phrases: Sequence[tuple[str, bool]], limit: int, most: int) -> list[Place]:
        """By the rank that the server gives to texts."""
        queries = [query for phrase, begins in phrases if (query := asked(phrase, begins=begins))]
        if not queries:
            return []
        said: dict[str, Any] = {f"q{n}": query for n, query in enumerate(queries)}
        said |= {"any": " | ".join(f"({query})" for query in queries), "limit": limit, "weighed": most}
        has = " INTERSECT ".join(HAS.format(f"q{n}") for n in range(len(queries)))
        rows = connection.execute(text(TEXTS.format(has=has)), said).all()
        return [Place(row[0], row[1], row[2], row[3], row[4], *first_place(row[4], phrases)) for row in rows]

    def found_rows(
        self, connection: Connection, words: Sequence[str], lists: Sequence[str], limit: int | None
    ) -> list[int]:
        """From the index of the words of rows, in which each list has words of its own."""
        wanted = [word for asked_for in words for word in folded(asked_for)]
        if not wanted:
            return []
        names = lists or connection.execute(text("SELECT DISTINCT list FROM shelves ORDER BY list")).scalars().all()
        own = [" | ".join(f"{quoted(within(name, word))}:*" for name in names) for word in wanted]
        said = {"asked": " & ".join(f"({query})" for query in own if query)}
        one = "SELECT n FROM listed_words WHERE words @@ CAST(:asked AS tsquery)"
        if limit is not None:
            one += f" LIMIT {limit}"
        # there may be a hundred thousand: as one value they are read at once
        found = connection.execute(text(f"SELECT string_agg(CAST(n AS text), ' ') FROM ({one}) found"), said).scalar()
        return list(map(int, (found or "").split()))

    def found_reports(self, connection: Connection, words: Sequence[str]) -> list[int]:
        """From the index of the texts."""
        queries = [query for word in words if (query := asked(word, begins=True))]
        if not queries:
            return []
        has = " INTERSECT ".join(HAS.format(f"q{n}") for n in range(len(queries)))
        said = {f"q{n}": query for n, query in enumerate(queries)}
        return list(connection.execute(text(REPORTS.format(has=has)), said).scalars())

    def entries_at(self, connection: Connection, places: Sequence[tuple[str, int]], near: int) -> list[str | None]:
        """All places at once, as JSON."""
        return list(connection.execute(text(ENTRIES), {"places": as_json(places), "near": near}).scalars())

    def names_of_actors(self, connection: Connection) -> dict[str, str]:
        """Out of the bodies, as JSON: a name may have what is no text here."""
        rows = connection.execute(text("SELECT id, CAST(CAST(body AS json) -> 1 AS text) FROM actors"))
        return {row[0]: json.loads(row[1]) for row in rows}

    def original(self, connection: Connection, sha256: str) -> bytes | None:
        """From the table of bytes."""
        found = connection.execute(
            text("SELECT data FROM original_bytes WHERE bytes_sha256 = :sha256"), {"sha256": sha256}
        )
        data = found.scalar()
        return bytes(data) if data is not None else None

    def empty_lists(self, connection: Connection, delete: Callable[[], None]) -> None:
        """The words first: there is nothing left to look for then."""
        connection.execute(text("DELETE FROM listed_words"))
        delete()

    def drop_original(self, connection: Connection, sha256: str) -> None:
        """From the table of bytes."""
        connection.execute(text("DELETE FROM original_bytes WHERE bytes_sha256 = :sha256"), {"sha256": sha256})

    def merge_words(self, connection: Connection) -> None:
        """They go with their rows."""

    def wipe(self, connection: Connection) -> None:
        """Write every table anew: what is deleted only stays in its place until something else needs it."""
        theirs = text(
            "SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = current_schema() "
            "AND NOT pg_has_role(tableowner, 'USAGE')"
        )
        if owners := sorted(connection.execute(theirs).scalars()):
            raise RecordError(
                "What was removed may still lie in the server's files: only the owner of the tables may rewrite them",
                hint=f"It is gone from the record. Let {owners[0]!r} run VACUUM FULL.",
            )
        connection.exec_driver_sql("SET lock_timeout = 0")
        tables = connection.execute(
            text("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
        ).scalars()
        for table in sorted(tables):
            connection.exec_driver_sql(f'VACUUM (FULL, ANALYZE) "{table}"')
        connection.exec_driver_sql("RESET lock_timeout")


@cache
def _insert(table: Table, names: tuple[str, ...], rows: str = ":rows") -> str:
    own = ", ".join(_names(names))
    return (
        f'INSERT INTO "{table.name}" ({own}) SELECT {own} FROM '
        f'json_populate_recordset(CAST(NULL AS "{table.name}"), CAST({rows} AS json))'
    )


def _names(names: Any) -> list[str]:
    return [f'"{name}"' for name in names]


def _rows(table: Table, rows: Rows) -> Raw:
    binary = [c.name for c in table.columns if isinstance(c.type, LargeBinary)]
    if binary:
        rows = [
            {**row, **{name: f"\\x{row[name].hex()}" for name in binary if row.get(name) is not None}} for row in rows
        ]
    return as_json([dict(row) for row in rows])


POSTGRES = Postgres()
