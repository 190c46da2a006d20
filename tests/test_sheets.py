"""Communiqués as PDF files in one and two columns: their words in order, whole, and nothing of heads and feet."""

from __future__ import annotations

import pytest

from onrecord.reports import make_report
from tests.pages.make import articles
from tests.sheets import in_order, sheet


def plain(words: str) -> str:
    """As the writer of the files can write it."""
    marks = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "."})
    return words.translate(marks).encode("cp1252", "ignore").decode("cp1252")


@pytest.mark.parametrize("columns", [1, 2])
def test_the_words_of_a_communique_are_in_order(columns: int) -> None:
    shares = []
    for n in range(24):
        title, paragraphs, _ = articles()[n]
        paragraphs = tuple(plain(p) for m in range(3) for p in articles()[n + 30 * m][1])
        report = make_report(sheet(plain(title), paragraphs, columns, n), "a.pdf")
        shares.append(in_order(plain(title).split() + " ".join(paragraphs).split(), report.text.split()))
    assert sum(shares) / len(shares) >= 0.98
    assert min(shares) >= 0.95
