"""What is true of a simulated record: who is who, which telling is of what, and what follows from all that was told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from onrecord.model import Form
from onrecord.model.story import Standing
from tests.simulated.history import OUTCOMES, Event
from tests.simulated.press import Edition, Telling

AUTHOR = "author"
# whoever says that a promise was not broken says that it stands, by one of these words or another
HOLDS = frozenset({Standing.KEPT, Standing.GIVEN, Standing.IN_EFFECT})
ANSWERS = {"demand_refused": "refused", "demand_met": "met", "demand_countered": "countered"}
STATES = {
    "meeting_announced",
    "meeting_moved",
    "meeting_under_way",
    "phase_stalled",
    *(kind for kind, _ in OUTCOMES.values()),
}

SIGNED = {"promise_signed"}


@dataclass
class Truth:
    """What is true of a simulated record. Tellings go by the id of their entry, or in texts by that of their sentence."""

    actors: dict[tuple[str, str], str] = field(default_factory=dict)
    meetings: dict[str, str] = field(default_factory=dict)
    threads: dict[str, str] = field(default_factory=dict)
    # how each is told, for those who read what was wrong
    words: dict[str, str] = field(default_factory=dict)
    # the place of each telling in the dispatch that is told: a reprint has those of the report that it repeats
    dispatch: dict[str, str] = field(default_factory=dict)
    process_of: dict[str, str] = field(default_factory=dict)
    family: dict[str, str] = field(default_factory=dict)
    # thread: who says so: the last that he said of it, in any of these words; what only the reporter tells the maker may share
    status: dict[str, dict[str, frozenset[Standing]]] = field(default_factory=dict)
    makers: dict[str, str] = field(default_factory=dict)
    forms: dict[str, Form | None] = field(default_factory=dict)
    # demand: met, refused, countered or ignored
    answers: dict[str, str] = field(default_factory=dict)
    # process: days with the state of it, in any of these words, after the reports of that day
    phases: dict[str, list[tuple[str, frozenset[str]]]] = field(default_factory=dict)
    # process: party: whether any report lets it speak, and whether any narrates what it said
    heard: dict[str, dict[str, tuple[bool, bool]]] = field(default_factory=dict)

    def settle(self, editions: Iterable[Edition]) -> None:
        """Works out what follows from the reports, by the day on which things happened, not that on which they were told."""
        told = [(edition, telling) for edition in editions for telling in edition.tellings]
        by_day = sorted(told, key=lambda at: (at[1].event.day, at[1].event.key, at[1].event.kind))
        for edition, telling in by_day:
            self.family[edition.id] = edition.family
            self._heard(telling)
            if not telling.event.wrong:
                self._thread(telling.event)
        for key in {t.event.key for _, t in told if t.event.wrong} - {
            t.event.key for _, t in told if t.event.kind.startswith("correction")
        }:
            # what nobody has corrected is not known to be wrong
            self.forms.pop(key, None)
        self._phases(told)

    def _heard(self, telling: Telling) -> None:
        event = telling.event
        heard = self.heard.setdefault(telling.process.key, {})
        for side in (telling.process.one, telling.process.other):
            speaks, narrated = heard.get(side.id, (False, False))
            told = event.matter is not None and event.by == AUTHOR and event.actor is side
            heard[side.id] = (speaks or event.speaks is side, narrated or told)

    def _thread(self, event: Event) -> None:
        if event.matter is None:
            return
        key = event.key
        if event.standing is not None:
            side = event.speaks
            words = HOLDS if event.kind == "breach_denied" else frozenset({event.standing})
            self.status.setdefault(key, {})[side.id if side is not None else AUTHOR] = words
            self.makers[key] = event.actor.id
            self.forms[key] = self.forms.get(key) or event.form
        if event.kind == "demand":
            self.answers.setdefault(key, "ignored")
        elif event.kind in ANSWERS:
            self.answers[key] = ANSWERS[event.kind]

    def _phases(self, told: list[tuple[Edition, Telling]]) -> None:
        days: dict[str, dict[date, list[Event]]] = defaultdict(lambda: defaultdict(list))
        for edition, telling in told:
            if not edition.undated and telling.event.kind in STATES | SIGNED:
                days[telling.process.key][edition.day].append(telling.event)
        for process, by_day in days.items():
            known: list[Event] = []
            for day in sorted(by_day):
                known += by_day[day]
                if latest := [e for e in known if e.state is not None]:
                    last = max(latest, key=lambda e: e.day)
                    # a paper signed since then may be called an agreement or a step on the way
                    signed = any(e.kind in SIGNED and e.day >= last.day for e in known)
                    states = {last.state or "", *(("agreement",) if signed else ())}
                    self.phases.setdefault(process, []).append((day.isoformat(), frozenset(states)))
