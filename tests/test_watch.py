"""Folders that are watched: what arrives is read when it is whole, and Ctrl-C ends it without a word too many."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from onrecord.cli import watch
from onrecord.record import open_record
from tests.arrive import BODY, OTHER, written
from tests.test_cli import run


def titles(record: Path) -> list[str]:
    with open_record(record, create=False, read_only=True) as kept:
        return sorted(Path(one.origins[0]).name for one in kept.reports())


def test_once_reads_what_is_there_and_waits_for_what_is_still_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "SETTLED", 0.4)
    written(tmp_path, "in/a.txt", BODY)
    written(tmp_path, "in/b.txt.part", OTHER)
    growing = written(tmp_path, "in/c.txt", "The talks")
    words = OTHER.split()

    def write() -> None:
        for word in words:
            with growing.open("a") as stream:
                stream.write(f" {word}")
            time.sleep(0.03)

    writer = threading.Thread(target=write)
    writer.start()
    record = tmp_path / "in" / "t.onrecord"
    status, _, err = run(capsys, "watch", str(tmp_path / "in"), "--once", "--record", str(record), "--reader", "rules")
    writer.join()
    assert status == 0 and "2 reports read" in err and "not complete" in err
    assert titles(record) == ["a.txt", "c.txt"]
    with open_record(record, create=False, read_only=True) as kept:
        assert kept.report(str(growing)).report.text.endswith(words[-1])
    status, _, err = run(capsys, "watch", str(tmp_path / "in"), "--once", "--record", str(record), "--reader", "rules")
    assert status == 0 and "0 reports read" in err and "2 already on record" in err


def test_what_never_settles_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "SETTLED", 0.3)
    monkeypatch.setattr(watch, "PATIENCE", 1.0)
    written(tmp_path, "in/a.txt", BODY)
    growing, over = written(tmp_path, "in/b.txt", "The"), threading.Event()

    def write() -> None:
        while not over.wait(0.05):
            with growing.open("a") as stream:
                stream.write(" talks")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        words = ("watch", str(tmp_path / "in"), "--once", "--record", str(tmp_path / "t.onrecord"), "--reader", "rules")
        status, _, err = run(capsys, *words)
    finally:
        over.set()
        writer.join()
    assert status == 1 and "b.txt: still being written" in err and titles(tmp_path / "t.onrecord") == ["a.txt"]


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_reads_what_arrives_and_changes_until_it_is_stopped(tmp_path: Path, how: signal.Signals) -> None:
    folder, record = tmp_path / "in", tmp_path / "t.onrecord"
    written(folder, "a.txt", BODY)
    command = [sys.executable, "-m", "onrecord.cli", "watch", str(folder), "--record", str(record)]
    running = subprocess.Popen(
        [*command, "--every", "1", "--reader", "rules"],
        stderr=subprocess.PIPE,
        text=True,
        # also where the tests run in the background, whose processes do not hear Ctrl-C
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    try:
        wait(lambda: record.exists() and titles(record) == ["a.txt"])
        written(folder, "sub/b.txt", OTHER)
        wait(lambda: titles(record) == ["a.txt", "b.txt"])
        written(folder, "a.txt", f"{BODY} The mediators left on Sunday.")
        wait(lambda: "Sunday" in text(record, str(folder / "a.txt")))
    finally:
        running.send_signal(how)
        err = running.communicate(timeout=60)[1]
    assert running.returncode == 0 and "stopped; 3 reports read" in err and "Traceback" not in err
    assert not [p for p in tmp_path.iterdir() if p.name.endswith("-reading")]


def text(record: Path, name: str) -> str:
    with open_record(record, create=False, read_only=True) as kept:
        return kept.report(name).report.text


def wait(done: object) -> None:
    assert callable(done)
    until = time.monotonic() + 120
    while True:
        try:
            if done():
                return
        except Exception:  # the record is being made
            pass
        assert time.monotonic() < until
        time.sleep(0.2)


def test_what_is_no_folder_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, _, err = run(capsys, "watch", str(tmp_path / "nowhere"), "--record", str(tmp_path / "t.onrecord"))
    assert status == 2 and "no folder" in err
