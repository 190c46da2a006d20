"""Home, one process, one thread, one meeting: where things stand, according to whom, and what it rests on."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from starlette.exceptions import HTTPException

from onrecord.export.told import FORM_ORDER, name_of, words
from onrecord.export.words import one_line
from onrecord.model.state import Change
from onrecord.model.story import Process, Standing, Thread
from onrecord.story import chief
from onrecord.web.chart import chart_of
from onrecord.web.query import Query, address
from onrecord.web.views import shown
from onrecord.web.views.listing import View
from onrecord.web.views.lists import disagreement_view, silence_rows
from onrecord.web.views.source import Source, Told
from onrecord.web.views.timeline import events

# days back from the last report, where nobody says since when
BACK = 7
SAID = (("said broken", (Standing.BREACH_ALLEGED, Standing.BREACH_ADMITTED)), ("denied", (Standing.DENIED,)),
        ("kept", (Standing.KEPT, Standing.PARTLY_KEPT)))  # fmt: skip


def home(source: Source, query: Query) -> View:
    """The processes with their state, what is new, and how much no person has looked at."""
    as_of = query.day("as_of")
    told = source.told(as_of)
    with source.open() as record:
        counts = record.counts()
    latest = max((line.told for line in told.every if line.told), default=None)
    since = query.day("since") or _back(latest)
    found = []
    for process in chief(told.story):
        state = told.state(process.id)
        if not state.entries:
            continue
        ahead = state.next_met(as_of)
        found.append(
            shown.process_view(told, process)
            | {
                "status": shown.status_view(told, process),
                "new_entries": sum(1 for ln in told.lines_of(process.id) if since and ln.told and ln.told >= since),
                "next": shown.meeting_view(told, ahead) if ahead is not None else None,
                "commitments": len(state.of_kind("commitment")),
                "demands": sum(t.answer != "met" for t in state.of_kind("demand")),
                "warnings": len(state.of_kind("warning")),
                "disagreements": len(state.disagreements),
            }
        )
    new = [line for line in told.every if since and line.told and line.told >= since]
    new.sort(key=lambda ln: (ln.told or "", ln.entry.report, ln.entry.evidence[0].start))
    return {
        "title": "Where things stand",
        "as_of": as_of,
        "since": since,
        "latest": latest,
        "counts": counts,
        "to_review": sum(not line.reviewed for line in told.every),
        "processes": found,
        "new": len(new),
        "new_lines": [shown.line_view(told, line) for line in new[-12:]],
        "read_only": source.read_only,
        "record": source.path.name,
    }


def process(source: Source, query: Query, key: str) -> View:
    """All that is to be seen of one process, as of a day where one is given."""
    as_of = query.day("as_of")
    told = source.told(as_of)
    found = find_process(told, key)
    state = told.state(found.id)
    status = shown.status_view(told, found)
    since = query.day("since") or _back(status["last"])
    rows, undated = events(told, found.id)
    last, ahead = state.last_met, state.next_met(as_of)
    commitments = state.of_kind("commitment")
    others = [p for p in chief(told.story) if p.id != found.id]
    return {
        "title": one_line(found.name),
        "process": shown.process_view(told, found),
        "as_of": as_of,
        "since": since,
        "status": status,
        "last_met": shown.meeting_view(told, last) if last is not None else None,
        "next_met": shown.meeting_view(told, ahead) if ahead is not None else None,
        "changes": [change_view(told, one) for one in source.changes(told, since, found.id)] if since else [],
        "matrix": matrix(told, commitments, found.id),
        "demands": [shown.thread_view(told, t) for t in state.of_kind("demand") if t.answer != "met"],
        "warnings": [shown.thread_view(told, t) for t in state.of_kind("warning")],
        "timeline": rows,
        "chart": chart_of(rows),
        "undated": undated,
        "undated_reports": told.undated,
        "disagreements": [disagreement_view(told, one) for one in state.disagreements],
        "silence": silence_rows(told, found.id),
        "delegations": [
            view for m in state.meetings if m.seats for view in [shown.meeting_view(told, m)]
        ],
        "others": [{"id": p.id, "name": p.name} for p in others],
        "decisions": decisions(source, found),
        "entries": state.entries,
        "reviewed": sum(line.reviewed for line in told.lines_of(found.id)),
        "brief": address("process", found.id, "brief", as_of=as_of, since=query.get("since")),
        "read_only": source.read_only,
    }  # fmt: skip


def find_process(told: Told, key: str) -> Process:
    """The process of an id; 404 where there is none as of that day."""
    known = told.story.processes.get(told.story.merged.get(key, key))
    if known is None:
        raise HTTPException(404, "No such process on record, or not yet as of that day.")
    return known


def _back(latest: str | None) -> str | None:
    return (date.fromisoformat(latest) - timedelta(days=BACK)).isoformat() if latest else None


def change_view(told: Told, one: Change) -> View:
    """One difference: of what, how, from what to what."""
    thread, meeting = told.story.threads.get(one.id), told.story.meetings.get(one.id)
    view: View = {"what": one.after, "href": None, "who": "", "entries": []}
    if thread is not None:
        made = shown.thread_view(told, thread)
        view = {"what": made["about"], "href": made["href"], "who": made["maker"]["name"], "entries": made["entries"]}
    elif meeting is not None:
        made = shown.meeting_view(told, meeting)
        view = {"what": made["line"], "href": made["href"], "who": "", "entries": made["entries"]}
    return view | {
        "id": one.id,
        "kind": one.kind,
        "how": one.how,
        "before": _said(told, one.before),
        "after": _said(told, one.after),
    }


def _said(told: Told, text: str) -> str:
    """A status with the name of who gives it in place of the id."""
    who, _, rest = text.partition(" ")
    known = who in told.story.actors or who == "author"
    return f"{name_of(told.story, who)}: {words(rest) or 'nothing'}" if known else words(text)


def matrix(told: Told, threads: tuple[Thread, ...], process: str) -> View:
    """Commitments as a table: a party a row, a form a column, then what is said of them; every number leads to its list."""
    forms = [form for form in FORM_ORDER if any(t.form == form for t in threads)]
    rows = []
    for maker in sorted({t.maker for t in threads}, key=lambda a: name_of(told.story, a)):
        own = [t for t in threads if t.maker == maker]
        count = Counter(t.form for t in own)
        name = name_of(told.story, maker)

        def link(name: str = name, **asked: str | list[str]) -> str:
            return address("commitments", process=process, maker=name, as_of=told.as_of, **asked)

        cells = [{"column": words(f), "count": count[f], "href": link(form=f)} for f in forms]
        for label, said in SAID:
            number = sum(any(s in said for _, s in t.status) for t in own)
            cells.append({"column": label, "count": number, "href": link(status=[one.value for one in said])})
        doubtful = sum(not t.maker_confirmed for t in own)
        cells.append({"column": "not confirmed", "count": doubtful, "href": link(confirmed="no")})
        rows.append({"maker": shown.actor_view(told, maker), "cells": cells, "href": link()})
    return {"columns": [*(words(f) for f in forms), *(label for label, _ in SAID), "not confirmed"], "rows": rows}


def decisions(source: Source, found: Process) -> list[View]:
    """What people decided of a process and its reports, the latest first."""
    with source.open() as record:
        taken = record.decisions()
    about = {found.id, *found.reports}
    own = [d for d in taken if d.kind == "process" and (d.one in about or d.other == found.id)]
    return [
        {"number": d.number, "action": d.action, "one": d.one, "other": d.other, "who": d.who, "note": d.note,
         "decided_at": d.decided_at}
        for d in reversed(own)
    ]  # fmt: skip


def thread(source: Source, query: Query, key: str) -> View:
    """One undertaking, demand or warning: every telling in order, with the words it rests on."""
    told = source.told(query.day("as_of"))
    known = told.story.threads.get(key)
    if known is None:
        raise HTTPException(404, "No such thread on record, or not yet as of that day.")
    view = shown.thread_view(told, known)
    return {
        "title": f"{known.kind}: {view['about']}",
        "as_of": told.as_of,
        "thread": view,
        "process": _process_of(told, known.process),
        "steps": [
            {
                "by": shown.actor_view(told, step.by),
                "status": step.standing.value if step.standing is not None else None,
                "word": words(step.standing.value) if step.standing is not None else "spoken of",
                "told": step.told,
                "form": step.form,
                "line": shown.line_view(told, told.lines[step.entry]),
            }
            for step in known.steps
        ],
    }


def meeting(source: Source, query: Query, key: str) -> View:
    """One meeting: who sat for whom, how it ended and according to whom, every telling."""
    told = source.told(query.day("as_of"))
    known = told.story.meetings.get(key)
    if known is None:
        raise HTTPException(404, "No such meeting on record, or not yet as of that day.")
    view = shown.meeting_view(told, known)
    lines = sorted(
        (told.lines[e] for e in known.entries if e in told.lines), key=lambda ln: (ln.told or "", ln.entry.id)
    )
    return {
        "title": f"Meeting: {view['line']}",
        "as_of": told.as_of,
        "meeting": view,
        "process": _process_of(told, known.process),
        "lines": [shown.line_view(told, line) for line in lines],
    }


def _process_of(told: Told, key: str | None) -> View | None:
    known = told.story.processes.get(key or "")
    return shown.process_view(told, known) if known is not None else None
