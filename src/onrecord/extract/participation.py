"""Third parties and their roles: mediated by, hosted, chaired, facilitated, observers, guarantors, witnesses."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from onrecord.extract import flags
from onrecord.extract.acts import may_act
from onrecord.extract.roles import NOUN_ROLES, auspices_at, compound_at, powers_at, role_noun_at, team_at, title_role
from onrecord.extract.seats import TEAM, Part, inverted, seats_at
from onrecord.extract.tree import (
    child,
    doer,
    heads_of,
    is_negated,
    is_passive,
    measured,
    object_of,
    prep_object,
)
from onrecord.extract.words import DEAL, PROCESS, TALKS, TRUCE

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
    "accompany": "facilitator",
    "sponsor": "facilitator",
}
EVENT = (
    PROCESS
    | TALKS
    | DEAL
    | TRUCE
    | frozenset(
        "handover swap transfer evacuation signing ceremony exchange visit release commission committee sitting statement contact".split()
    )
)


def parts_at(token: Token) -> Iterator[Part]:
    """The participations told at this word."""
    yield from seats_at(token)
    lemma = token.lemma_.lower()
    if token.pos_ == "VERB" and token.dep_ != "amod":
        if lemma in THIRD:
            yield from _third(token, THIRD[lemma])
        elif _goes_between(token):
            actor = doer(token)
            for who in heads_of(actor) if actor is not None and may_act(actor, "action") else []:
                yield Part(who, "mediator", token, flags.is_future(token))
        elif lemma in ("take", "participate", "attend", "monitor", "serve", "act", "sit"):
            yield from _taking_part(token)
        elif lemma in ("launch", "begin", "start", "lead", "undertake", "mount") and _mediates(token):
            actor = doer(token)
            for who in heads_of(actor) if actor is not None and may_act(actor, "action") else []:
                yield Part(who, "mediator", token, flags.is_future(token))
        elif lemma in ("send", "dispatch", "despatch", "have", "hold", "enjoy"):
            yield from _lent(token)
        if lemma in ("sign", "initial", "exchange", "look", "watch"):
            yield from _witnessed(token)
    elif (
        token.dep_ == "amod"
        and lemma in THIRD
        or token.lower_.endswith(("mediated", "brokered", "hosted", "facilitated", "sponsored"))
    ):
        yield from compound_at(token)
    if token.pos_ == "PROPN" and token.dep_ != "compound" and (role := title_role(token)) is not None:
        for who in heads_of(token):
            yield Part(who, role, token)
    if token.pos_ in ("NOUN", "PROPN") and lemma in NOUN_ROLES and not _is_title(token):
        yield from role_noun_at(token, NOUN_ROLES[lemma])
    if token.pos_ == "NOUN":
        yield from auspices_at(token)
        yield from team_at(token)
        yield from powers_at(token)


def _is_title(token: Token) -> bool:
    return token.dep_ == "compound" and token.head.pos_ == "PROPN" and title_role(token.head) is not None


def _third(verb: Token, role: str) -> Iterator[Part]:
    if is_negated(verb) or flags.is_unreal(verb):
        return
    if verb.dep_ == "ccomp" and verb.head.lemma_ in ("have", "let", "make") and verb.tag_ == "VB":
        # "wants to have them mediate"
        return
    target = object_of(verb)
    if target is not None:
        target = measured(target)
    actor = doer(verb)
    if actor is None and is_passive(verb):
        actor = prep_object(verb, "by", "in")
        if actor is not None and any(c.lower_ == "in" and child(c, "pobj") is actor for c in verb.children):
            return
    actor = inverted(verb) or actor
    if actor is None or not may_act(actor, "action"):
        return
    if verb.lemma_ == "preside":
        target = prep_object(verb, "over", "at") or object_of(verb)
        if is_passive(verb):
            actor = prep_object(verb, "by") or actor
    if role == "chair" and target is not None and target.lemma_.lower() in TEAM | {"body", "board", "council"}:
        yield from (Part(who, role, verb, flags.is_future(verb)) for who in heads_of(actor))
        return
    if target is None and verb.lemma_ not in ("mediate", "preside"):
        return
    if verb.lemma_ == "host" and target is not None and _are_sides(target):
        yield from (Part(who, role, verb, flags.is_future(verb)) for who in heads_of(actor))
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
    if verb.dep_ == "xcomp" and (
        verb.head.lemma_ in ("offer", "try", "seek", "want", "volunteer", "ask", "invite") or verb.head.pos_ == "ADJ"
    ):
        return
    for who in heads_of(actor):
        yield Part(who, role, verb, flags.is_future(verb))


def _witnessed(verb: Token) -> Iterator[Part]:
    """ "signed before the ambassadors of Japan and Turkey", "signed in the presence of the bishop"."""
    if is_negated(verb) or flags.is_unreal(verb):
        return
    if verb.lemma_ in ("look", "watch"):
        # "President Moro looked on as the two men signed"
        signing = next((c for c in verb.children if c.dep_ == "advcl" and c.lemma_ in ("sign", "initial")), None)
        actor = inverted(verb) or doer(verb)
        if signing is not None and actor is not None and may_act(actor, "action"):
            yield from (Part(each, "witness", verb, flags.is_future(verb)) for each in heads_of(actor))
        return
    presence = prep_object(verb, "in")
    who = (
        prep_object(presence, "of")
        if presence is not None and presence.lemma_ == "presence"
        else prep_object(verb, "before")
    )
    if who is not None and may_act(who, "action") and who.ent_type_ not in ("DATE", "TIME"):
        for each in heads_of(who):
            yield Part(each, "witness", verb, flags.is_future(verb), whole=False)


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
        target = object_of(verb)
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
        at_table = team is not None and any(c.lower_ in ("bargaining", "negotiating") for c in team.children)
        seated = team is not None and (
            team.lemma_.lower() in TEAM and team.head.lower_ == "on" or team.lemma_ in ("delegation", "team", "panel")
        )
        if team is not None and (seated or at_table):
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


def _goes_between(verb: Token) -> bool:
    """ "shuttles between the camps", "carries messages between them", "is trying to bring the two sides together"."""
    if is_negated(verb) or flags.is_unreal(verb) and verb.dep_ != "xcomp":
        return False
    target = child(verb, "dobj")
    match verb.lemma_:
        case "shuttle":
            return prep_object(verb, "between") is not None
        case "carry" | "pass" | "relay" | "ferry" | "convey":
            carried = target is not None and target.lemma_ in (
                "message",
                "letter",
                "proposal",
                "offer",
                "word",
                "text",
                "draft",
                "paper",
            )
            apart = prep_object(verb, "between") or (target and prep_object(target, "between"))
            across = prep_object(verb, "from") is not None and any(
                c.lower_ == "to" for t in (verb, *verb.children) for c in t.children
            )
            return carried and (apart is not None or across)
        case "bring" | "get":
            if verb.lemma_ == "bring" and "about" in {c.lower_ for c in verb.children}:
                made = target is not None and target.lemma_.lower() in DEAL | TRUCE | {"exchange", "swap", "release"}
                return made and verb.dep_ == "xcomp" and verb.head.lemma_ == "help"
            talk = next(
                (
                    c
                    for c in verb.children
                    if c.dep_ in ("xcomp", "ccomp") and c.lemma_ in ("talk", "meet", "sit", "negotiate")
                ),
                None,
            )
            if verb.lemma_ == "get" and talk is not None:
                brought = target or child(talk, "nsubj")
                return brought is not None and _are_sides(brought) and _strives(verb)
            together = {"together", "closer"} & {c.lower_ for c in verb.children}
            aside = prep_object(verb, "to")
            seated = aside is not None and aside.lemma_ == "table"
            return target is not None and _are_sides(target) and bool(together or seated) and _strives(verb)
        case "bridge" | "narrow":
            return target is not None and target.lemma_ in ("gap", "difference", "divide") and _strives(verb)
        case _:
            return False


def _mediates(verb: Token) -> bool:
    """ "launched a mediation effort", "led the mediation"."""
    what = child(verb, "dobj")
    if what is None or is_negated(verb) or flags.is_unreal(verb):
        return False
    named = what.lemma_ in ("effort", "bid", "drive", "mission", "attempt", "initiative")
    return what.lemma_ == "mediation" or named and any(c.lower_ in ("mediation", "peace-making") for c in what.children)


def _strives(verb: Token) -> bool:
    """Whether what a third party works for, or did, and not what somebody asks of it."""
    if verb.dep_ == "pcomp":
        return False
    return verb.dep_ != "xcomp" or verb.head.lemma_ in ("try", "seek", "work", "struggle", "attempt", "strive", "help")


def _are_sides(noun: Token) -> bool:
    counted = any(c.lower_ in ("both", "two", "rival", "warring", "opposing") for c in noun.children)
    return (noun.lemma_.lower() in SIDES or counted and noun.lemma_.lower() in LEADING) and (
        noun.tag_ == "NNS" or any(c.lower_ in ("both", "two") for c in noun.children)
    )


SIDES = frozenset("side party rival delegation team camp faction foe adversary enemy negotiator".split())
LEADING = frozenset("leader government envoy clan group president minister premier general commander".split())


def _lent(verb: Token) -> Iterator[Part]:
    """ "sent observers to the talks", "has observer status"."""
    target, actor = child(verb, "dobj"), doer(verb)
    if target is None or actor is None or not may_act(actor, "action") or is_negated(verb) or flags.is_unreal(verb):
        return
    if verb.lemma_ in ("have", "hold", "enjoy"):
        role = (
            "observer" if target.lemma_ == "status" and any(c.lower_ == "observer" for c in target.children) else None
        )
    else:
        role = {"observer": "observer", "monitor": "observer", "mediator": "mediator"}.get(target.lemma_)
    if role is not None:
        yield from (Part(who, role, verb, flags.is_future(verb)) for who in heads_of(actor))
