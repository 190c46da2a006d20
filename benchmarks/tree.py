"""A tree of mixed files read twice, and how much of reading is decoding and finding the main text.

python benchmarks/tree.py 5000     so many files: text, saved pages, PDF, DOCX, RTF, messages, JSON lines, short ones

The first pass reads by the rules, into a record; the second finds all on record. Both are runs of the command with what it
starts: times include its start, memory is of all its processes.
"""

from __future__ import annotations

import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests import makefiles as make  # noqa: E402
from tests.pages.make import pages  # noqa: E402
from tests.reprinted.make import dispatches  # noqa: E402
from tests.sheets import sheet  # noqa: E402
from tests.test_mail import message  # noqa: E402

from onrecord.model import Report  # noqa: E402
from onrecord.pipeline import read_reports  # noqa: E402
from onrecord.reports import make_report  # noqa: E402

READER = "rules"


def files(count: int) -> Iterator[tuple[str, bytes]]:
    """So many files of all kinds, all different, each of one or two paragraphs."""
    texts = dispatches()
    for n in range(count):
        number = f"Report number {n} ends here, the envoy said."
        words = " ".join(texts[n % len(texts)]).encode("cp1252", "ignore").decode("cp1252").split()[:60]
        body = f"{' '.join(words)} {number}"
        kind = n % 10
        if kind < 4:
            yield f"{n % 97}/{n}.txt", body.encode()
        elif kind < 6:
            page = f"<html><head><title>Talks {n}</title></head><body><nav>Home</nav><article><p>{body}</p></article></body></html>"
            yield f"{n % 97}/{n}.html", page.encode()
        elif kind == 6:
            yield f"{n % 97}/{n}.docx", make.docx(make.word(body.replace("&", "and").replace("<", "")))
        elif kind == 7:
            yield f"{n % 97}/{n}.eml", bytes(message(body))
        elif kind == 8:
            plain = body.encode("ascii", "ignore").decode().translate({92: None, 123: None, 125: None})
            yield f"{n % 97}/{n}.rtf", b"{\\rtf1\\ansi " + plain.encode() + b"}"
        else:
            yield f"{n % 97}/{n}.pdf", make.pdf([make.column(body.translate({40: None, 41: None, 92: None}))])


@dataclass
class Run:
    """What one run of the command took: seconds, and the memory of its processes together, in MB, as so many were on record."""

    seconds: float
    memory: list[tuple[int, float]]
    said: str

    def at(self, share: float) -> float:
        """The most memory when about this share of the reports was on record: a twentieth before, or just then."""
        every = self.memory[-1][0]
        near = [m for count, m in self.memory if (share - 0.05) * every <= count <= share * every]
        return max(near or [megabytes for _, megabytes in self.memory])


def command(tree: Path, record: Path) -> Run:
    """Read a tree into a record by the command, and watch it."""
    words = ["read", str(tree), "--record", str(record), "--reader", READER]
    start, memory = time.perf_counter(), [(0, 0.0)]
    run = subprocess.Popen(
        [sys.executable, "-m", "onrecord.cli", *words], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    while run.poll() is None:
        time.sleep(1)
        memory.append((on_record(record), resident(run.pid)))
    said = (run.stderr.read() if run.stderr else "").strip().splitlines()
    return Run(time.perf_counter() - start, [m for m in memory if m[1]], said[0] if said else "")


def on_record(record: Path) -> int:
    """How many reports a record holds so far."""
    try:
        with closing(sqlite3.connect(f"file:{record}?mode=ro", uri=True, timeout=5)) as connection:
            return int(connection.execute("SELECT count(*) FROM reports").fetchone()[0])
    except sqlite3.Error:
        return 0


def resident(process: int) -> float:
    """The memory of a process and of those it started, in MB."""
    pages = 0
    for one in (
        str(process),
        *(child for path in Path(f"/proc/{process}/task").glob("*/children") for child in _words(path)),
    ):
        fields = _words(Path(f"/proc/{one}/statm"))
        pages += int(fields[1]) if fields else 0
    return pages * resource.getpagesize() / 1024**2


def _words(path: Path) -> list[str]:
    try:
        return path.read_text().split()
    except OSError:
        return []


def twice(count: int, folder: Path) -> None:
    """Read a tree twice."""
    for name, data in files(count):
        path = folder / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    record = folder / "tree.onrecord"
    first = command(folder / "in", record)
    print(f"{count:,} files: first pass {count / first.seconds:,.0f} a second; {first.said}")
    early, late = first.at(0.25), first.at(1.0)
    print(f"  memory {early:,.0f} MB after a quarter, {late:,.0f} MB at the end ({late / early:.2f} ×)")
    second = command(folder / "in", record)
    highest = max(megabytes for _, megabytes in second.memory)
    print(f"  second pass {count / second.seconds:,.0f} files a second, at most {highest:,.0f} MB; {second.said}")


def share() -> None:
    """Of the time that reading takes, what decoding and finding the main text take, by form."""
    texts = dispatches()[:60]
    samples = {
        "saved pages": [(page.data, page.name) for page in pages() if page.language == "en"][:60],
        "PDF": [
            (sheet("A communique of both", [p.encode("ascii", "ignore").decode() for p in text], 2, n), "a.pdf")
            for n, text in enumerate(texts)
        ],
        "DOCX": [
            (make.docx("".join(make.word(p.replace("&", "and").replace("<", "")) for p in text)), "a.docx")
            for text in texts
        ],
        "text": [("\n\n".join(text).encode(), "a.txt") for text in texts],
    }
    for form, some in samples.items():
        start = time.process_time()
        reports: list[Report] = [make_report(data, name) for data, name in some]
        decoding = time.process_time() - start
        start = time.process_time()
        for _ in read_reports(reports):
            pass
        reading = time.process_time() - start
        print(f"  {form:12s} {decoding / (decoding + reading):6.1%} of the time goes into decoding and main text")


def main() -> None:
    """Print the figures."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000
    list(read_reports([make_report(b"The envoy said that talks would resume on Monday in Vienna.", "a.txt")]))
    share()
    with tempfile.TemporaryDirectory() as folder:
        twice(count, Path(folder))


if __name__ == "__main__":
    main()
