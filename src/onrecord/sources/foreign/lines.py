"""From the rows of a dataset to foreign lines; a row that cannot be one is named with its line and left out."""

from __future__ import annotations

import calendar
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path

from onrecord.errors import RunStopped
from onrecord.model.foreign import ForeignLine, Side
from onrecord.model.plain import count
from onrecord.sources.foreign.described import JOINED, Dataset
from onrecord.sources.foreign.plover import cameo_code, of_cameo, of_plover, root_of_act
from onrecord.sources.foreign.rows import Row, rows_of

DAY = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:[ T].*|0{6})?$")
# how a table says that it says nothing
NOTHING = frozenset({"", "na", "nan", "none", "null", "--"})
LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Wrong:
    """A row that was left out: where it begins, and why."""

    line: int
    why: str


@dataclass(frozen=True)
class Table:
    """A table of events: its columns, which edition it says it is, and its rows as lines."""

    columns: tuple[str, ...]
    version: str
    lines: Iterator[ForeignLine | Wrong]


class NoLine(ValueError):
    """Why a row cannot be a line."""


def read_table(path: Path, dataset: Dataset) -> Table:
    """The rows of a file of a dataset; RunStopped where it cannot be read or is none of that dataset."""
    rows = rows_of(path)
    first = next(rows, None)
    if first is None:
        raise RunStopped(f"{path} is empty", hint="Was it saved completely?")
    if dataset.is_header(first[1]):
        columns = tuple(cell.strip("\ufeff ") for cell in first[1])
        if missing := dataset.missing(columns):
            raise RunStopped(
                f"{path} is no file of {dataset.label}: it has no column {'; no column '.join(missing)}",
                hint=f"It has: {', '.join(columns)[:300]}",
            )
    else:
        fits = next((names for names in dataset.rows if len(names) == len(first[1])), None)
        if fits is None:
            known = ", ".join(str(len(names)) for names in dataset.rows)
            raise RunStopped(
                f"{path} is no file of {dataset.label}: its first row has {count(len(first[1]), 'column', 'columns')}, not {known}",
                hint="Files without a header are tab-separated, as they are published.",
            )
        columns, rows = fits, chain([first], rows)
    at = dataset.places(columns)
    second = next(rows, None)
    version = _named_version(path.name) if second is None else _fields(second[1], at).get("version", "")
    return Table(
        columns,
        version or _named_version(path.name),
        _lines(chain([second] if second else [], rows), dataset, len(columns), at),
    )


def _named_version(name: str) -> str:
    """The edition that a file's name tells.

    >>> _named_version("GEDEvent_v25_1.csv"), _named_version("20260101.export.CSV.zip")
    ('25.1', '')
    """
    found = re.search(r"(?:^|[_\W])v(?:ersion)?[_ .-]?(\d+(?:[_.]\d+)*)(?![\da-z])", name, re.I)
    return found.group(1).replace("_", ".") if found else ""


def _lines(
    rows: Iterator[Row], dataset: Dataset, width: int, at: Mapping[str, tuple[int, ...]]
) -> Iterator[ForeignLine | Wrong]:
    seen: dict[str, int] = {}
    for number, row in rows:
        try:
            if len(row) != width:
                raise NoLine(f"it has {count(len(row), 'field', 'fields')} for {count(width, 'column', 'columns')}")
            line = _line(number, row, dataset, at)
        except NoLine as error:
            yield Wrong(number, str(error))
            continue
        if line.key in seen:
            yield Wrong(number, f"it is the same event as line {seen[line.key]}: {line.own}")
            continue
        seen[line.key] = number
        yield line


def _line(number: int, row: list[str], dataset: Dataset, at: Mapping[str, tuple[int, ...]]) -> ForeignLine:
    own = _fields(row, at)
    for field in dataset.needs:
        if not own.get(field) and field in ("own", "code"):
            raise NoLine(f"it has no {' or '.join(dataset.reads[field])}")
    earliest, latest = _days(own, dataset)
    sides = [
        Side(*(own.get(f"{who}_{what}", "") for what in ("name", "code", "country"))) for who in ("actor", "target")
    ]
    if not any(sides):
        raise NoLine("it names nobody")
    code, said, root, acts = _event(own, dataset)
    key = "\x1f".join(own.get(field, "") for field in dataset.key)
    return ForeignLine(
        dataset=dataset.name,
        key=key if len(dataset.key) == 1 and len(key) <= 64 else hashlib.sha256(key.encode()).hexdigest()[:32],
        own=own["own"],
        line=number,
        earliest=earliest,
        latest=latest,
        actor=sides[0],
        target=sides[1],
        code=code,
        said=said,
        root=root,
        acts=acts,
        place=own.get("place", ""),
        url=own.get("url", ""),
        row=tuple(row),
    )


def _fields(row: list[str], at: Mapping[str, tuple[int, ...]]) -> dict[str, str]:
    """Of each field what the row says of it."""
    found = {}
    for field, places in at.items():
        cells = [" ".join(row[n].split())[:LONGEST] for n in places if n < len(row)]
        values = [cell for cell in cells if cell.lower() not in NOTHING]
        if values:
            found[field] = ", ".join(dict.fromkeys(values)) if field in JOINED else values[0]
    return found


def _days(own: Mapping[str, str], dataset: Dataset) -> tuple[str, str]:
    """The first and the last day on which it may have happened."""
    if dataset.parts:
        return _day_of_parts(own, dataset)
    given = own.get("day", "")
    earliest = _day(given)
    if earliest is None:
        raise NoLine(f"{given[:40]!r} is no day" if given else f"it has no {' or '.join(dataset.reads['day'])}")
    until = own.get("until", "")
    latest = _day(until) if until else earliest
    if latest is None:
        raise NoLine(f"{until[:40]!r} is no day")
    if latest < earliest:
        raise NoLine(f"it ends on {latest}, before it begins on {earliest}")
    return earliest, latest


def _day(words: str) -> str | None:
    """A day in one of the ways in which tables write it.

    >>> _day("20260314"), _day("2026-03-14 00:00:00.000"), _day("20260230")
    ('2026-03-14', '2026-03-14', None)
    """
    found = DAY.match(words)
    try:
        return date(*map(int, found.groups())).isoformat() if found else None
    except ValueError:
        return None


def _day_of_parts(own: Mapping[str, str], dataset: Dataset) -> tuple[str, str]:
    """A day out of year, month and day; without a day the month, without a month the year."""
    for fields in dataset.parts:
        year, month, day = (_number(own.get(field, "")) for field in fields)
        if year < 1:
            continue
        try:
            first = date(year, max(month, 1), max(day, 1) if month > 0 else 1)
            last = first
            if month < 1:
                last = date(year, 12, 31)
            elif day < 1:
                last = first.replace(day=calendar.monthrange(year, month)[1])
        except ValueError:
            raise NoLine(f"{year}-{month}-{day} is no day") from None
        return first.isoformat(), last.isoformat()
    names = " or ".join(dataset.reads[fields[0]][0] for fields in dataset.parts)
    raise NoLine(f"it has no year ({names})")


def _number(words: str) -> int:
    try:
        return int(float(words)) if words else 0
    except (ValueError, OverflowError):
        raise NoLine(f"{words[:40]!r} is no number") from None


def _event(own: Mapping[str, str], dataset: Dataset) -> tuple[str, str, str | None, tuple[str, ...]]:
    """What happened: the code and the words as given, the root of PLOVER and our acts."""
    given, said = own.get("code", ""), own.get("said", "")
    if dataset.codes == "cameo":
        code = cameo_code(given)
        if code is None:
            raise NoLine(f"{given[:40]!r} is no CAMEO code")
        return code, said, *of_cameo(code)
    if dataset.codes == "plover":
        root, acts = of_plover(given)
        if root is None:
            raise NoLine(f"{given[:40]!r} is no event type of PLOVER")
        return given, said, root, acts
    means = dataset.means or {}
    known = means.get(given) or means.get("otherwise")
    if known is None:
        raise NoLine(f"{given[:40]!r} is no {' or '.join(dataset.reads['code'])}")
    acts = tuple(known["acts"])
    return given, str(known["said"]), root_of_act(acts[0]), acts
