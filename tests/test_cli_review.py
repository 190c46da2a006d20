"""Review in the terminal, and verdicts that go from one record to another."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from onrecord.cli import review
from onrecord.cli.main import group
from onrecord.errors import RecordError, RunStopped
from onrecord.model.decision import Action, Verdict
from onrecord.model.location import Location
from onrecord.record import open_record
from tests.build import entry, reading, report
from tests.web_record import example_at


def run(*words: str, keys: str = "") -> Result:
    return CliRunner().invoke(group, list(words), input=keys, standalone_mode=False)


def decided(path: Location) -> list[tuple[str, str]]:
    with open_record(path) as record:
        return [(verdict.action.value, verdict.who) for verdict in record.verdicts()]


def test_keys_decide_line_after_line_as_on_the_page(place: Location) -> None:
    path = example_at(place)
    with open_record(path) as record:
        queue = [record.shelved.waiting("Ana", n) for n in range(4)]
        waiting = len(record.entries())
    done = run("review", "--record", str(path), "--as", "Ana", keys="ax uz?q")
    assert done.exception is None, done.output
    assert decided(path) == [("accept", "Ana"), ("reject", "Ana"), ("unsure", "Ana"), ("undone", "Ana")]
    with open_record(path) as record:
        given = [verdict.line.id for verdict in record.verdicts()]
        # the third was skipped
        assert given == [queue[n].entry for n in (0, 1, 3, 3)]  # type: ignore[union-attr]
    assert f"1 of {waiting}" in done.output and "a accept" in done.output and "skip, also j" in done.output
    assert "2 decisions kept" in done.output


def test_amend_in_the_terminal_puts_slots_right_and_says_what_cannot_be(place: Location) -> None:
    path = example_at(place)
    done = run(
        "review", "--record", str(path), "--as", "Ana", keys="eform=sung\neactor=“Oram; Kesh” form=verbal\ns\ns\nq"
    )
    assert done.exception is None and "No form 'sung'" in done.output
    with open_record(path) as record:
        (verdict,) = record.verdicts()
        assert verdict.action is Action.AMEND
        assert [a.name for a in record.entry(verdict.line.id).actors] == ["Oram", "Kesh"]


def test_one_jumps_to_a_line_by_its_id(place: Location) -> None:
    path = example_at(place)
    with open_record(path) as record:
        key = record.entries()[30].id
    done = run("review", "--record", str(path), keys=f"/zzzzzz\n/{key[:12]}\nxq")
    assert "No entry" in done.output and "as asked" in done.output
    with open_record(path) as record:
        assert record.verdicts()[0].line.id == key


def test_verdicts_go_to_another_record_once_and_stay_the_same(
    tmp_path: Path, new_place: Callable[[], Location]
) -> None:
    path, there = example_at(new_place()), example_at(new_place())
    run("review", "--record", str(path), "--as", "Ana", keys="axuq")
    written = tmp_path / "ana.jsonl"
    done = run("export", "verdicts", "--record", str(path), "--out", str(written))
    assert "3 verdicts" in done.output
    assert [json.loads(line)["action"] for line in written.read_text().splitlines()] == ["accept", "reject", "unsure"]
    for taken in ("3 verdicts taken in, 0 known already", "0 verdicts taken in, 3 known already"):
        done = run("import", "verdicts", str(written), "--record", str(there))
        assert taken in done.output and done.return_value == 0
    with open_record(path) as a, open_record(there) as b:
        assert a.verdicts() == b.verdicts()
        assert [e.id for e in a.entries()] == [e.id for e in b.entries()]


def test_conflicts_are_kept_and_named(new_place: Callable[[], Location]) -> None:
    path, there = example_at(new_place()), example_at(new_place())
    for where, who, key in ((path, "Ana", "a"), (there, "Ben", "x")):
        run("review", "--record", str(where), "--as", who, keys=f"{key}q")
    sent = run("export", "verdicts", "--record", str(path)).stdout
    done = CliRunner().invoke(
        group, ["import", "verdicts", "-", "--record", str(there)], input=sent, standalone_mode=False
    )
    assert "otherwise decided here: accept by Ana" in done.output and "Ben decided otherwise" in done.output
    with open_record(there) as record:
        waiting = record.shelved.waiting("Cleo", 0)
        assert waiting is not None and waiting.verdict == "disputed"


def test_a_verdict_finds_its_line_by_the_words_where_another_reader_read(new_place: Callable[[], Location]) -> None:
    with open_record(new_place()) as one, open_record(new_place()) as other:
        one.put(reading())
        other.put(reading(report(), entries=(entry(ident="e-9999888877776666", start=20),), reader="rules/2"))
        one.judge(Verdict(Action.REJECT, one.entry("e-aaaabbbbccccdddd"), "Ana"))
        lines = list(one.export_verdicts())
        assert other.import_verdicts(lines).kept == 1
        assert other.entries() == []
        with open_record(new_place()) as empty:
            done = empty.import_verdicts(lines)
            assert done.kept == 0 and "its report is not on record" in done.missing[0]


def test_what_one_decided_later_counts(place: Location) -> None:
    with open_record(place) as record:
        record.put(reading())
        line = record.entry("e-aaaabbbbccccdddd")
        record.judge(Verdict(Action.ACCEPT, line, "Ana"))
        old = json.loads(next(iter(record.export_verdicts()))) | {
            "action": "reject",
            "decided_at": "2001-01-01T00:00:00",
        }
        done = record.import_verdicts([json.dumps(old)])
        assert done.kept == 0 and "accept since" in done.conflicts[0] and len(record.verdicts()) == 1


def test_lines_that_are_no_verdicts_are_named_and_nothing_is_taken(tmp_path: Path, place: Location) -> None:
    with open_record(place) as record:
        record.put(reading())
        record.judge(Verdict(Action.ACCEPT, record.entry("e-aaaabbbbccccdddd"), "Ana"))
        good = next(iter(record.export_verdicts()))
        for bad in ("{", "[]", "{}", json.dumps(json.loads(good) | {"action": "bless"})):
            with pytest.raises(RecordError, match=r"line 2: "):
                record.import_verdicts([good.replace("Ana", "Ben"), bad])
        assert len(record.verdicts()) == 1
    assert isinstance(
        run("import", "verdicts", str(tmp_path / "none"), "--record", str(place)).exception,
        RunStopped,
    )


def test_an_added_line_goes_along(new_place: Callable[[], Location]) -> None:
    with open_record(new_place()) as one, open_record(new_place()) as other:
        for record in (one, other):
            record.put(reading())
        made = replace(entry(ident="e-0000111122223333"), act="warn", form=None)
        one.judge(Verdict(Action.ADD, made, "Ana"))
        assert other.import_verdicts(one.export_verdicts()).kept == 1
        assert other.entry("e-0000111122223333").act == "warn" and len(other.entries()) == 2


def test_what_was_decided_on_a_line_is_shown_with_it(tmp_path: Path) -> None:
    path = tmp_path / "talks.onrecord"
    with open_record(path) as record:
        record.put(reading())
        line = record.entries()[0]
    words = ("show", line.id, "--record", str(path))
    assert "Nobody has reviewed it." in run(*words, "--why").stdout
    verdict = ("verdict", "reject", line.id, "--as", "Ana", "--note", "no such promise", "--record", str(path))
    assert run(*verdict).return_value == 0
    for more in ((), ("--why",)):
        shown = run(*words, *more).stdout
        assert "Rejected by Ana, 20" in shown and "no such promise" in shown and "Nobody" not in shown


def test_review_without_a_terminal_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none() -> str:
        raise OSError(6, "No such device or address")

    path = tmp_path / "talks.onrecord"
    with open_record(path) as record:
        record.put(reading())
    monkeypatch.setattr("onrecord.cli.review.click.getchar", none)
    stopped = None
    try:
        review.command.callback(None, "Ana", path)  # type: ignore[misc]
    except RunStopped as error:
        stopped = str(error)
    assert stopped is not None and "needs a terminal" in stopped


def test_a_name_that_nobody_goes_by_is_asked_about_in_the_terminal(place: Location) -> None:
    path = example_at(place)
    keys = "eactor=“Pavel Renkoo”\n\neactor=“Pavel Renkoo”\n1\neactor=“Zoltan Quist”\ns\nq"
    done = run("review", "--record", str(path), "--as", "Ana", keys=keys)
    assert done.exception is None, done.output
    assert "Nobody on record is called “Pavel Renkoo”" in done.output and "Nothing amended" in done.output
    with open_record(path) as record:
        assert [v.line.actors[0].name for v in record.verdicts()] == ["Pavel Renko", "Zoltan Quist"]


def test_a_verdict_from_the_shell_says_which_name_nobody_goes_by(place: Location) -> None:
    path = example_at(place)
    with open_record(path) as record:
        key = record.entries()[0].id
    done = run("verdict", "amend", key, "--set", "actor=Ostrama", "--record", str(path))
    assert "Nobody on record is called “Ostrama”" in done.output and "“Ostrana”" in done.output
    with open_record(path) as record:
        assert record.verdicts()[0].line.actors[0].name == "Ostrama"
