"""Plain events in CAMEO codes, in the columns of the GDELT 1.0 event table (docs/exchange-events.md)."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urldefrag

from onrecord.export.cameo import CODES, quad_of
from onrecord.export.happened import Who, codes_of, is_plain, number, pairs, when
from onrecord.export.leaving import Leaving
from onrecord.export.table import rows_as_tabs

ACTOR = (
    "Code", "Name", "CountryCode", "KnownGroupCode", "EthnicCode", "Religion1Code", "Religion2Code", "Type1Code",
    "Type2Code", "Type3Code",
)  # fmt: skip
PLACE = ("Type", "FullName", "CountryCode", "ADM1Code", "Lat", "Long", "FeatureID")
COLUMNS = (
    "GLOBALEVENTID", "SQLDATE", "MonthYear", "Year", "FractionDate", *(f"Actor1{c}" for c in ACTOR),
    *(f"Actor2{c}" for c in ACTOR), "IsRootEvent", "EventCode", "EventBaseCode", "EventRootCode", "QuadClass",
    "GoldsteinScale", "NumMentions", "NumSources", "NumArticles", "AvgTone", *(f"Actor1Geo_{c}" for c in PLACE),
    *(f"Actor2Geo_{c}" for c in PLACE), *(f"ActionGeo_{c}" for c in PLACE), "DATEADDED", "SOURCEURL",
)  # fmt: skip
UNKNOWN_PLACE = ("",) * len(PLACE)


def write(leaving: Leaving) -> Iterator[str]:
    """A row for each pair of each plain event."""
    return rows_as_tabs(COLUMNS, _rows(leaving))


def _rows(leaving: Leaving) -> Iterator[list[object]]:
    addresses: dict[str, str] = {}
    for line in leaving.lines():
        entry = line.entry
        code = codes_of(entry).get("cameo")
        if not code or not is_plain(line):
            continue
        if entry.report not in addresses:
            about = leaving.reports.get(entry.report)
            addresses[entry.report] = urldefrag(about.url).url if about and about.url else f"onrecord:{entry.report}"
        place = ("", entry.place, "", "", "", "", "") if entry.place else UNKNOWN_PLACE
        action = (
            "", code, code[:3], code[:2], quad_of(code), CODES[code][1] if code in CODES else "", 1, 1, 1, "",
            *UNKNOWN_PLACE, *UNKNOWN_PLACE, *place, (line.told or "").replace("-", ""),
            f"{addresses[entry.report]}#{entry.id}",
        )  # fmt: skip
        dates = _dates(*when(line))
        for pair in pairs(leaving, line):
            yield [number(pair.id), *dates, *_actor(pair.source), *_actor(pair.target), *action]


def _dates(first: str | None, last: str | None) -> tuple[str, str, str, str]:
    """Day, month and year, each where the report says it; the fraction of the year is left to who wants it."""
    if first is None or last is None:
        return "", "", "", ""
    same = [first[:n] if first[:n] == last[:n] else "" for n in (10, 7, 4)]
    return same[0].replace("-", ""), same[1].replace("-", ""), same[2], ""


def _actor(who: Who | None) -> tuple[object, ...]:
    return ("", who.name if who is not None else "", "", "", "", "", "", "", "", "")
