"""What a person decided: appended, never changed; the last word on a thing counts."""

from __future__ import annotations

from dataclasses import dataclass


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
