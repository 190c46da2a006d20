"""Names within one report: who "he", "the minister", "the Front", "Islamabad" and "the two sides" are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from onrecord.model import Actor, Kind
from onrecord.model.mention import Draft, Mention
from onrecord.resolve.called import call
from onrecord.resolve.described import Described, counted, halves, is_by_word
from onrecord.resolve.issuer import is_body
from onrecord.resolve.parties import sides_of
from onrecord.resolve.people import Person, shown
from onrecord.resolve.states import fold
from onrecord.resolve.track import Track

# who is named only for having seen or heard something
SOURCES = frozenset("people person official source diplomat witness resident onlooker".split())
# which offices "the two leaders" may hold
OFFICES = {
    "leader": frozenset({"leader", "president", "premier", "king", "chief"}),
    **{
        o: frozenset({o}) for o in ("president", "minister", "commander", "general", "commissioner", "envoy", "premier")
    },
}
NOWHERE = Mention(-1, -1, "", "")
FIRST_PERSON = frozenset({"we", "i", "us", "me", "our", "my"})


class Names(Described):
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
        body = author is not None and is_body(author)
        self._author = Person(author or "author", "organisation" if body else "person" if author else "role")
        super().__init__(mentions, {(m.start, m.end) for m in (*speakers, *(m for d in drafts for m in d.speakers))})
        self._parties: tuple[Person, ...] | None = None
        self._faces: tuple[Person, ...] = ()
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
        self._parties, self._camp_of, self._faces = sides.pair, sides.camp_of, sides.faces
        self._turn_on_the_other_side()
        self._speak_for_a_side()
        call(self._people, self._mentions, self._of)

    # -- what the rest asks -------------------------------------------------------------------------------------

    def of(self, mention: Mention) -> tuple[Actor, ...]:
        """Who a mention is: one actor, two for "the two sides" where the report has two; nobody for three sides of whom it names two."""
        person = self._of.get((mention.start, mention.end))
        if (joint := halves(mention)) is not None:
            return tuple(self._half(mention, word, joint[2]) for word in joint[:2])
        if person is not None and id(person) in self._joined:
            return self._joined[id(person)]
        if mention.pronoun in ("they", "we") and (pair := self._met_together(mention)) is not None:
            return pair
        if person is self._both and (count := counted(mention)) > 2:
            return self._so_many(mention, count)
        if person is self._both:
            if (two := self._two_in_office(mention)) is not None:
                return tuple(self._actor(mention, one) for one in two)
            if len(self._faces) == 2:
                return tuple(self._actor(mention, side) for side in self._faces)
            person = None
        if person is None:
            return (Actor(shown(mention), mention.text, None, "group" if mention.plural else None),)
        return (self._actor(mention, person),)

    def _so_many(self, mention: Mention, count: int) -> tuple[Actor, ...]:
        """ "The three sides": the three whom the report tells of together, before these words or else behind them."""
        found = []
        for draft in self._drafts:
            people = {id(p): p for m in draft.actors if (p := self._of.get((m.start, m.end))) is not None}
            if len(draft.actors) == len(people) == count and self._both not in people.values():
                found.append(
                    (draft.spans[0][0] > mention.start, abs(draft.spans[0][0] - mention.start), tuple(people.values()))
                )
        nearest = min(found, key=lambda one: one[:2], default=None)
        return tuple(self._actor(mention, person) for person in nearest[2]) if nearest is not None else ()

    def _writer(self) -> Person:
        """Who wrote the text, as the report names him where it does."""
        return self._find(fold(self._author.name)) or self._author

    def writer(self) -> Actor | None:
        """The body that issued the text, or the person who signs it; None where the text does not tell."""
        if self._author.kind == "role":
            return None
        person = self._writer()
        return Actor(person.name, self._author.name, None, person.kind)

    def issuer(self) -> Actor | None:
        """The body that issued the text and writes "we" in it; None for a report."""
        return self.writer() if self._author.kind == "organisation" else None

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

    def _two_in_office(self, mention: Mention) -> tuple[Person, ...] | None:
        """ "The two presidents": the two persons of that office whom the report names."""
        offices = OFFICES.get(mention.head.lower().removesuffix("s"))
        if offices is None or mention.pronoun:
            return None
        found = [p for p in self._people if p.kind == "person" and p.heads & offices]
        return tuple(found) if len(found) == 2 else None

    def _half(self, mention: Mention, word: str, noun: str) -> Actor:
        """One of two in "Russian and Ukrainian negotiators", "government and rebel forces", "North and South Korea"."""
        if noun[:1].isupper():
            whole = f"{word} {noun}"
            land = self._state(whole)
            known = self._find(fold(land or whole))
            return Actor(
                known.name if known is not None else land or whole,
                whole,
                None,
                known.kind if known is not None else "name",
            )
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

    @property
    def mentions(self) -> Sequence[Mention]:
        """All mentions of the report."""
        return self._mentions

    @property
    def people_by_place(self) -> Mapping[tuple[int, int], Person]:
        """Whom the mentions mean, by where they stand."""
        return self._of

    @property
    def pair(self) -> tuple[Person, ...]:
        """The two sides, none where they are not clear."""
        return self._parties or ()

    @property
    def faces(self) -> tuple[Person, ...]:
        """Who of each side is told of most."""
        return self._faces

    @property
    def author_kind(self) -> str:
        """ "organisation" where a body issued the text, "person" where somebody signs it, else "role"."""
        return self._author.kind

    @property
    def author(self) -> Person:
        """Who wrote the text, as the report names him where it does."""
        return self._writer()

    def camp_of(self, person: Person) -> Person:
        """The side that somebody stands for."""
        return self._camp_of(person)

    def actor_of(self, person: Person) -> Actor:
        """Somebody whom no words of the line name."""
        return replace(self._actor(NOWHERE, person), mention=person.name)

    def parties(self) -> tuple[Actor, ...]:
        """The two main sides of the report, where they are clear."""
        return tuple(Actor(p.name, p.name, None, p.kind) for p in self._faces)

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

    def _actor(self, mention: Mention, person: Person) -> Actor:
        camp = self._camp_of(person) if self._parties is not None else person
        side = camp.name if camp is not person else None
        return Actor(
            person.name, mention.text, None, person.kind, person.title or None, person.affiliation or None, side
        )

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
                self._belongs(mention, person)
                self._track.seen.append((mention, person))
        for mention in quoted:
            if (person := self._pronoun(mention)) is not None:
                self._of[mention.start, mention.end] = person

    def _belongs(self, mention: Mention, person: Person) -> None:
        """ "Its adviser Nadia Salih" speaks for whoever "it" is."""
        if person.kind != "person" or person.affiliation or not is_by_word(mention):
            return
        owner = self._owner(mention)
        if owner is not None and owner is not self._both and owner is not person:
            person.affiliation = self._side(owner).name

    def _pronoun(self, mention: Mention) -> Person | None:
        word = mention.pronoun
        if word in ("it", "they", "he", "she") and (asked := self._asked(mention)) is not None:
            return asked
        if word in ("both", "each", "neither"):
            # "two pickets were arrested; both were released"
            pair = self._track.recent(mention, lambda p: p.name.lower().startswith("two "), word="they", near=1)
            return pair if pair is not None else self._both
        if word in FIRST_PERSON:
            if mention.speaker is None:
                return self._writer()
            speaker = self._of.get((mention.speaker.start, mention.speaker.end))
            # "we" is the side he speaks for; "I" is himself
            return self._side(speaker) if speaker is not None and word in ("we", "us", "our") else speaker
        says = self._of.get((mention.speaker.start, mention.speaker.end)) if mention.speaker is not None else None
        own = {id(says), id(self._side(says))} if says is not None else set()
        if mention.speaker is None and self._author.kind == "organisation":
            # who writes "we" is never "it"
            own |= {id(self._author), id(self._writer())}
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
                word="he",
                near=5,
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
                word="it",
                near=3,
            )
        if word in ("they", "them", "their"):
            return self._track.recent(
                mention,
                lambda p: (p.plural or p.kind in ("organisation", "group", "both")) and id(p) not in own,
                word="they",
                near=3,
            )
        return None
