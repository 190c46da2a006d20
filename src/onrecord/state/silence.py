"""Who is not heard: parties, third parties and persons who are spoken of and never speak; demands without an answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from onrecord.model import Kind
from onrecord.model.state import Silence, Unheard
from onrecord.model.story import Line, Party, Process, Thread, wholes

CLAIMS = frozenset({"accuse", "criticise", "claim", "deny"})


def silence(
    lines: Iterable[Line],
    named: Mapping[tuple[str, str], str],
    actors: Mapping[str, Party],
    process: Process | None,
    threads: Iterable[Thread],
) -> Silence:
    """Who of a process is never heard in these lines. A party is heard through whoever speaks for it."""
    heard: set[str] = set()
    spoken: Counter[str] = Counter()
    against: dict[str, list[str]] = {}
    for line in lines:
        entry = line.entry
        for speaker in entry.attribution.speakers:
            if (known := named.get((entry.report, speaker.name))) is not None:
                heard.update(wholes(known, actors))
        for shown in (*entry.actors, *entry.addressees):
            if (known := named.get((entry.report, shown.name))) is not None:
                spoken[known] += 1
        if entry.kind is Kind.STATEMENT and entry.act in CLAIMS and not entry.negated:
            for shown in entry.addressees:
                if (known := named.get((entry.report, shown.name))) is not None:
                    against.setdefault(known, []).append(entry.id)
    found = []
    parties = set(process.parties) if process is not None else set()
    third = {actor for actor, _ in process.third} if process is not None else set()
    for actor in sorted({*spoken, *parties, *third}):
        if actor in heard or actor not in actors:
            continue
        role = "party" if actor in parties else "third party" if actor in third else None
        if role is None and actors[actor].kind == "person" and " " in actors[actor].name:
            role = "named person"
        if role is not None:
            found.append(Unheard(actor, role, spoken[actor], tuple(against.get(actor, ()))))
    order = {"party": 0, "third party": 1, "named person": 2}
    found.sort(key=lambda u: (order[u.role], -u.spoken_of, u.actor))
    unanswered = tuple(t.id for t in threads if t.kind == "demand" and t.answer == "ignored")
    return Silence(tuple(found), unanswered)
