"""What the scores of dossiers and of simulated records share: clusters, entries at a place in a text, names, states, silence."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence

from onrecord.model import Entry, Kind
from onrecord.model.story import Mark, Process, Story
from onrecord.resolve.spelling import plain
from onrecord.state.phase import phase
from onrecord.state.silence import silence

# tellings, each with the meeting or thread that it is of in truth
Wanted = Mapping[str, str]
# the threads or meetings that a telling was put into; none where it was missed
Given = Mapping[str, Sequence[str]]


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


def entries_at(entries: Iterable[Entry], start: int, end: int, *, meeting: bool) -> list[str]:
    """The entries that share at least half of the shorter with a stretch of their report, the best first."""
    found: list[tuple[float, str]] = []
    for entry in entries:
        if (entry.kind is Kind.MEETING) != meeting or entry.kind in (Kind.PARTICIPATION, Kind.PHASE):
            continue
        shares = [(min(end, e.end) - max(start, e.start)) / min(end - start, e.end - e.start) for e in entry.evidence]
        if max(shares) >= 0.5:
            found.append((max(shares), entry.id))
    return [entry for _, entry in sorted(found, key=lambda at: -at[0])]


def ids_of(story: Story, called: Mapping[tuple[str, str], str]) -> dict[str, str]:
    """The actor of the story that most names of a true one lead to."""
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for at, who in called.items():
        if (known := story.actor_of(*at)) is not None:
            votes[who][known] += 1
    return {who: found.most_common(1)[0][0] for who, found in votes.items()}


def woven(story: Story) -> dict[str, list[str]]:
    """The threads that each entry is a step of."""
    told: dict[str, list[str]] = defaultdict(list)
    for thread in story.threads.values():
        for step in thread.steps:
            told[step.entry].append(thread.id)
    return told


def chosen(wanted: Wanted, given: Given) -> tuple[dict[str, str], dict[str, str]]:
    """Of the places of a telling the one where most tellings of the same thing are; and that of each thing."""
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for item, key in wanted.items():
        votes[key].update(sorted(set(given.get(item, ()))))
    one = {
        item: max(own, key=lambda place, key=key: (votes[key][place], place))  # type: ignore[misc]
        for item, key in wanted.items()
        if (own := given.get(item, ()))
    }
    return one, {key: found.most_common(1)[0][0] for key, found in votes.items() if found}


def right_phases(
    marks: Sequence[Mark],
    wanted: Iterable[tuple[str, frozenset[str]]],
    wrong: list[str],
    of: str = "",
    third: Collection[str] = (),
) -> list[bool]:
    """For each day whether the state of a process as of that day is one of those wanted."""
    right = []
    for day, state in wanted:
        found = phase(marks, third, as_of=day)
        right.append(found is not None and found.phase in state)
        if not right[-1]:
            wrong.append(f"phase {of} on {day}: {found.phase if found else None}, not {'/'.join(sorted(state))}")
    return right


def unheard_in(story: Story, marks: Sequence[Mark], process: Process | None) -> set[str]:
    """Ids of those who are never heard in these lines."""
    return {u.actor for u in silence(marks, story.actors, process, story.threads.values()).unheard}


def names_in(entries: Iterable[Entry], who: Mapping[str, str]) -> dict[tuple[str, str], str]:
    """Who is meant by each name in entries that is among those of `who` (names as `plain` has them)."""
    return {
        (entry.report, actor.name): known
        for entry in entries
        for actor in (*entry.actors, *entry.addressees, *entry.attribution.speakers)
        if (known := who.get(plain(actor.name))) is not None
    }


def share(right: Sequence[bool]) -> float:
    """The share that is right; 1 where nothing was asked."""
    return sum(right) / len(right) if right else 1.0
