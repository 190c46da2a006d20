"""Names within one report: who "he", "the minister", "the Front", "Islamabad" and "the two sides" are."""

from __future__ import annotations

import re
from collections.abc import Sequence

from onrecord.model import Actor, Kind
from onrecord.model.mention import Draft, Mention
from onrecord.resolve.issuer import BODY_WORD
from onrecord.resolve.parties import sides_of
from onrecord.resolve.people import (
    ARMED,
    ARTICLES,
    BOTH,
    BOTH_NAMED,
    BOTH_OF,
    BOTH_OFFICES,
    DOCUMENTS,
    ORG_ENDINGS,
    PERSON_HEADS,
    STANDS_FOR,
    WARRING,
    Person,
    armed,
    clean,
    gender,
    may_be_actor,
    shown,
)
from onrecord.resolve.register import Register
from onrecord.resolve.states import fold
from onrecord.resolve.track import Track

# by what common noun a body is called again
CALLED = {
    "union": frozenset("guild association federation brotherhood congress syndicate".split()),
    "bloc": frozenset("union community league alliance coalition".split()),
    "watchdog": frozenset("agency commission authority".split()),
    "regulator": frozenset("agency commission authority".split()),
}
# "Russian and Ukrainian negotiators" are two
JOINED = re.compile(
    r"^(?:the |both )?([\w-]+) and ([\w-]+) (negotiators|delegations|delegates|officials|troops|forces|leaders|teams|envoys|"
    r"ministers|representatives|soldiers|armies|diplomats|governments|mediators|presidents|commanders|sides|militaries)$"
)
# by which acts one answers which
CHARGES = frozenset({"accuse", "criticise"})
PLEAS = frozenset({"demand", "request", "offer", "propose", "threaten", "warn"})
ANSWERS: dict[str | None, frozenset[str]] = {
    "deny": CHARGES,
    "admit": CHARGES,
    "refuse": PLEAS,
    "reject": PLEAS,
    "accept": PLEAS,
    "agree": PLEAS,
}
# who is named only for having seen or heard something
SOURCES = frozenset("people person official source diplomat witness resident onlooker".split())
FIRST_PERSON = frozenset({"we", "i", "us", "our", "my"})


class Names(Register):
    """Resolves the mentions of one report. Same mentions, same answers."""

    def __init__(
        self,
        mentions: Sequence[Mention],
        drafts: Sequence[Draft],
        author: str | None = None,
        speakers: Sequence[Mention] = (),
        across: Sequence[tuple[Mention, ...]] = (),
    ) -> None:
        # who says "we" outside quotation marks: whoever wrote the text
        body = author is not None and BODY_WORD.search(author) is not None
        self._author = Person(author or "author", "organisation" if body else "person" if author else "role")
        super().__init__(mentions, {(m.start, m.end) for m in (*speakers, *(m for d in drafts for m in d.speakers))})
        self._parties: tuple[Person, ...] | None = None
        self._drafts = drafts
        self._across = across
        self._track = Track(self._speaking)
        self._both = Person("the two sides", "both", plural=True)
        self._resolve_all()
        # those who are two in themselves: "representatives of the government and the rebels"
        self._joined = {
            id(self._of[m.start, m.end]): two
            for m in self._mentions
            if not m.name and not m.pronoun and (m.start, m.end) in self._of and (two := self._joined_in(m))
        }
        sides = sides_of(self._drafts, self._people, self._of, self._side, across)
        self._parties, self._camp_of = sides.pair, sides.camp_of
        self._turn_on_the_other_side()
        self._speak_for_a_side()

    # -- what the rest asks -------------------------------------------------------------------------------------

    def of(self, mention: Mention) -> tuple[Actor, ...]:
        """Who a mention is: one actor, or two for "the two sides" where the report has two."""
        person = self._of.get((mention.start, mention.end))
        if (halves := JOINED.match(mention.text)) is not None:
            return tuple(self._half(mention, halves.group(n), halves.group(3)) for n in (1, 2))
        if person is not None and id(person) in self._joined:
            return self._joined[id(person)]
        if mention.pronoun in ("they", "we") and (pair := self._met_together(mention)) is not None:
            return pair
        if person is self._both:
            sides = self._parties or ()
            if len(sides) == 2:
                return tuple(self._actor(mention, side) for side in sides)
            person = None
        if person is None:
            return (Actor(shown(mention), mention.text, None, "group" if mention.plural else None),)
        return (self._actor(mention, person),)

    def issuer(self) -> Actor | None:
        """The body that issued the text and writes "we" in it; None for a report."""
        if self._author.kind != "organisation":
            return None
        person = self._find(fold(self._author.name)) or self._author
        return Actor(person.name, self._author.name, None, person.kind)

    def _joined_in(self, mention: Mention) -> tuple[Actor, ...]:
        """The two in "representatives of the government and the rebels"."""
        for pair in self._across:
            behind = mention.start < pair[0].start and pair[-1].start < mention.end
            people = [self._of.get((m.start, m.end)) for m in pair]
            if behind and None not in people:
                return tuple(self._actor(m, p) for m, p in zip(pair, people, strict=True) if p is not None)
        return ()

    def _met_together(self, mention: Mention) -> tuple[Actor, ...] | None:
        """ "They agreed to meet again": those who met in the sentences before, where nobody else is meant."""
        own = next((d for d in self._drafts if any(m.start == mention.start for m in d.actors)), None)
        if own is None or own.act not in ("agree", "sign") or mention.speaker is not None or mention.pronoun != "they":
            return None
        person = self._of.get((mention.start, mention.end))
        if person is not None and (person.plural or person is self._both):
            return None
        met = [
            d for d in self._drafts if d.kind is Kind.MEETING and d.spans[0][0] < mention.start and len(d.actors) > 1
        ]
        if not met:
            return None
        people = [self._of.get((m.start, m.end)) for m in met[-1].actors]
        return tuple(self._actor(mention, p) for p in people if p is not None) if None not in people else None

    def _half(self, mention: Mention, word: str, noun: str) -> Actor:
        """One of two in "Russian and Ukrainian negotiators", "government and rebel forces"."""
        state = self._state(word)
        person = self._find(fold(state or word))
        if person is None and word[:1].islower() or word.lower() in ("government", "rebel", "army", "union"):
            alike = Person(f"{word.lower()} {noun}", "group", heads={word.lower()})
            camp = self._camp_of(alike)
            person = camp if camp is not alike else None
        name = person.name if person is not None else state or f"{word} {noun}"
        return Actor(name, f"{word} {noun}", None, person.kind if person is not None else "group")

    def other_side(self, speaker: Actor) -> Actor | None:
        """The side that is not the speaker's, where the report has two: whom "the other side" means."""
        sides = self._parties or ()
        person = next((p for p in self._people if p.name == speaker.name), None)
        if len(sides) != 2 or person is None:
            return None
        own = self._side(person)
        if own not in sides:
            return None
        other = sides[1] if own is sides[0] else sides[0]
        return Actor(other.name, other.name, None, other.kind)

    def parties(self) -> tuple[Actor, ...]:
        """The two main sides of the report, where they are clear."""
        return tuple(Actor(p.name, p.name, None, p.kind) for p in self._parties or ())

    def actors(self) -> tuple[Actor, ...]:
        """Everybody the report names, in the order of first mention."""
        return tuple(Actor(p.name, p.name, None, p.kind, p.title or None, p.affiliation or None) for p in self._people)

    def _turn_on_the_other_side(self) -> None:
        """ "They came without a plan," said of nobody named just before, by one side: the other side is meant."""
        sides = self._parties or ()
        if len(sides) != 2:
            return
        for mention in self._mentions:
            if mention.pronoun not in ("they", "them", "their") or mention.speaker is None:
                continue
            says = self._of.get((mention.speaker.start, mention.speaker.end))
            if says is None or (own := self._side(says)) not in sides:
                continue
            meant = self._of.get((mention.start, mention.end))
            other = sides[1] if own is sides[0] else sides[0]
            if meant is None or self._side(meant) is own or self._only_a_source(meant):
                self._of[mention.start, mention.end] = other

    def _speak_for_a_side(self) -> None:
        """ "We did not walk away," said by the head of the rebel panel: "we" are the rebels."""
        for mention in self._mentions:
            if mention.pronoun not in ("we", "us", "our") or mention.speaker is None:
                continue
            person = self._of.get((mention.start, mention.end))
            if person is not None and person.kind == "person" and (camp := self._camp_of(person)) is not person:
                if any(camp is side for side in self._parties or ()):
                    self._of[mention.start, mention.end] = camp

    def _only_a_source(self, person: Person) -> bool:
        """Whether somebody does nothing in the report but say things: "three people familiar with the talks"."""
        named = {(m.start, m.end) for m in self._mentions if not m.pronoun}
        places = {at for at, p in self._of.items() if p is person and at in named}
        return bool(places) and places <= self._speaking or bool(person.heads & SOURCES)

    @staticmethod
    def is_both(mention: Mention) -> bool:
        """Whether the words mean both sides: "the two sides", "neither delegation"."""
        text = mention.text
        if any(words.match(text) for words in (BOTH_OFFICES, BOTH_OF, BOTH_NAMED, WARRING)):
            return True
        if not BOTH.match(text) or mention.name and not BOTH_NAMED.match(text):
            return False
        return mention.plural or bool(re.match(r"(?:each|neither|both)\b", text, re.I))

    def _actor(self, mention: Mention, person: Person) -> Actor:
        return Actor(person.name, mention.text, None, person.kind, person.title or None, person.affiliation or None)

    # -- pronouns and descriptions ------------------------------------------------------------------------------

    def _resolve_all(self) -> None:
        # "We reject it," he said: who "he" is comes before who "we" are
        quoted = [m for m in self._mentions if m.pronoun in FIRST_PERSON and m.speaker is not None]
        for mention in self._mentions:
            if mention in quoted:
                continue
            key = (mention.start, mention.end)
            person = self._of.get(key)
            if person is None:
                person = self._pronoun(mention) if mention.pronoun else self._described(mention)
                if person is not None:
                    self._of[key] = person
                    if person.kind == "person" and not person.gender and mention.pronoun in ("he", "she"):
                        # from here on the report has said it
                        person.gender = "m" if mention.pronoun == "he" else "f"
            if person is not None:
                self._track.seen.append((mention, person))
        for mention in quoted:
            if (person := self._pronoun(mention)) is not None:
                self._of[mention.start, mention.end] = person

    def _pronoun(self, mention: Mention) -> Person | None:
        word = mention.pronoun
        if word in ("it", "they", "he", "she") and (asked := self._asked(mention)) is not None:
            return asked
        if word in ("both", "each", "neither"):
            # "two pickets were arrested; both were released"
            pair = self._track.recent(mention, lambda p: p.name.lower().startswith("two "), near=1)
            return pair if pair is not None else self._both
        if word in FIRST_PERSON:
            if mention.speaker is None:
                return self._find(fold(self._author.name)) or self._author
            speaker = self._of.get((mention.speaker.start, mention.speaker.end))
            # "we" is the side he speaks for; "I" is himself
            return self._side(speaker) if speaker is not None and word in ("we", "us", "our") else speaker
        says = self._of.get((mention.speaker.start, mention.speaker.end)) if mention.speaker is not None else None
        own = {id(says), id(self._side(says))} if says is not None else set()
        if mention.speaker is None and self._author.kind == "organisation":
            # who writes "we" is never "it"
            own |= {id(self._author), id(self._find(fold(self._author.name)))}
        if word in ("he", "she", "him", "her", "his"):
            gender = "m" if word in ("he", "him", "his") else "f"
            return self._track.recent(
                mention,
                lambda p: (
                    p.kind in ("person", "name", "role")
                    and (not p.gender or p.gender == gender)
                    and not p.plural
                    and p is not says
                    and p is not self._author
                ),
                gender=gender,
            )
        if word in ("it", "its"):
            return self._track.recent(
                mention,
                lambda p: (
                    (
                        p.kind in ("state", "organisation", "group", "place", "name")
                        or p.kind == "document"
                        and word == "it"
                    )
                    and (not p.plural or p.kind == "organisation")
                    and id(p) not in own
                ),
                near=2,
            )
        if word in ("they", "them", "their"):
            return self._track.recent(
                mention,
                lambda p: (p.plural or p.kind in ("organisation", "group", "both")) and id(p) not in own,
                near=2,
                prefer_plural=True,
            )
        return None

    def _asked(self, mention: Mention) -> Person | None:
        """ "X accused Y of ... It denied the charge": who answers is the one that was accused or asked."""
        own = next((d for d in self._drafts if any(m.start == mention.start for m in d.actors)), None)
        if own is None or own.act not in ANSWERS or mention.speaker is not None:
            return None
        before = [
            d
            for d in self._drafts
            if d.spans[0][0] < mention.start and d is not own and mention.start - d.spans[0][0] < 400 and d.addressees
        ]
        if not before or before[-1].act not in ANSWERS[own.act]:
            return None
        put = before[-1]
        person = self._of.get((put.addressees[0].start, put.addressees[0].end))
        if person is None or mention.sentence - put.addressees[0].sentence > 1:
            return None
        if mention.pronoun in ("he", "she"):
            fits = person.kind in ("person", "role") and person.gender in ("", "m" if mention.pronoun == "he" else "f")
        else:
            fits = person.kind not in ("person", "role") and (mention.pronoun == "they" or not person.plural)
        return person if fits and person.kind != "document" else None

    def _described(self, mention: Mention) -> Person | None:
        """ "the minister", "the army", "the rebels": somebody named before by office or kind, else itself."""
        if JOINED.match(mention.text):
            return None
        if mention.text.lower() in ("the former", "the latter"):
            return self._of_a_pair(mention)
        if mention.text.lower() in ("both", "neither", "each"):
            return self._both
        if self.is_both(mention) or mention.text.lower() in ("the other", "each other", "one another", "the two"):
            return self._both
        if mention.role and mention.role == mention.text:
            # "Lena Ruz, Oram's foreign minister": the same person
            for other in self._mentions:
                if other.name and other.role == mention.role and (other.start, other.end) in self._of:
                    return self._of[other.start, other.end]
        text = shown(mention)
        head = mention.head.lower()
        state = self._lead_state(mention, text)
        if state is not None and " " not in text and (land := self._find(fold(state))) is not None:
            # "the Ruritanian proposal"
            return land
        if (
            state is not None
            and head in ("government", "authority", "administration", "side")
            and len(text.split()) <= 3
        ):
            found = self._find(fold(state))
            if found is not None and head in ("government", "side"):
                return found
        if mention.definite and not mention.possessor:
            found = self._by_office(mention, head)
            if found is not None:
                return found
        same = self._find(fold(text))
        if same is not None:
            return same
        if head in DOCUMENTS and (mention.is_subject or (mention.start, mention.end) in self._speaking):
            if (author := self._author_of_document(mention)) is not None:
                return author
            paper = Person(text, "document", first=mention.start, count=1, heads={head})
            self._people.append(paper)
            return paper
        if not mention.acts or not may_be_actor(head) and not (mention.holder is not None and head in STANDS_FOR):
            return None
        alone = head in PERSON_HEADS or head in ("member", "source", "participant", "insider")
        kind = "role" if alone and not mention.plural else "group"
        if mention.holder is not None:
            text = self._owned(mention, text)
            same = next((p for p in self._people if fold(p.name) == fold(text)), None)
            if same is not None:
                return same
        person = Person(
            text,
            kind,
            plural=mention.plural,
            first=mention.start,
            count=1,
            heads={head, *text.lower().split()},
            gender=gender(head),
        )
        person.affiliation = state or ""
        self._people.append(person)
        return person

    def _of_a_pair(self, mention: Mention) -> Person | None:
        """ "The former" and "the latter" of the two named together last."""
        for draft in reversed(self._drafts):
            if draft.spans[0][1] <= mention.start and len(draft.actors) == 2:
                named = draft.actors[0 if mention.text.lower().endswith("former") else 1]
                return self._of.get((named.start, named.end))
        return None

    def _author_of_document(self, mention: Mention) -> Person | None:
        """Who speaks in "the ministry's statement" or, after "the ministry said in a statement", in "the statement"."""
        holder = mention.holder
        if holder is not None:
            return self._of.get((holder.start, holder.end)) or self._possessive(holder)
        if not mention.definite:
            return None
        for other in reversed(self._mentions):
            if other.head != mention.head or other.start >= mention.start or mention.sentence - other.sentence > 6:
                continue
            said = [
                m
                for m in self._mentions
                if m.sentence == other.sentence and (m.start, m.end) in self._speaking and m.start != other.start
            ]
            if said:
                return self._of.get((said[-1].start, said[-1].end))
        return None

    def _owned(self, mention: Mention, text: str) -> str:
        """ "its troops", "his country": the side that "its" or "his" means, where the noun stands for a side."""
        holder = mention.holder
        if holder is None or mention.head.lower() not in STANDS_FOR:
            return text
        owner = self._of.get((holder.start, holder.end)) or self._possessive(holder)
        if owner is None:
            return text
        side = self._side(owner)
        if mention.head.lower() == "side":
            # "his side": himself, where nobody tells for whom he speaks
            return side.name
        return side.name if side.kind in ("state", "organisation", "place") or side is not owner else text

    def _possessive(self, holder: Mention) -> Person | None:
        word = holder.text.lower()
        if word in ("his", "her"):
            return self._track.recent(holder, lambda p: p.kind in ("person", "role") and not p.plural)
        if word in ("its", "their"):
            return self._track.recent(
                holder,
                lambda p: p.kind in ("state", "organisation", "group", "place") and (word == "their") >= 0,
                near=2,
            )
        if word in ("our", "my") and holder.speaker is not None:
            return self._of.get((holder.speaker.start, holder.speaker.end))
        return None

    def _lead_state(self, mention: Mention, text: str) -> str | None:
        for word in (mention.possessor, *text.split()[:2], " ".join(text.split()[:2])):
            if word and (state := self._state(clean(word))) is not None:
                return state
        of = re.search(r"\bof ([A-Z]\w+(?: [A-Z]\w+)*)$", text)
        return self._state(of.group(1)) if of else None

    def _by_office(self, mention: Mention, head: str) -> Person | None:
        words = set(re.findall(r"[\w-]+", ARTICLES.sub("", mention.text).lower()))
        if mention.plural and head not in ORG_ENDINGS and head not in ARMED and head + "s" not in ARMED:
            return None
        earlier = [(m, p) for m, p in self._track.seen if m.start < mention.start]
        for other, person in reversed(earlier):
            if person.kind == "person":
                if (
                    head in PERSON_HEADS
                    and head in person.heads
                    and (words - {head}) <= person.heads | {w.lower() for w in person.name.split()}
                ):
                    return person
            elif person.kind in ("organisation", "group", "name", "role", "place"):
                last = person.name.split()[-1].lower()
                same_head = last.removesuffix("s") == head or last == mention.text.split()[-1].lower()
                if (
                    same_head
                    and words <= {*person.name.lower().split(), head}
                    and mention.sentence - other.sentence < 40
                ):
                    return person
        if head in PERSON_HEADS:
            later = [p for p in self._people if p.kind == "person" and head in p.heads and (words - {head}) <= p.heads]
            if len(later) == 1 and words != {head}:
                return later[0]
        if head == "government":
            named = [p for _, p in earlier if p.name.lower().startswith("government of ")]
            if len({id(p) for p in named}) == 1:
                return named[0]
            lands = {id(p): p for _, p in earlier if p.kind == "state" or p.kind == "place" and p.acts > 2}
            # "Oram's defence minister said ..., but the government denies it"
            owners = [
                p
                for m, p in earlier
                if m.sentence == mention.sentence and m.start in self._owners and p.kind in ("state", "place")
            ]
            if owners:
                return owners[-1]
            if len(lands) == 1:
                return next(iter(lands.values()))
        if head in CALLED:
            called = [p for _, p in earlier if p.kind == "organisation" and p.name.split()[-1].lower() in CALLED[head]]
            if len({id(p) for p in called}) == 1 and words == {head}:
                return called[0]
        if mention.text.split()[-1].lower() in ARMED or head in ("group", "movement", "organisation"):
            groups = [p for _, p in earlier if p.kind == "organisation" and armed(p)]
            if len({id(p) for p in groups}) == 1:
                return groups[0]
        return None

    # -- the sides ----------------------------------------------------------------------------------------------

    def _side(self, person: Person) -> Person:
        """The side somebody stands for: his state, or the body he speaks for."""
        if person.affiliation and person.kind in ("person", "role", "group", "organisation"):
            found = self._find(fold(person.affiliation))
            if found is not None:
                return found
        tail = re.search(r"\b(?:from|of) (?:the )?([A-Z][\w-]+['’]?(?: [A-Z][\w-]+['’]?)*)$", person.name)
        if (
            tail is not None
            and person.kind in ("group", "role")
            and (behind := self._find(fold(tail.group(1)))) is not None
        ):
            return behind
        first = clean(person.name.split()[0]) if person.name else ""
        state = self._state(first) if person.kind in ("group", "organisation", "role") else None
        of_state = person.name.split()[-1].lower() in ("ministry", "army", "government", "forces", "navy", "parliament")
        if state is None and (person.kind in ("group", "role") or of_state):
            state = next(
                (
                    p.name
                    for p in self._people
                    if p.kind in ("organisation", "place", "state")
                    and p is not person
                    and p.name.split()[0] == first
                    and first[:1].isupper()
                ),
                None,
            )
        if state is not None:
            found = self._find(fold(state))
            if found is not None:
                return found
        return person


# endings by which the name of a land no list knows can be told from a surname
