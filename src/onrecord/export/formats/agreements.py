"""Written and signed agreements as a table, in the terms of the PA-X peace agreements data (docs/exchange-events.md)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from onrecord.export import undertakings as of
from onrecord.export.happened import Who, slot
from onrecord.export.leaving import Leaving
from onrecord.export.table import rows_as_csv
from onrecord.model.story import Line, Standing

COLUMNS = (
    "agreement_id", "process", "process_name", "agreement", "signed", "signed_according_to", "form", "stage",
    "stage_words", "parties", "signatories", "said_not_to_have_signed", "third_parties", "maker_confirmed",
    "status_by_speaker", "denied_by", "first_told", "last_told", "entries", "reports",
)  # fmt: skip
# acts by which two sides have an agreement
AGREEING = frozenset({"sign", "agree", "accept"})
# stages by the words of the reports, as PA-X names them
STAGES = {
    "Cea": of.TRUCE.pattern,
    "Pre": r"\b(?:agenda|ground rules|rules of procedure|talks about talks|pre-negotiation|terms of reference|to (?:begin|open|start) (?:talks|negotiations))\b",
    "SubComp": r"\bcomprehensive (?:peace )?(?:agreement|accord|deal|settlement)\b|\bfinal (?:agreement|accord|settlement)\b",
    "SubPar": r"\bpartial (?:agreement|accord|deal)\b|\bframework (?:agreement|accord)\b|\binterim (?:agreement|accord|deal)\b",
    "Imp": r"\bimplement(?:s|ing|ation)?\b|\bmodalities\b|\btimetable\b",
    "Ren": r"\b(?:renew(?:s|ed|al)?|extend(?:s|ed)?|extension|prolong(?:s|ed)?)\b",
}


def write(leaving: Leaving) -> Iterator[str]:
    """A row for each agreement between two sides or more that is told to be written, signed or in a joint statement."""
    every = of.undertakings(leaving)
    yield rows_as_csv(COLUMNS, (_row(leaving, one) for one in every if _is_agreement(one)))


def _is_agreement(one: of.Undertaking) -> bool:
    """Whether a line tells that two sides signed it or agreed in writing: one side's letter is a commitment of its own."""
    return any(_agrees(line) for line in one.told) and len(one.makers) > 1


def _agrees(line: Line) -> bool:
    entry = line.entry
    if entry.negated or entry.future or entry.conditional or entry.act not in AGREEING:
        return False
    return entry.act == "sign" or entry.form is not None and entry.form.value in of.WRITTEN


def _row(leaving: Leaving, one: of.Undertaking) -> tuple[object, ...]:
    thread = one.thread
    signing = [line for line in one.told if _agrees(line)]
    days = [step.told for step in thread.steps if step.told]
    ids = {line.entry.id for line in signing}
    words = " … ".join(e.text for line in signing for e in line.entry.evidence)
    stages = {name: m.group() for name, pattern in STAGES.items() if (m := re.search(pattern, words, re.I))}
    return (
        thread.id, thread.process, of.process_name(leaving, thread.process), thread.about,
        *one.dated(leaving, (s for s in thread.steps if s.entry in ids)), thread.form, "; ".join(stages),
        "; ".join(stages.values()), of.named(leaving, one.makers), _people(leaving, signing),
        _refusing(leaving, one.told), of.third_parties(leaving, thread.process),
        "yes" if thread.maker_confirmed else "no", of.status_by_speaker(leaving, thread),
        one.by(leaving, Standing.DENIED), min(days, default=""), max(days, default=""), *of.resting_on(one.told),
    )  # fmt: skip


def _people(leaving: Leaving, lines: list[Line]) -> str:
    """Who is told to have signed or agreed, with the side for which he stands."""
    found: dict[str, Who] = {}
    for line in lines:
        for who in slot(leaving, line, line.entry.actors):
            found.setdefault(who.key, who)
    return "; ".join(who.name + (f" ({who.actor.side})" if who.actor.side else "") for who in found.values())


def _refusing(leaving: Leaving, lines: list[Line]) -> str:
    """Who is told not to have signed, and who says so."""
    found = []
    for line in lines:
        if line.entry.act == "sign" and line.entry.negated:
            said = "; ".join(a.name for a in line.entry.attribution.speakers) or "author"
            found += [f"{who.name} (according to {said})" for who in slot(leaving, line, line.entry.actors)]
    return "; ".join(dict.fromkeys(found))
