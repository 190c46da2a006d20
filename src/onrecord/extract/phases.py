"""The state somebody says the process is in: "the talks collapsed", "the truce is holding", "the process is over"."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Token

from onrecord.extract import flags
from onrecord.extract.acts import is_real
from onrecord.extract.tree import child, is_negated, prep_object
from onrecord.extract.words import DEAL, PROCESS, TALKS, TRUCE

COLLAPSE = frozenset("collapse founder unravel disintegrate implode crumble".split())
COLLAPSE_NOUNS = frozenset("collapse breakdown failure unravelling".split())
STALL = frozenset("stall falter stagnate deadlock".split())
STALL_NOUNS = frozenset("deadlock impasse stalemate standstill".split())
OVER = frozenset("over dead finished buried done".split())
EFFECT = frozenset("hold".split())


@dataclass(slots=True)
class Phase:
    """A state of the process, as one clause tells it."""

    token: Token
    act: str
    verb: Token
    future: bool = False
    noun_only: bool = False
    negated: bool = False


def phase_at(token: Token) -> Phase | None:
    """The phase told at this noun (subject of the clause) or verb, or None."""
    if token.pos_ not in ("NOUN", "VERB"):
        return None
    lemma = token.lemma_.lower()
    if token.pos_ == "NOUN" and (
        lemma in COLLAPSE_NOUNS or lemma in STALL_NOUNS or lemma in ("suspension", "resumption")
    ):
        return _noun(token, lemma)
    if token.pos_ == "NOUN" and token.dep_ in ("nsubj", "nsubjpass") and token.head.pos_ in ("VERB", "AUX"):
        of = prep_object(token, "of")
        if lemma in PROCESS | TRUCE | DEAL or token.lower_ in PROCESS or of is not None and of.lower_ in TALKS:
            return _subject(token, token.head)
    if (
        token.pos_ == "NOUN"
        and token.dep_ == "dobj"
        and token.head.lemma_ in ("describe", "declare", "pronounce", "call", "consider")
        and lemma in PROCESS | TRUCE
    ):
        return _described(token, token.head)
    return None


def _described(noun: Token, verb: Token) -> Phase | None:
    words = [t for c in verb.children if c.i > noun.i or c.i == noun.i for t in c.subtree if t.i > noun.i]
    lowers = {t.lower_ for t in words}
    if "indefinite" in lowers or "indefinitely" in lowers:
        return Phase(noun, "suspended_indefinitely", verb)
    if lowers & OVER:
        return Phase(noun, "ended", verb)
    if lowers & {"deadlocked", "stalled", "stuck"}:
        return Phase(noun, "stalled", verb)
    if "suspended" in lowers:
        return Phase(noun, "suspended", verb)
    return None


def _noun(token: Token, lemma: str) -> Phase | None:
    of = prep_object(token, "of", "in", "over", "to")
    names_process = of is not None and (of.lemma_.lower() in PROCESS | TRUCE | DEAL or of.lower_ in TALKS)
    if any(c.dep_ == "compound" and c.lower_ in PROCESS | TRUCE for c in token.children):
        names_process = True
    if not names_process:
        return None
    act = (
        "collapsed"
        if lemma in COLLAPSE_NOUNS
        else "stalled"
        if lemma in STALL_NOUNS
        else "suspended"
        if lemma == "suspension"
        else "resumed"
    )
    verb = token.head if token.head.pos_ in ("VERB", "AUX") else token
    if (
        lemma in ("failure", "resumption", "suspension", "deadlock", "impasse", "stalemate")
        and verb.pos_ in ("VERB", "AUX")
        and token.dep_ == "dobj"
    ):
        return None
    if token.dep_ == "pobj" and token.head.lower_ in ("of", "for", "against", "to", "without"):
        return None
    if lemma in ("resumption",):
        return None
    return Phase(token, act, verb, noun_only=True)


def _subject(noun: Token, verb: Token) -> Phase | None:
    if not is_real(verb):
        return None
    lemma = verb.lemma_
    future = flags.is_future(verb)
    if is_negated(verb):
        return None
    truce = noun.lemma_.lower() in TRUCE
    deal = noun.lemma_.lower() in DEAL
    particles = {c.lower_ for c in verb.children}
    complements = {
        t.lower_
        for c in verb.children
        if c.dep_ in ("acomp", "attr", "prep", "advmod", "oprd", "prt", "ccomp")
        for t in (c, *c.children)
    }
    act: str | None = None
    if (
        lemma in COLLAPSE
        or lemma == "break"
        and "down" in particles
        or lemma == "fall"
        and particles & {"apart", "through"}
    ):
        act = "collapsed"
    elif (
        lemma in STALL
        or lemma == "reach"
        and (o := child(verb, "dobj")) is not None
        and o.lemma_ in STALL_NOUNS
        or lemma == "grind"
    ):
        act = "stalled"
    elif lemma in ("suspend", "pause", "freeze", "halt", "interrupt") and (verb.tag_ == "VBN"):
        act = "suspended_indefinitely" if "indefinitely" in particles else "suspended"
    elif lemma in ("resume", "restart", "reconvene") and not deal:
        act = "resumed"
    elif lemma in ("be", "remain", "stay", "stand", "look", "appear", "lie"):
        act = _state(complements, truce=truce, deal=deal)
    elif lemma == "take" and (o := child(verb, "dobj")) is not None and o.lower_ in ("effect", "hold", "force"):
        act = "ceasefire" if truce or deal and _is_truce(noun) else "implementation" if deal else None
    elif (
        lemma in ("hold", "come", "enter", "go")
        and truce
        and (lemma == "hold" or complements & {"force", "effect", "into"})
    ):
        act = "ceasefire"
    elif lemma in ("begin", "start") and truce:
        act = "ceasefire"
    elif lemma in ("expire", "lapse") and (truce or deal):
        act = "ended"
    elif lemma == "enter" and (o := child(verb, "dobj")) is not None and "indefinite" in {t.lower_ for t in o.subtree}:
        act = "suspended_indefinitely"
    return Phase(noun, act, verb, future) if act else None


def _is_truce(noun: Token) -> bool:
    return any(c.lower_ in TRUCE for c in noun.children)


def _state(words: set[str], *, truce: bool, deal: bool) -> str | None:
    if words & {"stalled", "deadlocked", "stuck", "deadlock", "impasse", "standstill", "stalemate"}:
        return "stalled"
    if words & {"suspended", "hold"} and not truce and "on" in words | {"on"}:
        return "suspended" if words & {"suspended", "hold", "frozen"} else None
    if words & {"over", "dead", "finished", "ended"}:
        return "ended"
    if words & {"force", "place", "effect"} and (truce or deal):
        return "ceasefire" if truce else "implementation"
    if words & {"underway", "way"} and not truce and not deal:
        return "talks_under_way"
    return None
