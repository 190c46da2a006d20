"""What people decide and send by forms, and what a record that is read only refuses."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from onrecord.record import open_record
from onrecord.web.uploads import base_name
from tests import makefiles as make
from tests.arrive import BODY
from tests.killers import arm, killer
from tests.web_record import EVIL, EXAMPLE, HERE, Tags, client, example, pages

REPORT = (
    b"GENEVA, 11 September 2025 (Meridian Wire) - Ostrana promised in writing to free 40 prisoners, Pavel Renko said."
)


def post(found: TestClient, address: str, **form: Any) -> Any:
    return found.post(address, data=form, headers=HERE)


def actors(found: TestClient) -> dict[str, str]:
    return {row["name"]: row["id"] for row in found.get("/actors.json").json()["rows"]}


def read(found: TestClient, address: str) -> dict[str, Any]:
    """The outcome of an upload, when it is done."""
    for _ in range(600):
        job: dict[str, Any] = found.get(address + ".json").json()["job"]
        if job["finished"]:
            return job
        time.sleep(0.1)
    raise AssertionError("not read in a minute")


def test_two_names_become_one_actor_and_two_again(tmp_path: Path) -> None:
    with client(example(tmp_path)) as found:
        before = actors(found)
        one, other = before["24 prisoners"], before["prisoners"]
        assert post(found, "/actors/decide", answer="same", one=one, other=other).headers["location"] == "/merge"
        assert len(actors(found)) == len(before) - 1
        made = found.get("/merge.json").json()["decisions"]
        assert (made[0]["action"], made[0]["who"]) == ("same", "Ana")
        gone = next(key for key in (one, other) if key not in actors(found).values())
        assert found.get(f"/actor/{gone}").status_code == 200
        post(found, "/actors/decide", answer="undone", one=one, other=other, who="Ben", note="I was wrong")
        assert actors(found) == before
        assert 'aria-label="Undo: ' not in found.get("/merge").text
        assert [d["action"] for d in found.get("/merge.json").json()["decisions"]] == ["undone", "same"]


def test_no_name_is_chosen_before_a_person_or_the_address_names_it(tmp_path: Path) -> None:
    with client(example(tmp_path)) as found:
        known = actors(found)
        one, other = known["Ostrana"], known["Velmark"]

        def chosen(address: str) -> list[str]:
            tags = Tags(found.get(address).text).tags
            return [a["value"] or "" for tag, a in tags if tag == "option" and ("selected" in a or not a["value"])]

        # the first of a list is what a browser sends where none is selected
        assert chosen("/merge") == ["", ""] and chosen(f"/actor/{one}")[0] == ""
        assert chosen(f"/merge?one={one}&other=Velmark") == ["", one, "", other]
        assert chosen("/merge?one=nobody") == ["", ""]
        answer = post(found, "/actors/decide", answer="same", one="", other="")
        assert answer.status_code == 400 and "Choose two names" in answer.text
        assert len(actors(found)) == len(known)


@pytest.mark.parametrize(
    "form",
    [{"answer": "maybe"}, {"one": "a-0"}, {"other": ""}, {"other": None}, {"note": "x" * 3_000}, {"who": "x" * 300}],
)
def test_what_cannot_be_decided_is_refused_in_words(tmp_path: Path, form: dict[str, str | None]) -> None:
    with client(example(tmp_path)) as found:
        known = actors(found)
        both = {"answer": "same", "one": known["Ostrana"], "other": known["Velmark"]}
        changed = {k: v for k, v in (both | form).items() if v is not None}
        if form == {"other": None}:
            changed["other"] = known["Ostrana"]
        answer = post(found, "/actors/decide", **changed)
        assert answer.status_code == 400 and "Traceback" not in answer.text
        assert found.get("/merge.json").json()["decisions"] == []


def test_a_process_is_renamed_and_the_name_taken_back(tmp_path: Path) -> None:
    with client(example(tmp_path)) as found:
        process = found.get("/index.json").json()["processes"][0]
        moved = post(found, f"{process['href']}/decide", action="rename", other="Ridge talks")
        assert moved.headers["location"] == process["href"]
        assert found.get("/index.json").json()["processes"][0]["name"] == "Ridge talks"
        post(found, f"{process['href']}/decide", action="undone", other=process["id"])
        assert found.get("/index.json").json()["processes"][0]["name"] == process["name"]


def test_reports_are_parted_into_a_process_of_their_own_and_merged_again(tmp_path: Path) -> None:
    with client(example(tmp_path)) as found:
        process = found.get("/index.json").json()["processes"][0]
        chosen = [row["id"] for row in found.get("/reports.json").json()["rows"][:3]]
        post(found, f"{process['href']}/decide", action="split", other="Prisoners", report=chosen)
        named = {p["name"]: p for p in found.get("/index.json").json()["processes"]}
        assert named["Prisoners"]["reports"] == 3 and len(named) == 2
        post(found, f"{named['Prisoners']['href']}/decide", action="merge", other=process["id"])
        assert len(found.get("/index.json").json()["processes"]) == 1


def test_a_report_is_given_to_no_process(tmp_path: Path) -> None:
    with client(example(tmp_path)) as found:
        report = found.get("/reports.json").json()["rows"][0]
        assert post(found, f"{report['href']}/assign", process="").headers["location"] == report["href"]
        assert found.get(f"{report['href']}.json").json()["processes"] == []


@pytest.mark.parametrize(
    "where", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", ""]
)
def test_a_form_leads_to_no_other_site(tmp_path: Path, where: str) -> None:
    with client(example(tmp_path)) as found:
        known = actors(found)
        form = {"answer": "unsure", "one": known["Ostrana"], "other": known["Velmark"], "back": where}
        assert post(found, "/actors/decide", **form).headers["location"] == "/merge"


def test_no_name_or_note_that_a_person_gives_acts_on_a_page(tmp_path: Path) -> None:
    with client(example(tmp_path)) as found:
        known = actors(found)
        form = {"answer": "unsure", "one": known["Ostrana"], "other": known["Velmark"], "who": EVIL[:100], "note": EVIL}
        assert post(found, "/actors/decide", **form).status_code == 303
        process = found.get("/index.json").json()["processes"][0]
        post(found, f"{process['href']}/decide", action="rename", other=EVIL, who=EVIL[:100], note=EVIL)
        for address in (*pages(found), f"/actor/{known['Ostrana']}"):
            page = found.get(address).text
            assert "<script>alert" not in page and "<img" not in page, address
            assert not any(a.startswith("on") for _, attrs in Tags(page).tags for a in attrs)


def test_files_and_a_pasted_text_are_read_and_what_failed_is_named(tmp_path: Path) -> None:
    with client(tmp_path / "new.onrecord") as found:
        files = [
            ("files", ("one.txt", REPORT, "text/plain")),
            ("files", ("../../etc/" + EVIL + ".txt", REPORT.replace(b"40", b"41"), "text/plain")),
            ("files", ("empty.txt", b"", "text/plain")),
            ("files", ("picture.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40, "text/plain")),
        ]
        form = {
            "text": "OSLO, 2 May 2024 - The rebels rejected the ceasefire proposal on Tuesday.",
            "outlet": "Our desk",
        }
        sent = found.post("/upload", files=files, data=form, headers=HERE)
        assert sent.status_code == 303
        job = read(found, sent.headers["location"])
        states = {item["name"][:8]: item["state"] for item in job["items"]}
        assert states["one.txt"] == states["pasted.t"] == "done"
        assert states["empty.tx"] in ("failed", "left out") and states["picture."] in ("failed", "left out")
        assert all(item["why"] for item in job["items"] if item["state"] in ("failed", "left out"))
        for address in (sent.headers["location"], *pages(found)):
            page = found.get(address)
            assert page.status_code == 200 and "<script>alert" not in page.text, address
        assert found.get("/reports.json").json()["total"] == 3
        again = found.post("/upload", files=files[:1], headers=HERE)
        assert read(found, again.headers["location"])["items"][0]["state"] == "already on record"
    with open_record(tmp_path / "new.onrecord", create=False) as record:
        assert all("/etc/" not in name for stored in record.reports() for name in stored.origins)


def test_two_files_of_one_name_are_two_reports(tmp_path: Path) -> None:
    with client(tmp_path / "new.onrecord") as found:
        files = [
            ("files", ("a.txt", REPORT, "text/plain")),
            ("files", ("a.txt", REPORT + b" Nobody signed.", "text/plain")),
        ]
        read(found, found.post("/upload", files=files, headers=HERE).headers["location"])
        assert found.get("/reports.json").json()["total"] == 2


def test_a_reprint_is_named_with_what_it_changes(tmp_path: Path) -> None:
    text = (EXAMPLE / "01.txt").read_bytes()
    other = text.replace(b"(Meridian Wire)", b"(Highland Voice)").replace(b"12 million", b"13 million")
    with client(tmp_path / "new.onrecord") as found:
        files = [("files", ("a.txt", text, "text/plain")), ("files", ("b.txt", other, "text/plain"))]
        read(found, found.post("/upload", files=files, headers=HERE).headers["location"])
        address = found.get("/reports.json").json()["rows"][0]["href"]
        reprint = found.get(f"{address}.json").json()["reprints"][0]
        beside = found.get(f"{address}.json?beside={reprint['id']}").json()["beside"]
        assert any("12 million" in c["here"] + c["there"] for c in beside["changes"]) and beside["alike"] > 3
        page = found.get(f"{address}?beside={reprint['id']}").text
        assert "It counts as one telling" in page and "13 million" in page


def test_the_example_is_read_by_a_button(tmp_path: Path) -> None:
    with client(tmp_path / "new.onrecord") as found:
        sent = found.post("/upload", files={"nothing": b""}, data={"example": "pass"}, headers=HERE)
        job = read(found, sent.headers["location"])
        assert job["done"] == 13 and job["failed"] == 0
        assert found.get("/index.json").json()["processes"][0]["status"]["phase"]


def test_an_empty_form_sends_nothing(tmp_path: Path) -> None:
    with client(tmp_path / "new.onrecord") as found:
        assert found.post("/upload", data={"text": "  "}, headers=HERE).status_code == 400
        many = [("files", (f"{n}.txt", b"x", "text/plain")) for n in range(501)]
        assert found.post("/upload", files=many, headers=HERE).status_code == 400
        assert found.post("/upload", data={"text": "x", "published": EVIL}, headers=HERE).status_code == 400
        assert found.get("/reports.json").json()["total"] == 0


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\talks\\a.txt", "a.txt"),
        ("..", "report.txt"),
        ("a\r\nb", "ab"),
        ("", "report.txt"),
    ],
)
def test_the_name_of_a_file_has_no_folders(given: str, kept: str) -> None:
    assert base_name(given) == kept


def test_a_record_that_is_read_only_takes_nothing(tmp_path: Path) -> None:
    path = example(tmp_path)
    before = path.read_bytes()
    with client(path, read_only=True) as found:
        known = actors(found)
        process = found.get("/index.json").json()["processes"][0]["href"]
        report = found.get("/reports.json").json()["rows"][0]["href"]
        for address, form in (
            ("/actors/decide", {"answer": "same", "one": known["Ostrana"], "other": known["Velmark"]}),
            (f"{process}/decide", {"action": "rename", "other": "x"}),
            (f"{report}/assign", {"process": ""}),
            ("/upload", {"text": "x", "example": "pass"}),
            ("/review", {"entry": found.get("/entries.json").json()["rows"][0]["id"], "action": "accept"}),
            (f"{report}/add", {"words": "Oslo", "kind": "action", "act": "attack"}),
        ):
            assert post(found, address, **form).status_code == 403, address
        for address in pages(found):
            page = found.get(address)
            assert page.status_code == 200 and 'method="post"' not in page.text, address
    assert path.read_bytes() == before


def test_a_file_that_kills_what_decodes_it_costs_no_page_and_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arm(monkeypatch, tmp_path / "first")
    files = [
        ("files", ("bad.pdf", killer("SEGV"), "application/pdf")),
        ("files", ("good.pdf", make.pdf([make.column(BODY)]), "application/pdf")),
    ]
    with client(tmp_path / "new.onrecord") as found:
        job = read(found, found.post("/upload", files=files, headers=HERE).headers["location"])
        assert [(i["name"], i["state"]) for i in job["items"]] == [("bad.pdf", "failed"), ("good.pdf", "done")]
        assert "crashed (segmentation fault)" in job["items"][0]["why"] and "quarantine" in job["items"][0]["hint"]
        again = read(found, found.post("/upload", files=files, headers=HERE).headers["location"])
        assert [i["state"] for i in again["items"]] == ["left out", "already on record"]
        assert "in quarantine since" in again["items"][0]["why"]


def test_a_file_with_many_reports_is_taken_apart_and_each_is_named(tmp_path: Path) -> None:
    data = make.packed({"a.txt": REPORT, "day/b.pdf": make.pdf([make.column(BODY)]), "c.txt": b"", "d.png": b"\x89PNG"})
    with client(tmp_path / "new.onrecord") as found:
        files = [("files", ("press.zip", data, "application/zip"))]
        job = read(found, found.post("/upload", files=files, headers=HERE).headers["location"])
        states = {item["name"]: item["state"] for item in job["items"]}
        assert states["press.zip"] == states["a.txt"] == states["day/b.pdf"] == "done"
        assert "2 done" in job["items"][0]["why"] and states["c.txt"] in ("failed", "left out")
        assert found.get("/reports.json").json()["total"] == 2
        assert all(found.get(item["href"]).status_code == 200 for item in job["items"] if item["href"])


def test_a_decision_on_a_pair_that_is_suggested_has_a_note_which_is_shown_where_decisions_are(tmp_path: Path) -> None:
    with client(example(tmp_path)) as found:
        page = found.get("/merge").text
        form = page.partition('class="beside"')[2].partition("</form>")[0]
        named = {a["name"]: a.get("value") for tag, a in Tags(form).tags if tag in ("input", "button") and "name" in a}
        assert {"one", "other", "note", "who", "answer"} == named.keys() and "Why" in Tags(form).words
        pair = {"one": str(named["one"]), "other": str(named["other"])}
        assert (
            post(found, "/actors/decide", **pair, answer="unsure", note="counted twice?", who="Ben").status_code == 303
        )
        (decided,) = found.get("/merge.json").json()["decisions"]
        assert (decided["note"], decided["who"]) == ("counted twice?", "Ben")
        for address in ("/merge", f"/actor/{pair['one']}"):
            assert "<td><bdi>counted twice?</bdi></td>" in found.get(address).text


def test_a_correction_of_a_process_has_a_note_too(tmp_path: Path) -> None:
    with client(example(tmp_path)) as found:
        process = found.get("/index.json").json()["processes"][0]["href"]
        assert found.get(process).text.count('name="note"') == 2
        post(found, f"{process}/decide", action="rename", other="The pass", note="as the envoys call it")
        assert "<td><bdi>as the envoys call it</bdi></td>" in found.get(process).text


def test_what_was_decided_of_a_process_is_told_by_names(tmp_path: Path) -> None:
    with client(example(tmp_path)) as found:
        process = found.get("/index.json").json()["processes"][0]
        row = found.get("/reports.json").json()["rows"][0]
        post(found, f"{process['href']}/decide", action="split", other="Elsewhere", report=[row["id"]])
        part = next(p for p in found.get("/index.json").json()["processes"] if p["name"] == "Elsewhere")
        decided = found.get(f"{part['href']}.json").json()["decisions"]
        assert {(d["action"], d["one_name"], d["other_name"]) for d in decided} == {
            ("assign", row["title"], "Elsewhere"), ("rename", "Elsewhere", "Elsewhere")
        }  # fmt: skip
        assert f'<a href="{row["href"]}"><bdi>{row["title"]}</bdi></a>' in found.get(part["href"]).text


def test_the_page_of_an_entry_decides_with_a_note_and_a_name(tmp_path: Path) -> None:
    with client(example(tmp_path)) as found:
        href = found.get("/entries.json").json()["rows"][0]["href"]
        form = found.get(href).text.partition('class="beside"')[2].partition("</form>")[0]
        assert {"note", "who", "seen", "back"} <= {a.get("name") for _, a in Tags(form).tags}
