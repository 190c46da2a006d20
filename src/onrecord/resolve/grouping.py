"""Which lines are about the same thing, and how near a topic is to what threads are about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

import numpy as np

from onrecord.resolve.topics import Vector

# how near the topics of an undertaking told twice are, on the whole
ONE = 0.3
# lines without a maker in common are so far apart; a line itself, and what was joined to another, is farther than any
APART, GONE = -1.0, -2.0
# how near so many groups are to one another is kept (256 MB); of more the nearest are joined first, level by level
KEPT, LEVELS = 8000, (0.9, 0.75, 0.6, 0.5, 0.4, ONE)
# so many rows are compared with the others at a time
ROWS = 256
# and so many topics that will be asked about with all that are known then: one by one, reading those takes most of the time
ASKED = 64


class Near:
    """How near a topic is to what each of many threads is about. `asked`: what will be asked, in that order; the same again is fine."""

    def __init__(self, asked: Iterable[Vector] = ()) -> None:
        self._asked = list({id(topic): topic for topic in asked}.values())
        self._place = {id(topic): n for n, topic in enumerate(self._asked)}
        # those that are asked about next, by their number among so many; how near each is to the topics known then
        self._block = -1
        self._nearness: Vector = None
        # topics that are told again are compared once: all that differ, with room for more, and the number of each by its bytes
        self._topics: Vector = None
        self._number: dict[bytes, int] = {}
        # thread after thread, the topics of their tellings; where each thread begins
        self._told: list[int] = []
        self._begins: list[int] = []
        self._arrays: tuple[Vector, ...] = ()
        # what was asked last, and the answer: a line is often put to threads of several kinds
        self._last: tuple[Vector, Vector] = (None, None)

    def add(self, topics: Sequence[Vector]) -> None:
        """One more thread, by the topics of its tellings."""
        self._begins.append(len(self._told))
        self._told += [self._known(topic) for topic in topics]
        self._arrays, self._last = (), (None, None)

    def _known(self, topic: Vector) -> int:
        key = topic.tobytes()
        n = self._number.setdefault(key, len(self._number))
        if self._topics is None:
            self._topics = np.zeros((ROWS, len(topic)), dtype=topic.dtype)
        elif n == len(self._topics):
            self._topics = np.concatenate([self._topics, np.zeros_like(self._topics)])
        self._topics[n] = topic
        return n

    def to(self, about: Vector) -> Vector:
        """For each thread how near a topic is to all its tellings, and to the nearest of them."""
        if self._last[0] is not about:
            self._last = about, self._to(about)
        return self._last[1]

    def _to(self, about: Vector) -> Vector:
        if not self._arrays:
            self._arrays = np.array(self._told), np.diff([*self._begins, len(self._told)])
        told, size = self._arrays
        found = self._to_topics(about)[told]
        return (np.add.reduceat(found, self._begins) / size + np.maximum.reduceat(found, self._begins)) / 2

    def _to_topics(self, about: Vector) -> Vector:
        """How near a topic is to all that differ."""
        topics = self._topics[: len(self._number)]
        block, at = divmod(self._place.get(id(about), -1), ASKED)
        if block > self._block:
            self._block = block
            self._nearness = np.stack(self._asked[block * ASKED : (block + 1) * ASKED]) @ topics.T
        if block < self._block or block < 0:
            return topics @ about
        known = self._nearness[at]
        return np.concatenate([known, topics[len(known) :] @ about]) if len(known) < len(topics) else known


def grouped(topics: Sequence[Vector], makers: Sequence[frozenset[str]]) -> list[list[int]]:
    """Lines about the same thing, by their numbers: the nearest groups are joined while they are near on the whole (average link).

    `topics`: of length one; `makers`: of each line at least one. Lines without a maker in common are far. Of groups equally
    near the first are joined.
    """
    told = _alike(topics, makers)
    heads = [lines[0] for lines in told]
    groups = []
    for part in _parts([topics[n] for n in heads], [makers[n] for n in heads]):
        own = [heads[n] for n in part]
        size = np.array([len(told[n]) for n in part], dtype=float)
        for group in _joined(np.stack([topics[n] for n in own]), _of_makers([makers[n] for n in own]), size):
            groups.append(sorted(n for m in group for n in told[part[m]]))
    return sorted(groups)


def _alike(topics: Sequence[Vector], makers: Sequence[frozenset[str]]) -> list[list[int]]:
    """Lines that are joined before any others: of the same topic and makers, where no other line shares some of these makers."""
    same: dict[bytes, dict[frozenset[str], list[int]]] = defaultdict(lambda: defaultdict(list))
    for n, (topic, own) in enumerate(zip(topics, makers, strict=True)):
        same[topic.tobytes()][own].append(n)
    found: list[list[int]] = []
    for by_makers in same.values():
        if len(frozenset[str]().union(*by_makers)) == sum(len(own) for own in by_makers):
            found += by_makers.values()
        else:
            found += [[n] for lines in by_makers.values() for n in lines]
    return sorted(found)


def _parts(topics: Sequence[Vector], makers: Sequence[frozenset[str]]) -> Iterable[list[int]]:
    """Sets of lines that no group reaches beyond: two lines of a maker that are near are in one."""
    part = np.arange(len(topics))
    of_maker: dict[str, list[int]] = defaultdict(list)
    for n, own in enumerate(makers):
        for maker in own:
            of_maker[maker].append(n)
    for lines in of_maker.values():
        stacked, at = np.stack([topics[n] for n in lines]), np.array(lines)
        for begin in range(0, len(lines), ROWS):
            # sums may be rounded otherwise elsewhere: better a part too large
            near = stacked[begin : begin + ROWS] @ stacked[begin:].T >= ONE - 1e-3
            _unite(part, at[begin:], near)
    return _sets(part)


def _unite(part: Vector, at: Vector, near: Vector) -> None:
    """Put each of the first lines of `at`, a row of `near` each, into one part with all that it is near to."""
    for n, row in zip(at, near, strict=False):
        found = part[at[row]]
        if (found != part[n]).any():
            part[np.isin(part, found) | (part == part[n])] = min(part[n], found.min())


def _sets(part: Vector) -> Iterable[list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for n, known in enumerate(part.tolist()):
        found[known].append(n)
    return found.values()


def _of_makers(makers: Sequence[frozenset[str]]) -> Vector:
    """For each line, which of all makers are its own: two lines have one in common where the product is not zero."""
    column = {maker: n for n, maker in enumerate(sorted(frozenset[str]().union(*makers)))}
    own = np.zeros((len(makers), len(column)), dtype=np.float32)
    for n, some in enumerate(makers):
        own[n, [column[maker] for maker in some]] = 1
    return own


def _joined(topics: Vector, makers: Vector, size: Vector) -> list[list[int]]:
    """The groups of one part. `size`: how many lines are alike, each."""
    groups = [[n] for n in range(len(topics))]

    def join(a: int, b: int) -> None:
        groups[a] += groups[b]
        groups[b] = []

    if len(topics) <= KEPT:
        for a, b in _pairs(Kept(_compared(topics, makers), size), range(len(topics)), ONE):
            join(a, b)
        return [group for group in groups if group]
    sums = Summed(topics, makers, size)
    for limit in LEVELS:
        there = [n for n, group in enumerate(groups) if group]
        for part in sums.parts(there, limit):
            if len(part) <= KEPT:
                for a, b in _pairs(Kept(sums.near(part, part), sums.size[part]), range(len(part)), limit):
                    join(part[a], part[b])
                    sums.join(part[a], part[b])
            elif limit == ONE:
                for a, b in _pairs(sums, part, limit):
                    join(a, b)
    return [group for group in groups if group]


def _compared(topics: Vector, makers: Vector) -> Vector:
    """How near lines are to one another."""
    near = topics @ topics.T
    for begin in range(0, len(topics), ROWS):
        near[begin : begin + ROWS][makers[begin : begin + ROWS] @ makers.T == 0] = APART
    return near


class Rows(Protocol):
    """How near groups are to one another."""

    def row(self, a: int) -> Vector:
        """How near a group is to each; farther than any to itself, and to what was put to another."""

    def join(self, a: int, b: int) -> None:
        """Put one group to another."""


def _pairs(rows: Rows, groups: Sequence[int], limit: float) -> Iterator[tuple[int, int]]:
    """Which of these groups is joined to which, one after the other, while two are so near."""
    # of each group the nearest after it, and how near it is; at most so near where that is to be asked anew
    count = groups[-1] + 1
    after, best, stale = np.zeros(count, dtype=int), np.full(count, GONE, dtype=np.float32), np.ones(count, dtype=bool)
    best[groups] = np.inf
    while best[a := int(best.argmax())] >= limit:
        if stale[a]:
            row = rows.row(a)[a:count]
            after[a], best[a], stale[a] = a + row.argmax(), row.max(), False
            continue
        b = int(after[a])
        rows.join(a, b)
        yield a, b
        best[b] = GONE
        # no group is nearer to the two together than it was to the nearer of them
        stale |= (after == a) | (after == b)
        row = rows.row(a)[:count]
        after[:a][(row[:a] == best[:a]) & (after[:a] > a)] = a
        after[a], best[a], stale[a] = a + row[a:].argmax(), row[a:].max(), False


class Kept:
    """How near groups are to one another, all kept."""

    def __init__(self, near: Vector, size: Vector) -> None:
        self._near, self._size = near, size
        np.fill_diagonal(near, GONE)

    def row(self, a: int) -> Vector:
        """How near a group is to each."""
        return self._near[a]

    def join(self, a: int, b: int) -> None:
        """Put one group to another."""
        near, size = self._near, self._size
        merged = (near[a] * size[a] + near[b] * size[b]) / (size[a] + size[b])
        size[a] += size[b]
        near[a], near[:, a] = merged, merged
        near[b], near[:, b] = GONE, GONE
        near[a, a] = GONE


class Summed:
    """How near groups are to one another, by the sums of their topics: for so many that it cannot be kept."""

    def __init__(self, topics: Vector, makers: Vector, size: Vector) -> None:
        self.size = size.copy()
        # of the lines of each group that have the same makers
        topics *= size[:, None].astype(np.float32)
        self._sums = topics
        self._count = size.copy()
        self._group = np.arange(len(topics))
        self._makers = makers

    def near(self, some: Sequence[int], others: Sequence[int]) -> Vector:
        """How near groups are to others, both in order."""
        found = []
        theirs, begins = self._rows(others)
        sums, makers = self._sums[theirs], self._makers[theirs]
        for n in range(0, len(some), ROWS):
            own, first = self._rows(some[n : n + ROWS])
            near = self._sums[own] @ sums.T
            apart = self._makers[own] @ makers.T == 0
            near[apart] = APART * np.outer(self._count[own], self._count[theirs])[apart]
            total = np.add.reduceat(np.add.reduceat(near, begins, axis=1), first, axis=0)
            found.append((total / np.outer(self.size[some[n : n + ROWS]], self.size[others])).astype(np.float32))
        return np.concatenate(found)

    def _rows(self, groups: Sequence[int]) -> tuple[Vector, Vector]:
        """The sums of groups, group by group, and where each begins."""
        own = np.zeros(len(self.size), dtype=bool)
        own[groups] = True
        rows = np.flatnonzero(own[self._group] & (self._count > 0))
        rows = rows[np.argsort(self._group[rows], kind="stable")]
        return rows, np.flatnonzero(np.diff(self._group[rows], prepend=-1))

    def parts(self, there: Sequence[int], limit: float) -> Iterable[list[int]]:
        """Sets of several groups that none reaches beyond while only such are joined as are so near."""
        part, at = np.arange(len(there)), np.arange(len(there))
        for n in range(0, len(there), ROWS):
            _unite(part, at[n:], self.near(there[n : n + ROWS], there[n:]) >= limit - 1e-3)
        return [[there[n] for n in some] for some in _sets(part) if len(some) > 1]

    def row(self, a: int) -> Vector:
        """How near a group is to each."""
        there = np.unique(self._group[self._count > 0]).tolist()
        found = np.full(len(self.size), GONE, dtype=np.float32)
        found[there] = self.near([a], there)[0]
        found[a] = GONE
        return found

    def join(self, a: int, b: int) -> None:
        """Put one group to another."""
        self.size[a] += self.size[b]
        own, _ = self._rows([a])
        for n in self._rows([b])[0]:
            self._group[n] = a
            same = own[(self._makers[own] == self._makers[n]).all(1)]
            if len(same):
                self._sums[same[0]] += self._sums[n]
                self._count[same[0]] += self._count[n]
                self._count[n] = 0
