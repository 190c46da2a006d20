"""What the parser takes wrongly in names: which words are one, and who is named beside whom."""

from __future__ import annotations

import re

from spacy.tokens import Token

from onrecord.extract.naming import BODIES
from onrecord.extract.tree import child
from onrecord.extract.words import ORG_WORDS, RETIRED, ROLE_NOUNS

# "al-Abadi" is a name, although it begins with a small letter
PARTICLE_NAME = re.compile(r"(?:al|el|ul|ad|an|ar|as|ash|at|az|bin|ben|abu|d|de|von|van)[-’'][A-Z]\w")
DOUBLE_NAME = re.compile(r"[A-Z]\w+-[A-Z]\w+$")
OPPOSED = frozenset("rebel guerrilla guerilla opposition insurgent separatist militia".split())
BODY_WORDS = frozenset("group movement party union militia faction coalition alliance company army front".split())


def names(token: Token) -> bool:
    """Set right a word of a name; whether there was something to set right."""
    if PARTICLE_NAME.match(token.text) and token.pos_ in ("NOUN", "ADJ", "ADV", "VERB", "X", "PROPN"):
        token.pos_ = "PROPN"
        _join_name(token)
    elif token.lower_ in RETIRED and token.i > 0 and token.head.i > token.i and token.head.pos_ == "PROPN":
        _join_rank(token.nbor(-1), token.head)
    elif token.text in ("'", "’") and (body := _joined_body(token)) is not None:
        _join_members(token.nbor(-1), body)
    elif token.dep_ == "nummod" and DOUBLE_NAME.match(token.text) and token.i == token.head.i + 1:
        # "Rima Haddad-Sfeir": a surname in two parts, which the tagger takes for a number
        token.pos_, token.tag_, token.dep_ = "PROPN", "NNP", "flat"
    elif token.pos_ == "NOUN" and token.is_sent_start and token.tag_ == "NN" and _is_name_elsewhere(token):
        token.pos_, token.tag_ = "PROPN", "NNP"
    elif (
        token.dep_ == "advmod"
        and token.pos_ == "ADV"
        and token.is_title
        and token.head.pos_ == "VERB"
        and _is_name_seen(token)
    ):
        # "Reik met Varn": a name the tagger does not know
        token.pos_, token.tag_ = "PROPN", "NNP"
        token.dep_ = "dobj" if child(token.head, "dobj") is None and token.i > token.head.i else token.dep_
    elif token.dep_ == "appos" and token.pos_ == "PROPN" and _is_listed(token):
        # "the Republic of A, the Kingdom of B and the Republic of C met"
        token.dep_ = "conj"
    elif (
        token.pos_ == "PROPN"
        and token.dep_ == "nsubj"
        and token.i > 0
        and (called := token.doc[token.i - 1]).pos_ == "NOUN"
        and called.lemma_ in BODY_WORDS
        and called.i != token.head.i
        and child(token, "compound", "det") is None
    ):
        # "the rebel group EPN met": its name, not a second subject
        token.dep_, token.head = "appos", called
    elif token.tag_ == "NN" and token.dep_ in ("amod", "compound", "nmod") and (last := _pair_after(token)) is not None:
        # "Oram's envoy and rebel officials met"
        _split_pair(token, last)
    else:
        return False
    return True


def _pair_after(noun: Token) -> Token | None:
    """The second of two in "Oram's envoy and rebel officials", whose first was taken for an adjective of it."""
    last = noun.head
    first = noun.lemma_.lower() in ROLE_NOUNS or noun.lower_ in ("government", "army", "military", "union", "company")
    if (
        not first
        or last.pos_ != "NOUN"
        or last.lemma_.lower() not in ROLE_NOUNS | {"group", "force", "movement", "army"}
    ):
        return None
    joined = child(noun, "cc") is not None and child(noun, "conj") is not None
    owner = next((c for c in last.children if c.dep_ in ("poss", "det") and c.i < noun.i), None)
    apart = noun.lower_ == "government" and (second := child(noun, "conj")) is not None and second.lower_ in OPPOSED
    return last if joined and owner is not None and (owner.dep_ == "poss" or apart) else None


def _split_pair(noun: Token, last: Token) -> None:
    """Make two of what was taken for one: the first keeps the owner, the second its own adjective."""
    noun.dep_, noun.head = last.dep_, last.head if last.dep_ != "ROOT" else noun
    for c in list(last.children):
        if c.i < noun.i:
            c.head = noun
    second = next(c for c in noun.children if c.dep_ == "conj")
    second.dep_, second.head = "compound", last
    last.dep_, last.head = "conj", noun


def _is_name_seen(token: Token) -> bool:
    return not token.is_sent_start and token.text.lower() not in ("only", "once")


def _is_listed(token: Token) -> bool:
    """Whether what was taken for an apposition is one of a list: no comma closes it before the verb."""
    head = token.head
    if head.pos_ != "PROPN" or child(token, "conj") is None:
        return False
    if not (head.ent_type_ == "GPE" and token.ent_type_ == "GPE") and child(token, "cc") is not None:
        # "Interior Minister Lind, General Sahl and two lawyers"
        return token.i > head.i and token.doc[head.i + 1].text == ","
    if head.dep_ not in ("nsubj", "nsubjpass"):
        return False
    return token.right_edge.i + 1 < len(token.doc) and token.doc[token.right_edge.i + 1].i == head.head.i


def _join_rank(rank: Token, name: Token) -> None:
    """ "by Major General (ret.) Aslam Khan", where the parser stops behind the rank: the name takes its place."""
    if rank.pos_ == "PROPN" and rank.head.i != rank.i and not name.is_ancestor(rank):
        name.head, name.dep_ = rank.head, rank.dep_
        rank.head, rank.dep_ = name, "compound"


def _join_name(token: Token) -> None:
    """ "Faisal al-Nuami" is one name, although the parser hangs its two words side by side."""
    if token.i == 0 or (first := token.doc[token.i - 1]).pos_ != "PROPN" or first.dep_ == "compound":
        return
    if token.head.i == first.i:
        token.head, token.dep_ = first.head, first.dep_
        for c in list(first.children):
            c.head = token
    elif token.head.i != first.head.i or token.dep_ not in ("appos", "advmod", "npadvmod", first.dep_):
        return
    else:
        token.dep_ = first.dep_
    first.head, first.dep_ = token, "compound"


def _joined_body(mark: Token) -> Token | None:
    """The union of "the Drivers' and Conductors' Union", seen from the first mark; None where it is not that."""
    doc, members = mark.doc, mark.nbor(-1) if mark.i else mark
    if mark.i + 4 >= len(doc) or doc[mark.i + 1].lower_ not in ("and", "&") or members.dep_ in ("poss", "compound"):
        return None
    second = next((t for t in doc[mark.i + 2 : mark.i + 6] if not t.text[:1].isupper()), None)
    if second is None or second.text not in ("'", "’") or second.i + 1 >= len(doc) or second.i == mark.i + 2:
        return None
    body = doc[second.i + 1]
    plural = members.lower_.endswith("s") and doc[second.i - 1].lower_.endswith("s")
    known = body.lower_ in ORG_WORDS | BODIES and body.text[:1].isupper()
    return body if plural and known and members.text[:1].isupper() else None


def _join_members(members: Token, body: Token) -> None:
    """Make one body of it, in the place of its first members."""
    below = [c for c in members.children if c.i > body.i or c.dep_ in ("det", "predet")]
    if not body.is_ancestor(members):
        over = members.head if members.dep_ != "ROOT" else body
        body.head, body.dep_ = over, members.dep_
    members.head, members.dep_ = body, "compound"
    for c in below:
        c.head = body
    for mark in (members.nbor(), body.nbor(-1)):
        mark.tag_, mark.dep_ = "POS", "case"
    last = body.nbor(-2)
    last.head, last.dep_ = body, "poss"
    body.pos_ = last.pos_ = "PROPN"


def _is_name_elsewhere(token: Token) -> bool:
    """Whether a bare capitalised word at the head of a sentence is a name within another."""
    return token.is_title and any(
        t.text == token.text and t.i != token.i and t.pos_ == "PROPN" and not t.is_sent_start for t in token.doc
    )
