"""What leaves a record made by hand, and how a format is read back, for the tests of formats."""

from __future__ import annotations

import csv
import io
import json
import warnings
from dataclasses import replace
from typing import Any

import pytest

from onrecord.export.leaving import Leaving
from onrecord.export.places import Town
from onrecord.model import About, Actor, Attribution, Entry, Evidence, Kind, Span, Status, Style
from onrecord.model.decision import Verdict
from onrecord.model.story import (
    Line,
    Meeting,
    Origin,
    Party,
    Process,
    Story,
    Telling,
    Thread,
)
from tests.build import entry
from tests.test_leaving import whole

# characters that end a line, a cell, a literal or an element, or that no encoding holds
ROUGH = "\x00\x0b\x1b\x85\u2028\ufffe\ud83d \\\"';,<&>]]>\r\n\t=1+1 ‏שלום 😀"
TEXT = f"“Kesh attacked Oram,” the envoy said. {ROUGH}"
REPORT = "r-1111222233334444"


TERMS = "urn:onrecord:terms#"
TOWNS: tuple[tuple[Town, list[str]], ...] = (
    (Town(1, "Geneva", "CH", 6.1, 46.2, 200_000), ["Genf"]),
    (Town(2, "Geneva", "US", -88.3, 41.9, 21_000), []),
    (Town(3, "Tripoli", "LY", 13.2, 32.9, 1_300_000), []),
    (Town(4, "Tripoli", "LB", 35.8, 34.4, 230_000), []),
    (Town(5, "Aru", "CD", 30.8, 2.9, 30_000), []),
    (Town(6, "Port Aru", "TD", 16.0, 9.0, 900_000), ["Aru", "Kesh"]),
    (Town(7, "New Aru", "CH", 7.0, 47.0, 900_000), ["Kesh"]),
)
STATES = {"CH": "Switzerland", "US": "United States", "LY": "Libya", "LB": "Lebanon", "CD": "Congo", "TD": "Chad"}


def library(name: str) -> Any:
    """A library that checks a format; some warn of what they themselves import."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip(name)


def text(name: str, held: Leaving) -> str:
    return whole(name, held)[""].decode()


def attack(ident: str = "e-00000000000000aa", **changed: Any) -> Entry:
    """That one side attacked the other, as an envoy says, with slots as asked for."""
    span = Span(1, 20)
    made = replace(
        entry(),
        id=ident,
        report=REPORT,
        kind=Kind.ACTION,
        act="attack",
        form=None,
        evidence=(Evidence.of(TEXT, span, Span(0, 37)),),
        actors=(Actor("Kesh", "Kesh", None, "state"),),
        addressees=(Actor("Oram", "Oram", None, "state"),),
        attribution=Attribution((Actor("envoy", "the envoy", None, "role"),), "said", Style.DIRECT),
    )
    return replace(made, **changed)


def made(
    *entries: Entry,
    meetings: tuple[Meeting, ...] = (),
    threads: tuple[Thread, ...] = (),
    verdicts: tuple[Verdict, ...] = (),
    name: str = "talks",
) -> Leaving:
    """What leaves a record made by hand, of one report with a rough title, outlet and address."""
    actors = {
        f"a-{one.lower()}": Party(f"a-{one.lower()}", one, kind, (one,))
        for one, kind in (("Kesh", "state"), ("Oram", "state"), ("envoy", "role"))
    }
    actors["a-rough"] = Party("a-rough", f"Rough {ROUGH}", "organisation", (f"Rough {ROUGH}",), "a-kesh")
    process = Process("p-1", f"Kesh – Oram {ROUGH}", ("a-kesh", "a-oram"), (("a-envoy", "mediator"),), (REPORT,))
    names = {party.name: ident for ident, party in actors.items()}
    story = Story(
        actors, {process.id: process}, threads=lambda p: {t.id: t for t in threads},
        meetings=lambda p: {m.id: m for m in meetings}, marks=lambda p: (), named=lambda report: names, merged={},
        keys={}, pairs=(),
    )  # fmt: skip
    about = About(
        REPORT, "t-1111222233334444", "ab" * 32, f"A title {ROUGH}", f"Outlet {ROUGH}", "2026-03-17",
        f'https://news.example/a?b="c"> <{ROUGH}',
    )  # fmt: skip
    origin = Origin(REPORT, about.published, about.outlet, about.title)
    return Leaving(
        name, story, {REPORT: about}, lambda: iter([Line(one, origin) for one in entries]),
        lambda ids: {REPORT: TEXT} if REPORT in ids else {}, verdicts=lambda: verdicts,
    )  # fmt: skip


ROUGH_LINE = attack(
    actors=(Actor(f"Rough {ROUGH}", f"Rough {ROUGH}", None, "organisation"), Actor("they", "they")),
    condition=ROUGH, conditional=True, content=ROUGH, place=ROUGH, deadline=ROUGH, historical=True,
)  # fmt: skip
ROUGH_MEETING = Meeting(
    "m-1", "p-1", ("a-kesh", "a-rough"), Status.ANNOUNCED,
    (Telling("1", ROUGH_LINE.id, REPORT, 0, "2026-03-17", Status.ANNOUNCED, ("a-kesh",)),),
    "2026-03-01", "2026-03-31", "month", ROUGH,
)  # fmt: skip


def rough() -> Leaving:
    return made(ROUGH_LINE, meetings=(ROUGH_MEETING,), name=f"=talks {ROUGH}")


def entities(held: Leaving) -> dict[str, dict[str, Any]]:
    found = [json.loads(line) for line in text("ftm", held).splitlines()]
    assert len({one["id"] for one in found}) == len(found)
    return {one["id"]: one for one in found}


def nodes(held: Leaving) -> list[dict[str, Any]]:
    jsonld = library("pyld").jsonld
    document = json.loads(text("claims", held))

    def fetch(*_: object) -> None:
        raise AssertionError("nothing may be fetched")

    expanded = jsonld.expand(document, {"documentLoader": fetch})
    assert len(expanded) == len(document["@graph"])
    assert all(name.startswith(("https://schema.org/", "urn:onrecord:", "@")) for one in expanded for name in one)
    found: list[dict[str, Any]] = document["@graph"]
    return found


def graphs(held: Leaving) -> list[Any]:
    networkx = library("networkx")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        ml = networkx.read_graphml(io.BytesIO(whole("graphml", held)[""]), force_multigraph=True)
        gexf = networkx.read_gexf(io.BytesIO(whole("gexf", held)[""]), version="1.3")
    return [ml, networkx.MultiDiGraph(gexf)]


def features(held: Leaving) -> dict[str, dict[str, Any]]:
    document = json.loads(text("geojson", held))
    assert document["type"] == "FeatureCollection"
    for one in document["features"]:
        assert set(one) == {"type", "id", "geometry", "properties"} and one["type"] == "Feature"
        if (point := one["geometry"]) is not None:
            assert point["type"] == "Point"
            lon, lat = point["coordinates"]
            assert -180 <= lon <= 180 and -90 <= lat <= 90
    return {one["id"]: one for one in document["features"]}


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode(), newline="")))
