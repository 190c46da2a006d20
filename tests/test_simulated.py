"""Simulated records: the texts say what their truth says, a seed gives one record, and large records are made."""

from __future__ import annotations

import pytest

from tests.simulate import simulate
from tests.simulated.names import phrases
from tests.simulated.texts import texts_of
from tests.simulated.truth import Truth
from tests.story_scores import of_texts


def test_a_simulated_record_has_as_many_reports_as_asked_and_is_the_same_each_time() -> None:
    made = simulate(1, reports=300)
    assert len({line.origin.report for line in made.lines}) == 300
    assert made.lines == simulate(1, reports=300).lines and made.lines != simulate(2, reports=300).lines
    assert len(simulate(0, reports=10_000).editions) == 10_000


@pytest.mark.parametrize("seed", range(4))
def test_every_telling_stands_in_its_text_by_the_names_that_are_known(seed: int) -> None:
    made, truth = simulate(seed), Truth()
    truth.settle(made.editions)
    texts = texts_of(made.editions, truth)
    assert [t.body for t in texts] == [t.body for t in texts_of(made.editions, Truth())]
    for text in texts:
        assert text.sentences and "{" not in text.body and "  " not in text.body
        assert all(text.body[s.start : s.end].strip() == text.body[s.start : s.end] for s in text.sentences)
    told = {s.telling for text in texts for s in text.sentences}
    assert truth.threads.keys() | truth.meetings.keys() <= told


def test_a_reprint_has_the_news_of_the_report_that_it_repeats() -> None:
    texts = {text.edition.id: text for text in texts_of(simulate(0).editions, Truth())}
    again = [text for text in texts.values() if text.edition.reprint_of is not None]
    assert again
    for text in again:
        first = texts[text.edition.family]
        assert text.body != first.body
        assert [text.body[s.start : s.end] for s in text.sentences] == [
            first.body[s.start : s.end] for s in first.sentences
        ]


def test_each_kind_of_telling_has_a_dozen_ways() -> None:
    written, more = phrases()["templates"], phrases()["more"]
    assert all(len([*written.get(kind, []), *ways]) >= 12 for kind, ways in more.items())


def test_texts_of_a_simulated_record_are_read() -> None:
    figures = of_texts(1, reports=30).figures
    assert figures["actors"] >= 0.9 and figures["meetings"] >= 0.4 and figures["threads"] >= 0.4
