"""What follows from many entries: actors, processes, meetings and threads, each with what it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from onrecord.model.entry import Entry, Outcome
from onrecord.model.entry import Status as MeetingStatus


@dataclass(frozen=True, slots=True)
class Origin:
    """What is known of a report beside its text. `family`: reports that tell the same dispatch share it."""

    report: str
    published: str | None = None
    outlet: str | None = None
    title: str | None = None
    family: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """An entry that counts, as read or as a person decided, and the report it is from."""

    entry: Entry
    origin: Origin
    reviewed: bool = False

    @property
    def told(self) -> str | None:
        """The day on which it was told, "2026-03-14"; None for a report without a date."""
        return self.origin.published[:10] if self.origin.published else None


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
    entries: tuple[str, ...]
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

    `standing` None: it is spoken of, and nothing is said of whether it was given or held.
    """

    entry: str
    by: str
    standing: Standing | None
    told: str | None
    form: str | None = None


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
    # of a demand: met, refused, ignored, countered
    answer: str | None = None
    speakers: int = 0
    families: int = 0


@dataclass(frozen=True)
class Story:
    """All that follows from the lines of a record; `actor_of` finds who is meant by a name in a report."""

    lines: tuple[Line, ...]
    actors: dict[str, Party]
    processes: dict[str, Process]
    meetings: dict[str, Meeting]
    threads: dict[str, Thread]
    # who is meant by a name in a report, and the process of an entry
    named: dict[tuple[str, str], str] = field(repr=False, default_factory=dict)
    process_of: dict[str, str] = field(repr=False, default_factory=dict)
    # earlier ids of actors, with what they are now
    merged: dict[str, str] = field(repr=False, default_factory=dict)
    # the keys of each name, which decisions are about, and pairs of actors that nobody has decided on, with why they may be one
    keys: dict[str, tuple[str, ...]] = field(repr=False, default_factory=dict)
    pairs: tuple[tuple[str, str, str], ...] = ()

    def actor_of(self, report: str, name: str) -> str | None:
        """The id of whom a report calls by this name."""
        return self.named.get((report, name))

    def parties_of(self, line: Line) -> tuple[str, ...]:
        """The parties whose own word a line is: those that act in it, where nobody else says so."""
        entry = line.entry
        speaker = self.speaker_of(line)
        known = (self.actor_of(entry.report, actor.name) for actor in entry.actors)
        roots = dict.fromkeys(self.root(actor) for actor in known if actor is not None)
        return tuple(root for root in roots if speaker is None or root == speaker)

    def speaker_of(self, line: Line) -> str | None:
        """The party that says so; None for the reporters' own voice."""
        speakers = line.entry.attribution.speakers
        known = self.actor_of(line.entry.report, speakers[-1].name) if speakers else None
        return self.root(known) if known is not None else None

    def lines_of(self, process: str | None) -> list[Line]:
        """The lines of one process; all lines where none is named."""
        return [line for line in self.lines if process is None or self.process_of.get(line.entry.id) == process]

    def root(self, actor: str) -> str:
        """The party that an actor belongs to or speaks for in the end: itself where that is nobody."""
        return wholes(actor, self.actors)[-1]
