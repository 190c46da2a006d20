"""The behaviours of reading hold as often as tests/benchmark/floors.toml asks."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from tests.behaviours import BEHAVIOURS, Behaviour, rate

LIMITS = tomllib.loads(Path("tests/benchmark/floors.toml").read_text("utf-8"))["behaviours"]


@pytest.mark.parametrize("behaviour", BEHAVIOURS, ids=lambda b: b.name)
def test_a_behaviour_fails_no_more_often_than_it_may(behaviour: Behaviour) -> None:
    failed, asked = rate(behaviour)
    assert asked >= 3 and failed <= LIMITS.get(behaviour.name, LIMITS["others"]) * asked
