"""Speed and memory of reading, as ratios within one run: bare spaCy parsing of the same texts is 1.

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

from onrecord.extract.learned.features import Chunk
from onrecord.extract.learned.model import Model, Scores
from onrecord.extract.parse import language, paragraphs_of, parse
from onrecord.model import Report
from onrecord.pipeline import DEFAULT, read_reports
from onrecord.reports import make_report

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


def parts(sample: list[Report]) -> tuple[float, float]:
    """Seconds that the network takes to read the sample, and the share of sentences on which no line stands."""
    taken, score = 0.0, Model.scores

    def timed(model: Model, chunk: Chunk) -> Scores:
        nonlocal taken
        start = time.perf_counter()
        scores = score(model, chunk)
        taken += time.perf_counter() - start
        return scores

    Model.scores = timed  # type: ignore[method-assign]
    sentences = told = 0
    for reading in read_reports(sample):
        sentences += sum(len(parsed.sentences) for parsed in parse([reading.report]))
        told += len({e.evidence[0].sentence for e in reading.entries})
    Model.scores = score  # type: ignore[method-assign]
    return taken, 1 - told / max(1, sentences)


def main() -> int:
    """Print the figures as a small table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    nlp = language()
    sample = list(reports(count))
    words = sum(len(r.text.split()) for r in sample)
    list(nlp.pipe(["Warm up."]))
    start = time.perf_counter()
    for _ in nlp.pipe((piece for r in sample for _, piece in paragraphs_of(r)), batch_size=64):
        pass
    parsing = time.perf_counter() - start
    print(f"{count} reports, {words:,} words")
    for reader in ("rules", DEFAULT):
        start = time.perf_counter()
        entries = sum(len(reading.entries) for reading in read_reports(sample, reader=reader))
        reading = time.perf_counter() - start
        print(
            f"reading ({reader}) / bare parsing {reading / parsing:6.2f}   ({words / reading:,.0f} words a second, {entries:,} entries)"
        )
    network, bare = parts(sample)
    print(f"of it the network / bare parsing {network / parsing:6.2f}; sentences without a line {bare:.0%}")
    half = sample[: count // 2]
    start = time.perf_counter()
    for _ in read_reports(half):
        pass
    part = time.perf_counter() - start
    print(f"whole / half of the reports   {reading / part:.2f}   (2 is linear)")
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
