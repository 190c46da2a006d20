"""Whose a quotation is: the verb that attributes it, the subject before it, and which quotations are speech at all."""

from __future__ import annotations

import re

from spacy.tokens import Token

from onrecord.extract.parse import Paragraph
from onrecord.extract.quotes import Quote
from onrecord.extract.tree import doer
from onrecord.extract.words import SAY

QUOTE_PUNCT = frozenset("\"“”‘’'«»")


def is_full(paragraph: Paragraph, quote: Quote) -> bool:
    """Whether a quotation is speech rather than a word or two between marks."""
    text = paragraph.text[quote.start : quote.end]
    words = text.split()
    if len(words) >= 6:
        return True
    span = paragraph.doc.char_span(quote.start, quote.end, alignment_mode="contract")
    if span is None:
        return False
    finite = any(t.tag_ in ("VBD", "VBZ", "VBP", "MD") for t in span)
    closing = text.rstrip()[-1:] in (",", ".", "!", "?", "…")
    return (finite and len(words) >= 2) or (closing and len(words) >= 1 and text[:1].isupper())


def token_ranges(paragraph: Paragraph, quotes: list[Quote]) -> list[tuple[int, int]]:
    ranges = []
    for quote in quotes:
        span = paragraph.doc.char_span(quote.start, quote.end, alignment_mode="contract")
        if span is not None and len(span):
            ranges.append((span.start, span.end))
    return ranges


def cue_of_quote(paragraph: Paragraph, quote: Quote) -> Token | None:
    """The verb that attributes a quotation: behind it, before it, or the one that has it as its clause."""
    span = paragraph.doc.char_span(quote.start, quote.end, alignment_mode="contract")
    if span is None or not len(span):
        return None
    doc = paragraph.doc
    for token in span:
        head = token.head
        if (
            not span.start <= head.i < span.end
            and head.pos_ == "VERB"
            and (head.lemma_ in SAY)
            and token.dep_ in ("ccomp", "parataxis", "dobj", "xcomp", "advcl", "nsubj", "dep", "conj")
        ):
            if not in_quote(paragraph, head):
                return head
    last = doc[span.end - 1]
    after = [t for t in doc[span.end : min(len(doc), span.end + 16)] if t.sent.start <= span.end + 1]
    text_before_mark = last.text
    if text_before_mark in (",", "?", "!", "—", "…", "-") or (
        after and after[0].text in ("”", '"', "’", "'") and len(after) > 1 and after[1].text in (",", "—", "-")
    ):
        for token in after:
            if _is_cue(paragraph, token):
                return token
    start_sent = doc[span.start].sent
    before = list(doc[max(start_sent.start, span.start - 40) : span.start])
    previous = [t for t in before if t.text not in QUOTE_PUNCT]
    if previous and (previous[-1].text in (",", ":", "that", "as") or previous[-1].lemma_ in SAY):
        for token in reversed(before):
            if _is_cue(paragraph, token):
                return token
    if before and previous:
        return next((t for t in reversed(before) if _is_cue(paragraph, t)), None)
    return None


def _is_cue(paragraph: Paragraph, token: Token) -> bool:
    return token.pos_ == "VERB" and token.lemma_ in SAY and not in_quote(paragraph, token)


SIGNED = re.compile(
    r"[\s”\"’'«»]*(?:[―–—]|--?)\s*((?:[A-Z][\w.’'-]*\w|[A-Z]\.)(?: (?:[A-Z][\w.’'-]*\w|[A-Z]\.)){1,4})(?=\.?\s*(?:$|[\n,(;“\"]))"
)


def named_behind(paragraph: Paragraph, quote: Quote) -> Token | None:
    """Who stands behind a quotation and a dash: "“He has no plan.” ― Carla Venn"; None where nobody does."""
    signed = SIGNED.match(paragraph.text, quote.end)
    if signed is None:
        return None
    span = paragraph.doc.char_span(signed.start(1), signed.end(1), alignment_mode="contract")
    return span[-1] if span is not None and len(span) else None


def in_quote(paragraph: Paragraph, token: Token) -> bool:
    return any(q.start <= token.idx < q.end for q in paragraph.quotes)


def subject_before(paragraph: Paragraph, start: int) -> Token | None:
    """The person who is the subject of the sentence just before a quotation: "Kesh was blunt. “No,” ..." """
    doc = paragraph.doc
    at = start - 1
    while at >= 0 and (doc[at].text in QUOTE_PUNCT or doc[at].is_space):
        at -= 1
    if at < 0:
        return None
    root = doc[at].sent.root
    subject = doer(root) if root.pos_ in ("VERB", "AUX") else None
    if subject is None or in_quote(paragraph, subject):
        return None
    return subject if subject.pos_ == "PROPN" or subject.lower_ in ("he", "she") else None
