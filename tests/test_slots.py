"""Who fills the slots of a line, weighed over the whole report. Texts are ours."""

from __future__ import annotations

from collections.abc import Sequence
from unittest import mock

import numpy as np
import pytest

import onrecord.pipeline as pipeline
from onrecord.model import Entry
from onrecord.pipeline import read_text
from onrecord.resolve import Filled, Names
from onrecord.resolve.cast import AT_LINE, LINE, SIGNS, SLOTS, STANDING, Cast
from onrecord.resolve.slots import ANSWER, Question, _best, load_weights, questions, width

TEXT = """DORN, May 2, 2024 - Talks between Kavanda and Osirra ended in Dorn on Thursday without a result.

Kavanda's foreign minister, Ilse Maron, said her government had demanded the release of 40 prisoners. She met the Norwegian
envoy, Per Hedlund, in the evening. Osirra's delegation left without a word.

The talks will resume on Monday. "We will not sign a paper that names no date," Maron said. Osirra rejected the demand.
"""


def cast_of(text: str) -> Cast:
    """The cast of a text as it is read."""
    seen: list[Cast] = []

    def noted(names: Names, lines: Sequence[Filled]) -> list[Filled]:
        seen.append(Cast(names, lines))
        return list(lines)

    with mock.patch.object(pipeline, "weighed", noted):
        read_text(text)
    return seen[0]


def test_the_answer_at_hand_is_the_first_and_every_answer_has_all_signs() -> None:
    cast = cast_of(TEXT)
    asked = list(questions(cast))
    assert asked and {q.slot for q in asked} <= set(SLOTS)
    for question in asked:
        at_hand = cast.filled[question.line][SLOTS.index(question.slot)]
        assert question.answers[0] == tuple(sorted(set(at_hand)))
        assert question.signs.shape == (len(question.answers), width())
        assert len(set(question.answers)) == len(question.answers) > 1
        assert np.isfinite(question.signs).all()
        assert question.signs[0, ANSWER.index("at hand")] == 1 and not question.signs[1:, ANSWER.index("at hand")].any()


def test_signs_stand_where_their_names_say() -> None:
    cast = cast_of(TEXT)
    for n, line in enumerate(cast.lines):
        assert len(cast.line_signs(n)) == len(LINE)
        for i, one in enumerate(cast.people):
            signs = dict(zip(SIGNS, cast.signs(n, i), strict=True))
            assert signs["actors"] == any(a.name == one.name for a in line.actors)
            assert signs["unnamed"] == (one.person is None)
            near = [m for m in one.mentions if line.draft.sentence[0] <= m.start < line.draft.sentence[1]]
            assert signs["in the sentence"] == bool(near)
    assert len(STANDING) + len(AT_LINE) == len(SIGNS)


def test_nobody_is_addressed_by_his_own_act() -> None:
    cast = cast_of(TEXT)
    for question in questions(cast):
        if question.slot == "addressees":
            own = set(cast.filled[question.line][0])
            assert not any(own & set(answer) for answer in question.answers[1:])


def test_chances_sum_up_and_do_not_depend_on_the_order_of_asking() -> None:
    asked = list(questions(cast_of(TEXT)))
    weights = load_weights()
    first = weights.chances(asked)
    again = [weights.chances([question])[0] for question in reversed(asked)][::-1]
    for chances, same in zip(first, again, strict=True):
        assert chances.sum() == pytest.approx(1, abs=1e-4) and (chances == same).all()


@pytest.mark.parametrize(
    ("slot", "chances", "best"),
    [
        ("actors", [0.3, 0.6, 0.1], (0,)),  # not clearly likelier
        ("actors", [0.2, 0.7, 0.1], (1,)),
        ("speakers", [0.25, 0.15, 0.6], (0,)),
        ("speakers", [0.1, 0.1, 0.8], ()),
    ],
)
def test_what_is_at_hand_stays_unless_another_is_clearly_likelier(
    slot: str, chances: list[float], best: tuple[int, ...]
) -> None:
    answers: list[tuple[int, ...]] = [(0,), (1,), ()]
    asked = Question(0, slot, answers, np.zeros((3, 1), dtype=np.float32))
    assert _best(asked, np.array(chances, dtype=np.float32)) == best


def test_whom_nothing_names_is_addressed_only_from_some_chance() -> None:
    asked = Question(0, "addressees", [(), (1,), (2,)], np.zeros((3, 1), dtype=np.float32))
    assert _best(asked, np.array([0.5, 0.3, 0.2], dtype=np.float32)) == ()
    assert _best(asked, np.array([0.5, 0.45, 0.05], dtype=np.float32)) == (1,)


def lines(text: str, act: str) -> list[Entry]:
    return [e for e in read_text(text).entries if act in (e.act, e.kind.value)]


def test_the_codebook_alone_weighs_nothing() -> None:
    assert not any(e.made_by.weighed for e in read_text(TEXT, reader="rules").entries)


def test_slots_that_were_weighed_are_named() -> None:
    plain = {}
    with mock.patch.object(pipeline, "weighed", lambda names, lines: list(lines)):
        for entry in read_text(TEXT).entries:
            plain[entry.evidence, entry.kind, entry.act] = entry
    changed = 0
    for entry in read_text(TEXT).entries:
        before = plain[entry.evidence, entry.kind, entry.act]
        for slot in ("actors", "addressees"):
            if slot not in entry.made_by.weighed:
                assert getattr(entry, slot) == getattr(before, slot) or slot == "addressees" and entry.made_by.weighed
            else:
                changed += 1
                assert getattr(entry, slot) != getattr(before, slot)
    assert changed


def test_who_disagrees_does_not_agree() -> None:
    text = TEXT + "\nKavanda and Osirra still disagree over the protocol on monitors."
    found = lines(text, "agree")
    assert all(e.negated for e in found if "disagree" in e.evidence[0].text)


def test_we_outside_quotation_marks_is_whoever_wrote_the_text() -> None:
    text = (
        "We condemn the attacks of this weekend in Ralo. On Saturday the Black Banner claimed two attacks in the market of Ralo, "
        "in which 28 people died. Today more attacks, also claimed by the Black Banner, killed 35. We remain committed to the talks."
    )
    said = [e for e in read_text(text).entries if e.evidence[0].text.startswith("We ")]
    assert said and {a.name for e in said for a in e.actors} == {"author"}


def test_a_deed_of_which_its_sentence_names_nobody_is_nobodys() -> None:
    text = (
        "The army and the Northern Front resumed talks in Oslo on Monday. The Northern Front was attacked by drones overnight, "
        "its spokesman said. Shelling hit the outskirts of Barqa on Sunday evening."
    )
    deeds = [e for e in read_text(text, published="2026-03-04").entries if "Shelling" in e.evidence[0].text]
    assert deeds and not any(e.actors for e in deeds)


@pytest.mark.parametrize(
    ("text", "act", "who"),
    [
        (
            "After government forces continued to receive heavy machine gun fire from Front fighters, they requested support.",
            "attack",
            "Front fighters",
        ),
        ("Anger flared up after two farmers accused of the murder of Mato Jonas were granted bail.", "accuse", None),
        ("Ten other batches of policemen attacked the camp of the Front in Barqa on Monday.", "attack", "policemen"),
    ],
)
def test_whom_a_deed_befalls_does_not_do_it(text: str, act: str, who: str | None) -> None:
    talks = "The army and the Front had agreed in Oslo to hold talks. The Front demanded an amnesty. "
    found = [e for e in read_text(talks + text).entries if e.act == act and e.evidence[0].start >= len(talks)]
    if who is None:
        assert not any(a.name in ("two farmers", "farmers") for e in found for a in e.actors)
    else:
        assert found and who in found[0].actors[0].name


def test_what_follows_a_statement_and_tells_of_its_speaker_is_not_his() -> None:
    text = (
        "The Foreign Secretary Bo Jansen met his colleagues in Paris.\n\nFollowing the meeting the Foreign Secretary said:\n\n"
        "The situation in Alea remains dire. The regime must give the United Nations access with immediate effect.\n\n"
        "Following the talks in Paris the Foreign Secretary will return to Kesh for talks with its government."
    )
    last = [e for e in read_text(text).entries if e.evidence[0].start > text.index("Following the talks")]
    assert last and not any(e.attribution.speakers for e in last)


@pytest.mark.parametrize(
    ("text", "absent", "present"),
    [
        # who kept a promise made none
        ("The Front freed the prisoners. Renko said the Front had kept its promise.", ("commit", "kept"), None),
        # who denies a breach charges nobody with it
        (
            "The Front denied on Wednesday that it had breached the protocol on monitors.",
            ("accuse", "it had"),
            ("deny", "Front"),
        ),
        # whoever says it accuses, and not the one who did it
        ("Renko said the Front had breached the protocol at Varn.", None, ("accuse", "Renko")),
        # since when is no telling of a meeting
        ("Nothing has moved since the talks began in Geneva in September.", ("meeting", "since"), None),
    ],
)
def test_words_that_say_something_else_than_the_model_finds_likely(
    text: str, absent: tuple[str, str] | None, present: tuple[str, str] | None
) -> None:
    talks = "Ostrana and the Highland Front signed a protocol on monitors in Oslo on 8 October 2025. "
    talks += "Ostrana's foreign minister, Pavel Renko, demanded that the Front admit the monitors. "
    found = [e for e in read_text(talks + text).entries if e.evidence[0].start >= len(talks)]
    if absent is not None:
        assert not [e for e in found if absent[0] in (e.act, e.kind.value) and absent[1] in e.evidence[0].text]
    if present is not None:
        assert any(e.act == present[0] and any(present[1] in a.name for a in e.actors) for e in found)
