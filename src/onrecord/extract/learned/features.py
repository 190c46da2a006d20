"""What the model sees of a report: its words, what the parse and the rules make of each, and who may fill a slot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Token

from onrecord.extract.clause import clause_range
from onrecord.extract.learned.labels import SLOTS, label_of, labels
from onrecord.extract.page import Page
from onrecord.extract.parse import Paragraph
from onrecord.extract.tree import doer
from onrecord.extract.words import PERSONAL
from onrecord.model import Style
from onrecord.model.mention import Draft, Mention

# a chunk is read at once: whole sentences as long as they fit, and the words before them to understand them by
LONGEST, BEFORE = 200, 24
# words that may head a clause or phrase which tells something
HEADS = frozenset({"VERB", "AUX", "NOUN", "PROPN", "ADJ", "PRON", "NUM"})
POS = ("NOUN", "PROPN", "PRON", "VERB", "AUX", "ADJ", "ADV", "ADP", "DET", "CCONJ", "SCONJ", "PART", "NUM", "PUNCT")
DEPS = (
    "ROOT nsubj nsubjpass dobj pobj prep ccomp xcomp advcl relcl acl conj appos poss compound amod attr acomp aux "
    "auxpass neg mark agent dative pcomp parataxis dep csubj oprd npadvmod"
).split()
# what gives a word a subject of its own, and as what nouns and adjectives have none
GIVING_A_SUBJECT = frozenset({"nsubj", "nsubjpass", "auxpass", "agent", "prep"})
WITHOUT_A_SUBJECT = frozenset(
    {"pobj", "dobj", "nsubj", "nsubjpass", "compound", "amod", "appos", "attr", "poss", "nmod", "dative"}
)
ENTS = ("PERSON", "ORG", "GPE", "NORP", "DATE", "CARDINAL")
TAGS = ("VB", "VBD", "VBG", "VBN", "VBP", "VBZ", "NNS")
SAID = (Style.DIRECT, Style.MIXED, Style.INDIRECT)
# what ties a word to one that may fill a slot of its line
TIES = (*SLOTS, "subject", "object", "says", "same sentence", "same paragraph")
SUBJECT, OBJECT, SAYS = (TIES.index(tie) for tie in ("subject", "object", "says"))
Floats = NDArray[np.float32]


class Anchored(NamedTuple):
    """A rules' draft: its paragraph, the word it hangs on, and its words."""

    draft: Draft
    paragraph: int
    token: Token
    words: tuple[int, int]


class Word(NamedTuple):
    """A word, its paragraph and its sentence."""

    token: Token
    paragraph: int
    sentence: int


@dataclass(slots=True)
class Chunk:
    """Words read by the model at once. Those before `own` are there to be understood by; lines hang on the others.

    `features`: [words, width()]; `spans`: the clause or phrase of each word; `ties`: [words, words, TIES], what ties
    a word to those that may fill its slots; `named`: the words that may fill one; `place`: where each word of a
    paragraph stands in the chunk.
    """

    tokens: list[Token]
    own: int
    features: Floats
    spans: list[tuple[int, int]]
    ties: Floats
    named: list[int]
    place: dict[tuple[int, int], int]

    @property
    def words(self) -> list[str]:
        """The words as they stand; a space is a full stop to the model."""
        return [t.text if not t.is_space else "." for t in self.tokens]


@cache
def width() -> int:
    """How many features a word has."""
    return len(_columns())


def root_of(tokens: Sequence[Token]) -> Token:
    """The word a stretch hangs on: the one of its topmost words over most of it."""
    inside = {t.i for t in tokens}
    tops = [t for t in tokens if t.head.i not in inside or t.head.i == t.i]
    tops = [t for t in tops if not t.is_punct and not t.is_space] or tops

    def weight(token: Token) -> tuple[int, bool, int]:
        return sum(t.i in inside for t in token.subtree), token.pos_ in ("VERB", "AUX"), -token.i

    return max(tops, key=weight)


def anchors_of(page: Page, drafts: Sequence[Draft]) -> list[Anchored]:
    """The drafts of a report with the words that they hang on, in the order of its paragraphs."""
    found = []
    for paragraph in page.parsed.paragraphs:
        end = paragraph.start + len(paragraph.text)
        for draft in drafts:
            if paragraph.start <= draft.spans[0][0] < end:
                tokens = paragraph.between(*draft.spans[0])
                if tokens:
                    found.append(Anchored(draft, paragraph.index, root_of(tokens), (tokens[0].i, tokens[-1].i + 1)))
    return found


def chunks_of(page: Page, anchors: Sequence[Anchored]) -> Iterator[Chunk]:
    """The chunks of a report, with the rules' drafts of it."""
    seen = _Seen(page, anchors)
    words: list[Word] = []
    start = 0
    for sentence in page.parsed.sentences:
        at_paragraph = sentence.paragraph.index
        for at in range(0, len(sentence.span), LONGEST):
            piece = [Word(t, at_paragraph, sentence.index) for t in sentence.span[at : at + LONGEST]]
            if len(words) - start + len(piece) > LONGEST and len(words) > start:
                yield seen.chunk(words[max(0, start - BEFORE) :], min(start, BEFORE))
                start = len(words)
            words.extend(piece)
    if len(words) > start:
        yield seen.chunk(words[max(0, start - BEFORE) :], min(start, BEFORE))


class _Seen:
    """Features of all words of a report, and who fills which slot of which word by the rules."""

    def __init__(self, page: Page, anchors: Sequence[Anchored]) -> None:
        self._page = page
        self._rows = {
            p.index: _features(page, p, [a for a in anchors if a.paragraph == p.index]) for p in page.parsed.paragraphs
        }
        # for a word of a paragraph, who fills which slot of it
        self._ties: dict[tuple[int, int], list[tuple[tuple[int, int], int]]] = {}
        for draft, paragraph, token, _ in anchors:
            for n, mentions in enumerate((draft.actors, draft.addressees, draft.speakers[-1:])):
                for mention in mentions:
                    self._tie((paragraph, token.i), mention, n)
        for one in page.parsed.paragraphs:
            self._tie_words(one)

    def _tie(self, at: tuple[int, int], mention: Mention, kind: int) -> None:
        head = self._page.mentions.head_of(mention)
        if head is not None:
            self._put(at, head, kind)

    def _put(self, at: tuple[int, int], head: tuple[int, int], kind: int) -> None:
        self._ties.setdefault(at, []).append((head, kind))

    def _tie_words(self, paragraph: Paragraph) -> None:
        doc, n = paragraph.doc, paragraph.index
        deps, parts, heads = [t.dep_ for t in doc], [t.pos_ for t in doc], [t.head.i for t in doc]
        over = {head for head, dep in zip(heads, deps, strict=True) if dep in GIVING_A_SUBJECT}
        spoken = bool(self._page.speeches.in_paragraph(paragraph))
        for i, (part, dep, head) in enumerate(zip(parts, deps, heads, strict=True)):
            if dep in ("dobj", "dative", "nsubjpass"):
                self._put((n, head), (n, i), OBJECT)
            elif dep == "pobj" and deps[head] == "prep":
                self._put((n, heads[head]), (n, i), OBJECT)
            if part not in HEADS:
                continue
            plain = part in ("NOUN", "ADJ") and dep in WITHOUT_A_SUBJECT and i not in over
            if part in ("VERB", "AUX", "NOUN", "ADJ") and not plain and (own := doer(doc[i])) is not None:
                self._put((n, i), (n, own.i), SUBJECT)
            chain = self._page.speeches.chain(doc[i]) if spoken else []
            if chain and chain[-1].mention is not None:
                self._tie((n, i), chain[-1].mention, SAYS)

    def chunk(self, words: list[Word], own: int) -> Chunk:
        tokens = [w.token for w in words]
        place = {(w.paragraph, w.token.i): n for n, w in enumerate(words)}
        ties = np.zeros((len(tokens), len(tokens), len(TIES)), dtype=np.float32)
        for at, n in place.items():
            for head, kind in self._ties.get(at, ()):
                if head in place:
                    ties[n, place[head], kind] = 1
        paragraphs, sentences = np.array([w.paragraph for w in words]), np.array([w.sentence for w in words])
        ties[..., TIES.index("same paragraph")] = paragraphs[:, None] == paragraphs[None]
        ties[..., TIES.index("same sentence")] = sentences[:, None] == sentences[None]
        spans = []
        for n, token in enumerate(tokens):
            a, b = clause_range(token) if token.pos_ in HEADS and n >= own else (token.i, token.i + 1)
            a, b = max(0, n - (token.i - a)), min(len(tokens), n + (b - token.i))
            spans.append((a, b) if a <= n < b else (n, n + 1))
        features = np.stack([self._rows[w.paragraph][w.token.i] for w in words])
        named = [n for n, t in enumerate(tokens) if _may_be_named(t)]
        return Chunk(tokens, own, features, spans, ties, named, place)


def _may_be_named(token: Token) -> bool:
    if token.dep_ in ("compound", "case", "punct") or token.pos_ not in ("PROPN", "PRON", "NOUN"):
        return False
    return token.pos_ != "PRON" or token.lower_ in PERSONAL


def _features(page: Page, paragraph: Paragraph, anchors: Sequence[Anchored]) -> Floats:
    doc = paragraph.doc
    made = np.zeros((len(doc), width()), dtype=np.float32)
    columns = _columns()
    for kind, attribute in (("pos", "POS"), ("dep", "DEP"), ("ent", "ENT_TYPE"), ("tag", "TAG")):
        values = doc.to_array(attribute)
        for value in np.unique(values):
            if (at := columns.get(f"{kind}={doc.vocab.strings[int(value)]}")) is not None:
                made[values == value, at] = 1
    made[doc.to_array("SENT_START") == 1, columns["first"]] = 1
    made[0, columns["begins"]] = 1
    for token in doc:
        hit = page.hit(token)
        if hit is not None and (at := columns.get(f"cue={label_of(hit.kind, hit.act, None)}")) is not None:
            made[token.i, at] = 1
    begin = np.array([t.idx for t in doc])
    for quote in paragraph.quotes:
        made[(begin >= quote.start) & (begin < quote.end), columns["quoted"]] = 1
    for said in page.speeches.in_paragraph(paragraph):
        for start, end in said.content:
            made[start:end, columns[f"said={said.style.value}"]] = 1
            if said.carried:
                made[start:end, columns["carried"]] = 1
        if said.cue is not None and said.cue.doc is doc:
            made[said.cue.i, columns["is_cue"]] = 1
        if said.speaker is not None and said.speaker.doc is doc:
            made[said.speaker.i, columns["speaks"]] = 1
    for draft, _, anchor, _ in anchors:
        if (at := columns.get(f"rule={label_of(draft.kind, draft.act, draft.role)}")) is not None:
            made[anchor.i, at] = 1
        made[anchor.i, columns["by clause"]] = draft.rule == "clause of speech"
    return made


@cache
def _columns() -> dict[str, int]:
    names = [f"pos={p}" for p in POS] + [f"dep={d}" for d in DEPS] + [f"ent={e}" for e in ENTS]
    names += [f"tag={t}" for t in TAGS] + [f"said={s.value}" for s in SAID]
    names += ["first", "begins", "quoted", "carried", "is_cue", "speaks", "by clause"]
    names += [f"cue={label}" for label in labels()] + [f"rule={label}" for label in labels()]
    return {name: n for n, name in enumerate(names)}
