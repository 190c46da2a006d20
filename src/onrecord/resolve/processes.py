"""Which negotiation a report and a line belong to: found by who deals with whom, corrected by hand."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from onrecord.model import Kind
from onrecord.model.story import Brief, Party, Process, Roots

THIRD_ROLES = frozenset({"mediator", "host", "facilitator", "guarantor", "observer", "witness", "chair"})
# how much a tie between two says that they are the parties: they met, one acts towards the other
MET, TOWARDS = 3, 1
# less than this, in all reports together, is no negotiation of its own
LEAST = 3
# a second pair of a report counts as one that it serves from this share of the first
SHARE = 0.4
# two pairs with a party in common are one process where so many of the reports on the rarer one tell of both
TOGETHER = 0.5
# an actor is of the cast of a process that so many of its reports name, and few reports on others
OF_CAST, MOSTLY = 2, 0.6
# how many times as many reports clearly tell of one process rather than of another
CLEARLY = 2


@dataclass(frozen=True, slots=True)
class Corrections:
    """What people decided about processes: `merged` ids with where they went, `names`, and reports given to a process or to none ("")."""

    merged: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    assigned: Mapping[str, str] = field(default_factory=dict)

    def led_by(self, now: Mapping[str, str]) -> Corrections:
        """The same, with processes by the ids that they have now."""
        return Corrections(
            {now.get(one, one): now.get(other, other) for one, other in self.merged.items()},
            {now.get(process, process): name for process, name in self.names.items()},
            {report: now.get(process, process) for report, process in self.assigned.items()},
        )


@dataclass(frozen=True)
class Found:
    """The processes, with their parties, and those that each report serves, the chief one first."""

    processes: dict[str, Process]
    of_report: dict[str, tuple[str, ...]]
    parties_of: dict[str, tuple[str, ...]] = field(default_factory=dict)
    # ids by which a process may have been known before, with what it is now
    earlier: dict[str, str] = field(default_factory=dict)

    def process_of(self, report: str, roots: Roots) -> str | None:
        """Of the processes that a report serves the one whose parties a line names most, else the chief one."""
        served = self.of_report.get(report, ())
        if len(served) < 2:
            return served[0] if served else None
        about = {*roots.actors, *roots.addressees, *roots.speakers}
        named = [len(about & set(self.parties_of.get(process, ()))) for process in served]
        return served[named.index(max(named))]


def process_id(parties: Iterable[str]) -> str:
    """The id of the process between these two parties."""
    return "p-" + hashlib.sha256("\x1f".join(sorted(parties)).encode()).hexdigest()[:12]


def processes(
    briefs: Iterable[Brief],
    roots_of: Callable[[Brief], Roots],
    named_in: Callable[[str], Iterable[str]],
    actors: Mapping[str, Party],
    corrections: Corrections = Corrections(),
) -> Found:
    """The processes behind the lines of a record, `named_in` whose reports are which actors. The same lines in any order, the same processes."""
    by_report: dict[str, list[Brief]] = defaultdict(list)
    for brief in briefs:
        by_report[brief.report].append(brief)
    ties: dict[str, Counter[frozenset[str]]] = {}
    third: dict[str, Counter[tuple[str, str]]] = {}
    for report, own in by_report.items():
        ties[report], third[report] = _ties(own, roots_of)
    known = _known(ties.values())
    served = {report: _served(found, known) for report, found in ties.items()}
    # who mostly mediates between somebody and another is no party to him, also where a report does not say that he mediates
    between: Counter[frozenset[str]] = Counter()
    for report, pairs in served.items():
        between.update({frozenset((a, b)) for pair in pairs for b in pair for a, _ in third[report] if a not in pair})
    dealt = Counter(pair for found in ties.values() for pair in found)
    known = {pair for pair in known if between[pair] < dealt[pair]}
    served = {report: _served(found, known) for report, found in ties.items()}
    first = _first_told(by_report, served)
    process_of: dict[frozenset[str], str] = {}
    parties_of: dict[str, tuple[str, ...]] = {}
    about = {report: _about(own, roots_of) for report, own in by_report.items()}
    named = {report: about[report].union(named_in(report)) for report in by_report}
    for group, parties in _absorbed(_groups(served, about), served, named, actors):
        # named after the pair that was told of first, so that a party that comes later leaves the id as it was
        chief = min(group, key=lambda pair: (first[pair], sorted(pair)))
        made = process_id(chief)
        process_of.update(dict.fromkeys(group, made))
        parties_of[made] = tuple(sorted(parties))
    now = {process_id(pair): made for pair, made in process_of.items()}
    corrections = corrections.led_by(now)
    of_report: dict[str, tuple[str, ...]] = {}
    size = Counter(process for pairs in served.values() for process in {process_of[pair] for pair in pairs})
    of_party: dict[str, list[str]] = defaultdict(list)
    for process, theirs in parties_of.items():
        for party in theirs:
            of_party[party].append(process)
    for report in by_report:
        chosen = list(dict.fromkeys(process_of[pair] for pair in served[report])) or _by_party(
            about[report], of_party, size
        )
        if report in corrections.assigned:
            given = corrections.assigned[report]
            chosen = [given] if given else []
        of_report[report] = tuple(dict.fromkeys(_moved(p, corrections.merged) for p in chosen))
    for source in list(parties_of):
        into = _moved(source, corrections.merged)
        if into != source and into in parties_of:
            parties_of[into] = tuple(sorted({*parties_of[into], *parties_of.pop(source)}))
    earlier = {old: into for old, made in now.items() if (into := _moved(made, corrections.merged)) != old}
    return Found(_made(of_report, parties_of, third, actors, corrections), of_report, parties_of, earlier)


def _first_told(
    by_report: Mapping[str, Sequence[Brief]], served: Mapping[str, Sequence[frozenset[str]]]
) -> dict[frozenset[str], tuple[str, str]]:
    """When each pair was first told of, and in which report."""
    first: dict[frozenset[str], tuple[str, str]] = {}
    for report, pairs in served.items():
        at = (by_report[report][0].told or "9999", report)
        for pair in pairs:
            first[pair] = min(first.get(pair, at), at)
    return first


def _ties(
    own: Sequence[Brief], roots_of: Callable[[Brief], Roots]
) -> tuple[Counter[frozenset[str]], Counter[tuple[str, str]]]:
    third: Counter[tuple[str, str]] = Counter()
    for brief in own:
        if brief.kind is Kind.PARTICIPATION and brief.role in THIRD_ROLES:
            for actor in roots_of(brief).actors:
                third[actor, brief.role] += len(brief.lines)
    thirds = {actor for actor, _ in third}
    found: Counter[frozenset[str]] = Counter()
    for brief in own:
        roots = roots_of(brief)
        actors = [a for a in dict.fromkeys(roots.actors) if a not in thirds]
        if brief.kind in (Kind.MEETING, Kind.PHASE) or brief.act in ("agree", "sign"):
            for two in combinations(sorted(set(actors)), 2):
                found[frozenset(two)] += MET * len(brief.lines)
        for actor in actors:
            for other in dict.fromkeys(roots.addressees):
                if other != actor and other not in thirds:
                    found[frozenset((actor, other))] += TOWARDS * len(brief.lines)
    return found, third


def _known(ties: Iterable[Counter[frozenset[str]]]) -> set[frozenset[str]]:
    """The pairs that deal with one another often enough, in all reports together, to be a process."""
    total: Counter[frozenset[str]] = Counter()
    for found in ties:
        total.update(found)
    return {pair for pair, weight in total.items() if weight >= LEAST}


def _served(ties: Counter[frozenset[str]], known: set[frozenset[str]]) -> list[frozenset[str]]:
    """The pairs that a report is about, the chief one first."""
    ranked = sorted(((p, w) for p, w in ties.items() if p in known), key=lambda item: (-item[1], sorted(item[0])))
    return [pair for pair, weight in ranked if weight >= SHARE * ranked[0][1]]


def _groups(served: Mapping[str, Sequence[frozenset[str]]], about: Mapping[str, set[str]]) -> list[set[frozenset[str]]]:
    """Pairs that are told of together are one process of more than two parties: the reports on the one name all of both."""
    reports: dict[frozenset[str], set[str]] = defaultdict(set)
    for report, pairs in served.items():
        for pair in pairs:
            reports[pair].add(report)
    head = {pair: pair for pair in reports}

    def find(pair: frozenset[str]) -> frozenset[str]:
        while head[pair] != pair:
            pair = head[pair]
        return pair

    by_party: dict[str, list[frozenset[str]]] = defaultdict(list)
    for pair in sorted(reports, key=sorted):
        for party in pair:
            by_party[party].append(pair)
    for near in by_party.values():
        for one, other in combinations(near, 2):
            rarer, commoner = sorted((reports[one], reports[other]), key=len)
            both = sum(one | other <= about[report] for report in rarer)
            if both >= TOGETHER * len(rarer) and both * 4 >= len(commoner):
                a, b = sorted((find(one), find(other)), key=sorted)
                head[b] = a
    groups: dict[frozenset[str], set[frozenset[str]]] = defaultdict(set)
    for pair in reports:
        groups[find(pair)].add(pair)
    # two parties of one process that deal with each other do so in it
    for key in sorted(groups, key=lambda k: (-len(groups[k]), sorted(k))):
        parties = set().union(*groups[key]) if key in groups else set()
        for other in map(frozenset, combinations(sorted(parties), 2)):
            if other != key and len(groups.get(other, ())) == 1:
                groups[key] |= groups.pop(other)
    return [groups[key] for key in sorted(groups, key=sorted)]


def _about(own: Sequence[Brief], roots_of: Callable[[Brief], Roots]) -> set[str]:
    """All parties that a report names."""
    return {
        a for brief in own for roots in [roots_of(brief)] for a in (*roots.actors, *roots.addressees, *roots.speakers)
    }


@dataclass(slots=True)
class _Larger:
    """A process that smaller ones may belong to: its pairs and parties."""

    pairs: set[frozenset[str]]
    parties: set[str]


def _absorbed(
    groups: list[set[frozenset[str]]],
    served: Mapping[str, Sequence[frozenset[str]]],
    named: Mapping[str, set[str]],
    actors: Mapping[str, Party],
) -> list[tuple[set[frozenset[str]], set[str]]]:
    """The groups of pairs with their parties; one whose reports tell of a larger process belongs to it.

    "The port and the Labour Minister" is no process beside that of the port and its dockers, where its reports name several
    of the cast of that one.
    """
    reports: dict[frozenset[str], set[str]] = defaultdict(set)
    for report, pairs in served.items():
        for pair in pairs:
            reports[pair].add(report)
    naming: dict[str, set[str]] = defaultdict(set)
    for report, known in named.items():
        for actor in known:
            naming[actor].add(report)
    ranked = sorted(
        (({report for pair in group for report in reports[pair]}, group) for group in groups),
        key=lambda item: (-len(item[0]), sorted(map(sorted, item[1]))),
    )
    made: list[_Larger] = []
    cast_of = _Casts(naming)
    for own, group in ranked:
        parties = {party for pair in group for party in pair}
        about = parties.union(*(named[report] for report in own))
        for n, cast in cast_of.among(about, own):
            larger = made[n]
            # a state, or whom several reports name, is a party of its own where not two of the parties are named
            if any(actors[p].kind == "state" or len(naming[p]) >= OF_CAST for p in parties - cast):
                cast = larger.parties if larger.parties & parties else set()
            if all(len(named[r] & cast) > 1 for r in own):
                larger.pairs |= group
                break
        else:
            cast_of.add(len(made), parties, Counter(actor for report in own for actor in named[report]))
            made.append(_Larger(set(group), parties))
    return [(larger.pairs, larger.parties) for larger in made]


class _Casts:
    """Who is of the cast of which process. `naming`: the reports that name each actor."""

    def __init__(self, naming: Mapping[str, set[str]]) -> None:
        self._naming = naming
        self._party_to: dict[str, list[int]] = defaultdict(list)
        # by how many of its reports each process names an actor, and by how many one does at most
        self._told: dict[str, dict[int, int]] = defaultdict(dict)
        self._most: Counter[str] = Counter()

    def add(self, process: int, parties: set[str], told: Mapping[str, int]) -> None:
        """One more process, with its parties, and how many of its reports name whom."""
        for party in parties:
            self._party_to[party].append(process)
        for actor, count in told.items():
            self._told[actor][process] = count
            self._most[actor] = max(self._most[actor], count)

    def among(self, some: set[str], besides: set[str]) -> list[tuple[int, set[str]]]:
        """Of each process who of some is a party of it, or is named in reports on it and, `besides` apart, hardly in others.

        Those with two or more of them, in the order in which they were added.
        """
        found: dict[int, set[str]] = defaultdict(set)
        for actor in some:
            for process in self._party_to.get(actor, ()):
                found[process].add(actor)
            naming = self._naming[actor]
            least = max(OF_CAST, MOSTLY * (len(naming) - sum(report in naming for report in besides)))
            if self._most[actor] >= least:
                for process, count in self._told[actor].items():
                    if count >= least:
                        found[process].add(actor)
        return sorted((process, cast) for process, cast in found.items() if len(cast) > 1)


def _by_party(about: set[str], of_party: Mapping[str, Sequence[str]], size: Mapping[str, int]) -> list[str]:
    """The process of a report in which no two parties deal with one another: the one most of whose parties it names.

    Of several the one that clearly more reports tell of. `of_party`: the processes of each party.
    """
    named = Counter(process for party in about for process in of_party.get(party, ()))
    ranked = sorted(((count, size[process], process) for process, count in named.items()), reverse=True)
    if not ranked:
        return []
    (most, reports, process), *others = ranked
    if any(count == most and reports < CLEARLY * other for count, other, _ in others):
        return []
    return [process]


def _moved(process: str, merged: Mapping[str, str]) -> str:
    seen = {process}
    while process in merged and merged[process] not in seen:
        process = merged[process]
        seen.add(process)
    return process


def _made(
    of_report: Mapping[str, Sequence[str]],
    parties_of: Mapping[str, tuple[str, ...]],
    third: Mapping[str, Counter[tuple[str, str]]],
    actors: Mapping[str, Party],
    corrections: Corrections,
) -> dict[str, Process]:
    reports: dict[str, list[str]] = defaultdict(list)
    roles: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for report in sorted(of_report):
        for process in of_report[report]:
            reports[process].append(report)
            roles[process].update(third[report].keys())
    made = {}
    for process, own in sorted(reports.items()):
        parties = parties_of.get(process, ())
        order = sorted(parties, key=lambda p: actors[p].name)
        name = corrections.names.get(process) or " – ".join(actors[p].name for p in order) or process
        others = tuple(sorted((a, r) for a, r in roles[process] if a not in parties))
        made[process] = Process(process, name, tuple(order), others, tuple(own))
    return made
