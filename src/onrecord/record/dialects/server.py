"""Opens a record in PostgreSQL: a schema of a database."""

from __future__ import annotations

import os
import stat
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from onrecord.errors import RecordError
from onrecord.model.location import Database
from onrecord.record.dialects.wrong import is_lost
from onrecord.record.engine import Store, guarded, make_or_check

# seconds between two looks at whether it is one's turn
EVERY = 0.5
# seconds that one writer waits for another
BUSY = 30
# what a number of ours means among the locks of a database: made of "onrecord"
OURS = zlib.crc32(b"onrecord") & 0x3FFFFFFF


class Asking(Connection):
    """A connection that only asks: what was cut off is asked once more, over another.

    `whole`: but not where all answers are to be of one moment.
    """

    whole = False

    def execute(self, *args: Any, **kwargs: Any) -> Any:
        """The answer to a query."""
        return self._twice(partial(super().execute, *args, **kwargs))

    def exec_driver_sql(self, *args: Any, **kwargs: Any) -> Any:
        """The answer to a query in the server's own words."""
        return self._twice(partial(super().exec_driver_sql, *args, **kwargs))

    def _twice(self, ask: Callable[[], Any]) -> Any:
        try:
            return ask()
        except DBAPIError as error:
            if not error.connection_invalidated or self.whole:
                raise
            self.rollback()
            return ask()


class Server(Store):
    """A schema: many ask and write at once."""

    def __init__(self, place: Database, *, read_only: bool) -> None:
        super().__init__(place)
        self.place, self.read_only = place, read_only
        self.asking = engine_of(place, writes=False)
        self.engine = self.asking if read_only else engine_of(place, writes=True)

    @contextmanager
    def reading(self, *, whole: bool = False) -> Iterator[Connection]:
        """A connection by which each answer is of its own moment, or all of one."""
        with guarded(self.location):
            connection = Asking(self.asking)
            with connection:
                if not whole:
                    yield connection
                    return
                connection.exec_driver_sql("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
                connection.whole = True
                yield connection
                # where something went wrong the pool takes it back
                connection.exec_driver_sql("COMMIT")

    @contextmanager
    def writing(self, *, alone: bool = False) -> Iterator[Connection]:
        """A transaction. Nothing was sent before it begins, so that it may begin anew over another connection."""
        with guarded(self.location):
            try:
                connection = self._begun()
            except DBAPIError as error:
                if not error.connection_invalidated:
                    raise
                connection = self._begun()
            with connection:
                if alone:
                    lock = text("SELECT pg_advisory_xact_lock(:ours, :record)")
                    connection.execute(lock, {"ours": OURS + 1, "record": self._number})
                yield connection
                connection.commit()

    def _begun(self) -> Connection:
        connection = self.engine.connect()
        try:
            connection.begin()
        except BaseException:
            connection.close()
            raise
        return connection

    @contextmanager
    def bare(self) -> Iterator[Connection]:
        """A connection without a transaction."""
        with guarded(self.location), self.asking.connect() as connection:
            yield connection

    @contextmanager
    def turn(self, what: str, say: Callable[[str], None]) -> Iterator[None]:
        """By a lock that goes with its connection."""
        with turn(self.place, what, say):
            yield

    @property
    def _number(self) -> int:
        return number_of(self.place.schema)

    def close(self) -> None:
        """Let go of all connections."""
        self.asking.dispose()
        self.engine.dispose()


def open_schema(place: Database, *, create: bool, read_only: bool) -> Server:
    """The schema of a record, made where it is wanted and not there."""
    store = Server(place, read_only=read_only)
    try:
        with guarded(place), store.engine.connect() as connection:
            there = _is_there(connection, place)
            if not there and (not create or read_only):
                raise RecordError(f"No record at {place}", hint=f"Make one: onrecord read REPORTS --record {place}")
            if not read_only:
                # two who make it at the same time wait for each other
                lock = text("SELECT pg_advisory_xact_lock(:ours, :record)")
                connection.execute(lock, {"ours": OURS + 2, "record": number_of(place.schema)})
            if not there:
                connection.exec_driver_sql(f'CREATE SCHEMA IF NOT EXISTS "{place.schema}"')
            make_or_check(connection, place, create=create, read_only=read_only)
    except BaseException:
        store.close()
        raise
    return store


def has_schema(place: Database) -> bool:
    """Whether a record is at a place."""
    engine = engine_of(place, writes=False)
    try:
        with guarded(place), engine.connect() as connection:
            return _is_there(connection, place)
    finally:
        engine.dispose()


def _is_there(connection: Connection, place: Database) -> bool:
    known = text("SELECT 1 FROM pg_namespace WHERE nspname = :schema")
    return connection.execute(known, {"schema": place.schema}).first() is not None


def engine_of(place: Database, *, writes: bool) -> Engine:
    """An engine on a schema: each query by itself to ask, or transactions to write."""
    try:
        from onrecord.record.dialects.driver import connect
    except ImportError as error:
        raise RecordError(
            "A record in PostgreSQL needs pg8000", hint="Install it: python -m pip install 'onrecord[postgres]'"
        ) from error
    settings = {"lock_timeout": f"{BUSY}s"}
    if not writes:
        settings["default_transaction_read_only"] = "on"
    password = password_of(place)
    engine = create_engine(
        "postgresql+pg8000://", creator=lambda: connect(place, password, settings), poolclass=QueuePool,
        pool_size=8, max_overflow=40, hide_parameters=True,
        isolation_level=None if writes else "AUTOCOMMIT",
    )  # fmt: skip
    if writes:

        @event.listens_for(engine, "begin")
        def begin(connection: Connection) -> None:
            connection.exec_driver_sql("BEGIN")

    @event.listens_for(engine, "handle_error")
    def lost(context: Any) -> None:
        if context.original_exception is not None and is_lost(context.original_exception):
            context.is_disconnect = True

    return engine


def password_of(place: Database) -> str | None:
    """The password of a user: from the address, from PGPASSWORD, or from the file in which the server's programs look."""
    if place.password is not None:
        return place.password
    if (said := os.environ.get("PGPASSWORD")) is not None:
        return said
    file = Path(os.environ.get("PGPASSFILE") or Path("~/.pgpass").expanduser())
    try:
        # as for those programs: a file that others can read is no place for a password
        if file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            return None
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return None
    host = "localhost" if place.host.startswith("/") else place.host
    wanted = (host, str(place.port), place.database, place.user)
    for line in lines:
        parts = [part.replace("\x00", ":").replace("\x01", "\\") for part in _parted(line)]
        if len(parts) == 5 and all(part in ("*", own) for part, own in zip(parts, wanted, strict=False)):
            return parts[4]
    return None


def _parted(line: str) -> list[str]:
    if line.startswith("#"):
        return []
    return line.replace("\\\\", "\x01").replace("\\:", "\x00").split(":", 4)


def number_of(schema: str) -> int:
    """The number under which a record is locked."""
    return zlib.crc32(schema.encode()) & 0x7FFFFFFF


@contextmanager
def turn(place: Database, what: str, say: Callable[[str], None]) -> Iterator[None]:
    """Of those who do this with a record, one at a time; who has gone, or was cut off, has had its turn."""
    engine = engine_of(place, writes=False)
    said = {"ours": OURS + 3, "record": number_of(f"{what} {place.schema}")}
    told = False
    try:
        with guarded(place), engine.connect() as connection:
            while not connection.execute(text("SELECT pg_try_advisory_lock(:ours, :record)"), said).scalar():
                if not told:
                    say(f"another run{_holder(connection, said)} {what} {place}; waiting until it is done")
                    told = True
                time.sleep(EVERY)
            yield
    finally:
        engine.dispose()


def _holder(connection: Connection, said: dict[str, int]) -> str:
    query = text(
        "SELECT a.usename, a.client_addr FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid WHERE l.locktype = "
        "'advisory' AND l.granted AND l.classid = CAST(:ours AS oid) AND l.objid = CAST(:record AS oid)"
    )
    row = connection.execute(query, said).first()
    if row is None or row[0] is None:
        return ""
    return f" ({row[0]}{f' from {row[1]}' if row[1] is not None else ''})"
