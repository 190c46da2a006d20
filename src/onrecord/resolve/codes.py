"""States by the codes that event data and lists of actors give them, from data/state_codes.tsv."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

from onrecord.resolve.states import state_named


@cache
def _codes() -> dict[str, str]:
    text = files("onrecord.data").joinpath("state_codes.tsv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter="\t")
    return {code: row["name"] for row in rows for code in (row["three"], row["two"]) if code}


def state_of_code(code: str) -> str | None:
    """The state of a code of three letters (ISO 3166, CAMEO) or of two (ISO 3166).

    >>> state_of_code("PAK"), state_of_code("tr"), state_of_code("EUR")
    ('Pakistan', 'Turkey', None)
    """
    return _codes().get(code.strip().upper())


def state_meant(words: str) -> str | None:
    """The state that a code or a name means.

    >>> state_meant("AFG"), state_meant("Türkiye"), state_meant("Central Asia")
    ('Afghanistan', 'Turkey', None)
    """
    return state_named(words) or state_of_code(words)
