"""Reports in tables and JSON: which column is what, how a row is named, and what of broken ones is told."""

from __future__ import annotations

import csv
import datetime
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from onrecord.run import Given, look_many
from tests.arrive import BODY, OTHER, failures, look, report, reports, short, written

HEADER = ("ID", "Headline", "Publication Date", "Source", "Body", "Link")
ROWS = (
    ("7", "Talks resume", "17 March 2026", "Meridian Wire", BODY, "https://wire.example/7"),
    ("8", "Envoy leaves", "2026-03-18T10:00:00Z", "Border Desk", f"<p>{OTHER}</p>", "https://desk.example/8"),
)
WANTED = [("Talks resume", "2026-03-17", "Meridian Wire"), ("Envoy leaves", "2026-03-18", "Border Desk")]


def as_csv(rows: Sequence[Sequence[str]], delimiter: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()


def as_xlsx(rows: Sequence[Sequence[Any]]) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(list(row))
    book.create_sheet("notes").append(["nothing"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_parquet(rows: Sequence[dict[str, Any]]) -> bytes:
    import pyarrow
    from pyarrow import parquet

    out = io.BytesIO()
    parquet.write_table(pyarrow.Table.from_pylist(list(rows)), out)
    return out.getvalue()


OBJECTS = [dict(zip(HEADER, row, strict=True)) for row in ROWS]


@pytest.mark.parametrize(
    "data",
    [
        as_csv([HEADER, *ROWS]),
        "\ufeff" + as_csv([HEADER, *ROWS], ";"),
        as_csv([HEADER, *ROWS], "\t").encode("utf-16"),
        as_xlsx([HEADER, *ROWS]),
        as_parquet(OBJECTS),
        json.dumps(OBJECTS),
        "\n".join(json.dumps(o) for o in OBJECTS),
        json.dumps({"status": "ok", "totalResults": 2, "articles": OBJECTS}),
        json.dumps({"hits": {"total": 2, "hits": [{"_id": o["ID"], "_source": o} for o in OBJECTS]}}),
    ],
)
def test_rows_are_reports_with_title_day_and_outlet_whatever_the_table(data: str | bytes, tmp_path: Path) -> None:
    path = written(tmp_path, "table", data)
    found = reports(path)
    assert [short(r) for r in found] == WANTED
    assert [r.text for r in found] == [BODY, OTHER]
    assert [r.original.name for r in found] in ([f"{path}!7", f"{path}!8"], [f"{path}!Sheet/7", f"{path}!Sheet/8"])
    assert [r.original.position for r in found] == [1, 2]
    assert found[0].url and found[0].url.value == "https://wire.example/7"


def test_authors_and_the_day_of_the_last_update_are_kept(tmp_path: Path) -> None:
    crawled = {
        "maintext": BODY, "title": "Talks end", "date_publish": "2026-03-17 09:00:00", "date_modify": "2026-03-18 10:00:00",
        "authors": ["Ana Writer", "Ben Reader"], "source_domain": "wire.example",
    }  # fmt: skip
    found = report(written(tmp_path, "a.jsonl", json.dumps(crawled)))
    assert found.author and found.author.value == "Ana Writer, Ben Reader"
    assert found.updated and found.updated.value == "2026-03-18"
    header = ("Author", "Title", "Date", "Date Added", "Date Modified", "Abstract Note")
    row = ("Writer, Ana", "Talks end", "2026-03-17", "2026-05-01", "2026-05-02", BODY)
    found = report(written(tmp_path, "library.csv", as_csv([header, row])))
    assert found.author and found.author.value == "Writer, Ana" and found.updated is None


def test_what_was_guessed_is_told_and_can_be_set(tmp_path: Path) -> None:
    path = written(tmp_path, "t.csv", as_csv([("when", "a", "b"), ("2026-03-17", BODY, OTHER)]))
    told: list[str] = []
    list(
        look_many(
            [str(path)], given=Given(columns={"text": "b", "published": "when"}), tell=lambda _, w: told.append(w)
        )
    )
    assert told == ["text=b, published=when; not used: a"]
    (found,) = reports(path, {"text": "b", "published": "when"})
    assert found.text == OTHER and short(found)[1] == "2026-03-17"
    assert found.published and found.published.basis == "column when"


def test_a_column_that_is_not_there_is_named_with_those_that_are(tmp_path: Path) -> None:
    path = written(tmp_path, "t.csv", as_csv([HEADER, *ROWS]))
    (failed,) = look(path, {"text": "Boddy"})
    assert "no column Boddy" in str(failed) and "Headline" in str(failed)


def test_the_longest_column_is_the_text_where_no_name_tells(tmp_path: Path) -> None:
    found = report(written(tmp_path, "t.csv", as_csv([("x", "y", "description"), ("1", BODY, "short")])))
    assert found.text == BODY


def test_a_table_without_text_is_named_with_its_columns(tmp_path: Path) -> None:
    (failed,) = failures(written(tmp_path, "t.csv", "year,count\n2020,3\n"))
    assert "year, count" in failed.why and "--map" in failed.hint


def test_rows_keep_their_names_when_rows_are_added_above(tmp_path: Path) -> None:
    path = written(tmp_path, "t.csv", as_csv([("text",), (BODY,)]))
    before = report(path).original
    written(tmp_path, "t.csv", as_csv([("text",), (OTHER,), (BODY,)]))
    after = reports(path)[1].original
    assert (before.name, before.sha256) == (after.name, after.sha256) and after.position == 2


def test_one_id_twice_is_two_reports(tmp_path: Path) -> None:
    found = reports(written(tmp_path, "t.csv", as_csv([("id", "text"), ("1", BODY), ("1", OTHER)])))
    assert [r.original.name.split("!")[1] for r in found] == ["1", "1#2"]


def test_another_day_in_the_table_is_another_arrival(tmp_path: Path) -> None:
    one, two = (
        report(written(tmp_path, "t.csv", as_csv([("id", "text", "date"), ("1", BODY, day)]))).original.sha256
        for day in ("2026-03-17", "2026-03-18")
    )
    assert one != two


def test_broken_rows_are_named_and_the_others_read(tmp_path: Path) -> None:
    good = as_csv([("id", "title", "text"), ("1", "One", BODY)])
    path = written(tmp_path, "t.csv", good + '2,Two,"a",b,c\n' + as_csv([("3", "Three", OTHER)]))
    assert [f.name.split("!")[1] for f in failures(path)] == ["row 2"]
    lines = "".join(f"{n},A title,{OTHER}\n".replace(", ", "; ") for n in range(9))
    swallowed = written(tmp_path, "u.csv", good + '2,Two,"never closed\n' + lines)
    assert "not closed" in failures(swallowed)[0].why


def test_a_broken_line_of_json_is_named_and_the_others_read(tmp_path: Path) -> None:
    path = written(
        tmp_path, "t", f'{json.dumps({"text": BODY})}\n{{"text": "cut o\n[1]\n{json.dumps({"text": OTHER})}\n'
    )
    assert [f.name.split("!")[1] for f in failures(path)] == ["line 2", "line 3"]
    assert len(look(path)) == 4


def test_settings_in_a_folder_are_no_reports_and_named_alone_are_a_failure(tmp_path: Path) -> None:
    path = written(tmp_path, "in/package.json", '{"name": "x", "version": "1"}')
    assert failures(path.parent)[0].aside
    assert not failures(path)[0].aside


def test_a_json_feed_has_its_outlet(tmp_path: Path) -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Border Desk",
        "items": [{"id": "a", "content_html": f"<p>{BODY}</p>", "date_published": "2026-03-17T09:00:00Z"}],
    }
    assert short(report(written(tmp_path, "f", json.dumps(feed))))[1:] == ("2026-03-17", "Border Desk")


def test_days_in_a_workbook_are_days_and_formulas_are_their_values(tmp_path: Path) -> None:
    rows = [("text", "date", "title"), (BODY, datetime.datetime(2026, 3, 17, 9), "=HYPERLINK(1)")]
    assert short(report(written(tmp_path, "t", as_xlsx(rows))))[1] == "2026-03-17"


def test_an_article_with_commas_is_no_table(tmp_path: Path) -> None:
    text = "Title, date, text and body of the agreement\n\n" + BODY
    assert report(written(tmp_path, "a.txt", text)).text == text


def test_ten_thousand_columns_are_refused(tmp_path: Path) -> None:
    (failed,) = failures(written(tmp_path, "t.csv", ",".join(f"c{n}" for n in range(10_000)) + "\n1\n"))
    assert "10,000 columns" in failed.why
