"""Opens the database behind a record, and says in plain words what stands in the way."""

from __future__ import annotations

import functools
import random
import sqlite3
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from typing import ParamSpec, TypeVar

from sqlalchemy import Connection, text
from sqlalchemy.exc import DatabaseError, DBAPIError, OperationalError

from onrecord.errors import RecordError
from onrecord.model.location import Database, Location, located
from onrecord.record.dialects import dialect_of
from onrecord.record.schema import REVISION, metadata

P = ParamSpec("P")
T = TypeVar("T")
# what is tried again after another writer was in the way waits about so many seconds before
WAITS = (0.02, 0.05, 0.1, 0.2, 0.5, 1.0)


class Lost(RecordError):
    """The database cannot be reached, or the connection to it was cut."""


class Collided(RecordError):
    """Another writer was in the way; the same again will do."""


class Store(ABC):
    """The database behind a record that is open: how it is asked, and how it is written to."""

    def __init__(self, location: Location) -> None:
        self.location = location

    @abstractmethod
    def reading(self, *, whole: bool = False) -> AbstractContextManager[Connection]:
        """A connection to ask by. `whole`: all answers are of one moment."""

    @abstractmethod
    def writing(self, *, alone: bool = False) -> AbstractContextManager[Connection]:
        """A transaction. `alone`: of those that say so, one at a time."""

    @abstractmethod
    def bare(self) -> AbstractContextManager[Connection]:
        """A connection without a transaction."""

    @abstractmethod
    def turn(self, what: str, say: Callable[[str], None]) -> AbstractContextManager[None]:
        """Of those who do this with the record, one at a time; `say` hears whom one waits for."""

    @abstractmethod
    def close(self) -> None:
        """Let go of it."""


def now() -> str:
    """The moment at which something comes into the record."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def again(method: Callable[P, T]) -> Callable[P, T]:
    """A writing that is done anew where another writer was in the way."""

    @functools.wraps(method)
    def tried(*args: P.args, **kwargs: P.kwargs) -> T:
        for wait in WAITS:
            try:
                return method(*args, **kwargs)
            except Collided:
                time.sleep(wait * (0.5 + random.random()))
        return method(*args, **kwargs)

    return tried


def open_store(location: str | Location, *, create: bool, read_only: bool) -> Store:
    """The database of a record that is there, of the right version; a file is readable by its owner only."""
    try:
        place = located(location)
    except ValueError as error:
        raise RecordError(f"Not the place of a record: {error}", hint="Name a file, or see docs/postgres.md.") from None
    if isinstance(place, Database):
        from onrecord.record.dialects.server import open_schema

        return open_schema(place, create=create, read_only=read_only)
    from onrecord.record.dialects.file import open_file

    return open_file(place, create=create, read_only=read_only)


def is_there(location: Location) -> bool:
    """Whether a record is at a place."""
    if not isinstance(location, Database):
        return location.exists()
    from onrecord.record.dialects.server import has_schema

    return has_schema(location)


def make_or_check(connection: Connection, location: Location, *, create: bool, read_only: bool) -> None:
    """Make a record where there is nothing yet, and bring one of an older version up to date."""
    # also where whoever made the place was stopped before anything was in it
    if create and not read_only and dialect_of(connection).is_empty(connection):
        metadata.create_all(connection)
        for statement in dialect_of(connection).beside:
            connection.execute(text(statement))
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
        connection.execute(text("INSERT INTO alembic_version VALUES (:revision)"), {"revision": REVISION})
        connection.commit()
        return
    if not dialect_of(connection).has_tables(connection):
        raise RecordError(f"{location} is a database, but not a record", hint="Name another one with --record.")
    revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if revision == REVISION:
        return
    if revision is None or revision > REVISION:
        raise RecordError(
            f"{location} was made by a newer Onrecord (revision {revision})",
            hint="Update Onrecord, then open it again.",
        )
    if read_only:
        raise RecordError(
            f"{location} is of an older version",
            hint=f"Bring it up to date, once: onrecord rebuild --record {location}",
        )
    if not isinstance(location, Database):
        connection.rollback()
    # in PostgreSQL one who opens it has locked others out until this is done
    migrate(connection)


def migrate(connection: Connection) -> None:
    """Bring a record up to the revision of this version."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "onrecord.record:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    connection.commit()


@contextmanager
def guarded(location: Location) -> Iterator[None]:
    """Turn the database's errors into ours."""
    try:
        yield
    except (OperationalError, DatabaseError, DBAPIError, sqlite3.DatabaseError) as error:
        found = getattr(error, "orig", None) or error
        raise _named(location, found) from error


def _named(location: Location, error: BaseException) -> RecordError:
    if isinstance(location, Database):
        from onrecord.record.dialects import wrong

        return wrong.named(location, error)
    from onrecord.record.dialects import file

    return file.named(location, error)
