"""Who there is in simulated processes: states, groups and persons, each with all the names it goes by."""

from __future__ import annotations

import random
import tomllib
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

STATES = [
    ("Pakistan", "Islamabad", "Pakistani"), ("Tunisia", "Tunis", "Tunisian"), ("Peru", "Lima", "Peruvian"),
    ("Kenya", "Nairobi", "Kenyan"), ("Georgia", "Tbilisi", "Georgian"), ("Nepal", "Kathmandu", "Nepali"),
    ("Chad", "N'Djamena", "Chadian"), ("Laos", "Vientiane", "Lao"), ("Sudan", "Khartoum", "Sudanese"),
    ("Bolivia", "La Paz", "Bolivian"), ("Norway", "Oslo", "Norwegian"), ("Oman", "Muscat", "Omani"),
    ("Uruguay", "Montevideo", "Uruguayan"), ("Malaysia", "Kuala Lumpur", "Malaysian"), ("Senegal", "Dakar", "Senegalese"),
    ("Armenia", "Yerevan", "Armenian"), ("Ethiopia", "Addis Ababa", "Ethiopian"), ("Ecuador", "Quito", "Ecuadorian"),
]  # fmt: skip
# the beginnings of invented places, and what groups are called after them
PLACES = "Kelm Harad Torv Dalvar Osk Murn Tesh Vard Ilmen Sorath Bredan Kuvar Nesh Arlon Jebel Ruska Palun Ghor".split()
ENDS = ["", "a", "ia", "eh", "or", "in", "ul", "ava"]
GROUPS = [
    "{} Liberation Front", "United {} Federation", "{} Resistance Army", "Movement for the {} Valley", "{} Patriotic Congress",
    "{} Popular Guard", "Free {} Movement", "{} Workers' Union", "National Council of {}",
]  # fmt: skip
FACTIONS = ["{} faction of the {}", "{} wing of the {}"]
OUTLETS = {
    "agency": ["Harbour Wire", "Meridian News Agency", "Orsenia Press Agency", "Agencia Lirio", "Continental Press", "Northern Telegraph"],
    "local": ["Daily Ledger", "Valley Post", "Lindhavn Courier", "Mwambeni Tribune", "The Steppe Gazette", "Dockside Echo"],
    "state_media": ["Voice of the Nation", "The People's Morning", "State Television", "The National Banner", "Radio Republic"],
    "translated": ["Le Matin de Pont-Sarrel", "Diario de Puerto Almas", "Aldersund Dagblad", "Neue Sirotsker Zeitung", "Al-Sahil"],
}  # fmt: skip
TITLES = ["Foreign Minister", "Defence Minister", "chief negotiator", "spokesman", "General", "Secretary-General"]
# other spellings of surnames, also with accents
SPELT = [
    ("Wakil", "Waqeel"), ("Hadidi", "Hadeedi"), ("Tsereteli", "Cereteli"), ("Qasim", "Kasim"), ("Okello", "Okelo"),
    ("Shrestha", "Shresta"), ("Zhukov", "Jukov"), ("Lindqvist", "Lindkvist"), ("Ouédraogo", "Ouedraogo"), ("Yussuf", "Yusuf"),
    ("Brandt", "Brant"), ("Petrosyan", "Petrosian"), ("Muñoz", "Munoz"), ("Çelik", "Celik"), ("Dvořák", "Dvorak"),
]  # fmt: skip


@cache
def phrases() -> dict[str, Any]:
    """Phrases and sentences by others, and more sentences of our own."""
    return tomllib.loads((Path(__file__).parent.parent / "phrases.toml").read_text(encoding="utf-8"))


@dataclass(eq=False)
class Person:
    """Somebody who speaks for a party, in an office that he may get or lose on a day."""

    id: str
    given: str
    surname: tuple[str, ...]
    title: str
    since: date | None = None
    until: date | None = None

    def in_office(self, day: date) -> bool:
        """Whether he holds his title on that day."""
        return (self.since is None or day >= self.since) and (self.until is None or day < self.until)

    def called(self, draw: random.Random) -> str:
        """His name in one report."""
        spelt = draw.choice(self.surname)
        return draw.choice([f"{self.given} {spelt}"] * 3 + [f"{self.given[0]}. {spelt}"])


@dataclass(eq=False)
class Side:
    """A party, with those who speak for it, its delegation or a faction that goes its own way."""

    id: str
    names: list[str]
    kind: str
    adjective: str = ""
    people: list[Person] = field(default_factory=list)
    delegation: Side | None = None
    faction: Side | None = None

    @property
    def is_state(self) -> bool:
        """Whether it is a state; groups stand with "the" in running text."""
        return self.kind == "state"

    def speaking(self, day: date) -> list[Person]:
        """Those who are in office on that day."""
        return [person for person in self.people if person.in_office(day)]


class Names:
    """Gives out names; none is given to two, but for surnames, which may be shared."""

    def __init__(self, draw: random.Random) -> None:
        self._draw = draw
        known = phrases()["names"]
        self._given: list[str] = list(known["given"])
        self._surnames = [*SPELT, *(tuple(v) for v in known["variants"])]
        varied = {v[0] for v in self._surnames}
        self._surnames += [(name,) for name in known["surname"] if name not in varied]
        self._states: list[tuple[str, ...]] = [*STATES, *(tuple(s) for s in known["state"])]
        self._groups: list[tuple[str, str]] = [(name, letters) for name, letters in known["group"]]
        self._cities: list[str] = list(known["city"])
        draw.shuffle(self._states)
        draw.shuffle(self._groups)
        self._taken: set[str] = set()
        self._persons = 0

    def state(self) -> Side:
        """A state nobody else is; when all are given out, an invented one."""
        if self._states:
            name, *capital, adjective = self._states.pop()
        else:
            name, capital = self._fresh("{}stan"), []
            adjective = f"{name}i"
        side = Side(name, [name, name, *capital, f"{adjective} government"], "state", adjective)
        side.delegation = Side(f"{name}/delegation", [f"{adjective} delegation"], "group")
        return side

    def group(self) -> Side:
        """A group with the letters it goes by; some have a faction that acts on its own."""
        if self._groups:
            name, letters = self._groups.pop()
        else:
            name = self._fresh(self._draw.choice(GROUPS))
            letters = "".join(word[0] for word in name.split() if word[0].isupper())
        side = Side(name, [name, name, letters], "organisation")
        if self._draw.random() < 0.4:
            chief = self._draw.choice([s[0] for s in self._surnames])
            called = [shape.format(chief, self._draw.choice([name, letters])) for shape in FACTIONS]
            side.faction = Side(f"{name}/faction", called, "organisation")
        return side

    def staff(self, side: Side, begin: date, days: int, *, namesake: Person | None = None) -> None:
        """Gives a party those who speak for it: two at least; one title may change hands."""
        titles = self._draw.sample(TITLES[:4] if side.is_state else TITLES[2:], 2)
        side.people = [self.person(title, namesake if n == 0 else None) for n, title in enumerate(titles)]
        if self._draw.random() < 0.4:
            # a new holder of the first title
            day = date.fromordinal(begin.toordinal() + self._draw.randint(days // 3, 2 * days // 3))
            side.people[0].until = day
            side.people.append(self.person(titles[0], None))
            side.people[-1].since = day

    def person(self, title: str, namesake: Person | None) -> Person:
        """Somebody, with the surname of another where one is given."""
        self._persons += 1
        for _ in range(200):
            given = self._draw.choice(self._given)
            surname = namesake.surname if namesake is not None else self._draw.choice(self._surnames)
            # "K. Hadidi" must be one, and no two have the same surname but on purpose
            if (key := f"{given[0]}. {surname[0]}") not in self._taken and (
                namesake is not None or surname[0] not in self._taken
            ):
                break
        else:
            surname = (self._fresh("{}"),)
            key = f"{given[0]}. {surname[0]}"
        self._taken |= {key, surname[0]}
        return Person(f"P{self._persons}", given, surname, title)

    def outlets(self) -> list[tuple[str, str]]:
        """Five outlets with the style of each: two agencies and one of each other style."""
        agencies = self._draw.sample(OUTLETS["agency"], 2)
        others = [(self._draw.choice(known), style) for style, known in OUTLETS.items() if style != "agency"]
        return [*((name, "agency") for name in agencies), *others]

    def city(self) -> str:
        """A city; the same may be the place of many meetings."""
        return self._draw.choice(self._cities)

    def _fresh(self, shape: str) -> str:
        for _ in range(1000):
            stem = self._draw.choice(PLACES) + self._draw.choice(PLACES).lower() * (len(self._taken) > 60)
            name = shape.format(stem + self._draw.choice(ENDS))
            if name not in self._taken:
                break
        self._taken.add(name)
        return name
