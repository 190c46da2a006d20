"""How those a report names are called: as the report itself calls them where they act."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from onrecord.model.mention import Mention
from onrecord.resolve.people import Person, clean
from onrecord.resolve.states import fold, state_named, state_of_seat

COURTESY = re.compile(r"(?:mr|mrs|ms|miss|mx|dr)\b", re.I)
# nouns that mean the state itself, said of its name or adjective
WHOLE = frozenset("government authority authorities administration side country state".split())


def call(people: Sequence[Person], mentions: Sequence[Mention], of: Mapping[tuple[int, int], Person]) -> None:
    """Give everybody the name that the report uses; the one known so far stays among the aliases."""
    told: dict[int, list[Mention]] = {}
    for mention in mentions:
        person = of.get((mention.start, mention.end))
        if person is not None and not mention.pronoun:
            told.setdefault(id(person), []).append(mention)
    for person in people:
        own = told.get(id(person), [])
        name = _of_state(person, own) if person.kind == "state" else _of_person(person, own)
        if name and name != person.name:
            person.aliases.add(fold(person.name))
            person.name = name


def _of_state(person: Person, own: Sequence[Mention]) -> str:
    """ "Türkiye" where the report says so, "the Thai government" where only that acts; never only a capital."""
    plain: Counter[str] = Counter()
    acting: Counter[str] = Counter()
    phrases: Counter[str] = Counter()
    for mention in own:
        text = clean(mention.text)
        if text.replace(".", "").isupper():
            # "the US" is written out
            text = person.name
        if state_named(text) == person.name or fold(text) == fold(person.name):
            plain[text] += 1
            acting[text] += not mention.is_place
        elif mention.head.lower() in WHOLE and len(text.split()) > 1 and not mention.is_place:
            phrases[text] += 1
    for forms in (+acting, phrases, plain):
        if forms:
            return max(forms, key=lambda form: (forms[form], -list(forms).index(form)))
    return person.name


def _of_person(person: Person, own: Sequence[Mention]) -> str:
    """ "Captain Faraj" where he is never called by a name alone."""
    if person.kind not in ("person", "name") or " " in person.name or not any(m.title for m in own):
        return person.name
    texts = [clean(m.text) for m in own]
    if person.name in texts or state_of_seat(person.name):
        return person.name
    titled = next((t for t in texts if re.fullmatch(rf"(?:[A-Z][\w.-]+ ){{1,3}}{re.escape(person.name)}", t)), None)
    return titled if titled and not COURTESY.match(titled) else person.name
