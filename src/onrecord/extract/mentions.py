"""Noun phrases as mentions of actors: name, title, apposition, number, and where they stand."""

from __future__ import annotations

from dataclasses import replace

from spacy.tokens import Token

from onrecord.extract.acts import NO_ACTORS, may_act
from onrecord.extract.naming import name_of
from onrecord.extract.parse import Paragraph, Parsed
from onrecord.extract.tree import SUBJECTS, child, heads_of, listed_behind
from onrecord.extract.words import DAYS_AND_MONTHS, MONTHS, PERSONAL, ROLE_NOUNS, WEEKDAYS
from onrecord.model.mention import Mention

PARTS_OF_DAY = frozenset("night morning evening afternoon".split())
PRE = frozenset(
    {"det", "amod", "compound", "nummod", "poss", "nmod", "quantmod", "advmod", "npadvmod", "predet", "case"}
)
TEAMS = frozenset("delegation team government army force side executive panel committee commission officer".split())
DIRECTIONS = frozenset("north south east west northern southern eastern western upper lower".split())
LEADING = frozenset("lead head command chair represent".split())
NAMING = frozenset({"PROPN"})
QUOTE_MARKS = frozenset("\"“”‘’'«»")


class Mentions:
    """Mentions of one report, made once a head token."""

    def __init__(self, parsed: Parsed) -> None:
        self._made: dict[tuple[int, int], Mention] = {}
        self._heads: dict[tuple[int, int], tuple[int, int]] = {}
        self._paragraphs = parsed.paragraphs
        self._paragraph_of = {id(p.doc): p for p in parsed.paragraphs}
        self._sentence_at: dict[tuple[int, int], int] = {}
        for sentence in parsed.sentences:
            for i in range(sentence.span.start, sentence.span.end):
                self._sentence_at[sentence.paragraph.index, i] = sentence.index

    def paragraph(self, token: Token) -> Paragraph:
        """The paragraph a token stands in."""
        return self._paragraph_of[id(token.doc)]

    def sentence_index(self, token: Token) -> int:
        """The number of its sentence in the report."""
        return self._sentence_at.get((self.paragraph(token).index, token.i), 0)

    def of(self, token: Token) -> Mention:
        """The mention whose head is this token; "who" and "which" are whom they follow."""
        token = _antecedent(token)
        paragraph = self.paragraph(token)
        key = (paragraph.index, token.i)
        if key not in self._made:
            self._made[key] = self._make(token, paragraph)
        return self._made[key]

    def all_of(self, token: Token | None) -> list[Mention]:
        """One mention for each of a coordination: "Turkey and Qatar" are two, but a death beside them is nobody."""
        heads = [] if token is None else heads_of(token)
        return [self.of(t) for t in heads if t is token or t.pos_ != "NOUN" or t.lemma_.lower() not in NO_ACTORS]

    def speak(self, token: Token, speaker: Mention) -> None:
        """Note who speaks the quotation that this token stands in, so that "we" is known."""
        mention = self.of(token)
        if mention.speaker is None:
            self._made[self.paragraph(token).index, token.i] = replace(mention, speaker=speaker)

    def everything(self) -> list[Mention]:
        """All mentions that may name somebody, in the order of the text."""
        for paragraph in self._paragraphs:
            for token in paragraph.doc:
                if token.dep_ in ("compound", "case", "punct") or token.pos_ not in ("PROPN", "PRON", "NOUN"):
                    continue
                if _is_half(token):
                    continue
                if token.pos_ == "PRON" and token.lower_ not in PERSONAL:
                    continue
                self.of(token)
        return sorted(self._made.values(), key=lambda m: (m.start, m.end))

    def head_of(self, mention: Mention) -> tuple[int, int] | None:
        """The paragraph and the word that a mention was made of; None when it is none of the text's noun phrases."""
        if len(self._heads) != len(self._made):
            self._heads = {(m.start, m.end): key for key, m in self._made.items()}
        return self._heads.get((mention.start, mention.end))

    def across(self) -> list[tuple[Mention, ...]]:
        """Two that the words set against each other: "between A and B", "envoys of A and B"."""
        pairs = []
        for paragraph in self._paragraphs:
            for token in paragraph.doc:
                between = token.lower_ == "between" and token.dep_ == "prep"
                noun = token.head
                of = token.lower_ in ("of", "from") and noun.tag_ == "NNS" and noun.lemma_.lower() in ROLE_NOUNS | TEAMS
                if (between or of) and (inner := child(token, "pobj")) is not None:
                    heads = [*heads_of(inner), *(c for c in noun.children if of and c.dep_ == "conj")]
                    for more in token.children:
                        # "of the government and of the rebels"
                        if (
                            of
                            and more.dep_ == "conj"
                            and more.pos_ == "ADP"
                            and (other := child(more, "pobj")) is not None
                        ):
                            heads += heads_of(other)
                    if len(heads) == 2 or of and len(heads) == 3:
                        pairs.append(tuple(self.of(t) for t in heads))
        return pairs

    def _make(self, token: Token, paragraph: Paragraph) -> Mention:
        pronoun = token.lower_ if token.pos_ == "PRON" and token.lower_ in PERSONAL else ""
        left = _left(token)
        right = _right(token)
        doc = token.doc
        words = doc[left : right + 1]
        is_month = (
            token.lower_ in MONTHS and token.pos_ == "PROPN" and not any(c.dep_ == "compound" for c in token.children)
        )
        is_date = token.ent_type_ in ("DATE", "TIME") or token.lower_ in WEEKDAYS or is_month
        name, title = ("", "") if pronoun or is_date else name_of(token)
        if (whole := _shared_name(token)) is not None:
            name = whole
        role = ""
        listed = listed_behind(token)
        for c in (*token.children, *_appositions_of_office(token)):
            if c.dep_ == "appos" and c.i > token.i and not listed:
                if not name and (c.pos_ == "PROPN" or _is_full_name(c)):
                    name, extra = name_of(c)
                    title = doc[left : token.i + 1].text if not extra else f"{doc[left : token.i + 1].text} {extra}"
                    role = doc[left : _right(token) + 1].text
                elif not name and (named := child(c, "appos")) is not None and _is_full_name(named):
                    # "the special envoy, the Portuguese diplomat Rui Sampaio"
                    name = name_of(named)[0]
                    title = role = doc[left : token.i + 1].text
                elif name and c.pos_ in ("NOUN", "PROPN"):
                    role = doc[_left(c) : _right(c) + 1].text
        if not name and not pronoun and (called := _known_as(token)) is not None:
            name, title = name_of(called)[0], doc[left : token.i + 1].text
        leads = next((c for c in token.children if c.dep_ == "relcl" and c.lemma_ in LEADING), None)
        if not role and name and leads is not None and child(leads, "dobj") is not None:
            # "Commander Issa, who leads the Northern Movement"
            role = doc[leads.i : _right(child(leads, "dobj") or leads) + 1].text
        if not role and token.dep_ == "appos" and token.head.pos_ == "PROPN" and token.pos_ == "NOUN":
            role = words.text
        ent = token.ent_type_
        return Mention(
            start=paragraph.start + words.start_char,
            end=paragraph.start + words.end_char,
            text=words.text,
            head=token.lemma_.lower() if token.pos_ != "PROPN" else token.lower_,
            name=name,
            title=title,
            role=role,
            label=ent,
            pronoun=pronoun,
            plural=token.tag_ in ("NNS", "NNPS") or pronoun in ("they", "we", "them", "us"),
            definite=any(
                c.lower_ in ("the", "both", "this", "these", "that") and c.dep_ in ("det", "predet")
                for c in token.children
            )
            or any(c.dep_ == "poss" for c in token.children),
            sentence=self.sentence_index(token),
            paragraph=paragraph.index,
            is_subject=token.dep_ in SUBJECTS,
            is_place=token.dep_ == "pobj" and token.head.lower_ in ("in", "at", "near", "outside", "inside", "across"),
            possessor=next((_possessor(c) for c in _owners(token)), ""),
            acts=may_act(token, "statement"),
            holder=next((self.of(c) for c in token.children if c.dep_ == "poss" and c.i != token.i), None),
        )


def _antecedent(token: Token) -> Token:
    """Whom a relative pronoun means: "the men who hold the town"; the token itself where it is none."""
    if token.tag_ not in ("WP", "WDT") or token.lower_ not in ("who", "which", "that", "whom"):
        return token
    verb = token.head
    for _ in range(3):
        if verb.dep_ == "relcl":
            noun = verb.head
            return noun if noun.pos_ in ("NOUN", "PROPN", "PRON") and noun.i < token.i else token
        verb = verb.head
    return token


def _shared_name(token: Token) -> str | None:
    """The name of one that shares a word with the next; "" for two in one: "East and West Norland", by either parse."""
    if any(_is_half(c) for c in token.children):
        return ""
    other = child(token, "conj") if token.lower_ in DIRECTIONS and token.is_title else None
    if other is None or not other.is_title or other.doc[other.i - 1].lower_ not in DIRECTIONS:
        return None
    return f"{token.text} {other.text}"


def _is_half(token: Token) -> bool:
    """Whether a word is one of two ways before a land: "North" or "South" in "North and South Korea"."""
    if token.lower_ not in DIRECTIONS:
        return False
    other = token.head if token.dep_ == "conj" else child(token, "conj")
    first = token.head if token.dep_ == "conj" else token
    return other is not None and other.lower_ in DIRECTIONS and first.dep_ in ("nmod", "amod", "compound")


def _appositions_of_office(token: Token) -> list[Token]:
    """ "the mayor of Dorn, Omar Haddad", "the head of its office for Orland, Lena Ruz": the parser hangs the name deep."""
    if token.lemma_.lower() not in ROLE_NOUNS:
        return []
    found: list[Token] = []
    level = [token]
    for _ in range(3):
        level = [
            g
            for place in level
            for c in place.children
            if c.dep_ == "prep" and c.lower_ in ("of", "for", "to", "at", "in")
            for g in c.children
            if g.dep_ == "pobj" and g.i > token.i
        ]
        found += [c for place in level for c in place.children if c.dep_ == "appos" and _is_full_name(c)]
    return found


def _known_as(token: Token) -> Token | None:
    """ "a commander known as Dan Gwari", "a man calling himself Old Rain": the name by which somebody goes."""
    if token.pos_ != "NOUN":
        return None
    for c in token.children:
        if c.dep_ in ("acl", "relcl", "appos") and c.lower_ in (
            "known",
            "called",
            "named",
            "calling",
            "dubbed",
            "nicknamed",
        ):
            for inner in c.subtree:
                if inner.i > c.i and inner.pos_ == "PROPN" and inner.dep_ in ("pobj", "oprd", "dobj", "attr", "appos"):
                    return inner
    return None


def _is_full_name(token: Token) -> bool:
    """Whether a word ends the name of a person, by its label or by standing bare behind another name."""
    bare = not any(c.dep_ in ("det", "amod", "poss") for c in token.children)
    names = [c for c in token.children if c.dep_ == "compound" and c.is_title]
    return token.ent_type_ == "PERSON" or token.pos_ == "PROPN" and token.is_title and bare and len(names) in (1, 2)


def _owners(token: Token) -> list[Token]:
    """Whose a noun is; the parser hangs the owner in "Oram's Foreign Minister Lena Ruz" on "Minister"."""
    own = [c for c in token.children if c.dep_ == "poss"]
    titles = [c for c in token.children if c.dep_ == "compound"] if token.pos_ == "PROPN" else []
    return own or [g for c in titles for g in c.children if g.dep_ == "poss"]


def _possessor(token: Token) -> str:
    return str(token.doc[token.left_edge.i : token.i + 1].text)


def _left(token: Token) -> int:
    first = token.i
    for c in token.children:
        if c.dep_ in PRE and c.i < first:
            if c.lower_ in DAYS_AND_MONTHS or c.ent_type_ in ("DATE", "TIME") and c.dep_ != "nummod":
                continue
            if c.dep_ in ("compound", "nummod") and (
                any(t.lower_ in MONTHS | PARTS_OF_DAY for t in c.subtree) or token.doc[c.i + 1].lower_ in MONTHS
            ):
                # "That night gunmen", "On 10 and 11 March officers"
                continue
            edge = c.left_edge.i
            days = [t.i for t in token.doc[edge : c.i] if t.lower_ in DAYS_AND_MONTHS]
            if days:
                # "On Tuesday the minister", "On 3 March Colombia's president"
                edge = days[-1] + 1
            if edge >= token.i or c.dep_ == "poss" and token.i - edge > 12:
                continue
            first = min(first, edge)
    while first < token.i and token.doc[first].text in QUOTE_MARKS:
        first += 1
    return first


def _right(token: Token) -> int:
    """Behind a common noun, an "of", "for" or "from" phrase right after it belongs to the mention."""
    last = token.i
    if token.pos_ in ("NOUN", "PROPN") or token.lower_ in ("one", "two", "three", "some", "several", "many"):
        for c in token.children:
            if c.dep_ == "prep" and c.lower_ in ("of", "for", "from", "at", "in") and c.i == last + 1:
                if (
                    c.lower_ in ("in", "at", "from", "for")
                    and token.lemma_.lower() not in ROLE_NOUNS
                    and c.lower_ != "of"
                ):
                    continue
                if token.pos_ == "PROPN" and c.lower_ != "of":
                    continue
                if any(g.dep_ == "pcomp" for g in c.children):
                    continue
                end = _plain_end(c)
                if end - token.i <= 12:
                    last = end
            elif c.i == last + 1 and token.lemma_.lower() in SOURCES and token.pos_ == "NOUN" and _tells_which(c):
                # "two people familiar with the talks", "a person briefed on the contacts", "officials on both sides"
                if c.right_edge.i - token.i <= 10:
                    last = c.right_edge.i
            elif c.dep_ == "amod" and c.lower_ in ("loyal", "allied") and c.i == last + 1:
                # "forces loyal to the general"
                end = c.right_edge.i
                if end - token.i <= 8 and any(g.lower_ in ("to", "with") for g in c.children):
                    last = end
    return last


# who is named only by what he knows or where he sits
SOURCES = frozenset("person people official source diplomat participant insider aide member adviser negotiator".split())


def _tells_which(token: Token) -> bool:
    """Whether what follows a source says which: "familiar with", "close to", "with knowledge of", "on both sides"."""
    if token.dep_ in ("amod", "acl") and token.lower_ in ("familiar", "close", "briefed", "involved", "present"):
        return True
    if token.dep_ == "prep" and token.lower_ == "with":
        return any(c.lower_ in ("knowledge", "access") for c in token.children)
    return token.dep_ == "prep" and token.lower_ == "on" and any(c.lower_ in ("side", "sides") for c in token.children)


def _plain_end(prep: Token) -> int:
    """The end of a prepositional phrase without the clauses, appositions and commas in it."""
    last = prep.i
    for token in prep.subtree:
        if token.i <= prep.i:
            continue
        if token.i != last + 1 or token.text in (";", ":", "—", "–", "("):
            break
        if token.text == "," and not any(
            t.dep_ == "conj" and t.i > token.i and t.head.i < token.i for t in prep.subtree
        ):
            break
        if (
            token.dep_ == "cc"
            and token.head.dep_ == "pobj"
            and token.i + 1 < len(token.doc)
            and token.doc[token.i + 1].lower_ == "the"
        ):
            break
        if token.dep_ in ("relcl", "acl", "advcl"):
            break
        last = token.i
    return last
