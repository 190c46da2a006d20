"""What was named so far, in order: the likeliest earlier mention behind a pronoun."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from onrecord.model.mention import Mention
from onrecord.resolve.people import Person


@dataclass(slots=True)
class Track:
    """Mentions with those they mean, in the order of the text, and where speakers stand."""

    speaking: set[tuple[int, int]]
    seen: list[tuple[Mention, Person]] = field(default_factory=list)

    def recent(
        self,
        mention: Mention,
        fits: Callable[[Person], bool],
        *,
        near: int = 4,
        prefer_plural: bool = False,
        gender: str = "",
    ) -> Person | None:
        """The likeliest earlier mention: near, a subject, a speaker."""
        best: tuple[float, Person] | None = None
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
            score = -1.0 * gap + 1.2 * other.is_subject + 0.8 * ((other.start, other.end) in self.speaking)
            if gap == 0 and mention.is_subject and other.is_subject:
                score += 0.3
            if prefer_plural and person.plural:
                score += 1.0
            if gender and person.gender == gender:
                score += 0.4
            if person.kind == "name":
                score -= 0.5
            if other.speaker is not None and mention.speaker is None:
                # whom somebody spoke of stands further back than who spoke
                score -= 0.8
            score -= (mention.start - other.start) / 4000
            if best is None or score > best[0] + 1e-9:
                best = (score, person)
        return best[1] if best is not None else None
