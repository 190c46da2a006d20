"""Brings what follows from the record up to date beside the pages: one at a time, and no page waits for a long one."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable

from onrecord.errors import OnrecordError
from onrecord.model.location import Database, Location
from onrecord.record import open_record
from onrecord.resolving import bring_up_to_date
from onrecord.web.logs import chosen, log, set_up

# records of so many reports are brought up to date in a process of its own: here it would take the pages' turn
LARGE = 500
# and pages wait so long for those of fewer
PATIENCE = 30.0
# and the next round of a large one begins after so long, or as long as the last took
REST = 60.0
# between two writings whoever decides on a line gets at the file: SQLite looks again every tenth of a second
GAP = 0.12
ALONE = "import sys; from onrecord.web.following import follow; follow(*sys.argv[1:])"
# where that process finds which record: an address may have a password, and everybody sees what processes are called with
WHERE = "ONRECORD_FOLLOWED"
BEHIND = "what follows from the record is not up to date: %s"
# so long, in seconds, one that is asked to stop may take to come to the end of a writing
CLOSING = 20.0


class _Stopped(Exception):
    """It was asked to stop, and stands between two writings."""


class Follower:
    """Follows a record. `after` is called, in the follower's thread, whenever it is up to date again."""

    def __init__(self, location: Location, after: Callable[[], None]) -> None:
        self._location = location
        self._after = after
        self._wanted = threading.Event()
        self._done = threading.Condition()
        self._running = False
        self._closed = False
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def nudge(self) -> None:
        """Say that the record is not up to date."""
        with self._lock:
            if self._closed:
                return
            with self._done:
                self._running = True
            self._wanted.set()
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="onrecord-following", daemon=True)
                self._thread.start()

    def wait(self) -> None:
        """Return when what was nudged for is done, or cannot be done."""
        with self._done:
            self._done.wait_for(lambda: not self._running, PATIENCE)

    def close(self) -> None:
        """Follow no more: it stops between two writings, and the rest is made another time."""
        with self._lock:
            self._closed = True
        self._closing.set()
        self._wanted.set()
        process = self._process
        if process is not None:
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(CLOSING)
            # what was begun is left as it was before
            process.kill()
        if self._thread is not None:
            self._thread.join(timeout=CLOSING)
        self.kill()

    def kill(self) -> None:
        """End what follows in a process of its own, whatever it is at: nothing of it goes on without us."""
        if self._process is not None:
            self._process.kill()

    def _work(self) -> None:
        while True:
            self._wanted.wait()
            self._wanted.clear()
            if self._closed:
                return
            begin = time.monotonic()
            try:
                large = self._follow()
                self._after()
                if large:
                    # whoever reviews line after line leaves a core to the pages in between
                    self._closing.wait(min(time.monotonic() - begin, REST))
            except _Stopped:
                return
            except OnrecordError as error:
                log.error(BEHIND, error)
            except Exception as error:  # the pages go on with what there is
                log.error(BEHIND, error, exc_info=error)
            finally:
                with self._done:
                    if not self._wanted.is_set():
                        self._running = False
                    self._done.notify_all()

    def _follow(self) -> bool:
        """Bring it up to date; whether it is a large record."""
        with open_record(self._location, create=False) as record:
            small = record.count_reports() <= LARGE
            if small:
                bring_up_to_date(record, self._unless_closing)
                return False
        if self._closing.is_set():
            raise _Stopped
        # what happens to stand in this folder is no module of ours
        where = self._location.address if isinstance(self._location, Database) else str(self._location)
        command = [sys.executable, "-P", "-c", ALONE, *chosen()]
        self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, env=os.environ | {WHERE: where})
        self._process.wait()
        self._process = None
        return True

    def _unless_closing(self, _: str, __: int, ___: int) -> None:
        if self._closing.is_set():
            raise _Stopped


def follow(form: str = "text", level: str = "warning") -> None:
    """Bring the record up to date that the surroundings name, behind whoever waits for a page; asked to end, stop between two writings."""
    set_up(form, level)
    ending = threading.Event()
    signal.signal(signal.SIGTERM, lambda _, __: ending.set())

    def in_turns(what: str, done: int, every: int) -> None:
        if ending.is_set():
            raise _Stopped
        _in_turns(what, done, every)

    with contextlib.suppress(OSError, AttributeError):
        os.nice(10)
    try:
        with open_record(os.environ[WHERE], create=False) as record:
            bring_up_to_date(record, in_turns)
    except OnrecordError as error:
        log.error(BEHIND, error)
    except (KeyboardInterrupt, _Stopped):
        pass


def _in_turns(what: str, done: int, every: int) -> None:
    """Before each writing of many, wait a moment."""
    if what == "lists":
        time.sleep(GAP)
