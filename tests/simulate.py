"""Makes processes whose history is known, as entries and as texts: what follows from them can be scored.

A history has parties, delegations, spokespeople, a mediator, rounds, undertakings, demands and warnings. Reports by several
outlets tell it: late, again, by other names, in other words, some as reprints, some wrongly until they are corrected. The
truth is kept beside each telling (`tests/simulated/`).
"""

from __future__ import annotations

from onrecord.model.story import Line
from tests.simulated.entries import lines_of
from tests.simulated.press import Edition, world
from tests.simulated.truth import Truth


class Simulator:
    """One record of several processes as entries. The same seed, the same record."""

    def __init__(self, seed: int, *, reports: int = 100) -> None:
        self.editions: list[Edition] = world(seed, reports=reports)
        self.truth = Truth()
        self.truth.settle(self.editions)
        self.lines: list[Line] = lines_of(self.editions, self.truth)


def simulate(seed: int, *, reports: int = 100) -> Simulator:
    """A record of so many reports, up to 10,000, on as many processes as they need."""
    return Simulator(seed, reports=reports)
