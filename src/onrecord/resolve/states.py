"""States by their names, adjectives and seats of government, from data/states.tsv."""

from __future__ import annotations

import csv
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files


@cache
def _tables() -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    names: dict[str, str] = {}
    adjectives: dict[str, str] = {}
    seats: dict[str, str] = {}
    text = files("onrecord.data").joinpath("states.tsv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines(), delimiter="\t"):
        name = row["name"]
        for other in (name, *filter(None, row["other names"].split("|"))):
            names.setdefault(fold(other), name)
        for word in filter(None, row["adjectives"].split("|")):
            adjectives.setdefault(fold(word), name)
        for seat in filter(None, row["seats"].split("|")):
            seats.setdefault(fold(seat), name)
    return names, adjectives, seats


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """A name for comparison: no case, no accents, no article, no possessive."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).casefold()
    plain = plain.replace("’", "'").strip()
    plain = plain.removesuffix("'s").removesuffix("'")
    return plain.removeprefix("the ").strip()


def state_named(text: str) -> str | None:
    """The state of this name: "Türkiye" is Turkey."""
    return _tables()[0].get(fold(text))


def state_of_adjective(text: str) -> str | None:
    """The state of an adjective or of its people: "Afghans" is Afghanistan."""
    return _tables()[1].get(fold(text))


def state_of_seat(text: str) -> str | None:
    """The state whose government sits there: "Ankara" is Turkey, "the Kremlin" Russia."""
    return _tables()[2].get(fold(text))


@cache
def _adjectives() -> dict[str, str]:
    text = files("onrecord.data").joinpath("states.tsv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter="\t")
    return {row["name"]: row["adjectives"].split("|")[0] for row in rows if row["adjectives"]}


def adjective_of(state: str) -> str | None:
    """The first adjective of a state: "Turkish" of Turkey."""
    return _adjectives().get(state)
