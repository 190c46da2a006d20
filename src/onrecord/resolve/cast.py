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
    "does to actor", "actor does to", *(f"likely {slot}" for slot in SLOTS), *(f"likeliest {slot}" for slot in SLOTS),
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
    "a person writes", "people near", *(f"likely {slot}" for slot in SLOTS), *(f"style {style.value}" for style in STYLES),
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
    paragraphs: set[int] = field(default_factory=set)
    standing: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Place:
    """What is asked of a line again and again: where it stands, who is named there, and the sides of who fills it.

    Of pairs the first is for its actors, the second for its speaker. `filling`: of each slot the heads and the pronouns of
    the mentions that fill it, and whom they mean. `likely`: of each slot how likely the model finds whom, the likeliest first.
    """

    sentence: int
    paragraph: int
    same: dict[int, list[Mention]]
    holding: set[int]
    quoted: set[int]
    camps: tuple[set[int], ...]
    across: tuple[list[int], ...]
    camps_across: tuple[set[int], ...]
    bodies: tuple[set[str], ...]
    beside: list[list[int]]
    filling: list[tuple[set[str], set[str], set[int]]]
    likely: tuple[dict[int, float], ...]


class Cast:
    """Who may fill the slots of a report's lines. `people` in the order of first mention."""

    def __init__(self, names: Names, lines: Sequence[Filled]) -> None:
        self._names, self.lines = names, lines
        self._places: dict[int, _Place] = {}
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
            one.paragraphs.add(mention.paragraph)
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
        start, sentence = self.lines[n].draft.spans[0][0], self._at(n).sentence

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
            *(float(bool(side)) for side in self._at(n).across), float(draft.rule == BY_MODEL),
            float(kind == "organisation"), float(kind == "person"),
            math.log1p(len({id(self._of.get((m.start, m.end))) for m in near})),
            *(max(chances.values(), default=0.0) for chances in self._at(n).likely),
            *(float(line.style is style) for style in STYLES),
            *(float(head in of) for of in heads for head in HEADS),
        ]  # fmt: skip

    def signs(self, n: int, i: int) -> list[float]:
        """What speaks for somebody at a line, in the order of SIGNS."""
        one, line, at = self.people[i], self.lines[n], self._at(n)
        (actors, addressees, speakers), person = self.filled[n], one.person
        slots = [i in actors, i in addressees, i in speakers, any(s.name == one.name for s in line.speakers[:-1])]
        if person is None:
            told: list[bool] = [False] * (AT_LINE.index("in the next") + 1 - len(slots))
            called: list[bool] = [False] * (3 * len(SLOTS))
        else:
            told = self._told(n, i, at)
            last = person.name.split()[-1].lower() if person.name else ""
            pronouns = GENDERS.get(person.gender, ())
            called = []
            for heads, words, meant in at.filling:
                called += [
                    not heads.isdisjoint(person.heads) or last in heads,
                    any(word in words for word in pronouns),
                    i in meant,
                ]
        beside = [i in who for who in at.beside]
        to_actor = sum(self._towards[i, a] for a in actors)
        by_actor = sum(self._towards[a, i] for a in actors) - (i in addressees and bool(actors))
        return [
            *one.standing, *map(float, (*slots, *told, *beside, *called)), math.log1p(to_actor), math.log1p(by_actor),
            *(chances.get(i, 0.0) for chances in at.likely), *(float(next(iter(chances), -1) == i) for chances in at.likely),
        ]  # fmt: skip

    def _told(self, n: int, i: int, at: _Place) -> list[bool]:
        """From "camp of actor" to "in the next": by sides, and by where one is named."""
        one, draft = self.people[i], self.lines[n].draft
        start, end = draft.spans[0]
        same = at.same.get(i, [])
        inside = [m for m in same if any(a <= m.start < z for a, z in draft.spans)]
        before, behind = bisect_left(one.starts, start), bisect_left(one.starts, end)
        back = at.sentence - one.mentions[before - 1].sentence if before else 99
        ahead = one.mentions[behind].sentence - at.sentence if behind < len(one.mentions) else 99
        return [
            *(id(one.camp) in camps for camps in at.camps), *(i in side for side in at.across),
            *(id(one.camp) in camps for camps in at.camps_across), *(one.name in bodies for bodies in at.bodies),
            bool(inside), bool(same), any(m.is_subject for m in inside), any(m.is_subject for m in same),
            any(m.start < start for m in same), any(m.start >= end for m in same), any(m.pronoun for m in same),
            any(m.name for m in same), i in at.holding, i in at.quoted, at.paragraph in one.paragraphs,
            *(back <= most for most in (0, 1, 2, 3, 5)), ahead == 0, ahead <= 1,
        ]  # fmt: skip

    def _at(self, n: int) -> _Place:
        if n not in self._places:
            self._places[n] = self._place(n)
        return self._places[n]

    def _place(self, n: int) -> _Place:
        draft, (actors, _, speakers) = self.lines[n].draft, self.filled[n]
        near = self._near(n)
        same: dict[int, list[Mention]] = {}
        for m in near:
            if (i := self._meant(m)) is not None:
                same.setdefault(i, []).append(m)
        across = (self.across(actors), self.across(speakers))
        filling = [
            (
                {m.head.lower() for m in mentions},
                {m.pronoun for m in mentions},
                {i for m in mentions if (i := self._meant(m)) is not None},
            )
            for mentions in (draft.actors, draft.addressees, draft.speakers[-1:])
        ]
        return _Place(
            sentence=self._sentence(n),
            paragraph=near[0].paragraph if near else -1,
            same=same,
            holding={i for m in near if m.holder is not None and (i := self._meant(m.holder)) is not None},
            quoted={i for m in near if m.speaker is not None and (i := self._meant(m.speaker)) is not None},
            camps=tuple({id(self.people[a].camp) for a in who} for who in (actors, speakers)),
            across=across,
            camps_across=tuple({id(self.people[s].person) for s in side} for side in across),
            bodies=tuple(
                {p.affiliation for a in who if (p := self.people[a].person) is not None} for who in (actors, speakers)
            ),
            beside=[who for by in (-1, -2, 1) for who in self.beside(n, by)],
            filling=filling,
            likely=tuple(self._likely(draft.likely[k] if draft.likely else {}) for k in range(len(SLOTS))),
        )

    def _likely(self, chances: dict[tuple[int, int], float]) -> dict[int, float]:
        """How likely the model finds each of the people in a slot, the likeliest first: at least one mention is meant."""
        missed: dict[int, float] = {}
        for place, chance in chances.items():
            if (i := self._at_place(place)) is not None:
                missed[i] = missed.get(i, 1.0) * (1 - chance)
        return {i: 1 - miss for miss, i in sorted((miss, i) for i, miss in missed.items())}

    def likeliest(self, n: int, slot: int, count: int, least: float) -> list[int]:
        """Whom the model finds likely in a slot, the likeliest first."""
        return [i for i, chance in self._at(n).likely[slot].items() if chance >= least][:count]

    def _meant(self, mention: Mention) -> int | None:
        """The number of whom a mention means; None where that is nobody in the cast."""
        return self._at_place((mention.start, mention.end))

    def _at_place(self, place: tuple[int, int]) -> int | None:
        return self._by_person.get(id(self._of.get(place)))

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
