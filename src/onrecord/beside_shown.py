"""A record beside foreign event data as it is shown: counts, and rows of what both have, only they, only the record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from onrecord.besides import Beside
from onrecord.export.foreign import foreign_json
from onrecord.matching import Match, Ours
from onrecord.record import Record

Json = dict[str, Any]
PARTS = ("both", "theirs", "ours")
# of one row so many events of the record are shown that it may be
MOST = 3


def counts(found: Beside) -> Json:
    """How many of each, and how many are not compared and why."""
    both = found.both
    return {
        "both": len(both),
        "theirs": len(found.theirs) - len(both),
        "ours": len(found.only_ours),
        "ours_in_both": len(found.ours) - len(found.only_ours),
        "foreign_lines": found.lines,
        "not_compared": {
            **{f"foreign lines {why}": number for why, number in found.apart.items()},
            "events of the record on days that the foreign lines do not cover": found.uncovered,
            "lines of the record without a day": found.undated,
            "lines of the record that tell of no event": found.untold,
        },
        "reports_from": found.first,
        "reports_to": found.last,
    }


def size(found: Beside, part: str) -> int:
    """How many rows a part has."""
    return int(counts(found)[part])


def rows(
    record: Record, found: Beside, part: str, *, first: int = 0, most: int | None = None, given: bool = False
) -> list[Json]:
    """Rows of one part, from one on: `theirs` is None in the part that only the record has. `given`: with each row as given.

    Of events of the record that a row may be the surest come first, and only some; `more` says how many are left out.
    """
    last = None if most is None else first + most
    if part == "ours":
        events = found.only_ours[first:last]
        told = said(record, events)
        return [{"theirs": None, "ours": [ours_json(one, found.names, told)], "more": 0} for one in events]
    if part == "both":
        pairs: Sequence[tuple[Any, Sequence[Match]]] = found.both[first:last]
    else:
        pairs = [(line, ()) for line in found.only_theirs[first:last]]
    files = {file.number: file for file in record.foreign.files()}
    whole = record.foreign.given([line.number for line, _ in pairs]) if given else {}
    told = said(record, [found.ours[one.ours] for _, own in pairs for one in own[:MOST]])
    return [
        {
            "theirs": foreign_json(line, files.get(line.file), whole.get(line.number)),
            "ours": [
                ours_json(found.ours[one.ours], found.names, told) | {"score": one.score, "why": list(one.why)}
                for one in own[:MOST]
            ],
            "more": max(0, len(own) - MOST),
        }
        for line, own in pairs
    ]


def said(record: Record, events: Iterable[Ours]) -> dict[str, str]:
    """Each event in the words of its first line."""
    first = {one.lines[0]: one.id for one in events}
    return {first[entry]: words for entry, (_, words) in record.shelved.said(first).items()}


def ours_json(one: Ours, names: Mapping[str, str], told: Mapping[str, str]) -> Json:
    """One event of the record, with the lines that tell of it."""

    def named(ids: Iterable[str]) -> list[Json]:
        return sorted(({"id": key, "name": names.get(key, key)} for key in ids), key=lambda actor: actor["name"])

    return {
        "id": one.id,
        "earliest": one.earliest,
        "latest": one.latest,
        "by_day_of_report": one.told,
        "act": one.act,
        "plover": one.root,
        "who": named(one.who),
        "to": named(one.to),
        "place": one.place,
        "words": told.get(one.id, ""),
        "lines": list(one.lines),
        "meeting": one.meeting,
    }
