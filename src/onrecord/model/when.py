"""Times that keep their precision: "in May" stays a month."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Precision(StrEnum):
    """How exactly the words fix the time."""

    DAY = "day"
    DAYS = "days"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


class TimeBasis(StrEnum):
    """What a time rests on."""

    STATED = "stated"
    RELATIVE_TO_DATELINE = "relative_to_dateline"
    RELATIVE_TO_PUBLICATION = "relative_to_publication"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class When:
    """When something happened, as far as the text says so; ISO dates, both ends inclusive, None when open."""

    text: str | None = None
    earliest: str | None = None
    latest: str | None = None
    precision: Precision | None = None
    basis: TimeBasis = TimeBasis.UNKNOWN
