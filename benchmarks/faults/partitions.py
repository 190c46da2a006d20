"""What bulk reading finished is damaged afterwards: no line of it comes into a record, and it can be read again."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from benchmarks.faults.ground import Ground, fault, killed

DAMAGED = r"is damaged"


def _spoilt(at: Ground, pick: Callable[[Path], Path], spoil: Callable[[Path], object]) -> str:
    """Spoil a file, load, do what is said then, and load again."""
    spoil(pick(at.finished()))
    at.begun()
    before = at.held()
    ended = at.load()
    assert ended.status == 2 and at.held() == before, f"{ended.status}: {ended.words}"
    _do_as_told(at, ended.words)
    return ended.words + at.loads()


def _do_as_told(at: Ground, words: str) -> None:
    """Remove what is to be removed, and read again what is to be read."""
    if (remove := re.search(r"Remove (\S+\.json)", words)) is not None:
        Path(remove[1]).unlink()
    more = ["--again"] if "--again" in words else []
    ended = at.near(*at.bulk_words(), *more)
    assert ended.status == 0, ended.words


def _first(kind: str) -> Callable[[Path], Path]:
    return lambda output: sorted((output / kind).glob("*.parquet"))[0]


def _mark(output: Path) -> Path:
    return sorted((output / "_onrecord" / "done").glob("*.json"))[1]


def _halve(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def _flip(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) // 3] ^= 255
    file.write_bytes(data)


@fault("partitions", says=DAMAGED)
def entries_cut_short(at: Ground) -> str:
    """The entries of a partition are cut short."""
    return _spoilt(at, _first("entries"), _halve)


@fault("partitions", says=DAMAGED)
def entries_with_a_byte_other(at: Ground) -> str:
    """One byte in the entries of a partition is another."""
    return _spoilt(at, _first("entries"), _flip)


@fault("partitions", says=DAMAGED)
def entries_gone(at: Ground) -> str:
    """The entries of a partition are gone."""
    return _spoilt(at, _first("entries"), Path.unlink)


@fault("partitions", says=DAMAGED)
def reports_with_a_byte_other(at: Ground) -> str:
    """One byte in the reports of a partition is another."""
    return _spoilt(at, _first("reports"), _flip)


@fault("partitions", says=DAMAGED)
def reports_exchanged(at: Ground) -> str:
    """The reports of one partition lie under the name of another with as many rows."""

    def exchange(file: Path) -> None:
        file.write_bytes(sorted(file.parent.glob("*.parquet"))[1].read_bytes())

    return _spoilt(at, _first("reports"), exchange)


@fault("partitions", says=DAMAGED)
def reports_of_zeros(at: Ground) -> str:
    """The reports of a partition are nothing but zeros, as after a power cut."""
    return _spoilt(at, _first("reports"), lambda file: file.write_bytes(bytes(file.stat().st_size)))


@fault("partitions", says=DAMAGED)
def a_mark_cut_short(at: Ground) -> str:
    """The mark of a finished partition is cut short."""
    return _spoilt(at, _mark, lambda file: file.write_bytes(b'{"reports": 2, "ent'))


@fault("partitions", says=DAMAGED)
def a_mark_of_no_bytes(at: Ground) -> str:
    """The mark of a finished partition has no bytes, as after a power cut."""
    return _spoilt(at, _mark, lambda file: file.write_bytes(b""))


@fault("partitions", says=r"not read to its end: 1 of \d+ partitions")
def a_mark_gone(at: Ground) -> str:
    """The mark of a finished partition is gone, and with it all that was to be read."""
    return _spoilt(at, _mark, Path.unlink)


@fault("partitions", says=DAMAGED)
def the_plan_cut_short(at: Ground) -> str:
    """The plan of a run is cut short."""
    return _spoilt(at, lambda output: output / "_onrecord" / "plan.json", _halve)


@fault("partitions", says=DAMAGED)
def the_plan_of_another_kind(at: Ground) -> str:
    """The plan of a run is JSON, and no plan."""
    return _spoilt(at, lambda output: output / "_onrecord" / "plan.json", lambda file: file.write_text("[1, 2]"))


def _killed_then(at: Ground, spoil: Callable[[Path], object], which: int = -1) -> str:
    """Kill a run, spoil what it has yet to read, and go on."""
    killed(at.begin(*at.bulk_words()), lambda: len(at.marks()) >= 1)
    done = {path.stem for path in at.marks()}
    left = [path for path in sorted((at.output / "_onrecord/parcels").glob("part-*.parquet")) if path.stem not in done]
    spoil(left[which])
    ended = at.near(*at.bulk_words())
    if ended.status == 2:
        _do_as_told(at, ended.words)
    return ended.words + at.loads()


@fault("partitions", says=r"is damaged|12 reports read")
def what_is_to_be_read_cut_short(at: Ground) -> str:
    """A run is killed, and a partition that it had yet to read is cut short."""
    return _killed_then(at, _halve)


@fault("partitions", says=r"is damaged|12 reports read")
def what_is_to_be_read_gone(at: Ground) -> str:
    """A run is killed, and a partition that it had yet to read is gone."""
    return _killed_then(at, Path.unlink)


@fault("partitions", says=r"12 reports read")
def removal_broken_off(at: Ground) -> str:
    """Reading with --again is killed while it removes what was read before."""
    output = at.finished()
    for name in ("done", "parcels"):
        for file in sorted((output / "_onrecord" / name).glob("*"))[:3]:
            file.unlink()
    sorted((output / "entries").glob("*"))[0].unlink()
    ended = at.near(*at.bulk_words())
    assert ended.status == 0, ended.words
    return ended.words + at.loads()
