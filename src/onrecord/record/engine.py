"""Opens the file behind a record, and says in plain words what stands in the way."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.pool import QueuePool

from onrecord.errors import RecordError
from onrecord.record.schema import FTS, LISTED, REVISION, metadata

BUSY_MS = 5_000


def open_engine(path: Path, *, create: bool, read_only: bool) -> Engine:
    """An engine on a record that is there, of the right version, and readable by its owner only."""
    fresh = False
    if not path.exists():
        if not create or read_only:
            raise RecordError(f"No record at {path}", hint="Make one: onrecord read REPORTS --record " + path.name)
        _make_file(path)
        fresh = True
    elif path.is_dir():
        raise RecordError(f"{path} is a folder, not a record", hint="Name a file, for example talks.onrecord.")
    engine = _engine(path, read_only=read_only)
    try:
        with guarded(path), engine.connect() as connection:
            # also where whoever made the file was stopped before anything was in it
            if create and not read_only and _is_empty(connection):
                _create(connection)
            else:
                _check(connection, path, read_only=read_only)
    except RecordError:
        engine.dispose()
        if fresh and path.exists() and path.stat().st_size == 0:
            path.unlink()
        raise
    return engine


def _make_file(path: Path) -> None:
    try:
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
    except FileNotFoundError as error:
        raise RecordError(f"No folder {path.parent}", hint="Make the folder first.") from error
    except PermissionError as error:
        raise RecordError(
            f"No permission to write in {path.parent}", hint="Choose another place with --record."
        ) from error
    except OSError as error:
        raise RecordError(f"Cannot make {path}: {error.strerror}", hint="Is the disk full or read-only?") from error


def _engine(path: Path, *, read_only: bool) -> Engine:
    target = (
        f"file:{path.absolute().as_posix().replace('?', '%3f').replace('#', '%23')}?mode={'ro' if read_only else 'rw'}"
    )

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(target, uri=True, timeout=BUSY_MS / 1000, isolation_level=None, check_same_thread=False)

    # a connection a thread that asks at the same time, each closed by whoever has it
    engine = create_engine("sqlite://", creator=connect, poolclass=QueuePool, pool_size=8, max_overflow=40)

    @event.listens_for(engine, "connect")
    def configure(raw: sqlite3.Connection, _: object) -> None:
        raw.execute("PRAGMA foreign_keys=ON")
        raw.execute("PRAGMA secure_delete=ON")
        raw.execute(f"PRAGMA busy_timeout={BUSY_MS}")
        if not read_only:
            raw.execute("PRAGMA journal_mode=WAL")
            raw.execute("PRAGMA synchronous=NORMAL")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")

    return engine


def _is_empty(connection: Connection) -> bool:
    return connection.execute(text("SELECT 1 FROM sqlite_master LIMIT 1")).first() is None


def _create(connection: Connection) -> None:
    metadata.create_all(connection)
    for statement in (*FTS, *LISTED):
        connection.execute(text(statement))
    connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
    connection.execute(text("INSERT INTO alembic_version VALUES (:revision)"), {"revision": REVISION})
    connection.commit()


def _check(connection: Connection, path: Path, *, read_only: bool) -> None:
    known = connection.execute(
        text("SELECT name FROM sqlite_master WHERE name IN ('alembic_version', 'entries')")
    ).all()
    if len(known) < 2:
        raise RecordError(f"{path} is a database, but not a record", hint="Name another file with --record.")
    revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if revision == REVISION:
        return
    if revision is None or revision > REVISION:
        raise RecordError(
            f"{path} was made by a newer Onrecord (revision {revision})", hint="Update Onrecord, then open it again."
        )
    if read_only:
        raise RecordError(f"{path} is of an older version", hint="Open it once for writing, to bring it up to date.")
    connection.rollback()
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
def guarded(path: Path) -> Iterator[None]:
    """Turn the database's errors into ours."""
    try:
        yield
    except (OperationalError, DatabaseError, sqlite3.DatabaseError) as error:
        raise _named(path, str(getattr(error, "orig", None) or error)) from error


def _named(path: Path, message: str) -> RecordError:
    lower = message.lower()
    if "locked" in lower or "busy" in lower:
        return RecordError(f"{path} is in use by another process", hint="Wait until it has finished, then try again.")
    if "readonly" in lower or "read-only" in lower or "unable to open" in lower:
        return RecordError(f"{path} cannot be written", hint="Check its permissions and those of its folder.")
    if "full" in lower:
        return RecordError(f"No room left for {path}", hint="Free some space; what was recorded before is kept.")
    if "not a database" in lower:
        return RecordError(f"{path} is not a record", hint="Name another file with --record.")
    if "malformed" in lower or "corrupt" in lower or "disk i/o" in lower:
        return RecordError(f"{path} is damaged: {message}", hint="Restore it from a backup, or read the reports anew.")
    return RecordError(f"{path}: {message}", hint="Run again with --debug to see where.")
