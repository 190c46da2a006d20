"""Actors as a list from elsewhere has them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Listed:
    """One actor of a list. `line`: where it stands; `names`: all its names, the chief one first; `part_of`: names of whom it belongs to.

    `country`: as given, a name or a code.
    """

    line: int
    names: tuple[str, ...]
    kind: str | None = None
    country: str = ""
    part_of: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """How it is called first."""
        return self.names[0]
