"""What the code of an event means in PLOVER and in our own acts, by the codes that the codebook gives each act."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from functools import cache
from importlib.resources import files
from typing import Any

from onrecord.codebook import load_codebook

# what we keep as a meeting and no act
MEETING = "meeting"


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files("onrecord.sources.foreign").joinpath("plover.toml").read_text(encoding="utf-8"))


@cache
def _acts() -> dict[str, tuple[str, ...]]:
    """The acts of each CAMEO code in the codebook."""
    found: dict[str, list[str]] = defaultdict(list)
    for name, act in load_codebook().acts.items():
        if (code := dict(act.codes).get("cameo")) is not None:
            found[code].append(name)
    return {code: tuple(sorted(names)) for code, names in found.items()}


def root_of_act(act: str) -> str | None:
    """The root of PLOVER that an act of the codebook, or a meeting, belongs to."""
    if act == MEETING:
        return "CONSULT"
    known = load_codebook().acts.get(act)
    return dict(known.codes).get("plover") if known is not None else None


def quad_of(root: str | None) -> str | None:
    """The quarter of all events in which a root of PLOVER lies: "verbal conflict"."""
    return next((quad for quad, roots in _table()["quad"].items() if root in roots), None)


@cache
def _codes() -> frozenset[str]:
    """All codes of CAMEO."""
    lines = files("onrecord.sources.foreign").joinpath("cameo.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(code for line in lines if not line.startswith("#") for code in line.split())


def cameo_code(given: str) -> str | None:
    """A CAMEO code with the nought that tables lose at its beginning; None where CAMEO has no such code.

    >>> cameo_code("43"), cameo_code("0811"), cameo_code("811"), cameo_code("193"), cameo_code("999"), cameo_code("4x")
    ('043', '0811', '0811', '193', None, None)
    """
    code = given.strip()
    return next((one for one in (code, f"0{code}") if one in _codes()), None)


def of_cameo(code: str) -> tuple[str, tuple[str, ...]]:
    """The root of PLOVER and the acts of a CAMEO code; the nearest code above it where the codebook has not that one.

    >>> of_cameo("1124"), of_cameo("046"), of_cameo("193"), of_cameo("161")
    (('ACCUSE', ('accuse',)), ('CONSULT', ('meeting',)), ('ASSAULT', ('attack', 'clash')), ('SANCTION', ()))
    """
    root = str(_table()["root"][code[:2]])
    if code[:2] in _table()["meeting"]["cameo"]:
        return root, (MEETING,)
    for near in (code, code[:3]):
        if near in _acts():
            roots = {root_of_act(act) for act in _acts()[near]}
            return (roots.pop() or root) if len(roots) == 1 else root, _acts()[near]
    # "not specified below": the code of the root itself
    return root, tuple(act for act in _acts().get(code[:2] + "0", ()) if root_of_act(act) == root)


def of_plover(event_type: str) -> tuple[str | None, tuple[str, ...]]:
    """The root of PLOVER as the codebook calls it; a consultation is a meeting. None where it is no root.

    >>> of_plover("Retreat"), of_plover("CONSULT"), of_plover("DANCE")
    (('YIELD', ()), ('CONSULT', ('meeting',)), (None, ()))
    """
    words = event_type.strip().upper()
    root = str(_table()["same"].get(words, words))
    if quad_of(root) is None:
        return None, ()
    return root, (MEETING,) if root in _table()["meeting"]["plover"] else ()
