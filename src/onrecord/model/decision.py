"""What a person decided: appended, never changed; the last word on a thing counts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from onrecord.model.entry import Entry


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision. `kind` is actors or process.

    Of actors `action` is same, different or unsure, and `one` and `other` are the keys of two names. Of a process it is
    merge (`one` goes into `other`), rename (`other` is the name) or assign (the report `one` belongs to the process
    `other`, or to none where that is ""). `undone` takes back what was decided before of the same two.
    """

    kind: str
    action: str
    one: str
    other: str
    who: str = ""
    note: str = ""
    decided_at: str = ""
    number: int = 0


class Action(StrEnum):
    """What a person does with a line: it is right, is put right, is wrong, is left open, was missing, or as if never decided."""

    ACCEPT = "accept"
    AMEND = "amend"
    REJECT = "reject"
    UNSURE = "unsure"
    ADD = "add"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Verdict:
    """One decision on a line. `line`: the line as it was decided; its evidence is the anchor by which a newer reading is matched."""

    action: Action
    line: Entry
    who: str = ""
    note: str = ""
    decided_at: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class Note:
    """What a person wrote on a line. `in_brief`: it goes into the briefing."""

    entry: str
    text: str
    in_brief: bool = False
    who: str = ""
    noted_at: str = ""
    number: int = 0


class Settled(StrEnum):
    """How a line stands after all verdicts on it."""

    ACCEPTED = "accepted"
    AMENDED = "amended"
    ADDED = "added"
    REJECTED = "rejected"
    UNSURE = "unsure"
    DISPUTED = "disputed"
