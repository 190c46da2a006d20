"""One actor for all the names by which reports call it. The same names, in whatever order they came in, the same actors.

Keys of names (`onrecord.resolve.keys`) are joined where one is a shorter form, an acronym or another spelling of another
and nothing speaks against it, or where a person decided so; never where a person decided against it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from onrecord.model.story import Party, Same
from onrecord.resolve.keys import UNNAMED, WHOLE, Key, Lands, Naming, key_of, with_sides
from onrecord.resolve.people import DOCUMENTS
from onrecord.resolve.spelling import initials, person_words, plain, sound
from onrecord.resolve.states import state_named, state_of_adjective


@dataclass(frozen=True, slots=True)
class Pair:
    """Two actors that may be one, and why; nobody has decided it."""

    one: str
    other: str
    why: str


@dataclass(frozen=True)
class Cast:
    """The actors of a record, who is meant by each name of each report, and pairs worth a person's look."""

    actors: dict[str, Party]
    named: dict[tuple[str, str], str]
    pairs: tuple[Pair, ...]
    by_key: dict[str, str]
    # the keys of each name, which decisions are about
    keys: dict[str, tuple[str, ...]]

    def actor(self, known: str) -> Party | None:
        """The actor of this id, also of one that it had before it was merged."""
        return self.actors.get(self.by_key.get(known, known))


class Union:
    """Sets that are joined pair by pair; some pairs may never meet in one set."""

    def __init__(self, keys: Iterable[Key]) -> None:
        self._head: dict[Key, Key] = {key: key for key in keys}
        self._members: dict[Key, set[Key]] = {key: {key} for key in self._head}
        self._apart: dict[Key, set[Key]] = defaultdict(set)

    def find(self, key: Key) -> Key:
        while self._head[key] != key:
            self._head[key] = self._head[self._head[key]]
            key = self._head[key]
        return key

    def part(self, one: Key, other: Key) -> None:
        """Never let these two be one."""
        self._apart[one].add(other)
        self._apart[other].add(one)

    def join(self, one: Key, other: Key) -> bool:
        """Make the two one; False where something stands against it."""
        a, b = sorted((self.find(one), self.find(other)))
        if a == b:
            return True
        if any(self._apart[k] & self._members[b] for k in self._members[a] if k in self._apart):
            return False
        self._head[b] = a
        self._members[a] |= self._members.pop(b)
        return True

    def sets(self) -> Iterator[tuple[Key, set[Key]]]:
        """Every set with the key that stands for it, the first in order."""
        for head in sorted(self._members):
            yield min(self._members[head]), self._members[head]


def cast(namings: Sequence[Naming], decided: Mapping[tuple[str, str], Same] = {}) -> Cast:
    """The actors behind the names of a record. `decided`: pairs of ids with what a person said of them."""
    lands = Lands(namings)
    namings = with_sides(namings, lands)
    key_of_naming = _keys(namings, lands)
    seen: dict[Key, list[Naming]] = defaultdict(list)
    for naming in namings:
        seen[key_of_naming[naming.report, naming.name]].append(naming)
    # wholes that are only named through their parts
    keys = {*seen, *(Key("state", k.of) for k in seen if k.of and _whole(k, seen) is None)}
    union = Union(keys)
    by_id = {key.id: key for key in keys}
    pairs = {frozenset((by_id[a], by_id[b])): same for (a, b), same in decided.items() if a in by_id and b in by_id}
    for pair, same in pairs.items():
        if same is Same.DIFFERENT and len(pair) == 2:
            union.part(*pair)
    for pair, same in sorted(pairs.items(), key=lambda item: sorted(item[0])):
        if same is Same.SAME and len(pair) == 2:
            union.join(*pair)
    open_pairs: list[Pair] = []
    for one, other, why, sure in sorted(_likely(keys, seen, lands)):
        if pairs.get(frozenset((one, other))) is Same.DIFFERENT:
            continue
        if pairs.get(frozenset((one, other))) is Same.UNSURE or not sure:
            open_pairs.append(Pair(one.id, other.id, why))
        else:
            union.join(one, other)
    return _cast(union, seen, key_of_naming, open_pairs)


def _keys(namings: Iterable[Naming], lands: Lands) -> dict[tuple[str, str], Key]:
    """The key of each naming; most namings are like many others."""
    like: dict[tuple[object, ...], Key] = {}
    found = {}
    for naming in namings:
        kind = (naming.name, naming.kind, bool(naming.title), naming.side, naming.stands_for)
        key = like.get(kind) or key_of(naming, lands)
        if key.sort != "unnamed":
            like[kind] = key
        found[naming.report, naming.name] = key
    return found


def _whole(key: Key, seen: Container[Key]) -> Key | None:
    return next((k for sort in ("state", "body", "common") if (k := Key(sort, key.of)) in seen), None)


def _likely(keys: set[Key], seen: Mapping[Key, Sequence[Naming]], lands: Lands) -> Iterator[tuple[Key, Key, str, bool]]:
    """Pairs of keys that are one actor, why, and whether that is sure enough to act on."""
    yield from _likely_persons([k for k in keys if k.sort == "person"], seen, lands)
    yield from _likely_bodies(keys)
    yield from _likely_commons(keys)
    yield from _likely_titles(keys, seen)


def _side_key(side: str, lands: Lands) -> str:
    """A side as it is compared: "Pakistani government" and "Pakistan" are one."""
    key = key_of(Naming("", side, "organisation"), lands)
    return key.of or key.words


def _likely_persons(
    persons: list[Key], seen: Mapping[Key, Sequence[Naming]], lands: Lands
) -> Iterator[tuple[Key, Key, str, bool]]:
    by_surname: dict[str, list[Key]] = defaultdict(list)
    for key in persons:
        by_surname[sound(key.words.split()[-1])].append(key)
    # "the regime's envoy" may be anybody's
    told = {n.side for key in persons for n in seen[key] if n.side and n.side not in WHOLE}
    side_key = {side: _side_key(side, lands) for side in told}
    sides = {key: {side_key[n.side] for n in seen[key] if n.side in side_key} for key in persons}
    by_given: dict[str, list[Key]] = defaultdict(list)
    for key in persons:
        if " " in key.words:
            by_given[sound(key.words.split()[0])].append(key)
    for found in by_surname.values():
        full = sorted(k for k in found if " " in k.words)
        for n, one in enumerate(full):
            for other in full[n + 1 :]:
                alike = _given_alike(one.words.split()[:-1], other.words.split()[:-1])
                if alike is not None:
                    yield one, other, alike, not _apart(one, other, sides)
        groups = _groups(full, sides)
        for short in sorted(k for k in found if " " not in k.words):
            fits = [g for g in groups if not any(_apart(short, k, sides) for k in g)]
            if not groups:
                # "General Surachai" by his given name
                own = sorted(k for k in by_given.get(sound(short.words), ()) if not _apart(short, k, sides))
                fits = _groups(own, sides)
            for group in fits:
                if len(fits) == 1:
                    yield min(group), short, "the only one of this surname", True
                else:
                    yield min(group), short, "one of several of this surname", False


def _apart(one: Key, other: Key, sides: Mapping[Key, set[str]]) -> bool:
    """Whether the reports put two names on different sides."""
    return bool(sides[one] and sides[other] and not sides[one] & sides[other])


def _groups(full: list[Key], sides: Mapping[Key, set[str]]) -> list[list[Key]]:
    """Full names that are one person among themselves."""
    groups: list[list[Key]] = []
    for key in full:
        for group in groups:
            alike = any(_given_alike(key.words.split()[:-1], k.words.split()[:-1]) for k in group)
            if alike and not any(_apart(key, k, sides) for k in group):
                group.append(key)
                break
        else:
            groups.append([key])
    return groups


def _given_alike(one: list[str], other: list[str]) -> str | None:
    """Whether given names may be one person's: the same in another spelling, an initial, a middle name left out."""
    if one == other:
        return "another spelling of the surname"
    short, long = sorted((one, other), key=len)
    if sound("".join(one)) == sound("".join(other)):
        return "another spelling"
    if len(short) == len(long) == 1 and min(len(one[0]), len(other[0])) >= 4:
        brief, full = sorted((one[0], other[0]), key=len)
        if sound(full).endswith(sound(brief)[1:]) and full.endswith(brief):
            return "a shorter form of the name"
    if all(len(w) == 1 or len(v) == 1 for w, v in zip(one, other, strict=False)) and one[0][0] == other[0][0]:
        return "an initial of the same name"
    if len(short) < len(long) and sound(short[0]) == sound(long[0]):
        return "a middle name left out"
    return None


def _likely_bodies(keys: set[Key]) -> Iterator[tuple[Key, Key, str, bool]]:
    bodies = sorted(k for k in keys if k.sort in ("body", "common"))
    by_letters: dict[str, list[Key]] = defaultdict(list)
    by_sound: dict[str, list[Key]] = defaultdict(list)
    by_part: dict[str, list[Key]] = defaultdict(list)
    for key in bodies:
        for letters in initials(key.words):
            by_letters[letters].append(key)
        by_sound[" ".join(sound(w) for w in key.words.split() if w not in ("of", "and"))].append(key)
        words = key.words.split()
        if key.sort == "body":
            for n in range(1, len(words)):
                by_part[" ".join(words[n:])].append(key)
                by_part[" ".join(words[:n]).removesuffix("'")].append(key)
    for key in bodies:
        if " " not in key.words:
            for other in by_letters.get(key.words, ()):
                yield other, key, "its initials", len(by_letters[key.words]) == 1
        # "the League", "the port company", "the Front", where only one body has such a name, or longer forms of it
        long = by_part.get(key.words, [])
        shortest = min(long, key=lambda k: (len(k.words), k), default=key)
        one = all(shortest.words in other.words for other in long)
        for other in long:
            yield other, key, "part of its name", len(long) == 1 or one and other == shortest
    for alike in by_sound.values():
        for other in alike[1:]:
            yield alike[0], other, "another spelling", True
    # a land that some reports take for a body
    states = {k.words: k for k in keys if k.sort == "state"}
    for key in bodies:
        if key.words in states:
            yield states[key.words], key, "the same name", True


def _likely_commons(keys: set[Key]) -> Iterator[tuple[Key, Key, str, bool]]:
    """ "the monitors" and the only "twelve Norwegian monitors": a person may know whether they are the same."""
    by_end: dict[str, list[Key]] = defaultdict(list)
    commons = sorted(k for k in keys if k.sort == "common")
    for key in commons:
        words = key.words.split()
        for n in range(1, len(words)):
            by_end[" ".join(words[n:])].append(key)
    for key in commons:
        if len(closer := by_end.get(key.words, [])) == 1:
            yield closer[0], key, "the same word, told more closely", False


def _likely_titles(keys: set[Key], seen: Mapping[Key, Sequence[Naming]]) -> Iterator[tuple[Key, Key, str, bool]]:
    """ "head of the Front's delegation" and the only one who has that title; an office may change hands."""
    bearers: dict[str, set[Key]] = defaultdict(set)
    for key in keys:
        if key.sort == "person":
            for naming in seen.get(key, ()):
                if naming.title and " " in (title := plain(naming.title)):
                    bearers[title].add(key)
    for key in keys:
        if key.sort not in ("person", "state"):
            for title in {plain(naming.name) for naming in seen.get(key, ())}:
                if len(own := bearers.get(title, set())) == 1:
                    yield min(own), key, "a title of that person", False


def _cast(
    union: Union,
    seen: Mapping[Key, Sequence[Naming]],
    key_of_naming: Mapping[tuple[str, str], Key],
    open_pairs: Sequence[Pair],
) -> Cast:
    by_key: dict[str, str] = {}
    id_of: dict[Key, str] = {}
    for head, members in union.sets():
        for key in members:
            id_of[key] = by_key[key.id] = head.id
    actors: dict[str, Party] = {}
    for head, members in union.sets():
        namings = [n for key in sorted(members) for n in seen.get(key, ())]
        wholes = [id_of[w] for key in sorted(members) if key.of and (w := _whole(key, id_of)) is not None]
        whole = next((w for w in wholes if w != head.id), None) or _side_of(namings, id_of, head)
        # a land that some reports take for a body is a land
        chief = next((key for key in sorted(members) if key.sort == "state"), head)
        actors[head.id] = replace(_party(chief, namings, whole), id=head.id)
    named = {at: id_of[key] for at, key in key_of_naming.items()}
    likely = {(*sorted((by_key[p.one], by_key[p.other])), p.why) for p in open_pairs}
    pairs = tuple(Pair(one, other, why) for one, other, why in sorted(likely) if one != other)
    keys: dict[str, set[str]] = defaultdict(set)
    for (_, name), key in key_of_naming.items():
        keys[name].add(key.id)
    return Cast(actors, named, pairs, by_key, {name: tuple(sorted(ids)) for name, ids in keys.items()})


def _side_of(namings: Sequence[Naming], id_of: Mapping[Key, str], head: Key) -> str | None:
    """Whom most reports say somebody belongs to."""
    votes = Counter(plain(n.side) for n in namings if n.side)
    for side, _ in sorted(votes.items(), key=lambda item: (-item[1], item[0])):
        state = state_named(side) or state_of_adjective(side)
        words = plain(state) if state else side
        for sort in ("state", "body", "common"):
            whole = id_of.get(Key(sort, words))
            if whole is not None and whole != id_of[head]:
                return whole
    return None


KINDS = {"state": "state", "person": "person", "office": "organisation", "part": "group", "common": "group"}


def _party(head: Key, namings: Sequence[Naming], whole: str | None) -> Party:
    names = Counter[str]()
    kinds = Counter[str]()
    titles: dict[str, list[str]] = defaultdict(list)
    for naming in namings:
        names[naming.name] += naming.count
        if naming.kind not in UNNAMED and naming.kind is not None:
            kinds[naming.kind] += 1
        if naming.title:
            titles[naming.title].extend([naming.told] if naming.told else [])
    kind = (
        "document"
        if head.sort == "common" and head.words in DOCUMENTS
        else KINDS.get(head.sort) or (max(sorted(kinds), key=lambda k: kinds[k]) if kinds else "organisation")
    )
    # an office and who holds it, told to be one, go by the person
    people = Counter({n.name: names[n.name] for n in namings if n.kind == "person"})
    shown = _shown(replace(head, sort="person"), people) if kind == "person" and people else _shown(head, names)
    spans = tuple(
        (title, min(days) if days else None, max(days) if days else None) for title, days in sorted(titles.items())
    )
    return Party(
        head.id,
        shown,
        kind,
        tuple(sorted(names, key=lambda n: (-names[n], n))),
        whole,
        spans,
        len({n.report for n in namings}),
    )


def _shown(head: Key, names: Counter[str]) -> str:
    """How an actor is called: for a person the fullest name, else the commonest that begins with a capital."""
    if not names:
        return head.words.title()
    if head.sort == "person":
        return max(sorted(names), key=lambda n: (len(person_words(n)), names[n]))
    if head.sort == "state":
        known = state_named(head.words)
        plainly = [n for n in names if plain(n) == head.words]
        return known or (max(sorted(plainly), key=lambda n: names[n]) if plainly else head.words.title())
    return max(sorted(names), key=lambda n: (n[:1].isupper(), names[n], -len(n)))
