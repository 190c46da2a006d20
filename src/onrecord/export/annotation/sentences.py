"""Sentences and tokens of a text as far as its punctuation tells, with their places: for tables and for new lines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from onrecord.model import Span

# a word with its apostrophes, hyphens and inner points, a number, "U.S.", or one mark
TOKEN = re.compile(r"(?:[^\W\d_]\.){2,}|\d+(?:[.,:/]\d+)*|\w+(?:[’'\-]\w+)*|[^\w\s]")
# where a sentence may end: a closing mark and what begins anew, or an empty line
END = re.compile(r"[.!?…][\"'”’)\]]*(?=\s+[\"'“‘(\[]*[A-Z0-9])|[.!?…][\"'”’)\]]*(?=\s*\n)|(?=\n[^\S\n]*\r?\n)")
# words whose point ends no sentence
SHORT = re.compile(
    r"(?:\b[A-Z]|\b(?:Mr|Mrs|Ms|Dr|Prof|Gen|Col|Lt|Maj|Capt|Sgt|Brig|Adm|Sen|Rep|Gov|Pres|St|No|vs|Jan|Feb|Mar|Apr|"
    r"Jun|Jul|Aug|Sept?|Oct|Nov|Dec))\.$"
)


def tokens(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Where the tokens of a stretch of a text begin and end.

    >>> tokens("It's 1,000.")
    [(0, 4), (5, 10), (10, 11)]
    """
    return [found.span() for found in TOKEN.finditer(text, start, len(text) if end is None else end)]


def sentences(text: str) -> list[Span]:
    """The sentences of a text, without the blanks around them.

    >>> text = "Mr. Oram left. Talks failed"
    >>> [text[s.start : s.end] for s in sentences(text)]
    ['Mr. Oram left.', 'Talks failed']
    """
    found: list[Span] = []
    start = 0
    for end in END.finditer(text):
        if end.group() == "." and SHORT.search(text, max(start, end.end() - 8), end.end()):
            continue
        found.extend(_stripped(text, start, end.end()))
        start = end.end()
    found.extend(_stripped(text, start, len(text)))
    return found


def sentence_at(text: str, span: Span) -> Span:
    """The sentence, or sentences, that words stand in.

    >>> sentence_at("Talks failed. Nobody signed.", Span(20, 26))
    Span(start=14, end=28)
    """
    inside = [one for one in sentences(text) if one.start < span.end and span.start < one.end]
    if not inside:
        return span
    return Span(min(span.start, inside[0].start), max(span.end, inside[-1].end))


def _stripped(text: str, start: int, end: int) -> Iterator[Span]:
    piece = text[start:end]
    if piece.strip():
        yield Span(start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip()))
