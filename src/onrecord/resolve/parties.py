"""The two sides of a report: who negotiates with, demands of, accuses and promises whom."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from onrecord.model import Kind
from onrecord.model.mention import Draft, Mention
from onrecord.resolve.learnt import weigh, weights
from onrecord.resolve.people import ARMED, BOTH, GROUPISH, WARRING, Person, armed
from onrecord.resolve.states import fold, state_of_seat

THIRD_ROLES = frozenset({"mediator", "host", "facilitator", "guarantor", "observer", "witness", "chair"})
PLEAS = frozenset({"demand", "request", "propose"})
NEVER_A_PARTY = frozenset(
    "mediators observers commission court agency police reuters times post news radio television mission committee board tribunal university institute centre center office press parliament ministers presidents leaders delegations representatives officials parties heads".split()
)


# by how much a pair must be ahead of the next, in log odds, for the sides to be clear
CLEAR = 0.3
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
# who fights or guards for a side, and does not stand for it at a table
IN_THE_FIELD = frozenset(
    "soldier soldiers troop troops guard guards officer officers fighter fighters gunman gunmen".split()
)
UNION_ENDINGS = frozenset("union guild association federation syndicate samiti".split())
OFFICES_OF_STATE = frozenset("president premier minister general colonel brigadier army police chancellor".split())


@dataclass(frozen=True, slots=True)
class Sides:
    """The two sides of a report, none where they are not clear, and the side that anybody stands for.

    `faces`: who of each side is told of most: "the Myanmar military" rather than "Myanmar".
    """

    pair: tuple[Person, ...]
    camp_of: Callable[[Person], Person]
    faces: tuple[Person, ...] = ()


@dataclass(slots=True)
class Told:
    """What a report tells of one side: how often it speaks, acts, is addressed, meets, signs, stands between others."""

    says: int = 0
    does: int = 0
    asked: int = 0
    meets: int = 0
    signs: int = 0
    third: int = 0
    mentions: int = 0
    people: int = 0
    called: int = 0
    first: int = 1 << 30


@dataclass(frozen=True, slots=True)
class Pair:
    """Two that may be the sides of a report, and what speaks for it: `signs` in the order of SIGNS."""

    sides: tuple[Person, Person]
    signs: tuple[float, ...]


SIGNS = (
    *(f"{which} {what}" for what in ("says", "does", "asked", "meets", "signs", "mentions", "people", "called", "third")
      for which in ("less", "more")),
    "met", "towards", "signed", "between", "alike", "two states", "a state and another", "groups", "lands only",
    "first", "second",
)  # fmt: skip


def sides_of(
    drafts: Sequence[Draft],
    people: Sequence[Person],
    of: Mapping[tuple[int, int], Person],
    side_of: Callable[[Person], Person],
    between: Sequence[tuple[Mention, ...]] = (),
) -> Sides:
    """The two sides: who negotiates with, demands of, accuses and promises whom; never who mediates or hosts."""
    pairs, camp_of = pairs_of(drafts, people, of, side_of, between)
    known = weights("sides.toml", "weights", SIGNS)
    scored = [(weigh(known, p.signs), p) for p in pairs]
    scored.sort(key=lambda one: -one[0])
    if not scored:
        return Sides((), camp_of)
    if len(scored) > 1 and scored[0][0] - scored[1][0] < CLEAR:
        return Sides((), camp_of)
    sides = tuple(sorted(scored[0][1].sides, key=lambda p: p.first))
    active = Counter(id(p) for d in drafts for p in _people((*d.actors, *d.addressees), of))
    faces = []
    for side in sides:
        own = [
            p
            for p in people
            if camp_of(p) is side and p.kind not in ("person", "role", "document") and not p.heads & IN_THE_FIELD
        ]
        faces.append(max((side, *own), key=lambda p: active[id(p)]))
    return Sides(sides, camp_of, tuple(faces))


def pairs_of(
    drafts: Sequence[Draft],
    people: Sequence[Person],
    of: Mapping[tuple[int, int], Person],
    side_of: Callable[[Person], Person],
    between: Sequence[tuple[Mention, ...]] = (),
) -> tuple[list[Pair], Callable[[Person], Person]]:
    """All pairs that may be the sides of a report, and the side that anybody stands for."""
    third: Counter[int] = Counter()
    for draft in drafts:
        if draft.role in THIRD_ROLES or _to_both(draft):
            for person in _people(draft.actors, of):
                third.update({id(person), id(side_of(person))})
    camp_of = _camps(people, side_of, set(third))
    told: dict[int, Told] = {}
    by_id: dict[int, Person] = {}

    def of_side(person: Person) -> Told:
        by_id.setdefault(id(person), person)
        return told.setdefault(id(person), Told(third=third[id(person)]))

    def camps(mentions: Sequence[Mention]) -> list[Person]:
        found = {id(c): c for c in map(camp_of, _people(mentions, of))}
        return [c for c in found.values() if can_be_party(c)]

    for person in people:
        camp = camp_of(person)
        if can_be_party(camp):
            one = of_side(camp)
            one.mentions += person.count
            one.people += person.kind in ("person", "role")
            one.called += bool(person.heads & {"side", "delegation"})
            one.first = min(one.first, person.first)
    across: dict[str, Counter[frozenset[int]]] = {key: Counter() for key in ("met", "towards", "signed", "between")}
    for draft in drafts:
        actors, addressees = camps(draft.actors), camps(draft.addressees)
        for actor in actors:
            one = of_side(actor)
            one.says += draft.kind is Kind.STATEMENT
            one.does += draft.kind is Kind.ACTION
            one.meets += draft.kind is Kind.MEETING
            one.signs += draft.act in ("agree", "sign", "accept")
        for addressee in addressees:
            of_side(addressee).asked += 1
            for actor in actors:
                if actor is not addressee:
                    across["towards"][frozenset((id(actor), id(addressee)))] += 1
        for two in combinations(actors, 2):
            kind = "met" if draft.kind is Kind.MEETING else "signed"
            across[kind][frozenset(map(id, two))] += 1
    for mentions in between:
        for two in combinations(camps(mentions), 2):
            across["between"][frozenset(map(id, two))] += 1
    order = sorted(told, key=lambda i: told[i].first)
    rank = {i: n for n, i in enumerate(order)}
    likely = sorted(order, key=lambda i: -(told[i].mentions + 2 * (told[i].says + told[i].does + told[i].meets)))[:12]
    pairs = []
    for i, j in combinations(likely, 2):
        a, b = told[i], told[j]
        signs = []
        for what in ("says", "does", "asked", "meets", "signs", "mentions", "people", "called", "third"):
            low, high = sorted((getattr(a, what), getattr(b, what)))
            signs += [math.log1p(low), math.log1p(high)]
        signs += [math.log1p(across[key][frozenset((i, j))]) for key in ("met", "towards", "signed", "between")]
        kinds = {by_id[i].kind, by_id[j].kind}
        endings = [by_id[k].name.split()[-1].lower() in UNION_ENDINGS for k in (i, j)]
        signs += [
            float(all(endings)),
            float(kinds == {"state"}),
            float("state" in kinds and len(kinds) == 2),
            float(kinds == {"group"}),
            float(kinds <= {"place", "name"}),
            math.log1p(min(rank[i], rank[j])),
            math.log1p(max(rank[i], rank[j])),
        ]
        pairs.append(Pair((by_id[i], by_id[j]), tuple(signs)))
    return pairs, camp_of


def _people(mentions: Sequence[Mention], of: Mapping[tuple[int, int], Person]) -> list[Person]:
    return [p for m in mentions if (p := of.get((m.start, m.end))) is not None]


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

    states = {fold(p.name): p for p in people if p.kind == "state"}
    bare = {p.name.lower(): p for p in named if p.kind == "group" and " " not in p.name}

    def camp_of(person: Person) -> Person:
        side = side_of(person)
        if side.kind in ("place", "name") and (seat := state_of_seat(side.name)) is not None:
            # "Tehran" is Iran's where the report names Iran
            return states.get(fold(seat), side)
        if side.kind in ("group", "role"):
            if side.name[:1].isupper() and " " in side.name and side.name.split()[0] not in land_words:
                # "the Oramese army" is not the army of another land
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
                # nobody is named: all of the kind are one, and "envoys of the regime" the regime's
                whole = bare.get(side.name.rpartition(" of the ")[2].lower(), side)
                return generic.setdefault(number, whole) if can_be_party(side) else side
        return side

    return camp_of


def _only(found: Sequence[Person]) -> Person | None:
    return found[0] if len(found) == 1 else None


# "Delegations of the army and of the rebels" are two, and so no side
OF_TWO = re.compile(r"(?:[Tt]he )?\w+s (?:of|from) .+ and (?:of|from) ")


def can_be_party(person: Person) -> bool:
    last = person.name.split()[-1].lower() if person.name else ""
    if person.name.lower().startswith("other ") or last in NEVER_A_PARTY or OF_TWO.match(person.name):
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
