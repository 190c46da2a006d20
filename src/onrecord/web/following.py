"""Brings what follows from the record up to date beside the pages: one at a time, and no page waits for a long one."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable

from onrecord.errors import OnrecordError
from onrecord.model.location import Database, Location
from onrecord.record import open_record
from onrecord.resolving import bring_up_to_date

# records of so many reports are brought up to date in a process of its own: here it would take the pages' turn
LARGE = 500
# and pages wait so long for those of fewer
PATIENCE = 30.0
# and the next round of a large one begins after so long, or as long as the last took
REST = 60.0
# between two writings whoever decides on a line gets at the file: SQLite looks again every tenth of a second
GAP = 0.12
ALONE = "from onrecord.web.following import follow; follow()"
# where that process finds which record: an address may have a password, and everybody sees what processes are called with
WHERE = "ONRECORD_FOLLOWED"


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
        """Follow no more; what was begun is left as it was before."""
        with self._lock:
            self._closed = True
        self._closing.set()
        self._wanted.set()
        if self._process is not None:
            self._process.terminate()
        if self._thread is not None:
            self._thread.join(timeout=60)

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
            except Exception as error:  # the pages go on with what there is
                print(f"onrecord: what follows from the record is not up to date: {error}", file=sys.stderr)
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
                bring_up_to_date(record)
                return False
        # what happens to stand in this folder is no module of ours
        where = self._location.address if isinstance(self._location, Database) else str(self._location)
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", ALONE], stdin=subprocess.DEVNULL, env=os.environ | {WHERE: where}
        )
        self._process.wait()
        self._process = None
        return True


def follow() -> None:
    """Bring the record up to date that the surroundings name, behind whoever waits for a page."""
    with contextlib.suppress(OSError, AttributeError):
        os.nice(10)
    try:
        with open_record(os.environ[WHERE], create=False) as record:
            bring_up_to_date(record, _in_turns)
    except OnrecordError as error:
        print(f"onrecord: what follows from the record is not up to date: {error}", file=sys.stderr)
    except KeyboardInterrupt:
        pass


def _in_turns(what: str, done: int, every: int) -> None:
    """Before each writing of many, wait a moment."""
    if what == "lists":
        time.sleep(GAP)
