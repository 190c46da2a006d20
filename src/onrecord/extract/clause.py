"""The smallest stretch that carries a line: its clause, without the clauses beside it and the attribution around it."""

from __future__ import annotations

from spacy.tokens import Doc, Token

from onrecord.extract.tree import child, places_of
from onrecord.extract.words import SAY

SEMICOLON = frozenset({";"})
CUT = frozenset({"parataxis"})


def clause_range(head: Token, *, keep: Token | None = None, hits: frozenset[int] = frozenset()) -> tuple[int, int]:
    """Token range of the clause of a verb (or noun phrase of a noun), coordinated clauses and attribution cut off.

    `keep` is a token that must stay inside (the cue); `hits` are words that carry lines of their own.
    """
    doc = head.doc
    start, end = head.left_edge.i, head.right_edge.i + 1
    anchor = keep.i if keep is not None else head.i
    for token in (head, *head.children):
        if token.i == head.i:
            continue
        left, right = token.left_edge.i, token.right_edge.i + 1
        if not _is_apart(token, head, hits):
            continue
        if left > anchor:
            cut = left
            while cut > anchor + 1 and doc[cut - 1].dep_ in ("cc", "punct", "preconj"):
                cut -= 1
            end = min(end, cut)
        elif right <= min(anchor, head.i) and right <= _subject_start(head):
            start = max(start, right)
    for i in _semicolons(doc):
        if start <= i < anchor:
            start = i + 1
        elif anchor < i < end:
            end = i
            break
    return trim(doc, start, end)


def _semicolons(doc: Doc) -> list[int]:
    """Where semicolons stand; looked for once a paragraph."""
    found: list[int] | None = doc.user_data.get("semicolons")
    if found is None:
        found = doc.user_data["semicolons"] = places_of(doc, SEMICOLON)
    return found


def trim(doc: Doc, start: int, end: int) -> tuple[int, int]:
    """The range without marks, conjunctions and "that" at its edges."""
    while start < end - 1 and (
        (t := doc[start]).is_punct
        and t.text not in ("$", "£", "€")
        or t.dep_ in ("cc", "preconj")
        or (t.dep_ == "mark" and t.lower_ == "that")
        or t.is_space
    ):
        start += 1
    while end > start + 1 and ((t := doc[end - 1]).is_punct or t.is_space or t.dep_ == "cc"):
        end -= 1
    return start, end


def _subject_start(head: Token) -> int:
    subject = child(head, "nsubj", "nsubjpass")
    return subject.left_edge.i if subject is not None else head.i


def _is_apart(token: Token, head: Token, hits: frozenset[int]) -> bool:
    """Whether a dependent is a clause of its own rather than a part of this one."""
    if token.dep_ == "conj":
        return token.pos_ in ("VERB", "AUX")
    if token.dep_ in CUT:
        return True
    if token.dep_ == "advcl":
        if token.lemma_ in SAY | {"cite", "quote"} and token.tag_ == "VBG":
            return True
        mark = child(token, "mark")
        return (
            mark is not None
            and mark.lower_ in ("while", "although", "though", "whereas", "as")
            and (token.i > head.i or mark.lower_ != "as")
        )
    if token.dep_ == "ccomp" and token.i < head.i and head.pos_ == "VERB" and head.lemma_ in SAY:
        return False
    if (
        token.dep_ == "ccomp"
        and token.i > head.i
        and any(c.dep_ == "punct" and c.text in (":", ";") for c in head.children)
    ):
        return False
    if token.dep_ == "prep" and token.lower_ == "according":
        return True
    return token.dep_ == "dep" and token.pos_ in ("VERB", "AUX") and token.i in hits
