"""What follows from a record in plain words and as JSON: processes, actors, meetings, threads, silence, status."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from onrecord.export.words import one_line
from onrecord.model.pointing import only_points
from onrecord.model.state import Change, Disagreement, Phase, Position, Silence, State
from onrecord.model.story import Line, Meeting, Party, Process, Seat, Standing, Story, Thread

Json = dict[str, Any]
AUTHOR = "the reporters"
FORM_ORDER = ("verbal", "written", "joint_statement", "unilateral_declaration", "signed", "unstated")


def name_of(story: Story, actor: str) -> str:
    """How an actor is called; "the reporters" for their own voice."""
    return story.actors[actor].name if actor in story.actors else AUTHOR


def names_of(story: Story, actors: Iterable[str]) -> str:
    """Several actors by name, in alphabetical order."""
    return ", ".join(sorted(name_of(story, a) for a in actors)) or "nobody named"


def words(term: str) -> str:
    """A term of the vocabulary as it is written in a sentence."""
    return term.replace("_", " ")


def times(number: int) -> str:
    """How often, in words: "once", "twice", "5 times"."""
    return {1: "once", 2: "twice"}.get(number, f"{number:,} times")


# -- JSON -------------------------------------------------------------------------------------------------------------


def _actor(story: Story, actor: str) -> Json | None:
    return {"id": actor, "name": story.actors[actor].name} if actor in story.actors else None


def process_json(story: Story, process: Process) -> Json:
    """One process: its parties, third parties with their roles, reports."""
    return {
        "id": process.id,
        "name": process.name,
        "parties": [_actor(story, a) for a in process.parties],
        "third_parties": [{"actor": _actor(story, a), "role": role} for a, role in process.third],
        "reports": list(process.reports),
    }


def party_json(story: Story, party: Party) -> Json:
    """One actor: all its names, whom it belongs to, its titles with the days on which it was called so."""
    return {
        "id": party.id,
        "name": party.name,
        "kind": party.kind,
        "names": list(party.names),
        "part_of": _actor(story, party.part_of) if party.part_of else None,
        "titles": [{"title": t, "first": a, "last": b} for t, a, b in party.titles],
        "reports": party.reports,
    }


def meeting_json(story: Story, meeting: Meeting) -> Json:
    """One meeting: who, when, where, how it ended by whom, and the entries it rests on."""
    return {
        "id": meeting.id,
        "process": meeting.process,
        "who": [_actor(story, a) for a in meeting.who],
        "status": meeting.status.value,
        "round": meeting.round,
        "earliest": meeting.earliest,
        "latest": meeting.latest,
        "precision": meeting.precision,
        "place": meeting.place,
        "format": meeting.format,
        "outcome": [{"by": by, "outcome": outcome.value} for by, outcome in meeting.outcome],
        "first_told": meeting.first_told,
        "entries": list(meeting.entries),
    }


def thread_json(story: Story, thread: Thread) -> Json:
    """One thread: maker, form, status per speaker, and every telling with the entry it rests on."""
    return {
        "id": thread.id,
        "process": thread.process,
        "kind": thread.kind,
        "maker": _actor(story, thread.maker),
        "to": [_actor(story, a) for a in thread.to],
        "about": thread.about,
        "form": thread.form,
        "status": [{"by": _actor(story, by), "status": standing.value} for by, standing in thread.status],
        "maker_confirmed": thread.maker_confirmed,
        "deadline": thread.deadline,
        "due": thread.due,
        "answer": thread.answer,
        "promised_by": [_actor(story, by) for by in thread.promised_by],
        "speakers": thread.speakers,
        "tellings": thread.families,
        "steps": [
            {
                "entry": step.entry,
                "by": _actor(story, step.by),
                "status": step.standing.value if step.standing is not None else None,
                "told": step.told,
                "form": step.form,
            }
            for step in thread.steps
        ],
    }


# -- words ------------------------------------------------------------------------------------------------------------


def day(meeting: Meeting) -> str:
    """When a meeting was, or that nobody says when."""
    if meeting.earliest is None:
        return "no date"
    return meeting.earliest if meeting.latest in (None, meeting.earliest) else f"{meeting.earliest} to {meeting.latest}"


def meeting_line(story: Story, meeting: Meeting) -> str:
    """A meeting as one line."""
    parts = [day(meeting), names_of(story, meeting.who)]
    if meeting.round is not None:
        parts.append(f"round {meeting.round}")
    if meeting.place:
        parts.append(meeting.place)
    parts.append(words(meeting.status.value))
    if meeting.outcome:
        by = Counter(outcome.value for _, outcome in meeting.outcome)
        parts.append(" / ".join(words(o) for o in sorted(by)))
    parts.append(f"told {times(len(meeting.entries))}")
    return one_line(" · ".join(parts))


def status_line(story: Story, thread: Thread) -> str:
    """Who says what of a thread: "Oram: given; Kesh: denied"."""
    return "; ".join(f"{name_of(story, by)}: {words(standing.value)}" for by, standing in thread.status)


def called(thread: Thread, lines: Callable[[Iterable[str]], Sequence[Line]]) -> str:
    """What a thread is about; where its own words only point ("to do so"), those that one of its lines rests on."""
    if not only_points(thread.about):
        return thread.about
    own = lines(step.entry for step in thread.steps if step.makers)
    quotes = [" … ".join(one_line(e.text) for e in line.entry.evidence) for line in own]
    telling = [quote for quote in quotes if not only_points(quote)]
    return next(iter(telling), max(quotes, key=len, default=thread.about))


def answer_line(story: Story, thread: Thread) -> str:
    """How a demand was answered: "no answer", "refused", "promised, says Ostrana"; who is asked needs nobody to say it."""
    if thread.promised_by:
        others = [by for by in thread.promised_by if by not in thread.to]
        told = "" if len(others) < len(thread.promised_by) else f", says {names_of(story, others)}"
        return f"promised{told}"
    return "no answer" if thread.answer == "ignored" else thread.answer or ""


def thread_line(story: Story, thread: Thread) -> str:
    """A thread as one line."""
    parts = [name_of(story, thread.maker) + (f" → {names_of(story, thread.to)}" if thread.to else "")]
    parts.append(thread.about)
    if thread.kind == "commitment":
        parts.append(words(thread.form) + ("" if thread.maker_confirmed else ", not confirmed by its maker"))
    if thread.answer is not None:
        parts.append(answer_line(story, thread))
    if thread.deadline:
        due = f" ({thread.due})" if thread.due is not None and thread.due not in thread.deadline else ""
        parts.append(f"deadline: {thread.deadline}{due}")
    parts.append(status_line(story, thread))
    return one_line(" · ".join(p for p in parts if p))


def matrix(story: Story, threads: Iterable[Thread]) -> str:
    """Commitments as a table: a party a row, a form a column, and how many are said broken, denied, kept."""
    rows: dict[str, Counter[str]] = {}
    for thread in threads:
        row = rows.setdefault(name_of(story, thread.maker), Counter())
        row[thread.form] += 1
        said = {standing for _, standing in thread.status}
        row["said broken"] += Standing.BREACH_ALLEGED in said
        row["denied"] += Standing.DENIED in said
        row["kept"] += Standing.KEPT in said or Standing.PARTLY_KEPT in said
    columns = [f for f in FORM_ORDER if any(row[f] for row in rows.values())] + ["said broken", "denied", "kept"]
    width = max([len(name) for name in rows] + [5])
    head = " " * width + "  " + "  ".join(words(c) for c in columns)
    lines = [head.rstrip()]
    for name, row in sorted(rows.items()):
        cells = "  ".join(str(row[c] or "·").rjust(len(words(c))) for c in columns)
        lines.append(f"{one_line(name):{width}}  {cells}")
    return "\n".join(lines)


# -- where things stand ------------------------------------------------------------------------------------------------


def silence_json(story: Story, silence: Silence) -> Json:
    """Who is not heard, and the demands without an answer."""
    return {
        "unheard": [
            {
                "actor": _actor(story, u.actor),
                "role": u.role,
                "spoken_of": u.spoken_of,
                "accused": list(u.accused),
                "declined": list(u.declined),
            }
            for u in silence.unheard
        ],
        "unanswered": list(silence.unanswered),
    }


def disagreement_json(story: Story, one: Disagreement) -> Json:
    """Two versions of one thing, with the entries that each rests on."""
    return {
        "kind": one.kind,
        "about": one.about,
        "versions": [
            {"by": _actor(story, by) or by, "says": says, "entries": list(entries)}
            for by, says, entries in one.versions
        ],
    }


def disagreement_lines(story: Story, one: Disagreement) -> list[str]:
    """What the versions differ about, and a line a version."""
    thread, meeting = story.threads.get(one.about), story.meetings.get(one.about)
    about = thread.about if thread is not None else meeting_line(story, meeting) if meeting is not None else one.about
    head = one_line(f"{one.about[:10]}  {one.kind}: {about}")
    names = [name_of(story, by) if by in story.actors or by == "author" else by for by, _, _ in one.versions]
    return [
        head,
        *(one_line(f"    {name}: {words(says)}") for name, (_, says, _) in zip(names, one.versions, strict=True)),
    ]


def status_json(story: Story, state: State, as_of: str | None) -> Json:
    """Where a process stands: phase and by whom, meetings before and after, commitments by form, what is open."""
    last, ahead = state.last_met, state.next_met(as_of)
    return {
        "process": process_json(story, state.process),
        "as_of": as_of,
        "phase": _phase_json(story, state.phase) if state.phase is not None else None,
        "by": {name_of(story, by): _phase_json(story, phase) for by, phase in state.by.items()},
        "last_met": meeting_json(story, last) if last is not None else None,
        "next_met": meeting_json(story, ahead) if ahead is not None else None,
        "commitments": dict(sorted(state.by_form().items())),
        "open_demands": [t.id for t in state.of_kind("demand") if not t.is_met],
        "overdue": [t.id for t in state.threads if t.kind != "warning" and t.overdue(as_of or state.last)],
        "warnings": [t.id for t in state.of_kind("warning")],
        "disagreements": [disagreement_json(story, one) for one in state.disagreements],
        "silence": silence_json(story, state.silence),
        "entries": state.entries,
        "undated_entries": state.undated,
    }


def _phase_json(story: Story, phase: Phase) -> Json:
    return {
        "phase": phase.phase,
        "since": phase.since,
        "by": [name_of(story, by) for by in phase.by],
        "entries": list(phase.entries),
        "against": list(phase.against),
        "named": phase.said,
    }


def status_lines(story: Story, state: State, as_of: str | None) -> list[str]:
    """Where a process stands, as a person would write it."""
    span = f", {state.first} to {state.last}" if state.first is not None else ""
    third = ", ".join(f"{role} {name_of(story, actor)}" for actor, role in state.process.third)
    reports = f"{state.reports} report{'s' if state.reports != 1 else ''}"
    lines = [f"{state.process.name}{f' ({third})' if third else ''}: {reports}{span}"]
    if state.phase is None:
        lines.append("State: no report says")
    else:
        since = f" since {state.phase.since}" if state.phase.since else ""
        by = names_of(story, state.phase.by) if state.phase.by else AUTHOR
        lines.append(f"State: {words(state.phase.phase)}{since}, according to {by}")
        others = [
            f"{name_of(story, b)} says {words(p.phase)}"
            for b, p in state.by.items()
            if b != "author" and p.phase != state.phase.phase
        ]
        if others:
            lines.append(f"Otherwise: {'; '.join(others)}")
    if (last := state.last_met) is not None:
        lines.append(f"Last met: {meeting_line(story, last)}")
    ahead = state.next_met(as_of)
    lines.append(f"Next: {meeting_line(story, ahead)}" if ahead is not None else "Next: no meeting announced")
    forms = state.by_form()
    if forms:
        counted = ", ".join(f"{forms[f]} {words(f)}" for f in FORM_ORDER if forms[f])
        doubtful = sum(not t.maker_confirmed for t in state.of_kind("commitment"))
        lines.append(f"Commitments: {counted}; {doubtful} not confirmed by the maker")
    late = [t for t in state.threads if t.kind != "warning" and t.overdue(as_of or state.last)]
    if late:
        lines.append(
            f"Deadline passed: {len(late)}; the latest: {thread_line(story, max(late, key=lambda t: t.due or ''))}"
        )
    demands = [t for t in state.of_kind("demand") if not t.is_met]
    if demands:
        silent = sum(t.answer == "ignored" for t in demands)
        lines.append(
            f"Open demands: {len(demands)}, {silent} without an answer; the latest: {thread_line(story, demands[-1])}"
        )
    warnings = state.of_kind("warning")
    if warnings:
        lines.append(f"Warnings: {len(warnings)}; the latest: {thread_line(story, warnings[-1])}")
    if state.disagreements:
        lines.append(f"Versions differ on {len(state.disagreements)}")
    unheard = [u for u in state.silence.unheard if u.role != "named person"]
    if unheard:
        lines.append(f"Not heard: {', '.join(name_of(story, u.actor) for u in unheard)}")
    return [one_line(line) for line in lines]


def change_json(story: Story, one: Change) -> Json:
    """One difference: what it is about, how it is, before and after."""
    return {
        "kind": one.kind,
        "how": one.how,
        "id": one.id,
        "before": _named(story, one.before),
        "after": _named(story, one.after),
    }


def change_line(story: Story, one: Change) -> str:
    """One difference as a line."""
    thread, meeting, process = story.threads.get(one.id), story.meetings.get(one.id), story.processes.get(one.id)
    what = thread.about if thread is not None else meeting_line(story, meeting) if meeting is not None else ""
    what = process.name if process is not None else what
    step = f" · {_named(story, one.before) or 'nothing'} → {_named(story, one.after)}" if one.how == "changed" else ""
    return one_line(f"{one.how:8}{one.kind:11}{one.id[:10]}  {what}{step}")


def _named(story: Story, text: str) -> str:
    """A status with the name of who gives it in place of the id."""
    who, _, rest = text.partition(" ")
    known = name_of(story, who) if who in story.actors or who == "author" else ""
    return f"{known}: {words(rest)}" if known and rest else known or words(text)


def position_json(story: Story, one: Position) -> Json:
    """What a party says on an issue, in the order in which it was told."""
    return {
        "issue": one.issue,
        "party": _actor(story, one.party),
        "moved": one.moved,
        "stands": [{"told": s.told, "act": s.act, "negated": s.negated, "entry": s.entry} for s in one.stands],
    }


def seat_json(story: Story, seat: Seat) -> Json:
    """Who sat in a meeting, in what role, for whom."""
    side = _actor(story, seat.side) if seat.side else None
    return {"actor": _actor(story, seat.actor), "role": seat.role, "side": side, "entries": list(seat.entries)}
