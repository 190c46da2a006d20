"""The ledger of a run: what became of every file and report in it, a line each."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from onrecord.errors import RunStopped
from onrecord.model import Failure, Fetched, Reading, Report

if TYPE_CHECKING:
    from onrecord.record import Put
    from onrecord.run import Unchanged

FIELDS = ("title", "outlet", "published", "url")


def line_of(item: Reading | Report | Failure | Unchanged | Fetched, put: Put | None = None) -> dict[str, Any]:
    """One line: name, state, and what is known of it.

    States: read, same text (as another report's, kept once), would be read, on record, left out, quarantined, failed; of
    addresses: asked, not changed.
    """
    if isinstance(item, Failure):
        return {
            "name": item.name,
            "state": "quarantined" if item.stamp else "left out" if item.skipped else "failed",
            "why": item.why,
            "hint": item.hint,
            "aside": item.aside,
        }
    if isinstance(item, Reading):
        same = put is not None and put.value == "unchanged"
        return _report(item.report, "same text" if same else "read") | {"entries": len(item.entries)}
    if isinstance(item, Fetched):
        return {"name": item.address, "state": "asked" if item.changed else "not changed", "at": item.at}
    if isinstance(item, Report):
        return _report(item, "would be read")
    return {"name": item.name, "state": "on record"}


def _report(report: Report, state: str) -> dict[str, Any]:
    original = report.original
    known = {key: value.value if (value := getattr(report, key)) else None for key in FIELDS}
    known["moment"] = report.moment.value if report.moment else None
    return {
        "name": original.name,
        "state": state,
        "file": original.file,
        "position": original.position,
        "sha256": original.sha256,
        "bytes_sha256": original.bytes_sha256,
        "retrieved": original.retrieved,
        "address": original.address,
        "decoder": report.source.decoder,
        "warnings": list(report.warnings),
        # filled in when all are there
        "reprint_of": None,
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


def write(
    stream: TextIO | None, item: Reading | Report | Failure | Unchanged | Fetched, put: Put | None = None
) -> None:
    """Add a line, where there is a ledger."""
    if stream is not None:
        stream.write(as_line(item, put) + "\n")
        stream.flush()


def as_line(item: Reading | Report | Failure | Unchanged | Fetched, put: Put | None = None) -> str:
    """A line of the ledger as JSON."""
    return json.dumps(line_of(item, put), ensure_ascii=False)


def add_reprints(stream: TextIO | None, path: Path | None, reprints: Mapping[str, str]) -> None:
    """Say in the ledger, when a run is through, which of its reports reprint which; its file is written anew, whole or not at all.

    What is no file, such as a pipe, gets a line for each at its end.
    """
    if stream is None or path is None:
        return
    if not path.is_file():
        for name, first in reprints.items():
            stream.write(json.dumps({"name": name, "reprint_of": first}, ensure_ascii=False) + "\n")
        return
    stream.close()
    made = path.with_name(f".{path.name}-{os.getpid()}")
    try:
        with path.open(encoding="utf-8") as lines, made.open("w", encoding="utf-8", errors="backslashreplace") as out:
            for line in lines:
                known = json.loads(line)
                if "reprint_of" in known:
                    known["reprint_of"] = reprints.get(known["name"])
                out.write(json.dumps(known, ensure_ascii=False) + "\n")
        made.replace(path)
    except OSError as error:
        made.unlink(missing_ok=True)
        raise RunStopped(f"Cannot write {path}: {error.strerror}", hint="Free some space.") from error


def in_words(report: Report) -> str:
    """A report that would be read, on one line for people."""
    known = [value.value for key in ("published", "outlet", "title") if (value := getattr(report, key))]
    return f"{report.original.name}  ({'; '.join([report.source.decoder, *known])})"


def aside_in_words(asides: list[Failure]) -> str:
    """What lay beside the reports and is none, counted by what it is."""
    counted = Counter(failure.why for failure in asides)
    return f"{len(asides)} beside them left out: " + ", ".join(f"{n} × {why}" for why, n in counted.most_common(8))
