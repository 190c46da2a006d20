"""Saved web pages of many layouts: the article whole, its day right, and nothing of what stands around it."""

from __future__ import annotations

from functools import cache

import pytest

from onrecord.errors import ReportSkipped
from onrecord.reports import make_report
from tests.pages.make import layouts, pages
from tests.pages.score import Score, score


@cache
def scored() -> Score:
    return score(page for page in pages() if page.language == "en")


def test_the_article_is_whole_and_alone() -> None:
    assert scored().pages >= 80 and len(layouts()) >= 40
    assert scored().f1 >= 0.985


@pytest.mark.parametrize(
    ("field", "floor"),
    [("title", 0.99), ("published", 0.98), ("updated", 0.8), ("author", 0.85), ("outlet", 0.85), ("url", 0.99)],
)
def test_what_a_page_says_of_itself_is_kept(field: str, floor: float) -> None:
    assert scored().share(field) >= floor


def test_no_promotion_and_no_comment_becomes_a_line() -> None:
    assert not scored().entries
    assert len(scored().furniture) <= 4


def test_pages_in_other_languages_are_named() -> None:
    for page in pages():
        if page.language != "en":
            with pytest.raises(ReportSkipped, match=f"not in English \\({page.language}\\)"):
                make_report(page.data, page.name)
