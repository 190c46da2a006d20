"""A list with its facets: what is asked for, how many there are of each, a page of it, and the whole as a table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

import numpy as np

from onrecord.record.shelved import NEVER, Kept, number
from onrecord.web.query import PAGE, Query
from onrecord.web.shelf import Mask, Shelf
from onrecord.web.views.told import Told

View = dict[str, Any]
T = TypeVar("T")
# how one line of a list is called, and several, where the name of the list does not say it
NOUNS = {"entries": "entry", "silence": "silence", "timeline": "event"}
PLURALS = {"silence": "silences", "timeline": "events"}
# facets whose options stand in the order of time, the latest first
BY_TIME = ("month", "year", "due")
# options shown of a facet, beside those chosen
SHOWN = 12
# rows fetched at once where a whole list leaves
AT_ONCE = 400


def plain(value: str) -> str:
    """A term of the vocabulary as one writes it."""
    return value.replace("_", " ")


@dataclass(frozen=True)
class Facet:
    """One way to narrow a list. `word`: how a value is called."""

    name: str
    label: str
    word: Callable[[str], str] = plain


@dataclass(frozen=True)
class Column(Generic[T]):
    """One column of the table that a list leaves as."""

    name: str
    value: Callable[[T], object]


@dataclass(frozen=True)
class Listing(Generic[T]):
    """A list: its rows as numbers, how some of them are fetched and one is shown, how it is narrowed.

    `found`: the numbers of the rows that have the words of a search.
    """

    name: str
    title: str
    question: str
    shelf: Shelf
    told: Told
    items: Callable[[Sequence[Kept]], Sequence[T]]
    row: Callable[[T], View]
    facets: Sequence[Facet]
    columns: Sequence[Column[T]]
    empty: str
    # what one must know to read it
    note: str = ""
    found: Callable[[str], Sequence[int]] | None = None
    # the list that its rows are kept under
    kept: str = ""
    # what a file has beside the columns, of some items at once, under these names
    beside: Callable[[Sequence[T]], Sequence[View]] | None = None
    names: Sequence[str] = ()
    # whether its rows are told on a day, from which on it can be narrowed
    by_day: bool = True
    _words: dict[str, list[int]] = field(default_factory=dict, repr=False)

    def _among(self, query: Query) -> list[int] | None:
        asked = query.get("q")
        if not asked:
            return None
        if asked not in self._words:
            if self.found is not None:
                numbers = list(self.found(asked))
            else:
                numbers = self.told.record.shelved.found(asked, [self.kept or self.name])
            self._words[asked] = numbers
        return self._words[asked]

    def chosen(self, query: Query, *, but: str = "") -> Mask | None:
        """The rows asked for; None: all. `but`: leaving out what is asked of one facet."""
        asked = {f.name: query.all(f.name) for f in self.facets if f.name != but and query.all(f.name)}
        mask, since = self.shelf.chosen(asked, self._among(query)), self._since(query)
        if since is None:
            return mask
        # what was told on no day that is known is not new
        new = self.shelf.first_told(number(since), NEVER - 1)
        return new if mask is None else mask & new

    def _since(self, query: Query) -> str | None:
        """From which day on the rows were first told that are asked for."""
        return query.since if self.by_day else None

    def fetch(self, places: Sequence[int]) -> Sequence[T]:
        """The items that stand at these places."""
        return self.items(self.told.kept(self.shelf, places))

    def every(self, query: Query) -> Iterator[tuple[T, View]]:
        """All items asked for, some hundreds at a time, each with what a file has beside its columns."""
        places = self.shelf.places(self.chosen(query))
        for n in range(0, len(places), AT_ONCE):
            items = self.fetch(places[n : n + AT_ONCE])  # type: ignore[arg-type]
            yield from zip(items, self.beside(items) if self.beside is not None else [{}] * len(items), strict=True)

    def count(self, query: Query) -> int:
        """How many items are asked for."""
        return len(self.shelf.places(self.chosen(query)))

    def latest(self, query: Query, most: int) -> Sequence[T]:
        """The items asked for that were told of last."""
        places = self.shelf.places(self.chosen(query))
        order = np.argsort(-self.shelf.first[places], kind="stable")[:most]
        return self.fetch(places[order])  # type: ignore[arg-type]

    def view(self, query: Query) -> View:
        """A page of the list with its facets, and the addresses that narrow, widen, turn and take it away."""
        mask = self.chosen(query)
        places = self.shelf.places(mask)
        pages = max(1, -(-len(places) // PAGE))
        page = min(query.page, pages)
        shown = places[(page - 1) * PAGE : page * PAGE]
        return {
            "list": self.name,
            "title": self.title,
            "question": self.question,
            "note": self.note,
            "empty": self.empty,
            "noun": NOUNS.get(self.name, self.name.removesuffix("s")),
            "nouns": PLURALS.get(self.name, self.name),
            "total": len(places),
            "all": len(self.shelf),
            "first": (page - 1) * PAGE + 1 if len(shown) else 0,
            "last": (page - 1) * PAGE + len(shown),
            "page": page,
            "pages": pages,
            "previous": query.at(page - 1) if page > 1 else None,
            "next": query.at(page + 1) if page < pages else None,
            "q": query.get("q") or "",
            "as_of": query.get("as_of"),
            "since": self._since(query),
            "by_day": self.by_day,
            "filters": self._filters(query),
            "facets": [self._facet(facet, query, mask) for facet in self.facets],
            "rows": [self.row(item) for item in self.fetch(shown)],  # type: ignore[arg-type]
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
        rest = (
            ("q", "contains", query.get("q")),
            ("since", "first told from", self._since(query)),
            ("as_of", "as of", query.get("as_of")),
        )
        found += [
            {"facet": name, "label": label, "value": value, "word": value, "without": query.without(name)}
            for name, label, value in rest
            if value is not None
        ]
        return found

    def _facet(self, facet: Facet, query: Query, mask: Mask | None) -> View:
        picked = set(query.all(facet.name))
        # where nothing is asked of this facet, what is found is what it counts
        counts = self.shelf.counts(facet.name, self.chosen(query, but=facet.name) if picked else mask)
        values = self.shelf.values(facet.name)
        there = np.flatnonzero(counts)
        if facet.name in BY_TIME:
            ordered = sorted(there.tolist(), key=lambda at: values[at], reverse=True)
        else:
            # of many values only those that can be shown are put in order
            most = counts[there]
            if len(there) > 4 * SHOWN:
                least = np.partition(most, -SHOWN)[-SHOWN]
                keep = (most >= least) | np.isin(
                    there, [self.shelf.facets[facet.name].place.get(v, -1) for v in picked]
                )
                ordered = there[keep].tolist()
            else:
                ordered = there.tolist()
            ordered.sort(key=lambda at: (-int(counts[at]), facet.word(values[at])))
        shown = [at for place, at in enumerate(ordered) if place < SHOWN or values[at] in picked]
        return {
            "name": facet.name,
            "label": facet.label,
            "left_out": len(there) - len(shown),
            "options": [
                {
                    "value": values[at],
                    "word": facet.word(values[at]),
                    "count": int(counts[at]),
                    "chosen": values[at] in picked,
                    "href": query.without(facet.name, values[at])
                    if values[at] in picked
                    else query.with_(facet.name, values[at]),
                }
                for at in shown
            ],
        }
