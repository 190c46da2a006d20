"""PostgreSQL that restarts, is cut off, hangs or is full: what was written is whole, and the same command goes on."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bulky import until
from tests.wire import Wire, commits

from benchmarks.faults.ground import STEP, Ended, Ground, NotRun, fault, killed
from onrecord.model.location import Database, Location

SILENT = STEP | {"silence": 3}
LOST = r"PostgreSQL does not answer|just starting or stopping"


def _begun(at: Ground) -> Database:
    """A record in PostgreSQL with the first reports, to be loaded into."""
    at.finished()
    place = at.record = at.base.server.place()
    ended = at.near("copy", at.base.begun, place)
    assert ended.status == 0, ended.words
    return place


def _refused(ended: Ended) -> str:
    assert ended.status == 2, f"{ended.status}: {ended.words}"
    return ended.words


@contextmanager
def _wire(at: Ground) -> Iterator[Wire]:
    wire = Wire(at.base.server.port)
    try:
        yield wire
    finally:
        wire.stop()


def _restarted(at: Ground, how: str, *words: object) -> str:
    """Restart the server while a command writes."""
    server = at.base.server
    run = at.begin(*(words or at.load_words()), steps=STEP)
    until(lambda: at.held() > 4 or run.poll() is not None)
    server.stop(how)
    server.start()
    told = _refused(at.ended(run))
    assert at.held() > 4, "what was recorded is gone"
    return told + at.loads()


@fault("server", says=LOST)
def stopped_at_once_while_loading(at: Ground) -> str:
    """PostgreSQL stopped at once, as by a power cut, and started again in the middle of a load."""
    _begun(at)
    return _restarted(at, "immediate")


@fault("server", says=LOST)
def restarted_while_loading(at: Ground) -> str:
    """PostgreSQL restarted in an orderly way in the middle of a load."""
    _begun(at)
    return _restarted(at, "fast")


@fault("server", says=LOST)
def restarted_while_reading(at: Ground) -> str:
    """PostgreSQL restarted in the middle of `onrecord read`."""
    place = _begun(at)
    return _restarted(at, "fast", "read", at.source, "--record", place, "--reader", "rules")


@fault("server", says=LOST)
def not_there_at_first(at: Ground) -> str:
    """A load while PostgreSQL is stopped."""
    _begun(at)
    server = at.base.server
    server.stop("fast")
    try:
        told = _refused(at.near(*at.load_words()))
    finally:
        server.start()
    return told + at.loads()


def _over(at: Ground, how: str, when: Callable[[bytes], bool], nth: int = 1) -> str:
    """Load over a way to which something happens at the nth piece that fits."""
    place, seen = _begun(at), [0]

    def nth_one(data: bytes) -> bool:
        seen[0] += when(data)
        return when(data) and seen[0] == nth

    with _wire(at) as wire:
        wire.how, wire.when = how, nth_one
        begin = time.monotonic()
        ended = at.run(*at.load_words(wire.place(place)), steps=SILENT)
        assert wire.happened.is_set(), "nothing happened to it"
        assert time.monotonic() - begin < 30, "it was waited for too long"
    return _refused(ended) + at.loads()


@fault("server", says=LOST)
def cut_before_a_commit(at: Ground) -> str:
    """The connection is cut between a statement and its commit."""
    return _over(at, "before", commits, 2)


@fault("server", says=LOST)
def cut_after_a_commit(at: Ground) -> str:
    """The connection is cut when a commit is done and nobody has heard so."""
    return _over(at, "after", commits, 2)


@fault("server", says=LOST)
def cut_within_a_transaction(at: Ground) -> str:
    """The connection is cut in the middle of a transaction."""
    return _over(at, "before", lambda data: b"source_texts" in data, 3)


@fault("server", says=LOST)
def a_network_that_hangs(at: Ground) -> str:
    """The network swallows all that is sent, in the middle of a transaction, and says nothing."""
    return _over(at, "hole", lambda data: b"source_texts" in data, 3)


@fault("server", says=LOST)
def answers_that_never_come(at: Ground) -> str:
    """A commit arrives, and no answer ever comes back."""
    return _over(at, "deaf", commits, 2)


@fault("server", says=r"reports read")
def a_machine_that_vanishes(at: Ground) -> str:
    """A machine vanishes in the middle of a load, without a word to the server: the next load need not wait for it long."""
    place, seen = _begun(at), [0]

    def later(data: bytes) -> bool:
        seen[0] += b"source_texts" in data
        return seen[0] >= 3

    with _wire(at) as wire:
        wire.how, wire.when = "hole", later
        run = at.begin(*at.load_words(wire.place(place)), steps=SILENT)
        until(wire.happened.is_set)
        killed(run, lambda: True)
        ended = at.ended(at.begin(*at.load_words()), 40)
        assert ended.status == 0, ended.words
    return ended.words


@fault("server", says=r"reports read")
def a_slow_network(at: Ground) -> str:
    """Every piece that is sent to PostgreSQL is 10 ms late."""
    place = _begun(at)
    with _wire(at) as wire:
        wire.slow = 0.01
        ended = at.run(*at.load_words(wire.place(place)))
        assert ended.status == 0, ended.words
    return ended.words


@fault("server", says=r"reports read")
def a_server_that_stands_still(at: Ground) -> str:
    """PostgreSQL stands still for some seconds in the middle of a load, and goes on."""
    _begun(at)
    run = at.begin(*at.load_words(), steps=STEP)
    until(lambda: at.held() > 4 or run.poll() is not None)
    asked = "SELECT pid FROM pg_stat_activity WHERE application_name = 'onrecord'"
    stopped = [int(str(row[0])) for row in at.base.server.sql(asked)]
    for process in stopped:
        os.kill(process, signal.SIGSTOP)
    time.sleep(3)
    for process in stopped:
        os.kill(process, signal.SIGCONT)
    ended = at.ended(run)
    assert ended.status == 0 and stopped, ended.words
    return ended.words


@fault("server", says=r"reports read|does not answer")
def connections_ended_by_the_keeper(at: Ground) -> str:
    """The server's keeper ends all connections in the middle of a load."""
    _begun(at)
    run = at.begin(*at.load_words(), steps=STEP)
    until(lambda: at.held() > 4 or run.poll() is not None)
    end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'onrecord'"
    at.base.server.sql(end)
    ended = at.ended(run)
    assert ended.status in (0, 2), ended.words
    return ended.words + at.loads()


@fault("server", says=r"another run .*; waiting until it is done")
def two_loads_into_one_server(at: Ground) -> str:
    """Two loads of the same data into one record in PostgreSQL at once."""
    _begun(at)
    runs = [at.begin(*at.load_words(), steps=STEP | {"pause": 0.7}) for _ in range(2)]
    ended = [at.ended(run) for run in runs]
    assert [one.status for one in ended] == [0, 0], [one.words for one in ended]
    return " ".join(one.words for one in ended)


@fault("server", says=r"reports read")
def load_into_a_server_killed(at: Ground) -> str:
    """A load into PostgreSQL killed when some reports are in."""
    _begun(at)
    killed(at.begin(*at.load_words(), steps=STEP), lambda: at.held() > 4)
    return at.loads()


def _filled_over_a_wire(at: Ground, *words: object) -> str:
    """A command that fills a record over a way that is cut in the middle; once more without it."""
    place = at.base.server.place()
    with _wire(at) as wire:
        wire.how, wire.when = "before", lambda data: b"entry_actors" in data
        refused = _refused(at.near(*_to(words, wire.place(place))))
        assert wire.happened.is_set()
    at.record = place
    ended = at.near(*_to(words, place))
    assert ended.status == 0, ended.words
    return refused + ended.words


def _to(words: tuple[object, ...], place: Location) -> list[object]:
    return [place if word is None else word for word in words]


@fault("server", says=rf"({LOST}).*copied and compared")
def a_copy_to_a_server_cut_off(at: Ground) -> str:
    """A copy into PostgreSQL whose connection is cut in the middle."""
    return _filled_over_a_wire(at, "copy", at.base.record, None)


@fault("server", says=rf"({LOST}).*restored and compared")
def restoring_to_a_server_cut_off(at: Ground) -> str:
    """A backup restored into PostgreSQL, whose connection is cut in the middle."""
    file = at.folder / "t.backup"
    assert at.near("backup", file, "--record", at.base.record).status == 0
    return _filled_over_a_wire(at, "restore", file, "--record", None)


@fault("server", says=LOST)
def a_backup_of_a_server_cut_off(at: Ground) -> str:
    """A backup of a record in PostgreSQL whose connection is cut: that of before is whole."""
    from onrecord.record.whole import check

    place, file = at.base.server.place(), at.folder / "t.backup"
    assert at.near("copy", at.base.record, place).status == 0
    assert at.near("backup", file, "--record", place).status == 0
    before = check(file)
    with _wire(at) as wire:
        wire.how, wire.when = "before", lambda data: b"entry_actors" in data
        refused = _refused(at.near("backup", file, "--record", wire.place(place)))
        assert wire.happened.is_set() and check(file) == before and not list(at.folder.glob("*.part"))
    ended = at.near("restore", file, "--record", at.record)
    assert ended.status == 0, ended.words
    return refused


@fault("server", says=r"No room left for .*Free some space")
def a_server_whose_disk_is_full(at: Ground) -> str:
    """The disk on which PostgreSQL keeps the record is full in the middle of a load."""
    server, disk = at.base.server, at.folder / "disk"
    disk.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", "size=16m", "onrecord", str(disk)]
    if subprocess.run(words, capture_output=True, check=False).returncode:
        raise NotRun("no disk may be mounted here, which takes the rights of root")
    try:
        for folder in (at.base.folder, at.folder):
            folder.chmod(0o755)
        owner = server.data.stat()
        os.chown(disk, owner.st_uid, owner.st_gid)
        server.sql(f"CREATE TABLESPACE tiny LOCATION '{disk}'")
        server.sql("ALTER ROLE onrecord SET default_tablespace = tiny")
        place = _begun(at)
        ballast = disk / "ballast"
        free = os.statvfs(disk)
        ballast.write_bytes(bytes(free.f_bavail * free.f_frsize))
        told = _refused(at.run(*at.load_words(), steps={"batch": 2}))
        ballast.unlink()
        told += at.loads()
        server.sql("ALTER ROLE onrecord RESET default_tablespace")
        at.record = server.place()
        assert at.near("copy", place, at.record).status == 0
        server.sql(f'DROP SCHEMA "{place.schema}" CASCADE')
        server.sql("DROP TABLESPACE tiny")
    finally:
        server.sql("ALTER ROLE onrecord RESET default_tablespace")
        subprocess.run(["umount", "-l", str(disk)], check=True)
        shutil.rmtree(Path(disk), ignore_errors=True)
    return told
