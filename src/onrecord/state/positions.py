"""What each party says on each issue, and how it moved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from onrecord.model import Kind
from onrecord.model.state import Position, Stand
from onrecord.model.story import Mark

# acts by which a party takes a stand; what it only tells of others is none
STANDS = frozenset(
    """commit agree accept offer propose demand request set_condition refuse reject rule_out warn threaten admit deny
    announce""".split()
)


def positions(marks: Iterable[Mark]) -> tuple[Position, ...]:
    """The positions of the parties that act in these lines on their own word, by issue."""
    found: dict[tuple[str, str], list[Stand]] = defaultdict(list)
    for mark in sorted(marks, key=lambda m: (*m.order, m.entry)):
        if mark.kind is not Kind.STATEMENT or mark.act not in STANDS:
            continue
        for issue in mark.issue:
            for party in mark.own:
                found[issue, party].append(Stand(mark.told, mark.act, mark.negated, mark.entry))
    return tuple(Position(issue, party, tuple(stands)) for (issue, party), stands in sorted(found.items()))
