"""Who tells of what happened, and when: outlets, late and undated reports, reprints, mistakes and their corrections."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from onrecord.model import Form
from tests.simulated.history import OWN, Event, History, Process
from tests.simulated.names import Names, Person, Side

# days between two reports of an outlet on one process
EVERY = {"agency": 4, "local": 8, "state_media": 6, "translated": 8, "communique": 1}
# what is told on the same day or never
FRESH = {"meeting_announced", "meeting_moved", "meeting_postponed", "meeting_under_way"}
# what is told of the past, also weeks after; an announcement is not
LATE = {
    "promise_verbal", "promise_written", "promise_signed", "meeting_ended_none", "meeting_ended_deal",
    "meeting_ended_continue", "breach", "deny_promise", "offer", "kept",
}  # fmt: skip


@dataclass(frozen=True)
class Outlet:
    """Who publishes, and how it writes. A communiqué is by one side (`of`)."""

    name: str
    style: str
    of: Side | None = None


@dataclass(frozen=True, eq=False)
class Telling:
    """One event as one report tells it. `dated`: with the day on which it happened; `recalled`: as background."""

    event: Event
    process: Process
    speaker: Person | None
    dated: bool = False
    recalled: bool = False


@dataclass(eq=False)
class Edition:
    """One report. `seed` fixes its words, so that a reprint has those of the report it repeats."""

    outlet: Outlet
    day: date
    tellings: list[Telling]
    seed: int
    process: Process
    undated: bool = False
    reprint_of: Edition | None = None
    id: str = ""

    @property
    def family(self) -> str:
        """The id of the report that it repeats, or its own."""
        return self.reprint_of.family if self.reprint_of is not None else self.id

    @property
    def published(self) -> str | None:
        """The day of publication, None when the report has none."""
        return None if self.undated else self.day.isoformat()


@dataclass
class Press:
    """Tells processes in reports. The same seed, the same reports."""

    draw: random.Random
    names: Names
    editions: list[Edition] = field(default_factory=list)

    def tell(self, process: Process) -> None:
        """All reports on a process, with their reprints and corrections."""
        draw = self.draw
        outlets = [Outlet(name, style) for name, style in self.names.outlets()]
        made: list[Edition] = []
        for (outlet, day), told in sorted(
            self._assigned(process, outlets).items(), key=lambda item: (item[0][1], item[0][0].name)
        ):
            undated = draw.random() < 0.05
            tellings = [replace(t, dated=t.dated or undated and t.event.kind in LATE) for t in told]
            here = {t.event for t in told}
            past = [e for e in process.events if e.kind in LATE and (day - e.day).days > 6 and e not in here]
            if outlet.of is None:
                for event in draw.sample(past, min(len(past), draw.choice([0, 0, 0, 1, 1, 2]))):
                    tellings.append(self.telling(event, process, dated=True, recalled=True))
            made.append(Edition(outlet, day, tellings, draw.getrandbits(32), process, undated))
        for edition in list(made):
            made += self._corrected(edition)
            if draw.random() < 0.12 and edition.outlet.style != "communique":
                again = draw.choice([o for o in outlets if o is not edition.outlet])
                day = edition.day + timedelta(draw.choice([0, 1]))
                made.append(
                    replace(edition, outlet=again, day=day, tellings=list(edition.tellings), reprint_of=edition)
                )
        self.editions += made

    def _assigned(self, process: Process, outlets: Sequence[Outlet]) -> dict[tuple[Outlet, date], list[Telling]]:
        draw = self.draw
        told: dict[tuple[Outlet, date], list[Telling]] = defaultdict(list)
        for event in process.events:
            for outlet in draw.sample(list(outlets), draw.choice([1, 1, 2, 2, 3])):
                late = event.kind in LATE and draw.random() < 0.07
                day = event.day + timedelta(draw.randint(15, 40) if late else draw.choice([0, 0, 0, 1, 1, 2]))
                if event.kind in FRESH:
                    day = event.day
                else:
                    # few outlets write of it every day
                    day += timedelta(-day.toordinal() % EVERY[outlet.style])
                told[outlet, day].append(self.telling(event, process, dated=late or (day - event.day).days > 5))
            if event.by == OWN and event.speaks is not None and draw.random() < 0.15:
                own = Outlet(f"{event.speaks.adjective or event.speaks.id} press office", "communique", event.speaks)
                told[own, event.day].append(self.telling(event, process))
        return told

    def telling(self, event: Event, process: Process, *, dated: bool = False, recalled: bool = False) -> Telling:
        """One event as a report tells it; of those who may speak one does."""
        side = event.speaks
        speaker = self.draw.choice(side.speaking(event.day)) if side is not None else None
        return Telling(event, process, speaker, dated, recalled)

    def _corrected(self, edition: Edition) -> Iterator[Edition]:
        """Puts a mistake into some reports, and the report that takes it back."""
        for n, telling in enumerate(edition.tellings):
            event = telling.event
            if self.draw.random() >= 0.08 or edition.undated or telling.dated:
                continue
            if event.kind == "promise_verbal":
                wrong = replace(event, kind="promise_written", form=Form.WRITTEN, wrong=True)
                right = replace(event, kind="correction_form", by="author")
            elif event.kind.startswith("meeting_ended"):
                wrong = replace(event, place=self.names.city(), wrong=True)
                right = replace(event, kind="correction_place", instead=wrong.place)
            else:
                continue
            edition.tellings[n] = replace(telling, event=wrong)
            day = edition.day + timedelta(self.draw.randint(1, 3))
            told = Telling(right, telling.process, None)
            yield Edition(edition.outlet, day, [told], self.draw.getrandbits(32), edition.process)

    def number(self, count: int) -> list[Edition]:
        """The first so many reports by day, each with its id."""
        order = sorted(self.editions, key=lambda e: (e.day, e.reprint_of is not None, e.outlet.name, e.seed))[:count]
        for n, edition in enumerate(order, 1):
            edition.id = f"r-{n:05d}"
        return order


def world(seed: int, *, reports: int) -> list[Edition]:
    """So many reports on as many processes as they need: some share a party, and a mediator of one is a party of another."""
    draw = random.Random(seed)
    names = Names(draw)
    press, history = Press(draw, names), History(draw, names)
    sides: list[Side] = []
    processes: list[Process] = []
    while len(press.editions) < reports or len(processes) < 2:
        begin = date(2024, 1, 8) + timedelta(draw.randint(0, 30 + 3 * len(processes)))
        last = processes[-1] if processes else None
        one = last.one if last is not None and draw.random() < 0.5 else _party(draw, names, begin, sides)
        other = _party(draw, names, begin, sides)
        if last is not None and draw.random() < 0.4 and last.other is not one and last.one is not one:
            mediator = last.other
        else:
            mediator = names.state()
        process = history.process(f"PROC{len(processes)}", one, other, mediator, begin)
        processes.append(process)
        press.tell(process)
        if last is not None and (last.one is one):
            _rounded_up(draw, press, last, process)
    return press.number(reports)


def _party(draw: random.Random, names: Names, begin: date, sides: list[Side]) -> Side:
    side = names.state() if draw.random() < 0.6 else names.group()
    known = [person for other in sides[-2:] for person in other.people]
    names.staff(side, begin, 120, namesake=draw.choice(known) if known and draw.random() < 0.25 else None)
    sides.append(side)
    return side


def _rounded_up(draw: random.Random, press: Press, one: Process, other: Process) -> None:
    """Reports on one process that end with something of another that shares a party."""
    for edition in press.editions:
        if edition.process is not other or edition.reprint_of is not None or draw.random() >= 0.08:
            continue
        near = [e for e in one.events if 0 <= (edition.day - e.day).days <= 2]
        if near and not edition.undated and edition.outlet.style != "communique":
            more = press.telling(draw.choice(near), one)
            for same in press.editions:
                if same is edition or same.reprint_of is edition:
                    same.tellings.append(more)
