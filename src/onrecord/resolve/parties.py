"""The two sides of a report: who negotiates with, demands of, accuses and promises whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from onrecord.model.mention import Draft
from onrecord.resolve.people import ARMED, GROUPISH, Person

THIRD_ROLES = frozenset({"mediator", "host", "facilitator", "guarantor", "observer", "witness", "chair"})
NEVER_A_PARTY = frozenset(
    "mediators observers commission court agency ministry police reuters times post news radio television mission committee board tribunal university institute centre center office press parliament".split()
)


def two_sides(
    drafts: Sequence[Draft],
    people: Sequence[Person],
    of: Mapping[tuple[int, int], Person],
    side_of: Callable[[Person], Person],
) -> tuple[Person, ...]:
    """The two sides: who negotiates with, demands of, accuses and promises whom; never who mediates or hosts."""
    third = {
        id(who)
        for d in drafts
        if d.role in THIRD_ROLES
        for m in d.actors
        if (p := of.get((m.start, m.end)))
        for who in (p, side_of(p))
    }
    score: Counter[int] = Counter()
    by_id = {id(p): p for p in people}
    for draft in drafts:
        sides = [side_of(p) for m in (*draft.actors, *draft.addressees) if (p := of.get((m.start, m.end))) is not None]
        weight = 3 if draft.kind.value in ("meeting", "action") and len({id(s) for s in sides}) == 2 else 1
        if draft.addressees and len({id(s) for s in sides}) == 2:
            weight = 2
        for side in {id(s): s for s in sides if s is not None}.values():
            if can_be_party(side) and id(side) not in third:
                score[id(side)] += weight
                by_id[id(side)] = side
    for person in people:
        # "the Ardenian side": words for somebody who sits across from another
        if person.heads & {"side", "delegation"} and can_be_party(person) and id(side_of(person)) not in third:
            score[id(side_of(person))] += 2
            by_id[id(side_of(person))] = side_of(person)
    ranked = sorted(score.items(), key=lambda item: (-item[1], by_id[item[0]].first))
    if len(ranked) < 2:
        return ()
    if len(ranked) > 2 and ranked[1][1] == ranked[2][1] and ranked[1][1] < 3:
        return ()
    return tuple(sorted((by_id[ranked[0][0]], by_id[ranked[1][0]]), key=lambda p: p.first))


def can_be_party(person: Person) -> bool:
    last = person.name.split()[-1].lower() if person.name else ""
    if person.name.lower().startswith("other ") or last in NEVER_A_PARTY:
        return False
    if person.kind in ("state", "organisation", "place", "name"):
        return last not in ("mediators", "observers") and not person.name.lower().startswith("united nations")
    if person.kind == "group":
        return (
            bool(person.heads & (GROUPISH | ARMED))
            or last in GROUPISH | ARMED
            or last in ("workers", "teachers", "nurses", "pilots", "farmers", "dockers")
        )
    return False
