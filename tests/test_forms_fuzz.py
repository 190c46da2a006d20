"""However the bytes of a file are spoilt, it is read or named; nothing breaks, and nothing goes on for ever."""

from __future__ import annotations

import gzip
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onrecord.errors import ReportFailed, ReportSkipped
from onrecord.model import Arrival, Failure
from onrecord.reports import arrived_report, document_text
from onrecord.sources import Found, How, arrivals
from tests import makefiles as make
from tests.arrive import BODY, OTHER
from tests.badfiles import PAGE
from tests.test_archives import ATOM, RECORDS, RSS, tar
from tests.test_mail import message
from tests.test_press import LAYOUTS, STORIES
from tests.test_tables import HEADER, OBJECTS, ROWS, as_csv, as_parquet, as_xlsx

HOW = How(text_of=document_text)
SAMPLES: dict[str, bytes] = {
    "text": BODY.encode(),
    "html": PAGE.encode(),
    "pdf": make.pdf([make.column(BODY), make.column(OTHER)], title="Talks in Vienna"),
    "docx": make.docx(make.word(BODY), title="Talks in Vienna"),
    "odt": make.odt(f"<text:p>{BODY}</text:p>"),
    "epub": make.epub([f"<p>{BODY}</p>", f"<p>{OTHER}</p>"]),
    "rtf": b"{\\rtf1\\ansi N\\'fa\\u8220? " + BODY.encode() + b"\\par}",
    "eml": bytes(message(BODY)),
    "mbox": b"From x@y Tue Mar 17 09:00:00 2026\n" + bytes(message(BODY)) + b"\n",
    "csv": as_csv([HEADER, *ROWS]).encode(),
    "xlsx": as_xlsx([HEADER, *ROWS]),
    "parquet": as_parquet(OBJECTS),
    "json": json.dumps(OBJECTS).encode(),
    "jsonl": "\n".join(json.dumps(o) for o in OBJECTS).encode(),
    "zip": make.packed({"a.txt": BODY, "b.html": PAGE}),
    "tar": tar({"a.txt": BODY, "b.html": PAGE}),
    "gz": gzip.compress(tar({"a.txt": BODY})),
    "rss": RSS.encode(),
    "atom": ATOM.encode(),
    "warc": b"".join(RECORDS),
    **{layout.__name__: layout(STORIES[:3]).encode() for layout in LAYOUTS},
}


def outcome(data: bytes) -> list[str]:
    """What becomes of some bytes; raises what should never come out."""
    found = []
    for item in arrivals(Found("x", None, data), HOW):
        if isinstance(item, Failure):
            found.append(f"failed: {item.why}")
            continue
        assert isinstance(item, Arrival)
        try:
            report = arrived_report(item)
            assert all(report.text[b.start : b.end] for b in report.blocks)
            found.append("read")
        except (ReportFailed, ReportSkipped) as error:
            found.append(f"failed: {error}")
    return found


def spoilt(data: bytes, cuts: list[tuple[float, int, bytes]]) -> bytes:
    """The bytes with some places cut out or overwritten."""
    for place, length, instead in cuts:
        at = int(place * len(data))
        data = data[:at] + instead + data[at + length :]
    return data


CUTS = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 40), st.binary(max_size=6)), min_size=1, max_size=4)


@pytest.mark.parametrize("form", SAMPLES)
def test_whole_samples_are_read(form: str) -> None:
    assert "read" in outcome(SAMPLES[form])


@pytest.mark.parametrize("form", SAMPLES)
@settings(max_examples=15, deadline=20_000, suppress_health_check=[HealthCheck.too_slow])
@given(cuts=CUTS)
def test_spoilt_files_are_read_or_named(form: str, cuts: list[tuple[float, int, bytes]]) -> None:
    outcome(spoilt(SAMPLES[form], cuts))
