"""The reports of a simulated record as texts: headlines, datelines, first and second mentions, pronouns, background."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from tests.simulated.entries import ROUNDS, note
from tests.simulated.history import Event
from tests.simulated.names import Person, Side, phrases
from tests.simulated.press import Edition, Telling
from tests.simulated.truth import Truth

# kind of telling: its templates, with "_said" or "_told" by who tells it where both are there
TEMPLATES = {
    "breach": "breach_said",
    "promise_signed": "promise_signed_told",
    "promise_own": "promise_own_said",
    "demand_refused": "refuse",
    "phase_stalled_said": "phase_stalled_said",
    "phase_stalled": "phase_stalled_told",
}
WOMEN = set(
    "Mireille Ingrid Soledad Yelena Nasreen Thandeka Lakshmi Siobhan Marit Leocadia Katarzyna Teuila Noor Chiamaka Roya "
    "Isolde Pilar".split()
)
HEADLINES = {
    "meeting": [
        "Talks in {place}",
        "{actor} and {other}: the talks",
        "At the table in {place}",
        "Negotiators in {place}",
    ],
    "promise": [
        "Row over a promise",
        "What {actor} promised",
        "{other} and the word of {actor}",
        "A promise and its price",
    ],
    "demand": ["{actor} and {other} at odds", "Demands on the table", "Hard words between {actor} and {other}"],
    "": ["{actor}, {other} in the news", "The day in {place}", "News of {actor} and {other}"],
}
AFTER = [
    "“That is all I can say today,” {he} added.",
    "{He} did not take questions.",
    "“The public will judge,” {he} said.",
    "{He} spoke for less than ten minutes.",
    "{He} had arrived from {place} the night before.",
    "“We have patience,” {he} told reporters.",
]

PRESENT = re.compile(
    r"\b(has|have|is|are|faces|wants|refuses|persists|balks|demands|insists|undertakes|obliges|says|tells|runs|remain|"
    r"stands|mediates|must|at present|currently)\b"
)
AGREED = re.compile("agree|consent|decid|settled|resolved|finished|cancelled|postponed|put off|called off")
SENT = re.compile("[Dd]elegat|[Ee]nvoy|egotiators|epresentatives")


@dataclass(frozen=True)
class Sentence:
    """Where in a text a telling stands."""

    telling: str
    start: int
    end: int
    process: str


@dataclass
class Text:
    """One report as a text, with what it tells of and whom it means by each name."""

    edition: Edition
    body: str = ""
    sentences: list[Sentence] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)


def texts_of(editions: Iterable[Edition], truth: Truth) -> list[Text]:
    """All reports as texts; what each sentence is of is put into `truth`."""
    return [_Writing(edition, truth).text() for edition in editions]


class _Writing:
    """One report while it is written."""

    def __init__(self, edition: Edition, truth: Truth) -> None:
        first = edition
        while first.reprint_of is not None:
            first = first.reprint_of
        self._edition, self._first, self._truth = edition, first, truth
        self._style = first.outlet.style
        # the words of a report and its reprints are the same
        self._draw = random.Random(edition.seed)
        self._own = random.Random(f"{edition.seed} {edition.outlet.name}")
        self._made = Text(edition)
        self._met: dict[str, int] = {}
        self._called: dict[str, str] = {}
        self._last: Person | None = None
        self._city = edition.tellings[0].event.place or self._draw.choice(phrases()["names"]["city"])

    def text(self) -> Text:
        """Headline, byline, dateline and paragraphs, each telling with its place."""
        draw = self._draw
        # what is said after a telling stands in its paragraph
        paragraphs: list[tuple[str, Telling | str]] = []
        for telling in self._edition.tellings:
            sentence = self._sentence(telling)
            paragraphs.append((sentence, telling))
            if telling.speaker is not None and draw.random() < 0.35:
                he = "she" if telling.speaker.given in WOMEN else "he"
                after = draw.choice(AFTER).format(he=he, He=he.capitalize(), place=self._city)
                paragraphs.append((after, "after"))
                self._last = telling.speaker
        paragraphs += self._background(sum(len(words.split()) for words, _ in paragraphs))
        if self._edition.reprint_of is not None and sum(len(words) for words, _ in paragraphs) > 600:
            # a reprint may leave out the end
            paragraphs = paragraphs[: len(paragraphs) - self._own.choice([0, 1])]
        self._put(self._head())
        for n, (sentence, of) in enumerate(paragraphs):
            self._put("" if n == 0 else " " if of == "after" else "\n\n")
            start = len(self._made.body)
            self._put(sentence)
            if isinstance(of, Telling):
                key = f"{self._edition.id}#{n}"
                note(self._truth, key, of, sentence, f"{self._edition.family}#{n}")
                if of.event.kind.startswith("meeting") and AGREED.search(sentence):
                    # who "agreed to meet" has said something
                    heard = self._truth.heard.setdefault(of.process.key, {})
                    for side in (of.process.one, of.process.other):
                        heard[side.id] = (heard.get(side.id, (False, False))[0], True)
                self._made.sentences.append(Sentence(key, start, len(self._made.body), of.process.key))
        self._put(f"\n\n{self._tail()}\n" if self._tail() else "\n")
        return self._made

    def _put(self, words: str) -> None:
        self._made.body += words

    # -- around the news ----------------------------------------------------------------------------------------

    def _head(self) -> str:
        edition, telling = self._edition, self._edition.tellings[0]
        kinds = [kind for kind in HEADLINES if kind and telling.event.kind.startswith(kind)]
        title = self._own.choice(HEADLINES[kinds[0] if kinds else ""])
        names = {"actor": _bare(telling.process.one), "other": _bare(telling.process.other), "place": self._city}
        head = title.format(**names) + "\n\n"
        day = "" if edition.undated else f"{edition.day.day} {edition.day:%B}"
        city, outlet = self._city.upper(), edition.outlet.name
        if self._style == "agency":
            return head + (f"{city}, {day} ({outlet}) - " if day else f"{city} ({outlet}) - ")
        if self._style == "local":
            by = f"{self._own.choice(phrases()['names']['given'])} {self._own.choice(phrases()['names']['surname'])}"
            return f"{head}By {by}\n\n"
        if self._style == "state_media":
            return head + (f"{city}, {day} -- " if day else f"{city} -- ")
        if self._style == "translated":
            return f"{head}[Translated from the original]\n\n"
        dated = f"\n{day} {edition.day.year}" if day else ""
        return f"PRESS RELEASE\n{outlet}{dated}\n\n"

    def _tail(self) -> str:
        if self._edition.reprint_of is not None:
            return f"(Source: {self._first.outlet.name})"
        return {"agency": "", "communique": "End of release.", "translated": "(Translation: editorial staff)"}.get(
            self._style, ""
        )

    def _background(self, told: int) -> list[tuple[str, Telling | str]]:
        """Lines that tell of nothing; where there is little news, more of them."""
        more = phrases()["more"]
        pools = [more["context"]] if self._draw.random() < 0.75 else []
        fill = [f for f in [*more["background"], *phrases()["templates"]["filler"]] if "{speaker}" not in f]
        count = self._draw.choice([0, 1, 1, 2] if told > 60 else [1, 2, 2])
        pools += [[line] for line in self._draw.sample(fill, count)]
        return [(self._line(pool), "") for pool in pools]

    def _line(self, pool: list[str]) -> str:
        """One of these lines; no two reports share one to the letter."""
        process = self._edition.process
        words = re.sub(r"\b\d{1,3}\b", lambda at: self._other(at[0]), self._draw.choice(pool))
        return _capital(
            words.format(actor=self._party(process.one), other=self._party(process.other), place=self._city)
        )

    def _other(self, number: str) -> str:
        return "".join(str(self._draw.randint(1, 9)) for _ in number)

    # -- who ----------------------------------------------------------------------------------------------------

    def _knows(self, who: str, *names: str) -> None:
        for name in names:
            self._made.names.setdefault(name, who)

    def _party(self, side: Side) -> str:
        """A party: in full, then by its letters, its capital or government."""
        met = self._met[side.id] = self._met.get(side.id, 0) + 1
        self._knows(side.id, *side.names, *(f"the {name}" for name in side.names))
        if side.is_state:
            name = side.names[0] if met < 3 else self._draw.choice(side.names[1:])
            return f"the {name}" if name.endswith("government") else name
        if side.kind == "group" or "/" in side.id:
            return f"the {side.names[0]}"
        if met == 1 and len(side.names) > 2:
            self._knows(side.id, f"{side.names[0]} ({side.names[-1]})")
            return f"the {side.names[0]} ({side.names[-1]})"
        return f"the {side.names[-1]}"

    def _at_the_table(self, side: Side) -> str:
        if side.delegation is not None and self._draw.random() < 0.15:
            return self._party(side.delegation)
        return self._party(side)

    def _person(self, person: Person, side: Side, template: str) -> str:
        """Who speaks: with his office and whom it is of, then by surname or as "he"."""
        spelt = self._called.setdefault(person.id, self._draw.choice(person.surname))
        full = f"{person.given} {spelt}"
        title = "Ms" if person.given in WOMEN else "Mr"
        self._knows(person.id, full, spelt, f"{title} {spelt}", f"{person.title} {full}", f"{person.title} {spelt}")
        met = self._met[person.id] = self._met.get(person.id, 0) + 1
        again = self._last is person
        self._last = person
        if met == 1:
            named = "{speaker} of {" in template or "{speaker}, of {" in template
            if named:
                return f"{person.title} {full}"
            whose = side.names[0] if side.is_state else f"the {side.names[-1 if side.id in self._met else 0]}"
            self._party(side)
            if person.title == "General":
                return f"General {full} of {whose}"
            office = f"{whose}'s {person.title.lower()}"
            return self._draw.choice([f"{office} {full}", f"{office} {full}", f"{office}, {full},"])
        if again and template.startswith("{speaker} ") and self._draw.random() < 0.5:
            return "she" if person.given in WOMEN else "he"
        if person.title.endswith("Minister") and self._draw.random() < 0.15:
            self._knows(person.id, "the minister", f"the {person.title.lower()}")
            return "the minister"
        return self._draw.choice([spelt, f"{title} {spelt}", full])

    # -- what is told -------------------------------------------------------------------------------------------

    def _sentence(self, telling: Telling) -> str:
        event = telling.event
        template = self._template(telling)
        actor, other = event.actor, event.other
        if event.kind == "breach":
            actor, other = other, actor
        at = self._at_the_table if event.kind.startswith("meeting") and not SENT.search(template) else self._party
        slots: dict[str, str] = {"place": event.place or self._city, "day": self._day(telling), "wrong": event.instead}
        slots["round"] = ROUNDS[max(event.round, 1) - 1]
        if event.mediator is not None:
            slots["mediator"] = self._party(event.mediator)
        slots |= self._matter(event)
        # in the order in which the words come, so that the first mention is the first
        for slot in sorted({"actor", "other", "speaker"}, key=lambda s: template.find("{" + s + "}")):
            if "{" + slot + "}" not in template:
                continue
            if slot == "speaker":
                side = event.speaks
                assert side is not None and telling.speaker is not None
                slots[slot] = self._person(telling.speaker, side, template)
            else:
                slots[slot] = at(actor if slot == "actor" else other)
        words = _capital(_fill(template, slots)).replace(",,", ",").replace(",.", ".")
        if telling.dated and "{day}" not in template and event.kind != "meeting_recalled":
            words = (
                f"On {event.day.day} {event.day:%B}, {_fill(template, slots) if template[0] == '{' else _lower(words)}"
            )
        return words

    def _template(self, telling: Telling) -> str:
        event = telling.event
        name = TEMPLATES.get(event.kind, event.kind)
        told = "told" if event.speaks is None else "said"
        if event.kind == "meeting_announced" and self._draw.random() < 0.5:
            name = "meeting_announced_round"
        known: Mapping[str, list[str]] = phrases()["templates"]
        more: Mapping[str, list[str]] = phrases()["more"]
        key = name if name in more else f"{name}_{told}"
        pool = [*known.get(key, []), *more.get(key, [])]
        if event.round == 1:
            pool = [t for t in pool if "once again" not in t and "last met" not in t and "since the last" not in t]
        if telling.dated:
            # "On 4 March," stands before no quotation, and not with the present
            pool = [t for t in pool if t[0] not in '“"‘']
            pool = [t for t in pool if not PRESENT.search(t)] or pool
        if not event.place:
            pool = [t for t in pool if "{place}" not in t]
        return self._draw.choice(pool)

    def _matter(self, event: Event) -> dict[str, str]:
        draw, matter = self._draw, event.matter
        if matter is None:
            return {}
        what = matter.said(draw)
        if event.deadline is not None and event.kind.startswith("promise"):
            what = f"{what} by {event.deadline.day} {event.deadline:%B}"
        slots = {"what": what, "harm": what}
        if matter.conditions:
            slots["condition"] = draw.choice(matter.conditions)
        if matter.kept:
            slots["clause"] = draw.choice(matter.kept)
        return slots

    def _day(self, telling: Telling) -> str:
        event = telling.event
        ahead = event.kind in ("meeting_announced", "meeting_moved", "meeting_postponed", "meeting_cancelled")
        day = event.planned if ahead and event.planned is not None else event.day
        # a reprint has the weekday of the report that it repeats
        near = abs((self._first.day - day).days) < 6 and not self._first.undated and not telling.dated
        if self._draw.random() < 0.7 and near:
            return f"on {day:%A}"
        return _written(day, self._draw, american=self._style == "agency")


def _fill(template: str, slots: Mapping[str, str]) -> str:
    """The sentence; what opens a sentence or a quotation gets a capital."""
    made = ""
    rest = template
    while "{" in rest:
        before, _, after = rest.partition("{")
        slot, _, rest = after.partition("}")
        made += before
        opens = made.rstrip('“"‘ ').endswith((".", "?", "!")) or made[-1:] in ("“", '"', "‘")
        made += _capital(slots[slot]) if opens and slots.get(slot) else slots[slot]
    return made + rest


def _bare(side: Side) -> str:
    return side.names[0]


def _capital(words: str) -> str:
    for n, letter in enumerate(words):
        if letter.isalpha():
            return words[:n] + letter.upper() + words[n + 1 :]
        if letter not in '“"‘':
            break
    return words


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]


def _written(day: date, draw: random.Random, *, american: bool) -> str:
    return f"on {day:%B} {day.day}" if american and draw.random() < 0.5 else f"on {day.day} {day:%B}"
