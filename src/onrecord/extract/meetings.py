"""Talks, rounds, visits and calls: who met whom, how it stands and how it ended."""

from __future__ import annotations

from dataclasses import dataclass, field

from spacy.tokens import Token

from onrecord.extract import flags
from onrecord.extract.acts import is_real, may_act
from onrecord.extract.tree import auxiliaries, child, doer, heads_of, is_negated, is_passive, prep_object, verb_above
from onrecord.extract.words import TALKS
from onrecord.model import Format, Outcome, Status

JOURNEY = frozenset("arrive leave fly travel head visit".split())
EVENT = TALKS | frozenset("visit call".split())
ENDED = frozenset("end conclude finish close wrap break fail produce yield".split())
HELD = frozenset(
    "hold attend convene conduct open begin start complete conclude finish join follow finalise have resume continue".split()
)
GOING = frozenset("continue proceed go drag last".split())
PLANNED = frozenset(
    "pencil slot book fix earmark slate schedule plan expect set due arrange agree announce slate propose".split()
)
NO_RESULT = frozenset(
    "without fail failed inconclusive deadlock stalemate collapse fruitless empty-handed breakdown".split()
)
MEET = frozenset("meet reconvene convene talk negotiate confer speak sit".split())
SERIES = frozenset(
    "first second third fourth fifth sixth seventh eighth ninth tenth latest last previous next new another final earlier".split()
)


@dataclass(slots=True)
class Meeting:
    """A meeting as one clause tells it."""

    token: Token
    verb: Token | None
    actors: list[Token] = field(default_factory=list)
    status: Status | None = None
    outcome: Outcome | None = None
    format: Format | None = None
    future: bool = False
    negated: bool = False
    place: str | None = None
    time: tuple[int, int] | None = None
    needs_parties: bool = False
    strength: int = 0


def meeting_at(token: Token) -> Meeting | None:
    """The meeting told at this noun or verb, or None where it is only mentioned."""
    if token.pos_ == "NOUN" and (token.lemma_.lower() in EVENT or token.lower_ in EVENT):
        return _noun_meeting(token)
    if token.pos_ == "VERB" and token.lemma_ in MEET:
        return _verb_meeting(token)
    if token.pos_ == "VERB" and token.lemma_ in JOURNEY:
        return _journey(token)
    if (
        token.lemma_ == "table"
        and token.dep_ == "pobj"
        and token.head.lower_ == "to"
        and token.head.head.lemma_ in ("return", "come", "go")
        and token.head.head.pos_ == "VERB"
    ):
        return _table(token.head.head, token)
    return None


def _table(verb: Token, table: Token) -> Meeting | None:
    """ "agreed to return to the table": a meeting ahead, or held."""
    subject = doer(verb)
    agreed = verb.dep_ == "xcomp" and verb.head.lemma_ in ("agree", "plan", "decide", "promise", "expect")
    if not may_act(subject, "action") or is_negated(verb) or not (agreed or is_real(verb)):
        return None
    ahead = agreed or flags.is_future(verb)
    if not ahead and verb.tag_ not in ("VBD", "VBN"):
        return None
    return Meeting(
        table,
        verb,
        heads_of(subject) if subject is not None else [],
        Status.ANNOUNCED if ahead else Status.ENDED,
        future=ahead,
        place=flags.place_of(verb),
        time=flags.time_tokens(verb),
        strength=2,
    )


def _journey(verb: Token) -> Meeting | None:
    """A visit: "is to arrive in Doha tomorrow", "left for Doha", "visited the capital on Monday"."""
    subject = doer(verb)
    if subject is None or not _travels(subject) or is_negated(verb):
        return None
    target = child(verb, "dobj") if verb.lemma_ == "visit" else prep_object(verb, "in", "to", "for", "at")
    if target is None or target.pos_ != "PROPN" or target.ent_type_ in ("PERSON", "DATE", "TIME"):
        return None
    scheduled = verb.dep_ == "xcomp" and verb.head.lemma_ in ("be", "due", "expect", "schedule", "set", "plan")
    ahead = (
        scheduled
        or flags.is_future(verb)
        or verb.lemma_ in ("leave", "head", "fly")
        or verb.tag_ == "VBG"
        and verb.dep_ == "ROOT"
    )
    if not scheduled and not is_real(verb):
        return None
    status = Status.ANNOUNCED if ahead else Status.UNDER_WAY if verb.lemma_ == "arrive" else Status.ENDED
    return Meeting(
        verb,
        verb,
        heads_of(subject),
        status,
        future=ahead,
        place=str(target.text),
        time=flags.time_tokens(verb),
        strength=1,
    )


def _travels(subject: Token) -> bool:
    """Envoys, ministers, delegations and people by name travel for talks; others just travel."""
    if subject.lemma_.lower() in (
        "envoy",
        "delegation",
        "mediator",
        "negotiator",
        "team",
        "minister",
        "delegate",
        "ambassador",
        "secretary",
        "president",
        "premier",
    ):
        return True
    return subject.pos_ == "PROPN" and any(
        c.dep_ == "compound"
        and c.lower_
        in ("envoy", "minister", "president", "secretary", "negotiator", "mediator", "ambassador", "representative")
        for c in subject.children
    )


def _verb_meeting(verb: Token) -> Meeting | None:
    partner = prep_object(verb, "with") or (child(verb, "dobj") if verb.lemma_ == "meet" else None)
    subject = doer(verb)
    if verb.lemma_ in ("talk", "speak") and partner is None:
        return None
    if verb.lemma_ == "speak" and not any(t.lower_ in ("phone", "telephone", "video") for t in verb.subtree):
        return None
    if verb.lemma_ == "sit" and not (
        any(c.lower_ == "down" for c in verb.children)
        and not any(c.dep_ == "prep" and c.lower_ == "on" for c in verb.children)
    ):
        return None
    if verb.lemma_ == "meet" and (target := child(verb, "dobj")) is not None and not may_act(target, "action"):
        return None
    if not may_act(subject, "action"):
        return None
    agreed = verb.dep_ in ("xcomp",) and verb.head.lemma_ in (
        "agree",
        "plan",
        "decide",
        "schedule",
        "expect",
        "due",
        "set",
        "arrange",
        "promise",
    )
    future = flags.is_future(verb) or agreed
    came = (
        verb.dep_ in ("advcl", "xcomp")
        and verb.head.lemma_ in ("fly", "arrive", "travel", "come", "go", "return")
        and is_real(verb.head)
    )
    if not agreed and not came and not is_real(verb):
        return None
    if verb.lemma_ in ("talk", "negotiate") and partner is None and not future and flags.time_tokens(verb) is None:
        return None
    if (
        partner is None
        and subject is not None
        and subject.tag_ not in ("NNS", "NNPS", "PRP")
        and len(heads_of(subject)) < 2
    ):
        return None
    actors = heads_of(subject) if subject is not None else []
    if partner is not None and may_act(partner, "action"):
        actors = [*actors, *heads_of(partner)]
    negated = is_negated(verb)
    if negated:
        return None
    status = (
        Status.ANNOUNCED
        if future
        else Status.UNDER_WAY
        if verb.tag_ == "VBG" and "are" in auxiliaries(verb)
        else Status.ENDED
    )
    return Meeting(
        verb,
        verb,
        actors,
        status,
        None,
        _format(verb),
        future,
        False,
        flags.place_of(verb),
        flags.time_tokens(verb),
        strength=3,
    )


def _noun_meeting(noun: Token) -> Meeting | None:
    lemma = noun.lemma_.lower()
    if noun.dep_ in ("compound", "nmod", "amod", "poss") or lemma in ("round",) and not _is_round_of_talks(noun):
        return None
    if lemma == "talk" and noun.tag_ == "NN":
        return None
    if lemma == "call" and not any(c.lower_ in ("phone", "telephone", "video", "conference") for c in noun.children):
        return None
    if (
        noun.dep_ == "pobj"
        and noun.head.dep_ == "prep"
        and noun.head.lower_ == "of"
        and noun.head.head.lemma_.lower() in EVENT | {"day", "hour", "week", "month", "night"}
    ):
        if noun.head.head.lemma_.lower() in EVENT:
            return None
        top = noun.head.head
    else:
        top = noun
    verb = (
        top.head if top.dep_ in ("nsubj", "nsubjpass", "dobj") and top.head.pos_ in ("VERB", "AUX") else verb_above(top)
    )
    meeting = Meeting(noun, verb)
    _who(noun, meeting)
    meeting.place = (
        flags.place_of(noun)
        or (flags.place_of(verb) if verb is not None and top.dep_ in ("nsubj", "nsubjpass", "dobj", "pobj") else None)
        or _named_place(noun)
        or _inner_place(noun)
    )
    meeting.time = flags.time_tokens(noun)
    meeting.format = _format(noun)
    told = _status(noun, top, verb, meeting)
    if not told:
        return None
    return meeting


def _is_round_of_talks(noun: Token) -> bool:
    of = prep_object(noun, "of")
    if of is not None:
        return of.lemma_.lower() in EVENT or of.lower_ in EVENT
    return any(c.lower_ in SERIES or c.lower_ in EVENT or c.dep_ == "nummod" for c in noun.children)


def _inner_place(noun: Token) -> str | None:
    """The place within a phrase like "talks between A and B in Vienna", wherever the parse hung it."""
    for token in noun.subtree:
        if token.dep_ == "prep" and token.lower_ in ("in", "at") and token.i > noun.i:
            place = flags.place_of(token.head)
            if place is not None:
                return place
    return None


def _named_place(noun: Token) -> str | None:
    for c in noun.children:
        if c.dep_ == "compound" and c.pos_ == "PROPN" and c.ent_type_ in ("GPE", "LOC", "FAC"):
            return str(c.text)
    return None


def _who(noun: Token, meeting: Meeting) -> None:
    between = prep_object(noun, "between", "among")
    of = prep_object(noun, "of")
    inner = of if of is not None and (of.lemma_.lower() in EVENT or of.lower_ in EVENT) else None
    if between is None and inner is not None:
        between = prep_object(inner, "between", "among")
    if between is not None:
        meeting.actors = heads_of(between)
        meeting.strength += 2
        return
    partner = prep_object(noun, "with") or (prep_object(inner, "with") if inner is not None else None)
    owner = child(noun, "poss")
    verb = meeting.verb
    if partner is None and verb is not None and noun.dep_ in ("dobj", "pobj"):
        partner = prep_object(verb, "with")
    subject = None
    if verb is not None and partner is not None and noun.dep_ == "pobj" and noun.head.lower_ in ("at", "during", "in"):
        subject = doer(verb)
    if (
        verb is not None
        and (
            noun.dep_ == "dobj"
            or verb.lemma_
            in ("arrive", "travel", "leave", "fly", "return", "meet", "go", "sit", "engage", "enter", "attend")
        )
        and verb.lemma_ not in ("host", "mediate", "facilitate", "chair", "broker")
    ):
        subject = doer(verb)
    if owner is not None and may_act(owner, "action") and owner.ent_type_ not in ("DATE", "TIME"):
        subject = subject or owner
    if subject is not None and may_act(subject, "action"):
        meeting.actors = heads_of(subject)
    if partner is not None and may_act(partner, "action"):
        known = {t.i for t in meeting.actors}
        meeting.actors += [t for t in heads_of(partner) if t.i not in known]
        meeting.strength += 2


def _status(noun: Token, top: Token, verb: Token | None, meeting: Meeting) -> bool:
    """Fill status and outcome; False where the noun only mentions talks."""
    relative = next(
        (c for c in (*noun.children, *top.children) if c.dep_ in ("relcl", "acl") and c.pos_ == "VERB"), None
    )
    if verb is None:
        return False
    lemma = verb.lemma_
    subject = top.dep_ in ("nsubj", "nsubjpass") and verb.i == top.head.i
    target = top.dep_ == "dobj" or (top.dep_ == "nsubjpass")
    future = flags.is_future(verb)
    aux = auxiliaries(verb)
    if is_negated(verb) and lemma not in ("produce", "yield", "reach", "make", "lead"):
        return False
    if relative is not None and relative.lemma_ in ENDED | {"collapse", "last"}:
        meeting.status, meeting.outcome, meeting.strength = Status.ENDED, _outcome(relative), meeting.strength + 3
        return True
    if (
        relative is not None
        and relative.lemma_
        in ("mediate", "broker", "host", "facilitate", "hold", "conduct", "begin", "start", "open", "convene")
        and relative.tag_ != "VB"
    ):
        meeting.status = Status.UNDER_WAY if relative.tag_ == "VBG" else Status.ENDED
        meeting.time = meeting.time or flags.time_tokens(relative)
        meeting.place = meeting.place or flags.place_of(relative)
        meeting.strength += 2
        return not flags.is_future(relative)
    if relative is not None and relative.lemma_ in ("schedule", "plan", "expect", "set", "due"):
        meeting.status, meeting.future, meeting.strength = Status.ANNOUNCED, True, meeting.strength + 2
        if flags.time_tokens(relative) is not None:
            meeting.time = flags.time_tokens(relative)
        if lemma in ("cancel", "call", "scrap"):
            meeting.status, meeting.future = Status.CANCELLED, False
        elif (
            lemma in ("postpone", "delay", "defer")
            or lemma in ("put", "push")
            and {"off", "back"} & {c.lower_ for c in verb.children}
        ):
            meeting.status, meeting.future = Status.POSTPONED, False
        return True
    if lemma in ("cancel", "scrap") or lemma == "call" and any(c.lower_ == "off" for c in verb.children):
        if target:
            meeting.status = Status.CANCELLED
            return True
        return False
    particles = {c.lower_ for c in verb.children}
    if (
        lemma in ("postpone", "delay", "reschedule", "adjourn", "defer", "shelve")
        or lemma in ("push", "put", "move", "set")
        and particles & {"back", "off"}
    ) and (target or subject):
        meeting.status = Status.POSTPONED
        return is_real(verb)
    if (
        subject
        and is_passive(verb)
        and lemma in PLANNED
        or subject
        and lemma == "be"
        and any(c.lemma_ in ("due", "set", "schedule", "expected") for c in verb.children)
    ):
        meeting.status, meeting.future = Status.ANNOUNCED, True
        meeting.strength += 2
        meeting.time = (
            meeting.time
            or flags.time_tokens(verb)
            or next((t for c in verb.children if c.dep_ == "xcomp" and (t := flags.time_tokens(c))), None)
        )
        return True
    if not is_real(verb) and not (
        top.dep_ == "dobj"
        and verb.dep_ == "xcomp"
        and verb.head.lemma_ in ("agree", "plan", "expect", "schedule", "decide", "arrange", "due")
    ):
        return False
    meeting.time = meeting.time or flags.time_tokens(verb)
    if subject or target:
        if subject and lemma in ENDED or target and lemma in ("end", "conclude", "finish", "wrap", "complete", "close"):
            meeting.status = Status.ANNOUNCED if future else Status.ENDED
            meeting.future = future
            meeting.outcome = _outcome(verb)
            if lemma == "fail" and meeting.outcome is None:
                meeting.outcome = Outcome.NO_AGREEMENT
            meeting.strength += 3
            return lemma != "break" or any(c.lower_ in ("up", "off") for c in verb.children)
        if lemma in HELD | {"take", "occur"} or lemma in GOING and subject:
            if lemma == "take" and not any(c.lower_ == "place" for c in verb.children):
                return False
            if (
                lemma in ("continue", "resume", "go")
                and subject
                and not future
                and meeting.place is None
                and meeting.time is None
                and not meeting.actors
            ):
                return False
            if lemma in ("have",) and not meeting.actors:
                return False
            agreed = verb.dep_ == "xcomp"
            meeting.future = future or agreed
            if meeting.future:
                meeting.status = Status.ANNOUNCED
            elif (
                "being" in aux
                or (verb.tag_ == "VBG" and aux & {"is", "are", "were", "was"})
                or lemma in GOING
                or lemma in ("begin", "start", "open")
                and subject
            ):
                meeting.status = Status.UNDER_WAY
            else:
                meeting.status = Status.ENDED
            meeting.outcome = _outcome(verb)
            meeting.strength += 2
            return True
        if subject and lemma in ("produce", "yield", "lead", "result", "reach", "make"):
            meeting.status, meeting.outcome = Status.ENDED, _outcome(verb)
            meeting.strength += 2
            return meeting.outcome is not None or meeting.place is not None or meeting.time is not None
        if subject and lemma == "be" and any(c.lemma_ in ("under", "underway", "way") for c in verb.subtree):
            meeting.status = Status.UNDER_WAY
            return True
    if lemma in ("follow",) and target:
        meeting.status = Status.ENDED
        return True
    # "at talks with Pakistan in Istanbul on Thursday", "arrived for talks"
    if top.dep_ == "pobj" and top.head.lower_ in ("at", "during", "in", "after", "following"):
        rich = (
            bool(meeting.actors)
            + (flags.place_of(noun) is not None or _named_place(noun) is not None)
            + (flags.time_tokens(noun) is not None)
        )
        meeting.status = Status.ENDED
        if rich >= 1 or meeting.strength >= 2 or any(c.lower_ in SERIES for c in noun.children):
            meeting.strength += rich
            return True
        return False
    if (
        top.dep_ == "pobj"
        and top.head.lower_ == "for"
        and lemma in ("arrive", "travel", "leave", "fly", "gather", "return", "meet", "visit", "be", "sit", "assemble")
    ):
        meeting.status = Status.ANNOUNCED if lemma in ("travel", "leave", "fly") or future else Status.UNDER_WAY
        meeting.future = meeting.status is Status.ANNOUNCED
        return True
    return False


def _outcome(verb: Token) -> Outcome | None:
    words = {t.lower_ for t in verb.subtree} | {t.lemma_.lower() for t in verb.subtree}
    if "without" in words and words & {
        "agreement",
        "deal",
        "breakthrough",
        "progress",
        "result",
        "accord",
        "resolution",
        "outcome",
        "signing",
        "success",
        "settlement",
        "understanding",
        "solution",
        "agreeing",
        "conclusion",
        "statement",
        "compromise",
    }:
        return Outcome.NO_AGREEMENT
    if words & {"inconclusively", "inconclusive", "deadlock", "stalemate", "failure", "fruitless"} or (
        "no" in words and words & {"agreement", "deal", "breakthrough", "progress", "result"}
    ):
        return Outcome.NO_AGREEMENT
    if verb.lemma_ == "fail" or verb.lemma_ == "break" and "down" in words:
        return Outcome.NO_AGREEMENT
    if words & {"ceasefire", "truce"} and verb.lemma_ in ("produce", "yield", "lead", "result", "end"):
        return Outcome.CEASEFIRE
    if words & {"agreement", "deal", "accord"} and verb.lemma_ in (
        "produce",
        "yield",
        "lead",
        "result",
        "end",
        "conclude",
        "reach",
    ):
        return (
            Outcome.AGREEMENT_TO_CONTINUE if words & {"continue", "meet", "again", "resume"} else Outcome.FULL_AGREEMENT
        )
    return None


def _format(noun: Token) -> Format | None:
    words = {c.lower_ for c in noun.children}
    if "indirect" in words:
        return Format.INDIRECT
    if noun.pos_ == "VERB" and any(t.lower_ in ("phone", "telephone", "video") for t in noun.subtree):
        return Format.REMOTE
    if "direct" in words or "face" in words or "face-to-face" in words:
        return Format.DIRECT
    if "proximity" in words:
        return Format.PROXIMITY
    if "shuttle" in words:
        return Format.SHUTTLE
    if words & {"phone", "telephone", "video", "virtual", "online", "remote"}:
        return Format.REMOTE
    return None
