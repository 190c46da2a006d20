"""The page of figures and the command: they count the lines of a record, reprints apart."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from onrecord.export.words import family_of
from onrecord.model.story import Line
from onrecord.record import open_record
from onrecord.resolving import bring_up_to_date, told_by
from onrecord.statistics import MOST_PERIODS, entries_of, statistics
from onrecord.web.query import address
from tests.build import TEXT, entry, reading, report
from tests.test_cli import run
from tests.test_web_forms import post
from tests.web_record import EVIL, Tags, client, example, hostile, twin


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return example(tmp_path_factory.mktemp("figures"))


@pytest.fixture(scope="module")
def found(path: Path) -> Iterator[TestClient]:
    with client(path) as made:
        yield made


@pytest.fixture(scope="module")
def lines(path: Path) -> tuple[list[Line], set[str]]:
    """All lines, and the reports that reprint another."""
    with open_record(path) as record:
        every = record.lines()
        first = record.derived.families(line.entry.report for line in every)
    return every, {one for one, other in first.items() if one != other}


def anew(lines: tuple[list[Line], set[str]]) -> list[Line]:
    return [line for line in lines[0] if line.entry.report not in lines[1]]


def section(view: dict[str, Any], by: str) -> dict[str, dict[str, Any]]:
    return {row["name"]: row for s in view["sections"] if s["by"] == by for row in s["groups"]}


def test_the_figures_are_those_of_the_lines(found: TestClient, path: Path, lines: tuple[list[Line], set[str]]) -> None:
    view, own = found.get("/statistics.json").json(), anew(lines)
    assert 0 < view["total"]["in_reprints"] == len(lines[0]) - len(own)
    assert view["total"]["lines"] == len(own) and view["total"]["reviewed"] == view["undated"] == 0
    assert {m["name"]: m["lines"] for m in view["months"]} == Counter((ln.told or "")[:7] for ln in own)
    assert {p["name"]: p["lines"] for p in view["styles"]} == Counter(ln.entry.attribution.style.value for ln in own)
    assert {p["name"]: p["lines"] for p in view["forms"]} == Counter(ln.entry.form.value for ln in own if ln.entry.form)
    acts = Counter((family_of(ln.entry) or ln.entry.kind.value) for ln in own)
    shown = section(view, "act")
    assert shown and {name: row["lines"] for name, row in shown.items()} == {name: acts[name] for name in shown}
    outlets = Counter(ln.origin.outlet for ln in own)
    assert {name: row["lines"] for name, row in section(view, "outlet").items()} == outlets
    with open_record(path) as record:
        story = told_by(record)
    party: Counter[str] = Counter()
    for ln in own:
        known = (story.actor_of(ln.entry.report, one.name) for one in ln.entry.actors)
        party.update({story.actors[story.root(key)].name for key in known if key in story.actors})
    for name, row in list(section(view, "party").items())[:4]:
        assert row["lines"] == party[name] == sum(row["over_time"]) and len(row["over_time"]) == len(view["periods"])
    direct = [ln for ln in own if ln.entry.attribution.style.value in ("direct", "mixed")]
    assert view["total"]["direct"] == len(direct) == sum(m["direct"] for m in view["months"])
    verbal = sum(ln.entry.form == "verbal" for ln in own)
    written = sum(bool(ln.entry.form) and ln.entry.form not in ("verbal", "unstated") for ln in own)
    assert (view["total"]["verbal"], view["total"]["written"]) == (verbal, written) and verbal and written


def test_a_figure_leads_to_the_lines_that_it_counts(found: TestClient) -> None:
    view = found.get("/statistics.json").json()
    rows = [row for s in view["sections"] for row in s["groups"][:4]] + view["months"]
    for row in rows:
        assert found.get(twin(row["href"])).json()["total"] == row["lines"], row["href"]


def test_days_and_a_process_narrow_the_figures(found: TestClient, lines: tuple[list[Line], set[str]]) -> None:
    view = found.get("/statistics.json?since=2025-09-15&as_of=2025-10-10").json()
    within = [ln for ln in anew(lines) if "2025-09-15" <= (ln.told or "") <= "2025-10-10"]
    assert view["total"]["lines"] == len(within) > 0 and view["periods"] == ["2025-09", "2025-10"]
    rows = [row for section in view["sections"] for row in section["groups"][:4]] + view["months"]
    for row in rows:
        assert found.get(twin(row["href"])).json()["total"] == row["lines"], row["href"]


def test_the_figures_of_a_process_are_those_of_its_lines(tmp_path: Path) -> None:
    with client(example(tmp_path)) as found:
        process = found.get("/index.json").json()["processes"][0]
        part = [row["id"] for row in found.get("/reports.json").json()["rows"][:2]]
        post(found, f"{process['href']}/decide", action="split", other="Elsewhere", report=part)
        every = found.get("/statistics.json").json()["total"]["lines"]
        for one in found.get("/index.json").json()["processes"]:
            view = found.get("/statistics.json", params={"process": one["id"]}).json()
            href = address("entries", process=one["id"], reprint="no")
            assert view["process"]["name"] == one["name"] and 0 < view["total"]["lines"] < every
            assert found.get(twin(href)).json()["total"] == view["total"]["lines"]
            assert address("statistics", process=one["id"]) in Tags(found.get(one["href"]).text).links()


@pytest.mark.parametrize("asked", ["process=p-none", "since=yesterday", "as_of=2025-13-01"])
def test_what_cannot_be_asked_is_said(asked: str, found: TestClient) -> None:
    assert found.get(f"/statistics?{asked}").status_code in (400, 404)


def test_what_a_person_accepted_is_counted(tmp_path: Path) -> None:
    with client(example(tmp_path)) as found:
        before = found.get("/statistics.json").json()["total"]
        line = next(row for row in found.get("/entries.json?reprint=no").json()["rows"])
        assert post(found, "/review", entry=line["id"], action="accept", who="Ana").status_code == 303
        now = found.get("/statistics.json").json()["total"]
        assert now["reviewed"] == before["reviewed"] + 1 and now["lines"] == before["lines"]


def test_the_page_says_what_it_counts_and_draws_what_its_tables_hold(found: TestClient) -> None:
    page = found.get("/statistics").text
    words = " ".join(Tags(page).words.split())
    assert (
        "counts of reporting, not of what happened" in words
        and "Reprints of the same dispatch are counted apart" in words
    )
    tags = Tags(page)
    drawn = [attrs for tag, attrs in tags.tags if tag == "svg"]
    assert len(drawn) > 20 and all(a.get("aria-hidden") or a.get("aria-label") for a in drawn)
    # every chart over time has a table of the same figures behind it
    view = found.get("/statistics.json").json()
    assert page.count("Month by month, in figures") == len(view["sections"]) == 3
    assert not [tag for tag, attrs in tags.tags if tag == "script" and not attrs.get("src")]


def test_figures_leave_as_csv(found: TestClient) -> None:
    view = found.get("/statistics.json").json()
    for part in view["sections"]:
        rows = list(csv.DictReader(io.StringIO(found.get(part["csv"]).text)))
        assert len(rows) == len(part["groups"]) + part["more"]
        assert [row[part["by"]].replace("_", " ") for row in rows[:3]] == [g["name"] for g in part["groups"][:3]]
        assert [int(rows[0][p]) for p in view["periods"]] == part["groups"][0]["over_time"]
    months = list(csv.DictReader(io.StringIO(found.get(view["csv"]).text)))
    assert [row["month"] for row in months] == view["periods"]
    assert found.get("/statistics.csv?by=weather").status_code == 400
    assert found.get("/statistics.xlsx").status_code == 404


def test_names_that_try_to_act_do_nothing_on_the_page(tmp_path: Path) -> None:
    with client(hostile(tmp_path)) as found:
        page, view = found.get("/statistics").text, found.get("/statistics.json").json()
        assert view["total"]["lines"] == 1 and section(view, "outlet")
        assert "<script>alert" not in page and "<img" not in page and "\x1b" not in page and "54439" not in page
        assert not any(a.startswith("on") for _, attrs in Tags(page).tags for a in attrs)
        for row in (row for s in view["sections"] for row in s["groups"]):
            assert found.get(twin(row["href"])).json()["total"] == 1, row
        table = found.get("/statistics.csv?by=party").text
        assert len(list(csv.reader(io.StringIO(table)))) == 2
        assert found.get("/statistics", params={"process": EVIL, "by": EVIL}).status_code == 404


def test_an_empty_record_has_a_page_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "none.onrecord"
    with client(path) as found:
        assert "No line fits." in found.get("/statistics").text
        assert found.get("/statistics.json").json()["months"] == []
        assert found.get("/statistics.csv").text.startswith("act,lines")
    status, out, _ = run(capsys, "statistics", "--record", str(path))
    assert status == 0 and out.splitlines()[-1].split()[0] == "all"


def made_on(days: list[str], path: Path) -> None:
    with open_record(path) as record:
        for n, day in enumerate(days):
            one = report(f"{TEXT} {n}", name=f"{n}.txt", ident=f"r-{n:016x}")
            one = replace(one, published=replace(one.published, value=day) if one.published and day else None)
            record.put(reading(one, entries=(entry(one, ident=f"e-{n:016x}"),)))
        bring_up_to_date(record)


def test_many_months_are_taken_together_and_lines_without_a_day_are_counted(tmp_path: Path) -> None:
    made_on(["1996-02-10", "2026-03-17", "2026-03-18", ""], tmp_path / "long.onrecord")
    with open_record(tmp_path / "long.onrecord") as record:
        found = statistics(entries_of(record, None))
        assert found.undated == 1 and found.total.lines + found.total.in_reprints == 4
        assert len(found.months) <= MOST_PERIODS
        assert found.months[0].name.startswith("1996-02 to ") and found.months[-1].name.endswith("2026-03")
        told = [month.lines + month.in_reprints for month in found.months]
        assert (told[0], told[-1], sum(told)) == (1, 2, 3)
        assert all(sum(group.over_time) <= group.lines for group in found.groups["act"])
        assert statistics(entries_of(record, "2000-01-01")).undated == 0


def test_the_command_prints_what_the_page_shows(
    found: TestClient, path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    view = found.get("/statistics.json").json()
    for by in ("act", "party", "outlet", "month"):
        status, out, _ = run(capsys, "statistics", "--record", str(path), "--by", by)
        assert status == 0
        rows = [line.split("  ") for line in out.splitlines()]
        first = view["months"][0] if by == "month" else next(iter(section(view, by).values()))
        assert (
            rows[1][0] == first["name"]
            and int(rows[1][1:][[bool(c.strip()) for c in rows[1][1:]].index(True)]) == first["lines"]
        )
        status, out, _ = run(capsys, "statistics", "--record", str(path), "--by", by, "--csv")
        assert out == found.get(f"/statistics.csv?by={by}").text
    status, out, _ = run(capsys, "statistics", "--record", str(path), "--json", "--process", "Highland")
    process = found.get("/index.json").json()["processes"][0]["id"]
    assert json.loads(out)["total"] == found.get(f"/statistics.json?process={process}").json()["total"]
    assert run(capsys, "statistics", "--record", str(path), "--json", "--csv")[0] == 2
