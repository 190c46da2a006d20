"""Which words a verb of saying attributes, and whether they are quoted."""

from __future__ import annotations

from spacy.tokens import Token

from onrecord.extract.parse import Paragraph
from onrecord.extract.quoting import in_quote
from onrecord.extract.tree import child
from onrecord.model import Style


def gloss_over(token: Token) -> Token | None:
    """The relative clause between commas that a token stands in, if any: "the bloc, which brokered the first contacts"."""
    at = token
    while at.head.i != at.i:
        if at.dep_ in ("relcl",) and at.left_edge.i > 0 and at.doc[at.left_edge.i - 1].text == "," and at.head.i < at.i:
            return at
        at = at.head
    return None


def content_clause(verb: Token) -> Token | None:
    clauses = [c for c in verb.children if c.dep_ == "ccomp"]
    if not clauses:
        # "told reporters on Monday that ..." is sometimes attached to the object
        target = child(verb, "dobj", "dative")
        if target is not None:
            clauses = [
                c
                for c in target.children
                if c.dep_ in ("ccomp", "acl", "relcl") and (m := child(c, "mark")) is not None and m.lower_ == "that"
            ]
    if not clauses:
        return None
    marked = [c for c in clauses if (m := child(c, "mark")) is not None and m.lower_ == "that"]
    chosen = (marked or clauses)[-1] if not marked else marked[0]
    if len(clauses) > 1 and not marked:
        # a quotation split round its attribution: both halves hang on the verb
        return clauses[0]
    return chosen


def late_subject(verb: Token, clause: Token) -> tuple[Token, int] | None:
    """The subject right before a closing "said" that the parse took for part of the content, and where it begins.

    "... seized the town of Velm, two residents and a teacher said."
    """
    doc = verb.doc
    if clause.i > verb.i or verb.i < 2 or doc[verb.i - 1].pos_ not in ("NOUN", "PROPN"):
        return None
    start = verb.i - 1
    while start > clause.i and doc[start].text != ",":
        start -= 1
    if doc[start].text != "," or start <= clause.left_edge.i:
        return None
    heads = [t for t in doc[start + 1 : verb.i] if t.pos_ in ("NOUN", "PROPN") and not start < t.head.i < verb.i]
    return (heads[0], start) if heads else None


def words_of_clause(clause: Token) -> tuple[int, int]:
    start, end = clause.left_edge.i, clause.right_edge.i + 1
    doc = clause.doc
    while start < end and (doc[start].dep_ == "punct" or doc[start].lower_ == "that" and doc[start].dep_ == "mark"):
        start += 1
    last = max((c for c in clause.children if c.i > clause.i), key=lambda c: c.i, default=None)
    tail = last if last is not None and last.dep_ != "punct" else None
    if tail is not None and tail.dep_ == "advcl" and tail.tag_ == "VBG" and tail.right_edge.i == end - 1:
        # "..., implicitly putting his name on the line": the reporter goes on
        at = tail.left_edge.i
        if at > start + 1 and doc[at - 1].text == ",":
            end = at - 1
    return start, end


def minus(content: tuple[int, int], verb: Token) -> list[tuple[int, int]]:
    """The content without the attribution, where that stands in the middle of it."""
    start, end = content
    if not start <= verb.i < end:
        return [content]
    own = {verb.i} | {
        t.i
        for c in verb.children
        if c.dep_ in ("nsubj", "aux", "prep", "npadvmod", "advmod", "dobj", "dative")
        for t in c.subtree
    }
    own = {i for i in own if start <= i < end}
    return [r for r in ((start, min(own)), (max(own) + 1, end)) if r[0] < r[1]]


def runs_without(tokens: object, left_out: set[int]) -> list[tuple[int, int]]:
    """Runs of consecutive tokens, those left out and marks at the edges excepted."""
    kept = [t for t in tokens if t.i not in left_out]  # type: ignore[attr-defined]
    runs: list[tuple[int, int]] = []
    for token in kept:
        if runs and runs[-1][1] == token.i:
            runs[-1] = (runs[-1][0], token.i + 1)
        elif token.dep_ != "punct":
            runs.append((token.i, token.i + 1))
    return runs or [(t.i, t.i + 1) for t in kept[:1]]


def style_at(paragraph: Paragraph, head: Token) -> Style:
    return style_of(paragraph, [(head.left_edge.i, head.right_edge.i + 1)])


def style_of(paragraph: Paragraph, ranges: list[tuple[int, int]]) -> Style:
    """Direct when all of it is quoted, mixed when some of it is, else indirect."""
    doc = paragraph.doc
    words = [doc[i] for start, end in ranges for i in range(start, end) if not doc[i].is_punct]
    quoted = sum(in_quote(paragraph, t) for t in words)
    if not quoted:
        return Style.INDIRECT
    return Style.DIRECT if quoted >= 0.85 * len(words) else Style.MIXED


def is_expletive(verb: Token, subject: Token) -> bool:
    return subject.lower_ == "it" and (child(verb, "auxpass") is not None or verb.lemma_ in ("mean", "appear", "seem"))


def brackets(verb: Token) -> bool:
    """Whether a verb of speech stands as an aside between commas or at the end: "the talks, he said, failed"."""
    doc = verb.doc
    left, right = verb.left_edge.i, verb.right_edge.i + 1
    return (left > 0 and doc[left - 1].text == ",") and (right >= len(doc) or doc[right].text in (",", "."))
