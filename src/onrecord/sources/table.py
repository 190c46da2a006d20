"""Tables with a report a row: CSV, XLSX, Parquet."""

from __future__ import annotations

import codecs
import csv
import io
import re
import zipfile
from collections.abc import Iterator
from itertools import chain, islice
from typing import Any

from onrecord.errors import ReportFailed
from onrecord.model import Arrival, Failure
from onrecord.model.plain import count
from onrecord.sources.columns import MOST_COLUMNS, as_words, by_name, tabled
from onrecord.sources.form import How, Source
from onrecord.sources.found import Found
from onrecord.sources.words import PIECEWISE, encoding_of

SAMPLE = 20
LONGEST_FIELD = 16 * 1024 * 1024
LARGEST_SHEET = 512 * 1024 * 1024
DELIMITERS = ",;\t|"
ENDINGS = (".csv", ".tsv", ".tab")


def is_csv(found: Found, head: bytes) -> bool:
    """Whether a file is a table with delimiters: by a first line of names of which one is a text, or by its own name."""
    if b"\x00" in head and not head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return False
    if head.lstrip()[:1] in (b"<", b"{", b"["):
        return False
    line = re.split(r"[\r\n]", head.decode(encoding_of(head), PIECEWISE).lstrip("\ufeff"), maxsplit=1)[0]
    header = next(csv.reader([line], delimiter=_delimiter(line)), [])
    if found.ending in ENDINGS:
        return bool(header)
    if len(header) < 2 or any(len(name) > 60 for name in header):
        return False
    return {"text"} < by_name(header, {}).keys()


def comma_separated(found: Found, how: How) -> Iterator[Arrival | Found | Failure]:
    """A report a row. A row with too few or too many fields is named, and the others go on."""
    csv.field_size_limit(LONGEST_FIELD)
    head = found.head()
    with found.open() as stream:
        lines = io.TextIOWrapper(stream, encoding=encoding_of(head), errors=PIECEWISE, newline="")
        rows = _rows(lines)
        header = next(rows, None)
        if header is None:
            raise ReportFailed("empty", hint="There is nothing in it; was it saved completely?")
        header = [name.strip("\ufeff ") for name in header]
        first = list(islice(rows, SAMPLE))
        sample = [dict(zip(header, row, strict=False)) for row in first]
        table = tabled(found, how, header, sample)
        for position, row in enumerate(chain(first, rows), 1):
            if not any(field.strip() for field in row):
                continue
            if len(row) != len(header):
                why = f"row {position} has {count(len(row), 'field', 'fields')} for {count(len(header), 'column', 'columns')}"
                yield Failure(f"{found.name}!row {position}", why, "Mend the quotation marks of this row.")
            elif _has_swallowed(row, len(header)):
                why = f"row {position}: a quotation mark is not closed"
                yield Failure(f"{found.name}!row {position}", why, "Close it; the rows after it are lost until then.")
            else:
                yield table.report(dict(zip(header, row, strict=True)), position)


def _rows(lines: io.TextIOWrapper) -> Iterator[list[str]]:
    """The fields of each row."""
    first = lines.readline(LONGEST_FIELD)
    delimiter = _delimiter(first)
    rest = iter(lambda: lines.readline(LONGEST_FIELD), "")
    reader = csv.reader((line.replace("\x00", "") for line in chain([first], rest)), delimiter=delimiter)
    while True:
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise ReportFailed(
                f"a table that is broken at line {reader.line_num}: {error}", hint="Mend that line."
            ) from error


def _delimiter(line: str) -> str:
    bare = re.sub(r'"[^"]*"', "", line)
    return max(DELIMITERS, key=lambda d: (bare.count(d), d == ","))


def _has_swallowed(row: list[str], width: int) -> bool:
    """Whether a field holds what look like rows: its quotation mark was never closed."""
    shape = _shape(row[0])
    for field in row:
        lines = field.split("\n")[1:]
        alike = sum(line.count(",") >= width - 1 and _shape(line.split(",")[0]) == shape for line in lines)
        if width > 1 and len(lines) > 2 and alike > 0.6 * len(lines):
            return True
    return False


def _shape(field: str) -> str:
    return re.sub(r"[^\W\d_]+", "a", re.sub(r"\d+", "0", field[:60]))


def is_xlsx(found: Found, head: bytes) -> bool:
    """Whether a file is an Excel workbook."""
    if head[:4] != b"PK\x03\x04":
        return False
    try:
        with found.open() as stream, zipfile.ZipFile(stream) as archive:
            return "xl/workbook.xml" in archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return b"xl/workbook.xml" in head


def workbook(found: Found, how: How) -> Iterator[Arrival | Found | Failure]:
    """A report a row, sheet by sheet; of a formula the value that was last seen."""
    from openpyxl import load_workbook

    data = found.load()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(member.file_size for member in archive.infolist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise ReportFailed("a workbook that is damaged or not complete", hint="Save it again.") from error
    if size > LARGEST_SHEET:
        raise ReportFailed(f"a workbook that unpacks to {size // 1024**2:,} MB", hint="Save it as CSV, or split it.")
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    except Exception as error:  # whatever a workbook without its parts makes of the library
        raise ReportFailed("a workbook that is damaged or not complete", hint="Save it again.") from error
    failures = []
    any_table = False
    for sheet in book.worksheets:
        # what a sheet says of its own size is often wrong
        sheet.reset_dimensions()
        rows = (
            row
            for row in sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS + 1)
            if any(v is not None for v in row)
        )
        header = [as_words(name).strip() or f"column {n}" for n, name in enumerate(_cut(next(rows, ())), 1)]
        first = [dict(zip(header, row, strict=False)) for row in islice(rows, SAMPLE)]
        if not first:
            continue
        try:
            table = tabled(found, how, header, first, sheet=f"{sheet.title}/" if len(book.worksheets) > 1 else "")
        except ReportFailed as error:
            failures.append(error)
            continue
        any_table = True
        rest = (dict(zip(header, row, strict=False)) for row in rows)
        for position, row in enumerate(chain(first, rest), 1):
            yield table.report(row, position)
    if not any_table:
        raise failures[0] if failures else ReportFailed("a workbook without rows", hint="Was it saved completely?")


def _cut(row: tuple[Any, ...]) -> list[Any]:
    """A row without the empty cells at its end."""
    cells = list(row)
    while cells and cells[-1] is None:
        cells.pop()
    return cells


def is_parquet(found: Found, head: bytes) -> bool:
    """Whether a file is a Parquet file."""
    return head[:4] == b"PAR1"


def parquet(found: Found, how: How) -> Iterator[Arrival | Found | Failure]:
    """A report a row; only the columns that are wanted are read."""
    try:
        from pyarrow import ArrowException
        from pyarrow import parquet as reader
    except ImportError as error:
        raise ReportFailed("a Parquet file, and pyarrow is not installed", hint="pip install pyarrow") from error
    try:
        with found.open() as stream:
            file = reader.ParquetFile(stream)
            header = list(file.schema_arrow.names)
            sample = next(file.iter_batches(SAMPLE), None)
            table = tabled(found, how, header, sample.to_pylist() if sample is not None else [])
            wanted = [column for column in table.columns if column in header]
            position = 0
            for batch in file.iter_batches(64, columns=wanted):
                for row in batch.to_pylist():
                    position += 1
                    yield table.report(row, position)
    except (ArrowException, OSError, ValueError) as error:
        raise ReportFailed("a Parquet file that is damaged or not complete", hint="Write it again.") from error


TABLED = "title, day, outlet, author, day of update, address and id by columns that are guessed, shown, and set with `--map`; HTML in cells as text"
SOURCES = (
    Source("xlsx", "Excel workbook (XLSX)", f"{TABLED}; every sheet", "other columns, formulas (their last values stay), comments", is_xlsx, workbook),
    Source("parquet", "Parquet", TABLED, "other columns; needs pyarrow", is_parquet, parquet),
    Source("csv", "Table with commas, semicolons or tabs (CSV)", TABLED, "other columns; rows with broken quotation marks are named", is_csv, comma_separated),
)  # fmt: skip
