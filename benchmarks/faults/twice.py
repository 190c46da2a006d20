"""Two at once on the same data: one waits or is refused in words, and neither doubles what the other did."""

from __future__ import annotations

import subprocess

from tests.bulky import until

from benchmarks.faults.ground import STEP, Ground, fault


def _both(at: Ground, *runs: subprocess.Popen[str]) -> str:
    ended = [at.ended(run) for run in runs]
    assert all(one.status == 0 for one in ended), [one.words for one in ended]
    return " ".join(one.words for one in ended)


SLOW = STEP | {"pause": 0.7}
WAITS = r"another run .*; waiting until it is done"


@fault("twice", says=WAITS)
def two_loads(at: Ground) -> str:
    """Two loads of the same data into one record at once."""
    at.finished()
    at.begun()
    return _both(at, *(at.begin(*at.load_words(), steps=SLOW) for _ in range(2)))


@fault("twice", says=r"reports read")
def two_loads_into_a_new_record(at: Ground) -> str:
    """Two loads into a record that neither finds there."""
    at.finished()
    at.fresh()
    return _both(at, *(at.begin(*at.load_words(), steps=SLOW) for _ in range(2)))


@fault("twice", says=WAITS)
def a_load_and_a_reading(at: Ground) -> str:
    """A load and `onrecord read` of the same reports at once."""
    at.finished()
    at.begun()
    first = at.begin(*at.load_words(), steps=SLOW)
    until(lambda: at.held() > 3 or first.poll() is not None)
    words = ["read", at.source, "--record", at.record, "--reader", "rules"]
    return _both(at, first, at.begin(*words))


@fault("twice", says=WAITS)
def two_readings(at: Ground) -> str:
    """`onrecord read` of the same reports by two at once."""
    at.begun()
    words = ["read", at.source, "--record", at.record, "--reader", "rules"]
    return _both(at, *(at.begin(*words, steps={"pause": 0.2}) for _ in range(2)))


@fault("twice", says=r"Another run writes into .* Wait until it is done")
def two_bulk_runs_into_one_place(at: Ground) -> str:
    """Two bulk readings into the same place at once."""
    first = at.begin(*at.bulk_words())
    until((at.output / "_onrecord/begun.json").exists)
    second = at.near(*at.bulk_words())
    assert second.status == 2, second.words
    ended = at.ended(first)
    assert ended.status == 0, ended.words
    return second.words + at.loads()


@fault("twice", says=r"is not read to its end|holds nothing that onrecord bulk has read")
def a_load_during_bulk_reading(at: Ground) -> str:
    """A load of what is still being read."""
    run = at.begin(*at.bulk_words())
    until(lambda: len(at.marks()) >= 1 or run.poll() is not None)
    at.begun()
    early = at.near(*at.load_words())
    assert early.status == 2 and at.held() == 3, early.words
    assert at.ended(run).status == 0
    return early.words + at.loads()


@fault("twice", says=r"written and read again")
def a_backup_during_a_load(at: Ground) -> str:
    """A backup while a load writes, restored, and loaded to its end."""
    at.finished()
    at.begun()
    run = at.begin(*at.load_words(), steps=SLOW)
    until(lambda: at.held() > 4 or run.poll() is not None)
    backup = at.folder / "t.backup"
    made = at.near("backup", backup, "--record", at.record)
    assert made.status == 0 and at.ended(run).status == 0, made.words
    at.record = at.folder / "again.onrecord"
    restored = at.near("restore", backup, "--record", at.record)
    assert restored.status == 0, restored.words
    return made.words + at.loads()
