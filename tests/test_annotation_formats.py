"""Lines in annotation tools and back: nothing changed is no verdict, and each change is exactly one."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from onrecord.model import Actor, Attribution, Entry, Evidence, Form, Kind, Style, Tier
from onrecord.model.decision import Action, Verdict
from onrecord.record import open_record
from tests.annotating import (
    FIRST,
    FOURTH,
    FRONT,
    GUESTS,
    LINES,
    ORAM,
    SECOND,
    TEXT,
    THIRD,
    TOOLS,
    Cas,
    at,
    kept,
    out,
    taken,
    verdicts,
)
from tests.test_cli import run
from tests.web_record import example, hostile


@pytest.fixture
def record(tmp_path: Path) -> Path:
    return kept(tmp_path)


both = pytest.mark.parametrize("name", sorted(TOOLS))


@both
@pytest.mark.parametrize("make", [example, hostile])
def test_what_nobody_changed_is_no_verdict(
    name: str, make: Callable[[Path], Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record = make(tmp_path)
    folder = out(capsys, record, name)
    assert taken(capsys, record, name, folder)[0] == 0 and verdicts(record) == []
    assert run(capsys, "export", name, "--record", str(record), "--out", str(folder))[0] == 2


@both
def test_unchanged_lines_are_accepted_only_if_asked_and_once(
    name: str, record: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = out(capsys, record, name)
    if name == "cas":
        # what the tool itself writes is as good as ours
        tool = Cas(folder)
        tool.save()
    assert "0 verdicts" in taken(capsys, record, name, folder)[1]
    assert "4 verdicts taken in (4 accept), 0 known" in taken(capsys, record, name, folder, "--accept-unchanged")[1]
    assert "0 verdicts taken in, 4 known" in taken(capsys, record, name, folder, "--accept-unchanged")[1]
    given = sorted(verdicts(record), key=lambda one: one.line.id)
    assert [(one.action, one.line, one.who) for one in given] == [(Action.ACCEPT, one, "Ana") for one in LINES]


Change = Callable[[Any], None]
REFUSED = replace(LINES[0], act="refuse", codes=(("cameo", "120"), ("plover", "REJECT")))
CHANGES: dict[str, tuple[Change, Entry]] = {
    "act": (lambda t: t.label(FIRST, "refuse"), REFUSED),
    "form": (lambda t: t.value(FIRST, "Form", "verbal"), replace(LINES[0], form=Form.VERBAL)),
    "no form": (lambda t: t.value(FIRST, "Form", None), replace(LINES[0], form=None)),
    "negated": (lambda t: t.value(FIRST, "Negated", "yes"), replace(LINES[0], negated=True)),
    "not negated": (lambda t: t.value(THIRD, "Negated", None), replace(LINES[2], negated=False)),
    "historical": (lambda t: t.value(THIRD, "Historical", "yes"), replace(LINES[2], historical=True)),
    "not implied": (lambda t: t.value(THIRD, "Implied", None), replace(LINES[2], tier=Tier.EXPLICIT)),
    "unconditional": (
        lambda t: t.value(FIRST, "Conditional", None), replace(LINES[0], condition=None, conditional=False)
    ),
    "style": (
        lambda t: t.value(FIRST, "Style", "mixed"),
        replace(LINES[0], attribution=replace(LINES[0].attribution, style=Style.MIXED)),
    ),
    "role": (lambda t: t.label(FOURTH, "part_host"), replace(LINES[3], role="host")),
    "condition": (
        lambda t: t.link(THIRD, "Condition", "if the army left"),
        replace(LINES[2], condition="if the army left", conditional=True),
    ),
    # who stands nowhere in the text stays: nobody saw him
    "nobody": (lambda t: t.unlink(SECOND, "Actor"), replace(LINES[1], actors=(GUESTS,))),
    "nobody says so": (
        lambda t: t.unlink(FIRST, "Speaker"),
        replace(LINES[0], attribution=Attribution((), "said", Style.AUTHOR), factuality=("uncommitted",)),
    ),
    "one more": (
        lambda t: t.link(THIRD, "Actor", "General Oram"),
        replace(LINES[2], actors=(replace(ORAM, span=at("General Oram")),)),
    ),
    "somebody new": (
        lambda t: t.link(THIRD, "Addressee", "the army"),
        replace(LINES[2], addressees=(Actor("army", "the army", at("the army")),)),
    ),
    "words": (
        lambda t: t.words(THIRD, "signed"),
        replace(LINES[2], evidence=(Evidence.of(TEXT, at("signed"), at("Nobody signed")),)),
    ),
    "fewer words": (
        lambda t: t.words(SECOND, "“We refuse it,”"), replace(LINES[1], evidence=LINES[1].evidence[:1])
    ),
}  # fmt: skip


@both
@pytest.mark.parametrize("what", sorted(CHANGES))
def test_one_change_amends_exactly_that(name: str, what: str, record: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change, expected = CHANGES[what]
    folder = out(capsys, record, name)
    tool = TOOLS[name](folder)
    change(tool)
    tool.note(expected.id, "as the tape has it")
    tool.save()
    status, said = taken(capsys, record, name, folder)
    assert status == 0 and "1 verdict taken in (1 amend), 0 known" in said
    (verdict,) = verdicts(record)
    assert (verdict.action, verdict.who, verdict.note) == (Action.AMEND, "Ana", "as the tape has it")
    assert verdict.line == expected
    assert "0 verdicts taken in, 1 known" in taken(capsys, record, name, folder)[1]
    with open_record(record) as kept:
        assert expected in kept.entries() and len(kept.entries()) == 4
    # what is amended leaves as it is now, and nobody has to decide it again
    again = record.parent / "again"
    run(capsys, "export", name, "--record", str(record), "--out", str(again))
    assert "0 verdicts taken in, 0 known" in taken(capsys, record, name, again)[1]


@both
def test_a_deleted_line_is_rejected_where_it_was_exported(
    name: str, record: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = out(capsys, record, name)
    tool = TOOLS[name](folder)
    tool.delete(SECOND)
    tool.save()
    elsewhere = record.parent / "exported"
    (folder / "exported").rename(elsewhere)
    status, said = taken(capsys, record, name, folder)
    assert status == 0 and "0 verdicts" in said and "without a list of what was exported" in said
    for done in ("1 verdict taken in (1 reject), 0 known", "0 verdicts taken in, 1 known"):
        assert done in taken(capsys, record, name, folder, "--exported", str(elsewhere.parent))[1]
    with open_record(record) as kept:
        assert SECOND not in {one.id for one in kept.entries()}


@both
def test_a_line_that_was_not_exported_is_not_rejected(
    name: str, record: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_record(record) as kept:
        kept.judge(Verdict(Action.ACCEPT, LINES[0], "Ben"))
    folder = out(capsys, record, name, "--reviewed")
    assert "0 verdicts" in taken(capsys, record, name, folder)[1]
    tool = TOOLS[name](folder)
    # an annotator marks what the record has, though it did not leave
    tool.add("sign", "Nobody signed")
    tool.value(FIRST, "Future", "yes")
    tool.save()
    assert "(2 amend)" in taken(capsys, record, name, folder)[1]
    with open_record(record) as kept:
        assert len(kept.entries()) == 4
    assert "0 verdicts taken in, 2 known" in taken(capsys, record, name, folder)[1]


@both
def test_a_new_event_is_added_once(name: str, record: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = out(capsys, record, name)
    tool = TOOLS[name](folder)
    tool.add("claim", "the envoy added", Actor="the envoy", Speaker="General Oram")
    tool.save()
    status, said = taken(capsys, record, name, folder)
    assert status == 0 and "1 verdict taken in (1 add)" in said
    assert "0 verdicts taken in, 1 known" in taken(capsys, record, name, folder)[1]
    (verdict,) = verdicts(record)
    made = verdict.line
    assert (made.kind, made.act, made.made_by.reader) == (Kind.STATEMENT, "claim", "by hand")
    assert [(e.span, e.text) for e in made.evidence] == [(at("the envoy added"), "the envoy added")]
    assert made.actors == (Actor("envoy", "the envoy", at("the envoy")),)
    assert made.attribution == Attribution((replace(ORAM, span=at("General Oram")),), None, Style.INDIRECT)
    with open_record(record) as kept:
        assert len(kept.entries()) == 5


@both
def test_a_lost_id_is_found_by_what_is_marked(name: str, record: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = out(capsys, record, name)
    tool = TOOLS[name](folder)
    tool.forget_id(SECOND)
    tool.save()
    assert "0 verdicts taken in, 0 known" in taken(capsys, record, name, folder)[1]


@both
def test_what_one_decided_later_counts(name: str, record: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = out(capsys, record, name)
    tool = TOOLS[name](folder)
    tool.delete(SECOND)
    tool.save()
    taken(capsys, record, name, folder)
    with open_record(record) as kept:
        kept.judge(Verdict(Action.ACCEPT, LINES[1], "Ana"))
    status, said = taken(capsys, record, name, folder)
    assert status == 0 and "accept since, which counts" in said
    assert [one.action for one in verdicts(record)] == [Action.REJECT, Action.ACCEPT]


@both
def test_who_decided_otherwise_is_named(name: str, record: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = out(capsys, record, name)
    with open_record(record) as kept:
        kept.judge(Verdict(Action.ACCEPT, LINES[1], "Ben"))
    tool = TOOLS[name](folder)
    tool.delete(SECOND)
    tool.save()
    status, said = taken(capsys, record, name, folder)
    assert status == 0 and "otherwise decided: reject by Ana" in said and "Ben decided otherwise" in said


@both
def test_what_cannot_be_is_named_and_the_rest_goes_on(
    name: str, record: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = out(capsys, record, name)
    tool = TOOLS[name](folder)
    tool.label(FIRST, "bless")
    tool.value(SECOND, "Conditional", "yes")
    tool.value(THIRD, "Negated", None)
    tool.save()
    status, said = taken(capsys, record, name, folder)
    assert status == 1 and "1 verdict taken in (1 amend)" in said
    assert "there is no act or label “bless”" in said and "no words are linked as its Condition" in said
    assert re.search(r"r-1111222233334444\.\w+: (line|feature structure) \d+: ", said)


@both
def test_another_text_is_named_and_skipped(name: str, record: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = out(capsys, record, name)
    for file in folder.glob("r-*.*"):
        file.write_bytes(file.read_bytes().replace(b"Nobody", b"Nobady"))
    status, said = taken(capsys, record, name, folder, "--accept-unchanged")
    assert status == 1 and "no report on record has this text" in said and verdicts(record) == []


@both
def test_two_files_on_one_report_are_not_mixed(name: str, record: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = out(capsys, record, name)
    for who in ("ana", "ben"):
        (folder / "curation" / who).mkdir(parents=True)
        for file in (*folder.glob("r-*.txt"), *folder.glob("r-*.ann"), *folder.glob("r-*.json")):
            (folder / "curation" / who / f"{who}{file.suffix}").write_bytes(file.read_bytes())
    status, said = taken(capsys, record, name, folder / "curation", "--exported", str(folder), "--accept-unchanged")
    assert status == 1 and "the same report as" in said and "(4 accept)" in said
    only = ("--files", "ben.ann" if name == "brat" else "ben.json")
    status, said = taken(capsys, record, name, folder / "curation", "--exported", str(folder), *only)
    assert status == 0 and "1 file: 0 verdicts" in said


def test_what_may_be_imported_is_said(record: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words, said in (
        (("brta", "x"), "No such command 'brta'"), (("brat", str(record.parent / "none")), "is no folder"),
        (("brat", "a", "b"), "extra argument"), (("verdicts", "a", "--who", "Ana"), "No such option '--who'"),
        (("gold", "a", "--accept-unchanged"), "No such option"),
    ):  # fmt: skip
        status, _, found = run(capsys, "import", *words, "--record", str(record))
        assert status == 2 and said in found
    empty = record.parent / "empty"
    empty.mkdir()
    assert "No annotated file" in run(capsys, "import", "cas", str(empty), "--record", str(record))[2]


# -- gold -------------------------------------------------------------------------------------------------------


def gold(**changes: Any) -> dict[str, Any]:
    spans = {n: [{"start": e.start, "end": e.end, "text": e.text} for e in LINES[n].evidence] for n in (0, 1)}
    added = at("Nobody signed")
    base = {"style": "direct", "tier": "core", "speakers": ["A.E", "A.O"]}
    return {
        "format": "onrecord-gold/1", "id": "ostra", "licence": "CC0", "published": None, "text": TEXT,
        "actors": [
            {"id": "A.E", "name": "Ila Tarn", "aliases": ["The envoy of Velmark"]},
            {"id": "A.O", "name": "General Oram"}, {"id": "A.F", "name": "Highland Front", "aliases": ["the Front"]},
        ],
        "entries": [
            # it is in nothing but its form otherwise than the line on record
            base | {"id": "G01", "kind": "statement", "act": "commit", "form": "signed", "actors": ["A.F"], "style": "indirect",
                    "speakers": ["A.E"], "conditional": True, "condition": "if the army left", "evidence": spans[0]},
            base | {"id": "G02", "kind": "statement", "act": "refuse", "future": True, "actors": [], "evidence": spans[1]},
            base | {"id": "G03", "kind": "statement", "act": "deny", "actors": [["A.F", "A.O"]], "speakers": [], "style": "author",
                    "evidence": [{"start": added.start, "end": added.end}]},
        ],
    } | changes  # fmt: skip


def test_gold_accepts_amends_and_adds(record: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = record.parent / "ostra.gold.json"
    file.write_text(json.dumps(gold()), encoding="utf-8")
    status, said = taken(capsys, record, "gold", file)
    assert status == 0 and "1 file: 3 verdicts taken in (1 accept, 1 add, 1 amend), 0 known" in said
    amended, accepted, made = verdicts(record)
    assert amended.line == replace(LINES[0], form=Form.SIGNED) and accepted.line == LINES[1]
    assert (made.line.act, made.line.actors, made.line.attribution.style) == (
        "deny",
        (replace(FRONT, kind=None),),
        Style.AUTHOR,
    )
    assert "0 verdicts taken in, 3 known" in taken(capsys, record, "gold", file)[1]
    with open_record(record) as kept:
        assert len(kept.entries()) == 5


def test_gold_that_is_none_or_of_another_text_is_named(record: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = gold()
    wrong["entries"][0]["evidence"][0]["text"] = "other"
    stranger = gold()
    stranger["entries"][1]["speakers"] = ["A.Z"]
    for content, said in (
        ("{", "line 1: is no JSON"), ("{}", "is not in the format"), (json.dumps(gold(text="Another text.", entries=[])), "no report"),
        (json.dumps(wrong), "G01 does not quote its text"), (json.dumps(stranger), "“A.Z” is missing"),
    ):  # fmt: skip
        file = record.parent / "a.gold.json"
        file.write_text(content, encoding="utf-8")
        status, found = taken(capsys, record, "gold", file)
        assert status == 1 and said in found and verdicts(record) == []
    status, found = taken(capsys, record, "gold", record.parent / "none.gold.json")
    assert status == 1 and "No such file" in found
