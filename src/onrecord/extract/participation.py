"""Who takes part in which role: led by, mediated by, hosted, chaired, included, observers, guarantors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Token

from onrecord.extract import flags
from onrecord.extract.acts import may_act
from onrecord.extract.tree import child, doer, heads_of, is_negated, is_passive, measured, object_of, prep_object
from onrecord.extract.words import DEAL, PROCESS, TALKS, TRUCE

TEAM = frozenset("delegation team side panel negotiators party group mission delegates".split())
LEAD = frozenset("lead head".split())
THIRD = {
    "mediate": "mediator",
    "broker": "mediator",
    "host": "host",
    "facilitate": "facilitator",
    "chair": "chair",
    "moderate": "facilitator",
    "guarantee": "guarantor",
    "witness": "witness",
    "preside": "chair",
    "observe": "observer",
}
NOUN_ROLES = {
    "guarantor": "guarantor",
    "observer": "observer",
    "witness": "witness",
    "mediator": "mediator",
    "facilitator": "facilitator",
    "host": "host",
    "intermediary": "mediator",
    "conciliator": "mediator",
    "go-between": "mediator",
    "co-chair": "chair",
    "chair": "chair",
    "co-chairs": "chair",
    "cochair": "chair",
}
NOUN_ROLES["monitor"] = "observer"
SEATS = frozenset("negotiator".split())
# "the UN mediator", "Qatari mediators", "observers from the EU": the noun names whose part it is
OWNED_ROLES = frozenset({"mediator", "facilitator", "observer"})
EVENT = (
    PROCESS
    | TALKS
    | DEAL
    | TRUCE
    | frozenset("signing ceremony exchange visit release commission committee sitting statement contact".split())
)


@dataclass(slots=True)
class Part:
    """One who takes part: the word that names him, his role, and the clause that says so."""

    who: Token
    role: str
    head: Token
    future: bool = False
    whole: bool = True


def parts_at(token: Token) -> Iterator[Part]:
    """The participations told at this word."""
    lemma = token.lemma_.lower()
    if token.pos_ == "VERB" and token.dep_ != "amod":
        if lemma in LEAD:
            yield from _led(token)
        elif lemma in THIRD:
            yield from _third(token, THIRD[lemma])
        elif lemma in ("include", "comprise", "represent") or lemma == "consist":
            yield from _included(token)
        elif lemma == "shuttle" and prep_object(verb := token, "between") is not None:
            actor = doer(verb)
            if actor is not None and may_act(actor, "action") and not is_negated(verb):
                yield Part(actor, "mediator", verb, flags.is_future(verb))
        elif lemma in ("take", "participate", "attend", "monitor", "serve", "act", "sit"):
            yield from _taking_part(token)
    elif (
        token.dep_ == "amod"
        and lemma in THIRD
        or token.lower_.endswith(("mediated", "brokered", "hosted", "facilitated", "sponsored"))
    ):
        yield from _compound(token)
    if (
        token.pos_ == "PROPN"
        and token.dep_ not in ("compound",)
        and token.i > 0
        and (before := token.doc[token.left_edge.i]).lower_ in NOUN_ROLES
        and before.head.i == token.i
        and before.dep_ == "compound"
        and before.lower_ not in ("chair", "host", "witness", "observer")
    ):
        # "Facilitator Lars Hedlund"
        for who in heads_of(token):
            yield Part(who, NOUN_ROLES[before.lower_], token)
    if token.pos_ in ("NOUN", "PROPN") and lemma in NOUN_ROLES:
        yield from _role_noun(token, NOUN_ROLES[lemma])
    if token.pos_ == "NOUN":
        yield from auspices_at(token)
    if token.pos_ in ("NOUN", "PROPN") and lemma in SEATS:
        yield from _seat(token)
    if token.pos_ in ("NOUN", "NUM") and token.dep_ == "appos" and token.head.pos_ == "PROPN":
        yield from _belonging(token)
    elif lemma in SPOKEN_FOR and token.pos_ == "NOUN":
        yield from _spokesman(token)


SPOKEN_FOR = frozenset("spokesman spokeswoman spokesperson".split())


def _belonging(noun: Token) -> Iterator[Part]:
    """ "Lena Ruz, head of the delegation", "a member of the team", "one of the rebels' negotiators"."""
    of = prep_object(noun, "of")
    who, lemma = noun.head, noun.lemma_.lower()
    if lemma in SPOKEN_FOR:
        yield from _spokesman(noun)
        return
    if of is None:
        return
    if lemma == "one" and of.lemma_.lower() in ("negotiator", "delegate"):
        yield Part(who, "member", noun)
    elif of.lemma_.lower() in ("delegation", "team") and lemma in ("head", "leader", "chief", "member"):
        yield Part(who, "member" if lemma == "member" else "head", noun)


def _spokesman(noun: Token) -> Iterator[Part]:
    """ "a spokeswoman for the delegation": of a party to the talks, not of a government."""
    team = prep_object(noun, "of", "for") or child(noun, "poss")
    if team is None or team.lemma_.lower() not in ("delegation", "team"):
        return
    who = noun.head if noun.dep_ == "appos" else child(noun, "appos")
    if who is not None and who.pos_ == "PROPN":
        yield Part(who, "spokesperson", noun)


def _led(verb: Token) -> Iterator[Part]:
    target, leader = object_of(verb), doer(verb)
    if is_passive(verb) and leader is None:
        leader = prep_object(verb, "by")
    if (
        target is None
        or leader is None
        or target.lemma_.lower() not in TEAM | {"commission", "committee", "mission"}
        or is_negated(verb)
    ):
        return
    if may_act(leader, "action"):
        yield Part(leader, "head", verb, flags.is_future(verb))


def _third(verb: Token, role: str) -> Iterator[Part]:
    if is_negated(verb) or flags.is_unreal(verb):
        return
    target = object_of(verb)
    if target is not None:
        target = measured(target)
    actor = doer(verb)
    if actor is None and is_passive(verb):
        actor = prep_object(verb, "by", "in")
        if actor is not None and any(c.lower_ == "in" and child(c, "pobj") is actor for c in verb.children):
            return
    if actor is None or not may_act(actor, "action"):
        return
    if verb.lemma_ == "preside":
        target = prep_object(verb, "over", "at") or object_of(verb)
        if is_passive(verb):
            actor = prep_object(verb, "by") or actor
    if role == "chair" and target is not None and target.lemma_.lower() in TEAM | {"body", "board", "council"}:
        yield from (Part(who, role, verb, flags.is_future(verb)) for who in heads_of(actor))
        return
    if target is None and verb.lemma_ != "mediate":
        return
    if (
        target is not None
        and target.lemma_.lower() not in EVENT
        and target.lower_ not in EVENT
        and verb.lemma_ not in ("mediate", "broker")
    ):
        return
    if verb.lemma_ == "observe" and target is not None and target.lemma_.lower() in TRUCE | DEAL:
        # who observes a truce keeps it
        return
    if verb.dep_ == "xcomp" and verb.head.lemma_ in ("offer", "try", "seek", "want", "volunteer", "ask"):
        return
    for who in heads_of(actor):
        yield Part(who, role, verb, flags.is_future(verb))


def auspices_at(token: Token) -> Iterator[Part]:
    """ "under the auspices of the mission", "through the mediation of the elders", "with Qatari mediation"."""
    role = {
        "auspices": "facilitator",
        "auspex": "facilitator",
        "aegis": "facilitator",
        "mediation": "mediator",
        "brokerage": "mediator",
        "facilitation": "facilitator",
        "chairmanship": "chair",
        "co-chairmanship": "chair",
        "chairwomanship": "chair",
        "moderation": "facilitator",
    }.get(token.lemma_.lower()) or ("facilitator" if token.lower_ == "auspices" else None)
    if (
        role is None
        or token.dep_ != "pobj"
        or token.head.lower_ not in ("under", "through", "with", "by", "thanks", "for")
    ):
        return
    if token.head.lower_ == "for" and child(token, "poss") is None:
        # "thanked Oman for its mediation", but not "calls for mediation"
        return
    owner = (
        prep_object(token, "of", "by", "from")
        or child(token, "poss")
        or next(
            (c for c in token.children if c.dep_ in ("amod", "compound") and c.ent_type_ in ("NORP", "GPE", "ORG")),
            None,
        )
    )
    if owner is None or not (may_act(owner, "action") or owner.pos_ == "ADJ"):
        return
    for who in heads_of(owner):
        yield Part(who, role, token)


def _compound(token: Token) -> Iterator[Part]:
    """ "Turkey-mediated", "US-brokered"."""
    if token.dep_ != "amod":
        return
    role = next(
        (
            r
            for stem, r in (
                ("mediat", "mediator"),
                ("broker", "mediator"),
                ("host", "host"),
                ("facilitat", "facilitator"),
            )
            if stem in token.lower_
        ),
        None,
    )
    who = next(
        (
            c
            for c in token.children
            if c.dep_ in ("npadvmod", "compound", "nmod", "amod")
            and c.pos_ in ("PROPN", "ADJ", "NOUN")
            and c.i < token.i
            and c.text[:1].isupper()
        ),
        None,
    )
    if who is not None and role is not None:
        yield Part(who, role, token.head)


def _included(verb: Token) -> Iterator[Part]:
    target = doer(verb) if not is_passive(verb) else grammatical(verb)
    if target is None or target.lemma_.lower() not in TEAM:
        return
    if verb.lemma_ == "represent" or is_passive(verb):
        members = prep_object(verb, "by") if is_passive(verb) else None
    elif verb.lemma_ == "consist":
        members = prep_object(verb, "of")
    else:
        members = child(verb, "dobj")
    if members is None:
        return
    for who in heads_of(members):
        if may_act(who, "action") or who.tag_ == "NNS":
            yield Part(who, "member", verb, flags.is_future(verb), whole=False)


def grammatical(verb: Token) -> Token | None:
    """The subject of a passive."""
    return child(verb, "nsubjpass") or (verb.head if verb.dep_ == "acl" else None)


def _taking_part(verb: Token) -> Iterator[Part]:
    if is_negated(verb) or flags.is_unreal(verb):
        return
    actor = doer(verb)
    if actor is None:
        return
    future = flags.is_future(verb)
    heads = heads_of(actor)
    as_role = prep_object(verb, "as")
    if as_role is not None and as_role.lemma_.lower() in NOUN_ROLES:
        for who in heads:
            if may_act(who, "action"):
                yield Part(who, NOUN_ROLES[as_role.lemma_.lower()], verb, future)
        return
    if verb.lemma_ == "monitor":
        target = child(verb, "dobj")
        if target is not None and target.lemma_.lower() in TRUCE | DEAL | {
            "line",
            "withdrawal",
            "implementation",
            "compliance",
        }:
            for who in heads:
                if may_act(who, "action"):
                    yield Part(who, "observer", verb, future)
        return
    if verb.lemma_ == "take" and not ((o := child(verb, "dobj")) is not None and o.lower_ == "part"):
        return
    if verb.lemma_ == "sit":
        team = prep_object(verb, "on", "in")
        if team is not None and team.lemma_.lower() in TEAM:
            for who in heads:
                if may_act(who, "action"):
                    yield Part(who, "member", verb, future, whole=True)
        return
    if verb.lemma_ in ("serve", "act"):
        return
    side = prep_object(verb, "on", "for")
    if verb.lemma_ in ("take", "participate", "attend"):
        for who in heads:
            if who.lemma_.lower() in ("observer",):
                yield Part(who, "observer", verb, future)
            elif side is not None and side.lemma_ in ("side",) and may_act(who, "action"):
                yield Part(who, "member", verb, future, whole=False)


def _role_noun(noun: Token, role: str) -> Iterator[Part]:
    """ "as guarantors", "is a guarantor of the agreement", "the African Union observers", "mediators Qatar and Egypt"."""
    if noun.dep_ == "pobj" and noun.head.lower_ == "as":
        verb = noun.head.head
        if flags.is_unreal(verb):
            return
        actor = doer(verb) if verb.pos_ == "VERB" else None
        if verb.pos_ == "VERB" and is_passive(verb):
            actor = object_of(verb)
        if actor is not None and verb.lemma_ not in ("serve", "act") and not is_negated(verb):
            for who in heads_of(actor):
                if may_act(who, "action"):
                    yield Part(who, role, verb, flags.is_future(verb))
        elif actor is not None and not is_negated(verb) and not flags.is_unreal(verb):
            for who in heads_of(actor):
                if may_act(who, "action"):
                    yield Part(who, role, verb, flags.is_future(verb))
        return
    if (
        noun.dep_ == "attr"
        and noun.head.lemma_ == "be"
        and not is_negated(noun.head)
        and not flags.is_unreal(noun.head)
    ):
        subject = child(noun.head, "nsubj")
        if subject is not None and may_act(subject, "action") and subject.pos_ == "PROPN":
            for who in heads_of(subject):
                yield Part(who, role, noun.head, flags.is_future(noun.head))
        return
    named = [c for c in noun.children if (c.dep_ == "appos" or c.dep_ == "compound") and c.pos_ == "PROPN"]
    apposed = [c for c in noun.children if c.dep_ == "appos" and c.pos_ == "PROPN" and c.i > noun.i]
    if apposed and role not in ("witness", "host"):
        for c in apposed:
            for who in heads_of(c):
                yield Part(who, role, noun)
        return
    if noun.dep_ == "pobj" and noun.head.lower_ == "as":
        return
    if noun.dep_ in ("appos",) and noun.head.pos_ == "PROPN" and role != "witness":
        for who in heads_of(noun.head):
            yield Part(who, role, noun)
    elif role in OWNED_ROLES and (named or _owned(noun)):
        yield Part(noun, role, noun, whole=False)


def _owned(noun: Token) -> bool:
    """Whether the noun says whose mediators or observers they are."""
    names = [c for c in noun.children if c.dep_ in ("amod", "compound", "poss") and c.i < noun.i]
    origin = prep_object(noun, "from")
    return any(
        c.ent_type_ in ("NORP", "GPE", "ORG") or c.pos_ == "PROPN" for c in (*names, *([origin] if origin else []))
    )


def _seat(noun: Token) -> Iterator[Part]:
    """ "chief negotiator X" has a seat at the table by his title."""
    if not any(c.lower_ in ("chief", "lead", "top", "head") for c in noun.children) and noun.doc[
        max(0, noun.i - 1)
    ].lower_ not in ("chief", "lead", "top"):
        return
    if noun.dep_ == "compound" and noun.head.pos_ == "PROPN":
        yield Part(noun.head, "head", noun.head)
    elif noun.dep_ == "appos" and noun.head.pos_ == "PROPN":
        yield Part(noun.head, "head", noun)
    else:
        named = next((c for c in noun.children if c.dep_ == "appos" and c.pos_ == "PROPN"), None)
        if named is not None:
            yield Part(named, "head", noun)
