"""A record as Parquet tables: what they hold, that the page on them says so, and that its queries print what it says."""

from __future__ import annotations

import builtins
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from onrecord.export.formats import FORMATS, parquet
from onrecord.export.formats.tables import TABLES
from onrecord.exporting import leaving
from onrecord.model.story import wholes
from onrecord.record import open_record
from onrecord.resolving import told_by
from tests.test_cli import run
from tests.web_record import example
from tests.worked import PAGE, blocks, columns
from tests.worked import run as printed_by

pytest.importorskip("pyarrow")
from pyarrow import parquet as reader

STALE = "docs/analysis.md is stale: run “python tools/analysis.py”"
WORKED = list(blocks(PAGE.read_text(encoding="utf-8")))


def tables(folder: Path, record: Path | None = None, **options: Any) -> Path:
    """The folder with the tables of a record, by default of the example."""
    with open_record(record or example(folder)) as kept:
        for name, pieces in FORMATS["parquet"].files(leaving(kept, told_by(kept), **options)):
            (folder / name).write_bytes(b"".join(p if isinstance(p, bytes) else p.encode() for p in pieces))
    return folder


def rows(folder: Path, name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = reader.read_table(folder / f"{name}.parquet").to_pylist()
    return found


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    yield tables(tmp_path_factory.mktemp("tables"))


def test_the_page_has_every_column_with_its_type_and_meaning() -> None:
    assert columns() in PAGE.read_text(encoding="utf-8"), STALE
    assert all(c.meaning and c.type for table in TABLES for c in table.columns)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_file_has_the_columns_of_the_page(table: Any, made: Path) -> None:
    schema = reader.read_schema(made / f"{table.name}.parquet")
    shown = [
        (
            f.name,
            str(f.type).replace("item: ", "").replace("element: ", "").replace("[day]", ""),
            f.metadata[b"meaning"].decode(),
        )
        for f in schema
    ]
    assert shown == list(table.columns)
    assert reader.read_metadata(made / f"{table.name}.parquet").num_rows > 0


def test_there_are_ten_questions_and_more() -> None:
    assert len(WORKED) >= 10 and {block.needs for block in WORKED} == {"duckdb", "polars", "pandas"}


@pytest.mark.parametrize("number", range(len(WORKED)), ids=lambda n: f"{n + 1}-{WORKED[n].needs}")
def test_a_query_prints_what_the_page_says(number: int, made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    block = WORKED[number]
    pytest.importorskip(block.needs)
    monkeypatch.chdir(made)
    printed = printed_by(block)
    assert len(printed.splitlines()) > 2, "the example has nothing to show"
    assert printed == block.printed, STALE


def test_the_tables_hold_what_the_record_holds(tmp_path: Path) -> None:
    path = example(tmp_path)
    made = tables(tmp_path, path)
    with open_record(path) as record:
        story, lines = told_by(record), record.lines()
        families = record.derived.families(line.entry.report for line in lines)
    entries = rows(made, "entries")
    assert [row["entry"] for row in entries] == [line.entry.id for line in lines]
    for row, line in zip(entries, lines, strict=True):
        entry = line.entry
        assert (row["start"], row["end"]) == (entry.evidence[0].start, entry.evidence[0].end)
        assert row["negated"] is entry.negated and row["confidence"] == entry.confidence
        assert (
            str(row["told"]) == line.told and (str(row["earliest"]) if row["earliest"] else None) == entry.time.earliest
        )
        assert row["dispatch"] == families[entry.report] and row["is_reprint"] == (row["dispatch"] != row["report"])
        assert (
            row["form"] == (entry.form.value if entry.form else None) and row["style"] == entry.attribution.style.value
        )
    assert any(row["is_reprint"] for row in entries)
    marks = {mark.entry: mark.process for mark in story.marks_in(None)}
    assert {row["entry"]: row["process"] for row in entries} == marks
    slots = Counter((row["entry"], row["slot"]) for row in rows(made, "entry_actors"))
    for line in lines:
        assert slots[line.entry.id, "actor"] == len(line.entry.actors)
        assert slots[line.entry.id, "speaker"] == len(line.entry.attribution.speakers)
    parties = {row["actor"]: row["party"] for row in rows(made, "entry_actors") if row["actor"]}
    assert parties and all(party == wholes(actor, story.actors)[-1] for actor, party in parties.items())
    steps = rows(made, "thread_steps")
    assert len(steps) == sum(len(thread.steps) for thread in story.threads.values())
    status = {(row["thread"], row["by"], row["status"]) for row in rows(made, "thread_status")}
    assert status == {(t.id, by, said.value) for t in story.threads.values() for by, said in t.status}
    assert len(rows(made, "meeting_tellings")) == sum(len(meeting.tellings) for meeting in story.meetings.values())


def test_words_stand_where_the_offsets_say(made: Path) -> None:
    texts = {row["report"]: row["text"] for row in rows(made, "texts")}
    of = {row["entry"]: row["report"] for row in rows(made, "entries")}
    pieces = rows(made, "evidence")
    assert len(pieces) >= len(of)
    assert all(texts[of[p["entry"]]][p["start"] : p["end"]] == p["text"] for p in pieces)


def test_texts_stay_where_they_are_to_stay_and_a_day_leaves_out_what_was_told_later(tmp_path: Path) -> None:
    made = tables(tmp_path, example(tmp_path), with_texts=False, as_of="2025-09-30")
    assert not (made / "texts.parquet").exists() and len(list(made.glob("*.parquet"))) == len(TABLES) - 1
    days = {str(row["told"]) for row in rows(made, "entries")}
    assert days and max(days) <= "2025-09-30"


def test_rows_are_written_some_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "AT_ONCE", 50)
    path = example(tmp_path)
    with open_record(path) as record:
        pieces = dict(FORMATS["parquet"].files(leaving(record, told_by(record))))
        sizes = [len(piece) for piece in pieces["entries.parquet"]]
    assert len(sizes) == 5 and all(sizes)
    found = reader.read_metadata(tables(tmp_path, path) / "entries.parquet")
    assert [found.row_group(n).num_rows for n in range(found.num_row_groups)] == [50, 50, 50, 16]


def test_without_pyarrow_the_line_that_installs_it_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> Any:
        if name.startswith("pyarrow"):
            raise ImportError(name)
        return real(name, *rest, **more)

    path, out = str(example(tmp_path)), tmp_path / "out"
    monkeypatch.setattr(builtins, "__import__", without)
    status, _, said = run(capsys, "export", "parquet", "--record", path, "--out", str(out))
    assert status == 2 and "pip install 'onrecord[parquet]'" in said and "Traceback" not in said


def test_the_command_writes_the_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "tables"
    status, printed, said = run(capsys, "export", "parquet", "--record", str(example(tmp_path)), "--out", str(out))
    assert status == 0 and not printed and f"{len(TABLES)} files" in said
    assert {file.stem for file in out.iterdir()} == {table.name for table in TABLES}
    status, _, said = run(capsys, "export", "parquet", "--record", str(tmp_path / "talks.onrecord"))
    assert status == 2 and "--out" in said
