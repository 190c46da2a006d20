"""A list in memory as numbers: which rows fit what is asked, how many there are of each facet, which stand on a page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from onrecord.record.shelved import FIRST, KEY, NEVER, NOW, SINCE, TERMS, UNTIL, N

if TYPE_CHECKING:
    from onrecord.record.shelved import Numbers

Mask = npt.NDArray[np.bool_]
# facets whose values are actors: shown and asked for by name
NAMED = frozenset({"party", "actor", "addressee", "maker", "to", "who", "side"})


@dataclass(frozen=True)
class Terms:
    """One facet of a list: its values in words, and for each row that has one the row and the value's place.

    `bare`: of values that tell apart actors of one name, that name.
    """

    values: Sequence[str]
    at: Numbers
    code: Numbers
    bare: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def place(self) -> dict[str, int]:
        """Where a value stands."""
        return {value: n for n, value in enumerate(self.values)}

    def count(self, mask: Mask | None) -> Numbers:
        """How many of the rows under a mask have each value."""
        code = self.code if mask is None else self.code[mask[self.at]]
        return np.bincount(code, minlength=len(self.values)).astype(np.int32)

    def having(self, values: Iterable[str], rows: int) -> Mask:
        """The rows that have one of these values; a name that several actors have asks for all of them."""
        mask = np.zeros(rows, dtype=np.bool_)
        asked = set(values)
        wanted = [self.place[value] for value in asked if value in self.place]
        wanted += [self.place[value] for value, name in self.bare.items() if name in asked and value in self.place]
        if len(wanted) == 1:
            mask[self.at[self.code == wanted[0]]] = True
        elif wanted:
            mask[self.at[np.isin(self.code, wanted)]] = True
        return mask


class Shelf:
    """The rows of a list in their order, each for the days between which it stands so."""

    def __init__(
        self,
        rows: Numbers,
        terms: Numbers,
        meant: Iterable[tuple[int, str, str]],
        name: Callable[[str], str] = str,
        bare: Mapping[str, str] | None = None,
    ) -> None:
        order = np.argsort(rows[:, KEY], kind="stable").astype(np.int32)
        self.n, self.key, self.first, self.since, self.until = (
            rows[order, column] for column in (N, KEY, FIRST, SINCE, UNTIL)
        )
        place = np.empty(len(order), dtype=np.int32)
        place[order] = np.arange(len(order), dtype=np.int32)
        owner = np.repeat(place, rows[:, TERMS])
        self.facets = dict(_facets(owner, terms, list(meant), name, bare or {}))
        self._counts: dict[str, Numbers] = {}

    def __len__(self) -> int:
        return len(self.n)

    def now(self) -> Shelf:
        """Its rows as they stand by all that is told."""
        still = self.until == NOW
        return self if still.all() else Part(self, still)

    def told_by(self, day: int) -> Shelf:
        """Its rows as they stood on a day; none is made anew."""
        return Part(self, (self.since <= day) & (self.until > day))

    @property
    def last(self) -> int:
        """The last day on which one of its rows was first told; 0 where there is none."""
        return int(self.first.max(initial=0))

    def first_told(self, since: int, until: int = NEVER) -> Mask:
        """The rows first told from a day on, up to another."""
        found: Mask = (self.first >= since) & (self.first <= until)
        return found

    def counts(self, facet: str, mask: Mask | None) -> Numbers:
        """How many rows have each value of a facet; those of all are counted once."""
        if facet not in self.facets:
            return np.zeros(0, dtype=np.int32)
        if mask is not None:
            return self.facets[facet].count(mask)
        if facet not in self._counts:
            self._counts[facet] = self.facets[facet].count(None)
        return self._counts[facet]

    def values(self, facet: str) -> Sequence[str]:
        """The values of a facet."""
        return self.facets[facet].values if facet in self.facets else ()

    def chosen(self, asked: Mapping[str, Sequence[str]], among: Iterable[int] | None = None) -> Mask | None:
        """The rows that have for each facet asked for one of its values, and whose number is among these; None: all."""
        mask: Mask | None = None
        for facet, values in asked.items():
            own = self.facets[facet].having(values, len(self.n)) if facet in self.facets else self.nothing()
            mask = own if mask is None else mask & own
        if among is not None:
            own = np.isin(self.n, np.fromiter(among, dtype=np.int32))
            mask = own if mask is None else mask & own
        return mask

    def nothing(self) -> Mask:
        """No row."""
        return np.zeros(len(self.n), dtype=np.bool_)

    def places(self, mask: Mask | None) -> Numbers:
        """Where the rows under a mask stand, in order."""
        return np.arange(len(self.n), dtype=np.int32) if mask is None else np.flatnonzero(mask).astype(np.int32)


class Part(Shelf):
    """Some rows of a list, which shares with it what it is made of: it takes no room, and no time to make."""

    def __init__(self, whole: Shelf, within: Mask) -> None:
        self.n, self.key, self.first, self.since, self.until = whole.n, whole.key, whole.first, whole.since, whole.until
        self.facets = whole.facets
        self._counts = {}
        self._within = within
        self._size = int(np.count_nonzero(within))

    def __len__(self) -> int:
        return self._size

    @property
    def last(self) -> int:
        """The last day on which one of its rows was first told; 0 where there is none."""
        return int(self.first[self._within].max(initial=0))

    def first_told(self, since: int, until: int = NEVER) -> Mask:
        """Those of its rows that were first told from a day on, up to another."""
        return super().first_told(since, until) & self._within

    def counts(self, facet: str, mask: Mask | None) -> Numbers:
        """How many of its rows have each value of a facet; those of all are counted once."""
        if facet not in self.facets or (mask is not None and mask is not self._within):
            return super().counts(facet, mask)
        if facet not in self._counts:
            self._counts[facet] = self.facets[facet].count(self._within)
        return self._counts[facet]

    def chosen(self, asked: Mapping[str, Sequence[str]], among: Iterable[int] | None = None) -> Mask:
        """Those of its rows that are asked for."""
        mask = super().chosen(asked, among)
        return self._within if mask is None else mask & self._within

    def places(self, mask: Mask | None) -> Numbers:
        """Where the rows under a mask stand, in order."""
        return super().places(self._within if mask is None else mask)


def _facets(
    owner: Numbers,
    terms: Numbers,
    meant: Sequence[tuple[int, str, str]],
    name: Callable[[str], str],
    bare: Mapping[str, str],
) -> Iterable[tuple[str, Terms]]:
    """The facets of a list: values that have the same words are one."""
    most = max((n for n, _, _ in meant), default=0) + 1
    facet_of, code_of = np.full(most, -1, dtype=np.int16), np.zeros(most, dtype=np.int32)
    names = sorted({facet for _, facet, _ in meant})
    values: list[dict[str, int]] = [{} for _ in names]
    for n, facet, value in meant:
        at = names.index(facet)
        shown = (value[1:] if value.startswith("=") else name(value)) if facet in NAMED else value
        facet_of[n] = at
        code_of[n] = values[at].setdefault(shown, len(values[at]))
    facets = facet_of[terms]
    codes = code_of[terms]
    for at, facet in enumerate(names):
        own = facets == at
        if own.any():
            yield facet, Terms(list(values[at]), owner[own], codes[own], bare if facet in NAMED else {})
