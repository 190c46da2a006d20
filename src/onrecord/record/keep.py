"""How a reading is kept: its report, where it came from, its text, its entries, in one transaction."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, insert, not_, or_, select, update

from onrecord.model import Entry, Known, Reading, Report
from onrecord.model.shape import as_json
from onrecord.record import schema
from onrecord.record.filters import fold

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


def put_reading(connection: Connection, reading: Reading, now: str) -> tuple[Put, str | None]:
    """Keep a reading: what became of it, and the report whose lines, date or outlet are others now, if any."""
    report = reading.report
    name = identity(report.original.name, report.original.sha256)
    origin = connection.execute(select(schema.origins).where(schema.origins.c.name == name)).one_or_none()
    text_row = connection.execute(
        select(schema.source_texts).where(schema.source_texts.c.id == report.source.id)
    ).one_or_none()
    if origin is not None:
        key = origin.report_id
    elif text_row is not None:
        key = text_row.report_id
    else:
        key = report.id if _is_free(connection, report.id) else f"{report.id}-{report.source.id[2:6]}"
    outcome = Put.CHANGED if origin is not None else Put.NEW
    touched = key if _keep_report(connection, key, report, now) else None
    _keep_origin(connection, name, key, report, now)
    if report.original.data is not None:
        values = {"bytes_sha256": report.original.bytes_sha256, "report_id": key}
        connection.execute(schema.originals.insert().prefix_with("OR IGNORE").values(**values))
    if text_row is not None and text_row.report_id == key:
        if not text_row.is_current:
            _make_current(connection, key, report.source.id)
        elif _has_reading(connection, report.source.id, reading.reader):
            return Put.UNCHANGED, touched
        else:
            outcome = Put.REREAD
    elif text_row is None:
        _keep_text(connection, key, report, now)
        _make_current(connection, key, report.source.id)
    else:
        # the text of another report, now under this name: it belongs to both by name, and is read once
        return Put.UNCHANGED, touched
    _keep_entries(connection, key, reading, now)
    return outcome, key


def _is_free(connection: Connection, key: str) -> bool:
    return connection.execute(select(schema.reports.c.id).where(schema.reports.c.id == key)).one_or_none() is None


def _has_reading(connection: Connection, text_id: str, reader: str) -> bool:
    query = select(schema.readings.c.id).where(
        schema.readings.c.source_text_id == text_id, schema.readings.c.reader == reader
    )
    return connection.execute(query).first() is not None


def _keep_report(connection: Connection, key: str, report: Report, now: str) -> bool:
    """Keep what is known of a report beside its text; whether anything is new."""
    known: dict[str, Any] = {"language": report.language}
    for field in ("title", "outlet", "published", "url"):
        value: Known | None = getattr(report, field)
        if value is not None:
            known |= {field: value.value, f"{field}_basis": value.basis}
    row = connection.execute(select(schema.reports).where(schema.reports.c.id == key)).one_or_none()
    if row is None:
        connection.execute(insert(schema.reports).values(id=key, recorded_at=now, **known))
        return True
    if all(getattr(row, field) == value for field, value in known.items()):
        return False
    connection.execute(update(schema.reports).where(schema.reports.c.id == key).values(**known))
    return True


def _keep_origin(connection: Connection, name: str, key: str, report: Report, now: str) -> None:
    original = report.original
    values = {"report_id": key, "sha256": original.sha256, "size": original.size, "media_type": original.media_type}
    values |= {field: getattr(original, field) for field in ARRIVED}
    done = connection.execute(update(schema.origins).where(schema.origins.c.name == name).values(**values))
    if not done.rowcount:
        connection.execute(insert(schema.origins).values(name=name, recorded_at=now, **values))


def _keep_text(connection: Connection, key: str, report: Report, now: str) -> None:
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
    connection.execute(
        insert(schema.source_texts).values(
            id=report.source.id,
            report_id=key,
            sha256=report.original.sha256,
            decoder=report.source.decoder,
            text=report.source.text,
            layout=json.dumps(layout, ensure_ascii=False),
            is_current=True,
            recorded_at=now,
        )
    )


def _make_current(connection: Connection, key: str, text_id: str) -> None:
    texts = schema.source_texts
    connection.execute(update(texts).where(texts.c.report_id == key).values(is_current=texts.c.id == text_id))


def _keep_entries(connection: Connection, key: str, reading: Reading, now: str) -> None:
    """The lines of this reading count; those of older readings and texts stay, superseded."""
    done = connection.execute(
        select(schema.readings.c.id).where(
            schema.readings.c.source_text_id == reading.report.source.id, schema.readings.c.reader == reading.reader
        )
    ).scalar_one_or_none()
    table = schema.entries
    connection.execute(update(table).where(table.c.report_id == key).values(superseded=True, counts=False))
    if done is not None:
        connection.execute(update(table).where(table.c.reading_id == done).values(superseded=False, counts=True))
        return
    made = connection.execute(
        insert(schema.readings).values(source_text_id=reading.report.source.id, reader=reading.reader, recorded_at=now)
    ).inserted_primary_key
    assert made is not None
    kept = [replace(entry, report=key) for entry in reading.entries]
    if kept:
        connection.execute(insert(schema.entries), [row_of(entry, made[0]) for entry in kept])
        actors = [row for entry in kept for row in actor_rows(entry)]
        if actors:
            connection.execute(insert(schema.entry_actors), actors)


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
