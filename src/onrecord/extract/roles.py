"""Roles that a noun names: "mediator Lars Holm", "under UN auspices", "the guarantor states", "Turkey-mediated"."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from onrecord.extract import flags
from onrecord.extract.acts import may_act, may_do
from onrecord.extract.seats import Part
from onrecord.extract.tree import FINITE, child, doer, heads_of, is_negated, is_passive, object_of, prep_object

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
    "co-chairman": "chair",
    "co-mediator": "mediator",
    "co-host": "host",
    "chair": "chair",
    "co-chairs": "chair",
    "cochair": "chair",
}
NOUN_ROLES["monitor"] = "observer"
# "the UN mediator", "Qatari mediators", "observers from the EU": the noun names whose part it is
OWNED_ROLES = frozenset({"mediator", "facilitator", "observer", "host"})
# "the Union's mediation team", "an observer mission of the League"
TEAM_ROLES = {
    "mediation": "mediator",
    "mediating": "mediator",
    "facilitation": "facilitator",
    "observer": "observer",
    "observation": "observer",
    "monitoring": "observer",
    "verification": "observer",
}
# "asked for the United Nations as a mediator" makes nobody a mediator, "named Oslo as mediator" does so to Oslo
UNFILLED = frozenset(
    "ask want seek propose suggest reject refuse demand call consider see describe regard view portray need".split()
)
FILLING = frozenset("name appoint accept install designate choose pick enlist engage send invite bring".split())


def title_role(name: Token) -> str | None:
    """The role in the words before a name: "Facilitator Lars Hedlund", "UN mediator Karim Zand", "peace broker Oman"."""
    for c in name.children:
        if c.dep_ != "compound" or c.i > name.i:
            continue
        if (
            c.lower_ == "broker"
            and c.i > 0
            and name.doc[c.i - 1].lower_ in ("peace", "honest", "power")
            or c.lower_
            in (
                "mediator",
                "facilitator",
                "conciliator",
                "intermediary",
                "go-between",
                "co-mediator",
                "guarantor",
                "co-chair",
            )
        ):
            return NOUN_ROLES.get(c.lower_, "mediator")
    return None


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
    }.get(token.lemma_.lower())
    if role is None and (
        token.lower_ == "auspices" or token.lemma_ == "office" and "good" in {c.lower_ for c in token.children}
    ):
        role = "facilitator"
    if role is None or not (
        token.dep_ == "pobj"
        and token.head.lower_ in ("under", "through", "with", "by", "thanks", "to", "for")
        or token.dep_ == "nsubj"
        and token.head.tag_ in FINITE
        and not flags.is_unreal(token.head)
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
    if owner is None or not (may_do(owner, "propose", "statement") or owner.pos_ == "ADJ"):
        return
    for who in heads_of(owner):
        yield Part(who, role, token)


def compound_at(token: Token) -> Iterator[Part]:
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


def powers_at(noun: Token) -> Iterator[Part]:
    """ "the guarantor states, Turkey and Russia"."""
    if noun.lemma_.lower() not in ("state", "country", "power", "nation", "government"):
        return
    role = next((NOUN_ROLES[c.lower_] for c in noun.children if c.dep_ == "compound" and c.lower_ in NOUN_ROLES), None)
    if role is None:
        return
    for named in noun.children:
        listed = named.dep_ == "conj" and named.doc[named.i - 1].text == ","
        if (named.dep_ == "appos" or listed) and named.pos_ == "PROPN":
            for who in heads_of(named):
                yield Part(who, role, noun)


def role_noun_at(noun: Token, role: str) -> Iterator[Part]:
    """ "as guarantors", "is a guarantor of the agreement", "the African Union observers", "mediators Qatar and Egypt"."""
    if noun.dep_ == "pobj" and noun.head.lower_ == "as":
        verb = noun.head.head
        if flags.is_unreal(verb) or verb.lemma_ in UNFILLED:
            return
        actor = doer(verb) if verb.pos_ == "VERB" else None
        if verb.pos_ == "VERB" and (is_passive(verb) or verb.lemma_ in FILLING):
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


def team_at(noun: Token) -> Iterator[Part]:
    if noun.lemma_.lower() not in ("team", "mission", "delegation", "panel") or noun.dep_ == "compound":
        return
    role = next((TEAM_ROLES[c.lower_] for c in noun.children if c.lower_ in TEAM_ROLES), None)
    if role is not None and (_owned(noun) or prep_object(noun, "of") is not None):
        yield Part(noun, role, noun, whole=False)


def _owned(noun: Token) -> bool:
    """Whether the noun says whose mediators or observers they are."""
    names = [c for c in noun.children if c.dep_ in ("amod", "compound", "poss") and c.i < noun.i]
    origin = prep_object(noun, "from")
    return any(
        c.ent_type_ in ("NORP", "GPE", "ORG") or c.pos_ == "PROPN" for c in (*names, *([origin] if origin else []))
    )
