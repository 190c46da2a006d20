"""Lines made by hand that leave, and formats read back, for the tests of what leaves."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from typing import Any

from onrecord.export.formats import FORMATS
from onrecord.export.leaving import Leaving
from onrecord.model import (
    About,
    Actor,
    Entry,
    Evidence,
    Kind,
    MadeBy,
    Span,
    When,
)  # fmt: skip
from onrecord.model.story import (
    Line,
    Mark,
    Meeting,
    Origin,
    Party,
    Process,
    Story,
    Thread,
)  # fmt: skip
from onrecord.model.when import Precision, TimeBasis

PLAIN = ("cameo", "icews", "polecat")
EVENTS = ("plover", *PLAIN)
TABLES = ("commitments", "ceasefires", "agreements", "meetings")

A, B, C = (Actor(name, f"the {name}", None, "organisation") for name in ("Velmark", "Ostrana", "Norland"))
PARTIES = {f"a-{a.name}": Party(f"a-{a.name}", a.name, "organisation", (a.name,)) for a in (A, B, C)}
IDS = {a.name: f"a-{a.name}" for a in (A, B, C)}
PROCESS = Process("p-1", "River talks", ("a-Velmark", "a-Ostrana"), (("a-Norland", "mediator"),), ("r-1",))


def line(
    ident: str = "e-1", *, words: str = "signed a protocol", told: str | None = "2026-03-20", **slots: Any
) -> Line:
    made: dict[str, Any] = {
        "id": ident,
        "report": "r-1",
        "kind": Kind.STATEMENT,
        "act": "commit",
        "actors": (A,),
        "addressees": (B,),
        "evidence": (Evidence.of(words, Span(0, len(words))),),
        "made_by": MadeBy("rules/1", "verb cue", "promise >obj"),
    }
    entry = Entry(**made | slots)
    return Line(entry, Origin("r-1", told, "Meridian Wire"))


def on(day: str, last: str | None = None, text: str = "on Tuesday") -> When:
    return When(text, day, last or day, Precision.DAY if last is None else Precision.MONTH, TimeBasis.STATED)


def held(
    *lines: Line,
    threads: Sequence[Thread] = (),
    meetings: Sequence[Meeting] = (),
    names: Mapping[str, str] = IDS,
    url: str | None = None,
) -> Leaving:
    marks = tuple(Mark(li.entry.id, "r-1", "p-1", li.told, 0, li.entry.kind, li.entry.act, "author") for li in lines)
    story = Story(
        dict(PARTIES), {"p-1": PROCESS}, threads=lambda _: {t.id: t for t in threads},
        meetings=lambda _: {m.id: m for m in meetings}, marks=lambda _: marks, named=lambda _: names, merged={}, keys={},
        pairs=(),
    )  # fmt: skip
    return Leaving("talks", story, {"r-1": About("r-1", "t-1", "00", url=url)}, lambda: iter(lines), lambda _: {})


def rows(name: str, out: Leaving) -> list[dict[str, Any]]:
    """A format read back by another program than that which wrote it."""
    text = "".join(str(piece) for piece in FORMATS[name].write(out))
    if name == "plover":
        return [json.loads(one) for one in text.splitlines()]
    if name in PLAIN:
        header, *cells = [one.split("\t") for one in text.removesuffix("\n").split("\n")]
        assert all(len(one) == len(header) for one in cells)
        return [dict(zip(header, one, strict=True)) for one in cells]
    return list(csv.DictReader(text.splitlines()))


def entry_of(name: str, row: Mapping[str, Any]) -> str:
    """The line that a row comes from, where the row says it."""
    if name == "cameo":
        return str(row["SOURCEURL"]).partition("#")[2]
    return str(row["id" if name == "plover" else "Event ID"]).partition(".")[0]
