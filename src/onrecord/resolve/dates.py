"""When is meant: stated dates as they are, relative ones against the day the report was published, if known."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from onrecord.model import Precision, TimeBasis, When

MONTHS = {
    m: n
    for n, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sep sept",
            "october oct",
            "november nov",
            "december dec",
        ),
        1,
    )
    for m in names.split()
}
DAYS = {d: n for n, d in enumerate("monday tuesday wednesday thursday friday saturday sunday".split())}
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
FULL = re.compile(
    rf"\b(?:({_MONTH})\.? (\d{{1,2}})(?!\d)(?:st|nd|rd|th)?(?:,? (\d{{4}}))?|(\d{{1,2}})(?:st|nd|rd|th)?(?: of)? ({_MONTH})\b\.?(?:,? (\d{{4}}))?)",
    re.I,
)
# the day before "13 October" in "12 and 13 October", "12-13 October"
FIRST_DAY = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)?(?: and |[-–—]| to )\d{1,2}")
# the day behind "October 12" in "October 12-13", and a day without a month
LAST_DAY = re.compile(r"(?: and |[-–—]| to )(\d{1,2})\b(?! \w*day)")
DAY_ONLY = re.compile(r"\bthe (\d{1,2})(?:st|nd|rd|th)\b")
MONTH_ONLY = re.compile(rf"\b({_MONTH})\b\.?(?: (\d{{4}}))?", re.I)
YEAR = re.compile(r"\b(1[89]\d\d|20\d\d)\b")
DAY = re.compile(r"\b(" + "|".join(DAYS) + r")\b", re.I)
RELATIVE = re.compile(
    r"\b(?:(last|next|this|past|coming) (week|month|year|weekend)|(today|yesterday|tomorrow|tonight|overnight|(?<!the )last night|this (?:morning|afternoon|evening))|(a|an|one|two|three|four|five|six|seven|ten|\d+) (day|week|month|year)s? (ago|earlier))\b",
    re.I,
)
# what happened longer ago than this is told as background
BACKGROUND_DAYS = 45
LONG_AGO = re.compile(
    r"\b(?:last year|(?:years|months|decades?|a year|centur(?:y|ies)) (?:ago|earlier|before))\b", re.I
)
COUNT = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "ten": 10}


def resolve_time(
    text: str | None,
    published: str | None,
    *,
    past: bool,
    future: bool = False,
    basis: TimeBasis = TimeBasis.RELATIVE_TO_PUBLICATION,
) -> When:
    """The time some words mean. Without a day of publication relative words stay open; nothing is guessed.

    >>> resolve_time("on Tuesday", "2026-03-19", past=True).earliest
    '2026-03-17'
    >>> resolve_time("in May 2024", None, past=True).latest
    '2024-05-31'
    """
    if not text:
        return When()
    try:
        anchor = date.fromisoformat(published[:10]) if published else None
        return _resolve(text, anchor, past=past, future=future, basis=basis)
    except (ValueError, OverflowError):
        return When(text=text)


def is_background(time: When, published: str | None, *, past: bool) -> bool:
    """Whether what happened then is told as background.

    Where the day of publication is unknown, a bare month, a year or "years ago" tell it: what a report is about it
    dates by the day.
    """
    if published is not None:
        if time.latest is None:
            return False
        return (date.fromisoformat(published[:10]) - date.fromisoformat(time.latest)).days > BACKGROUND_DAYS
    if not past or not time.text:
        return False
    if LONG_AGO.search(time.text) or time.precision in (Precision.MONTH, Precision.YEAR):
        return True
    return MONTH_ONLY.search(time.text) is not None and FULL.search(time.text) is None and DAY.search(time.text) is None


def _resolve(text: str, anchor: date | None, *, past: bool, future: bool, basis: TimeBasis) -> When:
    if (full := FULL.search(text)) is not None:
        return _full(text, full, anchor, future=future, basis=basis)
    if (day := DAY.search(text)) is not None:
        return _weekday(text, DAYS[day.group(1).lower()], anchor, past=past and not future, basis=basis)
    if (relative := RELATIVE.search(text)) is not None:
        return _relative(text, relative, anchor, basis=basis)
    if (month := MONTH_ONLY.search(text)) is not None and not (
        month.group(1).lower() in ("may", "march") and month.group(1).islower()
    ):
        return _month(text, MONTHS[month.group(1).lower()], month.group(2), anchor, future=future, basis=basis)
    if (only := DAY_ONLY.search(text)) is not None:
        return _day_only(text, int(only.group(1)), anchor, past=past and not future, basis=basis)
    if (year := YEAR.search(text)) is not None:
        return When(text, f"{year.group(1)}-01-01", f"{year.group(1)}-12-31", Precision.YEAR, TimeBasis.STATED)
    return When(text=text)


def _full(text: str, found: re.Match[str], anchor: date | None, *, future: bool, basis: TimeBasis) -> When:
    month = MONTHS[(found.group(1) or found.group(5)).lower()]
    day = int(found.group(2) or found.group(4))
    year = found.group(3) or found.group(6)
    week = bool(re.search(r"\bweek of\b", text, re.I))
    if year is None and anchor is None:
        return When(text=text)
    chosen = date(int(year), month, day) if year else _nearest(month, day, anchor or date.min, future=future)
    span = 6 if week else 0
    if (first := FIRST_DAY.search(text[: found.start() + 4])) is not None and not found.group(1):
        # "on 12 and 13 October"
        before = int(first.group(1))
        if before < day:
            return When(
                text,
                chosen.replace(day=before).isoformat(),
                chosen.isoformat(),
                Precision.DAYS,
                TimeBasis.STATED if year else basis,
            )
    if found.group(1) and (last := LAST_DAY.match(text, found.end(2))) is not None and int(last.group(1)) > day:
        # "October 12-13"
        span = int(last.group(1)) - day
    return When(
        text,
        chosen.isoformat(),
        (chosen + timedelta(days=span)).isoformat(),
        Precision.WEEK if week else Precision.DAYS if span else Precision.DAY,
        TimeBasis.STATED if year else basis,
    )


def _day_only(text: str, day: int, anchor: date | None, *, past: bool, basis: TimeBasis) -> When:
    """The last such day of a month, or the next."""
    if anchor is None:
        return When(text=text)
    months = anchor.year * 12 + anchor.month - 1
    for month in (months, months - 1, months - 2) if past else (months, months + 1, months + 2):
        year, number = month // 12, month % 12 + 1
        if day <= monthrange(year, number)[1]:
            chosen = date(year, number, day)
            if chosen <= anchor if past else chosen >= anchor:
                return When(text, chosen.isoformat(), chosen.isoformat(), Precision.DAY, basis)
    return When(text=text)


def _nearest(month: int, day: int, anchor: date, *, future: bool) -> date:
    """The day in the year of publication, or of the year before or after where that fits better."""
    chosen = date(anchor.year, month, day)
    if not future and (chosen - anchor).days > 60:
        return date(anchor.year - 1, month, day)
    if future and (anchor - chosen).days > 60:
        return date(anchor.year + 1, month, day)
    return chosen


def _weekday(text: str, weekday: int, anchor: date | None, *, past: bool, basis: TimeBasis) -> When:
    if anchor is None:
        return When(text=text)
    back = (anchor.weekday() - weekday) % 7
    if re.search(r"\bnext\b", text, re.I):
        chosen = anchor + timedelta(days=(weekday - anchor.weekday()) % 7 or 7)
    elif re.search(r"\blast\b", text, re.I):
        chosen = anchor - timedelta(days=back or 7)
    elif past:
        chosen = anchor - timedelta(days=back)
    else:
        chosen = anchor + timedelta(days=(weekday - anchor.weekday()) % 7)
    last = chosen
    days = [DAYS[d.lower()] for d in DAY.findall(text)]
    if len(days) == 2 and past:
        last = anchor - timedelta(days=(anchor.weekday() - days[1]) % 7)
        chosen = last - timedelta(days=(days[1] - days[0]) % 7)
    return When(text, chosen.isoformat(), last.isoformat(), Precision.DAY if last == chosen else Precision.DAYS, basis)


def _relative(text: str, found: re.Match[str], anchor: date | None, *, basis: TimeBasis) -> When:
    if anchor is None:
        return When(text=text)
    which, unit, named, count, step, _ = found.groups()
    if named:
        shift = {"yesterday": -1, "last night": -1, "tomorrow": 1}.get(named.lower(), 0)
        day = anchor + timedelta(days=shift)
        return When(text, day.isoformat(), day.isoformat(), Precision.DAY, basis)
    if count:
        number = COUNT.get(count.lower()) or int(count)
        if step.lower() == "day":
            day = anchor - timedelta(days=number)
            return When(text, day.isoformat(), day.isoformat(), Precision.DAY, basis)
        if step.lower() == "week":
            day = anchor - timedelta(weeks=number)
            return When(
                text,
                (day - timedelta(days=3)).isoformat(),
                (day + timedelta(days=3)).isoformat(),
                Precision.WEEK,
                basis,
            )
        if step.lower() == "month":
            months = anchor.year * 12 + anchor.month - 1 - number
            return _whole_month(text, months // 12, months % 12 + 1, basis)
        return When(text, f"{anchor.year - number}-01-01", f"{anchor.year - number}-12-31", Precision.YEAR, basis)
    shift = {"last": -1, "past": -1, "next": 1, "coming": 1}.get(which.lower(), 0)
    if unit.lower() == "week":
        monday = anchor - timedelta(days=anchor.weekday()) + timedelta(weeks=shift)
        return When(text, monday.isoformat(), (monday + timedelta(days=6)).isoformat(), Precision.WEEK, basis)
    if unit.lower() == "weekend":
        saturday = anchor - timedelta(days=(anchor.weekday() - 5) % 7) + timedelta(weeks=max(shift, 0))
        return When(text, saturday.isoformat(), (saturday + timedelta(days=1)).isoformat(), Precision.DAYS, basis)
    if unit.lower() == "month":
        months = anchor.year * 12 + anchor.month - 1 + shift
        return _whole_month(text, months // 12, months % 12 + 1, basis)
    year = anchor.year + shift
    return When(text, f"{year}-01-01", f"{year}-12-31", Precision.YEAR, basis)


def _month(text: str, month: int, year: str | None, anchor: date | None, *, future: bool, basis: TimeBasis) -> When:
    if year is not None:
        return _whole_month(text, int(year), month, TimeBasis.STATED)
    if anchor is None:
        return When(text=text)
    chosen = anchor.year
    if not future and month > anchor.month:
        chosen -= 1
    if future and month < anchor.month:
        chosen += 1
    return _whole_month(text, chosen, month, basis)


def _whole_month(text: str, year: int, month: int, basis: TimeBasis) -> When:
    return When(
        text, f"{year}-{month:02d}-01", f"{year}-{month:02d}-{monthrange(year, month)[1]:02d}", Precision.MONTH, basis
    )
