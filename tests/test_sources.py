"""Which files the words on a command line mean."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from onrecord.errors import ReportFailed
from onrecord.model import Failure
from onrecord.sources import Found, find


def names(*arguments: str) -> list[str]:
    return [item.name for item in find(arguments) if isinstance(item, Found)]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name in ("b.txt", "a.md", "sub/c.html", ".hidden/d.txt", "sub/.e.txt", "f.png"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    return tmp_path


def test_a_folder_is_read_whole_in_a_stable_order_without_hidden_files(tree: Path) -> None:
    assert [Path(n).name for n in names(str(tree))] == ["a.md", "b.txt", "f.png", "c.html"]


def test_a_file_named_twice_is_read_once(tree: Path) -> None:
    assert len(names(str(tree / "b.txt"), str(tree), str(tree / "b.txt"))) == 4


def test_a_pattern_that_the_shell_left_alone_is_expanded(tree: Path) -> None:
    assert [Path(n).name for n in names(str(tree / "*.md"))] == ["a.md"]


@pytest.mark.parametrize("missing", ["nowhere.txt", "no*thing.txt"])
def test_what_is_missing_is_named_and_the_rest_go_on(tree: Path, missing: str) -> None:
    found = list(find([str(tree / missing), str(tree / "b.txt")]))
    assert isinstance(found[0], Failure) and found[0].hint
    assert isinstance(found[1], Found)


def test_standard_input_is_a_report() -> None:
    (item,) = find(["-"], stdin=io.BytesIO(b"words"))
    assert isinstance(item, Found) and item.load() == b"words"


def test_a_file_that_vanishes_fails_alone(tree: Path) -> None:
    (item,) = find([str(tree / "b.txt")])
    (tree / "b.txt").unlink()
    assert isinstance(item, Found)
    with pytest.raises(ReportFailed, match="no such file"):
        item.load()
