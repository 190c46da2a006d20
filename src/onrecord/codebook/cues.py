"""How a cue is written down: "call on >on", "impose obj=@sanction >on", "promise +inf".

A cue is one line: the lemma, then words that must stand with it (particles, prepositions), then options:

    >obj >dative >to,against    where the addressee stands: object, dative, or behind one of these prepositions
    +inf,clause,obj,...         at least one of these must follow: "to do", "that ...", an object, "-ing", a preposition
    +not                        told only with a negation, which belongs to the cue: "budge +not", "have obj=intention +not"
    -obj -clause                this must not follow
    obj=@plan,text              the object's head is in the word set, or is one of the words; obj!= for none of them
    as=@false                   likewise for the object of that preposition
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

WordSets = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Cue:
    """Words by which reporters tell an act, and where its slots stand beside them."""

    act: str
    pos: str
    lemma: str
    text: str
    parts: tuple[str, ...] = ()
    addressee: tuple[str, ...] = ()
    needs: frozenset[str] = frozenset()
    forbids: frozenset[str] = frozenset()
    heads: tuple[tuple[str, frozenset[str], bool], ...] = ()
    negative: bool = False
    rank: int = field(default=0, compare=False)


# needs that look at what the complement means, and so tell more than that there is one
TELLING = frozenset({"avenge", "leaving", "comment", "willing", "sum", "seated", "yes"})


def parse_cue(act: str, pos: str, text: str, sets: WordSets) -> Cue:
    """The cue behind one line; a ValueError names what is wrong with it.

    >>> cue = parse_cue("request", "verb", "call on >on", {})
    >>> cue.lemma, cue.parts, cue.addressee
    ('call', ('on',), ('on',))
    """
    lemma, *rest = text.split()
    parts: list[str] = []
    addressee: tuple[str, ...] = ()
    needs: frozenset[str] = frozenset()
    forbids: frozenset[str] = frozenset()
    heads: list[tuple[str, frozenset[str], bool]] = []
    for word in rest:
        if word.startswith(">"):
            addressee = tuple(word[1:].split(","))
        elif word.startswith("+"):
            needs |= frozenset(word[1:].split(","))
        elif word.startswith("-"):
            forbids = frozenset(word[1:].split(","))
        elif "=" in word:
            slot, _, values = word.partition("=")
            heads.append((slot.rstrip("!"), _words(values, sets, text), not slot.endswith("!")))
        else:
            parts.append(word)
    negative = "not" in needs
    needs -= {"not"}
    rank = 2 * bool(needs & TELLING) + 2 * len(parts) + 2 * len(heads) + len(needs or forbids and {1}) + 2 * negative
    return Cue(act, pos, lemma, text, tuple(parts), addressee, needs, forbids, tuple(heads), negative, min(rank, 9))


def _words(values: str, sets: WordSets, text: str) -> frozenset[str]:
    found: set[str] = set()
    for value in values.split(","):
        if not value.startswith("@"):
            found.add(value)
        elif value[1:] in sets:
            found |= sets[value[1:]]
        else:
            raise ValueError(f"{text!r}: no word set {value}")
    return frozenset(found)
