"""Statements and actions: cues of the codebook in clauses that say they happened."""

from __future__ import annotations

from spacy.tokens import Token

from onrecord.extract import flags, times
from onrecord.extract.frames import Hit
from onrecord.extract.tree import above, auxiliaries, child, is_negated, prep_object, verb_above
from onrecord.extract.words import DAYS_AND_MONTHS, DOCUMENTS, GROUP_NOUNS, NEEDED, ORG_WORDS, ROLE_NOUNS

ASPECT = frozenset("continue begin start keep go proceed come return remain resume end".split())
REAL_PREPS = frozenset("by for after while with in since without through over despite".split())
NO_ACTORS = frozenset(
    """murder bandh hartal tyre gherao rally demonstration dharna sit-in call transfer shelter contract package pact accord treaty protocol number matter paper letter border water order power error quarter corner centre center winter summer weather
    factor error river harbour harbor motor sector corridor disaster monitor chapter offer answer gather user computer
    figure prayer dinner theater tower order temper master feature measure future nature weekend development move
    decision step issue process situation incident violence war conflict attack fighting crisis weather result plan
    deal law bill text proposal offer rain flood drought price cost time day week month year night morning news rumour
    rumor fear hope event fact idea thing way word place body car truck bus ship plane house road bridge video photo
    picture poll study survey research book film story article site website map table list data evidence case trial vote
    scene event image estimate agenda programme program reform system project policy strategy approach market economy era season
    election truce ceasefire talk round session meeting summit strike protest march clash blast explosion fire storm
    death killing arrest shooting bombing shelling airstrike raid ambush torching burning beating abduction detention visit""".split()
)


# so many of somebody: "batches of policemen"
LOADS = frozenset(
    "batch wave column convoy truckload busload score dozen hundred thousand pair handful contingent throng".split()
)


def may_act(token: Token | None, kind: str) -> bool:
    """Whether a noun can be somebody who speaks or acts."""
    if token is None:
        return False
    lemma = token.lemma_.lower().removeprefix("ex-")
    if token.lower_ in DAYS_AND_MONTHS and not any(c.dep_ == "compound" for c in token.children):
        return False
    if token.tag_ == "NNS" and len(token) > 2 and token.text[:-1].isupper() and token.text[-1] == "s":
        # "MPs", "NGOs"
        return True
    if token.lower_ in ("former", "latter") and token.dep_ in ("nsubj", "nsubjpass", "pobj", "dobj"):
        return any(c.lower_ == "the" for c in token.children)
    if token.pos_ == "NUM" and token.lower_ in ("two", "three") and any(c.lower_ == "the" for c in token.children):
        return True
    if token.pos_ == "PRON":
        return token.lower_ in (
            "he",
            "she",
            "they",
            "we",
            "i",
            "who",
            "it",
            "both",
            "neither",
            "each",
            "him",
            "her",
            "them",
            "us",
            "his",
            "their",
            "its",
            "our",
            "my",
            "one",
            "some",
            "others",
            "many",
            "none",
            "nobody",
            "another",
            "ours",
        )
    if token.pos_ == "PROPN":
        if token.lower_ in ORG_WORDS or token.lower_ in GROUP_NOUNS and token.tag_ == "NNPS":
            # "The Foreign Ministers of Kesh and Tolva", whatever the entity recogniser makes of them
            return True
        if token.doc[token.left_edge.i].lower_ in ("near", "in", "at", "on", "outside", "around", "mr", "according"):
            return token.doc[token.left_edge.i].lower_ == "mr"
        return (
            token.ent_type_ not in ("DATE", "TIME", "MONEY", "PERCENT", "EVENT", "WORK_OF_ART", "LAW", "LANGUAGE")
            or token.ent_type_ == ""
        )
    if kind == "statement" and lemma in DOCUMENTS:
        return True
    if lemma in NO_ACTORS:
        return False
    if lemma in LOADS and (who := prep_object(token, "of")) is not None:
        return may_act(who, kind)
    if token.lower_ in GROUP_NOUNS or lemma in GROUP_NOUNS | ROLE_NOUNS | ORG_WORDS:
        return True
    if token.pos_ == "ADJ":
        return token.ent_type_ == "NORP"
    if token.ent_type_ in ("ORG", "GPE", "NORP", "PERSON"):
        return True
    if lemma.endswith(("man", "woman", "people", "ist", "ian", "ee", "ant", "ent")) and token.tag_ == "NNS":
        return True
    return lemma.endswith(("er", "or", "ian", "ist", "man", "woman", "person", "crat")) and len(lemma) > 4


# acts that only somebody can do: whatever stands as their subject is taken for somebody, unless it plainly is not
OF_PERSONS = frozenset(
    """accuse deny refuse reject request warn admit apologise announce criticise praise set_condition
    rule_out decline_comment propose sign arrest abduct walk_out demand threaten clash protest""".split()
)
MOVED = frozenset(
    "tank gun reinforcement troop soldier frigate warship jet battalion brigade column armour artillery unit vehicle "
    "peacekeeper force regiment".split()
)
ABSTRACT = ("tion", "sion", "ness", "ity", "ism", "ence", "ance", "ship", "ment", "age", "ure", "dom", "hood", "ing")


def may_do(token: Token | None, act: str, kind: str) -> bool:
    """Whether a noun can be who does this act."""
    if may_act(token, kind):
        return True
    if token is not None and act in ("deploy", "pull_back") and token.lemma_.lower() in MOVED:
        return True
    if token is None or act not in OF_PERSONS or token.pos_ != "NOUN":
        return False
    lemma = token.lemma_.lower()
    if lemma in NO_ACTORS or lemma in DOCUMENTS or lemma.endswith(ABSTRACT) or len(lemma) < 4:
        return False
    return token.ent_type_ == "" and (
        token.tag_ == "NNS" or any(c.dep_ in ("det", "poss") and c.lower_ not in ("no",) for c in token.children)
    )


def is_real(verb: Token, *, depth: int = 0) -> bool:
    """Whether the words tell the act as done (or not done, or ahead), rather than possible, asked for or intended."""
    if depth > 5:
        return True
    if flags.is_unreal(verb):
        return False
    head = verb.head
    if head.i == verb.i:
        return True
    aux = {c.lower_ for c in verb.children if c.dep_ == "aux"}
    to_infinitive = "to" in aux and (verb.tag_ == "VB" or "have" not in aux)
    match verb.dep_:
        case "xcomp":
            if head.lemma_ == "have":
                # "had to leave" tells that they left, "have to leave" does not
                return head.tag_ == "VBD" and is_real(head, depth=depth + 1)
            if head.lemma_ in ASPECT:
                return is_real(head, depth=depth + 1)
            if head.lemma_ in (
                "fail",
                "manage",
                "go",
                "dare",
                "prove",
                "be",
                "appear",
                "seem",
                "help",
                "get",
                "rush",
                "see",
                "hear",
                "report",
                "vote",
                "force",
            ):
                return is_real(head, depth=depth + 1)
            return (
                not to_infinitive
                and verb.tag_ != "VB"
                and head.lemma_
                not in (
                    "consider",
                    "avoid",
                    "risk",
                    "suggest",
                    "propose",
                    "deny",
                    "mean",
                    "involve",
                    "stop",
                    "discuss",
                    "recommend",
                    "oppose",
                    "rule",
                )
            )
        case "ccomp":
            if head.lemma_ == "let" and verb.lemma_ in ("free", "go"):
                return is_real(head, depth=depth + 1)
            if to_infinitive or (verb.tag_ == "VB" and not auxiliaries(verb)):
                return False
            if any(c.dep_ == "acomp" and c.lower_ in NEEDED for c in head.children):
                # "it is vital that aid be let through"
                return False
            mark = child(verb, "mark")
            if mark is not None and mark.lower_ in ("if", "whether", "unless"):
                return False
            return head.lemma_ not in (
                "hope",
                "wish",
                "demand",
                "insist",
                "suggest",
                "propose",
                "want",
                "recommend",
                "ensure",
                "doubt",
                "fear",
                "imagine",
                "pretend",
                "expect",
            ) or (head.lemma_ in ("insist", "suggest") and verb.tag_ != "VB")
        case "advcl" | "acl" | "relcl":
            if to_infinitive and verb.dep_ != "relcl":
                return False
            mark = child(verb, "mark")
            if flags.came_true(verb):
                return True
            if mark is not None and mark.lower_ in ("if", "unless", "until", "till", "once", "whether", "lest"):
                return False
            if (
                mark is not None
                and mark.lower_ in ("after", "when")
                and verb.tag_ in ("VBP", "VBZ")
                and _lies_ahead(head)
            ):
                # "is due to start after the troops pull back"
                return False
            if mark is not None and mark.lower_ == "before" and "VBD" not in {t.tag_ for t in (verb, *verb.children)}:
                return False
            if any(
                c.lower_ in ("if", "unless", "until", "till", "once", "whenever")
                and not flags.is_once_more(c)
                and c.dep_ in ("mark", "advmod")
                and c.i < verb.i
                for c in verb.children
            ):
                return False
        case "pcomp":
            if head.lower_ == "for" and head.head.lower_ in ("exchange", "return"):
                # "in exchange for releasing the prisoners": a price, not a deed
                return False
            if head.lower_ == "of":
                return head.head.lemma_ in ("accuse", "suspect", "guilty", "accusation")
            if head.lower_ == "for" and head.head.lemma_ in (
                "call",
                "push",
                "plan",
                "ready",
                "appeal",
                "responsibility",
                "press",
            ):
                return False
            if head.lower_ == "by" and head.head.pos_ == "VERB":
                # "urged them to help by lifting the blockade"
                return is_real(head.head, depth=depth + 1)
            return head.lower_ in REAL_PREPS
        case "conj":
            own = any(c.dep_ in ("nsubj", "nsubjpass", "aux") for c in verb.children)
            if not own or (verb.tag_ == "VB" and not auxiliaries(verb) - {"to"}):
                return is_real(head, depth=depth + 1) if head.pos_ in ("VERB", "AUX") else True
    return True


def noun_is_real(hit: Hit) -> bool:
    """Whether a noun tells an act that was done: not one hoped for, avoided or asked for."""
    if hit.via is not None:
        return is_real(hit.via)
    verb = verb_above(hit.token)
    if verb is None:
        return True
    if hit.token.dep_ == "dobj" and verb.lemma_ in (
        "avoid",
        "prevent",
        "want",
        "need",
        "expect",
        "await",
        "lack",
        "require",
        "drop",
        "consider",
        "discuss",
        "study",
        "prepare",
        "draft",
        "deny",
        "seek",
    ):
        return verb.lemma_ in ("consider", "discuss", "study", "drop")
    if (
        hit.token.dep_ == "pobj"
        and hit.token.head.lower_ in ("for", "against", "without")
        and hit.token.head.head.lemma_ in ("call", "push", "ask", "appeal", "hope", "wait", "need")
    ):
        return False
    return not (flags.is_unreal(verb) and hit.token.dep_ in ("dobj", "nsubj"))


def _lies_ahead(verb: Token) -> bool:
    return flags.is_future(verb) or verb.dep_ == "xcomp" and verb.head.lower_ in ("due", "set", "expected", "scheduled")


# what is welcomed or condemned has happened
HAPPENED_FIRST = frozenset(
    "welcome hail applaud condemn denounce deplore mourn mark celebrate witness regret follow precede prompt trigger".split()
)


def stands_as_event(noun: Token) -> bool:
    """Whether a noun of doing ("clash", "withdrawal") tells an event: as a subject, or after "since", "after", "in"."""
    if noun.dep_ in ("nsubj", "nsubjpass", "ROOT", "conj", "appos"):
        return True
    if noun.dep_ == "dobj" and noun.head.lemma_ in HAPPENED_FIRST:
        return True
    return noun.dep_ == "pobj" and noun.head.lower_ in (
        "since",
        "after",
        "following",
        "during",
        "despite",
        "in",
        "over",
        "by",
    )


def is_incident(verb: Token) -> bool:
    """Whether a deed has a date, a place or a toll, and so is an incident rather than a standing charge."""
    if times.time_tokens(verb) is not None or flags.place_of(verb) is not None:
        return True
    return any(
        t.dep_ == "nummod" and t.ent_type_ == "CARDINAL" or t.ent_type_ in ("DATE", "TIME") and t.lower_ not in ("now",)
        for t in verb.subtree
    )


def owner_of(noun: Token) -> Token | None:
    """Whose weapon it is: "a Russian missile", "the army's shells"."""
    for c in noun.children:
        if c.dep_ == "poss" and c.pos_ == "PROPN" or c.dep_ in ("amod", "compound") and c.ent_type_ in ("NORP", "GPE"):
            return c
        if c.dep_ in ("compound", "amod") and c.lemma_.lower() in ("government", "army", "rebel", "police", "militia"):
            return c
    return None


def denied_by(verb: Token) -> Token | None:
    """The verb of denial over this verb, if what it tells is what is denied."""
    for token in above(verb):
        if token.pos_ in ("VERB", "AUX"):
            if token.lemma_ in ("deny", "refute") and not is_negated(token):
                return token
            return None
    return None


def accuser_of(verb: Token) -> tuple[Token, Token | None] | None:
    """For a deed somebody is accused of: the verb of accusing and the accused."""
    if (
        verb.dep_ == "pcomp"
        and verb.head.lower_ in ("of", "for")
        and verb.head.head.lemma_ in ("accuse", "blame", "criticise", "criticize", "condemn", "denounce")
    ):
        over = verb.head.head
        return over, child(over, "dobj", "nsubjpass")
    if verb.dep_ in ("conj",) and verb.tag_ == "VBG":
        return accuser_of(verb.head)
    return None
