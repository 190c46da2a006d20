"""Reading in bulk, measured against the same reading by our own processes, and against bare parsing by the same engine.

python benchmarks/bulk.py [REPORTS] [--workers N] [--reader full|rules]
python benchmarks/bulk.py --sizes 10000,300000 [--words N]    how a run grows: nothing but the runs, each with its memory
by default 300 reports and 2 workers

The reports are those of training/reports, varied, or their first so many words. Every way is measured twice: over a few
reports, and over all of them; the difference is what reading takes, and what is left is what a run costs before it reads. All
in one run, one after the other: the ratios say more than the figures.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from onrecord.bulk.engine import Run, on_daft
from onrecord.bulk.place import Place
from onrecord.bulk.plan import STAGED, Job
from onrecord.bulk.shape import arrival_of, rows_of
from onrecord.bulk.work import Part
from onrecord.errors import ReportSkipped

ROOT = Path(__file__).resolve().parent.parent
FEW = 8
# asked for: of our own processes, of bare parsing, seconds
POOL, PARSING, FIXED = 0.85, 0.6, 5.0


class Parser:
    """A worker that parses the paragraphs of reports and does nothing else."""

    def __init__(self, job: Job) -> None:
        from onrecord.extract.parse import plain_language

        self._place, self._nlp = Place(job.output), plain_language()

    def read(self, parcel: str) -> Part:
        """Parse one partition."""
        from onrecord.extract.parse import paragraphs_of
        from onrecord.reports import arrived_report

        arrivals = [arrival_of(row) for row in rows_of(self._place.read(f"{STAGED}/{parcel}.parquet"))]
        reports = []
        for arrival in arrivals:
            with suppress(ReportSkipped):
                reports.append(arrived_report(arrival))
        for _ in self._nlp.pipe((text for report in reports for _, text in paragraphs_of(report)), batch_size=64):
            pass
        return Part(parcel, len(reports))


def made(folder: Path, count: int, words: int | None = None) -> Path:
    """So many different reports as JSON lines, of the first so many words; each names somebody whom no other names."""
    base = [
        shortened(json.loads(path.read_text(encoding="utf-8"))["text"], words)
        for path in sorted((ROOT / "training/reports").glob("*.gold.json"))
    ]
    target = folder / f"{count}.jsonl"
    with target.open("w", encoding="utf-8") as out:
        for n in range(count):
            name = "".join(chr(ord("a") + int(digit)) for digit in str(n)).capitalize()
            text = f"{base[n % len(base)]}\n\nReport number {n} ends here, Omar {name}li of {name}stan said."
            out.write(json.dumps({"id": str(n), "text": text, "date": "2026-03-01"}) + "\n")
    return target


def shortened(text: str, words: int | None) -> str:
    """A text, or its first so many words in one paragraph."""
    return text if words is None else " ".join(text.split()[:words])


def seconds(work: Callable[..., object], *arguments: object) -> float:
    """How long something takes."""
    begin = time.perf_counter()
    work(*arguments)
    return time.perf_counter() - begin


def loading(reader: str) -> float:
    """Seconds until a process that is new has loaded the models."""
    words = f"from onrecord.bulk.work import load; load({reader!r})"
    return seconds(lambda: subprocess.run([sys.executable, "-c", words], check=True))


def by_bulk(source: Path, reader: str, workers: int) -> None:
    """The whole run, as the command does it."""
    words = ["bulk", str(source), f"{source}-read", "--reader", reader, "--workers", str(workers)]
    _command(words)
    shutil.rmtree(f"{source}-read")


def by_pool(source: Path, reader: str, workers: int) -> None:
    """The same reading by the processes of onrecord read."""
    words = ["read", str(source), "--jsonl", "--reader", reader, "--workers", str(workers)]
    _command(words)


def _command(words: list[str]) -> None:
    done = subprocess.run([sys.executable, "-m", "onrecord.cli", *words], check=False, capture_output=True)
    # a report that is left out is no matter
    if done.returncode > 1:
        raise SystemExit(f"onrecord {' '.join(words)}: {done.stderr.decode()[-500:]}")


def by_parser(source: Path, reader: str, workers: int) -> None:
    """Bare parsing by the same engine, over the same partitions."""
    run = Run(Job(str(source), f"{source}-parsed", reader))
    plan = run.plan(lambda name, words: None, lambda reports: None)
    for part in on_daft(workers, None, Parser)(run.job, [parcel.id for parcel in run.left(plan)]):
        assert part.reports
    shutil.rmtree(f"{source}-parsed")


class Watch:
    """The most memory that the processes below this one had, those of the engine and those that read alike."""

    def __init__(self) -> None:
        self.most, self._over = 0, threading.Event()
        threading.Thread(target=self._look, daemon=True).start()

    def _look(self) -> None:
        while not self._over.wait(0.5):
            self.most = max(self.most, sum(_memory(process) for process in _below(os.getpid())))

    def stop(self) -> int:
        """End; the bytes."""
        self._over.set()
        return self.most


def _below(process: int) -> Iterator[int]:
    parents: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents.setdefault(int(path.read_text().rsplit(")", 1)[1].split()[1]), []).append(int(path.parent.name))
        except (OSError, ValueError):
            continue
    todo = list(parents.get(process, ()))
    while todo:
        yield todo[-1]
        todo += parents.get(todo.pop(), ())


def _memory(process: int) -> int:
    """Its share of what it has in memory: what several have in common is counted once."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)


def grow(folder: Path, sizes: list[int], asked: argparse.Namespace) -> None:
    """Runs over so many reports each: time, processor time and memory, and each against the first."""
    first: float | None = None
    for size in sizes:
        source = made(folder, size, asked.words)
        watch, used = Watch(), _used()
        taken = seconds(by_bulk, source, asked.reader, asked.workers)
        used, most = _used() - used, watch.stop()
        source.unlink()
        first = first or used / size
        print(
            f"{size:,} reports in {taken:,.0f} s, {size / taken:,.0f} a second; {1000 * used / size:.1f} ms of the processor each, "
            f"{used / size / first:.2f} × the first; memory of all processes {most / 1024**2:,.0f} MiB",
            flush=True,
        )


def _used() -> float:
    """Seconds of processor time that the processes below this one took, those that have ended."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def main() -> int:
    """Print the figures as a small table."""
    wanted = argparse.ArgumentParser()
    wanted.add_argument("reports", nargs="?", type=int, default=300)
    wanted.add_argument("--workers", type=int, default=2)
    wanted.add_argument("--reader", default="full")
    wanted.add_argument("--sizes", type=lambda text: [int(size) for size in text.split(",")], default=[])
    wanted.add_argument("--words", type=int)
    asked = wanted.parse_args()
    folder = Path(mkdtemp(prefix="onrecord-bulk-"))
    try:
        if asked.sizes:
            grow(folder, asked.sizes, asked)
            return 0
        few, most = made(folder, FEW, asked.words), made(folder, asked.reports, asked.words)
        ready = loading(asked.reader)
        print(
            f"{asked.reports} reports, {asked.workers} workers, reader {asked.reader}; models loaded in {ready:.1f} s"
        )
        rates: dict[str, float] = {}
        watched = 0
        ways: dict[str, Any] = {"bulk": by_bulk, "pool": by_pool, "parsing": by_parser}
        for name, way in ways.items():
            begin = seconds(way, few, asked.reader, asked.workers)
            watch = Watch()
            whole = seconds(way, most, asked.reader, asked.workers)
            watched = watch.stop() if name == "bulk" else watch.stop() and watched
            rates[name] = (asked.reports - FEW) / (whole - begin)
            print(f"{name:8s} {rates[name]:8.2f} reports a second; {begin:.1f} s for {FEW}, {whole:.1f} s for all")
            if name == "bulk":
                print(f"fixed beyond loading {begin - ready - FEW / rates[name]:.1f} s   (asked: at most {FIXED})")
        print(f"bulk / pool     {rates['bulk'] / rates['pool']:.2f}   (asked: at least {POOL})")
        print(f"bulk / parsing  {rates['bulk'] / rates['parsing']:.2f}   (asked: at least {PARSING})")
        print(f"memory of each worker {watched / asked.workers / 1024**2:,.0f} MiB")
    finally:
        shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
