"""Lines in annotation tools and back: nothing changed is no verdict, each change is exactly one, and files are as their formats have them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.export.annotation import brat, cas
from onrecord.export.annotation.marks import Document, mark
from onrecord.export.annotation.sentences import sentences, tokens
from onrecord.export.formats import FORMATS
from onrecord.exporting import leaving
from onrecord.model import Actor, Attribution, Entry, Evidence, Form, Kind, MadeBy, Span, Style, Tier
from onrecord.model.decision import Action, Verdict
from onrecord.record import open_record
from onrecord.resolving import told_by
from tests.build import reading, report
from tests.test_cli import run
from tests.web_record import example, hostile

cassis = pytest.importorskip("cassis")

# an astral character, words over a line break, a mention that stands nowhere, an "if", words that stand apart
TEXT = (
    "\U0001f54a OSTRA, 3 May — The envoy of Velmark said the Front had promised in writing\nto open the crossing "
    "if the army left. “We refuse it,” General Oram said, the envoy added, “and we will not talk”.\r\n\nNobody signed.\n"
)


def at(words: str, text: str = TEXT) -> Span:
    return Span(text.index(words), text.index(words) + len(words))


def line(ident: str, act: str | None, *words: str, **slots: Any) -> Entry:
    evidence = tuple(Evidence.of(TEXT, at(one), at(one)) for one in words)
    made: dict[str, Any] = {"kind": Kind.STATEMENT, "made_by": MadeBy("rules/1", "verb cue")} | slots
    return Entry(ident, "r-1111222233334444", act=act, evidence=evidence, **made)


ENVOY = Actor("Ila Tarn", "The envoy of Velmark", None, "person", country="Velmark")
FRONT = Actor("Highland Front", "the Front", at("the Front"), "group")
ORAM = Actor("General Oram", "General Oram", None, "person")
GUESTS = Actor("the guests", "those present", None, "group")
LINES = (
    line(
        "e-0000000000000001", "commit", "the Front had promised in writing\nto open the crossing if the army left",
        actors=(FRONT,), addressees=(GUESTS,), attribution=Attribution((ENVOY,), "said", Style.INDIRECT), form=Form.WRITTEN,
        condition="if the army left", conditional=True, content="to open the crossing", factuality=("uncommitted", "certain"),
    ),
    line(
        "e-0000000000000002", "refuse", "“We refuse it,”", "“and we will not talk”", actors=(ORAM, GUESTS),
        attribution=Attribution((ENVOY, ORAM), "said", Style.DIRECT), future=True,
    ),
    line("e-0000000000000003", "sign", "Nobody signed", kind=Kind.ACTION, negated=True, tier=Tier.IMPLIED),
    line("e-0000000000000004", None, "The envoy of Velmark", kind=Kind.PARTICIPATION, role="mediator", actors=(ENVOY,)),
)  # fmt: skip
FIRST, SECOND, THIRD, FOURTH = (one.id for one in LINES)


@pytest.fixture
def record(tmp_path: Path) -> Path:
    path = tmp_path / "talks.onrecord"
    with open_record(path) as kept:
        kept.put(reading(report(TEXT), entries=LINES))
    return path


def out(capsys: pytest.CaptureFixture[str], record: Path, name: str, *options: str) -> Path:
    folder = record.parent / name
    assert run(capsys, "export", name, "--record", str(record), "--out", str(folder), *options)[0] == 0
    return folder


def taken(capsys: pytest.CaptureFixture[str], record: Path, name: str, folder: Path, *options: str) -> tuple[int, str]:
    status, printed, said = run(capsys, "import", name, str(folder), "--record", str(record), "--who", "Ana", *options)
    assert not printed
    return status, said


def verdicts(record: Path) -> list[Verdict]:
    with open_record(record) as kept:
        return kept.verdicts()


# -- changing files as their tools do ---------------------------------------------------------------------------


class Brat:
    """An .ann file as a person changes it in brat."""

    def __init__(self, folder: Path) -> None:
        self.file = next(folder.glob("r-*.ann"))
        self.lines = self.file.read_text(encoding="utf-8").splitlines()

    def save(self) -> None:
        self.file.write_text("".join(f"{one}\n" for one in self.lines), encoding="utf-8")

    def event(self, entry: str) -> str:
        return next(one.split()[2] for one in self.lines if one.endswith(f"\t{entry}"))

    def line(self, key: str) -> str:
        return next(one for one in self.lines if one.startswith(f"{key}\t"))

    def swap(self, old: str, new: str) -> None:
        self.lines[self.lines.index(old)] = new

    def delete(self, entry: str) -> None:
        event = self.event(entry)
        trigger = re.findall(r":(T\d+)", self.line(event))[0]
        self.lines = [one for one in self.lines if event not in one.split() and not one.startswith(f"{trigger}\t")]

    def add(self, label: str, words: str, **links: str) -> None:
        self.lines.append(f"T90\t{label} {at(words).start} {at(words).end}\t{words}")
        roles = ""
        for n, (role, mention) in enumerate(links.items(), 91):
            self.lines.append(f"T{n}\tActor {at(mention).start} {at(mention).end}\t{mention}")
            roles += f" {role}:T{n}"
        self.lines.append(f"E90\t{label}:T90{roles}")

    def value(self, entry: str, name: str, value: str | None) -> None:
        event = self.event(entry)
        self.lines = [one for one in self.lines if not re.match(rf"A\d+\t{name} {event}( |$)", one)]
        if value is not None:
            self.lines.append(f"A90\t{name} {event}" + ("" if value == "yes" else f" {value}"))

    def label(self, entry: str, label: str) -> None:
        old = self.line(self.event(entry))
        kind, trigger = re.findall(r"\t(\S+?):(T\d+)", old)[0]
        self.swap(old, old.replace(f"{kind}:", f"{label}:", 1))
        self.swap(self.line(trigger), self.line(trigger).replace(f"\t{kind} ", f"\t{label} ", 1))

    def words(self, entry: str, words: str) -> None:
        old = self.line(re.findall(r":(T\d+)", self.line(self.event(entry)))[0])
        key, rest = old.split("\t")[:2]
        self.swap(old, f"{key}\t{rest.split()[0]} {at(words).start} {at(words).end}\t{words}")

    def unlink(self, entry: str, role: str) -> None:
        old = self.line(self.event(entry))
        self.swap(old, re.sub(rf" {role}\d*:T\d+", "", old))

    def link(self, entry: str, role: str, mention: str) -> None:
        kind = "Condition" if role == "Condition" else "Actor"
        self.lines.append(f"T95\t{kind} {at(mention).start} {at(mention).end}\t{mention}")
        old = self.line(self.event(entry))
        self.swap(old, f"{old} {role}7:T95")

    def note(self, entry: str, note: str) -> None:
        self.lines.append(f"#90\tAnnotatorNotes {self.event(entry)}\t{note}")

    def forget_id(self, entry: str) -> None:
        self.lines = [one for one in self.lines if not one.endswith(f"\t{entry}")]


class Cas:
    """A CAS as INCEpTION changes it, by dkpro-cassis."""

    def __init__(self, folder: Path) -> None:
        self.file = next(folder.glob("r-*.json"))
        with self.file.open(encoding="utf-8") as file:
            self.cas = cassis.load_cas_from_json(file)

    def save(self) -> None:
        self.file.write_text(self.cas.to_json(), encoding="utf-8")

    def entry(self, entry: str) -> Any:
        return next(one for one in self.cas.select(cas.ENTRY) if one.entry == entry)

    def made(self, kind: str, words: str, **features: Any) -> Any:
        span = at(words)
        one = self.cas.typesystem.get_type(kind)(begin=span.start, end=span.end, **features)
        self.cas.add(one)
        return one

    def delete(self, entry: str) -> None:
        self.cas.remove(self.entry(entry))

    def add(self, label: str, words: str, **links: str) -> None:
        one = self.made(cas.ENTRY, words, label=label)
        for role, mention in links.items():
            self._link(one, role, self.made(cas.ACTOR, mention))

    def value(self, entry: str, name: str, value: str | None) -> None:
        setattr(self.entry(entry), name.lower(), True if value == "yes" else value)

    def label(self, entry: str, label: str) -> None:
        self.entry(entry).label = label

    def words(self, entry: str, words: str) -> None:
        one = self.entry(entry)
        one.begin, one.end = at(words).start, at(words).end
        self.unlink(entry, "Words")

    def unlink(self, entry: str, role: str) -> None:
        one = self.entry(entry)
        if one.who is not None:
            one.who.elements = [link for link in one.who.elements if link.role != role]

    def link(self, entry: str, role: str, mention: str) -> None:
        self._link(self.entry(entry), role, self.made(cas.WORDS if role == "Condition" else cas.ACTOR, mention))

    def _link(self, one: Any, role: str, target: Any) -> None:
        link = self.cas.typesystem.get_type(cas.LINK)(role=role, target=target)
        array = self.cas.typesystem.get_type("uima.cas.FSArray")
        one.who = array(elements=[*(one.who.elements if one.who is not None else []), link])

    def note(self, entry: str, note: str) -> None:
        self.entry(entry).note = note

    def forget_id(self, entry: str) -> None:
        self.entry(entry).entry = None


TOOLS: dict[str, type[Brat] | type[Cas]] = {"brat": Brat, "cas": Cas}
both = pytest.mark.parametrize("name", sorted(TOOLS))


# -- the round trip ---------------------------------------------------------------------------------------------


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


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("T1\tcommit 0 5000\tx", "line 1: 0 to 5000 are no places in a text of"),
        ("T1\tcommit 2 7\tGENEV", "line 1: its words are “GENEV”, the text has “OSTRA”"),
        ("T1\tcommit 1 2\t ", "line 1: it has no words"),
        ("\n\nE1\tcommit:T9", "line 3: E1 has T9 as its words"),
        ("T1\tcommit 2 7\tOSTRA\nT1\tcommit 2 7\tOSTRA", "line 2: T1 is there twice"),
        ("T1\tcommit 2 7\tOSTRA\nE1\tcommit:T1 Owner:T1", "line 2: E1 links T1 as “Owner”"),
        ("T1\tcommit 2 7\tOSTRA\nE1\tcommit:T1 Actor:E2", "line 2: E1 links E2 as Actor, which is an event"),
        ("A1\tForm E1 spoken", "line 1: Form is “spoken”"),
        ("nonsense", "line 1: is no annotation as brat writes it"),
    ],
)
def test_wrong_lines_of_brat_are_named(
    content: str, said: str, record: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = out(capsys, record, "brat")
    next(folder.glob("*.ann")).write_text(content, encoding="utf-8")
    status, found = taken(capsys, record, "brat", folder)
    assert status == 1 and said in found and verdicts(record) == []


def edited(change: Callable[[dict[str, Any]], object]) -> Callable[[str], str]:
    def apply(content: str) -> str:
        data = json.loads(content)
        change(data)
        return json.dumps(data)

    return apply


def entry_in(data: dict[str, Any]) -> dict[str, Any]:
    return next(one for one in data["%FEATURE_STRUCTURES"] if one["%TYPE"] == cas.ENTRY)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda content: content[:200], "line 1: is no JSON"),
        (lambda content: "[]", "is no UIMA CAS"),
        (edited(lambda data: data.pop("%VIEWS")), "is no UIMA CAS: “%VIEWS” is missing"),
        (edited(lambda data: entry_in(data).update(end=9999)), "feature structure 9: there are no words from"),
        (edited(lambda data: entry_in(data).update(begin=1)), "1 is in the midst of a character"),
        (edited(lambda data: entry_in(data).update(label=None)), "it has no label"),
        (edited(lambda data: entry_in(data).update(form="spoken")), "form is “spoken”"),
        (edited(lambda data: entry_in(data).update({"@who": 4444})), "feature structure 9: “4444” is missing"),
    ],
)
def test_wrong_feature_structures_are_named(
    change: Callable[[str], str], said: str, record: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = out(capsys, record, "cas")
    file = next(folder.glob("r-*.json"))
    file.write_text(change(file.read_text(encoding="utf-8")), encoding="utf-8")
    status, found = taken(capsys, record, "cas", folder)
    assert status == 1 and verdicts(record) == []
    assert re.sub(r"feature structure \d+", "feature structure 9", said) in re.sub(
        r"feature structure \d+", "feature structure 9", found
    )


def test_a_list_of_what_was_exported_that_is_damaged_is_named(record: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = out(capsys, record, "brat")
    for content in ("{", "{}", '{"format": "other"}', '{"format": "onrecord annotation 1", "lines": [{}]}'):
        next((folder / "exported").iterdir()).write_text(content)
        status, said = taken(capsys, record, "brat", folder)
        assert status == 1 and "what was exported of it cannot be read" in said and verdicts(record) == []


def test_what_may_be_imported_is_said(record: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words, said in (
        (("brta", "x"), "perhaps brat"), (("brat", str(record.parent / "none")), "is no folder"),
        (("brat", "a", "b"), "takes one folder"), (("verdicts", "a", "--who", "Ana"), "say themselves"),
        (("gold", "a", "--accept-unchanged"), "for the folders of annotators"),
    ):  # fmt: skip
        status, _, found = run(capsys, "import", *words, "--record", str(record))
        assert status == 2 and said in found
    empty = record.parent / "empty"
    empty.mkdir()
    assert "No annotated file" in run(capsys, "import", "cas", str(empty), "--record", str(record))[2]


# -- the files are as their formats have them -------------------------------------------------------------------


def strict(lines: str, text: str) -> dict[str, tuple[str, ...]]:
    """The annotations of an .ann file by id, read as brat's public definition of its standoff format has them."""
    found: dict[str, tuple[str, ...]] = {}
    assert lines == "" or lines.endswith("\n")
    # brat goes through its files by Python's lines
    for one in lines.splitlines():
        key, rest = one.split("\t", 1)
        assert key not in found
        if key.startswith("T"):
            head, words = rest.split("\t", 1)
            assert re.fullmatch(r"[A-Za-z0-9_-]+ \d+ \d+(;\d+ \d+)*", head)
            kind, places = head.split(" ", 1)
            pairs = [tuple(map(int, place.split(" "))) for place in places.split(";")]
            assert all(0 <= start < end <= len(text) for start, end in pairs)
            assert all(before[1] < after[0] for before, after in pairwise(pairs))
            assert words == " ".join(text[start:end] for start, end in pairs)
            found[key] = (kind, words)
        elif key.startswith("E"):
            assert re.fullmatch(r"[A-Za-z0-9_-]+:T\d+( [A-Za-z]+\d*:T\d+)*", rest)
            kind, trigger = rest.split(" ")[0].split(":")
            assert found[trigger][0] == kind
            roles = [pair.split(":")[0] for pair in rest.split(" ")[1:]]
            assert len(roles) == len(set(roles))
            found[key] = (kind, *(pair.split(":")[1] for pair in rest.split(" ")))
            assert all(target in found for target in found[key][1:])
        elif key.startswith("A"):
            assert re.fullmatch(r"[A-Z][a-z]+ E\d+( [a-z_]+)?", rest) and rest.split(" ")[1] in found
            found[key] = tuple(rest.split(" "))
        else:
            assert key.startswith("#")
            head, said = rest.split("\t", 1)
            kind, target = head.split(" ")
            assert said and target in found
            found[key] = (kind, target, said)
    return found


def test_brat_reads_what_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record = example(tmp_path)
    folder = out(capsys, record, "brat")
    with open_record(record) as kept:
        entries, texts = kept.entries(), kept.texts([one.report.id for one in kept.reports()])
    conf = (folder / "annotation.conf").read_text(encoding="utf-8")
    sections = re.findall(r"^\[(\w+)\]$", conf, flags=re.M)
    assert sections == ["entities", "relations", "events", "attributes"]
    kinds = set(re.findall(r"^\t?([A-Za-z][\w-]*)(?:$|\t)", conf, flags=re.M))
    events = 0
    for file in folder.glob("*.ann"):
        text = file.with_suffix(".txt").read_bytes().decode()
        assert text == texts[file.stem]
        found = strict(file.read_bytes().decode(), text)
        assert {one[0] for key, one in found.items() if key[0] in "TEA"} <= kinds
        events += sum(key[0] == "E" for key in found)
        ids = {one[2] for one in found.values() if one[0] == "Onrecord"}
        assert ids == {one.id for one in entries if one.report == file.stem}
    assert events == len(entries) > 100
    visual = (folder / "visual.conf").read_text(encoding="utf-8")
    assert "[labels]" in visual and "[drawing]" in visual and "refuse | refuse | refused" in visual


def test_words_over_a_line_break_are_parted_as_brat_demands(record: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = out(capsys, record, "brat")
    lines = next(folder.glob("*.ann")).read_text(encoding="utf-8")
    start, end = LINES[0].evidence[0].start, LINES[0].evidence[0].end
    middle = TEXT.index("\n")
    assert f"\tcommit {start} {middle};{middle + 1} {end}\tthe Front had promised in writing to open" in lines


def test_a_cas_covers_the_very_same_words(record: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = out(capsys, record, "cas")
    with next(folder.glob("r-*.json")).open(encoding="utf-8") as file:
        found = cassis.load_cas_from_json(file)
    assert found.sofa_string == TEXT
    covered = {one.entry: [one.get_covered_text()] for one in found.select(cas.ENTRY)}
    for one in found.select(cas.ENTRY):
        links = one.who.elements if one.who is not None else []
        covered[one.entry] += [link.target.get_covered_text() for link in links if link.role == "Words"]
    assert covered == {one.id: [e.text for e in one.evidence] for one in LINES}
    first = next(one for one in found.select(cas.ENTRY) if one.entry == FIRST)
    linked = [(link.role, link.target.get_covered_text()) for link in first.who.elements]
    assert linked == [("Actor", "the Front"), ("Speaker", "The envoy of Velmark"), ("Condition", "if the army left")]
    assert (first.form, first.conditional, first.negated) == ("written", True, False)
    raw = json.loads(next(folder.glob("r-*.json")).read_text(encoding="utf-8"))
    begin = next(one["begin"] for one in raw["%FEATURE_STRUCTURES"] if one.get("entry") == FIRST)
    # a character beyond the first 65,536 counts two
    assert begin == LINES[0].evidence[0].start + 1
    with (folder / "typesystem.xml").open("rb") as types:
        system = cassis.load_typesystem(types)
    for name, (_, above, features) in cas.TYPES.items():
        kind = system.get_type(name)
        assert kind.supertype.name == above and {one.name for one in kind.features} == set(features)
        assert {one.name for one in found.typesystem.get_type(name).features} == set(features)


@st.composite
def marked_texts(draw: st.DrawFn) -> tuple[str, list[Entry]]:
    alphabet = st.sampled_from("abé .,\n\r\t\u2028\x85\x0c\U0001f54a’\U00010348Z")
    text = draw(st.text(alphabet, min_size=4, max_size=40).filter(str.strip))
    places = [n for n in range(len(text)) if not text[n].isspace()]

    def span() -> Span:
        start = draw(st.integers(0, len(text) - 1))
        found = Span(start, draw(st.integers(start + 1, len(text))))
        only = draw(st.sampled_from(places))
        return found if text[found.start : found.end].strip() else Span(only, only + 1)

    def actor() -> Actor:
        own = draw(st.one_of(st.none(), st.builds(span)))
        mention = text[own.start : own.end] if own else draw(st.text(alphabet, max_size=3))
        return Actor(draw(st.sampled_from([mention, "Ila", " two  words\n"])), mention, own)

    entries = []
    for n in range(draw(st.integers(0, 3))):
        evidence = tuple(Evidence.of(text, span()) for _ in range(draw(st.integers(1, 2))))
        made = Entry(f"e-{n:016}", "r", Kind.STATEMENT, "commit", evidence, MadeBy("rules/1", "x"))
        speakers = tuple(actor() for _ in range(draw(st.integers(0, 2))))
        flags: dict[str, Any] = {flag: draw(st.booleans()) for flag in ("negated", "future", "historical")}
        condition = draw(st.sampled_from([None, "a", text]))
        made = replace(
            made, actors=tuple(actor() for _ in range(draw(st.integers(0, 2)))), condition=condition,
            conditional=bool(condition), form=draw(st.sampled_from([None, *Form])),
            attribution=Attribution(speakers, None, draw(st.sampled_from(list(Style)))), **flags,
        )  # fmt: skip
        entries.append(made)
    return text, entries


@settings(max_examples=60, deadline=None)
@given(marked_texts())
def test_whatever_is_marked_comes_back(made: tuple[str, list[Entry]]) -> None:
    text, entries = made
    marks = [mark(one, text) for one in entries]
    lines = "".join(brat.standoff(marks, text))
    strict(lines, text)
    found = Document("a.ann", text)
    brat.read(found, lines)
    assert not found.problems
    assert [replace(one, where="") for one in found.marks] == marks
    document = Document("a.json", "")
    content = cas.cas(marks, text, "en")
    cas.read(document, content)
    assert not document.problems and document.text == text
    assert sorted((replace(one, where="") for one in document.marks), key=lambda one: one.entry or "") == marks
    covered = [one.get_covered_text() for one in cassis.load_cas_from_json(content).select(cas.ENTRY)]
    assert sorted(covered) == sorted(text[one.words[0].start : one.words[0].end] for one in marks)


@settings(max_examples=100, deadline=None)
@given(st.text(st.sampled_from("Ab. ,\n\r!’'1\U0001f54a-“”"), max_size=60))
def test_sentences_and_tokens_hold_every_word_in_order(text: str) -> None:
    found = sentences(text)
    assert all(before.end <= after.start for before, after in pairwise(found))
    pieces = [token for one in found for token in tokens(text, one.start, one.end)]
    assert "".join(text[one.start : one.end] for one in pieces) == "".join(text.split())


def test_the_table_has_every_token_and_line(tmp_path: Path) -> None:
    with open_record(example(tmp_path)) as record:
        held = leaving(record, told_by(record))
        table = "".join(str(piece) for piece in FORMATS["conll"].write(held))
        texts, entries = record.texts(held.reports), record.entries()
    assert table.startswith("# global.columns = NUMBER TOKEN START END WORDS ACTOR ADDRESSEE SPEAKER CONDITION\n\n")
    seen: set[str] = set()
    words: dict[str, set[int]] = {}
    text = ""
    for block in table.split("\n\n")[1:-1]:
        rows = [row for row in block.split("\n") if not row.startswith("# ")]
        head = dict(row[2:].split(" = ", 1) for row in block.split("\n") if row.startswith("# "))
        text = texts[head["report"]] if "report" in head else text
        columns = [row.split("\t") for row in rows]
        assert rows and all(len(row) == 9 for row in columns)
        assert [row[0] for row in columns] == [str(n) for n in range(1, len(rows) + 1)]
        for before, row in zip([["O"] * 9, *columns], columns, strict=False):
            assert text[int(row[2]) : int(row[3])] == row[1]
            for was, tag in zip(before[4:], row[4:], strict=True):
                assert tag == "O" or tag.startswith("B-") or was[2:] == tag[2:]
        if entry := head.get("entry"):
            seen.add(entry)
            words.setdefault(entry, set()).update(int(row[2]) for row in columns if row[4] != "O")
    assert seen == {one.id for one in entries}
    for one in entries:
        inside = {token.start for e in one.evidence for token in tokens(texts[one.report], e.start, e.end)}
        assert inside <= words[one.id]


# -- W3C Web Annotation -----------------------------------------------------------------------------------------

MOTIVATIONS = {
    "assessing", "bookmarking", "classifying", "commenting", "describing", "editing", "highlighting", "identifying",
    "linking", "moderating", "questioning", "replying", "tagging",
}  # fmt: skip
# the keys that the context defines and that are used here
KEYS = {
    "AnnotationCollection": {"@context", "id", "type", "label", "first", "total"},
    "AnnotationPage": {"id", "type", "partOf", "startIndex", "items"},
    "Annotation": {"id", "type", "motivation", "generator", "body", "target"},
    "TextualBody": {"type", "purpose", "value", "format"},
    "SpecificResource": {"type", "source", "selector"},
    "Text": {"id", "type", "language", "label"},
    "TextQuoteSelector": {"type", "exact", "prefix", "suffix"},
    "TextPositionSelector": {"type", "start", "end"},
    "Software": {"type", "name"},
}


def checked(data: Any) -> None:
    """Every object is of a type that the context knows, and has only keys that it knows."""
    for one in data if isinstance(data, list) else [data]:
        if isinstance(one, dict):
            assert set(one) <= KEYS[one["type"]]
            for value in one.values():
                checked(value)
            for key in {"id", "partOf"} & set(one):
                assert re.fullmatch(r"(https?|urn):[^\s<>\"{}|\\^`]+", one[key])


@pytest.mark.parametrize("make", [example, hostile])
def test_web_annotations_quote_their_reports(make: Callable[[Path], Path], tmp_path: Path) -> None:
    with open_record(make(tmp_path)) as record:
        story = told_by(record)
        texts = record.texts([one.id for one in record.abouts()])
        entries = {f"urn:onrecord:{one.id}": one for one in record.entries()}
        whole, bare = (
            json.loads("".join(str(p) for p in FORMATS["webannotation"].write(leaving(record, story, with_texts=with_texts))))
            for with_texts in (True, False)
        )  # fmt: skip
    assert whole["@context"] == "http://www.w3.org/ns/anno.jsonld" and whole["type"] == "AnnotationCollection"
    checked(whole)
    items = whole["first"]["items"]
    assert whole["total"] == len(items) == len(entries)
    for one in items:
        entry = entries[one["id"]]
        assert one["motivation"] in MOTIVATIONS and {body["purpose"] for body in one["body"]} <= MOTIVATIONS
        assert one["body"][0]["value"] == (
            entry.act or "meeting"
            if entry.kind in (Kind.STATEMENT, Kind.ACTION, Kind.MEETING)
            else one["body"][0]["value"]
        )
        quote, position = one["target"]["selector"]
        text = texts[entry.report]
        assert text[position["start"] : position["end"]] == quote["exact"] == entry.evidence[0].text
        assert quote["prefix"] + quote["exact"] + quote["suffix"] in text
    for one in bare["first"]["items"]:
        assert set(one["target"]["selector"][0]) == {"type", "exact"}


def test_a_report_goes_by_its_address_or_by_its_bytes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from onrecord.export.formats.webannotation import source_of
    from onrecord.model import About

    about = About("r-1", "t-1", "ab" * 32)
    assert source_of(about) == "urn:sha256:" + "ab" * 32
    assert source_of(replace(about, url="https://meridian.example/a?b=1")) == "https://meridian.example/a?b=1"
    for bad in ("javascript:alert(1)", "https://a b", 'https://a"b'):
        assert source_of(replace(about, url=bad)).startswith("urn:sha256:")


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
