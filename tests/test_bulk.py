"""Reading in bulk: the same lines as reading without an engine, none lost and none doubled, whatever is in the way."""

from __future__ import annotations

import errno
import json
import os
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onrecord.config import READERS
from onrecord.crew import Died, Overdue
from onrecord.errors import RunStopped
from onrecord.record import open_record
from tests.arrive import BODY, OTHER, written
from tests.bulky import HALF, Here, as_read, bulk, command, here, kill, line, mixed, rows, told, until
from tests.killed import content
from tests.killers import arm, killer
from tests.test_cli import run as cli

pytest.importorskip("daft")
pytest.importorskip("pyarrow")

from onrecord.bulk import engine, loading, work
from onrecord.bulk.loading import load
from onrecord.bulk.place import Place
from onrecord.bulk.plan import Job
from onrecord.bulk.work import Part, Worker


@pytest.fixture(scope="module", autouse=True)
def near() -> Iterator[None]:
    """Files are opened and decoded in this process, which takes a tenth of the time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("onrecord.run.Hand", Here)
        yield


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return mixed(tmp_path_factory.mktemp("mixed") / "in")


@pytest.fixture(scope="module")
def output(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(bulk(source, tmp_path_factory.mktemp("read") / "out").place.where)


def loaded(output: Path, record: Path) -> dict[str, list[str]]:
    with open_record(record) as kept:
        list(load(Place(str(output)), kept))
    return content(record)


# -- what comes out -------------------------------------------------------------------------------------------------


def test_every_report_has_the_lines_that_reading_gives_byte_for_byte(source: Path, output: Path) -> None:
    expected = as_read(source)
    assert len(expected) > 15 and sum(isinstance(what, list) and len(what) > 1 for _, what in expected) > 6
    assert told(output) == expected


def test_the_same_text_is_read_once_and_told_of_each(output: Path) -> None:
    reports = {Path(row["name"]).name: row for row in rows(output, "reports")}
    copies = {name: Path(row["same_as"]).name for name, row in reports.items() if row["same_as"]}
    # the same words of another day tell of other days
    assert copies == {"wire.jsonl!copy": "wire.jsonl!one", "wire.jsonl!two#2": "wire.jsonl!two"}
    assert reports["wire.jsonl!copy"]["outlet"] == "South Press"
    days = {row["name"]: row["published"] for row in reports.values()}
    assert days[reports["wire.jsonl!later"]["name"]] == "2026-05-01"


def test_entries_have_columns_to_ask_by(output: Path) -> None:
    import duckdb

    asked = f"SELECT act, actors[1], evidence[1].text, reader, confidence FROM '{output}/entries/*.parquet' WHERE act = 'reject'"
    found = duckdb.connect().execute(asked).fetchall()
    assert found and all(row[3] == READERS["rules"] and "rejected" in row[2] and 0 < row[4] <= 1 for row in found)
    assert all(row[1] for row in found)


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.lists(
            st.sampled_from([BODY, OTHER, HALF, "\n\n", "“", "\u0000", "Ã©", "GENEVA, May 2, 2026 - ", "<p>", "2026"]),
            max_size=4,
        ).map(" ".join)
        | st.text(max_size=40),
        max_size=6,
    )
)
def test_any_texts_have_the_lines_that_reading_gives(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("any")
    written(folder, "in/any.jsonl", "".join(line(text, day="2026-03-01") for text in texts))
    for n, text in enumerate(texts):
        written(folder, f"in/{n}.txt", text.encode("utf-8", "surrogatepass"))
    bulk(folder / "in", folder / "out")
    assert told(folder / "out") == as_read(folder / "in")


def test_least_confidence_leaves_out_lines_and_a_record_does_not_take_what_lacks_them(
    source: Path, output: Path, tmp_path: Path
) -> None:
    bulk(source, tmp_path / "out", least=0.8)
    whole, some = rows(output, "entries"), rows(tmp_path / "out", "entries")
    assert [row["id"] for row in some] == [row["id"] for row in whole if row["confidence"] >= 0.8] != []
    with open_record(tmp_path / "t.onrecord") as kept, pytest.raises(RunStopped, match=r"min-confidence 0\.8") as no:
        list(load(Place(str(tmp_path / "out")), kept))
    assert f"onrecord bulk {source} {tmp_path / 'out'} --again" in no.value.hint


# -- going on -------------------------------------------------------------------------------------------------------


def test_a_run_that_is_broken_off_goes_on_and_ends_the_same(source: Path, output: Path, tmp_path: Path) -> None:
    asked: list[list[str]] = []

    def dying(job: Job, parcels: Sequence[str]) -> Iterator[Part]:
        asked.append(list(parcels))
        for n, part in enumerate(here(job, parcels)):
            yield part
            if n == 1 and len(asked) == 1:
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bulk(source, tmp_path / "out", engine=dying)
    bulk(source, tmp_path / "out", engine=dying)
    assert set(asked[1]) == set(asked[0][2:]) and told(tmp_path / "out") == told(output)
    made = {path.name: path.read_bytes() for path in output.rglob("*.parquet")}
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").rglob("*.parquet")} == made
    bulk(source, tmp_path / "out", engine=None)


def test_an_engine_that_fails_is_asked_again_and_given_up_when_nothing_goes_on(tmp_path: Path, source: Path) -> None:
    asked: list[int] = []

    def flaky(job: Job, parcels: Sequence[str]) -> Iterator[Part]:
        asked.append(len(parcels))
        yield from here(job, parcels[:1])
        raise RuntimeError("a node is lost")

    bulk(source, tmp_path / "out", engine=flaky)
    assert asked[0] > 2 and told(tmp_path / "out") == as_read(source)

    def dead(job: Job, parcels: Sequence[str]) -> Iterator[Part]:
        raise RuntimeError("no node at all")
        yield

    with pytest.raises(RunStopped, match="no node at all") as stopped:
        bulk(source, tmp_path / "other", engine=dead)
    assert "goes on" in stopped.value.hint
    bulk(source, tmp_path / "other")
    assert told(tmp_path / "other") == told(tmp_path / "out")


def test_another_input_reader_or_question_is_named_and_refused_but_with_again(tmp_path: Path) -> None:
    written(tmp_path, "in/a.txt", BODY)
    bulk(tmp_path / "in", tmp_path / "out")
    for words, asked in (
        (f"reader '{READERS['rules']}', now '{READERS['full']}'", {"reader": "full"}),
        ("limit None, now 1", {"limit": 1}),
    ):
        with pytest.raises(RunStopped, match=words):
            bulk(tmp_path / "in", tmp_path / "out", **asked)
    written(tmp_path, "in/b.txt", OTHER)
    with pytest.raises(RunStopped, match="when its files were others") as stopped:
        bulk(tmp_path / "in", tmp_path / "out")
    assert "--again" in stopped.value.hint
    bulk(tmp_path / "in", tmp_path / "out", again=True)
    assert told(tmp_path / "out") == as_read(tmp_path / "in")


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    written(tmp_path, "in/a.txt", BODY)
    mine = written(tmp_path, "out/notes.txt", "mine")
    for again in (False, True):
        with pytest.raises(RunStopped, match=r"holds other files, such as notes\.txt"):
            bulk(tmp_path / "in", tmp_path / "out", again=again)
    with pytest.raises(RunStopped, match="would be read with it"):
        bulk(tmp_path / "in", tmp_path / "in" / "out")
    assert mine.read_text() == "mine"


def test_killed_runs_and_workers_lose_and_double_nothing(tmp_path: Path) -> None:
    texts = [f"{BODY} Report {n} ends here, Omar Ali said. {OTHER}" for n in range(24)]
    written(tmp_path, "in.jsonl", "".join(line(text, id=str(n)) for n, text in enumerate(texts)))
    words = ["bulk", str(tmp_path / "in.jsonl"), str(tmp_path / "out"), "--reader", "rules", "--workers", "2"]
    words += ["--partition-rows", "3"]
    done = tmp_path / "out" / "_onrecord" / "done"
    first = command(*words)
    until(lambda: len(list(done.glob("*.json"))) > 0 or first.poll() is not None)
    kill(first)
    count = len(list(done.glob("*.json")))
    assert 0 < count < 8
    second = command(*words)
    until(lambda: len(list(done.glob("*.json"))) > count or second.poll() is not None)
    for child in _children(second.pid):
        # the workers of the engine, and with them the processes that read
        os.kill(child, 9)
    _, err = second.communicate()
    assert second.returncode == 0 and f"{count} of 8 partitions are done already" in err and "24 reports read" in err
    assert told(tmp_path / "out") == as_read(tmp_path / "in.jsonl")


def _children(process: int) -> list[int]:
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(path.read_text().rsplit(")", 1)[1].split()[1])
            words = (path.parent / "cmdline").read_bytes()
        except (OSError, ValueError):
            continue
        if parent == process and b"udf_worker" in words:
            found.append(int(path.parent.name))
    return found


# -- what is bad ----------------------------------------------------------------------------------------------------


def test_a_report_that_kills_or_hangs_fails_alone_and_so_does_what_is_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arm(monkeypatch, tmp_path / "first")
    written(tmp_path, "in/a.txt", BODY)
    written(tmp_path, "in/b.pdf", killer("SEGV"))
    written(tmp_path, "in/c.pdf", killer("SEGV"))
    written(tmp_path, "in/d.txt", OTHER)

    def apart(job: Job, parcels: Sequence[str]) -> Iterator[Part]:
        worker = Worker(job)
        yield from (worker.read(parcel) for parcel in parcels)
        worker.close()

    run = bulk(tmp_path / "in", tmp_path / "out", engine=apart, rows=10)
    why = "what read it crashed (segmentation fault)"
    found = {Path(name).name: what if isinstance(what, str) else "read" for name, what in told(tmp_path / "out")}
    assert found == {"a.txt": "read", "b.pdf": why, "c.pdf": why, "d.txt": "read"}
    assert [row["same_as"] is None for row in rows(tmp_path / "out", "reports")] == [True, True]
    with open_record(tmp_path / "t.onrecord") as kept:
        *_, last = load(run.place, kept)
        assert len(last.failures) == 2 and len(kept.arrived.quarantined()) == 1


def test_what_never_ends_is_given_so_long_and_what_others_killed_is_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(tmp_path, "in.jsonl", line(BODY, id="slow") + line(OTHER, id="good") + line(BODY + OTHER, id="struck"))
    struck: list[int] = []

    class Hands(Worker):
        def _ask(self, arrivals: Any, reader: str | None) -> Any:
            if any("slow" in arrival.name for arrival in arrivals):
                raise Overdue("took longer than 1 seconds")
            if any("struck" in arrival.name for arrival in arrivals) and len(struck) < 2:
                struck.append(1)
                raise Died("was killed, most likely for want of memory")
            return work.read_some(arrivals, self._job.given, reader, self._job.version)

    def through(job: Job, parcels: Sequence[str]) -> Iterator[Part]:
        worker = Hands(job)
        yield from (worker.read(parcel) for parcel in parcels)

    bulk(tmp_path / "in.jsonl", tmp_path / "out", engine=through)
    found = {name.split("!")[1]: what if isinstance(what, str) else "read" for name, what in told(tmp_path / "out")}
    assert found == {"slow": "what read it took longer than 1 seconds", "good": "read", "struck": "read"}
    assert struck == [1, 1]


def test_tables_with_bad_columns_and_damaged_files_are_named_beside_good_ones(tmp_path: Path) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    folder = tmp_path / "in"
    folder.mkdir()
    good = {"body": [BODY, OTHER], "date": ["2026-03-01", None], "extra": [1, 2]}
    parquet.write_table(pa.table(good), folder / "a.parquet")
    parquet.write_table(pa.table({"title": ["no text here"]}), folder / "b-missing.parquet")
    parquet.write_table(pa.table({"body": [[BODY, OTHER]], "date": [20260301]}), folder / "c-types.parquet")
    parquet.write_table(pa.table({"meta": [{"body": BODY + OTHER}]}), folder / "d-nested.parquet")
    parquet.write_table(pa.table({"body": [(BODY + " ") * 40]}), folder / "e-huge.parquet")
    (folder / "f-damaged.parquet").write_bytes((folder / "a.parquet").read_bytes()[:300])
    parquet.write_table(pa.table({"body": pa.array([], pa.string())}), folder / "g-empty.parquet")
    written(folder, "h.txt", OTHER)
    bulk(folder, tmp_path / "out")
    expected = as_read(folder)
    assert told(tmp_path / "out") == expected
    failed = {Path(name).name: what for name, what in expected if isinstance(what, str)}
    assert "f-damaged.parquet" in failed and "damaged" in failed["f-damaged.parquet"] and len(expected) > 6


def test_columns_are_named_as_for_reading(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "on_daft", lambda workers, ray: here)
    row = {"other": "no", "wire": BODY, "printed": "2026-03-01", "text": "not this one"}
    written(tmp_path, "in.jsonl", json.dumps(row) + "\n")
    words = ("bulk", str(tmp_path / "in.jsonl"), str(tmp_path / "out"), "--reader", "rules")
    status, out, err = cli(capsys, *words, "--map", "text=wire,published=printed", "--price-per-hour", "3")
    assert status == 0 and out == "" and "text=wire, published=printed" in err and "1 report read" in err
    assert "a million reports" in err and "a second" in err
    assert [(r["text"], r["published"]) for r in rows(tmp_path / "out", "reports")] == [(BODY, "2026-03-01")]
    assert cli(capsys, *words)[0] == 2


def test_nothing_to_read_is_said_and_an_empty_folder_is_no_failure_of_the_engine(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "on_daft", lambda workers, ray: here)
    (tmp_path / "in").mkdir()
    status, _, err = cli(capsys, "bulk", str(tmp_path / "in"), str(tmp_path / "out"), "--reader", "rules")
    assert status == 2 and "no reports in this folder" in err
    status, _, err = cli(capsys, "bulk", str(tmp_path / "none"), str(tmp_path / "out"))
    assert status == 2 and "No such file or folder" in err
    written(tmp_path, "none.jsonl", "")
    status, _, err = cli(capsys, "bulk", str(tmp_path / "none.jsonl"), str(tmp_path / "new"), "--reader", "rules")
    assert status == 2 and "Could not read 1 of 1" in err


def test_a_full_disk_stops_the_run_and_nothing_is_half_written(
    tmp_path: Path, source: Path, output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = [0]
    real = os.fsync

    def full(handle: int) -> None:
        calls[0] += 1
        if calls[0] > 14:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(handle)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(RunStopped, match="No space left on device") as stopped:
        bulk(source, tmp_path / "out")
    assert "goes on" in stopped.value.hint
    monkeypatch.setattr(os, "fsync", real)
    bulk(source, tmp_path / "out")
    assert told(tmp_path / "out") == told(output)
    assert not [path for path in (tmp_path / "out").rglob(".*") if path.name != ".lock"]


def test_without_the_extra_one_line_says_what_installs_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "find_spec", lambda name: None)
    status, _, err = cli(capsys, "bulk", str(tmp_path), str(tmp_path / "out"))
    assert status == 2 and "pip install 'onrecord[bulk]'" in err and "Traceback" not in err


# -- into a record --------------------------------------------------------------------------------------------------


def test_a_record_that_is_loaded_is_one_that_was_read(
    source: Path, output: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one, other = tmp_path / "read.onrecord", tmp_path / "loaded.onrecord"
    cli(capsys, "read", str(source), "--record", str(one), "--reader", "rules")
    status, _, err = cli(capsys, "load", str(output), "--record", str(other))
    read, got = content(one), content(other)
    assert got == read and len(read["entries"]) > 20 and len(read["origins"]) > 10
    assert status == 1 and "reports read" in err and "e.txt" in err
    # once more: nothing is another
    status, _, err = cli(capsys, "load", str(output), "--record", str(other))
    assert content(other) == read and "already on record" in err


def test_a_load_that_is_broken_off_goes_on_and_two_at_once_wait(
    source: Path, output: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "BATCH", 2)
    whole = loaded(output, tmp_path / "whole.onrecord")
    record = tmp_path / "half.onrecord"
    with open_record(record) as kept:
        stream = load(Place(str(output)), kept)
        next(stream), next(stream)
    assert 0 < len(content(record)["origins"]) < len(whole["origins"])
    assert loaded(output, record) == whole
    from onrecord.record.turn import turn

    both = tmp_path / "both.onrecord"
    said: list[str] = []

    def one() -> None:
        with turn(both, said.append), open_record(both) as kept:
            list(load(Place(str(output)), kept))

    threads = [threading.Thread(target=one) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert content(both) == whole and len(said) <= 1


def test_what_is_not_read_to_its_end_or_damaged_is_not_loaded(source: Path, tmp_path: Path) -> None:
    run = bulk(source, tmp_path / "out")
    with open_record(tmp_path / "t.onrecord") as kept:
        with pytest.raises(RunStopped, match="holds nothing that onrecord bulk has read"):
            list(load(Place(str(tmp_path / "none")), kept))
        damaged = sorted((tmp_path / "out" / "entries").iterdir())[0]
        whole = damaged.read_bytes()
        for data in (whole[:100], None):
            damaged.unlink()
            if data is not None:
                damaged.write_bytes(data)
            with pytest.raises(RunStopped, match="is damaged"):
                list(load(run.place, kept))
            damaged.write_bytes(whole)
        sorted((tmp_path / "out" / "_onrecord" / "done").iterdir())[0].unlink()
        with pytest.raises(RunStopped, match="not read to its end") as stopped:
            list(load(run.place, kept))
        assert "onrecord bulk" in stopped.value.hint


# -- what is damaged afterwards -------------------------------------------------------------------------------------


def test_a_partition_whose_bytes_are_others_is_named_and_read_anew_alone(source: Path, tmp_path: Path) -> None:
    run = bulk(source, tmp_path / "out")
    whole = loaded(tmp_path / "out", tmp_path / "whole.onrecord")
    one, other, *_ = sorted((tmp_path / "out" / "reports").glob("part-*"))
    # as many rows, all of them sound: only their sum says that they belong elsewhere
    one.write_bytes(other.read_bytes())
    record = tmp_path / "t.onrecord"
    with open_record(record) as kept, pytest.raises(RunStopped, match="not those that were written") as stopped:
        list(load(run.place, kept))
    mark = tmp_path / "out" / "_onrecord" / "done" / f"{one.stem}.json"
    assert f"Remove {mark}" in stopped.value.hint
    mark.unlink()
    asked: list[str] = []

    def watched(job: Job, parcels: Sequence[str]) -> Iterator[Part]:
        asked.extend(parcels)
        yield from here(job, parcels)

    bulk(source, tmp_path / "out", engine=watched)
    assert asked == [one.stem] and loaded(tmp_path / "out", record) == whole


@pytest.mark.parametrize("data", [b"", b'{"reports": 2, "ent', b"[1]"])
def test_a_damaged_mark_is_named_by_bulk_reading_and_by_a_load(source: Path, tmp_path: Path, data: bytes) -> None:
    run = bulk(source, tmp_path / "out")
    mark = sorted((tmp_path / "out" / "_onrecord" / "done").iterdir())[0]
    mark.write_bytes(data)
    plan = run.plan(lambda name, words: None, lambda reports: None)
    with open_record(tmp_path / "t.onrecord") as kept:
        for work in (lambda: run.outcome(plan), lambda: list(load(run.place, kept))):
            with pytest.raises(RunStopped, match="is damaged") as stopped:
                work()
            assert f"Remove {mark}" in stopped.value.hint


def test_a_plan_that_is_none_is_named(source: Path, tmp_path: Path) -> None:
    bulk(source, tmp_path / "out")
    (tmp_path / "out" / "_onrecord" / "plan.json").write_text("[1, 2]")
    with pytest.raises(RunStopped, match="is damaged, or was written by another version") as stopped:
        bulk(source, tmp_path / "out")
    assert "--again" in stopped.value.hint


@pytest.mark.parametrize("how", ["gone", "cut", "exchanged"])
def test_what_is_to_be_read_is_cut_anew_where_it_is_not_what_it_was(source: Path, tmp_path: Path, how: str) -> None:
    def first(job: Job, parcels: Sequence[str]) -> Iterator[Part]:
        yield from here(job, parcels[:1])
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bulk(source, tmp_path / "out", engine=first)
    left = sorted((tmp_path / "out" / "_onrecord" / "parcels").glob("part-*"))[1:]
    if how == "gone":
        left[1].unlink()
    else:
        left[1].write_bytes(left[1].read_bytes()[:80] if how == "cut" else left[0].read_bytes())
        with pytest.raises(RunStopped, match="is damaged") as stopped:
            bulk(source, tmp_path / "out")
        assert "goes on" in stopped.value.hint
    bulk(source, tmp_path / "out")
    assert told(tmp_path / "out") == as_read(source)


def test_removing_what_was_read_begins_with_the_plan(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bulk(source, tmp_path / "out")
    real, dropped = Place.drop, list[str]()

    def dying(self: Place, name: str) -> None:
        real(self, name)
        dropped.append(name)
        if len(dropped) == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(Place, "drop", dying)
    with pytest.raises(KeyboardInterrupt):
        bulk(source, tmp_path / "out", again=True)
    monkeypatch.undo()
    monkeypatch.setattr("onrecord.run.Hand", Here)
    # without --again, too: nothing is left that would be gone on with
    bulk(source, tmp_path / "out")
    assert told(tmp_path / "out") == as_read(source)


def test_a_cluster_at_which_nobody_answers_is_named_at_once() -> None:
    with pytest.raises(RunStopped, match=r"Nobody answers at 127\.0\.0\.1:9, the Ray cluster") as stopped:
        engine.on_daft(1, "127.0.0.1:9")
    assert "Without --ray" in stopped.value.hint
