"""The day that some words name, as pages, mails and press databases write it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

ISO = re.compile(r"\s*(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
COMPACT = re.compile(r"\s*(\d{4})(\d\d)(\d\d)(?:T?\d{6}Z?|\s*$)")
WORDED = re.compile(
    r"(?:(\d{1,2})(?:st|nd|rd|th)?[ ./-]{1,2})?([A-Za-zÀ-ÿ]{3,9})\.?[ ./-]{1,2}(?:(\d{1,2})(?:st|nd|rd|th)?,?[ ]{1,2})?(\d{4})"
)
SLASHED = re.compile(r"\s*(\d{1,2})[./-](\d{1,2})[./-](\d{4})(?!\d)")
MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
# an epoch in seconds between 1990 and 2100
EARLIEST, LATEST = 631_152_000, 4_102_444_800


def day_of(words: str) -> str | None:
    """The day that some words name, as YYYY-MM-DD; None when they name none, or it may be either of two.

    >>> day_of("2026-03-17T09:00:00+03:00"), day_of("Tue, 17 Mar 2026 09:00:00 +0300"), day_of("March 17, 2026 Tuesday")
    ('2026-03-17', '2026-03-17', '2026-03-17')
    >>> day_of("17.03.2026"), day_of("3/4/2026"), day_of("1773738000"), day_of("soon")
    ('2026-03-17', None, '2026-03-17', None)
    """
    words = words.strip()[:100]
    for pattern in (ISO, COMPACT):
        if match := pattern.match(words):
            return _day(*match.groups())
    if words.isdigit() and len(words) in (10, 13):
        return _since_epoch(int(words))
    if re.match(r"[A-Za-z]{3},? ?\d{1,2} [A-Za-z]{3} \d{2,4} \d", words):
        try:
            return parsedate_to_datetime(words).date().isoformat()
        except (ValueError, TypeError, IndexError):
            pass
    for match in WORDED.finditer(words):
        before, month, after, year = match.groups()
        if month[:3].lower() in MONTHS and (before or after):
            return _day(year, str(MONTHS.index(month[:3].lower()) + 1), before or after)
    if match := SLASHED.match(words):
        one, two, year = match.groups()
        if int(one) > 12 or one == two:
            return _day(year, two, one)
        if int(two) > 12:
            return _day(year, one, two)
    return None


def _day(year: str, month: str, day: str) -> str | None:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None


def _since_epoch(number: int) -> str | None:
    seconds = number / 1000 if number >= 10**12 else number
    if not EARLIEST < seconds < LATEST:
        return None
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()
