"""Where versions differ: what one says and another denies, and outlets that tell one event differently."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from onrecord.model.state import Disagreement
from onrecord.model.story import Line, Meeting, Standing, Thread

HELD = frozenset({Standing.GIVEN, Standing.IN_EFFECT, Standing.KEPT, Standing.PARTLY_KEPT, Standing.OFFERED})
NOT_HELD = frozenset({Standing.DENIED, Standing.REFUSED, Standing.BREACH_ALLEGED, Standing.WITHDRAWN})


def disagreements(
    threads: Iterable[Thread], meetings: Iterable[Meeting], lines: Mapping[str, Line]
) -> tuple[Disagreement, ...]:
    """What the speakers of threads and the tellers of meetings do not agree on. No winner is picked."""
    found = []
    for thread in threads:
        if thread.kind != "commitment":
            continue
        by: dict[str, tuple[str, list[str]]] = {}
        for step in thread.steps:
            if step.standing in HELD | NOT_HELD:
                held, entries = by.get(step.by, ("", []))
                by[step.by] = (
                    step.standing.value,
                    [*entries, step.entry] if held == step.standing.value else [step.entry],
                )
        sides = {(Standing(standing) in HELD) for standing, _ in by.values()}
        if len(sides) > 1:
            versions = tuple((who, standing, tuple(entries)) for who, (standing, entries) in sorted(by.items()))
            found.append(Disagreement("undertaking", thread.id, versions))
    for meeting in meetings:
        outcomes: dict[str, list[str]] = defaultdict(list)
        for who, outcome in meeting.outcome:
            outcomes[outcome.value].append(who)
        if len(outcomes) > 1:
            versions = tuple((who, outcome, ()) for outcome, people in sorted(outcomes.items()) for who in people)
            found.append(Disagreement("outcome", meeting.id, versions))
        places: dict[str, list[str]] = defaultdict(list)
        for entry in meeting.entries:
            if entry in lines and (place := lines[entry].entry.place):
                places[place].append(entry)
        outlets = {
            place: {lines[e].origin.outlet or lines[e].origin.report for e in own} for place, own in places.items()
        }
        if len(places) > 1 and len(set().union(*outlets.values())) > 1:
            versions = tuple(
                (", ".join(sorted(outlets[place])), place, tuple(own)) for place, own in sorted(places.items())
            )
            found.append(Disagreement("place", meeting.id, versions))
    return tuple(sorted(found, key=lambda d: (d.kind, d.about)))
