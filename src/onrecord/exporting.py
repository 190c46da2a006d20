"""What of a record leaves, put together for the formats: its lines, reports and texts, and what follows from them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from onrecord.export.leaving import Leaving
from onrecord.model.story import Line, Process, Story
from onrecord.record import Record

# so many reports are looked at a time
AT_ONCE = 200


def leaving(
    record: Record,
    story: Story,
    *,
    process: Process | None = None,
    as_of: str | None = None,
    reviewed: bool = False,
    min_confidence: float = 0.0,
    with_texts: bool = True,
) -> Leaving:
    """What leaves a record of which this story follows.

    `process`: only the lines that belong to it; `as_of`: only reports published up to this day; `reviewed`: only lines
    behind which a person stands; `min_confidence`: none of which reading is less sure, unless a person stands behind it.
    """
    serving = None if process is None else set(process.reports)
    reports = {one.id: one for one in record.abouts(until=as_of) if serving is None or one.id in serving}

    def wanted(line: Line, own: frozenset[str] | None) -> bool:
        if own is not None and line.entry.id not in own:
            return False
        return line.reviewed or not reviewed and line.entry.confidence >= min_confidence

    def lines() -> Iterator[Line]:
        own = frozenset(m.entry for m in story.marks_in(process.id)) if process is not None else None
        for some in _batches(list(reports)):
            yield from (line for line in record.lines(reports=some) if wanted(line, own))

    def texts(ids: Sequence[str]) -> Mapping[str, str]:
        return record.texts([one for one in ids if one in reports]) if with_texts else {}

    reprints = {one: first for one, first in record.derived.families(reports).items() if first != one}
    return Leaving(
        record.location.stem,
        story,
        reports,
        lines,
        texts,
        process,
        as_of,
        with_texts,
        record.shelved.processes_in,
        reprints,
    )


def _batches(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for n in range(0, len(ids), AT_ONCE):
        yield ids[n : n + AT_ONCE]
