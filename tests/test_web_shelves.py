"""Lists: what is kept of them is the same in whatever order it came about, and says what the record says."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from onrecord.model.decision import Action, Verdict
from onrecord.record import Record, open_record
from onrecord.record.shelved import NEVER, NOW, TERMS, Row, number
from onrecord.resolving import bring_up_to_date, rebuild, told_by
from onrecord.rows import over_time
from onrecord.state.disagreements import disagreements
from onrecord.web.shelf import Shelf
from onrecord.web.views.edition import Edition
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


def tables(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """What is kept of lists, threads, meetings and answers of models, but for the numbers of rows."""
    with closing(sqlite3.connect(path)) as raw:
        return {
            name: sorted(raw.execute(f"SELECT {columns} FROM {name}"), key=repr)
            for name, columns in (
                ("listed", "list, owner, id, process, worth, more, words, body"), ("tells", "*"), ("woven", "*"),
                ("answers", "*"),
            )
        }  # fmt: skip


def test_what_is_as_it_was_keeps_its_number(tmp_path: Path) -> None:
    with open_record(tmp_path / "a.onrecord") as record:
        for reading in readings(lines(3, 40)):
            record.put(reading)
        bring_up_to_date(record)
        numbers = "SELECT n, list, id, words FROM listed"
        with closing(sqlite3.connect(str(record.location))) as raw:
            before = set(raw.execute(numbers))
            record.judge(Verdict(Action.REJECT, next(iter(record.entries())), "Ana"))
            bring_up_to_date(record)
            after = set(raw.execute(numbers))
        assert before != after
        assert len(before & after) > 0.9 * len(after)


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
        before, kept = shelves(bit), tables(Path(str(bit.location)))
        rebuild(bit)
        assert shelves(bit) == before
        assert tables(Path(str(bit.location))) == kept


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
    made = lines(5, 60)
    days_told = sorted({line.told for line in made if line.told})
    with open_record(tmp_path / "all.onrecord") as record:
        for reading in readings(made):
            record.put(reading)
        for day in days_told[len(days_told) // 4 :: len(days_told) // 4]:
            then = told_by(record, until=day)
            found = shelves(record, day)
            for kind in ("commitment", "demand", "warning"):
                own = {t.id: t for t in then.threads.values() if t.kind == kind}
                assert {row[0] for row in found[kind]} == own.keys()
                for key, _, words, _, values in found[kind]:
                    assert words.startswith(own[key].about)
                    assert ("month", (own[key].steps[0].told or "no date")[:7]) in values
                    assert {v for facet, v in values if facet == "status"} == {s.value for _, s in own[key].status}
            assert {row[0] for row in found["meetings"]} == then.meetings.keys()
            dated = {m.id for m in then.meetings.values() if m.earliest is not None}
            assert {row[0] for row in found["timeline"] if row[0].startswith("m-")} == dated
            differ = disagreements(then.threads.values(), then.meetings.values())
            assert {row[0] for row in found["disagreements"]} == {
                f"{one.kind}|{one.about}" for one in differ if then_process(then, one.about) in then.processes
            }
            unanswered = {t.id for t in then.threads.values() if t.answer == "ignored" and t.process in then.processes}
            assert {row[0] for row in found["silence"] if row[0].startswith("t-")} == unanswered


def then_process(story: Any, key: str) -> str | None:
    """The process of a thread or a meeting."""
    return (story.threads.get(key) or story.meetings[key]).process  # type: ignore[no-any-return]


def rows(made: Iterable[Row]) -> Shelf:
    """A list in memory, its terms numbered as they come."""
    terms: dict[tuple[str, str], int] = {}
    numbers, flat = [], []
    for n, row in enumerate(made, 1):
        own = [terms.setdefault(facet, len(terms) + 1) for facet in row.facets]
        numbers.append((n, row.key, row.first, row.since, row.until, len(own)))
        flat += own
    meant = [(n, facet, value) for (facet, value), n in terms.items()]
    return Shelf(
        np.array(numbers, dtype=np.int32).reshape(-1, TERMS + 1), np.array(flat, dtype=np.int32), meant, str.upper
    )


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
    assert shelf.places(shelf.first_told(15)).tolist() == [0, 1]
    assert shelf.now() is shelf
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


def test_what_stood_otherwise_has_a_row_for_each_while() -> None:
    shelf = rows(
        [
            Row("a", 1, 10, 10, "", (("kind", "x"),), until=20),
            Row("a", 1, 10, 20, "", (("kind", "y"),)),
            Row("b", 2, 15, 15, "", (("kind", "x"),), until=NEVER),
            # told again without a date
            Row("b", 2, 15, NEVER, "", (("kind", "z"),)),
        ]
    )
    kinds = {day: counted(shelf.told_by(day)) for day in (9, 10, 19, 20)}
    assert kinds == {9: {}, 10: {"x": 1}, 19: {"x": 2}, 20: {"y": 1, "x": 1}}
    now = shelf.now()
    assert counted(now) == {"y": 1, "z": 1} and len(now) == 2 and now.facets is shelf.facets
    assert now.places(now.chosen({"kind": ["x"]})).size == 0
    assert now.last == 15 and now.places(now.first_told(11)).tolist() == [3]


def counted(shelf: Shelf) -> dict[str, int]:
    """How many rows have each kind."""
    found = dict(zip(shelf.values("kind"), shelf.counts("kind", None).tolist(), strict=True))
    return {kind: number for kind, number in found.items() if number}


def test_something_stands_from_the_day_of_a_telling_to_the_next_that_changes_it() -> None:
    said = {"2026-03-01": "offered", "2026-03-02": "offered", "2026-03-04": "given", None: "broken"}

    def row(day: str | None) -> Row | None:
        return Row("t", 0, 0, 0, said[day]) if said[day] else None

    found = over_time(said, row)
    first, second = number("2026-03-01"), number("2026-03-04")
    assert [(r.words, r.since, r.until) for r in found] == [
        ("offered", first, second), ("given", second, NEVER), ("broken", NEVER, NOW)
    ]  # fmt: skip
    dated = over_time(["2026-03-01", "2026-03-02"], lambda day: row(day or "2026-03-02"))
    assert [(r.words, r.since, r.until) for r in dated] == [("offered", first, NOW)]
    # nothing of it for a while, and then again
    gap = {"2026-03-01": "open", "2026-03-02": "", "2026-03-04": "open"}
    found = over_time(
        gap, lambda day: Row("t", 0, 0, 0, gap[day or "2026-03-04"]) if gap[day or "2026-03-04"] else None
    )
    assert [(r.since, r.until) for r in found] == [(first, first + 1), (second, NOW)]


def test_an_edition_that_lets_go_answers_as_before(tmp_path: Path) -> None:
    with open_record(example(tmp_path)) as record:
        told = Told(Edition(record, ""), "2025-10-15", frozenset())
        process = told.edition.chief[0].id
        before, state = len(told.shelf("commitment")), told.state(process)
        told.edition.let_go()
        assert len(told.shelf("commitment")) == before and told.state(process) == state
        assert told.state(process) is not state


def test_a_line_whose_verdict_was_taken_back_waits_again(tmp_path: Path) -> None:
    with open_record(example(tmp_path)) as record:
        before = record.shelved.count_waiting("Ana")
        first = record.shelved.waiting("Ana", 0)
        assert first is not None
        line = record.entry(first.entry)
        record.judge(Verdict(Action.UNSURE, line, "Ana"))
        assert record.shelved.count_waiting("Ana") == before - 1
        record.judge(Verdict(Action.UNDONE, line, "Ana"))
        assert record.shelved.count_waiting("Ana") == before
        again = record.shelved.waiting("Ana", 0)
        assert again is not None and again.entry == first.entry
