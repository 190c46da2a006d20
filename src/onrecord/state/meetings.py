"""A meeting as it was known on a day: when, where, how it stands, how it ended by whom, who sat for whom."""

from __future__ import annotations

from collections import Counter
from datetime import date

from onrecord.model import Outcome, Status
from onrecord.model.story import Gathering, Meeting, Seat, Telling

# a later telling of a higher rank settles how a meeting stands
RANK = {
    Status.IMPLIED: 0,
    Status.ANNOUNCED: 1,
    Status.POSTPONED: 2,
    Status.CANCELLED: 3,
    Status.UNDER_WAY: 4,
    Status.ENDED: 5,
}


def meeting_of(gathering: Gathering, *, until: str | None = None) -> Meeting | None:
    """The meeting by the tellings up to a day, where one is given; None where nobody had told of it by then."""
    told = [t for t in gathering.tellings if until is None or t.told is not None and t.told <= until]
    if not told:
        return None
    best = _best_dated(told)
    outcome = {t.by: t.outcome for t in told if t.outcome is not None and t.outcome is not Outcome.UNKNOWN}
    return Meeting(
        id=gathering.id,
        process=gathering.process,
        who=tuple(sorted({who for t in told for who in t.who})),
        status=max(told, key=lambda t: (RANK[t.status], t.told or "")).status,
        tellings=tuple(told),
        earliest=best.earliest if best is not None else None,
        latest=best.latest if best is not None else None,
        precision=best.precision if best is not None else None,
        place=_commonest([t.place for t in told]),
        round=max(sorted(rounds), key=lambda r: rounds[r])
        if (rounds := Counter(t.round for t in told if t.round is not None))
        else None,
        format=_commonest([t.format for t in told]),
        outcome=tuple(sorted(outcome.items())),
        seats=_seats(gathering, until),
        first_told=told[0].told,
    )


def _best_dated(told: list[Telling]) -> Telling | None:
    """The telling that says most exactly when it was: of those that tell of it as held, where there are any."""
    dated = [t for t in told if t.earliest is not None]
    held = [t for t in dated if t.status in (Status.ENDED, Status.UNDER_WAY)] or dated
    return min(held, key=lambda t: (_length(t), t.order), default=None)


def _length(telling: Telling) -> int:
    assert telling.earliest is not None
    first, last = telling.earliest[:10], (telling.latest or telling.earliest)[:10]
    return (date.fromisoformat(last) - date.fromisoformat(first)).days


def _commonest(values: list[str | None]) -> str | None:
    counted = Counter(value for value in values if value)
    return max(sorted(counted), key=lambda v: counted[v]) if counted else None


def _seats(gathering: Gathering, until: str | None) -> tuple[Seat, ...]:
    found: dict[tuple[str, str, str | None], list[str]] = {}
    for sat in gathering.sat:
        if until is None or sat.told is not None and sat.told <= until:
            found.setdefault((sat.actor, sat.role, sat.side), []).append(sat.entry)
    return tuple(Seat(*who, tuple(entries)) for who, entries in found.items())
