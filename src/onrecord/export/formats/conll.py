"""A table of tokens in CoNLL-U Plus, for annotators and taggers: for each line its sentence, one token a row, with BIO columns.

A block of rows for each line and sentence, an empty row after it: lines on the same words do not get in one another's way. A
sentence on which no line rests is one block without marks, so that the whole text is there.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from onrecord.export.annotation.marks import ROLES, Marked, leaving_reports
from onrecord.export.annotation.sentences import sentences, tokens
from onrecord.export.leaving import Leaving
from onrecord.export.words import one_line
from onrecord.model import Span

# the columns of tags, and where those of a role stand among them
TAGS = ("WORDS", *(role.upper() for role in ROLES))
COLUMN = {role: n for n, role in enumerate(ROLES, 1)}
# those that are no part of CoNLL-U have a name before them that says whose they are
COLUMNS = ("ID", "FORM", *(f"ONRECORD:{name}" for name in ("START", "END", *TAGS)))


def write(leaving: Leaving) -> Iterator[str]:
    """The table, report by report."""
    yield "# global.columns = " + " ".join(COLUMNS) + "\n"
    for about, text, lines in leaving_reports(leaving):
        head, number = f"# newdoc id = {about.id}\n", 0
        if about.title:
            head += f"# title = {one_line(about.title)}\n"
        marks = [(m.words[0].start, m.words[-1].end, m) for _, m in lines]
        for sentence in sentences(text):
            start, end = sentence.start, sentence.end
            own = [m for begin, stop, m in marks if begin < end and start < stop and _rests_on(m, sentence)]
            words = _Words(text, sentence)
            blocks: list[Marked | None] = [*own] or [None]
            for marked in blocks:
                number += 1
                yield f"{head}# sent_id = {about.id}.{number}\n{words.block(marked)}\n"
                head = ""


def _rests_on(marked: Marked, sentence: Span) -> bool:
    return any(span.start < sentence.end and sentence.start < span.end for span in marked.words)


class _Words:
    """A sentence and its tokens, from which the block of each line on it is made."""

    def __init__(self, text: str, sentence: Span) -> None:
        self._said = f"# text = {one_line(text[sentence.start : sentence.end])}\n"
        places = tokens(text, sentence.start, sentence.end)
        self._starts, self._ends = [start for start, _ in places], [end for _, end in places]
        self._tokens = [f"{n}\t{text[start:end]}\t{start}\t{end}" for n, (start, end) in enumerate(places, 1)]

    def block(self, marked: Marked | None) -> str:
        """The rows of a line; without marks for None."""
        head, columns = self._said, [["O"] * len(self._tokens) for _ in TAGS]
        if marked is not None:
            head += f"# entry = {marked.entry}\n"
            if marked.values:
                head += "# values = " + " ".join([f"{name}={value}" for name, value in marked.values]) + "\n"
            self._tag(columns, marked)
        return head + "\n".join([*map("\t".join, zip(self._tokens, *columns, strict=True)), ""])

    def _tag(self, columns: Sequence[list[str]], marked: Marked) -> None:
        """Put the tags of a line into its columns: B where words begin in this sentence, I within them.

        Of several of one column on a token the first counts.
        """
        spans = [(0, marked.label, span) for span in marked.words]
        spans += [(COLUMN[one.role], one.role.lower(), span) for one in marked.linked for span in one.words]
        for column, label, span in reversed(spans):
            begin, end = bisect_right(self._ends, span.start), bisect_left(self._starts, span.end)
            if begin < end:
                columns[column][begin:end] = [f"B-{label}", *[f"I-{label}"] * (end - begin - 1)]
