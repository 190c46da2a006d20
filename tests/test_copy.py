"""A whole record on its way: from one store to the other, into a file, and out of one."""

from __future__ import annotations

import gzip
import hashlib
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from onrecord.errors import RecordError
from onrecord.model.decision import Action, Decision, Note, Verdict
from onrecord.model.location import Location
from onrecord.record import Record, open_record
from onrecord.record.whole import TABLES, backup, check, copy, restore
from onrecord.resolving import is_up_to_date, told_by
from tests import build
from tests.test_cli import run
from tests.test_resolving import all_of


def filled(record: Record) -> None:
    """Something of everything: an original, a line that was amended, a note, a decision, what follows."""
    data = b"%PDF \x00\xff bytes"
    source = build.report(build.TEXT + " \x00\U0010fffe", name="a.pdf")
    sha256 = hashlib.sha256(data).hexdigest()
    source = replace(source, original=replace(source.original, data=data, bytes_sha256=sha256))
    record.put(build.reading(source))
    record.put(build.reading(build.report(build.TEXT + " More.", name="b.txt", ident="r-5555222233334444"), entries=()))
    line = record.entries()[0]
    record.judge(Verdict(Action.AMEND, replace(line, negated=True), "ana", "misread"))
    record.note(Note(line.id, "Ask him.", True, "ana"))
    record.decide(Decision("actor", "different", "the government", "the envoy", "ana"))
    told_by(record)


def same(one: Record, other: Record) -> None:
    assert other.entries() == one.entries() and other.verdicts() == one.verdicts()
    assert other.decisions() == one.decisions() and other.notes() == one.notes()
    assert list(other.export_verdicts()) == list(one.export_verdicts())
    assert [s.report.text for s in other.reports()] == [s.report.text for s in one.reports()]
    (original,) = (o for s in one.reports() for o in s.originals if o.bytes_sha256 is not None)
    assert other.arrived.original(original.bytes_sha256 or "") == one.arrived.original(original.bytes_sha256 or "")
    assert is_up_to_date(other) and all_of(told_by(other)) == all_of(told_by(one))
    assert other.search('"promised in writing"') == one.search('"promised in writing"')
    assert other.shelved.found("government") == one.shelved.found("government") != []


@pytest.fixture
def places(new_place: Callable[[], Location], tmp_path: Path) -> tuple[Location, Location]:
    """One of either kind, and a file."""
    return new_place(), tmp_path / "file.onrecord"


@pytest.mark.parametrize("back", [False, True])
def test_a_copy_is_the_same_and_goes_on_as_the_first_would(places: tuple[Location, Location], back: bool) -> None:
    first, second = reversed(places) if back else places
    with open_record(first) as one, open_record(second) as other:
        filled(one)
        rows = copy(one, other)
        assert rows["reports"] == 2 and rows["verdicts"] == 1 and rows["original_bytes"] == 1
        same(one, other)
        # new rows come after those that came along
        other.judge(Verdict(Action.UNDONE, other.entries()[0], "ana"))
        other.put(build.reading(build.report("Another text.", name="c.txt", ident="r-6666222233334444"), entries=()))
        assert [v.number for v in other.verdicts()] == [1, 2] and len(other.reports()) == 3
        told_by(other)
        with pytest.raises(RecordError, match="is not empty"):
            copy(one, other)


def test_what_arrives_otherwise_is_not_kept(places: tuple[Location, Location], monkeypatch: pytest.MonkeyPatch) -> None:
    from onrecord.record import whole

    with open_record(places[1]) as one, open_record(places[0]) as other:
        filled(one)
        put = whole._put

        def wrong(connection: object, table: object, rows: list[list[object]]) -> None:
            if getattr(table, "name", "") == "notes":
                rows = [[*row[:3], "Ask her.", *row[4:]] for row in rows]
            put(connection, table, rows)  # type: ignore[arg-type]

        monkeypatch.setattr(whole, "_put", wrong)
        with pytest.raises(RecordError, match="not what left: notes"):
            copy(one, other)
        assert other.counts() == {"reports": 0, "texts": 0, "entries": 0}


def test_a_backup_comes_back_into_either_store(
    places: tuple[Location, Location], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "talks.backup"
    with open_record(places[1]) as one:
        filled(one)
        status, _, err = run(capsys, "backup", str(file), "--record", str(places[1]))
        assert status == 0 and "2 reports, 1 entry, 1 verdict, 1 note, 1 decision" in err
        assert file.stat().st_mode & 0o077 == 0
        status, _, err = run(capsys, "restore", str(file), "--record", str(places[0]))
        assert status == 0 and "restored and compared" in err, err
        with open_record(places[0]) as other:
            same(one, other)
            again = tmp_path / "again.backup"
            assert backup(other, again) == check(file)
    status, _, err = run(capsys, "restore", str(file), "--record", str(places[0]))
    assert status == 2 and "is not empty" in err


def test_a_backup_is_of_one_moment_while_others_write(place: Location, tmp_path: Path) -> None:
    with open_record(place) as record:
        filled(record)
        stop, wrong = threading.Event(), list[BaseException]()

        def write() -> None:
            try:
                with open_record(place) as own:
                    n = 0
                    while not stop.is_set():
                        n += 1
                        source = build.report(f"{build.TEXT} {n}", name=f"{n}.txt", ident=f"r-{n:016d}")
                        own.put(build.reading(source, entries=(build.entry(source, ident=f"e-{n:016d}"),)))
            except BaseException as error:
                wrong.append(error)

        writer = threading.Thread(target=write)
        writer.start()
        try:
            with open_record(place, read_only=True) as asked:
                rows = [backup(asked, tmp_path / f"{n}.backup") for n in range(2)]
        finally:
            stop.set()
            writer.join(60)
        assert not wrong
        for own in rows:
            # of every report that came in meanwhile there is all or nothing
            assert own["reports"] == own["source_texts"] == own["origins"] == own["entries"] + 1 == own["readings"]


@pytest.fixture
def written(tmp_path: Path) -> Path:
    file = tmp_path / "talks.backup"
    with open_record(tmp_path / "first.onrecord") as record:
        filled(record)
        backup(record, file)
    return file


def spoilt(file: Path, how: str) -> None:
    data = file.read_bytes()
    lines = gzip.decompress(data).splitlines(keepends=True)
    if how == "cut":
        data = data[: len(data) * 2 // 3]
    elif how == "cut between rows":
        data = gzip.compress(b"".join(lines[:-1]))
    elif how == "empty":
        data = b""
    elif how == "a row less":
        data = gzip.compress(b"".join(line for line in lines if b"Ask him." not in line))
    elif how == "a word other":
        data = gzip.compress(b"".join(lines).replace(b"Ask him.", b"Ask her."))
    elif how == "a byte other":
        data = data[: len(data) // 2] + bytes([data[len(data) // 2] ^ 255]) + data[len(data) // 2 + 1 :]
    elif how == "newer":
        data = gzip.compress(b"".join(lines).replace(b'"revision":"0', b'"revision":"9', 1))
    elif how == "another file":
        data = b"just words\n" * 40
    file.write_bytes(data)


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("cut", "is cut short"),
        ("cut between rows", "is cut short"),
        ("empty", "is cut short"),
        ("a row less", "is damaged"),
        ("a word other", "is damaged"),
        ("a byte other", "is damaged|is cut short"),
        ("newer", "made by a newer version"),
        ("another file", "is no backup"),
    ],
)
def test_a_spoilt_backup_is_named_and_nothing_of_it_is_kept(written: Path, tmp_path: Path, how: str, said: str) -> None:
    spoilt(written, how)
    with pytest.raises(RecordError, match=said):
        check(written)
    with open_record(tmp_path / "other.onrecord") as other:
        with pytest.raises(RecordError, match=said):
            restore(written, other)
        assert other.counts()["reports"] == 0 and not other.arrived.originals.exists()


def test_a_backup_takes_the_place_of_a_backup_and_of_nothing_else(written: Path, tmp_path: Path) -> None:
    with open_record(tmp_path / "first.onrecord") as record:
        assert backup(record, written)["reports"] == 2
        before = (tmp_path / "first.onrecord").read_bytes()
        with pytest.raises(RecordError, match="is no backup"):
            backup(record, tmp_path / "first.onrecord")
        assert (tmp_path / "first.onrecord").read_bytes() == before
        with pytest.raises(RecordError, match="Cannot write"):
            backup(record, tmp_path / "nowhere" / "talks.backup")
    assert not list(tmp_path.glob("*.part"))


def test_every_table_goes_along() -> None:
    from onrecord.record import schema

    assert {table.name for table in TABLES} == set(schema.metadata.tables)
