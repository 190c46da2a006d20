"""What formats that leave the record's own shape share: whole characters, how a line is told, whose it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from typing import Any
from urllib.parse import quote

from onrecord.export.leaving import Leaving
from onrecord.export.words import did
from onrecord.model import Actor, Entry, Kind, Status, Tier
from onrecord.model.story import Line, Meeting
from onrecord.model.writing import to_json

# so many texts are held at a time
TEXTS = 50
HALF = re.compile("[\ud800-\udfff]")
ENDS = re.compile("[\x85\u2028\u2029]")
# a meeting that did not take place, or not yet
NOT_HELD = (Status.ANNOUNCED, Status.POSTPONED, Status.CANCELLED)
NOBODY = "nobody named"


def whole(text: str) -> str:
    """The text with a replacement for each half of a character, which no encoding can hold; as long as before."""
    return text if text.isascii() else HALF.sub("\ufffd", text)


def as_line(data: Any) -> str:
    """A value as JSON on one line, also for readers that end a line at characters that JSON leaves as they are."""
    line = to_json(data)
    return line if line.isascii() else ENDS.sub(lambda m: f"\\u{ord(m[0]):04x}", whole(line))


def is_plain(entry: Entry) -> bool:
    """Whether the line tells that something was done: not that it was not, will be, would be or was called off."""
    return not (entry.negated or entry.future or entry.conditional or entry.status in NOT_HELD)


def told_as(entry: Entry) -> str:
    """What was done in a few words, with all that keeps it from being told as done: "promised in writing (ahead)"."""
    found = [f"on condition: {entry.condition}"] if entry.condition else []
    if entry.future:
        found.append("ahead")
    if entry.historical:
        found.append("background")
    if entry.tier is Tier.IMPLIED:
        found.append("implied")
    return f"{did(entry)} ({'; '.join(found)})" if found else did(entry)


def quoted(entry: Entry) -> str:
    """The words that a line rests on."""
    return " … ".join(one.text for one in entry.evidence)


def ids_of(leaving: Leaving, line: Line, actors: Sequence[Actor]) -> list[str]:
    """The ids of some actors of a line, across reports, each once; of those whom nobody knows, none."""
    found = (leaving.party(line, actor) for actor in actors)
    return list(dict.fromkeys(one.id for one in found if one is not None))


def unknown(leaving: Leaving, line: Line, actors: Sequence[Actor]) -> list[str]:
    """The words for actors of a line whom nobody knows: "they"."""
    return list(dict.fromkeys(one.mention or one.name for one in actors if leaving.party(line, one) is None))


def tellings(leaving: Leaving) -> dict[str, Meeting]:
    """The meeting that each line tells of, by the id of the line."""
    return {entry: meeting for meeting in leaving.meetings() for entry in meeting.entries}


def texts(leaving: Leaving) -> Iterator[tuple[str, str]]:
    """The source texts that leave by the ids of their reports, some at a time."""
    ids = list(leaving.reports)
    for n in range(0, len(ids), TEXTS):
        found = leaving.texts(ids[n : n + TEXTS])
        yield from ((one, found[one]) for one in ids[n : n + TEXTS] if one in found)


@cache
def day_of(words: str | None) -> str | None:
    """The day with which an ISO date or moment begins; None where it names none."""
    try:
        return date.fromisoformat((words or "")[:10]).isoformat()
    except ValueError:
        return None


@cache
def web_address(url: str | None) -> str | None:
    """An address of the web with nothing in it that would end it early; None for any other."""
    if url is None or not re.match(r"https?://[^/\s]", url, re.IGNORECASE):
        return None
    return quote(whole(url), safe="!#$%&'()*+,/:;=?@[]~")


@cache
def urn(ident: str) -> str:
    """The name of something of a record, as the pages' feed has it: "urn:onrecord:e-1f0c"."""
    return "urn:onrecord:" + quote(whole(ident), safe=":#-._~")


def meeting_title(leaving: Leaving, meeting: Meeting) -> str:
    """A meeting in a few words, with how it stands: "announced: meeting of A, B, round 2 (Oslo)"."""
    names = sorted(leaving.story.actors[one].name for one in meeting.who if one in leaving.story.actors)
    title = f"{meeting.status.value.replace('_', ' ')}: meeting of {', '.join(names) or NOBODY}"
    if meeting.round is not None:
        title += f", round {meeting.round}"
    return f"{title} ({meeting.place})" if meeting.place else title


def outcome_by(leaving: Leaving, meeting: Meeting) -> list[str]:
    """How a meeting ended and who says so: "no agreement, says Norway"."""
    actors = leaving.story.actors
    return [
        f"{outcome.value.replace('_', ' ')}, {'says ' + actors[by].name if by in actors else 'as reported'}"
        for by, outcome in meeting.outcome
    ]


def counts_as_act(entry: Entry) -> bool:
    """Whether somebody does or says something to somebody in it: no part in a meeting, no state of a process."""
    return entry.kind in (Kind.STATEMENT, Kind.ACTION, Kind.MEETING)
