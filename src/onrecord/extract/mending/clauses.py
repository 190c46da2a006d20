"""What the parser hangs on the wrong clause, or as the wrong part of one."""

from __future__ import annotations

from spacy.tokens import Token

from onrecord.extract.tree import FINITE, above, child
from onrecord.extract.words import SAY

# by which somebody hears what a clause behind him says
TELLING = frozenset("tell inform assure remind notify warn".split())
CONTRADICTING = frozenset("deny reject dispute dismiss refute contest".split())


def clauses(token: Token) -> bool:
    """Set right which clause hangs on which; whether there was something to set right."""
    if token.lemma_ in SAY and token.dep_ == "ROOT" and (amid := _said_amid(token)) is not None:
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
    elif (
        token.dep_ == "dep"
        and token.tag_ in FINITE
        and token.head.tag_ in FINITE
        and token.head.i < token.i
        and child(token, "nsubj", "nsubjpass") is None
    ):
        # "listened in silence, then rejected it"
        token.dep_ = "conj"
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
    else:
        return False
    return True


def _told_before(verb: Token) -> Token | None:
    """The clause before "..., the agency reported", where the parser made it and its verb the content of "said"."""
    inner = next((c for c in verb.children if c.dep_ == "ccomp" and c.i < verb.i), None)
    who = child(verb, "nsubj")
    if inner is None or who is None or verb.lemma_ not in SAY or verb.head.lemma_ not in SAY or verb.head.i > inner.i:
        return None
    behind = who.left_edge.i - 1 > inner.i and verb.doc[who.left_edge.i - 1].text == ","
    return inner if behind and who.i < verb.i else None


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
