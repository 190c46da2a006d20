"""Meetings that a verb pictures: visits, calls, partings, sitting down, coming face to face."""

from __future__ import annotations

from spacy.tokens import Token

from onrecord.extract import flags, times
from onrecord.extract.acts import is_real, may_act
from onrecord.extract.standing import Meeting, outcome_of
from onrecord.extract.tree import child, doer, heads_of, is_negated, is_passive, prep_object
from onrecord.model import Format, Outcome, Status

RECEIVE = frozenset("receive host telephone phone call ring".split())
JOURNEY = frozenset("arrive leave fly travel head visit".split())
PART = frozenset("leave part emerge disperse depart rise separate walk go return fly come".split())
TEAMS = frozenset("delegation team side panel".split())
ENVOYS = frozenset(
    "negotiator envoy delegate delegation representative official diplomat team leader minister chief".split()
)
MEALS = frozenset("lunch dinner breakfast tea coffee supper".split())


def sat_down(verb: Token) -> Meeting | None:
    """ "sat across a table for nine hours", "came face to face", "resumed their work": a meeting by its picture."""
    subject = doer(verb)
    words = {c.lower_ for c in verb.children} | {g.lower_ for c in verb.children for g in c.children}
    table = prep_object(verb, "across", "around", "round", "at")
    seated = verb.lemma_ == "sit" and (
        table is not None
        and table.lemma_ == "table"
        or subject is not None
        and subject.lemma_.lower() in ("commission", "committee", "conference")
        and (flags.place_of(verb) is not None or times.time_tokens(verb) is not None)
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
    handed = verb.lemma_ == "shake" and work is not None and work.lemma_ == "hand" and are_several(subject)
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
        verb,
        verb,
        represented(subject),
        status,
        future=future,
        place=flags.place_of(verb),
        time=times.time_tokens(verb),
        strength=2,
    )


def parted(verb: Token) -> Meeting | None:
    """ "Negotiators for both left the compound without a deal": what they left has ended so."""
    subject = doer(verb)
    if subject is None or not may_act(subject, "action") or not is_real(verb) or is_negated(verb):
        return None
    if flags.is_future(verb) or not (are_several(subject) or subject.lemma_.lower() in TEAMS):
        return None
    words = {t.lower_ for t in verb.subtree}
    empty = "empty-handed" in words or {"nothing", "show"} <= words
    if not empty and (
        outcome_of(verb) is not Outcome.NO_AGREEMENT or not any(c.lower_ == "without" for c in verb.children)
    ):
        return None
    return Meeting(
        verb,
        verb,
        represented(subject),
        Status.ENDED,
        Outcome.NO_AGREEMENT,
        place=flags.place_of(verb),
        time=times.time_tokens(verb),
        strength=2,
    )


def represented(subject: Token) -> list[Token]:
    """Those who meet: in "negotiators for the government and the Front" the two they negotiate for."""
    if subject.lemma_.lower().removesuffix("s") in ENVOYS:
        behind = [c for c in subject.children if c.dep_ == "prep" and c.lower_ in ("for", "from", "of")]
        found = [who for c in behind if (side := child(c, "pobj")) is not None for who in heads_of(side)]
        if len(found) > 1:
            return found
    return heads_of(subject)


def comes_together(verb: Token) -> bool:
    """ "came together in Geneva", "exchanged views", "discussed the crisis with the envoy"."""
    match verb.lemma_:
        case "come" | "get" | "gather":
            return any(c.lower_ == "together" for c in verb.children) and flags.place_of(verb) is not None
        case "exchange":
            seen = child(verb, "dobj")
            return seen is not None and seen.lemma_ == "view"
        case "have" if (told := child(verb, "dobj")) is not None and told.lemma_ in (
            "exchange",
            "conversation",
            "discussion",
        ):
            return are_several(doer(verb)) or (prep_object(verb, "with") or prep_object(told, "with")) is not None
        case "have" | "share" | "eat":
            meal = child(verb, "dobj")
            return (
                meal is not None
                and meal.lemma_ in MEALS
                and (prep_object(verb, "with") or prep_object(meal, "with")) is not None
            )
        case "discuss" | "review":
            partner = partner_of(verb)
            return partner is not None and (_travels(partner) or may_act(partner, "action") and _has_time(verb))
        case _:
            return False


def partner_of(verb: Token) -> Token | None:
    """Behind "with", wherever the parser hung it: "discussed the roster with management"."""
    matter = child(verb, "dobj") or prep_object(verb, "behind", "in", "at")
    return prep_object(verb, "with") or (prep_object(matter, "with") if matter is not None else None)


def _has_time(verb: Token) -> bool:
    return times.time_tokens(verb) is not None


def awaited(verb: Token) -> Meeting | None:
    """ "The envoy is expected in Talvin next Monday": a visit ahead."""
    guest = child(verb, "nsubjpass")
    at = prep_object(verb, "in", "at")
    if guest is None or at is None or at.ent_type_ not in ("GPE", "LOC", "FAC") or child(verb, "xcomp") is not None:
        return None
    if is_negated(verb) or not (_travels(guest) or any(c.dep_ == "appos" and _travels(c) for c in guest.children)):
        return None
    place = str(at.doc[at.left_edge.i : at.i + 1].text)
    time = times.time_tokens(verb) or times.time_tokens(at)
    return Meeting(verb, verb, heads_of(guest), Status.ANNOUNCED, future=True, place=place, time=time, strength=2)


def there(verb: Token) -> Meeting | None:
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
        verb, verb, actors, status, future=due is not None, place=place, time=times.time_tokens(verb), strength=2
    )


def table(verb: Token, table: Token) -> Meeting | None:
    """ "agreed to return to the table": a meeting ahead, or held."""
    subject = doer(verb)
    agreed = verb.dep_ == "xcomp" and verb.head.lemma_ in ("agree", "plan", "decide", "promise", "expect")
    if not may_act(subject, "action") or is_negated(verb) or not (agreed or is_real(verb)):
        return None
    ahead = agreed or flags.is_future(verb) or verb.tag_ in ("VBP", "VBZ") and times.time_tokens(verb) is not None
    if not ahead and verb.tag_ not in ("VBD", "VBN"):
        return None
    return Meeting(
        table,
        verb,
        heads_of(subject) if subject is not None else [],
        Status.ANNOUNCED if ahead else Status.ENDED,
        future=ahead,
        place=flags.place_of(verb),
        time=times.time_tokens(verb),
        strength=2,
    )


def received(verb: Token) -> Meeting | None:
    """ "received the president", "telephoned the emir", "hosted a Russian delegation": a meeting or call of two."""
    guest, host = child(verb, "dobj") if not is_passive(verb) else child(verb, "nsubjpass"), doer(verb)
    if guest is None or host is None or is_negated(verb) or not is_real(verb):
        return None
    by_phone = verb.lemma_ in ("telephone", "phone", "ring")
    person = guest.pos_ == "PROPN" and guest.ent_type_ == "PERSON"
    visitor = verb.lemma_ == "receive" and guest.lemma_.lower() in (
        "committee",
        "elder",
        "leader",
        "delegate",
        "representative",
        "family",
    )
    if not (_travels(guest) or person or visitor or by_phone and may_act(guest, "action")) or not may_act(
        host, "action"
    ):
        return None
    if verb.lemma_ == "call" and (
        not person or child(verb, "oprd", "xcomp", "ccomp") is not None or not _has_time(verb)
    ):
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
        time=times.time_tokens(verb),
        strength=2,
    )


def journey(verb: Token) -> Meeting | None:
    """A visit: "is to arrive in Doha tomorrow", "left for Doha", "visited the capital on Monday"."""
    subject = doer(verb)
    if subject is None or not _travels(subject) or is_negated(verb):
        return None
    if verb.lemma_ == "visit" and (host := child(verb, "dobj")) is not None and _is_host(host) and is_real(verb):
        # "A delegation of elders visited the rebel commander"
        ahead = flags.is_future(verb)
        status = Status.ANNOUNCED if ahead else Status.ENDED
        actors = [*heads_of(subject), *heads_of(host)]
        return Meeting(verb, verb, actors, status, future=ahead, time=times.time_tokens(verb), strength=2)
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
        time=times.time_tokens(verb),
        strength=1,
    )


def _is_host(noun: Token) -> bool:
    return noun.lemma_.lower() in (
        "commander",
        "leader",
        "president",
        "minister",
        "chief",
        "general",
        "king",
        "emir",
        "elder",
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


def are_several(subject: Token | None) -> bool:
    return subject is not None and (subject.tag_ in ("NNS", "NNPS", "PRP") or len(heads_of(subject)) > 1)
