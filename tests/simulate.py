"""Makes processes whose history is known, as entries: what follows from them can be scored. Nothing here knows how it is resolved.

A history has parties, delegations, spokespeople, a mediator, rounds, undertakings, demands and warnings. Reports by several
outlets tell it: late, again, by other names, in other words, some as reprints. The truth is kept beside each entry.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from onrecord.model import (
    Actor,
    Attribution,
    Entry,
    Evidence,
    Form,
    Kind,
    MadeBy,
    Outcome,
    Precision,
    Span,
    Status,
    Style,
    TimeBasis,
    When,
)
from onrecord.model.story import Line, Origin, Standing

STATES = [
    ("Pakistan", "Islamabad", "Pakistani"), ("Tunisia", "Tunis", "Tunisian"), ("Peru", "Lima", "Peruvian"),
    ("Kenya", "Nairobi", "Kenyan"), ("Georgia", "Tbilisi", "Georgian"), ("Nepal", "Kathmandu", "Nepali"),
    ("Chad", "N'Djamena", "Chadian"), ("Laos", "Vientiane", "Lao"), ("Sudan", "Khartoum", "Sudanese"),
    ("Bolivia", "La Paz", "Bolivian"),
]  # fmt: skip
GROUPS = [
    ("Kelm Liberation Front", "KLF"), ("United Dockers' Federation", "UDF"), ("Harad Resistance Army", "HRA"),
    ("Movement for the Dal Valley", "MDV"), ("Northern Patriotic Congress", "NPC"), ("Torv Popular Guard", "TPG"),
]  # fmt: skip
GIVEN = "Khalid Amina Josef Tamar Luis Nadia Pradip Esther Ivo Mariam Tariq Elena Samuel Leyla Otto Rosa".split()
SURNAMES = [
    ("Wakil", "Waqeel"), ("Hadidi", "Hadeedi"), ("Tsereteli", "Cereteli"), ("Qasim", "Kasim"), ("Moreno", "Moreno"),
    ("Okello", "Okelo"), ("Shrestha", "Shresta"), ("Zhukov", "Jukov"), ("Lindqvist", "Lindkvist"), ("Baraka", "Baraka"),
    ("Ouedraogo", "Uedraogo"), ("Yussuf", "Yusuf"), ("Brandt", "Brant"), ("Petrosyan", "Petrosian"),
]  # fmt: skip
CITIES = "Doha Geneva Oslo Muscat Bern Helsinki Ankara Singapore".split()
OUTLETS = ["Harbour Wire", "Daily Ledger", "Valley Post", "Radio Meridian", "The Observer-Herald"]
# the same thing in several ways of saying it
WHAT = [
    ["release forty prisoners", "free the 40 captives", "let forty detainees go home"],
    ["reopen the Torkan crossing to lorries", "open the border post at Torkan for trucks", "let lorries through at Torkan"],
    ["withdraw its guns from the Mirel ridge", "pull the artillery back from Mirel", "move its guns off the Mirel heights"],
    ["share daily flow data from the Lusk dam", "hand over the daily gauge readings at Lusk", "provide flow figures for the Lusk dam"],
    ["pay the arrears of 3,000 teachers", "settle teachers' back pay", "pay the teachers what they are owed"],
    ["allow grain ships into Port Adar", "let wheat vessels dock at Adar", "admit grain carriers to the port of Adar"],
    ["dismantle the drone base at Sorn", "close the Sorn drone site", "take down its drones' launch pads at Sorn"],
    ["hand over maps of the Keld minefields", "give up minefield charts for Keld", "supply the charts of mines laid round Keld"],
    ["admit monitors to the Halden camps", "let observers inspect camps at Halden", "give inspectors access to the Halden camps"],
    ["lift the fuel embargo on Tavi island", "end the embargo on fuel for Tavi", "allow fuel to reach Tavi again"],
]  # fmt: skip
DEMANDS = [
    ["disband the Orel militia", "dissolve militia units in Orel"],
    ["recognise the Assembly's vote of April", "accept the April vote of the Assembly"],
    ["extradite the bomber of Kesk", "surrender the man behind the Kesk bombing"],
    ["cut its tariff on timber by half", "halve the timber tariff"],
    ["stop jamming rescue frequencies", "end its jamming of the rescue band"],
    ["return the bells of Sant Ilar", "give the Sant Ilar bells back"],
]
WARNINGS = [
    ["shut the gas line to Velm", "turn off gas for Velm"],
    ["shell the depot at Rusk", "bombard the Rusk depot"],
    ["call out all pilots", "order a walk-out of pilots"],
]


@dataclass
class Truth:
    """What is true of a simulated record, by entry and by name."""

    actors: dict[tuple[str, str], str] = field(default_factory=dict)
    part_of: dict[str, str] = field(default_factory=dict)
    meetings: dict[str, str] = field(default_factory=dict)
    threads: dict[str, str] = field(default_factory=dict)
    # thread: who says so: the last that he said of it
    status: dict[str, dict[str, Standing]] = field(default_factory=dict)
    # process: day: the state of it after the reports of that day
    phases: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    process_of: dict[str, str] = field(default_factory=dict)
    never_heard: dict[str, set[str]] = field(default_factory=dict)


@dataclass
class Person:
    """Somebody who speaks for a party."""

    id: str
    given: str
    surname: tuple[str, str]
    title: str

    def called(self, draw: random.Random) -> str:
        """His name in one report."""
        spelt = draw.choice(self.surname)
        return draw.choice([f"{self.given} {spelt}", f"{self.given} {spelt}", f"{self.given[0]}. {spelt}"])


@dataclass
class Side:
    """A party with those who speak for it."""

    id: str
    names: list[str]
    kind: str
    people: list[Person]
    delegation: list[str]

    def called(self, draw: random.Random) -> str:
        """The party's name in one report."""
        return draw.choice(self.names)


@dataclass
class Event:
    """Something that happened on a day, told by the entry that `kind` and its slots make."""

    day: date
    kind: str
    actor: Side
    other: Side
    key: str
    words: list[str] = field(default_factory=list)
    by: str = "author"
    form: Form | None = None
    place: str = ""
    round: int = 0
    outcome: Outcome | None = None
    planned: date | None = None


class Simulator:
    """Makes one record of several processes. The same seed, the same record."""

    def __init__(self, seed: int, *, processes: int = 2, days: int = 90) -> None:
        self._draw = random.Random(seed)
        self._days = days
        self.truth = Truth()
        self.lines: list[Line] = []
        self._count = 0
        states, groups = self._draw.sample(STATES, len(STATES)), self._draw.sample(GROUPS, len(GROUPS))
        surnames = self._draw.sample(SURNAMES, len(SURNAMES))
        self._people = iter(
            Person(f"P{n}", given, surnames[n % len(surnames)], title)
            for n, given in enumerate(self._draw.sample(GIVEN, len(GIVEN)))
            for title in [self._draw.choice(["Foreign Minister", "spokesman", "chief negotiator", "General"])]
        )
        sides = [self._state(states.pop()), self._group(groups.pop())]
        for n in range(processes):
            if n:
                # a party in common with the process before
                sides = [
                    sides[0],
                    self._state(states.pop()) if self._draw.random() < 0.5 else self._group(groups.pop()),
                ]
            self._process(f"PROC{n}", sides[0], sides[1], states.pop())

    # -- who ----------------------------------------------------------------------------------------------------

    def _state(self, names: tuple[str, str, str]) -> Side:
        name, capital, adjective = names
        called = [name, name, capital, f"{adjective} government", f"{adjective} side"]
        return Side(name, called, "state", [next(self._people) for _ in range(2)], [f"{adjective} delegation"])

    def _group(self, names: tuple[str, str]) -> Side:
        name, letters = names
        return Side(name, [name, name, letters], "organisation", [next(self._people) for _ in range(2)], [])

    # -- what happened ------------------------------------------------------------------------------------------

    def _process(self, key: str, one: Side, other: Side, host: tuple[str, str, str]) -> None:
        begin = date(2026, 1, 5)
        draw = self._draw
        events: list[Event] = []
        silent = draw.choice([one, other]) if draw.random() < 0.3 else None
        events += self._rounds(key, begin, one, other)
        for n, words in enumerate(draw.sample(WHAT, 6)):
            maker, target = draw.sample([one, other], 2)
            events += self._undertaking(f"{key}-U{n}", begin, maker, target, words)
        for n, words in enumerate(draw.sample(DEMANDS, 3)):
            maker, target = draw.sample([one, other], 2)
            events += self._demand(f"{key}-D{n}", begin, maker, target, words)
        for n, words in enumerate(draw.sample(WARNINGS, 1)):
            maker, target = draw.sample([one, other], 2)
            events.append(Event(self._after(begin, 5, 80), "threaten", maker, target, f"{key}-W{n}", words, by="own"))
        if silent is not None:
            events = [e for e in events if self._speaker_side(e) is not silent]
        events.sort(key=lambda e: (e.day, e.key))
        self._tell(key, events, one, other, host)
        heard = {side.id for e in events if (side := self._speaker_side(e)) is not None}
        self.truth.never_heard[key] = {one.id, other.id} - heard

    @staticmethod
    def _speaker_side(event: Event) -> Side | None:
        return event.actor if event.by == "own" else event.other if event.by == "other" else None

    def _after(self, begin: date, least: int, most: int) -> date:
        return begin + timedelta(self._draw.randint(least, min(most, self._days)))

    def _rounds(self, key: str, begin: date, one: Side, other: Side) -> Iterator[Event]:
        day = begin
        for n in range(1, 4):
            day += timedelta(self._draw.randint(14, 25))
            place = self._draw.choice(CITIES)
            name = f"{key}-M{n}"
            yield Event(day - timedelta(6), "announced", one, other, name, place=place, round=n, planned=day)
            if self._draw.random() < 0.25:
                yield Event(day - timedelta(1), "postponed", one, other, name, place=place, round=n, planned=day)
                continue
            outcome = self._draw.choice([Outcome.NO_AGREEMENT, Outcome.AGREEMENT_TO_CONTINUE, Outcome.FULL_AGREEMENT])
            yield Event(day, "under_way", one, other, name, place=place, round=n, planned=day)
            yield Event(
                day + timedelta(1), "ended", one, other, name, place=place, round=n, outcome=outcome, planned=day
            )

    def _undertaking(self, key: str, begin: date, maker: Side, other: Side, words: list[str]) -> Iterator[Event]:
        draw = self._draw
        day = self._after(begin, 2, 60)
        course = draw.choice(["verbal, denied", "written, kept", "signed, breach", "own word", "offer, refused"])
        if course == "verbal, denied":
            yield Event(day, "commit", maker, other, key, words, "other", Form.VERBAL)
            yield Event(day + timedelta(3), "deny", maker, other, key, words, "own")
        elif course == "written, kept":
            yield Event(day, "commit", maker, other, key, words, "author", Form.WRITTEN)
            yield Event(day + timedelta(12), "kept", maker, other, key, words, "author")
        elif course == "signed, breach":
            yield Event(day, "commit", maker, other, key, words, "author", Form.SIGNED)
            yield Event(day + timedelta(10), "breach", maker, other, key, words, "other")
            if draw.random() < 0.5:
                yield Event(day + timedelta(12), "deny", maker, other, key, words, "own")
        elif course == "own word":
            yield Event(day, "commit", maker, other, key, words, "own", None)
        else:
            yield Event(day, "offer", maker, other, key, words, "own", None)

    def _demand(self, key: str, begin: date, maker: Side, other: Side, words: list[str]) -> Iterator[Event]:
        day = self._after(begin, 2, 70)
        yield Event(day, "demand", maker, other, key, words, "own")
        if self._draw.random() < 0.5:
            yield Event(day + timedelta(4), "refuse", other, maker, key, words, "own")

    # -- who tells it -------------------------------------------------------------------------------------------

    def _tell(self, key: str, events: list[Event], one: Side, other: Side, host: tuple[str, str, str]) -> None:
        draw = self._draw
        reports: dict[tuple[str, date], list[Event]] = defaultdict(list)
        for event in events:
            for outlet in draw.sample(OUTLETS, draw.randint(1, 3)):
                reports[outlet, event.day + timedelta(draw.choice([0, 0, 0, 1, 1, 2]))].append(event)
        order = sorted(reports.items(), key=lambda item: (item[0][1], item[0][0]))
        for (outlet, day), told in order:
            # the first words of a report say what it is about
            self._report(key, outlet, day, told, one, other, host)
        self._settle(key, order)

    def _settle(self, key: str, order: list[tuple[tuple[str, date], list[Event]]]) -> None:
        """What follows from the reports, by the meaning of the words: the last that each says, the last state shown."""
        shown = {
            Outcome.NO_AGREEMENT: "stalled",
            Outcome.AGREEMENT_TO_CONTINUE: "talks_under_way",
            Outcome.FULL_AGREEMENT: "agreement",
        }
        phases: list[tuple[str, str]] = []
        for (_, day), told in order:
            for event in sorted(told, key=lambda e: (e.day, e.key)):
                if event.kind in ("under_way", "announced"):
                    # who is to meet again is still talking
                    phases.append((day.isoformat(), "talks_under_way"))
                if event.kind == "ended" and event.outcome is not None:
                    phases.append((day.isoformat(), shown[event.outcome]))
                standing = {
                    "commit": Standing.IN_EFFECT if event.form is Form.SIGNED else Standing.GIVEN,
                    "offer": Standing.OFFERED,
                    "deny": Standing.DENIED,
                    "kept": Standing.KEPT,
                    "breach": Standing.BREACH_ALLEGED,
                }.get(event.kind)
                side = self._speaker_side(event)
                if standing is not None:
                    self.truth.status.setdefault(event.key, {})[side.id if side is not None else "author"] = standing
        self.truth.phases[key] = phases

    def _report(
        self, key: str, outlet: str, day: date, told: list[Event], one: Side, other: Side, host: tuple[str, str, str]
    ) -> None:
        draw = self._draw
        self._count += 1
        report = f"r-{self._count:05d}"
        origin = Origin(report, day.isoformat(), outlet)
        names = {side.id: side.called(draw) for side in (one, other)}
        mediator = draw.choice([host[0], host[1], f"{host[2]} government"])
        self._call(report, mediator, host[0])
        made: list[Entry] = []

        def actor(side: Side) -> Actor:
            self._call(report, names[side.id], side.id)
            return Actor(names[side.id], names[side.id], kind=side.kind)

        def speaker(side: Side) -> Actor:
            person = draw.choice(side.people)
            name = person.called(draw)
            self._call(report, name, person.id)
            self._call(report, names[side.id], side.id)
            self.truth.part_of[person.id] = side.id
            return Actor(name, name, kind="person", role=person.title, country=names[side.id])

        made.append(
            self._entry(
                report, len(made), Kind.PARTICIPATION, None, [Actor(mediator, mediator, kind="state")], role="mediator"
            )
        )
        for event in sorted(told, key=lambda e: (e.day, e.key)):
            entry = self._entry_of(report, len(made), event, actor, speaker)
            (self.truth.meetings if entry.kind is Kind.MEETING else self.truth.threads)[entry.id] = event.key
            made.append(entry)
        for entry in made:
            self.truth.process_of[entry.id] = key
            self.lines.append(Line(entry, origin))

    def _call(self, report: str, name: str, who: str) -> None:
        self.truth.actors[report, name] = who

    def _entry_of(self, report: str, n: int, event: Event, actor: object, speaker: object) -> Entry:
        draw = self._draw
        side = self._speaker_side(event)
        said = [speaker(side)] if side is not None else []  # type: ignore[operator]
        style = draw.choice([Style.INDIRECT, Style.DIRECT]) if said else Style.AUTHOR
        one, other = actor(event.actor), actor(event.other)  # type: ignore[operator]
        if event.kind in ("announced", "under_way", "ended", "postponed"):
            time = When()
            if event.planned is not None and draw.random() < 0.6:
                day = event.planned.isoformat()
                time = When(event.planned.strftime("%A"), day, day, Precision.DAY, TimeBasis.RELATIVE_TO_PUBLICATION)
            words = (
                f"the {['first', 'second', 'third'][event.round - 1]} round of talks"
                if draw.random() < 0.6
                else "the talks"
            )
            return self._entry(
                report, n, Kind.MEETING, None, [one, other], words=words, time=time, status=Status(event.kind),
                outcome=event.outcome, place=event.place if draw.random() < 0.7 else None,
            )  # fmt: skip
        what = draw.choice(event.words)
        act = {"kept": "release", "breach": "accuse"}.get(event.kind, event.kind)
        if event.kind == "kept":
            return self._entry(report, n, Kind.ACTION, act, [one], [other], words=f"did {what}", style=style, said=said)
        if event.kind == "breach":
            words = f"accused it of breaking its promise to {what}"
            return self._entry(report, n, Kind.STATEMENT, act, [other], [one], words=words, style=style, said=said)
        return self._entry(
            report, n, Kind.STATEMENT, act, [one], [other], words=f"to {what}", content=f"to {what}", style=style, said=said,
            form=event.form,
        )  # fmt: skip

    def _entry(
        self, report: str, n: int, kind: Kind, act: str | None, actors: list[Actor], addressees: list[Actor] = [],  # noqa: B006
        *, words: str = "words", content: str | None = None, style: Style = Style.AUTHOR, said: list[Actor] = [],  # noqa: B006
        form: Form | None = None, role: str | None = None, time: When = When(), status: Status | None = None,
        outcome: Outcome | None = None, place: str | None = None,
    ) -> Entry:  # fmt: skip
        start = n * 500
        span = Span(start, start + len(words))
        return Entry(
            f"e-{report}-{n}", report, kind, act, (Evidence(start, start + len(words), words, span),),
            MadeBy("simulated", "simulated"), tuple(actors), tuple(addressees), Attribution(tuple(said), None, style),
            role=role, form=form, content=content, time=time, status=status, outcome=outcome, place=place,
        )  # fmt: skip
