"""Whom a common noun means in a report: "the government", "the rebels", "the company" of the process that it tells of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from onrecord.model.story import Party, Process
from onrecord.resolve.keys import FIRM, WHOLE, Naming
from onrecord.resolve.parties import OF_THE_FIRM, OF_THE_STATE, UNION_ENDINGS
from onrecord.resolve.people import ARMED, GROUPISH
from onrecord.resolve.spelling import plain

# last words of the names of what belongs to a state
OFFICIAL = frozenset(
    "army ministry police panel delegation parliament cabinet office command navy airforce guard gendarmerie presidency".split()
)
OF_PEOPLE = (
    (GROUPISH | UNION_ENDINGS | {"league", "bloc", "congress", "society", "assembly", "forum"}) - FIRM - OF_THE_FIRM
)
# "a neighbouring state" is none of those that talk
ELSEWHERE = frozenset(
    "neighbouring neighboring neighbour neighbor other third foreign host hosting guarantor western".split()
)
REBELS = ARMED | {"movement", "insurgency"}


def stand_ins(
    namings: Sequence[Naming],
    named: Mapping[tuple[str, str], str],
    actors: Mapping[str, Party],
    processes: Mapping[str, Process],
    of_report: Mapping[str, Sequence[str]],
) -> list[Naming]:
    """The namings, with those of common nouns led to the only party that they can mean, or to a part of the only state."""
    made = []
    meant: dict[tuple[str, str], str] = {}
    dealing: dict[str, set[str]] = defaultdict(set)
    for process in processes.values():
        for one in process.parties:
            dealing[one].add(process.id)
    lone_state = {process: _lone_state(process, processes, dealing, actors) for process in processes}
    for naming in namings:
        party = None
        words = plain(naming.name).split()
        common = words and naming.name[:1].islower() and naming.kind not in ("person", "state")
        # "the regime" is told no closer by "the delegation of the regime"
        common = common and (not naming.side or words[-1] in WHOLE and naming.side[:1].islower())
        served = of_report.get(naming.report, ())
        if common and served:
            own = named.get((naming.report, naming.name))
            party = _across(words[-1], own, served, processes, dealing, actors)
            party = party or _of_process(words, own, processes.get(served[0]), actors)
        if party is None and served and words and words[-1] in OFFICIAL and not naming.side:
            state = lone_state.get(served[0])
            own = named.get((naming.report, naming.name))
            # who deals with the state is no part of it: "the Harad Resistance Army"
            deals = state is None or own is not None and bool(dealing.get(own, set()) & dealing[state.id])
            if state is not None and state.id != own and not deals:
                # "the Fourth Army", "the Peace Dialogue Panel" of the only state there is
                made.append(replace(naming, side=state.name))
                continue
        if party is None or named.get((naming.report, naming.name)) == party.id:
            made.append(naming)
        elif words[-1] in WHOLE or words[-1] not in OF_THE_STATE:
            made.append(replace(naming, stands_for=_as_naming(party)))
            meant[naming.report, naming.name] = party.name
        else:
            made.append(replace(naming, side=party.name))
    # "envoys of the regime" are those of whom "the regime" means
    return [replace(n, side=meant.get((n.report, n.side), n.side)) if n.side else n for n in made]


def _of_process(
    words: Sequence[str], own: str | None, process: Process | None, actors: Mapping[str, Party]
) -> Party | None:
    """The only party or third party of a process that a common noun can mean; `own`: whom it is taken for so far."""
    if process is None:
        return None
    parties = [actors[p] for p in process.parties if p in actors]
    others = [p for p in parties if p.id != own]
    # who alone deals with the government is not the government
    alone = len(others) == 1 < len(parties)
    return (None if alone else _meant(words, others)) or _third(words, process, actors)


def _lone_state(
    process: str, processes: Mapping[str, Process], dealing: Mapping[str, set[str]], actors: Mapping[str, Party]
) -> Party | None:
    """The only state among the parties of a process and of those that share a party with it."""
    others = {other for party in processes[process].parties for other in dealing[party]}
    near = {actor for other in others for actor in processes[other].parties}
    states = [actors[a] for a in sorted(near) if a in actors and _is_land(actors[a])]
    return states[0] if len(states) == 1 else None


# what a third party is called by its part; "mediators" are never the one mediator
THIRD = {"mediator": "mediator", "conciliator": "mediator", "facilitator": "facilitator"}


def _third(words: Sequence[str], process: Process, actors: Mapping[str, Party]) -> Party | None:
    """The only third party in the role that a word names: "the mediator"."""
    role = THIRD.get(words[-1]) if len(words) == 1 else None
    found = {actor for actor, own in process.third if own == role and actor in actors}
    named = [actors[a] for a in found if _is_named(actors[a])]
    return named[0] if role is not None and len(named) == 1 else None


def _across(
    noun: str,
    own: str | None,
    served: Sequence[str],
    processes: Mapping[str, Process],
    dealing: Mapping[str, set[str]],
    actors: Mapping[str, Party],
) -> Party | None:
    """Whom a common noun means that is a party itself: who deals with the same others in a process of more reports.

    "The regime" deals with the Front in one report, Dahrat in all others. `dealing`: the processes of each party.
    """
    found: set[str] = set()
    for process in (processes[p] for p in served if p in processes and own in processes[p].parties):
        others = set(process.parties) - {own}
        for larger in (processes[p] for other in others for p in dealing[other]):
            if own not in larger.parties and len(larger.reports) > len(process.reports):
                found |= {p for p in larger.parties if p not in others and _may_be(noun, actors[p])}
    return actors[found.pop()] if len(found) == 1 else None


def _is_named(party: Party) -> bool:
    """Whether somebody calls a party by a name of its own."""
    return any(name[:1].isupper() for name in party.names)


def _is_land(party: Party) -> bool:
    return party.kind in ("state", "place")


def _may_be(noun: str, party: Party) -> bool:
    """Whether a party may be called by a common noun: a state "the regime", a body "the company"."""
    if not _is_named(party):
        return False
    if noun in OF_THE_STATE | WHOLE:
        # of a land that no report describes nothing but its name is known
        return _is_land(party) or party.kind == "name"
    return noun in FIRM | REBELS | OF_THE_FIRM and party.kind in ("organisation", "group", "name")


def _is_of_people(party: Party) -> bool:
    """Whether people made a body: a union, a front, a council; a firm is none."""
    return any(word.rstrip("s") in OF_PEOPLE for name in party.names for word in plain(name).split()[-1:])


def _as_naming(party: Party) -> Naming:
    return Naming("", party.name, party.kind)


def _meant(words: Sequence[str], parties: Sequence[Party]) -> Party | None:
    """The only party that common words can mean."""
    last = words[-1]
    fits = [
        p
        for p in parties
        if any(
            last in plain(name).split()[1:] or last == plain(name).split()[0] for name in p.names if name[:1].isupper()
        )
    ]
    if len(fits) == 1 and last not in WHOLE:
        return fits[0]
    states = [p for p in parties if _is_land(p)]
    if last in OF_THE_STATE | WHOLE and len(states) == 1 and not set(words) & ELSEWHERE:
        return states[0]
    if last in FIRM and len(words) == 1 and len(parties) == 2:
        # of a firm and its union the firm
        people, firm = sorted(parties, key=lambda p: not _is_of_people(p))
        if _is_of_people(people) and not _is_of_people(firm) and _may_be(last, firm):
            return firm
    others = [p for p in parties if p not in states and _is_named(p)]
    if set(words) & REBELS and len(others) == 1 and states:
        return others[0]
    return None
