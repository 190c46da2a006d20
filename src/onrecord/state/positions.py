"""What each party says on each issue, and how it moved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

from onrecord.model import Kind
from onrecord.model.state import Position, Stand
from onrecord.model.story import Line

# acts by which a party takes a stand; what it only tells of others is none
STANDS = frozenset(
    """commit agree accept offer propose demand request set_condition refuse reject rule_out warn threaten admit deny
    announce""".split()
)


def positions(lines: Iterable[Line], parties_of: Callable[[Line], tuple[str, ...]]) -> tuple[Position, ...]:
    """The positions of the parties that act in these lines, by issue."""
    found: dict[tuple[str, str], list[Stand]] = defaultdict(list)
    ordered = sorted(lines, key=lambda at: (at.told or "", at.entry.report, at.entry.evidence[0].start, at.entry.id))
    for line in ordered:
        entry = line.entry
        if (
            entry.kind is not Kind.STATEMENT
            or entry.act not in STANDS
            or entry.historical
            or entry.tier.value == "implied"
        ):
            continue
        for issue in entry.issue:
            for party in parties_of(line):
                found[issue, party].append(Stand(line.told, entry.act, entry.negated, entry.id))
    return tuple(Position(issue, party, tuple(stands)) for (issue, party), stands in sorted(found.items()))
