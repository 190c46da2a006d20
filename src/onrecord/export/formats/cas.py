"""A folder of UIMA CAS in JSON: a file for each report, its types, and what was exported."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from onrecord.export.annotation.cas import cas, type_system
from onrecord.export.annotation.marks import EXPORTED, exported, leaving_reports
from onrecord.export.leaving import Leaving


def files(leaving: Leaving) -> Iterator[tuple[str, Iterable[str | bytes]]]:
    """REPORT.json and exported/REPORT.json for each report, and the types as typesystem.xml."""
    for about, text, lines in leaving_reports(leaving):
        yield f"{about.id}.json", [cas((marked for _, marked in lines), text, about.language) + "\n"]
        yield f"{EXPORTED}/{about.id}.json", [exported(about, lines)]
    yield "typesystem.xml", [type_system()]
