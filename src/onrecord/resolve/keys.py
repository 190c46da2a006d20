"""What a name in a report comes to: a key that depends on its own words and on whom the report says it belongs to."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from onrecord.resolve.people import ARMED, GROUPISH, PERSON_HEADS, STANDS_FOR, is_adjective_of
from onrecord.resolve.spelling import initials, person_words, plain, sound
from onrecord.resolve.states import state_named, state_of_adjective, state_of_seat

# what stands before the name of a state and is no part of it
REALM = re.compile(
    r"^(?:(?:federal|federative|islamic|democratic|people's|united|arab|plurinational|transitional) )*"
    r"(?:republic|kingdom|state|union|federation|sultanate|emirate|commonwealth|principality|government|state party) of (?:the )?"
)
# "the Togolese Republic"
REALMS = frozenset("republic kingdom".split())
# of these what is a state; a union or federation may be one of dockers
RULED = re.compile(r"\b(?:republic|kingdom|sultanate|emirate|principality|government)\b")
# nouns for a body by which a report calls one that it has named: "the company" of the Halmar Port Company
FIRM = frozenset("company firm operator corporation employer utility carrier insurer".split())
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


class Lands:
    """States that no list knows, by the adjectives and possessives that the record's own names show."""

    def __init__(self, namings: Iterable[Naming]) -> None:
        self._names: dict[str, set[str]] = defaultdict(set)
        # the same few words are asked about for each of a hundred thousand names
        self._known: dict[str, str | None] = {}
        for naming in namings:
            if naming.kind in ("state", "place", "name", "organisation") and " " not in plain(naming.name):
                self._names[plain(naming.name)[:4]].add(plain(naming.name))

    def of(self, word: str) -> str | None:
        """The state or land of a name or adjective, by its plain name."""
        if word not in self._known:
            self._known[word] = self._of(word)
        return self._known[word]

    def _of(self, word: str) -> str | None:
        known = state_named(word) or state_of_adjective(word)
        if known is not None:
            return plain(known)
        word = plain(word)
        near = self._names.get(word[:4], ())
        # a name that is an adjective of another is that other's, also where reports use it alone
        return min((name for name in near if is_adjective_of(word, name)), default=word if word in near else None)


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
    lone = _lone_names(namings)
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    for naming in namings:
        if naming.kind not in UNNAMED and naming.name[:1].isupper():
            kinds[plain(naming.name)][str(naming.kind)] += 1
    made = []
    for naming in namings:
        if naming.kind is None and naming.name[:1].isupper() and (known := kinds.get(plain(naming.name))):
            # a name that a person gave, known from other reports
            naming = replace(naming, kind=max(sorted(known), key=lambda kind: known[kind]))
        if naming.kind in ("name", "organisation") and " " in naming.name and person_words(naming.name) in persons:
            # undecided in this report, a person in another
            naming = replace(naming, kind="person")
        if naming.kind in ("name", "organisation", None) and plain(naming.name) in lone:
            # "Arrieta proposed", where other reports know one Tomas Arrieta and nobody and nothing else of that name
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


def _lone_names(namings: Sequence[Naming]) -> set[str]:
    """Given names and surnames that one person alone has, and that no land and no body goes by in more than one report."""
    bearers: dict[str, set[str]] = defaultdict(set)
    others: dict[str, set[str]] = defaultdict(set)
    for naming in namings:
        if naming.kind == "person" and len(words := person_words(naming.name)) > 1:
            for name in (words[0], words[-1]):
                bearers[name].add(" ".join(map(sound, (words[0], words[-1]))))
        elif naming.kind != "person" and naming.name[:1].isupper() and " " not in (name := plain(naming.name)):
            others[name].add(naming.report)
    return {
        name
        for name, own in bearers.items()
        if len(own) == 1 and len(others[name]) == 1 and not state_named(name) and not state_of_seat(name)
    }


def key_of(naming: Naming, lands: Lands) -> Key:
    """The key of one naming; the same wherever it stands."""
    if naming.stands_for is not None:
        return key_of(naming.stands_for, lands)
    words = plain(naming.name).split()
    if not words:
        return Key("unnamed", naming.report)
    name = " ".join(words)
    realm = ""
    while not state_named(name) and (found := REALM.match(name)) is not None:
        # "government of the republic of Dorrat"
        realm, name = realm + found.group(), name[found.end() :]
    words = name.split()
    state = state_named(name) or (
        state_of_seat(name) if naming.kind in ("state", "place", "name", "organisation") else None
    )
    if state is not None:
        return Key("state", plain(state))
    if RULED.search(realm) and re.search(r"\bof (?:the )?[A-Z]", naming.name):
        # "government of Dahrat", which no list knows
        return Key("state", name)
    if naming.kind == "person" or naming.kind == "name" and len(person_words(naming.name)) > 1 and naming.title:
        return Key("person", " ".join(person_words(naming.name)))
    while len(words) > 1 and words[0] in OF_RULE:
        words = words[1:]
    inner = _of_whole(words, lands)
    if inner is not None:
        noun, whole = inner
        if noun in WHOLE | REALMS:
            return Key("state", whole)
        return Key("office" if noun in OFFICES else "part", noun, whole)
    if len(words) == 1 and naming.kind not in ("state", "place") and (land := lands.of(name)) not in (None, name):
        # "Calunian" alone, where Calune is known
        return Key("state", land)
    proper = naming.name[:1].isupper() and naming.kind not in UNNAMED
    if proper and (naming.kind not in ("group",) or not _is_common(words)):
        if naming.kind == "state":
            return Key("state", name)
        return Key("body", name)
    side = plain(naming.side) if naming.side else ""
    if side and words[-1] in WHOLE and naming.side[:1].islower() and lands.of(side) is None:  # type: ignore[index]
        # "the regime" of "the delegation of the regime"
        side = ""
    if side and side != name:
        land = lands.of(side) or side
        if words[-1] in WHOLE and len(words) <= 2:
            return Key("state", land)
        if words[-1] in FIRM and len(words) == 1 and lands.of(side) is None:
            return Key("body", side)
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
        if rest[-1] in OF_SOMEBODY | WHOLE | OFFICES | REALMS or rest[-1].rstrip("s") in OF_SOMEBODY:
            return " ".join(rest), land
    return None


def _is_common(words: Sequence[str]) -> bool:
    return words[-1] in GROUPISH | ARMED and len(words) == 1
