"""A briefing: the same bytes for the same record and days, every line with its source, in every form."""

from __future__ import annotations

import io
import re
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner

from onrecord.cli.main import group
from onrecord.export.briefs import as_docx, as_markdown
from onrecord.model.decision import Action, Verdict
from onrecord.pipeline import read_text
from onrecord.record import open_record
from onrecord.resolving import told_by
from onrecord.web.views.briefing import briefing
from onrecord.web.views.source import Source
from tests.test_web_forms import post
from tests.web_record import EVIL, client, example, hostile


def brief(path: Path, *arguments: str) -> bytes:
    done = CliRunner().invoke(group, ["brief", "--record", str(path), *arguments])
    assert done.exit_code == 0, done.output
    return done.stdout_bytes


@pytest.mark.parametrize("form", ["md", "html", "docx", "json"])
def test_the_same_record_and_days_give_the_same_bytes(tmp_path: Path, form: str) -> None:
    path = example(tmp_path)
    asked = ("--format", form, "--as-of", "2025-10-27", "--since", "2025-10-20")
    first = brief(path, *asked)
    assert first == brief(path, *asked)
    out = tmp_path / f"briefing.{form}"
    brief(path, *asked[2:], "--out", str(out))
    assert out.read_bytes() == first
    with client(path) as found:
        process = found.get("/index.json").json()["processes"][0]["href"]
        if form != "json":
            assert found.get(f"{process}/brief.{form}?as_of=2025-10-27&since=2025-10-20").content == first


def test_every_line_is_numbered_to_its_source(tmp_path: Path) -> None:
    text = brief(example(tmp_path), "--full", "--since", "2025-10-20").decode()
    body, _, sources = text.partition("## Sources")
    named = {int(n) for n in re.findall(r"\[(\d+)\]", body)}
    listed = {int(n) for n in re.findall(r"^(\d+)\. ", sources, re.M)}
    assert named == listed == set(range(1, len(listed) + 1))
    lines = [line for line in body.splitlines() if line.startswith("- ")]
    assert lines and all(re.search(r"\[\d+\]$", line) for line in lines), [ln for ln in lines if not ln.endswith("]")]


def test_the_id_of_a_source_on_paper_finds_it_whatever_number_a_later_briefing_gives_it(tmp_path: Path) -> None:
    path = example(tmp_path)

    def numbered() -> dict[str, int]:
        text = brief(path, "--as-of", "2025-11-20").decode().partition("## Sources")[2]
        assert "the id behind each is lasting" in text
        return {one: int(number) for number, one in re.findall(r"^(\d+)\. (e-[0-9a-f]{8}) ", text, re.M)}

    paper = numbered()
    with client(path) as found:
        line = found.get("/commitments.json?form=verbal").json()["rows"][0]["entries"]
        for entry in line:
            post(found, "/review", entry=entry, action="accept")
        later = numbered()
        # the same source, another number: which is why the paper has its id
        assert any(later[one] != paper[one] for one in paper.keys() & later.keys())
        gone = next(iter(paper))
        post(
            found, "/review", entry=found.get(f"/entry/{gone}").headers["location"].rpartition("/")[2], action="reject"
        )
        for one in paper:
            page = found.get(found.get(f"/entry/{one}").headers["location"])
            assert f'class="the-id">{one}<' in page.text
            assert any(
                p["href"].startswith(f"/entry/{one}") for p in found.get(f"/search.json?q={one}").json()["pages"]
            )
        assert "counts nowhere" in found.get(found.get(f"/entry/{gone}").headers["location"]).text
    done = CliRunner().invoke(group, ["show", next(iter(later)), "--record", str(path)])
    assert done.exit_code == 0, done.output


def test_the_short_form_says_what_it_leaves_out(tmp_path: Path) -> None:
    path = example(tmp_path)
    short, full = brief(path).decode(), brief(path, "--full").decode()
    left = sum(int(n) for n in re.findall(r"^(\d+) more left out here", short, re.M))
    assert left > 0 and "left out" not in full
    assert full.count("\n- ") - short.count("\n- ") == left


def test_next_dates_lie_ahead_of_the_day(tmp_path: Path) -> None:
    path = example(tmp_path)

    def section(day: str, title: str) -> str:
        text = brief(path, "--full", "--as-of", day).decode()
        return text.partition(f"## {title}")[2].partition("## ")[0]

    ahead, behind = "Next dates", "Deadlines passed"
    assert "by 30 September" in section("2025-09-20", ahead) and "by 30 September" not in section("2025-10-10", ahead)
    assert "by 15 October" in section("2025-10-10", ahead) and "by 15 October" in section("2025-10-15", ahead)
    assert "by 15 October" not in section("2025-10-16", ahead)
    # nobody knows of which day the noon was
    assert "by noon" not in section("2025-11-20", ahead) and "day not known, by noon" in section("2025-11-20", behind)
    # somebody says that it was kept
    assert "by 30 September" not in section("2025-11-20", behind)


def test_a_promise_that_nobody_says_was_kept_is_told_when_its_day_is_past(tmp_path: Path) -> None:
    path = tmp_path / "talks.onrecord"
    text = "TOLVA, January 2, 2026 - Talks between Velm and Kesh go on. Velm promised on Friday to free ten prisoners by 15 January."
    with open_record(path) as record:
        record.put(read_text(text, name="a.txt", published="2026-01-02"))
    late = (
        brief(path, "--full", "--as-of", "2026-02-01").decode().partition("## Deadlines passed")[2].partition("## ")[0]
    )
    assert "passed on 2026-01-15, by 15 January" in late
    assert "Deadlines passed" not in brief(path, "--full", "--as-of", "2026-01-10").decode()


def test_reviewed_lines_stand_apart_from_suggested_ones(tmp_path: Path) -> None:
    path = example(tmp_path)
    with open_record(path) as record:
        seen = next(t for t in told_by(record).threads.values() if t.kind == "commitment" and t.form == "verbal")
        for step in seen.steps:
            record.judge(Verdict(Action.ACCEPT, record.entry(step.entry), "Ana"))
    text = brief(path).decode()
    assert text.index("*Reviewed by a person*") < text.index(seen.about)
    assert "*Suggested by a machine, not reviewed*" in text


def test_a_document_opens_and_has_the_lines(tmp_path: Path) -> None:
    data = brief(example(tmp_path), "--format", "docx")
    found = docx.Document(io.BytesIO(data))
    texts = [p.text for p in found.paragraphs]
    assert texts[0] == "Highland Front – Ostrana – Velmark"
    assert any(
        p.style is not None and p.style.name == "Heading 1" and p.text.startswith("Commitments: 1 verbal")
        for p in found.paragraphs
    )
    assert any(re.match(r"1\. e-[0-9a-f]{8} .+, 2025-\d\d-\d\d: “.+”$", text) for text in texts)


def test_nothing_that_a_report_says_acts_in_a_briefing(tmp_path: Path) -> None:
    source = Source(hostile(tmp_path))
    for process in source.told().story.processes:
        made = briefing(source, process, None, None, short=False)
        assert "<script" not in as_markdown(made).replace("\\<script", "")
        docx.Document(io.BytesIO(as_docx(made)))
        page = brief(tmp_path / "hostile.onrecord", "--format", "html", "--full").decode()
        assert "<script" not in page and EVIL not in page and "onerror=alert" not in page.replace("&gt;&lt;img", "")


def test_the_file_of_a_briefing_asks_nothing_of_any_network(tmp_path: Path) -> None:
    page = brief(example(tmp_path), "--format", "html").decode()
    assert "<link" not in page and "<script" not in page and "src=" not in page and "url(" not in page
    assert 'href="/' not in page


def test_a_process_is_needed(tmp_path: Path) -> None:
    with open_record(tmp_path / "new.onrecord"):
        pass
    done = CliRunner().invoke(group, ["brief", "--record", str(tmp_path / "new.onrecord")])
    assert done.exit_code and "No process on record" in str(done.exception)
