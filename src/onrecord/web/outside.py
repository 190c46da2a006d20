"""Stands outside all pages: what the proxy says is heard here, watchers are answered, each request is logged and counted."""

from __future__ import annotations

import asyncio
import re
import secrets
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import Message, Receive, Scope, Send

from onrecord.web.guard import HEADERS, Guard
from onrecord.web.health import Health
from onrecord.web.logs import log
from onrecord.web.proxy import Network, Proxy, ProxyRefused, address_of, is_among

if TYPE_CHECKING:
    from onrecord.web.metrics import Metrics

# an id that whoever asks may give a request, to find it in the log
REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
ALIVE, READY, FIGURES = "/healthz", "/readyz", "/metrics"
# asked every few seconds by machines
WATCHERS = (ALIVE, READY, FIGURES)
FIGURES_TYPE = {"content-type": "text/plain; version=0.0.4; charset=utf-8"}


@dataclass(slots=True)
class Asked:
    """A request and what became of it."""

    method: str
    id: str
    begin: float = field(default_factory=time.perf_counter)
    route: str = "none"
    user: str | None = None
    status: int = 0
    size: int = 0
    error: BaseException | None = None


class Outside:
    """An application as others reach it. `metrics_for`: the addresses that are told figures; none: nobody is."""

    def __init__(self, app: Guard, proxy: Proxy, *, metrics_for: tuple[Network, ...] = ()) -> None:
        self._app = app
        self._proxy = proxy
        self._metrics_for = metrics_for
        self.health = Health(app.state.source)
        self._metrics: Metrics | None = None
        if metrics_for:
            from onrecord.web.metrics import Metrics

            self._metrics = Metrics(app.state.source, app.state.uploads)

    def kill(self) -> None:
        """End what goes on beside the pages, whatever it is at."""
        self._app.state.source.kill()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, and say that it was answered."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")
        asked = Asked(scope["method"], given if REQUEST_ID.fullmatch(given) else secrets.token_hex(8))
        secure = False

        async def send_outside(message: Message) -> None:
            if message["type"] == "http.response.start":
                asked.status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                headers["x-request-id"] = asked.id
                self._proxy.send_below(message, secure=secure)
            else:
                asked.size += len(message.get("body", b""))
            await send(message)

        if self._metrics is not None:
            self._metrics.open.inc()
        try:
            told = {**self._proxy.told(scope), "onrecord.asked": asked}
            secure, asked.user = told["scheme"] == "https", told.get("onrecord.user")
            await self._answer(told, asked, receive, send_outside)
        except ProxyRefused as refused:
            await PlainTextResponse(f"{refused}\n", refused.status)(scope, receive, send_outside)
        except asyncio.CancelledError:
            # the server stops, and has waited long enough
            if not asked.status:
                await PlainTextResponse("The server was stopped.\n", 503)(scope, receive, send_outside)
        except Exception as error:
            asked.error = error
            if not asked.status:
                await PlainTextResponse("Something broke that should not.\n", 500)(scope, receive, send_outside)
        finally:
            self._tell(asked)

    async def _answer(self, scope: Scope, asked: Asked, receive: Receive, send: Send) -> None:
        base, inside = self._proxy.base, self._proxy.inside(scope)
        # whoever watches may know of the path before us, or not
        path = scope["path"] if scope["path"] in WATCHERS or inside is None else inside["path"]
        if path in WATCHERS and (answer := await self._watched(path, scope)) is not None:
            asked.route = path
            await answer(scope, receive, send)
        elif inside is None and scope["path"] == base:
            query = scope["query_string"].decode("latin-1")
            await RedirectResponse("/" + (f"?{query}" if query else ""), 308)(scope, receive, send)
        elif inside is None:
            await PlainTextResponse(f"All pages of this server are below {base}/.\n", 404)(scope, receive, send)
        elif self._proxy.user_header and asked.user is None:
            message = "This server is reached through its proxy only, which says who asks. It did not.\n"
            await PlainTextResponse(message, 401)(scope, receive, send)
        else:
            await self._app(inside, receive, send)

    async def _watched(self, path: str, scope: Scope) -> Response | None:
        """What a watcher is told; None where there is nothing here for whoever asks."""
        if path == FIGURES:
            client = address_of((scope.get("client") or ("",))[0])
            if self._metrics is None or not is_among(client, self._metrics_for):
                return None
        if scope["method"] not in ("GET", "HEAD"):
            return PlainTextResponse("Only GET is answered.\n", 405, {"allow": "GET, HEAD"})
        if path == ALIVE:
            return PlainTextResponse("alive\n")
        if path == READY:
            why = await self.health.why_not()
            return PlainTextResponse(f"not ready: {why}\n", 503) if why else PlainTextResponse("ready\n")
        assert self._metrics is not None
        return Response(await run_in_threadpool(self._metrics.page), media_type=None, headers=FIGURES_TYPE)

    def _tell(self, asked: Asked) -> None:
        seconds = time.perf_counter() - asked.begin
        if self._metrics is not None:
            self._metrics.open.dec()
            self._metrics.answered(asked.method, asked.route, asked.status, seconds)
        told: dict[str, Any] = {
            "method": asked.method, "route": asked.route, "status": asked.status, "ms": round(seconds * 1000, 1),
            "bytes": asked.size, "request": asked.id, "user": asked.user,
        }  # fmt: skip
        if asked.error is not None:
            log.error("request", exc_info=asked.error, extra={"told": told})
        elif asked.route in WATCHERS:
            log.debug("request", extra={"told": told})
        else:
            log.info("request", extra={"told": told})
