"""How well the pages of the set are read: their article, what they say of themselves, and the furniture that reaches lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from onrecord.errors import ReportFailed, ReportSkipped
from onrecord.model import BlockKind, Report
from onrecord.pipeline import read_reports
from onrecord.reports import make_report
from tests.pages.make import Page

# words a run; an article is compared by runs so that words of the furniture do not stand for its own
RUN = 4
READ = (BlockKind.DATELINE, BlockKind.HEADING, BlockKind.BODY)
FIELDS = ("title", "published", "updated", "author", "outlet", "url")


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def runs(text: str) -> Counter[tuple[str, ...]]:
    own = words(text)
    return Counter(tuple(own[n : n + RUN]) for n in range(max(1, len(own) - RUN + 1))) if own else Counter()


def f1(page: Page, text: str) -> float:
    """Of a text taken from a page; headline and standfirst may be in it or not."""
    apart = {" ".join(words(line)) for line in (page.story.title, *page.either)}
    found = runs("\n".join(line for line in text.splitlines() if " ".join(words(line)) not in apart))
    truth = runs(page.story.plain)
    both = (found & truth).total()
    return 2 * both / (found.total() + truth.total())


def report_of(page: Page) -> Report | None:
    try:
        return make_report(page.data, page.name)
    except (ReportFailed, ReportSkipped):
        return None


def article(report: Report | None) -> str:
    """What of a report is read."""
    if report is None:
        return ""
    return "\n".join(report.text[b.start : b.end] for b in report.blocks if b.kind in READ)


@dataclass(frozen=True)
class Score:
    """Means over pages: F1, the share of fields right of those that the pages tell, furniture in the article and in lines."""

    pages: int
    f1: float
    right: dict[str, tuple[int, int]]
    furniture: Sequence[tuple[str, str]]
    entries: Sequence[tuple[str, str]]

    def share(self, field: str) -> float:
        right, of = self.right[field]
        return right / of if of else 1.0


def score(pages: Iterable[Page]) -> Score:
    """Read the pages and compare."""
    count, total = 0, 0.0
    right = {field: [0, 0] for field in FIELDS}
    furniture: list[tuple[str, str]] = []
    entries: list[tuple[str, str]] = []
    for page in pages:
        report = report_of(page)
        text = article(report)
        count += 1
        total += f1(page, text)
        for field, is_right in fields(page, report).items():
            right[field][0] += is_right
            right[field][1] += 1
        plain = " ".join(words(text))
        furniture += [(page.name, line) for line in page.furniture if " ".join(words(line)) in plain]
        for reading in read_reports([report] if report else [], reader="rules"):
            spans = {e.evidence[0].sentence for e in reading.entries}
            told = {" ".join(words(reading.report.text[span.start : span.end])) for span in spans}
            entries += [(page.name, line) for line in page.furniture if any(_is_in(line, one) for one in told)]
    return Score(count, total / max(1, count), {k: (a, b) for k, (a, b) in right.items()}, furniture, entries)


def _is_in(line: str, sentence: str) -> bool:
    own = " ".join(words(line))
    return own in sentence or (len(sentence.split()) > 3 and sentence in own)


def fields(page: Page, report: Report | None) -> dict[str, bool]:
    """Of every field that the page tells, whether the report has it right."""
    story = page.story
    truth = {
        "title": story.title,
        "published": story.published.date().isoformat(),
        "updated": story.updated.date().isoformat(),
        "author": story.author,
        "outlet": story.outlet,
        "url": story.url,
    }
    told = {field: field in ("title", "published") or page.says(field) for field in truth}
    return {field: _value(report, field) == wanted for field, wanted in truth.items() if told[field]}


def _value(report: Report | None, field: str) -> str | None:
    known = getattr(report, field, None)
    value = known.value if known is not None else None
    return value[:10] if value and field in ("published", "updated") else value
