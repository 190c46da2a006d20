"""Speed and memory of reading, as ratios of processor time within one run: bare spaCy parsing of the same texts is 1.

make bench                     about six minutes
python benchmarks/speed.py 2500   so many reports (made from our own benchmark texts), and four times as many for memory
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from onrecord.config import DEFAULT
from onrecord.extract.learned.features import Chunk
from onrecord.extract.learned.model import Model, Scores
from onrecord.extract.parse import paragraphs_of, parse, plain_language
from onrecord.model import Report
from onrecord.pipeline import read_reports
from onrecord.reports import make_report

PIECE = 20
ROOT = Path(__file__).resolve().parent.parent


def texts() -> list[str]:
    """The texts of the open half of the benchmark and of the examples."""
    found = [
        json.loads(p.read_text(encoding="utf-8"))["text"]
        for p in sorted((ROOT / "tests/benchmark/open").glob("*.gold.json"))
    ]
    return found + [p.read_text(encoding="utf-8") for p in sorted((ROOT / "src/onrecord/data/examples").glob("*.txt"))]


def reports(count: int) -> Iterator[Report]:
    """So many different reports, made by varying the texts; each names somebody whom no other names."""
    base = texts()
    for n in range(count):
        name = "".join(chr(ord("a") + int(digit)) for digit in str(n)).capitalize()
        yield make_report(
            f"{base[n % len(base)]}\n\nReport number {n} ends here, Omar {name}li of {name}stan said.".encode(),
            f"{n}.txt",
        )


def of_network(sample: list[Report]) -> float:
    """Seconds that the network takes to read the sample."""
    taken, score = 0.0, Model.scores

    def timed(model: Model, chunk: Chunk) -> Scores:
        nonlocal taken
        start = time.process_time()
        scores = score(model, chunk)
        taken += time.process_time() - start
        return scores

    Model.scores = timed  # type: ignore[method-assign, assignment]
    for _ in read_reports(sample):
        pass
    Model.scores = score  # type: ignore[method-assign]
    return taken


def silent(sample: list[Report]) -> float:
    """The share of sentences on which no line stands."""
    sentences = told = 0
    for reading in read_reports(sample[:PIECE]):
        sentences += sum(len(parsed.sentences) for parsed in parse([reading.report]))
        told += len({e.evidence[0].sentence for e in reading.entries})
    return 1 - told / max(1, sentences)


def main() -> int:
    """Print the figures as a small table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    nlp = plain_language()
    sample = list(reports(count))
    words = sum(len(r.text.split()) for r in sample)
    list(nlp.pipe(["Warm up."]))
    list(read_reports(sample[:2]))
    print(f"{count} reports, {words:,} words")
    parsing, network = 0.0, 0.0
    taken = {"rules": 0.0, DEFAULT: 0.0}
    entries = dict.fromkeys(taken, 0)
    # a few reports at a time in each way, so that a slow minute of the machine falls on all of them
    for n in range(0, count, PIECE):
        piece = sample[n : n + PIECE]
        start = time.process_time()
        for _ in nlp.pipe((text for r in piece for _, text in paragraphs_of(r)), batch_size=64):
            pass
        parsing += time.process_time() - start
        for reader in taken:
            start = time.process_time()
            entries[reader] += sum(len(reading.entries) for reading in read_reports(piece, reader=reader))
            taken[reader] += time.process_time() - start
        network += of_network(piece)
    for reader, reading in taken.items():
        print(
            f"reading ({reader}) / bare parsing {reading / parsing:6.2f}   "
            f"({words / reading:,.0f} words a second, {entries[reader]:,} entries)"
        )
    print(f"of it the network / bare parsing {network / parsing:6.2f}; sentences without a line {silent(sample):.0%}")
    start = time.process_time()
    for _ in read_reports(sample[: count // 2]):
        pass
    part = time.process_time() - start
    start = time.process_time()
    for _ in read_reports(sample):
        pass
    print(f"whole / half of the reports   {(time.process_time() - start) / part:.2f}   (2 is linear)")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _ in read_reports(reports(4 * count)):
        pass
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"memory after {4 * count} more reports   {after / before:.2f} × what it was ({after / 1024:,.0f} MiB)")
    for words_ in (["--help"], ["read", "src/onrecord/data/examples/1-harbour-talks.txt"]):
        start = time.perf_counter()
        subprocess.run([Path(sys.executable).parent / "onrecord", *words_], cwd=ROOT, check=True, capture_output=True)
        print(f"onrecord {' '.join(words_)[:24]:26s} {time.perf_counter() - start:.2f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
