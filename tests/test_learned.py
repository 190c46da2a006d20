"""The learned reader: what it may and may not change, and what happens when its model is missing. Texts are ours."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import onrecord
from onrecord.cli.main import main
from onrecord.config import READERS
from onrecord.errors import ModelError
from onrecord.extract.learned import model as learned
from onrecord.model.shape import as_json
from onrecord.pipeline import read_reports, read_text
from onrecord.reports import make_report

TALKS = (
    "The ceasefire talks between the highland rebels and the government in Dorn closed on Friday without a date for "
    "another round.\n\n"
    "“We came with a map and they came with a newspaper,” said Lena Ruz, who leads the rebels' delegation. She said "
    "the army would be given until Sunday to leave the bridge.\n\n"
    "The government's negotiator, Omar Haddad, called the deadline theatre. He said nothing had been signed."
)
OTHER = "Dorn Rovers won the cup on Saturday. The coach praised his goalkeeper and demanded more of his strikers."
TEXTS = (TALKS, OTHER, "“I never promised that,” the mayor said of the truce talks.", "!" * 400, "a " * 3000, "“" * 50)


@pytest.mark.parametrize("reader", ["rules", "full"])
def test_every_line_names_the_reader_that_made_it(reader: str) -> None:
    reading = read_text(TALKS, reader=reader)
    assert reading.reader == READERS[reader] and reading.entries
    assert {entry.made_by.reader for entry in reading.entries} == {READERS[reader]}


def test_the_full_reader_is_the_default() -> None:
    assert read_text(TALKS).reader == READERS["full"]
    assert onrecord.read_text(TALKS).reader == READERS["full"]


def test_evidence_of_learned_lines_is_the_text_at_its_place() -> None:
    for entry in read_text(TALKS).entries:
        assert entry.evidence and all(TALKS[e.start : e.end] == e.text for e in entry.evidence)
        assert 0 <= entry.confidence <= 1


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(order=st.permutations(range(len(TEXTS))))
def test_the_same_entries_in_any_order_and_batch(order: list[int]) -> None:
    reports = [
        make_report(text.encode(), f"{n}.txt", published=None, outlet=None, title=None) for n, text in enumerate(TEXTS)
    ]
    together = {
        r.report.original.name: [as_json(e) for e in r.entries]
        for r in read_reports([reports[n] for n in order], reader="full")
    }
    for report in reports:
        alone = next(read_reports([report], reader="full"))
        assert [as_json(e) for e in alone.entries] == together[report.original.name]


def test_a_sentence_of_three_thousand_words_is_read() -> None:
    long = "The rebels demanded " + "and demanded " * 1500 + "a truce from the government at the talks."
    assert isinstance(read_text(long).entries, tuple)


def test_it_is_never_who_writes_we_and_what_a_party_says_of_another_is_its_word() -> None:
    text = (
        "STATEMENT BY THE NATIONAL UNION OF RAIL WORKERS\n6 November 2024\n\n"
        "We have asked the company to open its books; it has refused. The chief executive, Dirk Lohmann, assured us "
        "verbally in June that no depot would be closed. We will not accept the closure. The strike talks resume on Monday."
    )
    entries = {e.act: e for e in read_text(text).entries}
    assert [a.name for a in entries["refuse"].actors] == ["company"]
    assert [a.name for a in entries["commit"].attribution.speakers] == [
        "National Union of Rail Workers",
        "Dirk Lohmann",
    ]
    assert entries["commit"].content == "no depot would be closed"


def test_a_deed_that_was_not_done_is_negated() -> None:
    text = (
        "Truce talks between the army and the Front went on in Dorn on Friday. The army accused the Front of shelling Velm. "
        "The Front denied it and said its forces had not fired since Monday."
    )
    assert all(e.negated for e in read_text(text).entries if "had not fired" in e.evidence[0].text)


def test_a_deed_in_an_accusation_is_the_accusers_word() -> None:
    text = (
        "General Birre accused the Front of shelling the town of Velm on Sunday, killing nine. The truce talks go on."
    )
    deeds = [e for e in read_text(text).entries if e.act == "attack"]
    assert len(deeds) <= 1 and all([a.name for a in e.attribution.speakers] == ["General Birre"] for e in deeds)


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The model's files in a folder that may be damaged."""
    shutil.copytree(str(files("onrecord.data") / "model"), tmp_path / "model")
    monkeypatch.setattr(learned, "files", lambda package: tmp_path)
    learned.load_model.cache_clear()
    yield tmp_path / "model"
    learned.load_model.cache_clear()


@pytest.mark.parametrize("name", ["reader.onnx", "tokenizer.json", "settings.json"])
@pytest.mark.parametrize("damage", ["missing", "cut", "empty"])
def test_a_model_that_is_missing_or_damaged_stops_the_run_and_says_what_to_do(
    elsewhere: Path, name: str, damage: str
) -> None:
    file = elsewhere / name
    if damage == "missing":
        file.unlink()
    else:
        file.write_bytes(b"" if damage == "empty" else file.read_bytes()[: file.stat().st_size // 2])
    with pytest.raises(ModelError) as caught:
        read_text(TALKS, reader="full")
    assert "--reader rules" in caught.value.hint
    assert read_text(TALKS, reader="rules").entries


def test_the_command_says_so_and_reads_nothing(
    elsewhere: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (elsewhere / "reader.onnx").unlink()
    report = tmp_path / "talks.txt"
    report.write_text(TALKS, encoding="utf-8")

    def run(*words: str) -> tuple[int | str | None, str, str]:
        with pytest.raises(SystemExit) as left:
            main(words)
        return left.value.code, *capsys.readouterr()

    code, out, err = run("read", str(report))
    assert code == 2 and not out and "--reader rules" in err
    code, out, _ = run("read", "--jsonl", "--reader", "rules", str(report))
    assert not code and json.loads(out.splitlines()[0])["made_by"]["reader"] == READERS["rules"]


def test_what_a_leading_article_asks_for_is_the_papers_own() -> None:
    text = (
        "The Dorn Courier\nEDITORIAL\n\nA key is no creed\n\nOn Sunday the army gave the rebels forty days to leave Dorn, and the "
        "rebels answered that they would stay. The government refused to mediate.\n\nBoth sides must return to the table before the "
        "winter. The minister should publish the draft that the two delegations agreed verbally in May."
    )
    asked = [e for e in onrecord.read_text(text).entries if e.act == "request"]
    assert asked
    assert {a.name for e in asked for a in e.actors} == {"The Dorn Courier"}
    assert any(a.name == "minister" for e in asked for a in e.addressees)
