"""Names typed by a person that nobody on record goes by, each with the nearest that somebody does: asked about, never put right."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from heapq import nlargest

from onrecord.export.words import one_line
from onrecord.model import Entry
from onrecord.record import Record

# names offered, and how alike to what was typed they are at least (1: the same letters)
MOST, ALIKE = 3, 0.7


@dataclass(frozen=True, slots=True)
class Unknown:
    """A name that nobody on record goes by, and those that come nearest to it, the nearest first."""

    typed: str
    nearest: tuple[str, ...]

    @property
    def says(self) -> str:
        """It in words, with those that may be meant."""
        offered = ", ".join(f"“{name}”" for name in self.nearest)
        asked = f" Did you mean {offered}?" if offered else ""
        return f"Nobody on record is called “{one_line(self.typed)}”, nor does the report name it.{asked}"


def unknown_names(record: Record, made: Entry, before: Entry | None = None) -> tuple[Unknown, ...]:
    """The names in a line that are known to nobody: no actor goes by them, and the text of the report does not have them.

    `before`: the line as it was; its names are known.
    """
    typed = _names(made)
    if before is not None:
        had = set(_names(before))
        typed = [name for name in typed if name not in had]
    text = record.report(made.report).report.reading_text if typed else ""
    left = [name for name in typed if not _stands_in(name, text)]
    if not left:
        return ()
    derived = record.derived
    near = list(derived.names(made.report))
    keys = (derived.rest("rest") or {}).get("keys", {})
    known = list(dict.fromkeys(one_line(name) for name in (*near, *derived.names_of_actors().values(), *keys)))
    borne = {name.casefold() for name in known}
    return tuple(Unknown(name, nearest(name, known)) for name in left if one_line(name).casefold() not in borne)


def nearest(typed: str, names: Iterable[str]) -> tuple[str, ...]:
    """The names that come nearest to what was typed, as a whole or by one of their words.

    >>> nearest("Jelich", ["Tomas Jelic", "Ostrana", "Pavel Renko"])
    ('Tomas Jelic',)
    """
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(typed.casefold())
    scored = ((_likeness(matcher, name.casefold()), name) for name in names)
    found = nlargest(MOST, ((score, name) for score, name in scored if score >= ALIKE), key=lambda one: one[0])
    return tuple(name for _, name in found)


def _likeness(matcher: SequenceMatcher[str], name: str) -> float:
    words = name.split()
    # one word of a name counts a little less than the whole of it
    return max(
        [_ratio(matcher, name), *(0.95 * _ratio(matcher, word) for word in words if len(words) > 1)], default=0.0
    )


def _ratio(matcher: SequenceMatcher[str], name: str) -> float:
    matcher.set_seq1(name)
    # of very many names most are ruled out by their letters
    if matcher.real_quick_ratio() < ALIKE or matcher.quick_ratio() < ALIKE:
        return 0.0
    return matcher.ratio()


def _names(line: Entry) -> list[str]:
    every = (*line.actors, *line.addressees, *line.attribution.speakers)
    return list(dict.fromkeys(actor.name for actor in every))


def _stands_in(name: str, text: str) -> bool:
    words = r"\s+".join(re.escape(word) for word in name.split())
    return bool(words) and re.search(rf"(?<!\w){words}(?!\w)", text, re.IGNORECASE) is not None
