"""Reading in bulk from an object store and into one: the same as on disk, also where one call in ten fails."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from onrecord.errors import RunStopped
from onrecord.record import open_record
from tests.bulky import Here, bulk, mixed, told
from tests.killed import content
from tests.storeproxy import Failing
from tests.storeproxy import store as running

pytest.importorskip("pyarrow")
pytest.importorskip("daft")
pytest.importorskip("moto")

from onrecord.bulk.loading import load
from onrecord.bulk.place import Place, single


@pytest.fixture(scope="module")
def store() -> Iterator[Failing]:
    """A store of which one call in ten fails; the environment says where it is."""
    with pytest.MonkeyPatch.context() as patch, running(10) as proxy:
        patch.setattr("onrecord.run.Hand", Here)
        yield proxy


def test_from_a_store_into_a_store_none_is_lost_though_calls_fail(store: Failing, tmp_path: Path) -> None:
    source = mixed(tmp_path / "in")
    far = Place("s3://talks/in")
    for path in sorted(source.iterdir()):
        far.write(path.name, path.read_bytes())
    before = store.failed
    run = bulk("s3://talks/in", "s3://talks/read")
    assert store.failed > before + 5
    bulk(source, tmp_path / "out")
    here = [(name.removeprefix(f"{source}/"), what) for name, what in told(tmp_path / "out")]
    there = [(name.removeprefix("s3://talks/in/"), what) for name, what in told("s3://talks/read")]
    assert there == here and len(there) > 15
    # again: all is done
    bulk("s3://talks/in", "s3://talks/read", engine=None)
    for name, place in (("far", run.place), ("near", Place(str(tmp_path / "out")))):
        with open_record(tmp_path / f"{name}.onrecord") as kept:
            list(load(place, kept))
    near, distant = content(tmp_path / "near.onrecord"), content(tmp_path / "far.onrecord")
    assert len(near["entries"]) == len(distant["entries"]) > 20 and distant["source_texts"] == near["source_texts"]


def test_one_file_of_a_store_is_an_input_and_what_is_not_there_is_said(store: Failing, tmp_path: Path) -> None:
    place = Place("s3://talks/some")
    place.write("deep/a.txt", b"The delegations met in Vienna on Tuesday and agreed to meet again, the mediators said.")
    assert single("s3://talks/some/deep/a.txt") is not None and single("s3://talks/some/deep") is None
    bulk("s3://talks/some/deep/a.txt", tmp_path / "out")
    ((name, lines),) = told(tmp_path / "out")
    assert name == "s3://talks/some/deep/a.txt" and lines
    with pytest.raises(RunStopped, match="Nothing lies in s3://talks/nowhere"):
        bulk("s3://talks/nowhere", tmp_path / "other")
    with pytest.raises(FileNotFoundError):
        place.read("none.txt")
    place.drop("deep/a.txt")
    place.drop("deep/a.txt")
    assert place.things() == []


def test_a_store_that_never_answers_stops_the_run_in_words(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("onrecord.bulk.place.TRIES", 1)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "ours")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    with pytest.raises(RunStopped, match="Cannot") as stopped:
        bulk("s3://talks/in", tmp_path / "out")
    assert "environment" in stopped.value.hint and not list(tmp_path.iterdir())
