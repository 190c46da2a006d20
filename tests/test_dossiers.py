"""The dossiers are what they say: every quotation of a truth stands once in its report, and every id is known."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

FOLDERS = sorted(path.parent for path in (Path(__file__).parent / "dossiers").glob("*/*/truth.toml"))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda f: f.name)
def test_a_truth_rests_on_words_of_its_reports(folder: Path) -> None:
    truth = tomllib.loads((folder / "truth.toml").read_text(encoding="utf-8"))
    texts = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("[0-9]*.txt")}
    assert len(texts) >= 8
    known = {"author", *(actor["id"] for actor in truth["actor"])}
    for what in ("meeting", "thread", "disagreement"):
        for one in truth[what]:
            for file, words in one["words"]:
                assert texts[file].count(words) == 1, f"{one} in {file}: {words}"
    assert set(truth["parties"]) | set(truth["third"]) <= known
    assert {who for meeting in truth["meeting"] for who in meeting["who"]} <= known
    assert {who for thread in truth["thread"] for who in (thread["maker"], *thread["to"], *thread["status"])} <= known
