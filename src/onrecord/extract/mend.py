"""What the parser is known to take wrongly, set right word by word before anything is read."""

from __future__ import annotations

import re

from spacy.tokens import Token

from onrecord.extract.naming import BODIES
from onrecord.extract.tree import FINITE, above, child
from onrecord.extract.words import ORG_WORDS, RETIRED, ROLE_NOUNS, SAY

# "al-Abadi" is a name, although it begins with a small letter
PARTICLE_NAME = re.compile(r"(?:al|el|ul|ad|an|ar|as|ash|at|az|bin|ben|abu|d|de|von|van)[-’'][A-Z]\w")

# by which somebody hears what a clause behind him says
TELLING = frozenset("tell inform assure remind notify warn".split())
DOUBLE_NAME = re.compile(r"[A-Z]\w+-[A-Z]\w+$")


def mend(token: Token) -> None:
    """Set right one word: its part of speech, what it depends on, or as what. Idempotent."""
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
    elif token.lemma_ in SAY and token.dep_ == "ROOT" and (amid := _said_amid(token)) is not None:
        # "The army, said Lena Ruz, who speaks for it, shelled the town": she speaks, the army shells
        doing, speaker, deed = amid
        deed.head, deed.dep_ = deed, "ROOT"
        token.head, token.dep_ = deed, "parataxis"
        doing.head, speaker.head = deed, token
    elif token.dep_ == "nsubj" and token.tag_ == "WDT" and _has_later_subject(token):
        # "a showdown that aid groups had warned would come": the pronoun is not the subject of "warned"
        token.dep_ = "dobj"
    elif token.dep_ == "ROOT" and token.lemma_ in CONTRADICTING and (charge := _charge_between(token)) is not None:
        # "She accused them of lying, a charge he denied": the denial hangs on the charge, not the other way round
        said = next(c for c in token.children if c.dep_ == "ccomp" and c.i < charge.i)
        before = [c for c in token.children if c.i < charge.left_edge.i and c.i != said.i or c.dep_ == "punct"]
        said.head, said.dep_ = said, "ROOT"
        charge.head, charge.dep_ = said, "appos"
        token.head, token.dep_ = charge, "relcl"
        for c in before:
            c.head = said
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
    elif (
        token.dep_ == "conj"
        and token.tag_ == "VBD"
        and token.head.dep_ == "ccomp"
        and token.head.head.tag_ == "VBD"
        and child(token, "nsubj", "nsubjpass") is None
        and (_goes_on_outside(token) or any(c.tag_ == "MD" for c in token.head.children))
    ):
        # "He stressed that it was late, and appealed to the army": the speaker appeals
        token.head = token.head.head
    elif token.dep_ == "dobj" and token.pos_ in ("PROPN", "PRON", "NOUN") and _is_receiver(token):
        # "gave Eritrea two weeks"
        token.dep_ = "dative"
    elif token.dep_ == "appos" and token.pos_ == "PROPN" and _is_listed(token):
        # "the Republic of A, the Kingdom of B and the Republic of C met"
        token.dep_ = "conj"
    elif token.tag_ == "NNS" and token.dep_ == "nsubj" and _is_verb_before(token):
        _raise_verb(token)
    elif (
        token.dep_ == "dep"
        and token.tag_ in FINITE
        and token.head.tag_ in FINITE
        and token.head.i < token.i
        and child(token, "nsubj", "nsubjpass") is None
    ):
        # "listened in silence, then rejected it"
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
    elif token.dep_ in ("nsubj", "nsubjpass") and token.head.dep_ in ("aux", "auxpass"):
        # "Qatar is mediating": the subject is the verb's, not the auxiliary's
        token.head = token.head.head
    elif (
        token.dep_ == "ccomp"
        and token.right_edge.i < token.head.i
        and token.doc[token.right_edge.i + 1].text == ";"
        and not any(t.text == ";" for t in token.subtree)
    ):
        # what stands before a semicolon is a sentence of its own
        token.dep_ = "parataxis"
    elif token.dep_ == "ccomp" and (inner := _told_before(token)) is not None:
        # "A blamed B and said he would leave, the agency reported": what ends the sentence says all of it
        root = [token, *above(token)][-1]
        inner.head = token.head
        token.head, token.dep_ = token, "ROOT"
        root.head, root.dep_ = token, "ccomp"
    elif (
        token.dep_ == "pcomp"
        and token.tag_ == "VB"
        and token.head.lower_ == "with"
        and (partner := child(token, "nsubj")) is not None
        and any(c.lower_ == "to" and c.i > partner.i for c in token.children)
    ):
        # "wants to meet with a mediator to reach a settlement": the partner reaches nothing
        partner.head, partner.dep_ = token.head, "pobj"
        token.head, token.dep_ = token.head.head, "advcl"
    elif token.dep_ == "aux" and token.lemma_ in ("keep", "leave", "get") and token.tag_ == "VB":
        # "to keep both staffed"
        participle = token.head
        token.head, token.dep_ = participle.head if participle.dep_ != "ROOT" else token, participle.dep_
        participle.head, participle.dep_ = token, "oprd"
    elif token.dep_ == "advcl" and _is_content(token):
        token.dep_ = "ccomp"
    elif token.dep_ == "relcl" and (that := _that_of_telling(token)) is not None:
        # "told the meeting that Velm had promised to reopen the pass": what was told, not what the meeting promised
        token.head, token.dep_ = token.head.head, "ccomp"
        that.head, that.dep_ = token, "mark"
    elif token.dep_ == "conj" and token.tag_ in FINITE and _is_alone(token.head):
        # "is concerned by reports of shelling and calls on all parties": the parser coordinates the nearest word
        if (verb := next((t for t in above(token.head) if t.tag_ in FINITE and child(t, "nsubj")), None)) is not None:
            token.head = verb


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


def _told_before(verb: Token) -> Token | None:
    """The clause before "..., the agency reported", where the parser made it and its verb the content of "said"."""
    inner = next((c for c in verb.children if c.dep_ == "ccomp" and c.i < verb.i), None)
    who = child(verb, "nsubj")
    if inner is None or who is None or verb.lemma_ not in SAY or verb.head.lemma_ not in SAY or verb.head.i > inner.i:
        return None
    behind = who.left_edge.i - 1 > inner.i and verb.doc[who.left_edge.i - 1].text == ","
    return inner if behind and who.i < verb.i else None


OPPOSED = frozenset("rebel guerrilla guerilla opposition insurgent separatist militia".split())
BODY_WORDS = frozenset("group movement party union militia faction coalition alliance company army front".split())


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


CONTRADICTING = frozenset("deny reject dispute dismiss refute contest".split())


def _said_amid(verb: Token) -> tuple[Token, Token, Token] | None:
    """The subject before, the speaker behind and the verb further on of "A, said B, did"; None where it is not that."""
    doc = verb.doc
    subject = child(verb, "nsubj")
    if subject is None or verb.i == 0 or doc[verb.i - 1].text != "," or subject.i > verb.i or verb.i + 1 >= len(doc):
        return None
    for inner in verb.children:
        speaker = child(inner, "nsubj") if inner.dep_ == "ccomp" and inner.tag_ in ("VBD", "VBZ", "VBP", "VB") else None
        if speaker is not None and speaker.left_edge.i == verb.i + 1:
            closed = "," in (doc[speaker.right_edge.i].text, doc[min(speaker.right_edge.i + 1, len(doc) - 1)].text)
            return (subject, speaker, inner) if closed and speaker.pos_ in ("PROPN", "NOUN") else None
    return None


def _has_later_subject(pronoun: Token) -> bool:
    return pronoun.head.dep_ == "relcl" and any(
        c.dep_ == "nsubj" and c.i > pronoun.i for c in pronoun.head.children if c.i != pronoun.i
    )


def _charge_between(verb: Token) -> Token | None:
    """The "charge" of ", a charge Barou denied", where the sentence before it was taken for what is denied."""
    charge = child(verb, "dobj", "npadvmod", "dep")
    subject = child(verb, "nsubj")
    said = child(verb, "ccomp")
    if charge is None or subject is None or said is None or not said.i < charge.i < subject.i < verb.i:
        return None
    words = "charge claim accusation allegation assertion suggestion account version report".split()
    comma = charge.left_edge.i > 0 and verb.doc[charge.left_edge.i - 1].text == ","
    return charge if charge.lemma_.lower() in words and comma else None


def _is_name_seen(token: Token) -> bool:
    return not token.is_sent_start and token.text.lower() not in ("only", "once")


def _goes_on_outside(verb: Token) -> bool:
    """Whether a verb joined to what somebody said goes on from the saying: another tense, or an "it" before."""
    inner, said = verb.head, verb.head.head
    opens = verb.i > 1 and verb.doc[verb.i - 1].lower_ == "and" and verb.doc[verb.i - 2].text in (",", "”", '"')
    subject = child(inner, "nsubj", "nsubjpass", "expl")
    speaks = said.lemma_ in SAY and said.i < inner.i and verb.lemma_ not in ("be", "have")
    elsewhere = (
        inner.tag_ in ("VBZ", "VBP")
        or subject is not None
        and inner.lemma_ == "be"
        and subject.lower_ in ("it", "there")
    )
    return opens and speaks and elsewhere


def _is_taken_for_plural(token: Token) -> bool:
    """ "Meridia disputes that it reneged": a verb taken for a noun in the plural."""
    named = [c for c in token.children if c.dep_ == "compound" and c.i == token.i - 1 and c.pos_ == "PROPN"]
    clause = child(token, "ccomp", "acl", "relcl")
    return bool(named) and clause is not None and clause.i > token.i and token.doc[token.i + 1].lower_ == "that"


def _is_verb_of(token: Token) -> bool:
    subject = child(token, "nsubj")
    return subject is not None and subject.tag_ == "NNS" and child(token, "cop", "det", "amod", "compound") is None


def _is_receiver(token: Token) -> bool:
    later = [c for c in token.head.children if c.dep_ == "dobj" and c.i > token.i]
    return bool(later) and token.head.lemma_ in (
        "give",
        "offer",
        "send",
        "hand",
        "grant",
        "deny",
        "promise",
        "tell",
        "show",
    )


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


def _is_alone(token: Token) -> bool:
    """Whether a word is no finite verb, and no part of one."""
    return token.pos_ in ("NOUN", "PROPN") or token.tag_ == "VBG" and child(token, "aux", "nsubj") is None


def _that_of_telling(clause: Token) -> Token | None:
    """The "that" before what somebody was told, where it is taken for an object of a verb that has one already."""
    told = clause.head
    if told.dep_ != "dobj" or told.head.lemma_ not in TELLING or child(clause, "nsubj", "nsubjpass") is None:
        return None
    that = next((t for t in clause.subtree if t.lower_ == "that" and t.i == clause.left_edge.i), None)
    if that is None or that.dep_ != "dobj" or sum(c.dep_ == "dobj" for c in that.head.children) < 2:
        return None
    return that


def _is_content(clause: Token) -> bool:
    """ "Aid would not be stopped, he assured the assembly": before the comma stands what was said."""
    verb = clause.head
    deps = {c.dep_ for c in clause.children}
    return (
        clause.right_edge.i + 1 < verb.i
        and verb.lemma_ in SAY
        and "mark" not in deps
        and "aux" in deps
        and bool(deps & {"nsubj", "nsubjpass"})
        and clause.doc[clause.right_edge.i + 1].text == ","
    )
