"""How fast PostgreSQL keeps and answers beside SQLite: entries a second, and what the pages ask.

python benchmarks/postgres.py [REPORTS] [--place postgresql://USER@HOST/DATABASE?schema=NEW]
by default 250 reports of about forty entries, and a server of its own that is gone afterwards

The record is simulated (`benchmarks/serve.py`). Each figure is said for both stores, and as a ratio: the first is time that
went by, the second what the processors did, this process and the server together (for a server of its own, on Linux).
Reports come in one by one as `onrecord read` puts them, by the hundred, and by `onrecord load` from what was read in bulk (into
a server of its own). It has the settings that PostgreSQL comes with. How the pages do on both: `benchmarks/serve.py --beside`.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.server import Server, running  # noqa: E402

import onrecord.extract.learned.relation as relation  # noqa: E402
from benchmarks.serve import Words, readings  # noqa: E402
from onrecord.bulk.loading import BATCH, load  # noqa: E402
from onrecord.bulk.place import Place  # noqa: E402
from onrecord.bulk.plan import DONE, PLAN, Parcel, Plan  # noqa: E402
from onrecord.bulk.shape import as_parquet, entry_row, report_row  # noqa: E402
from onrecord.model import Reading  # noqa: E402
from onrecord.model.location import Location, located  # noqa: E402
from onrecord.record import EntryFilter, Record, open_record  # noqa: E402
from onrecord.resolving import bring_up_to_date  # noqa: E402

OFTEN = 15
# reports in a partition of what was read in bulk
PARTITION = 500
# what is told in entries a second
IN = ("put one by one", "put by the hundred", "loaded")


class Clock:
    """Time that went by, and what this process and a server did in it."""

    def __init__(self, server: Server | None) -> None:
        self._pid = int((server.data / "postmaster.pid").read_text().split()[0]) if server is not None else None

    def begun(self) -> tuple[float, float]:
        """Both, in seconds since whenever, before something is done: to look at the server takes a while itself."""
        theirs = self._theirs()
        return time.perf_counter(), time.process_time() + theirs

    def done(self) -> tuple[float, float]:
        """Both, when it is done."""
        return time.perf_counter(), time.process_time() + self._theirs()

    def _theirs(self) -> float:
        if self._pid is None or not Path("/proc").is_dir():
            return 0.0
        ticks = 0
        for file in Path("/proc").glob("[0-9]*/stat"):
            try:
                pid, _, rest = file.read_text().partition(" (")
            except OSError:
                continue
            own = rest.rpartition(") ")[2].split()
            if int(pid) == self._pid:
                # with its processes that have ended
                ticks += sum(map(int, own[11:15]))
            elif int(own[1]) == self._pid:
                ticks += int(own[11]) + int(own[12])
        return ticks / os.sysconf("SC_CLK_TCK")


def questions(record: Record) -> dict[str, Callable[[], object]]:
    """What pages ask a record."""
    shelved, derived = record.shelved, record.derived
    process = max(derived.processes().values(), key=lambda p: len(p.reports)).id
    reports = [about.id for about in record.abouts()[:40]]
    numbers, _, _ = shelved.numbers("entries")
    page = numbers[:50, 0].tolist()
    return {
        "the list of entries, as numbers": lambda: shelved.numbers("entries"),
        "a page of fifty lines": lambda: shelved.rows(page),
        "words in the lists": lambda: shelved.found("gov"),
        "words in the texts": lambda: record.search("government", limit=20),
        "a report with its lines": lambda: (
            record.reports(reports[:1]),
            record.entries(EntryFilter(report=reports[0])),
        ),
        "forty reports": lambda: record.reports(reports),
        "the threads of a process": lambda: derived.strands(process=process),
        "the meetings of a process": lambda: derived.gatherings(process=process),
        "all actors": derived.actors,
        "the next line to review": lambda: shelved.waiting("ana", 3),
        "how many lines wait": lambda: shelved.count_waiting("ana"),
        "lines that say a word": lambda: record.count(EntryFilter(text="ceasefire")),
    }


def in_bulk(given: Sequence[Reading], folder: Path) -> Place:
    """The readings as files, as `onrecord bulk` leaves them."""
    place, parcels = Place(str(folder)), []
    for first in range(0, len(given), PARTITION):
        some, key = list(enumerate(given))[first : first + PARTITION], f"{first:08d}"
        rows = {
            "reports": [report_row(n, one, None) for n, one in some],
            "entries": [
                entry_row(n, line, one.report.original.name, entry)
                for n, one in some
                for line, entry in enumerate(one.entries)
            ],
        }
        for kind, own in rows.items():
            place.write(f"{kind}/{key}.parquet", as_parquet(kind, own))
        place.write(f"{DONE}/{key}.json", json.dumps({kind: len(own) for kind, own in rows.items()}).encode())
        parcels.append(Parcel(key, len(some), 0))
    asked = {"reader": given[0].reader, "least confidence": 0.0}
    place.write(PLAN, Plan("simulated", "", asked, tuple(parcels)).as_json())
    return place


def measured(
    place: Location, given: Sequence[Reading], server: Server | None = None, files: tuple[Place, Location] | None = None
) -> dict[str, tuple[float, float]]:
    """Seconds for each thing that a record does. `files`: what was read in bulk, and the record that takes it."""
    found: dict[str, tuple[float, float]] = {}
    clock = Clock(server)

    def took(what: str, work: Callable[[], object], often: int = 1) -> None:
        times = []
        for _ in range(often):
            before, work_before = clock.begun()
            work()
            after, work_after = clock.done()
            times.append((after - before, work_after - work_before))
        # the server's clock is coarse: what it did is the mean, what went by the median
        found[what] = statistics.median(t for t, _ in times), statistics.fmean(t for _, t in times)

    half = len(given) // 2

    def put() -> None:
        for one in given[:half]:
            record.put(one)

    def put_together() -> None:
        for n in range(half, len(given), BATCH):
            record.put_all(given[n : n + BATCH])

    if files is not None:
        with open_record(files[1]) as record:
            took("loaded", lambda: list(load(files[0], record)))
    with open_record(place) as record:
        took("put one by one", put)
        took("put by the hundred", put_together)
        took("what follows", lambda: bring_up_to_date(record))
        if server is not None:
            # as a server does by itself after a while
            server.sql("ANALYZE")
        for what, ask in questions(record).items():
            ask()
            took(what, ask, OFTEN)
    return found


@contextmanager
def places(named: str | None) -> Iterator[tuple[Location, Server | None]]:
    """Where the record in PostgreSQL goes."""
    if named is not None:
        yield located(named), None
        return
    with running(options=()) as server:
        if server is None:
            sys.exit("PostgreSQL or pg8000 is not installed; name a server with --place")
        yield server.place(), server


def main() -> None:
    """Measure both, and print what came of it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("reports", nargs="?", type=int, default=250)
    parser.add_argument("--place")
    asked = parser.parse_args()
    relation.load_relations = Words  # type: ignore[assignment]
    given = list(readings(asked.reports))
    sizes = [len(one.entries) for one in given]
    half = len(given) // 2
    entries = dict(zip(IN, (sum(sizes[:half]), sum(sizes[half:]), sum(sizes)), strict=True))
    with tempfile.TemporaryDirectory() as folder, places(asked.place) as (place, server):
        read = in_bulk(given, Path(folder) / "read")
        # that all readings are in memory is so only here
        gc.freeze()
        one = measured(Path(folder) / "x.onrecord", given, files=(read, Path(folder) / "y.onrecord"))
        files = (read, server.place()) if server is not None else None
        other = measured(place, given, server, files)
    print(f"{len(given)} reports, {sum(sizes)} entries")
    for what in (what for what in one if what in other):
        (sqlite, work), (postgres, works) = one[what], other[what]
        if (n := entries.get(what)) is not None:
            print(
                f"{what}: SQLite {n / sqlite:,.0f} entries/s ({n / work:,.0f} by processor), "
                f"PostgreSQL {n / postgres:,.0f} ({n / works:,.0f}); ratio {sqlite / postgres:.2f} ({work / works:.2f})"
            )
            continue
        print(
            f"{what}: SQLite {1000 * sqlite:.1f} ms ({1000 * work:.1f}), PostgreSQL {1000 * postgres:.1f} ms "
            f"({1000 * works:.1f}); ratio {postgres / max(sqlite, 1e-6):.1f}"
        )


if __name__ == "__main__":
    main()
