"""Deadlines, numbers with what they count, and the issues a stretch of words is about."""

from __future__ import annotations

import re

from spacy.tokens import Doc, Token

from onrecord.codebook import Codebook
from onrecord.extract.tree import child
from onrecord.extract.words import MONTHS, WEEKDAYS
from onrecord.model import Quantity

_NUMBERS = {
    w: float(n)
    for n, w in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty".split()
    )
}
_NUMBERS |= {
    "thirty": 30.0,
    "forty": 40.0,
    "fifty": 50.0,
    "sixty": 60.0,
    "seventy": 70.0,
    "eighty": 80.0,
    "ninety": 90.0,
    "hundred": 100.0,
    "thousand": 1000.0,
    "million": 1e6,
    "dozen": 12.0,
}


def deadline_of(start: int, end: int, doc: Doc) -> str | None:
    """The words of a deadline: "by noon on Friday", "within 48 hours", "before the end of May"."""
    for i in range(start, end):
        token = doc[i]
        if token.dep_ == "prep" and token.lower_ in ("by", "within", "before", "until"):
            target = child(token, "pobj")
            if (
                target is not None
                and any(_is_time(t) for t in token.subtree)
                and (token.lower_ == "within" or not _is_span(target))
            ):
                return str(doc[token.i : min(end, token.right_edge.i + 1)].text)
    return None


def _is_span(token: Token) -> bool:
    """ "two months" is how long, not until when."""
    return token.lemma_ in ("month", "week", "day", "year", "hour", "minute") and any(
        c.dep_ in ("nummod", "det") and c.lower_ not in ("the", "this", "next") for c in token.children
    )


def _is_time(token: Token) -> bool:
    return token.ent_type_ in ("DATE", "TIME") or token.lower_ in WEEKDAYS or token.lower_ in MONTHS


def quantities_of(start: int, end: int, doc: Doc) -> tuple[Quantity, ...]:
    """Numbers with what they count, as written; years and days of a month are no quantities."""
    found = []
    for i in range(start, end):
        token = doc[i]
        if (
            token.dep_ == "nummod"
            and token.head.i > token.i
            and token.head.i < end
            and token.ent_type_ not in ("DATE", "TIME", "ORDINAL")
        ):
            phrase = doc[min(token.left_edge.i, token.i) : token.head.i + 1]
            found.append(Quantity(phrase.text, number(token.text), token.head.lemma_))
        elif token.ent_type_ == "PERCENT" and token.ent_iob_ == "B":
            ent = next((e for e in doc.ents if e.start == i), None)
            if ent is not None:
                found.append(Quantity(ent.text, number(ent[0].text), "percent"))
    return tuple(found)


def number(word: str) -> float | None:
    """The value of a number word or figure, or None when it is none."""
    plain = word.lower().replace(",", "").rstrip("%")
    if plain in _NUMBERS:
        return _NUMBERS[plain]
    try:
        return float(plain)
    except ValueError:
        return None


def issues_of(text: str, patterns: tuple[tuple[str, re.Pattern[str]], ...]) -> tuple[str, ...]:
    """The issues whose words stand in a text."""
    return tuple(name for name, pattern in patterns if pattern.search(text))


def issue_patterns(codebook: Codebook) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The issues' words as patterns."""
    return tuple(
        (name, re.compile(r"\b(?:" + "|".join(re.escape(w) for w in term.words) + r")(?:s|es)?\b", re.I))
        for name, term in codebook.terms["issue"].items()
    )
