"""Files of annotation tools are as their formats have them, and wrong ones are named."""

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
from onrecord.model import Actor, Attribution, Entry, Evidence, Form, Kind, MadeBy, Span, Style
from onrecord.record import open_record
from onrecord.resolving import told_by
from tests.annotating import FIRST, LINES, TEXT, kept, out, taken, verdicts
from tests.web_record import example, hostile

cassis = pytest.importorskip("cassis")


@pytest.fixture
def record(tmp_path: Path) -> Path:
    return kept(tmp_path)


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
    alphabet = st.sampled_from("abé .,\n\r\t\u2028\x85\x0c\U0001f54a’\U00010348Zש\u202e\u0301\x00\x1c|;:")
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
    assert "".join(text[start:end] for start, end in pieces) == "".join(text.split())


def test_the_table_has_every_token_and_line(tmp_path: Path) -> None:
    with open_record(example(tmp_path)) as record:
        held = leaving(record, told_by(record))
        table = "".join(str(piece) for piece in FORMATS["conll"].write(held))
        texts, entries = record.texts(held.reports), record.entries()
    own = " ".join(f"ONRECORD:{name}" for name in "START END WORDS ACTOR ADDRESSEE SPEAKER CONDITION".split())
    first, table = table.split("\n", 1)
    # by CoNLL-U Plus the first line is the first sentence's, and no two sentences have one id
    assert first == f"# global.columns = ID FORM {own}" and table.startswith("# newdoc id = ")
    ids = re.findall("^# sent_id = (.*)$", table, re.M)
    assert len(set(ids)) == len(ids) == table.count("\n\n") and not any(char.isspace() for one in ids for char in one)
    seen: set[str] = set()
    words: dict[str, set[int]] = {}
    text = ""
    for block in table.split("\n\n")[:-1]:
        rows = [row for row in block.split("\n") if not row.startswith("# ")]
        head = dict(row[2:].split(" = ", 1) for row in block.split("\n") if row.startswith("# "))
        text = texts[head["newdoc id"]] if "newdoc id" in head else text
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
        inside = {start for e in one.evidence for start, _ in tokens(texts[one.report], e.start, e.end)}
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
