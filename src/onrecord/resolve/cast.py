"""Everybody a report names, and what speaks for each filling a slot of a line: signs, not yet weighed."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from onrecord.model import Actor, Kind, Style
from onrecord.model.mention import BY_MODEL, Draft, Mention
from onrecord.resolve.names import Names
from onrecord.resolve.parties import THIRD_ROLES, can_be_party
from onrecord.resolve.people import Person

SLOTS = ("actors", "addressees", "speakers")
KINDS = ("state", "organisation", "group", "person", "role", "place", "name")
GENDERS = {"m": ("he", "him", "his"), "f": ("she", "her", "hers")}
# what is true of somebody in the whole report
STANDING = (
    *KINDS, "unnamed", "plural", "gender known", "named", "does", "named late", "can be a party", "of a party", "a party",
    "stands between", "writes", "often actor", "often addressee", "often speaker",
)  # fmt: skip
# what is true of somebody at one line
AT_LINE = (
    *SLOTS, "outer speaker", "camp of actor", "camp of speaker", "across from actor", "across from speaker",
    "camp across from actor", "camp across from speaker", "actor's body", "speaker's body",
    "in the words", "in the sentence", "subject in the words", "subject in the sentence", "before the words",
    "behind the words", "by pronoun", "by name", "whose something is", "quoted", "in the paragraph",
    "no sentence before", "one before", "two before", "three before", "five before", "later in the sentence", "in the next",
    *(f"{slot} of the line before" for slot in SLOTS), *(f"{slot} of the line before that" for slot in SLOTS),
    *(f"{slot} of the next line" for slot in SLOTS),
    *(f"{what} of {slot}" for slot in SLOTS for what in ("called like", "gender", "mention")),
    "does to actor", "actor does to",
)  # fmt: skip
SIGNS = (*STANDING, *AT_LINE)
STYLES = tuple(Style)
# by which words the mentions in a slot are told apart
HEADS = (
    "he she it they we i you both him her them us one nobody government minister side delegation ministry union committee "
    "council envoy army spokesman spokesperson spokeswoman party man woman negotiator leader police official company office "
    "representative mediator front group member president commission secretary team delegate head state country people "
    "diplomat source force adviser commander"
).split()
LINE = (
    "actors", "addressees", "speakers", "no actor", "no addressee", "no speaker", "spoken by the actor", "writer's own",
    "negated", "carried over", "two sides", "people", "actor of a side", "speaker of a side", "the model's", "a body writes",
    "a person writes", "people near", *(f"style {style.value}" for style in STYLES),
    *(f"{slot}: {head}" for slot in SLOTS for head in HEADS),
)  # fmt: skip


@dataclass(slots=True)
class Filled:
    """A line and who fills its slots: whom the parse, the codebook and the reader's model found, as resolved."""

    draft: Draft
    actors: tuple[Actor, ...]
    addressees: tuple[Actor, ...]
    speakers: tuple[Actor, ...]
    style: Style
    # the slots filled otherwise than the sentence says
    weighed: tuple[str, ...] = ()

    def slot(self, name: str) -> tuple[Actor, ...]:
        """Who fills one of SLOTS; of a chain of speakers the innermost."""
        return self.speakers[-1:] if name == "speakers" else getattr(self, name)


@dataclass(slots=True)
class Somebody:
    """One who may fill a slot: a person of the report, or a name that only a line gives."""

    name: str
    person: Person | None = None
    camp: Person | None = None
    mentions: list[Mention] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    standing: list[float] = field(default_factory=list)


class Cast:
    """Who may fill the slots of a report's lines. `people` in the order of first mention."""

    def __init__(self, names: Names, lines: Sequence[Filled]) -> None:
        self._names, self.lines = names, lines
        self._of = names.people_by_place
        self.people: list[Somebody] = []
        self._index: dict[str, int] = {}
        self._by_person: dict[int, int] = {}
        self._mentions = sorted(names.mentions, key=lambda m: m.start)
        self._starts = [m.start for m in self._mentions]
        for mention in self._mentions:
            person = self._of.get((mention.start, mention.end))
            if person is None or person.kind in ("both", "document"):
                continue
            if id(person) not in self._by_person:
                self._by_person[id(person)] = len(self.people)
                self._index.setdefault(person.name, len(self.people))
                self.people.append(Somebody(person.name, person, names.camp_of(person)))
            one = self.people[self._by_person[id(person)]]
            one.mentions.append(mention)
            one.starts.append(mention.start)
        self.filled = [tuple(self._numbers(line.slot(slot)) for slot in SLOTS) for line in lines]
        pair = names.pair
        self._pair = [n for n, one in enumerate(self.people) if any(one.person is side for side in pair)]
        self.faces = [n for n, one in enumerate(self.people) if any(one.person is face for face in names.faces)]
        self._order = sorted(range(len(lines)), key=lambda n: lines[n].draft.spans[0])
        self._rank = {n: k for k, n in enumerate(self._order)}
        self._often = [Counter(i for slots in self.filled for i in slots[k]) for k in range(len(SLOTS))]
        self._towards = Counter((a, b) for slots in self.filled for a in slots[0] for b in slots[1])
        self._stand()

    def _numbers(self, actors: Sequence[Actor]) -> list[int]:
        found = []
        for actor in actors:
            if actor.name not in self._index:
                self._index[actor.name] = len(self.people)
                self.people.append(Somebody(actor.name))
            found.append(self._index[actor.name])
        return found

    def _stand(self) -> None:
        third = {i for line, slots in zip(self.lines, self.filled, strict=True)
                 if line.draft.role in THIRD_ROLES for i in slots[0]}  # fmt: skip
        writer = self._names.author
        pair = self._names.pair
        late = {n: k for k, n in enumerate(sorted(range(len(self.people)), key=lambda n: self._first(n)))}
        for n, one in enumerate(self.people):
            p = one.person
            if p is None:
                one.standing = [0.0] * len(KINDS) + [1.0] + [0.0] * (len(STANDING) - len(KINDS) - 4)
            else:
                one.standing = [
                    *(float(p.kind == kind) for kind in KINDS), 0.0, float(p.plural), float(bool(p.gender)),
                    math.log1p(p.count), math.log1p(p.acts), math.log1p(late[n]), float(can_be_party(p)),
                    float(any(one.camp is side for side in pair)), float(n in self.faces or n in self._pair),
                    float(n in third), float(p is writer),
                ]  # fmt: skip
            one.standing += [often[n] / max(1, len(self.lines)) for often in self._often]

    def _first(self, n: int) -> int:
        person = self.people[n].person
        return person.first if person is not None else 1 << 30

    def across(self, numbers: Sequence[int]) -> list[int]:
        """The side across from the only side that somebody of these stands for."""
        camps = {id(self.people[n].camp) for n in numbers if self.people[n].camp is not None}
        own = [n for n in self._pair if id(self.people[n].person) in camps]
        return [n for n in self._pair if n not in own] if len(own) == 1 and len(self._pair) == 2 else []

    def beside(self, n: int, by: int) -> tuple[list[int], list[int], list[int]]:
        """Who fills the slots of the line so many lines on in the text."""
        at = self._rank[n] + by
        return self.filled[self._order[at]] if 0 <= at < len(self._order) else ([], [], [])  # type: ignore[return-value]

    def nearest(self, n: int, count: int) -> list[int]:
        """Those most likely meant at a line by where they are named: near before it, parties, named often."""
        start, sentence = self.lines[n].draft.spans[0][0], self._sentence(n)

        def key(i: int) -> tuple[bool, float, float, int]:
            one = self.people[i]
            at = bisect_left(one.starts, start) - 1
            near = at >= 0 and sentence - one.mentions[at].sentence <= 1
            count = math.log1p(one.person.count) if one.person is not None else 0.0
            return near, one.standing[STANDING.index("of a party")], count, i

        return sorted(range(len(self.people)), key=key, reverse=True)[:count]

    def _near(self, n: int) -> list[Mention]:
        start, end = self.lines[n].draft.sentence
        return self._mentions[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def _sentence(self, n: int) -> int:
        near = self._near(n)
        if near:
            return near[0].sentence
        at = bisect_left(self._starts, self.lines[n].draft.spans[0][0])
        return self._mentions[at - 1].sentence if at else 0

    def line_signs(self, n: int) -> list[float]:
        """What is true of a line whoever fills its slots, in the order of LINE."""
        line, (actors, addressees, speakers) = self.lines[n], self.filled[n]
        draft, near = line.draft, self._near(n)
        heads = [
            {m.pronoun or m.head.lower() for m in mentions}
            for mentions in (draft.actors, draft.addressees, draft.speakers[-1:])
        ]
        kind = self._names.author_kind
        return [
            float(len(actors)), float(len(addressees)), float(len(line.speakers)), float(not actors), float(not addressees),
            float(not speakers), float(draft.self_spoken), float(draft.own_voice), float(draft.negated),
            float(draft.carried_over), float(len(self._pair) == 2), math.log1p(len(self.people)),
            float(bool(self.across(actors))), float(bool(self.across(speakers))), float(draft.rule == BY_MODEL),
            float(kind == "organisation"), float(kind == "person"),
            math.log1p(len({id(self._of.get((m.start, m.end))) for m in near})),
            *(float(line.style is style) for style in STYLES),
            *(float(head in of) for of in heads for head in HEADS),
        ]  # fmt: skip

    def signs(self, n: int, i: int) -> list[float]:
        """What speaks for somebody at a line, in the order of SIGNS."""
        one, line, (actors, addressees, speakers) = self.people[i], self.lines[n], self.filled[n]
        draft, person = line.draft, one.person
        slots = [float(i in who) for who in (actors, addressees, speakers)]
        slots.append(float(any(s.name == one.name for s in line.speakers[:-1])))
        told = [0.0] * (AT_LINE.index("in the next") + 1 - len(slots)) if person is None else self._told(n, one)
        beside = [float(i in who) for by in (-1, -2, 1) for who in self.beside(n, by)]
        called: list[float] = []
        for mentions in (draft.actors, draft.addressees, draft.speakers[-1:]):
            if person is None:
                called += [0.0, 0.0, 0.0]
                continue
            last = person.name.split()[-1].lower() if person.name else ""
            called += [
                float(any(m.head.lower() in person.heads or m.head.lower() == last for m in mentions)),
                float(any(m.pronoun in GENDERS.get(person.gender, ()) for m in mentions)),
                float(any(self._of.get((m.start, m.end)) is person for m in mentions)),
            ]
        to_actor = sum(self._towards[i, a] for a in actors)
        by_actor = sum(self._towards[a, i] for a in actors) - (i in addressees and bool(actors))
        return [*one.standing, *slots, *told, *beside, *called, math.log1p(to_actor), math.log1p(by_actor)]

    def _told(self, n: int, one: Somebody) -> list[float]:
        """From "camp of actor" to "in the next": by sides, and by where one is named."""
        draft, (actors, _, speakers) = self.lines[n].draft, self.filled[n]
        start, end = draft.spans[0]
        near, sentence = self._near(n), self._sentence(n)
        i = self._by_person[id(one.person)]
        far = [self.across(actors), self.across(speakers)]
        camps = [{id(self.people[a].camp) for a in who} for who in (actors, speakers)]
        bodies = [
            any((p := self.people[a].person) is not None and p.affiliation == one.name for a in who)
            for who in (actors, speakers)
        ]
        same = [m for m in near if self._of.get((m.start, m.end)) is one.person]
        inside = [m for m in same if any(a <= m.start < z for a, z in draft.spans)]
        at = bisect_left(one.starts, start)
        back = sentence - one.mentions[at - 1].sentence if at else 99
        later = bisect_left(one.starts, end)
        ahead = one.mentions[later].sentence - sentence if later < len(one.mentions) else 99
        holders = [h for m in near if (h := m.holder) is not None]
        quoting = [s for m in near if (s := m.speaker) is not None]
        paragraph = near[0].paragraph if near else -1
        return [
            *(float(id(one.camp) in camp) for camp in camps),
            *(float(i in side) for side in far),
            *(float(any(one.camp is self.people[s].person for s in side)) for side in far),
            *map(float, bodies),
            float(bool(inside)), float(bool(same)), float(any(m.is_subject for m in inside)),
            float(any(m.is_subject for m in same)), float(any(m.start < start for m in same)),
            float(any(m.start >= end for m in same)), float(any(m.pronoun for m in same)), float(any(m.name for m in same)),
            float(any(self._of.get((h.start, h.end)) is one.person for h in holders)),
            float(any(self._of.get((s.start, s.end)) is one.person for s in quoting)),
            float(any(m.paragraph == paragraph for m in one.mentions)),
            *(float(back <= most) for most in (0, 1, 2, 3, 5)), float(ahead == 0), float(ahead <= 1),
        ]  # fmt: skip

    def group(self, n: int) -> str:
        """The kind of a line, and its act where it has one."""
        draft = self.lines[n].draft
        return (
            f"{draft.kind.value}:{draft.act or ''}" if draft.kind in (Kind.STATEMENT, Kind.ACTION) else draft.kind.value
        )

    def actor(self, i: int, known: Sequence[Actor]) -> Actor:
        """Somebody as an actor of a line: as the line has him where it does."""
        one = self.people[i]
        found = next((actor for actor in known if actor.name == one.name), None)
        if found is None:
            found = (
                self._names.actor_of(one.person) if one.person is not None else Actor(one.name, one.name, None, None)
            )
        return found
