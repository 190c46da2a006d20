"""Where versions differ: what one says and another denies, and outlets that tell one event differently."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from onrecord.model.state import Disagreement
from onrecord.model.story import Meeting, Standing, Telling, Thread

# who says that something was broken or kept says that it was promised
PROMISED = frozenset(
    {
        Standing.GIVEN,
        Standing.IN_EFFECT,
        Standing.KEPT,
        Standing.PARTLY_KEPT,
        Standing.BREACH_ALLEGED,
        Standing.BREACH_ADMITTED,
    }
)
HELD = frozenset({Standing.KEPT, Standing.PARTLY_KEPT})
BROKEN = frozenset({Standing.BREACH_ALLEGED, Standing.BREACH_ADMITTED})


def disagreements(threads: Iterable[Thread], meetings: Iterable[Meeting]) -> tuple[Disagreement, ...]:
    """What the speakers of threads and the tellers of meetings do not agree on. No winner is picked."""
    found = [one for thread in threads if thread.kind == "commitment" for one in _of_thread(thread)]
    found += [one for meeting in meetings for one in _of_meeting(meeting)]
    return tuple(sorted(found, key=lambda d: (d.kind, d.about)))


def _of_thread(thread: Thread) -> list[Disagreement]:
    """Whether it was promised at all, and whether it was kept."""
    last: dict[str, tuple[Standing, list[str]]] = {}
    for step in thread.steps:
        if step.standing in PROMISED | {Standing.DENIED}:
            before, entries = last.get(step.by, (step.standing, []))
            last[step.by] = (step.standing, [*entries, step.entry] if before is step.standing else [step.entry])
    found = []
    for kind, one, other in (("promise", PROMISED, {Standing.DENIED}), ("keeping", HELD, BROKEN)):
        own = {by: said for by, said in last.items() if said[0] in one | other}
        if any(said in one for said, _ in own.values()) and any(said in other for said, _ in own.values()):
            versions = tuple((by, said.value, tuple(entries)) for by, (said, entries) in sorted(own.items()))
            found.append(Disagreement(kind, thread.id, versions))
    return found


def _of_meeting(meeting: Meeting) -> list[Disagreement]:
    found = []
    outcomes: dict[str, list[Telling]] = defaultdict(list)
    last = {t.by: t for t in meeting.tellings if t.outcome is not None and (t.by, t.outcome) in meeting.outcome}
    for telling in last.values():
        assert telling.outcome is not None
        outcomes[telling.outcome.value].append(telling)
    if len(outcomes) > 1:
        said = [(t.by, outcome, (t.entry,)) for outcome, own in sorted(outcomes.items()) for t in own]
        found.append(Disagreement("outcome", meeting.id, tuple(said)))
    places: dict[str, list[Telling]] = defaultdict(list)
    days: dict[str, list[Telling]] = defaultdict(list)
    for telling in meeting.tellings:
        if telling.place:
            places[telling.place].append(telling)
        if (
            telling.earliest is not None
            and telling.precision == "day"
            and telling.status.value in ("ended", "under_way")
        ):
            days[telling.earliest[:10]].append(telling)
    if len(days) > 1 and (date.fromisoformat(max(days)) - date.fromisoformat(min(days))).days < 2:
        # talks of two days, or one that went on past midnight
        days = {}
    for kind, told in (("place", places), ("date", days)):
        outlets = {value: sorted({t.outlet for t in own}) for value, own in told.items()}
        if len(told) > 1 and len({outlet for own in outlets.values() for outlet in own}) > 1:
            versions = tuple(
                (", ".join(outlets[value]), value, tuple(t.entry for t in own)) for value, own in sorted(told.items())
            )
            found.append(Disagreement(kind, meeting.id, versions))
    return found
