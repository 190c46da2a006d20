"""Meetings and deadlines as a calendar (iCalendar, RFC 5545): all-day, and as many days as the words leave open.

What has no date is not in it; how many those are stands at the head. DTSTAMP is when it was last told, as the record has
no moment of export.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from onrecord.export.leaving import Leaving
from onrecord.export.shared import day_of, meeting_title, outcome_by, whole
from onrecord.export.told import name_of, names_of, status_line, words
from onrecord.model import Status
from onrecord.model.story import Meeting, Thread

# CONFIRMED is only what is told as held: an announced meeting may never come to be
STATUS = {Status.ENDED: "CONFIRMED", Status.UNDER_WAY: "CONFIRMED", Status.CANCELLED: "CANCELLED"}
OCTETS = 75
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
# of what no report with a date tells
NEVER = "19700101"


def write(leaving: Leaving) -> Iterator[str]:
    """The calendar, an event a piece."""
    meetings, threads = leaving.meetings(), [one for one in leaving.threads() if one.deadline]
    undated = sum(day_of(one.earliest) is None for one in meetings)
    open_ = sum(day_of(one.due) is None for one in threads)
    yield _lines(
        [
            ("BEGIN", "VCALENDAR"),
            ("VERSION", "2.0"),
            ("PRODID", "-//Onrecord//Onrecord//EN"),
            ("CALSCALE", "GREGORIAN"),
            ("X-WR-CALNAME", _text(leaving.process.name if leaving.process is not None else leaving.name)),
            ("X-ONRECORD-MEETINGS-WITHOUT-DATE", str(undated)),
            ("X-ONRECORD-DEADLINES-WITHOUT-DATE", str(open_)),
        ]
    )
    for meeting in meetings:
        if (first := day_of(meeting.earliest)) is not None:
            yield _lines(_meeting(leaving, meeting, first))
    for thread in threads:
        if (due := day_of(thread.due)) is not None:
            yield _lines(_deadline(leaving, thread, due))
    yield _lines([("END", "VCALENDAR")])


def _meeting(leaving: Leaving, meeting: Meeting, first: str) -> Iterator[tuple[str, str]]:
    last = max(day_of(meeting.latest) or first, first)
    about = [f"Who: {names_of(leaving.story, meeting.who)}"]
    about += [f"Outcome: {one}" for one in outcome_by(leaving, meeting)]
    about += [f"{words(seat.role).capitalize()}: {name_of(leaving.story, seat.actor)}" for seat in meeting.seats]
    if first != last or meeting.precision not in (None, "day"):
        about.append(f"When: between {first} and {last}, as exactly as it is told ({meeting.precision or 'days'})")
    elif meeting.latest is None:
        about.append("When: from this day on; how long is not told")
    about.append(f"Told by: {', '.join(meeting.entries)}")
    yield from _event(
        f"{meeting.id}@onrecord", _stamp(t.told for t in meeting.tellings), first, last,
        meeting_title(leaving, meeting), about,
    )  # fmt: skip
    yield ("STATUS", STATUS.get(meeting.status, "TENTATIVE"))
    yield ("CATEGORIES", f"MEETING,{_text(words(meeting.status.value).upper())}")
    if meeting.place:
        yield ("LOCATION", _text(meeting.place))
    yield ("END", "VEVENT")


def _deadline(leaving: Leaving, thread: Thread, due: str) -> Iterator[tuple[str, str]]:
    story = leaving.story
    about = [
        f"Who: {name_of(story, thread.maker)}",
        f"Towards: {names_of(story, thread.to)}",
        f"In the words of a report: {thread.deadline}",
        f"Who says what of it: {status_line(story, thread) or 'nothing yet'}",
    ]
    if thread.kind == "commitment":
        about.insert(2, f"Form: {words(thread.form)}{'' if thread.maker_confirmed else ', not confirmed by its maker'}")
    about.append(f"Told by: {', '.join(dict.fromkeys(step.entry for step in thread.steps))}")
    title = f"Deadline of a {thread.kind}: {name_of(story, thread.maker)}: {thread.about}"
    yield from _event(f"{thread.id}-due@onrecord", _stamp(s.told for s in thread.steps), due, due, title, about)
    yield ("STATUS", "TENTATIVE")
    yield ("CATEGORIES", f"DEADLINE,{_text(thread.kind.upper())}")
    yield ("END", "VEVENT")


def _event(ident: str, stamp: str, first: str, last: str, title: str, about: list[str]) -> Iterator[tuple[str, str]]:
    after = date.fromisoformat(last)
    if after < date.max:
        after += timedelta(days=1)
    yield ("BEGIN", "VEVENT")
    yield ("UID", ident)
    yield ("DTSTAMP", f"{stamp}T000000Z")
    yield ("DTSTART;VALUE=DATE", first.replace("-", ""))
    # the day after the last
    yield ("DTEND;VALUE=DATE", after.isoformat().replace("-", ""))
    yield ("SUMMARY", _text(title))
    yield ("DESCRIPTION", _text("\n".join(about)))
    # it takes nobody's time
    yield ("TRANSP", "TRANSPARENT")


def _stamp(told: Iterable[str | None]) -> str:
    """The day on which it was last told."""
    return max((day.replace("-", "") for one in told if (day := day_of(one)) is not None), default=NEVER)


def _text(text: str) -> str:
    """A value of type TEXT."""
    text = CONTROLS.sub("\ufffd", whole(text).replace("\r\n", "\n").replace("\r", "\n"))
    return text.replace("\\", r"\\").replace(";", r"\;").replace(",", r"\,").replace("\n", r"\n")


def _lines(properties: Iterable[tuple[str, str]]) -> str:
    """Content lines, folded at 75 octets and never within a character."""
    return "".join(fold(f"{name}:{value}") + "\r\n" for name, value in properties)


def fold(line: str) -> str:
    """A content line in pieces of at most 75 octets, each but the first after a blank.

    >>> [len(piece) for piece in fold("SUMMARY:" + "a" * 100).split("\\r\\n")]
    [75, 34]
    """
    if len(line) <= OCTETS and line.isascii():
        return line
    pieces, start, room, used = [], 0, OCTETS, 0
    for n, letter in enumerate(line):
        size = len(letter.encode())
        if used + size > room:
            pieces.append(line[start:n])
            start, room, used = n, OCTETS - 1, 0
        used += size
    return "\r\n ".join([*pieces, line[start:]])
