"""Disks that are full, too small, or may not be written: the run stops in words, and with room made it goes on."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.faults.ground import Ended, Ground, NotRun, fault

FULL = r"No space left|No room left|Free some space"
REFUSED = r"Read-only file system|cannot be written|Permission denied|No permission"


@contextmanager
def _small(at: Ground, size: str = "1m") -> Iterator[Path]:
    """A disk of its own, in memory, that is soon full."""
    place = at.folder / "disk"
    place.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "onrecord", str(place)], capture_output=True, check=False
    )
    if made.returncode:
        raise NotRun("no disk may be mounted here, which takes the rights of root")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def _mounted(place: Path, option: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{option}", str(place)], check=True)


def _fill(place: Path, spare: int) -> Path:
    """Fill a disk up to so many bytes."""
    free = os.statvfs(place)
    ballast = place / "ballast"
    ballast.write_bytes(bytes(max(0, free.f_bavail * free.f_frsize - spare)))
    return ballast


def _stopped(ended: Ended) -> str:
    assert ended.status == 2, f"{ended.status}: {ended.words}"
    return ended.words


def _out(at: Ground, output: Path, record: Path) -> None:
    """Take what lies on the disk away from it before it goes."""
    shutil.move(record, at.folder / record.name)
    at.record = at.folder / record.name
    if output.exists():
        shutil.rmtree(output)


@fault("disk", says=FULL)
def full_while_planning(at: Ground) -> str:
    """The disk is full when bulk reading cuts its input."""
    return _full_bulk(at, 12_000)


@fault("disk", says=FULL)
def full_while_reading(at: Ground) -> str:
    """The disk is full when some partitions are read."""
    return _full_bulk(at, 130_000)


def _full_bulk(at: Ground, spare: int) -> str:
    with _small(at, "4m") as place:
        at.output = place / "out"
        ballast = _fill(place, spare)
        words = _stopped(at.near(*at.bulk_words()))
        assert "goes on" in words, words
        ballast.unlink()
        ended = at.near(*at.bulk_words())
        assert ended.status == 0, ended.words
        at.loads()
    return words


@fault("disk", says=FULL)
def full_while_reading_by_the_engine(at: Ground) -> str:
    """The disk is full when a worker of the engine writes."""
    with _small(at, "4m") as place:
        at.output = place / "out"
        ballast = _fill(place, 130_000)
        words = _stopped(at.bulk())
        ballast.unlink()
        ended = at.near(*at.bulk_words())
        assert ended.status == 0, ended.words
        at.loads()
    return words


def _full_record(at: Ground, spare: int, *words: object) -> str:
    with _small(at, "8m") as place:
        at.finished()
        at.record = Path(shutil.copy(at.base.begun, place / "t.onrecord"))
        words = words or tuple(at.load_words())
        ballast = _fill(place, spare)
        told = _stopped(at.run(*words, steps={"batch": 2}))
        ballast.unlink()
        ended = at.run(*words)
        assert ended.status == 0, ended.words
        _out(at, place / "none", at.record)
    return told


@fault("disk", says=FULL)
def full_while_loading(at: Ground) -> str:
    """The disk of the record is full in the middle of a load."""
    return _full_record(at, 120_000)


@fault("disk", says=r"t\.onrecord cannot be written.*its space|No room left for")
def full_before_loading(at: Ground) -> str:
    """The disk of the record has not a byte left when a load begins."""
    return _full_record(at, 0)


@fault("disk", says=FULL)
def full_while_a_record_is_made(at: Ground) -> str:
    """The disk is full while a load makes its record."""
    at.fresh()
    with _small(at, "2m") as place:
        at.finished()
        at.record = place / "new.onrecord"
        ballast = _fill(place, 60_000)
        told = _stopped(at.run(*at.load_words()))
        ballast.unlink()
        ended = at.run(*at.load_words())
        assert ended.status == 0, ended.words
        _out(at, place / "none", at.record)
    return told


@fault("disk", says=FULL)
def full_while_reading_into_a_record(at: Ground) -> str:
    """The disk of the record is full in the middle of `onrecord read`."""
    with _small(at, "8m") as place:
        at.record = Path(shutil.copy(at.base.begun, place / "t.onrecord"))
        words = ["read", at.source, "--record", at.record, "--reader", "rules"]
        ballast = _fill(place, 150_000)
        told = _stopped(at.run(*words))
        ballast.unlink()
        ended = at.run(*words)
        assert ended.status == 0, ended.words
        _out(at, place / "none", at.record)
    return told


@fault("disk", says=FULL)
def full_during_a_backup(at: Ground) -> str:
    """The disk is full while a backup is written; the backup of before is still there."""
    from onrecord.record.whole import check

    record = at.whole()
    with _small(at, "2m") as place:
        file = place / "t.backup"
        assert at.near("backup", file, "--record", at.base.begun).status == 0
        before = check(file)
        ballast = _fill(place, 8_000)
        told = _stopped(at.near("backup", file, "--record", record))
        assert check(file) == before and not list(place.glob("*.part"))
        ballast.unlink()
        assert at.near("backup", file, "--record", record).status == 0
        at.record = at.folder / "again.onrecord"
        assert at.near("restore", file, "--record", at.record).status == 0
    return told


@fault("disk", says=FULL)
def full_while_restoring(at: Ground) -> str:
    """The disk is full while a backup is restored."""
    file = at.folder / "t.backup"
    assert at.near("backup", file, "--record", at.base.record).status == 0
    with _small(at, "8m") as place:
        at.record = place / "t.onrecord"
        ballast = _fill(place, 600_000)
        told = _stopped(at.run("restore", file, "--record", at.record))
        ballast.unlink()
        ended = at.run("restore", file, "--record", at.record)
        assert ended.status == 0, ended.words
        _out(at, place / "none", at.record)
    return told


@fault("disk", says=r"cannot be written.*quota")
def files_may_not_grow(at: Ground) -> str:
    """The record may not grow beyond a size, as under a quota."""
    at.finished()
    record = at.begun()
    size = record.stat().st_size
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    # what is begun now has the limit
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        run = at.begin(*at.load_words(), steps={"batch": 2})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    told = _stopped(at.ended(run))
    assert "is damaged" not in told, told
    return told + at.loads()


@fault("disk", says=REFUSED)
def a_disk_that_may_only_be_read(at: Ground) -> str:
    """Bulk reading onto a disk that may only be read."""
    with _small(at, "4m") as place:
        _mounted(place, "ro")
        at.output = place / "out"
        told = _stopped(at.near(*at.bulk_words()))
        _mounted(place, "rw")
        ended = at.near(*at.bulk_words())
        assert ended.status == 0, ended.words
        at.loads()
    return told


@fault("disk", says=REFUSED)
def a_record_that_may_only_be_read(at: Ground) -> str:
    """A load into a record on a disk that may only be read."""
    with _small(at, "8m") as place:
        at.finished()
        at.record = Path(shutil.copy(at.base.begun, place / "t.onrecord"))
        _mounted(place, "ro")
        told = _stopped(at.run(*at.load_words()))
        _mounted(place, "rw")
        assert at.run(*at.load_words()).status == 0
        _out(at, place / "none", at.record)
    return told
