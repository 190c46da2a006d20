"""Meetings and rounds as a table, in the terms of data on negotiations (docs/exchange-events.md)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from onrecord.export.leaving import Leaving
from onrecord.export.table import rows_as_csv
from onrecord.export.undertakings import named, process_name
from onrecord.model.story import Meeting, Telling

COLUMNS = (
    "meeting_id", "process", "process_name", "date_earliest", "date_latest", "date_precision", "dates_according_to",
    "place", "places_according_to", "round", "rounds_according_to", "format", "formats_according_to", "status",
    "status_told", "parties", "mediators", "facilitators", "hosts", "observers", "delegation_heads",
    "other_participants", "outcome", "outcome_by_speaker", "first_told", "last_told", "tellings", "entries", "reports",
)  # fmt: skip
ROLES = ("mediator", "facilitator", "host", "observer")


def write(leaving: Leaving) -> Iterator[str]:
    """A row for each meeting, whether it was held, is announced, postponed or cancelled."""
    lines = {line.entry.id for line in leaving.lines()}
    told = ((m, [t for t in m.tellings if t.entry in lines]) for m in leaving.meetings())
    yield rows_as_csv(COLUMNS, (_row(leaving, meeting, tellings) for meeting, tellings in told if tellings))


def _row(leaving: Leaving, meeting: Meeting, told: list[Telling]) -> tuple[object, ...]:
    days = [t.told for t in told if t.told]
    by_role = {role: named(leaving, (s.actor for s in meeting.seats if s.role == role)) for role in ROLES}
    outcomes = dict.fromkeys(outcome.value for _, outcome in meeting.outcome)
    return (
        meeting.id, meeting.process, process_name(leaving, meeting.process), *_dates(meeting, told),
        *_versions(told, lambda t: t.place), *_versions(told, lambda t: t.round), *_versions(told, lambda t: t.format),
        meeting.status.value, _said(told, lambda t: t.status.value), named(leaving, meeting.who), *by_role.values(),
        _seats(leaving, meeting, heads=True), _seats(leaving, meeting, heads=False), _one(list(outcomes)),
        "; ".join(f"{named(leaving, [by])}: {outcome.value}" for by, outcome in meeting.outcome),
        min(days, default=""), max(days, default=""), len(told), "; ".join(t.entry for t in told),
        "; ".join(dict.fromkeys(t.report for t in told)),
    )  # fmt: skip


def _dates(meeting: Meeting, told: list[Telling]) -> tuple[object, ...]:
    """The days of the telling that says them most exactly, where none contradicts it; and what each outlet says."""
    dated = [t for t in told if t.earliest is not None]
    first, last = meeting.earliest, meeting.latest
    agreed = first is not None and all(_within(t, first, last or first) for t in dated)
    best = (first, last, meeting.precision) if agreed else ("", "", "")
    return (*best, _said(dated, lambda t: t.earliest if t.earliest == t.latest else f"{t.earliest}/{t.latest or ''}"))


def _within(telling: Telling, first: str, last: str) -> bool:
    """Whether some days lie in those of a telling."""
    earliest, latest = telling.earliest or first, telling.latest or telling.earliest or last
    return earliest <= first and last <= latest


def _versions(told: list[Telling], of: Callable[[Telling], object]) -> tuple[object, str]:
    """What all who say anything say alike, "" where they differ; and who says what."""
    return _one([str(of(t)) for t in told if of(t) is not None]), _said(told, of)


def _one(values: list[str]) -> str:
    return values[0] if len(set(values)) == 1 else ""


def _said(told: list[Telling], of: Callable[[Telling], object]) -> str:
    """Each version with the outlets that have it: "Oslo (Meridian Wire; Ostrana Courier)"."""
    found: dict[str, dict[str, None]] = {}
    for telling in told:
        if of(telling) is not None:
            found.setdefault(str(of(telling)), {})[telling.outlet or telling.report] = None
    return "; ".join(f"{value} ({', '.join(outlets)})" for value, outlets in found.items())


def _seats(leaving: Leaving, meeting: Meeting, *, heads: bool) -> str:
    """Who led a delegation, or sat there in a role that has no column: "Clara Westmann (Velmark)"."""
    found = []
    for seat in meeting.seats:
        if (seat.role == "head") is heads and seat.role not in ROLES:
            side = named(leaving, [seat.side]) if seat.side else ""
            told = side if heads else ", ".join(filter(None, (seat.role, side)))
            found.append(named(leaving, [seat.actor]) + (f" ({told})" if told else ""))
    return "; ".join(dict.fromkeys(found))
