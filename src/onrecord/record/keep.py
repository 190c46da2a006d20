"""How a reading is kept: its report, where it came from, its text, its entries, in one transaction."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, TypeAlias

from sqlalchemy import Connection, Table, not_, or_, select, update

from onrecord.model import Entry, Known, Reading, Report
from onrecord.model.shape import as_json
from onrecord.record import schema
from onrecord.record.dialects import dialect_of
from onrecord.record.filters import fold

# rows that are put in together, by their tables
New: TypeAlias = dict[Table, list[dict[str, Any]]]
# of where a report came from, beside its name and bytes
ARRIVED = ("file", "position", "bytes_sha256", "retrieved", "address")


class Put(StrEnum):
    """What became of a reading that was put in."""

    NEW = "new"
    UNCHANGED = "unchanged"
    CHANGED = "changed"
    REREAD = "reread"


def identity(name: str, sha256: str) -> str:
    """What tells whether it is the same report: where it came from; what came over a pipe, its bytes."""
    return f"-:{sha256}" if name == "-" else name


def held_by(connection: Connection, reader: str, *, whole: bool = False) -> set[tuple[str, str]]:
    """Which bytes under which name a reader has read, as identity and hash.

    `whole`: without those of which some pages are pictures that nobody has tried to recognise.
    """
    origins, texts, readings = schema.origins, schema.source_texts, schema.readings
    query = (
        select(origins.c.name, origins.c.sha256)
        .join(texts, texts.c.report_id == origins.c.report_id)
        .join(readings, readings.c.source_text_id == texts.c.id)
        .where(texts.c.is_current, readings.c.reader == reader)
    )
    if whole:
        query = query.where(or_(not_(texts.c.layout.contains('"unread": [')), texts.c.decoder.contains("ocrmypdf/")))
    return {(name, sha256) for name, sha256 in connection.execute(query)}


@dataclass(frozen=True, slots=True)
class Held:
    """What a record has of a reading already: whose name and whose text it is, and the reading of the text by this reader."""

    named: str | None
    texted: str | None
    is_current: bool | None
    # whether a report of this id is there
    taken: bool
    reading: int | None


def put_reading(connection: Connection, reading: Reading, now: str) -> tuple[Put, str | None, bool]:
    """Keep a reading: what became of it, the report whose lines, date or outlet are others now, if any, and whether it is new."""
    report = reading.report
    name = identity(report.original.name, report.original.sha256)
    known = _known(connection, reading, name)
    key = known.named or known.texted or (f"{report.id}-{report.source.id[2:6]}" if known.taken else report.id)
    new: New = {
        table: []
        for table in (
            schema.reports, schema.origins, schema.originals, schema.source_texts, schema.readings, schema.entries,
            schema.entry_actors,
        )
    }  # fmt: skip
    is_new = known.named is None and known.texted is None
    if not is_new:
        lock(connection, key)
    touched = key if _keep_report(connection, key, report, now, new, is_new=is_new) else None
    _keep_origin(connection, name, key, report, now, new, is_new=known.named is None)
    if report.original.data is not None:
        values = {"bytes_sha256": report.original.bytes_sha256, "report_id": key}
        if is_new:
            new[schema.originals].append(values)
        else:
            dialect_of(connection).put_if_new(connection, schema.originals, [values])
    outcome = Put.CHANGED if known.named is not None else Put.NEW
    if known.texted is not None and known.texted != key:
        # the text of another report, now under this name: it belongs to both by name, and is read once
        outcome = Put.UNCHANGED
    elif known.texted is not None and known.is_current and known.reading is not None:
        outcome = Put.UNCHANGED
    else:
        if known.texted is not None and known.is_current:
            outcome = Put.REREAD
        touched = key
        text = _keep_text(connection, key, report, now, new, is_new=known.texted is None)
        if not is_new:
            _make_current(connection, key, report.source.id)
        _keep_entries(connection, key, reading, now, new, known.reading, is_new=is_new)
        dialect_of(connection).put(connection, new)
        dialect_of(connection).index_texts(connection, text)
        return outcome, touched, is_new
    dialect_of(connection).put(connection, new)
    return outcome, touched, is_new


def lock(connection: Connection, report: str) -> None:
    """From here to the end of the transaction nobody else settles what counts of a report."""
    r = schema.reports.c
    # SQLite has one who writes in any case, and leaves these words out
    connection.execute(select(r.id).where(r.id == report).with_for_update(key_share=True))


def _known(connection: Connection, reading: Reading, name: str) -> Held:
    """What there is of a reading, from one question."""
    o, t, r, g = schema.origins.c, schema.source_texts.c, schema.reports.c, schema.readings.c
    source = reading.report.source.id
    query = select(
        select(o.report_id).where(o.name == name).scalar_subquery(),
        select(t.report_id).where(t.id == source).scalar_subquery(),
        select(t.is_current).where(t.id == source).scalar_subquery(),
        select(r.id).where(r.id == reading.report.id).exists(),
        select(g.id).where(g.source_text_id == source, g.reader == reading.reader).scalar_subquery(),
    )
    return Held(*connection.execute(query).one())


def _keep_report(connection: Connection, key: str, report: Report, now: str, new: New, *, is_new: bool) -> bool:
    """Keep what is known of a report beside its text; whether anything is new."""
    known: dict[str, Any] = {"language": report.language}
    for field in ("title", "outlet", "published", "url"):
        value: Known | None = getattr(report, field)
        if value is not None:
            known |= {field: value.value, f"{field}_basis": value.basis}
    if is_new:
        new[schema.reports].append({"id": key, "recorded_at": now, **known})
        return True
    row = connection.execute(select(schema.reports).where(schema.reports.c.id == key)).one()
    if all(getattr(row, field) == value for field, value in known.items()):
        return False
    connection.execute(update(schema.reports).where(schema.reports.c.id == key).values(**known))
    return True


def _keep_origin(
    connection: Connection, name: str, key: str, report: Report, now: str, new: New, *, is_new: bool
) -> None:
    original = report.original
    values = {"report_id": key, "sha256": original.sha256, "size": original.size, "media_type": original.media_type}
    values |= {field: getattr(original, field) for field in ARRIVED}
    if is_new:
        new[schema.origins].append({"name": name, "recorded_at": now, **values})
    else:
        connection.execute(update(schema.origins).where(schema.origins.c.name == name).values(**values))


def _keep_text(
    connection: Connection, key: str, report: Report, now: str, new: New, *, is_new: bool
) -> list[tuple[int, str]]:
    """Keep the text of a report, unless it is there; the texts that search does not know yet, with their numbers."""
    if not is_new:
        return []
    layout = {
        "blocks": [[b.start, b.end, b.kind.value] for b in report.blocks],
        "repairs": [[r.start, r.end, r.reads_as, r.why] for r in report.repairs],
        "dateline_place": [report.dateline_place.value, report.dateline_place.basis] if report.dateline_place else None,
        "warnings": list(report.warnings),
        "pages": list(report.pages),
        "said": {
            name: [known.value, known.basis]
            for name, known in (("author", report.author), ("updated", report.updated))
            if known is not None
        },
        "moment": [report.moment.value, report.moment.basis] if report.moment else None,
    }
    if report.unread:
        layout["unread"] = list(report.unread)
    (seq,) = dialect_of(connection).numbers(connection, schema.source_texts.c.seq, 1)
    new[schema.source_texts].append(
        {
            "seq": seq, "id": report.source.id, "report_id": key, "sha256": report.original.sha256,
            "decoder": report.source.decoder, "text": report.source.text,
            "layout": json.dumps(layout, ensure_ascii=False), "is_current": True, "recorded_at": now,
        }
    )  # fmt: skip
    return [(seq, report.source.text)]


def _make_current(connection: Connection, key: str, text_id: str) -> None:
    texts = schema.source_texts
    connection.execute(update(texts).where(texts.c.report_id == key).values(is_current=texts.c.id == text_id))


def _keep_entries(
    connection: Connection, key: str, reading: Reading, now: str, new: New, done: int | None, *, is_new: bool
) -> None:
    """The lines of this reading count; those of older readings and texts stay, superseded."""
    table = schema.entries
    if not is_new:
        connection.execute(update(table).where(table.c.report_id == key).values(superseded=True, counts=False))
    if done is not None:
        connection.execute(update(table).where(table.c.reading_id == done).values(superseded=False, counts=True))
        return
    (number,) = dialect_of(connection).numbers(connection, schema.readings.c.id, 1)
    new[schema.readings].append(
        {"id": number, "source_text_id": reading.report.source.id, "reader": reading.reader, "recorded_at": now}
    )
    kept = [replace(entry, report=key) for entry in reading.entries]
    new[table] += [row_of(entry, number) for entry in kept]
    new[schema.entry_actors] += [row for entry in kept for row in actor_rows(entry)]


def row_of(entry: Entry, reading_id: int) -> dict[str, Any]:
    """An entry as a row of the table, that counts."""
    return {
        "id": entry.id,
        "report_id": entry.report,
        "reading_id": reading_id,
        "superseded": False,
        "counts": True,
        "kind": entry.kind.value,
        "act": entry.act,
        "role": entry.role,
        "form": entry.form.value if entry.form else None,
        "style": entry.attribution.style.value,
        "tier": entry.tier.value,
        "negated": entry.negated,
        "future": entry.future,
        "conditional": entry.conditional,
        "historical": entry.historical,
        "earliest": entry.time.earliest,
        "latest": entry.time.latest,
        "start": entry.evidence[0].start,
        "confidence": entry.confidence,
        "words": fold(" … ".join(e.text for e in entry.evidence)),
        "body": json.dumps(as_json(entry), ensure_ascii=False),
    }


def actor_rows(entry: Entry) -> Iterator[dict[str, Any]]:
    """Everybody in an entry, slot by slot, as rows."""
    for slot, actors in (
        ("actor", entry.actors),
        ("addressee", entry.addressees),
        ("speaker", entry.attribution.speakers),
    ):
        for position, actor in enumerate(actors):
            yield {
                "entry_id": entry.id,
                "slot": slot,
                "position": position,
                "name": actor.name,
                "folded": fold(f"{actor.name} {actor.mention}"),
            }
