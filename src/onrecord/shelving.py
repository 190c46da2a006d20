"""Keeps the rows of the lists that the pages show: what new reports, verdicts and decisions touch is made anew, the rest stays."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from onrecord.export.told import meeting_line, name_of
from onrecord.export.words import family_of, line_of, one_line, speakers_of
from onrecord.model import Entry, Kind
from onrecord.model.state import Disagreement, Position, State
from onrecord.model.story import Line, Mark, Meeting, Party, Process, Story, Thread, wholes
from onrecord.record import Record
from onrecord.record.shelved import NEVER, Part, Row, number
from onrecord.state.positions import positions
from onrecord.state.status import state_of
from onrecord.story import meetings_by, threads_by

Tell = Callable[[str, int, int], None]
# so many reports and processes are kept at a time: a decision must not wait long for the file
AT_ONCE = 20
ROWS_AT_ONCE = 1_000
# a new way of making rows makes all anew
SHELVER = "1"
# how much hangs on a line being right, by the family of its act or its kind
WEIGHT = {
    "commit": 3.0, "offer": 2.0, "demand": 2.0, "refuse": 2.5, "warn": 2.0, "blame": 1.5, "deny": 2.0, "admit": 2.0,
    "sign": 3.0, "break": 2.5, "violence": 2.0, "yield": 2.5, "phase": 3.0, "meeting": 2.0, "participation": 1.0,
}  # fmt: skip
# and more where the state of its process rests on it, or versions differ on it
TURNING, DIFFERING = 2.0, 1.5
# the lists whose rows are made of a process, and those made of a report
OF_PROCESS = (
    "commitment", "demand", "warning", "meetings", "timeline", "positions", "disagreements", "silence", "processes",
)  # fmt: skip
OF_REPORT = ("entries", "reports")
# actors are kept in so many parts
BUCKET = 4
# demands stand behind those who are not heard
DEMAND = NEVER + 1
NONE = "none"


def is_shelved(record: Record) -> bool:
    """Whether the rows fit what follows from a record."""
    _, resolved, shelved = record.shelved.versions()
    return shelved == f"{resolved} {SHELVER}"


def shelve(record: Record, progress: Tell = lambda what, done, all_: None) -> None:
    """Make the rows of the lists fit what follows from a record."""
    shelved = record.shelved
    _, resolved, made_of = shelved.versions()
    if made_of == f"{resolved} {SHELVER}":
        return
    if made_of and not made_of.endswith(f" {SHELVER}"):
        shelved.clear()
    actors = record.derived.actors()
    _shelve_reports(record, actors, progress)
    _shelve_processes(record, actors, progress)
    _shelve_actors(record, actors)
    shelved.settle(f"{resolved} {SHELVER}")


def worth(entry: Entry) -> float:
    """How much it is worth to look at a line: what hangs on it, and how unsure the reader is."""
    return weight(entry) * (1.25 - entry.confidence)


def weight(entry: Entry) -> float:
    """How much hangs on a line, by its act or kind."""
    return WEIGHT.get(family_of(entry) or entry.kind.value, 1.0)


def _hash(*parts: object) -> str:
    return hashlib.sha256(json.dumps([SHELVER, *parts], ensure_ascii=False).encode("utf-8", "replace")).hexdigest()[:16]


def _parts(found: Sequence[str]) -> Iterator[Sequence[str]]:
    for n in range(0, len(found), AT_ONCE):
        yield found[n : n + AT_ONCE]


# -- of reports -------------------------------------------------------------------------------------------------------


def _shelve_reports(record: Record, actors: Mapping[str, Party], progress: Tell) -> None:
    shelved, derived = record.shelved, record.derived
    reviewed: dict[str, list[str]] = defaultdict(list)
    for entry, report, _ in shelved.reviewed_by():
        reviewed[report].append(entry)
    prints, _ = derived.fingerprints()
    heads = {head.id: head for head in shelved.heads()}
    now = {
        report: _hash(made_of, reviewed[report], heads[report].title, heads[report].outlet, heads[report].published)
        for report, made_of in prints.items()
        if report in heads
    }
    before = shelved.made_of("entries")
    shelved.drop([(name, report) for report in sorted(before.keys() - now.keys()) for name in OF_REPORT])
    changed = sorted(report for report, made_of in now.items() if before.get(report) != made_of)
    for n, some in enumerate(_parts(changed)):
        progress("lists", n * AT_ONCE, len(changed))
        lines: dict[str, list[Line]] = defaultdict(list)
        for line in record.lines(reports=some):
            lines[line.entry.report].append(line)
        parts = []
        for report in some:
            names, process_of = derived.names(report), shelved.processes_in(report)
            own = lines[report]
            lined = [_of_line(ln, names, process_of, actors) for ln in own]
            parts.append(Part("entries", report, now[report], lined, keeps=True))
            day = number(heads[report].published)
            words = one_line(f"{heads[report].title or ''} {heads[report].outlet or ''}")
            facets = [("outlet", heads[report].outlet or "unknown"), ("month", _month(heads[report].published))]
            facets += [("process", p or NONE) for p in sorted({p or "" for p in process_of.values()})] or [
                ("process", NONE)
            ]
            row = Row(report, -day, day, day or NEVER, words, tuple(facets))
            parts.append(Part("reports", report, now[report], [row]))
        shelved.put(parts)


def _month(day: str | None) -> str:
    return day[:7] if day else "no date"


def _of_line(
    line: Line, names: Mapping[str, str], process_of: Mapping[str, str | None], actors: Mapping[str, Party]
) -> Row:
    entry = line.entry
    process = process_of.get(entry.id)
    facets = [("process", process or NONE), ("review", "accepted" if line.reviewed else "suggested")]
    facets += [("kind", entry.kind.value), ("month", _month(line.told)), ("outlet", line.origin.outlet or "unknown")]
    facets += [(name, str(value)) for name, value in (("family", family_of(entry)), ("act", entry.act)) if value]
    if entry.form:
        facets.append(("form", entry.form.value))
    for slot, found in (("actor", entry.actors), ("addressee", entry.addressees)):
        known = [names.get(actor.name, "") for actor in found]
        facets += [(slot, key if key in actors else f"={actor.name}") for key, actor in zip(known, found, strict=True)]
        if slot == "actor":
            facets += [
                ("party", wholes(key, actors)[-1] if key in actors else f"={actor.name}")
                for key, actor in zip(known, found, strict=True)
            ]
    facets += [("speaker", speakers_of(entry)), *(("issue", issue) for issue in entry.issue)]
    facets += [("flag", f) for f in ("negated", "future", "conditional", "historical") if getattr(entry, f)]
    if entry.tier.value == "implied":
        facets.append(("flag", "implied"))
    quote = " … ".join(one_line(e.text) for e in entry.evidence)
    day = number(line.told)
    return Row(
        entry.id,
        -day,
        day,
        day or NEVER,
        f"{line_of(entry)}\n{quote}",
        tuple(facets),
        None,
        process or "",
        worth(entry),
    )


# -- of processes -----------------------------------------------------------------------------------------------------


def _shelve_processes(record: Record, actors: dict[str, Party], progress: Tell) -> None:
    shelved, derived = record.shelved, record.derived
    known = derived.processes()
    reviewed: dict[str, set[str]] = defaultdict(set)
    for entry, _, process in shelved.reviewed_by():
        reviewed[process].add(entry)
    _, prints = derived.fingerprints()
    now = {
        key: _hash(made_of, sorted(reviewed[key]), _names(known.get(key), actors)) for key, made_of in prints.items()
    }
    before = shelved.made_of("timeline")
    shelved.drop([(name, key) for key in sorted(before.keys() - now.keys()) for name in OF_PROCESS])
    changed = sorted(key for key, made_of in now.items() if before.get(key) != made_of)
    parts: list[Part] = []
    for n, key in enumerate(changed):
        progress("lists", n, len(changed))
        threads = threads_by(derived.strands(process=key), None)
        meetings = meetings_by(derived.gatherings(process=key), None)
        marks = derived.marks(key)
        said = shelved.said(mark.entry for mark in marks if mark.when is not None)
        made = Made(actors, known.get(key), threads, meetings, marks, reviewed[key], said)
        rows = made.rows()
        parts += [
            Part(name, key, now[key], rows.get(name, []), keeps=True, tells=list(made.tells()), more=made.more())
            if name == "timeline"
            else Part(name, key, now[key], rows.get(name, []))
            for name in OF_PROCESS
        ]
        if key == changed[-1] or sum(len(part.rows) for part in parts) > ROWS_AT_ONCE:
            shelved.put(parts)
            parts = []


def _names(process: Process | None, actors: Mapping[str, Party]) -> list[str]:
    """How the parties and third parties of a process are called, as its rows have it."""
    own = (*process.parties, *(actor for actor, _ in process.third)) if process is not None else ()
    return [actors[actor].name for actor in own if actor in actors]


class Made:
    """What follows from the lines of a process, or of none, as rows."""

    def __init__(
        self,
        actors: dict[str, Party],
        process: Process | None,
        threads: Mapping[str, Thread],
        meetings: Mapping[str, Meeting],
        marks: Sequence[Mark],
        reviewed: set[str] | frozenset[str],
        said: Mapping[str, tuple[str, str]],
    ) -> None:
        self.said = said
        self.actors, self.process, self.threads, self.meetings = actors, process, dict(threads), dict(meetings)
        self.marks, self.reviewed = marks, reviewed
        self.key = process.id if process is not None else ""
        self.state: State | None = None
        if process is not None:
            self.state = state_of(process, marks, threads.values(), meetings.values(), actors)
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
        for thread in self.threads.values():
            found[thread.kind].append(thread_row(self.story, thread, self.reviewed))
        found["meetings"] = [meeting_row(self.story, m, self.reviewed) for m in self.meetings.values()]
        found["timeline"] = self._events()
        found["positions"] = [row for one in positions(self.marks) if (row := position_row(self.story, self.key, one))]
        if self.state is not None and self.process is not None and self.state.entries:
            for one in self.state.disagreements:
                if (row := disagreement_row(self.story, self.key, one)) is not None:
                    found["disagreements"].append(row)
            found["silence"] = silence_rows(self.story, self.process, self.state, self.marks)
            first, last = number(self.state.first), number(self.state.last)
            third = tuple(("third", actor) for actor, _ in self.process.third)
            facets = (*(("party", actor) for actor in self.process.parties), *third)
            dated = {m.id for m in self.meetings.values() if m.earliest}
            within = {entry: m.id for m in self.meetings.values() for entry in m.entries}
            undated = sum((within[m.entry] not in dated) if m.entry in within else not m.when for m in self.marks)
            found["processes"] = [
                Row(
                    self.process.id, -len(self.process.reports), first or NEVER, last or NEVER, one_line(self.process.name),
                    facets, {"undated": undated}, self.key,
                )
            ]  # fmt: skip
        return found

    def _events(self) -> list[Row]:
        found = [row for m in self.meetings.values() if (row := event_row(self.story, m)) is not None]
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


def turning(state: State) -> tuple[str, ...]:
    """The lines on which the state of a process rests, and those against it."""
    phase = state.phase
    return (*phase.entries, *phase.against) if phase is not None else ()


def differing(state: State) -> set[str]:
    """The lines on which versions differ."""
    return {entry for one in state.disagreements for _, _, own in one.versions for entry in own}


def told_in(days: Iterable[str | None]) -> tuple[int, int]:
    """The first and the last day of tellings; NEVER for the last where some have none, so that a view as of a day asks again."""
    own = list(days)
    dated = [number(day) for day in own if day]
    return min(dated, default=NEVER), NEVER if len(dated) < len(own) or not dated else max(dated)


def _at(process: str, lane: str, when: str) -> tuple[tuple[str, str], ...]:
    return (("process", process or NONE), ("lane", lane), ("year", when[:4]), ("month", when[:7]))


def _is_reviewed(entries: Iterable[str], reviewed: set[str] | frozenset[str]) -> str:
    own = list(entries)
    return "accepted" if own and all(entry in reviewed for entry in own) else "suggested"


def thread_row(story: Story, thread: Thread, reviewed: set[str] | frozenset[str]) -> Row:
    """An undertaking, demand or warning as a row."""
    first, last = told_in(step.told for step in thread.steps)
    begun = thread.steps[0].told
    facets = [("process", thread.process or NONE), ("maker", thread.maker), *(("to", actor) for actor in thread.to)]
    if thread.kind == "commitment":
        facets += [("form", thread.form), ("confirmed", "yes" if thread.maker_confirmed else "no")]
    if thread.kind == "demand":
        facets.append(("answer", thread.answer or "nothing said"))
    facets += [("status", said.value) for _, said in thread.status]
    facets += [("month", _month(begun)), ("review", _is_reviewed((s.entry for s in thread.steps), reviewed))]
    if due := getattr(thread, "due", None):
        facets.append(("due", due[:7]))
    names = " ".join(name_of(story, actor) for actor in (thread.maker, *thread.to))
    words = f"{one_line(thread.about)}\n{names}"
    return Row(thread.id, number(begun), first, last, words, tuple(facets), None, thread.process or "")


def meeting_row(story: Story, meeting: Meeting, reviewed: set[str] | frozenset[str]) -> Row:
    """A meeting as a row."""
    first, last = told_in(telling.told for telling in meeting.tellings)
    facets = [("process", meeting.process or NONE), ("status", meeting.status.value)]
    facets += [("outcome", value) for value in sorted({o.value for _, o in meeting.outcome}) or ["nothing said"]]
    facets += [("who", actor) for actor in meeting.who]
    facets += [("place", meeting.place or "no place said"), ("review", _is_reviewed(meeting.entries, reviewed))]
    words = f"{meeting_line(story, meeting).split(' · ', 1)[-1]}\n{meeting.place or ''}"
    key = -number(meeting.earliest or meeting.first_told)
    return Row(meeting.id, key, first, last, words, tuple(facets), None, meeting.process or "")


def event_row(story: Story, meeting: Meeting) -> Row | None:
    """A meeting as an event; None where nobody says when it was."""
    if meeting.earliest is None:
        return None
    first, last = told_in(telling.told for telling in meeting.tellings)
    when, until = meeting.earliest[:10], (meeting.latest or meeting.earliest)[:10]
    words = meeting_line(story, meeting).split(" · ", 1)[-1]
    facets = _at(meeting.process or "", "meetings", when)
    return Row(meeting.id, number(when), first, last, words, facets, [when, until], meeting.process or "")


def position_row(story: Story, process: str, one: Position) -> Row | None:
    """What a party says on an issue as a row."""
    first, last = told_in(stand.told for stand in one.stands)
    facets = (
        ("process", process or NONE),
        ("issue", one.issue),
        ("party", one.party),
        ("moved", "yes" if one.moved else "no"),
    )
    body = {
        "issue": one.issue, "party": one.party,
        "stands": [[s.told, s.act, s.negated, s.entry] for s in one.stands],
    }  # fmt: skip
    words = f"{one.issue} {name_of(story, one.party)}"
    return Row(f"{process}|{one.issue}|{one.party}", 0, first, last, words, facets, body, process)


def disagreement_row(story: Story, process: str, one: Disagreement) -> Row | None:
    """Two versions of one thing as a row."""
    thread, meeting = story.threads.get(one.about), story.meetings.get(one.about)
    if thread is not None:
        first, last, about = *told_in(step.told for step in thread.steps), thread.about
    elif meeting is not None:
        first, last, about = *told_in(t.told for t in meeting.tellings), meeting_line(story, meeting)
    else:
        return None
    facets = [("process", process or NONE), ("kind", one.kind)]
    facets += [("who", by if by in story.actors or by == "author" else f"={by}") for by, _, _ in one.versions]
    body = {"kind": one.kind, "about": one.about, "versions": [[by, says, list(own)] for by, says, own in one.versions]}
    return Row(f"{one.kind}|{one.about}", 0, first, last, one_line(about), tuple(facets), body, process)


def silence_rows(story: Story, process: Process, state: State, marks: Sequence[Mark]) -> list[Row]:
    """Who is not heard, or was not at first, and what has no answer, or had none, as rows; "now": by all that is told.

    The key of somebody is the day on which he was first heard, so that a view as of a day needs no line.
    """
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
        if one is not None:
            facets.append(("now", "yes"))
        elif heard.get(actor, NEVER) <= first:
            continue
        body = {"actor": actor, "role": role, "spoken_of": one.spoken_of if one is not None else 0,
                "accused": list(one.accused[:3]) if one is not None else [], "times": len(one.accused) if one is not None else 0}  # fmt: skip
        day = NEVER if one is not None else heard.get(actor, NEVER)
        rows.append(Row(f"{process.id}|{actor}", day, first, NEVER, party.name, tuple(facets), body, process.id))
    for thread in state.of_kind("demand"):
        rows.append(unanswered_row(story, thread))
    return rows


def unanswered_row(story: Story, thread: Thread) -> Row:
    """A demand as a row of silence; "now" where it has no answer."""
    first, last = told_in(step.told for step in thread.steps)
    facets = [("process", thread.process or NONE), ("what", "no answer")]
    if thread.answer == "ignored":
        facets.append(("now", "yes"))
    words = f"{name_of(story, thread.maker)} {one_line(thread.about)}"
    return Row(thread.id, DEMAND, first, last, words, tuple(facets), {"thread": thread.id}, thread.process or "")


def _heard(story: Story, marks: Sequence[Mark]) -> dict[str, int]:
    """The first day on which each is heard, by himself or by who speaks for him."""
    found: dict[str, int] = {}
    for mark in marks:
        day = number(mark.told) or NEVER
        for speaker in mark.speakers:
            for actor in wholes(speaker, story.actors) if speaker in story.actors else [speaker]:
                found[actor] = min(found.get(actor, NEVER), day)
    return found


def _spoken(marks: Sequence[Mark]) -> dict[str, int]:
    """The first day on which each is spoken of."""
    found: dict[str, int] = {}
    for mark in marks:
        day = number(mark.told) or NEVER
        for actor in (*mark.actors, *mark.addressees):
            found[actor] = min(found.get(actor, NEVER), day)
    return found


# -- actors -----------------------------------------------------------------------------------------------------------


def _shelve_actors(record: Record, actors: Mapping[str, Party]) -> None:
    shelved = record.shelved
    within: dict[str, list[str]] = defaultdict(list)
    for process in record.derived.processes().values():
        for actor in (*process.parties, *(actor for actor, _ in process.third)):
            within[actor].append(process.id)
    parts: dict[str, list[Row]] = defaultdict(list)
    for party in sorted(actors.values(), key=lambda a: a.id):
        facets = [("process", process) for process in within.get(wholes(party.id, actors)[-1], [])]
        facets.append(("kind", party.kind))
        if party.part_of:
            facets.append(("side", party.part_of))
        words = one_line(" ".join(dict.fromkeys((party.name, *party.names))))
        # who is in no report is only whom others belong to
        first = 0 if party.reports else NEVER
        parts[party.id[:BUCKET]].append(Row(party.id, -party.reports, first, first, words, tuple(facets)))
    now = {key: _hash([[r.id, r.key, r.words, r.facets] for r in rows]) for key, rows in parts.items()}
    before = shelved.made_of("actors")
    shelved.drop([("actors", key) for key in before.keys() - now.keys()])
    changed = [key for key, made_of in now.items() if before.get(key) != made_of]
    for some in _parts(changed):
        shelved.put(Part("actors", key, now[key], parts[key]) for key in some)
