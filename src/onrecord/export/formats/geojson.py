"""Meetings and lines with a place, as GeoJSON (RFC 7946). A place that may be another has no coordinates."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from onrecord.export.leaving import Leaving
from onrecord.export.places import Found, gazetteer
from onrecord.export.shared import as_line, day_of, ids_of, is_plain, meeting_title, outcome_by, quoted
from onrecord.export.words import line_of, speakers_of
from onrecord.model.story import Line, Meeting

Feature = dict[str, Any]
SOURCE = "Coordinates of GeoNames (geonames.org), CC BY 4.0"


def write(leaving: Leaving) -> Iterator[str]:
    """A collection, a feature a line: meetings, then lines."""
    known = gazetteer()
    # what is not of the format itself is for those who ask how sure a point is
    told = {"gazetteer": known[1] if known else None, "attribution": SOURCE if known else None}
    yield f'{{"type": "FeatureCollection", "onrecord": {as_line(told)}, "features": ['
    comma = "\n"
    for feature in _features(leaving):
        yield comma + as_line(feature)
        comma = ",\n"
    yield "\n]}\n"


def _features(leaving: Leaving) -> Iterator[Feature]:
    known = gazetteer()

    @cache
    def find(place: str, words: str) -> Found | None:
        return known[0].find(place, words) if known else None

    for meeting in leaving.meetings():
        if meeting.place:
            yield _feature(meeting.id, meeting.place, find(meeting.place, ""), _meeting(leaving, meeting))
    for line in leaving.lines():
        if place := line.entry.place:
            found = find(place, "") or find(place, quoted(line.entry))
            yield _feature(line.entry.id, place, found, _line(leaving, line))


def _feature(ident: str, place: str, found: Found | None, properties: Feature) -> Feature:
    geometry = None
    basis: Feature = {"place": place, "located_by": None, "geonames": None}
    if found is not None:
        geometry = {"type": "Point", "coordinates": [found.town.longitude, found.town.latitude]}
        basis |= {"located_by": found.basis, "geonames": found.town.geonames, "country": found.town.country}
    return {"type": "Feature", "id": ident, "geometry": geometry, "properties": basis | properties}


def _meeting(leaving: Leaving, meeting: Meeting) -> Feature:
    return {
        "what": "meeting",
        "title": meeting_title(leaving, meeting),
        "status": meeting.status.value,
        "who": list(meeting.who),
        "earliest": day_of(meeting.earliest),
        "latest": day_of(meeting.latest),
        "precision": meeting.precision,
        "outcome": outcome_by(leaving, meeting),
        "lines": list(meeting.entries),
    }


def _line(leaving: Leaving, line: Line) -> Feature:
    entry = line.entry
    return {
        "what": entry.kind.value,
        "title": line_of(entry),
        "act": entry.act,
        "plain": is_plain(entry),
        "negated": entry.negated,
        "future": entry.future,
        "conditional": entry.conditional,
        "historical": entry.historical,
        "status": entry.status.value if entry.status else None,
        "who": ids_of(leaving, line, entry.actors),
        "to": ids_of(leaving, line, entry.addressees),
        "says": speakers_of(entry),
        "earliest": day_of(entry.time.earliest),
        "latest": day_of(entry.time.latest),
        "told": line.told,
        "words": quoted(entry),
        "report": entry.report,
        "outlet": line.origin.outlet,
        "reviewed": line.reviewed,
        "confidence": entry.confidence,
    }
