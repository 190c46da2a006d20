"""Context: the sentence before a line's own and the one after, told apart from what the line rests on."""

from __future__ import annotations

from pathlib import Path

import pytest

from onrecord.model import Span
from onrecord.web.views.context import contexts, sentences_of
from tests.build import report
from tests.web_record import client, example

TEXT = (
    "Talks opened in Sorna on Monday. Gen. A. Renko said the pass would open. “We gave our word.” Nobody signed.\n\n"
    "The U.S. envoy left. Rain fell"
)


def said(part: str) -> Span:
    return Span(TEXT.index(part), TEXT.index(part) + len(part))


@pytest.mark.parametrize(
    ("own", "before", "after"),
    [
        ("Gen. A. Renko said the pass would open.", "Talks opened in Sorna on Monday.", "“We gave our word.”"),
        ("Talks opened in Sorna on Monday.", None, "Gen. A. Renko said the pass would open."),
        ("Nobody signed.", "“We gave our word.”", "The U.S. envoy left."),
        ("Rain fell", "The U.S. envoy left.", None),
    ],
)
def test_a_sentence_stands_between_those_beside_it(own: str, before: str | None, after: str | None) -> None:
    made = report(TEXT)
    (found,) = contexts(made, [said(own)])
    assert (found["before"], found["after"]) == (before, after)
    assert found["href"] == f"/report/{made.id}?from={said(own).start}&to={said(own).end}#hit"


def test_a_title_or_an_initial_ends_no_sentence() -> None:
    assert [TEXT[s.start : s.end] for s in sentences_of(report(TEXT))][1] == "Gen. A. Renko said the pass would open."


def test_of_two_sentences_of_one_line_neither_is_context_of_the_other() -> None:
    one, other = said("Gen. A. Renko said the pass would open."), said("Nobody signed.")
    first, second = contexts(report(TEXT), [one, other])
    assert first["after"] == "“We gave our word.”"
    # shown once
    assert second["before"] is None and second["after"] == "The U.S. envoy left."
    first, second = contexts(report(TEXT), [one, said("“We gave our word.”")])
    assert first["after"] is None and second["before"] is None and second["after"] == "Nobody signed."


def test_a_very_long_sentence_is_cut_next_to_the_line() -> None:
    text = f"It began {'so ' * 300}badly. They met. It ended {'so ' * 300}well."
    (found,) = contexts(report(text), [Span(text.index("They met."), text.index("They met.") + 9)])
    assert found["before"].startswith("… so") and found["before"].endswith("badly.")
    assert found["after"].startswith("It ended") and found["after"].endswith(" …") and len(found["after"]) < 430


def test_review_and_entry_show_context_as_such_and_lead_to_the_place(tmp_path: Path) -> None:
    with client(example(tmp_path)) as found:
        lines = found.get("/entries.json").json()["rows"]
        shown = [found.get("/review.json", params={"entry": row["id"]}).json()["line"] for row in lines]
        line = next(ln for ln in shown if ln["context"][0]["before"] and ln["context"][0]["after"])
        around = line["context"][0]
        own = "".join(piece["text"] for piece in line["sentences"][0])
        assert around["before"] not in own and around["after"] not in own
        page = found.get("/review", params={"entry": line["id"]}).text
        assert page.index("before it</span>") < page.index('<blockquote class="big"') < page.index("after it</span>")
        assert found.get(f"/entry/{line['id']}.json").json()["context"] == line["context"]
        whole = found.get(around["href"].partition("#")[0])
        assert whole.status_code == 200 and '<span id="hit">' in whole.text
