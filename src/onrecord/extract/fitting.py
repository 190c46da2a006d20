"""Whether what a cue of the codebook asks for stands at a word: its parts, its needs, and who or what fills its places."""

from __future__ import annotations

from spacy.tokens import Token

from onrecord.codebook import Cue
from onrecord.extract.tree import (
    child,
    heads_of,
    is_negated,
    is_passive,
    object_of,
    prep_object,
)
from onrecord.extract.words import ORG_WORDS

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


# singular words that take a plural verb
MANY_IN_ONE = frozenset("police staff people majority number crew press rest public family crowd".split())
PARTICLES = frozenset("over off up back out down away aside apart through".split())


REVENGE = frozenset({"countermeasure", "counter-measure", "revenge", "vengeance", "reprisal"})


def has_part(token: Token, part: str, parts: tuple[str, ...]) -> bool:
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


def has(verb: Token, need: str) -> bool:
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
                    or _is_wished(c)
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


def _is_wished(verb: Token) -> bool:
    """ "insisted that the Front leave": a singular subject, and a verb without the ending that it asks for."""
    subject = child(verb, "nsubj")
    plain = verb.tag_ == "VBP" and verb.pos_ == "VERB" and verb.lemma_ not in ("have", "do", "be")
    return plain and subject is not None and subject.tag_ in ("NN", "NNP") and subject.lower_ not in MANY_IN_ONE


def _misplaced_of(verb: Token) -> bool:
    """ "assured her across the table of five per cent": the parser hangs the "of" on what stands between."""
    between = [
        g for c in verb.children if c.dep_ == "prep" and c.lower_ != "of" for g in c.children if g.dep_ == "pobj"
    ]
    return child(verb, "dobj") is not None and any(
        c.dep_ == "prep" and c.lower_ == "of" for noun in between for c in noun.children
    )


def noun_has(noun: Token, need: str) -> bool:
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


def heads_fit(token: Token, cue: Cue) -> bool:
    for slot, words, wanted in cue.heads:
        if slot == "obj":
            found = object_of(token) or behind_particle(token, cue)
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


def behind_particle(verb: Token, cue: Cue) -> Token | None:
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
