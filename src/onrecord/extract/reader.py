"""Reads one parsed report: cues and clauses become drafts, each with its words, its speakers and its flags."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Token

from onrecord.codebook import Codebook
from onrecord.extract.bearing import bears, has_a_trace, is_a_dispute, is_about_a_process
from onrecord.extract.claims import FIRST
from onrecord.extract.cued import draft_of, drop_doubles
from onrecord.extract.deeds import name_strikers
from onrecord.extract.frames import Frames, Hit
from onrecord.extract.learned.model import Model
from onrecord.extract.learned.propose import decide
from onrecord.extract.meetings import meeting_at
from onrecord.extract.mentions import Mentions
from onrecord.extract.narrated import bindings, chronicle, counsel, plans, refusals, terms
from onrecord.extract.page import Page
from onrecord.extract.parse import Parsed, Sentence
from onrecord.extract.participation import parts_at
from onrecord.extract.phases import phase_at
from onrecord.extract.speech import Said, Speeches
from onrecord.extract.spoken import claims
from onrecord.extract.standing import Meeting
from onrecord.extract.told import meeting_draft, on_strike_draft, part_draft, phase_draft
from onrecord.extract.tree import places_of
from onrecord.model import Kind, Outcome, Style
from onrecord.model.mention import Draft, Mention

# a line of a headline or caption must rest on a verb that tells it
SURE_BESIDE = 0.8
NOBODY = Mention(-1, -1, "", "")
# in quotation marks these are anybody but the speaker
# parts of speech at which no meeting, phase or role is told
TELLING_NOTHING = frozenset({"PUNCT", "DET", "SPACE", "NUM", "PART", "CCONJ", "PRON", "SYM"})
THIRD = frozenset("he she him her his it its they them their".split())


@dataclass(frozen=True, slots=True)
class Extracted:
    """What a report says, before names and times are resolved."""

    drafts: list[Draft]
    mentions: list[Mention]
    speeches: list[Said]
    bears: bool
    # who sits across from whom: "between A and B"
    across: list[tuple[Mention, ...]]


class Reader:
    """Reads parsed reports with a codebook. Holds no state between reports."""

    def __init__(self, codebook: Codebook, model: Model | None = None) -> None:
        self.codebook = codebook
        self.frames = Frames(codebook)
        self.model = model

    def page_of(self, parsed: Parsed) -> Page:
        """The mentions and the speeches of a report."""
        mentions = Mentions(parsed)
        speeches = Speeches(parsed, mentions)
        own = {p.index: [p.doc[n] for n in places_of(p.doc, FIRST)] for p in parsed.paragraphs}
        other = {p.index: [p.doc[n] for n in places_of(p.doc, THIRD)] for p in parsed.paragraphs}
        for said in speeches.all:
            if said.mention is not None:
                at = said.paragraph.index
                for token in [*own[at], *(other[at] if said.style is Style.DIRECT else ())]:
                    if said.holds(token):
                        mentions.speak(token, said.mention)
        for token in (t for paragraph in parsed.paragraphs for t in own[paragraph.index]):
            if speeches.quoted(token) and mentions.of(token).speaker is None:
                # "We want the truth", on a banner: nobody knows who, but not the author of the report
                mentions.speak(token, NOBODY)
        return Page(parsed, mentions, speeches, self.frames)

    def read(self, parsed: Parsed) -> Extracted:
        """Drafts in the order of the text, all mentions, all speeches."""
        page = self.page_of(parsed)
        if self.model is not None:
            cued = cued_drafts(page)
            drafts = decide(page, cued, self.model)
            bearing = bears(drafts, parsed, self.model.settings["dense"])
        else:
            bearing = is_about_a_process(parsed) or self._is_a_dispute(page)
            drafts = cued = cued_drafts(page) if bearing else []
        if not bearing:
            drafts = cued = []
        name_strikers(page, drafts)
        mentioned = page.mentions.everything()
        mentioned += list({p.turn.start: p.turn for p in parsed.paragraphs if p.turn is not None}.values())
        if bearing and parsed.beside is not None:
            lacking = self._beside(parsed.beside, drafts)
            drafts = [*lacking, *drafts]
            mentioned += [m for d in lacking for m in (*d.actors, *d.addressees, *d.speakers)]
        return Extracted(drafts, mentioned, page.speeches.all, bearing, page.mentions.across())

    def acts_between(self, parsed: Parsed, actor: tuple[int, int], recipient: tuple[int, int]) -> list[str]:
        """The acts that the codebook reads of one place of the text towards another, the surest first."""

        def stands(mentions: list[Mention], place: tuple[int, int]) -> bool:
            return any(m.start < place[1] and place[0] < m.end for m in mentions)

        drafts = [d for d in cued_drafts(self.page_of(parsed)) if d.act is not None and stands(d.actors, actor)]
        drafts.sort(key=lambda d: (not stands(d.addressees, recipient), -d.confidence, d.spans[0]))
        return [d.act for d in drafts if d.act is not None]

    def _beside(self, parsed: Parsed, body: list[Draft]) -> list[Draft]:
        """What headline and captions tell and the body does not: no line of that kind and family is in it."""
        mentions = Mentions(parsed)
        page = Page(parsed, mentions, Speeches(parsed, mentions), self.frames)
        told = {self._sort(draft) for draft in body}
        return [d for d in cued_drafts(page) if self._sort(d) not in told and d.confidence >= SURE_BESIDE and d.actors]

    def _sort(self, draft: Draft) -> tuple[Kind, str | None]:
        family = self.codebook.family(draft.act) if draft.kind in (Kind.STATEMENT, Kind.ACTION) and draft.act else None
        return draft.kind, family or draft.role

    def _is_a_dispute(self, page: Page) -> bool:
        parsed = page.parsed
        hits = (page.hit(token) for paragraph in parsed.paragraphs for token in paragraph.doc)
        acts = [hit.act for hit in hits if hit is not None and hit.actor is not None]
        return is_a_dispute(acts, parsed.words, traced=has_a_trace(parsed))


def cued_drafts(page: Page) -> list[Draft]:
    """What the codebook alone makes of every sentence, in the order of the text."""
    return [draft for sentence in page.parsed.sentences for draft in read_sentence(page, sentence)]


def read_sentence(page: Page, sentence: Sentence) -> list[Draft]:
    """The drafts of one sentence, in the order of its words. `told` collects the words whose line is made."""
    if sentence.paragraph.asked or sentence.asks:
        return []
    hits: dict[int, Hit] = {}
    for token in sentence.span:
        hit = page.hit(token)
        if hit is not None:
            hits[token.i] = hit
    drop_doubles(hits)
    drafts: list[Draft] = []
    told: set[int] = set()
    for hit in hits.values():
        made = draft_of(page, sentence, hit, hits)
        if made is not None:
            drafts.append(made)
            told.update((hit.token.i, hit.verb.i))
    for token in sentence.span:
        if token.pos_ in TELLING_NOTHING:
            continue
        drafts.extend(_told_at(page, sentence, token, told, has_phase=any(d.kind is Kind.PHASE for d in drafts)))
    drafts.extend(claims(page, sentence, hits, told))
    drafts.extend(terms(page, sentence, told))
    drafts.extend(bindings(page, sentence, told))
    drafts.extend(plans(page, sentence, told))
    drafts.extend(refusals(page, sentence, told))
    drafts.extend(counsel(page, sentence, told))
    chronicle(page, sentence, drafts)
    return _unique(_without_echoes(drafts))


def _without_echoes(drafts: list[Draft]) -> list[Draft]:
    """ "The talks were suspended" is a phase; the same words are no act of nobody beside it."""
    states = [d.spans[0] for d in drafts if d.kind in (Kind.PHASE, Kind.MEETING)]
    fruitless = [d.sentence for d in drafts if d.kind is Kind.MEETING and d.outcome is Outcome.NO_AGREEMENT]
    return [
        d
        for d in drafts
        if not (d.act == "agree" and d.negated and d.sentence in fruitless)
        and not (
            d.kind is Kind.ACTION
            and d.act in ("suspend", "cancel")
            and not d.actors
            and any(s < d.spans[0][1] and d.spans[0][0] < e for s, e in states)
        )
    ]


def _told_at(page: Page, sentence: Sentence, token: Token, told: set[int], *, has_phase: bool) -> list[Draft]:
    """Phases, meetings, strikes and roles told at one word."""
    drafts = []
    if (phase := phase_at(token)) is not None:
        drafts.append(phase_draft(page, sentence, phase))
        told.update((phase.token.i, phase.verb.i))
    elif (
        token.i not in told and (meeting := meeting_at(token)) is not None and not (token.pos_ == "NOUN" and has_phase)
    ):
        drafts.append(meeting_draft(page, sentence, meeting))
        told.add(token.i)
        if meeting.verb is not None and _is_its_predicate(token, meeting):
            told.add(meeting.verb.i)
    if _is_on_strike(token) and (strike := on_strike_draft(page, sentence, token)) is not None:
        drafts.append(strike)
        told.add(token.head.head.i)
    for part in parts_at(token):
        drafts.append(part_draft(page, sentence, part))
        told.add(token.i)
        if part.head.pos_ not in ("NOUN", "PROPN"):
            told.add(part.head.i)
    return drafts


def _is_its_predicate(token: Token, meeting: Meeting) -> bool:
    """Whether the verb over a meeting's noun says nothing else than that it was held or ended."""
    arguments = ("nsubj", "nsubjpass", "dobj")
    inside = token.head.lower_ == "of" and token.head.head.dep_ in arguments
    return meeting.strength >= 2 and (token.dep_ in arguments or inside)


def _is_on_strike(token: Token) -> bool:
    verbs = ("be", "go", "remain", "stay", "come")
    return (
        token.lower_ == "strike"
        and token.dep_ == "pobj"
        and token.head.lower_ == "on"
        and token.head.head.lemma_ in verbs
    )


def _unique(drafts: list[Draft]) -> list[Draft]:
    """One line a kind, act and stretch: the more confident one stays."""
    kept: list[Draft] = []
    for draft in sorted(drafts, key=lambda d: (-d.confidence, d.spans[0])):
        if not any(_same(draft, other) for other in kept):
            kept.append(draft)
    return sorted(kept, key=lambda d: (d.spans[0][0], d.spans[0][1], d.kind.value, d.act or ""))


def _same(a: Draft, b: Draft) -> bool:
    if a.kind is not b.kind or a.act != b.act or a.role != b.role:
        return False
    if a.kind is Kind.PARTICIPATION and a.actors != b.actors:
        return False
    (s, e), (t, f) = a.spans[0], b.spans[0]
    common = min(e, f) - max(s, t)
    return common > 0.6 * min(e - s, f - t)
