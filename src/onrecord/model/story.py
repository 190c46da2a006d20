"""What follows from many entries: actors, processes, meetings and threads, each with what it rests on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from onrecord.model.entry import Entry, Kind, Outcome
from onrecord.model.entry import Status as MeetingStatus

# so many characters before and after some words help to understand them
BEFORE, AFTER = 300, 60


@dataclass(frozen=True, slots=True)
class Origin:
    """What is known of a report beside its text. `family`: reports that tell the same dispatch share it."""

    report: str
    published: str | None = None
    outlet: str | None = None
    title: str | None = None
    family: str = ""


class Passage(NamedTuple):
    """Words of a report with what stands before and after them, to understand them by."""

    before: str
    words: str
    after: str


def passage(text: str, start: int, end: int) -> Passage:
    """The words from `start` to `end` of a text, in it."""
    before = text[max(0, start - BEFORE) : start]
    if start > BEFORE:
        before = before.partition(" ")[2]
    return Passage(before, text[start:end], text[end : end + AFTER])


@dataclass(frozen=True, slots=True)
class Line:
    """An entry that counts, as read or as a person decided, and the report it is from. `passage`: its words in the report, where they are known."""

    entry: Entry
    origin: Origin
    reviewed: bool = False
    passage: Passage | None = None

    @property
    def told(self) -> str | None:
        """The day on which it was told, "2026-03-14"; None for a report without a date."""
        return self.origin.published[:10] if self.origin.published else None

    def within(self, text: str) -> Line:
        """The same line with its words in the text of its report, where they stand there."""
        first = self.entry.evidence[0]
        if text[first.start : first.end] != first.text:
            return self
        return replace(self, passage=passage(text, first.start, first.end))


@dataclass(frozen=True, slots=True)
class Brief:
    """Of lines of a report that are alike in it only who acts towards whom and who says so, by the names used there."""

    lines: tuple[str, ...]
    report: str
    told: str | None
    kind: Kind
    act: str | None
    role: str | None
    actors: tuple[str, ...]
    addressees: tuple[str, ...]
    speakers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Roots:
    """Whom an entry is about at the level of parties: who acts, towards whom, who says so."""

    actors: tuple[str, ...]
    addressees: tuple[str, ...]
    speakers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """Of a line what the state of its process rests on, with everybody in it by id.

    `by`: the party that says so, or "author"; `own`: parties that act in it on their own word; `phase`: the state that it
    names (`named`) or only shows; `turns`: it is a meeting, after which what was named before is past.
    """

    entry: str
    report: str
    process: str | None
    told: str | None
    start: int
    kind: Kind
    act: str | None
    by: str
    actors: tuple[str, ...] = ()
    addressees: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    negated: bool = False
    issue: tuple[str, ...] = ()
    phase: str | None = None
    named: bool = False
    turns: bool = False
    # the day of a deed or meeting that shows it
    when: str | None = None

    @property
    def order(self) -> tuple[str, str, int]:
        """When it was told, and where in the report; what has no date comes first."""
        return (self.told or "", self.report, self.start)


class Same(StrEnum):
    """What a person decided of two names: one actor, two, or still open."""

    SAME = "same"
    DIFFERENT = "different"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Party:
    """One actor across reports. `part_of`: the id of whom it belongs to or speaks for; `titles`: with their first and last day."""

    id: str
    name: str
    kind: str
    names: tuple[str, ...]
    part_of: str | None = None
    titles: tuple[tuple[str, str | None, str | None], ...] = ()
    reports: int = 0


def wholes(actor: str, actors: Mapping[str, Party]) -> list[str]:
    """An actor, whom it belongs to or speaks for, whom that belongs to …: the last is a party of its own."""
    found = [actor]
    while (whole := actors[found[-1]].part_of) is not None and whole not in found:
        found.append(whole)
    return found


@dataclass(frozen=True, slots=True)
class Process:
    """One negotiation or conflict between the same parties. `third`: ids of third parties with their roles."""

    id: str
    name: str
    parties: tuple[str, ...]
    third: tuple[tuple[str, str], ...] = ()
    reports: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Seat:
    """Who took part in a meeting, in what role, for whom."""

    actor: str
    role: str
    side: str | None
    entries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting or round out of many tellings; a day is never taken from the day of publication."""

    id: str
    process: str | None
    who: tuple[str, ...]
    status: MeetingStatus
    tellings: tuple[Telling, ...]
    earliest: str | None = None
    latest: str | None = None
    precision: str | None = None
    place: str | None = None
    round: int | None = None
    format: str | None = None
    # who says how it ended: an actor's id or "author"
    outcome: tuple[tuple[str, Outcome], ...] = ()
    seats: tuple[Seat, ...] = ()
    first_told: str | None = None

    @property
    def entries(self) -> tuple[str, ...]:
        """The entries that tell of it, in the order in which they were told."""
        return tuple(t.entry for t in self.tellings)


class Standing(StrEnum):
    """What a speaker says of an undertaking (VOCABULARY, "A commitment over time")."""

    SOUGHT = "sought"
    OFFERED = "offered"
    GIVEN = "given"
    REFUSED = "refused"
    DENIED = "denied"
    IN_EFFECT = "in_effect"
    KEPT = "kept"
    PARTLY_KEPT = "partly_kept"
    BREACH_ALLEGED = "breach_alleged"
    BREACH_ADMITTED = "breach_admitted"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Step:
    """One telling in a thread: who says what of it, and the entry it rests on. `by`: an actor's id or "author".

    `standing` None: it is spoken of, and nothing is said of whether it was given or held. A telling that begins or renews
    the thread has its `makers` (who is bound), `to`, and in `words` what it is about. `doers`: those whose own deed shows
    the standing; `answer`: how it answers a demand; `confirms`: the maker says so himself.
    """

    key: str
    entry: str
    by: str
    standing: Standing | None
    told: str | None
    family: str = ""
    form: str | None = None
    makers: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    words: str = ""
    # as told, and the day it comes to
    deadline: str | None = None
    due: str | None = None
    answer: str | None = None
    confirms: bool = False
    doers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Strand:
    """All tellings of one undertaking, demand or warning, in the order in which they were told. `kind`: commitment, demand or warning."""

    process: str | None
    kind: str
    steps: tuple[Step, ...]

    @property
    def id(self) -> str:
        """The id of the thread: that of its first telling."""
        return "t-" + self.steps[0].key


@dataclass(frozen=True, slots=True)
class Thread:
    """Entries about the same undertaking, demand or warning over time. `kind`: commitment, demand or warning."""

    id: str
    process: str | None
    kind: str
    maker: str
    to: tuple[str, ...]
    about: str
    form: str
    status: tuple[tuple[str, Standing], ...]
    maker_confirmed: bool
    steps: tuple[Step, ...]
    deadline: str | None = None
    due: str | None = None
    # of a demand: met, refused, ignored, countered
    answer: str | None = None
    speakers: int = 0
    families: int = 0

    @property
    def carried_by(self) -> Step:
        """The telling whose words say what it is about; the first that begins it where no telling says it so."""
        beginning = [step for step in self.steps if step.makers]
        return next((s for s in beginning if s.words == self.about), next(iter(beginning), self.steps[0]))

    @property
    def promised_by(self) -> tuple[str, ...]:
        """Of a demand that counts as met: who says that it was promised, where nobody says that it was done."""
        met = [step for step in self.steps if step.answer == "met"]
        if self.answer != "met" or any(step.standing is not Standing.GIVEN for step in met):
            return ()
        return tuple(dict.fromkeys(step.by for step in met))

    @property
    def is_met(self) -> bool:
        """Whether somebody says that what was demanded was done; a promise to do it leaves the demand open."""
        return self.answer == "met" and not self.promised_by

    def overdue(self, day: str | None) -> bool:
        """Whether its deadline is past on a day, and nobody says that it was kept, met or given up."""
        if self.due is None or day is None or self.due >= day:
            return False
        settled = {Standing.KEPT, Standing.WITHDRAWN, Standing.LAPSED}
        return not self.is_met and self.answer != "refused" and not settled & {standing for _, standing in self.status}


@dataclass(frozen=True, slots=True)
class Telling:
    """One telling of a meeting. `who`: ids of the parties that met; `by`: who says how it ended, an id or "author"."""

    key: str
    entry: str
    report: str
    start: int
    told: str | None
    status: MeetingStatus
    who: tuple[str, ...]
    earliest: str | None = None
    latest: str | None = None
    precision: str | None = None
    place: str | None = None
    round: int | None = None
    format: str | None = None
    outcome: Outcome | None = None
    by: str = "author"
    recalled: bool = False
    outlet: str = ""

    @property
    def order(self) -> tuple[str, str, str, int, str]:
        """Where it stands among others: dated ones first by their day, then as they were told."""
        return (self.earliest or "9999", self.told or "9999", self.report, self.start, self.entry)


@dataclass(frozen=True, slots=True)
class Sat:
    """One telling of who took part in a meeting, in what role, for whom."""

    actor: str
    role: str
    side: str | None
    entry: str
    told: str | None


@dataclass(frozen=True, slots=True)
class Gathering:
    """All tellings of one meeting, the earliest told first, and all that is told of who took part."""

    process: str | None
    tellings: tuple[Telling, ...]
    sat: tuple[Sat, ...] = ()

    @property
    def id(self) -> str:
        """The id of the meeting: that of its first telling."""
        return "m-" + self.tellings[0].key


class Story:
    """What follows from the lines of a record, as of a day or by all of them.

    `threads`, `meetings` and `marks` give those of a process, or of all where none is named; they are asked for once.
    `named`: for a report, who is meant by each name in it; `merged`: earlier ids of actors and processes, with what they
    are now; `keys`: the keys of each name, which decisions are about; `pairs`: actors that may be one, and why.
    """

    def __init__(
        self,
        actors: dict[str, Party],
        processes: dict[str, Process],
        *,
        threads: Callable[[str | None], dict[str, Thread]],
        meetings: Callable[[str | None], dict[str, Meeting]],
        marks: Callable[[str | None], tuple[Mark, ...]],
        named: Callable[[str], Mapping[str, str]],
        merged: Mapping[str, str],
        keys: Mapping[str, tuple[str, ...]],
        pairs: tuple[tuple[str, str, str], ...],
    ) -> None:
        self.actors = actors
        self.processes = processes
        self.merged = merged
        self.keys = keys
        self.pairs = pairs
        self.threads_in = cache(threads)
        self.meetings_in = cache(meetings)
        self.marks_in = cache(marks)
        self._named = cache(named)

    @property
    def threads(self) -> dict[str, Thread]:
        """All threads by id."""
        return self.threads_in(None)

    @property
    def meetings(self) -> dict[str, Meeting]:
        """All meetings by id."""
        return self.meetings_in(None)

    @property
    def marks(self) -> tuple[Mark, ...]:
        """A mark for each line, in the order of the reports."""
        return self.marks_in(None)

    def actor_of(self, report: str, name: str) -> str | None:
        """The id of whom a report calls by this name."""
        return self._named(report).get(name)

    def root(self, actor: str) -> str:
        """The party that an actor belongs to or speaks for in the end: itself where that is nobody."""
        return wholes(actor, self.actors)[-1]
