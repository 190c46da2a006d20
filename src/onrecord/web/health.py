"""Whether the server lives, and whether it can answer: for those who watch it, without a name or a token, and without data."""

from __future__ import annotations

import threading
import time

import anyio

from onrecord.web.logs import log
from onrecord.web.views.source import Source

# so long, in seconds, one answer is good for all who ask, and so long the record has to give it
FRESH, PATIENCE = 1.0, 3.0
STOPPING = "the server is stopping"
SILENT = "the record does not answer in time"
AWAY = "the record cannot be opened or asked; the log says why"


class Health:
    """Whether the record can be asked. `stop()` says that the server goes."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._stopping = threading.Event()
        self._asking: anyio.Lock | None = None
        self._known: tuple[float, str] = (float("-inf"), "")
        # a record that hangs holds one thread, none of those that make pages
        self._thread: threading.Thread | None = None

    def stop(self) -> None:
        """From now on we are not ready."""
        self._stopping.set()

    async def why_not(self) -> str:
        """Why the server cannot answer just now; "" where it can."""
        if self._stopping.is_set():
            return STOPPING
        self._asking = self._asking or anyio.Lock()
        async with self._asking:
            if time.monotonic() - self._known[0] > FRESH:
                why, before = await self._ask(), self._known[1]
                self._known = time.monotonic(), why
                if why != before:
                    log.warning("not ready: %s", why) if why else log.warning("ready again")
        return STOPPING if self._stopping.is_set() else self._known[1]

    async def _ask(self) -> str:
        if self._thread is not None and self._thread.is_alive():
            return SILENT
        found: list[str] = []
        self._thread = threading.Thread(target=self._try, args=(found,), name="onrecord-ready", daemon=True)
        self._thread.start()
        with anyio.move_on_after(PATIENCE):
            while self._thread.is_alive():
                await anyio.sleep(0.005)
        return found[0] if found else SILENT

    def _try(self, found: list[str]) -> None:
        try:
            self._source.reader.shelved.versions()
            found.append("")
        except Exception as error:  # whatever stands in the way, we are not ready
            if self._known[1] != AWAY:
                log.warning("the record cannot be asked", exc_info=error)
            found.append(AWAY)
