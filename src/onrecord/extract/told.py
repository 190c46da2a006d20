"""Lines that need no cue of the codebook: meetings, phases, roles, strikes."""

from __future__ import annotations

from spacy.tokens import Token

from onrecord.extract import acts, flags
from onrecord.extract.clause import clause_range, trim
from onrecord.extract.page import Page
from onrecord.extract.parse import Sentence
from onrecord.extract.phases import STATED, Phase
from onrecord.extract.seats import Part
from onrecord.extract.standing import Meeting
from onrecord.extract.tree import doer, heads_of, is_negated
from onrecord.model import Kind, Status
from onrecord.model.mention import Draft


def on_strike_draft(page: Page, sentence: Sentence, noun: Token) -> Draft | None:
    """ "have been on strike", "went on strike": a protest that happens."""
    verb = noun.head.head
    subject = doer(verb)
    if subject is None or not acts.is_real(verb) or flags.is_future(verb):
        return None
    start, end = clause_range(verb, keep=noun)
    draft = page.draft(sentence, Kind.ACTION, "protest", start, end, rule="on strike", cue="strike")
    draft.actors = page.mentions.all_of(subject)
    page.attribute(draft, verb, own=None)
    draft.negated = is_negated(verb)
    page.common(draft, verb, start, end)
    return draft


def phase_draft(page: Page, sentence: Sentence, phase: Phase) -> Draft:
    if phase.noun_only:
        start, end = trim(phase.token.doc, phase.token.left_edge.i, phase.token.right_edge.i + 1)
    else:
        start, end = clause_range(phase.verb, keep=phase.token)
    rule = "phase noun" if phase.noun_only else STATED
    draft = page.draft(sentence, Kind.PHASE, phase.act, start, end, rule=rule, cue=phase.verb.lemma_)
    describer = phase.verb.lemma_ in ("describe", "declare", "pronounce", "call", "consider")
    own = list(heads_of(d)) if describer and (d := doer(phase.verb)) is not None else []
    if describer:
        start = phase.token.left_edge.i
        draft = page.draft(
            sentence,
            Kind.PHASE,
            phase.act,
            *trim(phase.token.doc, start, end),
            rule=rule,
            cue=phase.verb.lemma_,
        )
    page.attribute(draft, phase.token, own=phase.verb if describer else None, inner=own)
    if own:
        draft.style = page.clause_style(draft, phase.token)
    draft.future = phase.future
    page.common(draft, phase.verb, start, end)
    draft.confidence = 0.65 if phase.noun_only else 0.75
    return draft


def meeting_draft(page: Page, sentence: Sentence, meeting: Meeting) -> Draft:
    token = meeting.token
    doc = token.doc
    verb = meeting.verb
    if (
        verb is not None
        and verb.i != token.i
        and (token.dep_ in ("nsubj", "nsubjpass") or token.dep_ == "dobj" and verb.dep_ in ("xcomp",))
    ):
        start, end = clause_range(verb, keep=token)
    elif token.pos_ == "VERB":
        start, end = clause_range(token)
    else:
        top = token
        while top.dep_ == "pobj" and top.head.lower_ == "of" and top.head.head.pos_ == "NOUN":
            top = top.head.head
        start, end = trim(doc, top.left_edge.i, top.right_edge.i + 1)
        if top.dep_ == "dobj" and verb is not None:
            start, end = clause_range(verb, keep=token)
    draft = page.draft(sentence, Kind.MEETING, None, start, end, rule="meeting words", cue=token.lemma_)
    draft.actors = [page.mentions.of(t) for t in meeting.actors if acts.may_act(t, "action")]
    page.attribute(draft, token, own=None)
    draft.status, draft.outcome, draft.format = meeting.status, meeting.outcome, meeting.format
    draft.future, draft.place = meeting.future, meeting.place
    page.common(draft, verb or token, start, end)
    if meeting.time is not None:
        page.time(draft, page.mentions.paragraph(token).start, doc, meeting.time)
    draft.future = meeting.future
    if draft.status is Status.ENDED and draft.historical is False and verb is not None:
        draft.historical = flags.is_background(token, page.year)
    draft.confidence = 0.6 + min(meeting.strength, 5) * 0.05
    return draft


def part_draft(page: Page, sentence: Sentence, part: Part) -> Draft:
    doc = part.head.doc
    if part.whole:
        start, end = (
            clause_range(part.head)
            if part.head.pos_ in ("VERB", "AUX")
            else trim(doc, part.head.left_edge.i, part.head.right_edge.i + 1)
        )
        if part.head.dep_ in ("acl", "relcl"):
            start = min(start, part.head.head.left_edge.i)
        if part.who.i < start or part.who.i >= end:
            start, end = min(start, part.who.left_edge.i), max(end, part.who.i + 1)
    else:
        mention = page.mentions.of(part.who)
        base = sentence.paragraph.start
        span = doc.char_span(mention.start - base, mention.end - base, alignment_mode="expand")
        start, end = (span.start, span.end) if span is not None else (part.who.i, part.who.i + 1)
    draft = page.draft(sentence, Kind.PARTICIPATION, None, start, end, rule="role words", cue=part.head.lemma_)
    draft.role = part.role
    draft.actors = [page.mentions.of(part.who)]
    page.attribute(draft, part.head, own=None)
    page.common(draft, part.head, start, end)
    draft.future = part.future
    draft.confidence = 0.75
    return draft
