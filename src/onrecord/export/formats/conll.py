"""A table of tokens for annotators and taggers: for each line its sentence, one token a row, with BIO columns.

A block of rows for each line and sentence, an empty row after it: lines on the same words do not get in one another's way. A
sentence on which no line rests is one block without marks, so that the whole text is there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from onrecord.export.annotation.marks import ROLES, Marked, leaving_reports
from onrecord.export.annotation.sentences import sentences, tokens
from onrecord.export.leaving import Leaving
from onrecord.export.words import one_line
from onrecord.model import Span

COLUMNS = ("NUMBER", "TOKEN", "START", "END", "WORDS", *(role.upper() for role in ROLES))


def write(leaving: Leaving) -> Iterator[str]:
    """The table, report by report."""
    yield "# global.columns = " + " ".join(COLUMNS) + "\n\n"
    for about, text, lines in leaving_reports(leaving):
        head = f"# report = {about.id}\n"
        if about.title:
            head += f"# title = {one_line(about.title)}\n"
        for sentence in sentences(text):
            own = [marked for _, marked in lines if any(_meet(span, sentence) for span in marked.words)]
            blocks: list[Marked | None] = [*own] or [None]
            for marked in blocks:
                yield head + "".join(_block(text, sentence, marked)) + "\n"
                head = ""


def _block(text: str, sentence: Span, marked: Marked | None) -> Iterator[str]:
    yield f"# text = {one_line(text[sentence.start : sentence.end])}\n"
    spans: list[tuple[str, Sequence[Span]]] = [("WORDS", ())] * (1 + len(ROLES))
    if marked is not None:
        yield f"# entry = {marked.entry}\n"
        if marked.values:
            yield "# values = " + " ".join(f"{name}={value}" for name, value in marked.values) + "\n"
        spans = [(marked.label, marked.words)]
        for role in ROLES:
            spans.append((role.lower(), [s for one in marked.linked if one.role == role for s in one.words]))
    for number, token in enumerate(tokens(text, sentence.start, sentence.end), 1):
        tags = "\t".join(_tag(label, own, token, sentence) for label, own in spans)
        yield f"{number}\t{text[token.start : token.end]}\t{token.start}\t{token.end}\t{tags}\n"


def _tag(label: str, spans: Sequence[Span], token: Span, sentence: Span) -> str:
    """B where words begin in this sentence, I within them, O outside."""
    for span in spans:
        if _meet(span, token):
            return ("B-" if max(span.start, sentence.start) >= token.start else "I-") + label
    return "O"


def _meet(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end
