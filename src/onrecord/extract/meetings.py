"""Talks, rounds, visits and calls: who met whom, how it stands and how it ended."""

from __future__ import annotations

from spacy.tokens import Token

from onrecord.extract import flags
from onrecord.extract.acts import is_real, may_act
from onrecord.extract.standing import SERIES, Meeting, format_of, named_place, outcome_of, standing
from onrecord.extract.tree import auxiliaries, child, doer, heads_of, is_negated, is_passive, prep_object, verb_above
from onrecord.extract.words import TALKS
from onrecord.model import Format, Outcome, Status

RECEIVE = frozenset("receive host telephone phone call ring".split())
JOURNEY = frozenset("arrive leave fly travel head visit".split())
PART = frozenset("leave part emerge disperse depart rise separate walk go return fly come".split())
TEAMS = frozenset("delegation team side panel".split())
ENVOYS = frozenset("negotiator envoy delegate delegation representative official diplomat team leader minister chief".split())
EVENT = TALKS | frozenset("visit call contact".split())
MEALS = frozenset("lunch dinner breakfast tea coffee supper".split())
MEET = frozenset("huddle consult meet reconvene convene talk negotiate confer speak sit".split())


def meeting_at(token: Token) -> Meeting | None:
    """The meeting told at this noun or verb, or None where it is only mentioned."""
    if token.pos_ == "NOUN" and (token.lemma_.lower() in EVENT or token.lower_ in EVENT):
        return _noun_meeting(token)
    if token.pos_ == "VERB" and (token.lemma_ in MEET or _comes_together(token)):
        return _verb_meeting(token)
    if token.pos_ == "VERB" and token.lemma_ in RECEIVE:
        return _received(token)
    if token.pos_ == "VERB" and (sat := _sat_down(token)) is not None:
        return sat
    if token.pos_ == "VERB" and token.lemma_ in PART and (parted := _parted(token)) is not None:
        return parted
    if token.pos_ == "VERB" and token.lemma_ in JOURNEY:
        return _journey(token)
    if token.lemma_ == "expect" and token.tag_ == "VBN":
        return _awaited(token)
    if token.lemma_ == "be" and token.pos_ in ("AUX", "VERB"):
        return _there(token)
    if (
        token.lemma_ == "table"
        and token.dep_ == "pobj"
        and token.head.lower_ == "to"
        and (verb := verb_above(token)) is not None
        and verb.lemma_ in ("return", "come", "go", "get", "be")
    ):
        return _table(verb, token)
    return None


def _sat_down(verb: Token) -> Meeting | None:
    """ "sat across a table for nine hours", "came face to face", "resumed their work": a meeting by its picture."""
    subject = doer(verb)
    words = {c.lower_ for c in verb.children} | {g.lower_ for c in verb.children for g in c.children}
    table = prep_object(verb, "across", "around", "round", "at")
    seated = verb.lemma_ == "sit" and (
        table is not None
        and table.lemma_ == "table"
        or subject is not None
        and subject.lemma_.lower() in ("commission", "committee", "conference")
        and (flags.place_of(verb) is not None or flags.time_tokens(verb) is not None)
    )
    faced = verb.lemma_ in ("come", "meet", "sit", "stand") and {"face", "to"} <= words and not is_negated(verb)
    work = child(verb, "dobj")
    worked = (
        verb.lemma_ in ("resume", "restart", "continue", "begin", "start")
        and work is not None
        and work.lemma_ in ("work", "consultation", "deliberation", "discussion")
        and subject is not None
        and subject.lemma_.lower() in ENVOYS | TEAMS | {"mediator", "committee", "commission", "group"}
    )
    handed = verb.lemma_ == "shake" and work is not None and work.lemma_ == "hand" and _are_several(subject)
    gathered = (
        verb.lemma_ in ("gather", "assemble", "convene", "congregate")
        and work is None
        and subject is not None
        and subject.lemma_.lower() in ENVOYS | {"mediator", "elder", "party", "side", "state", "country"}
        and flags.place_of(verb) is not None
    )
    if subject is None or not (seated or faced or worked or handed or gathered) or not may_act(subject, "action"):
        return None
    agreed = verb.dep_ == "xcomp" and verb.head.lemma_ in ("agree", "plan", "expect", "schedule", "due", "decide")
    if is_negated(verb) or not (agreed or is_real(verb)):
        return None
    future = agreed or flags.is_future(verb)
    status = Status.ANNOUNCED if future else Status.UNDER_WAY if verb.tag_ == "VBG" else Status.ENDED
    return Meeting(
        verb, verb, represented(subject), status, future=future, place=flags.place_of(verb),
        time=flags.time_tokens(verb), strength=2,
    )


def _parted(verb: Token) -> Meeting | None:
    """ "Negotiators for both left the compound without a deal": what they left has ended so."""
    subject = doer(verb)
    if subject is None or not may_act(subject, "action") or not is_real(verb) or is_negated(verb):
        return None
    if flags.is_future(verb) or not (_are_several(subject) or subject.lemma_.lower() in TEAMS):
        return None
    words = {t.lower_ for t in verb.subtree}
    empty = "empty-handed" in words or {"nothing", "show"} <= words
    if not empty and (outcome_of(verb) is not Outcome.NO_AGREEMENT or not any(c.lower_ == "without" for c in verb.children)):
        return None
    return Meeting(
        verb,
        verb,
        represented(subject),
        Status.ENDED,
        Outcome.NO_AGREEMENT,
        place=flags.place_of(verb),
        time=flags.time_tokens(verb),
        strength=2,
    )


def represented(subject: Token) -> list[Token]:
    """Those who meet: in "negotiators for the government and the Front" the two they negotiate for."""
    if subject.lemma_.lower() in ENVOYS:
        sides = prep_object(subject, "for", "from", "of")
        if sides is not None and len(found := heads_of(sides)) > 1:
            return found
    return heads_of(subject)


def _comes_together(verb: Token) -> bool:
    """ "came together in Geneva", "exchanged views", "discussed the crisis with the envoy"."""
    match verb.lemma_:
        case "come" | "get" | "gather":
            return any(c.lower_ == "together" for c in verb.children) and flags.place_of(verb) is not None
        case "exchange":
            seen = child(verb, "dobj")
            return seen is not None and seen.lemma_ == "view"
        case "have" if (told := child(verb, "dobj")) is not None and told.lemma_ in ("exchange", "conversation", "discussion"):
            return _are_several(doer(verb)) or (prep_object(verb, "with") or prep_object(told, "with")) is not None
        case "have" | "share" | "eat":
            meal = child(verb, "dobj")
            return meal is not None and meal.lemma_ in MEALS and (prep_object(verb, "with") or prep_object(meal, "with")) is not None
        case "discuss" | "review":
            partner = _partner(verb)
            return partner is not None and (_travels(partner) or may_act(partner, "action") and _has_time(verb))
        case _:
            return False


def _partner(verb: Token) -> Token | None:
    """Behind "with", wherever the parser hung it: "discussed the roster with management"."""
    matter = child(verb, "dobj") or prep_object(verb, "behind", "in", "at")
    return prep_object(verb, "with") or (prep_object(matter, "with") if matter is not None else None)


def _further(partner: Token) -> list[Token]:
    """ "with the premier and, separately, with the opposition": those behind the second "with"."""
    found: list[Token] = []
    beside = [c for c in partner.head.head.children if c.dep_ == "prep" and c.i > partner.i]
    for c in (*partner.head.children, *beside):
        if c.dep_ in ("conj", "prep") and c.lower_ == "with" and (other := child(c, "pobj")) is not None:
            found.extend(heads_of(other))
    return found


def _has_time(verb: Token) -> bool:
    return flags.time_tokens(verb) is not None


def _awaited(verb: Token) -> Meeting | None:
    """ "The envoy is expected in Talvin next Monday": a visit ahead."""
    guest = child(verb, "nsubjpass")
    at = prep_object(verb, "in", "at")
    if guest is None or at is None or at.ent_type_ not in ("GPE", "LOC", "FAC") or child(verb, "xcomp") is not None:
        return None
    if is_negated(verb) or not (_travels(guest) or any(c.dep_ == "appos" and _travels(c) for c in guest.children)):
        return None
    place = str(at.doc[at.left_edge.i : at.i + 1].text)
    time = flags.time_tokens(verb) or flags.time_tokens(at)
    return Meeting(verb, verb, heads_of(guest), Status.ANNOUNCED, future=True, place=place, time=time, strength=2)


def _there(verb: Token) -> Meeting | None:
    """ "Negotiators from both sides are in Cairo", "the delegations are due back in Geneva on Monday"."""
    subject = child(verb, "nsubj")
    if subject is None or is_negated(verb) or not is_real(verb) or verb.tag_ not in ("VBP", "VBZ"):
        return None
    if subject.lemma_.lower() not in ("delegation", "negotiator", "team", "mediator", "delegate", "envoy"):
        return None
    due = next((c for c in verb.children if c.dep_ == "acomp" and c.lower_ == "due"), None)
    at = next((t for t in (due or verb).subtree if t.dep_ == "pobj" and t.head.lower_ == "in"), None)
    if at is None or at.ent_type_ not in ("GPE", "LOC", "FAC"):
        return None
    status = Status.ANNOUNCED if due is not None else Status.UNDER_WAY
    place = str(at.doc[at.left_edge.i : at.i + 1].text)
    actors = heads_of(subject)
    return Meeting(
        verb, verb, actors, status, future=due is not None, place=place, time=flags.time_tokens(verb), strength=2
    )


def _table(verb: Token, table: Token) -> Meeting | None:
    """ "agreed to return to the table": a meeting ahead, or held."""
    subject = doer(verb)
    agreed = verb.dep_ == "xcomp" and verb.head.lemma_ in ("agree", "plan", "decide", "promise", "expect")
    if not may_act(subject, "action") or is_negated(verb) or not (agreed or is_real(verb)):
        return None
    ahead = agreed or flags.is_future(verb) or verb.tag_ in ("VBP", "VBZ") and flags.time_tokens(verb) is not None
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


def _received(verb: Token) -> Meeting | None:
    """ "received the president", "telephoned the emir", "hosted a Russian delegation": a meeting or call of two."""
    guest, host = child(verb, "dobj") if not is_passive(verb) else child(verb, "nsubjpass"), doer(verb)
    if guest is None or host is None or is_negated(verb) or not is_real(verb):
        return None
    by_phone = verb.lemma_ in ("telephone", "phone", "ring")
    person = guest.pos_ == "PROPN" and guest.ent_type_ == "PERSON"
    visitor = verb.lemma_ == "receive" and guest.lemma_.lower() in ("committee", "elder", "leader", "delegate", "representative", "family")
    if not (_travels(guest) or person or visitor or by_phone and may_act(guest, "action")) or not may_act(host, "action"):
        return None
    if verb.lemma_ == "call" and (not person or child(verb, "oprd", "xcomp", "ccomp") is not None or not _has_time(verb)):
        # "called the king on Saturday", but not "called the king a liar"
        return None
    future = flags.is_future(verb)
    remote = Format.REMOTE if by_phone or verb.lemma_ == "call" else None
    status = Status.ANNOUNCED if future else Status.ENDED
    return Meeting(
        verb,
        verb,
        [*heads_of(host), *heads_of(guest)],
        status,
        None,
        remote,
        future,
        place=flags.place_of(verb),
        time=flags.time_tokens(verb),
        strength=2,
    )


def _journey(verb: Token) -> Meeting | None:
    """A visit: "is to arrive in Doha tomorrow", "left for Doha", "visited the capital on Monday"."""
    subject = doer(verb)
    if subject is None or not _travels(subject) or is_negated(verb):
        return None
    if verb.lemma_ == "visit" and (host := child(verb, "dobj")) is not None and _is_host(host) and is_real(verb):
        # "A delegation of elders visited the rebel commander"
        ahead = flags.is_future(verb)
        status = Status.ANNOUNCED if ahead else Status.ENDED
        actors = [*heads_of(subject), *heads_of(host)]
        return Meeting(verb, verb, actors, status, future=ahead, time=flags.time_tokens(verb), strength=2)
    target = child(verb, "dobj") if verb.lemma_ == "visit" else prep_object(verb, "in", "to", "for", "at")
    if target is None or target.pos_ != "PROPN" or target.ent_type_ in ("DATE", "TIME"):
        return None
    if target.ent_type_ == "PERSON" and (verb.lemma_ == "visit" or any(c.dep_ == "compound" for c in target.children)):
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
        place=str(target.doc[target.left_edge.i : target.i + 1].text),
        time=flags.time_tokens(verb),
        strength=1,
    )


def _is_host(noun: Token) -> bool:
    return noun.lemma_.lower() in ("commander", "leader", "president", "minister", "chief", "general", "king", "emir", "elder")


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
    partner = _partner(verb) or (child(verb, "dobj") if verb.lemma_ in ("meet", "consult") else None)
    subject = doer(verb)
    if verb.lemma_ in ("talk", "speak") and partner is None and not _are_several(subject):
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
        and not _are_several(subject)
        and subject.lemma_.lower() not in ("committee", "commission", "group", "panel", "forum", "body", "conference")
    ):
        return None
    actors = represented(subject) if subject is not None else []
    if partner is not None and len(actors) + _are_several(subject) > 1 and _mediates(partner):
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
        flags.time_tokens(verb),
        strength=3,
    )


def _mediates(noun: Token) -> bool:
    words = {noun.lemma_.lower(), *(c.lemma_.lower() for c in noun.children if c.dep_ in ("appos", "compound"))}
    return bool(words & {"mediator", "facilitator", "conciliator", "go-between", "arbitrator"})


def _are_several(subject: Token | None) -> bool:
    return subject is not None and (subject.tag_ in ("NNS", "NNPS", "PRP") or len(heads_of(subject)) > 1)


def _noun_meeting(noun: Token) -> Meeting | None:
    lemma = noun.lemma_.lower()
    if noun.dep_ in ("compound", "nmod", "amod", "poss") or lemma in ("round",) and not _is_round_of_talks(noun):
        return None
    if lemma == "talk" and noun.tag_ == "NN":
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
    meeting.time = flags.time_tokens(noun)
    meeting.format = format_of(noun)
    told = standing(noun, top, verb, meeting, is_subject=lost is not None)
    if not told:
        return None
    return meeting


def _is_held_contact(noun: Token) -> bool:
    told = noun.head.lemma_ in ("hold", "take", "have", "make") and noun.dep_ in ("nsubj", "nsubjpass", "dobj")
    kind = any(c.lower_ in ("secret", "direct", "indirect", "discreet") for c in noun.children)
    return told and (kind or prep_object(noun, "between") is not None or flags.time_tokens(noun.head) is not None)


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
    if noun.dep_ in ("dobj", "nsubjpass") and noun.head.lemma_ in ("postpone", "host", "attend", "cancel", "schedule", "delay"):
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
