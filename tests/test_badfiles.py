"""Files that are broken, hostile or odd: each comes to what it should, and a run over all of them ends in peace."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from onrecord.sources.files import plain
from tests.badfiles import cases, put

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, Any]]]:
    """What came of each case in one run over all of them, by the case's folder; the last words under ""."""
    root = tmp_path_factory.mktemp("bad") / "in"
    where = {plain(str(put(root, name, what).parent)): name for name, what, _ in cases()}
    done = subprocess.run(
        [sys.executable, "-m", "tests.badrun", str(root)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in where.values()}
    for line in map(json.loads, done.stdout.splitlines()):
        folder = max((f for f in where if line["name"].startswith(f + "/")), key=len, default="")
        found.setdefault(where.get(folder, line["name"]), []).append(line)
    return found


OUTCOMES = [(name, outcome) for name, _, outcome in cases()]


@pytest.mark.parametrize(("name", "outcome"), OUTCOMES, ids=[ascii(name) for name, _ in OUTCOMES])
def test_each_comes_to_what_it_should(name: str, outcome: str, run: dict[str, list[dict[str, Any]]]) -> None:
    assert any(_is(wanted, run[name]) for wanted in outcome.split(" | ")), (outcome, run[name])


def _is(wanted: str, lines: Iterable[dict[str, Any]]) -> bool:
    if wanted == "nothing":
        return not list(lines)
    state, _, words = wanted.partition(": ")
    return any(line["state"] == state and words in line["words"] for line in lines)


def test_there_are_enough_of_them() -> None:
    assert len(OUTCOMES) == len({name for name, _ in OUTCOMES}) >= 120


def test_nothing_is_written_fetched_or_read_elsewhere_and_memory_is_enough(
    run: dict[str, list[dict[str, Any]]],
) -> None:
    (last,) = run[""]
    assert last["words"] == [] and last["peak"] < 1_500


def test_no_secret_comes_out(run: dict[str, list[dict[str, Any]]]) -> None:
    assert all("root:x:" not in str(line["words"]) for lines in run.values() for line in lines)
