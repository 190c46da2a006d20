"""The commands as people run them: output, errors, exit status."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from onrecord.cli.main import COMMANDS, group, main

EXAMPLES = Path("src/onrecord/data/examples")
SHORT = "PARIS, May 2, 2024 - The rebels rejected the government's ceasefire proposal on Tuesday. The mediators said talks would resume. They have urged both sides to keep the truce."


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as left:
        main(words)
    out, err = capsys.readouterr()
    return int(left.value.code or 0), out, err


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.txt"
    path.write_text(SHORT, encoding="utf-8")
    return path


@pytest.fixture
def record(tmp_path: Path, report: Path, capsys: pytest.CaptureFixture[str]) -> str:
    path = str(tmp_path / "talks.onrecord")
    assert run(capsys, "read", str(report), "--record", path)[0] == 0
    return path


def test_reading_shows_a_summary_with_speaker_and_source_words(
    report: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, _ = run(capsys, "read", str(report))
    assert status == 0
    assert "REFUSED" in out and "rebels rejected → government" in out and "2024-04-30" in out
    assert "“The rebels rejected the government's ceasefire proposal on Tuesday”" in out


def test_without_a_record_nothing_is_kept(report: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "read", str(report))
    assert [p.name for p in report.parent.iterdir()] == ["report.txt"]


def test_json_lines_have_the_fixed_fields_and_nothing_else_is_on_stdout(
    report: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, _ = run(capsys, "read", "--jsonl", str(report))
    lines = [json.loads(line) for line in out.splitlines()]
    assert status == 0 and lines
    line = next(x for x in lines if x["act"] == "reject")
    assert line["actors"][0]["name"] == "rebels" and line["addressees"][0]["name"] == "government"
    assert SHORT[line["evidence"][0]["start"] : line["evidence"][0]["end"]] == line["evidence"][0]["text"]


def test_a_record_can_be_asked_again(record: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert "rebels rejected" in run(capsys, "entries", "--record", record, "--act", "reject")[1]
    assert "id,report,kind" in run(capsys, "entries", "--record", record, "--csv")[1]
    assert "report.txt" in run(capsys, "reports", "--record", record)[1]
    assert "rebels" in run(capsys, "search", "--record", record, "ceasefire")[1]
    entry = json.loads(run(capsys, "entries", "--record", record, "--act", "reject", "--jsonl")[1])["id"]
    status, out, _ = run(capsys, "show", entry[:8], "--why", "--record", record)
    assert status == 0 and "[The rebels rejected the government's ceasefire proposal on Tuesday]" in out
    assert "the codebook knows the verb" in out and "Nobody has reviewed it" in out


def test_what_has_no_date_is_counted(record: str, capsys: pytest.CaptureFixture[str]) -> None:
    _, _, err = run(capsys, "entries", "--record", record, "--since", "2024-01-01")
    assert "have no date and are left out" in err


def test_reading_again_reads_nothing_and_changes_nothing(
    record: str, report: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, _, err = run(capsys, "read", str(report), "--record", record)
    assert "1 already on record" in err


def test_one_bad_report_is_named_and_the_others_are_read(
    tmp_path: Path, report: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty.txt").write_text("")
    (tmp_path / "x.txt").write_bytes(b"%PDF-1.4")
    status, _, err = run(capsys, "read", str(tmp_path), "--record", str(tmp_path / "t.onrecord"))
    assert status == 1
    assert "1 report read" in err and "empty.txt: empty" in err and "x.txt: a PDF file that is damaged" in err


def test_nothing_read_at_all_is_status_two(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, _, err = run(capsys, "read", str(tmp_path / "none.txt"))
    assert status == 2 and "no such file" in err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["entries", "--record", "none.onrecord"], "No record at none.onrecord"),
        (["codebook", "refse"], "Did you mean refuse"),
        (["read", "x.txt", "--published", "soon"], "no date like"),
        (["nonsense"], "No such command"),
        (["show", "e-0000", "--record", "none.onrecord"], "No record"),
    ],
)
def test_errors_say_what_to_do_next(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    status, out, err = run(capsys, *words)
    assert status == 2 and said in err and out == ""
    assert "Traceback" not in err


@pytest.mark.parametrize("given", ["", "2026-03-17T08:30:00+05:00"])
def test_a_script_may_give_no_day_or_a_time_with_it(
    given: str, report: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, _ = run(capsys, "read", str(report), "--jsonl", "--published", given)
    assert status == 0 and out


def test_forgetting_asks_unless_told_not_to(record: str, report: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, _, err = run(capsys, "forget", str(report), "--yes", "--record", record)
    assert status == 0 and "forgotten" in err
    assert run(capsys, "reports", "--record", record)[1] == ""


def test_the_page_is_written_for_one_report_only(
    report: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "out.html"
    assert run(capsys, "read", str(report), "--html", str(target))[0] == 0
    assert "<mark" in target.read_text(encoding="utf-8")
    status, _, err = run(capsys, "read", str(EXAMPLES), "--html", str(target))
    assert status == 2 and "one report" in err


def test_attributions_give_offsets(report: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "attributions", "--jsonl", str(report))
    told = {
        SHORT[s["speaker"]["start"] : s["speaker"]["end"]]: SHORT[s["content"][0]["start"] : s["content"][0]["end"]]
        for s in map(json.loads, out.splitlines())
    }
    assert told["The mediators"] == "talks would resume"
    assert told["The rebels"] == "the government's ceasefire proposal"


def test_settings_say_where_they_come_from(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "onrecord.toml").write_text("workers = 2\n")
    monkeypatch.setenv("ONRECORD_RECORD", "mine.onrecord")
    shown = json.loads(run(capsys, "config", "--json")[1])
    assert shown["record"] == {"value": "mine.onrecord", "origin": "ONRECORD_RECORD"}
    assert shown["workers"]["value"] == 2 and shown["workers"]["origin"].endswith("onrecord.toml")
    assert shown["min_confidence"]["origin"] == "default"


def test_all_wrong_settings_are_named_at_once(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "onrecord.toml").write_text('workers = 0\nrecrod = "x"\n')
    status, _, err = run(capsys, "config")
    assert status == 2 and "a whole number from 1" in err and "did you mean 'record'" in err


def examples(help_text: str) -> Iterator[list[str]]:
    """The words of each example of a help text, from "onrecord" to the end of the command."""
    for line in help_text.split("Examples:")[1].split("\n\n")[0].splitlines():
        if "onrecord " in line:
            words = shlex.split(line)
            words = words[words.index("onrecord") + 1 :]
            yield words[: words.index(">")] if ">" in words else words


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_every_help_has_examples_that_parse(
    name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    status, out, _ = run(capsys, *([name] if name else []), "--help")
    found = list(examples(out))
    assert status == 0 and found
    for command, *words in found:
        assert command == name or not name
        loaded = group.get_command(click.Context(group), command)
        assert loaded is not None
        loaded.make_context(command, words)


def test_help_answers_without_loading_the_reader() -> None:
    code = "import sys; sys.argv = ['onrecord', '--help']\nimport onrecord.cli\ntry: onrecord.cli.main()\nexcept SystemExit: pass\nprint([m for m in ('spacy', 'sqlalchemy', 'trafilatura', 'rich') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip().endswith("[]")


def test_a_pipe_can_be_read(report: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "onrecord.cli", "read", "-", "--jsonl"],
        input=SHORT.encode(),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0 and b'"act": "reject"' in done.stdout


def test_a_closed_pipe_ends_the_run_without_a_word() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "onrecord.cli", "codebook"], stdout=writer, stderr=subprocess.PIPE, check=False
        )
    finally:
        os.close(writer)
    assert (done.returncode, done.stderr) == (141, b"")


def test_a_bare_command_prints_its_help(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(capsys)
    assert status == 0 and "Commands:" in out and err == ""


def test_a_terminal_that_lacks_characters_still_shows_the_rest(report: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "onrecord.cli", "show", "none", "--record", "“none”"],
        env={**os.environ, "PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 2 and b"No record at ?none?" in done.stderr


def test_a_fault_of_ours_is_no_traceback_and_not_done(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("onrecord.codebook.load_codebook", lambda: 1 / 0)
    status, out, err = run(capsys, "codebook")
    assert status == 2 and out == "" and "ZeroDivisionError" in err and "please report it" in err
    with pytest.raises(ZeroDivisionError):
        main(["--debug", "codebook"])


def test_an_interrupted_run_says_so(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("onrecord.codebook.load_codebook", interrupted)
    status, _, err = run(capsys, "codebook")
    assert status == 130 and err == "stopped; what was recorded before is kept\n"


def test_a_page_can_be_had_of_a_report_on_record(
    record: str, report: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "again.html"
    assert run(capsys, "read", str(report), "--record", record, "--html", str(target))[0] == 0
    assert "<mark" in target.read_text(encoding="utf-8")


def test_a_report_that_fails_is_named_also_when_a_page_is_wanted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty.txt").write_text("")
    status, _, err = run(capsys, "read", str(tmp_path / "empty.txt"), "--html", str(tmp_path / "p.html"))
    assert status == 2 and "empty.txt: empty" in err and not (tmp_path / "p.html").exists()
