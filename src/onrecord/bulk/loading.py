"""From the files of a bulk reading into a record: as if it had been read there, report by report."""

from __future__ import annotations

import hashlib
import heapq
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any, TypeVar

from pyarrow import ArrowException

from onrecord.bulk.place import Place
from onrecord.bulk.plan import OPENING, Mark, Plan, anew, done_in, mark_of, plan_of
from onrecord.bulk.shape import entry_of, failure_of, reading_of, rows_of
from onrecord.errors import RunStopped
from onrecord.model import Failure, Reading
from onrecord.model.plain import count
from onrecord.record import Put, Record

T = TypeVar("T")
# reports in one transaction
BATCH = 100


@dataclass(slots=True)
class Loaded:
    """What has come of a load so far."""

    of: int = 0
    done: int = 0
    unchanged: int = 0
    entries: int = 0
    failures: list[Failure] = field(default_factory=list)


def _whole_plan(place: Place) -> Plan:
    """The plan of what was read into a place; RunStopped where it is not all there, or not whole."""
    plan = plan_of(place)
    if plan is None:
        raise RunStopped(f"{place.where} holds nothing that onrecord bulk has read", hint="Name its OUTPUT.")
    missing = {parcel.id for parcel in plan.parcels} - done_in(place)
    if missing:
        raise RunStopped(
            f"{place.where} is not read to its end: {len(missing)} of {count(len(plan.parcels), 'partition', 'partitions')} left",
            hint=f"This goes on: onrecord bulk {plan.input} {place.where}",
        )
    if plan.asked["least confidence"]:
        raise RunStopped(
            f"{place.where} was read with --min-confidence {plan.asked['least confidence']}: lines are missing, and a record keeps all",
            hint=f"Read it all again without that: onrecord bulk {plan.input} {place.where} --again\n"
            "  Then load it. What a record shows can be narrowed at any time: onrecord entries --min-confidence …",
        )
    return plan


def load(place: Place, record: Record) -> Iterator[Loaded]:
    """Bring all reports into a record, in the order of the input; what it holds already is left. Tells how far it is.

    A load that was broken off, or is done twice, goes on where the record ends.
    """
    plan = _whole_plan(place)
    tally = Loaded(sum(parcel.reports for parcel in plan.parcels))
    held = record.held(str(plan.asked["reader"]))
    for some in _ahead(_batches(_readings(place, plan))):
        new = [r for r in some if not held(r.report.original.sha256, r.report.original.name)]
        outcomes = record.put_all(new)
        tally.done += len(new)
        tally.unchanged += len(some) - len(new)
        tally.entries += sum(len(r.entries) for r, put in zip(new, outcomes, strict=True) if put is not Put.UNCHANGED)
        yield tally
    quarantined = record.arrived.quarantined()
    for failure in _failures(place, plan):
        tally.failures.append(failure)
        if failure.stamp is not None and (failure.name, failure.stamp) not in quarantined:
            record.arrived.quarantine(failure)
    yield tally


def _batches(readings: Iterator[Reading]) -> Iterator[list[Reading]]:
    while some := list(islice(readings, BATCH)):
        yield some


def _ahead(batches: Iterator[T]) -> Iterator[T]:
    """The same, each made while the one before it is being kept: the database works meanwhile, and nobody else does."""
    with ThreadPoolExecutor(1, "onrecord-loading") as beside:
        waiting = beside.submit(next, batches, None)
        while (some := waiting.result()) is not None:
            waiting = beside.submit(next, batches, None)
            yield some


def _readings(place: Place, plan: Plan) -> Iterator[Reading]:
    """What was read, in the order of the input."""
    streams = [_numbered(place, plan, copies=copies) for copies in (False, True)]
    for _, reading in heapq.merge(*streams, key=lambda at: at[0]):
        yield reading


def _numbered(place: Place, plan: Plan, *, copies: bool) -> Iterator[tuple[int, Reading]]:
    for parcel in plan.parcels:
        if parcel.copies is not copies:
            continue
        mark = mark_of(place, plan, parcel.id)
        reports = _rows(place, plan, "reports", parcel.id, mark)
        lines = defaultdict(list)
        for row in _rows(place, plan, "entries", parcel.id, mark, ["number", "body"]):
            lines[row["number"]].append(entry_of(row))
        for row in reports:
            yield row["number"], reading_of(row, lines[row["number"]])


def _failures(place: Place, plan: Plan) -> Iterator[Failure]:
    """What could not be read, but for what lay beside the reports and is none."""
    try:
        opening = list(rows_of(place.read(OPENING)))
    except (ArrowException, OSError, ValueError) as error:
        hint = f"Read it all again: onrecord bulk {plan.input} {place.where} --again"
        raise RunStopped(f"{place.of(OPENING)} is damaged", hint=hint) from error
    parcels = (_rows(place, plan, "failures", p.id, mark_of(place, plan, p.id)) for p in plan.parcels)
    for row in chain(opening, *parcels):
        failure = failure_of(row)
        if not failure.aside:
            yield failure


def _rows(
    place: Place, plan: Plan, kind: str, parcel: str, mark: Mark, columns: Sequence[str] | None = None
) -> list[dict[str, Any]]:
    """The rows of a file: those that were in it when its mark was written, or RunStopped."""
    name, rows = f"{kind}/{parcel}.parquet", list[dict[str, Any]]()
    if not (count := getattr(mark, kind)):
        # where nothing came of a partition there is no file
        return rows
    try:
        data = place.read(name)
        known = mark.sums.get(kind)
        if known is not None and hashlib.sha256(data).hexdigest() != known:
            raise ValueError("its bytes are not those that were written")
        rows = list(rows_of(data, columns))
        if len(rows) != count:
            raise ValueError("rows are missing")
    except FileNotFoundError as error:
        raise RunStopped(f"{place.of(name)} is damaged: it is gone", hint=anew(place, plan, parcel)) from error
    except (ArrowException, OSError, ValueError) as error:
        raise RunStopped(f"{place.of(name)} is damaged: {error}"[:300], hint=anew(place, plan, parcel)) from error
    return rows


__all__ = ["Loaded", "load"]
