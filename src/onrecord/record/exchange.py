"""Verdicts that go from one record to another: as JSON lines, each with the line as it was decided and the text it is about."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection, select

from onrecord.errors import RecordError
from onrecord.model import Entry
from onrecord.model.decision import Action, Verdict
from onrecord.model.shape import from_json
from onrecord.record import schema
from onrecord.record.derived import touch
from onrecord.record.keep import lock
from onrecord.record.review import (
    FOR,
    SHARED,
    add_line,
    apply_verdicts,
    family_of,
    keep_verdict,
    last_words,
    shared,
    verdicts_on,
)

FORMAT = "onrecord verdict 1"


@dataclass(frozen=True, slots=True)
class Foreign:
    """A verdict from elsewhere, and the text that it is about."""

    verdict: Verdict
    source_text: str
    sha256: str


@dataclass(slots=True)
class Imported:
    """What became of verdicts from elsewhere. `conflicts` and `missing` say in words what each is about."""

    kept: int = 0
    known: int = 0
    conflicts: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


def exported(connection: Connection) -> Iterator[str]:
    """All verdicts as JSON lines, in order."""
    v, t = schema.verdicts.c, schema.source_texts.c
    query = (
        select(schema.verdicts, t.sha256).outerjoin(schema.source_texts, t.id == v.source_text_id).order_by(v.number)
    )
    for row in connection.execute(query):
        yield json.dumps(
            {
                "format": FORMAT, "action": row.action, "who": row.who, "note": row.note, "decided_at": row.decided_at,
                "source_text": row.source_text_id, "sha256": row.sha256, "entry": json.loads(row.body),
            },
            ensure_ascii=False,
        )  # fmt: skip


def foreign(lines: Iterable[str]) -> list[Foreign]:
    """Verdicts out of JSON lines; RecordError names all lines that are none, with their numbers."""
    found, wrong = [], []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            data = json.loads(line)
            if data.get("format") != FORMAT:
                raise ValueError(f"its format is {str(data.get('format'))[:40]!r}, not {FORMAT!r}")
            entry = from_json(data["entry"])
            verdict = Verdict(
                Action(data["action"]), entry, str(data["who"]), str(data["note"]), str(data["decided_at"])
            )
            found.append(Foreign(verdict, str(data["source_text"]), str(data["sha256"])))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            said = f"“{error.args[0]}” is missing" if isinstance(error, KeyError) else str(error)
            wrong.append(f"line {number}: {said}")
    if wrong:
        raise RecordError(
            "These lines are no verdicts; nothing was taken\n  " + "\n  ".join(wrong[:20]),
            hint="Give what “onrecord export verdicts” wrote.",
        )
    return found


def take_in(connection: Connection, verdicts: Iterable[Foreign]) -> Imported:
    """Keep verdicts from elsewhere; those that are kept already change nothing. Conflicts are kept, too, and named."""
    done = Imported()
    touched: set[str] = set()
    for one in verdicts:
        verdict, report = one.verdict, _report_of(connection, one)
        if report is None:
            done.missing.append(f"{_said(verdict)}: its report is not on record")
            continue
        lock(connection, report)
        line = _line_here(connection, verdict, report)
        if line is None:
            done.missing.append(f"{_said(verdict)}: no such line in the report {report}")
            continue
        before = verdicts_on(connection, entry=line.id)
        own = [v for v in before if v.who == verdict.who]
        if any((v.action, v.decided_at, v.note) == (verdict.action, verdict.decided_at, verdict.note) for v in own):
            done.known += 1
            continue
        if own and own[-1].decided_at > verdict.decided_at:
            done.known += 1
            if own[-1].action is not verdict.action:
                done.conflicts.append(
                    f"{_said(verdict)}: {own[-1].action.value} since {own[-1].decided_at}, which counts"
                )
            continue
        against = [v.who for v in last_words(before) if v.who != verdict.who and _differs(v.action, verdict.action)]
        if against:
            done.conflicts.append(
                f"{_said(verdict)}: {', '.join(sorted(against))} decided otherwise here; a third decides"
            )
        _keep(connection, replace(verdict, line=line))
        touched.add(report)
        done.kept += 1
    for report in sorted(touched):
        apply_verdicts(connection, report)
        touch(connection, report)
    return done


def _said(verdict: Verdict) -> str:
    words = " ".join(verdict.line.evidence[0].text.split())[:60]
    return f"{verdict.action.value} by {verdict.who or 'nobody named'} of “{words}” ({verdict.line.id})"


def _report_of(connection: Connection, one: Foreign) -> str | None:
    """The report here that has the same text."""
    t = schema.source_texts.c
    found = connection.execute(select(t.report_id).where(t.id == one.source_text)).scalar()
    return found or connection.execute(select(t.report_id).where(t.sha256 == one.sha256).limit(1)).scalar()


def _line_here(connection: Connection, verdict: Verdict, report: str) -> Entry | None:
    """The line as it goes by here: of the same id, or the one on the same words; a line that was added is its own."""
    e = schema.entries.c
    line = replace(verdict.line, report=report)
    if connection.execute(select(e.id).where(e.id == line.id, e.report_id == report)).first() is not None:
        return line
    if verdict.action is Action.ADD:
        return line
    bodies = connection.execute(select(e.body, e.suggested).where(e.report_id == report, ~e.superseded)).all()
    fits = []
    for row in bodies:
        other = from_json(json.loads(row.suggested or row.body))
        if family_of(other) == family_of(line) and (much := shared(line, other)) >= SHARED:
            fits.append((much, other.act == line.act, other.id))
    return replace(line, id=max(fits)[2]) if fits else None


def _differs(one: Action, other: Action) -> bool:
    """Whether one is for a line and the other against it."""
    return (one in FOR and other is Action.REJECT) or (other in FOR and one is Action.REJECT)


def _keep(connection: Connection, verdict: Verdict) -> None:
    line, e = verdict.line, schema.entries.c
    there = connection.execute(select(e.id).where(e.id == line.id)).first() is not None
    if verdict.action is Action.ADD and not there:
        add_line(connection, line, verdict.decided_at)
    keep_verdict(connection, verdict, verdict.decided_at)
