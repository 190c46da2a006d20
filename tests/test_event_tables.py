"""Tables of what leaves a record: no version wins, and columns say who says so."""

from __future__ import annotations

from typing import Any

import pytest

from onrecord.model import (
    Form,
    Kind,
    Outcome,
    Status,
)  # fmt: skip
from onrecord.model.story import (
    Meeting,
    Seat,
    Standing,
    Step,
    Telling,
    Thread,
)  # fmt: skip
from tests.made_lines import PARTIES, TABLES, A, B, held, line, on, rows


def step(n: int, standing: Standing | None, by: str = "author", **slots: Any) -> Step:
    return Step(**{"key": str(n), "entry": f"e-{n}", "by": by, "standing": standing, "told": f"2026-03-2{n}"} | slots)


def thread(*steps: Step, about: str = "to observe a ceasefire", form: str = "unstated") -> Thread:
    status = tuple(sorted({s.by: s.standing for s in steps if s.standing is not None}.items()))
    return Thread("t-1", "p-1", "commitment", "a-Velmark", (), about, form, status, False, steps)


def test_each_speaker_keeps_his_word_in_a_table() -> None:
    both = thread(
        step(1, Standing.GIVEN, "a-Ostrana", makers=("a-Velmark",), words="to observe a ceasefire"),
        step(2, Standing.DENIED, "a-Velmark"),
        step(3, Standing.BREACH_ALLEGED, "a-Ostrana"),
    )
    out = held(line("e-1"), line("e-2", act="deny"), line("e-3", act="accuse"), threads=[both])
    for name in ("commitments", "ceasefires"):
        row = rows(name, out)[0]
        assert row["status_by_speaker"] == "Ostrana: breach_alleged; Velmark: denied"
        assert (row["breach_alleged_by"], row["denied_by"]) == ("Ostrana", "Velmark")
        assert row["entries"] == "e-1; e-2; e-3"
    assert not rows("agreements", out)


def test_days_that_differ_stand_side_by_side_with_who_gives_them() -> None:
    signed: dict[str, Any] = {"kind": Kind.ACTION, "act": "sign", "actors": (A, B), "addressees": ()}
    two = thread(
        step(1, Standing.IN_EFFECT, "a-Norland", makers=("a-Velmark", "a-Ostrana")), step(2, Standing.IN_EFFECT),
        about="Velmark and Ostrana signed a ceasefire", form="signed",
    )  # fmt: skip
    out = held(
        line("e-1", time=on("2026-03-17"), **signed), line("e-2", time=on("2026-03-18"), **signed), threads=[two]
    )
    row = rows("agreements", out)[0]
    assert row["signed"] == "2026-03-17; 2026-03-18"
    assert row["signed_according_to"] == "2026-03-17 (Norland); 2026-03-18 (author)"
    row = rows("ceasefires", out)[0]
    assert (row["arrangement"], row["written"], row["mediators"]) == ("bilateral", "yes", "Norland")
    assert row["effective"] == "2026-03-17; 2026-03-18" and row["declared"] == row["ended"] == ""


def test_a_verbal_word_and_a_letter_of_one_side_are_no_agreements() -> None:
    sides = ("a-Velmark", "a-Ostrana")
    spoken = thread(step(1, Standing.GIVEN, makers=sides), form="verbal")
    assert not rows("agreements", held(line(act="agree", form=Form.VERBAL, actors=(A, B)), threads=[spoken]))
    letter = thread(step(1, Standing.IN_EFFECT, makers=sides[:1]), form="signed")
    assert not rows("agreements", held(line(kind=Kind.ACTION, act="sign"), threads=[letter]))
    unsigned = thread(step(1, Standing.REFUSED, makers=sides), form="written")
    assert not rows("agreements", held(line(kind=Kind.ACTION, act="sign", negated=True), threads=[unsigned]))
    written = thread(step(1, Standing.GIVEN, makers=sides), form="written")
    assert rows("agreements", held(line(act="agree", form=Form.WRITTEN, actors=(A, B)), threads=[written]))


@pytest.mark.parametrize(
    ("words", "stage"),
    [
        ("signed a ceasefire", "Cea"), ("signed a protocol", ""), ("agreed in writing on an agenda", "Pre"),
        ("signed a comprehensive peace agreement", "SubComp"), ("signed an interim agreement", "SubPar"),
    ],
)  # fmt: skip
def test_a_stage_is_what_words_name(words: str, stage: str) -> None:
    one = thread(step(1, Standing.IN_EFFECT, makers=("a-Velmark", "a-Ostrana")), about=words, form="signed")
    row = rows("agreements", held(line(words=words, kind=Kind.ACTION, act="sign"), threads=[one]))[0]
    assert row["stage"] == stage and bool(row["stage_words"]) is bool(stage)


@pytest.mark.parametrize(
    ("form", "makers", "arrangement"),
    [
        ("unstated", 1, ""), ("unilateral_declaration", 1, "unilateral"), ("unstated", 2, "bilateral"),
        ("unstated", 3, "multilateral"),
    ],
)  # fmt: skip
def test_one_side_of_which_is_told_is_not_unilateral_by_that(form: str, makers: int, arrangement: str) -> None:
    one = thread(step(1, Standing.GIVEN, makers=tuple(PARTIES)[:makers]), form=form)
    assert rows("ceasefires", held(line(), threads=[one]))[0]["arrangement"] == arrangement


def test_a_side_that_ceased_fire_has_a_row_and_one_that_did_not_has_none() -> None:
    ceased: dict[str, Any] = {"kind": Kind.ACTION, "act": "cease_fire", "words": "guns fell silent for the holiday"}
    out = held(line("e-1", time=on("2026-03-17"), **ceased), line("e-2", negated=True, **ceased))
    (row,) = rows("ceasefires", out)
    assert (row["ceasefire_id"], row["parties"], row["effective_according_to"]) == (
        "e-1",
        "Velmark",
        "2026-03-17 (author)",
    )
    assert row["purpose"] == "holiday" and row["status_by_speaker"] == "author: in_effect"


def test_a_commitment_about_something_else_is_no_ceasefire() -> None:
    other = thread(step(1, Standing.GIVEN, makers=("a-Velmark",)), about="to open the gate")
    out = held(line(), threads=[other])
    assert rows("commitments", out) and not rows("ceasefires", out)


def telling(n: int, **slots: Any) -> Telling:
    made: dict[str, Any] = {
        "key": str(n),
        "entry": f"e-{n}",
        "report": "r-1",
        "start": 0,
        "told": "2026-03-20",
        "status": Status.ENDED,
    }
    return Telling(**made | {"who": tuple(PARTIES)[:2], "outlet": f"Outlet {n}"} | slots)


def meeting(*told: Telling, **slots: Any) -> Meeting:
    best = next((t for t in told if t.earliest), told[0])
    return Meeting(
        **{
            "id": "m-1", "process": "p-1", "who": tuple(PARTIES)[:2], "status": Status.ENDED, "tellings": told,
            "earliest": best.earliest, "latest": best.latest, "precision": best.precision, "place": best.place,
            "first_told": "2026-03-20",
        }
        | slots
    )  # fmt: skip


def test_no_version_of_a_meeting_wins() -> None:
    told = (
        telling(1, place="Oslo", earliest="2026-03-17", latest="2026-03-17", precision="day", round=2),
        telling(2, place="Vienna", earliest="2026-03-18", latest="2026-03-18", precision="day", round=2),
    )
    ends = (("a-Ostrana", Outcome.NO_AGREEMENT), ("a-Velmark", Outcome.PARTIAL_AGREEMENT))
    row = rows("meetings", held(line("e-1"), line("e-2"), meetings=[meeting(*told, outcome=ends)]))[0]
    assert (row["date_earliest"], row["place"], row["outcome"], row["round"]) == ("", "", "", "2")
    assert row["dates_according_to"] == "2026-03-17 (Outlet 1); 2026-03-18 (Outlet 2)"
    assert row["places_according_to"] == "Oslo (Outlet 1); Vienna (Outlet 2)"
    assert row["outcome_by_speaker"] == "Ostrana: no_agreement; Velmark: partial_agreement"


def test_a_month_does_not_contradict_a_day_in_it() -> None:
    told = (
        telling(1, earliest="2026-03-17", latest="2026-03-17", precision="day"),
        telling(2, earliest="2026-03-01", latest="2026-03-31", precision="month"),
    )
    row = rows("meetings", held(line("e-1"), line("e-2"), meetings=[meeting(*told)]))[0]
    assert (row["date_earliest"], row["date_latest"], row["date_precision"]) == ("2026-03-17", "2026-03-17", "day")


def test_who_led_and_who_mediated_has_a_column() -> None:
    seats = (
        Seat("a-Velmark", "head", "a-Ostrana", ("e-1",)), Seat("a-Norland", "mediator", None, ("e-1",)),
        Seat("a-Ostrana", "witness", None, ("e-1",)),
    )  # fmt: skip
    row = rows("meetings", held(line("e-1"), meetings=[meeting(telling(1), seats=seats)]))[0]
    assert (row["delegation_heads"], row["mediators"]) == ("Velmark (Ostrana)", "Norland")
    assert row["other_participants"] == "Ostrana (witness)" and row["parties"] == "Velmark; Ostrana"


def test_what_rests_on_lines_that_stay_does_not_leave() -> None:
    one = thread(step(1, Standing.GIVEN, makers=("a-Velmark",)))
    out = held(line("e-9"), threads=[one], meetings=[meeting(telling(1))])
    assert not any(rows(name, out) for name in TABLES)


def test_a_name_that_is_a_formula_is_none_in_a_table() -> None:
    one = thread(step(1, Standing.GIVEN, makers=("=1+1",)), about="=HYPERLINK(0)")
    row = rows("commitments", held(line("e-1"), threads=[one]))[0]
    assert (row["makers"], row["about"]) == ("'=1+1", "'=HYPERLINK(0)")
