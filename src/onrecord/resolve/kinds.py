"""What a name names: a person, a land or a body. All its mentions vote, because one alone misleads."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from onrecord.model.mention import Mention
from onrecord.resolve.people import LAND, ORG_ENDINGS, PERSON_HEADS, clean, person_words
from onrecord.resolve.states import fold

# what only a land has: "Zambora's army", "the Zambora government"
OF_A_LAND = frozenset(
    """army government military troop president premier parliament minister ministry capital border territory economy
    cabinet navy constitution foreign delegation embassy ambassador prime defence defense interior people coast
    airspace""".split()
)
# what an apposition calls a body, and no person
BODIES = frozenset(
    "group movement militia party faction coalition alliance company carrier organisation organization".split()
)
COMPASS = re.compile(
    r"\b(?:(?:north|south|east|west|northeast|northwest|southeast|southwest)(?:ern)?|central|rebel-held|neighbouring|neighboring)\s*$",
    re.I,
)
AFTER_OF = re.compile(
    r"\b(?:president|king|queen|government|people|republic|kingdom|capital|north|south|east|west) of ([A-Z][\w-]+)$",
    re.I,
)


def kinds_of(found: Iterable[Mention], coined: Mapping[str, str]) -> dict[str, str]:
    """The likeliest kind of every name, by its folded form: person, place, organisation or name (undecided).

    `coined` has the lands behind adjectives that only this report knows: "tolvan" of "Tolva".
    """
    votes: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
    mentions = list(found)
    alone = {mention.name for mention in mentions if " " not in mention.name and not mention.definite}
    for mention in mentions:
        if mention.name and not mention.pronoun and (name := clean(mention.name)):
            _own_words(mention, name, votes[fold(name)])
            if " " in name and name.split()[-1] in alone and not mention.definite:
                # a surname goes on alone
                votes[fold(name)]["person"] += 1.5
        for name in _lands_beside(mention):
            votes[fold(coined.get(fold(name), name))]["place"] += 3.0
    return {key: _winner(counts) for key, counts in votes.items()}


def _own_words(mention: Mention, name: str, votes: defaultdict[str, float]) -> None:
    words = name.split()
    last = words[-1].lower()
    if last in ORG_ENDINGS or name.isupper() and len(name) > 1:
        votes["organisation"] += 4.0
    before = mention.text.partition(mention.name)[0]
    if any(person_words(words) for words in (mention.title, mention.role, before) if words):
        votes["person"] += 4.0
    elif COMPASS.search(before):
        votes["place"] += 2.0
    if mention.role and set(re.findall(r"[\w-]+", mention.role.lower())) & BODIES:
        # "Ahrar al-Bahr, the main rebel group"
        votes["organisation"] += 3.0
    if mention.definite and not mention.possessor and mention.text.lower().startswith("the "):
        votes["organisation"] += 1.5
    if len(words) == 1 and LAND.search(name):
        votes["place"] += 2.0
    if mention.is_place:
        votes["place"] += 1.0
    if mention.label == "PERSON":
        # a lone name is a person's only where more speaks for it
        votes["person"] = votes["person"] + 1.0 if len(words) > 1 else max(votes["person"], 0.5)
    elif mention.label in ("GPE", "LOC"):
        votes["place"] += 1.0 if len(words) == 1 else 0.7
    elif mention.label in ("ORG", "NORP"):
        votes["organisation"] += 0.8


def _lands_beside(mention: Mention) -> Iterable[str]:
    """Names that the words of another mention show to be lands."""
    possessor = clean(mention.possessor).split()[-1:] if mention.possessor[:1].isupper() else []
    head = mention.head
    if possessor and head in OF_A_LAND:
        yield possessor[0]
    if (found := AFTER_OF.search(mention.text)) is not None and not found.group(1).isupper():
        yield found.group(1)
    words = mention.text.split()
    if len(words) > 1 and words[0].lower() == "the":
        words = words[1:]
    if len(words) == 2 and head in OF_A_LAND and head not in PERSON_HEADS and words[0].istitle():
        yield words[0]


def _winner(votes: dict[str, float]) -> str:
    if not votes:
        return "name"
    best = max(sorted(votes), key=lambda kind: votes[kind])
    return best if votes[best] >= 0.7 else "name"
