"""A record as a graph for GraphML and GEXF: actors as nodes, and what each line has one do towards another as an edge.

An edge is a line from one who acts to one whom it is done or said to; a meeting is an edge for each two who met. What is
said to nobody named leads to a node of that name, for otherwise most of what is said would be left out. Parts in meetings
and states of a process lead from nobody to nobody and are no edges.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from xml.sax.saxutils import escape

from onrecord.export.leaving import Leaving
from onrecord.export.shared import NOBODY, counts_as_act, day_of, ids_of, is_plain, quoted, told_as
from onrecord.export.words import speakers_of
from onrecord.model import Kind
from onrecord.model.story import Line

Value = str | bool | float | None
NODE = {"label": "string", "kind": "string", "part_of": "string", "roles": "string"}
EDGE = {
    "label": "string", "line": "string", "kind": "string", "act": "string", "form": "string", "plain": "boolean",
    "negated": "boolean", "future": "boolean", "conditional": "boolean", "historical": "boolean",
    "condition": "string", "tier": "string", "status": "string", "says": "string", "style": "string",
    "words": "string", "report": "string", "outlet": "string", "told": "string", "earliest": "string",
    "latest": "string", "reviewed": "boolean", "confidence": "double",
}  # fmt: skip
UNNAMED = "nobody"
# what XML 1.0 cannot hold, escaped or not
NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
MARKUP = {'"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}


@dataclass(frozen=True, slots=True)
class Edge:
    """What a line has one do towards another."""

    id: str
    source: str
    target: str
    values: dict[str, Value]


def nodes(leaving: Leaving) -> Iterator[tuple[str, dict[str, Value]]]:
    """Everybody in an edge, by id, as the lines name them."""
    roles = _roles(leaving)
    found = dict.fromkeys(end for line in leaving.lines() for pair in _ends(leaving, line) for end in pair)
    for ident in found:
        if ident == UNNAMED:
            yield ident, {"label": NOBODY, "kind": UNNAMED}
            continue
        party = leaving.story.actors[ident]
        own = "; ".join(sorted(roles.get(ident, ())))
        yield ident, {"label": party.name, "kind": party.kind, "part_of": party.part_of, "roles": own or None}


def edges(leaving: Leaving) -> Iterator[Edge]:
    """All edges, in the order of the lines."""
    for line in leaving.lines():
        pairs = _ends(leaving, line)
        if not pairs:
            continue
        values = _values(line)
        for n, (source, target) in enumerate(pairs):
            yield Edge(f"{line.entry.id}.{n}", source, target, values)


def xml(text: str) -> str:
    """Text as it may stand in XML 1.0, also between quotation marks; what XML cannot hold is replaced."""
    if text.isalnum():
        return text
    return escape(NO_XML.sub("\ufffd", text), MARKUP)


def _ends(leaving: Leaving, line: Line) -> list[tuple[str, str]]:
    entry = line.entry
    if not counts_as_act(entry):
        return []
    who, towards = ids_of(leaving, line, entry.actors), ids_of(leaving, line, entry.addressees)
    if entry.kind is Kind.MEETING and len(who) > 1:
        return list(combinations(who, 2))
    return [(one, other) for one in who or [UNNAMED] for other in towards or [UNNAMED]]


def _roles(leaving: Leaving) -> dict[str, set[str]]:
    """The parts that actors have in the processes that leave."""
    found: dict[str, set[str]] = {}
    processes = [leaving.process] if leaving.process is not None else leaving.story.processes.values()
    for process in processes:
        for actor, role in (*((a, "party") for a in process.parties), *process.third):
            found.setdefault(actor, set()).add(role)
    return found


def _values(line: Line) -> dict[str, Value]:
    entry = line.entry
    return {
        "label": told_as(entry),
        "line": entry.id,
        "kind": entry.kind.value,
        "act": entry.act,
        "form": entry.form.value if entry.form else None,
        "plain": is_plain(entry),
        "negated": entry.negated,
        "future": entry.future,
        "conditional": entry.conditional,
        "historical": entry.historical,
        "condition": entry.condition,
        "tier": entry.tier.value,
        "status": entry.status.value if entry.status else None,
        "says": speakers_of(entry),
        "style": entry.attribution.style.value,
        "words": quoted(entry),
        "report": entry.report,
        "outlet": line.origin.outlet,
        "told": line.told,
        "earliest": day_of(entry.time.earliest),
        "latest": day_of(entry.time.latest),
        "reviewed": line.reviewed,
        "confidence": entry.confidence,
    }
