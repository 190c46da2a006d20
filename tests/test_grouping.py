"""How lines about the same thing are found: fast, and as the plain way finds them."""

from __future__ import annotations

import numpy as np
import pytest

from onrecord.resolve import grouping
from onrecord.resolve.grouping import ONE, grouped
from onrecord.resolve.topics import Vector

Makers = list[frozenset[str]]


def plainly(topics: Vector, makers: Makers) -> list[list[int]]:
    """The nearest groups are joined, the first where several are equally near, until none are near on the whole."""
    near = topics @ topics.T
    for a, own in enumerate(makers):
        near[a, [not own & other for other in makers]] = -1
        near[a, a] = -2
    groups, size = [[n] for n in range(len(topics))], np.ones(len(topics))
    while near.max() >= ONE:
        a, b = divmod(int(near.argmax()), len(groups))
        merged = (near[a] * size[a] + near[b] * size[b]) / (size[a] + size[b])
        size[a] += size[b]
        near[a], near[:, a] = merged, merged
        near[b], near[:, b], near[a, a] = -2, -2, -2
        groups[a], groups[b] = groups[a] + groups[b], []
    return sorted(sorted(group) for group in groups if group)


def drawn(seed: int, *, ties: bool) -> tuple[Vector, Makers]:
    """Lines that tell of some things again and again, by makers of which some act together."""
    draw = np.random.default_rng(seed)
    count, width, parties = int(draw.integers(2, 60)), int(draw.choice([2, 4, 16])), int(draw.integers(1, 4))
    if ties:
        topics = draw.integers(-1, 2, size=(count, width)).astype(float)
        topics[~topics.any(1), 0] = 1
    else:
        things = draw.normal(size=(1 + count // 6, width)) + 0.3
        topics = things[draw.integers(len(things), size=count)] + draw.normal(size=(count, width)) / 2
    topics = (topics / np.linalg.norm(topics, axis=1, keepdims=True)).astype(np.float32)
    own = [draw.choice(parties, size=draw.integers(1, parties + 1), replace=False) for _ in range(count)]
    return topics, [frozenset(str(maker) for maker in makers) for makers in own]


@pytest.mark.parametrize("ties", [False, True])
def test_groups_are_those_that_the_plain_way_finds(ties: bool) -> None:
    for seed in range(100):
        topics, makers = drawn(seed, ties=ties)
        assert grouped(list(topics), makers) == plainly(topics, makers), seed


@pytest.mark.parametrize("kept", [0, 5, 20])
def test_more_lines_than_can_be_compared_at_once_are_grouped_alike(kept: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grouping, "KEPT", kept)
    for seed in range(40):
        topics, makers = drawn(seed, ties=False)
        assert grouped(list(topics), makers) == plainly(topics, makers), seed


def test_lines_without_a_maker_in_common_are_apart() -> None:
    same = np.array([1, 0], dtype=np.float32)
    assert grouped([same, same, same], [frozenset("a"), frozenset("b"), frozenset("a")]) == [[0, 2], [1]]
