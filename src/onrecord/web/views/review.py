"""What waits for a person, the most valuable first; one line at a time, with what was decided of it and by whom."""

from __future__ import annotations

from collections.abc import Mapping

from onrecord.codebook import load_codebook
from onrecord.export import details, why
from onrecord.export.words import one_line
from onrecord.model import Entry, Form, Kind
from onrecord.model.decision import Settled
from onrecord.record.queue import Waiting
from onrecord.rows import differing, turning
from onrecord.shelving import weight
from onrecord.web.query import Query
from onrecord.web.views import shown
from onrecord.web.views.context import contexts
from onrecord.web.views.listing import View
from onrecord.web.views.source import Source, stored_report
from onrecord.web.views.texts import sentences, spans_of
from onrecord.web.views.told import Told
from onrecord.web.views.verdicts import history, latest, line_of_id

LATEST = 10
# processes to choose from
PROCESSES = 100
# names to choose from where one types a name
NAMES = 80
# a line of which the reader is less sure is worth a look, and so is one on which so much hangs
UNSURE, MUCH = 0.8, 2.5


def review(source: Source, query: Query) -> View:
    """The line that is worth a look now, and what was decided last."""
    # whoever decides line after line does not wait for what follows from each
    told = source.told(wait=False)
    shelved = told.record.shelved
    who = query.asked_person or query.name or source.who
    process = _process(told, query.get("process"))
    asked = query.get("entry")
    waiting = source.count_waiting(who, process)
    at = min(int(query.get("at") or 0) if (query.get("at") or "0").isdecimal() else 0, max(0, waiting - 1))
    now = shelved.waiting(who, at, process)
    key = asked or (now.entry if now is not None else None)
    return {
        "title": "Review",
        "unknown": [],
        "waiting": waiting,
        "at": at,
        "process": process,
        "processes": [{"id": p.id, "name": p.name} for p in told.edition.chief[:PROCESSES]],
        "many": len(told.story.processes) > PROCESSES,
        "who": who,
        "line": line_to_review(source, told, key, who) if key is not None else None,
        "reasons": reasons(told, now) if now is not None and now.entry == key else [],
        "here": query.without("entry"),
        "skip": _at(query, at + 1) if at + 1 < waiting else None,
        "back": _at(query, at - 1) if at else None,
        "latest": latest(told.record.latest_verdicts(LATEST)),
        "reviewers": source.reviewers.view(told.record),
        "read_only": source.read_only,
    }


def _process(told: Told, asked: str | None) -> str | None:
    """The process asked for, by its id or its name."""
    known = told.story.processes
    if asked is None or asked in known:
        return asked
    return next((p.id for p in known.values() if p.name.casefold() == asked.casefold()), None)


def _at(query: Query, at: int) -> str:
    return Query(query.path, tuple(p for p in query.pairs if p[0] != "entry")).with_("at", str(at), once=True)


def reasons(told: Told, waiting: Waiting) -> list[str]:
    """Why a line is worth a look."""
    line = told.lines.get(waiting.entry)
    found = []
    if line is not None and line.entry.confidence < UNSURE:
        found.append(f"the reader is not sure of it ({line.entry.confidence:.2f})")
    if line is not None and weight(line.entry) >= MUCH:
        found.append("much hangs on it")
    if waiting.verdict == Settled.DISPUTED.value:
        found.append("reviewers disagree: a third decides")
    if waiting.more and waiting.process in told.story.processes:
        state = told.state(waiting.process)
        found += ["the state of the process rests on it"] if waiting.entry in turning(state) else []
        found += ["versions differ on it"] if waiting.entry in differing(state) else []
    return found


def line_to_review(source: Source, told: Told, key: str, who: str) -> View:
    """A line with its sentence and every slot, what was decided of it, and what the forms need."""
    line = line_of_id(source, told, key)
    stored = stored_report(source, line.entry.report)
    counts = told.lines.get(key) is not None
    return {
        **shown.line_view(told, line),
        "counts": counts,
        "sentences": sentences(stored.report, line),
        "context": contexts(stored.report, spans_of(line)),
        "details": [list(row) for row in details(line.entry)],
        "why": why(line.entry),
        "slots": slots(line.entry),
        "choices": choices(line.entry),
        "known_names": known_names(told, line.entry.report),
        **history(told.record, key, told.record.verdicts(entry=key), who),
    }


def adding(source: Source, query: Query, key: str) -> View:
    """What the form for a line that no reader suggested needs: the text, and the line it is parted from where there is one."""
    stored = stored_report(source, key)
    like = query.get("like")
    told = source.told(wait=False)
    line = line_of_id(source, told, like).entry if like else None
    book = load_codebook()
    return {
        "title": "Add a line",
        "unknown": [],
        "report": {"id": key, "href": f"/report/{key}", "name": shown.report_name(stored)},
        "text": stored.report.text,
        "like": like or "",
        "slots": slots(line) if line is not None else {},
        "choices": choices(line) if line is not None else None,
        "words": query.get("words") or (slots(line)["words"] if line is not None else ""),
        "kinds": [kind.value for kind in Kind],
        "acts": [[a.name, a.kind] for a in sorted(book.acts.values(), key=lambda a: (a.kind != "statement", a.name))]
        + [[t.name, "phase"] for t in book.terms["phase"].values()],
        "roles": [t.name for t in book.terms["role"].values()],
        "known_names": known_names(told, key),
        "read_only": source.read_only,
    }


def known_names(told: Told, report: str) -> list[str]:
    """Who may be meant: everybody in the report, then the parties of its processes, as they are called in the record."""
    derived = told.record.derived
    within = derived.names(report)
    parties = [
        actor
        for key in derived.processes_of(report)
        if key in told.story.processes
        for actor in (*told.story.processes[key].parties, *(a for a, _ in told.story.processes[key].third))
    ]
    called = told.edition.names
    here = sorted({one_line(called.get(actor, name)) for name, actor in within.items()}, key=str.casefold)
    return list(dict.fromkeys([*here, *(one_line(called[a]) for a in parties if a in called)]))[:NAMES]


def slots(entry: Entry) -> View:
    """What a form may change, as it is now."""
    return {
        "words": " … ".join(e.text for e in entry.evidence),
        "act": entry.act or "",
        "role": entry.role or "",
        "form": entry.form.value if entry.form else "",
        "actors": "; ".join(dict.fromkeys(a.name for a in entry.actors)),
        "addressees": "; ".join(dict.fromkeys(a.name for a in entry.addressees)),
        "speakers": "; ".join(dict.fromkeys(a.name for a in entry.attribution.speakers)),
        "content": entry.content or "",
        "condition": entry.condition or "",
        "deadline": entry.deadline or "",
        "place": entry.place or "",
        "negated": entry.negated,
        "future": entry.future,
        "historical": entry.historical,
    }


FLAGS = ("negated", "future", "historical")


def typed(view: View, slots: Mapping[str, str]) -> View:
    """The view of a form with what was typed into it."""
    flags = {name: name in slots for name in FLAGS} if "flags" in slots else {}
    filled = {**(view["slots"] or {}), **slots, **flags}
    return view | {"slots": filled, "words": slots.get("words", "")}


def choices(entry: Entry) -> View:
    """The words that a slot may hold, each with its meaning."""
    book = load_codebook()
    if entry.kind in (Kind.STATEMENT, Kind.ACTION):
        acts = [[a.name, a.definition] for a in book.acts.values() if a.kind == entry.kind.value]
    else:
        acts = (
            [[t.name, t.definition] for t in book.terms.get("phase", {}).values()] if entry.kind is Kind.PHASE else []
        )
    return {
        "act": sorted(acts),
        "role": [t.name for t in book.terms.get("role", {}).values()] if entry.kind is Kind.PARTICIPATION else [],
        "form": [form.value for form in Form],
    }
