"""Notes that go into the briefing, reports parted on a page, since the last visit, deadlines, and choosing among many."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from onrecord.export.told import name_of
from onrecord.model import Actor
from onrecord.model.story import Standing
from onrecord.record import open_record
from onrecord.resolving import bring_up_to_date, told_by
from onrecord.web.answer import visited
from onrecord.web.views import people
from onrecord.web.views import processes as pages_of_processes
from onrecord.web.views.edition import Followed
from onrecord.web.views.processes import said_before
from onrecord.web.views.source import Source
from tests import build
from tests.test_web_forms import post
from tests.web_record import EVIL, Tags, client, example


def first(found: TestClient) -> dict[str, Any]:
    row: dict[str, Any] = found.get("/entries.json").json()["rows"][0]
    return row


def test_a_note_is_kept_goes_into_the_briefing_and_is_taken_back(tmp_path: Path) -> None:
    with client(example(tmp_path)) as found:
        line = first(found)
        process = found.get("/index.json").json()["processes"][0]["href"]
        for form in ({"text": "Ask the embassy.", "in_brief": "1"}, {"text": "Only for us.", "who": "Ben"}):
            assert post(found, f"{line['href']}/note", **form).headers["location"] == f"{line['href']}#notes"
        notes = found.get(f"{line['href']}.json").json()["notes"]
        assert [(n["text"], n["in_brief"], n["who"]) for n in notes] == [
            ("Ask the embassy.", True, "Ana"), ("Only for us.", False, "Ben"),
        ]  # fmt: skip
        sections = {s["title"]: s for s in found.get(f"{process}/brief.json").json()["sections"]}
        (group,) = sections["Notes"]["groups"]
        assert [one["text"] for one in group["lines"]] == ["Ask the embassy."] and group["reviewed"]
        assert group["lines"][0]["under"][0].startswith("Ana, 20")
        sources = found.get(f"{process}/brief.json").json()["sources"]
        assert line["id"] in {source["entry"] for source in sources}
        assert "Ask the embassy." in found.get(f"{process}/brief.md").text
        post(found, f"{line['href']}/note", withdraw=str(notes[0]["number"]))
        assert post(found, f"{line['href']}/note", withdraw=str(notes[0]["number"])).status_code == 404
        assert post(found, f"{line['href']}/note", text=" ").status_code == 400
        assert post(found, "/entry/e-none/note", text="x").status_code == 404
        assert "Notes" not in {s["title"] for s in found.get(f"{process}/brief.json").json()["sections"]}


def test_no_note_acts_on_a_page(tmp_path: Path) -> None:
    with client(example(tmp_path)) as found:
        line = first(found)
        process = found.get("/index.json").json()["processes"][0]["href"]
        post(found, f"{line['href']}/note", text=EVIL, who=EVIL[:100], in_brief="1")
        for address in (line["href"], f"{process}/brief", f"{process}/brief.html"):
            page = found.get(address).text
            assert "<script>alert" not in page and "<img" not in page and "\x1b" not in page
            assert not any(a.startswith("on") for _, attrs in Tags(page).tags for a in attrs)


def test_a_record_that_is_read_only_takes_no_note(tmp_path: Path) -> None:
    path = example(tmp_path)
    with client(path, read_only=True) as found:
        line = first(found)
        assert post(found, f"{line['href']}/note", text="x").status_code == 403
        assert "Keep the note" not in found.get(line["href"]).text


def test_reports_are_parted_from_a_process_on_its_page(tmp_path: Path) -> None:
    with client(example(tmp_path)) as found:
        process = found.get("/index.json").json()["processes"][0]
        page = Tags(found.get(process["href"]).text)
        boxes = [attrs["value"] for tag, attrs in page.tags if tag == "input" and attrs.get("name") == "report"]
        assert len(boxes) == process["reports"]
        post(found, f"{process['href']}/decide", action="split", other="Elsewhere", report=[str(b) for b in boxes[:2]])
        assert {p["name"] for p in found.get("/index.json").json()["processes"]} == {process["name"], "Elsewhere"}


def test_the_browser_remembers_the_last_visit_and_nothing_else() -> None:
    today = datetime.now(UTC).date().isoformat()
    assert visited("") == (None, today)
    assert visited("2026-03-14.2026-03-17") == ("2026-03-17", today)
    assert visited(f"2026-03-14.{today}") == ("2026-03-14", today)
    assert visited("x" * 5000) == (None, today) and visited(".") == (None, today)


def test_changes_are_shown_since_the_last_visit(tmp_path: Path) -> None:
    with client(example(tmp_path)) as found:
        answer = found.get("/")
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith("onrecord-seen=.20") and "HttpOnly" in cookie and "samesite=strict" in cookie.lower()
        found.cookies.clear()
        since = {"cookie": "onrecord-seen=2025-10-01.2025-10-20"}
        process = found.get("/index.json", headers=since).json()
        assert process["since"] == "2025-10-20"
        assert found.get(f"{process['processes'][0]['href']}.json", headers=since).json()["since"] == "2025-10-20"
        assert found.get("/index.json?since=2025-09-20", headers=since).json()["since"] == "2025-09-20"
        # a record whose reports are all older shows its last week
        late = {"cookie": "onrecord-seen=2026-01-01.2026-02-01"}
        assert found.get("/index.json", headers=late).json()["since"] < process["latest"]


def test_what_is_new_begins_with_the_newest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages_of_processes, "NEW", 1_000)
    with client(example(tmp_path)) as found:
        told = [line["told"] for line in found.get("/index.json?since=2025-01-01").json()["new_lines"]]
        assert len(set(told)) > 3 and told == sorted(told, reverse=True)


def test_what_the_words_of_a_status_mean_is_said_beside_them(tmp_path: Path) -> None:
    with client(example(tmp_path)) as found:
        commitment, demand = (
            found.get(f"/{name}.json").json()["rows"][0]["href"] for name in ("commitments", "demands")
        )
        for address in ("/commitments", commitment, demand):
            legend = found.get(address).text.partition('<details class="legend">')[2].partition("</details>")[0]
            for standing in Standing:
                assert f"<dt>{standing.value.replace('_', ' ')}</dt>" in legend, (address, standing)
            assert ("<dt>not confirmed by its maker</dt>" in legend) is (address != demand)


def test_a_denial_that_is_no_longer_the_last_word_stays_beside_it(tmp_path: Path) -> None:
    with open_record(example(tmp_path)) as record:
        known = next(t for t in told_by(record).threads.values() if len(t.steps) > 2)
    first, then, last = (replace(step, by="a-1") for step in known.steps[:3])
    steps = (
        replace(first, standing=Standing.GIVEN, told="2025-09-18"),
        replace(then, standing=Standing.DENIED, told="2025-09-20"),
        replace(last, standing=Standing.GIVEN, told="2025-10-14"),
    )
    disputed = replace(known, steps=steps)
    (before,) = said_before(disputed, "a-1", Standing.GIVEN)
    assert (before["status"], before["told"]) == ("denied", "2025-09-20")
    # where the last word is a denial there is none before it, and nobody answers for another
    assert said_before(disputed, "a-1", Standing.DENIED) == said_before(disputed, "a-2", Standing.GIVEN) == []


def test_what_is_past_its_deadline_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def late(followed: Followed) -> list[Any]:
        assert followed.state is not None
        return list(followed.state.of_kind("commitment"))[:2]

    monkeypatch.setattr(Followed, "overdue", property(late))
    with client(example(tmp_path)) as found:
        process = found.get("/index.json").json()["processes"][0]
        assert process["overdue"] == 2 and "past the deadline" in found.get("/").text
        assert "Deadline passed" in found.get(process["href"]).text
        assert len(found.get(f"{process['href']}.json").json()["overdue"]) == 2


def test_of_many_actors_and_processes_one_types_the_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people, "OTHERS", 3)
    monkeypatch.setattr(pages_of_processes, "OTHERS", 0)
    with client(example(tmp_path)) as found:
        page = found.get("/merge").text
        assert '<input id="one" name="one" list="one-names"' in page
        assert post(found, "/actors/decide", answer="different", one="ostrana", other="Velmark").status_code == 303
        assert found.get("/merge.json").json()["decisions"][0]["action"] == "different"
        wrong = post(found, "/actors/decide", answer="same", one="Nobody At All", other="Velmark")
        assert wrong.status_code == 400 and "is no actor on record" in wrong.text
        actor = found.get("/actors.json").json()["rows"][0]["href"]
        assert 'list="other-names"' in found.get(actor).text
        process = found.get("/index.json").json()["processes"][0]
        report = found.get("/reports.json").json()["rows"][0]["href"]
        assert post(found, f"{report}/assign", process=process["name"]).status_code == 303
        assert post(found, f"{report}/assign", process="No such talks").status_code == 404


def test_a_whole_list_leaves_some_hundreds_of_rows_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from onrecord.web.views import listing

    with client(example(tmp_path)) as found:
        whole = found.get("/entries.csv").text
        monkeypatch.setattr(listing, "AT_ONCE", 7)
        monkeypatch.setattr("onrecord.web.answer.AT_ONCE", 7)
        assert found.get("/entries.csv").text == whole
        rows = list(csv.reader(io.StringIO(whole)))
        assert len(rows) > 100 and len({len(row) for row in rows}) == 1
        monkeypatch.setattr("onrecord.web.answer.MOST_IN_A_BOOK", 5)
        assert found.get("/entries.xlsx").status_code == 400


@pytest.mark.parametrize("most", [3, 100])
def test_actors_of_one_name_are_told_apart_in_a_list_and_typed_as_it_shows_them(
    most: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = example(tmp_path)
    with open_record(path) as record:
        for n, country in enumerate(("Velmark", "Ostrana")):
            made = build.report(name=f"{country}.txt", ident=f"r-{n}22233334444555a")
            ministry = Actor("defence ministry", "the defence ministry", None, "organisation", country=country)
            line = replace(build.entry(made, ident=f"e-{n}aabbbbccccdddd"), actors=(ministry,))
            record.put(build.reading(made, entries=(line,)))
        bring_up_to_date(record)
    with client(path) as found:
        if most < 100:
            # of many, one types the name as the list has it
            monkeypatch.setattr(people, "OTHERS", found.get("/actors.json").json()["all"] - 1)
        view = found.get("/merge.json").json()
        assert view["many"] is (most < 100)
        own = [a for a in view["actors"] if a["name"].startswith("defence ministry")]
        assert len(own) == 2 and {a["name"].split(" (")[1].split(",")[0] for a in own} == {"of Velmark", "of Ostrana"}
        one, other = (a["name" if view["many"] else "id"] for a in own)
        assert post(found, "/actors/decide", answer="different", one=one, other=other).status_code == 303
        decided = found.get("/merge.json").json()["decisions"][0]
        assert decided["action"] == "different"


def test_actors_of_one_name_are_told_apart_wherever_they_are_named(tmp_path: Path) -> None:
    path = example(tmp_path)
    with open_record(path) as record:
        for n, country in enumerate(("Velmark", "Ostrana", "Velmark")):
            made = build.report(name=f"{n}.txt", ident=f"r-{n}22233334444555a")
            state = Actor("Norway", "Norway", None, "state", country="Norway")
            ministry = Actor("defence ministry", "the defence ministry", None, "organisation", country=country)
            line = replace(build.entry(made, ident=f"e-{n}aabbbbccccdddd"), actors=(state,), addressees=(ministry,))
            record.put(build.reading(made, entries=(line,)))
        bring_up_to_date(record)
    names = ["defence ministry (of Ostrana)", "defence ministry (of Velmark)"]
    with client(path) as found:
        (options,) = (
            facet["options"]
            for facet in found.get("/entries.json?actor=Norway").json()["facets"]
            if facet["name"] == "addressee"
        )
        assert sorted(o["word"] for o in options if o["word"].startswith("defence")) == names
        # each leads to its own, the bare name to both
        one, other, both = (
            {r["id"] for r in found.get("/entries.json", params={"addressee": name}).json()["rows"]}
            for name in (*names, "defence ministry")
        )
        assert (len(one), len(other)) == (1, 2) and one | other == both
        actors = [r for r in found.get("/actors.json?q=defence").json()["rows"] if r["name"].startswith("defence")]
        assert sorted(r["name"] for r in actors) == names
        for row in actors:
            view = found.get(f"{row['href']}.json").json()
            assert view["title"] == row["name"] and view["of_total"] == len(one if row["name"] == names[0] else other)
            for link in Tags(found.get(row["href"]).text).links():
                assert found.get(link.partition("#")[0]).status_code == 200
        pages_found = found.get("/search.json?q=defence").json()["pages"]
        assert {p["name"] for p in pages_found if p["kind"] == "actor"} == set(names)
        # where one types a name what the pages call them is known, and the bare name is asked about
        assert post(found, "/actors/decide", answer="same", one="defence ministry", other="Norway").status_code == 400
        assert post(found, "/actors/decide", answer="different", one=names[0], other=names[1]).status_code == 303
        decided = found.get("/merge.json").json()["decisions"][0]
        assert sorted((decided["one_name"], decided["other_name"])) == names
    # what a briefing is written from calls them so, too
    story = Source(path).told().story
    assert sorted(name_of(story, row["id"]) for row in actors) == names
