"""A tree of mixed files read twice, and how much of reading is decoding and finding the main text.

python benchmarks/tree.py 5000     so many files: text, saved pages, PDF, DOCX, RTF, messages, JSON lines, short ones

The first pass reads by the rules, into a record; the second finds all on record. Memory is the most so far.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests import makefiles as make  # noqa: E402
from tests.pages.make import pages  # noqa: E402
from tests.reprinted.make import dispatches  # noqa: E402
from tests.sheets import sheet  # noqa: E402
from tests.test_mail import message  # noqa: E402

from onrecord.model import Reading, Report  # noqa: E402
from onrecord.pipeline import READERS, read_reports  # noqa: E402
from onrecord.record import open_record  # noqa: E402
from onrecord.reports import make_report  # noqa: E402
from onrecord.run import Unchanged, read_many  # noqa: E402

READER = "rules"


def files(count: int) -> list[tuple[str, bytes]]:
    """So many files of all kinds, all different, each of one or two paragraphs."""
    texts = dispatches()
    found = []
    for n in range(count):
        number = f"Report number {n} ends here, the envoy said."
        words = " ".join(texts[n % len(texts)]).encode("cp1252", "ignore").decode("cp1252").split()[:60]
        body = f"{' '.join(words)} {number}"
        kind = n % 10
        if kind < 4:
            found.append((f"{n % 97}/{n}.txt", body.encode()))
        elif kind < 6:
            page = f"<html><head><title>Talks {n}</title></head><body><nav>Home</nav><article><p>{body}</p></article></body></html>"
            found.append((f"{n % 97}/{n}.html", page.encode()))
        elif kind == 6:
            found.append((f"{n % 97}/{n}.docx", make.docx(make.word(body.replace("&", "and").replace("<", "")))))
        elif kind == 7:
            found.append((f"{n % 97}/{n}.eml", bytes(message(body))))
        elif kind == 8:
            plain = body.encode("ascii", "ignore").decode()
            found.append(
                (
                    f"{n % 97}/{n}.rtf",
                    b"{\\rtf1\\ansi " + plain.replace("\\", "").replace("{", "").replace("}", "").encode() + b"}",
                )
            )
        else:
            found.append((f"{n % 97}/{n}.pdf", make.pdf([make.column(body.translate({40: None, 41: None, 92: None}))])))
    return found


def memory() -> float:
    """The most memory so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def twice(count: int, folder: Path) -> None:
    """Read a tree twice."""
    for name, data in files(count):
        path = folder / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    with open_record(folder / "tree.onrecord") as record:

        def already(sha256: str, name: str) -> bool:
            return record.has(sha256, record_reader, name)

        record_reader = READERS[READER]
        start, quarter, kept = time.perf_counter(), 0.0, 0
        for item in read_many([str(folder / "in")], reader=READER, already=already):
            if isinstance(item, Reading):
                record.put(item)
                kept += 1
                quarter = quarter or (memory() if kept >= count // 4 else 0.0)
        first = time.perf_counter() - start
        print(f"{count:,} files: first pass {count / first:,.0f} a second, {kept:,} reports kept")
        print(f"  memory {quarter:,.0f} MB after a quarter, {memory():,.0f} MB at the end ({memory() / quarter:.2f} ×)")
        start = time.perf_counter()
        known = sum(
            isinstance(item, Unchanged) for item in read_many([str(folder / "in")], reader=READER, already=already)
        )
        second = time.perf_counter() - start
        print(f"  second pass {count / second:,.0f} files a second, {known:,} on record; memory {memory():,.0f} MB")


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
