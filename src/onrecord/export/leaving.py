"""What leaves a record, as the formats ask for it: lines, reports, who is who, and what follows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from onrecord.model import About, Actor
from onrecord.model.decision import Verdict
from onrecord.model.story import Line, Meeting, Party, Process, Story, Thread


@dataclass(frozen=True)
class Leaving:
    """What leaves a record: of one process, or of all.

    `lines` gives the lines that leave in the order of the reports and their texts, anew each time it is asked; `reports`
    the reports that they are from, in the same order, by id. `texts` gives the source texts of some reports by id, and
    nothing where texts are to stay (`with_texts` False). `processes_in` gives the process that each line of a report belongs
    to; `first_told` the report that tells a dispatch first, for each that reprints it. `verdicts` gives what people decided
    on lines of these reports, in order, also of lines that no longer count. `as_of`: the day by which it was told, where one
    was asked for.
    Nothing in here is of the moment of export, so that the same record leaves as the same bytes.
    """

    name: str
    story: Story
    reports: Mapping[str, About]
    lines: Callable[[], Iterator[Line]]
    texts: Callable[[Sequence[str]], Mapping[str, str]]
    process: Process | None = None
    as_of: str | None = None
    with_texts: bool = True
    processes_in: Callable[[str], Mapping[str, str | None]] = lambda report: {}
    first_told: Mapping[str, str] = field(default_factory=dict)
    verdicts: Callable[[], Iterable[Verdict]] = tuple
    _parties: dict[tuple[str, str], Party | None] = field(default_factory=dict, repr=False, compare=False)

    @property
    def wanted(self) -> str | None:
        """The id of the process that leaves; None for all."""
        return self.process.id if self.process is not None else None

    def party(self, line: Line, actor: Actor) -> Party | None:
        """Who is meant, across reports; None for whom nobody is known by this name, as the author himself."""
        key = (line.entry.report, actor.name)
        if key not in self._parties:
            known = self.story.actor_of(*key)
            self._parties[key] = self.story.actors.get(known) if known is not None else None
        return self._parties[key]

    def dispatch(self, report: str) -> str:
        """The report that tells the same dispatch first: itself, unless it reprints another."""
        return self.first_told.get(report, report)

    def processes(self) -> list[Process]:
        """The processes that leave, by name."""
        found = [self.process] if self.process is not None else self.story.processes.values()
        return sorted(found, key=lambda p: (p.name, p.id))

    def threads(self, kind: str | None = None) -> list[Thread]:
        """The threads that leave, the earliest told first; of one kind where one is named."""
        found = (t for t in self.story.threads_in(self.wanted).values() if kind is None or t.kind == kind)
        return sorted(found, key=lambda t: (t.steps[0].told or "", t.id))

    def meetings(self) -> list[Meeting]:
        """The meetings that leave, by their day."""
        return sorted(
            self.story.meetings_in(self.wanted).values(), key=lambda m: (m.earliest or m.first_told or "", m.id)
        )
