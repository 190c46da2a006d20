"""Whom a common noun means in a report: "the government", "the rebels", "the company" of the process that it tells of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from onrecord.model.story import Party, Process
from onrecord.resolve.keys import WHOLE, Naming
from onrecord.resolve.parties import OF_THE_STATE
from onrecord.resolve.people import ARMED
from onrecord.resolve.spelling import plain

# last words of the names of what belongs to a state
OFFICIAL = frozenset(
    "army ministry police panel delegation parliament cabinet office command navy airforce guard gendarmerie presidency".split()
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
    lone_state = {process: _lone_state(process, processes, actors) for process in processes}
    for naming in namings:
        party = None
        words = plain(naming.name).split()
        common = words and naming.name[:1].islower() and naming.kind not in ("person", "state") and not naming.side
        served = of_report.get(naming.report, ())
        if common and served:
            chief = processes.get(served[0])
            parties = [actors[p] for p in (chief.parties if chief is not None else ()) if p in actors]
            party = _meant(words, parties)
            if party is None and chief is not None:
                party = _third(words, chief, actors)
        if party is None and served and words and words[-1] in OFFICIAL and not naming.side:
            state = lone_state.get(served[0])
            own = named.get((naming.report, naming.name))
            # who deals with the state is no part of it: "the Harad Resistance Army"
            deals = any({own, state.id} <= set(p.parties) for p in processes.values()) if state is not None else True
            if state is not None and state.id != own and not deals:
                # "the Fourth Army", "the Peace Dialogue Panel" of the only state there is
                made.append(replace(naming, side=state.name))
                continue
        if party is None or named.get((naming.report, naming.name)) == party.id:
            made.append(naming)
        elif words[-1] in WHOLE or words[-1] not in OF_THE_STATE:
            made.append(replace(naming, stands_for=_as_naming(party)))
        else:
            made.append(replace(naming, side=party.name))
    return made


def _lone_state(process: str, processes: Mapping[str, Process], actors: Mapping[str, Party]) -> Party | None:
    """The only state among the parties of a process and of those that share a party with it."""
    own = set(processes[process].parties)
    near = {a for other in processes.values() if own & set(other.parties) for a in other.parties}
    states = [actors[a] for a in sorted(near) if a in actors and actors[a].kind in ("state", "place")]
    return states[0] if len(states) == 1 else None


# what a third party is called by its part; "mediators" are never the one mediator
THIRD = {"mediator": "mediator", "conciliator": "mediator", "facilitator": "facilitator"}


def _third(words: Sequence[str], process: Process, actors: Mapping[str, Party]) -> Party | None:
    """The only third party in the role that a word names: "the mediator"."""
    role = THIRD.get(words[-1]) if len(words) == 1 else None
    found = {actor for actor, own in process.third if own == role and actor in actors}
    named = [actors[a] for a in found if any(name[:1].isupper() for name in actors[a].names)]
    return named[0] if role is not None and len(named) == 1 else None


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
    states = [p for p in parties if p.kind in ("state", "place")]
    if last in OF_THE_STATE | WHOLE and len(states) == 1:
        return states[0]
    others = [p for p in parties if p not in states and any(name[:1].isupper() for name in p.names)]
    if set(words) & REBELS and len(others) == 1 and states:
        return others[0]
    return None
