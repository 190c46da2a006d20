"""Processes that do what may go wrong for a run: a file that kills one, or never ends, costs that process and is named."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from itertools import count
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Any

from onrecord.errors import RunStopped

# of memory that decoding one file may take beyond what is in use
MEMORY = 2 * 1024**3
STARTING = 120
# a process that is killed as it starts, as for want of memory, is started so often
STARTS = 3
NO_START = "A process that decodes files cannot be started"
NO_START_HINT = "Is there memory left? A script that reads apart needs: if __name__ == '__main__'"
HINT = "It is in quarantine, and left alone from now on; --retry-quarantined tries it again."


class Died(Exception):
    """The process that did something is no more; the words say how it ended."""


class Overdue(Died):
    """It had to be ended, for it took too long."""


class Hand:
    """One process that does one thing after the other, and is started anew when it has died.

    It is started when it is first asked. Every question has one answer; `ask` raises Died where there is none in time, and
    whatever the work itself raises.
    """

    def __init__(self) -> None:
        self._process: SpawnProcess | None = None
        self._pipe: Connection | None = None
        self._closed = False

    def ask(self, work: Callable[..., Any], *arguments: Any, seconds: float) -> Any:
        """What `work` gives back, a function that the other process can import."""
        if self._process is None or not self._process.is_alive():
            self._start()
        pipe, process = self._pipe, self._process
        assert pipe is not None and process is not None
        try:
            pipe.send((work, arguments))
            answered = pipe.poll(seconds)
        except (OSError, EOFError):
            answered = True
        if not answered:
            self.stop()
            raise Overdue(f"took longer than {seconds:.0f} seconds")
        try:
            done, answer = pipe.recv()
        except (EOFError, OSError) as error:
            process.join(10)
            how = _ended(process.exitcode)
            self.stop()
            raise Died(how) from error
        if not done:
            raise answer
        return answer

    def stop(self) -> None:
        """End the process, whatever it is at."""
        if self._pipe is not None:
            self._pipe.close()
        if self._process is not None:
            if self._process.is_alive():
                self._process.kill()
            self._process.join(10)
        self._process = self._pipe = None

    def close(self) -> None:
        """End the process for good; whoever waits for an answer of it, in another thread, hears that it died."""
        self._closed = True
        if self._process is not None and self._process.is_alive():
            self._process.kill()

    def _start(self) -> None:
        for _ in range(STARTS):
            self.stop()
            if self._closed:
                raise Died("was stopped")
            if self._begun():
                return
        if not self._closed:
            self.stop()
            raise RunStopped(NO_START, hint=NO_START_HINT)

    def _begun(self) -> bool:
        """Start it, and wait until it can be asked; False where it was killed meanwhile, and may be started again.

        RunStopped where it never will.
        """
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs,), name="onrecord-hand", daemon=True)
        self._process.start()
        theirs.close()
        # its beginning is no part of the time that a file may take
        try:
            ready = self._pipe.poll(STARTING) and self._pipe.recv()
        except (EOFError, OSError):
            ready = False
        if ready or self._closed:
            return True
        self._process.join(1)
        if (self._process.exitcode or 0) >= 0:
            self.stop()
            raise RunStopped(NO_START, hint=NO_START_HINT)
        return False


def each(hand: Hand, work: Callable[..., Iterator[Any]], *arguments: Any, seconds: float) -> Iterator[Any]:
    """What `work` gives one after the other, each with its own limit of time."""
    key = next(_KEYS)
    hand.ask(_begin, key, work, arguments, seconds=seconds)
    while True:
        more, item = hand.ask(_next, key, seconds=seconds)
        if not more:
            return
        yield item


def within_memory(work: Callable[..., Any], *arguments: Any) -> Any:
    """Do something with a limit on memory, where the system has such."""
    try:
        import resource

        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except (ImportError, OSError, ValueError):
        return work(*arguments)
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = pages * os.sysconf("SC_PAGE_SIZE") + MEMORY
    limits = [n for n in (soft, hard, wanted) if n != resource.RLIM_INFINITY]
    resource.setrlimit(resource.RLIMIT_AS, (min(limits), hard))
    try:
        return work(*arguments)
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _ended(code: int | None) -> str:
    """How a process ended, by its exit status."""
    if code is None or code >= 0:
        return f"ended its process (exit status {code})"
    known = {
        signal.SIGSEGV: "crashed (segmentation fault)",
        signal.SIGABRT: "crashed (aborted)",
        signal.SIGKILL: "was killed, most likely for want of memory",
    }
    try:
        found = signal.Signals(-code)
    except ValueError:
        return f"was ended by signal {-code}"
    return known.get(found, f"was ended by {found.name}")


# -- in the other process -------------------------------------------------------------------------------------------

_KEYS = count(1)
_STREAMS: dict[int, Iterator[Any]] = {}


def _begin(key: int, work: Callable[..., Iterator[Any]], arguments: tuple[Any, ...]) -> None:
    _STREAMS.clear()
    _STREAMS[key] = work(*arguments)


def _next(key: int) -> tuple[bool, Any]:
    try:
        return True, within_memory(next, _STREAMS[key])
    except StopIteration:
        del _STREAMS[key]
        return False, None


def _die_with(parent: int) -> None:
    """End this process when the one that asks is no more, even while a file keeps it busy."""
    try:
        import ctypes

        asked = ctypes.CDLL(None).prctl(1, signal.SIGKILL, 0, 0, 0) == 0
    except (ImportError, OSError, AttributeError):  # another system than Linux
        asked = False
    if not asked:
        threading.Thread(target=_watch, args=(parent,), daemon=True).start()
    elif os.getppid() != parent:
        os._exit(1)


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(2)
    os._exit(1)


def _serve(pipe: Connection) -> None:
    # Ctrl-C is for the one who asks; the system, short of memory, had best take this process
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("600", encoding="ascii")
    _die_with(os.getppid())
    # what libraries in C say as they die is for nobody
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    pipe.send(True)
    while True:
        try:
            work, arguments = pipe.recv()
        except (EOFError, OSError):
            return
        try:
            answer = (True, work(*arguments))
        except Exception as error:
            answer = (False, error)
        try:
            pipe.send(answer)
        except (OSError, EOFError):
            return
        except Exception as error:  # an error that cannot be sent is told in words
            pipe.send((False, RuntimeError(f"{type(error).__name__}: {error}: {answer[1]!r}"[:500])))


__all__ = ["HINT", "Died", "Hand", "Overdue", "each", "within_memory"]
