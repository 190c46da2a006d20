"""Opens the file of a record."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

from onrecord.errors import RecordError
from onrecord.record.engine import Store, guarded, make_or_check

BUSY_MS = 5_000


class File(Store):
    """A file: one writes at a time, the others wait for it."""

    def __init__(self, path: Path, engine: Engine) -> None:
        super().__init__(path)
        self.engine = engine

    @contextmanager
    def reading(self, *, whole: bool = False) -> Iterator[Connection]:
        """A connection; what it is asked one after the other is of one moment in any case."""
        with guarded(self.location), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self, *, alone: bool = False) -> Iterator[Connection]:
        """A transaction, alone in any case."""
        with guarded(self.location), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def bare(self) -> Iterator[Connection]:
        """A connection without a transaction."""
        with (
            guarded(self.location),
            self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection,
        ):
            yield connection

    @contextmanager
    def turn(self, what: str, say: Callable[[str], None]) -> Iterator[None]:
        """Nobody waits: what was written meanwhile is noticed when it is kept."""
        yield

    def close(self) -> None:
        """Let go of the file."""
        self.engine.dispose()


def open_file(path: Path, *, create: bool, read_only: bool) -> File:
    """The file of a record, made where it is wanted and not there."""
    fresh = False
    if not path.exists():
        if not create or read_only:
            raise RecordError(f"No record at {path}", hint="Make one: onrecord read REPORTS --record " + path.name)
        _make_file(path)
        fresh = True
    elif path.is_dir():
        raise RecordError(f"{path} is a folder, not a record", hint="Name a file, for example talks.onrecord.")
    engine = engine_of(path, read_only=read_only)
    try:
        with guarded(path), engine.connect() as connection:
            make_or_check(connection, path, create=create, read_only=read_only)
    except RecordError:
        engine.dispose()
        if fresh and path.exists() and path.stat().st_size == 0:
            path.unlink()
        raise
    return File(path, engine)


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


def engine_of(path: Path, *, read_only: bool) -> Engine:
    """An engine on a file that is there."""
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


def named(path: Path, error: BaseException) -> RecordError:
    """What went wrong, in plain words."""
    message = str(error)
    lower = message.lower()
    if "locked" in lower or "busy" in lower:
        return RecordError(f"{path} is in use by another process", hint="Wait until it has finished, then try again.")
    if "readonly" in lower or "read-only" in lower or "unable to open" in lower:
        return RecordError(f"{path} cannot be written", hint="Check its permissions and those of its folder.")
    if "full" in lower:
        return RecordError(f"No room left for {path}", hint="Free some space; what was recorded before is kept.")
    if "not a database" in lower:
        return RecordError(f"{path} is not a record", hint="Name another file with --record.")
    if "disk i/o" in lower:
        return RecordError(
            f"{path} cannot be written or read: {message}",
            hint="Check the disk, its space and your quota there; what was recorded before is kept.",
        )
    if "malformed" in lower or "corrupt" in lower:
        return RecordError(f"{path} is damaged: {message}", hint="Restore it from a backup, or read the reports anew.")
    return RecordError(f"{path}: {message}", hint="Run again with --debug to see where.")
