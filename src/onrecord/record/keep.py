"""How a reading is kept: its report, where it came from, its text, its entries, in one transaction."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, TypeAlias

from sqlalchemy import Connection, Table, literal, not_, or_, select, union_all, update

from onrecord.model import Entry, Known, Reading, Report
from onrecord.model.shape import as_json
from onrecord.record import schema
from onrecord.record.dialects import among, dialect_of
from onrecord.record.filters import fold

# rows that are put in together, by their tables
New: TypeAlias = dict[Table, list[dict[str, Any]]]
# lines that are put in by one statement, or the few more of the last report
TOGETHER = 2_000
# what is known of a report beside its text, each with what it rests on
KNOWN = tuple(name for field in ("title", "outlet", "published", "url") for name in (field, f"{field}_basis"))
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


@dataclass(frozen=True, slots=True)
class Became:
    """What became of a reading that was put in: which report has other lines, another date or outlet now, if any, and whether it is new."""

    outcome: Put
    touched: str | None
    is_new: bool


def put_readings(connection: Connection, readings: Sequence[Reading], now: str) -> list[Became]:
    """Keep readings, in their order: those of which a record has nothing together, each other one by itself."""
    kept: list[Became] = []
    fresh: list[Reading] = []

    def put_fresh() -> None:
        _put_new(connection, fresh, now)
        kept.extend(Became(Put.NEW, reading.report.id, True) for reading in fresh)
        fresh.clear()

    # what the readings before it in this row bring counts as well
    taken = _taken(connection, readings)
    for reading in readings:
        own = _keys(reading)
        if taken.isdisjoint(own):
            fresh.append(reading)
        else:
            put_fresh()
            kept.append(_put_known(connection, reading, now))
        taken |= own
        if sum(len(one.entries) for one in fresh) >= TOGETHER:
            put_fresh()
    put_fresh()
    return kept


def _keys(reading: Reading) -> set[tuple[str, str]]:
    """By what a record may know a reading already: its name, its text, its id."""
    report = reading.report
    ids = (report.id, _other_id(report))
    return {
        ("name", identity(report.original.name, report.original.sha256)),
        ("text", report.source.id),
        *(("report", one) for one in ids),
    }


def _taken(connection: Connection, readings: Sequence[Reading]) -> set[tuple[str, str]]:
    """What a record has of these readings, from one question."""
    wanted: dict[str, set[str]] = {"name": set(), "text": set(), "report": set()}
    for reading in readings:
        for kind, value in _keys(reading):
            wanted[kind].add(value)
    columns = {"name": schema.origins.c.name, "text": schema.source_texts.c.id, "report": schema.reports.c.id}
    queries = [
        select(literal(kind), column).where(among(connection, column, sorted(wanted[kind])))
        for kind, column in columns.items()
    ]
    return {(kind, value) for kind, value in connection.execute(union_all(*queries))}


def _other_id(report: Report) -> str:
    """Under which id a report is kept where another has its own."""
    return f"{report.id}-{report.source.id[2:6]}"


def _put_new(connection: Connection, readings: Sequence[Reading], now: str) -> None:
    """Keep readings of which a record has nothing, all in one."""
    if not readings:
        return
    new, dialect = _nothing(), dialect_of(connection)
    texts = dialect.numbers(connection, schema.source_texts.c.seq, len(readings))
    numbers = dialect.numbers(connection, schema.readings.c.id, len(readings))
    for reading, text, number in zip(readings, texts, numbers, strict=True):
        report = reading.report
        key, name = report.id, identity(report.original.name, report.original.sha256)
        new[schema.reports].append({"id": key, "recorded_at": now, **dict.fromkeys(KNOWN), **_known_of(report)})
        new[schema.origins].append({"name": name, "recorded_at": now, **_arrived(key, report)})
        if report.original.data is not None:
            new[schema.originals].append({"bytes_sha256": report.original.bytes_sha256, "report_id": key})
        new[schema.source_texts].append(_text_row(text, key, report, now))
        _add_lines(new, key, reading, number, now)
    dialect.put(connection, new)
    dialect.index_texts(connection, [(seq, one.report.source.text) for seq, one in zip(texts, readings, strict=True)])


def _nothing() -> New:
    tables = (
        schema.reports, schema.origins, schema.originals, schema.source_texts, schema.readings, schema.entries,
        schema.entry_actors,
    )  # fmt: skip
    return {table: [] for table in tables}


def _put_known(connection: Connection, reading: Reading, now: str) -> Became:
    """Keep a reading of which a record may have something."""
    report = reading.report
    name = identity(report.original.name, report.original.sha256)
    known = _known(connection, reading, name)
    key = known.named or known.texted or (_other_id(report) if known.taken else report.id)
    new, dialect = _nothing(), dialect_of(connection)
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
            dialect.put_if_new(connection, schema.originals, [values])
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
        dialect.put(connection, new)
        dialect.index_texts(connection, text)
        return Became(outcome, touched, is_new)
    dialect.put(connection, new)
    return Became(outcome, touched, is_new)


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
    known = _known_of(report)
    if is_new:
        new[schema.reports].append({"id": key, "recorded_at": now, **known})
        return True
    row = connection.execute(select(schema.reports).where(schema.reports.c.id == key)).one()
    if all(getattr(row, field) == value for field, value in known.items()):
        return False
    connection.execute(update(schema.reports).where(schema.reports.c.id == key).values(**known))
    return True


def _known_of(report: Report) -> dict[str, Any]:
    known: dict[str, Any] = {"language": report.language}
    for field in ("title", "outlet", "published", "url"):
        value: Known | None = getattr(report, field)
        if value is not None:
            known |= {field: value.value, f"{field}_basis": value.basis}
    return known


def _keep_origin(
    connection: Connection, name: str, key: str, report: Report, now: str, new: New, *, is_new: bool
) -> None:
    values = _arrived(key, report)
    if is_new:
        new[schema.origins].append({"name": name, "recorded_at": now, **values})
    else:
        connection.execute(update(schema.origins).where(schema.origins.c.name == name).values(**values))


def _arrived(key: str, report: Report) -> dict[str, Any]:
    original = report.original
    values = {"report_id": key, "sha256": original.sha256, "size": original.size, "media_type": original.media_type}
    return values | {field: getattr(original, field) for field in ARRIVED}


def _keep_text(
    connection: Connection, key: str, report: Report, now: str, new: New, *, is_new: bool
) -> list[tuple[int, str]]:
    """Keep the text of a report, unless it is there; the texts that search does not know yet, with their numbers."""
    if not is_new:
        return []
    (seq,) = dialect_of(connection).numbers(connection, schema.source_texts.c.seq, 1)
    new[schema.source_texts].append(_text_row(seq, key, report, now))
    return [(seq, report.source.text)]


def _text_row(seq: int, key: str, report: Report, now: str) -> dict[str, Any]:
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
    return {
        "seq": seq, "id": report.source.id, "report_id": key, "sha256": report.original.sha256,
        "decoder": report.source.decoder, "text": report.source.text,
        "layout": json.dumps(layout, ensure_ascii=False), "is_current": True, "recorded_at": now,
    }  # fmt: skip


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
    _add_lines(new, key, reading, number, now)


def _add_lines(new: New, key: str, reading: Reading, number: int, now: str) -> None:
    """Add a reading of this number with its lines to what is put in."""
    new[schema.readings].append(
        {"id": number, "source_text_id": reading.report.source.id, "reader": reading.reader, "recorded_at": now}
    )
    kept = [entry if entry.report == key else replace(entry, report=key) for entry in reading.entries]
    new[schema.entries] += [row_of(entry, number) for entry in kept]
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
