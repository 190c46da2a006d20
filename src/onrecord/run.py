"""A run over many reports: found, opened, left where they are on record already, read in batches; none stops the others."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from typing import BinaryIO

from onrecord.errors import ReportFailed, ReportSkipped
from onrecord.extract import load_model
from onrecord.model import Arrival, Failure, Reading, Report
from onrecord.pipeline import DEFAULT, read_reports
from onrecord.reports import arrived_report, document_text
from onrecord.sources import How, arrivals, find

BATCH = 16


@dataclass(frozen=True, slots=True)
class Unchanged:
    """A report that the record holds already, read by this reader."""

    name: str


@dataclass(frozen=True, slots=True)
class Given:
    """What the caller knows of the reports; it wins over what they say of themselves.

    `columns` says which column of a table holds what, where it is not to be guessed: {"text": "body"}.
    """

    published: str | None = None
    outlet: str | None = None
    title: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)


Already = Callable[[str, str], bool]
Tell = Callable[[str, str], None]
Outcome = Reading | Failure | Unchanged


def read_many(
    arguments: Sequence[str],
    *,
    given: Given = Given(),
    workers: int = 1,
    already: Already | None = None,
    stdin: BinaryIO | None = None,
    reader: str = DEFAULT,
    tell: Tell | None = None,
) -> Iterator[Outcome]:
    """Read files, folders, patterns and "-", in order; what fails is named and the rest go on.

    `already(sha256, name)` tells what needs no reading; `tell(name, words)` hears what was guessed of a file, such as its
    columns. The entries do not depend on `workers`.
    """
    arrived = _arrived(arguments, given, already, stdin, tell)
    if workers <= 1:
        yield from _read_here(arrived, given, reader)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        pending: deque[Future[list[Outcome]] | list[Failure | Unchanged]] = deque()
        batch: list[Arrival] = []
        for item in arrived:
            if not isinstance(item, Arrival):
                if batch:
                    pending.append(pool.submit(_read_batch, batch, given, reader))
                    batch = []
                pending.append([item])
            else:
                batch.append(item)
                if len(batch) == BATCH:
                    pending.append(pool.submit(_read_batch, batch, given, reader))
                    batch = []
            while len(pending) > 3 * workers:
                yield from _done(pending.popleft())
        if batch:
            pending.append(pool.submit(_read_batch, batch, given, reader))
        while pending:
            yield from _done(pending.popleft())


def look_many(
    arguments: Sequence[str],
    *,
    given: Given = Given(),
    already: Already | None = None,
    stdin: BinaryIO | None = None,
    tell: Tell | None = None,
) -> Iterator[Report | Failure | Unchanged]:
    """What `read_many` would read, decoded and laid out, but not read."""
    for item in _arrived(arguments, given, already, stdin, tell):
        yield _made(item, given) if isinstance(item, Arrival) else item


def _arrived(
    arguments: Sequence[str], given: Given, already: Already | None, stdin: BinaryIO | None, tell: Tell | None
) -> Iterator[Arrival | Failure | Unchanged]:
    how = How(columns=given.columns, text_of=document_text)
    how = replace(how, tell=tell) if tell is not None else how
    for found in find(arguments, stdin=stdin):
        for item in [found] if isinstance(found, Failure) else arrivals(found, how):
            if isinstance(item, Arrival) and already is not None and already(item.sha256, item.name):
                yield Unchanged(item.name)
            else:
                yield item


def _done(item: Future[list[Outcome]] | list[Failure | Unchanged]) -> Iterable[Outcome]:
    return item.result() if isinstance(item, Future) else item


def _read_here(arrived: Iterable[Arrival | Failure | Unchanged], given: Given, reader: str) -> Iterator[Outcome]:
    batch: list[Arrival] = []
    # the first report is read alone, so that something shows at once
    size = 1
    for item in arrived:
        if isinstance(item, Arrival):
            batch.append(item)
            if len(batch) < size:
                continue
        yield from _read_batch(batch, given, reader)
        batch, size = [], BATCH
        if not isinstance(item, Arrival):
            yield item
    yield from _read_batch(batch, given, reader)


def _read_batch(batch: list[Arrival], given: Given, reader: str) -> list[Outcome]:
    """Read some reports; one that breaks is named, and the others are read without it."""
    made: list[Report | Failure] = [_made(arrival, given) for arrival in batch]
    reports = [m for m in made if isinstance(m, Report)]
    if reader == "full" and reports:
        # without its model nothing can be read: that stops the run, and is no fault of a report
        load_model()
    try:
        readings = iter(list(read_reports(reports, reader=reader))) if reports else iter(())
    except Exception:  # find the one that breaks by reading them one by one
        return [m if isinstance(m, Failure) else _read_alone(m, reader) for m in made]
    return [m if isinstance(m, Failure) else next(readings) for m in made]


def _read_alone(report: Report, reader: str) -> Reading | Failure:
    try:
        return next(read_reports([report], reader=reader))
    except Exception as error:
        return Failure(
            report.original.name,
            f"reading broke: {type(error).__name__}: {error}",
            "This is a fault of ours: please report it with the text, if you can share it.",
        )


def _made(arrival: Arrival, given: Given) -> Report | Failure:
    try:
        return arrived_report(arrival, published=given.published, outlet=given.outlet, title=given.title)
    except ReportSkipped as error:
        return Failure(arrival.name, str(error), error.hint, skipped=True)
    except ReportFailed as error:
        return Failure(arrival.name, str(error), error.hint)
    except Exception as error:  # one bad report never stops a run
        return Failure(
            arrival.name,
            f"laying it out broke: {type(error).__name__}: {error}"[:300],
            "This is a fault of ours: please report it with the text, if you can share it.",
        )
