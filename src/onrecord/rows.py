"""What follows from the lines of a process as rows of lists, each for the days between which it stood so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from onrecord.export.told import meeting_line, name_of
from onrecord.export.words import one_line
from onrecord.model import Kind
from onrecord.model.state import Disagreement, Position, State
from onrecord.model.story import Gathering, Mark, Meeting, Party, Process, Story, Strand, Thread, wholes
from onrecord.record.shelved import NEVER, NOW, Row, number
from onrecord.state.disagreements import disagreements
from onrecord.state.meetings import meeting_of
from onrecord.state.positions import positions
from onrecord.state.silence import heard_in, spoken_of_in
from onrecord.state.status import state_of
from onrecord.state.threads import thread_of
from onrecord.story import meetings_by, threads_by

# how much more it is worth to look at a line where the state of its process rests on it, or versions differ on it
TURNING, DIFFERING = 2.0, 1.5
# demands stand behind those who are not heard
DEMAND = NEVER + 1
NONE = "none"


class Made:
    """What follows from the lines of a process, or of none, as rows."""

    def __init__(
        self,
        actors: dict[str, Party],
        process: Process | None,
        strands: Sequence[Strand],
        gatherings: Sequence[Gathering],
        marks: Sequence[Mark],
        reviewed: set[str] | frozenset[str],
        said: Mapping[str, tuple[str, str]],
    ) -> None:
        self.said = said
        self.actors, self.process, self.strands, self.gatherings = actors, process, strands, gatherings
        self.threads, self.meetings = threads_by(strands, None), meetings_by(gatherings, None)
        self.marks, self.reviewed = marks, reviewed
        self.key = process.id if process is not None else ""
        self.state: State | None = None
        if process is not None:
            self.state = state_of(process, marks, self.threads.values(), self.meetings.values(), actors)
        self.story = Story(
            actors, {}, threads=lambda _: self.threads, meetings=lambda _: self.meetings, marks=lambda _: (),
            named=lambda _: {}, merged={}, keys={}, pairs=(),
        )  # fmt: skip

    def tells(self) -> Iterator[tuple[str, str]]:
        """Which lines the threads and meetings rest on."""
        for thread in self.threads.values():
            yield from ((step.entry, thread.id) for step in thread.steps)
        for meeting in self.meetings.values():
            yield from ((entry, meeting.id) for entry in meeting.entries)

    def more(self) -> dict[str, float]:
        """The lines on which the state rests or versions differ, and how much more they are worth to look at."""
        found: dict[str, float] = defaultdict(float)
        if self.state is not None:
            for entry in turning(self.state):
                found[entry] += TURNING
            for entry in differing(self.state):
                found[entry] += DIFFERING
        return found

    def rows(self) -> dict[str, list[Row]]:
        """The rows by list."""
        found: dict[str, list[Row]] = defaultdict(list)
        for strand in self.strands:
            found[strand.kind] += self._of_strand(strand)
        for gathering in self.gatherings:
            found["meetings"] += self._of_gathering(gathering)
        found["timeline"] = self._events()
        for one in sorted(positions(self.marks), key=lambda p: (p.issue, name_of(self.story, p.party), p.party)):
            found["positions"] += position_rows(self.story, self.key, one)
        if self.state is not None and self.process is not None and self.state.entries:
            found["disagreements"] = self._disagreements()
            found["silence"] = silence_rows(self.story, self.process, self.state, self.marks, self.strands)
            first = number(self.state.first)
            third = tuple(("third", actor) for actor, _ in self.process.third)
            facets = (*(("party", actor) for actor in self.process.parties), *third)
            dated = {m.id for m in self.meetings.values() if m.earliest}
            within = {entry: m.id for m in self.meetings.values() for entry in m.entries}
            undated = sum((within[m.entry] not in dated) if m.entry in within else not m.when for m in self.marks)
            found["processes"] = [
                Row(
                    self.process.id, -len(self.process.reports), first or NEVER, first or NEVER, one_line(self.process.name),
                    facets, {"undated": undated}, self.key,
                )
            ]  # fmt: skip
        return found

    def _of_strand(self, strand: Strand) -> list[Row]:
        def made(day: str | None) -> Row | None:
            thread = thread_of(strand, until=day)
            return thread_row(self.story, thread, self.reviewed) if thread is not None else None

        return over_time((step.told for step in strand.steps), made)

    def _of_gathering(self, gathering: Gathering) -> list[Row]:
        def made(day: str | None) -> Row | None:
            meeting = meeting_of(gathering, until=day)
            return meeting_row(self.story, meeting, self.reviewed) if meeting is not None else None

        return over_time((telling.told for telling in gathering.tellings), made)

    def _disagreements(self) -> list[Row]:
        found: list[Row] = []
        for strand in self.strands:
            if strand.kind == "commitment" and len(strand.steps) > 1:
                found += self._differing([step.told for step in strand.steps], partial(thread_of, strand))
        for met in self.gatherings:
            if len(met.tellings) > 1:
                found += self._differing([telling.told for telling in met.tellings], partial(meeting_of, met))
        return sorted(found, key=lambda row: (row.id, row.since))

    def _differing(self, days: Sequence[str | None], known: Callable[..., Thread | Meeting | None]) -> Iterator[Row]:
        """Of one thread or meeting where versions differ, or differed for a while; `known`: as it stood `until` a day."""
        then: dict[str | None, dict[str, Row]] = {}
        for day in moments(days):
            about = known(until=day)
            threads, meetings = (
                (about,) if isinstance(about, Thread) else (),
                (about,) if isinstance(about, Meeting) else (),
            )
            rows = (
                disagreement_row(self.story, self.key, one, about) for one in disagreements(threads, meetings) if about
            )
            then[day] = {row.id: row for row in rows}
        for key in sorted({key for rows in then.values() for key in rows}):
            yield from over_time(days, lambda day, key=key: then[day].get(key))  # type: ignore[misc]

    def _events(self) -> list[Row]:
        found: list[Row] = []
        for gathering in self.gatherings:
            found += self._event_of(gathering)
        within = {entry for meeting in self.meetings.values() for entry in meeting.entries}
        for mark in self.marks:
            if mark.entry in within or mark.when is None or mark.negated:
                continue
            lane = "incidents" if mark.kind is Kind.ACTION else "statements"
            day, words = number(mark.told), self.said.get(mark.entry, ("", ""))[1]
            found.append(
                Row(
                    mark.entry, number(mark.when), day, day or NEVER, words, _at(self.key, lane, mark.when),
                    [mark.when[:10], mark.when[:10], lane], self.key,
                )
            )  # fmt: skip
        return sorted(found, key=lambda row: (row.key, row.id))

    def _event_of(self, gathering: Gathering) -> list[Row]:
        def made(day: str | None) -> Row | None:
            meeting = meeting_of(gathering, until=day)
            return event_row(self.story, meeting) if meeting is not None else None

        return over_time((telling.told for telling in gathering.tellings), made)


def turning(state: State) -> tuple[str, ...]:
    """The lines on which the state of a process rests, and those against it."""
    phase = state.phase
    return (*phase.entries, *phase.against) if phase is not None else ()


def differing(state: State) -> set[str]:
    """The lines on which versions differ."""
    return {entry for one in state.disagreements for _, _, own in one.versions for entry in own}


def first_day(days: Iterable[str | None]) -> int:
    """The first day of tellings; NEVER where none has a date."""
    return min((number(day) for day in days if day), default=NEVER)


def moments(days: Iterable[str | None]) -> list[str | None]:
    """The days on which something came to be told otherwise; the last is None, by when all is told."""
    own = set(days)
    dated = sorted(day for day in own if day)
    return [*(dated if own - set(dated) else dated[:-1]), None]


def over_time(days: Iterable[str | None], row: Callable[[str | None], Row | None]) -> list[Row]:
    """Something as it stood by each day on which it was told, as long as it stood so: the last as it stands by all tellings.

    `row`: as it stood on a day; None where there was nothing of it yet, or no more. Tellings without a date come in last.
    """
    own = list(days)
    dated = [number(day) for day in own if day]
    end = max(dated, default=NEVER) if len(dated) == len(own) else NEVER
    found: list[Row] = []
    for day in moments(own):
        since, now = number(day) if day is not None else end, row(day)
        if found and found[-1].until == NOW:
            if now is not None and _stands(found[-1]) == _stands(now):
                continue
            found[-1] = replace(found[-1], until=since)
        if now is not None:
            found.append(replace(now, since=since, until=NOW))
    return found


def _stands(row: Row) -> tuple[object, ...]:
    return row.key, row.words, row.facets, row.body


def _at(process: str, lane: str, when: str) -> tuple[tuple[str, str], ...]:
    return (("process", process or NONE), ("lane", lane), ("year", when[:4]), ("month", when[:7]))


def _is_reviewed(entries: Iterable[str], reviewed: set[str] | frozenset[str]) -> str:
    own = list(entries)
    return "accepted" if own and all(entry in reviewed for entry in own) else "suggested"


def thread_row(story: Story, thread: Thread, reviewed: set[str] | frozenset[str]) -> Row:
    """An undertaking, demand or warning as a row."""
    first = first_day(step.told for step in thread.steps)
    begun = thread.steps[0].told
    facets = [("process", thread.process or NONE), ("maker", thread.maker), *(("to", actor) for actor in thread.to)]
    if thread.kind == "commitment":
        facets += [("form", thread.form), ("confirmed", "yes" if thread.maker_confirmed else "no")]
    if thread.kind == "demand":
        facets.append(("answer", "promised" if thread.promised_by else thread.answer or "nothing said"))
        facets.append(("open", "no" if thread.is_met else "yes"))
    facets += [("status", said.value) for _, said in thread.status]
    facets += [("month", month(begun)), ("review", _is_reviewed((s.entry for s in thread.steps), reviewed))]
    if due := getattr(thread, "due", None):
        facets.append(("due", due[:7]))
    names = " ".join(name_of(story, actor) for actor in (thread.maker, *thread.to))
    words = f"{one_line(thread.about)}\n{names}"
    return Row(thread.id, number(begun), first, first, words, tuple(facets), None, thread.process or "")


def meeting_row(story: Story, meeting: Meeting, reviewed: set[str] | frozenset[str]) -> Row:
    """A meeting as a row."""
    first = first_day(telling.told for telling in meeting.tellings)
    facets = [("process", meeting.process or NONE), ("status", meeting.status.value)]
    facets += [("outcome", value) for value in sorted({o.value for _, o in meeting.outcome}) or ["nothing said"]]
    facets += [("who", actor) for actor in meeting.who]
    facets.append(("seats", "named" if meeting.seats else "not named"))
    facets += [("place", meeting.place or "no place said"), ("review", _is_reviewed(meeting.entries, reviewed))]
    words = f"{meeting_line(story, meeting).split(' · ', 1)[-1]}\n{meeting.place or ''}"
    key = -number(meeting.earliest or meeting.first_told)
    return Row(meeting.id, key, first, first, words, tuple(facets), None, meeting.process or "")


def event_row(story: Story, meeting: Meeting) -> Row | None:
    """A meeting as an event; None where nobody says when it was."""
    if meeting.earliest is None:
        return None
    first = first_day(telling.told for telling in meeting.tellings)
    when, until = meeting.earliest[:10], (meeting.latest or meeting.earliest)[:10]
    words = meeting_line(story, meeting).split(" · ", 1)[-1]
    facets = _at(meeting.process or "", "meetings", when)
    return Row(meeting.id, number(when), first, first, words, facets, [when, until], meeting.process or "")


def position_rows(story: Story, process: str, one: Position) -> list[Row]:
    """What a party says on an issue as a row, and before it moved as another; each has all it ever says."""
    days = [stand.told for stand in one.stands]
    body = {
        "issue": one.issue, "party": one.party,
        "stands": [[s.told, s.act, s.negated, s.entry] for s in one.stands],
    }  # fmt: skip
    words, first = f"{one.issue} {name_of(story, one.party)}", first_day(days)

    def made(day: str | None) -> Row:
        own = replace(one, stands=tuple(s for s in one.stands if day is None or s.told is not None and s.told <= day))
        facets = (
            ("process", process or NONE),
            ("issue", one.issue),
            ("party", one.party),
            ("moved", "yes" if own.moved else "no"),
        )
        return Row(f"{process}|{one.issue}|{one.party}", 0, first, first, words, facets, body, process)

    return over_time(days, made)


def disagreement_row(story: Story, process: str, one: Disagreement, about: Thread | Meeting) -> Row:
    """Two versions of one thing as a row."""
    if isinstance(about, Thread):
        first, name = first_day(step.told for step in about.steps), about.about
    else:
        first, name = first_day(telling.told for telling in about.tellings), meeting_line(story, about)
    facets = [("process", process or NONE), ("kind", one.kind)]
    facets += [("who", by if by in story.actors or by == "author" else f"={by}") for by, _, _ in one.versions]
    body = {"kind": one.kind, "about": one.about, "versions": [[by, says, list(own)] for by, says, own in one.versions]}
    return Row(f"{one.kind}|{one.about}", 0, first, first, one_line(name), tuple(facets), body, process)


def silence_rows(
    story: Story, process: Process, state: State, marks: Sequence[Mark], strands: Iterable[Strand]
) -> list[Row]:
    """Who is not heard, or was not at first, and what has no answer, or had none, as rows."""
    heard = _heard(story, marks)
    spoken = _spoken(marks)
    now = {one.actor: one for one in state.silence.unheard}
    order = {one.actor: n for n, one in enumerate(state.silence.unheard)}
    sides = {**dict.fromkeys(process.parties, "party"), **{actor: "third party" for actor, _ in process.third}}
    rows = []
    for actor in sorted({*sides, *spoken, *now}, key=lambda a: (order.get(a, len(order)), a)):
        party = story.actors.get(actor)
        if party is None or (actor not in sides and not (party.kind == "person" and " " in party.name)):
            continue
        role = sides.get(actor, "named person")
        first = (number(state.first) or NEVER) if actor in sides else spoken.get(actor, NEVER)
        facets = [("process", process.id), ("what", "not heard"), ("role", role)]
        one = now.get(actor)
        if one is None and heard.get(actor, NEVER) <= first:
            continue
        body = {"actor": actor, "role": role, "spoken_of": one.spoken_of if one is not None else 0,
                "accused": list(one.accused[:3]) if one is not None else [], "times": len(one.accused) if one is not None else 0,
                "declined": list(one.declined[:3]) if one is not None else [],
                "declined_times": len(one.declined) if one is not None else 0}  # fmt: skip
        key, until = (NEVER, NOW) if one is not None else (heard.get(actor, NEVER),) * 2
        found = Row(
            f"{process.id}|{actor}", key, first, first, party.name, tuple(facets), body, process.id, until=until
        )
        rows.append(found)
    for strand in strands:
        if strand.kind == "demand":
            rows += _unanswered(story, strand)
    return rows


def _unanswered(story: Story, strand: Strand) -> list[Row]:
    """A demand as long as it had no answer."""

    def made(day: str | None) -> Row | None:
        thread = thread_of(strand, until=day)
        return unanswered_row(story, thread) if thread is not None and thread.answer == "ignored" else None

    return over_time((step.told for step in strand.steps), made)


def unanswered_row(story: Story, thread: Thread) -> Row:
    """A demand without an answer as a row of silence."""
    first = first_day(step.told for step in thread.steps)
    facets = (("process", thread.process or NONE), ("what", "no answer"))
    words = f"{name_of(story, thread.maker)} {one_line(thread.about)}"
    return Row(thread.id, DEMAND, first, first, words, facets, {"thread": thread.id}, thread.process or "")


def _heard(story: Story, marks: Sequence[Mark]) -> dict[str, int]:
    """The first day on which each is heard, by himself or by who speaks for him."""
    found: dict[str, int] = {}
    for mark in marks:
        day = number(mark.told) or NEVER
        for speaker in heard_in(mark):
            for actor in wholes(speaker, story.actors) if speaker in story.actors else [speaker]:
                found[actor] = min(found.get(actor, NEVER), day)
    return found


def _spoken(marks: Sequence[Mark]) -> dict[str, int]:
    """The first day on which each is spoken of."""
    found: dict[str, int] = {}
    for mark in marks:
        day = number(mark.told) or NEVER
        for actor in spoken_of_in(mark):
            found[actor] = min(found.get(actor, NEVER), day)
    return found


def month(day: str | None) -> str:
    """The month of a day, as a facet has it."""
    return day[:7] if day else "no date"
