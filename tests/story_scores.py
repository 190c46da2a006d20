"""How well what follows from a record agrees with what is known: B-cubed over mentions, entries and tellings, statuses, phases."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping
from dataclasses import replace

from onrecord.model.story import Story
from onrecord.state.phase import phase
from tests.simulate import Truth


def b_cubed(wanted: Mapping[Hashable, Hashable], given: Mapping[Hashable, Hashable]) -> tuple[float, float, float]:
    """Precision, recall and F1 of clusters after Bagga and Baldwin (1998), over the items that are wanted.

    An item that was put nowhere stands alone.
    """
    place = {item: given.get(item, ("alone", item)) for item in wanted}
    clusters: dict[Hashable, set[Hashable]] = defaultdict(set)
    classes: dict[Hashable, set[Hashable]] = defaultdict(set)
    for item in wanted:
        clusters[place[item]].add(item)
        classes[wanted[item]].add(item)
    precision = recall = 0.0
    for item in wanted:
        both = len(clusters[place[item]] & classes[wanted[item]])
        precision += both / len(clusters[place[item]])
        recall += both / len(classes[wanted[item]])
    n = len(wanted) or 1
    p, r = precision / n, recall / n
    return p, r, 2 * p * r / (p + r) if p + r else 0.0


def scores(story: Story, truth: Truth) -> dict[str, float]:
    """Actors, meetings and threads by B-cubed F1; status per speaker and phase at any date by the share that is right."""
    entries = {entry: meeting.id for meeting in story.meetings.values() for entry in meeting.entries}
    told = {step.entry: thread.id for thread in story.threads.values() for step in thread.steps}
    actors = {name: story.actor_of(*name) for name in truth.actors if story.actor_of(*name) is not None}
    found = {
        "actors": b_cubed({n: w for n, w in truth.actors.items() if n in actors}, actors)[2],  # type: ignore[arg-type]
        "meetings": b_cubed(truth.meetings, entries)[2],  # type: ignore[arg-type]
        "threads": b_cubed(truth.threads, told)[2],  # type: ignore[arg-type]
        "status": _status(story, truth, told),
        "phase": _phase(story, truth),
    }
    return {name: round(value, 4) for name, value in found.items()}


def _ids(story: Story, truth: Truth) -> dict[str, str]:
    """The actor of the story that most names of a true one lead to."""
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for at, who in truth.actors.items():
        if (known := story.actor_of(*at)) is not None:
            votes[who][known] += 1
    return {who: found.most_common(1)[0][0] for who, found in votes.items()}


def _status(story: Story, truth: Truth, told: Mapping[str, str]) -> float:
    ids = _ids(story, truth)
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for entry, key in truth.threads.items():
        if entry in told:
            votes[key][told[entry]] += 1
    right = asked = 0
    for key, by in truth.status.items():
        thread = story.threads[votes[key].most_common(1)[0][0]] if votes[key] else None
        given = dict(thread.status) if thread is not None else {}
        for who, standing in by.items():
            asked += 1
            right += given.get(ids.get(who, who)) == standing
    return right / asked if asked else 1.0


def _phase(story: Story, truth: Truth) -> float:
    right = asked = 0
    for key, told in truth.phases.items():
        marks = [replace(mark, by="author") for mark in story.marks if truth.process_of[mark.entry] == key]
        for n, (day, wanted) in enumerate(told):
            if n + 1 < len(told) and told[n + 1][0] == day:
                continue
            found = phase(marks, as_of=day)
            asked += 1
            right += found is not None and found.phase == wanted
    return right / asked if asked else 1.0
