"""The quicker ways of parsing make what the library makes."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc

from onrecord.extract.parse import language, paragraphs_of, plain_language
from onrecord.products import ROWS, product
from onrecord.reports import make_report

REPORTS = sorted((Path(__file__).parent / "benchmark/open").glob("*.gold.json"))
WORDS = (
    "Gon na ain't let's got ta there 're is are Ms Amal al-Hazmi ORG UN Council river River , . \" ( ) \n 5 May said that it "
    "did n't sign what they'd signed in Geneva Mr. Smith-Jones the the Government's 12,000 % $ 5bn U.S. 😀 x"
).split(" ")


@pytest.fixture(scope="module")
def plain() -> Language:
    """The pipeline as its library runs it."""
    return plain_language()


def parsed(doc: Doc) -> list[tuple[object, ...]]:
    """All that is read of a document's words."""
    return [
        (t.text, t.tag_, t.pos_, str(t.morph), t.lemma_, t.dep_, t.head.i, t.is_sent_start, t.ent_type_, t.ent_iob_) for t in doc
    ]  # fmt: skip


def test_reports_are_parsed_as_the_library_does(plain: Language) -> None:
    texts = [
        text
        for path in REPORTS
        for _, text in paragraphs_of(
            make_report(json.loads(path.read_text(encoding="utf-8"))["text"].encode(), "x.txt")
        )
    ]
    assert len(texts) > 100
    docs = list(language().pipe(texts, batch_size=64))
    assert sum(len(doc.ents) for doc in docs) > 300
    for ours, theirs in zip(docs, plain.pipe(texts, batch_size=64), strict=True):
        assert parsed(ours) == parsed(theirs)


@settings(deadline=None, max_examples=100)
@given(st.lists(st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join), min_size=1, max_size=6))
def test_odd_texts_too_and_one_by_one_as_together(plain: Language, texts: list[str]) -> None:
    together = [parsed(doc) for doc in language().pipe(texts)]
    assert together == [parsed(doc) for doc in plain.pipe(texts)]
    assert together == [parsed(language()(text)) for text in texts]


def test_a_row_is_the_same_whatever_stands_beside_it() -> None:
    random = np.random.default_rng(0)
    for inner, outer in ((96, 64), (64, 74), (288, 288), (300, 48)):
        left = random.normal(size=(200, inner)).astype(np.float32)
        right = random.normal(size=(inner, outer)).astype(np.float32)
        whole = product(left, right)
        assert np.allclose(whole, left @ right, atol=1e-3)
        for rows in (1, 2, ROWS - 1, ROWS, ROWS + 1, 77):
            assert (product(left[:rows], right) == whole[:rows]).all()
