"""The reports of a simulated record as entries, as a careful reader would put them on record."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import date
from typing import Any

from onrecord.model import (
    Actor,
    Attribution,
    Entry,
    Evidence,
    Form,
    Kind,
    MadeBy,
    Precision,
    Span,
    Status,
    Style,
    Tier,
    TimeBasis,
    When,
)
from onrecord.model.story import Line, Origin
from tests.simulated.history import Event
from tests.simulated.names import Side
from tests.simulated.press import Edition, Telling
from tests.simulated.truth import Truth

BY = MadeBy("simulated", "simulated")
ROUNDS = ["first", "second", "third", "fourth", "fifth"]
# kind of telling: act, what it is about; who acts is who speaks where the other side does ("breach"). An accusation and a deed
# have no content beside their clause
STATEMENTS = {
    "promise_verbal": ("commit", "to {what}"),
    "promise_written": ("commit", "to {what}"),
    "promise_signed": ("commit", "to {what}"),
    "promise_own": ("commit", "to {what}"),
    "correction_form": ("commit", "to {what}"),
    "offer": ("offer", "to {what}"),
    "offer_refused": ("reject", "the offer to {what}"),
    "withdrawn": ("withdraw", "its offer to {what}"),
    "deny_promise": ("deny", "that it had promised to {what}"),
    "breach": ("accuse", "of breaking its promise to {what}"),
    "breach_admitted": ("admit", "that it had broken its promise to {what}"),
    "breach_denied": ("deny", "that it had broken its promise to {what}"),
    "kept_said": ("claim", "that it had kept its promise to {what}"),
    "partly_kept": ("claim", "that only half of the promise to {what} had been kept"),
    "lapsed": ("claim", "that the time in which it was to {what} had run out without a result"),
    "demand": ("demand", "to {what}"),
    "demand_refused": ("refuse", "to {what}"),
    "demand_met": ("agree", "to {what}"),
    "demand_countered": ("propose", "a commission to study the demand to {what}"),
    "warning": ("threaten", "to {what}"),
    "warning_followed": ("announce", "that it had begun to {what}, as it had warned"),
    "praise": ("praise", "for its patience"),
    "faction_disowned": ("deny", "that it had ordered the attack"),
}
CLAUSES = {
    "commit": "promised {other}", "offer": "offered {other}", "reject": "rejected", "withdraw": "withdrew", "deny": "denied",
    "accuse": "accused {other}", "admit": "admitted", "claim": "said", "demand": "called on {other}", "refuse": "refused",
    "agree": "agreed", "propose": "proposed to {other}", "threaten": "threatened {other}", "announce": "announced",
    "praise": "praised {other}",
}  # fmt: skip
# by the other side, of what the actor did
OF_THE_OTHER = {"breach", "offer_refused", "partly_kept"}
STATUS = {
    "meeting_announced": Status.ANNOUNCED,
    "meeting_moved": Status.ANNOUNCED,
    "meeting_postponed": Status.POSTPONED,
    "meeting_cancelled": Status.CANCELLED,
    "meeting_under_way": Status.UNDER_WAY,
    "meeting_recalled": Status.ENDED,
}


def lines_of(editions: Iterable[Edition], truth: Truth) -> list[Line]:
    """All reports as lines; who is meant by each name, and what each line is of, is put into `truth`."""
    lines = []
    for edition in editions:
        origin = Origin(edition.id, edition.published, edition.outlet.name, family=edition.family)
        lines += [Line(entry, origin) for entry in _Writing(edition, truth).entries()]
    return lines


class _Writing:
    """One report while its entries are made."""

    def __init__(self, edition: Edition, truth: Truth) -> None:
        self._edition = edition
        self._truth = truth
        self._draw = random.Random(edition.seed)
        self._called: dict[str, str] = {}
        self._made: list[Entry] = []

    def entries(self) -> list[Entry]:
        for telling in self._edition.tellings:
            self._tell(telling)
        return self._made

    def _actor(self, side: Side) -> Actor:
        """A party by the name that this report has for it."""
        name = self._called.setdefault(side.id, self._draw.choice(side.names))
        self._truth.actors[self._edition.id, name] = side.id
        return Actor(name, name, kind=side.kind)

    def _at_the_table(self, side: Side) -> Actor:
        """A party, or its delegation where the report names that."""
        sent = side.delegation
        return self._actor(sent if sent is not None and self._draw.random() < 0.2 else side)

    def _speaker(self, telling: Telling, side: Side) -> Actor:
        person = telling.speaker
        assert person is not None
        name = self._called.setdefault(person.id, person.called(self._draw))
        self._truth.actors[self._edition.id, name] = person.id
        return Actor(name, name, kind="person", role=person.title, country=self._actor(side).name)

    def _tell(self, telling: Telling) -> None:
        event = telling.event
        if event.kind in STATEMENTS:
            self._state(telling, event)
        elif event.kind == "kept":
            self._kept(telling, event)
        elif event.kind.startswith("phase"):
            self._phase(telling, event)
        elif event.kind == "mediator" and event.mediator is not None:
            self._add(telling, Kind.PARTICIPATION, None, [self._actor(event.mediator)], role="mediator")
        elif event.kind == "faction_attack":
            self._add(telling, Kind.ACTION, "attack", [self._actor(event.actor)], [self._actor(event.other)],
                      words=f"attacked a post near {event.place}", place=event.place, time=_on(telling))  # fmt: skip
        else:
            self._met(telling, event)

    def _state(self, telling: Telling, event: Event) -> None:
        act, about = STATEMENTS[event.kind]
        one, other = self._actor(event.actor), self._actor(event.other)
        if event.kind in OF_THE_OTHER:
            one, other = other, one
        content = about.format(what=event.matter.said(self._draw) if event.matter is not None else "")
        side = event.speaks
        # an act that the reporter narrates is spoken by who acts; what he judges himself has no speaker
        narrated = side is None and event.kind not in ("lapsed", "correction_form")
        said = [self._speaker(telling, side)] if side is not None else [one] if narrated else []
        style = Style.NARRATED if narrated else Style.AUTHOR if side is None else self._style()
        condition = (
            self._draw.choice(event.matter.conditions) if act == "threaten" and event.matter is not None else None
        )
        deadline = f"by {event.deadline.day} {event.deadline:%B}" if event.deadline is not None else None
        words = f"{one.name} {CLAUSES[act].format(other=other.name)} {content}"
        kind, shown = (
            (Kind.ACTION, None) if act == "withdraw" else (Kind.STATEMENT, None if act == "accuse" else content)
        )
        self._add(
            telling, kind, act, [one], [other], words=words, content=shown, said=said, style=style,
            form=event.form, condition=condition, conditional=condition is not None, deadline=deadline, time=_on(telling),
        )  # fmt: skip
        if event.kind == "deny_promise" and event.matter is not None:
            # the denied act stands beside the denial, negated and implied
            self._add(telling, Kind.STATEMENT, "commit", [one], [other], words=content, said=said, style=style,
                      content=content.replace("that it had promised ", ""), negated=True, tier=Tier.IMPLIED)  # fmt: skip
        if event.kind == "correction_form":
            # "an earlier report said in writing": the act in that form did not happen
            self._add(telling, Kind.STATEMENT, act, [one], [other], words=words, content=content, negated=True,
                      form=Form.WRITTEN)  # fmt: skip

    def _style(self) -> Style:
        return self._draw.choice([Style.INDIRECT, Style.DIRECT, Style.MIXED])

    def _kept(self, telling: Telling, event: Event) -> None:
        matter = event.matter
        assert matter is not None
        words = self._draw.choice(matter.kept)
        self._add(telling, Kind.ACTION, matter.deed, [self._actor(event.actor)], [self._actor(event.other)],
                  words=words, content=words, time=_on(telling))  # fmt: skip

    def _phase(self, telling: Telling, event: Event) -> None:
        side = event.speaks
        said = [self._speaker(telling, side)] if side is not None else []
        self._add(telling, Kind.PHASE, "stalled", [self._actor(event.actor), self._actor(event.other)],
                  words="the talks have stalled", said=said, style=self._style() if said else Style.AUTHOR)  # fmt: skip

    def _met(self, telling: Telling, event: Event) -> None:
        draw = self._draw
        words = f"the {ROUNDS[event.round - 1]} round of talks" if draw.random() < 0.6 else "the talks"
        if draw.random() < 0.1 and event.round > 1:
            words = "met once again"
        time = _on(telling)
        if event.kind != "meeting_recalled" and (draw.random() < 0.6 or event.kind == "meeting_moved"):
            # the day for which it was planned is the day on which it began
            planned = event.planned or event.day
            time = _day(planned, TimeBasis.STATED if telling.dated else TimeBasis.RELATIVE_TO_PUBLICATION)
        self._add(
            telling, Kind.MEETING, None, [self._at_the_table(event.actor), self._at_the_table(event.other)], words=words,
            time=time, status=STATUS.get(event.kind, Status.ENDED), outcome=event.outcome,
            place=event.place if draw.random() < 0.7 or event.kind == "correction_place" else None,
            historical=event.kind == "meeting_recalled",
        )  # fmt: skip

    def _add(
        self, telling: Telling, kind: Kind, act: str | None, actors: list[Actor], addressees: list[Actor] = [],  # noqa: B006
        *, words: str = "mediates", said: list[Actor] = [], style: Style = Style.AUTHOR, **slots: Any,  # noqa: B006
    ) -> None:  # fmt: skip
        n = len(self._made)
        start = n * 500
        evidence = Evidence(start, start + len(words), words, Span(start, start + len(words)))
        key = f"e-{self._edition.id}-{n}"
        # readers differ on what a report recalls with its day: background, or another telling
        slots["historical"] = slots.get("historical", False) or telling.recalled and self._draw.random() < 0.5
        self._made.append(
            Entry(
                key,
                self._edition.id,
                kind,
                act,
                (evidence,),
                BY,
                tuple(actors),
                tuple(addressees),
                Attribution(tuple(said), None, style),
                **slots,
            )
        )
        note(self._truth, key, telling, words, f"{self._edition.family}#{n}")


def note(truth: Truth, key: str, telling: Telling, words: str, dispatch: str) -> None:
    """Puts on record what a telling is of, and where in which dispatch it stands."""
    event = telling.event
    truth.process_of[key] = telling.process.key
    truth.dispatch[key] = dispatch
    truth.words[key] = f"{event.kind}{' (recalled)' if telling.recalled else ''} “{words}”"
    if event.kind.startswith(("meeting", "correction_place")):
        truth.meetings[key] = event.key
    elif event.matter is not None:
        truth.threads[key] = event.key


def _on(telling: Telling) -> When:
    return _day(telling.event.day, TimeBasis.STATED) if telling.dated else When()


def _day(day: date, basis: TimeBasis) -> When:
    return When(f"{day:%A}", day.isoformat(), day.isoformat(), Precision.DAY, basis)
