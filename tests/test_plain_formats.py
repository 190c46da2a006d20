"""What holds for graphs, linked data, calendars, maps and packages alike: nothing is told as done that was not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from onrecord.export.formats import FORMATS
from onrecord.export.leaving import Leaving
from onrecord.export.places import Gazetteer
from onrecord.exporting import leaving
from onrecord.model import Kind, Precision, Status, When
from onrecord.model.decision import Action, Verdict
from onrecord.record import open_record
from onrecord.resolving import told_by
from tests.leave_by_hand import (
    STATES,
    TERMS,
    TOWNS,
    attack,
    entities,
    features,
    graphs,
    made,
    nodes,
    rough,
    rows,
    text,
)
from tests.test_leaving import whole
from tests.web_record import EVIL, example, hostile


@pytest.fixture(autouse=True)
def towns(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few towns, for all of them take long to load."""
    monkeypatch.setattr("onrecord.export.formats.geojson.gazetteer", lambda: (Gazetteer(TOWNS, STATES), "made up"))


@pytest.fixture
def evil(tmp_path: Path) -> Iterator[Leaving]:
    with open_record(hostile(tmp_path)) as record:
        yield leaving(record, told_by(record))


# of several files, or of what has a date alone, are the package and the calendar
ONE_FILE = ("ftm", "ftm-statements", "claims", "prov", "graphml", "gexf", "geojson")
OPEN: dict[str, dict[str, Any]] = {
    "negated": {"negated": True},
    "future": {"future": True},
    "conditional": {"conditional": True, "condition": "if the bridge falls"},
}


@pytest.mark.parametrize("flag", sorted(OPEN))
def test_what_was_not_done_is_never_told_as_done(flag: str) -> None:
    plain, one = made(attack()), made(attack(**OPEN[flag]))
    told = {"negated": "did not attack", "future": "attacked (ahead)",
            "conditional": "attacked (on condition: if the bridge falls)"}[flag]  # fmt: skip
    link = entities(one)[attack().id]
    assert link["schema"] == "UnknownLink" and link["properties"]["role"] == [told]
    assert entities(plain)[attack().id]["properties"]["role"] == ["attacked"]
    claim = nodes(one)[-1]
    assert claim["onrecord:toldAsDone"] is False and claim[f"onrecord:{flag}"] is True
    assert nodes(plain)[-1]["onrecord:toldAsDone"] is True
    attacked = f"<{TERMS}act> <{TERMS}attack>"
    assert attacked in text("prov", plain) and attacked not in text("prov", one)
    assert f"<{TERMS}qualifiedAct> <{TERMS}attack>" in text("prov", one)
    for graph, other in zip(graphs(one), graphs(plain), strict=True):
        (edge,) = graph.edges
        assert graph.edges[edge]["label"] == told and graph.edges[edge]["plain"] is False
        assert graph.edges[edge][flag] is True and other.edges[edge]["plain"] is True
    placed = features(made(attack(place="Geneva", **OPEN[flag])))[attack().id]["properties"]
    assert placed["plain"] is False and placed[flag] is True
    (row,) = rows(whole("package", one)["entries.csv"])
    assert row[flag] == "True"


def test_a_meeting_that_was_called_off_is_not_told_as_held() -> None:
    for status in (Status.CANCELLED, Status.POSTPONED, Status.ANNOUNCED):
        off = attack(kind=Kind.MEETING, act=None, status=status, place="Geneva")
        for graph in graphs(made(off)):
            assert {graph.edges[edge]["plain"] for edge in graph.edges} == {False}
        assert nodes(made(off))[-1]["onrecord:toldAsDone"] is False
        assert features(made(off))[off.id]["properties"]["plain"] is False


@pytest.mark.parametrize("name", ONE_FILE)
def test_days_keep_their_precision(name: str) -> None:
    march = When("in March", "2026-03-01", "2026-03-31", Precision.MONTH)
    found = text(name, made(attack(time=march, place="Geneva")))
    assert "2026-03-01" in found and "2026-03-31" in found
    without = text(name, made(attack(place="Geneva")))
    assert "2026-03-01" not in without and "2026-03-31" not in without


@pytest.mark.parametrize("name", sorted(set(FORMATS) - {"entries"}))
def test_rough_words_leave_in_every_format(name: str) -> None:
    made = whole(name, rough())
    assert made
    for data in made.values():
        assert data.startswith(b"PAR1") if name == "parquet" else data.decode() is not None


def test_hostile_words_stay_words(evil: Leaving) -> None:
    for graph in graphs(evil):
        (edge,) = graph.edges
        assert EVIL.replace("\x1b", "\ufffd") in graph.edges[edge]["condition"]
    assert "javascript:" not in text("ftm", evil) + text("claims", evil) + text("prov", evil)


def test_reviewed_lines_alone_make_threads_and_meetings(tmp_path: Path) -> None:
    with open_record(example(tmp_path)) as record:
        story = told_by(record)
        assert not leaving(record, story, reviewed=True).meetings()
        meeting = leaving(record, story).meetings()[0]
        kept = next(t for t in meeting.tellings if t.place == "Geneva" and t.earliest is None)
        record.judge(Verdict(Action.ACCEPT, record.entry(kept.entry), "Ana"))
        held = leaving(record, told_by(record), reviewed=True)
        (own,) = held.meetings()
        assert own.id == meeting.id and own.entries == (kept.entry,)
        assert own.place == "Geneva" and own.earliest is None and not own.outcome and not held.threads()
        assert b"BEGIN:VEVENT" not in whole("ical", held)[""]
        assert [line.entry.id for line in held.lines()] == [kept.entry]
