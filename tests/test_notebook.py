"""In a notebook: what shows itself, and tables as frames."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from onrecord.errors import RecordError
from onrecord.record import open_record
from onrecord.record.frames import TABLES
from onrecord.resolving import told_by
from tests.web_record import Tags, example, hostile


class Frame:
    def __init__(self, columns: dict[str, list[Any]]) -> None:
        self.columns = columns


@pytest.fixture
def pandas(monkeypatch: pytest.MonkeyPatch) -> None:
    made = ModuleType("pandas")
    made.DataFrame = Frame  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "pandas", made)


def test_records_reports_entries_and_timelines_show_themselves(tmp_path: Path) -> None:
    with open_record(example(tmp_path)) as record:
        counted = f"13 reports, {len(record.entries())} entries"
        assert counted in record._repr_html_() and "Highland Front – Ostrana" in record._repr_html_()
        entry = record.entries()[0]
        assert entry.id in entry._repr_html_() and "<blockquote>" in entry._repr_html_()
        shown = record.report(entry.report).report._repr_html_()
        assert entry.report in shown and "outlet" in shown
        timeline = record.timeline()
        assert len(timeline) > 30 and "2025-09" in timeline._repr_html_()
        days = [when for when, *_ in timeline]
        assert days == sorted(days)
        (process,) = record.derived.processes()
        assert len(record.timeline(process)) <= len(timeline) and len(record.timeline("p-none")) == 0


def test_nothing_that_a_report_says_acts_in_a_notebook(tmp_path: Path) -> None:
    with open_record(hostile(tmp_path)) as record:
        entry = record.entries()[0]
        for shown in (entry._repr_html_(), record.report(entry.report).report._repr_html_(), record._repr_html_()):
            tags = {tag for tag, _ in Tags(shown).tags}
            assert tags <= {"div", "b", "table", "thead", "tbody", "tr", "th", "td", "blockquote", "p"}
            assert "\x1b" not in shown and "\u202e" not in shown


@pytest.mark.usefixtures("pandas")
@pytest.mark.parametrize("name", TABLES)
def test_every_table_comes_as_a_frame(tmp_path: Path, name: str) -> None:
    with open_record(example(tmp_path)) as record:
        columns = record.frame(name).columns
        lengths = {len(values) for values in columns.values()}
        assert len(lengths) == 1
        story = told_by(record)
        commitments = [t for t in story.threads.values() if t.kind == "commitment"]
        expected = {
            "entries": record.count(), "reports": 13, "verdicts": 0, "commitments": len(commitments),
            "meetings": len(story.meetings),
        }  # fmt: skip
        (rows,) = lengths
        assert rows == expected.get(name, rows) and (rows or name == "verdicts")
        if name == "commitments":
            assert {"maker", "form", "status", "about"} <= columns.keys() and "Velmark" in set(columns["maker"])


def test_without_a_library_one_is_told_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("pandas", "polars"):
        monkeypatch.setitem(sys.modules, name, None)
    with open_record(example(tmp_path)) as record:
        with pytest.raises(RecordError, match="A frame needs pandas or polars") as error:
            record.frame("entries")
        assert "python -m pip install pandas" in error.value.hint
        with pytest.raises(RecordError, match="No table 'songs'"):
            record.frame("songs")
        with pytest.raises(RecordError, match="No frames of 'dask'"):
            record.frame("entries", library="dask")
