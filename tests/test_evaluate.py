"""The scorer: what counts as found, as right, as broken."""

from __future__ import annotations

from typing import Any

from onrecord.evaluate import Result, judged, reliability, score_document
from onrecord.model.shape import as_json
from tests import build

GOLD: dict[str, Any] = {
    "id": "x",
    "text": build.TEXT,
    "actors": [{"id": "A.GOV", "name": "government"}, {"id": "A.ENV", "name": "the Envoy"}],
    "entries": [
        {
            "id": "G1", "tier": "core", "kind": "statement", "act": "commit", "actors": ["A.GOV"], "speakers": ["A.ENV"],
            "style": "indirect", "form": "written", "evidence": [{"start": 15, "end": 75, "text": build.TEXT[15:75]}],
        }
    ],
    "must_not": [{"id": "N1", "start": 0, "end": 80, "kinds": ["action"], "why": "nothing was done"}],
}  # fmt: skip


def scored(**changes: Any) -> dict[str, int]:
    line = as_json(build.entry()) | changes
    return score_document(GOLD, [line]).hits


def test_a_right_line_counts_at_every_level() -> None:
    assert scored() == {"entry": 1, "who": 1, "full": 1}


def test_a_wrong_actor_counts_as_found_only() -> None:
    assert scored(actors=[{"name": "rebels"}]) == {"entry": 1, "who": 0, "full": 0}


def test_a_wrong_form_or_flag_is_not_full() -> None:
    assert scored(form="verbal")["full"] == 0
    assert scored(negated=True) == {"entry": 1, "who": 1, "full": 0}


def test_another_act_of_the_family_is_found_and_not_full() -> None:
    assert scored(act="agree") == {"entry": 1, "who": 1, "full": 0}
    assert scored(act="refuse")["entry"] == 0


def test_an_explicit_line_marked_implied_is_not_found() -> None:
    assert scored(tier="implied")["entry"] == 0


def test_a_broken_must_not_is_counted_once() -> None:
    line = as_json(build.entry()) | {"kind": "action", "act": "attack"}
    assert score_document(GOLD, [line, dict(line)]).broken == 1


def test_intervals_hold_the_figure_and_are_the_same_every_time() -> None:
    result = Result((score_document(GOLD, [as_json(build.entry())]), score_document(GOLD, [])))
    first, second = result.totals(), result.totals()
    assert first == second
    assert first["entry"]["low"] <= first["entry"]["f1"] <= first["entry"]["high"]


def test_confidence_is_worth_what_it_says() -> None:
    sure, unsure = (as_json(build.entry()) | {"confidence": c} for c in (0.95, 0.35))
    elsewhere = unsure | {"act": "attack", "kind": "action"}
    bins, error = reliability(Result((score_document(GOLD, [sure]), score_document(GOLD, [elsewhere]))))
    assert [(b.low, b.lines, b.right) for b in bins] == [(0.3, 1, 0.0), (0.9, 1, 1.0)]
    assert round(error, 3) == round((0.35 + 0.05) / 2, 3)
    assert [right for _, right in judged(Result((score_document(GOLD, [sure, elsewhere]),)))] == [True, False]
