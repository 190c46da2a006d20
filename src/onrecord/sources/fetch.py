"""Asks one address, within limits of time and size; whatever leads to an inner address is refused.

Every address that a name stands for is looked at when the connection is made, at every step of a redirect, so that no name
that changes in between leads inside. No proxy is used, and no cookie or password is sent.
"""

from __future__ import annotations

import ipaddress
import socket
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any
from urllib.parse import urljoin, urlsplit, urlunsplit

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, LocationParseError

from onrecord.errors import ReportFailed
from onrecord.sources.found import LARGEST

AGENT = "onrecord"
ACCEPT = "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, text/html;q=0.8, */*;q=0.5"
SECONDS = 60.0
MOST_REDIRECTS = 5
REDIRECTS = (301, 302, 303, 307, 308)
NAT64 = ipaddress.ip_network("64:ff9b::/96")


class Refused(ReportFailed):
    """It will be no other the next time, either."""


class Later(ReportFailed):
    """It may be another time; `after` says in how many seconds, where the server does."""

    def __init__(self, message: str, *, hint: str = "Try again later.", after: int | None = None) -> None:
        super().__init__(message, hint=hint)
        self.after = after


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said: its status, its headers in small letters, the bytes, and from which address in the end."""

    status: int
    headers: Mapping[str, str]
    data: bytes
    address: str


def fetch(
    address: str,
    *,
    headers: Mapping[str, str] | None = None,
    before: Callable[[str], None] = lambda address: None,
    seconds: float = SECONDS,
    largest: int = LARGEST,
) -> Answer:
    """The answer of an address, redirects followed; Refused or Later say what stands in the way.

    `before` is told every address before it is asked, and may wait or raise. `seconds` is for all of it together, without
    that waiting.
    """
    wanted = {"User-Agent": f"{AGENT}/{version('onrecord')}", "Accept": ACCEPT, "Accept-Encoding": "gzip, deflate"}
    spent = 0.0
    for _ in range(MOST_REDIRECTS + 1):
        address = checked(address)
        before(address)
        start = time.monotonic()
        answer = _one(address, {**wanted, **(headers or {})}, seconds - spent, largest)
        spent += time.monotonic() - start
        if answer.status not in REDIRECTS or "location" not in answer.headers:
            return answer
        address = urljoin(address, _as_meant(answer.headers["location"]))
    raise Refused(
        f"more than {MOST_REDIRECTS} redirects", hint="Open it in a browser, and name the address it ends at."
    )


def _as_meant(location: str) -> str:
    """Where a redirect leads: headers are read as Latin-1, and some servers write UTF-8 and blanks into them."""
    with suppress(UnicodeError):
        location = location.encode("latin-1").decode("utf-8")
    return location.strip().replace(" ", "%20")


def checked(address: str) -> str:
    """An address as it is asked; Refused where it is none of the web, or has a password in it."""
    try:
        parts = urlsplit(address.strip())
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise Refused("no address that can be asked", hint="Check the address.") from error
    if parts.scheme not in ("http", "https") or not host or port == 0 or any(c <= " " for c in address.strip()):
        raise Refused(
            f"leads to {address[:100]!r}, which is no address of the web", hint="Only http and https are asked."
        )
    if parts.username is not None or parts.password is not None:
        raise Refused("an address with a password in it", hint="Save it with a browser, and read the file.")
    return urlunsplit((parts.scheme, parts.netloc, parts.path or "/", parts.query, ""))


def is_inner(address: str) -> bool:
    """Whether an IP address is one of this machine or of an inner network, or no place of the internet at all.

    >>> [is_inner(a) for a in ("127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "::ffff:192.168.0.1", "93.184.215.14")]
    [True, True, True, True, True, False]
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inside = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inside is None and ip in NAT64:
            inside = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inside is not None:
            return is_inner(str(inside))
    return not ip.is_global or ip.is_multicast or ip.is_reserved


def _one(address: str, headers: Mapping[str, str], seconds: float, largest: int) -> Answer:
    parts = urlsplit(address)
    host = (parts.hostname or "").encode("ascii", "ignore").decode() if (parts.hostname or "").isascii() else ""
    try:
        host = host or (parts.hostname or "").encode("idna").decode()
    except UnicodeError as error:
        raise Refused("no name of a server", hint="Check the address.") from error
    deadline = Deadline(seconds)
    pool: urllib3.HTTPConnectionPool
    settings: dict[str, Any] = {"timeout": urllib3.Timeout(connect=15, read=30), "retries": False, "deadline": deadline}
    if parts.scheme == "https":
        pool = urllib3.HTTPSConnectionPool(host, parts.port, **settings)
        pool.ConnectionCls = GuardedSecure
    else:
        pool = urllib3.HTTPConnectionPool(host, parts.port, **settings)
        pool.ConnectionCls = Guarded
    target = urlunsplit(("", "", parts.path or "/", parts.query, ""))
    try:
        response = pool.urlopen("GET", target, headers=headers, redirect=False, preload_content=False)
        try:
            data = _body(response, largest)
        finally:
            response.close()
        if deadline.passed:
            raise Later(f"the answer took longer than {SECONDS:.0f} seconds")
        found = {name.lower(): value for name, value in response.headers.items()}
        return Answer(response.status, found, data, address)
    except ReportFailed:
        raise
    except (HTTPError, OSError, ValueError) as error:
        if deadline.passed:
            raise Later(f"the answer took longer than {SECONDS:.0f} seconds") from error
        raise _named(error) from error
    finally:
        deadline.close()
        pool.close()


def _body(response: Any, largest: int) -> bytes:
    said = str(response.headers.get("content-length") or "")
    if said.isdigit() and int(said) > largest:
        raise Refused(f"larger than {largest // 1024**2} MB", hint="A report is shorter.")
    pieces, size = [], 0
    for piece in response.stream(65_536, decode_content=True):
        size += len(piece)
        if size > largest:
            raise Refused(f"larger than {largest // 1024**2} MB", hint="A report is shorter.")
        pieces.append(piece)
    return b"".join(pieces)


def _named(error: Exception) -> ReportFailed:
    if isinstance(error, LocationParseError):
        return Refused("no name of a server", hint="Check the address.")
    if isinstance(error, urllib3.exceptions.SSLError):
        return Later("its certificate is not valid, or it speaks no TLS", hint="Open it in a browser to see why.")
    if isinstance(error, urllib3.exceptions.TimeoutError):
        return Later("it does not answer in time")
    return Later(f"the answer broke off or is none ({type(error).__name__})")


class Deadline:
    """The time that one answer may take, however slowly it trickles."""

    def __init__(self, seconds: float) -> None:
        self._at = time.monotonic() + max(0.1, seconds)
        self._held: list[socket.socket] = []
        self._timers: list[threading.Timer] = []
        self.passed = False

    def hold(self, connected: socket.socket) -> None:
        """From now on this connection ends when the time is up."""
        # another handle on it, as encryption takes the first one away
        held = connected.dup()
        timer = threading.Timer(max(0.0, self._at - time.monotonic()), self._end, (held,))
        timer.daemon = True
        self._held.append(held)
        self._timers.append(timer)
        timer.start()

    def _end(self, held: socket.socket) -> None:
        self.passed = True
        with suppress(OSError):
            held.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """It was in time, or is given up."""
        for timer in self._timers:
            timer.cancel()
        for held in self._held:
            held.close()


def _connected(host: str, port: int, timeout: Any, deadline: Deadline) -> socket.socket:
    """A connection to a server, none of whose addresses is an inner one."""
    try:
        found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Later(
            "there is no server of this name, or no network", hint="Check the address and the network."
        ) from error
    for *_, place in found:
        if is_inner(str(place[0])):
            raise Refused(
                f"{host} is an address inside a network ({place[0]}), which is not asked",
                hint="If it is yours, save what is there and read the file.",
            )
    last: OSError = OSError("no address")
    for family, kind, protocol, _, place in found[:4]:
        made = socket.socket(family, kind, protocol)
        try:
            made.settimeout(timeout if isinstance(timeout, int | float) else 15)
            made.connect(place)
        except OSError as error:
            made.close()
            last = error
            continue
        deadline.hold(made)
        return made
    if isinstance(last, TimeoutError):
        raise Later("it does not answer in time") from last
    raise Later("it cannot be reached", hint="Check the address and the network.") from last


class Guarded(HTTPConnection):
    """A connection that leads outside only."""

    def __init__(self, *arguments: Any, deadline: Deadline, **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self._deadline = deadline

    def _new_conn(self) -> socket.socket:
        return _connected(self.host, self.port, self.timeout, self._deadline)


class GuardedSecure(HTTPSConnection):
    """The same, encrypted."""

    def __init__(self, *arguments: Any, deadline: Deadline, **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self._deadline = deadline

    def _new_conn(self) -> socket.socket:
        return _connected(self.host, self.port or 443, self.timeout, self._deadline)
