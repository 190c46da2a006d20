"""Whole records: backups that are spoilt or broken off, copies that are, and records of other versions."""

from __future__ import annotations

import gzip
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

from tests.bulky import until

from benchmarks.faults.ground import Ground, fault, killed, wait

SLOW = {"some": 5, "pause": 0.05}


def _backup(at: Ground) -> Path:
    file = at.folder / "t.backup"
    ended = at.near("backup", file, "--record", at.base.record)
    assert ended.status == 0, ended.words
    return file


def _restored(at: Ground, file: Path) -> str:
    ended = at.near("restore", file, "--record", at.record)
    assert ended.status == 0, ended.words
    return ended.words


def _spoilt(at: Ground, spoil: Callable[[bytes], bytes]) -> str:
    """Restore a backup that was spoilt, which keeps nothing; then a good one."""
    file = _backup(at)
    whole = file.read_bytes()
    file.write_bytes(spoil(whole))
    assert isinstance(at.record, Path)
    refused = at.near("restore", file, "--record", at.record)
    assert refused.status == 2 and not at.record.exists(), refused.words
    file.write_bytes(whole)
    return refused.words + _restored(at, file)


@fault("whole", says=r"is cut short")
def a_backup_cut_short(at: Ground) -> str:
    """A backup of which the last third is missing."""
    return _spoilt(at, lambda data: data[: len(data) * 2 // 3])


@fault("whole", says=r"is cut short")
def a_backup_cut_between_rows(at: Ground) -> str:
    """A backup that ends between two rows, and is packed as it should be."""
    return _spoilt(at, lambda data: gzip.compress(b"".join(gzip.decompress(data).splitlines(keepends=True)[:40])))


@fault("whole", says=r"is damaged|is cut short")
def a_backup_with_a_byte_other(at: Ground) -> str:
    """A backup in which one byte is another."""
    return _spoilt(
        at, lambda data: data[: len(data) // 2] + bytes([data[len(data) // 2] ^ 1]) + data[len(data) // 2 + 1 :]
    )


@fault("whole", says=r"is damaged: its rows are not those it says")
def a_backup_with_a_row_less(at: Ground) -> str:
    """A backup from which somebody took a line, packed as it should be."""
    return _spoilt(
        at,
        lambda data: gzip.compress(
            b"".join(row for row in gzip.decompress(data).splitlines(keepends=True) if b"Ask him." not in row)
        ),
    )


@fault("whole", says=r"is cut short")
def a_backup_of_no_bytes(at: Ground) -> str:
    """A backup of no bytes."""
    return _spoilt(at, lambda data: b"")


@fault("whole", says=r"is not empty")
def restored_twice(at: Ground) -> str:
    """A backup that is restored twice into the same record."""
    file = _backup(at)
    _restored(at, file)
    again = at.near("restore", file, "--record", at.record)
    assert again.status == 2, again.words
    return again.words


@fault("whole", says=r"restored and compared")
def a_backup_killed(at: Ground) -> str:
    """A backup killed while it is written: that of before is whole, and the next takes its place."""
    from onrecord.record.whole import check

    file = _backup(at)
    before, part = check(file), file.with_name("t.backup.part")
    killed(at.begin("backup", file, "--record", at.base.record, steps=SLOW), part.exists)
    assert check(file) == before
    _backup(at)
    assert not part.exists()
    return _restored(at, file)


def _killed_in_the_middle(at: Ground, *words: object) -> None:
    """Kill what fills a record, some of whose rows are written and none of which is kept."""
    run = at.begin(*words, steps=SLOW)
    until(lambda: at.held() == 0 or run.poll() is not None)
    wait(0.5)
    killed(run, lambda: True)
    assert at.held() == 0


@fault("whole", says=r"restored and compared")
def a_restoring_killed(at: Ground) -> str:
    """Restoring killed in the middle, and done again."""
    file = _backup(at)
    _killed_in_the_middle(at, "restore", file, "--record", at.record)
    return _restored(at, file)


@fault("whole", says=r"copied and compared")
def a_copy_killed(at: Ground) -> str:
    """A copy killed in the middle, and done again."""
    _killed_in_the_middle(at, "copy", at.base.record, at.record)
    ended = at.near("copy", at.base.record, at.record)
    assert ended.status == 0, ended.words
    return ended.words


@fault("whole", says=r"is not empty")
def a_copy_onto_another_record(at: Ground) -> str:
    """A copy into a record in which something is: neither of them changes."""
    at.whole()
    ended = at.near("copy", at.base.begun, at.record)
    assert ended.status == 2, ended.words
    return ended.words


def _older(place: Path) -> None:
    """Make a record one of revision 0004: what came later is taken out."""
    from onrecord.record import schema
    from onrecord.record.foreign import TABLES

    later = [*(t.name for t in TABLES), *(t.name for t in (schema.listed, schema.shelves, schema.terms, schema.tells))]
    raw = sqlite3.connect(place)
    raw.execute("DROP TABLE IF EXISTS listed_words")
    for name in reversed(later):
        raw.execute(f"DROP TABLE IF EXISTS {name}")
    raw.execute("UPDATE alembic_version SET version_num = '0004'")
    raw.commit()
    raw.close()


@fault("whole", says=r"reports read|already on record")
def a_record_of_an_older_revision(at: Ground) -> str:
    """A load into a record of an older revision, which is brought up to date."""
    at.finished()
    _older(at.begun())
    return at.loads()


@fault("whole", says=r"reports read|already on record")
def bringing_up_to_date_killed(at: Ground) -> str:
    """A load killed while it brings a record of an older revision up to date."""
    at.finished()
    record = at.begun()
    _older(record)
    for _ in range(3):
        run = at.begin(*at.load_words(), steps={"batch": 1, "pause": 0.3})
        killed(run, lambda: record.with_name(record.name + "-wal").exists() or _revision(record) != "0004")
    return at.loads()


def _revision(place: Path) -> str:
    raw = sqlite3.connect(f"file:{place}?mode=ro", uri=True)
    try:
        return str(raw.execute("SELECT version_num FROM alembic_version").fetchone()[0])
    except sqlite3.Error:
        return "0004"
    finally:
        raw.close()


@fault("whole", says=r"was made by a newer Onrecord")
def a_record_of_a_newer_revision(at: Ground) -> str:
    """A load into a record of a newer revision, which is left as it is."""
    at.finished()
    record = at.whole()
    raw = sqlite3.connect(record)
    raw.execute("UPDATE alembic_version SET version_num = '9999'")
    raw.commit()
    refused = at.near(*at.load_words())
    assert refused.status == 2, refused.words
    raw.execute("UPDATE alembic_version SET version_num = '0006'")
    raw.commit()
    raw.close()
    return refused.words


@fault("whole", says=r"is damaged|is not a record")
def a_record_cut_short(at: Ground) -> str:
    """A record whose file is cut short is named; its backup takes its place."""
    at.finished()
    file, record = _backup(at), at.whole()
    with record.open("r+b") as stream:
        stream.truncate(record.stat().st_size // 2)
    refused = at.near(*at.load_words())
    assert refused.status == 2, refused.words
    shutil.move(record, at.folder / "broken.onrecord")
    return refused.words + _restored(at, file)
