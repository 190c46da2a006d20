"""Records that are made for measuring: simulated reports (`tests/simulate.py`), several of which make one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from tests.simulate import simulate

from onrecord.model import Block, BlockKind, Entry, Known, Original, Reading, Report, SourceText
from onrecord.model.story import Line


def together(count: int, several: int) -> Iterator[tuple[str, list[Line]]]:
    """The lines of so many reports, each of several simulated ones on the same process about the same time, with an id."""
    made = simulate(7, reports=count * several)
    by_process: dict[str, list[Line]] = defaultdict(list)
    for line in made.lines:
        by_process[made.truth.process_of[line.entry.id]].append(line)
    number = 0
    for lines in by_process.values():
        lines.sort(key=lambda at: (at.told or "", at.entry.report))
        for n in range(0, len(lines), 2 * several):
            number += 1
            yield f"r-{number:06d}", lines[n : n + 2 * several]


def reading(key: str, lines: Sequence[Line], text: str, entries: Iterable[Entry], *, title: str = "") -> Reading:
    """A report of this text, with the day and the outlet of the first line."""
    origin = lines[0].origin
    report = Report(
        id=key,
        original=Original(f"sha-{key}", len(text), f"{key}.txt"),
        source=SourceText(f"t-{key}", text, "utf-8/1"),
        blocks=(Block(0, len(text), BlockKind.BODY),),
        title=Known(title, "flag") if title else None,
        outlet=Known(origin.outlet, "flag") if origin.outlet else None,
        published=Known(origin.published, "flag") if origin.published else None,
    )
    return Reading(report, tuple(entries), (), (), "simulated")
