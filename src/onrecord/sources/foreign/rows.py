"""The rows of a table of events: out of a plain, packed or Excel file, each with the line on which it begins."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any

from onrecord.errors import RunStopped
from onrecord.sources.words import PIECEWISE, encoding_of

DELIMITERS = "\t,;"
LONGEST_FIELD = 16 * 1024 * 1024
HEAD = 4096
# tables among what a zip file holds
TABLES = (".csv", ".tsv", ".tab", ".txt", ".xlsx")
BROKEN = (zipfile.BadZipFile, gzip.BadGzipFile, EOFError, zlib.error, NotImplementedError, RuntimeError)
Row = tuple[int, list[str]]


def hash_of(path: Path) -> str:
    """The hash of a file's bytes; RunStopped where it cannot be read."""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except IsADirectoryError:
        raise RunStopped(f"{path} is a folder", hint="Name the files in it, one at a time.") from None
    except OSError as error:
        raise RunStopped(f"Cannot read {path}: {error.strerror or error}", hint="Check the name.") from error


def rows_of(path: Path) -> Iterator[Row]:
    """Each row of a table with the line on which it begins, from 1; RunStopped where the file cannot be read."""
    csv.field_size_limit(LONGEST_FIELD)
    try:
        with _table(path) as (stream, name):
            if name.lower().endswith(".xlsx"):
                yield from _sheet(io.BytesIO(stream.read()))
            else:
                yield from _lines(stream)
    except OSError as error:
        if isinstance(error, gzip.BadGzipFile):
            raise _damaged(path) from error
        raise RunStopped(f"Cannot read {path}: {error.strerror or error}", hint="Check the name.") from error
    except BROKEN as error:
        raise _damaged(path) from error
    except csv.Error as error:
        raise RunStopped(f"{path} is no table: {error}", hint="Name a file of comma- or tab-separated rows.") from error


def _damaged(path: Path) -> RunStopped:
    return RunStopped(f"{path} is damaged or not complete", hint="Fetch it again; nothing of it was taken.")


@contextmanager
def _table(path: Path) -> Iterator[tuple[Any, str]]:
    """The bytes of the table in a file, and its name."""
    with path.open("rb") as stream:
        head = stream.read(4)
        stream.seek(0)
        if head[:2] == b"\x1f\x8b":
            with gzip.open(stream) as unpacked:
                yield unpacked, path.name.removesuffix(".gz")
            return
        if head == b"PK\x03\x04":
            with zipfile.ZipFile(stream) as archive:
                if "xl/workbook.xml" in archive.namelist():
                    stream.seek(0)
                    yield stream, "table.xlsx"
                    return
                tables = [
                    name
                    for name in archive.namelist()
                    if name.lower().endswith(TABLES) and not name.startswith("__MACOSX/")
                ]
                if len(tables) != 1:
                    raise RunStopped(
                        f"{path} holds {len(tables) or 'no'} tables",
                        hint="Unpack it, then import each table." if tables else "Name a file with a table in it.",
                    )
                with archive.open(tables[0]) as unpacked:
                    yield unpacked, tables[0]
            return
        yield stream, path.name


def _lines(stream: Any) -> Iterator[Row]:
    encoding = encoding_of(stream.peek(HEAD))
    with io.TextIOWrapper(stream, encoding=encoding, errors=PIECEWISE, newline="") as text:
        first = text.readline(LONGEST_FIELD)
        delimiter = max(DELIMITERS, key=first.count)
        lines = (line.replace("\x00", "") for line in chain([first], text))
        # with tabs quotation marks are letters like others; a field that is quoted as a whole loses them
        plain = delimiter == "\t"
        reader = csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE if plain else csv.QUOTE_MINIMAL)
        begins = 1
        for row in reader:
            if any(cell.strip() for cell in row):
                yield begins, [_unquoted(cell) for cell in row] if plain else row
            begins = reader.line_num + 1


def _unquoted(cell: str) -> str:
    return cell[1:-1].replace('""', '"') if len(cell) > 1 and cell[0] == cell[-1] == '"' else cell


def _sheet(stream: io.BytesIO) -> Iterator[Row]:
    """The rows of the first sheet of an Excel file."""
    from openpyxl import load_workbook

    try:
        book = load_workbook(stream, read_only=True, data_only=True)
    except Exception as error:  # a library's failure is this file's failure, whatever its kind
        raise zipfile.BadZipFile(str(error)) from error
    for number, row in enumerate(book.worksheets[0].iter_rows(values_only=True), 1):
        cells = [_cell(value) for value in row]
        if any(cells):
            yield number, cells


def _cell(value: Any) -> str:
    if value is None:
        return ""
    # a whole number that Excel keeps as one with decimals
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
