"""What qualifies a line: negation, future, condition, background, form, deadline, numbers, issue, place and time words."""

from __future__ import annotations

import re

from spacy.tokens import Token

from onrecord.extract.tree import auxiliaries, child, is_negated
from onrecord.extract.words import MONTHS, PAST_TIMES, SAY
from onrecord.model import Form

FORM_FAMILIES = frozenset({"commit", "offer", "demand", "refuse"})
IF = frozenset("if unless once until provided providing whenever".split())
FUTURE = frozenset("will would shall 'll ’ll wo ’d".split())
UNREAL = frozenset("may might could can should must ought ca".split())
REPEATED = frozenset(
    "repeatedly long often frequently consistently previously formerly traditionally historically always earlier".split()
)
VERBAL = frozenset("verbal verbally oral orally".split())
WRITTEN = frozenset("written writing letter letters".split())
AGO = re.compile(
    r"\b(?:last (?:year|spring|summer|autumn|fall|winter)|(?:years|months|decades|weeks) ago|(?:a|one|two|three) (?:year|month|decade)s? (?:ago|earlier)|in the past(?! (?:\w+ )?(?:hours?|days?|weeks?|months?|few|several|couple)\b)|in recent (?:years|months)|earlier this year|over the (?:past|last) (?:\w+ )?(?:years|months|decade))\b",
    re.I,
)
YEAR = re.compile(r"\b(1[89]\d\d|20\d\d)\b")


def is_future(verb: Token) -> bool:
    """Whether the words put the act ahead: will, would, shall, "is going to", "is to", "is due to"."""
    found = auxiliaries(verb)
    if found & FUTURE:
        return not (found & {"would", "’d"} and verb.lemma_ in ("like", "prefer", "love", "say"))
    if (
        verb.dep_ == "xcomp"
        and verb.head.lemma_ in ("go", "be", "due", "set", "expect", "schedule")
        and (verb.head.lemma_ != "go" or verb.head.tag_ == "VBG")
    ):
        return True
    if (
        verb.dep_ == "xcomp"
        and verb.head.pos_ in ("VERB", "AUX")
        and verb.head.lemma_ in ("begin", "start", "continue", "have")
    ):
        return is_future(verb.head)
    return False


def is_unreal(verb: Token) -> bool:
    """Whether the verb is only possible, asked for or feared: may, could, should, must, if, purpose."""
    if auxiliaries(verb) & UNREAL:
        return True
    mark = child(verb, "mark")
    if any(c.lower_ == "whether" and c.i < verb.i for c in verb.children):
        return True
    over = verb.head
    if verb.dep_ == "ccomp" and over.dep_ == "xcomp" and any(c.lower_ == "yet" for c in over.head.children):
        # "has yet to confirm that it will host the round"
        return True
    return bool(mark is not None and mark.lower_ in IF and verb.dep_ == "advcl" and not came_true(verb)) or (
        verb.tag_ == "VB" and child(verb, "aux") is None and child(verb, "nsubj") is None and verb.dep_ in ("ROOT",)
    )


def came_true(verb: Token) -> bool:
    """ "They stayed out until the government signed": what both clauses tell is past."""
    mark = child(verb, "mark", "advmod")
    past = verb.tag_ == "VBD" and verb.head.tag_ == "VBD" and verb.dep_ == "advcl" and not auxiliaries(verb.head)
    return past and mark is not None and mark.lower_ in ("until", "once")


def is_once_more(token: Token) -> bool:
    """ "once more", "once again": no condition."""
    return (
        token.lower_ == "once"
        and token.i + 1 < len(token.doc)
        and token.doc[token.i + 1].lower_ in ("more", "again", "a")
    )


def condition_of(verb: Token) -> tuple[int, int] | None:
    """The tokens of the condition an act depends on, or None."""
    for token in _reach(verb):
        for c in token.children:
            if (
                c.dep_ == "advcl"
                and any(g.lower_ == "before" and g.dep_ == "mark" for g in c.children)
                and is_negated(verb)
            ):
                return c.left_edge.i, c.right_edge.i + 1
            if c.dep_ == "advmod" and c.lower_ in ("soon", "long") and (inner := child(c, "advcl")) is not None:
                return c.left_edge.i, inner.right_edge.i + 1
            if c.dep_ in ("advcl", "ccomp") and c.pos_ in ("VERB", "AUX", "ADJ"):
                marks = (g for g in c.children if g.dep_ in ("mark", "advmod") and g.lower_ in IF)
                mark = next((g for g in marks if not is_once_more(g)), None)
                if mark is not None and not _is_whether(token, mark, c):
                    return c.left_edge.i, c.right_edge.i + 1
                inverted = next((g for g in c.children if g.lower_ == "should" and g.dep_ == "aux"), None)
                if inverted is not None and (s := child(c, "nsubj", "nsubjpass")) is not None and inverted.i < s.i:
                    return inverted.i, c.right_edge.i + 1
                if any(g.lower_ in ("long",) for g in c.children) and c.left_edge.lower_ == "as":
                    return c.left_edge.i, c.right_edge.i + 1
                if c.tag_ == "VBD" and c.left_edge.lower_ == "had":
                    return c.left_edge.i, c.right_edge.i + 1
            if c.lower_ in ("provided", "providing") and c.i > token.i and c.dep_ in ("prep", "advcl", "acl", "ccomp"):
                return c.i, c.right_edge.i + 1
            if (
                c.dep_ == "prep"
                and c.lower_ == "on"
                and (inner := child(c, "pobj")) is not None
                and inner.lower_ == "condition"
            ):
                return c.i, c.right_edge.i + 1
            if (
                c.dep_ == "prep"
                and c.lower_ in ("in",)
                and (inner := child(c, "pobj")) is not None
                and inner.lower_ in ("exchange", "return")
            ):
                return c.i, c.right_edge.i + 1
            if (
                c.dep_ in ("prep", "advcl")
                and c.lower_ in ("after", "once")
                and any(g.lower_ == "only" for g in c.children)
            ):
                return c.i, c.right_edge.i + 1
            if (
                c.dep_ == "advcl"
                and any(g.lower_ in ("after", "when") and g.dep_ in ("mark", "advmod") for g in c.children)
                and any(g.lower_ == "only" for g in (*c.children, *token.children))
            ):
                return c.left_edge.i, c.right_edge.i + 1
    for token in (verb, *(c for c in verb.children if c.dep_ == "ccomp")):
        found = _any_future(token)
        if found is not None:
            return found
    return None


def conditioned(verb: Token, condition: tuple[int, int]) -> Token | None:
    """Whose doing a condition is: "unless Beijing lifts the ban", "until the rebels leave"."""
    for token in verb.doc[condition[0] : condition[1]]:
        if token.dep_ in ("nsubj", "nsubjpass") and (token.pos_ == "PROPN" or token.tag_ in ("NN", "NNS")):
            return token
    return None


def _any_future(verb: Token) -> tuple[int, int] | None:
    """ "Any future attack will be met with force": the subject is the condition."""
    subject = child(verb, "nsubjpass", "nsubj")
    if (
        subject is not None
        and any(g.lower_ in ("any", "further") and g.dep_ in ("det", "amod") for g in subject.children)
        and is_future(verb)
        and subject.lemma_ in _TRIGGERS
    ):
        return subject.left_edge.i, subject.right_edge.i + 1
    return None


_TRIGGERS = frozenset(
    "attack strike violation breach aggression incursion move attempt provocation delay refusal assault raid escalation infringement tariff act action interference".split()
)


def _is_whether(token: Token, mark: Token, clause: Token) -> bool:
    return (
        clause.dep_ == "ccomp"
        and mark.lower_ == "if"
        and token.lemma_ in ("ask", "know", "see", "wonder", "say")
        and clause.i > token.i
        and token.lemma_ != "say"
    )


def _reach(verb: Token) -> list[Token]:
    """The verb and the clauses that complete it."""
    found = [verb]
    for token in found:
        if len(found) > 8:
            break
        found.extend(
            c
            for c in token.children
            if c.dep_ in ("xcomp", "ccomp", "acl", "attr", "acomp", "dobj", "pcomp")
            and c.i > verb.i
            or c.dep_ == "prep"
            and c.lower_ in ("of", "to", "on")
            and c.i > verb.i
        )
    if verb.dep_ == "xcomp" and verb.head.pos_ in ("VERB", "AUX", "ADJ"):
        found.append(verb.head)
    if verb.dep_ == "ccomp" and verb.head.lemma_ in SAY:
        # "we would leave, he said, if ...", and where the parser hung the condition on the verb of speech
        found.append(verb.head)
    # "If the shelling goes on, the Front said, it will quit": the condition hangs on the verb of speech amid it
    found.extend(c for c in verb.children if c.dep_ == "parataxis" and c.lemma_ in SAY and c.i < verb.i)
    if (
        verb.dep_ in ("ccomp", "parataxis")
        and verb.i < verb.head.i
        and any(c.text == ":" and verb.i < c.i for c in verb.head.children)
    ):
        # "gave an ultimatum: the army would ... if ...": what follows the colon completes it
        found.append(verb.head)
    return found


def is_background(verb: Token, published_year: int | None) -> bool:
    """Whether the report recalls it: "has repeatedly", "last year", "in 2019", "two years ago"."""
    adverbs = {c.lower_ for c in verb.children if c.dep_ in ("advmod", "npadvmod")}
    if adverbs & (REPEATED | PAST_TIMES) and not ("earlier" in adverbs and not _only_earlier(verb)):
        return True
    text = own_words(verb)
    if AGO.search(text):
        return True
    for year in YEAR.findall(text):
        if published_year is not None and int(year) < published_year:
            return True
        if published_year is None and int(year) < 2000:
            return True
    return False


def _only_earlier(verb: Token) -> bool:
    word = next(c for c in verb.children if c.lower_ == "earlier")
    return any(c.lower_ in ("year", "month") for c in word.children)


def own_words(verb: Token) -> str:
    """The clause's own words, without the clauses it reports or relates."""
    words = []
    stack = [verb]
    while stack:
        token = stack.pop()
        words.append(token)
        for c in token.children:
            if c.dep_ in ("ccomp", "relcl", "acl", "conj", "advcl", "parataxis") and c.pos_ in ("VERB", "AUX"):
                continue
            stack.append(c)
    return " ".join(t.text for t in sorted(words, key=lambda t: t.i))


def form_of(verb: Token, start: int, end: int, family: str) -> Form | None:
    """The form of a commitment, offer, demand or refusal, where its own words bear on it."""
    words = [verb.doc[i] for i in range(start, end)]
    lower = " ".join(t.lower_ for t in words)
    if any(t.lower_ in VERBAL for t in words):
        return Form.VERBAL
    if "joint statement" in lower or "joint communiqu" in lower or "joint declaration" in lower:
        return Form.JOINT_STATEMENT
    if any(
        t.lower_ == "unilaterally"
        or t.lower_ == "unilateral"
        and t.head.lemma_
        in ("ceasefire", "truce", "declaration", "pledge", "undertaking", "promise", "moratorium", "commitment")
        for t in words
    ):
        return Form.UNILATERAL_DECLARATION
    if any(t.lower_ == "signed" and t.dep_ == "amod" for t in words) and family in (
        "commit",
        "demand",
        "refuse",
        "offer",
    ):
        return Form.SIGNED
    for token in words:
        if token.lower_ == "written" and token.dep_ == "amod" and token.head.lemma_ in _FORMAL:
            return Form.WRITTEN
        if token.lower_ == "writing" and token.head.lower_ == "in":
            return Form.WRITTEN
        if (
            token.lower_ in ("letter", "memo", "memorandum")
            and any(c.dep_ in ("det", "poss") for c in token.children)
            and token.dep_ == "pobj"
            and token.head.lower_ == "in"
            and family in ("commit", "offer", "demand", "refuse")
        ):
            return Form.WRITTEN
    return None


_FORMAL = frozenset(
    "commitment guarantee assurance undertaking promise pledge agreement offer proposal text understanding response reply demand request document accord deal statement confirmation contract answer apology condition list plan note".split()
)


def place_of(verb: Token) -> str | None:
    """The place a clause names: "in Istanbul", "at Velm"."""
    for token in (verb, *(c for c in verb.children if c.dep_ in ("dobj", "nsubj", "nsubjpass", "attr"))):
        for c in token.children:
            if c.dep_ == "prep" and c.lower_ in ("in", "at", "near", "outside"):
                target = child(c, "pobj")
                if (
                    target is not None
                    and target.pos_ == "PROPN"
                    and target.ent_type_ not in ("DATE", "PERSON", "EVENT")
                    and target.lower_ not in MONTHS
                ):
                    first = target.i
                    while target.doc[first - 1].dep_ == "compound" and target.doc[first - 1].head.i == target.i:
                        first -= 1
                    return str(target.doc[first : target.i + 1].text)
    return None


POSSIBLE = frozenset("may might could possibly perhaps maybe potentially".split())
PROBABLE = frozenset("probably likely presumably apparently seemingly supposedly".split())
HEARSAY = frozenset("allegedly reportedly alleged purportedly rumoured rumored".split())
UNSURE_CUES = frozenset("believe think suspect expect hope fear assume reckon suppose imagine guess".split())


def sureness(verb: Token) -> str:
    """How sure the words are of it: certain, probable, possible, or uncommitted where they only pass it on."""
    words = {c.lower_ for c in verb.children} | {verb.lower_}
    if words & HEARSAY:
        return "uncommitted"
    if words & POSSIBLE or verb.head.lemma_ in ("hint", "suggest") and verb.dep_ == "ccomp":
        return "possible"
    if words & PROBABLE or verb.dep_ in ("ccomp", "xcomp") and verb.head.lemma_ in UNSURE_CUES | {"seem", "appear"}:
        return "probable"
    return "certain"
