"""What a speaker's own words do when no cue names the act: must, will, cannot accept, are ready to, hope, is."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from spacy.tokens import Token

from onrecord.codebook import Codebook
from onrecord.extract.flags import condition_of, is_unreal
from onrecord.extract.predicates import act_of_predicate
from onrecord.extract.tree import auxiliaries, child, doer, is_negated, is_passive, prep_object
from onrecord.extract.words import NEEDED, THINK

FIRST = frozenset("we i our us my ours".split())
JUDGING = frozenset(
    "important vital essential crucial wrong right good bad better worse best worst difficult hard easy clear possible impossible "
    "likely unlikely sad shameful serious dangerous constructive positive encouraging disappointing productive useful "
    "necessary urgent hopeful optimistic pessimistic confident concerned worried regrettable historic fair unfair "
    "significant insufficient enough early premature fragile realistic unrealistic frank tough tense pleased happy sorry glad "
    "step mistake opportunity chance progress success failure victory defeat tragedy milestone disaster breakthrough beginning start moment test".split()
)
LEAVING = frozenset("leave withdraw quit exit abandon act answer react respond".split())
VIOLENT = frozenset("attack strike bomb shell hit kill destroy crush retaliate avenge punish annihilate invade".split())
WILL = frozenset("will would shall 'll ’ll wo".split())


@dataclass(frozen=True, slots=True)
class Reading:
    """What a clause does: its act, and who it is put to when it asks something of somebody."""

    act: str
    addressee: Token | None = None
    actor: Token | None = None
    negated: bool = False


def read_clause(verb: Token, codebook: Codebook, *, is_self: bool) -> Reading | None:
    """What a clause of somebody's words does, or None when it says nothing for the record.

    `is_self`: the subject of the clause is the speaker or the speaker's own side.
    """
    aux = auxiliaries(verb)
    subject = doer(verb)
    negated = is_negated(verb)
    if verb.lemma_ == "go" and verb.tag_ == "VBG" and (course := child(verb, "xcomp")) is not None:
        # "we are not going to sign"
        verb, aux = course, aux | {"will"}
    lemma = verb.lemma_.lower()
    if _excludes(verb):
        return Reading("rule_out")
    if (act := act_of_predicate(verb, codebook, is_self=is_self)) is not None:
        return Reading(act)
    if (is_self or subject is None or subject.pos_ != "PRON") and _only_if(verb):
        # "the rebels would sign only if ...": their condition, whoever tells of it
        theirs = (
            subject is not None and subject.tag_ in ("NNS", "NNP", "NNPS") and lemma in codebook.sets["cooperative"]
        )
        return Reading("set_condition", actor=subject if theirs and not is_self else None)
    if lemma == "be" and not negated and (culprit := _cleft(verb)) is not None:
        return Reading("accuse", _person_like(culprit))
    if lemma == "be" and not negated and (burdened := _up_to(verb)) is not None:
        return Reading("demand", _person_like(burdened))
    if aux & {"could", "can", "may"} and not negated and _is_step(subject, codebook) and _once(verb):
        return Reading("set_condition")
    if lemma == "be" and not negated and (asked := _needed_of(verb)) is not None:
        # "it is vital that all parties take greater steps"
        return Reading("request", _person_like(asked))
    if lemma in ("stay", "remain", "hold") and aux & WILL and not negated and _until(verb):
        # "until they walk free, the guns will stay where they are"
        return Reading("refuse")
    if _leaves_no_way(verb, codebook, aux):
        return Reading("refuse")
    if lemma in ("comment", "elaborate") and negated:
        return Reading("decline_comment")
    if lemma in ("thank",):
        return Reading("praise", child(verb, "dobj"))
    if (
        aux & {"can", "could", "ca"}
        and negated
        and lemma in ("accept", "agree", "tolerate", "allow", "sign", "live", "stomach", "support", "endorse")
    ):
        return Reading("reject")
    if (
        aux & {"must"}
        or lemma in ("need", "have", "ought")
        and (inner := child(verb, "xcomp")) is not None
        and inner.tag_ == "VB"
    ):
        if is_self:
            return Reading("assess" if lemma == "need" else "claim")
        return Reading("demand", _person_like(child(verb, "nsubj") or subject))
    if "should" in aux:
        return Reading("assess") if is_self else Reading("request", _person_like(child(verb, "nsubj") or subject))
    if (
        verb.tag_ == "VB"
        and child(verb, "nsubj") is None
        and not aux
        and verb.dep_ in ("ROOT", "ccomp", "conj")
        and lemma not in ("thank", "let")
        and not (
            child(verb, "mark") is None
            and verb.doc[verb.left_edge.i].lower_ == "let"
            and lemma in ("see", "wait", "face", "hope")
        )
    ):
        return Reading("request")
    if not is_self and aux & WILL and lemma in codebook.sets["hostile"] and condition_of(verb) is not None:
        return Reading("threaten")
    if is_self and aux & WILL and not negated and _follows_request(verb):
        # "put it on paper and we will sign"
        return Reading("commit")
    if is_self and aux & WILL:
        return _own_course(verb, codebook, negated)
    if is_self and lemma == "want" and (wanted := child(verb, "dobj")) is not None:
        own = wanted.lemma_ in codebook.sets["talks"] | codebook.sets["plan"] | {"peace"}
        return Reading("propose" if own else "demand")
    if is_self and lemma in ("want", "intend", "plan") and child(verb, "xcomp") is not None:
        return Reading("announce")
    if not is_self and not negated and not aux & WILL and _breaks_word(verb):
        return Reading("accuse", _person_like(subject))
    if not is_self and _blames(verb):
        return Reading("criticise", _person_like(subject))
    if is_self and not aux & WILL and lemma in ("refuse", "reject"):
        return Reading(lemma)
    if lemma in THINK or lemma in ("regret", "look", "look forward"):
        return Reading("assess")
    if any(
        c.dep_ in ("acomp", "attr", "oprd") and (c.lemma_.lower() in JUDGING or c.lower_ in JUDGING)
        for c in verb.children
    ):
        return Reading("assess")
    if lemma == "comment" and negated:
        return Reading("decline_comment")
    if negated and aux & {"can", "could", "ca"}:
        return Reading("claim")
    if aux & {"may", "might", "could"} or is_unreal(verb) or (aux & WILL and not is_self):
        return Reading("assess")
    return Reading("claim")


def _cleft(verb: Token) -> Token | None:
    """Who is blamed in "it is the government that is holding up the exchange"."""
    subject, who = child(verb, "nsubj"), child(verb, "attr")
    if subject is None or subject.lower_ != "it" or who is None or who.tag_ not in ("NN", "NNS", "NNP", "NNPS"):
        return None
    done = child(who, "relcl")
    if who.lower_ in ("time", "moment", "thing", "reason", "way") or done is None or is_passive(done):
        # "it was the people who were killed" blames nobody
        return None
    return who if who.pos_ == "PROPN" or any(c.lower_ == "the" for c in who.children) else None


def _up_to(verb: Token) -> Token | None:
    """Of whom something is asked in "it is up to the rebels to make the first move"."""
    up = next((c for c in verb.children if c.lower_ == "up"), None)
    to = (prep_object(up, "to") if up is not None else None) or (prep_object(verb, "to") if up is not None else None)
    return to if to is not None and any(c.dep_ in ("xcomp", "ccomp", "advcl") for c in verb.children) else None


def _is_step(subject: Token | None, codebook: Codebook) -> bool:
    steps = codebook.sets["talks"] | codebook.sets["deal"] | {"withdrawal", "release", "return", "work"}
    return subject is not None and subject.lemma_.lower() in steps


def _once(verb: Token) -> bool:
    condition = condition_of(verb)
    return condition is not None and verb.doc[condition[0]].lower_ in (
        "once",
        "if",
        "when",
        "after",
        "only",
        "provided",
    )


def _needed_of(verb: Token) -> Token | None:
    """Of whom something is asked in "it is vital that they comply", "it is for them to comply"."""
    judged = child(verb, "acomp")
    inner = child(verb, "ccomp") or (child(judged, "ccomp") if judged is not None else None)
    if judged is None or inner is None or judged.lower_ not in NEEDED:
        return None
    asked = child(inner, "nsubj")
    bare = (
        inner.tag_ in ("VB", "VBP")
        or inner.lower_ in ("let", "put", "set", "cut")
        or bool(auxiliaries(inner) & {"must", "should"})
    )
    return asked if asked is not None and bare and asked.lower_ not in ("we", "i", "it", "this", "that") else None


def _until(verb: Token) -> bool:
    condition = condition_of(verb)
    return condition is not None and verb.doc[condition[0]].lower_ in ("until", "till", "unless")


def _breaks_word(verb: Token) -> bool:
    """ "The rebels have broken their promise": said of another, a charge."""
    broken = child(verb, "dobj", "nsubjpass") or prep_object(verb, "on", "from")
    return verb.lemma_ in BREAKING and broken is not None and broken.lemma_.lower() in WORDS_GIVEN


BREAKING = frozenset(
    "break tear breach violate betray flout ignore dishonour dishonor disregard trample renege backtrack abandon go".split()
)
WORDS_GIVEN = frozenset(
    "promise pledge word commitment undertaking obligation agreement accord deal pact treaty truce term guarantee assurance "
    "protocol vow".split()
)


def _blames(verb: Token) -> bool:
    """Whether a clause speaks ill of somebody: its own words hold a word of blame that is not taken back."""
    if verb.lemma_ in NEUTRAL_VERBS:
        return False
    inner = {
        t.i
        for c in verb.children
        if c.dep_ in ("ccomp", "conj", "parataxis") and child(c, "nsubj", "nsubjpass") is not None
        for t in c.subtree
    }
    if verb.lemma_ in ("show", "prove", "mean", "make", "demonstrate"):
        inner = set()
    words = [t for t in verb.subtree if (t.lemma_.lower() in ILL or t.lower_ in ILL) and t.i not in inner]
    return bool(words) and not is_negated(verb) and child(verb, "mark") is None


# what is talked about may be ill, without a word against who talks
NEUTRAL_VERBS = frozenset(
    "discuss talk meet agree welcome review address cover exchange condemn deplore raise consider say call investigate".split()
)
ILL = frozenset(
    """absurd abuse abusive aggression apartheid arrogance arrogant atrocity barbaric betray betrayal betrayed blackmail
    blatant bluff broken bully bullying charade cheat cheating cheap collusion complicit contempt corrupt coward cowardice
    cowardly crime criminal cruel cruelty cynical cynicism deceit deceitful deceive deception deliberate despicable
    dictate dishonest dishonesty disgrace disgraceful dishonour dragging duplicity evade evasion excuse extortion
    fabricate fail failure fake farce farcical fiction folly foot-dragging fraud greed greedy heartless incompetence incompetent indifference
    insolent loot malice poison ransack rob steal unscrupulous deaf game hollow hypocrisy hypocrite
    hypocritical ignore illegal immoral inadequate inexcusable inhuman insincere insult insulting intransigence
    intransigent irresponsible lie liar loot manipulate manoeuvre mistrust mock mockery negligence negligent neglect
    obstruct obstruction obstructionist outrage outrageous paralysis pathetic photo-op ploy posturing pretence pretend
    pretext propaganda provocation provocative provoke racist reckless recklessness reluctance sabotage scandal
    scandalous scapegoat sham shame shameful shameless silence sinister smuggling spite stall stalling stonewall stunt
    stubborn stubbornness swindle tactic terrorise terrorize theatre theft thug trap treacherous treachery treason
    trick tricks tyranny unacceptable undermine unfair unjust unreasonable unserious unworthy violate waste wasted
    wrecking""".split()
)


def _excludes(verb: Token) -> bool:
    """ "off the table", "out of the question", "not up for discussion", "not an option"."""
    text = " ".join(t.lower_ for t in verb.subtree if t.i >= verb.i)
    if any(
        words in text
        for words in (
            "off the table",
            "out of the question",
            "not up for discussion",
            "not up for negotiation",
            "not negotiable",
            "not open for discussion",
            "not on the agenda",
            "no question of",
            "not an option",
            "not for sale",
            "not up for bargaining",
            "not up for grabs",
            "not up for debate",
        )
    ):
        return True
    return is_negated(verb) and any(
        words in text for words in ("up for discussion", "up for negotiation", "in our vocabulary", "on the table")
    )


def _only_if(verb: Token) -> bool:
    """ "possible only if", "only after", "only once": a step made to depend on another's."""
    words = [t.lower_ for t in verb.subtree]
    return (
        any(a == "only" and b in ("if", "after", "when", "once", "on") for a, b in pairwise(words))
        or any(c.lower_ == "only" and c.dep_ == "advmod" for c in verb.children)
        and condition_of(verb) is not None
        or ("first" in words and (bool(auxiliaries(verb) & {"must"}) or _has_to(verb)))
        or "before" in words
        and bool(auxiliaries(verb) & {"must"})
    )


def _follows_request(verb: Token) -> bool:
    """Whether a clause hangs on a bidding: "lift the siege, and we will talk"."""
    first = verb.head
    bidding = first.tag_ == "VB" and not auxiliaries(first) and child(first, "nsubj") is None
    return verb.dep_ == "conj" and bidding and first.dep_ in ("ROOT", "ccomp") and first.lemma_ != "let"


def _has_to(verb: Token) -> bool:
    """ "has to be withdrawn", "needs to come"."""
    bare = child(verb, "xcomp")
    return verb.lemma_ in ("have", "need") and bare is not None and any(c.lower_ == "to" for c in bare.children)


def _leaves_no_way(verb: Token, codebook: Codebook, aux: set[str]) -> bool:
    """ "There will be no talks as long as ...", "there can be no deal without ...": a refusal, on a condition or not."""
    if verb.lemma_ != "be" or child(verb, "expl") is None or not aux & (WILL | {"can", "could"}):
        return False
    what = child(verb, "attr", "dobj", "nsubj")
    if what is None or not any(c.lower_ == "no" for c in what.children):
        return False
    given = codebook.sets["talks"] | codebook.sets["deal"] | {"peace", "return", "compromise", "concession", "meeting"}
    bounded = any(
        c.dep_ == "prep" and c.lower_ in ("at", "under", "amid", "with") for c in (*what.children, *verb.children)
    )
    return what.lemma_ in given and (condition_of(verb) is not None or bool(aux & WILL) or bounded)


def _own_course(verb: Token, codebook: Codebook, negated: bool) -> Reading:
    """ "We will ...": a promise, a refusal, a threat or a plan, by what is to be done and on what condition."""
    lemma = verb.lemma_.lower()
    cooperative = lemma in codebook.sets["cooperative"]
    hostile = lemma in codebook.sets["hostile"]
    conditional = condition_of(verb) is not None
    if lemma in ("call", "say", "describe", "think", "comment", "speculate", "predict", "expect"):
        return Reading("assess")
    if lemma in ("stop", "cease", "halt") and (given_up := child(verb, "xcomp")) is not None and not negated:
        # "we will stop flying at midnight"
        return Reading("commit" if given_up.lemma_ in codebook.sets["hostile"] | {"build", "enrich"} else "announce")
    if negated and lemma in ("let", "allow", "permit") and _is_access(verb):
        return Reading("refuse")
    if not negated and _menaces(verb):
        return Reading("threaten")
    if negated and lemma == "be" and any(c.lower_ in ("able", "possible") for c in verb.children):
        return Reading("assess")
    if negated and lemma in ("rest", "sleep", "relent", "tire"):
        # "we will not rest until ..."
        return Reading("commit")
    if negated:
        if lemma in (
            "leave",
            "quit",
            "abandon",
            "let",
            "allow",
            "permit",
            "tolerate",
            "stop",
            "cut",
            "halt",
            "block",
            "close",
            "interrupt",
        ) or (hostile and not cooperative and lemma not in LEAVING):
            return Reading("commit")
        return Reading("refuse")
    if hostile and not cooperative:
        return Reading(
            "threaten"
            if conditional or lemma in VIOLENT
            else "warn"
            if lemma in ("respond", "defend", "act")
            else "announce"
        )
    if lemma in ("be", "have", "like", "see", "know", "say", "tell", "find", "hope", "get"):
        return Reading("assess")
    if lemma in ("continue", "keep", "go") and (more := child(verb, "xcomp")) is not None and more.lemma_ in AGITATING:
        return Reading("threaten" if conditional else "announce")
    if not cooperative and conditional and _is_unless(verb):
        # "we will call the strike again if the police do not leave us alone"
        return Reading("threaten")
    if cooperative or conditional:
        return Reading("commit")
    return Reading("announce")


AGITATING = frozenset(
    "boycott strike protest agitate fight march picket resist demonstrate shell bomb attack occupy block".split()
)


def _is_unless(verb: Token) -> bool:
    """Whether the condition is that something is not done."""
    condition = condition_of(verb)
    if condition is None:
        return False
    words = [t.lower_ for t in verb.doc[condition[0] : condition[1]]]
    return words[0] == "unless" or bool(
        {"not", "n't", "n’t", "fail", "fails", "failed", "refuse", "refuses"} & set(words)
    )


def _is_access(verb: Token) -> bool:
    """ "We will not allow UN troops on our soil": leave that is refused, and no harm that is promised not to be done."""
    inner = child(verb, "ccomp", "xcomp")
    who = child(verb, "dobj") or (child(inner, "nsubj") if inner is not None else None)
    return who is not None and who.lemma_.lower() in COMERS


COMERS = frozenset(
    "troop monitor observer inspector peacekeeper convoy access journalist reporter aid mission worker visit delegation "
    "investigator flight lorry truck".split()
)
# "open fire", "take to the streets", "use force": what is done against somebody, by the object of a mild verb
MENACES = {
    "open": "fire",
    "use": "force",
    "take": "street measure action revenge step countermeasure",
    "declare": "war",
    "go": "war court strike",
    "turn": "ash ashes rubble graveyard",
    "bring": "government country city port",
    "teach": "lesson",
    "give": "lesson",
    "show": "mercy",
}


def _menaces(verb: Token) -> bool:
    words = MENACES.get(verb.lemma_)
    if words is None:
        return False
    behind = {
        g.lemma_.lower()
        for c in verb.children
        for g in (c, *(h for h in c.children if c.dep_ == "prep"))
        if c.i > verb.i
    }
    if verb.lemma_ == "bring" and "standstill" not in {t.lower_ for t in verb.subtree}:
        return False
    if verb.lemma_ == "take" and behind & {"step", "action", "measure"} and condition_of(verb) is None:
        return False
    return bool(behind & set(words.split()))


def _person_like(token: Token | None) -> Token | None:
    if token is None or token.lower_ in ("it", "this", "that", "there", "what", "which"):
        return None
    return (
        token
        if token.pos_ in ("PROPN", "PRON")
        or token.tag_ in ("NNS",)
        or any(c.lower_ in ("the", "both") for c in token.children)
        else None
    )
