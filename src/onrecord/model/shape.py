"""Entries as JSON, in the shape other programs rely on, and back. The names and meanings of these fields are fixed."""

from __future__ import annotations

from typing import Any

from onrecord.model.entry import (
    Actor,
    Attribution,
    Entry,
    Form,
    Format,
    Kind,
    MadeBy,
    Outcome,
    Quantity,
    Status,
    Style,
    Tier,
)
from onrecord.model.span import Evidence, Span
from onrecord.model.when import Precision, TimeBasis, When


def as_json(entry: Entry) -> dict[str, Any]:
    """One entry as a JSON object: every field, enums as their words, what is open as null."""
    return {
        "id": entry.id,
        "report": entry.report,
        "kind": entry.kind.value,
        "act": entry.act,
        "actors": [_actor_json(a) for a in entry.actors],
        "addressees": [_actor_json(a) for a in entry.addressees],
        "content": entry.content,
        "form": _word(entry.form),
        "role": entry.role,
        "negated": entry.negated,
        "conditional": entry.conditional,
        "future": entry.future,
        "historical": entry.historical,
        "condition": entry.condition,
        "consequence": entry.consequence,
        "deadline": entry.deadline,
        "issue": list(entry.issue),
        "quantities": [{"text": q.text, "value": q.value, "unit": q.unit} for q in entry.quantities],
        "status": _word(entry.status),
        "outcome": _word(entry.outcome),
        "format": _word(entry.format),
        "place": entry.place,
        "tier": entry.tier.value,
        "attribution": {
            "speakers": [_actor_json(a) for a in entry.attribution.speakers],
            "cue": entry.attribution.cue,
            "style": entry.attribution.style.value,
            "carried_over": entry.attribution.carried_over,
        },
        "factuality": list(entry.factuality),
        "time": {
            "text": entry.time.text,
            "earliest": entry.time.earliest,
            "latest": entry.time.latest,
            "precision": _word(entry.time.precision),
            "basis": entry.time.basis.value,
        },
        "evidence": [
            {"start": e.start, "end": e.end, "text": e.text, "sentence": [e.sentence.start, e.sentence.end]}
            for e in entry.evidence
        ],
        "confidence": entry.confidence,
        "codes": dict(entry.codes),
        "made_by": {
            "reader": entry.made_by.reader,
            "rule": entry.made_by.rule,
            "cue": entry.made_by.cue,
            "decided": entry.made_by.decided,
            "changed": list(entry.made_by.changed),
            "weighed": list(entry.made_by.weighed),
        },
    }


def from_json(data: dict[str, Any]) -> Entry:
    """The entry behind such a JSON object; `from_json(as_json(entry)) == entry`."""
    said, time = data["attribution"], data["time"]
    return Entry(
        id=data["id"],
        report=data["report"],
        kind=Kind(data["kind"]),
        act=data["act"],
        evidence=tuple(Evidence(e["start"], e["end"], e["text"], Span(*e["sentence"])) for e in data["evidence"]),
        made_by=_made_by(data["made_by"]),
        actors=tuple(_actor(a) for a in data["actors"]),
        addressees=tuple(_actor(a) for a in data["addressees"]),
        attribution=Attribution(
            tuple(_actor(a) for a in said["speakers"]), said["cue"], Style(said["style"]), said["carried_over"]
        ),
        role=data["role"],
        form=Form(data["form"]) if data["form"] else None,
        content=data["content"],
        negated=data["negated"],
        future=data["future"],
        conditional=data["conditional"],
        historical=data["historical"],
        condition=data["condition"],
        consequence=data["consequence"],
        deadline=data["deadline"],
        issue=tuple(data["issue"]),
        quantities=tuple(Quantity(**q) for q in data["quantities"]),
        status=Status(data["status"]) if data["status"] else None,
        outcome=Outcome(data["outcome"]) if data["outcome"] else None,
        format=Format(data["format"]) if data["format"] else None,
        place=data["place"],
        time=When(
            time["text"],
            time["earliest"],
            time["latest"],
            Precision(time["precision"]) if time["precision"] else None,
            TimeBasis(time["basis"]),
        ),
        factuality=tuple(data["factuality"]),
        tier=Tier(data["tier"]),
        confidence=data["confidence"],
        codes=tuple(data["codes"].items()),
    )


def _made_by(data: dict[str, Any]) -> MadeBy:
    # what readers made before they told what decided it
    return MadeBy(**{**data, **{name: tuple(data.get(name, ())) for name in ("changed", "weighed")}})


def _word(value: Form | Status | Outcome | Format | Precision | None) -> str | None:
    return value.value if value is not None else None


def _actor_json(actor: Actor) -> dict[str, Any]:
    shown: dict[str, Any] = {"name": actor.name, "mention": actor.mention}
    if actor.span is not None:
        shown["start"], shown["end"] = actor.span.start, actor.span.end
    if actor.kind is not None:
        shown["kind"] = actor.kind
    if actor.role is not None:
        shown["role"] = actor.role
    if actor.country is not None:
        shown["country"] = actor.country
    if actor.side is not None:
        shown["side"] = actor.side
    return shown


def _actor(data: dict[str, Any]) -> Actor:
    span = Span(data["start"], data["end"]) if "start" in data else None
    known = {key: data.get(key) for key in ("kind", "role", "country", "side")}
    return Actor(data["name"], data["mention"], span, **known)
