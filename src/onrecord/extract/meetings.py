"""Talks, rounds, visits and calls: who met whom, how it stands and how it ended."""

from __future__ import annotations

from spacy.tokens import Token

from onrecord.extract import flags, times
from onrecord.extract.acts import is_real, may_act
from onrecord.extract.encounters import (
    JOURNEY,
    PART,
    RECEIVE,
    are_several,
    awaited,
    comes_together,
    journey,
    parted,
    partner_of,
    received,
    represented,
    sat_down,
    table,
    there,
)
from onrecord.extract.standing import SERIES, Meeting, format_of, named_place, standing
from onrecord.extract.tree import auxiliaries, child, doer, heads_of, is_negated, prep_object, verb_above
from onrecord.extract.words import TALKS
from onrecord.model import Status

EVENT = TALKS | frozenset("visit call contact".split())
MEET = frozenset("huddle consult meet reconvene convene talk negotiate confer speak sit".split())


def meeting_at(token: Token) -> Meeting | None:
    """The meeting told at this noun or verb, or None where it is only mentioned."""
    if token.pos_ == "NOUN" and (token.lemma_.lower() in EVENT or token.lower_ in EVENT):
        return _noun_meeting(token)
    if token.pos_ == "VERB" and (token.lemma_ in MEET or comes_together(token)):
        return _verb_meeting(token) or sat_down(token)
    if token.pos_ == "VERB" and token.lemma_ in RECEIVE:
        return received(token)
    if token.pos_ == "VERB" and (sat := sat_down(token)) is not None:
        return sat
    if token.pos_ == "VERB" and token.lemma_ in PART and (left := parted(token)) is not None:
        return left
    if token.pos_ == "VERB" and token.lemma_ in JOURNEY:
        return journey(token)
    if token.lemma_ == "expect" and token.tag_ == "VBN":
        return awaited(token)
    if token.lemma_ == "be" and token.pos_ in ("AUX", "VERB"):
        return there(token)
    if (
        token.lemma_ == "table"
        and token.dep_ == "pobj"
        and token.head.lower_ == "to"
        and (verb := verb_above(token)) is not None
        and verb.lemma_ in ("return", "come", "go", "get", "be")
    ):
        return table(verb, token)
    return None


def _further(partner: Token) -> list[Token]:
    """ "with the premier and, separately, with the opposition": those behind the second "with"."""
    found: list[Token] = []
    beside = [c for c in partner.head.head.children if c.dep_ == "prep" and c.i > partner.i]
    for c in (*partner.head.children, *beside):
        if c.dep_ in ("conj", "prep") and c.lower_ == "with" and (other := child(c, "pobj")) is not None:
            found.extend(heads_of(other))
    return found


def _verb_meeting(verb: Token) -> Meeting | None:
    partner = partner_of(verb) or (child(verb, "dobj") if verb.lemma_ in ("meet", "consult") else None)
    subject = doer(verb)
    if verb.lemma_ in ("talk", "speak") and partner is None and not are_several(subject):
        return None
    if verb.lemma_ == "speak" and not any(t.lower_ in ("phone", "telephone", "video") for t in verb.subtree):
        return None
    if verb.lemma_ == "sit" and not (
        any(c.lower_ == "down" for c in verb.children)
        and not any(
            c.dep_ == "prep" and c.lower_ == "on" and (o := child(c, "pobj")) is not None and o.ent_type_ != "DATE"
            for c in verb.children
        )
    ):
        return None
    met = child(verb, "dobj") if verb.lemma_ == "meet" else None
    if met is not None and not may_act(met, "action") and not times.is_day(met):
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
    if verb.lemma_ in ("talk", "negotiate") and partner is None and not future and times.time_tokens(verb) is None:
        return None
    if (
        partner is None
        and subject is not None
        and not are_several(subject)
        and subject.lemma_.lower() not in ("committee", "commission", "group", "panel", "forum", "body", "conference")
    ):
        return None
    actors = represented(subject) if subject is not None else []
    if partner is not None and len(actors) + are_several(subject) > 1 and _mediates(partner):
        # "The two sides met with a mediator"
        partner = None
    if partner is not None and may_act(partner, "action"):
        actors = [*actors, *heads_of(partner), *_further(partner)]
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
        format_of(verb),
        future,
        False,
        flags.place_of(verb),
        times.time_tokens(verb),
        strength=3,
    )


def _mediates(noun: Token) -> bool:
    words = {noun.lemma_.lower(), *(c.lemma_.lower() for c in noun.children if c.dep_ in ("appos", "compound"))}
    return bool(words & {"mediator", "facilitator", "conciliator", "go-between", "arbitrator"})


def _noun_meeting(noun: Token) -> Meeting | None:
    lemma = noun.lemma_.lower()
    if noun.dep_ in ("compound", "nmod", "amod", "poss") or lemma in ("round",) and not _is_round_of_talks(noun):
        return None
    before = {c.lower_ for c in noun.children if c.dep_ in ("compound", "amod", "nmod")}
    if before & {"press", "news", "public", "mass", "prayer", "protest", "annual", "gun", "armed"}:
        return None
    if lemma == "encounter" and (
        (met := prep_object(noun, "with")) is not None
        and met.lemma_ in ("militant", "rebel", "terrorist", "insurgent", "gunman", "police", "force", "troop")
        or any(t.lemma_ in ("kill", "shoot", "gunfight", "die") for t in noun.sent)
    ):
        # an exchange of fire, as Indian papers call it
        return None
    if lemma == "talk" and noun.tag_ == "NN":
        return None
    if noun.dep_ == "pobj" and noun.head.lower_ in ("for", "to") and noun.head.head.pos_ == "ADJ":
        # "ready for dialogue", "open to talks"
        return None
    if (
        noun.dep_ == "pobj"
        and noun.head.lower_ in ("in", "of", "to", "with", "on", "about")
        and noun.head.head.lower_
        in ("involved", "close", "familiar", "knowledge", "briefed", "privy", "aware", "acquainted")
    ):
        # "a person involved in the negotiations": who tells of it
        return None
    if lemma == "contact" and not (noun.tag_ == "NNS" and _is_held_contact(noun)):
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
    lost = _lost_verb(top)
    verb = lost or (
        top.head if top.dep_ in ("nsubj", "nsubjpass", "dobj") and top.head.pos_ in ("VERB", "AUX") else verb_above(top)
    )
    meeting = Meeting(noun, verb)
    _who(noun, top, meeting)
    meeting.place = (
        flags.place_of(noun)
        or (flags.place_of(verb) if verb is not None and top.dep_ in ("nsubj", "nsubjpass", "dobj", "pobj") else None)
        or named_place(noun)
        or _inner_place(noun)
    )
    meeting.time = times.time_tokens(noun) or next(
        # "a round due to open on Monday has been put off"
        (t for c in noun.children if c.lower_ == "due" for g in c.children if (t := times.time_tokens(g)) is not None),
        None,
    )
    meeting.format = format_of(noun)
    told = standing(noun, top, verb, meeting, is_subject=lost is not None)
    if not told:
        return None
    return meeting


def _is_held_contact(noun: Token) -> bool:
    told = noun.head.lemma_ in ("hold", "take", "have", "make") and noun.dep_ in ("nsubj", "nsubjpass", "dobj")
    kind = any(c.lower_ in ("secret", "direct", "indirect", "discreet") for c in noun.children)
    return told and (kind or prep_object(noun, "between") is not None or times.time_tokens(noun.head) is not None)


def _lost_verb(top: Token) -> Token | None:
    """The verb of "after a day of talks closed without a deal", where the parser took the talks for all of it."""
    if top.dep_ != "pobj" or top.head.lower_ not in ("after", "before", "until", "as", "since"):
        return None
    after = top.right_edge.i + 1
    if after >= len(top.doc):
        return None
    verb = top.doc[after]
    lacks = child(verb, "nsubj", "nsubjpass") is None
    return verb if verb.pos_ == "VERB" and verb.tag_ in ("VBD", "VBZ") and lacks and verb.dep_ == "advcl" else None


def _is_round_of_talks(noun: Token) -> bool:
    of = prep_object(noun, "of")
    if of is not None:
        return of.lemma_.lower() in EVENT or of.lower_ in EVENT
    if any(c.dep_ == "poss" and c.ent_type_ in ("DATE", "TIME") for c in noun.children):
        # "Thursday's round"
        return True
    if noun.dep_ in ("dobj", "nsubjpass") and noun.head.lemma_ in (
        "postpone",
        "host",
        "attend",
        "cancel",
        "schedule",
        "delay",
    ):
        return True
    return any(c.lower_ in SERIES or c.lower_ in EVENT or c.dep_ == "nummod" for c in noun.children)


def _inner_place(noun: Token) -> str | None:
    """The place within a phrase like "talks between A and B in Vienna", wherever the parse hung it."""
    for token in noun.subtree:
        if token.dep_ == "prep" and token.lower_ in ("in", "at") and token.i > noun.i:
            place = flags.place_of(token.head)
            if place is not None:
                return place
    return None


def _who(noun: Token, top: Token, meeting: Meeting) -> None:
    between = prep_object(noun, "between", "among")
    of = prep_object(noun, "of")
    inner = of if of is not None and (of.lemma_.lower() in EVENT or of.lower_ in EVENT) else None
    if between is None and inner is not None:
        between = prep_object(inner, "between", "among")
    if between is None and of is not None and inner is None and of.tag_ in ("NNS", "NNPS") and may_act(of, "action"):
        # "a sitting of the two chief secretaries"
        between = of
    if between is not None:
        meeting.actors = heads_of(between)
        meeting.strength += 2
        return
    partner = prep_object(noun, "with") or (prep_object(inner, "with") if inner is not None else None)
    if partner is None and top.dep_ == "dobj" and top.head.lemma_ in ("pay", "grant", "give"):
        # "paid a visit to the emir", "granted the envoy an audience"
        partner = prep_object(top.head, "to") or prep_object(noun, "to") or child(top.head, "dative")
    owner = child(noun, "poss")
    verb = meeting.verb
    if partner is None and verb is not None and top.dep_ in ("dobj", "pobj"):
        partner = prep_object(verb, "with")
    subject = None
    if verb is not None and partner is not None and noun.dep_ == "pobj" and noun.head.lower_ in ("at", "during", "in"):
        subject = doer(verb)
    if (
        verb is not None
        and (
            top.dep_ == "dobj"
            or verb.lemma_
            in ("arrive", "travel", "leave", "fly", "return", "meet", "go", "sit", "engage", "enter", "attend")
        )
        and verb.lemma_ not in ("host", "mediate", "facilitate", "chair", "broker")
    ):
        subject = doer(verb)
    if owner is not None and may_act(owner, "action") and owner.ent_type_ not in ("DATE", "TIME"):
        subject = subject or owner
    if subject is None and partner is not None and verb is not None and verb.dep_ == "advcl":
        # "the dockers walked out after talks with the operator ended"
        subject = doer(verb.head)
    if subject is not None and may_act(subject, "action"):
        meeting.actors = heads_of(subject)
    if partner is not None and may_act(partner, "action"):
        known = {t.i for t in meeting.actors}
        meeting.actors += [t for t in heads_of(partner) if t.i not in known]
        meeting.strength += 2
