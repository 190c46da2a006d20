"""The two sides of a report: who negotiates with, demands of, accuses and promises whom."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from onrecord.model.mention import Draft, Mention
from onrecord.resolve.people import ARMED, BOTH, GROUPISH, WARRING, Person, armed

THIRD_ROLES = frozenset({"mediator", "host", "facilitator", "guarantor", "observer", "witness", "chair"})
PLEAS = frozenset({"demand", "request", "propose"})
NEVER_A_PARTY = frozenset(
    "mediators observers commission court agency police reuters times post news radio television mission committee board tribunal university institute centre center office press parliament ministers presidents leaders delegations representatives officials parties heads".split()
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
    between: Sequence[tuple[Mention, ...]] = (),
) -> Sides:
    """The two sides: who negotiates with, demands of, accuses and promises whom; never who mediates or hosts."""
    third = {
        id(who)
        for d in drafts
        if d.role in THIRD_ROLES or _to_both(d)
        for m in d.actors
        if (p := of.get((m.start, m.end)))
        for who in (p, side_of(p))
    }
    camp_of = _camps(people, side_of, third)
    score: Counter[int] = Counter()
    across: Counter[frozenset[int]] = Counter()
    by_id = {id(p): p for p in people}

    def camps(mentions: Sequence[Mention]) -> list[Person]:
        found = [camp_of(p) for m in mentions if (p := of.get((m.start, m.end))) is not None]
        return [p for p in {id(p): p for p in found}.values() if can_be_party(p) and id(p) not in third]

    for draft in drafts:
        sides = camps((*draft.actors, *draft.addressees))
        two = len(sides) == 2
        weight = 3 if draft.kind.value in ("meeting", "action") and two else 2 if draft.addressees and two else 1
        for side in sides:
            score[id(side)] += weight
            by_id[id(side)] = side
        if two:
            across[frozenset(id(s) for s in sides)] += weight
    for person in people:
        # "the Ardenian side": words for somebody who sits across from another
        camp = camp_of(person)
        if person.heads & {"side", "delegation"} and can_be_party(person) and id(camp) not in third:
            score[id(camp)] += 2
            by_id[id(camp)] = camp
    standing = Counter(id(camp_of(p)) for p in people if p.kind in ("person", "role", "group"))
    for pair in between:
        if len(sides := camps(pair)) == 2 and not all(s.kind in ("place", "name") and not s.acts for s in sides):
            across[frozenset(id(s) for s in sides)] += 2
            by_id |= {id(s): s for s in sides}

    def weigh(pair: frozenset[int]) -> tuple[float, int, int]:
        """How often two sit across from each other, what they do, and for whom more people stand."""
        alike = all(by_id[i].name.split()[-1].lower() in UNION_ENDINGS for i in pair)
        return (
            across[pair] + sum(score[i] for i in pair) / (4 if alike else 2),
            sum(by_id[i].acts + standing[i] for i in pair),
            -sum(by_id[i].first for i in pair),
        )

    if not across:
        # nothing tells who sits across from whom: the two states of which the report speaks far more than of others
        spoken: Counter[int] = Counter()
        for p in people:
            spoken[id(camp_of(p))] += p.count
        lands = [p for p in people if p.kind == "state" and id(p) not in third and can_be_party(p)]
        lands.sort(key=lambda p: -spoken[id(p)])
        if len(lands) >= 2 and spoken[id(lands[1])] >= 2:
            if len(lands) == 2 or spoken[id(lands[2])] * 2 <= spoken[id(lands[1])]:
                return Sides(tuple(sorted(lands[:2], key=lambda p: p.first)), camp_of)
    pairs = {*across, *(frozenset(two) for two in combinations(score, 2))}
    ranked = sorted(pairs, key=weigh, reverse=True)
    if not ranked or len(ranked) > 1 and weigh(ranked[0])[:2] == weigh(ranked[1])[:2]:
        return Sides((), camp_of)
    return Sides(tuple(sorted((by_id[i] for i in ranked[0]), key=lambda p: p.first)), camp_of)


def _to_both(draft: Draft) -> bool:
    """Whether somebody asks something of both sides, as a third does."""
    return any(BOTH.match(m.text) or WARRING.match(m.text) for m in draft.addressees) and draft.act in PLEAS


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
        (ARMED | {"movement", "insurgency"}, _only(rebels)),
        (OF_THE_STATE, land),
        (OF_THE_UNION, _only(unions)),
        (OF_THE_FIRM, _only(firms)),
    ]
    generic: dict[int, Person] = {}
    land_words = {w for p in people if p is land for w in p.name.split()}

    def camp_of(person: Person) -> Person:
        side = side_of(person)
        if side.kind in ("group", "role"):
            if side.name[:1].isupper() and " " in side.name and side.name.split()[0] not in land_words:
                # "the Karvelian army" is not the army of another land
                return side
            words = {*side.heads, *side.name.lower().split()[-1:]}
        elif side is person and person.kind == "person" and person.heads & OFFICES_OF_STATE:
            words = {"president"}
        else:
            return side
        if words & {"force", "forces"} and words & {"security", "government", "armed", "state"}:
            words.add("army")
        for number, (kind, whole) in enumerate(fixed):
            if words & kind:
                if whole is None and kind is OF_THE_UNION:
                    # "the nurses" are the Nurses' Association where there is another federation
                    whole = _only([u for u in unions if words & set(re.findall(r"\w+", u.name.lower()))])
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
