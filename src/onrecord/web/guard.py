"""Stands before every page: who may ask, from where, how much, and the headers that every answer carries."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import ipaddress
import re
from collections.abc import Iterable
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from starlette.datastructures import Headers, MutableHeaders, State
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# nothing from elsewhere, nothing inline: what a report smuggles into a page cannot act
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    # not "no-referrer": browsers then hide the origin of forms, too, and it could not be checked
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cache-control": "no-store",
}
LONGEST_ADDRESS = 8_000
LARGEST_FORM = 256 * 1024
LARGEST_UPLOAD = 64 * 1024 * 1024
# a body must keep coming
PATIENCE = 30.0
UPLOAD = "/upload"
ENTER = "/enter"
HOST = re.compile(r"(?P<name>\[[0-9a-f:.]+\]|[a-z0-9_.-]+)(?::[0-9]{1,5})?")
OPEN = (ENTER, "/static/")


class Guard:
    """An application behind its guard. `names`: host names by which it may be called, beside addresses in digits."""

    def __init__(self, app: ASGIApp, *, names: Iterable[str] = (), token: str | None = None) -> None:
        self._app = app
        self._names = frozenset({"localhost", *(name.lower() for name in names)})
        self._token = token
        # what the application keeps beside its pages
        self.state = State()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or say why not."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        refused = self._refused(scope) or self._stranger(scope)
        if refused is not None:
            await refused(scope, receive, send_guarded)
            return
        if scope["method"] == "POST":
            receive = _bounded(receive, largest(scope["path"]))
        await self._app(scope, receive, send_guarded)

    def _refused(self, scope: Scope) -> Response | None:
        """Why a request is not let through, whoever asks; None where nothing stands against it."""
        headers = Headers(scope=scope)
        if len(scope.get("raw_path") or scope["path"]) + len(scope["query_string"]) > LONGEST_ADDRESS:
            return PlainTextResponse("The address is too long.", 414)
        if not self._is_called(headers.getlist("host")):
            return PlainTextResponse(
                "This server does not go by that name. Use the address that “onrecord serve” printed, or start it with --name.",
                421,
            )
        if scope["method"] not in ("GET", "HEAD", "POST"):
            return PlainTextResponse("Only GET and POST are answered.", 405, {"allow": "GET, HEAD, POST"})
        if scope["method"] == "POST":
            if not comes_from_here(headers):
                return PlainTextResponse("This form was not sent from a page of this server.", 403)
            size = headers.get("content-length", "0")
            if not size.isdigit() or int(size) > largest(scope["path"]):
                return PlainTextResponse("Too large. Send fewer or smaller files.", 413)
        return None

    def _is_called(self, hosts: list[str]) -> bool:
        """Whether the Host header is one by which we go: a page elsewhere can only rebind a name, never digits."""
        found = HOST.fullmatch(hosts[0].lower()) if len(hosts) == 1 else None
        if found is None:
            return False
        name = found["name"].strip("[]")
        if name in self._names:
            return True
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return False
        return True

    def _stranger(self, scope: Scope) -> Response | None:
        """Where to send one who has not shown the token; None where none is needed or it was shown."""
        if self._token is None or scope["path"].startswith(OPEN):
            return None
        if holds(self._token, Headers(scope=scope)):
            return None
        asked = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        shown = dict(asked).get("token")
        if shown is not None and is_token(shown, self._token) and scope["method"] in ("GET", "HEAD"):
            rest = urlencode([(name, value) for name, value in asked if name != "token"])
            # one slash only: "//host/" would lead elsewhere
            where = quote("/" + scope["path"].lstrip("/")) + (f"?{rest}" if rest else "")
            return entered(RedirectResponse(where, 303), self._token)
        # a program that asks for a twin is no person who could type it in
        if scope["method"] != "GET" or "." in scope["path"].rpartition("/")[2]:
            return PlainTextResponse("A token is needed; “onrecord serve” printed it.", 401)
        return RedirectResponse(ENTER, 303)


def comes_from_here(headers: Headers) -> bool:
    """Whether a form was sent from one of our pages, as the browser says; a browser always says it of a post."""
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None and site != "same-origin":
        return False
    if origin is not None:
        return urlsplit(origin).netloc.lower() == headers.get("host", "").lower()
    return site == "same-origin"


def is_token(shown: str, token: str) -> bool:
    """Whether it is the token, in a time that tells nothing."""
    return hmac.compare_digest(shown.encode("utf-8", "replace"), token.encode())


def entered(answer: Response, token: str) -> Response:
    """The answer with the cookie of one who has shown the token."""
    name, value = _cookie(token)
    answer.set_cookie(name, value, httponly=True, samesite="strict", max_age=30 * 24 * 3600)
    return answer


def holds(token: str, headers: Headers) -> bool:
    """Whether the cookie is that of one who has shown the token."""
    name, value = _cookie(token)
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(name)
    except CookieError:
        return False
    return found is not None and hmac.compare_digest(found.value.encode("utf-8", "replace"), value.encode())


def _cookie(token: str) -> tuple[str, str]:
    """Name and value: neither lets the token be found."""
    digest = hmac.new(token.encode(), b"onrecord cookie", hashlib.sha256).hexdigest()
    return f"onrecord-{digest[:8]}", digest[8:]


def largest(path: str) -> int:
    """How many bytes a form may send to this path."""
    return LARGEST_UPLOAD if path == UPLOAD else LARGEST_FORM


def _bounded(receive: Receive, most: int) -> Receive:
    """The body, as long as it keeps coming and stays below `most` bytes."""
    seen = 0
    complete = False

    async def bounded() -> Message:
        nonlocal seen, complete
        if complete:
            return await receive()
        try:
            message = await asyncio.wait_for(receive(), PATIENCE)
        except TimeoutError:
            raise HTTPException(408, "The rest of the form did not come in time.") from None
        seen += len(message.get("body", b""))
        complete = not message.get("more_body", False)
        if seen > most:
            raise HTTPException(413, "Too large. Send fewer or smaller files.")
        return message

    return bounded
