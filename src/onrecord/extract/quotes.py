"""Where quotations stand in a paragraph, also those that are split, unclosed or run over paragraphs."""

from __future__ import annotations

import re
from dataclasses import dataclass

PAIRS = {"“": "”", "«": "»", "„": "“”", "‟": "”"}
SINGLE = re.compile(r"(?<![\w.,!?])[‘'](?=\w)|(?<=[\w.,!?…])[’'](?!\w)")


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation: characters start to end of its paragraph, marks left out; `open` when nothing closes it."""

    start: int
    end: int
    open: bool = False
    continued: bool = False


def find_quotes(text: str, open_before: str = "") -> tuple[list[Quote], str]:
    """The quotations of a paragraph, and the mark left open at its end ("" when none).

    >>> quotes, _ = find_quotes('"We came," she said, "to talk."')
    >>> [(q.start, q.end) for q in quotes]
    [(1, 9), (22, 30)]
    """
    quotes: list[Quote] = []
    start = -1
    mark = ""
    continued = False
    single = not any(c in text for c in '“”"«»')
    for at, char in enumerate(text):
        if start < 0:
            if char in PAIRS or (char == '"' and _opens(text, at)) or (single and _single_opens(text, at)):
                start, mark = at + 1, char
                continued = bool(open_before) and not text[:at].strip()
            elif char in '”"' and open_before and not quotes and not _opens(text, at):
                # a quotation carried over from the paragraph before, without a mark of its own at the beginning
                quotes.append(Quote(0, at, continued=True))
        elif _closes(text, at, mark):
            if at > start:
                quotes.append(Quote(start, at, continued=continued))
            start, mark = -1, ""
    if start >= 0:
        if mark in "'‘":
            return quotes, ""
        quotes.append(Quote(start, len(text), open=True, continued=continued))
        return quotes, mark
    return quotes, ""


def _opens(text: str, at: int) -> bool:
    before = text[at - 1] if at else " "
    after = text[at + 1] if at + 1 < len(text) else " "
    return (before.isspace() or before in "([—–-:") and not after.isspace()


def _closes(text: str, at: int, mark: str) -> bool:
    char = text[at]
    if mark in ("'", "‘"):
        return _single_closes(text, at)
    if char in "”»":
        return True
    if char == '"':
        # a quotation opened with one mark is sometimes closed with another
        return not _opens(text, at) or at + 1 == len(text)
    return char in PAIRS.get(mark, "")


def _single_opens(text: str, at: int) -> bool:
    if text[at] not in "'‘":
        return False
    before = text[at - 1] if at else " "
    return (before.isspace() or before in "([—–:,") and at + 1 < len(text) and text[at + 1].isalpha()


def _single_closes(text: str, at: int) -> bool:
    if text[at] not in "'’":
        return False
    after = text[at + 1] if at + 1 < len(text) else " "
    before = text[at - 1]
    return not after.isalnum() and (
        before in ".,!?…" or (before != "s" and before.isalnum()) or after in ".,;:" or _last(text, at)
    )


def _last(text: str, at: int) -> bool:
    return not SINGLE.search(text, at + 1)
