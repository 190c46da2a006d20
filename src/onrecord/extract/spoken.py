"""Lines in the words of speakers that no cue tells: the clauses of what is said."""

from __future__ import annotations

import re

from spacy.tokens import Token

from onrecord.extract import acts, amounts, flags
from onrecord.extract.claims import NEUTRAL_VERBS, Reading, read_clause
from onrecord.extract.clause import clause_range, trim
from onrecord.extract.frames import Hit
from onrecord.extract.narrated import TEXTS
from onrecord.extract.page import Page
from onrecord.extract.parse import Sentence
from onrecord.extract.speech import Said
from onrecord.extract.tree import (
    auxiliaries,
    child,
    children,
    doer,
    governor,
    heads_of,
    is_negated,
    is_passive,
    object_of,
    prep_object,
)
from onrecord.extract.words import DOCUMENTS
from onrecord.model import Form, Kind, Style
from onrecord.model.mention import Draft, Mention

NO_CLAIM_CUES = frozenset("ask promise vow pledge threaten urge demand propose order believe know wonder read".split())


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
            if not own_subject and governor(token).dep_ in ("relcl", "acl", "advcl", "pcomp"):
                # "a round that would focus on arms and then cover prisoners"
                continue
        elif token.dep_ not in ("ROOT", "ccomp", "parataxis", "dep", "advcl") or token.dep_ == "advcl":
            continue
        if token.tag_ == "VBN" and not auxiliaries(token) and not is_passive(token):
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
        end - start < (3 if said.style is Style.DIRECT or auxiliaries(clause) & {"will", "would", "must"} else 4)
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
        (reading.act in ("commit", "refuse", "announce") or reading.actor is not None)
        and subject is not None
        and subject.pos_ in ("PROPN", "NOUN")
        and acts.may_act(subject, "action")
    )
    draft.actors = [page.mentions.of(t) for t in heads_of(subject)] if bound and subject is not None else [said.mention]
    if reading.addressee is not None and acts.may_act(reading.addressee, "statement"):
        draft.addressees = [page.mentions.of(t) for t in heads_of(reading.addressee)]
    elif reading.act in ("criticise", "accuse") and (theirs := _whose(clause)) is not None:
        draft.addressees = [page.mentions.of(t) for t in heads_of(theirs)]
    elif reading.act in PUT_TO and (told := _hearer(said)) is not None:
        draft.addressees = [page.mentions.of(t) for t in heads_of(told)]
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


def _whose(clause: Token) -> Token | None:
    """Whose doing is spoken ill of: "a ploy by the president", "the company's offer is a joke"."""
    subject, judged = child(clause, "nsubj"), child(clause, "attr")
    by = prep_object(judged, "by") if judged is not None else None
    owner = by or (child(subject, "poss") if subject is not None else None)
    fits = owner is not None and owner.lower_ not in ("our", "my", "its") and acts.may_act(owner, "statement")
    return owner if fits else None


# acts that are put to whoever is told them
PUT_TO = frozenset("threaten warn commit refuse reject demand request offer propose set_condition apologise".split())
PUBLIC = frozenset(
    """reporter journalist parliament mp lawmaker council newspaper agency television radio audience crowd rally
    conference channel broadcaster station outlet website magazine briefing supporter member cnn bbc afp reuters public nation assembly congress court senate committee""".split()
)


def _hearer(said: Said) -> Token | None:
    """Whom a speaker told it, where that is not the public: "told the company that it would strike"."""
    if said.cue is None or said.cue.lemma_ not in ("tell", "assure", "inform", "remind"):
        return None
    hearer = child(said.cue, "dobj", "dative")
    if hearer is None or hearer.lemma_.lower() in PUBLIC or hearer.ent_type_ == "ORG" and hearer.text.isupper():
        return None
    return hearer if acts.may_act(hearer, "statement") else None


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
        or clause.lemma_ in NEUTRAL_VERBS
    ):
        return False
    if subject.lemma_.lower() == "council" and any(c.lower_ in ("security", "un") for c in subject.children):
        return False
    who = {w.lower() for w in re.findall(r"\w+", f"{speaker.text} {speaker.role} {speaker.title}")}
    if who & NEUTRAL or "united" in who or "un" in who or auxiliaries(clause) & {"can", "could", "will", "may", "must"}:
        return False
    if flags.is_unreal(clause) or is_passive(clause) or _kin(subject, speaker):
        return False
    if subject.pos_ == "PROPN" and subject.ent_type_ in ("GPE", "ORG", "NORP"):
        # "Tripoli pays the gunmen": of another state or body by name
        return clause.lemma_ not in KINDLY and not is_negated(clause)
    return subject.lemma_.lower() in OPPOSITE or subject.lower_ in OPPOSITE


# what a party may well say of another without reproach
KINDLY = frozenset(
    """help support agree accept welcome offer promise release free sign honour honor respect cooperate host mediate work
    want need remain know understand believe hope come go meet face hold belong live stand expect recognise recognize
    join share say think see""".split()
)


def _is_text(said: Said) -> bool:
    return said.mention is not None and said.mention.head in TEXTS | DOCUMENTS


def _is_self(page: Page, clause: Token, said: Said) -> bool:
    subject = doer(clause) or child(clause, "nsubj", "nsubjpass")
    if subject is None and is_passive(clause):
        # "the restrictions were technical and would be lifted"
        subject = object_of(clause)
    if subject is not None and said.speaker is not None and said.speaker.i > subject.i:
        owner = child(said.speaker, "poss")
        if owner is not None and owner.lower_ in ("their", "its", "his", "her") and owner.doc is subject.doc:
            # "Pilots will stop flying at midnight, their union said"
            return True
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
    return speaker is not None and speaker.pos_ != "PROPN" and not acts.may_act(speaker, "statement")


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
