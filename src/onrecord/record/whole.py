"""A whole record on its way: into another one, into a file, and out of one. What arrived is compared with what left."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import os
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeAlias

from sqlalchemy import Connection, LargeBinary, Table, func, select

from onrecord.errors import RecordError
from onrecord.record import schema
from onrecord.record.dialects import dialect_of
from onrecord.record.store import Record

FORMAT = "onrecord backup 1"
# rows that travel together; fewer where each may be long
SOME, FEW = 2_000, 50
LONG = (schema.source_texts, schema.digests, schema.shelves)
# the bytes of reports that are kept: a table of its own on the way, wherever they lie
BYTES = "original_bytes"
TABLES = tuple(schema.metadata.sorted_tables)
Tell: TypeAlias = Callable[[str, int, int], None]
# some rows of a table, in words that JSON has
Batch: TypeAlias = tuple[str, list[list[Any]]]


def silent(what: str, done: int, of: int) -> None:
    """Say nothing of how far it is."""


@dataclass(slots=True)
class Sum:
    """What is compared of a table: how many rows, and their hashes added up, so that their order is nobody's business."""

    rows: int = 0
    total: int = 0

    def add(self, lines: Iterable[str]) -> None:
        """Some rows more, as JSON."""
        for line in lines:
            self.rows += 1
            self.total += int.from_bytes(hashlib.sha256(line.encode()).digest())

    def told(self) -> list[Any]:
        """As it stands at the end of a file."""
        return [self.rows, f"{self.total % (1 << 256):064x}"]


Sums: TypeAlias = dict[str, Sum]


def copy(source: Record, target: Record, tell: Tell = silent) -> dict[str, int]:
    """Copy a record into one that is empty, as of one moment; how many rows of each table.

    RecordError where the target is not empty, or where it is not the same afterwards: nothing is kept then.
    """
    with source.store.reading(whole=True) as connection:
        return _into(target, _counted(_leaving(source, connection), "copying", _size(connection), tell), tell)


def backup(record: Record, file: Path, tell: Tell = silent) -> dict[str, int]:
    """Write a record into one file, as of one moment, while others write to it; how many rows of each table.

    The file is read again before it takes its name. RecordError where that cannot be.
    """
    if file.exists() and not _is_backup(file):
        raise RecordError(f"{file} is there, and is no backup", hint="Choose another name; it was left as it is.")
    part = file.with_name(file.name + ".part")
    try:
        handle = os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as raw, record.store.reading(whole=True) as connection:
            with gzip.GzipFile("", "wb", 5, raw, mtime=0) as out:
                _write(out, record, connection, tell)
            raw.flush()
            os.fsync(raw.fileno())
        counts = check(part, tell)
        part.replace(file)
    except OSError as error:
        raise RecordError(f"Cannot write {file}: {error.strerror or error}", hint="Choose another place.") from error
    finally:
        part.unlink(missing_ok=True)
    return counts


def _write(out: gzip.GzipFile, record: Record, connection: Connection, tell: Tell) -> None:
    size, sums = _size(connection), _none()
    head = {"format": FORMAT, "revision": schema.REVISION, "rows": size}
    head["made"] = datetime.now(UTC).isoformat(timespec="seconds")
    out.write(_line(head).encode() + b"\n")
    now = ""
    for name, rows in _counted(_leaving(record, connection), "writing", size, tell):
        if name != now:
            now = name
            out.write(_line({"table": name}).encode() + b"\n")
        lines = [_line(row) for row in rows]
        sums[name].add(lines)
        out.write("\n".join(lines).encode() + b"\n")
    out.write(_line({"sums": {name: own.told() for name, own in sums.items()}}).encode() + b"\n")


def check(file: Path, tell: Tell = silent) -> dict[str, int]:
    """Read a backup to its end; how many rows of each table. RecordError where it is cut short, damaged or none."""
    sums = _none()
    with _opened(file) as lines:
        size = _head(file, lines)
        for name, rows in _counted(_batches(file, lines, sums), "checking", size, tell):
            del name, rows
    return {name: own.rows for name, own in sums.items()}


def restore(file: Path, target: Record, tell: Tell = silent) -> dict[str, int]:
    """Read a backup into a record that is empty; how many rows of each table.

    RecordError where the target is not empty, or the file is cut short, damaged or no backup: nothing is kept then.
    """
    with _opened(file) as lines:
        size = _head(file, lines)
        return _into(target, _counted(_batches(file, lines, _none()), "restoring", size, tell), tell)


# -- in -------------------------------------------------------------------------------------------------------------------


def _into(target: Record, batches: Iterable[Batch], tell: Tell) -> dict[str, int]:
    tables, sums = {table.name: table for table in TABLES}, _none()
    new_folder = isinstance(target.location, Path) and not target.arrived.originals.exists()
    try:
        with target.store.writing(alone=True) as connection:
            for table in TABLES:
                if connection.execute(select(table).limit(1)).first() is not None:
                    raise RecordError(f"{target.location} is not empty", hint="Name a record that is not there yet.")
            for name, rows in batches:
                sums[name].add(map(_line, rows))
                if name == BYTES:
                    for sha256, data in rows:
                        target.arrived.keep_bytes(connection, sha256, base64.b64decode(data))
                else:
                    _put(connection, tables[name], rows)
            dialect_of(connection).keep_numbers(connection)
            dialect_of(connection).look_over(connection)
            there, size = _none(), sum(own.rows for own in sums.values())
            for name, rows in _counted(_leaving(target, connection), "comparing", size, tell):
                there[name].add(map(_line, rows))
            if odd := [name for name in sums if sums[name].told() != there[name].told()]:
                raise RecordError(
                    f"What arrived in {target.location} is not what left: {', '.join(odd)}",
                    hint="Nothing was kept. This is a fault of ours, or of the disk: please report it.",
                )
    except BaseException:
        if new_folder:
            _remove(target.arrived.originals)
        raise
    return {name: own.rows for name, own in sums.items()}


def _put(connection: Connection, table: Table, rows: Sequence[Sequence[Any]]) -> None:
    names, binary = [c.name for c in table.columns], _binary(table)
    made = [dict(zip(names, row, strict=True)) for row in rows]
    for row in made:
        for name in binary:
            row[name] = base64.b64decode(row[name]) if row[name] is not None else None
    dialect_of(connection).put(connection, {table: made})
    if table is schema.source_texts:
        dialect_of(connection).index_texts(connection, [(row["seq"], row["text"]) for row in made])
    elif table is schema.listed:
        dialect_of(connection).index_rows(connection, made)


def _remove(folder: Path) -> None:
    import shutil

    shutil.rmtree(folder, ignore_errors=True)


# -- out ------------------------------------------------------------------------------------------------------------------


def _leaving(record: Record, connection: Connection) -> Iterator[Batch]:
    """All rows of all tables, those that others point to first, then the bytes that are kept."""
    for table in TABLES:
        binary = [n for n, c in enumerate(table.columns) if isinstance(c.type, LargeBinary)]
        for some in dialect_of(connection).stream(connection, table, FEW if table in LONG else SOME):
            rows = [list(row) for row in some]
            for row in rows:
                for n in binary:
                    row[n] = base64.b64encode(row[n]).decode() if row[n] is not None else None
            yield table.name, rows
    hashes = connection.execute(select(schema.originals.c.bytes_sha256).distinct()).scalars().all()
    for sha256 in sorted(hashes):
        data = record.arrived.bytes_in(connection, sha256)
        if data is not None:
            yield BYTES, [[sha256, base64.b64encode(data).decode()]]


def _binary(table: Table) -> list[str]:
    return [c.name for c in table.columns if isinstance(c.type, LargeBinary)]


def _size(connection: Connection) -> int:
    return sum(int(connection.execute(select(func.count()).select_from(table)).scalar_one()) for table in TABLES)


def _counted(batches: Iterable[Batch], what: str, size: int, tell: Tell) -> Iterator[Batch]:
    done = 0
    for name, rows in batches:
        yield name, rows
        done += len(rows)
        tell(what, done, max(size, done))


def _none() -> Sums:
    return {name: Sum() for name in (*(table.name for table in TABLES), BYTES)}


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


# -- a file ---------------------------------------------------------------------------------------------------------------


def _is_backup(file: Path) -> bool:
    try:
        with _opened(file) as lines:
            _head(file, lines)
    except RecordError as error:
        return "version" in str(error)
    return True


def _opened(file: Path) -> gzip.GzipFile:
    try:
        return gzip.GzipFile(file, "rb")
    except OSError as error:
        raise RecordError(f"Cannot read {file}: {error.strerror}", hint="Name what onrecord backup wrote.") from error


def _read(file: Path, lines: gzip.GzipFile) -> Iterator[Any]:
    """Line by line; RecordError where the file is cut short or damaged."""
    try:
        for line in lines:
            yield json.loads(line)
    except EOFError as error:
        raise _cut(file) from error
    except (zlib.error, gzip.BadGzipFile, ValueError, OSError) as error:
        raise RecordError(f"{file} is damaged: {error}", hint="Use another backup; nothing was restored.") from error


def _cut(file: Path) -> RecordError:
    return RecordError(f"{file} is cut short", hint="Use another backup, or copy this one anew; nothing was restored.")


def _head(file: Path, lines: gzip.GzipFile) -> int:
    """How many rows a backup says that it has."""
    try:
        head = json.loads(lines.readline() or "null")
    except EOFError as error:
        raise _cut(file) from error
    except zlib.error as error:
        raise RecordError(f"{file} is damaged: {error}", hint="Use another backup; nothing was restored.") from error
    except (ValueError, OSError):
        head = None
    if not isinstance(head, Mapping) or head.get("format") != FORMAT:
        if file.stat().st_size == 0:
            raise _cut(file)
        raise RecordError(f"{file} is no backup of a record", hint="Name what onrecord backup wrote.")
    revision = str(head.get("revision"))
    if revision != schema.REVISION:
        newer = revision > schema.REVISION
        raise RecordError(
            f"{file} was made by {'a newer' if newer else 'an older'} version (revision {revision})",
            hint="Update Onrecord, then restore it."
            if newer
            else "Restore it with that version, then open it with this.",
        )
    return int(head.get("rows", 0))


def _batches(file: Path, lines: gzip.GzipFile, sums: Sums) -> Iterator[Batch]:
    """The rows of a backup, some at a time; at its end it is what it says that it is, or RecordError."""
    name, rows, end = "", list[list[Any]](), None
    for said in _read(file, lines):
        if end is not None:
            raise RecordError(f"{file} is damaged: more follows its end", hint="Use another backup.")
        if isinstance(said, Mapping):
            if rows:
                yield name, rows
                rows = []
            end, name = said.get("sums"), said.get("table", "")
            if end is None and name not in sums:
                raise RecordError(f"{file} is damaged: no table {name!r}", hint="Use another backup.")
            continue
        sums[name].add([_line(said)])
        rows.append(said)
        if len(rows) >= (FEW if name == BYTES or name in {table.name for table in LONG} else SOME):
            yield name, rows
            rows = []
    if end is None:
        raise _cut(file)
    if {key: own.told() for key, own in sums.items()} != end:
        raise RecordError(
            f"{file} is damaged: its rows are not those it says", hint="Use another backup; nothing was restored."
        )
