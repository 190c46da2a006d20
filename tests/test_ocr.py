"""Scans: named with what to do, and read where that is asked for and a program for it is there."""

from __future__ import annotations

import io
import os
import shutil
import stat
import subprocess
import sys
from itertools import pairwise
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
    assert not Path(folder).exists() and "--force-ocr" in program.read_text()


def test_nothing_is_run_unless_asked_for_and_the_line_says_what_to_do(tmp_path: Path, program: Path) -> None:
    one = looked(written(tmp_path, "in/scan.pdf", scan()), wanted=False)
    assert isinstance(one, Failure) and "a scan" in one.why and "--ocr" in one.hint and "ocrmypdf IN.pdf" in one.hint
    looked(written(tmp_path, "in/text.pdf", make.pdf([make.column(BODY)])))
    assert not program.exists()


def test_where_some_pages_are_pictures_they_are_read_as_well(tmp_path: Path, program: Path) -> None:
    path = written(tmp_path, "in/half.pdf", scan(make.column(OTHER)))
    without, seen = looked(path, wanted=False), looked(path)
    assert isinstance(without, Report) and "Vienna" not in without.text and without.unread == (1,)
    assert isinstance(seen, Report) and "Vienna" in seen.text and not seen.unread
    assert "--pages 1 " in program.read_text() and any("the text of page 1 was recog" in w for w in seen.warnings)


def test_a_file_of_which_pages_were_missing_is_read_again_with_ocr_and_then_no_more(
    tmp_path: Path, program: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path, "in/half.pdf", scan(make.column(OTHER)))
    words = ("read", str(path), "--reader", "rules", "--record", str(tmp_path / "t.onrecord"))
    status, _, err = run(capsys, *words)
    assert status == 0 and "page 1 of 2 is not read: a picture without a text layer" in err and "--ocr" in err
    assert "1 already on record" in run(capsys, *words)[2]
    assert "1 report read" in run(capsys, *words, "--ocr")[2]
    assert "1 already on record" in run(capsys, *words, "--ocr")[2]


def test_a_stamp_over_a_picture_is_not_its_text(tmp_path: Path) -> None:
    stamp = [(70, 800, 8, "Received by the registry on 3 March 2026")]
    data = make.pdf([stamp, make.column(OTHER)], picture=True)
    report = looked(written(tmp_path, "a.pdf", data), wanted=False)
    assert isinstance(report, Report) and report.unread == (1,)
    alone = looked(written(tmp_path, "b.pdf", make.pdf([stamp], picture=True)), wanted=False)
    assert isinstance(alone, Failure) and "a scan" in alone.why


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
    monkeypatch.setattr("onrecord.run.recognised", lambda data, pages: real(data, pages, seconds=seconds))
    one = looked(written(tmp_path, "in/scan.pdf", scan()))
    assert isinstance(one, Failure) and why in one.why


needs_programs = pytest.mark.skipif(
    shutil.which("ocrmypdf") is None or shutil.which("gs") is None, reason="ocrmypdf or ghostscript is not installed"
)


@needs_programs
def test_an_empty_page_is_told_as_one_without_text(tmp_path: Path) -> None:
    one = looked(written(tmp_path, "in/scan.pdf", scan()))
    assert isinstance(one, Failure) and "scan" in one.why


@needs_programs
def test_the_real_program_reads_the_pages_that_are_pictures_and_leaves_the_others(tmp_path: Path) -> None:
    from pypdf import PdfWriter

    words = "Both sides agreed that prisoners would be exchanged at the bridge on Friday under the eyes of observers."
    plain = written(tmp_path, "plain.pdf", make.pdf([make.column(words, size=12)]))
    picture = tmp_path / "picture.pdf"
    subprocess.run(
        ["gs", "-q", "-sDEVICE=pdfimage8", "-r200", "-o", str(picture), str(plain)], check=True, capture_output=True
    )
    writer = PdfWriter()
    writer.append(io.BytesIO(make.pdf([make.column(BODY)])))
    writer.append(picture)
    writer.append(io.BytesIO(make.pdf([make.column(OTHER)])))
    out = io.BytesIO()
    writer.write(out)
    without = looked(written(tmp_path, "in/half.pdf", out.getvalue()), wanted=False)
    seen = looked(tmp_path / "in" / "half.pdf")
    assert isinstance(without, Report) and isinstance(seen, Report) and without.unread == (2,) and not seen.unread
    starts = [*seen.pages, len(seen.text)]
    first, second, third = (" ".join(seen.text[a:b].split()) for a, b in pairwise(starts))
    assert first == " ".join(BODY.split()) and third == " ".join(OTHER.split())
    there, wanted = second.split(), words.split()
    assert sum(a == b for a, b in zip(there, wanted, strict=False)) >= 0.9 * len(wanted)
