"""One actor for all the names by which reports call it. The same names, in whatever order they came in, the same actors.

Every name of a report gets a key that depends on its own words and on whom the report says it belongs to. Keys are
then joined where one is a shorter form, an acronym or another spelling of another and nothing speaks against it, or
where a person decided so; never where a person decided against it.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from onrecord.model.story import Party, Same
from onrecord.resolve.people import ARMED, GROUPISH, PERSON_HEADS, STANDS_FOR, is_adjective_of
from onrecord.resolve.spelling import initials, person_words, plain, sound
from onrecord.resolve.states import state_named, state_of_adjective, state_of_seat

# what stands before the name of a state and is no part of it
REALM = re.compile(
    r"^(?:(?:federal|federative|islamic|democratic|people's|united|arab|plurinational|transitional) )*"
    r"(?:republic|kingdom|state|union|federation|sultanate|emirate|commonwealth|principality|government|state party) of (?:the )?"
)
# nouns that mean the whole, said with its name: "the Pakistani government", "the Turkish side"
WHOLE = frozenset("government authorities authority administration side country state regime leadership".split())
# and those that mean a part of it: "army of Oram", "Oramese delegation", but not "Front of Oram" or "Oram Port Company"
OF_SOMEBODY = (
    STANDS_FOR
    | PERSON_HEADS
    | frozenset(
        "ministry office presidency embassy army military police navy troops delegations representatives".split()
    )
) - frozenset(
    "movement party union organisation organization group council front member members people state country".split()
)
# "the Royal Thai Government", "the interim Sudanese government"
OF_RULE = frozenset("royal imperial federal interim transitional provisional caretaker".split())
OFFICES = frozenset("ministry office presidency embassy department bureau".split())
SPEAKS_FOR = frozenset(
    "spokesman spokeswoman spokesperson official officials source sources diplomat diplomats".split()
)
# kinds that a report gives to somebody it does not name
UNNAMED = frozenset({"role", None})


@dataclass(frozen=True, slots=True)
class Naming:
    """How one report calls one actor: its name there, its kind, its title, whom it belongs to, how often it is named.

    `stands_for`: the name by which the record knows whom a common noun means there ("the rebels").
    """

    report: str
    name: str
    kind: str | None = None
    title: str | None = None
    side: str | None = None
    count: int = 1
    told: str | None = None
    stands_for: Naming | None = None


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """What a name comes to. `sort`: state, person, body, office, part, common or unnamed; `of`: the key of its whole."""

    sort: str
    words: str
    of: str = ""

    @property
    def id(self) -> str:
        """The id that this key alone would have."""
        return "a-" + hashlib.sha256("\x1f".join((self.sort, self.words, self.of)).encode()).hexdigest()[:12]


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


class Lands:
    """States that no list knows, by the adjectives and possessives that the record's own names show."""

    def __init__(self, namings: Iterable[Naming]) -> None:
        self._names: dict[str, set[str]] = defaultdict(set)
        for naming in namings:
            if naming.kind in ("state", "place", "name", "organisation") and " " not in plain(naming.name):
                self._names[plain(naming.name)[:4]].add(plain(naming.name))

    def of(self, word: str) -> str | None:
        """The state or land of a name or adjective, by its plain name."""
        known = state_named(word) or state_of_adjective(word)
        if known is not None:
            return plain(known)
        word = plain(word)
        near = self._names.get(word[:4], ())
        if word in near:
            return word
        return min((name for name in near if is_adjective_of(word, name)), default=None)


def with_sides(namings: Sequence[Naming], lands: Lands) -> list[Naming]:
    """The namings, with persons known as such elsewhere, and the side of those whose title tells it.

    "Head of the Central African delegation" belongs to the Central African Republic.
    """
    bodies = {
        bare: naming.name
        for naming in namings
        if naming.kind in ("organisation", "group", "state", "place")
        and len(bare := plain(naming.name)) > 3
        and naming.name[:1].isupper()
    }
    for bare, name in sorted(bodies.items()):
        for letters in initials(bare):
            bodies.setdefault(letters, name)
    for word in GROUPISH:
        fits = {name for bare, name in bodies.items() if word in bare.split() and " " in bare}
        if len({plain(name) for name in fits}) == 1:
            # "spokesman for the company", where only one is called so
            bodies.setdefault(word, min(fits))
    persons = {person_words(n.name) for n in namings if n.kind == "person"}
    made = []
    for naming in namings:
        if naming.kind in ("name", "organisation") and " " in naming.name and person_words(naming.name) in persons:
            # undecided in this report, a person in another
            naming = replace(naming, kind="person")
        if naming.side or not naming.title or naming.kind != "person":
            made.append(naming)
            continue
        words = re.findall(r"[^\W_]+(?:'[^\W_]+)?", plain(naming.title).replace("'s", ""))
        found = None
        for size in (4, 3, 2, 1):
            for n in range(len(words) - size + 1):
                part = " ".join(words[n : n + size])
                found = found or bodies.get(part) or (land if (land := lands.of(part)) is not None else None)
        made.append(replace(naming, side=found) if found else naming)
    return made


def key_of(naming: Naming, lands: Lands) -> Key:
    """The key of one naming; the same wherever it stands."""
    if naming.stands_for is not None:
        return key_of(naming.stands_for, lands)
    words = plain(naming.name).split()
    if not words:
        return Key("unnamed", naming.report)
    name = " ".join(words)
    if not state_named(name) and (realm := REALM.match(name)) is not None:
        name = name[realm.end() :]
        words = name.split()
    state = state_named(name) or (
        state_of_seat(name) if naming.kind in ("state", "place", "name", "organisation") else None
    )
    if state is not None:
        return Key("state", plain(state))
    if naming.kind == "person" or naming.kind == "name" and len(person_words(naming.name)) > 1 and naming.title:
        return Key("person", " ".join(person_words(naming.name)))
    while len(words) > 1 and words[0] in OF_RULE:
        words = words[1:]
    inner = _of_whole(words, lands)
    if inner is not None:
        noun, whole = inner
        if noun in WHOLE:
            return Key("state", whole)
        return Key("office" if noun in OFFICES else "part", noun, whole)
    proper = naming.name[:1].isupper() and naming.kind not in UNNAMED
    if proper and (naming.kind not in ("group",) or not _is_common(words)):
        if naming.kind == "state":
            return Key("state", name)
        return Key("body", name)
    side = plain(naming.side) if naming.side else ""
    if side and side != name:
        land = lands.of(side) or side
        if words[-1] in WHOLE and len(words) <= 2:
            return Key("state", land)
        if naming.kind in UNNAMED or words[-1].rstrip("s") in SPEAKS_FOR:
            return Key("unnamed", f"{naming.report} {name}", land)
        return Key("part", words[-1], land)
    if naming.kind in UNNAMED or words[-1] in SPEAKS_FOR or words[-1].rstrip("s") in PERSON_HEADS:
        return Key("unnamed", f"{naming.report} {name}")
    return Key("common", name)


def _of_whole(words: list[str], lands: Lands) -> tuple[str, str] | None:
    """ "pakistani delegation", "pakistan's army", "government of oram": the noun and the land it belongs to."""
    if "of" in words[1:-1]:
        at = words.index("of", 1)
        if (
            words[at - 1] in OF_SOMEBODY
            and (land := lands.of(" ".join(words[at + 1 :]).removeprefix("the "))) is not None
        ):
            return " ".join(words[:at]), land
    if len(words) >= 2 and (land := lands.of(words[0].removesuffix("'s"))) is not None:
        rest = words[1:]
        if rest[-1] in OF_SOMEBODY | WHOLE | OFFICES or rest[-1].rstrip("s") in OF_SOMEBODY:
            return " ".join(rest), land
    return None


def _land(words: list[str], lands: Lands) -> str | None:
    """The land in "the royal thai government", "oram"."""
    rest = [w for w in words if w != "the" and w not in OF_RULE]
    while len(rest) > 1 and rest[-1] in WHOLE:
        rest = rest[:-1]
    return lands.of(" ".join(rest)) if rest else None


def _is_common(words: Sequence[str]) -> bool:
    return words[-1] in GROUPISH | ARMED and len(words) == 1


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
    key_of_naming = {(n.report, n.name): key_of(n, lands) for n in namings}
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
        if pairs.get(frozenset((one, other))) is Same.UNSURE or not sure:
            open_pairs.append(Pair(one.id, other.id, why))
        else:
            union.join(one, other)
    return _cast(union, seen, key_of_naming, open_pairs)


def _whole(key: Key, seen: Container[Key]) -> Key | None:
    return next((k for sort in ("state", "body", "common") if (k := Key(sort, key.of)) in seen), None)


def _likely(keys: set[Key], seen: Mapping[Key, Sequence[Naming]], lands: Lands) -> Iterator[tuple[Key, Key, str, bool]]:
    """Pairs of keys that are one actor, why, and whether that is sure enough to act on."""
    yield from _likely_persons([k for k in keys if k.sort == "person"], seen, lands)
    yield from _likely_bodies(keys)


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
    sides = {key: {_side_key(n.side, lands) for n in seen[key] if n.side} for key in persons}
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
        # "the League", "the port company", "the Front", where only one body has such a name
        long = by_part.get(key.words, ())
        for other in long:
            yield other, key, "part of its name", len(long) == 1
    for alike in by_sound.values():
        for other in alike[1:]:
            yield alike[0], other, "another spelling", True
    # a land that some reports take for a body
    states = {k.words: k for k in keys if k.sort == "state"}
    for key in bodies:
        if key.words in states:
            yield states[key.words], key, "the same name", True


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
        actors[head.id] = _party(head, members, namings, whole)
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


def _party(head: Key, members: set[Key], namings: Sequence[Naming], whole: str | None) -> Party:
    names = Counter[str]()
    kinds = Counter[str]()
    titles: dict[str, list[str]] = defaultdict(list)
    for naming in namings:
        names[naming.name] += naming.count
        if naming.kind not in UNNAMED and naming.kind is not None:
            kinds[naming.kind] += 1
        if naming.title:
            titles[naming.title].extend([naming.told] if naming.told else [])
    kind = KINDS.get(head.sort) or (max(sorted(kinds), key=lambda k: kinds[k]) if kinds else "organisation")
    shown = _shown(head, names)
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
        tuple(sorted(k.id for k in members if k.id != head.id)),
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
