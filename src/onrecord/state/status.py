"""Where a process stands: all that the commands and pages show of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from onrecord.model.state import State
from onrecord.model.story import Mark, Meeting, Party, Process, Thread
from onrecord.state.disagreements import disagreements
from onrecord.state.phase import phase, phases
from onrecord.state.silence import silence


def state_of(
    process: Process,
    marks: Iterable[Mark],
    threads: Iterable[Thread],
    meetings: Iterable[Meeting],
    actors: Mapping[str, Party],
) -> State:
    """A process by these lines, threads and meetings; give those told by a day for a view as of that day."""
    own = tuple(marks)
    threads = tuple(sorted(threads, key=lambda t: (t.steps[0].told or "", t.id)))
    meetings = tuple(sorted(meetings, key=lambda m: (m.earliest or m.first_told or "", m.id)))
    days = [mark.told for mark in own if mark.told is not None]
    return State(
        process=process,
        entries=len(own),
        reports=len({mark.report for mark in own}),
        first=min(days, default=None),
        last=max(days, default=None),
        phase=phase(own, {actor for actor, _ in process.third}),
        by=phases(own),
        meetings=meetings,
        threads=threads,
        disagreements=disagreements(threads, meetings),
        silence=silence(own, actors, process, threads),
        undated=sum(mark.told is None for mark in own),
    )
