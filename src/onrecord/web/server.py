"""Runs the pages until somebody stops them: open requests are finished, then what follows, and whoever started us is told."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
import time
from types import FrameType

import uvicorn

from onrecord.web.logs import log
from onrecord.web.outside import Outside

# for so long, in seconds, after SIGTERM new requests are still let in, while /readyz says no: whoever sends them to us notices
NOTICE = 1.0
# and so long, beyond what open requests are given, what is being read or followed has to come to an end
CLOSING = 30.0
# what is said of a program that did not come to its end
FORCED = 1


class Server(uvicorn.Server):
    """Stops by the first signal when all is finished, and by the second at once. `stop_after`: seconds for open requests."""

    def __init__(self, app: Outside, *, stop_after: float) -> None:
        super().__init__(
            uvicorn.Config(
                app, log_config=None, log_level=None, access_log=False, server_header=False, date_header=False,
                proxy_headers=False, timeout_keep_alive=75, timeout_graceful_shutdown=max(1, round(stop_after)),
                limit_concurrency=200, h11_max_incomplete_event_size=32_768, workers=1,
            )
        )  # fmt: skip
        self._app = app
        self._stop_after = stop_after
        self._stops_at: float | None = None
        seconds = int(os.environ.get("WATCHDOG_USEC", "0") or "0") / 1_000_000
        # twice in the time after which systemd takes us for dead
        self._lives_every, self._lived_at = seconds / 2, time.monotonic()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer, and say so."""
        await super().startup(sockets)
        if self.started:
            notify("READY=1")

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """The first signal: say that we are not ready, then stop. The second: be gone."""
        if self._stops_at is not None:
            self._end("stopped at once")
        self._app.health.stop()
        # at a terminal nobody sends requests on to us
        self._stops_at = time.monotonic() + (NOTICE if sig == signal.SIGTERM else 0)
        last = threading.Timer(NOTICE + self._stop_after + CLOSING, self._end, ["stopped before all was finished"])
        last.daemon = True
        last.start()
        notify("STOPPING=1")

    async def on_tick(self, counter: int) -> bool:
        """What is looked at ten times a second: whether to stop; whether to say that we live."""
        now = time.monotonic()
        if self._stops_at is not None and now >= self._stops_at:
            self.should_exit = True
        if self._lives_every and now - self._lived_at > self._lives_every:
            self._lived_at = now
            notify("WATCHDOG=1")
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Finish what is open; what is not finished in time holds nobody up."""
        await super().shutdown(sockets)
        if left := len(self.server_state.tasks):
            self._end(f"requests cut off, not finished in time: {left}", 0)

    def _end(self, why: str, status: int = FORCED) -> None:
        """End with all that we started; what was being written is as if it had not been begun."""
        try:
            log.error(why)
            self._app.kill()
            sys.stderr.flush()
        finally:
            os._exit(status)


def notify(state: str) -> None:
    """Tell whoever started us, where it wants to know (systemd: Type=notify)."""
    path = os.environ.get("NOTIFY_SOCKET", "")
    if not path:
        return
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as to:
            # "@" stands for a name that is in no folder
            to.sendto(state.encode(), "\0" + path[1:] if path.startswith("@") else path)
    except OSError as error:
        log.warning("systemd could not be told %s: %s", state, error)
