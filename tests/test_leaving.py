"""A record in the formats of other programs: what all of them share."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from onrecord.cli.exchange import as_bytes
from onrecord.export.formats import FORMATS
from onrecord.export.leaving import Leaving
from onrecord.exporting import leaving
from onrecord.record import open_record
from onrecord.resolving import told_by
from onrecord.story import chief
from tests.test_cli import run
from tests.web_record import example, hostile


def whole(name: str, held: Leaving) -> dict[str, bytes]:
    """All files of a format by their paths; "" is that of a format of one."""
    form = FORMATS[name]
    files = form.files(held) if form.folder else iter([("", form.write(held))])
    return {path: b"".join(map(as_bytes, pieces)) for path, pieces in files}


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_the_same_record_leaves_as_the_same_bytes(name: str, held: Leaving, tmp_path: Path) -> None:
    first = whole(name, held)
    assert sum(map(len, first.values())) > 100
    with open_record(held_path(tmp_path)) as record:
        assert whole(name, leaving(record, told_by(record))) == first


def held_path(folder: Path) -> Path:
    return next(folder.glob("*.onrecord"))


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_names_and_words_that_try_to_act_leave_too(name: str, tmp_path: Path) -> None:
    with open_record(hostile(tmp_path)) as record:
        assert whole(name, leaving(record, told_by(record)))


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_an_empty_record_leaves_as_well(name: str, tmp_path: Path) -> None:
    with open_record(tmp_path / "none.onrecord") as record:
        whole(name, leaving(record, told_by(record)))


def test_one_process_by_a_day_and_with_what_is_sure_enough(tmp_path: Path) -> None:
    with open_record(example(tmp_path)) as record:
        story = told_by(record)
        every = list(leaving(record, story).lines())
        assert [one.entry for one in every] == record.entries()
        process = chief(story)[0]
        own = list(leaving(record, story, process=process).lines())
        assert own and {one.entry.report for one in own} <= set(process.reports)
        day = sorted(one.told for one in every if one.told)[len(every) // 2]
        until = leaving(record, story, as_of=day)
        assert {one.told for one in until.lines()} == {one.told for one in every if one.told and one.told <= day}
        middle = sorted(one.entry.confidence for one in every)[len(every) // 2]
        sure = list(leaving(record, story, min_confidence=middle).lines())
        assert 0 < len(sure) < len(every) and all(one.entry.confidence >= middle for one in sure)
        assert not list(leaving(record, story, reviewed=True).lines())
        assert not leaving(record, story, with_texts=False).texts(list(story.processes[process.id].reports))


def test_each_line_has_its_process_in_whatever_order_reports_are_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("onrecord.exporting.AT_ONCE", 3)
    with open_record(example(tmp_path)) as record:
        held = leaving(record, told_by(record))
        every = {one: record.shelved.processes_in(one) for one in held.reports}
        assert len(every) > 6 and any(every.values())
        for order in (list(every), list(every)[::-1]):
            assert {one: dict(held.processes_in(one)) for one in order} == every
        assert held.processes_in("r-none") == {}


def test_export_writes_what_entries_prints(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record = str(example(tmp_path))
    status, printed, _ = run(capsys, "export", "entries", "--record", record)
    assert status == 0
    assert printed == run(capsys, "entries", "--jsonl", "--record", record)[1]
    out = tmp_path / "lines.jsonl"
    status, printed, _ = run(capsys, "export", "entries", "--record", record, "--out", str(out))
    assert status == 0 and not printed
    assert [json.loads(line)["id"] for line in out.read_text().splitlines()]
    assert not list(tmp_path.glob("*.part"))


def test_a_format_that_is_none_is_named_with_those_like_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, _, said = run(capsys, "export", "entires", "--record", str(example(tmp_path)))
    assert status == 2 and "entries" in said


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, _, said = run(
        capsys, "export", "entries", "--record", str(example(tmp_path)), "--out", str(tmp_path / "no" / "a")
    )
    assert status == 2 and "Cannot write" in said
