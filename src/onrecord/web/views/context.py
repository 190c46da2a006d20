"""The sentence before a place in a report and the one after it: read with a line, and no part of what it rests on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from onrecord.export.marks import Marks, stretches
from onrecord.export.words import one_line
from onrecord.model import Reading, Report, Span
from onrecord.web.query import address
from onrecord.web.views.listing import View

# where the running text stands
RUNNING = frozenset({"body", "heading"})
# a mark that ends a sentence, what closes behind it, and how the next one begins
END = re.compile(r"[.!?…][\"'”’)\]»]*\s+(?=[\"'“‘(\[«]*[^\W_a-z])")
# behind these a full stop ends nothing
SHORT = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Gen|Lt|Col|Maj|Capt|Sgt|Brig|Adm|Sen|Rep|Gov|St|No|vs|approx)|\b[A-Z](?:\.[A-Z])*)\.\s*$"
)
# a sentence of which more than this is left out
LONGEST = 420


def contexts(report: Report, spans: Sequence[Span]) -> list[View]:
    """For each of some sentences what stands before and after it, and the address of the whole report at this place.

    What is one of the sentences itself, or was shown with the one before, is not shown again.
    """
    running = list(sentences_of(report))
    seen = {at for span in spans for at, one in enumerate(running) if _meet(one, span)}
    found = []
    for span in spans:
        before = max((at for at, one in enumerate(running) if one.end <= span.start), default=None)
        after = min((at for at, one in enumerate(running) if one.start >= span.end), default=None)
        own = [at if at not in seen else None for at in (before, after)]
        seen.update(at for at in own if at is not None)
        first, last = (_read(report, running[at]) if at is not None else None for at in own)
        place = address("report", report.id, **{"from": str(span.start), "to": str(span.end)})
        found.append({"before": _cut(first, first=True), "after": _cut(last, first=False), "href": f"{place}#hit"})
    return found


def sentences_of(report: Report) -> Iterable[Span]:
    """The sentences of the running text, as far as punctuation tells."""
    for start, end, kind in stretches(report):
        if kind not in RUNNING:
            continue
        for left, right in _parted(report.text, start, end):
            stripped = report.text[left:right].strip()
            if stripped:
                at = report.text.index(stripped, left)
                yield Span(at, at + len(stripped))


def _parted(text: str, start: int, end: int) -> Iterable[tuple[int, int]]:
    # lines that are parted by an empty one are paragraphs, whatever ends them
    cuts = {found.end() for found in re.compile(r"\n\s*\n").finditer(text, start, end)}
    cuts |= {
        found.end()
        for found in END.finditer(text, start, end)
        if not SHORT.search(text, max(start, found.start() - 12), found.start() + 1)
    }
    edges = [start, *sorted(cuts), end]
    return pairwise(edges)


def _meet(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _read(report: Report, span: Span) -> str:
    """A stretch as it is repaired for reading."""
    pieces = Marks(Reading(report, (), (), (), "")).pieces(span.start, span.end)
    reads = (report.text[p.start : p.end] if p.repair is None else p.repair.reads_as for p in pieces)
    return one_line("".join(reads))


def _cut(words: str | None, *, first: bool) -> str | None:
    """A sentence, of a very long one the part that is next to the line."""
    if words is None or len(words) <= LONGEST:
        return words
    return "… " + words[-LONGEST:].split(None, 1)[-1] if first else words[:LONGEST].rsplit(None, 1)[0] + " …"
