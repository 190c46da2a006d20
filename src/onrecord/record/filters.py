"""What to look for among the entries."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, select

from onrecord.record.schema import entries, entry_actors, reports


@dataclass(frozen=True, slots=True)
class EntryFilter:
    """Conditions on entries; None asks nothing. Names and text match anywhere, without case or accents.

    `since` and `until` are ISO dates, inclusive; an entry without a date never fits them (see `count_undated`).
    """

    kind: str | None = None
    act: str | None = None
    actor: str | None = None
    addressee: str | None = None
    speaker: str | None = None
    form: str | None = None
    style: str | None = None
    negated: bool | None = None
    future: bool | None = None
    conditional: bool | None = None
    historical: bool | None = None
    implied: bool | None = None
    since: str | None = None
    until: str | None = None
    text: str | None = None
    report: str | None = None
    min_confidence: float | None = None
    superseded: bool = False
    limit: int | None = None
    offset: int = 0

    @property
    def has_dates(self) -> bool:
        """Whether it asks for a time."""
        return self.since is not None or self.until is not None


def fold(value: str) -> str:
    """A text for comparison: no case, no accents."""
    if value.isascii():
        return value.lower()
    return "".join(c for c in unicodedata.normalize("NFKD", value) if not unicodedata.combining(c)).casefold()


def conditions(wanted: EntryFilter, *, dated: bool = True) -> list[ColumnElement[bool]]:
    """The filter as conditions on the entries table; `dated` False leaves the dates out."""
    found: list[ColumnElement[bool]] = [
        and_(entries.c.superseded, ~entries.c.counts) if wanted.superseded else entries.c.counts.is_(True)
    ]
    for name in ("kind", "act", "form", "style", "negated", "future", "conditional", "historical"):
        value = getattr(wanted, name)
        if value is not None:
            found.append(entries.c[name] == value)
    if wanted.implied is not None:
        found.append((entries.c.tier == "implied") == wanted.implied)
    if wanted.min_confidence is not None:
        found.append(entries.c.confidence >= wanted.min_confidence)
    for slot in ("actor", "addressee", "speaker"):
        name = getattr(wanted, slot)
        if name:
            found.append(
                exists().where(
                    and_(
                        entry_actors.c.entry_id == entries.c.id,
                        entry_actors.c.slot == slot,
                        entry_actors.c.folded.contains(fold(name), autoescape=True),
                    )
                )
            )
    if wanted.text:
        found.append(entries.c.words.contains(fold(wanted.text), autoescape=True))
    if wanted.report:
        found.append(entries.c.report_id == wanted.report)
    if dated and wanted.since is not None:
        found.append(entries.c.latest >= wanted.since)
    if dated and wanted.until is not None:
        found.append(entries.c.earliest <= wanted.until)
    return found


def entry_query(wanted: EntryFilter) -> Select[Any]:
    """Bodies of the entries that fit, in the order of the reports and their texts."""
    query = (
        select(entries.c.body)
        .join(reports, reports.c.id == entries.c.report_id)
        .where(*conditions(wanted))
        .order_by(reports.c.seq, entries.c.start, entries.c.id)
        .offset(wanted.offset)
    )
    return query.limit(wanted.limit) if wanted.limit is not None else query


def count_query(wanted: EntryFilter, *, undated: bool = False) -> Select[Any]:
    """How many entries fit; with `undated`, how many would but have no date."""
    query = select(func.count()).select_from(entries)
    if undated:
        return query.where(*conditions(wanted, dated=False), entries.c.earliest.is_(None))
    return query.where(*conditions(wanted))
