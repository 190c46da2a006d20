"""Weights of signs that were learnt from annotated reports, and what they make of a case."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files


@cache
def weights(file: str, table: str, signs: tuple[str, ...]) -> tuple[float, ...]:
    """The weight of each sign, in their order, from a table of a file in data/."""
    known = tomllib.loads((files("onrecord") / "data" / file).read_text(encoding="utf-8"))[table]
    return tuple(float(known[sign]) for sign in signs)


def weigh(by: Sequence[float], signs: Sequence[float]) -> float:
    """How much speaks for a case."""
    return sum(weight * sign for weight, sign in zip(by, signs, strict=True))
