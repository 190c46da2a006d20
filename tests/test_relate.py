"""What one marked actor does to another. Sentences are ours."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.cli.main import main
from onrecord.extract import ROOTS, Marked
from onrecord.extract.learned.model import pieces_in
from onrecord.extract.learned.relation import MARKS, SPAN_PIECES, pieces_of
from onrecord.relate import QUADS, TYPICAL, relate

MODEL = Path("src/onrecord/data/model")


@pytest.mark.parametrize(
    ("sentence", "root", "act"),
    [
        ("<s>The army</s> shelled <t>the rebels' camp</t> on Friday.", "ASSAULT", "attack"),
        ("<t>Two editors</t> were arrested by <s>the police</s> in Dorn.", "COERCE", "arrest"),
        ("<s>Noria</s> threatened <t>Velmark</t> with strikes unless it leaves the valley.", "THREATEN", "threaten"),
        ("<s>The foreign minister</s> met <t>his Velmark counterpart</t> in Geneva on Monday for talks.", "CONSULT", None),
        ("<s>Noria</s> accused <t>Velmark</t> of arming the rebels.", "ACCUSE", "accuse"),
    ],
)  # fmt: skip
def test_plain_sentences_are_told_right(sentence: str, root: str, act: str | None) -> None:
    found = relate(*marked(sentence))
    assert (found.plover, found.quad, found.act) == (root, QUADS[root], act)
    assert 0 < found.confidence <= 1


def marked(sentence: str) -> tuple[str, tuple[int, int], tuple[int, int]]:
    places = {}
    for tag in sorted(("<s>", "</s>", "<t>", "</t>"), key=sentence.index):
        at = sentence.index(tag)
        sentence = sentence[:at] + sentence[at + len(tag) :]
        places[tag] = at
    return sentence, (places["<s>"], places["</s>"]), (places["<t>"], places["</t>"])


def test_every_root_has_a_quad_and_an_act_or_none() -> None:
    assert set(ROOTS) == set(QUADS) == set(TYPICAL)


@pytest.mark.parametrize(
    ("actor", "recipient", "told"),
    [
        ((0, 99), (4, 6), "no part of"),
        ((2, 2), (4, 6), "no part of"),
        ((-1, 2), (4, 6), "no part of"),
        ((0, 5), (4, 8), "overlap"),
        ((3, 4), (5, 8), "empty"),
    ],
)
def test_marks_that_cannot_be_are_named(actor: tuple[int, int], recipient: tuple[int, int], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        relate("The army left the town.", actor, recipient)


def test_answers_keep_the_order_and_bad_lines_are_answered(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text, actor, recipient = marked("<s>Noria</s> accused <t>Velmark</t> of arming the rebels.")
    good = {"text": text, "actor": dict(zip(("start", "end"), actor, strict=True)),
            "recipient": dict(zip(("start", "end"), recipient, strict=True))}  # fmt: skip
    path = tmp_path / "pairs.jsonl"
    apart = good | {"actor": good["recipient"]}
    lines = [json.dumps(good), "nonsense", json.dumps({"text": "x"}), "", json.dumps(apart), json.dumps(good)]
    path.write_text("\n".join(lines))
    with pytest.raises(SystemExit) as left:
        main(["relate", "--jsonl", str(path)])
    out, err = capsys.readouterr()
    answers = [json.loads(line) for line in out.splitlines()]
    assert left.value.code == 1 and "2 lines could not be answered" in err
    assert [a.get("plover", "error") for a in answers] == ["ACCUSE", "error", "error", None, "ACCUSE"]
    assert answers[0] == answers[4] and "overlap" in answers[3]["why"] and "no two places" in err


def test_a_file_that_is_not_there_stops_the_run(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["relate", "no-such-file.jsonl"])
    assert left.value.code == 2 and "no-such-file.jsonl" in capsys.readouterr().err


@settings(max_examples=40, deadline=None)
@given(
    before=st.text("ab c.", max_size=40), between=st.text("ab c.", min_size=1, max_size=900), after=st.text("ab c.", max_size=40)
)  # fmt: skip
def test_all_four_marks_stand_in_what_is_read(before: str, between: str, after: str) -> None:
    text = f"{before} Xa {between} Yb {after}"
    actor = (len(before) + 1, len(before) + 3)
    recipient = (actor[1] + len(between) + 2, actor[1] + len(between) + 4)
    pieces, marks = pieces_of(pieces_in(MODEL).tokenizer, Marked(text, actor, recipient))
    assert len(pieces) == len(marks) <= SPAN_PIECES
    if len(between) < 100:
        assert [m for m in marks if m] == list(MARKS)


@pytest.mark.parametrize("text", ["word " * 3000, "!" * 4000, "a" * 9000])
def test_odd_texts_are_answered(text: str) -> None:
    assert relate(text, (0, 4), (5, 9)).plover in ROOTS
