"""A list with its facets: what is asked for, how many there are of each, a page of it, and the whole as a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from onrecord.record.filters import fold
from onrecord.web.query import PAGE, Query

View = dict[str, Any]
T = TypeVar("T")
# how one line of a list is called, and several, where the name of the list does not say it
NOUNS = {"entries": "entry", "silence": "silence", "timeline": "event"}
PLURALS = {"silence": "silences", "timeline": "events"}
# facets whose options stand in the order of time, the latest first
BY_TIME = ("month", "year")
# options shown of a facet, beside those chosen
SHOWN = 12


@dataclass(frozen=True)
class Facet(Generic[T]):
    """One way to narrow a list. `values`: what an item has of it; `word`: how a value is called."""

    name: str
    label: str
    values: Callable[[T], Sequence[str]]
    word: Callable[[str], str] = lambda value: value.replace("_", " ")


@dataclass(frozen=True)
class Column(Generic[T]):
    """One column of the table that a list leaves as."""

    name: str
    value: Callable[[T], object]


@dataclass(frozen=True)
class Listing(Generic[T]):
    """A list: its items in order, how one is shown, how it is narrowed. `words`: what a search in the list looks at."""

    name: str
    title: str
    question: str
    items: Sequence[T]
    row: Callable[[T], View]
    facets: Sequence[Facet[T]]
    columns: Sequence[Column[T]]
    words: Callable[[T], str]
    empty: str
    # what one must know to read it
    note: str = ""

    def chosen(self, query: Query, *, but: str = "") -> list[T]:
        """The items asked for; `but`: leaving out what is asked of one facet."""
        if not query.get("q") and not any(f.name != but and query.all(f.name) for f in self.facets):
            return list(self.items)
        wanted = {f.name: (f, set(query.all(f.name))) for f in self.facets if f.name != but and query.all(f.name)}
        found = [
            item for item in self.items if all(not values.isdisjoint(f.values(item)) for f, values in wanted.values())
        ]
        asked = fold(query.get("q") or "").split()
        if asked:
            found = [item for item in found if all(word in fold(self.words(item)) for word in asked)]
        return found

    def view(self, query: Query) -> View:
        """A page of the list with its facets, and the addresses that narrow, widen, turn and take it away."""
        found = self.chosen(query)
        pages = max(1, -(-len(found) // PAGE))
        page = min(query.page, pages)
        shown = found[(page - 1) * PAGE : page * PAGE]
        return {
            "list": self.name,
            "title": self.title,
            "question": self.question,
            "note": self.note,
            "empty": self.empty,
            "noun": NOUNS.get(self.name, self.name.removesuffix("s")),
            "nouns": PLURALS.get(self.name, self.name),
            "total": len(found),
            "all": len(self.items),
            "first": (page - 1) * PAGE + 1 if shown else 0,
            "last": (page - 1) * PAGE + len(shown),
            "page": page,
            "pages": pages,
            "previous": query.at(page - 1) if page > 1 else None,
            "next": query.at(page + 1) if page < pages else None,
            "q": query.get("q") or "",
            "as_of": query.get("as_of"),
            "filters": self._filters(query),
            "facets": [self._facet(facet, query, found) for facet in self.facets],
            "rows": [self.row(item) for item in shown],
            "exports": [
                {"name": name, "ending": ending, "href": query.twin(ending)}
                for name, ending in (("CSV", "csv"), ("XLSX", "xlsx"), ("JSON lines", "jsonl"), ("Atom feed", "atom"))
            ],
        }

    def _filters(self, query: Query) -> list[View]:
        """What narrows the list now, each with the address without it."""
        found = [
            {"facet": f.name, "label": f.label, "value": v, "word": f.word(v), "without": query.without(f.name, v)}
            for f in self.facets
            for v in dict.fromkeys(query.all(f.name))
        ]
        for name, label in (("q", "contains"), ("as_of", "as of")):
            if (value := query.get(name)) is not None:
                found.append(
                    {"facet": name, "label": label, "value": value, "word": value, "without": query.without(name)}
                )
        return found

    def _facet(self, facet: Facet[T], query: Query, found: Sequence[T]) -> View:
        picked = set(query.all(facet.name))
        # where nothing is asked of this facet, what is found is what it counts
        among = self.chosen(query, but=facet.name) if picked else found
        counts = Counter(value for item in among for value in dict.fromkeys(facet.values(item)))
        ordered = sorted(counts, key=lambda value: (-counts[value], facet.word(value)))
        if facet.name in BY_TIME:
            ordered = sorted(counts, reverse=True)
        shown = [value for at, value in enumerate(ordered) if at < SHOWN or value in picked]
        return {
            "name": facet.name,
            "label": facet.label,
            "left_out": len(ordered) - len(shown),
            "options": [
                {
                    "value": value,
                    "word": facet.word(value),
                    "count": counts[value],
                    "chosen": value in picked,
                    "href": query.without(facet.name, value) if value in picked else query.with_(facet.name, value),
                }
                for value in shown
            ],
        }
