"""Lists: what is kept of them is the same in whatever order it came about, and says what the record says."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from onrecord.model.decision import Action, Verdict
from onrecord.record import Record, open_record
from onrecord.record.shelved import NEVER, Row, number
from onrecord.resolving import bring_up_to_date, rebuild, told_by
from onrecord.web.shelf import Shelf, days
from onrecord.web.views.edition import ALIKE, Edition
from onrecord.web.views.told import Told
from tests.simulate import simulate
from tests.test_resolving import readings
from tests.web_record import client, example

LISTS = ("entries", "reports", "commitment", "demand", "warning", "meetings", "timeline", "positions", "disagreements",
         "silence", "processes", "actors")  # fmt: skip


def lines(seed: int, reports: int) -> list[Any]:
    return [replace(line, origin=replace(line.origin, family="")) for line in simulate(seed, reports=reports).lines]


def shelves(record: Record, day: str | None = None) -> dict[str, Any]:
    """Every list with its rows in order and the values of each, whatever the numbers."""
    told = Told(Edition(record, ""), day, record.shelved.reviewed())
    found = {}
    for name in LISTS:
        shelf = told.shelf(name)
        values: dict[int, list[tuple[str, str]]] = {}
        for facet, terms in shelf.facets.items():
            for at, code in zip(terms.at.tolist(), terms.code.tolist(), strict=True):
                values.setdefault(at, []).append((facet, terms.values[code]))
        places = shelf.places(None).tolist()
        assert len(places) == len(shelf)
        kept = told.kept(shelf, places)
        found[name] = sorted(
            (row.id, int(shelf.key[at]), row.words, row.process, sorted(values.get(at, [])))
            for at, row in zip(places, kept, strict=True)
        )
    return found


def test_lists_are_the_same_in_whatever_order_reports_and_verdicts_came(tmp_path: Path) -> None:
    made = readings(lines(3, 60))
    with open_record(tmp_path / "once.onrecord") as once, open_record(tmp_path / "bit.onrecord") as bit:
        for reading in made:
            once.put(reading)
        random.Random(1).shuffle(made)
        for n, reading in enumerate(made):
            bit.put(reading)
            if n % 20 == 19:
                bring_up_to_date(bit)
        some = sorted(entry.id for entry in once.entries())
        for record in (once, bit):
            record.judge(Verdict(Action.REJECT, record.entry(some[3]), "Ana"))
            bring_up_to_date(record)
            record.judge(Verdict(Action.ACCEPT, record.entry(some[5]), "Ana"))
            bring_up_to_date(record)
        for name, own in shelves(once).items():
            assert own == shelves(bit)[name], name
        before = shelves(bit)
        rebuild(bit)
        assert shelves(bit) == before


def test_lists_have_what_the_story_has(tmp_path: Path) -> None:
    with open_record(tmp_path / "a.onrecord") as record:
        for reading in readings(lines(4, 60)):
            record.put(reading)
        story = told_by(record)
        found = shelves(record)
        for kind in ("commitment", "demand", "warning"):
            assert [row[0] for row in found[kind]] == sorted(t.id for t in story.threads.values() if t.kind == kind)
        assert [row[0] for row in found["meetings"]] == sorted(story.meetings)
        assert [row[0] for row in found["processes"]] == sorted(story.processes)
        assert [row[0] for row in found["entries"]] == sorted(entry.id for entry in record.entries())


def test_a_list_as_of_a_day_is_that_of_a_record_that_ends_there(tmp_path: Path) -> None:
    day = "2024-03-01"
    made = lines(5, 60)
    days_told = sorted(line.told for line in made if line.told)
    day = days_told[len(days_told) // 2]
    with open_record(tmp_path / "all.onrecord") as record:
        for reading in readings(made):
            record.put(reading)
        then = told_by(record, until=day)
        found = shelves(record, day)
    for kind in ("commitment", "demand", "warning"):
        own = {t.id: t for t in then.threads.values() if t.kind == kind}
        assert {row[0] for row in found[kind]} == own.keys()
        for key, _, _, _, values in found[kind]:
            assert ("month", (own[key].steps[0].told or "no date")[:7]) in values
            assert {value for facet, value in values if facet == "status"} == {s.value for _, s in own[key].status}
    assert {row[0] for row in found["meetings"]} == then.meetings.keys()


def rows(made: Iterable[Row]) -> Shelf:
    """A list in memory, its terms numbered as they come."""
    terms: dict[tuple[str, str], int] = {}
    numbers, flat = [], []
    for n, row in enumerate(made, 1):
        own = [terms.setdefault(facet, len(terms) + 1) for facet in row.facets]
        numbers.append((n, row.key, row.first, row.last, len(own)))
        flat += own
    meant = [(n, facet, value) for (facet, value), n in terms.items()]
    return Shelf(np.array(numbers, dtype=np.int32).reshape(-1, 5), np.array(flat, dtype=np.int32), meant, str.upper)


def test_facets_narrow_count_and_name() -> None:
    shelf = rows(
        [
            Row("a", 3, 10, 10, "", (("kind", "x"), ("who", "ana"), ("who", "ben"))),
            Row("b", 1, 20, 20, "", (("kind", "y"), ("who", "ANA"))),
            Row("c", 2, 30, NEVER, "", (("kind", "x"),)),
        ]
    )
    assert shelf.n.tolist() == [2, 3, 1]
    assert dict(zip(shelf.values("who"), shelf.counts("who", None).tolist(), strict=True)) == {"ANA": 2, "BEN": 1}
    both = shelf.chosen({"kind": ["x"], "who": ["ANA"]})
    assert both is not None and shelf.places(both).tolist() == [2]
    either = shelf.chosen({"kind": ["x", "y"]})
    assert either is not None and either.all()
    assert shelf.places(shelf.chosen({"no such": ["x"]})).tolist() == []
    assert shelf.places(shelf.chosen({}, [3, 7, -1])).tolist() == [1]
    assert shelf.places(days(shelf, 15)).tolist() == [0, 1]
    dated = shelf.until(30, lambda ns: [Row("c", 9, 1, 1, "", (("kind", "z"),))] if ns == [3] else [])
    assert dated.n.tolist() == [2, 1, -1] and dated.values("kind")[int(dated.facets["kind"].code[-1])] == "z"
    assert len(rows([])) == 0 and rows([]).chosen({"kind": ["x"]}) is not None


def test_days_are_numbers() -> None:
    assert number(None) == 0 and number("2026-03-14T10:00:00") == number("2026-03-14") < NEVER


@pytest.mark.parametrize("who", ["Ana", "Ben"])
def test_the_queue_goes_on_without_the_line_that_was_decided(tmp_path: Path, who: str) -> None:
    path = example(tmp_path)
    with open_record(path) as record:
        first, second = (record.shelved.waiting(who, n) for n in (0, 1))
        assert first is not None and second is not None
        record.judge(Verdict(Action.UNSURE, record.entry(first.entry), "Ana"))
        now = record.shelved.waiting(who, 0)
        assert now is not None and now.entry == (second if who == "Ana" else first).entry
        assert record.shelved.count_waiting("Ben") == record.shelved.count_waiting("Ana") + 1


def test_a_verdict_does_not_wait_and_the_page_says_that_more_follows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with client(example(tmp_path)) as found:
        entry = found.get("/entries.json").json()["rows"][0]["id"]
        source = found.app._app._app.state.source  # type: ignore[attr-defined]
        monkeypatch.setattr(source._follower, "nudge", lambda: None)
        monkeypatch.setattr(source._follower, "wait", lambda: None)
        headers = {"origin": "http://127.0.0.1:8765", "sec-fetch-site": "same-origin"}
        assert found.post("/review", data={"entry": entry, "action": "accept"}, headers=headers).status_code == 303
        shown = found.get(f"/entry/{entry}.json").json()
        assert shown["decided"] == "accepted" and shown["line"]["standing"] == "accepted"
        assert shown["up_to_date"] is False
        assert "is being brought up to date" in found.get("/").text


def test_a_list_as_of_a_day_shares_its_rows_and_counts_its_own(tmp_path: Path) -> None:
    with open_record(example(tmp_path)) as record:
        day = "2025-10-15"
        for name in ALIKE:
            whole = Shelf(*record.shelved.numbers(name))
            apart, part = whole.until(number(day), None), whole.told_by(number(day))
            assert len(part) == len(apart) and part.weight == 0 and part.facets is whole.facets
            assert part.n[part.places(None)].tolist() == apart.n.tolist()
            for facet in whole.facets:
                counted = dict(zip(part.values(facet), part.counts(facet, None).tolist(), strict=True))
                asked = {facet: [next(iter(counted))]}
                other_counts = dict(zip(apart.values(facet), apart.counts(facet, None).tolist(), strict=True))
                assert Counter(counted) - Counter() == Counter(other_counts) - Counter()
                chosen, other = part.places(part.chosen(asked)), apart.places(apart.chosen(asked))
                assert part.n[chosen].tolist() == apart.n[other].tolist()
            if name == "entries":
                assert 0 < len(part) < len(whole)
                assert (
                    part.places(days(part, number("2025-10-01"))).size
                    == apart.places(days(apart, number("2025-10-01"))).size
                )


def test_of_a_list_that_is_fixed_no_other_is_made() -> None:
    rows = np.array([[1, 5, 5, 5, 0]], dtype=np.int32)
    fixed = Shelf(rows, np.zeros(0, dtype=np.int32), [], fixed=True)
    assert len(fixed.told_by(5)) == 1 and len(fixed.told_by(4)) == 0
    with pytest.raises(AssertionError):
        fixed.until(5, None)


def test_an_edition_that_lets_go_answers_as_before(tmp_path: Path) -> None:
    with open_record(example(tmp_path)) as record:
        told = Told(Edition(record, ""), "2025-10-15", frozenset())
        process = told.edition.chief[0].id
        before, state = len(told.shelf("commitment")), told.state(process)
        told.edition.let_go()
        assert len(told.shelf("commitment")) == before and told.state(process) == state
        assert told.state(process) is not state
