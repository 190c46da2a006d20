"""Scans: named with what to do, and read where that is asked for and a program for it is there."""

from __future__ import annotations

import os
import shutil
import stat
import sys
from pathlib import Path

import pytest

from onrecord.model import Failure, Report
from onrecord.reports import ocr
from onrecord.run import Care, Given, look_many
from tests import makefiles as make
from tests.arrive import BODY, OTHER, written
from tests.test_cli import run

FAKE = """#!{python}
import os, sys
from pathlib import Path
if "--version" in sys.argv:
    print("16.9.1"); raise SystemExit
Path({log!r}).write_text(" ".join(sys.argv[1:-2]) + " " + os.path.dirname(sys.argv[-1]))
{act}
"""


def scan(*more: list[make.Placed]) -> bytes:
    return make.pdf([[], *more], picture=True)


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program called ocrmypdf that gives any file the text of BODY."""
    layered = written(tmp_path, "layered.pdf", make.pdf([make.column(BODY)]))
    return install(tmp_path, monkeypatch, f"Path(sys.argv[-1]).write_bytes(Path({str(layered)!r}).read_bytes())")


def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, act: str) -> Path:
    path = written(tmp_path, "bin/ocrmypdf", FAKE.format(python=sys.executable, log=str(tmp_path / "log"), act=act))
    path.chmod(path.stat().st_mode | stat.S_IEXEC)
    monkeypatch.setenv("PATH", str(path.parent) + os.pathsep + os.environ["PATH"])
    ocr._version.cache_clear()
    return tmp_path / "log"


def looked(path: Path, *, wanted: bool = True, apart: bool = False) -> Report | Failure:
    (item,) = look_many([str(path)], given=Given(ocr=wanted), care=Care(apart=apart, seconds=60))
    assert isinstance(item, Report | Failure)
    return item


@pytest.mark.parametrize("apart", [False, True])
def test_a_scan_is_read_when_that_is_asked_for(tmp_path: Path, program: Path, apart: bool) -> None:
    data = scan()
    one = looked(written(tmp_path, "in/scan.pdf", data), apart=apart)
    assert isinstance(one, Report) and "Vienna" in one.text
    assert one.source.decoder.endswith(", ocrmypdf/16.9.1") and any("recognised" in w for w in one.warnings)
    # what is on record is the scan, not what was made of it
    assert one.original.size == len(data)
    folder = program.read_text().split()[-1]
    assert not Path(folder).exists() and "--skip-text" in program.read_text()


def test_nothing_is_run_unless_asked_for_and_the_line_says_what_to_do(tmp_path: Path, program: Path) -> None:
    one = looked(written(tmp_path, "in/scan.pdf", scan()), wanted=False)
    assert isinstance(one, Failure) and "a scan" in one.why and "--ocr" in one.hint and "ocrmypdf IN.pdf" in one.hint
    looked(written(tmp_path, "in/text.pdf", make.pdf([make.column(BODY)])))
    assert not program.exists()


def test_where_some_pages_are_pictures_they_are_read_as_well(tmp_path: Path, program: Path) -> None:
    path = written(tmp_path, "in/half.pdf", scan(make.column(OTHER)))
    without, seen = looked(path, wanted=False), looked(path)
    assert isinstance(without, Report) and "Vienna" not in without.text
    assert isinstance(seen, Report) and "Vienna" in seen.text


def test_without_the_program_it_is_said_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(shutil, "which", lambda *_: None)
    status, _, err = run(capsys, "read", str(written(tmp_path, "scan.pdf", scan())), "--ocr", "--dry-run")
    assert status == 2 and "ocrmypdf is not installed" in err and "apt install ocrmypdf" in err


@pytest.mark.parametrize(
    ("act", "why"),
    [
        ("sys.exit('the page is upside down')", "cannot read: the page is upside down"),
        ("pass", "cannot read: exit status 0"),
        ("os.kill(os.getpid(), 11)", "cannot read: exit status -11"),
        ("Path(sys.argv[-1]).write_bytes(Path(sys.argv[-2]).read_bytes())", "a scan: pictures of pages"),
        ("import time; time.sleep(60)", "took longer than 1 seconds"),
    ],
)
def test_a_program_that_fails_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, act: str, why: str) -> None:
    install(tmp_path, monkeypatch, act)
    real = ocr.recognised
    seconds = 1.0 if "sleep" in act else 60.0
    monkeypatch.setattr("onrecord.run.recognised", lambda data: real(data, seconds=seconds))
    one = looked(written(tmp_path, "in/scan.pdf", scan()))
    assert isinstance(one, Failure) and why in one.why


@pytest.mark.skipif(shutil.which("ocrmypdf") is None, reason="ocrmypdf is not installed")
def test_the_real_program_answers(tmp_path: Path) -> None:
    # an empty page has no words: that it is told so, and nothing breaks, is what can be tested without a scanner
    one = looked(written(tmp_path, "in/scan.pdf", scan()))
    assert isinstance(one, Failure) and "scan" in one.why
