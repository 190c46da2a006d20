"""The commands on a record made by hand, and reading with what is read given: nothing here waits for the reader."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest

from onrecord.cli.progress import Progress
from onrecord.model import Reading
from onrecord.record import open_record
from onrecord.sources.found import Found
from tests import build
from tests.test_cli import run

HOSTILE = "The \x1b[2Jenvoy said the government had promised in writing to open the crossing. Nobody signed. ok"


def keep(path: Path, *readings: Reading) -> str:
    with open_record(path) as kept:
        for reading in readings:
            kept.put(reading)
    return str(path)


@pytest.fixture
def by_hand(tmp_path: Path) -> str:
    return keep(tmp_path / "hand.onrecord", build.reading())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--kind", "quarrel"], "'statement', 'action'"),
        (["--form", "spoken"], "'verbal', 'written'"),
        (["--style", "loud"], "'direct', 'mixed'"),
        (["--act", "comit"], "Did you mean commit"),
        (["--since", "last week"], "no date like"),
        (["--jsonl", "--csv"], "exclude one another"),
        (["--report", "r-9999"], "onrecord reports"),
    ],
)
def test_a_filter_that_can_find_nothing_is_refused(
    words: list[str], said: str, by_hand: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, err = run(capsys, "entries", "--record", by_hand, *words)
    assert status == 2 and said in err and out == ""


@pytest.mark.parametrize("report_name", ["a.txt", "r-1111", "r-1111222233334444"])
def test_entries_of_one_report_by_name_or_id(
    report_name: str, by_hand: str, capsys: pytest.CaptureFixture[str]
) -> None:
    _, out, err = run(capsys, "entries", "--record", by_hand, "--report", report_name)
    assert "government promised in writing" in out and err == "1 entry\n"


def test_a_phase_is_an_act_one_can_ask_for(by_hand: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "entries", "--record", by_hand, "--act", "stalled")[::2] == (0, "0 entries\n")
    assert "phase" in run(capsys, "codebook", "stalled")[1]


def test_what_a_text_says_to_a_terminal_is_not_done(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = build.report(HOSTILE, name="evil\x1b[31m.txt")
    line = build.entry(source, start=0, end=40)
    path = keep(tmp_path / "evil.onrecord", build.reading(source, entries=(line,)))
    for words in (["show", line.id], ["show", source.id], ["entries"], ["reports"], ["search", "crossing"]):
        status, out, err = run(capsys, *words, "--record", path)
        assert status == 0 and out and "\x1b" not in out + err


def test_marks_that_overlap_are_shown_as_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = build.report()
    lines = (
        build.entry(source, ident="e-1111", start=0, end=14),
        build.entry(source, ident="e-2222", start=10, end=29),
    )
    path = keep(tmp_path / "two.onrecord", build.reading(source, entries=lines))
    assert "[The envoy said the government] had promised" in run(capsys, "show", "a.txt", "--record", path)[1]


def test_marks_are_coloured_where_the_settings_want_it(
    by_hand: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "[the government had promised" in run(capsys, "show", "e-aaaa", "--record", by_hand)[1]
    monkeypatch.setenv("ONRECORD_COLOR", "always")
    out = run(capsys, "show", "e-aaaa", "--record", by_hand)[1]
    assert "\x1b[1m" in out and "[the government" not in out


def test_forgetting_needs_a_yes(
    by_hand: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for typed, said in (("n\n", "Nothing was removed"), ("", "nobody answered")):
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        status, _, err = run(capsys, "forget", "a.txt", "--record", by_hand)
        assert status == 2 and said in err
        assert "A crossing" in run(capsys, "reports", "--record", by_hand)[1]
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    assert run(capsys, "forget", "a.txt", "--record", by_hand)[0] == 0
    assert run(capsys, "reports", "--record", by_hand)[1] == ""


# -- reading, with what is read given --------------------------------------------------------------------------------


@pytest.fixture
def reads_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every run reads one report, made by hand, of confidence 0.4."""
    source = build.report()
    line = replace(build.entry(source), confidence=0.4)
    stream = [build.reading(source, entries=(line,))]
    monkeypatch.setattr("onrecord.run.read_many", lambda *_, **__: iter(stream))


@pytest.mark.usefixtures("reads_by_hand")
def test_low_confidence_hides_lines_and_never_keeps_them_from_the_record(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(tmp_path / "t.onrecord")
    assert run(capsys, "read", "a.txt", "--jsonl", "--min-confidence", "0.5", "--record", path)[1] == ""
    assert run(capsys, "entries", "--record", path)[1] != ""
    assert run(capsys, "entries", "--record", path, "--min-confidence", "0.5")[1] == ""


@pytest.mark.parametrize(
    ("target", "said"),
    [("report.txt", "is the report itself"), (".", "it is a folder"), ("none/page.html", "there is no folder")],
)
@pytest.mark.usefixtures("reads_by_hand")
def test_a_page_is_refused_before_anything_is_read(
    target: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "report.txt").write_text("as it was")
    words = ["--html", str(tmp_path / target), "--record", str(tmp_path / "t")]
    status, out, err = run(capsys, "read", str(tmp_path / "report.txt"), *words)
    assert status == 2 and said in err and out == ""
    assert (tmp_path / "report.txt").read_text() == "as it was" and not (tmp_path / "t").exists()


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("patience", "quiet", "shown"), [(0.0, False, True), (60.0, False, False), (0.0, True, False)])
def test_progress_is_shown_only_for_what_takes_long(
    patience: float, quiet: bool, shown: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    monkeypatch.setattr("onrecord.cli.progress.PATIENCE", patience)
    with Progress(quiet=quiet) as progress:
        progress.advance()
        progress.advance()
    assert ("2 reports" in terminal.getvalue()) is shown


def test_progress_tells_the_rate_and_the_time_left(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal, now = Terminal(), iter((0.0, *(10.0,) * 20))
    monkeypatch.setattr("sys.stderr", terminal)
    monkeypatch.setattr("onrecord.cli.progress.time.monotonic", lambda: next(now, 10.0))
    with Progress(files=lambda: 31) as progress:
        assert progress.opened(Found("a.txt", None, b""))
        progress.advance()
    assert "1 report 0.1/s, 5 min left" in terminal.getvalue()
