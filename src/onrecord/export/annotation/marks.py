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
from onrecord.model.writing import json_of, quoted, to_json

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
# what is no part of a name in the words for somebody
AROUND_NAME = re.compile(r"^(?:the|a|an) |[’']s$", re.I)
NO_LABEL = re.compile(r"[^\w-]", re.ASCII)


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
                text = texts[one]
                marked = [(entry, mark(entry, text)) for entry in entries]
                yield leaving.reports[one], text, [(e, m) for e, m in marked if m.words]


def _by_report(leaving: Leaving) -> Iterator[tuple[str, list[Entry]]]:
    for report, lines in groupby(leaving.lines(), key=lambda line: line.entry.report):
        yield report, [line.entry for line in lines]


def mark(entry: Entry, text: str) -> Marked:
    """A line as annotators see it; who is named nowhere in the text, and a condition whose words are not, cannot be linked."""
    words = whole(text, [e.span for e in entry.evidence])
    # where a mention is looked for first
    near = [(e.start, e.end) for e in entry.evidence] + [(e.sentence.start, e.sentence.end) for e in entry.evidence]
    linked = []
    for role in PEOPLE:
        for actor in people_of(entry, role):
            if own := _words_for(text, actor, near):
                linked.append(Linked(role, clean(actor.name) or name_in(text, own), own))
    if entry.condition and (span := _place(text, entry.condition, near)) is not None:
        linked.append(Linked(CONDITION, name_in(text, [span]), (span,)))
    return Marked(label_of(entry), words, tuple(linked), values_of(entry), entry.id)


def _words_for(text: str, actor: Actor, near: Sequence[tuple[int, int]]) -> tuple[Span, ...]:
    """The words for somebody in a line; none where the text names him nowhere."""
    if actor.span:
        return whole(text, [actor.span])
    span = _place(text, actor.mention, near)
    if span is None and actor.name != actor.mention:
        span = _place(text, actor.name, near)
    return () if span is None else (span,)


def people_of(entry: Entry, role: str) -> tuple[Actor, ...]:
    """Those who are linked to a line as something."""
    if role == "Speaker":
        return entry.attribution.speakers
    return entry.actors if role == "Actor" else entry.addressees


def values_of(entry: Entry) -> tuple[tuple[str, str], ...]:
    """The values of a line, in the order of their names; a flag that it does not have is not among them."""
    found = (
        ("Conditional", entry.conditional), ("Form", entry.form), ("Format", entry.format), ("Future", entry.future),
        ("Historical", entry.historical), ("Implied", entry.tier is Tier.IMPLIED), ("Negated", entry.negated),
        ("Outcome", entry.outcome), ("Status", entry.status), ("Style", entry.attribution.style),
    )  # fmt: skip
    return tuple([(name, YES if one is True else one.value) for name, one in found if one])


def label_of(entry: Entry) -> str:
    """The label of a line: its act, "phase_stalled", "part_mediator" or "meeting"."""
    if entry.kind is Kind.MEETING:
        return MEETING
    word = f"{PART}{entry.role}" if entry.kind is Kind.PARTICIPATION else entry.act or ""
    return NO_LABEL.sub("-", f"{PHASE}{word}" if entry.kind is Kind.PHASE else word)


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
    given = tuple(spans)
    if len(given) == 1 and _is_bare(text[given[0].start : given[0].end]):
        return given
    found: list[Span] = []
    for span in sorted(given):
        piece = text[span.start : span.end]
        if not piece.strip():
            continue
        start, end = span.start + len(piece) - len(piece.lstrip()), span.start + len(piece.rstrip())
        if found and (start <= found[-1].end or not text[found[-1].end : start].strip()):
            start, end = found[-1].start, max(end, found[-1].end)
            found.pop()
        found.append(Span(start, end))
    return tuple(found)


def _is_bare(piece: str) -> bool:
    """Whether there are words, and no blanks around them."""
    return bool(piece) and not piece[0].isspace() and not piece[-1].isspace()


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
    return AROUND_NAME.sub("", words) or words


def exported(about: About, lines: Sequence[tuple[Entry, Marked]]) -> str:
    """What was exported of a report, as the JSON that is kept beside the annotated files: by it a deletion is known."""
    head = {"format": FORMAT, "report": about.id, "source_text": about.source_text, "sha256": about.sha256}
    own = [f'{{"entry": {json_of(entry)}, "marked": {_marked_json(marked)}}}' for entry, marked in lines]
    return f'{to_json(head)[:-1]}, "lines": [{", ".join(own)}]}}\n'


def _marked_json(marked: Marked) -> str:
    """A line as annotators see it, as JSON, which `marked_from` reads."""
    linked = [f"[{quoted(one.role)}, {quoted(one.name)}, {_places(one.words)}]" for one in marked.linked]
    values = [f"{quoted(name)}: {quoted(value)}" for name, value in marked.values]
    return (
        f'{{"label": {quoted(marked.label)}, "words": {_places(marked.words)}, "values": {{{", ".join(values)}}}, '
        f'"linked": [{", ".join(linked)}]}}'
    )


def _places(spans: Sequence[Span]) -> str:
    return f"[{', '.join([f'[{s.start}, {s.end}]' for s in spans])}]"


def marked_from(data: dict[str, Any], entry: str) -> Marked:
    """The line behind such a JSON object."""
    linked = tuple(Linked(role, name, tuple(Span(*s) for s in words)) for role, name, words in data["linked"])
    words = tuple(Span(*s) for s in data["words"])
    return Marked(data["label"], words, linked, tuple(sorted(data["values"].items())), entry)


def _place(text: str, mention: str, near: Sequence[tuple[int, int]]) -> Span | None:
    """Where a mention stands: in the first of some stretches, else as near before the first as can be, else after it."""
    if not (words := mention.split()):
        return None
    for start, end in near:
        if (found := _found(text, words, start, end)) is not None:
            return found
    before, found = None, _found(text, words, 0, len(text))
    while found is not None and (before is None or found.start <= near[0][0]):
        before, found = found, _found(text, words, found.end, len(text))
    return before


def _found(text: str, words: Sequence[str], start: int, end: int) -> Span | None:
    """The first place of these words in a stretch of a text, whatever blanks part them, where they are no parts of words.

    As a pattern would find them: but of the many mentions of a record each is looked for once or twice.
    """
    first, rest = words[0], words[1:]
    at = text.find(first, start, end)
    while at >= 0:
        stop: int | None = at + len(first)
        if rest:
            stop = _stop(text, rest, at + len(first), end)
        if stop is not None and not (at and _in_word(text[at - 1])) and not (stop < end and _in_word(text[stop])):
            return Span(at, stop)
        at = text.find(first, at + 1, end)
    return None


def _stop(text: str, words: Sequence[str], stop: int, end: int) -> int | None:
    """Where these words end that follow a place, with blanks before each; None where they do not."""
    for word in words:
        begin = stop
        while begin < end and text[begin].isspace():
            begin += 1
        if begin == stop or not text.startswith(word, begin, end):
            return None
        stop = begin + len(word)
    return stop


def _in_word(char: str) -> bool:
    return char.isalnum() or char == "_"


def evidence_at(text: str, spans: Iterable[Span], known: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Evidence on some words; what a line rested on already stays as it was."""
    from onrecord.export.annotation.sentences import sentence_at

    def sentence(span: Span) -> Span:
        return next((e.sentence for e in known if e.sentence.contains(span)), None) or sentence_at(text, span)

    same = {e.span: e for e in known}
    return tuple(same.get(span) or Evidence.of(text, span, sentence(span)) for span in spans)
