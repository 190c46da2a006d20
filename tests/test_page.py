"""The page: self-contained, every mark and entry lead to one another, nothing of the text runs."""

from __future__ import annotations

import re
from dataclasses import replace

from onrecord import read_text
from onrecord.export import as_csv, page, summary
from onrecord.model import Actor, Kind
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
    body = html.split("<main", 1)[1].split("</main>")[0].split(">", 1)[1]
    text = re.sub(r'<a class="ref".*?</a>', "", body)
    assert "".join(re.sub(r"<[^>]+>", "", text).split()) == "".join(source.text.split())
    assert "d2" in html


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
    assert as_csv([build.entry()]).splitlines()[0].startswith("id,report,kind,act")


def test_words_of_a_meeting_name_its_state() -> None:
    from onrecord.export import line_of
    from onrecord.model import Outcome, Status

    line = replace(
        build.entry(), kind=Kind.MEETING, act=None, form=None, status=Status.ENDED, outcome=Outcome.NO_AGREEMENT
    )
    assert line_of(line) == "government met (no agreement) · says envoy"
