"""Where a process stands as of a day: its phase, what is open, who is not heard, where versions differ."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from onrecord.model.entry import Status
from onrecord.model.story import Meeting, Process, Thread


@dataclass(frozen=True, slots=True)
class Phase:
    """A state that a process is in. `by`: ids of those who say so or "author"; `said`: whether it was named, or only shown by deeds."""

    phase: str
    since: str | None
    by: tuple[str, ...]
    entries: tuple[str, ...]
    said: bool
    against: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unheard:
    """Somebody who is spoken of and never heard. `role`: party, third party or named person; `accused`: lines said against him.

    `declined`: lines that tell that he would not comment.
    """

    actor: str
    role: str
    spoken_of: int
    accused: tuple[str, ...]
    declined: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Silence:
    """Who is not heard in the reports given, and which demands have no answer."""

    unheard: tuple[Unheard, ...]
    unanswered: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two versions of one thing. `about`: a thread or meeting; `versions`: who says what, with the entries it rests on."""

    kind: str
    about: str
    versions: tuple[tuple[str, str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class State:
    """A process as of a day: all that the pages and commands show of it."""

    process: Process
    # how many lines and reports, and the days on which the first and the last were told
    entries: int
    reports: int
    first: str | None
    last: str | None
    phase: Phase | None
    by: dict[str, Phase]
    meetings: tuple[Meeting, ...]
    threads: tuple[Thread, ...]
    disagreements: tuple[Disagreement, ...]
    silence: Silence
    undated: int

    @property
    def last_met(self) -> Meeting | None:
        """The latest meeting that was held or is under way."""
        held = [m for m in self.meetings if m.status in (Status.ENDED, Status.UNDER_WAY)]
        return max(held, key=lambda m: (m.latest or m.first_told or "", m.id), default=None)

    def next_met(self, as_of: str | None) -> Meeting | None:
        """The next meeting that is announced, not before the day given or the last report."""
        as_of = as_of or self.last
        ahead = [
            m for m in self.meetings if m.status is Status.ANNOUNCED and (as_of is None or (m.latest or "9") >= as_of)
        ]
        return min(ahead, key=lambda m: (m.earliest or "9999", m.id), default=None)

    def of_kind(self, kind: str) -> tuple[Thread, ...]:
        """The threads of one kind: commitment, demand or warning."""
        return tuple(t for t in self.threads if t.kind == kind)

    def by_form(self) -> Counter[str]:
        """How many commitments there are in each form."""
        return Counter(t.form for t in self.of_kind("commitment"))


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `kind`: meeting, commitment, demand, warning or process; `how`: new or changed."""

    kind: str
    how: str
    id: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Stand:
    """One word of a party on an issue: when it was told, which act, the entry."""

    told: str | None
    act: str
    negated: bool
    entry: str


@dataclass(frozen=True, slots=True)
class Position:
    """All that a party says on an issue, in the order in which it was told; the last is its stand."""

    issue: str
    party: str
    stands: tuple[Stand, ...]

    @property
    def moved(self) -> bool:
        """Whether the last word is another act than the first."""
        return (self.stands[0].act, self.stands[0].negated) != (self.stands[-1].act, self.stands[-1].negated)
