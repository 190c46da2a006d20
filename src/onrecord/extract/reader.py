"""Reads one parsed report: cues and clauses become drafts, each with its words, its speakers and its flags."""

from __future__ import annotations

import re
from dataclasses import dataclass

from spacy.tokens import Token

from onrecord.codebook import Codebook
from onrecord.extract import acts, flags
from onrecord.extract.bearing import is_a_dispute, is_about_a_process
from onrecord.extract.claims import FIRST, read_clause
from onrecord.extract.clause import clause_range, trim
from onrecord.extract.frames import Frames, Hit
from onrecord.extract.meetings import Meeting, meeting_at
from onrecord.extract.mentions import Mentions
from onrecord.extract.parse import Parsed, Sentence
from onrecord.extract.participation import Part, parts_at
from onrecord.extract.phases import Phase, phase_at
from onrecord.extract.speech import Said, Speeches
from onrecord.extract.tree import (
    auxiliaries,
    child,
    children,
    doer,
    heads_of,
    is_negated,
    is_passive,
    list_subject,
    verb_above,
)
from onrecord.model import Form, Kind, Status, Style, Tier
from onrecord.model.mention import Draft, Mention

FORM_FAMILIES = frozenset({"commit", "offer", "demand", "refuse"})
WEAPONS = frozenset(
    "missile rocket shell drone bomb bullet mortar airstrike strike shelling gunfire projectile blast explosion warplane jet helicopter artillery barrage salvo".split()
)
TEXTS = frozenset(
    "agreement accord deal pact treaty truce ceasefire protocol memorandum plan roadmap framework outline term terms statement arrangement text settlement contract document compromise".split()
)
CHRONICLE = re.compile(
    r"\s*[-•*]?\s*((?:(?:Early|Late|Mid)[- ])?(?:\d{1,2} )?(?:(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\.?(?: \d{1,2})?,? )?(?:1[89]|20)\d\d)\s*[:–—-]\s"
)
TOLLS = frozenset("kill wound injure destroy damage".split())
# acts told without an agent: "the text was signed", "exports were halted"
PASSIVES = frozenset({"agree", "sign", "suspend", "cancel", "ease", "restrict", "deploy"})
NO_CLAIM_CUES = frozenset("ask promise vow pledge threaten urge demand propose order believe know wonder read".split())


@dataclass(frozen=True, slots=True)
class Extracted:
    """What a report says, before names and times are resolved."""

    drafts: list[Draft]
    mentions: list[Mention]
    speeches: list[Said]
    bears: bool


class Reader:
    """Reads parsed reports with a codebook. Holds no state between reports."""

    def __init__(self, codebook: Codebook) -> None:
        self.codebook = codebook
        self.frames = Frames(codebook)
        self.issues = flags.issue_patterns(codebook)

    def read(self, parsed: Parsed) -> Extracted:
        """Drafts in the order of the text, all mentions, all speeches."""
        mentions = Mentions(parsed)
        speeches = Speeches(parsed, mentions)
        for said in speeches.all:
            if said.mention is not None:
                for start, end in said.content:
                    for token in said.paragraph.doc[start:end]:
                        if token.lower_ in FIRST:
                            mentions.speak(token, said.mention)
        bearing = is_about_a_process(parsed) or self._is_a_dispute(parsed)
        drafts: list[Draft] = []
        if bearing:
            page = _Page(self, parsed, mentions, speeches)
            for sentence in parsed.sentences:
                drafts.extend(page.read(sentence))
        return Extracted(drafts, mentions.everything(), speeches.all, bearing)

    def _is_a_dispute(self, parsed: Parsed) -> bool:
        hits = (self.frames.at(token) for paragraph in parsed.paragraphs for token in paragraph.doc)
        words = sum(token.is_alpha for paragraph in parsed.paragraphs for token in paragraph.doc)
        return is_a_dispute((hit.act for hit in hits if hit is not None and hit.actor is not None), words)


class _Page:
    """One report being read."""

    def __init__(self, reader: Reader, parsed: Parsed, mentions: Mentions, speeches: Speeches) -> None:
        self.reader, self.parsed, self.mentions, self.speeches = reader, parsed, mentions, speeches
        published = parsed.report.published
        self.year = int(published.value[:4]) if published is not None else None

    def read(self, sentence: Sentence) -> list[Draft]:
        hits: dict[int, Hit] = {}
        if _is_question(sentence):
            return []
        for token in sentence.span:
            hit = self.reader.frames.at(token)
            if hit is not None:
                hits[token.i] = hit
        self._drop_doubles(hits)
        drafts: list[Draft] = []
        told: set[int] = set()
        for hit in hits.values():
            made = self._hit(sentence, hit, hits)
            if made is not None:
                drafts.append(made)
                told.update((hit.token.i, hit.verb.i))
        for token in sentence.span:
            if (phase := phase_at(token)) is not None:
                drafts.append(self._phase(sentence, phase))
                told.update((phase.token.i, phase.verb.i))
            elif (
                token.i not in told
                and (meeting := meeting_at(token)) is not None
                and not (token.pos_ == "NOUN" and any(d.kind is Kind.PHASE for d in drafts))
            ):
                drafts.append(self._meeting(sentence, meeting))
                told.add(token.i)
                if (
                    meeting.verb is not None
                    and meeting.strength >= 2
                    and (
                        token.dep_ in ("nsubj", "nsubjpass", "dobj")
                        or token.head.lower_ == "of"
                        and token.head.head.dep_ in ("nsubj", "nsubjpass", "dobj")
                    )
                ):
                    told.add(meeting.verb.i)
            if (
                token.lower_ == "strike"
                and token.dep_ == "pobj"
                and token.head.lower_ == "on"
                and token.head.head.lemma_ in ("be", "go", "remain", "stay", "come")
                and (strike := self._on_strike(sentence, token)) is not None
            ):
                drafts.append(strike)
                told.add(token.head.head.i)
            for part in parts_at(token):
                drafts.append(self._part(sentence, part))
                told.update((part.head.i, token.i))
        drafts.extend(self._claims(sentence, hits, told))
        drafts.extend(self._terms(sentence, told))
        self._chronicle(sentence, drafts)
        return _unique(drafts)

    def _chronicle(self, sentence: Sentence, drafts: list[Draft]) -> None:
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

    def _terms(self, sentence: Sentence, told: set[int]) -> list[Draft]:
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
                draft = self._draft(
                    sentence, Kind.STATEMENT, "commit", start, end, rule="terms of a text", cue=text.lemma_
                )
                draft.actors = self.mentions.all_of(subject)
                draft.form = flags.form_of(clause, token.left_edge.i, token.right_edge.i + 1, "commit")
                self._attribute(draft, clause, own=None)
                if draft.self_spoken:
                    draft.speakers, draft.self_spoken, draft.style = [], False, Style.AUTHOR
                draft.terms = True
                draft.content = clause.doc[start:end].text
                draft.deadline = flags.deadline_of(start, end, clause.doc)
                condition = flags.condition_of(clause)
                if condition is not None:
                    draft.condition = clause.doc[condition[0] : condition[1]].text
                self._common(draft, clause, start, end)
                draft.future = flags.is_future(clause)
                draft.confidence = 0.8
                drafts.append(draft)
                told.add(clause.i)
        return drafts

    # -- cues ---------------------------------------------------------------------------------------------------

    def _drop_doubles(self, hits: dict[int, Hit]) -> None:
        """A noun whose light verb is itself the cue ("make a demand") is told once."""
        for i, hit in list(hits.items()):
            token = hit.token
            if token.pos_ == "NOUN":
                over = token.head if token.dep_ in ("dobj", "nsubjpass", "pobj") else None
                if over is not None and over.dep_ == "prep":
                    over = over.head
                if (
                    over is not None
                    and over.i in hits
                    and any(slot in ("obj", "on", "to") for slot, _, _ in hits[over.i].cue.heads)
                ):
                    del hits[i]

    def _hit(self, sentence: Sentence, hit: Hit, hits: dict[int, Hit]) -> Draft | None:
        act = hit.act
        verb = hit.verb
        family = self.reader.codebook.family(act)
        kind = Kind(hit.kind)
        actor = hit.actor
        implied = negated = False
        deniers: list[Token] = []
        denial = acts.denied_by(hit.token)
        charge = acts.accuser_of(hit.token) if kind is Kind.ACTION else None
        without = _without_over(hit.token)
        if denial is not None and denial.i != hit.token.i:
            implied = negated = True
            deniers = heads_of(d) if (d := doer(denial)) is not None else []
            actor = actor or doer(denial)
        elif charge is not None:
            if not acts.is_incident(hit.token):
                return None
            deniers = heads_of(d) if (d := doer(charge[0])) is not None else []
            actor = charge[1]
        elif without is not None:
            actor, negated = doer(without), True
            if actor is None or act not in ("propose", "commit", "offer", "apologise") and hit.token.pos_ == "NOUN":
                return None
        elif hit.token.pos_ == "NOUN":
            if not acts.noun_is_real(hit):
                return None
        elif not acts.is_real(verb):
            return None
        if act == "claim" or act == "announce" and not self._own_plan(hit):
            return None
        if (
            act in ("accept", "agree")
            and is_negated(verb)
            and auxiliaries(verb) & {"will", "would", "wo", "can", "could", "ca"}
        ):
            act = "reject"
            family = "refuse"
        if kind is Kind.ACTION and (flags.is_future(verb) or hit.token.pos_ == "NOUN" and flags.is_future(verb)):
            return None
        if not negated:
            negated = (
                act != "reject"
                and is_negated(verb)
                or act == "reject"
                and hit.act == "reject"
                and is_negated(verb)
                or hit.token.pos_ == "NOUN"
                and any(c.lower_ in ("no", "neither") for c in hit.token.children)
            )
        if (
            kind is Kind.ACTION
            and hit.token.dep_ in ("relcl", "acl")
            and charge is None
            and denial is None
            and hit.token.head.pos_ == "NOUN"
            and not acts.is_incident(hit.token)
        ):
            return None
        if (
            kind is Kind.ACTION
            and hit.token.dep_ == "ccomp"
            and hit.token.head.lemma_ in ("admit", "concede", "acknowledge", "confess")
            and not acts.is_incident(hit.token)
        ):
            return None
        if (
            kind is Kind.ACTION
            and hit.token.pos_ == "NOUN"
            and (denial is None and not acts.is_incident(hit.token) or hit.via is not None)
        ):
            return None
        if kind is Kind.ACTION and hit.token.pos_ == "NOUN" and denial is None and not acts.stands_as_event(hit.token):
            return None
        if (
            hit.token.tag_ == "VBG"
            and hit.token.lemma_ in TOLLS
            and hit.token.dep_ in ("advcl", "conj")
            and any(h.act == "attack" and h.token.i < hit.token.i for h in hits.values())
        ):
            # "shelled the town, killing nine": the toll is more evidence, no second attack
            return None
        if any(c.dep_ == "dobj" and c.lower_.endswith(("self", "selves")) for c in hit.token.children) and act in (
            "assess",
            "announce",
        ):
            return None
        if actor is not None and actor.lower_ in ("nobody", "none") and negated:
            actor = None
        elif actor is not None and act == "attack" and actor.lemma_.lower() in WEAPONS:
            actor = acts.owner_of(actor)
        elif actor is not None and not acts.may_act(actor, kind.value):
            return None
        elif (
            actor is None
            and act in PASSIVES
            and hit.token.pos_ == "VERB"
            and is_passive(verb)
            and verb.dep_ not in ("acl", "amod")
        ):
            pass
        elif actor is None and negated and hit.actor is not None:
            pass
        elif actor is None and not (
            kind is Kind.ACTION
            and (hit.token.pos_ == "NOUN" or hit.addressees and acts.may_act(hit.addressees[0], kind.value))
        ):
            return None
        if (
            hit.token.pos_ == "ADJ"
            and hit.verb.dep_ in ("csubj", "ccomp", "nsubj")
            and any(c.lower_ in ("what", "how", "whether", "why") for c in hit.verb.subtree if c.i <= hit.verb.i)
        ):
            return None
        if actor is not None and family in ("commit", "offer", "praise") and actor.lemma_.lower() in acts.DOCUMENTS:
            return None
        if actor is not None and actor.lower_ in ("it", "this", "that") and kind is Kind.STATEMENT and _expletive(verb):
            return None
        head = without or (hit.token if hit.via is None else hit.via)
        start, end = clause_range(head, keep=hit.token, hits=frozenset(hits))
        if hit.token.pos_ == "VERB" and list_subject(hit.token) is not None:
            start, end = _item(hit.token)
        start, end = self._with_antecedent(hit.token, start, end)
        draft = self._draft(sentence, kind, act, start, end, rule=f"{hit.cue.pos} cue", cue=hit.cue.text)
        draft.actors = [m for t in heads_of(actor) for m in [self.mentions.of(t)]] if actor is not None else []
        draft.addressees = [self.mentions.of(t) for t in hit.addressees if acts.may_act(t, "statement")]
        self._attribute(draft, hit.token, own=hit.token if hit.token.pos_ in ("VERB", "ADJ") else None, inner=deniers)
        if implied:
            draft.tier, draft.negated = Tier.IMPLIED, not is_negated(hit.token)
        else:
            draft.negated = negated
        clause = child(hit.token, "ccomp")
        draft.future = kind is Kind.STATEMENT and (
            flags.is_future(verb) or clause is not None and flags.is_future(clause)
        )
        if kind is Kind.STATEMENT:
            self._statement(draft, hit, family, start, end)
        self._common(draft, verb, start, end)
        draft.place = flags.place_of(hit.token)
        if draft.negated and draft.self_spoken and draft.tier is Tier.EXPLICIT and not _is_person(actor):
            # what somebody did not say is told by the reporter
            draft.speakers, draft.self_spoken, draft.style = [], False, Style.AUTHOR
        draft.confidence = {"verb": 0.85, "noun": 0.7, "adj": 0.75}[hit.cue.pos]
        return draft

    def _own_plan(self, hit: Hit) -> bool:
        """ "announced that ..." is an announcement where it is the speaker's own plan; else only a cue of speech."""
        clause = child(hit.token, "ccomp")
        if clause is None or hit.cue.pos != "verb":
            return True
        subject = doer(clause)
        if subject is None:
            return False
        if subject.lower_ in ("it", "they", "he", "she", "we", "i") or any(
            c.lower_ in ("its", "their", "his", "her") and c.dep_ == "poss" for c in subject.children
        ):
            return True
        return flags.is_future(clause) and subject.pos_ == "PROPN"

    def _statement(self, draft: Draft, hit: Hit, family: str, start: int, end: int) -> None:
        token = hit.token
        if not draft.speakers or draft.self_spoken:
            clause = child(token, "ccomp")
            quoted = any(self._quoted_at(sentence_token) for sentence_token in token.doc[start:end])
            draft.style = (
                Style.MIXED
                if quoted
                else Style.INDIRECT
                if clause is not None
                and clause.tag_ != "VBG"
                and any(c.lower_ == "that" or c.dep_ == "nsubj" for c in clause.children)
                else Style.NARRATED
            )
        if family in FORM_FAMILIES or draft.act in ("deny",):
            draft.form = flags.form_of(token, start, end, family) if family in FORM_FAMILIES else None
            if draft.act == "commit" and draft.form is None and "declare" in hit.cue.text:
                draft.form = Form.UNILATERAL_DECLARATION
        condition = flags.condition_of(hit.token)
        if condition is not None:
            draft.condition = token.doc[condition[0] : condition[1]].text
        draft.deadline = flags.deadline_of(start, end, token.doc)
        content = next(
            (c for c in token.children if c.dep_ in ("ccomp", "xcomp", "dobj", "acl") and c.i > token.i), None
        )
        if content is not None:
            a, b = trim(token.doc, content.left_edge.i, content.right_edge.i + 1)
            draft.content = token.doc[a:b].text

    def _with_antecedent(self, token: Token, start: int, end: int) -> tuple[int, int]:
        """A relative clause or participle is told together with the noun it hangs on."""
        if token.dep_ in ("acl", "relcl") and token.head.i < token.i and token.head.pos_ in ("NOUN", "PROPN"):
            left = token.head.left_edge.i
            return min(left, start), end
        return start, end

    def _quoted_at(self, token: Token) -> bool:
        paragraph = self.mentions.paragraph(token)
        return any(q.start <= token.idx < q.end for q in paragraph.quotes)

    # -- attribution --------------------------------------------------------------------------------------------

    def _attribute(self, draft: Draft, token: Token, *, own: Token | None, inner: list[Token] | None = None) -> None:
        """Who says so: the chain over the word; in a narrated statement the actor speaks himself."""
        chain = self.speeches.chain(token, without=own)
        speakers = [s.mention for s in chain if s.mention is not None]
        if inner:
            speakers += [self.mentions.of(t) for t in inner]
        draft.speakers = speakers
        if chain:
            last = chain[-1]
            draft.cue_words = last.cue.text if last.cue is not None else None
            draft.carried_over = last.carried or last.cue is not None and last.cue.sent.start != token.sent.start
            draft.style = Style.DIRECT if self._quoted_full(token) else self._clause_style(draft, token)
        elif inner:
            draft.style = Style.INDIRECT
        elif draft.kind is Kind.STATEMENT:
            draft.speakers = list(draft.actors)
            draft.self_spoken = True
            draft.style = Style.NARRATED

    def _quoted_full(self, token: Token) -> bool:
        return self.speeches.quoted(token)

    def _clause_style(self, draft: Draft, token: Token) -> Style:
        doc = token.doc
        paragraph = self.mentions.paragraph(token)
        for start, end in draft.spans:
            span = doc.char_span(start - paragraph.start, end - paragraph.start)
            if span is not None and any(self._quoted_at(t) for t in span):
                return Style.MIXED
        return Style.INDIRECT

    # -- drafts -------------------------------------------------------------------------------------------------

    def _draft(
        self, sentence: Sentence, kind: Kind, act: str | None, start: int, end: int, *, rule: str, cue: str = ""
    ) -> Draft:
        doc = sentence.span.doc
        base = sentence.paragraph.start
        span = (base + doc[start].idx, base + doc[end - 1].idx + len(doc[end - 1]))
        return Draft(kind, act, [span], sentence.place, rule, cue)

    def _common(self, draft: Draft, verb: Token, start: int, end: int) -> None:
        doc = verb.doc
        paragraph = self.mentions.paragraph(verb)
        text = doc[start:end].text
        draft.historical = flags.is_background(verb, self.year)
        draft.issue = flags.issues_of(text, self.reader.issues)
        draft.quantities = flags.quantities_of(start, end, doc)
        time = flags.time_tokens(verb)
        self._time(draft, paragraph.start, doc, time)
        tags = {verb.tag_} | {c.tag_ for c in verb.children if c.dep_ in ("aux", "auxpass")}
        draft.past = (
            draft.kind is Kind.ACTION or bool(tags & {"VBD", "VBN"}) or verb.tag_ == "VBG" and not flags.is_future(verb)
        )

    def _time(self, draft: Draft, base: int, doc: object, time: tuple[int, int] | None) -> None:
        if time is not None:
            span = doc[time[0] : time[1]]  # type: ignore[index]
            draft.when = (base + span.start_char, base + span.end_char)
            draft.when_text = span.text

    def _on_strike(self, sentence: Sentence, noun: Token) -> Draft | None:
        """ "have been on strike", "went on strike": a protest that happens."""
        verb = noun.head.head
        subject = doer(verb)
        if subject is None or not acts.is_real(verb) or flags.is_future(verb):
            return None
        start, end = clause_range(verb, keep=noun)
        draft = self._draft(sentence, Kind.ACTION, "protest", start, end, rule="on strike", cue="strike")
        draft.actors = self.mentions.all_of(subject)
        self._attribute(draft, verb, own=None)
        draft.negated = is_negated(verb)
        self._common(draft, verb, start, end)
        return draft

    def _phase(self, sentence: Sentence, phase: Phase) -> Draft:
        if phase.noun_only:
            start, end = trim(phase.token.doc, phase.token.left_edge.i, phase.token.right_edge.i + 1)
        else:
            start, end = clause_range(phase.verb, keep=phase.token)
        draft = self._draft(sentence, Kind.PHASE, phase.act, start, end, rule="phase words", cue=phase.verb.lemma_)
        describer = phase.verb.lemma_ in ("describe", "declare", "pronounce", "call", "consider")
        own = list(heads_of(d)) if describer and (d := doer(phase.verb)) is not None else []
        if describer:
            start = phase.token.left_edge.i
            draft = self._draft(
                sentence,
                Kind.PHASE,
                phase.act,
                *trim(phase.token.doc, start, end),
                rule="phase words",
                cue=phase.verb.lemma_,
            )
        self._attribute(draft, phase.token, own=phase.verb if describer else None, inner=own)
        if own:
            draft.style = self._clause_style(draft, phase.token)
        draft.future = phase.future
        self._common(draft, phase.verb, start, end)
        draft.confidence = 0.65 if phase.noun_only else 0.75
        return draft

    def _meeting(self, sentence: Sentence, meeting: Meeting) -> Draft:
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
        draft = self._draft(sentence, Kind.MEETING, None, start, end, rule="meeting words", cue=token.lemma_)
        draft.actors = [self.mentions.of(t) for t in meeting.actors if acts.may_act(t, "action")]
        self._attribute(draft, token, own=None)
        draft.status, draft.outcome, draft.format = meeting.status, meeting.outcome, meeting.format
        draft.future, draft.place = meeting.future, meeting.place
        self._common(draft, verb or token, start, end)
        if meeting.time is not None:
            self._time(draft, self.mentions.paragraph(token).start, doc, meeting.time)
        draft.future = meeting.future
        if draft.status is Status.ENDED and draft.historical is False and verb is not None:
            draft.historical = flags.is_background(token, self.year)
        draft.confidence = 0.6 + min(meeting.strength, 5) * 0.05
        return draft

    def _part(self, sentence: Sentence, part: Part) -> Draft:
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
            mention = self.mentions.of(part.who)
            base = sentence.paragraph.start
            span = doc.char_span(mention.start - base, mention.end - base, alignment_mode="expand")
            start, end = (span.start, span.end) if span is not None else (part.who.i, part.who.i + 1)
        draft = self._draft(sentence, Kind.PARTICIPATION, None, start, end, rule="role words", cue=part.head.lemma_)
        draft.role = part.role
        draft.actors = [self.mentions.of(part.who)]
        self._attribute(draft, part.head, own=None)
        self._common(draft, part.head, start, end)
        draft.future = part.future
        draft.confidence = 0.75
        return draft

    # -- words without a cue ------------------------------------------------------------------------------------

    def _claims(self, sentence: Sentence, hits: dict[int, Hit], told: set[int]) -> list[Draft]:
        drafts = []
        for clause in self._spoken_clauses(sentence):
            chain = self.speeches.chain(clause)
            named = [s for s in chain if s.mention is not None]
            if not named or named[-1].by_will:
                continue
            over = named[-1].cue
            if (
                over is not None
                and (over.i in hits and over.i in told or over.lemma_ in NO_CLAIM_CUES)
                and not self._quoted_full(clause)
            ):
                continue
            if clause.i in told or any(t in told for t in _core(clause)) or self.speeches.is_cue(clause):
                continue
            draft = self._claim(sentence, clause, named[-1])
            if draft is not None:
                drafts.append(draft)
        return drafts

    def _spoken_clauses(self, sentence: Sentence) -> list[Token]:
        """The main clauses of what is said in a sentence: the head of each content, and its coordinated verbs."""
        found = []
        for token in sentence.span:
            if token.pos_ not in ("VERB", "AUX") or token.dep_ in ("aux", "auxpass"):
                continue
            own_subject = child(token, "nsubj", "nsubjpass") is not None
            if token.dep_ == "conj":
                if not own_subject and not auxiliaries(token):
                    continue
            elif token.dep_ not in ("ROOT", "ccomp", "parataxis", "dep", "advcl") or token.dep_ == "advcl":
                continue
            chain = self.speeches.chain(token)
            if not chain:
                continue
            if token.dep_ == "ccomp" and token.head.i != token.i and any(s.holds(token.head) for s in chain[-1:]):
                continue
            found.append(token)
        return found

    def _claim(self, sentence: Sentence, clause: Token, said: Said) -> Draft | None:
        start, end = clause_range(clause)
        inside = [r for r in said.content if r[0] <= clause.i < r[1]]
        if inside:
            start, end = max(start, inside[0][0]), min(end, inside[0][1])
            start, end = trim(clause.doc, start, end) if start < end else (clause.i, clause.i + 1)
        if (
            end - start < 4
            or said.mention is None
            or clause.doc[start].lower_ in ("how", "whether", "why", "what", "which", "who", "where", "when")
            and clause.dep_ != "ROOT"
        ):
            return None
        words = clause.doc[start:end]
        is_self = self._is_self(clause, said)
        reading = read_clause(clause, self.reader.codebook, is_self=is_self)
        if reading is None:
            return None
        if self._speaker_is_nobody(said):
            return None
        draft = self._draft(
            sentence, Kind.STATEMENT, reading.act, start, end, rule="clause of speech", cue=clause.lemma_
        )
        subject = doer(clause)
        bound = (
            reading.act in ("commit", "refuse", "announce")
            and subject is not None
            and subject.pos_ in ("PROPN", "NOUN")
            and acts.may_act(subject, "action")
        )
        draft.actors = (
            [self.mentions.of(t) for t in heads_of(subject)] if bound and subject is not None else [said.mention]
        )
        if reading.addressee is not None and acts.may_act(reading.addressee, "statement"):
            draft.addressees = [self.mentions.of(t) for t in heads_of(reading.addressee)]
        self._attribute(draft, clause, own=None)
        draft.future = flags.is_future(clause)
        condition = flags.condition_of(clause)
        if condition is not None:
            draft.condition = clause.doc[condition[0] : condition[1]].text
            if self.reader.codebook.family(reading.act) == "warn":
                draft.consequence = words.text
        draft.form = (
            flags.form_of(clause, start, end, self.reader.codebook.family(reading.act))
            if self.reader.codebook.family(reading.act) in FORM_FAMILIES
            else None
        )
        draft.content = words.text
        draft.deadline = flags.deadline_of(start, end, clause.doc)
        self._common(draft, clause, start, end)
        if reading.act in ("claim", "assess"):
            draft.historical = False
        draft.confidence = 0.6
        return draft

    def _is_self(self, clause: Token, said: Said) -> bool:
        subject = doer(clause) or child(clause, "nsubj", "nsubjpass")
        if subject is None:
            # a split quotation: “We,” she said, “will never sign”
            doc = clause.doc
            return self._quoted_full(clause) and any(t.lower_ in ("we", "i") for a, b in said.content for t in doc[a:b])
        if is_passive(clause) and child(clause, "agent") is None and auxiliaries(clause) & {"will", "would", "shall"}:
            # "the figures would be supplied from July, she said": by whoever says so
            return clause.lemma_ in self.reader.codebook.sets["cooperative"] and subject.pos_ == "NOUN"
        if subject.lower_ in ("we", "i") or any(
            c.lower_ in ("our", "my") and c.dep_ == "poss" for c in subject.children
        ):
            return True
        if subject.lower_ in ("it", "they", "he", "she"):
            return not self._quoted_full(clause)
        speaker = said.mention
        if speaker is not None and _kin(subject, speaker):
            return True
        # who says that a state, a government or an army will do something mostly speaks for it
        return (
            bool(auxiliaries(clause) & {"will", "would", "shall"})
            and _can_bind_itself(subject)
            and not self._quoted_full(clause)
            or _can_bind_itself(subject)
            and subject.pos_ == "PROPN"
            and bool(auxiliaries(clause) & {"will", "shall"})
        )

    def _speaker_is_nobody(self, said: Said) -> bool:
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


def _is_question(sentence: Sentence) -> bool:
    """Whether a sentence asks, and so says of nothing that it was said or done."""
    ending = sentence.span.text.rstrip().rstrip("\"'”’)»")
    return ending.endswith("?")


def _is_person(token: Token | None) -> bool:
    return token is not None and (token.lower_ in ("he", "she") or token.ent_type_ == "PERSON")


def _item(verb: Token) -> tuple[int, int]:
    """The item of a list that begins with this verb, up to its semicolon or full stop."""
    end = next((t.i for t in verb.doc[verb.i :] if t.text in (";", ".")), len(verb.doc))
    return verb.i, max(end, verb.i + 1)


def _without_over(token: Token) -> Token | None:
    """The verb over "without a proposal", "without signing"."""
    at = token
    if at.dep_ in ("pobj", "pcomp") and at.head.lower_ == "without":
        return verb_above(at.head)
    return None


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


def _expletive(verb: Token) -> bool:
    return verb.lemma_ in ("be", "seem", "appear")


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
