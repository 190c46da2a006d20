"""What was named so far, in order: the likeliest earlier mention behind a pronoun."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field

from onrecord.model.mention import Mention
from onrecord.resolve.learnt import weigh, weights
from onrecord.resolve.people import Person

# what speaks for an earlier mention; data/pronouns.toml has what each is worth for each kind of pronoun
SIGNS = (
    "same sentence", "one sentence before", "sentences between", "distance", "same paragraph", "subject", "both subjects",
    "speaks", "speaks and subject", "a pronoun", "spoken of", "same gender", "plural", "named often", "named first",
    "undecided name", "person", "role", "state", "organisation", "group", "place", "the two sides", "last named",
)  # fmt: skip
KINDS = {"person": "person", "role": "role", "state": "state", "organisation": "organisation", "group": "group",
         "place": "place", "both": "the two sides", "name": "undecided name"}  # fmt: skip


@dataclass(slots=True)
class Track:
    """Mentions with those they mean, in the order of the text, and where speakers stand."""

    speaking: set[tuple[int, int]]
    seen: list[tuple[Mention, Person]] = field(default_factory=list)

    def recent(
        self, mention: Mention, fits: Callable[[Person], bool], *, word: str, near: int = 4, gender: str = ""
    ) -> Person | None:
        """The likeliest earlier mention for a pronoun like `word` ("he", "it", "they")."""
        known = weights("pronouns.toml", word, SIGNS)
        best: tuple[float, Person] | None = None
        for person, signs in self.candidates(mention, fits, near=near, gender=gender):
            score = weigh(known, signs)
            if best is None or score > best[0] + 1e-9:
                best = (score, person)
        return best[1] if best is not None else None

    def candidates(
        self, mention: Mention, fits: Callable[[Person], bool], *, near: int, gender: str = ""
    ) -> list[tuple[Person, tuple[float, ...]]]:
        """Earlier mentions that a pronoun may mean, the nearest first, with what speaks for each."""
        found: list[tuple[Person, tuple[float, ...]]] = []
        for other, person in reversed(self.seen):
            gap = mention.sentence - other.sentence
            if gap > near or mention.start - other.start > 1500:
                break
            if other.start >= mention.start or not fits(person) or other.is_place:
                continue
            if (
                gap == 0
                and other.is_subject
                and not mention.is_subject
                and mention.pronoun in ("it", "him", "her", "them")
            ):
                # the object of a clause is not its subject: "Norway accused it"
                continue
            found.append((person, self._signs(mention, other, person, gender, last=not found)))
        return found

    def _signs(self, mention: Mention, other: Mention, person: Person, gender: str, *, last: bool) -> tuple[float, ...]:
        gap = mention.sentence - other.sentence
        speaks = (other.start, other.end) in self.speaking
        told = {
            "same sentence": gap == 0,
            "one sentence before": gap == 1,
            "sentences between": gap,
            "distance": (mention.start - other.start) / 400,
            "same paragraph": mention.paragraph == other.paragraph,
            "subject": other.is_subject,
            "both subjects": gap == 0 and mention.is_subject and other.is_subject,
            "speaks": speaks,
            "speaks and subject": speaks and other.is_subject,
            "a pronoun": bool(other.pronoun),
            "spoken of": other.speaker is not None and mention.speaker is None,
            "same gender": bool(gender) and person.gender == gender,
            "plural": person.plural,
            "named often": math.log1p(person.count),
            "named first": person.first < 300,
            "last named": last,
            KINDS.get(person.kind, "undecided name"): True,
        }
        return tuple(float(told.get(sign, 0)) for sign in SIGNS)
