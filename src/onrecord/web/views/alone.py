"""What a file of undertakings, demands or warnings has beside its ids, so that it can be read alone: the words and their source."""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.export.words import one_line
from onrecord.model.story import Line, Thread
from onrecord.web.query import address
from onrecord.web.views import shown
from onrecord.web.views.listing import View
from onrecord.web.views.told import Told

ALONE = ("quotation", "outlet", "published", "title", "page")


def words_of(told: Told, threads: Sequence[Thread]) -> list[View]:
    """For each thread the words of the line that carries it, with their report and the address of the thread's page."""
    lines = {line.entry.id: line for line in told.fetch(step.entry for thread in threads for step in thread.steps)}
    found = [_carrying(thread, lines) for thread in threads]
    unnamed = {line.origin.report for line in found if line is not None and not line.origin.title}
    names = {stored.report.id: shown.report_name(stored) for stored in told.record.reports(sorted(unnamed))}
    return [_view(told, thread, line, names) for thread, line in zip(threads, found, strict=True)]


def _carrying(thread: Thread, lines: dict[str, Line]) -> Line | None:
    """The line whose words say what was promised, demanded or threatened, or else the first; of those that count."""
    there = [step.entry for step in (thread.carried_by, *thread.steps) if step.entry in lines]
    return lines[there[0]] if there else None


def _view(told: Told, thread: Thread, line: Line | None, names: dict[str, str]) -> View:
    page = address("thread", thread.id, as_of=told.as_of)
    if line is None:
        return dict.fromkeys(ALONE, None) | {"page": page}
    origin = line.origin
    return {
        "quotation": " … ".join(e.text for e in line.entry.evidence),
        "outlet": origin.outlet,
        "published": line.told,
        "title": one_line(origin.title or names.get(origin.report, origin.report)),
        "page": page,
    }
