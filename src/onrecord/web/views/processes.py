"""Home, one process, one thread, one meeting: where things stand, according to whom, and what it rests on."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from starlette.exceptions import HTTPException

from onrecord.export.told import FORM_ORDER, name_of, words
from onrecord.model.decision import Decision
from onrecord.model.state import Change, State
from onrecord.model.story import Process, Standing, Thread
from onrecord.record.shelved import number
from onrecord.web.query import Query, address
from onrecord.web.views import shown
from onrecord.web.views.listing import View
from onrecord.web.views.source import CHIEF, Source
from onrecord.web.views.timeline import chart, events_at, in_process
from onrecord.web.views.told import Told
from onrecord.web.views.versions import disagreements, silence_of

# processes to choose from
OTHERS = 30
# days back from the last report, where nobody says since when
BACK = 7
# lines of a section of a process's page, disagreements there, its events, tellings of a thread, new lines, reports, parties
# with a row, decisions
MOST, DIFFER, EVENTS, TELLINGS, NEW, REPORTS, MAKERS, DECIDED = 12, 6, 30, 100, 12, 40, 20, 20
# what disputes an undertaking
DISPUTES = (Standing.REFUSED, Standing.DENIED, Standing.BREACH_ALLEGED, Standing.BREACH_ADMITTED, Standing.WITHDRAWN)
# what became of a demand, as the pages say it
ANSWERS = {"ignored": "no answer"}
SAID = (("said broken", (Standing.BREACH_ALLEGED, Standing.BREACH_ADMITTED)), ("denied", (Standing.DENIED,)),
        ("kept", (Standing.KEPT, Standing.PARTLY_KEPT)))  # fmt: skip


def home(source: Source, query: Query) -> View:
    """The processes with their state, what is new, and how much no person has looked at."""
    as_of = query.day("as_of")
    told = source.told(as_of)
    lines, processes = told.shelf("entries"), told.shelf("processes")
    day = lines.last
    latest = date.fromordinal(day).isoformat() if day else None
    since = _since(query, latest)
    new = lines.places(lines.first_told(number(since)) if since else lines.nothing())
    fresh = dict(
        zip(
            lines.values("process"),
            lines.counts("process", lines.first_told(number(since or "9999-12-31"))),
            strict=False,
        )
    )
    pages = max(1, -(-len(processes) // CHIEF))
    page = min(query.page, pages)
    keys = [row.id for row in told.kept(processes, range((page - 1) * CHIEF, min(page * CHIEF, len(processes))))]
    phases = [told.state(key).phase for key in keys if key in told.story.processes]
    told.fetch(entry for phase in phases if phase is not None for entry in (*phase.entries[-3:], *phase.against[-3:]))
    found = []
    for process in (told.story.processes[key] for key in keys if key in told.story.processes):
        state = told.state(process.id)
        if not state.entries:
            continue
        ahead = state.next_met(as_of)
        found.append(
            shown.process_view(told, process)
            | {
                "status": shown.status_view(told, process),
                "new_entries": int(fresh.get(process.id, 0)),
                "next": shown.meeting_view(told, ahead) if ahead is not None else None,
                "commitments": len(state.of_kind("commitment")),
                "demands": sum(not t.is_met for t in state.of_kind("demand")),
                "warnings": len(state.of_kind("warning")),
                "disagreements": len(state.disagreements),
                "overdue": len(told.followed(process.id).overdue),
            }
        )
    last = told.fetch(row.id for row in told.kept(lines, new[:NEW].tolist()))
    return {
        "title": "Where things stand",
        "as_of": as_of,
        "since": since,
        "latest": latest,
        "counts": {"reports": told.record.count_reports(), "entries": len(told.edition.shelf("entries"))},
        "to_review": source.count_waiting((not query.is_named and query.get("who")) or query.name or source.who, None),
        "processes": found,
        "all_processes": len(processes),
        "previous": query.at(page - 1) if page > 1 else None,
        "following": query.at(page + 1) if page < pages else None,
        "new": len(new),
        "new_lines": [shown.line_view(told, line) for line in last],
        "read_only": source.read_only,
        "record": source.location.name,
    }


def process(source: Source, query: Query, key: str) -> View:
    """All that is to be seen of one process, as of a day where one is given; of what is long the part that matters most."""
    as_of = query.day("as_of")
    told = source.told(as_of)
    found = find_process(told, key)
    state = told.state(found.id)
    status = shown.status_view(told, found)
    since = _since(query, status["last"])
    shelf, mask = in_process(told, found.id)
    places = shelf.places(mask)
    last, ahead = state.last_met, state.next_met(as_of)
    commitments = state.of_kind("commitment")
    demands = [t for t in state.of_kind("demand") if not t.is_met]
    warnings = state.of_kind("warning")
    changed = source.changes(told, since, found.id) if since else ()
    seated = [m for m in state.meetings if m.seats]
    silent, silences = silence_of(told, found.id, state.silence, MOST)
    followed = told.followed(found.id)
    late = followed.overdue if query.get("overdue") == "all" else followed.overdue[-MOST:]
    decided = decisions(told, found)
    return {
        "title": shown.process_name(found),
        "process": shown.process_view(told, found),
        "as_of": as_of,
        "since": since,
        "status": status,
        "last_met": shown.meeting_view(told, last) if last is not None else None,
        "next_met": shown.meeting_view(told, ahead) if ahead is not None else None,
        "new_entries": _new_in(told, found.id, since),
        "changes": [change_view(told, one, state) for one in changed[:MOST]],
        "matrix": matrix(told, commitments, found.id),
        "overdue": [shown.thread_view(told, t) for t in late],
        "demands": [shown.thread_view(told, t) for t in demands[-MOST:]],
        "warnings": [shown.thread_view(told, t) for t in warnings[-MOST:]],
        "timeline": events_at(told, shelf, places[-EVENTS:].tolist()),
        "chart": chart(told, shelf, mask) if len(places) else None,
        "undated": followed.undated,
        "undated_reports": told.undated,
        "disagreements": disagreements(told, state.disagreements[:DIFFER]),
        "silence": silent,
        "delegations": [shown.meeting_view(told, m) for m in seated[-MOST:]],
        "totals": {
            "changes": len(changed), "overdue": len(followed.overdue), "demands": len(demands), "warnings": len(warnings),
            "timeline": len(places), "disagreements": len(state.disagreements), "silence": silences,
            "delegations": len(seated), "decisions": len(decided),
        },
        "others": [{"id": p.id, "name": p.name} for p in told.edition.chief[: OTHERS + 1] if p.id != found.id],
        "many": len(told.story.processes) > OTHERS + 1,
        "reports": _reports(told, found) if not source.read_only else [],
        "decisions": decided if query.get("decided") == "all" else decided[:DECIDED],
        "all_overdue": query.with_("overdue", "all"),
        "all_decisions": query.with_("decided", "all"),
        "entries": state.entries,
        "read": state.reports,
        "reviewed": len(told.reviewed & followed.entries),
        "brief": address("process", found.id, "brief", as_of=as_of, since=query.since),
        "read_only": source.read_only,
    }  # fmt: skip


def _new_in(told: Told, process: str, since: str | None) -> int:
    """How many lines of a process were first told from a day on."""
    lines = told.shelf("entries")
    own = lines.chosen({"process": [process]})
    return len(lines.places(lines.first_told(number(since)) & own)) if since and own is not None else 0


def _reports(told: Told, found: Process) -> list[View]:
    """The last reports of a process."""
    shelf = told.edition.shelf("reports")
    places = shelf.places(shelf.chosen({"process": [found.id]}))[:REPORTS].tolist()
    stored = told.record.reports([row.id for row in told.kept(shelf, places)])
    return [shown.origin_view(told, shown.origin_of(one)) for one in stored]


def find_process(told: Told, key: str) -> Process:
    """The process of an id; 404 where there is none as of that day."""
    known = told.story.processes.get(told.story.merged.get(key, key))
    if known is None:
        raise HTTPException(404, "No such process on record, or not yet as of that day.")
    return known


def process_named(told: Told, typed: str) -> Process:
    """A process by what somebody typed or chose: its id or its name; 400 where no process or several go by it."""
    found = [p for p in told.story.processes.values() if p.name.casefold() == typed.casefold()]
    if len(found) == 1 and typed not in told.story.processes:
        return found[0]
    if len(found) > 1:
        raise HTTPException(400, f"“{typed[:80]}” is the name of several processes. Give its id.")
    return find_process(told, typed)


def _since(query: Query, latest: str | None) -> str | None:
    """Since when changes are shown: as asked, since the last visit, or some days before the last report."""
    visited = query.visited if query.visited and latest and query.visited <= latest else None
    return query.since or visited or _back(latest)


def _back(latest: str | None) -> str | None:
    return (date.fromisoformat(latest) - timedelta(days=BACK)).isoformat() if latest else None


def change_view(told: Told, one: Change, state: State) -> View:
    """One difference: of what, how, from what to what."""
    thread = told.story.threads_in(state.process.id).get(one.id)
    meeting = told.story.meetings_in(state.process.id).get(one.id)
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
    return f"{name_of(told.story, who)}: {words(rest) or 'nothing'}" if known else ANSWERS.get(text, words(text))


def matrix(told: Told, threads: tuple[Thread, ...], process: str) -> View:
    """Commitments as a table: a party a row, a form a column, then what is said of them; every number leads to its list.

    Of very many parties those with most commitments have a row.
    """
    by_maker: dict[str, list[Thread]] = {}
    for thread in threads:
        by_maker.setdefault(thread.maker, []).append(thread)
    forms = [form for form in FORM_ORDER if any(t.form == form for t in threads)]
    chief = sorted(by_maker, key=lambda a: (-len(by_maker[a]), name_of(told.story, a)))[:MAKERS]
    rows = []
    for maker in sorted(chief, key=lambda a: name_of(told.story, a)):
        own = by_maker[maker]
        count = Counter(t.form for t in own)
        said = Counter(label for t in own for label, words_ in SAID if any(s in words_ for _, s in t.status))
        name = name_of(told.story, maker)

        def link(name: str = name, **asked: str | list[str]) -> str:
            return address("commitments", process=process, maker=name, as_of=told.as_of, **asked)

        cells: list[View] = [{"column": words(f), "count": count[f], "href": link(form=f)} for f in forms]
        for label, states in SAID:
            cells.append({"column": label, "count": said[label], "href": link(status=[one.value for one in states])})
        doubtful = sum(not t.maker_confirmed for t in own)
        cells.append({"column": "not confirmed", "count": doubtful, "href": link(confirmed="no")})
        rows.append({"maker": shown.actor_view(told, maker), "cells": cells, "href": link()})
    columns = [*(words(f) for f in forms), *(label for label, _ in SAID), "not confirmed"]
    return {"columns": columns, "rows": rows, "left_out": len(by_maker) - len(chief)}


def decisions(told: Told, found: Process) -> list[View]:
    """What people decided of a process and its reports, the latest first."""
    taken = told.record.decisions()
    about = {found.id, *found.reports}
    own = [d for d in taken if d.kind == "process" and (d.one in about or d.other == found.id)]
    made: list[View] = []
    said: set[tuple[str, str]] = set()
    for d in reversed(own):
        # what was taken back of a process or report is all that was decided of it before
        stands = d.action != "undone" and not {(d.action, d.one), ("undone", d.one)} & said
        made.append(
            {"number": d.number, "action": d.action, "one": d.one, "other": d.other, **_named(told, d), "who": d.who, "note": d.note,
             "decided_at": d.decided_at, "stands": stands}
        )  # fmt: skip
        said.add((d.action, d.one))
    return made


def thread(source: Source, query: Query, key: str) -> View:
    """One undertaking, demand or warning: every telling in order, with the words it rests on."""
    told = source.told(query.day("as_of"))
    known = told.story.threads.get(key)
    if known is None:
        raise HTTPException(404, "No such thread on record, or not yet as of that day.")
    view = shown.thread_view(told, known)
    for (by, now), row in zip(known.status, view["status"], strict=True):
        row["before"] = said_before(known, by, now)
    shows = known.steps[-TELLINGS:]
    told.fetch(step.entry for step in shows)
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
                "line": shown.line_view(told, line),
            }
            for step in shows
            # a line that was rejected a moment ago counts no more
            if (line := told.lines.get_known(step.entry)) is not None
        ],
        "earlier": len(known.steps) - len(shows),
        "overdue": hasattr(known, "overdue") and bool(known.overdue(told.as_of or told.last)),
    }


def said_before(known: Thread, by: str, now: Standing) -> list[View]:
    """With what else a speaker disputed a thread before what he says now, each with the last day on which he did."""
    last = {s.standing: s.told for s in known.steps if s.by == by and s.standing in DISPUTES and s.standing is not now}
    return [{"status": said.value, "word": words(said.value), "told": told} for said, told in last.items() if said]


def meeting(source: Source, query: Query, key: str) -> View:
    """One meeting: who sat for whom, how it ended and according to whom, every telling."""
    told = source.told(query.day("as_of"))
    known = told.story.meetings.get(key)
    if known is None:
        raise HTTPException(404, "No such meeting on record, or not yet as of that day.")
    view = shown.meeting_view(told, known)
    lines = sorted(told.fetch(known.entries[-TELLINGS:]), key=lambda ln: (ln.told or "", ln.entry.id))
    return {
        "title": f"Meeting: {view['line']}",
        "as_of": told.as_of,
        "meeting": view,
        "process": _process_of(told, known.process),
        "lines": [shown.line_view(told, line) for line in lines],
        "earlier": max(0, len(known.entries) - TELLINGS),
    }


def _process_of(told: Told, key: str | None) -> View | None:
    known = told.story.processes.get(key or "")
    return shown.process_view(told, known) if known is not None else None


def _named(told: Told, decision: Decision) -> View:
    """What a decision is about by name: a process or a report, and what it was named, merged with or moved to."""
    processes, one, other = told.story.processes, decision.one, decision.other
    reports = told.record.reports([one]) if one.startswith("r-") else []
    known = processes.get(told.story.merged.get(one, one))
    name = shown.report_name(reports[0]) if reports else shown.process_name(known) if known is not None else ""
    href = f"/report/{one}" if reports else address("process", known.id) if known is not None else None
    into = processes.get(told.story.merged.get(other, other))
    return {
        "one_name": name,
        "one_href": href,
        "other_name": shown.process_name(into) if into is not None else other,
    }
