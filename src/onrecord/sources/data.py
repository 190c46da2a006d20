"""JSON and JSON lines: one report an object, however deep the list of them lies; what crawlers and APIs write."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from itertools import chain, islice
from typing import Any

from onrecord.errors import ReportFailed
from onrecord.model import Arrival, Failure
from onrecord.sources.columns import flat, tabled
from onrecord.sources.form import How, Source
from onrecord.sources.found import Found
from onrecord.sources.words import absolute

SAMPLE = 20
LONGEST_LINE = 16 * 1024 * 1024
BEGINS = re.compile(rb'(?:\xef\xbb\xbf)?\s*(?:\{\s*["}]|\[\s*[\[{\]"])')
LISTS = ("articles", "items", "results", "docs", "documents", "hits", "entries", "stories", "records", "rows", "data")


def is_json(found: Found, head: bytes) -> bool:
    """Whether a file is JSON, by how it begins."""
    return BEGINS.match(head) is not None


def is_lines(found: Found, head: bytes) -> bool:
    """Whether a file has an object a line: the first line is a whole one, and is not all there is."""
    if not is_json(found, head) or head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] != b"{":
        return False
    with found.open() as stream:
        lines = (line for line in iter(lambda: stream.readline(LONGEST_LINE), b"") if line.strip())
        first, second = next(lines, b""), next(lines, b"")
    try:
        return isinstance(json.loads(first), dict) and (bool(second) or found.ending in (".jsonl", ".ndjson", ".jl"))
    except (ValueError, RecursionError):
        return False


def objects(found: Found, how: How) -> Iterator[Arrival | Found | Failure]:
    """The reports of a JSON file."""
    try:
        value = json.loads(found.load().decode("utf-8-sig", "replace"))
    except json.JSONDecodeError as error:
        raise ReportFailed(f"JSON that is broken at line {error.lineno}: {error.msg}", hint="Save it again.") from error
    except ValueError as error:
        raise ReportFailed(f"JSON that cannot be read: {error}"[:200], hint="Save it again.") from error
    is_feed = isinstance(value, Mapping) and "jsonfeed.org" in str(value.get("version"))
    outlet = value.get("title") if is_feed else None
    rows = [_of_feed(item, value, found) if is_feed else dict(flat(item)) for item in _objects(value)]
    if not rows:
        yield _no_report(found)
        return
    header = list(dict.fromkeys(key for row in rows[:200] for key in row))
    try:
        table = tabled(found, how, header, rows[:SAMPLE], outlet=outlet if isinstance(outlet, str) else None)
    except ReportFailed:
        if found.walked and not how.columns:
            yield _no_report(found)
            return
        raise
    for position, row in enumerate(rows, 1):
        yield table.report(row, position)


def lines(found: Found, how: How) -> Iterator[Arrival | Found | Failure]:
    """The reports of a file with an object a line; a line that is broken is named, and the others go on."""
    with found.open() as stream:
        rows = _lines(found, iter(lambda: stream.readline(LONGEST_LINE), b""))
        first = list(islice(rows, SAMPLE))
        sample = [row for _, row in first if isinstance(row, dict)]
        header = list(dict.fromkeys(key for row in sample for key in row))
        table = tabled(found, how, header, sample)
        for position, row in chain(first, rows):
            yield row if isinstance(row, Failure) else table.report(row, position)


def _lines(found: Found, stream: Iterator[bytes]) -> Iterator[tuple[int, dict[str, Any] | Failure]]:
    for position, line in enumerate(stream, 1):
        if not line.strip():
            continue
        name = f"{found.name}!line {position}"
        try:
            value = json.loads(line.decode("utf-8-sig", "replace"))
        except (ValueError, RecursionError) as error:
            yield position, Failure(name, f"broken JSON: {error}"[:200], "Mend or leave out this line.")
            continue
        if isinstance(value, dict):
            yield position, dict(flat(value))
        else:
            yield position, Failure(name, "no object", "A report is an object with a text in it.", skipped=True)


def _of_feed(item: Mapping[str, Any], feed: Mapping[str, Any], found: Found) -> dict[str, Any]:
    """An item of a JSON feed: its text stands in one of several fields, as HTML or not, and may be a summary only."""
    texts = [item.get(key) for key in ("content_html", "content_text")]
    text = max((text for text in texts if isinstance(text, str)), key=len, default="") or item.get("summary")
    bases = [base for key in ("home_page_url", "feed_url") if isinstance(base := feed.get(key), str)]
    link = next((link for key in ("url", "external_url") if isinstance(link := item.get(key), str)), None)
    several = item.get("authors")
    writers = [item.get("author"), *(several if isinstance(several, list) else [])]
    names = [one.get("name") for one in writers if isinstance(one, Mapping)]
    return {
        "id": item.get("id"),
        "title": item.get("title"),
        "url": absolute(link, found.address, *bases),
        "text": text,
        "date_published": item.get("date_published") or item.get("date_modified"),
        "updated": item.get("date_modified"),
        "author": ", ".join(name for name in names if isinstance(name, str)),
    }


def _objects(value: Any, depth: int = 0) -> list[Mapping[str, Any]]:
    """The list of objects in some JSON, or the one object that it is."""
    if isinstance(value, list):
        return [item for item in value if isinstance(item, Mapping)]
    if not isinstance(value, Mapping) or depth > 3:
        return []
    inner = [value[key] for key in LISTS if key in value] + [value[key] for key in ("response", "hits") if key in value]
    for found in (_objects(item, depth + 1) for item in inner if isinstance(item, list | Mapping)):
        if found and (len(found) > 1 or any(isinstance(item, list) for item in inner)):
            return found
    lists = [item for item in value.values() if isinstance(item, list) and item and isinstance(item[0], Mapping)]
    if len(lists) == 1 and not any(isinstance(item, str) and len(item) > 200 for item in value.values()):
        return _objects(lists[0], depth + 1)
    return [value] if depth == 0 else []


def _no_report(found: Found) -> Failure:
    return Failure(found.name, "data without a text", "Say which field it is: --map text=FIELD", True, found.walked)


FIELDS = "title, day, outlet, author, day of update, address and id by fields that are guessed, shown, and set with `--map` (`source.name` for nested ones)"
SOURCES = (
    Source("jsonl", "JSON lines, as crawlers write them", FIELDS, "other fields; lines that are broken are named", is_lines, lines),
    Source("json", "JSON: a list of articles, an answer of an API, a JSON feed", FIELDS, "other fields", is_json, objects),
)  # fmt: skip
