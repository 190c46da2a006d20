"""Verdicts on lines, and what they come to: which lines of a report count, in which words.

A verdict outlives the reader whose line it was about. Where a newer reading has a line of the same kind and family on the
same words, the verdict counts for that place: an accepted or amended line stays in its stead, a rejected one stays away.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from onrecord.codebook import load_codebook
from onrecord.model import Entry, Kind
from onrecord.model.decision import Action, Settled, Verdict
from onrecord.model.shape import as_json, from_json
from onrecord.record import schema
from onrecord.record.dialects import dialect_of
from onrecord.record.keep import actor_rows, row_of

# the reading that lines added by hand belong to
BY_HAND = "by hand"
# lines on the same words share so much of the shorter one
SHARED = 0.5
# what speaks for a line
FOR = (Action.ACCEPT, Action.AMEND, Action.ADD)


def settled(verdicts: Sequence[Verdict]) -> tuple[Settled, Entry] | None:
    """How a line stands after all verdicts on it, in order, and in which words; None where nothing is decided.

    The last word of each reviewer counts. Where they disagree, most of them do; where as many are for it as against it,
    it is disputed.
    """
    last = last_words(verdicts)
    if not last:
        return None
    votes = Counter("for" if v.action in FOR else v.action.value for v in last)
    latest = last[-1]
    if votes["for"] > votes["reject"]:
        made = [v for v in last if v.action in (Action.AMEND, Action.ADD)]
        if not made:
            return Settled.ACCEPTED, latest.line
        return (Settled.ADDED if made[-1].action is Action.ADD else Settled.AMENDED), made[-1].line
    if votes["reject"] > votes["for"]:
        return Settled.REJECTED, latest.line
    return (Settled.DISPUTED if votes["for"] else Settled.UNSURE), latest.line


def last_words(verdicts: Iterable[Verdict]) -> list[Verdict]:
    """The last verdict of each reviewer, in order; of one who took it back, none."""
    last: dict[str, Verdict] = {}
    for verdict in verdicts:
        last.pop(verdict.who, None)
        last[verdict.who] = verdict
    return [verdict for verdict in last.values() if verdict.action is not Action.UNDONE]


@dataclass(slots=True)
class Place:
    """A line of the report as the table has it, and what it will be."""

    row: Row[Any]
    suggested: Entry
    entry: Entry
    counts: bool
    verdict: str | None = None


def apply_verdicts(connection: Connection, report: str) -> None:
    """Settle which lines of a report count, from its readings and all verdicts on it; the same whenever it is called."""
    verdicts = verdicts_on(connection, report)
    e = schema.entries.c
    places = {}
    query = select(schema.entries, schema.readings.c.source_text_id).join(
        schema.readings, schema.readings.c.id == e.reading_id
    )
    for row in connection.execute(query.where(e.report_id == report)):
        suggested = from_json(json.loads(row.suggested or row.body))
        places[row.id] = Place(row, suggested, suggested, not row.superseded)
    text = connection.execute(
        select(schema.source_texts.c.id).where(
            schema.source_texts.c.report_id == report, schema.source_texts.c.is_current
        )
    ).scalar_one()
    by_line: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        by_line.setdefault(verdict.line.id, []).append(verdict)
    for line, own in by_line.items():
        found = settled(own)
        if line in places and found is not None:
            _settle(places, places[line], *found, text)
    for place in places.values():
        _store(connection, place)


def _settle(places: dict[str, Place], place: Place, how: Settled, entry: Entry, text: str) -> None:
    current = place.row.source_text_id == text
    if how is Settled.ADDED:
        place.counts, place.entry, place.verdict = current, entry, how.value
        return
    twin = _twin(places, place, same_text=current) if place.row.superseded else None
    if how in (Settled.ACCEPTED, Settled.AMENDED) and (current or twin is None):
        place.counts, place.entry, place.verdict = current, entry, how.value
        if twin is not None:
            twin.counts, twin.verdict = False, "replaced"
        return
    place.verdict = how.value
    place.counts = place.counts and how is not Settled.REJECTED
    if twin is not None:
        twin.verdict = how.value
        twin.counts = twin.counts and how is not Settled.REJECTED
        if how is Settled.AMENDED:
            # the same words in another text: what was amended is carried over
            twin.entry = replace(entry, id=twin.entry.id, evidence=twin.entry.evidence)


def _twin(places: dict[str, Place], place: Place, *, same_text: bool) -> Place | None:
    """The line that a newer reading has in the place of an older one, where nothing was decided of it."""
    fits = []
    for other in places.values():
        if (
            other.row.superseded
            or other.verdict is not None
            or family_of(other.suggested) != family_of(place.suggested)
        ):
            continue
        much = shared(place.suggested, other.suggested) if same_text else float(_words(place) == _words(other))
        if much >= SHARED:
            fits.append((much, other.suggested.act == place.suggested.act, other.row.id))
    return places[max(fits)[2]] if fits else None


def family_of(entry: Entry) -> tuple[Kind, str | None]:
    """What a newer reading's line must share with an older one, beside the words."""
    act = load_codebook().acts.get(entry.act or "")
    return entry.kind, act.family if act is not None else entry.role


def _words(place: Place) -> list[str]:
    return [e.text for e in place.suggested.evidence]


def shared(one: Entry, other: Entry) -> float:
    """How much of the shorter of two lines' words they share; below nothing where they are apart."""
    a, b = one.evidence[0], other.evidence[0]
    return (min(a.end, b.end) - max(a.start, b.start)) / max(1, min(a.end - a.start, b.end - b.start))


def _store(connection: Connection, place: Place) -> None:
    row, table = place.row, schema.entries
    values: dict[str, Any] = {"counts": place.counts, "verdict": place.verdict}
    if place.entry != from_json(json.loads(row.body)):
        values |= row_of(replace(place.entry, id=row.id, report=row.report_id), row.reading_id)
        del values["superseded"], values["id"]
        values["counts"] = place.counts
        values["suggested"] = (
            json.dumps(as_json(place.suggested), ensure_ascii=False) if place.entry != place.suggested else None
        )
        connection.execute(delete(schema.entry_actors).where(schema.entry_actors.c.entry_id == row.id))
        actors = list(actor_rows(replace(place.entry, id=row.id)))
        dialect_of(connection).put(connection, {schema.entry_actors: actors})
    if any(getattr(row, key) != value for key, value in values.items()):
        connection.execute(update(table).where(table.c.id == row.id).values(**values))


def keep_verdict(connection: Connection, verdict: Verdict, when: str) -> None:
    """Keep a verdict on a line that has its place, as decided at a time, with the text it is about."""
    entry, e = verdict.line, schema.entries.c
    text = connection.execute(
        select(schema.readings.c.source_text_id)
        .join(schema.entries, e.reading_id == schema.readings.c.id)
        .where(e.id == entry.id)
    ).scalar_one()
    connection.execute(
        insert(schema.verdicts).values(
            entry_id=entry.id, report_id=entry.report, source_text_id=text, action=verdict.action.value,
            who=verdict.who, note=verdict.note, decided_at=when, body=json.dumps(as_json(entry), ensure_ascii=False),
        )
    )  # fmt: skip


def add_line(connection: Connection, entry: Entry, when: str) -> None:
    """Make a place for a line that no reader suggested."""
    texts, readings = schema.source_texts.c, schema.readings
    text = connection.execute(select(texts.id).where(texts.report_id == entry.report, texts.is_current)).scalar_one()
    known = connection.execute(
        select(readings.c.id).where(readings.c.source_text_id == text, readings.c.reader == BY_HAND)
    ).scalar_one_or_none()
    if known is None:
        made = connection.execute(insert(readings).values(source_text_id=text, reader=BY_HAND, recorded_at=when))
        assert made.inserted_primary_key is not None
        known = made.inserted_primary_key[0]
    # no reader suggested it: without its verdict it does not count
    line = row_of(entry, known) | {"superseded": True, "counts": False}
    dialect_of(connection).put(connection, {schema.entries: [line], schema.entry_actors: list(actor_rows(entry))})


def verdicts_on(
    connection: Connection, report: str | None = None, entry: str | None = None, *, last: int | None = None
) -> list[Verdict]:
    """The verdicts on a report or a line, or all of them, in order; the last ones only where it is said how many."""
    v = schema.verdicts.c
    if last is not None:
        rows = connection.execute(select(schema.verdicts).order_by(v.number.desc()).limit(last)).all()
        return _verdicts(reversed(rows))
    query = select(schema.verdicts).order_by(v.number)
    if report is not None:
        query = query.where(v.report_id == report)
    if entry is not None:
        query = query.where(v.entry_id == entry)
    return _verdicts(connection.execute(query))


def has_verdicts(connection: Connection, report: str) -> bool:
    """Whether anything was decided on a line of this report."""
    v = schema.verdicts.c
    return connection.execute(select(v.number).where(v.report_id == report).limit(1)).first() is not None


def _verdicts(rows: Iterable[Row[Any]]) -> list[Verdict]:
    return [
        Verdict(Action(r.action), from_json(json.loads(r.body)), r.who, r.note, r.decided_at, r.number) for r in rows
    ]
