"""The same words tell another deed of another doer: dockers block a road in protest, soldiers to close it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from spacy.tokens import Token

from onrecord.extract import acts, flags
from onrecord.extract.frames import Hit, noun_actor
from onrecord.extract.page import Page
from onrecord.extract.tree import (
    MEASURES,
    child,
    doer,
    grammatical_subject,
    heads_of,
    is_negated,
    is_passive,
    measured,
    object_of,
    prep_object,
    verb_above,
)
from onrecord.extract.words import GROUP_NOUNS
from onrecord.model import Kind
from onrecord.model.mention import Draft

ARMED = frozenset(
    "army soldier troop force navy police rebel militia fighter gunman militant tank warship frigate guard government "
    "ministry authority junta military command border company management authorities".split()
)
OUTLAWS = frozenset("pirate bandit gunman kidnapper captor militant abductor".split())
BARRING = frozenset("barricade block blockade besiege surround occupy seal".split())
TALKERS = frozenset(
    "negotiator delegation delegate mediator envoy commission committee team minister side party management".split()
)
RAIDS = frozenset("raid operation attack assault swap exchange deal agreement accord".split())
WITHHELD = frozenset(
    "job treatment access entry visa food visit right permission bail service care passage leave aid medicine".split()
)


BY_ITSELF = frozenset("burn explode erupt ignite detonate collapse".split())
STRIKES = frozenset("attack ambush raid strike airstrike bombing shelling shooting assault".split())
FIGHTS = frozenset(
    "clash battle fighting skirmish brawl scuffle firefight gunfight gunbattle shootout crossfire".split()
)


def in_a_fight(hit: Hit) -> Hit:
    """Who did it where the words say in what somebody fell: "killed in battles between A and B", "in a Maoist attack"."""
    verb = hit.token
    fight = prep_object(verb, "in") if hit.act == "attack" and is_passive(verb) else None
    if fight is None:
        return hit
    if fight.lemma_ in FIGHTS:
        # who fell is nobody's aim
        between, other = prep_object(fight, "between"), prep_object(fight, "with")
        if between is None and other is not None:
            return replace(hit, act="clash", actor=object_of(verb), addressees=heads_of(other))
        return replace(hit, act="clash", actor=between, addressees=[])
    if fight.lemma_ in STRIKES and hit.actor is None:
        named = next((c for c in fight.children if c.lemma_.lower() in GROUP_NOUNS), None)
        return replace(hit, actor=noun_actor(fight)[0] or named)
    return hit


def opponents(fight: Token) -> list[Token]:
    """Who fights against whom a line has already: "clashed with guards", "battled the rebels", "hurt in a clash with police"."""
    other = prep_object(fight, "with", "against")
    if other is None and fight.pos_ == "VERB":
        other = object_of(fight) if fight.lemma_ in ("fight", "battle", "engage") and not is_passive(fight) else None
    found = heads_of(other) if other is not None else []
    over = verb_above(fight) if fight.pos_ == "NOUN" and found and fight.dep_ == "pobj" else None
    if over is not None and fight.head.head.i == over.i and (hurt := grammatical_subject(over)) is not None:
        found = [*heads_of(hurt), *found]
    return found


def by_itself(verb: Token) -> bool:
    """Whether the words tell it of a thing, and of nobody who did it: "a post that burned down"."""
    return verb.lemma_ in BY_ITSELF and child(verb, "dobj") is None and not is_passive(verb)


def act_by_doer(page: Page, hit: Hit, act: str, family: str) -> tuple[str, str]:
    """The same verb tells another deed of another doer: dockers block a road in protest, soldiers to close it."""
    actor, verb = hit.actor, hit.token
    who = actor.lemma_.lower() if actor is not None else ""
    if act == "protest" and verb.lemma_ in BARRING and who in ARMED:
        act = "restrict"
    elif act == "protest" and verb.lemma_ in ("throw", "hurl", "pelt", "stone") and hit.token.pos_ == "VERB":
        act = "attack"
    elif (
        act == "withdraw"
        and who in ARMED
        and (place := prep_object(verb, "from")) is not None
        and not _is_process(page, place)
    ):
        act = "pull_back"
    elif act == "ease" and verb.lemma_ in ("allow", "let", "permit") and is_negated(hit.verb):
        # "the trucks were not allowed to move"
        act = "restrict"
    elif act == "accuse" and verb.lemma_ in ("take", "sue", "haul") and flags.is_future(verb):
        act = "threaten"
    elif act == "deny" and verb.lemma_ == "deny" and (kept := object_of(verb)) is not None and _is_withheld(verb, kept):
        # "denied patients treatment"
        act = "restrict"
    elif act == "refuse" and actor is None and verb.lemma_ in ("deny", "refuse") and is_passive(verb):
        # "access was denied", "inspectors were refused entry"
        act = "restrict"
    elif act == "arrest" and who in OUTLAWS and verb.lemma_ in ("capture", "seize", "take", "hold"):
        act = "abduct"
    elif act == "ease" and verb.lemma_ in ("resume", "return", "go") and who in TALKERS:
        act = "claim"
    else:
        return act, family
    return act, page.codebook.family(act)


def _is_process(page: Page, noun: Token) -> bool:
    sets = page.codebook.sets
    lemma = noun.lemma_.lower()
    return lemma in sets["talks"] | sets["deal"] | sets["truce"] | sets["plan"] | {
        "council",
        "government",
        "coalition",
        "commission",
        "committee",
        "table",
    }


def reopens(page: Page, verb: Token) -> bool:
    subject = child(verb, "nsubj")
    if verb.lemma_ not in ("reopen", "resume") or subject is None or child(verb, "dobj") is not None:
        return False
    return subject.lemma_.lower() in page.codebook.sets["crossing"] | page.codebook.sets["service"]


def may_suffer(page: Page, token: Token, kind: Kind) -> bool:
    """Whether a noun can be whom something is said to or done to."""
    person = kind is Kind.ACTION and token.lemma_.lower() in page.codebook.sets["person"]
    return person or acts.may_act(token, "statement")


def is_armed(strike: Token) -> bool:
    words = {c.lower_ for c in strike.children if c.dep_ in ("compound", "amod", "nmod")}
    deadly = any(t.lemma_ in ("kill", "wound", "destroy", "injure", "hit", "target") for t in strike.subtree)
    deadly = deadly or strike.head.lemma_ in ("kill", "wound", "destroy", "hit")
    return (
        deadly
        or bool(words & {"air", "missile", "drone", "rocket", "artillery", "military", "retaliatory", "precision"})
        or (prep_object(strike, "on", "against") is not None)
    )


def _is_withheld(verb: Token, kept: Token) -> bool:
    return kept.lemma_.lower() in WITHHELD or any(
        c.dep_ == "dobj" and c.lemma_.lower() in WITHHELD for c in verb.children
    )


WEAPONS = frozenset(
    """strike airstrike raid attack bombardment shelling barrage missile drone rocket jet warplane helicopter shell bomb
    artillery salvo gun mortar aircraft gunship gunfire shellfire grenade bullet torpedo projectile""".split()
)
FLOWN = frozenset("conduct carry launch mount fly make fire".split())
MARTIAL = frozenset("army military coalition government rebel militia navy force regime".split())


def name_strikers(page: Page, drafts: Sequence[Draft]) -> None:
    """Whose strikes they were, where a strike is told as doing it: "RSF drones struck", "a coalition airstrike killed".

    In a list below "Coalition forces conducted 23 strikes" they are those forces'.
    """
    for draft in drafts:
        if draft.act != "attack" or not all(_is_strike(m.head) or m.head in MEASURES for m in draft.actors):
            continue
        for paragraph in page.parsed.paragraphs:
            strike = next((s for t in paragraph.between(*draft.spans[0]) if (s := _strike_of(t)) is not None), None)
            if strike is not None:
                whose = _whose(strike) or _flown_before(page, paragraph.index, strike)
                draft.actors = [page.mentions.of(whose)] if whose is not None else []


def _strike_of(token: Token) -> Token | None:
    """The strike that is told as doing something: itself by its word, or the subject or agent of a verb."""
    who = doer(token) if token.pos_ == "VERB" else None
    who = measured(who) if who is not None else None
    if who is None and (token.dep_ == "nsubj" or token.dep_ == "pobj" and token.head.lower_ == "by"):
        who = token
    return who if who is not None and _is_strike(who.lemma_) else None


def _is_strike(word: str) -> bool:
    """By its word, as a name at the head of a sentence too: "Rockets hit the port"."""
    return word.lower() in WEAPONS or word.lower().removesuffix("s") in WEAPONS


def _whose(strike: Token) -> Token | None:
    for c in strike.children:
        named = c.pos_ == "PROPN" or c.ent_type_ in ("NORP", "ORG", "GPE") or c.lemma_.lower() in MARTIAL
        if c.dep_ in ("poss", "compound", "amod", "nmod") and named and c.lemma_.lower() not in WEAPONS:
            return c
    return None


def _flown_before(page: Page, index: int, strike: Token) -> Token | None:
    for paragraph in reversed(page.parsed.paragraphs[: index + 1]):
        for token in reversed(paragraph.doc):
            if paragraph.index == index and token.i >= strike.i or token.lemma_ not in FLOWN or token.pos_ != "VERB":
                continue
            told = object_of(token)
            if told is not None and told.lemma_.lower() in WEAPONS and (who := doer(token)) is not None:
                return who
    return None
