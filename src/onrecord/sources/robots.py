"""What a server asks programs not to fetch: robots.txt, after RFC 9309."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

# nobody waits longer between two questions, whatever is asked
LONGEST_DELAY = 60.0
MOST_LINES = 20_000


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules for one program on one server."""

    rules: tuple[tuple[bool, str], ...] = ()
    delay: float = 0.0

    def allows(self, address: str) -> bool:
        """Whether an address may be fetched: the longest rule that fits decides, and a tie is a yes.

        >>> rules = parsed("User-agent: *\\nDisallow: /private\\nAllow: /private/feed$\\n", "onrecord")
        >>> [rules.allows("https://a.example" + path) for path in ("/", "/private/x", "/private/feed", "/private/feed/2")]
        [True, False, True, False]
        """
        parts = urlsplit(address)
        path = _canonical((parts.path or "/") + (f"?{parts.query}" if parts.query else ""))
        if path == "/robots.txt":
            return True
        fits = [(len(rule), allowed) for allowed, rule in self.rules if _fits(rule, path)]
        return max(fits, default=(0, True))[1]


def parsed(text: str, agent: str) -> Robots:
    """The rules that a robots.txt has for a program, or for all where it names none."""
    own: list[tuple[bool, str]] = []
    all_: list[tuple[bool, str]] = []
    delays: dict[str, float] = {}
    named = False
    current: list[str] = []
    open_ = False
    for key, value in _lines(text):
        if key == "user-agent":
            current = [*current, value.lower()] if open_ else [value.lower()]
            open_ = True
            named = named or _is_us(value, agent)
            continue
        open_ = False
        ours, others = any(_is_us(a, agent) for a in current), "*" in current
        if key in ("allow", "disallow") and value:
            rule = (key == "allow", _canonical(value))
            own.extend([rule] * ours)
            all_.extend([rule] * others)
        elif key == "crawl-delay" and re.fullmatch(r"\d{1,6}(?:\.\d{1,6})?", value):
            for who in ["own"] * ours + ["all"] * others:
                delays[who] = min(LONGEST_DELAY, float(value))
    return Robots(tuple(own if named else all_), delays.get("own" if named else "all", 0.0))


def _lines(text: str) -> Iterator[tuple[str, str]]:
    for line in text.lstrip("\ufeff").splitlines()[:MOST_LINES]:
        key, colon, value = line.partition("#")[0].partition(":")
        if colon:
            yield key.strip().lower(), value.strip()[:2000]


def _is_us(name: str, agent: str) -> bool:
    return (re.match(r"[a-z_-]+", name.strip().lower()) or [""])[0] == agent


def _canonical(path: str) -> str:
    return quote(unquote(path, errors="replace"), safe="/?&=*$%:;,@!'()+~-._")


def _fits(rule: str, path: str) -> bool:
    """Whether a path begins as a rule says, * standing for anything and $ for the end; in steps, never by backtracking."""
    ends = rule.endswith("$")
    first, *rest = (rule[:-1] if ends else rule).split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    for index, piece in enumerate(rest):
        if ends and index == len(rest) - 1:
            return len(path) - len(piece) >= at and path.endswith(piece)
        at = path.find(piece, at)
        if at < 0:
            return False
        at += len(piece)
    return not ends or at == len(path)
