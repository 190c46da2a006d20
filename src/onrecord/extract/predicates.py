"""What a speaker's plain sentence does by what it says of what: "that is a red line", "your word is worthless".

Each rule looks at the predicate (the words behind the verb) and at what stands as subject. They hold in the words of
a speaker only; a reporter's own sentence of that kind is no statement of anybody's.
"""

from __future__ import annotations

from spacy.tokens import Token

from onrecord.codebook import Codebook
from onrecord.extract.tree import auxiliaries, child, doer, is_negated, is_passive, prep_object

IT = frozenset("it this that these those".split())
THEY = frozenset("they he she you".split())
FALSE = frozenset(
    "false untrue lie lies baseless unfounded groundless nonsense fabrication fabricated invention rubbish slander fiction "
    "rumour rumours rumor rumors disinformation hoax".split()
)
CHARGE = frozenset("claim accusation allegation report charge story rumour rumor statement figure suggestion".split())
DEAD = frozenset(
    "dead unacceptable unworkable non-starter insufficient inadequate worthless unbalanced one-sided".split()
)
RED = frozenset(
    {"red line", "red lines", "not negotiable", "non-negotiable", "nothing to negotiate", "nothing to discuss"}
)
GRAVE = frozenset(
    "war bloodshed bloodbath disaster catastrophe famine explosion massacre massacres chaos abyss escalation collapse "
    "tragedy conflagration anarchy starvation".split()
)
STEPS = frozenset(
    "strike stoppage walkout withdrawal release offensive evacuation pull-out vote referendum boycott".split()
)
KILL = frozenset("kill shoot execute behead hang".split())
CAPTIVES = frozenset("hostage captive prisoner detainee".split())
# what is told of another in order to blame him
WRONG = frozenset(
    "arm fund finance plot conspire cheat trick steal lie hide conceal deceive mislead betray sabotage provoke obstruct "
    "rearm exploit manipulate rig fabricate smuggle harbour harbor sponsor infiltrate intimidate blackmail bully renege "
    "backtrack stonewall procrastinate profiteer embezzle meddle instigate incite".split()
)
WRONGED = frozenset("cheat trick deceive betray mislead rob fool swindle dupe".split())
SUFFER = frozenset("die starve suffer freeze perish drown".split())
BRINK = frozenset("brink verge edge precipice".split())
ADMIRED = frozenset(
    "courageous brave generous admirable noble heroic wise great excellent outstanding commendable".split()
)
GOOD_DEED = frozenset("step decision gesture move work job achievement effort contribution act initiative".split())
OPEN = frozenset("open ajar".split())
YIELDING = frozenset(
    "accept live consider agree imagine discuss host help send stop free release open lift pay talk meet negotiate wait "
    "withdraw share sign compromise guarantee give grant provide extend offer deliver".split()
)
HABIT = frozenset(
    "negotiate talk deal bargain accept recognise recognize sign pay compromise surrender bow kneel beg trade retreat yield".split()
)
PRESSED = frozenset("bully blackmail force pressure drag push intimidate cow rush lecture coerce provoke draw".split())
GOING = frozenset("go come leave give back return move change pay sell sign hand surrender retreat yield".split())
HARM = frozenset("loss death killing suffering harm pain injury damage casualty victim tragedy".split())
OURS = frozenset("our my".split())
# "my word is that nobody will be hunted"
OWN_ACTS = {
    "word": "commit",
    "promise": "commit",
    "pledge": "commit",
    "guarantee": "commit",
    "commitment": "commit",
    "demand": "demand",
    "request": "request",
    "appeal": "request",
    "condition": "set_condition",
    "offer": "offer",
    "hope": "assess",
    "fear": "assess",
    "warning": "warn",
}


def act_of_predicate(verb: Token, codebook: Codebook, *, is_self: bool) -> str | None:
    """The act that a clause of somebody's words does by what it says of what, or None where no rule knows."""
    subject = child(verb, "nsubj", "nsubjpass")
    words = [t for t in verb.subtree if t.i > verb.i and t.is_alpha or t.lower_ == "non-starter"]
    lowers = {t.lower_ for t in words} | {t.lemma_.lower() for t in words}
    text = " ".join(t.lower_ for t in verb.subtree if t.i >= verb.i)
    name = subject.lemma_.lower() if subject is not None else ""
    negated = is_negated(verb)
    if verb.lemma_ in ("be", "remain", "stay"):
        return _of_being(verb, name, lowers, text, codebook, negated=negated)
    if verb.lemma_ == "have":
        return _of_having(verb, name, lowers, codebook, is_self=is_self, negated=negated)
    return _of_doing(verb, name, lowers, codebook, is_self=is_self, negated=negated)


def _of_being(verb: Token, name: str, lowers: set[str], text: str, codebook: Codebook, *, negated: bool) -> str | None:
    future = bool(auxiliaries(verb) & {"will", "would", "could", "may", "might"})
    if not negated and name == "patience" and lowers & {"end", "limit", "limits", "exhausted", "out", "thin"}:
        return "warn"
    if not negated and lowers & {"behind", "responsible", "blame", "culprit"} and _is_charge(verb, name):
        return "accuse"
    if name in {"responsibility", "blame", "fault"} and not negated:
        return "accuse"
    judged = next((c for c in verb.children if c.dep_ == "attr"), None)
    if judged is not None and judged.lemma_ in ("precondition", "prerequisite", "condition", "price") and not negated:
        return "set_condition" if prep_object(judged, "for", "of", "to") is not None else None
    if future and not negated and judged is not None and judged.lemma_ in ("price", "cost") and "pay" in lowers:
        return "threaten"
    if "nothing" in lowers and lowers & {"talk", "discuss", "negotiate"}:
        return "refuse"
    if name == "nothing" and "less" in text:
        return "demand"
    if child(verb, "expl") is not None and not is_passive(verb) and auxiliaries(verb) & {"will", "would"}:
        what = child(verb, "attr", "nsubj", "dobj")
        if what is not None and any(c.lower_ == "no" for c in what.children) and what.lemma_ in RULED_OUT:
            return "rule_out"
    terms = codebook.sets["plan"] | codebook.sets["offer"] | {"term", "clause", "map", "figure", "condition"}
    if any(words in text for words in RED):
        return "rule_out"
    if (
        name in {"option", "door", "chapter", "issue", "matter", "question", "file"}
        and not negated
        and "closed" in lowers
    ):
        return "rule_out"
    if name in {"door", "hand", "line"} and not negated and lowers & (OPEN | {"outstretched"}):
        return "offer"
    if name in CHARGE | IT and (lowers & FALSE and not negated or negated and lowers & {"true", "correct", "accurate"}):
        return "deny"
    if child(verb, "expl") is not None and negated_such(verb):
        return "deny"
    if name in terms and (
        lowers & DEAD and not negated or negated and lowers & {"acceptable", "enough", "basis", "serious"}
    ):
        return "reject"
    if not negated and "nothing" in lowers and lowers & {"but", "than"}:
        # "nothing but an empty gesture"
        return "reject" if name in terms else "criticise"
    if name in IT and (lowers & {"non-starter"} and not negated or negated and "basis" in lowers):
        return "reject"
    if lowers & BRINK and not negated and lowers & (GRAVE | {"abyss", "precipice"}):
        return "warn"
    if future and (
        lowers & GRAVE or name in {"consequence", "price", "cost"} and lowers & {"severe", "grave", "dire", "high"}
    ):
        return "warn"
    if (
        name in IT
        and not negated
        and not future
        and judged is not None
        and judged.lemma_.lower() in GOOD_DEED
        and any(c.lower_ in ADMIRED for c in judged.children)
    ):
        return "praise"
    owned = {c.lower_ for t in verb.children if t.dep_ == "attr" for c in t.children if c.dep_ == "poss"}
    if (
        name in IT
        and owned & OURS
        and lowers & {"mistake", "fault", "error", "missile", "shell", "bomb", "responsibility"}
    ):
        return None if negated else "admit"
    if name in {"we", "i"} and not negated and "wrong" in lowers and verb.tag_ == "VBD":
        return "admit"
    if not negated and {"wrong", "direction"} <= lowers:
        return "criticise"
    if name in CHARGE | {"talk"} and not negated and ("invention" in lowers or {"wide", "mark"} <= lowers):
        return "deny"
    if judged is not None and judged.lemma_ == "work" and not negated and prep_object(judged, "of") is not None:
        return "accuse"
    if (
        name in IT | terms
        and not negated
        and not future
        and judged is not None
        and judged.lemma_.lower() in codebook.sets["bad"]
    ):
        return "criticise"
    if (
        name in terms
        and judged is not None
        and not negated
        and not future
        and verb.tag_ == "VBZ"
        and judged.pos_ == "NOUN"
        and judged.lemma_.lower() not in PLAIN
    ):
        # "this draft is a licence to dig in"
        return "criticise"
    if name in OWN_ACTS and not negated and owner_is_speaker(verb):
        return OWN_ACTS[name]
    if name in {"idea", "proposal", "plan", "suggestion"} and owner_is_speaker(verb) and child(verb, "xcomp", "ccomp"):
        return "propose"
    return None


# what a text may be called without a word against it
PLAIN = frozenset(
    "step basis compromise start beginning agreement opportunity framework proposal result success progress chance text "
    "document plan part product victory achievement breakthrough solution way one foundation fruit package list first "
    "deal treaty contract offer measure question matter priority goal aim proof sign subject".split()
)
RULED_OUT = frozenset(
    "amnesty concession surrender change retreat exception pardon extension reprieve impunity referendum independence "
    "increase delay haggling bargaining".split()
)


def _is_charge(verb: Token, name: str) -> bool:
    """ "The army is behind the killings", "they are to blame": of somebody, and not of the speaker."""
    subject = child(verb, "nsubj")
    if subject is None or name in IT | {"we", "i"}:
        return False
    behind = prep_object(verb, "behind")
    judged = child(verb, "acomp", "xcomp", "attr")
    return behind is not None and behind.lemma_ not in ("schedule", "line", "bar") or judged is not None


def _of_having(
    verb: Token, name: str, lowers: set[str], codebook: Codebook, *, is_self: bool, negated: bool
) -> str | None:
    had = child(verb, "dobj")
    if name in THEY - {"he", "she"} and any(c.dep_ == "prep" and c.lower_ == "until" for c in verb.children):
        return "threaten"
    if had is None:
        return None
    owned = {c.lower_ for c in had.children if c.dep_ == "poss"}
    if had.lemma_ == "word" and owned & OURS or name in THEY and had.lemma_ in ("word", "guarantee") and owned & OURS:
        return "commit"
    if is_self and not negated and had.lemma_ in ("deal", "agreement", "understanding", "accord"):
        return "agree"
    if had.lemma_ in ("fill", "enough") and is_self and not negated:
        return "criticise"
    if had.lower_ == "nothing" and lowers & {"say", "add"}:
        return "decline_comment"
    if had.lower_ == "nothing" and {"do", "with"} <= lowers:
        return "deny"
    if had.lemma_ in ("hour", "day", "week") and (name in THEY or not is_self) and child(had, "nummod") is not None:
        return "threaten"
    return None


def _of_doing(
    verb: Token, name: str, lowers: set[str], codebook: Codebook, *, is_self: bool, negated: bool
) -> str | None:
    aux = auxiliaries(verb)
    lemma = verb.lemma_.lower()
    will = aux & {"will", "shall", "’ll", "'ll", "would"}
    if lemma == "let" and verb.tag_ == "VB" and not aux and doer(verb) is None:
        inner = child(verb, "ccomp", "xcomp")
        who = child(inner, "nsubj") if inner is not None else None
        return "propose" if who is not None and who.lower_ in ("us", "’s", "'s") else "request"
    denied = child(verb, "nsubjpass")
    if denied is not None and {"no", "such"} <= {c.lower_ for c in denied.children}:
        # "no such promise was made"
        return "deny"
    if negated and will and is_passive(verb) and lemma in PRESSED and name not in {"you", "he", "she"}:
        return "refuse"
    if lemma == "meet" and is_passive(verb) and will and lowers & {"force", "fire", "response", "resistance", "steel"}:
        return "threaten"
    if will and not negated and name in THEY and lemma in ("pay", "regret", "suffer", "answer") and not is_self:
        return "threaten"
    if (
        not negated
        and aux & {"could", "will", "may", "might"}
        and lemma in ("lead", "end", "turn", "trigger", "cause", "spark")
    ):
        return "warn" if lowers & GRAVE else None
    if will and not negated and lemma in SUFFER and not is_self:
        return "warn"
    if (
        lemma == "run"
        and name in {"time", "patience"}
        and "out" in lowers
        or name == "patience"
        and lemma in ("wear", "snap")
    ):
        return "warn"
    if lemma in ("lie", "rest") and name in {"responsibility", "blame", "fault"} and prep_object(verb, "with", "on"):
        return "accuse"
    if lemma == "know" and not negated and (known := child(verb, "dobj")) is not None and known.lower_ == "nothing":
        return "deny"
    if lemma in ("invent", "fabricate", "concoct") and is_passive(verb) and name in CHARGE | IT | {"document"}:
        return "deny"
    if will and not negated and (is_passive(verb) and lemma in KILL or lemma == "die") and name in CAPTIVES:
        return "threaten"
    if (
        not negated
        and aux & {"could", "may", "might"}
        and lemma in SUFFER | {"burst", "collapse", "unravel", "explode"}
    ):
        return "warn"
    if not is_self and not negated and not aux & {"can", "could", "may", "might", "will", "would"}:
        if lemma in WRONG and not is_passive(verb) and name not in IT:
            return "accuse"
        used = child(verb, "dobj")
        if (
            lemma == "use"
            and used is not None
            and used.lemma_ in ("truce", "pause", "ceasefire", "talk", "lull", "negotiation")
        ):
            return "accuse"
        if lemma == "act" and lowers & {"faith"} and "bad" in lowers or lemma == "go" and "behind" in lowers:
            return "accuse"
    if not is_self and negated and lemma in ("mean", "intend") and verb.tag_ in ("VBD", "VBN"):
        return "accuse"
    if is_self and is_passive(verb) and not negated and lemma in WRONGED:
        return "accuse"
    if will and not negated and lemma in ("begin", "start", "go", "take") and name in STEPS:
        return "announce"
    if lemma == "fall" and "short" in lowers and (name in IT or name in codebook.sets["plan"] | codebook.sets["offer"]):
        return "reject"
    if is_self and not negated and aux & {"can", "could"} and lemma in YIELDING and doer(verb) is not None:
        return "offer"
    if (
        is_self
        and negated
        and not aux & {"will", "would", "can", "could", "have", "has", "had", "did"}
        and lemma in HABIT
    ):
        return "refuse"
    if is_self and negated and verb.tag_ == "VBG" and lemma in GOING and not child(verb, "xcomp"):
        return "refuse"
    if is_self and lemma == "regret":
        return "apologise" if lowers & HARM else None
    if is_self and not negated and lemma == "make" and lowers & {"mistake", "mistakes", "error", "errors"}:
        return "admit"
    if is_self and not negated and lemma in ("take", "bear", "accept") and "responsibility" in lowers:
        return "admit"
    return None


def negated_such(verb: Token) -> bool:
    """ "There was no such meeting", "there is no secret deal"."""
    what = child(verb, "attr", "nsubj", "dobj")
    if what is None or not any(c.lower_ == "no" for c in what.children):
        return False
    return any(c.lower_ in ("such", "secret", "hidden") for c in what.children)


def owner_is_speaker(verb: Token) -> bool:
    """Whether the subject is the speaker's own: "our idea is to ..."."""
    subject = child(verb, "nsubj")
    return subject is not None and any(c.dep_ == "poss" and c.lower_ in OURS for c in subject.children)
