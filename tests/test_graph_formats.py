"""A record as FollowTheMoney, claims, PROV and graphs: as the library of each format reads it."""

from __future__ import annotations

import csv
import io
import re
import warnings
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from onrecord.config import READERS
from onrecord.export.leaving import Leaving
from onrecord.exporting import leaving
from onrecord.model import Actor, Attribution, Kind, Status, Style
from onrecord.model.decision import Action, Verdict
from onrecord.record import open_record
from onrecord.resolving import told_by
from tests.leave_by_hand import (
    ROUGH,
    ROUGH_LINE,
    TERMS,
    attack,
    entities,
    graphs,
    library,
    made,
    nodes,
    rough,
    text,
)
from tests.test_leaving import whole
from tests.web_record import example, hostile


@pytest.fixture
def evil(tmp_path: Path) -> Iterator[Leaving]:
    with open_record(hostile(tmp_path)) as record:
        yield leaving(record, told_by(record))


# -- FollowTheMoney -------------------------------------------------------------------------------------------------


def check_entities(found: dict[str, dict[str, Any]]) -> None:
    model = library("followthemoney").model
    for one in found.values():
        proxy = model.get_proxy(one, cleaned=True)
        proxy.schema.validate(one)
        for prop, value in proxy.itervalues():
            assert prop.type.clean(value) == value, (prop, value)
            assert len(value) <= prop.type.max_length, prop
            if prop.type.name == "entity":
                assert model.get(found[value]["schema"]).is_a(prop.range), (one["id"], prop, value)
        assert all(name in proxy.schema.properties for name in one["properties"])


def test_entities_are_those_that_followthemoney_knows(held: Leaving, evil: Leaving) -> None:
    for one in (held, evil, rough()):
        check_entities(entities(one))
    found = entities(held)
    who = {one["properties"]["name"][0]: one["schema"] for one in found.values() if one["id"].startswith("a-")
           and "name" in one["properties"]}  # fmt: skip
    assert who["Clara Westmann"] == "Person" and who["Norway"] == "PublicBody"
    geneva = found["m-e9090d0df7ed"]
    assert geneva["schema"] == "Event" and geneva["properties"]["date"] == ["2025-09-10"]
    assert len(geneva["properties"]["involved"]) == 3
    texts = held.texts(list(held.reports))
    assert all(found[report]["properties"]["bodyText"] == [texts[report].strip()] for report in held.reports)


def test_statements_are_the_same_entities_with_the_ids_of_the_library(held: Leaving) -> None:
    library("followthemoney")
    from followthemoney.statement.serialize import read_csv_statements
    from followthemoney.statement.statement import Statement

    for one in (held, rough()):
        rebuilt: dict[str, dict[str, Any]] = {}
        for told in read_csv_statements(io.BytesIO(whole("ftm-statements", one)[""])):
            assert told.id == told.generate_key() and Statement.from_dict(told.to_dict()).id == told.id
            entity = rebuilt.setdefault(told.entity_id, {"id": told.entity_id, "schema": told.schema, "properties": {}})
            if told.prop == "id":
                assert told.value == told.entity_id
            else:
                entity["properties"].setdefault(told.prop, []).append(told.value)
        assert rebuilt == entities(one)


def test_statements_give_each_value_its_own_type(held: Leaving) -> None:
    model = library("followthemoney").model
    for row in csv.DictReader(io.StringIO(text("ftm-statements", held))):
        if row["prop"] != "id":
            assert model.get(row["schema"]).get(row["prop"]).type.name == row["prop_type"]


# -- claims ---------------------------------------------------------------------------------------------------------


def test_each_line_is_a_claim_and_no_claim_is_rated(held: Leaving, evil: Leaving) -> None:
    for one in (held, evil, rough()):
        found = nodes(one)
        claims = {node["@id"]: node for node in found if node["@type"] == "Claim"}
        assert list(claims) == [f"urn:onrecord:{line.entry.id}" for line in one.lines()]
        assert "ating" not in "".join(key for node in found for key in node)
        for line in one.lines():
            claim = claims[f"urn:onrecord:{line.entry.id}"]
            first = line.entry.evidence[0]
            assert (claim["onrecord:start"], claim["onrecord:end"]) == (first.start, first.end)
            assert claim["author"] and claim["appearance"] == {"@id": f"urn:onrecord:{line.entry.report}"}


def test_a_denial_answers_the_claims_of_others_and_only_those(held: Leaving) -> None:
    found = nodes(held)
    denials = [node for node in found if node["@type"] == "ClaimReview"]
    spokesman = next(node for node in denials if node["author"][0]["name"] == "Jonas Ekhart")
    assert spokesman["claimReviewed"] == "to reopen the Sorna Pass by 15 October"
    claims = {node["@id"]: node for node in found if node["@type"] == "Claim"}
    assert spokesman["itemReviewed"]
    for one in spokesman["itemReviewed"]:
        assert claims[one["@id"]]["author"] != spokesman["author"]
    assert not [node for node in found if node["@type"] == "Review"]


def test_a_review_is_of_the_reading_and_has_who_gave_it() -> None:
    line = attack()
    given = [
        Verdict(Action.UNSURE, line, "Ana", "", "2026-04-01T10:00:00Z", 1),
        Verdict(Action.ACCEPT, line, "Ana", "as it stands", "2026-04-02T10:00:00Z", 2),
        Verdict(Action.ACCEPT, line, "Ben", "", "2026-04-02T11:00:00Z", 3),
        Verdict(Action.UNDONE, line, "Ben", "", "2026-04-02T12:00:00Z", 4),
    ]
    (review,) = [node for node in nodes(made(line, verdicts=tuple(given))) if node["@type"] == "Review"]
    assert review["author"]["name"] == "Ana" and review["reviewBody"] == "accept: as it stands"
    assert review["reviewAspect"] == "whether the report says so" and review["datePublished"] == "2026-04-02"
    assert review["itemReviewed"] == {"@id": f"urn:onrecord:{line.id}"}


def test_who_is_narrated_does_not_claim_it_himself() -> None:
    said = Attribution((Actor("Kesh", "Kesh", None, "state"),), "criticised", Style.NARRATED)
    claim = nodes(made(attack(attribution=said)))[-1]
    assert [one["@type"] for one in claim["author"]] == ["Organization"] and claim["author"][0]["name"] != "Kesh"
    assert nodes(made(attack()))[-1]["author"][0]["name"] == "envoy"


# -- PROV -----------------------------------------------------------------------------------------------------------

PROV = "http://www.w3.org/ns/prov#"


def quads(held: Leaving) -> Any:
    found = library("rdflib").Dataset()
    with warnings.catch_warnings():
        # of what the library calls itself
        warnings.simplefilter("ignore")
        found.parse(data=text("prov", held), format="nquads")
    return found


def test_what_a_line_says_stands_in_its_own_graph_and_nowhere_else(held: Leaving) -> None:
    from rdflib import URIRef

    data = quads(held)
    lines = {f"urn:onrecord:{line.entry.id}": line.entry for line in held.lines()}
    graphs = {str(graph.identifier) for graph in data.graphs() if len(graph)} - {"urn:x-rdflib:default"}
    assert graphs == set(lines)
    claimed = [URIRef(TERMS + name) for name in ("act", "qualifiedAct", "actor", "addressee", "content", "negated")]
    assert not [triple for name in claimed for triple in data.default_graph.triples((None, name, None))]
    for name, one in lines.items():
        graph = data.graph(URIRef(name))
        assert {str(o) for o in graph.objects(None, URIRef(TERMS + "content"))} == ({one.content} - {None})
        assert (None, URIRef(TERMS + "negated"), None) in graph or not one.negated


def test_each_line_has_its_report_speakers_reader_and_exact_words(held: Leaving) -> None:
    from rdflib import URIRef

    data, texts = quads(held).default_graph, held.texts(list(held.reports))
    reader = set(data.subjects(None, URIRef(PROV + "SoftwareAgent")))
    assert {str(v) for r in reader for v in data.objects(r, URIRef(TERMS + "version"))} == {READERS["rules"]} or len(
        reader
    ) == 1
    for line in held.lines():
        one, name = line.entry, URIRef(f"urn:onrecord:{line.entry.id}")
        source = "hadPrimarySource" if one.tier == "implied" else "wasQuotedFrom"
        assert [str(o) for o in data.objects(name, URIRef(PROV + source))] == [f"urn:onrecord:{one.report}"]
        (activity,) = data.objects(name, URIRef(PROV + "wasGeneratedBy"))
        assert set(data.objects(activity, URIRef(PROV + "wasAssociatedWith"))) <= reader
        said = {party.id for actor in one.attribution.speakers if (party := held.party(line, actor)) is not None}
        agents = {str(o).removeprefix("urn:onrecord:") for o in data.objects(name, URIRef(PROV + "wasAttributedTo"))}
        assert said == {agent for agent in agents if not agent.startswith("outlet:")}
        oa = "http://www.w3.org/ns/oa#"
        words = []
        for target in sorted(data.objects(name, URIRef(oa + "hasTarget"))):
            (place,) = data.objects(target, URIRef(oa + "hasSelector"))
            start, end = (int(str(data.value(place, URIRef(oa + slot)))) for slot in ("start", "end"))
            words.append(texts[one.report][start:end])
        assert words == [e.text for e in one.evidence]


def test_a_line_put_right_by_a_person_is_that_persons(tmp_path: Path) -> None:
    from rdflib import URIRef

    with open_record(example(tmp_path)) as record:
        one = next(e for e in record.entries() if e.kind is Kind.STATEMENT)
        record.judge(Verdict(Action.AMEND, replace(one, content="something else"), "Ana"))
        data = quads(leaving(record, told_by(record))).default_graph
    name = URIRef(f"urn:onrecord:{one.id}")
    (activity,) = data.objects(name, URIRef(PROV + "wasGeneratedBy"))
    assert [str(o) for o in data.objects(activity, URIRef(PROV + "wasAssociatedWith"))] == ["urn:onrecord:person:Ana"]
    (read,) = data.objects(name, URIRef(PROV + "wasRevisionOf"))
    (reading,) = data.objects(read, URIRef(PROV + "wasGeneratedBy"))
    assert reading != activity and (reading, URIRef(PROV + "wasAssociatedWith"), None) in data


def test_rough_words_return_from_rdf_as_they_are() -> None:
    from rdflib import Literal, URIRef

    library("rdflib")
    data = quads(rough())
    (content,) = data.graph(URIRef(f"urn:onrecord:{ROUGH_LINE.id}")).objects(None, URIRef(TERMS + "content"))
    assert content == Literal(ROUGH.replace("\ud83d", "\ufffd"), lang="en")


# -- graphs ---------------------------------------------------------------------------------------------------------


def test_both_graphs_have_the_same_actors_and_lines(held: Leaving) -> None:
    one, other = graphs(held)
    assert set(one) == set(other)
    assert sorted(one.edges(keys=False)) == sorted(other.edges(keys=False))
    by_line = {one.edges[edge]["line"] for edge in one.edges} | {other.edges[edge]["line"] for edge in other.edges}
    told = {x.entry.id for x in held.lines() if x.entry.kind in (Kind.STATEMENT, Kind.ACTION, Kind.MEETING)}
    assert by_line == told
    for graph in (one, other):
        assert graph.nodes["a-46cec25b26d7"]["label"] == "Clara Westmann"
        for edge in graph.edges:
            values = graph.edges[edge]
            assert values["plain"] is False or not values["negated"] and not values["future"]


def test_an_edge_leads_from_who_acts_to_whom_it_is_done_to() -> None:
    alone = attack("e-00000000000000ab", addressees=())
    talks = attack(
        "e-00000000000000ac", kind=Kind.MEETING, act=None, status=Status.ENDED, addressees=(),
        actors=tuple(Actor(name, name, None, "state") for name in ("Kesh", "Oram", "envoy")),
    )  # fmt: skip
    for graph in graphs(made(attack(), alone, talks)):
        ends = [(a, b, graph.edges[a, b, key]["label"]) for a, b, key in graph.edges]
        assert ("a-kesh", "a-oram", "attacked") in ends and ("a-oram", "a-kesh", "attacked") not in ends
        assert ("a-kesh", "nobody", "attacked") in ends
        assert sorted(end[:2] for end in ends if end[2] == "met") == [
            ("a-kesh", "a-envoy"), ("a-kesh", "a-oram"), ("a-oram", "a-envoy"),
        ]  # fmt: skip
        assert graph.nodes["a-kesh"]["roles"] == "party" and graph.nodes["a-envoy"]["roles"] == "mediator"


def test_what_xml_cannot_hold_is_replaced_and_the_rest_returns() -> None:
    for graph in graphs(rough()):
        (edge,) = graph.edges
        assert graph.edges[edge]["condition"] == re.sub("[\x00\x0b\x1b\ufffe\ud83d]", "\ufffd", ROUGH)
