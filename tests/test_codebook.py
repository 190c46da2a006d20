"""The codebook's files are sound, its cues say what they mean, and every act names its codes."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

import onrecord
from onrecord.codebook import Example, load_codebook
from onrecord.codebook.book import read_codebook
from onrecord.codebook.cues import parse_cue
from onrecord.errors import CodebookError
from onrecord.model import Entry

# what cues and parse read; the learned reader has tests of its own
read_text = partial(onrecord.read_text, reader="rules")

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


FRAME = " The ceasefire talks between the rebels and the government are mediated by envoys in a neutral state."
EXAMPLES = [(act.name, example) for act in BOOK.acts.values() for example in act.examples]


def told(act: str, text: str) -> list[Entry]:
    """The entries of this act's family that are read from a sentence."""
    family = {
        name
        for name, other in BOOK.acts.items()
        if (other.kind, other.family) == (BOOK.acts[act].kind, BOOK.acts[act].family)
    }
    entries = read_text(text + "\n\n" + FRAME).entries
    return [e for e in entries if e.evidence[0].start < len(text) and e.act in family]


def as_told(act: str, example: Example) -> bool:
    """Whether a sentence is read as its example says: the act, who does it, who says so, in which form."""
    slots = example.slots

    def fits(entry: Entry) -> bool:
        actors, speakers = (
            [a.name.casefold() for a in entry.actors],
            [s.name.casefold() for s in entry.attribution.speakers],
        )
        return (
            entry.act == act
            and ("actor" not in slots or slots["actor"].casefold() in actors)
            and ("speaker" not in slots or slots["speaker"].casefold() in speakers[-1:] + speakers[:1])
            and entry.negated == slots.get("negated", False)
            and ("form" not in slots or (entry.form is not None and entry.form.value == slots["form"]))
        )

    return any(fits(entry) for entry in told(act, example.text))


@pytest.mark.parametrize(("act", "example"), EXAMPLES, ids=lambda x: x if isinstance(x, str) else x.text[:40])
def test_examples_are_read_as_they_say(act: str, example: Example) -> None:
    """An example marked `unread` is a known miss: when it is read at last, the mark goes."""
    if example.near_miss:
        right = not any(entry.act == act for entry in told(act, example.text))
    else:
        right = as_told(act, example)
    assert right != example.unread, f"{example.text} ({example.why})"
