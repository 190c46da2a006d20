"""Files that kill, hang or fill what decodes them: named, one by one, and the run goes on."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from onrecord.crew import Hand
from onrecord.errors import RunStopped
from onrecord.model import Arrival, Failure, Reading, Report
from onrecord.run import Care, Given, Unchanged, look_many, read_many
from tests import makefiles as make
from tests.arrive import BODY, OTHER, written
from tests.killers import arm, killer

CARE = Care(apart=True, seconds=15)


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    arm(monkeypatch, tmp_path / "first")
    root = tmp_path / "in"
    written(root, "a.pdf", make.pdf([make.column(BODY)]))
    written(root, "b.pdf", killer("SEGV"))
    written(root, "c.pdf", killer("HANG"))
    written(root, "d.pdf", killer("FULL"))
    written(root, "e.txt", OTHER)
    written(root, "f.zip", make.packed({"one.pdf": killer("SEGV", OTHER), "two.pdf": make.pdf([make.column(OTHER)])}))
    return root


def told(items: list[Reading | Report | Failure | Unchanged | object]) -> list[tuple[str, str]]:
    found = []
    for item in items:
        if isinstance(item, Failure):
            found.append((Path(item.name).name, item.why))
        elif isinstance(item, Reading | Report):
            report = item.report if isinstance(item, Reading) else item
            found.append((Path(report.original.name).name, "read"))
    return found


EXPECTED = [
    ("a.pdf", "read"),
    ("b.pdf", "what decoded it crashed (segmentation fault)"),
    ("c.pdf", "what decoded it took longer than 15 seconds"),
    ("d.pdf", "nested too deep, or too large to decode"),
    ("e.txt", "read"),
    ("f.zip!one.pdf", "what decoded it crashed (segmentation fault)"),
    ("f.zip!two.pdf", "read"),
]


def test_each_file_that_kills_its_decoder_is_named_and_the_others_are_read(tree: Path) -> None:
    assert told(list(look_many([str(tree)], care=CARE))) == EXPECTED


def test_so_it_is_with_several_processes_that_read(tree: Path) -> None:
    assert told(list(read_many([str(tree)], workers=2, reader="rules", care=CARE))) == EXPECTED


def test_what_is_in_quarantine_is_not_opened_again_until_its_bytes_are_others(tree: Path) -> None:
    first = [f for f in look_many([str(tree)], care=CARE) if isinstance(f, Failure) and f.stamp is not None]
    assert len(first) == 3
    care = replace(CARE, seconds=600, barred={(f.name, str(f.stamp)): "crashed; in quarantine" for f in first})
    again = told(list(look_many([str(tree)], care=care)))
    assert [why for _, why in again].count("crashed; in quarantine") == 3
    written(tree, "b.pdf", make.pdf([make.column(BODY)]))
    assert ("b.pdf", "read") in told(list(look_many([str(tree)], care=care)))


def test_an_archive_whose_opening_kills_is_named_after_what_came_out_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "first").mkdir()
    first = "import bz2, os, signal\nbz2.BZ2File = lambda *_: os.kill(os.getpid(), signal.SIGABRT)\n"
    (tmp_path / "first" / "sitecustomize.py").write_text(first)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "first"))
    import bz2

    path = written(tmp_path, "in/a.zip", make.packed({"a.txt": BODY, "b.bz2": bz2.compress(OTHER.encode() * 20)}))
    read, failed = list(look_many([str(path)], care=CARE))
    assert isinstance(read, Report) and isinstance(failed, Failure)
    assert failed.name == str(path) and failed.why == "what opened it crashed (aborted)" and failed.stamp


def test_what_is_decoded_apart_is_what_is_decoded_here(tree: Path) -> None:
    for name in ("a.pdf", "e.txt"):
        here, apart = (list(look_many([str(tree / name)], care=care)) for care in (Care(), CARE))
        assert here == apart


def test_bytes_come_along_where_they_are_to_be_kept(tree: Path) -> None:
    given = Given(keep=True)
    for workers in (1, 2):
        (reading,) = read_many([str(tree / "a.pdf")], given=given, workers=workers, reader="rules", care=CARE)
        assert isinstance(reading, Reading)
        data = (tree / "a.pdf").read_bytes()
        assert reading.report.original.data == data
        assert reading.report.original.bytes_sha256 == Arrival("x", data).bytes_sha256


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
def test_no_process_outlives_a_run_that_is_killed(tree: Path) -> None:
    command = [sys.executable, "-m", "onrecord.cli", "read", str(tree / "c.pdf"), "--reader", "rules"]
    running = subprocess.Popen(command, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    until = time.monotonic() + 60
    while not (children := hands_of(running.pid)):
        assert time.monotonic() < until
        time.sleep(0.2)
    running.kill()
    running.wait()
    while any(Path(f"/proc/{child}").exists() for child in children):
        assert time.monotonic() < until + 30
        time.sleep(0.2)


def hands_of(parent: int) -> list[str]:
    """The processes that a run has started and that hang."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            state = (place / "stat").read_text().rpartition(")")[2].split()
            words = (place / "cmdline").read_bytes()
        except OSError:
            continue
        if state[1] == str(parent) and b"spawn_main" in words:
            found.append(place.name)
    return found


@pytest.mark.parametrize(("deaths", "works"), [(2, True), (9, False)])
def test_a_process_that_is_killed_as_it_starts_is_started_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, deaths: int, works: bool
) -> None:
    count = written(tmp_path, "count", "")
    first = f"""
import os, signal, sys
if "spawn_main" in " ".join(sys.orig_argv):
    with open({str(count)!r}, "a+") as stream:
        stream.write(".")
    if os.stat({str(count)!r}).st_size <= {deaths}:
        os.kill(os.getpid(), signal.SIGKILL)
"""
    written(tmp_path, "first/sitecustomize.py", first)
    before = os.environ.get("PYTHONPATH")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path / "first"), *([before] if before else [])]))
    hand = Hand()
    try:
        if works:
            assert hand.ask(len, "three", seconds=60) == 5
        else:
            with pytest.raises(RunStopped, match="cannot be started"):
                hand.ask(len, "three", seconds=60)
    finally:
        hand.close()
        hand.stop()
    assert len(count.read_text()) in (deaths + 1, 3)
