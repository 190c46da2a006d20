"""What annotators see of a line, whatever their tool: its label, the words it rests on, who is linked to it, its values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from onrecord.codebook import load_codebook
from onrecord.export.leaving import Leaving
from onrecord.model import About, Actor, Entry, Evidence, Form, Format, Kind, Outcome, Span, Status, Style, Tier
from onrecord.model.shape import as_json

# who is linked to a line as what
PEOPLE = {"Actor": "actors", "Addressee": "addressees", "Speaker": "speakers"}
CONDITION = "Condition"
ROLES = (*PEOPLE, CONDITION)
FLAGS = ("Negated", "Future", "Conditional", "Historical", "Implied")
CHOICES = {
    "Form": tuple(form.value for form in Form),
    "Style": tuple(style.value for style in Style),
    "Status": tuple(status.value for status in Status),
    "Outcome": tuple(outcome.value for outcome in Outcome),
    "Format": tuple(one.value for one in Format),
}
YES = "yes"
# before the names of phases and of roles in a meeting, which are no acts
PHASE, PART, MEETING = "phase_", "part_", "meeting"
# the folder beside the annotated files that says what was exported
EXPORTED = "exported"
FORMAT = "onrecord annotation 1"
# so many reports are looked at a time
AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Linked:
    """Somebody in a line, or its condition: as what, by which name, and the words."""

    role: str
    name: str
    words: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Marked:
    """A line as annotators see it. `entry`: its id, None for one that they added; `note`: theirs; `where`: its place in the file."""

    label: str
    words: tuple[Span, ...]
    linked: tuple[Linked, ...] = ()
    values: tuple[tuple[str, str], ...] = ()
    entry: str | None = None
    note: str = ""
    where: str = ""


@dataclass(slots=True)
class Document:
    """An annotated file: its text, what is marked in it, what is wrong with it, and the reports that its path names."""

    name: str
    text: str
    marks: list[Marked] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    reports: tuple[str, ...] = ()


def leaving_reports(leaving: Leaving) -> Iterator[tuple[About, str, list[tuple[Entry, Marked]]]]:
    """Each report that leaves, with its text and its lines as they are marked in it."""
    found = _by_report(leaving)
    waiting = next(found, None)
    ids = list(leaving.reports)
    for n in range(0, len(ids), AT_ONCE):
        texts = leaving.texts(ids[n : n + AT_ONCE])
        for one in ids[n : n + AT_ONCE]:
            entries: list[Entry] = []
            if waiting is not None and waiting[0] == one:
                entries, waiting = waiting[1], next(found, None)
            if one in texts:
                marked = [(entry, mark(entry, texts[one])) for entry in entries]
                yield leaving.reports[one], texts[one], [(e, m) for e, m in marked if m.words]


def _by_report(leaving: Leaving) -> Iterator[tuple[str, list[Entry]]]:
    for report, lines in groupby(leaving.lines(), key=lambda line: line.entry.report):
        yield report, [line.entry for line in lines]


def mark(entry: Entry, text: str) -> Marked:
    """A line as annotators see it; who is named nowhere in the text, and a condition whose words are not, cannot be linked."""
    words = whole(text, (e.span for e in entry.evidence))
    linked = []
    for role in PEOPLE:
        for actor in people_of(entry, role):
            span = actor.span or _place(text, actor.mention, entry) or _place(text, actor.name, entry)
            if span is not None and (own := whole(text, [span])):
                linked.append(Linked(role, clean(actor.name) or name_in(text, own), own))
    if entry.condition and (span := _place(text, entry.condition, entry)) is not None:
        own = whole(text, [span])
        linked.append(Linked(CONDITION, name_in(text, own), own))
    return Marked(label_of(entry), words, tuple(linked), values_of(entry), entry.id)


def people_of(entry: Entry, role: str) -> tuple[Actor, ...]:
    """Those who are linked to a line as something."""
    if role == "Speaker":
        return entry.attribution.speakers
    return entry.actors if role == "Actor" else entry.addressees


def values_of(entry: Entry) -> tuple[tuple[str, str], ...]:
    """The values of a line by their names; a flag that it does not have is not among them."""
    flags = {
        "Negated": entry.negated, "Future": entry.future, "Conditional": entry.conditional,
        "Historical": entry.historical, "Implied": entry.tier is Tier.IMPLIED,
    }  # fmt: skip
    choices = {
        "Form": entry.form, "Style": entry.attribution.style, "Status": entry.status, "Outcome": entry.outcome,
        "Format": entry.format,
    }  # fmt: skip
    found = {name: one.value for name, one in choices.items() if one is not None}
    return tuple(sorted((found | {name: YES for name, on in flags.items() if on}).items()))


def label_of(entry: Entry) -> str:
    """The label of a line: its act, "phase_stalled", "part_mediator" or "meeting"."""
    if entry.kind is Kind.MEETING:
        return MEETING
    word = f"{PART}{entry.role}" if entry.kind is Kind.PARTICIPATION else entry.act or ""
    return re.sub(r"[^\w-]", "-", f"{PHASE}{word}" if entry.kind is Kind.PHASE else word, flags=re.ASCII)


def meaning(label: str) -> tuple[Kind, str | None, str | None]:
    """The kind, act and role that a label stands for; ValueError where it stands for none.

    >>> meaning("refuse")
    (<Kind.STATEMENT: 'statement'>, 'refuse', None)
    >>> meaning("part_mediator")
    (<Kind.PARTICIPATION: 'participation'>, None, 'mediator')
    """
    book = load_codebook()
    if label == MEETING:
        return Kind.MEETING, None, None
    if label in book.acts:
        return Kind(book.acts[label].kind), label, None
    if (phase := label.removeprefix(PHASE)) != label and phase in book.terms["phase"]:
        return Kind.PHASE, phase, None
    if (role := label.removeprefix(PART)) != label and role in book.terms["role"]:
        return Kind.PARTICIPATION, None, role
    raise ValueError(f"there is no act or label “{label[:60]}”; see onrecord codebook")


def labels() -> dict[str, list[tuple[str, str]]]:
    """All labels with their words, by what they are for: families of acts, meetings, roles, phases."""
    book = load_codebook()
    found: dict[str, list[tuple[str, str]]] = {}
    for act in sorted(book.acts.values(), key=lambda one: (one.kind != Kind.STATEMENT.value, one.family, one.name)):
        found.setdefault(f"{act.kind}_{act.family}", []).append((act.name, act.label))
    found["meetings"] = [(MEETING, "met")]
    found["roles"] = [(PART + one.name, one.label) for one in book.terms["role"].values()]
    found["phases"] = [(PHASE + one.name, one.label) for one in book.terms["phase"].values()]
    return found


def whole(text: str, spans: Iterable[Span]) -> tuple[Span, ...]:
    """The words at some places, without the blanks around them; what only blanks part is one.

    A line break is a blank, so that it does not matter whether a tool splits words at it.
    """
    found: list[Span] = []
    for span in sorted(spans):
        piece = text[span.start : span.end]
        if not piece.strip():
            continue
        start, end = span.start + len(piece) - len(piece.lstrip()), span.start + len(piece.rstrip())
        if found and (start <= found[-1].end or not text[found[-1].end : start].strip()):
            start, end = found[-1].start, max(end, found[-1].end)
            found.pop()
        found.append(Span(start, end))
    return tuple(found)


def clean(text: str) -> str:
    """Words on one line, with single blanks."""
    return " ".join(text.split())


def words_at(text: str, spans: Iterable[Span]) -> str:
    """The words at some places, on one line."""
    return clean(" ".join(text[one.start : one.end] for one in spans))


def name_in(text: str, spans: Iterable[Span]) -> str:
    """The name that words are taken for where nobody says who is meant: without article and possessive.

    >>> name_in("the envoy's", [Span(0, 11)])
    'envoy'
    """
    words = words_at(text, spans)
    return re.sub(r"^(?:the|a|an) |[’']s$", "", words, flags=re.I) or words


def exported(about: About, lines: Sequence[tuple[Entry, Marked]]) -> dict[str, Any]:
    """What was exported of a report, as it is kept beside the annotated files: by it a deletion is known."""
    return {
        "format": FORMAT, "report": about.id, "source_text": about.source_text, "sha256": about.sha256,
        "lines": [{"entry": as_json(entry), "marked": marked_json(marked)} for entry, marked in lines],
    }  # fmt: skip


def marked_json(marked: Marked) -> dict[str, Any]:
    """A line as annotators see it, as JSON."""
    return {
        "label": marked.label, "words": [[s.start, s.end] for s in marked.words], "values": dict(marked.values),
        "linked": [[one.role, one.name, [[s.start, s.end] for s in one.words]] for one in marked.linked],
    }  # fmt: skip


def marked_from(data: dict[str, Any], entry: str) -> Marked:
    """The line behind such a JSON object."""
    linked = tuple(Linked(role, name, tuple(Span(*s) for s in words)) for role, name, words in data["linked"])
    words = tuple(Span(*s) for s in data["words"])
    return Marked(data["label"], words, linked, tuple(sorted(data["values"].items())), entry)


def _place(text: str, mention: str, entry: Entry) -> Span | None:
    """Where a mention stands: within the line's words, else in their sentence, else as near before them as can be, else after."""
    if not mention.strip():
        return None
    pattern = re.compile(r"(?<!\w)" + r"\s+".join(map(re.escape, mention.split())) + r"(?!\w)")
    for one in (*(e.span for e in entry.evidence), *(e.sentence for e in entry.evidence)):
        if found := pattern.search(text, one.start, one.end):
            return Span(*found.span())
    at = entry.evidence[0].start
    near: Span | None = None
    for found in pattern.finditer(text):
        if near is not None and found.start() > at:
            break
        near = Span(*found.span())
    return near


def evidence_at(text: str, spans: Iterable[Span], known: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Evidence on some words; what a line rested on already stays as it was."""
    from onrecord.export.annotation.sentences import sentence_at

    def sentence(span: Span) -> Span:
        return next((e.sentence for e in known if e.sentence.contains(span)), None) or sentence_at(text, span)

    same = {e.span: e for e in known}
    return tuple(same.get(span) or Evidence.of(text, span, sentence(span)) for span in spans)
