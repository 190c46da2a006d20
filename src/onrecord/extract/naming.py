"""The name that a noun phrase carries: "Mei-ling Kuan", "Network of Women Peacemakers of the Kivus"; and the title before it."""

from __future__ import annotations

from spacy.tokens import Span, Token

from onrecord.extract.words import DAYS_AND_MONTHS, ORG_WORDS, ROLE_NOUNS, TITLES

# heads of "delegations of A and B", which name nobody themselves
SEVERAL = frozenset("delegation representative negotiator envoy executive team panel leader officer".split())
BODIES = frozenset(
    """guild congress committee league society staff confederation chamber institution conference trust forum network
    institute initiative campaign campaigns cooperative commune synod eparchy diocese""".split()
)
FORCES = frozenset("forces services guards authority council chamber".split())
# what stands before the name of a body and is no office then: "State Rail", "Army Command"
NO_OFFICE = frozenset("state national federal regional provincial police army press energy water transport".split())
# what has a land or a purpose behind it and is no body of several: "Army of Ruritania", "Joint Chiefs of Staff"
WITH_TAIL = frozenset("ministry house state states emirate army voice society chiefs chamber province region".split())


def name_of(token: Token) -> tuple[str, str]:
    """The capitalised name a noun phrase carries, and the title before it; "" and "" when it has none."""
    if token.pos_ != "PROPN" and not (token.ent_type_ in ("PERSON", "ORG", "GPE", "NORP") and token.text[:1].isupper()):
        if token.lower_ in ROLE_NOUNS and token.lower_ not in ORG_WORDS:
            return "", ""
        if token.pos_ == "NOUN" and token.text[:1].isupper() and token.i > token.sent.start:
            return _with_modifiers(token), ""
        return "", ""
    if (
        token.tag_ in ("NNS", "NNPS")
        and token.lower_.removesuffix("s") in SEVERAL
        and not any(c.dep_ == "compound" and c.text[:1].isupper() for c in token.children)
    ):
        # "Delegations of the government and of the rebels"
        return "", ""
    if token.text.islower() and token.lower_ in ORG_WORDS:
        # "commerce ministry", which the tagger takes for a name
        return "", ""
    doc = token.doc
    first = token.i
    if first > 1 and (part := _hyphened(doc[first - 2 : first + 1])) is not None:
        # "Park Chung-hee"
        first = part
    while first > 0:
        before = doc[first - 1]
        named = (
            before.text[:1].isupper()
            and before.pos_ in ("PROPN", "NOUN", "ADJ")
            and before.dep_ in ("compound", "amod", "nmod", "flat", "poss")
        )
        particle = (
            before.lower_
            in (
                "al",
                "el",
                "bin",
                "ben",
                "van",
                "von",
                "de",
                "al-",
                "ul",
                "abu",
                "der",
                "da",
                "dos",
                "la",
                "las",
                "los",
                "del",
            )
            and (before.dep_ in ("compound", "nmod", "det") or before.tag_ in ("FW", "NNP"))
            and first > 1
            and (doc[first - 2].text[:1].isupper() or doc[first - 2].lower_ == "de")
        )
        lower_title = before.lower_ in TITLES and before.dep_ in ("compound", "amod")
        if before.lower_ in DAYS_AND_MONTHS or before.ent_type_ in ("DATE", "TIME"):
            break
        office = token.text == "Office" and first > 1 and doc[first - 2].text[:1].isupper()
        if (
            before.dep_ == "case"
            and first > 1
            and (office or _is_members(doc[first - 2], before) and token.text[:1].isupper() and not _is_person(token))
        ):
            # "the Health Workers' Union", "Northern People's Army", "the Farmers' List"
            first -= 2
            continue
        if before.dep_ == "cc" and first > 2 and doc[first - 2].dep_ == "case" and doc[first - 3].head.i == token.i:
            # "the Drivers' and Conductors' Union"
            first -= 3
            continue
        if before.dep_ == "cc" and first > 1 and _are_one_body(token, doc[first - 2]):
            # "the Defence and Security Forces"
            first -= 2
            continue
        if before.text == "/" and first > 1 and not before.whitespace_ and doc[first - 2].text.isupper():
            # "SPLM/A-IO"
            first -= 2
            continue
        if first > 2 and (part := _hyphened(doc[first - 3 : first])) is not None:
            # "Mei-ling Kuan"
            first = part
            continue
        if not (named or particle or lower_title) or before.dep_ == "poss":
            break
        first -= 1
    words = list(doc[first : token.i + 1])
    title: list[str] = []
    body = token.lower_ in ORG_WORDS | BODIES
    while (
        len(words) > 1
        and not (body and words[0].text[:1].isupper())
        and (
            words[0].lower_.rstrip(".") in TITLES
            or words[0].lower_.removesuffix("s") in TITLES
            or not words[0].text[:1].isupper()
        )
        and words[0].lower_ not in ("al", "abu", "bin")
        and not (words[0].text[:1].isupper() and words[0].lower_ in NO_OFFICE and not _is_person(token))
    ):
        title.append(words.pop(0).text)
    if title and len(words) >= 1 and words[0].lower_ in ORG_WORDS and words[0].lower_ not in TITLES:
        words = list(doc[first : token.i + 1])
        title = []
        while len(words) > 1 and words[0].is_lower and words[0].lower_ in TITLES and words[1].text[:1].isupper():
            # "the rebel Movement for Justice" is called Movement for Justice
            title.append(words.pop(0).text)
    if (
        words[-1].lower_ in ROLE_NOUNS
        and words[-1].lower_ not in ORG_WORDS
        or len(words) == 1
        and words[0].lower_ in TITLES
    ):
        return "", doc[first : token.i + 1].text
    last = token.i
    while (
        last + 1 < len(doc)
        and doc[last + 1].pos_ == "PROPN"
        and doc[last + 1].head.i == token.i
        and doc[last + 1].dep_ in ("appos", "flat", "nmod")
    ):
        last += 1
    name = doc[words[0].i : last + 1].text
    # what stands before an office is no part of the name: "Turkish diplomat Elif Sarman", "Foreign Affairs Minister Ruz"
    if len(words) > 2 and not body:
        for n, word in enumerate(words[:-1]):
            if word.lower_ in ROLE_NOUNS and not (title and n == 0):
                while n + 2 < len(words) and words[n + 1].lower_ in TITLES:
                    # "secretary general", "Lieutenant General"
                    n += 1
                return doc[words[n + 1].i : token.i + 1].text, doc[first : words[n].i + 1].text
    return name + _of_tail(token), " ".join(title)


def _hyphened(words: Span) -> int | None:
    """Where a first name in two parts begins, "Mei-ling" cut in three by the tokenizer; None when it is none."""
    one, mark, two = words
    whole = mark.text == "-" and not one.whitespace_ and not mark.whitespace_
    return one.i if whole and one.text[:1].isupper() and two.is_alpha and one.pos_ == "PROPN" else None


def _is_members(token: Token, mark: Token) -> bool:
    """Whether a possessive is of those whom a body joins: "Farmers' List", "Dairymen's League"; not "Russia's"."""
    many = token.lower_.endswith(("people", "women", "men", "children", "folk"))
    several = token.lower_.endswith("s") and mark.text in ("'", "’")
    return token.text[:1].isupper() and (many or several and token.ent_type_ not in ("GPE", "PERSON"))


def _is_person(token: Token) -> bool:
    if token.lower_ in ORG_WORDS | BODIES:
        return False
    return token.ent_type_ == "PERSON" or token.lower_ in TITLES


def _are_one_body(token: Token, first: Token) -> bool:
    """Whether two capitalised words before a capitalised plural are its fields: "Defence and Security Forces"."""
    fields = first.dep_ in ("nmod", "compound", "amod") and first.head.i == token.i and first.ent_type_ != "GPE"
    return fields and first.text[:1].isupper() and token.text[:1].isupper() and token.lower_ in ORG_WORDS | FORCES


def _with_modifiers(token: Token) -> str:
    doc = token.doc
    first = token.i
    while first > 0 and doc[first - 1].text[:1].isupper() and doc[first - 1].dep_ in ("compound", "amod", "nmod"):
        first -= 1
    return str(doc[first : token.i + 1].text)


def _of_tail(token: Token) -> str:
    """ " of Ruritania" where the name goes on: "Government of Ruritania", "Network of Women Peacemakers of the Kivus"."""
    if not (token.lower_ in ORG_WORDS | BODIES | WITH_TAIL or _is_body_of(token)):
        return ""
    for c in token.children:
        if c.dep_ == "prep" and c.lower_ in ("of", "for") and c.i == token.i + 1:
            inner = next((g for g in c.children if g.dep_ == "pobj"), None)
            if inner is None or not inner.text[:1].isupper():
                continue
            inner = _last_field(inner)
            between = token.doc[c.i : inner.i + 1]
            if all(
                t.text[:1].isupper() or t.lower_ in ("of", "for", "the", "and", "'s", "’s", "'", "’", ",", "&")
                for t in between
            ):
                return f" {between.text}" + (_of_tail(inner) if inner.lower_ not in ROLE_NOUNS else "")
    return ""


def _last_field(inner: Token) -> Token:
    """The last of what a body is for: "Ministry of Trade and Industry", where the parser takes all of it for one name."""
    for _ in range(3):
        more = next((c for c in inner.children if c.dep_ == "conj" and c.i > inner.i), None)
        if more is None or more.lower_ in ORG_WORDS | BODIES | FORCES | ROLE_NOUNS or not more.text[:1].isupper():
            break
        if any(t.ent_type_ != "ORG" or t.ent_iob_ != "I" for t in inner.doc[inner.i + 1 : more.i + 1]):
            break
        inner = more
    return inner


def _is_body_of(token: Token) -> bool:
    """Whether a capitalised noun that no list knows may begin the name of a body: "the Network of ..."."""
    one = token.lower_.removesuffix("s")
    several = token.tag_ == "NNPS" and (one in ORG_WORDS or one in ROLE_NOUNS or one in ("party", "partie", "side"))
    named = token.ent_type_ in ("PERSON", "GPE", "NORP", "LOC") or token.lower_ in ROLE_NOUNS | TITLES
    article = any(c.lower_ == "the" and c.i < token.i for c in token.children)
    return token.pos_ == "PROPN" and token.text[:1].isupper() and article and not named and not several
