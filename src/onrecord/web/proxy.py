"""Behind a proxy: who really asks, by which name and scheme, under which path; what is sent back fits that.

A proxy is believed only where its address was named. From anybody else the same headers are taken off unread.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

from starlette.datastructures import MutableHeaders
from starlette.types import Message, Scope

from onrecord.errors import RunStopped
from onrecord.export.words import one_line

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
FOR, PROTO, HOST = b"x-forwarded-for", b"x-forwarded-proto", b"x-forwarded-host"
# of these, and of any other by which a proxy speaks, nothing inside hears
FORWARDED = frozenset({FOR, PROTO, HOST, b"x-forwarded-port", b"x-forwarded-prefix", b"x-real-ip", b"forwarded"})
BASE = re.compile(r"(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*")
HEADER = re.compile(r"[A-Za-z0-9-]{1,100}")
LONGEST_USER = 100
# under which keys the answer to a program has the address of a page
ADDRESSES = frozenset(
    {
        "href",
        "one_href",
        "all_lines",
        "all_overdue",
        "next",
        "previous",
        "following",
        "back",
        "skip",
        "without",
        "other_length",
        "brief",
        "all_decisions",
        "csv",
    }
)
# an address of ours in a page; in a text, quotes are escaped, and it is left as it is
INSIDE = re.compile(r'( (?:href|src|action)=")/(?!/)')


class ProxyRefused(Exception):
    """What came from a proxy cannot be trusted or understood; `status` and words for whoever asked."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True)
class Proxy:
    """What is known of the proxy before us.

    `trusted`: from where its headers are believed; `user_header`: the header in which it names who asks; `base`: the path
    under which all pages are.
    """

    trusted: tuple[Network, ...] = ()
    user_header: str = ""
    base: str = ""

    def told(self, scope: Scope) -> Scope:
        """A request as the outermost trusted proxy got it, with `onrecord.user`; ProxyRefused where nobody is named."""
        peer = address_of((scope.get("client") or ("",))[0])
        headers: list[tuple[bytes, bytes]] = scope["headers"]
        named = self.user_header.lower().encode()
        said = {key: [v for k, v in headers if k == key] for key in (FOR, PROTO, HOST, named) if key}
        is_trusted = is_among(peer, self.trusted)
        headers = [(k, v) for k, v in headers if k not in FORWARDED and k != named]
        told: Scope = {**scope, "headers": headers, "onrecord.base": self.base}
        if is_trusted:
            if protos := _parts(said[PROTO]):
                told["scheme"] = "https" if protos[-1].lower() == "https" else "http"
            if hosts := _parts(said[HOST]):
                told["headers"] = [
                    (b"host", hosts[-1].encode("latin-1")),
                    *((k, v) for k, v in headers if k != b"host"),
                ]
            if said[FOR] or said[PROTO] or said[HOST]:
                client = self._client(_parts(said[FOR]))
                told["client"] = None if client is None else (str(client), 0)
        if named:
            told["onrecord.user"] = _user(said[named]) if is_trusted else None
        return told

    def _client(self, chain: list[str]) -> Address | None:
        """Who asked the outermost trusted proxy: the last in the chain that is none of ours; None where that is unclear."""
        found = None
        for part in reversed(chain):
            found = address_of(part)
            if found is None or not is_among(found, self.trusted):
                break
        return found

    def inside(self, scope: Scope) -> Scope | None:
        """The request with its path below the base; None where it is not below it."""
        path = scope["path"]
        if not path.startswith(f"{self.base}/"):
            return None
        below = path[len(self.base) :]
        return {**scope, "path": below, "raw_path": quote(below).encode()} if self.base else scope

    def send_below(self, message: Message, *, secure: bool) -> None:
        """Put the base before where an answer leads, and its cookies under it; `secure`: they never go unencrypted."""
        headers = MutableHeaders(scope=message)
        location = headers.get("location", "")
        if self.base and location.startswith("/"):
            headers["location"] = self.base + location
        for at, (name, value) in enumerate(message["headers"]):
            if name == b"set-cookie":
                value = re.sub(rb"; Path=/(?=;|$)", b"; Path=" + (self.base or "/").encode(), value, flags=re.I)
                message["headers"][at] = (name, value + b"; Secure" if secure else value)


def _parts(values: list[bytes]) -> list[str]:
    """What a header lists, however many times it stands there."""
    return [part for value in values for part in (p.strip() for p in value.decode("latin-1").split(",")) if part]


def _user(values: list[bytes]) -> str | None:
    """The name a proxy gives who asks; None where it gives none. Given twice, one may be of whoever asks."""
    if len(values) > 1:
        raise ProxyRefused(400, "The proxy names who asks twice.")
    try:
        name = values[0].decode("utf-8") if values else ""
    except UnicodeDecodeError:
        name = values[0].decode("latin-1")
    name = one_line(name)
    if len(name) > LONGEST_USER:
        raise ProxyRefused(400, "The name that the proxy gives is too long.")
    return name or None


def address_of(text: str) -> Address | None:
    """An address as proxies write it, with or without a port; None where it is none.

    >>> address_of("[2001:db8::7]:4711"), address_of("203.0.113.9:80"), address_of("unknown")
    (IPv6Address('2001:db8::7'), IPv4Address('203.0.113.9'), None)
    """
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def is_among(address: Address | None, networks: Iterable[Network]) -> bool:
    """Whether an address is in one of the networks."""
    return address is not None and any(address in network for network in networks)


def networks_of(texts: Iterable[str], what: str) -> tuple[Network, ...]:
    """Addresses and networks as they were typed; RunStopped names all that are none."""
    found, wrong = [], []
    for text in texts:
        try:
            found.append(ipaddress.ip_network(text.strip()))
        except ValueError:
            wrong.append(text)
    if wrong:
        raise RunStopped(
            f"{what}: no address or network: {', '.join(wrong)}", hint="Write 127.0.0.1, 10.0.0.0/8 or 2001:db8::/32."
        )
    return tuple(found)


def base_of(text: str) -> str:
    """A path under which pages are, as it is kept: "/onrecord", or "" for none; RunStopped where it is no plain path."""
    base = text.strip().rstrip("/")
    if not BASE.fullmatch(base):
        raise RunStopped(f"--base-path {text!r} is no path", hint="Write a plain one, from the root: /onrecord")
    return base


def header_of(text: str) -> str:
    """The name of the header in which a proxy names who asks; RunStopped where it cannot be one."""
    name = text.strip()
    taken = name.lower().encode() in FORWARDED | {b"host", b"cookie", b"origin", b"authorization", b"content-length"}
    if name and (not HEADER.fullmatch(name) or taken):
        raise RunStopped(f"--user-header {text!r} cannot name who asks", hint="X-Remote-User is a usual one.")
    return name


def below(base: str, page: str) -> str:
    """A page with the base before every address of ours.

    >>> below("/onrecord", '<a href="/keys">href=&#34;/keys</a> <a href="//elsewhere.example">')
    '<a href="/onrecord/keys">href=&#34;/keys</a> <a href="//elsewhere.example">'
    """
    return INSIDE.sub(rf"\g<1>{base}/", page) if base else page


def view_below(base: str, view: object) -> object:
    """The same for what programs get."""
    if isinstance(view, dict):
        return {k: _put(base, v) if k in ADDRESSES else view_below(base, v) for k, v in view.items()}
    return [view_below(base, one) for one in view] if isinstance(view, list | tuple) else view


def _put(base: str, value: object) -> object:
    if isinstance(value, str):
        return base + value if value.startswith("/") and not value.startswith("//") else value
    return view_below(base, value)
