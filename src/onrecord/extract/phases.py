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
# what is halted for a time where a truce is called by another name: "a sixty-day halt to fighting"
FIGHTING = frozenset("fighting attack attacks hostility hostilities violence shelling bombardment".split())
# the rule of a clause that names a state: "the talks have stalled"
STATED = "phase words"
# one of several meetings of a process: that it falls through ends no process
ONE_MEETING = frozenset("session round meeting sitting plenary visit audience summit".split())
OVER = frozenset("over dead finished buried done".split())


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
        named = lemma in PROCESS | TRUCE | DEAL or token.lower_ in PROCESS or of is not None and of.lower_ in TALKS
        if named or _is_halt(token):
            return _subject(token, token.head)
    if lemma in ("calm", "gun", "weapon") and token.dep_ == "nsubj":
        return _calm(token, token.head)
    if lemma in ("movement", "progress", "headway") and any(c.lower_ in ("no", "little") for c in token.children):
        return _no_movement(token)
    if lemma == "implementation" and token.dep_ == "nsubj" and token.head.lemma_ in ("begin", "start"):
        of = prep_object(token, "of")
        if of is not None and of.lemma_.lower() in DEAL and is_real(token.head):
            return Phase(token, "implementation", token.head, flags.is_future(token.head))
    if (
        token.pos_ == "NOUN"
        and token.dep_ == "dobj"
        and token.head.lemma_ in ("describe", "declare", "pronounce", "call", "consider")
        and lemma in PROCESS | TRUCE
    ):
        return _described(token, token.head)
    return None


def _calm(noun: Token, verb: Token) -> Phase | None:
    """ "The guns have fallen silent", "a shaky calm has held since Sunday"."""
    if not is_real(verb) or is_negated(verb):
        return None
    silent = verb.lemma_ in ("fall", "be", "stay", "remain", "go") and any(c.lower_ == "silent" for c in verb.children)
    holds = noun.lemma_ == "calm" and verb.lemma_ in ("hold", "prevail", "return")
    return Phase(noun, "ceasefire", verb, flags.is_future(verb)) if silent or holds else None


def _no_movement(noun: Token) -> Phase | None:
    """ "There has been no progress in the talks since May"."""
    verb = noun.head
    inside = prep_object(noun, "in", "at", "on") or prep_object(verb, "in", "at", "on")
    if verb.lemma_ not in ("be", "make", "see") or inside is None:
        return None
    process = inside.lemma_.lower() in PROCESS or inside.lower_ in TALKS
    return Phase(noun, "stalled", verb) if process and not flags.is_future(verb) else None


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
        moved = lemma in ("move", "advance", "progress", "budge") and noun.lemma_.lower() not in DEAL | TRUCE
        return Phase(noun, "stalled", verb, future) if moved else None
    truce = noun.lemma_.lower() in TRUCE or _is_halt(noun)
    deal = noun.lemma_.lower() in DEAL
    particles = {c.lower_ for c in verb.children}
    complements = {
        t.lower_
        for c in verb.children
        if c.dep_ in ("acomp", "attr", "prep", "advmod", "oprd", "prt", "ccomp")
        for t in (c, *c.children)
        if not _is_denied(t)
    }
    if (verb.lower_ == "deadlocked" or lemma == "stick") and verb.tag_ == "VBN":
        complements |= {"deadlocked"}
    act: str | None = None
    if verb.lower_ == "deadlocked" and not truce and not deal:
        act = "stalled"
    elif (
        lemma in COLLAPSE
        or lemma == "break"
        and "down" in particles
        or lemma == "fall"
        and (particles & {"apart"} or "through" in particles and noun.lemma_ not in ONE_MEETING)
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
    elif (met := _run_into(verb)) is not None:
        act = met
    elif lemma == "stick" and verb.tag_ == "VBN" and not truce and not deal:
        act = "stalled"
    elif (
        lemma == "come" and (nothing := prep_object(verb, "to")) is not None and nothing.lower_ in ("nothing", "naught")
    ):
        act = "collapsed"
    elif lemma == "come" and (stop := prep_object(verb, "to")) is not None and stop.lemma_ in STALL_NOUNS:
        act = "stalled"
    elif lemma == "come" and particles & {"apart", "undone", "unstuck"}:
        act = "collapsed"
    elif lemma == "exist" and {"no", "longer"} <= {t.lower_ for t in verb.subtree}:
        act = "collapsed"
    elif lemma in ("revive", "relaunch", "restart", "rekindle") and verb.tag_ == "VBN" and not deal:
        act = "resumed"
    elif lemma in ("continue", "proceed") and verb.tag_ == "VBG" and not deal and not truce:
        act = "talks_under_way"
    elif lemma == "go" and particles & {"on", "ahead"} and verb.tag_ == "VBG" and not deal and not truce:
        act = "talks_under_way"
    elif _goes_on(noun, verb) and not deal and not truce:
        act = "talks_under_way"
    elif lemma == "implement" and verb.tag_ == "VBN" and deal:
        act = "implementation"
    elif lemma in ("expect", "due", "set") and deal and (signed := child(verb, "xcomp")) is not None:
        act, future = (
            ("agreement", True) if signed.lemma_ in ("sign", "initial", "conclude", "announce") else (None, future)
        )
    elif lemma in ("suspend", "pause", "freeze", "halt", "interrupt") and (verb.tag_ == "VBN"):
        act = "suspended_indefinitely" if "indefinitely" in particles else "suspended"
    elif lemma in ("resume", "restart", "reconvene") and not deal:
        act = "resumed"
    elif lemma in ("be", "remain", "stay", "stand", "look", "appear", "lie"):
        act = _state(complements, truce=truce, deal=deal)
        if act is None and not deal and _is_back(verb):
            act = "resumed"
    elif lemma == "take" and (o := child(verb, "dobj")) is not None and o.lower_ in ("effect", "hold", "force"):
        act = "ceasefire" if truce or deal and _is_truce(noun) else "implementation" if deal else None
    elif (
        lemma in ("hold", "come", "enter", "go")
        and truce
        and not (lemma != "hold" and _is_halt(noun) and not complements & {"force", "effect"})
        and (lemma == "hold" or complements & {"force", "effect", "into"})
    ):
        act = "ceasefire"
    elif lemma in ("begin", "start") and truce:
        act = "ceasefire"
    elif lemma in ("expire", "lapse") and (truce or deal):
        act = "ended"
    elif lemma == "enter" and (truce or deal) and (o := child(verb, "dobj")) is not None and _is_stage(o):
        act = "ceasefire" if truce else "implementation"
    elif lemma == "enter" and (o := child(verb, "dobj")) is not None and "indefinite" in {t.lower_ for t in o.subtree}:
        act = "suspended_indefinitely"
    return Phase(noun, act, verb, future) if act else None


def _run_into(verb: Token) -> str | None:
    """ "The talks have hit a wall", "have run into the sand", "are going round in circles", "are getting nowhere"."""
    words = {t.lower_ for t in verb.subtree if t.i > verb.i}
    match verb.lemma_:
        case "hit" | "strike":
            return "stalled" if words & {"wall", "snag", "impasse", "deadlock", "rock", "rocks", "buffers"} else None
        case "run":
            return (
                "stalled" if words & {"sand", "sands", "trouble", "aground", "ground", "wall", "difficulties"} else None
            )
        case "go" | "get":
            return "stalled" if words & {"circles", "nowhere", "bogged"} else None
        case "bog":
            return "stalled"
        case _:
            return None


def _goes_on(noun: Token, verb: Token) -> bool:
    """ "The dialogue continues", "for us the talks go on": now, and of the talks as such, not of what they do or where they head."""
    if noun.lemma_ in ONE_MEETING or verb.tag_ not in ("VBZ", "VBP"):
        return False
    inside = {c.dep_ for c in verb.children}
    if inside & {"xcomp", "dobj", "acomp", "ccomp"} or verb.lemma_ not in ("continue", "go"):
        return False
    return verb.lemma_ == "continue" or any(
        c.lower_ == "on" and not any(o.dep_ in ("pobj", "pcomp") for o in c.children) for c in verb.children
    )


def _is_back(verb: Token) -> bool:
    """ "The process is back on track", "is back on its feet"."""
    on = {t.lemma_ for c in verb.children for t in c.subtree if c.i > verb.i and t.i <= c.i + 5}
    back = any(t.lower_ == "back" and not _is_denied(t) for c in verb.children for t in (c, *c.children))
    return back and "on" in on and bool(on & {"track", "rail", "rails", "course", "foot", "feet"})


def _is_denied(word: Token) -> bool:
    """ "Asleep, not dead": the word is what it is said not to be."""
    before = word.doc[word.i - 1].lower_ if word.i else ""
    return before in ("not", "hardly", "neither", "nor") or any(c.dep_ == "neg" for c in word.children)


def _is_halt(noun: Token) -> bool:
    """ "A sixty-day halt to fighting", "the pause in attacks": a truce under another name."""
    if noun.lemma_ not in ("halt", "pause", "end"):
        return False
    what = prep_object(noun, "to", "in", "of")
    return what is not None and what.lower_ in FIGHTING


def _is_stage(noun: Token) -> bool:
    """ "its second week", "a new phase"."""
    return noun.lemma_ in ("week", "month", "day", "year", "phase", "stage")


def _is_truce(noun: Token) -> bool:
    return any(c.lower_ in TRUCE for c in noun.children)


def _state(words: set[str], *, truce: bool, deal: bool) -> str | None:
    if words & {"ruins", "tatters", "shreds", "ashes"}:
        return "collapsed"
    if words & {"stalled", "deadlocked", "stuck", "deadlock", "impasse", "standstill", "stalemate", "limbo"}:
        return "stalled"
    if words & {"suspended", "hold"} and not truce and "on" in words | {"on"}:
        return "suspended" if words & {"suspended", "hold", "frozen"} else None
    if words & {"over", "dead", "finished", "ended"}:
        return "ended"
    if words & {"force", "place", "effect"} and (truce or deal):
        return "ceasefire" if truce else "implementation"
    if ("underway" in words or {"under", "way"} <= words) and not truce and not deal:
        return "talks_under_way"
    return None
