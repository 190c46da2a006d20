"""What a worker does: read one partition after the other, by a process of its own that may die of a report."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from onrecord.bulk.place import Place
from onrecord.bulk.plan import FAILED, Job, Mark, mark_name, staged
from onrecord.bulk.shape import arrival_of, as_parquet, entry_row, failure_row, report_row
from onrecord.crew import Died, Hand, Overdue
from onrecord.errors import OnrecordError
from onrecord.model import Arrival, Failure, Reading, Report
from onrecord.run import BATCH, Given, made_alone, read_batch

# a report is held to be what killed a process after so many that died of it alone
DEATHS = 3
# that loading the models may take
LOADING = 600.0
OTHERS = "The others are read without it. Read it alone with onrecord --debug read to see more."


@dataclass(frozen=True, slots=True)
class Part:
    """What came of one partition. `stopped`: why nothing can go on, such as a full disk, with a hint."""

    id: str
    reports: int = 0
    entries: int = 0
    failures: int = 0
    # of the failures those that were not left out on purpose
    failed: int = 0
    stopped: tuple[str, str] | None = None


def part_of(parcel: str, mark: Mark) -> Part:
    """What came of a partition, by what its mark says."""
    return Part(parcel, mark.reports, mark.entries, mark.failures, mark.failed)


class Worker:
    """Reads partitions; its models are loaded once, when it begins with the first."""

    def __init__(self, job: Job, hand: Hand | None = None) -> None:
        self._job, self._place = job, Place(job.output)
        self._hand, self._warm = hand or Hand(), False

    def read(self, parcel: str) -> Part:
        """Read one partition and write what came of it; of one that is finished, say what came of it."""
        try:
            return self._read(parcel)
        except OnrecordError as error:
            return Part(parcel, stopped=(str(error), error.hint))
        except (OSError, Died) as error:
            return Part(parcel, stopped=(f"A worker cannot go on: {error}", "Started again, the run goes on."))

    def close(self) -> None:
        """End its process."""
        self._hand.close()
        self._hand.stop()

    def _read(self, parcel: str) -> Part:
        try:
            return part_of(parcel, Mark(**json.loads(self._place.read(mark_name(parcel)))))
        except (FileNotFoundError, ValueError, TypeError):
            # not finished, or not to be known
            pass
        wanted_rows = staged(self._job, self._place, parcel)
        rows: dict[str, list[dict[str, Any]]] = {"reports": [], "entries": [], "failures": []}
        copies = bool(wanted_rows) and wanted_rows[0]["first"] is not None
        failed = json.loads(self._place.read(FAILED)) if copies else {}
        outcomes = self._outcomes([arrival_of(row) for row in wanted_rows if row["first"] not in failed], copies=copies)
        for row in wanted_rows:
            number, first = row["number"], row["first"]
            outcome = Failure(row["name"], *failed[first]) if first in failed else next(outcomes)
            if isinstance(outcome, Failure):
                rows["failures"].append(failure_row(number, outcome))
                continue
            rows["reports"].append(report_row(number, outcome, first))
            wanted = [entry for entry in outcome.entries if entry.confidence >= self._job.least]
            rows["entries"] += [entry_row(number, n, row["name"], entry) for n, entry in enumerate(wanted)]
        sums = {}
        for kind, some in rows.items():
            name = f"{kind}/{parcel}.parquet"
            if some:
                data = as_parquet(kind, some)
                self._place.write(name, data)
                sums[kind] = hashlib.sha256(data).hexdigest()
            else:
                # there may be one of an earlier try
                self._place.drop(name)
        counted = {kind: len(some) for kind, some in rows.items()}
        mark = Mark(**counted, failed=sum(not row["skipped"] for row in rows["failures"]), sums=sums)
        self._place.write(mark_name(parcel), mark.as_json())
        return part_of(parcel, mark)

    def _outcomes(self, arrivals: Sequence[Arrival], *, copies: bool) -> Iterator[Reading | Failure]:
        reader = None if copies else self._job.reader
        for n in range(0, len(arrivals), BATCH):
            some = list(arrivals[n : n + BATCH])
            try:
                yield from self._ask(some, reader)
            except Died:
                for arrival in some:
                    yield self._alone(arrival, reader)

    def _alone(self, arrival: Arrival, reader: str | None) -> Reading | Failure:
        for death in range(DEATHS):
            try:
                return self._ask([arrival], reader)[0]
            except Died as died:
                # what was killed by others is read when tried again; what never ends never will
                if death == DEATHS - 1 or isinstance(died, Overdue):
                    return Failure(arrival.name, f"what read it {died}", OTHERS, stamp=arrival.sha256)
        raise AssertionError

    def _ask(self, arrivals: list[Arrival], reader: str | None) -> list[Reading | Failure]:
        if reader is not None and not self._warm:
            self._hand.ask(load, reader, seconds=LOADING)
            self._warm = True
        try:
            given, version = self._job.given, self._job.version
            read: list[Reading | Failure] = self._hand.ask(
                read_some, arrivals, given, reader, version, seconds=self._job.seconds
            )
        except Died:
            self._warm = False
            raise
        return read


# -- in the other process -------------------------------------------------------------------------------------------


def load(reader: str) -> None:
    """Load what is loaded once."""
    from onrecord.extract import load_model
    from onrecord.extract.parse import language

    language()
    if reader == "full":
        load_model()


def read_some(arrivals: list[Arrival], given: Given, reader: str | None, version: str) -> list[Reading | Failure]:
    """Decode and read some reports; without a reader they are decoded only."""
    made = [made_alone(arrival, given, None) for arrival in arrivals]
    reports = [one for one in made if isinstance(one, Report)]
    readings = iter(read_batch(reports, reader) if reader else [Reading(one, (), (), (), version) for one in reports])
    found: list[Reading | Failure] = []
    for one in made:
        outcome = next(readings) if isinstance(one, Report) else one
        assert isinstance(outcome, Reading | Failure)
        found.append(outcome)
    return found


__all__ = ["Part", "Worker", "part_of"]
