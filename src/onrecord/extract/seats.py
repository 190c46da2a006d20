"""Who sits in a delegation: its head, its members, who speaks for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Token

from onrecord.extract import flags
from onrecord.extract.acts import may_act
from onrecord.extract.tree import child, doer, heads_of, is_negated, is_passive, object_of, prep_object
from onrecord.extract.words import TALKS

TEAM = frozenset("delegation team side panel negotiators party group mission delegates".split())
LEAD = frozenset("lead head".split())
SEATS = frozenset("negotiator delegate".split())
CHIEF = frozenset("chief lead top head principal main".split())
HEADS = frozenset("head leader chief captain".split())
SPOKEN_FOR = frozenset("spokesman spokeswoman spokesperson".split())
OFFICES = frozenset("head leader chief negotiator delegate member".split())
# teams that do not negotiate
OTHER_TEAMS = frozenset(
    "police rescue investigation investigative medical research special forensic search national football".split()
)
NAMING = frozenset("name appoint choose pick designate elect make nominate".split())
TAKING_OVER = frozenset("replace succeed serve return act".split())


@dataclass(slots=True)
class Part:
    """One who takes part: the word that names him, his role, and the clause that says so."""

    who: Token
    role: str
    head: Token
    future: bool = False
    whole: bool = True


def seats_at(token: Token) -> Iterator[Part]:
    """The seats in delegations told at this word."""
    lemma = token.lemma_.lower()
    if token.pos_ == "VERB" and token.dep_ != "amod":
        if lemma in LEAD:
            yield from _led(token)
        elif lemma in ("include", "comprise", "represent", "consist"):
            yield from _included(token)
        elif lemma in ("join", "add"):
            yield from _joined(token)
        elif lemma in ("make", "compose"):
            yield from _made_up(token)
        elif lemma in ("flank", "accompany"):
            yield from _beside(token)
        elif lemma in ("sit", "stand"):
            yield from _sat_beside(token)
        elif lemma in ("attend", "participate", "take"):
            yield from _went_for(token)
        elif lemma == "speak":
            yield from _speaks_for(token)
    elif lemma == "be" and token.pos_ == "AUX":
        yield from _found_in(token)
        yield from _sat_beside(token)
    if token.lower_ in ("including", "among") and token.dep_ == "prep":
        yield from _named_of(token)
    if token.pos_ in ("NOUN", "PROPN"):
        if token.dep_ == "appos" and token.head.pos_ == "PROPN":
            yield from _belonging(token)
        elif lemma in SPOKEN_FOR:
            yield from _spokesman(token)
        elif (role := office_of(token)) is not None and token.dep_ not in ("compound", "appos"):
            yield from _holds(token, role)
        if lemma in SEATS:
            yield from _seat(token)
        elif lemma in TEAM:
            yield from _under(token)
            if lemma in ("delegation", "team", "panel"):
                for c in token.children:
                    if c.dep_ == "appos" and c.pos_ == "PROPN" and c.ent_type_ != "ORG" and len(heads_of(c)) > 1:
                        # "The two-man delegation, General Sahl and Karl Vey"
                        yield from (Part(who, "member", token, whole=False) for who in heads_of(c))
    elif token.pos_ == "NUM" and token.dep_ == "appos" and token.head.pos_ == "PROPN":
        yield from _belonging(token)


def inverted(verb: Token) -> Token | None:
    """Who follows in "Chairing the session was Ambassador Roth"."""
    if verb.tag_ != "VBG" or verb.i > verb.sent.start + 1 or child(verb, "nsubj") is not None:
        return None
    if verb.dep_ in ("csubj", "nsubj", "advcl", "ROOT") and (verb.head.lemma_ == "be" or verb.dep_ == "ROOT"):
        be = (
            verb.head
            if verb.head.lemma_ == "be"
            else next((c for c in verb.children if c.lemma_ == "be" and c.i > verb.i), None)
        )
        if be is None:
            return None
        behind = [c for c in (*be.children, *verb.children) if c.i > be.i and c.dep_ in ("attr", "nsubj", "dobj")]
        return behind[0] if behind else None
    return None


def office_of(noun: Token) -> str | None:
    """The seat a noun names: "head of the delegation", "the rebels' chief negotiator", "a member of the team"."""
    lemma = noun.lemma_.lower()
    if lemma == "negotiator" and (CHIEF & {c.lower_ for c in noun.children}):
        return "head"
    of = prep_object(noun, "of")
    team = of is not None and of.lemma_.lower() in ("delegation", "team", "panel")
    if lemma in HEADS and team:
        return "head"
    return "member" if lemma == "member" and team else None


def _holds(noun: Token, role: str) -> Iterator[Part]:
    """Who holds the seat: "X is head of the delegation", "X was named chief negotiator", "replaced Y as head of ..."."""
    verb = noun.head
    if noun.dep_ == "pobj" and noun.head.lower_ == "as" and noun.head.head.pos_ == "VERB":
        verb = noun.head.head
        if is_negated(verb) or flags.is_unreal(verb):
            return
        who = object_of(verb) if verb.lemma_ in NAMING else doer(verb) if verb.lemma_ in TAKING_OVER else None
    elif noun.dep_ in ("oprd", "attr") and (verb.lemma_ in NAMING or verb.lemma_ in ("be", "become", "remain")):
        if is_negated(verb) or flags.is_unreal(verb):
            return
        who = child(verb, "nsubj", "nsubjpass")
    else:
        who, verb = child(noun, "appos"), noun
    if who is not None and who.pos_ == "PROPN":
        yield Part(who, role, verb, flags.is_future(verb) if verb is not noun else False)


def _belonging(noun: Token) -> Iterator[Part]:
    """ "Lena Ruz, head of the delegation", "a member of the team", "one of the rebels' negotiators"."""
    of = prep_object(noun, "of")
    who, lemma = noun.head, noun.lemma_.lower()
    if lemma in SPOKEN_FOR:
        yield from _spokesman(noun)
        return
    if of is None:
        return
    if lemma == "one" and of.lemma_.lower() in SEATS:
        yield Part(who, "member", noun)
    elif (role := office_of(noun)) is not None and lemma != "negotiator":
        yield Part(who, role, noun)


def _spokesman(noun: Token) -> Iterator[Part]:
    """ "a spokeswoman for the delegation": of a party to the talks, not of a government."""
    team = prep_object(noun, "of", "for") or child(noun, "poss")
    if team is None or team.lemma_.lower() not in ("delegation", "team"):
        return
    who = noun.head if noun.dep_ == "appos" else child(noun, "appos")
    if who is not None and who.pos_ == "PROPN":
        yield Part(who, "spokesperson", noun)


def _speaks_for(verb: Token) -> Iterator[Part]:
    team, who = prep_object(verb, "for"), doer(verb)
    if team is None or who is None or team.lemma_.lower() not in ("delegation", "team") or is_negated(verb):
        return
    if verb.dep_ == "relcl" and who.pos_ == "PROPN":
        yield Part(who, "spokesperson", verb)


def _led(verb: Token) -> Iterator[Part]:
    target, leader = object_of(verb), inverted(verb) or doer(verb)
    if target is None and (inside := child(verb, "dobj")) is not None:
        target = inside
    if is_passive(verb) and leader is None:
        leader = prep_object(verb, "by")
    if target is not None and not is_passive(verb):
        # "leads the union and its bargaining team"
        target = next((t for t in heads_of(target) if t.lemma_.lower() in TEAM), target)
    if (
        target is None
        or leader is None
        or target.lemma_.lower() not in TEAM | {"commission", "committee", "mission"}
        or any(c.lower_ in OTHER_TEAMS for c in target.children)
        or is_negated(verb)
    ):
        return
    if may_act(leader, "action"):
        yield Part(leader, "head", verb, flags.is_future(verb))


def _under(team: Token) -> Iterator[Part]:
    """ "a five-member team under Commander Issa", "the delegation, with General Sahl at its head"."""
    if team.dep_ == "compound":
        return
    led = prep_object(team, "under") or (
        prep_object(team.head, "under")
        if team.dep_ == "dobj" and team.head.lemma_ in ("send", "dispatch", "field")
        else None
    )
    if led is None and (
        beside := prep_object(team, "with") or (team.dep_ == "nsubj" and prep_object(team.head, "with")) or None
    ):
        at = prep_object(beside, "at")
        led = beside if at is not None and at.lemma_ in ("head", "helm") else None
    if led is not None and led.pos_ == "PROPN" and led.ent_type_ not in ("DATE", "TIME", "GPE", "LAW", "ORG"):
        yield Part(led, "head", team)


def _included(verb: Token) -> Iterator[Part]:
    target = doer(verb) if not is_passive(verb) else _passive_subject(verb)
    if verb.lemma_ == "represent":
        if not is_passive(verb):
            # "Haddad represented the government at the talks"
            at = prep_object(verb, "at", "in")
            if (
                target is not None
                and target.pos_ == "PROPN"
                and at is not None
                and at.lemma_.lower() in ("talk", "talks", "session", "meeting", "negotiation")
            ):
                yield from (Part(who, "member", verb, flags.is_future(verb)) for who in heads_of(target))
            return
        by = child(verb, "agent")
        sent = child(by, "pobj") if by is not None else None
        if sent is not None and may_act(target, "action") and sent.ent_type_ not in ("GPE", "NORP"):
            yield from (Part(who, "member", verb, flags.is_future(verb), whole=False) for who in heads_of(sent))
        return
    if target is None or target.lemma_.lower() not in TEAM - {"group", "party", "mission"}:
        return
    if is_passive(verb):
        members = prep_object(verb, "by")
    elif verb.lemma_ == "consist":
        members = prep_object(verb, "of")
    else:
        members = child(verb, "dobj")
    if members is None:
        return
    for who in heads_of(members):
        if may_act(who, "action") or who.tag_ == "NNS":
            yield Part(who, "member", verb, flags.is_future(verb), whole=False)


def _passive_subject(verb: Token) -> Token | None:
    return child(verb, "nsubjpass") or (verb.head if verb.dep_ == "acl" else None)


def _joined(verb: Token) -> Iterator[Part]:
    """ "joined the negotiating team", "was added to the delegation"."""
    if is_negated(verb) or flags.is_unreal(verb):
        return
    team = child(verb, "dobj") if verb.lemma_ == "join" else prep_object(verb, "to")
    who = doer(verb) if verb.lemma_ == "join" else object_of(verb)
    if team is None or who is None or team.lemma_.lower() not in ("delegation", "team", "panel"):
        return
    for each in heads_of(who):
        if may_act(each, "action") or each.tag_ == "NNS":
            yield Part(each, "member", verb, flags.is_future(verb))


def _made_up(verb: Token) -> Iterator[Part]:
    """ "The side was made up of X and Y", "X and Y made up the delegation", "is composed of"."""
    if is_negated(verb) or verb.lemma_ == "make" and not any(c.lower_ == "up" for c in verb.children):
        return
    of = prep_object(verb, "of") if is_passive(verb) else None
    team = _passive_subject(verb) if of is not None else child(verb, "dobj")
    members = of if of is not None else doer(verb)
    if team is None or members is None or team.lemma_.lower() not in TEAM:
        return
    for who in heads_of(members):
        if may_act(who, "action") or who.tag_ == "NNS":
            yield Part(who, "member", verb, flags.is_future(verb), whole=False)


def _beside(verb: Token) -> Iterator[Part]:
    """ "was flanked by General Sahl", where the talks are told of."""
    agent = child(verb, "agent")
    who = child(agent, "pobj") if agent is not None else None
    if who is None or not is_passive(verb) or is_negated(verb) or not _tells_talks(verb):
        return
    for each in heads_of(who):
        if each.pos_ == "PROPN" and each.ent_type_ not in ("GPE", "ORG", "NORP", "DATE"):
            yield Part(each, "member", verb, flags.is_future(verb), whole=False)


def _tells_talks(verb: Token) -> bool:
    return any(t.lemma_.lower() in TALKS | {"delegation", "team", "table"} or t.lower_ in TALKS for t in verb.sent)


def _sat_beside(verb: Token) -> Iterator[Part]:
    """ "Beside her at the table sat her deputy, Karl Vey"."""
    first = verb.sent[0]
    if first.lower_ not in ("beside", "alongside", "with", "next") or first.head.i != verb.i or not _tells_talks(verb):
        return
    who = next((c for c in verb.children if c.i > verb.i and c.dep_ in ("nsubj", "attr", "dobj")), None)
    if who is not None and may_act(who, "action"):
        yield from (Part(each, "member", verb, whole=False) for each in heads_of(who))


def _went_for(verb: Token) -> Iterator[Part]:
    """ "Karl Vey attended for the government"."""
    part = child(verb, "dobj")
    if verb.lemma_ == "take" and (part is None or part.lower_ != "part") or is_negated(verb) or flags.is_unreal(verb):
        return
    sender, who = prep_object(verb, "for"), doer(verb)
    if sender is None or who is None or who.pos_ != "PROPN" or not may_act(sender, "action"):
        return
    if sender.ent_type_ not in ("DATE", "TIME") and sender.lemma_ not in ("time", "hour", "day"):
        yield from (Part(each, "member", verb, flags.is_future(verb)) for each in heads_of(who))


def _named_of(prep: Token) -> Iterator[Part]:
    """ "the delegation, including General Sahl", "five people, among them Karl Vey"."""
    named = child(prep, "pobj")
    if named is not None and named.lower_ == "them":
        # the names hang on the verb behind "among them"
        named = next((t for t in prep.head.children if t.i > named.i and t.pos_ == "PROPN"), None)
        team = any(
            t.lemma_.lower() in ("delegation", "team", "panel", "side")
            for t in prep.sent[: max(0, prep.i - prep.sent.start)]
        )
    else:
        team = prep.head.lemma_.lower() in ("delegation", "team", "panel")
    if team and named is not None and named.pos_ == "PROPN":
        yield from (Part(each, "member", prep.head, whole=False) for each in heads_of(named))


def _found_in(be: Token) -> Iterator[Part]:
    """ "Also in the delegation were the justice minister and two elders"."""
    team, who = prep_object(be, "in", "on", "among"), child(be, "nsubj", "attr")
    subject, part = child(be, "nsubj"), child(be, "attr")
    if subject is not None and part is not None:
        # "Members of the delegation are X and Y", "Vey, who was part of the delegation"
        if office_of(subject) == "member":
            team, who = prep_object(subject, "of"), part
        elif part.lemma_ in ("part", "member") and be.dep_ == "relcl" and be.head.pos_ == "PROPN":
            team, who = prep_object(part, "of"), be.head
    if team is not None and team.lemma_.lower() in ("delegate", "negotiator"):
        # "among the delegates were"
        yield from (
            (
                Part(each, "member", be, whole=False)
                for each in heads_of(who)
                if who is not None and may_act(each, "action")
            )
            if who is not None
            else ()
        )
        return
    if team is None or who is None or team.lemma_.lower() not in ("delegation", "team", "panel") or is_negated(be):
        return
    for each in heads_of(who):
        if may_act(each, "action"):
            yield Part(each, "member", be, flags.is_future(be), whole=False)


def _seat(noun: Token) -> Iterator[Part]:
    """ "chief negotiator X", "rebel negotiator X": a seat at the table by his title."""
    before = noun.doc[max(0, noun.i - 1)]
    chief = bool(CHIEF & {c.lower_ for c in noun.children}) or before.lower_ in CHIEF
    if noun.dep_ == "compound" and noun.head.pos_ == "PROPN":
        who, at = noun.head, noun.head
        chief = chief or any(c.lower_ in CHIEF and c.i < noun.i for c in noun.head.children)
    elif noun.dep_ == "appos" and noun.head.pos_ == "PROPN":
        who, at = noun.head, noun
    else:
        named = next((c for c in noun.children if c.dep_ == "appos" and c.pos_ == "PROPN"), None)
        if named is None or office_of(noun) is not None:
            return
        who, at = named, noun
    former = any(c.lower_ in ("former", "ex", "one-time") for c in (*noun.children, *at.children))
    if not former:
        yield Part(who, "head" if chief else "member", at)
