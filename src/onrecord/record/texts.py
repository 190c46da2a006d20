"""Reports with their texts, and places in the texts where words stand."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, select

from onrecord.model import Block, BlockKind, Known, Original, Repair, Report, SourceText
from onrecord.record import schema
from onrecord.record.dialects import Place, among, dialect_of
from onrecord.record.keep import ARRIVED

# texts with the words that are weighed against one another
WEIGHED = 2_000
# letters kept around words that are found
AROUND = 200


@dataclass(frozen=True, slots=True)
class StoredReport:
    """A report as it is on record: its current text, where it came from, how many entries rest on it."""

    report: Report
    origins: tuple[str, ...]
    recorded_at: str
    entries: int
    # of each of the origins its bytes and where they were
    originals: tuple[Original, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A place found by search: where, the words found, and those around them as far as they matter."""

    report_id: str
    title: str | None
    published: str | None
    start: int
    end: int
    snippet: str
    outlet: str | None = None
    before: str = ""
    words: str = ""
    after: str = ""
    cut_left: bool = False
    cut_right: bool = False


def found_in(connection: Connection, query: str, limit: int) -> list[Hit]:
    """Places where the words stand, the most telling first; no query is an error."""
    phrases = phrases_of(query)
    if not phrases:
        return []
    return [_hit(place) for place in dialect_of(connection).found(connection, phrases, limit, max(WEIGHED, limit))]


def phrases_of(query: str) -> list[tuple[str, bool]]:
    """The phrases and words of a person's query; True: the last word may be the beginning of one, for there was a *.

    >>> phrases_of('ceasefire "written guarantee" mediat* AND (')
    [('ceasefire', False), ('written guarantee', False), ('mediat', True), ('AND', False)]
    """
    found = []
    for phrase, word in re.findall(r'"([^"]*)"|([^\s"]+)', query):
        clean = re.sub(r"[^\w'’-]+", " ", phrase or word).strip(" '’-")
        if clean and re.search(r"\w", clean):
            found.append((clean, word.endswith("*")))
    return found


def _hit(place: Place) -> Hit:
    text, start, end = place.text, place.start, place.end
    left, right = max(0, start - 80), min(len(text), end + 80)
    snippet = " ".join(text[left:right].split())
    left, right = max(0, start - AROUND), min(len(text), end + AROUND)
    return Hit(
        place.report_id, place.title, place.published, start, end, snippet, place.outlet, text[left:start],
        text[start:end], text[end:right], left > 0, right < len(text),
    )  # fmt: skip


def stored(connection: Connection, keys: Sequence[str]) -> list[StoredReport]:
    """Reports with their current texts, in this order; those that are not there are left out."""
    r, t, o, e = schema.reports.c, schema.source_texts.c, schema.origins.c, schema.entries.c
    lines = select(func.count()).where(e.report_id == r.id, e.counts).correlate(schema.reports).scalar_subquery()
    own = (schema.reports, t.id.label("text_id"), t.sha256, t.decoder, t.text, t.layout, lines.label("lines"))
    query = select(*own).join(schema.source_texts, t.report_id == r.id)
    found = connection.execute(query.where(among(connection, r.id, keys), t.is_current))
    rows = {row.id: row for row in found}
    names: dict[str, list[Row[Any]]] = {}
    for row in connection.execute(select(schema.origins).where(among(connection, o.report_id, keys)).order_by(o.name)):
        names.setdefault(row.report_id, []).append(row)
    return [_report_of(rows[key], names.get(key, [])) for key in keys if key in rows]


def _report_of(row: Row[Any], names: Sequence[Row[Any]]) -> StoredReport:
    layout = json.loads(row.layout)
    # before there were columns for it, the text knew where it came from
    arrived = layout.get("arrived", {})
    originals = tuple(_original(name, arrived) for name in names)
    current_one = next((o for o in originals if o.sha256 == row.sha256), originals[0] if originals else None)

    def known(field: str) -> Known | None:
        value = getattr(row, field)
        return Known(value, getattr(row, f"{field}_basis")) if value is not None else None

    report = Report(
        id=row.id,
        original=current_one or Original(row.sha256, 0, "-", **arrived),
        source=SourceText(row.text_id, row.text, row.decoder),
        blocks=tuple(Block(start, end, BlockKind(kind)) for start, end, kind in layout["blocks"]),
        repairs=tuple(Repair(*repair) for repair in layout["repairs"]),
        title=known("title"),
        outlet=known("outlet"),
        published=known("published"),
        dateline_place=Known(*layout["dateline_place"]) if layout["dateline_place"] else None,
        url=known("url"),
        language=row.language,
        warnings=tuple(layout["warnings"]),
        pages=tuple(layout.get("pages", ())),
        unread=tuple(layout.get("unread", ())),
        **{name: Known(*said) for name, said in layout.get("said", {}).items()},
        moment=Known(*layout["moment"]) if layout.get("moment") else None,
    )
    return StoredReport(report, tuple(n.name for n in names), row.recorded_at, row.lines, originals)


def _original(row: Row[Any], arrived: Mapping[str, Any]) -> Original:
    known = {field: value for field in ARRIVED if (value := getattr(row, field)) is not None}
    return Original(row.sha256, row.size, row.name, row.media_type, **{**arrived, **known})
