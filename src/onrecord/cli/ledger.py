"""The ledger of a run: what became of every file and report in it, a line each."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from onrecord.errors import RunStopped
from onrecord.model import Failure, Reading, Report

if TYPE_CHECKING:
    from onrecord.run import Unchanged

FIELDS = ("title", "outlet", "published", "url")


def line_of(item: Reading | Report | Failure | Unchanged) -> dict[str, Any]:
    """One line: name, state (read, would be read, on record, left out, failed), and what is known of it."""
    if isinstance(item, Failure):
        return {
            "name": item.name,
            "state": "left out" if item.skipped else "failed",
            "why": item.why,
            "hint": item.hint,
            "aside": item.aside,
        }
    if isinstance(item, Reading):
        return _report(item.report, "read") | {"entries": len(item.entries)}
    if isinstance(item, Report):
        return _report(item, "would be read")
    return {"name": item.name, "state": "on record"}


def _report(report: Report, state: str) -> dict[str, Any]:
    original = report.original
    known = {key: value.value if (value := getattr(report, key)) else None for key in FIELDS}
    return {
        "name": original.name,
        "state": state,
        "file": original.file,
        "position": original.position,
        "sha256": original.sha256,
        "decoder": report.source.decoder,
        **known,
    }


@contextmanager
def ledger(path: Path | None) -> Iterator[TextIO | None]:
    """The file that the ledger is written to as the run goes on, or None."""
    if path is None:
        yield None
        return
    try:
        stream = path.open("w", encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise RunStopped(f"Cannot write {path}: {error.strerror}", hint="Choose another place.") from error
    with stream:
        yield stream


def write(stream: TextIO | None, item: Reading | Report | Failure | Unchanged) -> None:
    """Add a line, where there is a ledger."""
    if stream is not None:
        stream.write(as_line(item) + "\n")
        stream.flush()


def as_line(item: Reading | Report | Failure | Unchanged) -> str:
    """A line of the ledger as JSON."""
    return json.dumps(line_of(item), ensure_ascii=False)


def in_words(report: Report) -> str:
    """A report that would be read, on one line for people."""
    known = [value.value for key in ("published", "outlet", "title") if (value := getattr(report, key))]
    return f"{report.original.name}  ({'; '.join([report.source.decoder, *known])})"


def aside_in_words(asides: list[Failure]) -> str:
    """What lay beside the reports and is none, counted by what it is."""
    counted = Counter(failure.why for failure in asides)
    return f"{len(asides)} beside them left out: " + ", ".join(f"{n} × {why}" for why, n in counted.most_common(8))
