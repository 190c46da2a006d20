"""What follows from a record as it stood on a day: its threads, its meetings, its marks, and where each process stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from onrecord.model.state import State
from onrecord.model.story import Gathering, Mark, Meeting, Process, Story, Strand, Thread
from onrecord.state.meetings import meeting_of
from onrecord.state.status import state_of
from onrecord.state.threads import thread_of


def threads_by(strands: Iterable[Strand], until: str | None) -> dict[str, Thread]:
    """The threads as they stood on a day, by id."""
    made = (thread_of(strand, until=until) for strand in strands)
    return {thread.id: thread for thread in made if thread is not None}


def meetings_by(gatherings: Iterable[Gathering], until: str | None) -> dict[str, Meeting]:
    """The meetings as they were known on a day, by id."""
    made = (meeting_of(gathering, until=until) for gathering in gatherings)
    return {meeting.id: meeting for meeting in made if meeting is not None}


def threads_then(threads: Iterable[Thread], day: str) -> dict[str, Thread]:
    """Threads by all that is told as they stood on a day, by id; those that stood so already are the same."""
    found = (
        thread
        if all(step.told is not None and step.told <= day for step in thread.steps)
        else thread_of(Strand(thread.process, thread.kind, thread.steps), until=day)
        for thread in threads
    )
    return {thread.id: thread for thread in found if thread is not None}


def marks_by(marks: Iterable[Mark], process: str | None, until: str | None) -> tuple[Mark, ...]:
    """The marks of a process, or of all, told by a day."""
    return tuple(
        m
        for m in marks
        if (process is None or m.process == process) and (until is None or m.told is not None and m.told <= until)
    )


def state_in(story: Story, process: Process) -> State:
    """Where a process of a story stands."""
    return state_of(
        process,
        story.marks_in(process.id),
        story.threads_in(process.id).values(),
        story.meetings_in(process.id).values(),
        story.actors,
    )


def chief(story: Story) -> Sequence[Process]:
    """The processes, the one with most reports first."""
    return sorted(story.processes.values(), key=lambda p: (-len(p.reports), p.name))
