"""Undertakings as rows of tables: who is bound, in which form, when by whose word, and what each speaker says of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from onrecord.export.happened import when
from onrecord.export.leaving import Leaving
from onrecord.model import Kind
from onrecord.model.story import Line, Standing, Step, Thread

TRUCE = re.compile(
    r"\b(?:cease[- ]?fires?|truces?|armistices?|cessation of (?:all )?hostilities|(?:stop|cease|halt) (?:firing|fighting|fire)|humanitarian pauses?)\b",
    re.I,
)
WRITTEN = frozenset({"written", "signed", "joint_statement"})


@dataclass(frozen=True)
class Undertaking:
    """A thread with its lines, as far as they leave."""

    thread: Thread
    lines: Mapping[str, Line]

    @property
    def makers(self) -> tuple[str, ...]:
        """The ids of all who are bound, by any telling."""
        return tuple(dict.fromkeys(maker for step in self.thread.steps for maker in step.makers))

    @property
    def told(self) -> list[Line]:
        """Its lines in the order in which they were told."""
        return [self.lines[s.entry] for s in self.thread.steps if s.entry in self.lines]

    def steps(self, *standings: Standing) -> Iterator[Step]:
        """The tellings that say one of these."""
        return (step for step in self.thread.steps if step.standing in standings)

    def by(self, leaving: Leaving, *standings: Standing) -> str:
        """Who says one of these, each once."""
        return named(leaving, (step.by for step in self.steps(*standings)))

    def dated(self, leaving: Leaving, steps: Iterable[Step]) -> tuple[str, str]:
        """The days that tellings give, and each with who gives it: "2026-03-14 (Norway)". One day where none differs."""
        days: dict[str, list[str]] = {}
        for step in steps:
            line = self.lines.get(step.entry)
            first, last = when(line) if line is not None else (None, None)
            if first is not None and not (line and line.entry.negated):
                days.setdefault(first if first == last else f"{first}/{last or ''}", []).append(step.by)
        return "; ".join(days), "; ".join(f"{d} ({named(leaving, by)})" for d, by in days.items())


def undertakings(leaving: Leaving) -> list[Undertaking]:
    """The commitments that leave, each with its lines."""
    threads = leaving.threads("commitment")
    wanted = {step.entry for thread in threads for step in thread.steps}
    lines = {line.entry.id: line for line in leaving.lines() if line.entry.id in wanted}
    made = (Undertaking(t, {s.entry: lines[s.entry] for s in t.steps if s.entry in lines}) for t in threads)
    return [one for one in made if one.lines]


def is_truce(one: Undertaking) -> bool:
    """Whether it is about ceasing fire: the words that say best what it is about do so, or a side did."""
    if TRUCE.search(one.thread.about) or TRUCE.search(one.thread.carried_by.words):
        return True
    return any(line.entry.act == "cease_fire" and not line.entry.negated for line in one.told)


def named(leaving: Leaving, ids: Iterable[str]) -> str:
    """The names of actors by id, each once, parted by "; "; "author" for the reporter's own voice."""
    actors = leaving.story.actors
    return "; ".join(dict.fromkeys(actors[i].name if i in actors else i for i in ids))


def process_name(leaving: Leaving, process: str | None) -> str:
    """What a process is called; "" for none."""
    known = leaving.story.processes.get(process or "")
    return known.name if known is not None else ""


def third_parties(leaving: Leaving, process: str | None, *roles: str) -> str:
    """The third parties of a process with their roles, or the names of those in one of some roles."""
    known = leaving.story.processes.get(process or "")
    if known is None:
        return ""
    if roles:
        return named(leaving, (actor for actor, role in known.third if role in roles))
    return "; ".join(dict.fromkeys(f"{named(leaving, [actor])} ({role})" for actor, role in known.third))


def status_by_speaker(leaving: Leaving, thread: Thread) -> str:
    """What each speaker says of it: "Norway: given; author: kept"."""
    return "; ".join(f"{named(leaving, [by])}: {standing.value}" for by, standing in thread.status)


def written(form: str) -> str:
    """ "yes" for what is in writing, "no" for what was only said, "" where nobody says."""
    return "yes" if form in WRITTEN else "no" if form == "verbal" else ""


def conditions(lines: Sequence[Line]) -> str:
    """The conditions under which it was given, in the words of the reports."""
    return "; ".join(dict.fromkeys(li.entry.condition for li in lines if li.entry.condition))


def resting_on(lines: Sequence[Line]) -> tuple[str, str]:
    """The ids of the lines, and of their reports."""
    reports = dict.fromkeys(line.entry.report for line in lines)
    return "; ".join(line.entry.id for line in lines), "; ".join(reports)


def is_deed(line: Line) -> bool:
    """Whether a line tells that something was done, and not only said."""
    return line.entry.kind is Kind.ACTION and not (line.entry.negated or line.entry.future or line.entry.conditional)
