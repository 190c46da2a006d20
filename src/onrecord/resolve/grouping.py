"""Which lines are about the same thing, and how near a topic is to what threads are about."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from onrecord.resolve.topics import Vector

# how near the topics of an undertaking told twice are, on the whole
ONE = 0.3


class Near:
    """How near a topic is to what each of many threads is about."""

    def __init__(self) -> None:
        self._topics: list[Vector] = []
        self._begins: list[int] = []
        self._rows = 0
        self._stacked: Vector = None
        # what was asked last, and the answer: a line is often put to threads of several kinds
        self._last: tuple[Vector, Vector] = (None, None)

    def add(self, topics: Sequence[Vector]) -> None:
        """One more thread, by the topics of its tellings."""
        self._begins.append(self._rows)
        self._topics.append(np.stack(topics))
        self._rows += len(topics)
        self._stacked, self._last = None, (None, None)

    def to(self, about: Vector) -> Vector:
        """For each thread how near a topic is to all its tellings, and to the nearest of them."""
        if self._last[0] is not about:
            self._last = about, self._to(about)
        return self._last[1]

    def _to(self, about: Vector) -> Vector:
        if self._stacked is None:
            self._stacked = np.concatenate(self._topics)
            self._topics = [self._stacked]
        found = self._stacked @ about
        size = np.diff([*self._begins, self._rows])
        return (np.add.reduceat(found, self._begins) / size + np.maximum.reduceat(found, self._begins)) / 2


def grouped(topics: Sequence[Vector], makers: Sequence[frozenset[str]]) -> list[list[int]]:
    """Lines about the same thing, by their numbers: the nearest groups are joined while they are near on the whole (average link).

    Lines without a maker in common are far.
    """
    n = len(topics)
    if n < 2:
        return [[m] for m in range(n)]
    stacked = np.stack(topics)
    near = stacked @ stacked.T
    allowed = np.array([[bool(a & b) for b in makers] for a in makers])
    near = np.where(allowed, near, -1.0)
    np.fill_diagonal(near, -2.0)
    size = np.ones(n)
    members: list[list[int]] = [[m] for m in range(n)]
    while True:
        at = int(near.argmax())
        a, b = divmod(at, n)
        if near[a, b] < ONE:
            break
        merged = (near[a] * size[a] + near[b] * size[b]) / (size[a] + size[b])
        size[a] += size[b]
        near[a], near[:, a] = merged, merged
        near[b], near[:, b] = -2.0, -2.0
        near[a, a] = -2.0
        members[a] += members[b]
        members[b] = []
    return sorted(sorted(group) for group in members if group)
