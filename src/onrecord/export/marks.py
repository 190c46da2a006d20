"""The text of a report cut into pieces, so that marks may overlap: each piece knows every entry that rests on it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise, takewhile

from onrecord.model import Reading, Repair, Report

# read otherwise for the machine's sake only: a person sees no difference
UNSEEN = frozenset({"newline", "space", "invisible"})


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the source text under the same marks, with its repair when it is one.

    `entries` are numbers from 1, the shortest mark first; `begins` those of them whose evidence begins here.
    """

    start: int
    end: int
    entries: tuple[int, ...] = ()
    begins: tuple[int, ...] = ()
    repair: Repair | None = None


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    number: int


def stretches(report: Report) -> Iterator[tuple[int, int, str]]:
    """Every stretch of the source text in order, as (start, end, kind of block); what no block holds is body."""
    at = 0
    for block in report.blocks:
        if report.text[at : block.start].strip():
            yield at, block.start, "body"
        yield block.start, block.end, block.kind.value
        at = block.end
    if report.text[at:].strip():
        yield at, len(report.text), "body"


class Marks:
    """Cuts one reading's text; asked for stretches in order, it says of each mark once where it begins."""

    def __init__(self, reading: Reading) -> None:
        self._report = reading.report
        self._coming = sorted(
            (_Mark(e.start, e.end, number) for number, entry in enumerate(reading.entries, 1) for e in entry.evidence),
            key=lambda mark: (mark.start, -mark.end, mark.number),
            reverse=True,
        )
        self._open: list[_Mark] = []
        self._begun: set[_Mark] = set()

    def pieces(self, start: int, end: int) -> Iterator[Piece]:
        """The pieces of a stretch. Each begins where the one before ended, and together they are the stretch."""
        over = [mark for mark in self._open if mark.end > start]
        while self._coming and self._coming[-1].start < end:
            mark = self._coming.pop()
            if mark.end > start:
                over.append(mark)
        self._open = over
        repairs = repairs_in(self._report, start, end)
        waiting = sorted(over, key=lambda mark: mark.start, reverse=True)
        live: list[_Mark] = []
        for left, right in pairwise(_cuts(start, end, over, repairs)):
            while waiting and waiting[-1].start < right:
                live.append(waiting.pop())
            live = [mark for mark in live if mark.end > left]
            ordered = sorted(live, key=lambda mark: (mark.end - mark.start, mark.number))
            begins = [mark for mark in ordered if mark not in self._begun]
            self._begun.update(begins)
            yield Piece(
                left,
                right,
                tuple(dict.fromkeys(mark.number for mark in ordered)),
                tuple(sorted({mark.number for mark in begins})),
                next((r for r in repairs if r.start == left), None),
            )


def repairs_in(report: Report, start: int, end: int) -> list[Repair]:
    """The repairs that a stretch holds whole, in order."""
    first = bisect_left(report.repairs, start, key=lambda repair: repair.start)
    return [r for r in takewhile(lambda r: r.start < end, islice(report.repairs, first, None)) if r.end <= end]


def _cuts(start: int, end: int, marks: Sequence[_Mark], repairs: Sequence[Repair]) -> list[int]:
    cuts = {start, end} | {max(mark.start, start) for mark in marks} | {min(mark.end, end) for mark in marks}
    # a repair is one piece: what begins or ends inside it takes all of it
    inside = {at for repair in repairs for at in range(repair.start + 1, repair.end)}
    return sorted((cuts - inside) | {at for repair in repairs for at in (repair.start, repair.end)})
