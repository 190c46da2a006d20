"""Main text and metadata of saved pages: Onrecord and other programs on the set of pages in tests/pages.

python benchmarks/pages.py          pages that are looked at, those that are set apart, and all; what is not installed is named
python benchmarks/pages.py --misses each miss on the pages that are looked at

The others are asked as their manuals show, with what keeps comments and tables out. F1 is of runs of four words; headline and
standfirst may be in a text or not. To have them all: pip install resiliparse readability-lxml.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.pages.make import Page, pages  # noqa: E402
from tests.pages.score import FIELDS, article, f1, fields, report_of, score  # noqa: E402

from onrecord.reports.fragment import text_of  # noqa: E402

Extractor = Callable[[bytes], str]


def by_trafilatura() -> Extractor:
    """Trafilatura alone."""
    from trafilatura import extract

    return lambda data: extract(data, include_comments=False, include_tables=False) or ""


def by_resiliparse() -> Extractor:
    """Resiliparse alone."""
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.encoding import bytes_to_str, detect_encoding

    return lambda data: extract_plain_text(
        bytes_to_str(data, detect_encoding(data)), main_content=True, alt_texts=False
    )


def by_readability() -> Extractor:
    """Readability (readability-lxml) alone."""
    from readability import Document

    return lambda data: text_of(Document(data).summary())


OTHERS = {"trafilatura": by_trafilatura, "resiliparse": by_resiliparse, "readability": by_readability}


def compare(some: list[Page]) -> None:
    """F1 of each program, and how long it takes beside trafilatura."""

    def by_us() -> Extractor:
        return lambda data: article(report_of(Page("page", data, some[0].story, (), ())))

    taken: dict[str, float] = {}
    for name, make in {"onrecord": by_us, **OTHERS}.items():
        try:
            extract = make()
        except ImportError:
            print(f"  {name:12s} is not installed")
            continue
        start, total, bad = time.process_time(), 0.0, 0
        for page in some:
            try:
                total += f1(page, extract(page.data))
            except Exception:  # another program's failure is its miss
                bad += 1
        taken[name] = time.process_time() - start
        print(
            f"  {name:12s} F1 {total / len(some):.3f}   {taken[name] / taken['onrecord']:5.2f} × our time"
            + (f"   {bad} failed" if bad else "")
        )


def misses(some: list[Page]) -> None:
    """What goes wrong on pages that may be looked at."""
    for page in some:
        report = report_of(page)
        wrong = [field for field, right in fields(page, report).items() if not right]
        value = f1(page, article(report))
        if wrong or value < 0.97:
            print(
                f"{page.name:40s} F1 {value:.3f} wrong: {', '.join(f'{w}={getattr(report, w, None)}' for w in wrong)}"
            )
    found = score(some)
    for name, line in found.furniture:
        print(f"{name:40s} furniture {'in lines' if (name, line) in found.entries else 'read'}: {line}")


def main() -> None:
    """Print the figures."""
    every = [page for page in pages() if page.language == "en"]
    near = [page for page in every if not page.is_apart]
    if "--misses" in sys.argv:
        misses(near)
        return
    for what, some in (("looked at", near), ("set apart", [page for page in every if page.is_apart]), ("all", every)):
        found = score(some)
        print(f"{what}: {found.pages} pages of {len({p.layout for p in some})} layouts")
        compare(some)
        print("  right of those told: " + ", ".join(f"{f} {found.share(f):.3f} of {found.right[f][1]}" for f in FIELDS))
        print(
            f"  furniture: {sum(len(p.furniture) for p in some)} lines; read {len(found.furniture)}, in entries {len(found.entries)}"
        )
    foreign = [page for page in pages() if page.language != "en"]
    print(f"pages in other languages named and not read: {sum(named(page) for page in foreign)} of {len(foreign)}")


def named(page: Page) -> bool:
    """Whether the language of a page that is not read is named."""
    from onrecord.errors import ReportSkipped
    from onrecord.reports import make_report

    try:
        make_report(page.data, page.name)
    except ReportSkipped as error:
        return f"({page.language})" in str(error)
    return False


if __name__ == "__main__":
    main()
