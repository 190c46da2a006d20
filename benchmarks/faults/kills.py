"""Runs, workers and loads that are killed or stopped, at moments that are watched for."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from tests.bulky import until

from benchmarks.faults.ground import STEP, Ground, below, fault, killed

GOES_ON = r"partitions are done already; going on"
STOPPED = r"stopped; what was recorded before is kept"


@fault("kills", says=r"12 reports read")
def killed_while_planning(at: Ground) -> str:
    """Bulk reading killed before it has a plan."""
    killed(at.begin(*at.bulk_words()), (at.output / "_onrecord" / "begun.json").exists)
    return at.goes_on()


@fault("kills", says=r"12 reports read")
def killed_with_a_plan(at: Ground) -> str:
    """Bulk reading killed when it has a plan and nothing is read."""
    killed(at.begin(*at.bulk_words()), (at.output / "_onrecord" / "plan.json").exists)
    assert not at.marks()
    return at.goes_on()


def _at_marks(at: Ground, count: int, how: int = signal.SIGKILL) -> str:
    run = at.begin(*at.bulk_words())
    killed(run, lambda: len(at.marks()) >= count, how)
    return at.ended(run).words if how != signal.SIGKILL else ""


@fault("kills", says=GOES_ON)
def killed_after_the_first_partition(at: Ground) -> str:
    """Bulk reading killed once a partition is finished."""
    _at_marks(at, 1)
    return at.goes_on()


@fault("kills", says=GOES_ON)
def killed_near_its_end(at: Ground) -> str:
    """Bulk reading killed when all but the last partitions are finished."""
    _at_marks(at, 5)
    return at.goes_on()


@fault("kills", says=GOES_ON)
def killed_again_and_again(at: Ground) -> str:
    """Bulk reading killed three times, each time one partition further."""
    for _ in range(3):
        _at_marks(at, len(at.marks()) + 1)
    return at.goes_on()


@fault("kills", says=GOES_ON)
def killed_between_file_and_mark(at: Ground) -> str:
    """Bulk reading killed when a partition has its files and no mark: its mark is taken away after the kill."""
    _at_marks(at, 2)
    at.marks()[0].unlink()
    return at.goes_on()


@fault("kills", says=rf"{STOPPED}.*{GOES_ON}")
def interrupted(at: Ground) -> str:
    """Bulk reading stopped with Ctrl-C."""
    run = at.begin(*at.bulk_words())
    until(lambda: len(at.marks()) >= 1 or run.poll() is not None)
    os.kill(run.pid, signal.SIGINT)
    ended = at.ended(run, 60)
    return ended.words + at.goes_on()


@fault("kills", says=GOES_ON)
def terminated(at: Ground) -> str:
    """Bulk reading ended with SIGTERM, as by a scheduler."""
    _at_marks(at, 1, signal.SIGTERM)
    return at.goes_on()


@fault("kills", says=r"12 reports read")
def workers_killed_every_few_seconds(at: Ground) -> str:
    """The processes below bulk reading killed every few seconds while it runs."""
    run = at.begin(*at.bulk_words(workers=2))
    struck = 0
    until(lambda: bool(at.marks()) or run.poll() is not None)
    while run.poll() is None and struck < 4:
        for process, words in below(run.pid):
            if b"udf_worker" in words:
                os.kill(process, signal.SIGKILL)
                struck += 1
        time.sleep(3)
    ended = at.ended(run)
    assert struck, "none was struck"
    if ended.status == 2:
        assert "goes on" in ended.words, ended.words
        return ended.words + at.goes_on()
    return ended.words + at.loads()


@fault("kills", says=r"12 reports read")
def readers_killed(at: Ground) -> str:
    """The processes in which workers read killed while they read."""
    run = at.begin(*at.bulk_words())
    until(lambda: bool(at.marks()) or run.poll() is not None)
    struck = 0
    while run.poll() is None and struck < 2:
        for process, words in below(run.pid):
            if b"multiprocessing" in words and b"spawn_main" in words and struck < 2:
                os.kill(process, signal.SIGKILL)
                struck += 1
    ended = at.ended(run)
    assert struck and ended.status == 0, ended.words
    return ended.words + at.loads()


def _load_killed(at: Ground, reports: int, how: int = signal.SIGKILL) -> str:
    at.finished()
    at.begun()
    run = at.begin(*at.load_words(), steps=STEP)
    killed(run, lambda: at.held() >= reports, how)
    assert at.held() < 12
    return at.ended(run).words if how != signal.SIGKILL else ""


@fault("kills", says=r"already on record")
def load_killed_at_its_first_reports(at: Ground) -> str:
    """A load killed when its first reports are in."""
    _load_killed(at, 4)
    return at.loads()


@fault("kills", says=r"already on record")
def load_killed_later(at: Ground) -> str:
    """A load killed when two thirds are in."""
    _load_killed(at, 10)
    return at.loads()


@fault("kills", says=rf"{STOPPED}.*already on record")
def load_stopped_and_repeated(at: Ground) -> str:
    """A load stopped with Ctrl-C, begun again, and done once more."""
    words = _load_killed(at, 6, signal.SIGINT)
    return words + at.loads() + at.loads()


@fault("kills", says=r"12 already on record")
def load_done_twice(at: Ground) -> str:
    """A load that is done to its end twice."""
    at.finished()
    at.loads()
    return at.loads()


@fault("kills", says=r"reports read")
def load_killed_while_the_record_is_made(at: Ground) -> str:
    """A load killed within the moment in which its record is made."""
    at.finished()
    at.fresh()
    assert isinstance(at.record, Path)
    killed(at.begin(*at.load_words(), steps=STEP), at.record.exists)
    ended = at.load()
    assert ended.status == 0, ended.words
    return ended.words


@fault("kills", says=r"already on record")
def read_killed(at: Ground) -> str:
    """`onrecord read` into a record killed when some reports are in."""
    at.begun()
    words = ["read", at.source, "--record", at.record, "--reader", "rules"]
    killed(at.begin(*words, steps={"pause": 0.1}), lambda: at.held() >= 8)
    return at.run(*words).words


@fault("kills", says=r"crashed \(segmentation fault\)")
def a_report_kills_its_reader(at: Ground) -> str:
    """A report that kills whatever process reads it, among good ones."""
    return _bad_report(at, "SEGV")


@fault("kills", says=r"took longer than 3 seconds")
def a_report_hangs_its_reader(at: Ground) -> str:
    """A report that never ends to be read, among good ones."""
    return _bad_report(at, "HANG")


def _bad_report(at: Ground, how: str) -> str:
    from tests.arrive import BODY, OTHER, written
    from tests.killers import FIRST, killer

    from benchmarks.faults.same import content

    written(at.folder, "in/a.txt", BODY)
    written(at.folder, "in/c.txt", OTHER)
    undisturbed = at.folder / "good.onrecord"
    assert at.near("read", at.folder / "in", "--record", undisturbed, "--reader", "rules").status == 0
    written(at.folder, "first/sitecustomize.py", FIRST)
    written(at.folder, "in/b.pdf", killer(how))
    options = {"PYTHONPATH": str(at.folder / "first")}
    ended = at.bulk("--report-seconds", "3", source=at.folder / "in", **options)
    assert ended.status == 1, ended.words
    loaded = at.load()
    assert loaded.status == 1, loaded.words
    # what is left alone from now on is named, and all else is the same
    at.expected = content(undisturbed) | {"quarantine": content(at.record)["quarantine"]}
    assert at.expected["quarantine"][0] == 1
    return ended.words
