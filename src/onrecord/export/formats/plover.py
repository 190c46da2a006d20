"""Events that happened as PLOVER records, JSON lines, each with how it is told under "onrecord" (docs/exchange-events.md)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from onrecord.export.happened import Pair, Who, happened, is_mutual, pairs, processes, slot, when
from onrecord.export.leaving import Leaving
from onrecord.export.plover import SCALE, Category, category_of, contexts_of
from onrecord.export.table import json_line
from onrecord.model import About, Entry
from onrecord.model.story import Line


def write(leaving: Leaving) -> Iterator[str]:
    """A record for each event: one a pair, and one for all who do something with one another."""
    of = processes(leaving)
    for line in leaving.lines():
        category = category_of(line.entry) if happened(line.entry) else None
        if category is None:
            continue
        told = _told(line, leaving.reports.get(line.entry.report), category, of.get(line.entry.id))
        told["onrecord"]["dispatch"] = leaving.dispatch(line.entry.report)
        for ident, source, target in _events(leaving, line):
            yield json_line(
                {"id": ident, **told, "source": [_actor(a) for a in source], "recipient": [_actor(a) for a in target]}
            ) + "\n"  # fmt: skip


def _events(leaving: Leaving, line: Line) -> Iterator[tuple[str, list[Who], list[Who]]]:
    if is_mutual(line.entry):
        # whoever meets, clashes or signs is a source, all in one event
        if everybody := slot(leaving, line, line.entry.actors):
            yield line.entry.id, everybody, []
        return
    for pair in pairs(leaving, line):
        yield _of(pair)


def _of(pair: Pair) -> tuple[str, list[Who], list[Who]]:
    return pair.id, [pair.source], [pair.target] if pair.target is not None else []


def _told(line: Line, about: About | None, category: Category, process: str | None) -> dict[str, Any]:
    """All of a record but its id and who is in it."""
    entry = line.entry
    first, last = when(line)
    evidence = entry.evidence[0]
    return {
        "date": first,
        "enddate": last if last != first else None,
        "event": [category.name],
        "mode": [category.mode] if category.mode else [],
        "context": contexts_of(entry),
        "quad_code": category.quad,
        "event_scale": SCALE.get(category.name),
        "event_loc": {"name": entry.place} if entry.place else None,
        "link": entry.id,
        "text": " … ".join(e.text for e in entry.evidence),
        "text_info": {"start": evidence.start, "end": evidence.end},
        "cite_info": {
            "citation": entry.report,
            "url": about.url if about else None,
            "title": about.title if about else line.origin.title,
            "language": about.language if about else None,
            "publication": about.outlet if about else line.origin.outlet,
            "codebook": "plover-0.8",
        },
        "onrecord": _extra(line, entry, process),
    }


def _extra(line: Line, entry: Entry, process: str | None) -> dict[str, Any]:
    """What PLOVER has no field for."""
    said, time = entry.attribution, entry.time
    return {
        "entry": entry.id,
        "kind": entry.kind.value,
        "act": entry.act,
        "form": entry.form.value if entry.form else None,
        "content": entry.content,
        "negated": entry.negated,
        "future": entry.future,
        "conditional": entry.conditional,
        "historical": entry.historical,
        "condition": entry.condition,
        "deadline": entry.deadline,
        "speakers": [actor.name for actor in said.speakers],
        "style": said.style.value,
        "told": line.told,
        "time": {
            "text": time.text,
            "earliest": time.earliest,
            "latest": time.latest,
            "precision": time.precision.value if time.precision else None,
            "basis": time.basis.value,
        },
        "tier": entry.tier.value,
        "status": entry.status.value if entry.status else None,
        "outcome": entry.outcome.value if entry.outcome else None,
        "format": entry.format.value if entry.format else None,
        "issue": list(entry.issue),
        "process": process,
        "confidence": entry.confidence,
        "reviewed": line.reviewed,
        "evidence": [[e.start, e.end] for e in entry.evidence],
    }


def _actor(who: Who) -> dict[str, Any]:
    actor, party = who.actor, who.party
    return {
        "actor_text": actor.mention,
        "identifier_id": party.id if party else None,
        "identifier_text": who.name,
        "office": actor.role,
        "onrecord": {"name": actor.name, "kind": actor.kind, "country": actor.country, "side": actor.side},
    }
