"""The faults of benchmarks/faults: a few of them, so that all can be run."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("daft")
pytest.importorskip("pyarrow")
ROOT = Path(__file__).resolve().parent.parent


def faults(*words: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.faults", *words], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


def test_a_few_faults_lose_and_double_nothing() -> None:
    status, said = faults("a-mark-cut-short", "load-killed-later", "a-backup-with-a-byte-other")
    assert status == 0 and "3 of 3: nothing lost, nothing doubled" in said, said
    assert "is damaged" in said and "already on record" in said


def test_there_are_many_each_with_a_name_of_its_own() -> None:
    status, said = faults("--list")
    names = [line.split()[1] for line in said.splitlines()]
    assert status == 0 and len(set(names)) == len(names) >= 60, said


def test_a_name_that_is_none_is_said() -> None:
    status, said = faults("no-such-fault")
    assert status == 2 and "no-such-fault" in said
