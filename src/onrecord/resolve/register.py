"""Those a report names: every name once, short names folded into long ones, persons with whom they speak for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from onrecord.model.mention import Mention
from onrecord.resolve.kinds import OF_A_LAND, kinds_of
from onrecord.resolve.people import (
    ARTICLES,
    BOTH_NAMED,
    BOTH_OFFICES,
    ORG_ENDINGS,
    OWNING,
    Person,
    clean,
    gender,
    gender_of_name,
    is_adjective_of,
)
from onrecord.resolve.states import fold, state_named, state_of_adjective, state_of_seat

SHORT = {
    "gen": "general",
    "col": "colonel",
    "capt": "captain",
    "maj": "major",
    "lt": "lieutenant",
    "brig": "brigadier",
    "sgt": "sergeant",
    "gov": "governor",
    "sen": "senator",
    "cmdr": "commander",
    "adm": "admiral",
    "prof": "professor",
    "dr": "doctor",
    "rev": "reverend",
}
# names of what people agree on, which do nothing themselves
PAPERS = frozenset(
    "hostilities agreement accord treaty protocol resolution communique communiqué memorandum convention declaration "
    "roadmap pact".split()
)
# "the Republic of Belkhara" is Belkhara
REALMS = frozenset(
    "republic kingdom federal federation principality sultanate emirate islamic united grand duchy".split()
)


class Register:
    """The names of one report. `speaking` are the places of mentions that speak."""

    def __init__(self, mentions: Sequence[Mention], speaking: set[tuple[int, int]]) -> None:
        self._people: list[Person] = []
        self._of: dict[tuple[int, int], Person] = {}
        self._mentions = sorted(mentions, key=lambda m: (m.start, m.end))
        self._speaking = speaking
        # whose army, government or representative does or says something
        self._owners = {
            m.holder.start
            for m in mentions
            if m.holder is not None and m.acts and (m.is_subject or (m.start, m.end) in speaking or m.head in OF_A_LAND)
        }
        self._coined = self._coined_states()
        self._kinds = kinds_of(self._mentions, self._coined)
        inside = self._inside_names()
        for mention in self._mentions:
            both = BOTH_NAMED.match(mention.text) or BOTH_OFFICES.match(mention.text)
            if mention.name and not mention.pronoun and not both and mention not in inside:
                self._register(mention)
        self._longest_names()
        self._affiliate()

    def _coined_states(self) -> dict[str, str]:
        """Adjectives of states no list knows, learnt from the report: "Ruritanian" beside "Ruritania"."""
        names = {m.name for m in self._mentions if m.name and " " not in m.name and len(m.name) > 4}
        found: dict[str, str] = {}
        words = {w for m in self._mentions for w in re.findall(r"[A-Z][a-zé-]{4,}", m.text)}
        for word in words:
            for name in names:
                if (
                    word != name
                    and is_adjective_of(word, name)
                    and state_named(word) is None
                    and state_of_adjective(word) is None
                ):
                    found[fold(word)] = name
        return found

    def _inside_names(self) -> list[Mention]:
        """Mentions that are only part of a name: the nurses in "the Kellund Nurses' Association"."""
        found = []
        for mention in self._mentions:
            if mention.holder is not None and mention.holder.name and mention.name.startswith(mention.holder.name):
                found.append(mention.holder)
        return found

    def _state(self, text: str) -> str | None:
        return state_named(text) or state_of_adjective(text) or self._coined.get(fold(text))

    def _register(self, mention: Mention) -> None:
        name = clean(mention.name)
        # "the Ruritanian proposal" is Ruritania's
        name = self._coined.get(fold(name), name)
        if not name:
            return
        key = fold(name)
        state = state_named(name) or (
            state_of_adjective(name) if mention.text.lower() == mention.name.lower() else None
        )
        seat = state_of_seat(name)
        if state is None and seat is not None and not mention.is_place and self._is_acting(mention):
            state = seat
        if state is not None:
            person = self._find(fold(state)) or self._new(state, "state", mention)
        else:
            kind = "document" if name.split()[-1].lower() in PAPERS else self._kinds.get(key, "name")
            person = self._find(key) or self._new(name, kind, mention)
        person.aliases |= {key, fold(mention.name)}
        person.count += 1
        person.acts += (
            mention.is_subject or (mention.start, mention.end) in self._speaking or mention.start in self._owners
        )
        if mention.title:
            person.heads |= {SHORT.get(w.lower().rstrip("."), w.lower()) for w in mention.title.split()}
            person.title = person.title or mention.title
        if mention.role:
            person.title = person.title or ARTICLES.sub("", mention.role)
            person.heads |= {w.lower() for w in re.findall(r"[\w-]+", mention.role)}
            person.told += f" {mention.role}"
        if person.kind == "person":
            told = gender(f"{mention.title} {mention.role}")
            person.gender = told or person.gender or gender_of_name(name)
        if mention.possessor and not OWNING.fullmatch(mention.possessor) and not person.affiliation:
            person.affiliation = self._state(mention.possessor) or clean(mention.possessor)
        self._of[mention.start, mention.end] = person

    def _is_acting(self, mention: Mention) -> bool:
        return mention.is_subject or (mention.start, mention.end) in self._speaking or not mention.is_place

    def _find(self, key: str) -> Person | None:
        return next((p for p in self._people if fold(p.name) == key or key in p.aliases), None)

    def _new(self, name: str, kind: str, mention: Mention) -> Person:
        person = Person(name, kind, plural=mention.plural and kind != "person", first=mention.start)
        self._people.append(person)
        return person

    def _longest_names(self) -> None:
        """Fold short names into long ones: "Ruz" into "Elena Ruz", "the Front" into "Highland Liberation Front", "HLF"."""
        for short in sorted(self._people, key=lambda p: len(p.name)):
            best: Person | None = None
            for long in self._people:
                if (
                    long is short
                    or len(long.name) <= len(short.name)
                    or long.kind == "state"
                    and short.kind == "person"
                ):
                    continue
                if self._short_for(short, long):
                    best = long if best is None or long.first < best.first else best
            if best is not None:
                self._merge(short, best)

    def _affiliate(self) -> None:
        """Whom a person speaks for, by his title: "Tarvanian Defence Minister", "the Front's political chief"."""
        sides = [p for p in self._people if p.kind in ("state", "organisation", "place") and len(p.name) > 2]
        for person in self._people:
            said = f"{person.title}{person.told}"
            if person.kind != "person" or not said or person.affiliation in {p.name for p in sides}:
                continue
            words = re.findall(r"[\w’'-]+", said)
            title = fold(said)
            # the longest: "president of the Oram Teachers' Association" is nobody of Oram's
            body = [p for p in sides if p.kind == "organisation" and " " in p.name and fold(p.name) in title]
            if body:
                person.affiliation = max(body, key=lambda p: len(p.name)).name
                continue
            state = next((s for w in words if (s := self._state(w)) is not None), None)
            if state is not None:
                person.affiliation = state
                continue
            named = next((p for p in sides if fold(p.name) in title), None)
            if named is None:
                lasts = {clean(w).lower() for w in words}
                named = next(
                    (p for p in sides if p.kind == "organisation" and p.name.split()[-1].lower() in lasts), None
                )
            if named is not None:
                person.affiliation = named.name

    def _short_for(self, short: Person, long: Person) -> bool:
        words, longer = fold(short.name).split(), fold(long.name).split()
        if longer and words and longer[-1] == f"al-{words[-1]}":
            # "Abadi" for "Haider al-Abadi"
            longer = [*longer[:-1], words[-1]]
        if len(words) == 1 and short.name.isupper() and len(short.name) >= 2:
            initials = [w[0] for w in re.findall(r"[A-Za-z]+", re.sub(r"['’]s\b", "", long.name))]
            letters = "".join(c for c in initials if c.isupper()).lower()
            known = fold(short.name)
            # "SDF" for "Kurdish-led Syrian Democratic Forces"
            tail = len(known) > 2 and letters.endswith(known)
            return (known in (letters, "".join(initials).lower()) or tail) and long.kind != "state"
        if short.kind == "state" or state_of_seat(short.name) and short.kind == "place":
            return False
        if longer[-len(words) :] == words and not re.search(
            r"\b(?:of|for|from|in|at|with|on)(?: the)?$", " ".join(longer[: -len(words)])
        ):
            if short.kind == "place" and longer[0] in REALMS and len(longer) - len(words) < 4:
                return True
            return long.kind in ("person", "name") or words[-1] in ORG_ENDINGS or short.kind in ("organisation", "name")
        if (
            long.kind == "person"
            and len(words) == 1
            and words[0] in longer
            and short.kind in ("person", "name", "organisation")
        ):
            return len(longer) <= 4
        return False

    def _merge(self, short: Person, into: Person) -> None:
        into.aliases |= short.aliases | {fold(short.name)}
        into.heads |= short.heads
        into.count += short.count
        into.acts += short.acts
        into.title = into.title or short.title
        into.gender = into.gender or short.gender
        into.affiliation = into.affiliation or short.affiliation
        if short.kind == "person" and into.kind == "name":
            into.kind = "person"
        into.first = min(into.first, short.first)
        for key, person in self._of.items():
            if person is short:
                self._of[key] = into
        self._people.remove(short)
