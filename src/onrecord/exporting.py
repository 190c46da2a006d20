"""What of a record leaves, put together for the formats: its lines, reports and texts, and what follows from them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import replace
from functools import cache

from onrecord.export.leaving import Leaving
from onrecord.model.decision import Verdict
from onrecord.model.story import Gathering, Line, Meeting, Process, Sat, Story, Strand, Thread
from onrecord.record import Record
from onrecord.record.derived import batched
from onrecord.state.meetings import meeting_of
from onrecord.state.threads import thread_of

# so many reports are asked about at a time
AT_ONCE = 500


def leaving(
    record: Record,
    story: Story,
    *,
    process: Process | None = None,
    as_of: str | None = None,
    reviewed: bool = False,
    min_confidence: float = 0.0,
    with_texts: bool = True,
) -> Leaving:
    """What leaves a record of which this story follows.

    `process`: only the lines that belong to it; `as_of`: only reports published up to this day; `reviewed`: only lines
    behind which a person stands; `min_confidence`: none of which reading is less sure, unless a person stands behind it.
    Threads and meetings then rest on these lines alone.
    """
    serving = None if process is None else set(process.reports)
    reports = {one.id: one for one in record.abouts(until=as_of) if serving is None or one.id in serving}

    def wanted(line: Line, own: frozenset[str] | None) -> bool:
        if own is not None and line.entry.id not in own:
            return False
        return line.reviewed or not reviewed and line.entry.confidence >= min_confidence

    def lines() -> Iterator[Line]:
        own = frozenset(m.entry for m in story.marks_in(process.id)) if process is not None else None
        for some in batched(list(reports)):
            yield from (line for line in record.lines(reports=some) if wanted(line, own))

    def texts(ids: Sequence[str]) -> Mapping[str, str]:
        return record.texts([one for one in ids if one in reports]) if with_texts else {}

    def verdicts() -> Iterator[Verdict]:
        return (one for one in record.verdicts() if one.line.report in reports)

    if reviewed or min_confidence:
        story = _resting_on(story, cache(lambda: frozenset(one.entry.id for one in lines())))
    reprints = {one: first for one, first in record.derived.families(reports).items() if first != one}
    return Leaving(
        record.location.stem, story, reports, lines, texts, process, as_of, with_texts,
        _processes_in(record, list(reports)), reprints, verdicts,
    )  # fmt: skip


def _processes_in(record: Record, reports: Sequence[str]) -> Callable[[str], Mapping[str, str | None]]:
    """What gives the process of each line of a report; they are asked for in this order, and read some at a time."""
    place = {one: n for n, one in enumerate(reports)}
    known: dict[str, Mapping[str, str | None]] = {}

    def found(report: str) -> Mapping[str, str | None]:
        if report in place and report not in known:
            known.clear()
            some = reports[place[report] : place[report] + AT_ONCE]
            known.update({one: {} for one in some})
            known.update(record.shelved.processes_in_each(some))
        return known.get(report, {})

    return found


def _resting_on(story: Story, own: Callable[[], frozenset[str]]) -> Story:
    """The same story with only what some lines tell of its threads and meetings, under the names that these have."""

    def threads(process: str | None) -> dict[str, Thread]:
        found = {}
        for one in story.threads_in(process).values():
            steps = tuple(s for s in one.steps if s.entry in own())
            if steps and (made := thread_of(Strand(one.process, one.kind, steps))) is not None:
                found[one.id] = replace(made, id=one.id)
        return found

    def meetings(process: str | None) -> dict[str, Meeting]:
        found = {}
        for one in story.meetings_in(process).values():
            told = tuple(t for t in one.tellings if t.entry in own())
            sat = tuple(Sat(s.actor, s.role, s.side, e, None) for s in one.seats for e in s.entries if e in own())
            if told and (made := meeting_of(Gathering(one.process, told, sat))) is not None:
                found[one.id] = replace(made, id=one.id)
        return found

    resting = copy(story)
    resting.threads_in, resting.meetings_in = cache(threads), cache(meetings)
    return resting
