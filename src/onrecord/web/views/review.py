"""What waits for a person, the most valuable first; one line at a time, with what was decided of it and by whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import combinations

from onrecord.codebook import load_codebook
from onrecord.export import details, why
from onrecord.export.words import family_of
from onrecord.model import Entry, Form, Kind
from onrecord.model.decision import Action, Standing, Verdict
from onrecord.model.story import Line
from onrecord.record.review import standing
from onrecord.web.query import Query
from onrecord.web.views import shown
from onrecord.web.views.listing import View
from onrecord.web.views.source import Source, Told, stored_report
from onrecord.web.views.texts import sentences
from onrecord.web.views.verdicts import history, line_of_id, verdict_view

LATEST = 10
# how much hangs on a line being right, by the family of its act or its kind
WEIGHT = {
    "commit": 3.0, "offer": 2.0, "demand": 2.0, "refuse": 2.5, "warn": 2.0, "blame": 1.5, "deny": 2.0, "admit": 2.0,
    "sign": 3.0, "break": 2.5, "violence": 2.0, "yield": 2.5, "phase": 3.0, "meeting": 2.0, "participation": 1.0,
}  # fmt: skip
FOR = (Action.ACCEPT, Action.AMEND, Action.ADD)


def review(source: Source, query: Query) -> View:
    """The line that is worth a look now, and what was decided last."""
    told = source.told()
    with source.open() as record:
        verdicts = record.verdicts()
    by_line: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        by_line.setdefault(verdict.line.id, []).append(verdict)
    who = query.get("who") or source.who
    waiting = queue(told, by_line, query.get("process"), who)
    asked = query.get("entry")
    at = min(max(int(query.get("at") or 0) if (query.get("at") or "0").isdecimal() else 0, 0), max(0, len(waiting) - 1))
    key = asked or (waiting[at][0].entry.id if waiting else None)
    reasons = next((why_ for line, why_ in waiting if line.entry.id == key), [])
    return {
        "title": "Review",
        "waiting": len(waiting),
        "at": at,
        "process": query.get("process"),
        "processes": [{"id": p.id, "name": p.name} for p in told.story.processes.values()],
        "who": who,
        "line": line_to_review(source, told, key, by_line.get(key, [])) if key is not None else None,
        "reasons": reasons,
        "here": query.without("entry"),
        "skip": _at(query, at + 1) if at + 1 < len(waiting) else None,
        "back": _at(query, at - 1) if at else None,
        "latest": [verdict_view(v) for v in reversed(verdicts[-LATEST:])],
        "reviewers": reviewers(verdicts),
        "read_only": source.read_only,
    }


def _at(query: Query, at: int) -> str:
    return Query(query.path, tuple(p for p in query.pairs if p[0] != "entry")).with_("at", str(at), once=True)


def queue(told: Told, by_line: dict[str, list[Verdict]], process: str | None, who: str) -> list[tuple[Line, list[str]]]:
    """The lines that wait, with why; those on which reviewers disagree wait for a third."""
    turning = {e for p in told.story.processes for e in _turning(told, p)}
    differing = {
        e for p in told.story.processes for d in told.state(p).disagreements for _, _, own in d.versions for e in own
    }
    found = []
    for line in told.lines_of(process if process in told.story.processes else None):
        verdicts = by_line.get(line.entry.id, [])
        decided = standing(verdicts)
        how = decided[0] if decided is not None else None
        if how not in (None, Standing.UNSURE, Standing.DISPUTED) or any(v.who == who for v in verdicts):
            continue
        weight = WEIGHT.get(family_of(line.entry) or line.entry.kind.value, 1.0)
        value, reasons = weight * (1.25 - line.entry.confidence), []
        if line.entry.confidence < 0.8:
            reasons.append(f"the reader is not sure of it ({line.entry.confidence:.2f})")
        if weight >= 2.5:
            reasons.append("much hangs on it")
        for holds, more, words in (
            (how is Standing.DISPUTED, 5.0, "reviewers disagree: a third decides"),
            (line.entry.id in turning, 2.0, "the state of the process rests on it"),
            (line.entry.id in differing, 1.5, "versions differ on it"),
        ):
            if holds:
                value += more
                reasons.append(words)
        found.append((value, line, reasons))
    found.sort(key=lambda one: (-one[0], one[1].entry.id))
    return [(line, reasons) for _, line, reasons in found]


def _turning(told: Told, process: str) -> Iterable[str]:
    phase = told.state(process).phase
    return (*phase.entries, *phase.against) if phase is not None else ()


def line_to_review(source: Source, told: Told, key: str, verdicts: Sequence[Verdict]) -> View:
    """A line with its sentence and every slot, what was decided of it, and what the forms need."""
    line = line_of_id(source, told, key)
    stored = stored_report(source, line.entry.report)
    return {
        **shown.line_view(told, line),
        "counts": key in told.lines,
        "sentences": sentences(stored.report, line),
        "details": [list(row) for row in details(line.entry)],
        "why": why(line.entry),
        "slots": slots(line.entry),
        "choices": choices(line.entry),
        **history(verdicts),
    }


def adding(source: Source, query: Query, key: str) -> View:
    """What the form for a line that no reader suggested needs: the text, and the line it is parted from where there is one."""
    stored = stored_report(source, key)
    like = query.get("like")
    line = line_of_id(source, source.told(), like).entry if like else None
    book = load_codebook()
    return {
        "title": "Add a line",
        "report": {"id": key, "href": f"/report/{key}", "name": shown.report_name(stored)},
        "text": stored.report.text,
        "like": like or "",
        "slots": slots(line) if line is not None else None,
        "choices": choices(line) if line is not None else None,
        "words": query.get("words") or (slots(line)["words"] if line is not None else ""),
        "kinds": [kind.value for kind in Kind],
        "acts": [[a.name, a.kind] for a in sorted(book.acts.values(), key=lambda a: (a.kind != "statement", a.name))]
        + [[t.name, "phase"] for t in book.terms["phase"].values()],
        "roles": [t.name for t in book.terms["role"].values()],
        "read_only": source.read_only,
    }


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


def reviewers(verdicts: Sequence[Verdict]) -> View:
    """Who decided how much, and how far two who decided on the same lines agree (Cohen's kappa)."""
    last: dict[str, dict[str, bool]] = {}
    count: Counter[str] = Counter()
    for verdict in verdicts:
        own = last.setdefault(verdict.who, {})
        own.pop(verdict.line.id, None)
        if verdict.action in FOR or verdict.action is Action.REJECT:
            own[verdict.line.id] = verdict.action in FOR
        count[verdict.who] += verdict.action is not Action.UNDONE
    pairs = []
    for one, other in combinations(sorted(last), 2):
        shared = sorted(last[one].keys() & last[other].keys())
        if shared:
            judged = [(last[one][line], last[other][line]) for line in shared]
            pairs.append({"one": one, "other": other, "lines": len(shared), "kappa": kappa(judged)})
    return {"people": [{"who": who, "decided": n} for who, n in count.most_common()], "pairs": pairs}


def kappa(judged: Sequence[tuple[bool, bool]]) -> float | None:
    """Cohen's kappa of two who judged the same lines; None where both always said one thing and chance explains all.

    >>> kappa([(True, True), (False, False), (True, False), (True, True)])
    0.5
    """
    total = len(judged)
    agreed = sum(a == b for a, b in judged) / total
    one, other = (sum(pair[n] for pair in judged) / total for n in (0, 1))
    chance = one * other + (1 - one) * (1 - other)
    return round((agreed - chance) / (1 - chance), 2) if chance < 1 else None
