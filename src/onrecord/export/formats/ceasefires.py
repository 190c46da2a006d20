"""Ceasefires as a table, in the terms of data on ceasefires in civil conflict (docs/exchange-events.md)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from onrecord.export import undertakings as of
from onrecord.export.happened import slot, when
from onrecord.export.leaving import Leaving
from onrecord.export.table import rows_as_csv
from onrecord.model.story import Line, Standing

COLUMNS = (
    "ceasefire_id", "process", "process_name", "parties", "towards", "arrangement", "form", "written", "about",
    "purpose", "declared", "declared_according_to", "effective", "effective_according_to", "ended",
    "ended_according_to", "conditions", "deadline", "due", "mediators", "observers", "maker_confirmed",
    "status_by_speaker", "breach_alleged_by", "breach_admitted_by", "denied_by", "first_told", "last_told", "entries",
    "reports",
)  # fmt: skip
# purposes that the words of a telling name
PURPOSES = {
    "humanitarian": r"humanitarian|\baid\b|relief|evacuat|polio|vaccinat|medic",
    "peace process": r"\btalks?\b|negotiat|peace (?:process|deal|agreement)|dialogue",
    "holiday": r"holiday|\beid\b|ramadan|ramazan|christmas|easter|new year|nowruz",
    "election": r"\belections?\b|\bpolls?\b|referendum|\bvot(?:e|ing)\b",
}


def write(leaving: Leaving) -> Iterator[str]:
    """A row for each ceasefire that was sought, offered, declared or agreed, and for each that is only told as kept."""
    yield rows_as_csv(COLUMNS, _rows(leaving))


def _rows(leaving: Leaving) -> Iterator[tuple[object, ...]]:
    every = of.undertakings(leaving)
    yield from (_row(leaving, one) for one in every if of.is_truce(one))
    held = {step.entry for one in every for step in one.thread.steps}
    for line in leaving.lines():
        if line.entry.act == "cease_fire" and line.entry.id not in held and of.is_deed(line):
            yield _deed(leaving, line)


def _row(leaving: Leaving, one: of.Undertaking) -> tuple[object, ...]:
    thread = one.thread
    days = [step.told for step in thread.steps if step.told]
    began = (s for s in thread.steps if s.standing in (Standing.GIVEN, Standing.OFFERED) and s.makers)
    effect = (
        s
        for s in thread.steps
        if s.standing is Standing.IN_EFFECT or s.entry in one.lines and one.lines[s.entry].entry.act == "cease_fire"
    )
    return (
        thread.id, thread.process, of.process_name(leaving, thread.process), of.named(leaving, one.makers),
        of.named(leaving, thread.to), _arrangement(one), thread.form, of.written(thread.form), thread.about,
        _purpose(" ".join(e.text for line in one.told for e in line.entry.evidence)), *one.dated(leaving, began),
        *one.dated(leaving, effect), *one.dated(leaving, one.steps(Standing.WITHDRAWN, Standing.LAPSED)),
        of.conditions(one.told), thread.deadline, thread.due,
        of.third_parties(leaving, thread.process, "mediator", "facilitator"),
        of.third_parties(leaving, thread.process, "observer"), "yes" if thread.maker_confirmed else "no",
        of.status_by_speaker(leaving, thread), one.by(leaving, Standing.BREACH_ALLEGED),
        one.by(leaving, Standing.BREACH_ADMITTED), one.by(leaving, Standing.DENIED), min(days, default=""),
        max(days, default=""), *of.resting_on(one.told),
    )  # fmt: skip


def _deed(leaving: Leaving, line: Line) -> tuple[object, ...]:
    """A side is told to have ceased fire, and nobody tells of an undertaking to do so."""
    entry = line.entry
    first, last = when(line)
    said = "; ".join(a.name for a in entry.attribution.speakers) or "author"
    day = "" if first is None else first if first == last else f"{first}/{last or ''}"
    who = ["; ".join(w.name for w in slot(leaving, line, actors)) for actors in (entry.actors, entry.addressees)]
    words = " … ".join(e.text for e in entry.evidence)
    return (
        entry.id, "", "", *who, "", "", "", words, _purpose(words), "", "", day, f"{day} ({said})" if day else "", "",
        "", entry.condition, entry.deadline, "", "", "", "", f"{said}: in_effect", "", "", "", line.told, line.told,
        entry.id, entry.report,
    )  # fmt: skip


def _arrangement(one: of.Undertaking) -> str:
    """Of how many sides it is, where the reports say: the most that one telling names as bound."""
    most = max((len(step.makers) for step in one.thread.steps), default=0)
    if most > 1:
        return "bilateral" if most == 2 else "multilateral"
    return "unilateral" if one.thread.form == "unilateral_declaration" else ""


def _purpose(words: str) -> str:
    return "; ".join(name for name, pattern in PURPOSES.items() if re.search(pattern, words, re.I))
