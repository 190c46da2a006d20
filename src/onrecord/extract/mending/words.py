"""Words that the parser takes for another kind: verbs for nouns, nouns for verbs, and sentences without a verb."""

from __future__ import annotations

from spacy.tokens import Token

from onrecord.extract.tree import FINITE, child


def words(token: Token) -> bool:
    """Set right a word that was taken for one of another kind; whether there was something to set right."""
    if (
        token.tag_ == "NNS"
        and token.dep_ == "conj"
        and token.head.tag_ == "VBZ"
        and not any(c.dep_ in ("det", "amod", "compound", "poss", "nummod") for c in token.children)
        and any(c.dep_ == "dobj" or c.dep_ == "prep" and c.lower_ == "on" for c in token.children)
    ):
        # "commends the parties, thanks the hosts and urges ..."
        token.tag_, token.pos_ = "VBZ", "VERB"
        token.lemma_ = token.lower_.removesuffix("s")
    elif token.tag_ == "VBZ" and token.pos_ == "VERB" and token.dep_ in ("nsubj", "nsubjpass", "dobj", "pobj"):
        # "said that talks had collapsed": a noun in the plural
        token.tag_, token.pos_ = "NNS", "NOUN"
        token.lemma_ = token.lower_.removesuffix("s")
        for c in list(token.children):
            if c.lower_ == "that" and c.tag_ == "IN":
                c.dep_, c.head = "mark", token.head
    elif token.tag_ in ("VBN", "VBD") and token.dep_ == "acl" and _is_only_verb(token):
        # "The forces disengaged along the line": the parser found no verb at all
        token.tag_ = "VBD"
        _make_root(token, _topmost(token.head), "nsubj")
    elif (
        token.dep_ == "amod"
        and (token.tag_ in ("VBN", "VBD") or token.tag_ == "JJ" and token.lower_.endswith("ed"))
        and (subject := _subject_before(token)) is not None
    ):
        # "Vietnam relaxed travel limits", "Vietnam once more relaxed travel limits": likewise
        token.tag_, token.pos_ = "VBD", "VERB"
        _make_root(token, token.head, "dobj")
        subject.head, subject.dep_ = token, "nsubj"
    elif token.tag_ == "VBN" and token.dep_ in ("nsubj", "nsubjpass") and (noun := _noun_before(token)) is not None:
        # "a plenary planned for Friday was put off"
        noun.pos_, noun.tag_, noun.dep_, noun.head = "NOUN", "NN", token.dep_, token.head
        for c in list(token.children):
            if c.i < noun.i:
                c.head = noun
        token.dep_, token.head = "acl", noun
    elif token.tag_ == "NN" and token.dep_ == "ROOT" and token.pos_ == "NOUN" and _is_verb_of(token):
        # "The first talks, in Caracas, end without a word"
        token.tag_, token.pos_ = "VBP", "VERB"
    elif token.tag_ == "NNS" and token.dep_ == "ROOT" and token.i + 1 < len(token.doc) and _is_taken_for_plural(token):
        token.tag_, token.pos_ = "VBZ", "VERB"
        token.lemma_ = token.lower_.removesuffix("s")
        for c in list(token.children):
            if c.dep_ == "compound":
                c.dep_ = "nsubj"
            elif c.dep_ in ("acl", "relcl"):
                c.dep_ = "ccomp"
        for c in list(token.doc[token.i + 1].children):
            c.head = token
        mark = token.doc[token.i + 1]
        mark.dep_ = "mark"
    elif token.tag_ == "NNS" and token.dep_ == "nsubj" and _is_verb_before(token):
        _raise_verb(token)
    else:
        return False
    return True


def _topmost(noun: Token) -> Token:
    """ "families of the miners": the noun at whose end another hangs."""
    while noun.dep_ == "pobj" and noun.head.dep_ == "prep" and noun.head.head.pos_ in ("NOUN", "PROPN"):
        noun = noun.head.head
    return noun


def _is_only_verb(participle: Token) -> bool:
    root = _topmost(participle.head)
    return (
        root.dep_ == "ROOT"
        and root.pos_ in ("NOUN", "PROPN")
        and participle.i > root.i
        and (_closes_gloss(participle, root) or not any(c.lower_ == "by" for c in participle.children))
        and _is_verbless(participle)
    )


def _closes_gloss(participle: Token, root: Token) -> bool:
    """ "The group, which brings together ..., met by video link": behind a relative clause and its comma."""
    gloss = any(c.dep_ == "relcl" and c.right_edge.i < participle.i for c in root.children)
    return gloss and participle.i > 0 and participle.doc[participle.i - 1].text == ","


def _is_verbless(participle: Token) -> bool:
    """Whether a sentence has no finite verb but those that hang on this participle."""
    sentence = participle.sent
    under = {t.i for t in participle.subtree}
    for c in _topmost(participle.head).children:
        # what hangs on the noun in a relative clause is not the sentence's verb
        if c.dep_ == "relcl" and c.i < participle.i:
            under |= {t.i for t in c.subtree}
    return (
        len(sentence) > 5
        and sentence[-1].text in (".", "”", '"')
        and not any((t.tag_ in FINITE or t.tag_ == "MD") and t.i not in under for t in sentence)
    )


def _subject_before(participle: Token) -> Token | None:
    """The name before a participle, but for adverbs, which was taken for an adjective of the sentence's only noun."""
    root = participle.head
    if root.pos_ not in ("NOUN", "PROPN") or participle.i == 0 or not _is_verbless(participle):
        return None
    before = participle.doc[participle.i - 1]
    while before.pos_ == "ADV" and before.i > participle.sent.start:
        before = before.nbor(-1)
    told = participle.tag_ == "VBD"
    if participle.tag_ == "JJ" and before.i == participle.i - 1:
        # "Ruritania armed forces" have no verb
        return None
    if root.dep_ == "appos" and root.head.i == before.i and before.dep_ == "ROOT":
        return before if before.pos_ == "PROPN" and before.i < participle.i - 1 else None
    if root.dep_ != "ROOT":
        return None
    if before.head.i not in (root.i, participle.i) or before.dep_ not in (
        "nsubj",
        "compound",
        "nmod",
        "poss",
        "npadvmod",
        "amod",
    ):
        return None
    return before if (before.pos_ == "PROPN" or told) and not any(c.dep_ == "case" for c in before.children) else None


def _make_root(verb: Token, root: Token, dep: str) -> None:
    """Make a verb the head of its sentence, and the noun that was it the verb's subject or object."""
    before = [c for c in root.children if c.i != verb.i and (dep == "nsubj" and c.i > verb.i or c.dep_ == "punct")]
    verb.head, verb.dep_ = verb, "ROOT"
    root.head, root.dep_ = verb, dep
    for c in before:
        c.head = verb


def _noun_before(participle: Token) -> Token | None:
    """The word that a participle behind it was taken to stand for."""
    before = participle.doc[participle.i - 1] if participle.i > 0 else None
    has_det = any(c.dep_ == "det" for c in participle.children)
    behind = any(c.dep_ in ("prep", "npadvmod") and c.i > participle.i for c in participle.children)
    return (
        before
        if before is not None and before.dep_ == "amod" and before.head.i == participle.i and has_det and behind
        else None
    )


def _is_taken_for_plural(token: Token) -> bool:
    """ "Meridia disputes that it reneged": a verb taken for a noun in the plural."""
    named = [c for c in token.children if c.dep_ == "compound" and c.i == token.i - 1 and c.pos_ == "PROPN"]
    clause = child(token, "ccomp", "acl", "relcl")
    return bool(named) and clause is not None and clause.i > token.i and token.doc[token.i + 1].lower_ == "that"


def _is_verb_of(token: Token) -> bool:
    subject = child(token, "nsubj")
    return subject is not None and subject.tag_ == "NNS" and child(token, "cop", "det", "amod", "compound") is None


def _is_verb_before(token: Token) -> bool:
    """Whether the parser took a verb for its object's subject: "that the Republic reserves the right to ..."."""
    target = token.head
    return (
        target.pos_ == "NOUN"
        and target.dep_ in ("dobj", "ccomp")
        and token.i + 1 < len(token.doc)
        and token.doc[token.i + 1].dep_ == "det"
        and token.doc[token.i + 1].head.i == target.i
        and token.i > 0
        and (name := token.doc[token.i - 1]).dep_ == "compound"
        and name.head.i == token.i
        and name.pos_ in ("PROPN", "NOUN")
    )


def _raise_verb(token: Token) -> None:
    target, subject = token.head, token.doc[token.i - 1]
    over = target.head
    token.tag_, token.pos_, token.lemma_ = "VBZ", "VERB", token.lower_.removesuffix("s")
    for c in list(target.children):
        if c.i < token.i and c.dep_ in ("mark", "advmod", "punct"):
            c.head = token
    token.head, token.dep_ = over, "ccomp"
    target.head, target.dep_ = token, "dobj"
    for c in list(token.children):
        if c.i < subject.i and c.dep_ in ("det", "amod", "compound", "poss"):
            c.head = subject
    subject.dep_ = "nsubj"
