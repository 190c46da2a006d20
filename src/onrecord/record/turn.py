"""One run at a time writes into a record: the next one waits, and says so."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from onrecord.errors import RecordError
from onrecord.model.location import Database, Location

EVERY = 0.5


@contextmanager
def turn(path: Location, say: Callable[[str], None]) -> Iterator[None]:
    """Wait until no other run reads into this record; `say` hears whom it waits for. Readers and pages are not kept out."""
    if isinstance(path, Database):
        from onrecord.record.dialects import server

        with server.turn(path, "reads into", say):
            yield
        return
    try:
        import fcntl
    except ImportError:  # no such locks here: the database's own keep each report whole
        yield
        return
    place = path.with_name(f".{path.name}-reading")
    stream = _opened(place)
    said = False
    while True:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            if not said:
                holder = stream.read(20).strip()
                say(
                    f"another run{f' (process {holder})' if holder else ''} reads into {path}; waiting until it is done"
                )
                said = True
            time.sleep(EVERY)
        else:
            # whoever was done before may have removed it meanwhile
            if place.exists() and os.path.samestat(os.fstat(stream.fileno()), place.stat()):
                break
            stream.close()
            stream = _opened(place)
    try:
        # who it is only serves those who wait: on a full disk the record itself says so
        with suppress(OSError):
            os.ftruncate(stream.fileno(), 0)
            os.pwrite(stream.fileno(), str(os.getpid()).encode(), 0)
        yield
    finally:
        with suppress(OSError):
            place.unlink()
        stream.close()


def _opened(place: Path) -> IO[str]:
    try:
        return os.fdopen(os.open(place, os.O_RDWR | os.O_CREAT, 0o600), "r+", encoding="ascii", errors="replace")
    except FileNotFoundError as error:
        raise RecordError(f"No folder {place.parent}", hint="Make the folder first.") from error
    except OSError as error:
        raise RecordError(
            f"Cannot write in {place.parent}: {error.strerror}", hint="Choose another place with --record."
        ) from error
