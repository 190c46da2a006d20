"""A folder for brat: each report as text and standoff, what may be annotated, and what was exported."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from onrecord.export.annotation.brat import annotation_conf, standoff, visual_conf
from onrecord.export.annotation.marks import EXPORTED, exported, labels, leaving_reports
from onrecord.export.leaving import Leaving


def files(leaving: Leaving) -> Iterator[tuple[str, Iterable[str | bytes]]]:
    """REPORT.txt, REPORT.ann and exported/REPORT.json for each report, then the configuration."""
    known = {label for members in labels().values() for label, _ in members}
    others: set[str] = set()
    for about, text, lines in leaving_reports(leaving):
        others |= {marked.label for _, marked in lines} - known
        yield f"{about.id}.txt", [text]
        yield f"{about.id}.ann", standoff((marked for _, marked in lines), text)
        yield f"{EXPORTED}/{about.id}.json", [exported(about, lines)]
    yield "annotation.conf", [annotation_conf(sorted(others))]
    yield "visual.conf", [visual_conf()]
