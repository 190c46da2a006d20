"""How a meeting stands and how it ended, told by the verb over its noun."""

from __future__ import annotations

from dataclasses import dataclass, field

from spacy.tokens import Token

from onrecord.extract import flags, times
from onrecord.extract.acts import is_real, may_act
from onrecord.extract.tree import auxiliaries, child, doer, heads_of, is_negated, is_passive
from onrecord.model import Format, Outcome, Status

ENDED = frozenset("end conclude finish close wrap break fail produce yield".split())
HELD = frozenset(
    "hold attend convene conduct open begin start complete conclude finish join follow finalise have resume continue".split()
)
GOING = frozenset("continue proceed go drag last".split())
PLANNED = frozenset(
    "pencil slot book fix earmark slate schedule plan expect set due arrange agree announce slate propose".split()
)
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


def named_place(noun: Token) -> str | None:
    for c in noun.children:
        if c.dep_ == "compound" and c.pos_ == "PROPN" and c.ent_type_ in ("GPE", "LOC", "FAC"):
            return str(c.text)
    return None


def standing(noun: Token, top: Token, verb: Token | None, meeting: Meeting, *, is_subject: bool = False) -> bool:
    """Fill status and outcome; False where the noun only mentions talks.

    `is_subject`: the verb is told of the meeting although the parser did not see it.
    """
    relative = next(
        (c for c in (*noun.children, *top.children) if c.dep_ in ("relcl", "acl") and c.pos_ == "VERB"), None
    )
    if verb is None:
        return False
    lemma = verb.lemma_
    subject = is_subject or top.dep_ in ("nsubj", "nsubjpass") and verb.i == top.head.i
    target = top.dep_ == "dobj" or (top.dep_ == "nsubjpass")
    future = flags.is_future(verb)
    aux = auxiliaries(verb)
    if is_negated(verb) and lemma not in ("produce", "yield", "reach", "make", "lead") and not _is_fruitless(verb):
        return False
    if relative is not None and relative.lemma_ in ENDED | {"collapse", "last"}:
        meeting.status, meeting.outcome, meeting.strength = Status.ENDED, outcome_of(relative), meeting.strength + 3
        return True
    if (
        relative is not None
        and relative.lemma_
        in ("mediate", "broker", "host", "facilitate", "hold", "conduct", "begin", "start", "open", "convene")
        and relative.tag_ != "VB"
    ):
        meeting.status = Status.UNDER_WAY if relative.tag_ == "VBG" else Status.ENDED
        meeting.time = meeting.time or times.time_tokens(relative)
        meeting.place = meeting.place or flags.place_of(relative)
        meeting.strength += 2
        return not flags.is_future(relative)
    if relative is not None and relative.lemma_ in ("schedule", "plan", "expect", "set", "due"):
        meeting.status, meeting.future, meeting.strength = Status.ANNOUNCED, True, meeting.strength + 2
        if times.time_tokens(relative) is not None:
            meeting.time = times.time_tokens(relative)
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
        and (lemma in PLANNED or lemma == "call" and any(c.lower_ == "for" for c in verb.children))
        or subject
        and lemma == "be"
        and any(
            c.lemma_ in ("due", "set", "schedule", "expected")
            or c.dep_ == "xcomp"
            and c.lemma_ in HELD | {"take", "meet"}
            for c in verb.children
        )
    ):
        meeting.status, meeting.future = Status.ANNOUNCED, True
        meeting.strength += 2
        meeting.time = (
            meeting.time
            or times.time_tokens(verb)
            or next((t for c in verb.children if c.dep_ == "xcomp" and (t := times.time_tokens(c))), None)
        )
        return True
    if top.dep_ == "pobj" and top.head.lower_ in ("at", "in", "during", "after") and _is_fruitless(verb):
        # "failed to reach a deal in talks", "were unable to agree at the talks"
        meeting.status, meeting.outcome, meeting.strength = Status.ENDED, Outcome.NO_AGREEMENT, meeting.strength + 2
        who = doer(verb)
        if not meeting.actors and who is not None and may_act(who, "action"):
            meeting.actors = heads_of(who)
        return True
    if (
        any(c.lower_ in ("how", "whether", "when", "where") and c.i < verb.i for c in verb.children)
        and verb.tag_ == "VB"
    ):
        # "differ over how to resume the talks"
        return False
    if not is_real(verb) and not (
        top.dep_ == "dobj"
        and verb.dep_ == "xcomp"
        and verb.head.lemma_ in ("agree", "plan", "expect", "schedule", "decide", "arrange", "due")
    ):
        return False
    meeting.time = meeting.time or times.time_tokens(verb)
    if subject or target:
        if target and lemma in ("pay", "grant", "give") and noun.lemma_.lower() in ("visit", "audience", "call"):
            meeting.status = Status.ANNOUNCED if future else Status.ENDED
            meeting.future, meeting.strength = future, meeting.strength + 2
            return True
        if subject and lemma in ENDED or target and lemma in ("end", "conclude", "finish", "wrap", "complete", "close"):
            meeting.status = Status.ANNOUNCED if future else Status.ENDED
            meeting.future = future
            meeting.outcome = outcome_of(verb)
            if lemma == "fail" and meeting.outcome is None:
                meeting.outcome = Outcome.NO_AGREEMENT
            meeting.strength += 3
            return lemma != "break" or any(c.lower_ in ("up", "off") for c in verb.children)
        if lemma == "follow" and target and may_act(child(verb, "nsubj"), "action"):
            # "a diplomat who followed the talks" took no part in them
            return False
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
            mark = child(verb, "mark")
            if lemma in ("begin", "start", "open") and mark is not None and not (meeting.actors or meeting.place):
                # "since the talks began" only says when
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
            meeting.outcome = outcome_of(verb)
            meeting.strength += 2
            return True
        if subject and lemma in ("produce", "yield", "lead", "result", "reach", "make"):
            meeting.status, meeting.outcome = Status.ENDED, outcome_of(verb)
            meeting.strength += 2
            return meeting.outcome is not None or meeting.place is not None or meeting.time is not None
        if subject and lemma == "be" and any(c.lower_ in ("under", "underway") for c in verb.children):
            meeting.status = Status.UNDER_WAY
            return True
    if lemma == "get" and subject and "going" in {t.lower_ for t in verb.children}:
        meeting.status = Status.ENDED
        return True
    if lemma in ("bring", "achieve", "deliver", "see") and subject:
        words = {t.lower_ for t in verb.subtree}
        if "no" in words or "little" in words:
            # "brought the sides no closer", "brought no relief"
            meeting.status = Status.ENDED
            meeting.outcome = (
                Outcome.NO_AGREEMENT if words & {"closer", "agreement", "progress", "breakthrough", "deal"} else None
            )
            return True
    if lemma == "get" and subject and {"under", "way"} <= {t.lower_ for t in verb.subtree}:
        meeting.status = Status.UNDER_WAY
        return True
    if lemma == "be" and child(verb, "expl") is not None and top.dep_ in ("attr", "dobj", "nsubj"):
        # "there was another round of talks on Friday"
        meeting.future = future
        meeting.status = Status.ANNOUNCED if future else Status.ENDED
        meeting.outcome = None if future else outcome_of(verb)
        dated = meeting.time is not None or meeting.place is not None or bool(meeting.actors)
        return dated or any(c.lower_ in SERIES for c in noun.children)
    if (
        lemma == "be"
        and top.dep_ in ("attr", "nsubj")
        and verb.tag_ == "VBD"
        and (nth := _nth(noun, top, verb)) is not None
    ):
        # "it was their first encounter since the war", "Tuesday's meeting was the first since March"
        meeting.status, meeting.strength = Status.ENDED, meeting.strength + 1
        if not meeting.actors and (owner := child(noun, "poss")) is not None and may_act(owner, "action"):
            meeting.actors = [owner] if owner.ent_type_ not in ("DATE", "TIME") else []
        return nth.lower_ in SERIES
    if lemma in ("lock", "engage", "involve") and is_passive(verb) and top.dep_ == "pobj" and top.head.lower_ == "in":
        meeting.status, meeting.strength = Status.UNDER_WAY, meeting.strength + 2
        if not meeting.actors and (who := child(verb, "nsubjpass")) is not None and may_act(who, "action"):
            meeting.actors = heads_of(who)
        return True
    if lemma == "follow" and target and not may_act(child(verb, "nsubj"), "action"):
        meeting.status = Status.ENDED
        return True
    # "at talks with Pakistan in Istanbul on Thursday", "arrived for talks"
    if top.dep_ == "pobj" and top.head.lower_ in ("at", "during", "in", "after", "following"):
        rich = (
            bool(meeting.actors)
            + (flags.place_of(noun) is not None or named_place(noun) is not None)
            + (times.time_tokens(noun) is not None)
        )
        meeting.status = Status.ENDED
        if top.head.lower_ in ("after", "following") and top.lemma_ in ("hour", "day", "week") and top is not noun:
            # "after eleven hours of talks, the sides parted without a deal"
            meeting.outcome = outcome_of(verb)
            meeting.strength += 2
            return True
        if rich >= 1 or meeting.strength >= 2 or any(c.lower_ in SERIES for c in noun.children):
            meeting.strength += rich
            return True
        return False
    if (
        top.dep_ == "pobj"
        and top.head.lower_ == "for"
        and lemma
        in (
            "arrive",
            "travel",
            "leave",
            "fly",
            "gather",
            "return",
            "meet",
            "visit",
            "be",
            "sit",
            "assemble",
            "go",
            "head",
            "proceed",
            "convene",
        )
    ):
        meeting.status = Status.ANNOUNCED if lemma in ("travel", "leave", "fly") or future else Status.UNDER_WAY
        meeting.future = meeting.status is Status.ANNOUNCED
        return True
    return False


def _nth(noun: Token, top: Token, verb: Token) -> Token | None:
    """The word that places a meeting in a series: "first", "latest"."""
    around = (
        noun.children
        if top.dep_ == "attr"
        else (t for c in verb.children if c.dep_ in ("attr", "acomp") for t in (c, *c.children))
    )
    return next((t for t in around if t.lower_ in SERIES), None)


RESULTS = frozenset(
    "agreement deal breakthrough progress compromise consensus accord understanding settlement ground headway".split()
)


def _is_fruitless(verb: Token) -> bool:
    """Whether a verb tells that nothing was agreed: "failed to reach a deal", "made no headway", "could not agree"."""
    failing = verb.dep_ == "xcomp" and (verb.head.lemma_ == "fail" or verb.head.lower_ == "unable")
    won = child(verb, "dobj") or next((t for c in verb.children if c.dep_ == "prep" for t in c.children), None)
    result = verb.lemma_ == "agree" or won is not None and won.lemma_ in RESULTS
    nothing = won is not None and any(c.lower_ in ("no", "little") for c in won.children)
    past = verb.tag_ == "VBD" or "could" in auxiliaries(verb)
    return result and (failing or nothing and past or is_negated(verb) and past)


def outcome_of(verb: Token) -> Outcome | None:
    words = {t.lower_ for t in verb.subtree} | {t.lemma_.lower() for t in verb.subtree}
    if {"understanding", "agreement", "promise", "agreed"} & words and {"meet", "again"} <= words:
        return Outcome.AGREEMENT_TO_CONTINUE
    if "without" in words and words & {
        "settle",
        "resolve",
        "agree",
        "bridge",
        "reach",
        "conclude",
        "sign",
        "produce",
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
    if any(t.lower_ in ("ceasefire", "truce") and any(c.lower_ == "no" for c in t.children) for t in verb.subtree):
        # "talks that yielded no ceasefire"
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


def format_of(noun: Token) -> Format | None:
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
