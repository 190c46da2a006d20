"""Where a process stands, in the few lines that a person would write."""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.model.state import State
from onrecord.model.story import Line, Process, Story
from onrecord.state.disagreements import disagreements
from onrecord.state.phase import AUTHOR, phase, phases
from onrecord.state.silence import silence


def state_of(story: Story, process: str) -> State:
    """A process by all the lines of a story; give a story of the lines told by a day for a view as of that day."""
    own = tuple(story.lines_of(process))

    def speaker(line: Line) -> str:
        return story.speaker_of(line) or AUTHOR

    threads = tuple(t for t in story.threads.values() if t.process == process)
    meetings = tuple(m for m in story.meetings.values() if m.process == process)
    known = story.processes[process]
    return State(
        known,
        own,
        phase(own, speaker),
        phases(own, speaker),
        tuple(sorted(meetings, key=lambda m: (m.earliest or m.first_told or "", m.id))),
        tuple(sorted(threads, key=lambda t: (t.steps[0].told or "", t.id))),
        disagreements(threads, meetings, {line.entry.id: line for line in own}),
        silence(own, story.named, story.actors, known, threads),
        sum(line.told is None for line in own),
    )


def chief(story: Story) -> Sequence[Process]:
    """The processes, the one with most reports first."""
    return sorted(story.processes.values(), key=lambda p: (-len(p.reports), p.name))
