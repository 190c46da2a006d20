"""Questions to a dependency parse: who does it, to whom, in which clause, under which auxiliary."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from spacy.tokens import Doc, Token

from onrecord.extract.words import GROUP_NOUNS, ORG_WORDS, PAPERS, ROLE_NOUNS

SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})
FINITE = frozenset({"VBZ", "VBD", "VBP"})
NEGATIONS = frozenset({"not", "n't", "n’t", "never", "nt"})
BLAMING = frozenset(
    "accuse blame criticise criticize condemn denounce thank praise slam blast commend rebuke fault suspect".split()
)
# whose infinitive is the subject's own: "emailed passengers to say ..."
OF_PURPOSE = frozenset("promise make email write call phone telephone text ring contact visit".split())
SUFFERED = frozenset("free release kill detain arrest injure wound charge deport sentence expel jail abduct".split())
# what somebody does with words, and things never do
SPEAKING = frozenset(
    "demand call urge protest seek ask accuse condemn denounce warn threaten oppose reject criticise allege insist".split()
)
HARMING = frozenset("kill wound injure destroy damage".split())


def places_of(doc: Doc, words: frozenset[str]) -> list[int]:
    """Where the words of a paragraph stand that are one of these, whatever their case."""
    known = np.array([doc.vocab.strings[word] for word in words], dtype=np.uint64)
    return [int(n) for n in np.flatnonzero(np.isin(doc.to_array("LOWER"), known))]


def child(token: Token, *deps: str) -> Token | None:
    """The first child in one of these relations, or None."""
    for c in token.children:
        if c.dep_ in deps:
            return c
    return None


def children(token: Token, *deps: str) -> list[Token]:
    """All children in these relations, in order."""
    return [c for c in token.children if c.dep_ in deps]


def governor(token: Token) -> Token:
    """The first of a coordination: for "sign" in "met and signed", "met"."""
    while token.dep_ == "conj" and token.head.i != token.i:
        token = token.head
    return token


CHARGED = frozenset("accuse suspect convict acquit".split())


def is_passive(verb: Token) -> bool:
    """Whether the verb stands in the passive, also as a bare participle behind a noun."""
    below = [c.dep_ for c in verb.children]
    if "nsubjpass" in below or "auxpass" in below:
        return True
    if verb.tag_ not in ("VBN", "VBD"):
        return False
    if (
        verb.lemma_ in CHARGED
        and "dobj" not in below
        and verb.i + 1 < len(verb.doc)
        and verb.doc[verb.i + 1].lower_ == "of"
    ):
        # "two farmers accused of the murder": whoever accuses accuses somebody
        return True
    finite = "aux" in below or "nsubj" in below
    if (
        verb.dep_ in ("acl", "relcl")
        and verb.tag_ == "VBN"
        and not finite
        and ((mark := child(verb, "mark")) is None or mark.lower_ == "as" and child(verb, "agent") is not None)
    ):
        return True
    if (
        verb.dep_ == "conj"
        and verb.tag_ == "VBD"
        and verb.lemma_ in SUFFERED
        and child(verb, "dobj", "nsubj") is None
        and any(c.dep_ == "auxpass" for c in verb.head.children)
    ):
        # "was abducted on Monday and freed on Friday"
        return True
    if verb.dep_ == "conj" and verb.tag_ == "VBN" and not finite:
        return is_passive(verb.head)
    if verb.dep_ == "advcl" and verb.tag_ == "VBN" and not finite:
        # "asked by the envoy, ...", "as demanded by the opposition"
        return child(verb, "dobj") is None
    return False


def is_thing(noun: Token) -> bool:
    """Whether a noun is nobody: neither a name nor a word for persons and bodies, nor a paper that speaks."""
    lemma = noun.lemma_.lower()
    if noun.pos_ != "NOUN" or noun.ent_type_ in ("PERSON", "ORG", "GPE", "NORP"):
        return False
    if {noun.lower_, lemma} & (GROUP_NOUNS | ROLE_NOUNS | ORG_WORDS | PAPERS):
        return False
    return not lemma.endswith(("er", "or", "ist", "ian", "man", "woman", "ee", "ant", "ent"))


def is_paper(noun: Token) -> bool:
    """Whether a noun is a paper that somebody hands in or gives out."""
    return noun.pos_ == "NOUN" and noun.lemma_.lower() in PAPERS


def _owner_above(noun: Token, depth: int) -> Token | None:
    """Who does what is done to a thing or beside it: the subject of the verb over it."""
    over = verb_above(noun)
    found = grammatical_subject(over, depth + 1) if over is not None else None
    return found if found is not None and found.i != noun.i else None


def grammatical_subject(verb: Token, depth: int = 0) -> Token | None:
    """The subject of a verb, found through coordination, control, relative clauses and participles."""
    if depth > 6:
        return None
    own = child(verb, "nsubj", "nsubjpass")
    if own is not None:
        if own.tag_ in ("WDT", "WP") or (own.lower_ == "that" and verb.dep_ == "relcl"):
            return (
                verb.head if verb.dep_ in ("relcl", "ccomp") and verb.head.pos_ in ("NOUN", "PROPN", "PRON") else None
            )
        return own
    head = verb.head
    if verb.i == head.i:
        return _lost_subject(verb)
    match verb.dep_:
        case "conj" if head.pos_ in ("VERB", "AUX"):
            return grammatical_subject(head, depth + 1)
        case "xcomp":
            controlled = child(head, "dobj", "dative")
            if controlled is not None and controlled.i < verb.i and head.lemma_ not in OF_PURPOSE:
                return controlled
            return grammatical_subject(head, depth + 1)
        case "ccomp" if verb.tag_ == "VB" and child(verb, "mark") is None:
            return child(head, "dobj") or grammatical_subject(head, depth + 1)
        case "acl" if (
            verb.tag_ == "VBG"
            and verb.lemma_ in SPEAKING
            and (is_thing(head) or is_paper(head))
            and (who := _owner_above(head, depth)) is not None
        ):
            # "burnt tyres demanding his arrest", "filed a complaint alleging fraud"
            return who
        case "acl" | "relcl":
            if head.pos_ in ("NOUN", "PROPN", "PRON") and verb.tag_ in ("VBG", "VBN", "VBD", "VBZ", "VBP"):
                return head
            return None
        case "advcl" | "pcomp" | "prep":
            up = head
            if (
                verb.dep_ == "pcomp"
                and head.lower_ in ("for", "of", "over")
                and (blamed := child(head.head, "dobj", "nsubjpass")) is not None
                and head.head.lemma_ in BLAMING
            ):
                return blamed
            while up.dep_ in ("prep", "pcomp", "pobj") and up.head.i != up.i:
                up = up.head
            if verb.dep_ == "advcl" and verb.tag_ == "VBG" and verb.lemma_ in HARMING and is_passive(up):
                # "the station was attacked by pupils, injuring three"
                return doer(up)
            return grammatical_subject(up, depth + 1) if up.pos_ in ("VERB", "AUX") else None
        case "aux" | "auxpass":
            return grammatical_subject(head, depth + 1)
        case "acomp" if head.lemma_ == "be":
            # "are due to meet"
            return grammatical_subject(head, depth + 1)
        case "parataxis" if head.pos_ in ("NOUN", "PROPN") and verb.tag_ == "VBD":
            return head
        case "attr" if verb.tag_ == "VBG" and head.lemma_ == "be":
            # "the Commission, which is mediating"
            return grammatical_subject(head, depth + 1)
    return None


def _lost_subject(verb: Token) -> Token | None:
    """The subject that the parser took for an apposition: "At the invitation of the Union, A, B and C met"."""
    if verb.tag_ not in ("VBD", "VBZ", "VBP", "MD") or verb.i == 0:
        return None
    behind = verb.i - 2 if verb.doc[verb.i - 1].text == "," else verb.i - 1
    at = verb.doc[max(0, behind)]
    while at.head.i < verb.i and at.head.i != at.i and not _opens_after_comma(at, behind):
        at = at.head
    return at if _opens_after_comma(at, behind) and at.dep_ == "appos" else None


def _opens_after_comma(token: Token, end: int) -> bool:
    """Whether a phrase begins after a comma and runs up to this place: "In Oslo, Mr Hedlund, the envoy, urged"."""
    start = token.left_edge.i
    return (
        token.dep_ == "appos"
        and token.head.dep_ in ("pobj", "dobj")
        and start > 0
        and token.doc[start - 1].text == ","
        and token.right_edge.i == end
    )


def doer(verb: Token) -> Token | None:
    """Who performs the verb: its subject, or the agent of a passive."""
    if is_passive(verb):
        agent = child(verb, "agent")
        if agent is None:
            agent = next((c for c in verb.children if c.dep_ == "prep" and c.lower_ == "by" and c.i > verb.i), None)
        return child(agent, "pobj") if agent is not None else None
    return list_subject(verb) or grammatical_subject(verb)


def list_subject(verb: Token) -> Token | None:
    """For an item of a list ("The Parties: (a) agreed ...; (b) requested ..."), the subject that introduces the list."""
    doc = verb.doc
    if verb.i < 4 or doc[verb.i - 1].text not in (")", ".") or len(doc[verb.i - 2]) > 4:
        return None
    if doc[verb.i - 3].text not in ("(", ":", ";", ",", "and"):
        return None
    start = next((t.i for t in doc[: verb.i - 1] if t.text == ":"), verb.i - 2)
    return next((t for t in reversed(doc[:start]) if t.dep_ in ("nsubj", "nsubjpass")), None)


def object_of(verb: Token) -> Token | None:
    """To whom or what the verb is done: its object, or the subject of a passive."""
    if is_passive(verb):
        if verb.dep_ in ("acl",) and child(verb, "nsubjpass") is None:
            return verb.head
        return grammatical_subject(verb)
    found = child(verb, "dobj") or next(
        (g for c in verb.children if c.dep_ == "oprd" and c.i > verb.i for g in c.children if g.dep_ == "dobj"), None
    )
    if found is not None and verb.dep_ == "relcl" and (found.tag_ in ("WDT", "WP") or found.lower_ == "that"):
        return verb.head
    if found is None and verb.dep_ == "relcl" and child(verb, "nsubj") is not None:
        subject = child(verb, "nsubj")
        if subject is not None and subject.tag_ not in ("WDT", "WP") and child(verb, "ccomp", "xcomp", "acomp") is None:
            return verb.head if not any(c.dep_ == "prep" and child(c, "pobj") is None for c in verb.children) else None
    return found


def prep_object(token: Token, *words: str) -> Token | None:
    """The object of the first of these prepositions under a token."""
    for c in token.children:
        if c.dep_ in ("prep", "agent", "dative", "prt") and c.lower_ in words:
            found = child(c, "pobj")
            if found is not None:
                return found
            nested = next((n for n in c.children if n.dep_ == "prep"), None)
            if nested is not None:
                return child(nested, "pobj")
    return None


def verb_above(token: Token) -> Token | None:
    """The nearest verb above a noun, through nouns and prepositions."""
    at = token.head if token.head.i != token.i else None
    while at is not None and at.pos_ not in ("VERB", "AUX"):
        if at.head.i == at.i:
            return None
        at = at.head
    return at


def auxiliaries(verb: Token) -> set[str]:
    """The lower-case auxiliaries of a verb, shared ones of a coordination included."""
    found = {c.lower_ for c in verb.children if c.dep_ in ("aux", "auxpass")}
    if verb.dep_ == "conj" and verb.head.pos_ in ("VERB", "AUX") and child(verb, "nsubj", "nsubjpass") is None:
        same_form = verb.tag_ == verb.head.tag_ or (verb.tag_ == "VB" and "will" in auxiliaries(verb.head))
        if same_form and not found:
            found |= auxiliaries(verb.head)
    return found


def is_negated(token: Token) -> bool:
    """Whether the words say that it did not happen: not, never, no, neither, without, failed to, nothing."""
    for c in token.children:
        if c.dep_ == "neg" or c.lower_ in NEGATIONS:
            if c.lower_ == "no" and token.pos_ == "VERB":
                continue
            return True
        if c.lower_ in ("neither", "no") and c.dep_ in ("det", "preconj", "neg") and c.i < token.i:
            return True
        if c.dep_ in ("aux", "auxpass") and any(d.dep_ == "neg" for d in c.children):
            # "has not, so far, signed"
            return True
        if c.lower_ == "longer" and c.i > 0 and token.doc[c.i - 1].lower_ == "no":
            # "no longer insists"
            return True
        if token.lemma_ == "be" and c.dep_ == "prep" and any(d.dep_ == "neg" and d.i < c.i for d in c.children):
            # "was not in our vocabulary"
            return True
        if c.dep_ in ("nsubj", "nsubjpass", "dobj") and (
            c.lower_ in ("nobody", "nothing", "none", "neither")
            or any(d.lower_ in ("no", "neither") and d.dep_ in ("det", "neg", "preconj") for d in c.children)
            or any(d.lower_ == "not" and d.i < c.i and d.nbor(1).lower_ in ("a", "one") for d in c.children)
        ):
            # also "not a single protester has been arrested"
            return True
    head = token.head
    if token.dep_ == "xcomp" and head.i != token.i and head.pos_ in ("VERB", "AUX", "ADJ"):
        return head.lemma_ in ("fail", "neglect") or is_negated(head)
    if token.dep_ in ("pcomp", "pobj") and head.lower_ == "without":
        return True
    if token.dep_ == "conj" and token.pos_ in ("VERB", "AUX") and head.i != token.i:
        if any(c.lower_ in ("nor",) for c in head.children):
            return True
        if child(token, "nsubj", "nsubjpass", "aux") is None and any(
            c.lower_ == "or" and c.dep_ == "cc" for c in head.children
        ):
            return is_negated(head)
    return False


OCCUR = frozenset("occur happen erupt flare rage resume continue follow begin start persist intensify".split())


def occurs(noun: Token) -> Token | None:
    """The verb that says of a deed only that it happened: "clashes broke out", "a swap took place"."""
    verb = noun.head
    if noun.dep_ not in ("nsubj", "nsubjpass") or verb.pos_ != "VERB":
        return None
    particles = {c.lower_ for c in verb.children if c.dep_ in ("prt", "advmod", "dobj", "prep")}
    if (
        verb.lemma_ in OCCUR
        or verb.lemma_ == "break"
        and "out" in particles
        or verb.lemma_ == "take"
        and "place" in particles
        or verb.lemma_ == "go"
        and "on" in particles
        or verb.lemma_ in ("report", "record", "carry")
        and is_passive(verb)
        or verb.lemma_ in ("leave", "kill", "wound", "injure", "destroy", "hit", "damage", "claim")
        and not is_passive(verb)
    ):
        return verb
    return None


def heads_of(noun: Token) -> list[Token]:
    """A noun and those coordinated with it; those listed behind a number of them instead."""
    if listed := listed_behind(noun):
        return listed
    found = [noun]
    for c in noun.children:
        if c.dep_ == "prep" and c.lower_ == "of" and (inner := child(c, "pobj")) is not None and inner.pos_ == "PROPN":
            # "the government of X and the Y Front" are two
            for other in inner.children:
                if other.dep_ == "conj" and any(d.lower_ == "the" for d in other.children):
                    found.extend(heads_of(other))
        if c.dep_ == "conj" and c.pos_ in ("NOUN", "PROPN", "PRON", "ADJ", "NUM") and not _is_another_office(noun, c):
            found.extend(heads_of(c))
    return found


def _is_another_office(noun: Token, other: Token) -> bool:
    """Whether a noun behind "and" says more of the same person: "Lu Beng, a friend of hers and the head of the village"."""
    if (
        noun.pos_ != "PROPN"
        or other.tag_ != "NN"
        or not any(c.dep_ == "appos" and noun.i < c.i < other.i for c in noun.children)
    ):
        return False
    before = other.doc[: other.left_edge.i]
    return len(before) > 2 and before[-1].dep_ == "cc" and before[-2].text != ","


COUNTS = {word: n for n, word in enumerate("two three four five six seven eight nine".split(), start=2)}


def listed_behind(noun: Token) -> list[Token]:
    """All of so many, where they are named behind: "the three parties, Kesh, Tolva and the Northern Front,"."""
    counted = next((n for c in noun.children if c.dep_ == "nummod" and (n := COUNTS.get(c.lower_)) is not None), None)
    listed = child(noun, "appos") if counted is not None and noun.pos_ == "NOUN" else None
    heads = heads_of(listed) if listed is not None and listed.i > noun.i else []
    return heads if len(heads) == counted else []


MEASURES = frozenset("day hour week month night morning round series set bout string wave".split())


def measured(noun: Token) -> Token:
    """The talks in "five days of talks", "a round of talks"; any other noun itself."""
    of = prep_object(noun, "of") if noun.lemma_.lower() in MEASURES else None
    return of if of is not None and of.pos_ in ("NOUN", "PROPN") else noun


def above(token: Token) -> Iterator[Token]:
    """The token's ancestors, nearest first."""
    while token.head.i != token.i:
        token = token.head
        yield token
