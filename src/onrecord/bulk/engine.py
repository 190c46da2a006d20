"""The run over all partitions, by the workers of daft: on this machine, or on those of a Ray cluster."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from onrecord.bulk.place import Place
from onrecord.bulk.plan import (
    BEGUN,
    DONE,
    FAILED,
    KINDS,
    OWN,
    PLAN,
    STAGED,
    Input,
    Job,
    Mark,
    Parcel,
    Plan,
    done_in,
    look_at,
    make_plan,
    mark_name,
    mark_of,
    plan_of,
    staged_name,
)
from onrecord.bulk.shape import failure_of, rows_of
from onrecord.bulk.work import Part, Worker
from onrecord.errors import RunStopped
from onrecord.model import Failure

# rounds in which nothing is finished, after which a run is given up
STUCK = 3
# marks that are looked at at once
MARKS = 16
# tasks of a cluster for each worker
TASKS = 16
# seconds in which a cluster answers
ANSWERED = 10
# nothing is sent to anybody: neither daft nor Ray may tell its makers that it runs
SILENT = {"DO_NOT_TRACK": "1", "DAFT_ANALYTICS_ENABLED": "0", "RAY_USAGE_STATS_ENABLED": "0", "DAFT_PROGRESS_BAR": "0"}

# how partitions are read: in any order, what came of each as it is done
Engine = Callable[[Job, Sequence[str]], Iterator[Part]]


def check_installed(*, ray: bool = False) -> None:
    """RunStopped where the engine is not installed."""
    if find_spec("daft") is None or find_spec("pyarrow") is None:
        raise RunStopped("Bulk reading runs on daft, which is not installed", hint="pip install 'onrecord[bulk]'")
    if ray and find_spec("ray") is None:
        raise RunStopped("A Ray cluster is asked by ray, which is not installed", hint="pip install 'daft[ray]'")


def on_daft(workers: int | None, ray: str | None, made: Callable[[Job], Any] = Worker) -> Engine:
    """The engine with so many workers: here, or on the cluster at this address; by default one a core.

    `made` makes a worker of a process: what reads one partition after the other.
    """
    os.environ.update(SILENT)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if ray is not None:
        _check_answers(ray)
    import daft

    try:
        if ray is not None:
            daft.set_runner_ray(None if ray == "auto" else ray, noop_if_initialized=True)
        elif daft.get_or_infer_runner_type() != "native":
            # which can be said once a process
            daft.set_runner_native()
    except Exception as error:  # whatever keeps it from beginning
        words = " ".join(f"{error}".split())[:300]
        where = f"on the Ray cluster {ray}" if ray is not None else "here"
        raise RunStopped(f"The engine cannot begin {where}: {words}", hint="See docs/scale.md.") from error
    # whoever is done takes the next one: none waits for another
    daft.set_execution_config(maintain_order=False)

    def read(job: Job, parcels: Sequence[str]) -> Iterator[Part]:
        # a cluster may have lost nodes since: it would be waited for what they had
        spread, cores = ray is not None, _cores_of_cluster() if ray is not None else _cores()
        number = min(workers or cores, cores) if spread else workers or cores
        some = min(number, len(parcels))
        reader = _reader_class(daft, made, some, spread=spread)(job)
        return _read(daft, reader, parcels, some, spread=spread)

    return read


def _check_answers(ray: str) -> None:
    """RunStopped where nobody answers at the address of a cluster: Ray itself would wait for minutes, and then end the process."""
    try:
        parts = urlsplit(ray if "://" in ray else f"//{ray}")
        host, port = parts.hostname, parts.port
    except ValueError:
        return
    if host is None or port is None:
        # "auto", which Ray looks up on this machine
        return
    try:
        socket.create_connection((host, port), ANSWERED).close()
    except OSError as error:
        hint = "Does the cluster run? Without --ray the run goes on here; see docs/scale.md."
        raise RunStopped(f"Nobody answers at {ray}, the Ray cluster: {error.strerror or error}", hint=hint) from error


def _read(daft: Any, reader: Any, parcels: Sequence[str], workers: int, *, spread: bool) -> Iterator[Part]:
    tasks = min(len(parcels), TASKS * workers) if spread else 1
    # dealt out like cards, so that the largest are not all in one task
    frame = daft.from_pydict({"parcel": [parcel for n in range(tasks) for parcel in parcels[n::tasks]]})
    frame = frame.into_partitions(tasks) if spread else frame
    for row in frame.select(reader.read(frame["parcel"]).alias("part")).iter_rows():
        told = json.loads(row["part"])
        yield Part(**{**told, "stopped": tuple(told["stopped"]) if told["stopped"] else None})


def _reader_class(daft: Any, made: Callable[[Job], Any], workers: int, *, spread: bool) -> Any:
    @daft.cls(use_process=not spread, max_concurrency=workers, cpus=1 if spread else None)
    class Reader:
        """A worker as daft makes one: once a process."""

        def __init__(self, job: Job) -> None:
            self._worker = made(job)

        @daft.method.batch(return_dtype=daft.DataType.string(), batch_size=1)  # type: ignore[untyped-decorator]
        def read(self, parcels: Any) -> list[str]:
            parts = (self._worker.read(parcel) for parcel in parcels.to_pylist())
            return [json.dumps({name: getattr(part, name) for name in Part.__slots__}) for part in parts]

    return Reader


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _cores_of_cluster() -> int:
    import ray

    known: dict[str, float] = ray.cluster_resources()  # type: ignore[no-untyped-call]
    return max(1, int(known.get("CPU", 1)))


# -- the run --------------------------------------------------------------------------------------------------------


class Run:
    """A run into a place: planned, or found planned, and then read partition by partition."""

    def __init__(self, job: Job, *, again: bool = False) -> None:
        self.job, self.place = job, Place(job.output)
        self._again = again

    def plan(self, tell: Callable[[str, str], None], seen: Callable[[int], None]) -> Plan:
        """What is to be read. RunStopped where the place holds what was read from other files or in another way."""
        found = look_at(self.job)
        known = None if self._again else plan_of(self.place)
        if known is not None:
            self._same(known, found.fingerprint)
            return known if self._can_go_on(known) else self._cut_anew(known, found, tell, seen)
        self._clear()
        self.place.write(BEGUN, json.dumps({"input": self.job.input}).encode())
        return make_plan(self.job, self.place, found, tell, seen)

    def _can_go_on(self, plan: Plan) -> bool:
        """Whether all that is not read yet lies there to be read."""
        left = self.left(plan)
        return not left or {staged_name(p.id) for p in left} <= {f"{STAGED}/{n}" for n in self.place.names(STAGED)}

    def _cut_anew(
        self, known: Plan, found: Input, tell: Callable[[str, str], None], seen: Callable[[int], None]
    ) -> Plan:
        """Look through the input once more: what is finished stays so, for a partition is named by what is in it."""
        plan = make_plan(self.job, self.place, found, tell, seen)
        for parcel in {parcel.id for parcel in known.parcels} - {parcel.id for parcel in plan.parcels}:
            self.place.drop(mark_name(parcel))
            for kind in KINDS:
                self.place.drop(f"{kind}/{parcel}.parquet")
        return plan

    def left(self, plan: Plan) -> list[Parcel]:
        """The partitions that are not finished, the largest first."""
        done = done_in(self.place)
        return sorted((p for p in plan.parcels if p.id not in done), key=lambda p: (-p.bytes, p.id))

    def read(self, plan: Plan, engine: Engine) -> Iterator[Part]:
        """What came of each partition as it is done; an engine that fails is asked again for what is left.

        RunStopped where nothing goes on any more; started again, the run goes on with what is left.
        """
        for copies in (False, True):
            stuck, before = 0, -1
            while left := [parcel for parcel in self.left(plan) if parcel.copies is copies]:
                if copies:
                    self._tell_failed()
                stuck = stuck + 1 if len(left) == before else 0
                before = len(left)
                error: Exception | None = None
                stream = engine(self.job, [parcel.id for parcel in left])
                try:
                    for part in stream:
                        if part.stopped is not None:
                            raise RunStopped(part.stopped[0], hint=part.stopped[1])
                        yield part
                except RunStopped:
                    raise
                except Exception as raised:  # whatever an engine makes of a worker that is no more
                    error = raised
                if stuck >= STUCK:
                    words = " ".join(f"{type(error).__name__}: {error}".split()) if error else "its workers end"
                    hint = "What is finished is kept: started again, the run goes on."
                    raise RunStopped(f"The engine stopped: {words[:300]}", hint=hint) from error
        self.tidy()

    def tidy(self) -> None:
        """Remove the copies of the texts that were to be read: all of them are."""
        for name in self.place.names(STAGED):
            self.place.drop(f"{STAGED}/{name}")

    def outcome(self, plan: Plan) -> Part:
        """What came of all partitions together, and of opening the files, also in earlier runs."""
        with ThreadPoolExecutor(MARKS) as pool:
            marks = list(pool.map(lambda p: mark_of(self.place, plan, p.id), plan.parcels))
        marks.append(Mark(0, 0, plan.failures, plan.failed))
        said = ("reports", "entries", "failures", "failed")
        return Part("all", **{name: sum(getattr(mark, name) for mark in marks) for name in said})

    def failures(self) -> Iterator[Failure]:
        """What could not be read, and why; without what lay beside the reports and is none."""
        for name in sorted(self.place.names("failures")):
            for row in rows_of(self.place.read(f"failures/{name}")):
                failure = failure_of(row)
                if not failure.aside:
                    yield failure

    def _tell_failed(self) -> None:
        """Say for the workers which reports were not read: so fail those that are the same."""
        found = {}
        for name in sorted(self.place.names("failures")):
            for row in rows_of(self.place.read(f"failures/{name}"), ["name", "why", "hint"]):
                found[row["name"]] = (row["why"], row["hint"])
        self.place.write(FAILED, json.dumps(found).encode())

    def _same(self, known: Plan, fingerprint: str) -> None:
        """That what was planned is what is asked for now."""
        asked = self.job.asked()
        other = [
            f"{key} {known.asked.get(key)!r}, now {value!r}"
            for key, value in asked.items()
            if known.asked.get(key) != value
        ]
        if known.input != self.job.input or known.fingerprint != fingerprint:
            changed = "other files" if known.input != self.job.input else "what it was when its files were others"
            other.insert(0, f"{known.input}, {changed}")
        if other:
            raise RunStopped(
                f"{self.place.where} holds what was read from something else or otherwise: {'; '.join(other)}",
                hint="Name another place, or read all of it again with --again.",
            )

    def _clear(self) -> None:
        """Make room for a run from the beginning; what is not ours is left, and stops it."""
        things = [thing.name for thing in self.place.things()]
        ours = [name for name in things if name.split("/")[0] in (OWN, *KINDS)]
        if things and (len(ours) < len(things) or not any(name.startswith(f"{OWN}/") for name in ours)):
            other = next(name for name in things if name not in ours or not name.startswith(f"{OWN}/"))
            raise RunStopped(
                f"{self.place.where} holds other files, such as {other}", hint="Name a folder that is new or empty."
            )
        # the plan first: without it all begins anew; last what tells that this place is ours
        for name in sorted(ours, key=lambda name: (name != PLAN, not name.startswith(DONE), name == BEGUN, name)):
            self.place.drop(name)


@contextmanager
def alone(place: Place) -> Iterator[None]:
    """That no other run on this machine writes into a place on disk; RunStopped where one does."""
    if place.is_remote:
        yield
        return
    try:
        import fcntl
    except ImportError:  # no such locks here
        yield
        return
    lock = Path(place.where) / OWN / ".lock"
    try:
        lock.parent.mkdir(parents=True, exist_ok=True)
        stream = lock.open("a")
    except OSError as error:
        raise RunStopped(f"Cannot write in {place.where}: {error.strerror}", hint="Name another folder.") from error
    with stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise RunStopped(f"Another run writes into {place.where}", hint="Wait until it is done.") from error
        yield


__all__ = ["Engine", "Run", "alone", "check_installed", "on_daft"]
