"""One report being read: its mentions and speeches, and how a draft gets its words, speakers and common slots."""

from __future__ import annotations

import re

from spacy.tokens import Doc, Token

from onrecord.codebook import Codebook
from onrecord.extract import acts, amounts, flags, times
from onrecord.extract.frames import Frames, Hit
from onrecord.extract.mentions import Mentions
from onrecord.extract.parse import Parsed, Sentence
from onrecord.extract.speech import Speeches
from onrecord.extract.tree import child, places_of
from onrecord.model import Kind, Style
from onrecord.model.mention import Draft

AUTHOR = frozenset({"i", "my", "me"})


class Page:
    """What the readers of sentences share."""

    def __init__(self, parsed: Parsed, mentions: Mentions, speeches: Speeches, frames: Frames) -> None:
        self.parsed, self.mentions, self.speeches, self.frames = parsed, mentions, speeches, frames
        self.codebook: Codebook = frames.codebook
        self.issues: tuple[tuple[str, re.Pattern[str]], ...] = amounts.issue_patterns(frames.codebook)
        published = parsed.report.published
        self.year = int(published.value[:4]) if published is not None else None
        self.author = self._author()
        self._hits: dict[tuple[int, int], Hit | None] = {}

    def _author(self) -> Token | None:
        """The "I" of a text whose author speaks for himself, as in an op-ed; None in a report."""
        said = (
            paragraph.doc[n]
            for paragraph in self.parsed.paragraphs
            if paragraph.turn is None
            for n in places_of(paragraph.doc, AUTHOR)
        )
        own = [t for t in said if t.pos_ == "PRON" and not self.quoted_at(t)]
        return own[0] if len(own) > 2 else None

    def hit(self, token: Token) -> Hit | None:
        """The cue of the codebook that begins at a word, or None; looked for once."""
        key = (self.mentions.paragraph(token).index, token.i)
        if key not in self._hits:
            self._hits[key] = self.frames.at(token)
        return self._hits[key]

    def draft(
        self, sentence: Sentence, kind: Kind, act: str | None, start: int, end: int, *, rule: str, cue: str = ""
    ) -> Draft:
        doc = sentence.span.doc
        base = sentence.paragraph.start
        span = (base + doc[start].idx, base + doc[end - 1].idx + len(doc[end - 1]))
        return Draft(kind, act, [span], sentence.place, rule, cue)

    def attribute(self, draft: Draft, token: Token, *, own: Token | None, inner: list[Token] | None = None) -> None:
        """Who says so: the chain over the word; in a narrated statement the actor speaks himself."""
        chain = self.speeches.chain(token, without=own)
        speakers = []
        for said in chain:
            if said.mention is not None:
                # "diplomats and a monitor said"
                several = said.speaker is not None and said.cue is not None and child(said.cue, "nsubj") == said.speaker
                speakers += self.mentions.all_of(said.speaker) if several else [said.mention]
        if inner:
            speakers += [self.mentions.of(t) for t in inner]
        draft.speakers = speakers
        if chain:
            last = chain[-1]
            draft.cue_words = last.cue.text if last.cue is not None else None
            draft.carried_over = last.carried or last.cue is not None and last.cue.sent.start != token.sent.start
            draft.style = Style.DIRECT if self.speeches.quoted(token) else self.clause_style(draft, token)
        elif inner:
            draft.style = Style.INDIRECT
        elif draft.kind is Kind.STATEMENT:
            draft.speakers = list(draft.actors)
            draft.self_spoken = True
            draft.style = Style.NARRATED

    def address_condition(self, draft: Draft, verb: Token, condition: tuple[int, int]) -> None:
        """A threat, promise or refusal on a condition is put to the one whose doing the condition is."""
        who = flags.conditioned(verb, condition)
        if draft.addressees or who is None or not acts.may_act(who, "action"):
            return
        mention = self.mentions.of(who)
        if draft.act in ("warn", "threaten", "commit", "refuse", "set_condition") and mention not in draft.actors:
            draft.addressees = [mention]

    def clause_style(self, draft: Draft, token: Token) -> Style:
        doc = token.doc
        paragraph = self.mentions.paragraph(token)
        for start, end in draft.spans:
            span = doc.char_span(start - paragraph.start, end - paragraph.start)
            if span is not None and any(self.quoted_at(t) for t in span):
                return Style.MIXED
        return Style.INDIRECT

    def quoted_at(self, token: Token) -> bool:
        paragraph = self.mentions.paragraph(token)
        return any(q.start <= token.idx < q.end for q in paragraph.quotes)

    def common(self, draft: Draft, verb: Token, start: int, end: int) -> None:
        doc = verb.doc
        paragraph = self.mentions.paragraph(verb)
        text = doc[start:end].text
        draft.historical = flags.is_background(verb, self.year)
        draft.sure = flags.sureness(verb)
        draft.issue = amounts.issues_of(text, self.issues)
        draft.quantities = amounts.quantities_of(start, end, doc)
        said = self._said_when(draft, verb)
        time = said or times.time_tokens(verb) or times.time_over(verb)
        draft.when_past = time is not None and (
            said is not None
            or times.is_past_at(verb, time)
            or draft.kind is Kind.STATEMENT
            and (verb.tag_ == "VBD" or verb.tag_ == "VBN" and _had(verb))
        )
        self.time(draft, paragraph.start, doc, time)
        tags = {verb.tag_} | {c.tag_ for c in verb.children if c.dep_ in ("aux", "auxpass")}
        draft.past = (
            draft.kind is Kind.ACTION or bool(tags & {"VBD", "VBN"}) or verb.tag_ == "VBG" and not flags.is_future(verb)
        )

    def _said_when(self, draft: Draft, verb: Token) -> tuple[int, int] | None:
        """The day on which somebody spoke, for what he states himself: "told reporters on Monday that ..."."""
        chain = self.speeches.chain(verb)
        last = chain[-1] if chain else None
        if draft.kind is not Kind.STATEMENT or last is None or last.cue is None or last.cue.doc is not verb.doc:
            return None
        own = last.mention is not None and draft.actors and draft.actors[0].start == last.mention.start
        return times.time_tokens(last.cue) if own or times.time_tokens(verb) is None else None

    def time(self, draft: Draft, base: int, doc: Doc, time: tuple[int, int] | None) -> None:
        if time is not None:
            span = doc[time[0] : time[1]]
            start, end = times.whole_day(doc.text, span.start_char, span.end_char)
            draft.when = (base + start, base + end)
            draft.when_text = doc.text[start:end]


def _had(verb: Token) -> bool:
    """Whether it is told as done before: "had promised in September", "has promised"."""
    return any(c.dep_ == "aux" and c.lemma_ == "have" for c in verb.children)
