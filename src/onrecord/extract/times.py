"""When a clause says it was: the words that give a day, and whose clause they date."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.tokens import Token

from onrecord.extract.tree import child
from onrecord.extract.words import MONTHS, SAY, WEEKDAYS

YEAR = re.compile(r"1[89]\d\d|20\d\d")
# "the 24th", where no month is named
ORDINAL = re.compile(r"(?:[12]?\d|3[01])(?:st|nd|rd|th)")
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
# what belongs to a month before and after it: "24 and 25 May", "Aug 17-18"
_DAYS = r"\d{1,2}(?:st|nd|rd|th)?(?:(?: and |[-–—]| to )\d{1,2}(?:st|nd|rd|th)?)?"
BEFORE_MONTH = re.compile(rf"\b{_DAYS}(?: of)? $")
FROM_MONTH = re.compile(rf"(?:{_MONTH})\b\.?(?: {_DAYS})?(?:,? \d{{4}})?", re.I)


def time_over(verb: Token) -> tuple[int, int] | None:
    """The time of a clause that has none of its own from the one it hangs on: "flew in on Tuesday to meet them".

    What somebody said happened is not dated by the day of saying.
    """
    for over in _clauses_over(verb):
        if (found := _days_behind(over, verb) or time_tokens(over)) is not None:
            return found
    return None


def is_past_at(verb: Token, time: tuple[int, int]) -> bool:
    """Whether a time that a clause has from the one over it stands in the past there."""
    day = verb.doc[time[0]]
    return any(over.tag_ == "VBD" and over.is_ancestor(day) for over in _clauses_over(verb))


def _clauses_over(verb: Token) -> Iterator[Token]:
    """The verbs on whose time a clause leans: "flew in to meet", "accused it of breaking", "met and agreed"."""
    at = verb
    for _ in range(6):
        over = at.head
        if over.i == at.i:
            return
        leans = at.dep_ in ("prep", "pobj", "dobj") and at.i != verb.i
        mark = child(at, "mark")
        bare = (
            at.dep_ in ("xcomp", "pcomp")
            or at.dep_ == "advcl"
            and (mark is None or mark.lower_ == "as" and over.tag_ == at.tag_ == "VBD")
        )
        joined = at.dep_ == "conj" and over.tag_ == at.tag_ == "VBD"
        if not (leans or bare or joined) or over.lemma_ in SAY:
            return
        if over.pos_ in ("VERB", "AUX"):
            yield over
        at = over


def _days_behind(over: Token, verb: Token) -> tuple[int, int] | None:
    """A day that follows the clause: "accused it on Tuesday of shelling the post on Sunday night"."""
    for c in over.children:
        if c.dep_ == "prep" and c.lower_ == "on" and c.i > verb.i:
            day = child(c, "pobj")
            if day is not None and is_day(day):
                return c.i, c.right_edge.i + 1
    return None


def time_tokens(verb: Token) -> tuple[int, int] | None:
    """The tokens of the time a clause states, or None: "on Sunday night", "last week", "since March 5"."""
    best: tuple[int, int] | None = None
    if verb.dep_ == "relcl" and any(c.lower_ == "when" for c in verb.children) and _has_time(verb.head):
        # "in June, when the delegation walked out"
        return verb.head.left_edge.i, max(verb.left_edge.i, verb.head.i + 1)
    for token in (
        verb,
        *(
            c
            for c in verb.children
            if c.dep_ in ("dobj", "nsubj", "nsubjpass", "attr", "prep", "dative", "agent", "pobj")
        ),
    ):
        for c in token.children:
            if c.dep_ == "npadvmod" and _has_time(c):
                return c.left_edge.i, c.right_edge.i + 1
            if c.dep_ == "prep" and c.lower_ in (
                "on",
                "in",
                "at",
                "since",
                "during",
                "from",
                "late",
                "early",
                "over",
                "for",
                "by",
            ):
                target = child(c, "pobj")
                if (
                    target is None
                    and c.lower_ == "on"
                    and any(t.lower_ in WEEKDAYS for t in token.doc[c.i + 1 : c.i + 2])
                ):
                    # "On Wednesday Oram's ministry accused": the parser hangs the day on Oram
                    return c.i, c.i + 2
                if target is not None and c.lower_ == "in" and child(target, "nummod") and target.tag_ == "NNS":
                    # "the first meeting in seven years" is not seven years hence
                    continue
                if target is not None and (
                    is_day(target)
                    or (
                        c.lower_ not in ("for", "by")
                        and (target.ent_type_ in ("DATE", "TIME") or target.lower_ in TIMES)
                    )
                ):
                    best = best or (c.left_edge.i, c.right_edge.i + 1)
            if c.dep_ == "advmod" and c.lower_ in ("today", "yesterday", "tomorrow", "tonight", "overnight"):
                best = best or (c.i, c.i + 1)
            if c.dep_ in ("nmod", "appos", "nummod", "dobj") and is_day(c):
                best = best or (c.i, c.right_edge.i + 1)
    if best is None and verb.pos_ in ("VERB", "AUX"):
        best = _loose_day(verb) or _year_past(verb)
    if best is None:
        for c in verb.children:
            if c.dep_ == "prep" and c.lower_ in ("by", "after", "in") and (inner := child(c, "pcomp")) is not None:
                return time_tokens(inner)
    return best


def whole_day(text: str, start: int, end: int) -> tuple[int, int]:
    """A month in a text with the days that are told with it, though they hang on other words: "the session of 24 and 25 May"."""
    month = FROM_MONTH.match(text, start)
    if month is None:
        return start, end
    before = BEFORE_MONTH.search(text[max(0, start - 20) : start])
    return start - len(before.group()) if before is not None else start, max(end, month.end())


def _loose_day(verb: Token) -> tuple[int, int] | None:
    """ "ended without an agreement on Friday": the day at the end of a clause, hung on another word."""
    stack = list(verb.children)
    while stack:
        token = stack.pop()
        if token.dep_ in ("ccomp", "relcl", "acl", "conj", "advcl", "parataxis", "xcomp") or token.i < verb.i:
            continue
        if token.dep_ == "prep" and token.lower_ == "on" and (day := child(token, "pobj")) is not None and is_day(day):
            return token.i, token.right_edge.i + 1
        stack.extend(token.children)
    return None


def _year_past(verb: Token) -> tuple[int, int] | None:
    """ "pledged in Tokyo last year": the words hung on the place."""
    for c in verb.children:
        place = child(c, "pobj") if c.dep_ == "prep" and c.i > verb.i else None
        for noun in (place,) if place is not None else ():
            found = next((g for g in noun.children if g.dep_ == "npadvmod" and _has_time(g)), None)
            if found is not None:
                return found.left_edge.i, found.i + 1
    return None


def is_day(token: Token) -> bool:
    lower = token.lower_.rstrip(".")
    if token.dep_ == "pobj" and ORDINAL.fullmatch(lower):
        return True
    if token.lemma_ in HOURS:
        # "Wednesday afternoon"
        return any(c.lower_ in WEEKDAYS for c in token.children if c.dep_ == "compound")
    return lower in WEEKDAYS or lower in MONTHS or bool(YEAR.fullmatch(token.text))


HOURS = frozenset("night morning evening afternoon".split())
TIMES = frozenset("week month year night morning evening weekend afternoon".split())


def _has_time(token: Token) -> bool:
    return any(
        is_day(t)
        or t.lower_
        in (
            "today",
            "yesterday",
            "week",
            "month",
            "year",
            "night",
            "morning",
            "evening",
            "weekend",
            "tomorrow",
            "tonight",
            "afternoon",
        )
        for t in token.subtree
    )
