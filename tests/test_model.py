"""Evidence quotes exactly, entries keep their rules, shapes go there and back, offsets lead home."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.model import Evidence, Kind, Repair, Span
from onrecord.model.shape import as_json, from_json
from tests import build


def test_evidence_that_does_not_quote_its_text_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="does not quote"):
        Evidence(0, 5, "abc", Span(0, 5))


def test_a_condition_and_its_flag_go_together() -> None:
    with pytest.raises(ValueError, match="go together"):
        replace(build.entry(), conditional=True)


def test_a_participation_needs_a_role() -> None:
    with pytest.raises(ValueError, match="needs a role"):
        replace(build.entry(), kind=Kind.PARTICIPATION, act=None)


def test_an_entry_survives_its_json() -> None:
    entry = build.entry()
    assert from_json(as_json(entry)) == entry


def test_the_json_has_the_fields_others_rely_on() -> None:
    shown = as_json(build.entry())
    assert shown["actors"] == [{"name": "government", "mention": "the government", "kind": "group"}]
    assert shown["attribution"]["speakers"][0]["start"] == 0
    assert shown["evidence"][0]["text"] == build.TEXT[15:75]
    assert shown["condition"] is None and shown["form"] == "written"


@st.composite
def repaired(draw: st.DrawFn) -> tuple[str, tuple[Repair, ...]]:
    text = draw(st.text(min_size=1, max_size=60))
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    pairs = list(zip(cuts[::2], cuts[1::2], strict=False))
    return text, tuple(Repair(a, b, draw(st.text(max_size=3)), "test") for a, b in pairs)


@given(repaired())
def test_offsets_of_the_reading_text_lead_back_to_the_same_characters(case: tuple[str, tuple[Repair, ...]]) -> None:
    text, repairs = case
    source = build.report(text)
    report = replace(source, repairs=repairs)
    touched = {i for r in repairs for i in range(r.start, r.end)}
    reading = report.reading_text
    for i, char in enumerate(text):
        if i not in touched:
            at = report.to_reading(i)
            assert reading[at] == char
            assert report.to_source(at, at + 1) == Span(i, i + 1)
    assert report.text == text
