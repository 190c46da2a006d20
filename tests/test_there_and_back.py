"""What leaves comes back: each format, read by another program, has the words that went into it, whatever they are."""

from __future__ import annotations

import csv
import io
import json
import re
import warnings
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onrecord.export.annotation.marks import _found
from onrecord.export.annotation.sentences import sentences, tokens
from onrecord.export.formats import FORMATS
from onrecord.export.graph import NO_XML
from onrecord.export.table import COLUMNS, FORMULA, as_csv, cells, json_lines
from onrecord.export.words import one_line
from onrecord.model import Entry, Kind, Span
from onrecord.model.shape import as_json, from_json
from onrecord.model.writing import json_of
from tests.leave_by_hand import TERMS, entities, features, graphs, library, nodes
from tests.odd_lines import ODD, REPORT, leaving_with, lines, words
from tests.test_leaving import whole

Case = tuple[str, list[Entry]]
places = st.one_of(st.none(), words)
often = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
seldom = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@often
@given(lines())
def test_json_written_directly_is_that_of_the_shape(case: Case) -> None:
    for one in case[1]:
        assert json_of(one) == json.dumps(as_json(one), ensure_ascii=False)
    assert [from_json(json.loads(line.encode())) for line in json_lines(case[1])] == case[1]


@often
@given(st.text(st.sampled_from(ODD), max_size=30), st.data())
def test_a_mention_is_found_where_a_pattern_finds_it(text: str, data: st.DataObject) -> None:
    start, end = sorted(data.draw(st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))))
    mention = data.draw(st.one_of(words, st.just(text[start : start + 5])))
    if parts := mention.split():
        pattern = re.compile(r"(?<!\w)" + r"\s+".join(map(re.escape, parts)) + r"(?!\w)")
        found = pattern.search(text, start, end)
        assert _found(text, parts, start, end) == (Span(*found.span()) if found else None)


@often
@given(lines(), words, places)
def test_a_table_of_tokens_has_every_word_and_every_line(case: Case, title: str, place: str | None) -> None:
    text, found = case
    table = "".join(map(str, FORMATS["conll"].write(leaving_with(text, found, title=title, place=place))))
    own = [token for one in sentences(text) for token in tokens(text, one.start, one.end)]
    seen: dict[str, set[tuple[int, int]]] = {}
    there: set[tuple[int, int]] = set()
    for block in table.split("\n", 1)[1].split("\n\n")[:-1]:
        comments = [row for row in block.split("\n") if row.startswith("# ")]
        rows = [row.split("\t") for row in block.split("\n")[len(comments) :]]
        (entry,) = [row[len("# entry = ") :] for row in comments if row.startswith("# entry = ")] or [""]
        for number, row in enumerate(rows, 1):
            assert len(row) == 9 and row[0] == str(number) and text[int(row[2]) : int(row[3])] == row[1]
            there.add((int(row[2]), int(row[3])))
            if row[4] != "O":
                seen.setdefault(entry, set()).add((int(row[2]), int(row[3])))
    assert there == set(own)
    for one in found:
        wanted = {t for t in own if any(e.start < t[1] and t[0] < e.end and e.text.strip() for e in one.evidence)}
        assert seen.get(one.id, set()) == wanted


@often
@given(lines(), words, places)
def test_web_annotations_quote_and_name_exactly(case: Case, title: str, place: str | None) -> None:
    text, found = case
    made = json.loads(whole("webannotation", leaving_with(text, found, title=title, place=place))[""])
    assert made["total"] == len(found)
    for one, entry in zip(made["first"]["items"], found, strict=True):
        targets = one["target"] if isinstance(one["target"], list) else [one["target"]]
        assert [t["selector"][0]["exact"] for t in targets] == [e.text for e in entry.evidence]
        for target in targets:
            quote, position = target["selector"]
            at = position["start"] - len(quote["prefix"])
            assert text.startswith(quote["prefix"] + quote["exact"] + quote["suffix"], at)
        who = {b["value"] for b in one["body"] if b["purpose"] == "identifying"}
        assert {f"actor: {a.name}" for a in entry.actors} <= who


def back(cell: str) -> str:
    """A cell as it was before it was kept from being a formula."""
    return cell[1:] if cell.startswith("'") and cell[1:].lstrip(" ").startswith(FORMULA) else cell


@often
@given(lines())
def test_cells_of_csv_come_back(case: Case) -> None:
    rows = list(csv.DictReader(io.StringIO(as_csv(case[1]), newline="")))
    for row, entry in zip(rows, case[1], strict=True):
        wanted = ["" if cell is None else str(cell).replace("\x00", "\ufffd") for cell in cells(entry)]
        assert [back(row[name]) for name in COLUMNS] == wanted
        assert not any(row[name].lstrip(" ").startswith(FORMULA) for name in COLUMNS)


@often
@given(lines(), words, places)
def test_tables_keep_their_columns_whatever_stands_in_a_cell(case: Case, title: str, place: str | None) -> None:
    held = leaving_with(*case, title=title, place=place)
    for name in ("cameo", "icews", "polecat"):
        rows = whole(name, held)[""].decode().removesuffix("\n").split("\n")
        assert len({row.count("\t") for row in rows}) == 1
        assert list(csv.reader(io.StringIO("\n".join(rows)), delimiter="\t")) == [row.split("\t") for row in rows]
    for name in ("commitments", "ceasefires", "agreements", "meetings"):
        read = list(csv.reader(io.StringIO(whole(name, held)[""].decode(), newline="")))
        assert len({len(row) for row in read}) == 1
    (met,) = csv.DictReader(io.StringIO(whole("meetings", held)[""].decode(), newline=""))
    assert met["date_earliest"] == "2026-03-01"
    for line in whole("plover", held)[""].splitlines():
        row = json.loads(line)
        assert row["text"] == " … ".join(e.text for e in next(x for x in case[1] if x.id == row["link"]).evidence)


@often
@given(lines(), words, places)
def test_a_calendar_has_the_place_and_the_day(case: Case, title: str, place: str | None) -> None:
    raw = whole("ical", leaving_with(*case, title=title, place=place))[""]
    assert max(map(len, raw.split(b"\r\n"))) <= 75
    (event,) = library("icalendar").Calendar.from_ical(raw).walk("VEVENT")
    assert str(event["DTSTART"].dt) == "2026-03-01" and not event.errors
    wanted = (place or "").replace("\r\n", "\n").replace("\r", "\n")
    assert str(event.get("LOCATION", "")) == re.sub("[\x00-\x08\x0b-\x1f\x7f]", "\ufffd", wanted)


@seldom
@given(lines(), words, places)
def test_maps_and_graphs_have_the_words(case: Case, title: str, place: str | None) -> None:
    held = leaving_with(*case, title=title, place=place)
    found = features(held)
    for entry in case[1]:
        if entry.place:
            own = found[entry.id]["properties"]
            assert own["place"] == entry.place and own["words"] == " … ".join(e.text for e in entry.evidence)
    by_id = {one.id: one for one in case[1]}
    for graph in graphs(held):
        told = {graph.edges[edge]["line"] for edge in graph.edges}
        assert told == {x.id for x in case[1] if x.kind in (Kind.STATEMENT, Kind.ACTION, Kind.MEETING)}
        for edge in graph.edges:
            values = graph.edges[edge]
            condition = by_id[values["line"]].condition
            assert values.get("condition") in (condition, NO_XML.sub("\ufffd", condition or ""))


@seldom
@given(lines(), words, places)
def test_entities_and_statements_say_the_same(case: Case, title: str, place: str | None) -> None:
    library("followthemoney")
    from followthemoney.statement.serialize import read_csv_statements

    held = leaving_with(*case, title=title, place=place)
    rebuilt: dict[str, dict[str, Any]] = {}
    for told in read_csv_statements(io.BytesIO(whole("ftm-statements", held)[""])):
        assert told.id == told.generate_key()
        entity = rebuilt.setdefault(told.entity_id, {"id": told.entity_id, "schema": told.schema, "properties": {}})
        if told.prop != "id":
            entity["properties"].setdefault(told.prop, []).append(told.value)
    assert rebuilt == entities(held)


@seldom
@given(lines(), words, places)
def test_linked_data_has_the_words(case: Case, title: str, place: str | None) -> None:
    rdflib = library("rdflib")
    held = leaving_with(*case, title=title, place=place)
    data = rdflib.Dataset()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        data.parse(data=whole("prov", held)[""].decode(), format="nquads")
    claims = {node["@id"]: node for node in nodes(held) if node["@type"] == "Claim"}
    for entry in case[1]:
        graph = data.graph(rdflib.URIRef(f"urn:onrecord:{entry.id}"))
        assert [str(o) for o in graph.objects(None, rdflib.URIRef(TERMS + "content"))] == (
            [entry.content] if entry.content is not None else []
        )
        assert claims[f"urn:onrecord:{entry.id}"]["text"] == " … ".join(e.text for e in entry.evidence)


@seldom
@given(lines(), words, places)
def test_a_package_and_parquet_have_the_words(case: Case, title: str, place: str | None) -> None:
    text, found = case
    held = leaving_with(text, found, title=title, place=place)
    files = whole("package", held)
    assert files[f"texts/{REPORT}.txt"].decode() == text
    rows = list(csv.DictReader(io.StringIO(files["entries.csv"].decode(), newline="")))
    assert [back(row["content"]) for row in rows] == [(one.content or "").replace("\x00", "\ufffd") for one in found]
    assert library("yaml").safe_load(files["CITATION.cff"])["title"] == f"Record of {held.name}"
    assert json.loads(files["datapackage.json"])["name"] == "talks"
    parquet, tables = library("pyarrow.parquet"), whole("parquet", held)
    read = parquet.read_table(io.BytesIO(tables["entries.parquet"])).to_pylist()
    assert [row["content"] for row in read] == [one.content for one in found]
    assert [row["evidence"] for row in read] == [" … ".join(e.text for e in one.evidence) for one in found]
    (report,) = parquet.read_table(io.BytesIO(tables["reports.parquet"])).to_pylist()
    assert report["title"] == title and one_line(title) == " ".join(one_line(title).split())
