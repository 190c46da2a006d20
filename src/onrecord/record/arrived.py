"""What a record knows of arriving: files in quarantine, addresses that were asked, originals that are kept."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, delete, insert, select

from onrecord.errors import RecordError
from onrecord.model import Failure, Fetched, Original
from onrecord.record import schema
from onrecord.record.dialects import dialect_of
from onrecord.record.engine import Store, again

COLUMNS = ("address", "at", "etag", "last_modified", "mark", "not_before")


class Arrived:
    """The part of a record that runs look at and write beside its reports."""

    def __init__(self, store: Store) -> None:
        self._store = store

    # -- quarantine ---------------------------------------------------------------------------------------------

    def quarantined(self) -> dict[tuple[str, str], str]:
        """Why files are left alone, by their name and which bytes they were."""
        with self._store.reading() as connection:
            rows = connection.execute(select(schema.quarantine)).all()
        return {(row.name, row.stamp): f"{row.why}; in quarantine since {row.since[:10]}" for row in rows}

    @again
    def quarantine(self, failure: Failure) -> None:
        """Leave a file alone from now on."""
        values = {"stamp": failure.stamp, "why": failure.why, "since": datetime.now(UTC).isoformat(timespec="seconds")}
        with self._store.writing() as connection:
            connection.execute(delete(schema.quarantine).where(schema.quarantine.c.name == failure.name))
            connection.execute(insert(schema.quarantine).values(name=failure.name, **values))

    def release(self) -> None:
        """Try all of them again."""
        with self._store.writing() as connection:
            connection.execute(delete(schema.quarantine))

    # -- addresses ----------------------------------------------------------------------------------------------

    def fetched(self) -> dict[str, Fetched]:
        """What is known of every address that was asked."""
        with self._store.reading() as connection:
            rows = connection.execute(select(schema.fetched)).all()
        return {row.address: Fetched(**{name: getattr(row, name) for name in COLUMNS}) for row in rows}

    @again
    def remember(self, fetched: Fetched) -> None:
        """All that came of an address is kept; what failed has to be asked for again."""
        whole = fetched.complete
        values = {f.name: getattr(fetched, f.name) for f in fields(fetched) if f.name in COLUMNS}
        values |= {} if whole else {"etag": None, "last_modified": None, "mark": None}
        with self._store.writing() as connection:
            connection.execute(delete(schema.fetched).where(schema.fetched.c.address == fetched.address))
            connection.execute(insert(schema.fetched).values(**values))

    # -- originals ----------------------------------------------------------------------------------------------

    @property
    def originals(self) -> Path:
        """The folder beside the file of a record in which originals are kept."""
        path = self._store.location
        assert isinstance(path, Path)
        return path.with_name(path.name + "-originals")

    def original(self, sha256: str) -> bytes | None:
        """The bytes of this hash, where they are kept."""
        with self._store.reading() as connection:
            return self.bytes_in(connection, sha256)

    def bytes_in(self, connection: Connection, sha256: str) -> bytes | None:
        """The bytes of this hash, where they are kept, as one asks by a connection."""
        if not isinstance(self._store.location, Path):
            return dialect_of(connection).original(connection, sha256)
        try:
            return self._place(sha256).read_bytes()
        except OSError:
            return None

    def keep_original(self, connection: Connection, original: Original) -> None:
        """Keep the bytes of a report under their hash, readable by the owner only; the same bytes once."""
        if original.data is None or original.bytes_sha256 is None:
            return
        self.keep_bytes(connection, original.bytes_sha256, original.data)

    def keep_bytes(self, connection: Connection, sha256: str, data: bytes) -> None:
        """Keep bytes under their hash: in the database, or in a file beside it."""
        if dialect_of(connection).keep_original(connection, sha256, data):
            return
        place = self._place(sha256)
        if place.exists():
            return
        try:
            self.originals.mkdir(mode=0o700, exist_ok=True)
            place.parent.mkdir(mode=0o700, exist_ok=True)
            handle, made = tempfile.mkstemp(dir=place.parent, prefix=".")
        except OSError as error:
            raise RecordError(
                f"Cannot keep originals in {self.originals}: {error.strerror}",
                hint="Check the disk and the permissions of the folder.",
            ) from error
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
            Path(made).replace(place)
        except OSError as error:
            Path(made).unlink(missing_ok=True)
            raise RecordError(
                f"Cannot keep an original in {self.originals}: {error.strerror}",
                hint="Free some space; what was recorded before is kept.",
            ) from error

    def drop_originals(self, hashes: Iterable[str]) -> None:
        """Remove bytes that no report needs any more."""
        with self._store.writing() as connection:
            for sha256 in hashes:
                query = select(schema.originals.c.report_id).where(schema.originals.c.bytes_sha256 == sha256).limit(1)
                if connection.execute(query).first() is not None:
                    continue
                if isinstance(self._store.location, Path):
                    self._place(sha256).unlink(missing_ok=True)
                else:
                    dialect_of(connection).drop_original(connection, sha256)

    def _place(self, sha256: str) -> Path:
        return self.originals / sha256[:2] / sha256
