"""A run over many reports: found, opened, left where they are on record already, read in batches; none stops the others."""

from __future__ import annotations

import queue
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any, BinaryIO

from onrecord.config import DEFAULT
from onrecord.crew import HINT, Died, Hand, each, within_memory
from onrecord.errors import ReportFailed, ReportSkipped
from onrecord.model import Arrival, Failure, Fetched, Reading, Report
from onrecord.reports import Recognised, Scan, arrived_report, document_text, is_plain, recognised
from onrecord.sources import Found, How, Limits, arrivals, find, opened

if TYPE_CHECKING:
    from onrecord.sources.online import Online

BATCH = 16
# within which some reports are read by a process of their own
READING_SECONDS = 3_600.0
FAULT = "This is a fault of ours: please report it with the text, if you can share it."


@dataclass(frozen=True, slots=True)
class Unchanged:
    """A report that the record holds already, read by this reader."""

    name: str


@dataclass(frozen=True, slots=True)
class Given:
    """What the caller knows of the reports, which wins over what they say of themselves, and wants of them.

    `columns` says which column of a table holds what, where it is not to be guessed: {"text": "body"}. `keep`: the bytes
    come along with what is read, to be kept. `ocr`: scans are given a text, where there is a program for it.
    """

    published: str | None = None
    outlet: str | None = None
    title: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    keep: bool = False
    ocr: bool = False


@dataclass(frozen=True, slots=True)
class Care:
    """How a run deals with files that kill what decodes them.

    `apart`: decode in another process, which alone is lost, `seconds` being the time that a file may take; scripts that ask
    for it guard their main module, as for all processes. `barred`: why files are left alone, by name and stamp or hash.
    """

    apart: bool = False
    seconds: float = 120.0
    barred: Mapping[tuple[str, str], str] = field(default_factory=dict)


Already = Callable[[str, str], bool]
Tell = Callable[[str, str], None]
Outcome = Reading | Failure | Unchanged | Fetched
Aside = Failure | Unchanged | Fetched


def read_many(
    arguments: Sequence[str],
    *,
    given: Given = Given(),
    workers: int = 1,
    already: Already | None = None,
    stdin: BinaryIO | None = None,
    reader: str = DEFAULT,
    tell: Tell | None = None,
    care: Care = Care(),
    wanted: Callable[[Found], bool] | None = None,
    online: Online | None = None,
) -> Iterator[Outcome]:
    """Read files, folders, patterns and "-", in order; what fails is named and the rest go on.

    `already(sha256, name)` tells what needs no reading; `tell(name, words)` hears what was guessed of a file, such as its
    columns; `wanted` picks among the files that are found; `online` asks addresses, of
    which none is asked otherwise. The entries do not depend on `workers`.
    """
    with _hands(workers + 2 if workers > 1 else 2) as (opener, decoder, *readers):
        arrived = _arrived(find(arguments, stdin=stdin), _how(given, tell, opener, care, online), care, already, wanted)
        if workers <= 1:
            made = (_decoded(item, given, decoder, care) if isinstance(item, Arrival) else item for item in arrived)
            yield from _read_here(made, reader)
        else:
            yield from _read_apart(arrived, readers, given, reader, care)


def look_many(
    arguments: Sequence[str],
    *,
    given: Given = Given(),
    already: Already | None = None,
    stdin: BinaryIO | None = None,
    tell: Tell | None = None,
    care: Care = Care(),
    online: Online | None = None,
) -> Iterator[Report | Failure | Unchanged | Fetched]:
    """What `read_many` would read, decoded and laid out, but not read."""
    with _hands(2) as (opener, decoder):
        for item in _arrived(
            find(arguments, stdin=stdin), _how(given, tell, opener, care, online), care, already, None
        ):
            yield _decoded(item, given, decoder, care) if isinstance(item, Arrival) else item


def arrive_many(
    files: Iterable[Found | Failure],
    *,
    given: Given = Given(),
    tell: Tell | None = None,
    care: Care = Care(),
    limits: Limits = Limits(),
) -> Iterator[Arrival | Failure]:
    """The reports in some files as they arrive, not yet decoded."""
    with _hands(1) as (opener,):
        for item in _arrived(files, _how(given, tell, opener, care, None, limits), care, None, None):
            # no address is asked, and nothing is on record
            assert isinstance(item, Arrival | Failure)
            yield item


class Desk:
    """Reads one file after the other as they are handed in, as runs do: with processes of its own for what may kill them."""

    def __init__(self, *, reader: str = DEFAULT, seconds: float = 120.0) -> None:
        self._reader, self._seconds = reader, seconds
        self._opener, self._decoder = Hand(), Hand()

    def read(
        self,
        found: Found,
        *,
        given: Given = Given(),
        already: Already | None = None,
        barred: Mapping[tuple[str, str], str] | None = None,
        tell: Tell | None = None,
    ) -> Iterator[Outcome]:
        """What comes of one file, which may hold many reports."""
        care = Care(apart=True, seconds=self._seconds, barred=barred or {})
        arrived = _arrived([found], _how(given, tell, self._opener, care, None), care, already, None)
        made = (_decoded(item, given, self._decoder, care) if isinstance(item, Arrival) else item for item in arrived)
        yield from _read_here(made, self._reader)

    def close(self) -> None:
        """End its processes, whatever they are at."""
        for hand in (self._opener, self._decoder):
            hand.close()
            hand.stop()


class _hands:  # noqa: N801 -- read as a verb: with _hands(2) as …
    """So many hands, none of which outlives the run."""

    def __init__(self, number: int) -> None:
        self._all = [Hand() for _ in range(number)]

    def __enter__(self) -> list[Hand]:
        return self._all

    def __exit__(self, *_: object) -> None:
        for hand in self._all:
            hand.close()
        for hand in self._all:
            hand.stop()


# -- what arrives ---------------------------------------------------------------------------------------------------


def _how(
    given: Given, tell: Tell | None, opener: Hand, care: Care, online: Online | None, limits: Limits = Limits()
) -> How:
    how = How(limits, given.columns, text_of=document_text)
    how = replace(how, tell=tell) if tell is not None else how
    how = replace(how, remote=online.reports) if online is not None else how
    return replace(how, apart=partial(_opened_apart, how=how, hand=opener, care=care)) if care.apart else how


def _arrived(
    files: Iterable[Found | Failure],
    how: How,
    care: Care,
    already: Already | None,
    wanted: Callable[[Found], bool] | None,
) -> Iterator[Arrival | Aside]:
    for found in files:
        if isinstance(found, Failure):
            yield found
        elif wanted is None or wanted(found):
            if (barred := _barred(found, care)) is not None:
                yield barred
                continue
            for item in arrivals(found, how):
                yield _unless_there(item, care, already) if isinstance(item, Arrival) else item


def _unless_there(item: Arrival, care: Care, already: Already | None) -> Arrival | Failure | Unchanged:
    if (why := care.barred.get((item.name, item.sha256))) is not None:
        return _left_alone(item.name, why)
    return Unchanged(item.name) if already is not None and already(item.sha256, item.name) else item


def _barred(found: Found, care: Care) -> Failure | None:
    """Why a file that holds several reports is left alone; None when it is not."""
    if not care.barred:
        return None
    try:
        why = care.barred.get((found.name, found.stamp))
    except ReportFailed:  # it cannot be looked at: that is told when it is opened
        return None
    return _left_alone(found.name, why) if why is not None else None


def _left_alone(name: str, why: str) -> Failure:
    return Failure(name, why, "Try it again with --retry-quarantined.", skipped=True)


def _opened_apart(found: Found, how: How, hand: Hand, care: Care) -> Iterator[Arrival | Failure | Fetched | Found]:
    """What is in a file, opened by another process."""
    try:
        for item in each(hand, open_alone, found, how.columns, how.limits, seconds=care.seconds):
            if isinstance(item, tuple):
                how.tell(*item)
            else:
                yield item
    except Died as died:
        yield Failure(found.name, f"what opened it {died}", HINT, stamp=found.stamp)


def open_alone(
    found: Found, columns: Mapping[str, str], limits: Limits = Limits()
) -> Iterator[Arrival | Failure | Fetched | Found | tuple[str, str]]:
    """In another process: the reports in a file, what is guessed of it, and addresses to be asked by the one who asks."""
    told: list[tuple[str, str]] = []
    how = How(
        limits,
        columns,
        text_of=document_text,
        tell=lambda name, words: told.append((name, words)),
        remote=lambda found, opened: iter([replace(found, budget=None)]),
    )
    # its budget is made anew, where it is counted
    for item in opened(replace(found, budget=None), how):
        yield from told
        told.clear()
        yield item
    yield from told


@dataclass(frozen=True, slots=True)
class Unseen:
    """A file with pages that are pictures, and what comes of it as it is."""

    without: Report | Failure


def _decoded(arrival: Arrival, given: Given, hand: Hand, care: Care) -> Report | Failure:
    """The report that arrived; by another process, unless it is plain text."""
    made = _decoded_as(arrival, given, None, hand, care)
    if not isinstance(made, Unseen):
        return made
    try:
        pages = made.without.unread if isinstance(made.without, Report) else ()
        seen = recognised(arrival.data, pages)
    except ReportFailed as error:
        if isinstance(made.without, Failure):
            return Failure(arrival.name, str(error), error.hint)
        return replace(made.without, warnings=(*made.without.warnings, str(error)))
    again = _decoded_as(arrival, given, seen, hand, care)
    return again.without if isinstance(again, Unseen) else again


def _decoded_as(
    arrival: Arrival, given: Given, seen: Recognised | None, hand: Hand, care: Care
) -> Report | Failure | Unseen:
    if not care.apart or is_plain(arrival.data, arrival.name, arrival.form):
        return _made(arrival, given, seen)
    try:
        made: Report | Failure | Unseen = hand.ask(made_alone, arrival, given, seen, seconds=care.seconds)
    except Died as died:
        return Failure(arrival.name, f"what decoded it {died}", HINT, stamp=arrival.sha256)
    return made


def made_alone(arrival: Arrival, given: Given, seen: Recognised | None) -> Report | Failure | Unseen:
    """In another process: the report that arrived."""
    return _made(arrival, given, seen, within=within_memory)


def _made(
    arrival: Arrival, given: Given, seen: Recognised | None, *, within: Callable[..., Any] | None = None
) -> Report | Failure | Unseen:
    def make() -> Report:
        return arrived_report(arrival, published=given.published, outlet=given.outlet, title=given.title, seen=seen)

    try:
        report: Report = within(make) if within is not None else make()
    except ReportSkipped as error:
        return Failure(arrival.name, str(error), error.hint, skipped=True)
    except Scan as error:
        failure = Failure(arrival.name, str(error), error.hint)
        return Unseen(failure) if given.ocr and seen is None else failure
    except ReportFailed as error:
        return Failure(arrival.name, str(error), error.hint)
    except Exception as error:  # one bad report never stops a run
        return Failure(arrival.name, f"laying it out broke: {type(error).__name__}: {error}"[:300], FAULT)
    report = replace(report, original=replace(report.original, data=arrival.data)) if given.keep else report
    return Unseen(report) if given.ocr and seen is None and report.unread else report


# -- reading --------------------------------------------------------------------------------------------------------


def _read_here(made: Iterable[Report | Aside], reader: str) -> Iterator[Outcome]:
    batch: list[Report] = []
    # the first report is read alone, so that something shows at once
    size = 1
    for item in made:
        if isinstance(item, Report):
            batch.append(item)
            if len(batch) < size:
                continue
        yield from read_batch(batch, reader)
        batch, size = [], BATCH
        if not isinstance(item, Report):
            yield item
    yield from read_batch(batch, reader)


def _read_apart(
    arrived: Iterable[Arrival | Aside], readers: Sequence[Hand], given: Given, reader: str, care: Care
) -> Iterator[Outcome]:
    """Read by several processes, each asked by a thread of its own; the order stays."""
    free: queue.SimpleQueue[Hand] = queue.SimpleQueue()
    for hand in readers:
        free.put(hand)

    def by_hand(batch: list[Arrival]) -> list[Outcome]:
        hand = free.get()
        try:
            return _read_by(hand, batch, given, reader, replace(care, apart=True))
        finally:
            free.put(hand)

    pool = ThreadPoolExecutor(len(readers))
    pending: deque[Future[list[Outcome]] | list[Outcome]] = deque()
    batch: list[Arrival] = []
    try:
        for item in arrived:
            if isinstance(item, Arrival):
                batch.append(item)
            if batch and (len(batch) == BATCH or not isinstance(item, Arrival)):
                pending.append(pool.submit(by_hand, batch))
                batch = []
            if not isinstance(item, Arrival):
                pending.append([item])
            while len(pending) > 3 * len(readers):
                yield from _done(pending.popleft())
        if batch:
            pending.append(pool.submit(by_hand, batch))
        while pending:
            yield from _done(pending.popleft())
    finally:
        for hand in readers:
            hand.close()
        pool.shutdown(cancel_futures=True)


def _done(item: Future[list[Outcome]] | list[Outcome]) -> Iterable[Outcome]:
    return item.result() if isinstance(item, Future) else item


def _read_by(hand: Hand, batch: list[Arrival], given: Given, reader: str, care: Care) -> list[Outcome]:
    """Read some reports by another process; where it dies, they are read one by one, to know by which."""
    made = [_decoded(arrival, given, hand, care) for arrival in batch]
    reports = [m for m in made if isinstance(m, Report)]
    try:
        read = _asked(hand, reports, reader)
    except Died:
        read = [_asked_alone(hand, report, reader) for report in reports]
    readings = iter(read)
    return [m if isinstance(m, Failure) else next(readings) for m in made]


def _asked(hand: Hand, reports: list[Report], reader: str) -> list[Outcome]:
    # the bytes stay here
    bare = [replace(report, original=replace(report.original, data=None)) for report in reports]
    read: list[Outcome] = hand.ask(read_batch, bare, reader, seconds=READING_SECONDS) if bare else []
    return [_with_data(outcome, report) for outcome, report in zip(read, reports, strict=True)]


def _with_data(outcome: Outcome, report: Report) -> Outcome:
    if not isinstance(outcome, Reading) or report.original.data is None:
        return outcome
    return replace(outcome, report=report)


def _asked_alone(hand: Hand, report: Report, reader: str) -> Outcome:
    try:
        return _asked(hand, [report], reader)[0]
    except Died as died:
        return Failure(report.original.name, f"what read it {died}", HINT, stamp=report.original.sha256)


def read_batch(reports: list[Report], reader: str) -> list[Outcome]:
    """Read some reports; one that breaks is named, and the others are read without it."""
    # what reads is large, and a process that only looks at files does without it
    from onrecord.extract import load_model
    from onrecord.pipeline import read_reports

    if reader == "full" and reports:
        # without its model nothing can be read: that stops the run, and is no fault of a report
        load_model()
    try:
        return list(read_reports(reports, reader=reader)) if reports else []
    except Exception:  # find the one that breaks by reading them one by one
        return [_read_alone(report, reader) for report in reports]


def _read_alone(report: Report, reader: str) -> Reading | Failure:
    from onrecord.pipeline import read_reports

    try:
        return next(read_reports([report], reader=reader))
    except Exception as error:
        return Failure(report.original.name, f"reading broke: {type(error).__name__}: {error}", FAULT)
