"""From the scores of the model and the drafts of the rules to the lines of a report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from spacy.tokens import Token

from onrecord.extract import acts, flags
from onrecord.extract.claims import FIRST
from onrecord.extract.clause import clause_range
from onrecord.extract.cued import LACKING
from onrecord.extract.learned.features import Anchored, Chunk, anchors_of, chunks_of
from onrecord.extract.learned.labels import FORMS, OUTCOMES, SLOTS, STATUSES, STYLES, families, labels
from onrecord.extract.learned.misread import put_right, says_otherwise
from onrecord.extract.learned.model import Model, Scores
from onrecord.extract.page import Page
from onrecord.extract.phases import STATED
from onrecord.extract.tree import (
    BLAMING,
    above,
    auxiliaries,
    child,
    doer,
    grammatical_subject,
    heads_of,
    is_negated,
    is_passive,
    object_of,
    prep_object,
)
from onrecord.model import Kind, Style
from onrecord.model.mention import BY_MODEL, Draft, Mention

GROUPS = tuple(sorted(set(families())))
IN_GROUP = {group: [n for n, family in enumerate(families()) if family == group] for group in GROUPS}
FORMED = frozenset({"commit", "offer", "demand", "refuse"})
ACTOR, ADDRESSEE, SPEAKER = range(len(SLOTS))
# chances from which a word fills a slot: surely, beside another, where nothing else does, and where the parse says so
# whose subject is whom a deed befalls
UNDERGOING = frozenset("receive suffer sustain face endure withstand repel undergo".split())
SURE, BESIDE, UNSURE, LEAST = 0.5, 0.8, 0.25, 0.02
VERY_SURE = 0.7
# from which a clause that names a state of the talks goes on record: its words leave little open, and the model has seen few
AS_STATED = 0.1
POINTING = frozenset("warn threaten demand request offer propose commit agree accept refuse".split())
AHEAD = frozenset("will would shall 'll ’ll wo going".split())
CHANGEABLE = ("future", "historical", "act", "actors", "addressees")


@dataclass(slots=True)
class Candidate:
    """A word that may carry a line of a group, how likely it does, and the rules' draft there, if any."""

    chunk: Chunk
    scores: Scores
    at: int
    group: str
    chance: float
    span: tuple[int, int]
    draft: Draft | None = None

    @property
    def token(self) -> Token:
        return self.chunk.tokens[self.at]


def decide(page: Page, drafts: Sequence[Draft], model: Model) -> list[Draft]:
    """The lines of a report: what the rules drafted and the model believes, and what it finds itself."""
    anchors = anchors_of(page, drafts)
    found: list[Draft] = []
    for chunk in chunks_of(page, anchors):
        found.extend(_decide_chunk(page, chunk, anchors, model))
    return found


def _decide_chunk(page: Page, chunk: Chunk, anchors: Sequence[Anchored], model: Model) -> list[Draft]:
    scores = model.scores(chunk)
    candidates = []
    by_place: dict[int, Draft] = {}
    for foreseen, paragraph, token, words in anchors:
        at = chunk.place.get((paragraph, token.i), -1)
        if at < chunk.own or _is_open(page, token):
            continue
        by_place[at] = foreseen
        group = _group_of(page, foreseen)
        span = (max(0, at - (token.i - words[0])), min(len(chunk.tokens), at + (words[1] - token.i)))
        candidates.append(Candidate(chunk, scores, at, group, _chance(scores, at, group), span, foreseen))
    lowest = min(model.settings["alone"].values())
    for at, column in np.argwhere(scores.families >= lowest):
        token = chunk.tokens[at]
        if at >= chunk.own and not token.is_punct and not _is_open(page, token) and not _is_feared(token):
            chance = float(scores.families[at, column])
            candidates.append(Candidate(chunk, scores, int(at), GROUPS[column], chance, chunk.spans[at]))
    kept: list[Candidate] = []
    for candidate in sorted(candidates, key=lambda c: (-c.chance, c.draft is None, c.at, c.group)):
        same = next((k for k in kept if _is_same(k, candidate)), None)
        if same is None and candidate.chance >= _least(candidate, model):
            kept.append(candidate)
        elif same is not None and same.draft is None and candidate.draft is not None:
            # the rules' draft of the same line has its slots already
            same.draft = candidate.draft
    made: list[Draft] = []
    for candidate in sorted(kept, key=lambda c: (c.draft is None, c.at)):
        draft = candidate.draft or _draft(page, candidate, by_place.get(candidate.at))
        if draft.rule == BY_MODEL and (_is_told(draft, made) or _is_toll(candidate.token, draft, made)):
            continue
        if says_otherwise(page, candidate.token, draft):
            continue
        _settle(page, candidate, draft, model.worth(candidate.chance, alone=draft.rule == BY_MODEL))
        put_right(page, candidate.token, draft)
        _give_to_writer(page, candidate, draft)
        draft.likely = _likely(page, candidate)
        made.append(draft)
    return sorted(made, key=lambda d: d.spans[0])


def _is_open(page: Page, token: Token) -> bool:
    """Whether the words only ask: "Has the army left?", "would not say whether the army had left"."""
    if page.parsed.sentences[page.mentions.sentence_index(token)].asks:
        return True
    over = [token, *above(token)]
    return any(t.dep_ in ("ccomp", "pcomp", "acl") and any(c.lower_ == "whether" for c in t.children) for t in over)


def _least(candidate: Candidate, model: Model) -> float:
    """The chance from which a candidate goes on record: by the rule that drafted it, or by its group."""
    limits = model.settings["drafted" if candidate.draft is not None else "alone"]
    if candidate.draft is not None and candidate.draft.rule == STATED:
        return AS_STATED
    key = candidate.draft.rule if candidate.draft is not None else candidate.group
    return float(limits.get(key, limits["other"]))


def _give_to_writer(page: Page, candidate: Candidate, draft: Draft) -> None:
    """Make a statement the writer's own where it stands outside quotation marks and in nobody else's mouth."""
    token = candidate.token
    if draft.kind is not Kind.STATEMENT or page.speeches.quoted(token):
        return
    asks = draft.act in ("request", "demand", "propose") and bool(auxiliaries(token) & {"should", "must", "ought"})
    if draft.rule == BY_MODEL and draft.self_spoken and asks and (whom := grammatical_subject(token)) is not None:
        # "The minister should publish the draft": it is asked of him, not by him
        draft.actors, draft.speakers, draft.own_voice = [], [], True
        draft.addressees = draft.addressees or page.mentions.all_of(whom)
    elif not draft.actors and not draft.speakers:
        draft.own_voice = STYLES[int(candidate.scores.style[candidate.at].argmax())] is Style.DIRECT


def _is_told(draft: Draft, made: Sequence[Draft]) -> bool:
    """Whether somebody's part is nobody's, or told already of the same persons in the same sentence."""
    if draft.kind is not Kind.PARTICIPATION:
        return False
    told = {(m.start, m.end) for d in made if d.kind is draft.kind and d.sentence == draft.sentence for m in d.actors}
    return all((m.start, m.end) in told for m in draft.actors)


def _is_toll(token: Token, draft: Draft, made: Sequence[Draft]) -> bool:
    """Whether words only tell the toll of a deed told in the same sentence: "shelled the town, killing nine"."""
    tells = token.tag_ == "VBG" and token.lemma_ in ("kill", "wound", "injure", "destroy", "damage", "displace")
    return tells and any(d.act == draft.act and d.sentence == draft.sentence for d in made)


def _group_of(page: Page, draft: Draft) -> str:
    if draft.kind in (Kind.STATEMENT, Kind.ACTION) and draft.act is not None and draft.act in page.codebook.acts:
        return f"{draft.kind.value}:{page.codebook.family(draft.act)}"
    return draft.kind.value


def _chance(scores: Scores, at: int, group: str) -> float:
    return float(scores.families[at, GROUPS.index(group)]) if group in GROUPS else 0.0


def _is_same(a: Candidate, b: Candidate) -> bool:
    """Whether two candidates are one line: of one group, and over much the same words."""
    if a.group != b.group:
        return False
    if a.draft is not None and b.draft is not None and a.draft is not b.draft:
        return False
    common = min(a.span[1], b.span[1]) - max(a.span[0], b.span[0])
    union = max(a.span[1], b.span[1]) - min(a.span[0], b.span[0])
    if a.group == Kind.PARTICIPATION.value and a.at != b.at:
        return False
    if a.group == Kind.MEETING.value and (a.draft is None) != (b.draft is None) and a.token.sent == b.token.sent:
        # "two days of talks in Doha ended without an agreement"
        return True
    if any(x.token.dep_ == "advcl" and x.token.head == y.token for x, y in ((a, b), (b, a))):
        # "shelled the town, killing nine", however the words are cut
        return a.group.startswith("action")
    if common == min(a.span[1] - a.span[0], b.span[1] - b.span[0]):
        # the words of one are among those of the other
        return True
    return common > 0.5 * union or a.at == b.at


def _draft(page: Page, candidate: Candidate, other: Draft | None) -> Draft:
    """A line that no rule foresaw: its words from the parse, its slots from the model. `other`: the rules' draft there."""
    token = candidate.token
    sentence = page.parsed.sentences[page.mentions.sentence_index(token)]
    kind = Kind(candidate.group.partition(":")[0])
    name = _best_label(candidate)
    start, end = clause_range(token)
    act = name if kind in (Kind.STATEMENT, Kind.ACTION, Kind.PHASE) else None
    draft = page.draft(sentence, kind, act, start, end, rule=BY_MODEL)
    if other is not None:
        draft.spans = list(other.spans)
    draft.role = name if kind is Kind.PARTICIPATION else None
    scores, at = candidate.scores, candidate.at
    draft.actors = [m for m in _who(page, candidate, ACTOR) if m.acts or kind is Kind.MEETING]
    if kind is Kind.ACTION and (verb := _undergone(token)) is not None:
        draft.actors = page.mentions.all_of(_source(verb))
    elif not draft.actors and kind is not Kind.PHASE:
        draft.actors = _by_syntax(page, candidate, kind)
    if kind is Kind.ACTION:
        draft.actors = _here(page, candidate, draft.actors)
    if kind in (Kind.STATEMENT, Kind.ACTION):
        suffers = [page.mentions.of(t) for t in _sufferers(token)]
        draft.actors = [m for m in draft.actors if m not in suffers]
        draft.addressees = [m for m in _who(page, candidate, ADDRESSEE) if m not in draft.actors]
    page.attribute(draft, token, own=token if token.pos_ in ("VERB", "ADJ", "NOUN") else None)
    page.common(draft, token, start, end)
    if kind is Kind.STATEMENT:
        condition = flags.condition_of(token)
        if condition is not None:
            draft.condition = token.doc[condition[0] : condition[1]].text
        if candidate.group.partition(":")[2] in FORMED:
            draft.form = FORMS[int(scores.form[at].argmax())]
    if kind is Kind.MEETING:
        draft.status = STATUSES[int(scores.status[at].argmax())]
        draft.outcome = OUTCOMES[int(scores.outcome[at].argmax())]
    style = STYLES[int(scores.style[at].argmax())]
    spoken = _who(page, candidate, SPEAKER)
    if not draft.speakers or draft.self_spoken:
        if style in (Style.DIRECT, Style.MIXED, Style.INDIRECT) and spoken:
            draft.speakers, draft.self_spoken, draft.style = spoken[:1], False, style
        elif style is Style.AUTHOR and not spoken:
            draft.speakers, draft.self_spoken, draft.style = [], False, Style.AUTHOR
    if kind is Kind.ACTION and not draft.speakers:
        charge = next((t for t in above(token) if t.lemma_ in BLAMING and t.pos_ == "VERB"), None)
        if charge is not None and (accuser := doer(charge)) is not None:
            # "accused the Front of shelling the town": the deed is the accuser's word
            draft.speakers, draft.style = [page.mentions.of(accuser)], Style.INDIRECT
    if kind is Kind.STATEMENT and not draft.actors and draft.speakers and not (is_passive(token) and _sufferers(token)):
        # but "We were promised a river" is nobody's promise, least of all his who says so
        draft.actors = list(draft.speakers[-1:])
    return draft


def _sufferers(token: Token) -> list[Token]:
    """To whom a deed is done by its own words, and who so never does it: "residents were injured", "strikes against X"."""
    verb = _undergone(token)
    if verb is not None or token.pos_ in ("VERB", "AUX"):
        done = grammatical_subject(verb) if verb is not None else object_of(token)
        return heads_of(done) if done is not None else []
    found = prep_object(token, "against", "on", "upon") if token.pos_ == "NOUN" else None
    return heads_of(found) if found is not None else []


def _undergone(token: Token) -> Token | None:
    """The verb by which a deed befalls its subject: "received heavy fire from the rebels", "continued to receive" it."""
    verb = token.head if token.dep_ == "dobj" else token
    verb = (child(verb, "xcomp") or verb) if verb.lemma_ in acts.ASPECT else verb
    return verb if verb.pos_ == "VERB" and verb.lemma_ in UNDERGOING else None


def _source(token: Token) -> Token | None:
    """From whom comes what is undergone: "came under fire from", "suffered an ambush by"."""
    below = [token, *(c for c in token.children if c.dep_ == "dobj")]
    return next((who for t in below if (who := prep_object(t, "from", "by")) is not None), None)


def _by_syntax(page: Page, candidate: Candidate, kind: Kind) -> list[Mention]:
    """Who does it by the parse, where the model points at nobody: the subject, or whoever the words of a role name."""
    token = candidate.token
    row = candidate.scores.slots[candidate.at, :, ACTOR]
    own = doer(token) if token.pos_ in ("VERB", "AUX", "NOUN") else None
    if own is not None and acts.may_act(own, "statement" if kind is Kind.STATEMENT else "action"):
        at = candidate.chunk.place.get((page.mentions.paragraph(own).index, own.i))
        if at is None or row[at] >= LEAST:
            return page.mentions.all_of(own)
    best = _likeliest(candidate, ACTOR)
    if best is not None and row[best] >= UNSURE:
        return page.mentions.all_of(candidate.chunk.tokens[best])
    over = next((w for t in above(token) if (w := grammatical_subject(t)) is not None), None)
    # "Again I want to congratulate those who fought"
    return [page.mentions.of(over)] if kind is Kind.STATEMENT and over is not None and over.lower_ in FIRST else []


def _settle(page: Page, candidate: Candidate, draft: Draft, confidence: float) -> None:
    """What the model decides of every line: how sure it is, and slots of the rules' drafts in which it is surer."""
    scores, at = candidate.scores, candidate.at
    draft.decided = BY_MODEL
    if draft.rule == LACKING:
        # what the vocabulary settles keeps the rule's confidence
        draft.confidence = max(confidence, draft.confidence)
        draft.decided = "codebook"
    else:
        draft.confidence = confidence
    negated, _, future, historical = (float(p) for p in scores.flags[at])
    if draft.rule == BY_MODEL:
        # a deed that the words negate is negated, however unlikely the model finds it: "had not fired"
        undone = draft.kind is Kind.ACTION and is_negated(candidate.token)
        undone = undone or draft.act == "agree" and candidate.token.lemma_ == "disagree"
        draft.negated = undone or negated >= SURE
        draft.future, draft.historical = future >= SURE, historical >= SURE
        return
    by_rule = (draft.future, draft.historical, draft.act, list(draft.actors), list(draft.addressees))
    if draft.kind is not Kind.MEETING and (future > VERY_SURE or future < 1 - VERY_SURE):
        # "warned against an attack", "promised to lift": what points ahead by its meaning is ahead by its words only
        ahead = draft.act not in POINTING or any(t.lower_ in AHEAD for t in candidate.token.subtree)
        draft.future = future > SURE and ahead
    if historical > VERY_SURE:
        draft.historical = True
    if draft.kind in (Kind.STATEMENT, Kind.ACTION):
        best = _best_label(candidate)
        chances = {labels()[n].partition(":")[2]: float(scores.labels[at][n]) for n in IN_GROUP[candidate.group]}
        if chances[best] > SURE and chances.get(draft.act or "", 0.0) < 1 - VERY_SURE:
            draft.act = best
    if not draft.actors and draft.kind is not Kind.MEETING:
        # who met is known better from the whole report
        draft.actors = _who(page, candidate, ACTOR)
        if draft.kind is Kind.ACTION:
            draft.actors = _here(page, candidate, draft.actors)
    if not draft.addressees and draft.kind in (Kind.STATEMENT, Kind.ACTION):
        draft.addressees = [m for m in _who(page, candidate, ADDRESSEE) if m not in draft.actors]
    draft.addressees = draft.addressees or _put_to(page, candidate.token, draft)
    by_model = (draft.future, draft.historical, draft.act, draft.actors, draft.addressees)
    draft.changed = [slot for slot, old, new in zip(CHANGEABLE, by_rule, by_model, strict=True) if old != new]


def _put_to(page: Page, token: Token, draft: Draft) -> list[Mention]:
    """To whom it is put by the parse, where nothing else tells: whom one threatens, who is to do what is demanded."""
    target = None
    if draft.act in ("threaten", "warn"):
        target = object_of(token)
    elif draft.act in ("demand", "request") and (clause := child(token, "ccomp")) is not None:
        target = child(clause, "nsubj")
    if target is None or target.pos_ == "PRON" or not acts.may_act(target, "statement"):
        return []
    return [m for m in page.mentions.all_of(target) if m not in draft.actors]


def _is_feared(token: Token) -> bool:
    """Whether a deed is only warned of: "warned the Front against an attack"."""
    over = token.head
    return token.pos_ == "NOUN" and over.dep_ == "prep" and over.head.lemma_ in ("warn", "caution", "threaten")


def _best_label(candidate: Candidate) -> str:
    row = candidate.scores.labels[candidate.at]
    best = max(IN_GROUP[candidate.group], key=lambda n: (row[n], -n))
    return labels()[best].partition(":")[2]


def _likeliest(candidate: Candidate, slot: int) -> int | None:
    """Which of the words that may fill a slot does so most likely, the first of equals; None where there is none."""
    row = candidate.scores.slots[candidate.at, :, slot]
    return max(candidate.chunk.named, key=lambda n: (row[n], -n), default=None)


def _likely(page: Page, candidate: Candidate) -> tuple[dict[tuple[int, int], float], ...]:
    """How likely each mention of the chunk fills each slot, where it may at all."""
    rows = candidate.scores.slots[candidate.at]
    found: tuple[dict[tuple[int, int], float], ...] = tuple({} for _ in SLOTS)
    for n in candidate.chunk.named:
        if rows[n].max() < LEAST:
            continue
        mention = page.mentions.of(candidate.chunk.tokens[n])
        for chance, known in zip(rows[n], found, strict=True):
            known[mention.start, mention.end] = float(chance)
    return found


def _here(page: Page, candidate: Candidate, found: list[Mention]) -> list[Mention]:
    """Who did a deed is named in its own sentence; "Shells hit the town" names nobody, whoever was named before."""
    own = page.mentions.sentence_index(candidate.token)
    return [m for m in found if m.sentence == own]


def _who(page: Page, candidate: Candidate, slot: int) -> list[Mention]:
    """Who fills a slot by the model: the likeliest of the words that may, and those coordinated with it."""
    chunk = candidate.chunk
    row = candidate.scores.slots[candidate.at, :, slot]
    best = _likeliest(candidate, slot)
    if best is None or row[best] < SURE:
        return []
    found = page.mentions.all_of(chunk.tokens[best])
    sentence = page.mentions.sentence_index(chunk.tokens[best])
    for n in chunk.named:
        # beside him only those of the same sentence: a list in the next one is another's
        if page.mentions.sentence_index(chunk.tokens[n]) != sentence:
            continue
        if n != best and row[n] >= BESIDE and (mention := page.mentions.of(chunk.tokens[n])) not in found:
            found.append(mention)
    return found
