"""A run that is killed at any moment goes on, and the record is the one that it would have been."""

from __future__ import annotations

from pathlib import Path

from tests.killed import survivors


def test_a_run_that_was_killed_goes_on_to_the_same_record(tmp_path: Path) -> None:
    _, other = survivors(tmp_path, 2, files=10)
    assert other == 0
