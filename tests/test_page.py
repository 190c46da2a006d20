"""The page: self-contained, every mark and entry lead to one another, nothing of the text runs."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import re
from dataclasses import replace
from html import unescape
from importlib.resources import files
from itertools import pairwise
from typing import Never

from hypothesis import given
from hypothesis import strategies as st

from onrecord import read_text
from onrecord.export import as_csv, as_text, json_lines, line_of, page, summary
from onrecord.model import Actor, Block, BlockKind, Evidence, Form, Kind, Outcome, Reading, Repair, Span, Status
from onrecord.model.shape import from_json
from tests import build

HOSTILE = "<script>alert(1)</script>"


def test_every_entry_leads_to_its_words_and_back() -> None:
    reading = read_text(
        "The rebels rejected the ceasefire draft, and the mediators of the talks regretted it. The rebels demanded a new draft."
    )
    html = page(reading)
    assert len(reading.entries) >= 2
    for n in range(1, len(reading.entries) + 1):
        assert f'id="e{n}"' in html and f'href="#e{n}"' in html
        assert f'id="w{n}"' in html and f'href="#w{n}"' in html


def test_overlapping_marks_keep_every_character_once() -> None:
    source = build.report()
    lines = (build.entry(source, ident="e-1", start=0, end=40), build.entry(source, ident="e-2", start=20, end=75))
    html = page(build.reading(source, entries=lines))
    assert shown(html) == "".join(source.text.split())
    assert ' d2 n2 n1"' in html or ' d2 n1 n2"' in html


def shown(html: str) -> str:
    """The text as the page shows it, without blanks, numbers of entries and labels."""
    body = html.split("<main", 1)[1].split("</main>")[0].split(">", 1)[1]
    body = re.sub(r'<a class="ref".*?</a>|<span class="label".*?</span>', "", body)
    return "".join(unescape(re.sub(r"<[^>]+>", "", body)).split())


def lead_somewhere(html: str) -> bool:
    """Whether every id is there once and every link has its target."""
    ids = re.findall(r' id="([^"]+)"', html)
    return len(ids) == len(set(ids)) and set(re.findall(r'href="#([^"]+)"', html)) <= set(ids)


def marked(text: str, spans: list[list[tuple[int, int]]], cuts: list[int]) -> Reading:
    """A reading of a text cut into blocks, with an entry for each list of spans."""
    edges = sorted({0, len(text), *cuts})
    blocks = tuple(Block(a, b, BlockKind.BODY) for a, b in pairwise(edges))
    source = replace(build.report(text), blocks=blocks)
    lines = tuple(
        replace(
            build.entry(source, start=0, end=1), id=f"e-{n}", evidence=tuple(Evidence.of(text, Span(*s)) for s in own)
        )
        for n, own in enumerate(spans)
    )
    return build.reading(source, entries=lines)


TEXTS = st.text("ab <&\"'\n\u0645\u0301", min_size=1, max_size=40)


@given(TEXTS, st.data())
def test_any_marks_over_any_blocks_keep_the_text_and_lead_to_one_another(text: str, data: st.DataObject) -> None:
    span = st.tuples(st.integers(0, len(text) - 1), st.integers(1, 15)).map(lambda p: (p[0], min(len(text), sum(p))))
    spans = data.draw(st.lists(st.lists(span, min_size=1, max_size=3), max_size=4))
    html = page(marked(text, spans, data.draw(st.lists(st.integers(0, len(text)), max_size=4))))
    assert shown(html) == "".join(text.split())
    assert lead_somewhere(html)


def test_text_that_no_block_holds_is_shown_and_its_marks_too() -> None:
    reading = marked(build.TEXT, [[(0, 9)], [(20, 40), (60, 75)]], [])
    bare = replace(reading, report=replace(reading.report, blocks=(Block(30, 50, BlockKind.BODY),)))
    html = page(bare)
    assert shown(html) == "".join(build.TEXT.split()) and lead_somewhere(html)
    assert html.count('href="#e2" aria-label="entry 2"') == 2


def test_what_is_not_read_is_labelled() -> None:
    reading = build.reading()
    block = replace(reading.report.blocks[0], kind=BlockKind.PROMOTION)
    assert "promotion, not read" in page(replace(reading, report=replace(reading.report, blocks=(block,))))


def test_repairs_are_shown_with_what_stands_there() -> None:
    text = "They took it without Kabulβs consent, &amp;c.\r\nNobody signed."
    source = replace(
        build.report(text),
        repairs=(
            Repair(26, 27, "’", "quotation mark"),
            Repair(38, 43, "&", "entity"),
            Repair(45, 47, "\n", "newline"),
        ),
    )
    reading = build.reading(source, entries=(build.entry(source, start=13, end=39),))
    html = page(reading)
    assert 'title="repaired (quotation mark); stands here: β">’</span>' in html
    assert html.count("stands here: &amp;amp;") == 1, "a mark that ends inside a repair takes all of it"
    assert "2 damaged characters repaired" in html
    assert "Kabul’s" in summary(reading).sections[0].lines[0].quote


def test_only_its_own_style_sheet_is_allowed() -> None:
    html = page(build.reading())
    style = html.split("<style>", 1)[1].split("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in html and "unsafe" not in html and 'style="' not in html
    assert "#e1:target" in style


def test_colours_can_be_told_from_the_paper_in_light_and_dark() -> None:
    css = files("onrecord.data").joinpath("page.css").read_text(encoding="utf-8")
    themes = [dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", theme)) for theme in css.split("@media screen")[:2]]
    for theme in themes:
        for ink in ("ink", "soft", "statement", "action", "meeting", "participation", "phase", "focus"):
            for paper in ("paper", "panel", "lit") if ink == "ink" else ("paper", "panel"):
                assert contrast(theme[ink], theme[paper]) >= 4.5, (ink, paper)


def contrast(one: str, other: str) -> float:
    """The contrast of two colours as WCAG counts it."""

    def light(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


def test_it_asks_nothing_of_a_network_and_runs_no_script() -> None:
    html = page(build.reading())
    assert "default-src 'none'" in html and "<script" not in html
    assert not re.search(r"""(?:src|href)=["'](?!#)""", html) and "url(" not in html and "@import" not in html


def test_hostile_text_and_names_are_shown_as_they_are() -> None:
    source = build.report(f'The envoy {HOSTILE} said the government had promised "><img src=x onerror=alert(1)> it. ok')
    line = replace(
        build.entry(source), actors=(Actor(HOSTILE, HOSTILE),), content=HOSTILE, condition=HOSTILE, conditional=True
    )
    html = page(build.reading(source, entries=(line,)))
    assert "<script" not in html and "<img" not in html
    assert HOSTILE.replace("<", "&lt;").replace(">", "&gt;") in html


def test_characters_that_act_on_a_page_or_terminal_are_replaced() -> None:
    text = "The envoy\u202e said\x1b[2J nothing\x00 \ud800."
    source = replace(build.report(text), title=replace(build.report().title or missing(), value=text))
    reading = build.reading(source, entries=(build.entry(source, start=0, end=20),))
    for out in (page(reading), as_text(summary(reading))):
        assert not re.search("[\u202e\x1b\x00\ud800]", out) and "\ufffd" in out
        assert out.encode("utf-8")


def missing() -> Never:
    raise AssertionError("the report made by hand has no title")


def test_a_summary_puts_every_entry_in_one_section() -> None:
    reading = read_text(
        "The rebels rejected the ceasefire draft, and the mediators of the talks regretted it. Talks ended without a deal."
    )
    numbers = [line.number for section in summary(reading).sections for line in section.lines]
    assert numbers == list(range(1, len(reading.entries) + 1))


def test_who_is_not_heard_is_said() -> None:
    reading = read_text("Norway accused Russia of breaking the ceasefire. The rebels and mediators were silent.")
    assert summary(reading).unheard == ("Russia",)


def test_a_formula_in_a_cell_is_made_harmless() -> None:
    line = replace(build.entry(), actors=(Actor("=HYPERLINK(1)", "x"),))
    assert "'=HYPERLINK(1)" in as_csv([line])
    assert "'  @SUM(1)" in as_csv([replace(line, content="  @SUM(1)")])
    assert as_csv([build.entry()]).splitlines()[0].startswith("id,report,kind,act")


def test_a_table_has_a_cell_for_every_column_and_parts_names() -> None:
    line = replace(build.entry(), actors=(Actor("Turkey", "Turkey"), Actor("Qatar", "Qatar")), form=None)
    (row,) = csv.DictReader(io.StringIO(as_csv([line])))
    assert (row["actors"], row["speakers"], row["form"], row["kind"]) == ("Turkey; Qatar", "envoy", "", "statement")
    assert row["confidence"] == "1.0" and row["negated"] == "False"


def test_json_lines_come_back_as_they_were() -> None:
    lines = [build.entry(), replace(build.entry(), content="half a character: \ud83d")]
    assert [from_json(json.loads(line.encode("utf-8"))) for line in json_lines(lines)] == lines


def test_words_of_a_meeting_name_its_state() -> None:
    line = replace(
        build.entry(), kind=Kind.MEETING, act=None, form=None, status=Status.ENDED, outcome=Outcome.NO_AGREEMENT
    )
    assert line_of(line) == "government met (no agreement) · says envoy"


def test_the_form_of_a_refusal_is_of_what_was_refused() -> None:
    refused, promised = replace(build.entry(), act="refuse"), build.entry()
    assert line_of(refused) == "government refused something in writing · says envoy"
    assert line_of(promised) == "government promised in writing · says envoy"
    assert line_of(replace(refused, act="demand", form=Form.SIGNED)).startswith("government demanded something signed")
    assert line_of(replace(refused, act="request")).startswith("government asked for something in writing")


def test_what_did_not_happen_is_said_as_that() -> None:
    line = replace(build.entry(), negated=True, form=None)
    assert line_of(line).startswith("government did not promise ·")
    assert line_of(replace(line, kind=Kind.MEETING, act=None)).startswith("government did not meet ·")
    assert line_of(replace(line, kind=Kind.PHASE, act="collapsed")).startswith("government state: not collapsed ·")
    assert line_of(replace(line, kind=Kind.PARTICIPATION, role="mediator", act=None)).startswith(
        "government: not mediator ·"
    )


def test_an_act_that_a_newer_codebook_knows_is_shown_by_its_name() -> None:
    reading = build.reading(entries=(replace(build.entry(), act="swear_off"),))
    assert "government swear off in writing" in as_text(summary(reading)) and "swear off" in page(reading)


def test_a_summary_keeps_to_its_width_and_shortens_long_source_words() -> None:
    source = build.report("Nobody signed " + "very " * 200 + "much. " + "x" * 500)
    lines = (build.entry(source, start=0, end=1000), build.entry(source, ident="e-2", start=1020, end=1500))
    printed = as_text(summary(build.reading(source, entries=lines)), width=40)
    assert max(map(len, printed.splitlines()[2:-1])) <= 40
    assert "very …”" in printed.replace("\n", " ") and "xxx …”" in printed
