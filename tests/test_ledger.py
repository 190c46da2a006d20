"""A run over a mixed tree: what is told beforehand, what became of each, and that a second run changes nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from onrecord import read_text
from onrecord.cli import main
from onrecord.errors import ReportFailed
from onrecord.model import Arrival, Failure
from onrecord.sources import Found, How, Source, opening
from tests import makefiles as make
from tests.arrive import BODY, OTHER, report, written
from tests.test_mail import message


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as left:
        main(list(words))
    out = capsys.readouterr()
    assert isinstance(left.value.code, int)
    return left.value.code, out.out, out.err


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    root = tmp_path / "in"
    written(root, "a.txt", BODY)
    written(
        root, "german.txt", "Die Außenminister sprachen am Dienstag in Wien über die Lage und einigten sich nicht. " * 3
    )
    written(root, "logo.png", b"\x89PNG\r\n\x1a\n")
    mails = [bytes(message(BODY, subject="One")), bytes(message(OTHER, subject="Two"))]
    written(root, "mail/box", b"".join(b"From x@y Tue Mar 17 09:00:00 2026\n" + m + b"\n" for m in mails))
    written(root, "page.html", b"\x00\x01\x02\x03" * 500)
    return root


def states(path: Path) -> list[tuple[str, str]]:
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    return [(line["name"].split("/")[-1].split("@")[0], line["state"]) for line in lines]


def test_a_dry_run_tells_what_a_run_would_do_and_does_nothing(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(capsys, "read", str(tree), "--dry-run", "--record", str(tree.parent / "t.onrecord"))
    assert status == 1 and not (tree.parent / "t.onrecord").exists()
    assert len(out.splitlines()) == 3 and "One" in out and "2026-03-17" in out
    assert "3 reports would be read" in err and "1 × a picture" in err and "not in English (de)" in err


def test_the_ledger_names_all_and_a_second_run_finds_all_on_record(
    tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record, book = str(tree.parent / "t.onrecord"), tree.parent / "ledger.jsonl"
    words = ("read", str(tree), "--record", record, "--ledger", str(book), "--reader", "rules")
    status, _, err = run(capsys, *words)
    assert status == 1 and "3 reports read" in err
    first = states(book)
    assert sorted(state for _, state in first) == ["failed", "left out", "left out", "read", "read", "read"]
    before = run(capsys, "entries", "--record", record, "--jsonl")[1]
    status, _, err = run(capsys, *words)
    assert "0 reports read" in err and "3 already on record" in err
    assert [(name, state.replace("on record", "read")) for name, state in states(book)] == first
    assert run(capsys, "entries", "--record", record, "--jsonl")[1] == before


def test_the_same_text_from_two_places_is_on_record_for_both(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written(tmp_path / "in", "a.txt", BODY)
    written(tmp_path / "in", "b.eml", bytes(message(BODY)))
    words = ("read", str(tmp_path / "in"), "--record", str(tmp_path / "t.onrecord"), "--reader", "rules")
    run(capsys, *words)
    for _ in range(2):
        assert "2 already on record" in run(capsys, *words)[2]


def test_where_a_report_came_from_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record = str(tmp_path / "t.onrecord")
    page = make.pdf([make.column(OTHER.split(". ")[0] + "."), make.column(BODY)], title="Talks in Vienna")
    path = written(tmp_path, "in/press.zip", make.packed({"a.png": b"\x89PNG", "day/c.pdf": page}))
    assert run(capsys, "read", str(path), "--record", record, "--reader", "rules")[0] == 0
    out = run(capsys, "show", f"{path}!day/c.pdf", "--provenance", "--record", record)[1]
    rows = dict(line.split(None, 1) for line in out.splitlines())
    assert rows["file"] == str(path) and rows["decoder"].startswith("pypdf/") and rows["pages"] == "2"
    assert "position in it   2" in out and "Talks in Vienna (file properties)" in out
    lines = [json.loads(line) for line in run(capsys, "entries", "--record", record, "--jsonl")[1].splitlines()]
    told = run(capsys, "show", lines[-1]["id"], "--record", record)[1]
    assert "page           2" in told


def test_a_page_is_of_one_report(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tree.parent / "page.html"
    status, _, err = run(capsys, "read", str(tree / "mail" / "box"), "--html", str(page), "--reader", "rules")
    assert status == 2 and "this is the second" in err


def test_a_mapping_that_is_none_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    status, _, err = run(capsys, "read", "x.csv", "--map", "body")
    assert status == 2 and "text=body" in err


def test_one_report_is_read_from_bytes_and_several_are_refused() -> None:
    assert read_text(bytes(message(BODY)), reader="rules").report.text.strip() == BODY
    with pytest.raises(ReportFailed, match="several") as caught:
        read_text(make.packed({"a.txt": BODY, "b.txt": OTHER}), name="a.zip")
    assert "read_many" in caught.value.hint


def test_sources_of_other_packages_are_asked_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Entry:
        def load(self) -> Source:
            return Source("knots", "Knots", "", "", lambda _, head: head[:5] == b"KNOT!", _untied)

    def _untied(found: Found, how: How) -> Iterator[Arrival | Found | Failure]:
        yield Arrival(found.name, found.load()[5:])

    monkeypatch.setattr("onrecord.sources.opening.entry_points", lambda group: [Entry()])
    opening.sources.cache_clear()
    try:
        assert report(written(tmp_path, "a", b"KNOT!" + BODY.encode())).text == BODY
    finally:
        opening.sources.cache_clear()


WIRE = " ".join(
    f"{who} said on {day} that the delegation would {what} before the {n}th round in the valley town."
    for n, (who, day, what) in enumerate(
        [
            ("The envoy", "Monday", "sign nothing"),
            ("A spokesman for the ministry", "Tuesday", "study the map of the crossings"),
            ("The mediator", "Wednesday", "bring the list of prisoners"),
            ("A commander in the north", "Thursday", "answer in writing"),
            ("The host", "Friday", "meet the observers"),
        ],
        4,
    )
)


@pytest.mark.parametrize("order", ["abc", "cba"])
def test_the_ledger_names_reprints_whatever_comes_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], order: str
) -> None:
    texts = {
        "a": f"GENEVA, March 17, 2026 (Meridian Wire) - {WIRE}",
        "b": f"GENEVA, March 18, 2026 (Highland Voice) - {WIRE} Our own reporter was there.",
        "c": f"{BODY} {OTHER}",
    }
    for place, key in enumerate(order):
        written(tmp_path / "in", f"{place}-{key}.txt", texts[key])
    book = tmp_path / "ledger.jsonl"
    words = ("read", str(tmp_path / "in"), "--record", str(tmp_path / "t.onrecord"), "--ledger", str(book))
    for more in (["--dry-run"], ["--reader", "rules"]):
        err = run(capsys, *words, *more)[2]
        assert "1 of them reprints another" in err
        told = {line["name"][-5]: line["reprint_of"] for line in map(json.loads, book.read_text().splitlines())}
        assert told["a"] is None and told["c"] is None and told["b"].endswith("-a.txt")
    # what comes tomorrow is held against what is on record
    written(tmp_path / "in", "9-d.txt", f"GENEVA, March 19, 2026 (Late Post) - {WIRE}")
    run(capsys, *words, "--reader", "rules")
    (line,) = (row for row in map(json.loads, book.read_text().splitlines()) if row["state"] == "read")
    assert line["reprint_of"].endswith("-a.txt")
