"""Lines whose act a cue of the codebook tells: in verbs, nouns and adjectives."""

from __future__ import annotations

from spacy.tokens import Token

from onrecord.extract import acts, amounts, flags
from onrecord.extract.clause import clause_range, trim
from onrecord.extract.deeds import RAIDS, act_by_doer, by_itself, in_a_fight, is_armed, may_suffer, opponents, reopens
from onrecord.extract.frames import Hit
from onrecord.extract.page import Page
from onrecord.extract.parse import Sentence
from onrecord.extract.tree import (
    BLAMING,
    HARMING,
    auxiliaries,
    child,
    doer,
    governor,
    heads_of,
    is_negated,
    is_passive,
    list_subject,
    prep_object,
    verb_above,
)
from onrecord.extract.words import DOCUMENTS
from onrecord.model import Form, Kind, Style, Tier
from onrecord.model.mention import Draft

WEAPONS = frozenset(
    "shot gunshot landmine grenade ied device missile rocket shell drone bomb bullet mortar airstrike strike shelling gunfire projectile blast explosion warplane jet helicopter artillery barrage salvo round shellfire".split()
)
# the rule that reads "came without a proposal"
LACKING = "what was lacking"
BROKEN = frozenset("break tear breach violate betray ignore flout forget keep honour honor meet fulfil fulfill".split())
SOMEWHERE = ("near", "around", "along", "outside", "at", "in", "inside", "across", "on")
# "an air strike on a hospital that killed four": no hospital kills
STRUCK = frozenset("hospital school market camp mosque church prison clinic village town house".split())
# acts told without an agent: "the text was signed", "exports were halted"
PASSIVES = frozenset(
    """agree accept reject sign suspend cancel ease restrict deploy attack release pull_back withdraw expel sanction arrest
    abduct violate_ceasefire aid""".split()
)


def drop_doubles(hits: dict[int, Hit]) -> None:
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


def draft_of(page: Page, sentence: Sentence, hit: Hit, hits: dict[int, Hit]) -> Draft | None:
    hit = in_a_fight(hit)
    act = hit.act
    verb = hit.verb
    family = page.codebook.family(act)
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
    if hit.token.lemma_ == "vote" and any(c.dep_ == "xcomp" and c.i in hits for c in hit.token.children):
        # "voted to reject the offer" is told by what was voted
        return None
    if act == "deny" and hit.token.dep_ == "conj" and any(c.lower_ == "neither" for c in hit.token.head.children):
        # "would neither confirm nor deny"
        return None
    given = hit.token.head if hit.token.dep_ in ("acl", "relcl") and hit.token.lemma_ == "make" else hit.token
    if act == "commit" and given.pos_ == "NOUN" and given.dep_ == "dobj" and given.head.lemma_ in BROKEN:
        # "tore up its own undertakings", "violates the commitments made by both"
        return None
    if act == "commit" and hit.token.pos_ == "NOUN" and _is_kept_to(hit.token):
        # "do not trust them to stick to their promises"
        return None
    act, family = act_by_doer(page, hit, act, family)
    if act == "claim" or act == "announce" and not _own_plan(page, hit):
        return None
    if (
        act == "announce"
        and (told := child(hit.token, "ccomp")) is not None
        and any(t.i in hits and hits[t.i].kind == "statement" for t in (told, *told.children))
    ):
        # "announced that they had voted to reject it" is told by what was voted
        return None
    if hit.cue.lemma in ("call", "describe", "term") and any(
        c.lower_ == "what" and c.i < verb.i for c in verb.children
    ):
        # "in what they called a gesture": the reporter's way of not calling it so
        return None
    if (
        act in ("accept", "agree")
        and is_negated(verb)
        and auxiliaries(verb) & {"will", "would", "wo", "can", "could", "ca"}
    ):
        act = "reject"
        family = "refuse"
    if act == "offer" and hit.token.pos_ == "ADJ" and is_negated(verb):
        # "not prepared to pay that price"
        act, family, negated = "refuse", "refuse", False
        refuses = True
    else:
        refuses = False
    if act == "commit" and is_negated(verb) and auxiliaries(verb) & {"will", "would", "wo", "can", "could", "ca"}:
        # "would not commit to a date"
        act, family, negated, refuses = "refuse", "refuse", False, True
    if (
        kind is Kind.ACTION
        and hit.token.tag_ in ("VBZ", "VBP")
        and actor is not None
        and any(c.lower_ in ("a", "an") for c in actor.children)
        and page.speeches.quoted(hit.token)
    ):
        # "a tired man signs quickly": a saying
        return None
    if kind is Kind.ACTION and hit.token.tag_ == "VB" and not auxiliaries(hit.token) and hit.token.head.lemma_ != "let":
        # "press the regime to end the siege, allow relief and comply": a bare verb is no deed
        return None
    if kind is Kind.ACTION and (flags.is_future(verb) or hit.token.pos_ == "NOUN" and flags.is_future(verb)):
        return None
    if not negated and not hit.cue.negative and not refuses:
        negated = act != "restrict" or hit.act != "ease"
        negated = negated and (
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
        and (
            denial is None
            and not acts.is_incident(hit.token)
            and not (hit.happened and (acts.is_incident(verb) or prep_object(verb, *SOMEWHERE) is not None))
            or hit.via is not None
            and not hit.happened
        )
    ):
        return None
    if (
        act == "reject"
        and hit.cue.pos == "adj"
        and is_negated(verb)
        or (
            act == "reject"
            and hit.token.lemma_ == "oppose"
            and is_negated(hit.token.head)
            and hit.token.dep_ == "acomp"
        )
    ):
        # "we are not opposed to talks"
        return None
    if hit.token.lower_ == "hostility":
        # a feeling; blows are in the plural
        return None
    if (
        hit.token.lemma_ == "evacuate"
        and hit.addressees
        and any(c.lower_ in ("its", "their") for c in hit.addressees[0].children)
    ):
        # who brings his own people home helps nobody else
        return None
    if kind is Kind.STATEMENT and hit.token.dep_ in ("pcomp", "conj") and _is_reproached(hit.token):
        # "accused it of refusing to return": the charge says it
        return None
    if hit.addressees and hit.addressees[0].lower_ in ("nobody", "none") and kind is Kind.ACTION:
        return None
    if act == "attack" and hit.token.lemma_ == "strike" and hit.token.pos_ == "NOUN" and not is_armed(hit.token):
        # a strike is a stoppage unless it is of missiles, from the air or on something
        return None
    if hit.happened and any(h.token.i == verb.i for h in hits.values()):
        # "the shelling killed nine": the verb tells it
        return None
    if kind is Kind.ACTION and hit.token.pos_ == "NOUN" and denial is None and not acts.stands_as_event(hit.token):
        return None
    if (
        hit.token.tag_ == "VBG"
        and hit.token.lemma_ in HARMING
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
    freed = (
        child(hit.token, "nsubj") if act == "release" and hit.cue.lemma in ("regain", "leave", "walk", "go") else None
    )
    if freed is not None or act == "release" and actor is not None and actor.lemma_.lower() in RAIDS:
        # who regained freedom did not free himself, nor did the raid
        actor = acts.owner_of(actor) if freed is None and actor is not None else None
    elif act == "attack" and hit.token.lemma_ in ("die", "come") or act == "ease" and reopens(page, hit.token):
        # who died did not attack, and what reopened was opened by somebody
        actor = None
    elif actor is not None and actor.lower_ in ("nobody", "none") and negated:
        actor = None
    elif actor is not None and act == "attack" and actor.lemma_.lower() in WEAPONS:
        actor = acts.owner_of(actor)
    elif actor is not None and act == "attack" and (actor.lemma_ in STRUCK or _struck_by(actor) is not None):
        actor = acts.owner_of(strike) if (strike := _struck_by(actor)) is not None else None
    elif actor is not None and not acts.may_do(actor, act, kind.value):
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
        and (
            hit.token.pos_ == "NOUN"
            or freed is not None
            or act == "release"
            or hit.addressees
            and may_suffer(page, hit.addressees[0], kind)
        )
    ):
        return None
    if (
        hit.token.pos_ == "ADJ"
        and hit.verb.dep_ in ("csubj", "ccomp", "nsubj")
        and any(c.lower_ in ("what", "how", "whether", "why") for c in hit.verb.subtree if c.i <= hit.verb.i)
    ):
        return None
    if act == "set_condition" and hit.token.pos_ == "ADJ" and actor is not None and actor.pos_ in ("PROPN", "PRON"):
        # "Assad is dependent on militias"
        return None
    if actor is not None and family in ("commit", "offer", "praise") and actor.lemma_.lower() in DOCUMENTS:
        return None
    if (
        actor is not None
        and actor.lower_ in ("it", "this", "that")
        and hit.token.pos_ != "ADJ"
        and kind is Kind.STATEMENT
        and _expletive(verb)
    ):
        return None
    head = without or (hit.token if hit.via is None else hit.via)
    start, end = clause_range(head, keep=hit.token, hits=frozenset(hits))
    if hit.token.pos_ == "VERB" and list_subject(hit.token) is not None:
        start, end = _item(hit.token)
    start, end = _with_antecedent(page, hit.token, start, end)
    draft = page.draft(
        sentence, kind, act, start, end, rule=f"{hit.cue.pos} cue" if without is None else LACKING, cue=hit.cue.text
    )
    draft.actors = [] if act == "attack" and by_itself(hit.token) else page.mentions.all_of(actor)
    whom = [freed] if freed is not None else hit.addressees
    draft.addressees = [page.mentions.of(t) for t in whom if may_suffer(page, t, kind)]
    if act == "clash":
        # both sides of a fight do it
        others = [page.mentions.of(t) for t in opponents(hit.token) if may_suffer(page, t, kind)]
        both = sorted({m.start: m for m in (*draft.actors, *draft.addressees, *others)}.items())
        draft.actors, draft.addressees = [m for _, m in both], []
    page.attribute(draft, hit.token, own=hit.token if hit.token.pos_ in ("VERB", "ADJ") else None, inner=deniers)
    if implied:
        draft.tier, draft.negated = Tier.IMPLIED, not is_negated(hit.token)
    else:
        draft.negated = negated
    clause = child(hit.token, "ccomp")
    draft.future = kind is Kind.STATEMENT and (flags.is_future(verb) or clause is not None and flags.is_future(clause))
    if kind is Kind.STATEMENT:
        _statement(page, draft, hit, family, start, end)
    page.common(draft, verb, start, end)
    draft.place = flags.place_of(hit.token)
    if draft.negated and draft.self_spoken and draft.tier is Tier.EXPLICIT and not _is_person(actor):
        # what somebody did not say is told by the reporter
        draft.speakers, draft.self_spoken, draft.style = [], False, Style.AUTHOR
    draft.confidence = {"verb": 0.85, "noun": 0.7, "adj": 0.75}[hit.cue.pos]
    return draft


def _own_plan(page: Page, hit: Hit) -> bool:
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


def _statement(page: Page, draft: Draft, hit: Hit, family: str, start: int, end: int) -> None:
    token = hit.token
    if not draft.speakers or draft.self_spoken:
        clause = child(token, "ccomp")
        quoted = any(page.quoted_at(sentence_token) for sentence_token in token.doc[start:end])
        draft.style = (
            Style.DIRECT
            if clause is not None and page.speeches.is_direct(token)
            else Style.MIXED
            if quoted
            else Style.INDIRECT
            if clause is not None
            and clause.tag_ != "VBG"
            and any(c.lower_ == "that" or c.dep_ == "nsubj" for c in clause.children)
            else Style.NARRATED
        )
    if family in flags.FORM_FAMILIES or draft.act in ("deny",):
        draft.form = flags.form_of(token, start, end, family) if family in flags.FORM_FAMILIES else None
        if draft.act == "commit" and draft.form is None and "declare" in hit.cue.text:
            draft.form = Form.UNILATERAL_DECLARATION
    condition = flags.condition_of(hit.token) or (flags.condition_of(hit.verb) if token.pos_ == "ADJ" else None)
    if condition is not None:
        draft.condition = token.doc[condition[0] : condition[1]].text
        page.address_condition(draft, token, condition)
    draft.deadline = amounts.deadline_of(start, end, token.doc)
    said = [c for c in token.children if c.dep_ in ("ccomp", "xcomp", "dobj", "acl") and c.i > token.i]
    if any(c.dep_ != "dobj" for c in said) or draft.addressees:
        # "promised him that ..." says what follows, not whom it was told
        told = {page.mentions.of(c).start for c in said if c.dep_ == "dobj"} & {m.start for m in draft.addressees}
        said = [c for c in said if c.dep_ != "dobj" or page.mentions.of(c).start not in told and c.pos_ != "PRON"]
    content = next(iter(said), None)
    if content is not None:
        a, b = trim(token.doc, content.left_edge.i, content.right_edge.i + 1)
        draft.content = token.doc[a:b].text
    if family == "warn":
        draft.consequence = _consequence(token, condition)


def _consequence(token: Token, condition: tuple[int, int] | None) -> str | None:
    """What is to come in "threatened to close the port unless ...", "warned of a wider war", without the condition."""
    told = next((c for c in token.children if c.dep_ in ("ccomp", "xcomp") and c.i > token.i), None)
    told = told or prep_object(token, "of", "about", "with")
    if told is None:
        return None
    start, end = told.left_edge.i, told.right_edge.i + 1
    if condition is not None and start < condition[1] and condition[0] < end:
        # what is left of the longer side of the condition
        start, end = (condition[1], end) if condition[0] - start < end - condition[1] else (start, condition[0])
    if end <= start:
        return None
    start, end = trim(token.doc, start, end)
    words = token.doc[start:end].text.removeprefix("to ")
    return words or None


def _with_antecedent(page: Page, token: Token, start: int, end: int) -> tuple[int, int]:
    """A relative clause or participle is told together with the noun it hangs on."""
    if token.dep_ in ("acl", "relcl") and token.head.i < token.i and token.head.pos_ in ("NOUN", "PROPN"):
        left = token.head.left_edge.i
        return min(left, start), end
    return start, end


def _is_person(token: Token | None) -> bool:
    return token is not None and (token.lower_ in ("he", "she") or token.ent_type_ == "PERSON")


def _struck_by(place: Token) -> Token | None:
    """The blow in "an air strike on a hospital that killed four": no hospital kills."""
    over = place.head
    struck = place.dep_ == "pobj" and over.lower_ in ("on", "at", "against", "near", "in") and over.head.pos_ == "NOUN"
    return over.head if struck and over.head.lemma_ in WEAPONS | {"attack", "raid", "assault", "bombing"} else None


def _is_reproached(verb: Token) -> bool:
    over = governor(verb)
    return (
        over.dep_ == "pcomp"
        and over.head.lower_ in ("of", "for")
        and over.head.head.lemma_ in ("accuse", "suspect", "blame")
    )


def _is_kept_to(noun: Token) -> bool:
    """ "stick to a promise", "live up to its commitments": a word given before, told for whether it is kept."""
    over = noun.head
    thanked = noun.dep_ in ("pobj", "conj") and over.lower_ == "for" and over.head.lemma_ in BLAMING
    return thanked or (
        noun.dep_ == "pobj"
        and over.lower_ in ("to", "by", "on")
        and verb_above(noun) is not None
        and (verb := verb_above(noun)) is not None
        and verb.lemma_ in ("stick", "live", "abide", "adhere", "renege", "stand", "go", "hold")
    )


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


def _expletive(verb: Token) -> bool:
    return verb.lemma_ in ("be", "seem", "appear")
