"""What happened in a simulated process: rounds that are held, moved or called off, undertakings, demands, warnings, deeds."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from onrecord.model import Form, Outcome
from onrecord.model.story import Standing
from tests.simulated.names import Names, Side, phrases

# who tells of an event: the reporter, whoever acts in it, or the other side
AUTHOR, OWN, OTHER = "author", "own", "other"
OUTCOMES = {
    Outcome.NO_AGREEMENT: ("meeting_ended_none", "stalled"),
    Outcome.FULL_AGREEMENT: ("meeting_ended_deal", "agreement"),
    Outcome.AGREEMENT_TO_CONTINUE: ("meeting_ended_continue", "talks_under_way"),
}
FORMS = {
    Form.VERBAL: "promise_verbal",
    Form.WRITTEN: "promise_written",
    Form.SIGNED: "promise_signed",
    None: "promise_own",
}


@dataclass(frozen=True)
class Matter:
    """What is undertaken, demanded or threatened, in several ways of saying it; `key` is that of its thread."""

    key: str
    ways: tuple[str, ...]
    deed: str | None = None
    kept: tuple[str, ...] = ()
    broken: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()

    def said(self, draw: random.Random) -> str:
        """One way of saying it; two of five times the one that is most in use."""
        return self.ways[0] if draw.random() < 0.4 else draw.choice(self.ways)


@dataclass(frozen=True, eq=False)
class Event:
    """Something that happened on a day. `kind` is how it is told: "promise_verbal", "meeting_announced" …

    `standing`: what who tells of it says of the undertaking by it; `state`: the state in which it puts the process; `own_way`:
    the words of this one way are used, so that a correction takes back what was told.
    """

    day: date
    kind: str
    actor: Side
    other: Side
    key: str
    matter: Matter | None = None
    by: str = AUTHOR
    form: Form | None = None
    standing: Standing | None = None
    state: str | None = None
    place: str = ""
    round: int = 0
    outcome: Outcome | None = None
    planned: date | None = None
    deadline: date | None = None
    # told wrongly, until it is corrected
    wrong: bool = False
    instead: str = ""
    mediator: Side | None = None

    @property
    def speaks(self) -> Side | None:
        """The party whose word it is; None where the reporter tells it himself."""
        return self.actor if self.by == OWN else self.other if self.by == OTHER else None

    def is_word_of(self, side: Side) -> bool:
        """Whether the party says it, or is told to have said it."""
        return self.speaks is side or self.by == AUTHOR and self.matter is not None and self.actor is side


@dataclass
class Process:
    """One process: its parties, its mediator and all that happened in it."""

    key: str
    one: Side
    other: Side
    mediator: Side
    begin: date
    events: list[Event] = field(default_factory=list)


class History:
    """Makes up what happens in one process."""

    def __init__(self, draw: random.Random, names: Names, *, days: int = 120) -> None:
        self._draw = draw
        self._names = names
        self._days = days

    def process(self, key: str, one: Side, other: Side, mediator: Side, begin: date) -> Process:
        """A process with everything that happens in it, by day."""
        draw = self._draw
        made = Process(key, one, other, mediator, begin)
        silent = draw.choice([one, other]) if draw.random() < 0.3 else None
        events = list(self._rounds(key, begin, one, other))
        taken = phrases()
        for n, one_of in enumerate(draw.sample(taken["undertaking"], 7)):
            matter = _matter(f"{key}-U{n}", one_of)
            maker, target = draw.sample([one, other], 2)
            events += self._undertaking(matter, begin, maker, target)
        for n, one_of in enumerate(draw.sample(taken["demand"], 4)):
            maker, target = draw.sample([one, other], 2)
            events += self._demand(_matter(f"{key}-D{n}", one_of), begin, maker, target)
        for n, one_of in enumerate(draw.sample(taken["warning"], 2)):
            maker, target = draw.sample([one, other], 2)
            events += self._warning(_matter(f"{key}-W{n}", one_of), begin, maker, target)
        events += self._besides(key, begin, one, other, mediator)
        made.events = sorted(
            (e for e in events if silent is None or not e.is_word_of(silent)), key=lambda e: (e.day, e.key, e.kind)
        )
        return made

    def _after(self, begin: date, least: int, most: int) -> date:
        return begin + timedelta(self._draw.randint(least, min(most, self._days)))

    def _rounds(self, key: str, begin: date, one: Side, other: Side) -> Iterator[Event]:
        draw = self._draw
        day = begin
        for n in range(1, draw.randint(3, 5)):
            day += timedelta(draw.randint(16, 26))
            at, name = self._names.city(), f"{key}-M{n}"

            def met(
                on: date, kind: str, state: str | None = None, *, n: int = n, at: str = at, name: str = name, due: date = day,
                outcome: Outcome | None = None,
            ) -> Event:  # fmt: skip
                return Event(on, kind, one, other, name, place=at, round=n, planned=due, state=state, outcome=outcome)

            yield met(day - timedelta(7), "meeting_announced", "talks_under_way")
            course = draw.random()
            if course < 0.12:
                yield met(day - timedelta(1), "meeting_postponed")
                continue
            if course < 0.2:
                yield met(day - timedelta(1), "meeting_cancelled")
                continue
            if course < 0.35:
                # put off by some days, to a day that is named
                later = day + timedelta(draw.randint(5, 9))
                yield met(day - timedelta(2), "meeting_moved", "talks_under_way", due=later)
                day = later
            outcome = draw.choice(list(OUTCOMES))
            kind, state = OUTCOMES[outcome]
            yield met(day, "meeting_under_way", "talks_under_way", due=day)
            yield met(day + timedelta(1), kind, state, due=day, outcome=outcome)
            if draw.random() < 0.5:
                yield met(day + timedelta(draw.randint(9, 14)), "meeting_recalled", due=day)
            if outcome is Outcome.NO_AGREEMENT and draw.random() < 0.5:
                yield Event(day + timedelta(4), "phase_stalled", one, other, f"{key}-S{n}", state="stalled")
            elif draw.random() < 0.3:
                who, to = draw.sample([one, other], 2)
                yield Event(day + timedelta(5), "phase_stalled_said", who, to, f"{key}-S{n}", by=OWN)

    def _undertaking(self, what: Matter, begin: date, maker: Side, other: Side) -> Iterator[Event]:
        draw = self._draw
        day = self._after(begin, 2, 60)
        place = self._names.city()

        def told(after: int, kind: str, by: str, standing: Standing, form: Form | None = None, due: int = 0) -> Event:
            on = day + timedelta(after)
            deadline = on + timedelta(due) if due else None
            return Event(on, kind, maker, other, what.key, what, by, form, standing, place=place, deadline=deadline)

        course = draw.choice(COURSES if what.deed is not None else [c for c in COURSES if "seen" not in c])
        if course.startswith("verbal"):
            due = 18 if course == "verbal, lapsed" else 0
            yield told(0, "promise_verbal", draw.choice([OTHER, OTHER, AUTHOR]), Standing.GIVEN, Form.VERBAL, due)
            if course == "verbal, denied":
                yield told(4, "deny_promise", OWN, Standing.DENIED)
            elif course == "verbal, lapsed":
                yield told(20, "lapsed", AUTHOR, Standing.LAPSED)
        elif course.startswith("written"):
            yield told(0, "promise_written", draw.choice([OTHER, AUTHOR]), Standing.GIVEN, Form.WRITTEN, due=20)
            if course == "written, kept, seen":
                yield told(14, "kept", AUTHOR, Standing.KEPT)
            elif course == "written, kept, said":
                yield told(14, "kept_said", OWN, Standing.KEPT)
            else:
                yield told(15, "partly_kept", OTHER, Standing.PARTLY_KEPT)
        elif course.startswith("signed"):
            yield told(0, "promise_signed", AUTHOR, Standing.IN_EFFECT, Form.SIGNED)
            if course == "signed, kept, seen":
                yield told(11, "kept", AUTHOR, Standing.KEPT)
                return
            yield told(10, "breach", OTHER, Standing.BREACH_ALLEGED)
            if course == "signed, breach, admitted":
                yield told(13, "breach_admitted", OWN, Standing.BREACH_ADMITTED)
            elif course == "signed, breach, denied":
                yield told(13, "breach_denied", OWN, Standing.KEPT)
        elif course.startswith("offer"):
            yield told(0, "offer", OWN, Standing.OFFERED)
            if course == "offer, refused":
                yield told(5, "offer_refused", OTHER, Standing.REFUSED)
            elif course == "offer, withdrawn":
                yield told(12, "withdrawn", OWN, Standing.WITHDRAWN)
        else:
            yield told(0, "promise_own", OWN, Standing.GIVEN, due=draw.choice([0, 30]))

    def _demand(self, what: Matter, begin: date, maker: Side, other: Side) -> Iterator[Event]:
        day = self._after(begin, 2, 60)
        yield Event(day, "demand", maker, other, what.key, what, self._draw.choice([OWN, OWN, AUTHOR]))
        answer = self._draw.choice(["", "", "demand_refused", "demand_refused", "demand_met", "demand_countered"])
        if answer:
            after = day + timedelta(self._draw.randint(3, 9))
            # who answers acts
            yield Event(after, answer, other, maker, what.key, what, self._draw.choice([OWN, OWN, AUTHOR]))

    def _warning(self, what: Matter, begin: date, maker: Side, other: Side) -> Iterator[Event]:
        day = self._after(begin, 5, 90)
        yield Event(day, "warning", maker, other, what.key, what, OWN)
        if self._draw.random() < 0.3:
            yield Event(day + timedelta(9), "warning_followed", maker, other, what.key, what)

    def _besides(self, key: str, begin: date, one: Side, other: Side, mediator: Side) -> Iterator[Event]:
        """What is no undertaking: praise, and deeds of a faction that are not those of its group."""
        for n, (side, against) in enumerate(((one, other), (other, one))):
            day = self._after(begin, 5, 90)
            if self._draw.random() < 0.5:
                yield Event(day, "praise", side, against, f"{key}-P{n}", by=OWN)
            if side.faction is not None:
                yield Event(day, "faction_attack", side.faction, against, f"{key}-F{n}", place=self._names.city())
                yield Event(day + timedelta(1), "faction_disowned", side, against, f"{key}-F{n}", by=OWN)
        for n in range(3):
            day = self._after(begin, 5, self._days)
            yield Event(day, "mediator", one, other, f"{key}-N{n}", mediator=mediator)


COURSES = [
    "verbal, denied", "verbal, denied", "verbal, lapsed", "verbal", "written, kept, seen", "signed, kept, seen", "written, kept, said",
    "written, partly", "signed, breach, denied", "signed, breach, admitted", "signed, breach", "own word", "own word",
    "offer, refused", "offer, withdrawn", "offer",
]  # fmt: skip


def _matter(key: str, one: dict[str, list[str]] | dict[str, str]) -> Matter:
    ways = one["what"] if "what" in one else one["harm"]
    deed = one.get("deed")
    return Matter(
        key,
        tuple(ways),
        str(deed) if deed is not None and deed != "none" else None,
        tuple(one.get("kept", ())),
        tuple(one.get("broken", ())),
        tuple(one.get("condition", ())),
    )
