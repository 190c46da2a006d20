"""The large record that the pages are measured on can be made."""

from __future__ import annotations

from pathlib import Path

import pytest
from benchmarks import serve

from onrecord.extract.learned import relation
from onrecord.record import open_record


def test_the_record_that_pages_are_measured_on_has_processes_and_threads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # put back afterwards what the benchmark puts in its place
    monkeypatch.setattr(relation, "load_relations", relation.load_relations)
    serve.make(2, tmp_path / "large.onrecord")
    with open_record(tmp_path / "large.onrecord") as record:
        assert record.derived.processes() and record.derived.strands()
