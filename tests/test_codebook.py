"""The codebook's files are sound, its cues say what they mean, and every act names its codes."""

from __future__ import annotations

from pathlib import Path

import pytest

from onrecord.codebook import load_codebook
from onrecord.codebook.book import read_codebook
from onrecord.codebook.cues import parse_cue
from onrecord.errors import CodebookError

BOOK = load_codebook()


def test_every_family_of_the_vocabulary_is_there() -> None:
    families = {(a.kind, a.family) for a in BOOK.acts.values()}
    assert {f for k, f in families if k == "statement"} == {
        "commit", "offer", "demand", "refuse", "warn", "blame", "deny", "admit", "praise", "say",
    }  # fmt: skip
    assert {f for k, f in families if k == "action"} == {
        "violence", "break", "yield", "coerce", "sign", "aid", "protest",
    }  # fmt: skip


@pytest.mark.parametrize("act", BOOK.acts.values(), ids=lambda a: a.name)
def test_every_act_has_definition_label_and_codes(act: object) -> None:
    assert act.definition.endswith(".") and act.label  # type: ignore[attr-defined]
    assert {key for key, _ in act.codes} == {"cameo", "plover"}  # type: ignore[attr-defined]


def test_no_cue_stands_twice() -> None:
    seen: dict[tuple[str, str], str] = {}
    for act in BOOK.acts.values():
        for cue in act.cues:
            key = (cue.pos, cue.text)
            assert seen.setdefault(key, act.name) == act.name, f"{cue.text!r} tells {seen[key]} and {act.name}"


def test_a_cue_line_is_taken_apart() -> None:
    cue = parse_cue("x", "verb", "put off +inf,clause -obj obj!=@deal,word >to,obj", {"deal": frozenset({"accord"})})
    assert (cue.lemma, cue.parts, cue.addressee) == ("put", ("off",), ("to", "obj"))
    assert cue.needs == {"inf", "clause"} and cue.forbids == {"obj"}
    assert cue.heads == (("obj", frozenset({"accord", "word"}), False),)


def test_all_errors_of_the_files_are_listed_at_once(tmp_path: Path) -> None:
    (tmp_path / "acts").mkdir()
    (tmp_path / "sets.toml").write_text('plan = ["plan"]\n')
    (tmp_path / "terms.toml").write_text("")
    good = 'name = "a"\nkind = "statement"\nfamily = "say"\nlabel = "a"\ndefinition = "A."\ncodes = {}\n'
    (tmp_path / "acts" / "a.toml").write_text(good + 'verbs = ["do obj=@nothing"]\n')
    (tmp_path / "acts" / "b.toml").write_text('name = "b"\n')
    with pytest.raises(CodebookError) as caught:
        read_codebook(tmp_path)
    assert "a.toml: 'do obj=@nothing': no word set @nothing" in str(caught.value) and "b.toml" in str(caught.value)
