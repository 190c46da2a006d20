"""Lines that no cue tells and nobody says: terms of agreements, chronologies, what somebody would not do, counsel."""

from __future__ import annotations

import re

from onrecord.extract import acts, amounts, flags
from onrecord.extract.clause import clause_range
from onrecord.extract.page import Page
from onrecord.extract.parse import Sentence
from onrecord.extract.tree import auxiliaries, child, doer, is_negated, prep_object
from onrecord.model import Kind, Style
from onrecord.model.mention import Draft

TEXTS = frozenset(
    "agreement accord deal pact treaty truce ceasefire protocol memorandum plan roadmap framework outline term terms statement arrangement text settlement contract document compromise".split()
)
CHRONICLE = re.compile(
    r"\s*[-•*]?\s*((?:(?:Early|Late|Mid)[- ])?(?:\d{1,2} )?(?:(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\.?(?: \d{1,2})?,? )?(?:1[89]|20)\d\d)\s*[:–—-]\s"
)
SILENT = frozenset("say comment elaborate specify disclose discuss confirm draw".split())
BINDING = frozenset("oblige bind commit require".split())


def chronicle(page: Page, sentence: Sentence, drafts: list[Draft]) -> None:
    """A line of a chronology ("May 2004: Cuba offers ...") is background, dated as the line says."""
    line = CHRONICLE.match(sentence.paragraph.text)
    if line is None:
        return
    base = sentence.paragraph.start
    for draft in drafts:
        draft.historical = True
        draft.past = True
        if draft.when is None:
            draft.when, draft.when_text = (base + line.start(1), base + line.end(1)), line.group(1)


def terms(page: Page, sentence: Sentence, told: set[int]) -> list[Draft]:
    """ "Under the agreement each side will release ...": what a text binds its parties to."""
    drafts = []
    for token in sentence.span:
        if token.lower_ != "under" or token.dep_ != "prep" or (text := child(token, "pobj")) is None:
            continue
        if text.lemma_.lower() not in TEXTS or token.head.pos_ not in ("VERB", "AUX"):
            continue
        verb = token.head
        for clause in (verb, *(c for c in verb.children if c.dep_ == "conj")):
            subject = doer(clause)
            if (
                subject is None
                or not acts.may_act(subject, "action")
                or not (
                    flags.is_future(clause)
                    or "must" in auxiliaries(clause)
                    or clause.lemma_ in ("agree",)
                    or clause.lemma_ == "be"
                    and child(clause, "xcomp") is not None
                )
            ):
                continue
            start, end = clause_range(clause)
            draft = page.draft(sentence, Kind.STATEMENT, "commit", start, end, rule="terms of a text", cue=text.lemma_)
            draft.actors = page.mentions.all_of(subject)
            draft.form = flags.form_of(clause, token.left_edge.i, token.right_edge.i + 1, "commit")
            page.attribute(draft, clause, own=None)
            if draft.self_spoken:
                draft.speakers, draft.self_spoken, draft.style = [], False, Style.AUTHOR
            draft.terms = True
            draft.content = clause.doc[start:end].text
            draft.deadline = amounts.deadline_of(start, end, clause.doc)
            condition = flags.condition_of(clause)
            if condition is not None:
                draft.condition = clause.doc[condition[0] : condition[1]].text
            page.common(draft, clause, start, end)
            draft.future = flags.is_future(clause)
            draft.confidence = 0.8
            drafts.append(draft)
            told.add(clause.i)
    return drafts


def bindings(page: Page, sentence: Sentence, told: set[int]) -> list[Draft]:
    """ "The agreement obliges the company to rehire ...": what a text has somebody do is promised by them."""
    drafts = []
    for verb in sentence.span:
        if verb.lemma_ not in BINDING or verb.pos_ != "VERB" or verb.i in told:
            continue
        text, bound = child(verb, "nsubj"), child(verb, "dobj")
        what = child(verb, "xcomp", "prep", "ccomp", "dative")
        if text is None or text.lemma_.lower() not in TEXTS or what is None:
            continue
        if bound is None and what.dep_ == "ccomp":
            # "requires the army to leave": the parser makes one clause of it
            bound = child(what, "nsubj")
        if bound is None or not acts.may_act(bound, "action"):
            continue
        start, end = clause_range(verb)
        draft = page.draft(sentence, Kind.STATEMENT, "commit", start, end, rule="terms of a text", cue=verb.lemma_)
        draft.actors = page.mentions.all_of(bound)
        draft.form = flags.form_of(text, text.left_edge.i, text.right_edge.i + 1, "commit")
        page.attribute(draft, verb, own=None)
        if draft.self_spoken:
            draft.speakers, draft.self_spoken, draft.style = [], False, Style.AUTHOR
        draft.terms = True
        draft.content = verb.doc[what.left_edge.i : what.right_edge.i + 1].text
        draft.deadline = amounts.deadline_of(start, end, verb.doc)
        page.common(draft, verb, start, end)
        draft.confidence = 0.75
        drafts.append(draft)
        told.add(verb.i)
    return drafts


def plans(page: Page, sentence: Sentence, told: set[int]) -> list[Draft]:
    """ "Norway's plan envisages an international force": what somebody's plan holds, he proposes."""
    drafts = []
    for verb in sentence.span:
        if verb.pos_ != "VERB" or verb.i in told or page.speeches.is_cue(verb) or is_negated(verb):
            continue
        plan = child(verb, "nsubj")
        if plan is None or plan.lemma_.lower() not in PLANS or "have" in auxiliaries(verb):
            continue
        by = prep_object(plan, "by", "from", "of") or next(
            (prep_object(c, "by") or child(c, "agent") for c in plan.children if c.dep_ == "acl"), None
        )
        by = child(by, "pobj") if by is not None and by.dep_ == "agent" else by
        owner = child(plan, "poss") or by
        if owner is None or not acts.may_act(owner, "statement") or owner.ent_type_ in ("DATE", "TIME"):
            continue
        if verb.lemma_ not in ENVISAGE and not auxiliaries(verb) & {"would", "will"}:
            continue
        start, end = clause_range(verb)
        draft = page.draft(sentence, Kind.STATEMENT, "propose", start, end, rule="what a plan holds", cue=verb.lemma_)
        draft.actors = page.mentions.all_of(owner)
        page.attribute(draft, verb, own=None)
        page.common(draft, verb, start, end)
        draft.future = False
        draft.content = verb.doc[start:end].text
        draft.confidence = 0.6
        drafts.append(draft)
        told.add(verb.i)
    return drafts


PLANS = frozenset("plan proposal draft blueprint formula scheme initiative roadmap".split())
ENVISAGE = frozenset("envisage foresee provide propose include call set entail involve".split())


def refusals(page: Page, sentence: Sentence, told: set[int]) -> list[Draft]:
    """ "The company would not release the names": what the reporter tells somebody would not do, that he refused."""
    drafts = []
    for verb in sentence.span:
        if verb.pos_ != "VERB" or verb.i in told or "would" not in auxiliaries(verb) or not is_negated(verb):
            continue
        subject = child(verb, "nsubj", "nsubjpass")
        known = page.codebook.sets["cooperative"] | SILENT
        if (
            subject is None
            or verb.dep_ not in ("ROOT", "conj", "relcl")
            or verb.lemma_ not in known
            or not acts.may_act(subject, "statement")
            or page.speeches.chain(verb)
            or flags.condition_of(verb) is not None
            or "have" in auxiliaries(verb)
        ):
            continue
        act = "decline_comment" if verb.lemma_ in SILENT else "refuse"
        start, end = clause_range(verb)
        draft = page.draft(sentence, Kind.STATEMENT, act, start, end, rule="would not", cue=verb.lemma_)
        draft.actors = page.mentions.all_of(subject)
        page.attribute(draft, verb, own=verb)
        page.common(draft, verb, start, end)
        if act == "refuse":
            draft.form = flags.form_of(verb, start, end, "refuse")
        draft.confidence = 0.7
        drafts.append(draft)
        told.add(verb.i)
    return drafts


def counsel(page: Page, sentence: Sentence, told: set[int]) -> list[Draft]:
    """ "The envoy should publish his list", in a text whose author speaks for himself: what he asks of the parties."""
    if page.author is None:
        return []
    drafts = []
    for verb in sentence.span:
        aux = auxiliaries(verb)
        # "ought to", "has to"
        ought = verb.dep_ == "xcomp" and verb.head.lemma_ in ("ought", "have") and verb.tag_ == "VB"
        subject = doer(verb.head if ought else verb)
        if (
            verb.i in told
            or verb.pos_ not in ("VERB", "AUX")
            or not (aux & {"should", "must"} or ought)
            or "have" in aux
            or subject is None
            or subject.lower_ in ("it", "there", "this", "that", "i", "one", "who", "nobody")
            or not acts.may_act(subject, "action")
            or page.speeches.chain(verb)
            or page.quoted_at(verb)
            or verb.dep_ in ("advcl", "relcl", "ccomp")
        ):
            continue
        start, end = clause_range(verb.head if ought else verb)
        act = "demand" if "must" in aux or ought and verb.head.lemma_ == "have" else "request"
        draft = page.draft(sentence, Kind.STATEMENT, act, start, end, rule="the author's own counsel", cue=verb.lemma_)
        draft.actors = [page.mentions.of(page.author)]
        draft.speakers, draft.self_spoken, draft.style = list(draft.actors), True, Style.DIRECT
        draft.addressees = page.mentions.all_of(subject)
        draft.content = verb.doc[start:end].text
        page.common(draft, verb, start, end)
        draft.confidence = 0.6
        drafts.append(draft)
        told.add(verb.i)
    return drafts
