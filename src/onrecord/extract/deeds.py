"""The same words tell another deed of another doer: dockers block a road in protest, soldiers to close it."""

from __future__ import annotations

from spacy.tokens import Token

from onrecord.extract import acts, flags
from onrecord.extract.frames import Hit
from onrecord.extract.page import Page
from onrecord.extract.tree import child, is_negated, is_passive, object_of, prep_object
from onrecord.model import Kind

ARMED = frozenset(
    "army soldier troop force navy police rebel militia fighter gunman militant tank warship frigate guard government "
    "ministry authority junta military command border company management authorities".split()
)
OUTLAWS = frozenset("pirate bandit gunman kidnapper captor militant abductor".split())
BARRING = frozenset("block blockade besiege surround occupy seal".split())
TALKERS = frozenset(
    "negotiator delegation delegate mediator envoy commission committee team minister side party management".split()
)
RAIDS = frozenset("raid operation attack assault swap exchange deal agreement accord".split())
WITHHELD = frozenset(
    "job treatment access entry visa food visit right permission bail service care passage leave aid medicine".split()
)


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
