"""The pages of a record: every one has a twin, leads somewhere, and says what a machine suggests."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path

import openpyxl
import pytest
from starlette.testclient import TestClient

from onrecord.export.told import times
from onrecord.record import open_record
from onrecord.web.answer import STATIC, count, day, static
from onrecord.web.chart import MOST_POINTS, chart_of, days_of, months_of, strip
from onrecord.web.query import PAGE, Query
from tests.web_record import Tags, client, example, pages, twin

LISTS = "entries reports actors meetings commitments demands warnings positions disagreements silence timeline".split()


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with client(example(tmp_path_factory.mktemp("web"))) as made:
        yield made


def test_every_page_answers_and_has_a_twin_with_json(found: TestClient) -> None:
    for address in pages(found):
        page, data = found.get(address), found.get(twin(address))
        assert page.status_code == data.status_code == 200, address
        assert page.headers["content-type"].startswith("text/html")
        assert data.headers["content-type"] == "application/json"
        assert data.json()["title"], address


def test_a_first_view_is_below_100_kilobytes(found: TestClient) -> None:
    shared = sum(len(found.get(f"/static/{name}").content) for name in ("style.css", "onrecord.js", "icon.svg"))
    for address in pages(found):
        assert len(found.get(address).content) + shared < 125_000, address
    assert len(found.get("/").content) + shared < 100_000


def test_no_link_of_a_page_leads_nowhere(found: TestClient) -> None:
    seen: set[str] = set()
    for address in pages(found):
        seen |= Tags(found.get(address).text).links()
    for link in sorted(seen):
        path = link.partition("#")[0]
        assert found.get(path).status_code == 200, link


def test_a_page_has_one_heading_a_title_a_language_and_ids_that_are_its_own(found: TestClient) -> None:
    for address in pages(found):
        tags = Tags(found.get(address).text)
        names = [name for name, _ in tags.tags]
        assert names.count("h1") == 1 and names.count("main") == 1, address
        ids = [attrs["id"] for _, attrs in tags.tags if attrs.get("id")]
        assert len(ids) == len(set(ids)), (address, [i for i in ids if ids.count(i) > 1])
        labelled = {attrs.get("for") for name, attrs in tags.tags if name == "label"}
        for name, attrs in tags.tags:
            if name == "a" and (href := attrs.get("href") or "").startswith("#"):
                assert href[1:] in ids, (address, href)
            if (
                name in ("select", "textarea")
                or name == "input"
                and attrs.get("type") not in ("hidden", "date", "checkbox")
            ):
                assert attrs.get("id") in labelled, (address, attrs)


def test_what_nobody_has_reviewed_is_called_suggested(found: TestClient) -> None:
    rows = found.get("/entries.json").json()["rows"]
    assert {row["standing"] for row in rows} == {"suggested"}
    assert '<span class="mark suggested">suggested</span>' in found.get("/entries").text


def test_filters_narrow_a_list_and_are_taken_off_one_by_one(found: TestClient) -> None:
    every = found.get("/entries.json").json()
    facet = next(f for f in every["facets"] if f["name"] == "act")
    option = facet["options"][0]
    one = found.get(twin(option["href"])).json()
    assert one["total"] == option["count"] < every["total"]
    assert {row["act"] for row in one["rows"]} == {option["value"]}
    kind = next(f for f in one["facets"] if f["name"] == "outlet")["options"][0]
    two = found.get(twin(kind["href"])).json()
    assert two["total"] == kind["count"] and len(two["filters"]) == 2
    for narrowed in two["filters"]:
        assert found.get(twin(narrowed["without"])).json()["total"] >= two["total"]


def test_a_facet_counts_what_choosing_it_would_show(found: TestClient) -> None:
    for name in LISTS:
        for facet in found.get(f"/{name}.json").json()["facets"]:
            for option in facet["options"][:2]:
                assert found.get(twin(option["href"])).json()["total"] == option["count"], (name, option)


def test_words_narrow_a_list_without_regard_to_accents_and_case(found: TestClient) -> None:
    shown = found.get("/entries.json", params={"q": "PRISÓNERS"}).json()
    assert 0 < shown["total"] < shown["all"]


def test_a_list_leaves_as_csv_xlsx_json_lines_and_feed(found: TestClient) -> None:
    for name in LISTS:
        total = found.get(f"/{name}.json").json()["total"]
        table = list(csv.reader(io.StringIO(found.get(f"/{name}.csv").text)))
        sheet = openpyxl.load_workbook(io.BytesIO(found.get(f"/{name}.xlsx").content)).worksheets[0]
        lines = [json.loads(line) for line in found.get(f"/{name}.jsonl").text.splitlines()]
        assert len(table) - 1 == sheet.max_row - 1 == len(lines) == total, name
        assert table[0] == [cell.value for cell in sheet[1]]
        feed = ET.fromstring(found.get(f"/{name}.atom").text)
        assert feed.tag == "{http://www.w3.org/2005/Atom}feed"
        assert len(feed.findall("{http://www.w3.org/2005/Atom}entry")) == min(total, 50)


@pytest.mark.parametrize("name", ["commitments", "demands", "warnings"])
def test_a_file_of_threads_can_be_read_alone(found: TestClient, name: str) -> None:
    table = list(csv.DictReader(io.StringIO(found.get(f"/{name}.csv").text)))
    lines = [json.loads(line) for line in found.get(f"/{name}.jsonl").text.splitlines()]
    sheet = openpyxl.load_workbook(io.BytesIO(found.get(f"/{name}.xlsx").content)).worksheets[0]
    assert table and [cell.value for cell in sheet[1]][-5:] == ["quotation", "outlet", "published", "title", "page"]
    for row, line in zip(table, lines, strict=True):
        assert row["quotation"] == line["quotation"] and row["page"] == line["page"]
        assert row["page"].startswith("http://") and found.get(row["page"]).status_code == 200
        steps = found.get(f"{line['href']}.json").json()["steps"]
        quote = " ".join(row["quotation"].split())
        carries = next(s["line"] for s in steps if s["line"]["quote"] == quote)
        # what it is about stands in the words beside it, where any telling has it so
        about = " ".join(line["about"].split())
        assert about in quote or not any(about in s["line"]["quote"] for s in steps)
        assert row["title"] == carries["report"]["title"] or not carries["report"]["headline"]
        assert row["published"] == (carries["told"] or "") and row["outlet"] == (carries["report"]["outlet"] or "")


def test_a_long_list_has_pages(found: TestClient) -> None:
    first = found.get("/entries.json").json()
    assert len(first["rows"]) == PAGE and first["previous"] is None
    seen, view = [row["id"] for row in first["rows"]], first
    while view["next"]:
        view = found.get(twin(view["next"])).json()
        assert view["first"] == len(seen) + 1
        seen += [row["id"] for row in view["rows"]]
    assert len(set(seen)) == len(seen) == first["total"]
    assert found.get("/entries?page=999999999999999999999").status_code == 200
    assert found.get("/entries?page=-1").status_code == 200


def test_the_report_page_shows_every_character_of_the_text(found: TestClient) -> None:
    view = found.get(twin(found.get("/reports.json").json()["rows"][0]["href"])).json()
    shown = [piece for block in view["blocks"] for piece in block["pieces"]]
    assert all(later["start"] >= earlier["end"] for earlier, later in pairwise(shown))
    numbers = [entry["number"] for entry in view["entries"]]
    assert numbers == list(range(1, len(numbers) + 1))
    assert {n for piece in shown for n in piece["begins"]} == set(numbers)


def test_search_lands_on_the_words(found: TestClient) -> None:
    hit = found.get("/search.json", params={"q": '"Sorna Pass"'}).json()["hits"][0]
    page = found.get(hit["href"].partition("#")[0]).text
    assert 'id="hit"' in page and "Sorna Pass</mark>" in page
    assert hit["entry"]["quote"]


def test_search_finds_the_pages_of_a_name(found: TestClient) -> None:
    named = found.get("/search.json", params={"q": "ostrana"}).json()["pages"]
    assert ("actor", "Ostrana") in {(p["kind"], p["name"]) for p in named}
    entry = found.get("/entries.json").json()["rows"][0]["id"]
    assert found.get("/search.json", params={"q": entry}).json()["pages"][0]["href"] == f"/entry/{entry}"


@pytest.mark.parametrize("query", ['"', "*", "AND OR (", "NEAR(", "a:b", "\x00", "-", "'", "é" * 500])
def test_no_search_breaks_the_index(found: TestClient, query: str) -> None:
    assert found.get("/search", params={"q": query}).status_code == 200


def test_an_entry_says_why_who_and_how_to_cite_it(found: TestClient) -> None:
    row = found.get("/entries.json?form=verbal").json()["rows"][0]
    view = found.get(twin(row["href"])).json()
    assert view["why"] and view["cite"]["bibtex"].startswith("@article{")
    assert json.loads(view["cite"]["csl"])[0]["note"] == f"Onrecord entry {row['id']}"
    assert row["quote"] in view["cite"]["quotation"]
    marked = [piece["text"] for sentence in view["sentences"] for piece in sentence if piece["entries"]]
    assert "".join(marked)


def test_a_view_as_of_a_day_knows_nothing_later(found: TestClient) -> None:
    process = found.get("/index.json").json()["processes"][0]["href"]
    early = found.get(f"{process}.json?as_of=2025-10-01").json()
    assert early["status"]["last"] <= "2025-10-01"
    assert all(t["first_told"] <= "2025-10-01" for t in early["demands"])
    assert found.get("/entries.json?as_of=2025-09-30").json()["total"] < found.get("/entries.json").json()["total"]
    assert "2025-10-01" in found.get(f"{process}?as_of=2025-10-01").text


@pytest.mark.parametrize("query", ["as_of=yesterday", "as_of=2025-13-01", "as_of=2025-1-1", "since=%00"])
def test_what_is_no_date_is_named(found: TestClient, query: str) -> None:
    process = found.get("/index.json").json()["processes"][0]["href"]
    answer = found.get(f"{process}?{query}")
    assert answer.status_code == 400 and "is no date like" in answer.text


def test_changes_since_a_day_that_had_not_come_are_not_asked_for(found: TestClient) -> None:
    process = found.get("/index.json").json()["processes"][0]["href"].partition("?")[0]
    # the form of the page sends the day since which it showed changes
    page = found.get(f"{process}.json?as_of=2025-10-01&since=2025-11-13").json()
    assert page["since"] < "2025-10-01" and "2025-11-13" not in page["brief"]
    assert found.get(f"{process}/brief.json?as_of=2025-10-01&since=2025-11-13").json()["since"] is None
    assert found.get(f"{process}.json?as_of=2025-11-20&since=2025-11-13").json()["since"] == "2025-11-13"


@pytest.mark.parametrize("asked", ["", "?as_of=2025-10-15", "?since=2025-10-20", "?since=2025-09-20&as_of=2025-10-15"])
def test_a_number_on_home_leads_to_as_many_lines(found: TestClient, asked: str) -> None:
    counted = re.findall(r'<li><a href="([^"]+)"><b>(\d+)</b>', found.get(f"/{asked}").text)
    assert len(counted) >= 5 and len({number for _, number in counted}) > 2
    for href, number in counted:
        address, _, section = html.unescape(href).partition("#")
        view = found.get(twin(address)).json()
        assert (len(view["overdue"]) if section == "overdue" else view["total"]) == int(number), href
    assert any("open=yes" in href for href, _ in counted) and any("since=" in href for href, _ in counted)


def test_what_is_new_is_there_as_a_list(found: TestClient) -> None:
    view = found.get("/index.json?since=2025-10-20").json()
    listed = found.get("/entries.json?since=2025-10-20").json()
    assert view["new"] == listed["total"] < listed["all"]
    assert min(row["told"] for row in listed["rows"]) >= "2025-10-20"
    assert [f["label"] for f in listed["filters"]] == ["first told from"]
    # what has no day is not narrowed by one, and a day that had not come asks for nothing
    assert found.get("/actors.json?since=2025-10-20").json()["filters"] == []
    assert found.get("/entries.json?since=2025-10-20&as_of=2025-10-01").json()["since"] is None


def test_numbers_of_a_process_lead_to_as_many_lines(found: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onrecord.web.views.processes.MOST", 1)
    process = found.get("/index.json").json()["processes"][0]["href"]
    for asked in ("", "?as_of=2025-10-15"):
        page = found.get(process + asked).text
        led = re.findall(r'<p class="small">\d+ of (\d+)\. <a href="([^"]+)">All</a>', page)
        assert len(led) > 2
        for number, href in led:
            address, _, section = html.unescape(href).partition("#")
            view = found.get(twin(address)).json()
            assert (len(view["overdue"]) if section == "overdue" else view["total"]) == int(number), href
        rests = re.search(r'<a href="([^"]+)">(\d+) entries</a> of <a href="([^"]+)">(\d+) reports', page)
        assert rests is not None
        for href, number in (rests.group(1, 2), rests.group(3, 4)):
            assert found.get(twin(html.unescape(href))).json()["total"] == int(number)


def test_the_matrix_leads_to_the_lines_it_counts(found: TestClient) -> None:
    process = found.get("/index.json").json()["processes"][0]["href"]
    for row in found.get(f"{process}.json").json()["matrix"]["rows"]:
        for cell in row["cells"]:
            if cell["count"]:
                assert found.get(twin(cell["href"])).json()["total"] == cell["count"], (row["maker"], cell)


def test_a_new_report_is_seen_at_once(tmp_path: Path) -> None:
    path = example(tmp_path)
    with client(path) as found:
        before = found.get("/index.json").json()["counts"]["reports"]
        with open_record(path) as record:
            record.forget(found.get("/reports.json").json()["rows"][0]["id"])
        assert found.get("/index.json").json()["counts"]["reports"] == before - 1
        assert found.get("/reports.json").json()["total"] == before - 1


def test_an_empty_record_says_what_to_do(tmp_path: Path) -> None:
    with client(tmp_path / "new.onrecord") as found:
        page = found.get("/").text
        assert "This record is empty" in page and "onrecord read FOLDER --record new.onrecord" in page
        for address in pages(found):
            assert found.get(address).status_code == 200, address


@pytest.mark.parametrize("address", ["/nothing", "/entry/e-0", "/report/r-0", "/actor/a-0", "/process/p-0", "/thread/t-0",
                                     "/meeting/m-0", "/upload/x", "/static/nothing.js", "/entry/e-0.csv", "/actors.docx",
                                     "/process/p-0/brief.docx"])  # fmt: skip
def test_what_is_not_there_is_not_found_in_words(found: TestClient, address: str) -> None:
    answer = found.get(address)
    assert answer.status_code == 404 and "Traceback" not in answer.text
    if "." not in address:
        assert found.get(twin(address)).json()["status"] == 404


def test_the_beginning_of_an_id_leads_to_the_whole(found: TestClient) -> None:
    for name, kind in (("commitments", "thread"), ("entries", "entry"), ("reports", "report"), ("meetings", "meeting")):
        ids = [row["id"] for row in found.get(f"/{name}.json").json()["rows"]]
        short = ids[0][:10]
        answer = found.get(f"/{kind}/{short}?as_of=2025-11-01&q=a%20b")
        assert answer.status_code == 302, kind
        assert answer.headers["location"] == f"/{kind}/{ids[0]}?as_of=2025-11-01&q=a%20b"
        assert found.get(f"/{kind}/{short}.json").headers["location"] == f"/{kind}/{ids[0]}.json"
        assert found.get(f"/{kind}/{ids[0]}0").status_code == 404
    first = Counter(row["id"][:4] for row in found.get("/entries.json").json()["rows"])
    several = found.get(f"/entry/{first.most_common(1)[0][0]}")
    assert several.status_code == 404 and "is the beginning of several ids" in several.text
    process = found.get("/index.json").json()["processes"][0]["id"]
    assert (
        found.get(f"/process/{process[:5]}/brief.md?full=1").headers["location"]
        == f"/process/{process}/brief.md?full=1"
    )
    # the whole id of what is not told of yet leads nowhere else
    thread = found.get("/commitments.json").json()["rows"][0]["href"]
    assert found.get(f"{thread}?as_of=1990-01-01").status_code == 404


def test_the_chart_has_a_title_a_description_and_always_the_year() -> None:
    rows = [
        {"when": d, "until": d, "lane": "meetings", "what": "x", "href": "/", "reviewed": False}
        for d in ("2019-12-30", "2026-02-01")
    ]
    drawn = strip(chart_of(rows))
    assert "<title id=" in drawn and "<desc id=" in drawn
    assert ">2019</text>" in drawn and ">2026</text>" in drawn
    assert strip(chart_of([])) == ""


def test_each_month_of_a_chart_has_its_year_beside_it() -> None:
    rows = [
        {"when": d, "until": d, "lane": "meetings", "what": "x", "href": "/", "reviewed": False}
        for d in ("2025-05-02", "2026-02-01")
    ]
    drawn = strip(chart_of(rows))
    assert drawn.count(">2025</text>") == 8 and drawn.count(">2026</text>") == 2


def test_a_chart_of_many_points_draws_each_place_once() -> None:
    first = date(2020, 1, 1).toordinal()
    drawn = strip(days_of([(first + n % 30, "incidents") for n in range(MOST_POINTS)]))
    assert drawn.count('class="dots incidents"') == 1 and len(drawn) < 10_000


def test_a_first_view_of_any_page_is_small(found: TestClient) -> None:
    rest = sum(len(static(name)) for name in STATIC)
    for address in pages(found):
        page = found.get(address)
        assert len(page.content) + rest <= 100_000, address


def test_pages_are_packed_for_whoever_can_unpack_them(found: TestClient) -> None:
    packed = found.get("/entries", headers={"accept-encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip" and "accept-encoding" in packed.headers["vary"].lower()
    plain = found.get("/entries", headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers and plain.text == packed.text


def test_a_chart_of_very_many_points_shows_months() -> None:
    first = date(2020, 1, 1).toordinal()
    rows = [
        {"when": date.fromordinal(first + n % 900).isoformat(), "until": "", "lane": "statements", "what": "x", "href": "/",
         "reviewed": False}
        for n in range(MOST_POINTS + 1)
    ]  # fmt: skip
    drawn = strip(chart_of(rows))
    assert 'class="bar statements"' in drawn and 'class="point' not in drawn


def test_bars_of_many_years_stay_wide_enough_to_be_seen() -> None:
    months = {(f"{year}-{month:02d}", "meetings"): 1 for year in range(1990, 2026) for month in range(1, 13)}
    drawn = strip(months_of(months, date(1990, 1, 1).toordinal(), date(2025, 12, 31).toordinal()))
    assert drawn.count("<rect") == 72 and "<title>1990-07 to 1990-12: 6 meetings</title>" in drawn
    few = {(f"2025-{month:02d}", "meetings"): 1 for month in range(1, 13)}
    assert "<title>2025-03: 1 meetings" in strip(
        months_of(few, date(2025, 1, 1).toordinal(), date(2025, 12, 31).toordinal())
    )


def test_addresses_keep_what_they_ask_for() -> None:
    query = Query.of("/entries", "act=refuse&actor=A%26B&page=3&empty=")
    assert query.get("actor") == "A&B" and query.get("empty") is None and query.page == 3
    assert query.with_("act", "deny") == "/entries?act=refuse&actor=A%26B&act=deny"
    assert query.without("act", "refuse") == "/entries?actor=A%26B"
    assert query.at(2) == "/entries?act=refuse&actor=A%26B&page=2"
    assert query.twin("csv") == "/entries.csv?act=refuse&actor=A%26B"


def test_numbers_and_days_are_words() -> None:
    assert (count(1, "report"), count(2, "entry", "entries"), times(1), times(3)) == (
        "1 report",
        "2 entries",
        "once",
        "3 times",
    )
    assert (day("2026-03-14"), day(None), day("soon")) == ("14 Mar 2026", "no date", "soon")


def test_where_nothing_fits_the_page_says_what_to_do(found: TestClient) -> None:
    none = found.get("/entries?q=zebra&kind=statement").text
    assert "No entry fits." in none and 'Take a filter off above, or <a href="/entries">see all</a>' in none
    assert "the beginning of a word with *" in found.get("/search?q=zebra").text


def test_a_position_is_there_in_its_exact_words_by_issue_and_party(found: TestClient) -> None:
    rows = found.get("/positions.json").json()["rows"]
    assert [(r["issue"], r["party"]["name"]) for r in rows] == sorted((r["issue"], r["party"]["name"]) for r in rows)
    page = found.get("/positions").text
    for row in rows:
        days = [stand["told"] for stand in row["stands"]]
        assert days == sorted(days)
        for stand in row["stands"]:
            line = found.get(f"{stand['href']}.json").json()["line"]
            assert stand["quote"] == line["quote"] and stand["report"] == line["report"] and stand["did"] == line["did"]
            assert html.escape(stand["quote"], quote=False).replace("'", "&#39;") in page
    moved = next(r for r in rows if r["moved"])
    assert moved["line"].endswith(f"{moved['first']['did']} → {moved['stands'][-1]['did']}")
    # who speaks for a party is named
    spoken = [s["who"] for r in rows if r["party"]["name"] == "Ostrana" for s in r["stands"]]
    assert "Irena Valk" in spoken and "" in spoken
    # in a feed each is told from the others
    ids = re.findall(r"<id>(.*?)</id>", found.get("/positions.atom").text)
    assert len(ids) == len(set(ids)) == len(rows) + 1


def test_a_position_as_of_a_day_has_the_words_until_then(found: TestClient) -> None:
    rows = found.get("/positions.json?as_of=2025-10-21&issue=monitoring").json()["rows"]
    assert [(r["party"]["name"], r["moved"], len(r["stands"])) for r in rows] == [
        ("Highland Front", False, 1), ("Ostrana", False, 1)
    ]  # fmt: skip


def test_a_process_says_what_is_new_where_nothing_changed(found: TestClient) -> None:
    process = found.get("/index.json").json()["processes"][0]
    view, page = found.get(f"{process['href']}.json").json(), found.get(process["href"]).text
    assert view["changes"] == [] and view["new_entries"] == process["new_entries"] > 0
    assert f"{process['new_entries']} new entries</a> since then" in page
    later = found.get(f"{process['href']}?since=2025-11-21").text
    assert "No new entry since then." in later


def test_who_has_several_roles_is_named_once_with_all_of_them(found: TestClient) -> None:
    process = found.get("/index.json").json()["processes"][0]
    roles = [t["role"] for t in process["third_parties"] if t["actor"]["name"] == "Norway"]
    assert len(roles) == 2
    head = found.get(process["href"]).text.partition('<p class="question">')[2].partition("</p>")[0]
    assert head.count("<bdi>Norway</bdi>") == 1 and ", ".join(roles) in head
    for row in found.get("/meetings.json?seats=named").json()["rows"]:
        seats = found.get(row["href"]).text.partition('<ul class="seats">')[2].partition("</ul>")[0]
        names = [seat["actor"]["name"] for seat in row["seats"]]
        assert seats.count("<li>") == len(set(names)), row["href"]


def test_days_are_written_alike_on_a_page(found: TestClient) -> None:
    process = found.get("/index.json").json()["processes"][0]["href"]
    state = found.get(process).text.partition('id="state"')[2].partition("</section>")[0]
    assert "17 Sep 2025</time> · Ostrana, Velmark" in state and "2025-09-17 ·" not in state
    met = found.get("/meetings.json").json()["rows"][0]
    assert met["precision"] == "day" and "(day)" not in found.get(met["href"]).text
    assert "<bdi>20 Oct 2025</bdi>" in found.get("/entries?since=2025-10-20").text
    events = found.get("/timeline.json").json()["rows"]
    assert len(events) > 30 and not any(re.search(rf"[(; ]{e['when']}\)", e["what"]) for e in events)


def test_one_who_meets_is_written_of_as_one(found: TestClient) -> None:
    lines = (
        found.get("/entries.json?kind=meeting").json()["rows"]
        + found.get("/entries.json?kind=meeting&page=2").json()["rows"]
    )
    ahead = {row["who"]: row["did"] for row in lines if "to meet" in row["did"]}
    assert ahead["Ostrana"] == "is to meet" and "are to meet" in ahead.values()
    assert all((did == "are to meet") is (" and " in who) for who, did in ahead.items())


def test_an_empty_list_of_what_follows_leads_to_the_entries(tmp_path: Path) -> None:
    with client(tmp_path / "none.onrecord") as found:
        for name in ("commitments", "silence", "positions", "disagreements", "meetings"):
            assert '<a href="/entries">See all entries</a>' in found.get(f"/{name}").text


def test_silence_leads_to_what_the_texts_say_of_whom_no_line_names(found: TestClient) -> None:
    links = [link for link in Tags(found.get("/silence").text).links() if link.startswith("/search?")]
    assert len(links) == 4
    hits = found.get(twin(next(link for link in links if "statement" in link))).json()["hits"]
    assert hits and all("made no statement" in "".join(text for text, _ in h["pieces"]) for h in hits)


def test_a_report_in_a_list_is_cut_between_words(found: TestClient) -> None:
    for row in found.get("/reports.json").json()["rows"]:
        text = "".join(p["text"] for b in found.get(f"{row['href']}.json").json()["blocks"] for p in b["pieces"])
        assert row["begins"].endswith(" …")
        assert row["begins"].removesuffix(" …").split()[-1] in re.split(r"\s+", text)


def test_numbers_below_a_list_are_words_too(found: TestClient) -> None:
    assert "The one that fits." in found.get("/silence?what=no+answer&q=monitors").text
    assert "Nothing fits now." in found.get("/entries?q=nothingatall").text
