"""The two sides of a report: who negotiates with, demands of, accuses and promises whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from onrecord.model.mention import Draft
from onrecord.resolve.people import ARMED, GROUPISH, Person, armed

THIRD_ROLES = frozenset({"mediator", "host", "facilitator", "guarantor", "observer", "witness", "chair"})
NEVER_A_PARTY = frozenset(
    "mediators observers commission court agency ministry police reuters times post news radio television mission committee board tribunal university institute centre center office press parliament ministers presidents leaders delegations representatives officials parties heads".split()
)


# whom a common noun stands for in a report that names only one of the kind
OF_THE_STATE = frozenset(
    """government authority authorities army military cabinet ministry president premier minister troop troops soldier
    soldiers police regime junta administration officials parliament presidency state general""".split()
)
OF_THE_UNION = frozenset(
    """union unions worker workers striker strikers teacher teachers nurse nurses pilot pilots docker dockers crew staff
    employees miners drivers farmers""".split()
)
OF_THE_FIRM = frozenset(
    "company management employer employers operator airline board firm owner owners carrier".split()
)
UNION_ENDINGS = frozenset("union guild association federation syndicate samiti".split())
OFFICES_OF_STATE = frozenset("president premier minister general colonel brigadier army police chancellor".split())


@dataclass(frozen=True, slots=True)
class Sides:
    """The two sides of a report, none where they are not clear, and the side that anybody stands for."""

    pair: tuple[Person, ...]
    camp_of: Callable[[Person], Person]


def sides_of(
    drafts: Sequence[Draft],
    people: Sequence[Person],
    of: Mapping[tuple[int, int], Person],
    side_of: Callable[[Person], Person],
) -> Sides:
    """The two sides: who negotiates with, demands of, accuses and promises whom; never who mediates or hosts."""
    third = {
        id(who)
        for d in drafts
        if d.role in THIRD_ROLES
        for m in d.actors
        if (p := of.get((m.start, m.end)))
        for who in (p, side_of(p))
    }
    camp_of = _camps(people, side_of, third)
    score: Counter[int] = Counter()
    by_id = {id(p): p for p in people}
    for draft in drafts:
        sides = [camp_of(p) for m in (*draft.actors, *draft.addressees) if (p := of.get((m.start, m.end))) is not None]
        weight = 3 if draft.kind.value in ("meeting", "action") and len({id(s) for s in sides}) == 2 else 1
        if draft.addressees and len({id(s) for s in sides}) == 2:
            weight = 2
        for side in {id(s): s for s in sides if s is not None}.values():
            if can_be_party(side) and id(side) not in third:
                score[id(side)] += weight
                by_id[id(side)] = side
    for person in people:
        # "the Ardenian side": words for somebody who sits across from another
        camp = camp_of(person)
        if person.heads & {"side", "delegation"} and can_be_party(person) and id(camp) not in third:
            score[id(camp)] += 2
            by_id[id(camp)] = camp
    standing = Counter(id(camp_of(p)) for p in people if p.kind in ("person", "role", "group"))
    # who acts more, and for whom more people stand, comes first among equals
    rank = {i: (n, by_id[i].acts + standing[i]) for i, n in score.items()}
    ranked = sorted(rank.items(), key=lambda item: (-item[1][0], -item[1][1], by_id[item[0]].first))
    tied = len(ranked) > 2 and ranked[1][1] == ranked[2][1] and ranked[1][1][0] < 3
    if len(ranked) < 2 or tied:
        return Sides((), camp_of)
    return Sides(tuple(sorted((by_id[ranked[0][0]], by_id[ranked[1][0]]), key=lambda p: p.first)), camp_of)


def _camps(
    people: Sequence[Person], side_of: Callable[[Person], Person], third: set[int]
) -> Callable[[Person], Person]:
    """The side of everybody, common nouns counted with the one they stand for: "the army" with the only state."""
    named = [p for p in people if id(p) not in third]
    weight = Counter(p.affiliation for p in people if p.affiliation and p.kind in ("person", "role", "group"))
    told = {
        id(p): p.acts + 2 * weight[p.name]
        for p in named
        if p.kind == "state" or p.kind == "place" and (weight[p.name] or p.acts >= 3)
    }
    lands = sorted((p for p in named if told.get(id(p))), key=lambda p: -told[id(p)])
    land = lands[0] if lands and (len(lands) == 1 or told[id(lands[0])] >= 2 * told[id(lands[1])]) else None
    bodies = [p for p in named if p.kind in ("organisation", "name") and side_of(p) is p]
    unions = [p for p in bodies if p.name.split()[-1].lower() in UNION_ENDINGS]
    rebels = [p for p in bodies if p not in unions and armed(p)]
    firms = [
        p
        for p in named
        if p.acts and p not in unions and p not in rebels and p.kind in ("organisation", "name", "place")
    ]
    fixed: list[tuple[frozenset[str], Person | None]] = [
        (OF_THE_STATE, land),
        (ARMED | {"movement", "insurgency"}, _only(rebels)),
        (OF_THE_UNION, _only(unions)),
        (OF_THE_FIRM, _only(firms)),
    ]
    generic: dict[int, Person] = {}

    def camp_of(person: Person) -> Person:
        side = side_of(person)
        if side.kind in ("group", "role"):
            words = {*side.heads, *side.name.lower().split()[-1:]}
        elif side is person and person.kind == "person" and person.heads & OFFICES_OF_STATE:
            words = {"president"}
        else:
            return side
        for number, (kind, whole) in enumerate(fixed):
            if words & kind:
                if whole is not None:
                    return whole
                # nobody is named: all of the kind are one
                return generic.setdefault(number, side) if can_be_party(side) else side
        return side

    return camp_of


def _only(found: Sequence[Person]) -> Person | None:
    return found[0] if len(found) == 1 else None


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
