"""Cues of the codebook found in a parse, with the words that fill their slots."""

from __future__ import annotations

from dataclasses import dataclass, field

from spacy.tokens import Token

from onrecord.codebook import Codebook, Cue
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
from onrecord.extract.words import GROUP_NOUNS, LIGHT, ORG_WORDS, RECEIVING

COMMENT = frozenset("comment elaborate say react disclose speculate answer reply respond specify divulge".split())
OF_SOMEBODY = frozenset(
    "demand refusal condition insistence proposal offer rejection readiness willingness pledge promise".split()
)
WILLING = frozenset("willing ready prepared open".split())
COPULAS = frozenset("be remain stay become seem appear".split())
QUOTES = frozenset("\"“‘'«")
PARTITIVES = frozenset(
    "thousand ten crowd some many most several number group dozen hundred score couple series list all half part one".split()
)
PARTICLES = frozenset("over off up back out down away aside apart through".split())


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
        if not all(_has_part(verb, part, cue.parts) for part in cue.parts):
            return None
        if cue.needs and not any(_has(verb, need) for need in cue.needs):
            return None
        if any(_has(verb, need) for need in cue.forbids) or cue.negative and not is_negated(verb):
            return None
        if not _heads_fit(verb, cue):
            return None
        actor = _whole(doer(verb))
        addressees = _addressees(verb, cue, actor)
        return self._hit(verb, cue, actor, addressees)

    def _noun(self, noun: Token, cue: Cue) -> Hit | None:
        if not all(_has_part(noun, part, cue.parts) for part in cue.parts):
            return None
        if noun.dep_ == "compound" or not _heads_fit(noun, cue):
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
        if cue.needs and not any(_noun_has(noun, need) for need in cue.needs):
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
        if not all(_has_part(adjective, part, cue.parts) for part in cue.parts):
            return None
        if cue.needs and not any(_has(adjective, need) for need in cue.needs):
            return None
        copula = adjective.head if adjective.dep_ in ("acomp", "oprd", "conj", "attr") else None
        while copula is not None and copula.pos_ == "ADJ" and copula.dep_ == "conj":
            copula = copula.head
        if copula is None or copula.lemma_ not in COPULAS | {"declare", "say"}:
            return None
        actor = doer(copula)
        return self._hit(adjective, cue, actor, [], copula)


REVENGE = frozenset({"countermeasure", "counter-measure", "revenge", "vengeance", "reprisal"})
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


def _has_part(token: Token, part: str, parts: tuple[str, ...]) -> bool:
    if len(parts) > 1 and (target := child(token, "dobj", "nsubjpass")) is not None:
        # "put the talks on hold": the parser hangs the words on the object
        for c in target.children:
            if (
                c.dep_ == "prep"
                and c.lower_ in parts
                and (c.lower_ == part or any(g.lower_ == part for g in c.children))
            ):
                return True
    for c in token.children:
        if c.dep_ == "prep" and (at := child(c, "pobj")) is not None and _is_span(at):
            # "called it a trap on Tuesday" calls on nobody
            continue
        if c.lower_ == part and c.i > token.i - 2:
            if (
                c.dep_ == "prep"
                and not any(g.i > c.i and g.is_alpha for g in c.children)
                and len(parts) == 1
                and token.dep_ not in ("relcl", "acl")
                and not is_passive(token)
            ):
                return part in ("out", "back", "off", "down", "up")
            return True
        if (
            c.dep_ in ("prep", "prt", "advmod", "dobj")
            and c.lower_ in parts
            and any(g.lower_ == part for g in c.children)
        ):
            return True
    doc = token.doc
    if token.i + 1 < len(doc) and doc[token.i + 1].lower_ == part and part in PARTICLES:
        return True
    for c in token.children:
        if c.dep_ in ("dobj", "nsubjpass", "ccomp", "oprd") and any(
            g.lower_ == part and g.dep_ in ("amod", "acomp", "oprd", "prt", "advmod") for g in c.children
        ):
            return True
        if (
            part == "for"
            and c.dep_ in ("advcl", "ccomp", "xcomp")
            and any(g.lower_ == "for" and g.dep_ == "mark" for g in c.children)
        ):
            return True
    return False


def _has(verb: Token, need: str) -> bool:
    match need:
        case "inf":
            return any(
                c.dep_ in ("xcomp", "ccomp", "advcl")
                and c.i > verb.i
                and any(g.lower_ == "to" and g.dep_ == "aux" for g in c.children)
                for c in verb.children
            )
        case "clause":
            return any(c.dep_ == "ccomp" for c in verb.children)
        case "obj":
            return object_of(verb) is not None
        case "naming":
            # "called it “a prize for smuggling”": a quoted name for something is seldom kind
            return any(
                c.dep_ in ("oprd", "ccomp", "xcomp", "attr", "dobj")
                and c.i > verb.i
                and c.i > 0
                and any(t.text in QUOTES for t in verb.doc[verb.i + 1 : c.i + 1])
                for c in verb.children
            )
        case "sum":
            # "the union wants 5 percent", "wants two million"
            wanted = child(verb, "dobj")
            return wanted is not None and (
                wanted.ent_type_ in ("MONEY", "PERCENT") or wanted.lemma_ in ("percent", "million", "billion", "cent")
            )
        case "seated":
            # "wants both camps back at the table"
            return any(
                t.lemma_ in ("table", "talks") and t.dep_ == "pobj" and t.head.lower_ in ("at", "to", "round", "around")
                for t in verb.subtree
                if t.i > verb.i
            )
        case "yes":
            return any(c.lower_ in ("yes", "ok", "okay") for c in verb.children)
        case "ing":
            return any(c.dep_ in ("xcomp", "ccomp") and c.tag_ == "VBG" for c in verb.children)
        case "willing":
            # "declared itself ready to talk"
            return any(c.dep_ in ("ccomp", "xcomp", "oprd") and c.lower_ in WILLING for c in verb.children)
        case "comment":
            return any(
                c.dep_ == "xcomp"
                and (
                    c.lemma_ in COMMENT
                    or c.lemma_ in ("discuss", "interview", "confirm", "address")
                    and verb.lemma_ == "decline"
                    or c.lemma_ in ("give", "provide", "name", "go", "identify", "reveal")
                    and any(t.lemma_ in ("detail", "figure", "officer", "source", "name", "number") for t in c.subtree)
                    or c.lemma_ == "draw"
                    and c.tag_ == "VBN"
                )
                for c in verb.children
            )
        case "leaving":
            return any(
                c.dep_ in ("xcomp", "ccomp") and c.lemma_ in ("leave", "go", "depart", "return", "sail", "walk")
                for c in verb.children
            )
        case "future":
            return any(
                c.dep_ == "ccomp" and any(g.lower_ in ("will", "would", "’ll", "'ll") for g in c.children)
                for c in verb.children
            )
        case "wh":
            return any(
                c.dep_ == "ccomp"
                and c.i > verb.i
                and any(
                    g.lower_ in ("how", "whether", "why", "what", "if", "when", "who", "where", "which")
                    for g in c.subtree
                    if g.i <= c.i
                )
                for c in verb.children
            ) and not is_passive(verb)
        case "avenge":
            return any(
                c.dep_ == "xcomp" and c.lemma_ == "take" and (o := child(c, "dobj")) is not None and o.lemma_ in REVENGE
                for c in verb.children
            ) or any(
                c.dep_ in ("xcomp", "ccomp")
                and not is_negated(c)
                and c.lemma_
                in (
                    "avenge",
                    "retaliate",
                    "destroy",
                    "attack",
                    "crush",
                    "strike",
                    "punish",
                    "fight",
                    "respond",
                    "resist",
                    "bomb",
                    "kill",
                    "hit",
                )
                for c in verb.children
            )
        case "should":
            return any(
                c.dep_ == "ccomp"
                and (
                    c.tag_ == "VB"
                    or any(
                        g.lower_ in ("should", "must") or g.dep_ == "auxpass" and g.lower_ == "be" for g in c.children
                    )
                    and not any(g.tag_ == "MD" and g.lower_ not in ("should", "must") for g in c.children)
                )
                for c in verb.children
            )
        case "obj_inf":
            return any(
                c.dep_ in ("ccomp", "xcomp")
                and any(g.lower_ == "to" and g.dep_ == "aux" for g in c.children)
                and (child(c, "nsubj") is not None or child(verb, "dobj") is not None)
                for c in verb.children
            )
        case _:
            return (
                any(c.dep_ in ("prep", "dative", "prt", "advmod") and c.lower_ == need for c in verb.children)
                or need == "of"
                and _misplaced_of(verb)
            )


def _misplaced_of(verb: Token) -> bool:
    """ "assured her across the table of five per cent": the parser hangs the "of" on what stands between."""
    between = [
        g for c in verb.children if c.dep_ == "prep" and c.lower_ != "of" for g in c.children if g.dep_ == "pobj"
    ]
    return child(verb, "dobj") is not None and any(
        c.dep_ == "prep" and c.lower_ == "of" for noun in between for c in noun.children
    )


def _noun_has(noun: Token, need: str) -> bool:
    match need:
        case "inf":
            return any(
                c.dep_ in ("acl", "xcomp", "relcl") and any(g.lower_ == "to" for g in c.children) for c in noun.children
            )
        case "poss":
            return child(noun, "poss") is not None
        case "in":
            # "a strike in the port", not "the strike, in its fourth week"
            return any(
                c.dep_ == "prep" and c.lower_ == "in" and (at := child(c, "pobj")) is not None and not _is_span(at)
                for c in noun.children
            )
        case _:
            return any(c.dep_ == "prep" and c.lower_ == need for c in noun.children)


def _is_span(noun: Token) -> bool:
    return noun.ent_type_ in ("DATE", "TIME") or noun.lemma_ in ("hour", "day", "week", "month", "year", "decade")


def _heads_fit(token: Token, cue: Cue) -> bool:
    for slot, words, wanted in cue.heads:
        if slot == "obj":
            found = object_of(token) or _behind_particle(token, cue)
            lemmas = {t.lemma_.lower() for t in heads_of(found)} | {found.lower_} if found is not None else set()
            if found is not None and found.tag_ == "NNPS":
                # "imposed Tariffs"
                lemmas.add(found.lower_.removesuffix("s"))
            if "prisoner" in words and found is not None and any(_is_named_person(t) for t in heads_of(found)):
                # "the court released Marta Lugo"
                lemmas.add("person")
            # "made the release a condition"
            lemmas |= {c.lemma_.lower() for c in token.children if c.dep_ == "dobj"}
            if found is None:
                # "stopped firing"
                lemmas |= {c.lower_ for c in token.children if c.dep_ == "xcomp" and c.tag_ == "VBG"}
            if (
                found is not None
                and (found.tag_ == "CD" or found.lemma_ in PARTITIVES)
                and (of := prep_object(found, "of")) is not None
            ):
                lemmas.add(of.lemma_.lower())
        elif slot in ("as", "oprd"):
            lemmas = _complements(token, slot)
        else:
            # "stayed away from the talks"
            aside = (prep_object(c, slot) for c in token.children if c.dep_ in ("advmod", "prt"))
            found = prep_object(token, slot) or next((t for t in aside if t is not None), None)
            lemmas = {t.lemma_.lower() for t in heads_of(found)} if found is not None else set()
            if slot == "of" and token.pos_ == "NOUN":
                # "a prisoner swap", "the troop withdrawal"
                lemmas |= {c.lemma_.lower() for c in token.children if c.dep_ == "compound"}
        if bool(lemmas & words) != wanted:
            return False
    return True


def _is_named_person(token: Token) -> bool:
    if token.pos_ != "PROPN" or token.lower_ in ORG_WORDS:
        return False
    # two capitals without an article are mostly somebody, whatever the entity recogniser makes of them
    bare = not any(c.dep_ == "det" for c in token.children)
    full = any(c.dep_ == "compound" and c.pos_ == "PROPN" for c in token.children)
    return (
        token.ent_type_ in ("PERSON", "") or bare and full and token.ent_type_ not in ("DATE", "TIME", "LAW", "EVENT")
    )


def _behind_particle(verb: Token, cue: Cue) -> Token | None:
    """The object of "handing over prisoners", where the parser took the particle for a preposition."""
    for c in verb.children:
        if c.dep_ == "prep" and c.i == verb.i + 1 and c.lower_ in cue.parts and c.lower_ in PARTICLES | {"in"}:
            return child(c, "pobj")
    return None


def _complements(verb: Token, slot: str) -> set[str]:
    found: set[str] = set()
    for c in verb.children:
        if slot == "as" and c.lower_ == "as":
            found |= {g.lemma_.lower() for g in c.subtree if g.i != c.i}
        if slot == "oprd" and c.dep_ in ("oprd", "ccomp", "xcomp", "attr"):
            found |= {g.lemma_.lower() for g in c.subtree}
    return found


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
            found = object_of(verb) or _behind_particle(verb, cue)
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
        partner = prep_object(found, "with", "by", "from")
        if (
            partner is not None
            and (partner.pos_ == "PROPN" or partner.tag_ == "NNS" or partner.lower_ in GROUP_NOUNS)
            and partner.ent_type_ not in ("DATE", "TIME")
        ):
            return heads_of(partner)
    return []
