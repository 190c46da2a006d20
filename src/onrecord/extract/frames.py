"""Cues of the codebook found in a parse, with the words that fill their slots."""

from __future__ import annotations

from dataclasses import dataclass, field

from spacy.tokens import Token

from onrecord.codebook import Codebook, Cue
from onrecord.extract.fitting import (
    COPULAS,
    OF_SOMEBODY,
    PARTITIVES,
    behind_particle,
    has,
    has_part,
    heads_fit,
    noun_has,
)
from onrecord.extract.tree import (
    child,
    children,
    doer,
    heads_of,
    is_negated,
    is_passive,
    object_of,
    occurs,
    prep_object,
    verb_above,
)
from onrecord.extract.words import GROUP_NOUNS, LIGHT, RECEIVING


@dataclass(slots=True)
class Hit:
    """A cue in the text: its word, its act, and who fills the slots (None: the text leaves it open)."""

    token: Token
    act: str
    kind: str
    cue: Cue
    actor: Token | None
    addressees: list[Token] = field(default_factory=list)
    via: Token | None = None

    @property
    def happened(self) -> bool:
        """Whether the cue is a noun of which the verb says only that it happened."""
        return self.via is not None and self.token.pos_ == "NOUN" and occurs(self.token) == self.via

    @property
    def verb(self) -> Token:
        """The verb that carries tense and negation: the cue itself, or the light verb or copula over it."""
        return self.via or self.token


class Frames:
    """Matches the codebook's cues; one match a word, the most particular cue first."""

    def __init__(self, codebook: Codebook) -> None:
        self.codebook = codebook

    def at(self, token: Token) -> Hit | None:
        """The hit whose cue begins at this word, or None."""
        pos = _POS.get(token.pos_)
        if pos is None:
            return None
        cues = self.codebook.cues.get((pos, token.lemma_.lower()))
        if cues is None and pos == "verb" and token.tag_ == "VBN":
            cues = self.codebook.cues.get((pos, token.lower_))
        if cues is None:
            return None
        if pos == "verb" and token.dep_ in ("amod", "compound"):
            return None
        for cue in cues:
            hit = (
                self._verb(token, cue)
                if pos == "verb"
                else self._noun(token, cue)
                if pos == "noun"
                else self._adjective(token, cue)
            )
            if hit is not None:
                return hit
        return None

    def _hit(
        self, token: Token, cue: Cue, actor: Token | None, addressees: list[Token], via: Token | None = None
    ) -> Hit:
        return Hit(token, cue.act, self.codebook.acts[cue.act].kind, cue, actor, addressees, via)

    def _verb(self, verb: Token, cue: Cue) -> Hit | None:
        if not all(has_part(verb, part, cue.parts) for part in cue.parts):
            return None
        if cue.needs and not any(has(verb, need) for need in cue.needs):
            return None
        if any(has(verb, need) for need in cue.forbids) or cue.negative and not is_negated(verb):
            return None
        if not heads_fit(verb, cue):
            return None
        actor = _whole(doer(verb))
        addressees = _addressees(verb, cue, actor)
        return self._hit(verb, cue, actor, addressees)

    def _noun(self, noun: Token, cue: Cue) -> Hit | None:
        if not all(has_part(noun, part, cue.parts) for part in cue.parts):
            return None
        if noun.dep_ == "compound" or not heads_fit(noun, cue):
            return None
        actor, via = noun_actor(noun)
        if noun.dep_ == "pobj" and noun.head.lower_ == "without" and (over := verb_above(noun.head)) is not None:
            return self._hit(noun, cue, doer(over), [])
        if "be" in cue.needs:
            copula = noun.head if noun.dep_ in ("nsubj", "attr") and noun.head.lemma_ in COPULAS else None
            if copula is None or actor is None:
                return None
            return self._hit(noun, cue, actor, [], copula)
        happened = occurs(noun) if self.codebook.acts[cue.act].kind == "action" and cue.act != "sign" else None
        if happened is not None:
            return self._hit(noun, cue, actor, [], happened)
        if cue.needs and not any(noun_has(noun, need) for need in cue.needs):
            return None
        if actor is None and self.codebook.acts[cue.act].kind != "action":
            return None
        addressees: list[Token] = []
        for source in cue.addressee:
            found = prep_object(noun, source)
            if found is None and via is not None:
                found = child(via, "dative") or prep_object(via, source)
            if found is not None:
                addressees = heads_of(found)
                break
        return self._hit(noun, cue, actor, addressees, via)

    def _adjective(self, adjective: Token, cue: Cue) -> Hit | None:
        if not all(has_part(adjective, part, cue.parts) for part in cue.parts):
            return None
        if cue.needs and not any(has(adjective, need) for need in cue.needs):
            return None
        copula = adjective.head if adjective.dep_ in ("acomp", "oprd", "conj", "attr") else None
        while copula is not None and copula.pos_ == "ADJ" and copula.dep_ == "conj":
            copula = copula.head
        if copula is None or copula.lemma_ not in COPULAS | {"declare", "say"}:
            return None
        actor = doer(copula)
        return self._hit(adjective, cue, actor, [], copula)


_POS = {"VERB": "verb", "NOUN": "noun", "ADJ": "adj", "AUX": None, "PROPN": None}


def noun_actor(noun: Token) -> tuple[Token | None, Token | None]:
    """Whose act a noun tells ("Kabul's refusal", "a promise by Kabul"), and the light verb it hangs on."""
    via = None
    if noun.dep_ in ("dobj", "nsubjpass") and noun.head.pos_ == "VERB" and noun.head.lemma_ in LIGHT:
        via = noun.head
    owner = child(noun, "poss")
    if owner is not None and owner.tag_ != "WP$" and owner.ent_type_ not in ("DATE", "TIME"):
        return owner, via
    by = prep_object(noun, "by", "from")
    if by is None and via is not None and via.lemma_ in RECEIVING:
        # "received written assurances from the army"
        by = prep_object(via, "from")
    if by is not None:
        return by, via
    for c in noun.children:
        if c.dep_ == "compound" and c.pos_ == "PROPN" and c.ent_type_ in ("GPE", "NORP", "ORG"):
            return c, via
        if c.dep_ == "amod" and c.ent_type_ == "NORP":
            return c, via
        if c.dep_ in ("acl", "relcl") and c.pos_ == "VERB" and c.lemma_ in LIGHT:
            found = doer(c)
            if found is not None and found.i != noun.i:
                return found, via
    if via is not None and via.lemma_ not in RECEIVING:
        return doer(via), via
    of = prep_object(noun, "of")
    if (
        of is not None
        and (of.ent_type_ in ("GPE", "NORP", "ORG", "PERSON") or of.tag_ == "NNS" or of.lemma_.lower() in GROUP_NOUNS)
        and noun.lemma_ in OF_SOMEBODY
    ):
        return of, via
    return None, via


def _whole(actor: Token | None) -> Token | None:
    """ "Hundreds of pensioners" are pensioners."""
    if actor is None or not (actor.tag_ == "CD" or actor.lemma_.lower() in PARTITIVES):
        return actor
    of = prep_object(actor, "of")
    return _whole(of) if of is not None and of.i != actor.i else actor


def _addressees(verb: Token, cue: Cue, actor: Token | None) -> list[Token]:
    for source in cue.addressee:
        if source == "none":
            return []
        if source == "csubj":
            clause = child(verb, "ccomp")
            blamed = child(clause, "nsubj", "nsubjpass") if clause is not None else None
            return heads_of(blamed) if blamed is not None else []
        if source == "obj":
            found = object_of(verb) or behind_particle(verb, cue)
            if found is None:
                found = next(
                    (
                        g
                        for c in children(verb, "ccomp", "xcomp")
                        for g in c.children
                        if g.dep_ in ("nsubj", "nsubjpass") and any(a.lower_ == "to" for a in c.children)
                    ),
                    None,
                )
        elif source == "dative":
            found = child(verb, "dative")
            if found is not None and found.pos_ == "ADP":
                found = child(found, "pobj")
            found = found or prep_object(verb, "to")
        else:
            found = prep_object(verb, source)
            if found is None and source != "of" and (target := child(verb, "dobj")) is not None:
                # "demanded a reply from the ministry", but not "the release of prisoners"
                found = prep_object(target, source)
        if found is not None and (found.tag_ == "CD" or found.lemma_ in PARTITIVES):
            found = prep_object(found, "of") or found
        if found is not None and (actor is None or found.i != actor.i):
            return heads_of(found)
    return _owner(verb)


def _owner(verb: Token) -> list[Token]:
    """Whose proposal is rejected, whose demand met: "agreed to Pakistan's concerns", "ruled out talks with the rebels"."""
    target = object_of(verb) if not is_passive(verb) else None
    for found in (
        target,
        prep_object(verb, "to"),
        prep_object(verb, "for"),
        next((prep_object(c, "to") for c in verb.children if c.dep_ == "prt"), None),
    ):
        if found is None or found.pos_ not in ("NOUN", "PROPN"):
            continue
        owner = child(found, "poss")
        if owner is not None and (owner.pos_ == "PROPN" or owner.lower_ in GROUP_NOUNS or owner.lemma_ in GROUP_NOUNS):
            return heads_of(owner)
        # "threw out a proposal from the rebels", where "from" hangs on the verb
        partner = prep_object(found, "with", "by", "from") or prep_object(verb, "from")
        if (
            partner is not None
            and (partner.pos_ == "PROPN" or partner.tag_ == "NNS" or partner.lower_ in GROUP_NOUNS)
            and partner.ent_type_ not in ("DATE", "TIME")
        ):
            return heads_of(partner)
    return []
