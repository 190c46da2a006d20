"""Ways of telling: how many of the phrasings in tests/ways are read as what they are. A floor for each list."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

import onrecord
from onrecord.codebook import load_codebook

# what cues and parse read; the learned reader has tests of its own
read_text = partial(onrecord.read_text, reader="rules")

WAYS = Path(__file__).parent / "ways"
FRAME = "\n\nThe ceasefire talks between the rebels and the government are mediated by envoys in a neutral state."
BOOK = load_codebook()


def narrated() -> Iterator[tuple[str, str]]:
    """Acts and sentences: "The government threw out the plan on Tuesday."."""
    for act, ways in listed("narrated.txt"):
        for way in ways.split("; "):
            yield act, f"The government {way} on Tuesday."


def quoted() -> Iterator[tuple[str, str]]:
    """Acts and quotations: “That is a red line,” the rebel leader said."""
    for act, ways in listed("quoted.txt"):
        for way in ways.split("; "):
            yield act, f"“{way},” the rebel leader said."


def told() -> Iterator[tuple[str, str]]:
    """Acts, roles, states or "meeting", and whole sentences."""
    yield from listed("told.txt")


def listed(name: str) -> Iterator[tuple[str, str]]:
    """The lines of a list as (what, words)."""
    for line in (WAYS / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            what, _, words = line.partition(": ")
            yield what, words


def is_read(what: str, sentence: str) -> bool:
    """Whether an entry of this act's family, role, state or kind stands on the sentence."""
    family = BOOK.family(what) if what in BOOK.acts else None
    for entry in read_text(sentence + FRAME).entries:
        if entry.evidence[0].start >= len(sentence):
            continue
        if what in (entry.act, entry.role, entry.kind.value):
            return True
        if family is not None and entry.act is not None and entry.act in BOOK.acts and BOOK.family(entry.act) == family:
            return True
    return False


@pytest.mark.parametrize(("ways", "floor"), [(narrated, 0.87), (quoted, 0.77), (told, 0.8)])
def test_as_many_ways_are_read_as_before(ways: object, floor: float) -> None:
    cases = list(ways())  # type: ignore[operator]
    missed = [f"{what}: {sentence}" for what, sentence in cases if not is_read(what, sentence)]
    assert len(missed) <= (1 - floor) * len(cases), "\n".join(missed)
