"""Lines in the words of speakers and texts that no cue tells: clauses of speech, terms of agreements, chronologies."""

from __future__ import annotations

import re

from spacy.tokens import Token

from onrecord.extract import acts, amounts, flags
from onrecord.extract.claims import Reading, read_clause
from onrecord.extract.clause import clause_range, trim
from onrecord.extract.frames import Hit
from onrecord.extract.page import Page
from onrecord.extract.parse import Sentence
from onrecord.extract.speech import Said
from onrecord.extract.tree import auxiliaries, child, children, doer, heads_of, is_negated, is_passive
from onrecord.model import Form, Kind, Style
from onrecord.model.mention import Draft, Mention

TEXTS = frozenset(
    "agreement accord deal pact treaty truce ceasefire protocol memorandum plan roadmap framework outline term terms statement arrangement text settlement contract document compromise".split()
)
CHRONICLE = re.compile(
    r"\s*[-•*]?\s*((?:(?:Early|Late|Mid)[- ])?(?:\d{1,2} )?(?:(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\.?(?: \d{1,2})?,? )?(?:1[89]|20)\d\d)\s*[:–—-]\s"
)
SILENT = frozenset("say comment elaborate specify disclose discuss confirm".split())
BINDING = frozenset("oblige bind commit require".split())
NO_CLAIM_CUES = frozenset("ask promise vow pledge threaten urge demand propose order believe know wonder read".split())


def chronicle(page: Page, sentence: Sentence, drafts: list[Draft]) -> None:
    """A line of a chronology ("May 2004: Cuba offers ...") is background, dated as the line says."""
    line = CHRONICLE.match(sentence.paragraph.doc.text)
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


def refusals(page: Page, sentence: Sentence, told: set[int]) -> list[Draft]:
    """ "The company would not release the names": what the reporter tells somebody would not do, that he refused."""
    drafts = []
    for verb in sentence.span:
        if verb.pos_ != "VERB" or verb.i in told or "would" not in auxiliaries(verb) or not is_negated(verb):
            continue
        subject = child(verb, "nsubj")
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
        ought = verb.dep_ == "xcomp" and verb.head.lemma_ == "ought"
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
        act = "demand" if "must" in aux else "request"
        draft = page.draft(sentence, Kind.STATEMENT, act, start, end, rule="the author's own counsel", cue=verb.lemma_)
        draft.actors = [page.mentions.of(page.author)]
        draft.addressees = page.mentions.all_of(subject)
        draft.style = Style.AUTHOR
        draft.content = verb.doc[start:end].text
        page.common(draft, verb, start, end)
        draft.confidence = 0.6
        drafts.append(draft)
        told.add(verb.i)
    return drafts


def claims(page: Page, sentence: Sentence, hits: dict[int, Hit], told: set[int]) -> list[Draft]:
    drafts = []
    for clause in _spoken_clauses(page, sentence):
        chain = page.speeches.chain(clause)
        named = [s for s in chain if s.mention is not None]
        if not named or named[-1].by_will:
            continue
        over = named[-1].cue
        if (
            over is not None
            and (over.i in hits and over.i in told or over.lemma_ in NO_CLAIM_CUES)
            and not (page.speeches.quoted(clause) and clause.head.i != over.i)
        ):
            continue
        if clause.i in told or any(t in told for t in _core(clause)) or page.speeches.is_cue(clause):
            continue
        draft = _claim(page, sentence, clause, named[-1])
        if draft is not None:
            drafts.append(draft)
    return drafts


def _spoken_clauses(page: Page, sentence: Sentence) -> list[Token]:
    """The main clauses of what is said in a sentence: the head of each content, and its coordinated verbs."""
    found = []
    for token in sentence.span:
        if token.pos_ not in ("VERB", "AUX") or token.dep_ in ("aux", "auxpass"):
            continue
        own_subject = child(token, "nsubj", "nsubjpass") is not None
        if token.dep_ == "conj":
            if not own_subject and not auxiliaries(token) - {"to"}:
                continue
        elif token.dep_ not in ("ROOT", "ccomp", "parataxis", "dep", "advcl") or token.dep_ == "advcl":
            continue
        chain = page.speeches.chain(token)
        if not chain:
            continue
        if token.dep_ == "ccomp" and token.head.i != token.i and any(s.holds(token.head) for s in chain[-1:]):
            continue
        found.append(token)
    return found


def _claim(page: Page, sentence: Sentence, clause: Token, said: Said) -> Draft | None:
    start, end = clause_range(clause)
    inside = [r for r in said.content if r[0] <= clause.i < r[1]]
    if inside:
        start, end = max(start, inside[0][0]), min(end, inside[0][1])
        start, end = trim(clause.doc, start, end) if start < end else (clause.i, clause.i + 1)
    if (
        end - start < (3 if said.style is Style.DIRECT else 4)
        or said.mention is None
        or clause.doc[start].lower_ in ("how", "whether", "why", "what", "which", "who", "where", "when")
        and clause.dep_ != "ROOT"
    ):
        return None
    words = clause.doc[start:end]
    is_self = _is_self(page, clause, said)
    reading = read_clause(clause, page.codebook, is_self=is_self)
    if reading is None:
        return None
    if _speaker_is_nobody(page, said):
        return None
    subject = doer(clause)
    if reading.act == "claim" and not is_self and _is_reproach(page, clause, subject, said):
        reading = Reading("accuse" if clause.tag_ in ("VBD", "VBN") else "criticise", subject)
    if _is_text(said) and reading.act in ("announce", "assess") and acts.may_act(subject, "action"):
        if flags.is_future(clause) and subject is not None and subject.pos_ != "PRON":
            # "the communiqué said the two sides would exchange lists": a text binds those it speaks of
            reading = Reading("commit")
    draft = page.draft(sentence, Kind.STATEMENT, reading.act, start, end, rule="clause of speech", cue=clause.lemma_)
    bound = (
        reading.act in ("commit", "refuse", "announce")
        and subject is not None
        and subject.pos_ in ("PROPN", "NOUN")
        and acts.may_act(subject, "action")
    )
    draft.actors = [page.mentions.of(t) for t in heads_of(subject)] if bound and subject is not None else [said.mention]
    if reading.addressee is not None and acts.may_act(reading.addressee, "statement"):
        draft.addressees = [page.mentions.of(t) for t in heads_of(reading.addressee)]
    page.attribute(draft, clause, own=None)
    draft.future = flags.is_future(clause)
    condition = flags.condition_of(clause)
    if condition is not None:
        draft.condition = clause.doc[condition[0] : condition[1]].text
        page.address_condition(draft, clause, condition)
        if page.codebook.family(reading.act) == "warn":
            draft.consequence = words.text
    draft.form = (
        flags.form_of(clause, start, end, page.codebook.family(reading.act))
        if page.codebook.family(reading.act) in flags.FORM_FAMILIES
        else None
    )
    if reading.act == "commit" and _is_text(said) and said.mention is not None and "joint" in said.mention.text.lower():
        draft.form = Form.JOINT_STATEMENT
    draft.content = words.text
    draft.deadline = amounts.deadline_of(start, end, clause.doc)
    page.common(draft, clause, start, end)
    if reading.act in ("claim", "assess"):
        draft.historical = False
    draft.confidence = 0.6
    return draft


NEUTRAL = frozenset(
    """envoy mediator facilitator analyst diplomat expert monitor observer resident witness scholar professor researcher
    historian economist doctor aid relief rapporteur academic farmer teacher mother father""".split()
)
OPPOSITE = frozenset(
    """they you government company ministry army council union management side regime authority junta party police
    employer board cabinet military minister president militia rebel neighbour neighbor""".split()
)


def _is_reproach(page: Page, clause: Token, subject: Token | None, said: Said) -> bool:
    """Whether a party's own words tell what the other side does or did: that is said against it."""
    speaker = said.mention
    if (
        subject is None
        or speaker is None
        or not page.speeches.quoted(clause)
        or clause.lemma_ in ("be", "have", "seem")
    ):
        return False
    who = {w.lower() for w in re.findall(r"\w+", f"{speaker.text} {speaker.role} {speaker.title}")}
    if who & NEUTRAL or "united" in who or "un" in who or auxiliaries(clause) & {"can", "could", "will", "may", "must"}:
        return False
    if flags.is_unreal(clause) or is_passive(clause) or _kin(subject, speaker):
        return False
    return subject.lemma_.lower() in OPPOSITE or subject.lower_ in OPPOSITE


def _is_text(said: Said) -> bool:
    return said.mention is not None and said.mention.head in TEXTS | acts.DOCUMENTS


def _is_self(page: Page, clause: Token, said: Said) -> bool:
    subject = doer(clause) or child(clause, "nsubj", "nsubjpass")
    if subject is None:
        # a split quotation: “We,” she said, “will never sign”
        doc = clause.doc
        return page.speeches.quoted(clause) and any(t.lower_ in ("we", "i") for a, b in said.content for t in doc[a:b])
    if is_passive(clause) and child(clause, "agent") is None and auxiliaries(clause) & {"will", "would", "shall"}:
        # "the figures would be supplied from July, she said": by whoever says so
        return clause.lemma_ in page.codebook.sets["cooperative"] and subject.pos_ == "NOUN"
    if subject.lower_ in ("we", "i") or any(c.lower_ in ("our", "my") and c.dep_ == "poss" for c in subject.children):
        return True
    if subject.lower_ in ("it", "they", "he", "she"):
        return not page.speeches.quoted(clause)
    speaker = said.mention
    if speaker is not None and _kin(subject, speaker):
        return True
    # who says that a state, a government or an army will do something mostly speaks for it
    return (
        bool(auxiliaries(clause) & {"will", "would", "shall"})
        and _can_bind_itself(subject)
        and not page.speeches.quoted(clause)
        or _can_bind_itself(subject)
        and subject.pos_ == "PROPN"
        and bool(auxiliaries(clause) & {"will", "shall"})
    )


def _speaker_is_nobody(page: Page, said: Said) -> bool:
    speaker = said.speaker
    return speaker is not None and not acts.may_act(speaker, "statement")


def _can_bind_itself(subject: Token) -> bool:
    if subject.pos_ == "PROPN" or any(
        c.dep_ == "poss" and c.lower_ in ("his", "her", "its", "their") for c in subject.children
    ):
        return acts.may_act(subject, "action")
    return subject.lemma_.lower() in (
        "government",
        "army",
        "country",
        "delegation",
        "side",
        "union",
        "movement",
        "ministry",
        "force",
        "team",
        "mission",
        "rebel",
        "state",
        "commission",
        "council",
        "employer",
        "company",
        "party",
        "bloc",
    )


def _kin(subject: Token, speaker: Mention) -> bool:
    """Whether a subject is the speaker's own side by its words: "Kabul" for "the Kabul spokesman"."""
    words = {
        w.lower() for w in re.findall(r"\w+", f"{speaker.text} {speaker.role} {speaker.title} {speaker.possessor}")
    }
    return subject.pos_ == "PROPN" and subject.lower_ in words


def _core(clause: Token) -> list[int]:
    """The words that make up a clause's predicate, so that what is told there is not told again."""
    found = [clause.i]
    for c in clause.children:
        if c.dep_ in ("nsubj", "nsubjpass", "dobj", "attr", "acomp", "xcomp", "prt", "ccomp", "oprd", "prep"):
            found.append(c.i)
            if c.dep_ == "xcomp":
                found.extend(_core(c))
            if c.dep_ == "prep":
                found.extend(g.i for g in children(c, "pobj", "pcomp"))
    return found
