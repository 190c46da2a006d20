"""What a run is to read, cut into partitions of about equal size before anything is read; kept, so that a run can go on."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePath
from typing import Any

from onrecord.bulk.place import Place, is_remote, single
from onrecord.bulk.shape import arrival_row, as_parquet, failure_row, rows_of
from onrecord.config import DEFAULT, READERS
from onrecord.errors import ReportFailed, RunStopped
from onrecord.model import Arrival, Failure
from onrecord.reports.make import iso_date
from onrecord.run import Care, Given, arrive_many
from onrecord.sources import Found, Limits, find

OWN = "_onrecord"
BEGUN, PLAN, DONE, STAGED = f"{OWN}/begun.json", f"{OWN}/plan.json", f"{OWN}/done", f"{OWN}/parcels"
# the reports that were not read, for those that are the same
FAILED = f"{OWN}/failed.json"
KINDS = ("reports", "entries", "failures")
# the failures of opening files, beside those of each partition
OPENING = "failures/opening.parquet"
FORMAT = 1
RECUT = "Started again, the run looks through the input once more and goes on."
# bytes of a partition, at least and at most, and into how many an input is cut between these; rows at most
LEAST, MOST, PIECES, ROWS = 32 * 1024, 4 * 1024**2, 200, 5_000
# tables of millions of rows are what this is for
LIMITS = Limits(total=1 << 42, count=1 << 40)


@dataclass(frozen=True, slots=True)
class Job:
    """What is asked for: from where to where, read how. All of it but the number of workers decides what comes out."""

    input: str
    output: str
    reader: str = DEFAULT
    given: Given = field(default_factory=Given)
    rows: int = ROWS
    least: float = 0.0
    limit: int | None = None
    seconds: float = 120.0

    @property
    def version(self) -> str:
        """The version of what reads, as it is in every entry."""
        return READERS[self.reader]

    def asked(self) -> dict[str, Any]:
        """What a run that goes on must ask for again, in the words in which a difference is told."""
        given = {key: value for key, value in asdict(self.given).items() if key not in ("keep", "ocr")}
        return {
            "reader": self.version,
            **given,
            "columns": dict(self.given.columns),
            "partition rows": self.rows,
            "least confidence": self.least,
            "limit": self.limit,
        }


@dataclass(frozen=True, slots=True)
class Parcel:
    """A partition: so many reports that follow one another. Copies are reports that are the same as another, and read with it."""

    id: str
    reports: int
    bytes: int
    copies: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """All partitions of a run, what they were made from and how."""

    input: str
    fingerprint: str
    asked: Mapping[str, Any]
    parcels: tuple[Parcel, ...]
    failures: int = 0
    failed: int = 0
    aside: int = 0

    @property
    def reports(self) -> int:
        """How many there are, copies and all."""
        return sum(parcel.reports for parcel in self.parcels)

    @property
    def copies(self) -> int:
        """How many of them are the same as another."""
        return sum(parcel.reports for parcel in self.parcels if parcel.copies)

    def as_json(self) -> bytes:
        """As it is kept."""
        return json.dumps({"format": FORMAT, **asdict(self)}, ensure_ascii=True, indent=1).encode()


def plan_of(place: Place) -> Plan | None:
    """The plan of a run into this place; None where there is none yet."""
    try:
        data = json.loads(place.read(PLAN))
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise RunStopped(f"{place.of(PLAN)} is damaged: {error}", hint="Read it all again with --again.") from error
    if not isinstance(data, dict) or data.pop("format", None) != FORMAT:
        raise RunStopped(
            f"{place.of(PLAN)} is damaged, or was written by another version of Onrecord",
            hint="Read it all again with --again.",
        )
    return Plan(**{**data, "parcels": tuple(Parcel(**parcel) for parcel in data["parcels"])})


# -- marks ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Mark:
    """What says that a partition is finished: how many rows of each kind it has, and what their files are.

    `sums`: the SHA-256 of each file; none where an older version wrote the mark.
    """

    reports: int
    entries: int
    failures: int
    # of the failures those that were not left out on purpose
    failed: int
    sums: Mapping[str, str] = field(default_factory=dict)

    def as_json(self) -> bytes:
        """As it is kept."""
        return json.dumps(asdict(self)).encode()


def mark_of(place: Place, plan: Plan, parcel: str) -> Mark:
    """The mark of a partition that is finished; RunStopped where it is damaged."""
    name = mark_name(parcel)
    try:
        return Mark(**json.loads(place.read(name)))
    except (ValueError, TypeError) as error:
        raise RunStopped(f"{place.of(name)} is damaged", hint=anew(place, plan, parcel)) from error


def mark_name(parcel: str) -> str:
    """Where the mark of a partition lies."""
    return f"{DONE}/{parcel}.json"


def anew(place: Place, plan: Plan, parcel: str) -> str:
    """What to do where something of a finished partition is not what it was."""
    return f"Remove {place.of(mark_name(parcel))}, then start onrecord bulk {plan.input} {place.where} again: this part alone is read anew."


def done_in(place: Place) -> set[str]:
    """The partitions that are finished."""
    return {name.removesuffix(".json") for name in place.names(DONE)}


# -- what is to be read ---------------------------------------------------------------------------------------------


def staged_name(parcel: str) -> str:
    """Where what is to be read of a partition lies."""
    return f"{STAGED}/{parcel}.parquet"


def staged(job: Job, place: Place, parcel: str) -> list[dict[str, Any]]:
    """What is to be read of a partition; RunStopped where it is not there, or not what it was: then it is cut anew."""
    from pyarrow import ArrowException

    name = staged_name(parcel)
    try:
        rows = list(rows_of(place.read(name)))
    except FileNotFoundError as error:
        raise RunStopped(f"{place.of(name)} is gone", hint=RECUT) from error
    except (ArrowException, ValueError, OSError) as error:
        place.drop(name)
        raise RunStopped(f"{place.of(name)} is damaged", hint=RECUT) from error
    if not parcel.endswith(_digest(job, rows)):
        place.drop(name)
        raise RunStopped(f"{place.of(name)} is damaged: its reports are others", hint=RECUT)
    return rows


def _digest(job: Job, rows: Iterable[Mapping[str, Any]]) -> str:
    """What a partition is named by: what is read, and how."""
    digest = hashlib.sha256(json.dumps(job.asked(), sort_keys=True).encode())
    for row in rows:
        told = {key: value for key, value in row.items() if key != "data"}
        digest.update(json.dumps(told, sort_keys=True).encode() + row["data"])
    return digest.hexdigest()[:12]


# -- what lies there ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Input:
    """The files of an input, what tells whether they are others now, and how many bytes they have."""

    fingerprint: str
    size: int
    files: Callable[[], Iterator[Found | Failure]]


def look_at(job: Job) -> Input:
    """What lies in the input; RunStopped where there is nothing."""
    return _remote(job.input) if is_remote(job.input) else _local(job)


def _local(job: Job) -> Input:
    if not Path(job.input).exists():
        raise RunStopped(f"No such file or folder: {job.input}", hint="Check the name.")
    inside, outside = Path(job.output).resolve(), Path(job.input).resolve()
    if not is_remote(job.output) and (inside == outside or outside in inside.parents):
        raise RunStopped(f"{job.output} lies in {job.input}, and would be read with it", hint="Name another folder.")
    digest, size = hashlib.sha256(), 0
    for item in find([job.input]):
        if isinstance(item, Found):
            try:
                size += item.size
                digest.update(f"{item.name}\x00{item.stamp}\n".encode("utf-8", "surrogateescape"))
            except ReportFailed:  # it cannot be looked at: that is told when it is opened
                digest.update(f"{item.name}\x00?\n".encode("utf-8", "surrogateescape"))
    return Input(digest.hexdigest(), size, lambda: find([job.input]))


def _remote(where: str) -> Input:
    alone = single(where)
    place, things = (alone[0], [alone[1]]) if alone is not None else (Place(where), [])
    if alone is None:
        things = [t for t in place.things() if not any(step.startswith("_") for step in t.name.split("/"))]
    if not things:
        raise RunStopped(f"Nothing lies in {where}", hint="Check the address and the keys in the environment.")
    told = "".join(f"{place.of(t.name)}\x00{t.size}-{t.stamp}\n" for t in things)

    def files() -> Iterator[Found | Failure]:
        # one at a time on the disk, under its own ending; what is read of it has its address as its name
        with tempfile.TemporaryDirectory(prefix="onrecord-") as folder:
            for thing in things:
                copy = Path(folder) / f"file{PurePath(thing.name).suffix}"
                place.fetch(thing.name, copy)
                yield Found(place.of(thing.name), copy, walked=alone is None)

    return Input(hashlib.sha256(told.encode()).hexdigest(), sum(t.size for t in things), files)


# -- cutting --------------------------------------------------------------------------------------------------------


def make_plan(
    job: Job, place: Place, found: Input, tell: Callable[[str, str], None], seen: Callable[[int], None]
) -> Plan:
    """Cut an input into partitions, and keep these and the plan. `seen` hears how many reports there are so far.

    Reports that are the same as an earlier one, as a dispatch is that several outlets print, are put aside: the earlier one
    alone is read.
    """
    size = min(MOST, max(LEAST, found.size // PIECES))
    firsts, copies = _Cutter(job, place, size, copies=False), _Cutter(job, place, size, copies=True)
    known: dict[bytes, str] = {}
    failures: list[tuple[int, Failure]] = []
    care = Care(apart=True, seconds=job.seconds)
    stream = arrive_many(found.files(), given=job.given, tell=tell, care=care, limits=LIMITS)
    reports = 0
    for number, item in enumerate(_first(stream, job.limit)):
        if isinstance(item, Failure):
            failures.append((number, item))
            continue
        reports += 1
        seen(reports)
        first = known.setdefault(_key(item), item.name)
        (firsts if first == item.name else copies).add(number, item, None if first == item.name else first)
    parcels = (*firsts.done(), *copies.done())
    place.write(OPENING, as_parquet("failures", [failure_row(number, failure) for number, failure in failures]))
    told = [failure for _, failure in failures if not failure.aside]
    failed = sum(not failure.skipped for failure in told)
    plan = Plan(job.input, found.fingerprint, job.asked(), parcels, len(told), failed, aside=len(failures) - len(told))
    wanted = {f"{parcel.id}.parquet" for parcel in parcels}
    for name in place.names(STAGED) - wanted:
        # of a run that was broken off before it had a plan
        place.drop(f"{STAGED}/{name}")
    place.write(PLAN, plan.as_json())
    return plan


def _first(stream: Iterable[Arrival | Failure], limit: int | None) -> Iterator[Arrival | Failure]:
    """The stream up to so many reports."""
    if limit is None:
        yield from stream
        return
    left = iter(stream)
    for _ in range(limit):
        for item in left:
            yield item
            if isinstance(item, Arrival):
                break


def _key(arrival: Arrival) -> bytes:
    """What reading depends on: reports that have it in common have the same lines."""
    day = arrival.known.get("published")
    said = [f"{day.value}\x1f{day.basis}" if day else "", iso_date(PurePath(arrival.name).name.replace("_", " ")) or ""]
    said += [arrival.form or "", PurePath(arrival.name).suffix if arrival.form is None else ""]
    digest = hashlib.sha256("\x00".join(said).encode("utf-8", "surrogatepass"))
    digest.update(arrival.data)
    return digest.digest()[:16]


class _Cutter:
    """Puts reports into partitions, one after the other."""

    def __init__(self, job: Job, place: Place, size: int, *, copies: bool) -> None:
        self._job, self._place, self._size, self._copies = job, place, size, copies
        self._parcels: list[Parcel] = []
        self._rows: list[dict[str, Any]] = []
        self._bytes = 0

    def add(self, number: int, arrival: Arrival, first: str | None) -> None:
        """One report more."""
        if self._rows and (self._bytes + len(arrival.data) > self._size or len(self._rows) >= self._job.rows):
            self._cut()
        self._rows.append(arrival_row(number, arrival, first))
        self._bytes += len(arrival.data)

    def done(self) -> list[Parcel]:
        """All partitions, the last one closed."""
        if self._rows:
            self._cut()
        return self._parcels

    def _cut(self) -> None:
        begin = "same" if self._copies else "part"
        name = f"{begin}-{len(self._parcels):06d}-{_digest(self._job, self._rows)}"
        parcel = Parcel(name, len(self._rows), self._bytes, self._copies)
        self._place.write(staged_name(name), as_parquet("parcels", self._rows))
        self._parcels.append(parcel)
        self._rows, self._bytes = [], 0


__all__ = [
    "Input", "Job", "Mark", "Parcel", "Plan", "anew", "done_in", "look_at", "make_plan", "mark_name", "mark_of", "plan_of",
    "staged", "staged_name",
]  # fmt: skip
