"""What a record keeps of arriving: quarantine, originals, provenance; and that one run at a time reads into it."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from onrecord.model.location import Location
from onrecord.record import open_record
from onrecord.record.turn import turn
from tests import makefiles as make
from tests.arrive import BODY, OTHER, written
from tests.killers import arm, killer
from tests.test_cli import run


def test_a_file_that_kills_is_told_once_then_skipped_and_tried_again_when_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    arm(monkeypatch, tmp_path / "first")
    written(tmp_path, "in/a.pdf", killer("SEGV"))
    written(tmp_path, "in/b.txt", OTHER)
    words = ("read", str(tmp_path / "in"), "--record", str(tmp_path / "t.onrecord"), "--reader", "rules")
    book = tmp_path / "ledger.jsonl"
    status, _, err = run(capsys, *words, "--ledger", str(book))
    assert status == 1 and "a.pdf: what decoded it crashed (segmentation fault)" in err
    assert [json.loads(line)["state"] for line in book.read_text().splitlines()] == ["quarantined", "read"]
    status, _, err = run(capsys, *words)
    assert status == 0 and "in quarantine since" in err and "--retry-quarantined" in err
    monkeypatch.delenv("PYTHONPATH")
    status, _, err = run(capsys, *words, "--retry-quarantined")
    assert status == 0 and "1 report read" in err
    status, _, err = run(capsys, *words)
    assert status == 0 and "2 already on record" in err


def test_originals_are_kept_once_by_their_hash_and_go_with_the_report(
    tmp_path: Path, place: Location, capsys: pytest.CaptureFixture[str]
) -> None:
    data = make.pdf([make.column(BODY)])
    written(tmp_path, "in/a.pdf", data)
    written(tmp_path, "in/copy.zip", make.packed({"day/a.pdf": data}))
    words = ("--record", str(place))
    assert run(capsys, "read", str(tmp_path / "in"), *words, "--keep-originals", "--reader", "rules")[0] == 0
    with open_record(place) as record:
        assert record.arrived.original(hashlib.sha256(data).hexdigest()) == data
    if isinstance(place, Path):
        kept = [p for p in place.with_name(f"{place.name}-originals").rglob("*") if p.is_file()]
        assert [p.name for p in kept] == [hashlib.sha256(data).hexdigest()] and kept[0].read_bytes() == data
        assert kept[0].stat().st_mode & 0o077 == 0
    _, out, _ = run(capsys, "report", str(tmp_path / "in" / "copy.zip") + "!day/a.pdf", "--provenance", *words)
    assert hashlib.sha256(data).hexdigest() in out and "pypdf/" in out and "copy.zip\n" in out
    assert "kept" in out and out.count("found in") == 2
    target = tmp_path / "again.pdf"
    name = str(tmp_path / "in" / "a.pdf")
    assert run(capsys, "report", name, "--original", str(target), *words)[0] == 0 and target.read_bytes() == data
    assert run(capsys, "forget", name, "--yes", *words)[0] == 0
    with open_record(place) as record:
        assert record.arrived.original(hashlib.sha256(data).hexdigest()) is None


def test_originals_need_a_record(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, _, err = run(capsys, "read", str(written(tmp_path, "a.txt", BODY)), "--keep-originals")
    assert status == 2 and "--record" in err


def test_the_folder_of_originals_is_no_folder_of_reports(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written(tmp_path, "in/a.txt", BODY)
    words = ("read", str(tmp_path / "in"), "--record", str(tmp_path / "in" / "t.onrecord"), "--reader", "rules")
    run(capsys, *words, "--keep-originals")
    status, _, err = run(capsys, *words, "--keep-originals")
    assert status == 0 and "0 reports read" in err and "1 already on record" in err


def test_a_second_run_on_the_same_record_says_whom_it_waits_for_and_waits(place: Location, tmp_path: Path) -> None:
    said, order = list[str](), list[str]()

    def second() -> None:
        with turn(place, said.append):
            order.append("second")

    with turn(place, said.append):
        thread = threading.Thread(target=second)
        thread.start()
        while not said:
            time.sleep(0.05)
        order.append("first")
    thread.join(20)
    assert order == ["first", "second"] and "another run" in said[0] and str(place) in said[0]
    assert list(tmp_path.iterdir()) == []


def test_a_run_that_cannot_say_who_it_is_for_a_full_disk_has_its_turn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.pwrite", full)
    with turn(tmp_path / "t.onrecord", print):
        pass
    assert list(tmp_path.iterdir()) == []


def test_two_runs_at_once_read_all_between_them(tmp_path: Path, place: Location) -> None:
    for number in range(6):
        written(tmp_path, f"in/{number}.txt", f"{BODY} It was round {number} of the talks in the city.")
    command = [sys.executable, "-m", "onrecord.cli", "read", str(tmp_path / "in")]
    command += ["--record", str(place), "--reader", "rules"]
    runs = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    errors = [one.communicate(timeout=300)[1] for one in runs]
    assert [one.returncode for one in runs] == [0, 0], errors
    with open_record(place) as kept:
        assert len(kept.reports()) == 6
    assert sorted("0 reports read" in e for e in errors) == [False, True], errors
