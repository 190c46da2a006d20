"""Review: one line after the other, the most valuable first; what a person decides counts at once, and nothing is lost."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from onrecord.model.decision import Action, Verdict
from onrecord.record import open_record
from onrecord.record.shelved import Shelved
from onrecord.web.agreement import kappa
from onrecord.web.views.source import Source
from tests.test_web_forms import post
from tests.web_record import EVIL, Tags, client, example, pages


def line_of(found: TestClient, **asked: str) -> dict[str, Any]:
    view: dict[str, Any] = found.get("/review.json", params=asked).json()["line"]
    return view


def judge(found: TestClient, line: dict[str, Any], action: str, **other: str) -> Any:
    return post(found, "/review", entry=line["id"], seen=str(line["seen"]), action=action, **other)


def test_what_waits_is_in_the_order_of_its_value_and_says_why(tmp_path: Path) -> None:
    with client(example(tmp_path)) as found:
        first = found.get("/review.json").json()
        assert first["waiting"] == found.get("/entries.json").json()["total"]
        assert first["reasons"] and first["line"]["decided"] is None
        last = found.get("/review.json", params={"at": "100000"}).json()
        assert last["line"]["id"] != first["line"]["id"] and last["skip"] is None
        seen = found.get(first["skip"].replace("/review", "/review.json")).json()
        assert seen["at"] == 1 and seen["back"].startswith("/review?at=0")


def test_accepted_is_what_a_person_accepted_everywhere(tmp_path: Path) -> None:
    with client(example(tmp_path)) as found:
        line = line_of(found)
        assert judge(found, line, "accept", note="read twice").status_code == 303
        now = found.get("/review.json").json()
        assert now["line"]["id"] != line["id"] and now["waiting"] == found.get("/entries.json").json()["total"] - 1
        assert [(v["action"], v["who"], v["note"]) for v in now["latest"]] == [("accept", "Ana", "read twice")]
        shown = found.get(f"{line['href']}.json").json()
        assert shown["decided"] == "accepted" and shown["line"]["standing"] == "accepted"
        assert found.get("/entries.json?review=accepted").json()["total"] == 1
        assert '<span class="mark accepted">' in found.get("/entries?review=accepted").text


def test_rejected_counts_nowhere_can_be_looked_at_and_taken_back(tmp_path: Path) -> None:
    with client(example(tmp_path)) as found:
        line, before = line_of(found), found.get("/entries.json").json()["total"]
        judge(found, line, "reject")
        assert found.get("/entries.json").json()["total"] == before - 1
        assert "counts nowhere" in found.get(line["href"]).text
        again = line_of(found, entry=line["id"])
        assert again["decided"] == "rejected" and again["counts"] is False
        judge(found, again, "undone")
        assert found.get("/entries.json").json()["total"] == before
        assert found.get(f"{line['href']}.json").json()["decided"] is None


def test_what_was_undone_is_not_offered_to_be_undone_again(tmp_path: Path) -> None:
    with client(example(tmp_path)) as found:
        line = line_of(found)

        def offered() -> tuple[int, bool]:
            return found.get("/review").text.count('aria-label="Undo: '), "Undo mine" in found.get(line["href"]).text

        assert offered() == (0, False)
        judge(found, line, "accept")
        assert offered() == (1, True)
        judge(found, line_of(found, entry=line["id"]), "undone")
        assert offered() == (0, False)
        judge(found, line_of(found, entry=line["id"]), "accept", who="Ben")
        # the word of another is not mine
        assert 'value="Ana"' in found.get("/review", params={"who": "Ana"}).text
        assert offered() == (1, False)


def test_what_was_taken_back_or_decided_anew_counts_once_or_not_at_all_for_its_reviewer(tmp_path: Path) -> None:
    with client(example(tmp_path)) as found:
        one, other = (row["id"] for row in found.get("/entries.json?kind=statement").json()["rows"][:2])

        def people() -> list[tuple[str, int, int]]:
            return [tuple(p.values()) for p in found.get("/review.json").json()["reviewers"]["people"]]

        for entry, action in ((one, "accept"), (other, "accept"), (other, "reject")):
            judge(found, line_of(found, entry=entry), action)
        judge(found, line_of(found, entry=one), "unsure", who="Ben")
        assert people() == [("Ana", 2, 0), ("Ben", 1, 0)]
        judge(found, line_of(found, entry=other), "undone", who="Ana")
        judge(found, line_of(found, entry=one), "undone", who="Ben")
        assert people() == [("Ana", 1, 1), ("Ben", 0, 1)]
        page = " ".join(Tags(found.get("/review").text).words.split())
        assert "Ana 1 line, taken back once" in page and "Ben 0 lines, taken back once" in page
        assert page.count("(stands no more)") == 3
        judge(found, line_of(found, entry=other), "accept", who="Ana")
        assert people()[0] == ("Ana", 2, 1)


def test_as_many_lines_wait_on_home_as_in_review(tmp_path: Path) -> None:
    with client(example(tmp_path)) as found:
        for action in ("accept", "reject", "unsure", "accept"):
            judge(found, line_of(found), action)
        waiting = found.get("/review.json").json()["waiting"]
        assert found.get("/index.json").json()["to_review"] == waiting
        judge(found, found.get("/review.json").json()["line"], "accept")
        assert (
            found.get("/index.json").json()["to_review"] == found.get("/review.json").json()["waiting"] == waiting - 1
        )


def test_amend_and_accept_is_one_act(tmp_path: Path) -> None:
    with client(example(tmp_path)) as found:
        verbal = found.get("/entries.json?form=verbal&kind=statement").json()["rows"][0]["id"]
        line = line_of(found, entry=verbal)
        sentence = "".join(piece["text"] for piece in line["sentences"][0])
        words = sentence.split(",")[0].strip()
        slots = {"form": "written", "actors": "Ostrana; Norway", "speakers": "Pavel Renko", "condition": "if it snows",
                 "words": words, "flags": "1", "negated": "1"}  # fmt: skip
        assert judge(found, line, "amend", **slots).status_code == 303
        now = line_of(found, entry=verbal)
        assert now["decided"] == "amended" and now["standing"] == "accepted"
        assert now["slots"]["form"] == "written" and now["slots"]["actors"] == "Ostrana; Norway"
        assert now["slots"]["words"] == words and now["slots"]["negated"] is True and now["slots"]["future"] is False
        assert now["slots"]["condition"] == "if it snows"


@pytest.mark.parametrize(
    "slots",
    [{"words": "what no report says"}, {"act": "sing"}, {"act": "attack"}, {"form": "sung"}, {"content": "x" * 3_000}],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(tmp_path: Path, slots: dict[str, str]) -> None:
    with client(example(tmp_path)) as found:
        line = line_of(found, entry=found.get("/entries.json?kind=statement").json()["rows"][0]["id"])
        assert judge(found, line, "amend", **slots).status_code == 400
        assert judge(found, line, "bless").status_code == 400
        assert found.get("/review.json").json()["latest"] == []


def test_a_line_that_says_two_things_becomes_two(tmp_path: Path) -> None:
    with client(example(tmp_path)) as found:
        line = line_of(found, entry=found.get("/entries.json?kind=statement").json()["rows"][0]["id"])
        form = {"like": line["id"], "words": line["slots"]["words"], "act": "warn", "actors": "Velmark", "who": "Ben"}
        made = post(found, f"{line['report']['href']}/add", **form)
        assert made.status_code == 303
        added = found.get(f"{made.headers['location']}.json").json()
        assert added["decided"] == "added" and added["entry"]["act"] == "warn" and added["line"]["who"] == "Velmark"
        assert post(found, f"{line['report']['href']}/add", **form).status_code == 409
        assert found.get(line["href"]).status_code == 200


def test_a_line_that_the_reader_missed_is_added_on_its_words(tmp_path: Path) -> None:
    with client(example(tmp_path)) as found:
        hit = found.get("/search.json", params={"q": '"Sorna Pass"'}).json()["hits"][0]["report"]["href"]
        form = {"words": "Sorna Pass", "kind": "action", "act": "restrict", "actors": "Velmark"}
        made = post(found, f"{hit}/add", **form).headers["location"]
        view = found.get(f"{made}.json").json()
        assert view["entry"]["evidence"][0]["text"] == "Sorna Pass" and view["line"]["standing"] == "accepted"
        for wrong in ({"words": ""}, {"kind": "song"}, {"act": ""}, {"words": "no such words"}):
            assert post(found, f"{hit}/add", **(form | wrong)).status_code == 400, wrong


def test_the_later_of_two_tabs_is_told_and_nothing_is_lost(tmp_path: Path) -> None:
    with client(example(tmp_path)) as found:
        line = line_of(found)
        judge(found, line, "accept", who="Ben")
        late = judge(found, line, "reject", who="Ana")
        assert late.status_code == 409 and "Ben decided on this line meanwhile: accept" in late.text
        assert line_of(found, entry=line["id"])["decided"] == "accepted"
        judge(found, line_of(found, entry=line["id"]), "reject", who="Ana")
        assert line_of(found, entry=line["id"])["decided"] == "disputed"


def test_where_reviewers_disagree_a_third_decides(tmp_path: Path) -> None:
    with client(example(tmp_path)) as found:
        line = line_of(found, at="40")
        for who, action in (("Ana", "accept"), ("Ben", "reject")):
            judge(found, line_of(found, entry=line["id"]), action, who=who)
        asked = found.get("/review.json", params={"who": "Cleo"}).json()
        assert asked["line"]["id"] == line["id"] and any("a third decides" in why for why in asked["reasons"])
        assert found.get("/review.json", params={"who": "Ana"}).json()["line"]["id"] != line["id"]
        assert asked["reviewers"]["pairs"] == [{"one": "Ana", "other": "Ben", "lines": 1, "kappa": 0.0}]
        judge(found, line_of(found, entry=line["id"]), "accept", who="Cleo")
        assert line_of(found, entry=line["id"])["decided"] == "accepted"


def test_kappa_is_agreement_beyond_chance() -> None:
    assert kappa([(True, True), (False, False)]) == 1.0
    assert kappa([(True, False), (False, True)]) == -1.0
    assert kappa([(True, True)]) is None


def test_nothing_typed_in_a_review_acts_on_a_page(tmp_path: Path) -> None:
    with client(example(tmp_path)) as found:
        line = line_of(found)
        slots = dict.fromkeys(
            ("actors", "addressees", "speakers", "content", "condition", "deadline", "place", "note"), EVIL
        )
        asked = judge(found, line, "amend", **slots, who=EVIL[:100])
        assert asked.status_code == 422 and "<script>alert" not in asked.text and "<img" not in asked.text
        assert not any(a.startswith("on") for _, attrs in Tags(asked.text).tags for a in attrs)
        assert judge(found, line, "amend", **slots, who=EVIL[:100], as_typed="1").status_code == 303
        for address in (*pages(found), line["href"], line["report"]["href"], f"/review?entry={line['id']}"):
            page = found.get(address).text
            assert "<script>alert" not in page and "<img" not in page, address
            assert not any(a.startswith("on") for _, attrs in Tags(page).tags for a in attrs)


def test_how_many_wait_is_told_by_what_is_decided_and_stays_true(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = example(tmp_path)
    whole: list[str] = []
    count = Shelved.count_open

    def counting(own: Shelved, *, process: str | None = None, report: str | None = None) -> int:
        whole.extend(["counted"] if report is None and process is None else [])
        return count(own, process=process, report=report)

    source = Source(path, who="Ana")
    with open_record(path) as record, contextlib.closing(source):
        lines = [line.entry for line in record.lines()][:4]
        total = source.count_waiting("Ana", None)
        monkeypatch.setattr(Shelved, "count_open", counting)
        for line, action in zip(lines, (Action.ACCEPT, Action.REJECT, Action.UNSURE, Action.ACCEPT), strict=True):
            source.judge(Verdict(action, line, "Ana"), None)
        assert source.count_waiting("Ana", None) == total - 4
        # who is unsure leaves the line to others
        assert source.count_waiting("Ben", None) == total - 3
        source.judge(Verdict(Action.UNDONE, lines[1], "Ana"), None)
        assert source.count_waiting("Ben", None) == total - 2 and not whole
        # what is decided past this server is counted anew
        record.judge(Verdict(Action.ACCEPT, lines[2], "Ben"))
        assert source.count_waiting("Ben", None) == total - 3 and whole == ["counted"]


def test_where_a_name_is_typed_those_in_the_report_and_the_parties_are_offered(tmp_path: Path) -> None:
    with client(example(tmp_path)) as found:
        line = line_of(found)
        parties = {p["name"] for p in found.get("/index.json").json()["processes"][0]["parties"]}
        assert parties <= set(line["known_names"]) and len(set(line["known_names"])) == len(line["known_names"])
        report = line["report"]["href"]
        for address in (f"/review?entry={line['id']}", f"{report}/add", f"{report}/add?like={line['id']}"):
            tags = Tags(found.get(address).text).tags
            fields = {attrs["name"] for tag, attrs in tags if tag == "input" and attrs.get("list") == "known-names"}
            assert fields == {"actors", "addressees", "speakers"}, address
            assert sum(tag == "datalist" and attrs.get("id") == "known-names" for tag, attrs in tags) == 1
            offered = {attrs.get("value") for tag, attrs in tags if tag == "option"}
            assert parties <= offered


def test_the_name_that_was_given_once_is_used_by_every_form(tmp_path: Path) -> None:
    with client(example(tmp_path)) as found:
        line = line_of(found)
        led = judge(found, line, "accept", who="Lene Ås", back="/review?who=Ana&at=2#line")
        assert led.headers["location"] == "/review?at=2&who=Lene+%C3%85s#line"
        assert found.get("/review.json").json()["who"] == "Lene Ås"
        assert 'value="Lene Ås"' in found.get("/merge").text
        other = line_of(found)
        assert judge(found, other, "reject").status_code == 303
        latest = found.get("/review.json").json()["latest"]
        assert [v["who"] for v in latest[:2]] == ["Lene Ås", "Lene Ås"]
        # whoever takes back what another decided does not go on under his name
        judge(found, line_of(found, entry=other["id"]), "undone", who="Ben")
        assert found.get("/review.json").json()["who"] == "Lene Ås"
        assert found.get("/review.json", params={"who": "Cleo"}).json()["who"] == "Cleo"


def test_an_amendment_says_what_was_and_what_is_now(tmp_path: Path) -> None:
    with client(example(tmp_path)) as found:
        line = line_of(found)
        judge(
            found, line, "amend", **{**{k: str(v) for k, v in line["slots"].items() if v}, "place": "Dorn"}, who="Ben"
        )
        (verdict,) = found.get(f"/entry/{line['id']}.json").json()["verdicts"]
        assert verdict["who"] == "Ben" and {"slot": "place", "was": "", "now": "Dorn"} in verdict["changed"]
        page = found.get(f"/entry/{line['id']}").text
        assert "<bdi>nothing</bdi> → <bdi>Dorn</bdi>" in page
        # Ben, whom the browser remembers, may take it back
        assert found.get(f"/entry/{line['id']}.json").json()["mine"]


def test_who_is_looked_for_in_a_list_is_not_who_decides(tmp_path: Path) -> None:
    with client(example(tmp_path)) as found:
        assert found.get("/meetings", params={"who": "Ostrana"}).status_code == 200
        assert found.get("/review.json").json()["who"] == "Ana"


def amend_form(page: str) -> dict[str, str]:
    """What the form to amend would send as it stands on a page."""
    inside = page.partition('id="amend"')[2].partition("</form>")[0]
    fields: dict[str, str] = {}
    for tag, attrs in Tags(inside).tags:
        if tag == "input" and (attrs.get("type") != "checkbox" or "checked" in attrs):
            fields[str(attrs["name"])] = attrs.get("value") or ""
    return fields


def test_a_name_that_nobody_goes_by_is_asked_about_and_nothing_typed_is_lost(tmp_path: Path) -> None:
    with client(example(tmp_path)) as found:
        line = line_of(found, entry=found.get("/entries.json?form=verbal&kind=statement").json()["rows"][0]["id"])
        typed = {"actors": "Ostrana; Pavel Renkoo", "place": "Dorn", "flags": "1", "future": "1", "note": "as he said",
                 "who": "Ben", "words": line["slots"]["words"], "back": "/review?at=3#line"}  # fmt: skip
        asked = judge(found, line, "amend", **typed)
        assert asked.status_code == 422 and found.get("/review.json").json()["latest"] == []
        assert "Nobody on record is called “<bdi>Pavel Renkoo</bdi>”" in asked.text and "Save as typed" in asked.text
        again = amend_form(asked.text)
        assert {k: again[k] for k in typed if k in again and k != "words"} == {
            k: v for k, v in typed.items() if k != "words"
        }
        assert again["action"] == "amend" and again["seen"] == str(line["seen"]) and "negated" not in again
        assert again["unknown-0"] == "Pavel Renkoo" and '<button name="meant-0" value="Pavel Renko"' in asked.text
        # whoever meant the nearest presses its button; the rest stands as typed
        done = post(found, "/review", **again, **{"meant-0": "Pavel Renko"})
        assert done.status_code == 303 and done.headers["location"] == "/review?at=3#line"
        now = line_of(found, entry=line["id"])["slots"]
        assert (now["actors"], now["place"], now["future"]) == ("Ostrana; Pavel Renko", "Dorn", True)
        assert [(v["who"], v["note"]) for v in found.get("/review.json").json()["latest"]] == [("Ben", "as he said")]


def test_a_name_nobody_goes_by_is_saved_as_typed_and_is_known_from_then_on(tmp_path: Path) -> None:
    with client(example(tmp_path)) as found:
        rows = found.get("/entries.json?kind=statement").json()["rows"]
        line = line_of(found, entry=rows[0]["id"])
        asked = judge(found, line, "amend", speakers="Zoltan Quist")
        assert asked.status_code == 422 and "Did you mean" not in asked.text
        assert judge(found, line, "amend", speakers="Zoltan Quist", as_typed="1").status_code == 303
        assert line_of(found, entry=line["id"])["slots"]["speakers"] == "Zoltan Quist"
        found.get("/actors")
        other = line_of(found, entry=next(r["id"] for r in rows if r["report"] != rows[0]["report"]))
        assert judge(found, other, "amend", speakers="Zoltan Quist").status_code == 303


def test_names_that_the_record_or_the_report_has_are_not_asked_about(tmp_path: Path) -> None:
    with client(example(tmp_path)) as found:
        line = line_of(found, entry=found.get("/entries.json?kind=statement").json()["rows"][0]["id"])
        text = found.get(f"{line['report']['href']}.json").json()["blocks"]
        named = "".join(piece["text"] for block in text for piece in block["pieces"]).split(".")[-2].split()[-1]
        for name in ("ostrana", "the Highland Front", "Front", named):
            assert judge(found, line, "amend", actors=name).status_code == 303, name
            line = line_of(found, entry=line["id"])
        # a part of a word of the report is no name of it
        assert judge(found, line, "amend", actors=named[:-1]).status_code == 422


def test_whoever_decided_meanwhile_is_not_written_over_by_a_form_that_came_back(tmp_path: Path) -> None:
    with client(example(tmp_path)) as found:
        line = line_of(found, entry=found.get("/entries.json?kind=statement").json()["rows"][0]["id"])
        again = amend_form(judge(found, line, "amend", actors="Zoltan Quist").text)
        judge(found, line, "reject", who="Ben")
        assert post(found, "/review", **again, as_typed="1").status_code == 409


def test_a_line_that_is_added_is_asked_about_its_names_too(tmp_path: Path) -> None:
    with client(example(tmp_path)) as found:
        row = found.get("/entries.json?kind=statement").json()["rows"][0]
        form = {"kind": "statement", "act": "claim", "actors": "Zoltan Quist", "place": "Dorn", "flags": "1",
                "negated": "1", "words": row["quote"].split(" … ")[0], "note": "seen there"}  # fmt: skip
        asked = post(found, f"{row['report']['href']}/add", **form)
        assert asked.status_code == 422
        fields = {
            str(a["name"]): a.get("value") for tag, a in Tags(asked.text).tags if tag == "input" and a.get("name")
        }
        assert fields["actors"] == "Zoltan Quist" and fields["place"] == "Dorn" and fields["note"] == "seen there"
        assert form["words"] in asked.text and '<option value="claim" selected>' in asked.text
        assert post(found, f"{row['report']['href']}/add", **form, as_typed="1").status_code == 303


def test_an_amendment_is_compared_with_what_stood_when_it_was_made(tmp_path: Path) -> None:
    with client(example(tmp_path)) as found:
        row = found.get("/entries.json?form=verbal&kind=statement").json()["rows"][0]
        before = line_of(found, entry=row["id"])["slots"]["place"]

        def decide(action: str, **slots: str) -> list[dict[str, str]]:
            assert judge(found, line_of(found, entry=row["id"]), action, **slots).status_code == 303
            changed: list[dict[str, str]] = found.get(f"{row['href']}.json").json()["verdicts"][-1]["changed"]
            return [c for c in changed if c["slot"] == "place"]

        assert decide("amend", place="Dorn") == [{"slot": "place", "was": before, "now": "Dorn"}]
        assert decide("undone") == [{"slot": "place", "was": "Dorn", "now": before}]
        # the same again, and something else after it was undone: what was undone did not stand
        assert decide("amend", place="Dorn") == [{"slot": "place", "was": before, "now": "Dorn"}]
        assert decide("amend", place="Keth") == [{"slot": "place", "was": "Dorn", "now": "Keth"}]
        decide("undone")
        assert decide("amend", place="Sorna") == [{"slot": "place", "was": before, "now": "Sorna"}]
        assert f"{before or 'nothing'}</bdi> → <bdi>Sorna" in found.get(f"/review?entry={row['id']}").text


def test_a_line_added_by_hand_is_said_to_be_a_persons_and_taken_back_is_no_suggestion(tmp_path: Path) -> None:
    with client(example(tmp_path)) as found:
        row = found.get("/entries.json?kind=statement").json()["rows"][0]
        form = {"like": row["id"], "words": row["quote"].split(" … ")[0], "act": "warn", "actors": "Velmark"}
        made = post(found, f"{row['report']['href']}/add", **form).headers["location"]
        view = found.get(f"{made}.json").json()
        assert view["why"] == ["Put on record by a person; no reader suggested it."]
        assert "codebook" not in found.get(made).text
        judge(found, line_of(found, entry=view["line"]["id"]), "undone")
        page = found.get(made).text
        assert found.get(f"{made}.json").json()["line"]["standing"] == "taken back"
        head = page.partition("<main")[2].partition("</div>")[0]
        assert "added by hand, taken back" in head and "suggested</span>" not in head and "confidence" not in head
        assert "added by hand, taken back" in found.get("/review", params={"entry": view["line"]["id"]}).text
