"""What the reports from a day on made new or changed: of meetings, threads and processes as they are grouped today."""

from __future__ import annotations

from collections.abc import Iterable

from onrecord.model.state import Change
from onrecord.model.story import Gathering, Meeting, Process, Strand, Thread
from onrecord.state.meetings import meeting_of
from onrecord.state.threads import thread_of

LAST_DAY = "9999-12-31"


def changes(
    strands: Iterable[Strand],
    gatherings: Iterable[Gathering],
    processes: Iterable[tuple[Process, str | None]],
    *,
    before: str,
    until: str | None = None,
) -> tuple[Change, ...]:
    """What was told after one day (`before`) and by another: what is new, and what stands otherwise than it did.

    `processes`: each with the day on which it was first told of.
    """
    # what has no date is in no view of a day
    until = until or LAST_DAY
    found = [
        Change("process", "new", process.id, "", process.name)
        for process, first in processes
        if first is not None and before < first <= until
    ]
    for gathering in gatherings:
        found += _of_meeting(gathering.id, _met(gathering, before), _met(gathering, until))
    for strand in strands:
        found += _of_thread(strand, _stood(strand, before), _stood(strand, until))
    order = {"new": 0, "changed": 1}
    return tuple(sorted(found, key=lambda c: (order[c.how], c.kind, c.id, c.after)))


def _met(gathering: Gathering, day: str | None) -> Meeting | None:
    return meeting_of(gathering, until=day)


def _stood(strand: Strand, day: str | None) -> Thread | None:
    return thread_of(strand, until=day)


def _of_meeting(key: str, then: Meeting | None, now: Meeting | None) -> list[Change]:
    if now is None:
        return []
    said = _how(now)
    if then is None:
        return [Change("meeting", "new", key, "", said)]
    was = _how(then)
    return [Change("meeting", "changed", key, was, said)] if was != said else []


def _how(meeting: Meeting) -> str:
    return " ".join((meeting.status.value, *sorted({o.value for _, o in meeting.outcome})))


def _of_thread(strand: Strand, then: Thread | None, now: Thread | None) -> list[Change]:
    if now is None:
        return []
    if then is None:
        return [Change(strand.kind, "new", strand.id, "", now.form)]
    found = []
    told, said = dict(then.status), dict(now.status)
    for who in sorted(said):
        if told.get(who) != said[who]:
            was = told[who].value if who in told else ""
            found.append(Change(strand.kind, "changed", strand.id, f"{who} {was}".strip(), f"{who} {said[who].value}"))
    for before, after in ((then.answer, now.answer), (then.form, now.form)):
        if before != after:
            found.append(Change(strand.kind, "changed", strand.id, before or "", after or ""))
    return found
