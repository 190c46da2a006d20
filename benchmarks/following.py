"""What follows from a record: how long it takes to make, to bring up to date and to ask, as the record grows.

python benchmarks/following.py [REPORTS...]     by default 100 1000; with 10000 some minutes more

Records are simulated (`tests/simulate.py`), some twenty entries a report. The last column is what resolving a report takes of
the time that reading one takes: the reports of the bundled example, in the same run.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.made import reading, together  # noqa: E402
from onrecord.model import Reading  # noqa: E402
from onrecord.record import Record, open_record  # noqa: E402
from onrecord.resolving import bring_up_to_date, changes_since, told_by  # noqa: E402
from onrecord.run import read_many  # noqa: E402
from onrecord.story import chief, state_in  # noqa: E402

# simulated reports are short: so many make one
TOGETHER = 10
EXAMPLE = ROOT / "src/onrecord/data/examples/pass"


def readings(count: int) -> Iterator[Reading]:
    """So many readings of about twenty entries each, of reports on the same process about the same time."""
    for key, lines in together(count, TOGETHER):
        entries = []
        for n, line in enumerate(lines):
            first = line.entry.evidence[0]
            moved = replace(first, start=n * 500, end=n * 500 + len(first.text))
            entries.append(replace(line.entry, id=f"e-{key}-{n}", report=key, evidence=(moved,)))
        yield reading(key, lines, " ".join(f"{key}{n}" for n in range(400)), entries)


def seconds(work: Callable[[], object]) -> float:
    """How long something takes."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def status(kept: Record) -> None:
    """What `onrecord status` shows."""
    story = told_by(kept)
    for process in chief(story)[:20]:
        state_in(story, process)


def actor(kept: Record) -> None:
    """What `onrecord actor` shows of the one that most reports name."""
    story = told_by(kept)
    most = max(story.actors.values(), key=lambda a: a.reports)
    kept.lines(entries=[entry for entry, _ in kept.derived.lines_with(most.id)[:80]])


def measure(count: int, reading_one: float) -> None:
    """One row."""
    with tempfile.TemporaryDirectory() as folder, open_record(Path(folder) / "r.onrecord") as kept:
        entries = 0
        *rest, last = readings(count)
        for one in rest:
            kept.put(one)
            entries += len(one.entries)
        whole = seconds(lambda: bring_up_to_date(kept))
        kept.put(last)
        one_more = seconds(lambda: bring_up_to_date(kept))
        told = sorted(day for day in kept.derived.first_told().values() if day)
        row = (
            whole,
            one_more,
            seconds(lambda: status(kept)),
            seconds(lambda: [t for t in told_by(kept).threads.values() if t.kind == "commitment"]),
            seconds(lambda: changes_since(kept, told_by(kept), told[-20])),
            seconds(lambda: actor(kept)),
        )
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    print(
        f"{count:8d} {entries:8d}", *(f"{value:9.2f}" for value in row),
        f"{memory:9.0f} {whole / count / reading_one:9.1%}", flush=True,
    )  # fmt: skip


def main() -> None:
    """Print a row for each size."""
    sizes = [int(word) for word in sys.argv[1:]] or [100, 1000]
    example = [str(EXAMPLE)]
    list(read_many(example, workers=1))
    read = list(read_many(example, workers=1))
    reading_one = seconds(lambda: list(read_many(example, workers=1))) / len(read)
    print("seconds; memory in MB, the most so far; the last: resolving one report, of the time that reading one takes")
    print(" reports  entries   resolve  one more    status commitments  changes     actor    memory  of reading")
    for size in sizes:
        measure(size, reading_one)


if __name__ == "__main__":
    main()
