"""Saved feeds: RSS, RDF and Atom."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from html import unescape
from time import struct_time
from typing import Any

from onrecord.errors import ReportFailed
from onrecord.model import Arrival, Failure
from onrecord.sources.columns import HTML
from onrecord.sources.form import How, Source
from onrecord.sources.found import Found
from onrecord.sources.words import absolute, known, step

ROOT = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*\?>\s*|<!--.*?-->\s*|<\?[\w-]+[^>]*\?>\s*|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>\s*)*<(?:rss|feed|rdf:RDF)\b",
    re.S | re.I,
)


def is_feed(found: Found, head: bytes) -> bool:
    """Whether a file is a feed, by its first element."""
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = head[: len(head) // 2 * 2].decode("utf-16", "replace").encode()
    return ROOT.match(head) is not None


def feed(found: Found, how: How) -> Iterator[Arrival | Found | Failure]:
    """A report an item: the whole text where the feed has it, else what it says of it."""
    import feedparser

    # as a stream: a text could be taken for an address, and be fetched
    data = io.BytesIO(found.load())
    try:
        parsed: Any = feedparser.parse(data, sanitize_html=False, resolve_relative_uris=False)
    except Exception as error:  # the library mends much, and stumbles over some of it
        raise ReportFailed("a feed that is damaged", hint="Save it again.") from error
    if not parsed.entries:
        why = "a feed that is damaged" if parsed.get("bozo") else "a feed without items"
        raise ReportFailed(why, hint="Save it again.")
    seen: dict[str, int] = {}
    # links may leave out what all have in common
    bases = (absolute(found.address), absolute(parsed.feed.get("link")), _own(parsed.feed))
    for position, entry in enumerate(parsed.entries, 1):
        key = step(str(entry.get("id") or entry.get("link") or position))
        seen[key] = again = seen.get(key, 0) + 1
        name = f"{found.name}!{key}" + (f"#{again}" if again > 1 else "")
        text = _text(entry)
        if not text.strip():
            yield Failure(name, "an item without text", "The feed has only its headline.", skipped=True, aside=True)
            continue
        outlet = (entry.get("source") or {}).get("title") or parsed.feed.get("title")
        link = absolute(_link(entry), *bases)
        said = known("feed", title=_plain(entry.get("title")), outlet=_plain(outlet), url=link, author=_author(entry))
        said |= known(
            "feed", published=_said(entry, "published", "updated"), moment=_said(entry, "published", "updated")
        )
        if dict.get(entry, "published"):
            said |= known("feed", updated=_said(entry, "updated"))
        if "published" not in said:
            said |= known("feed", published=_day(_said(entry, "published_parsed", "updated_parsed")))
        form = "fragment" if HTML.search(text) or "</" in text else "text"
        yield Arrival(name, text.encode("utf-8", "surrogatepass"), form, said, found.file or found.name, position)


def _link(entry: Any) -> str | None:
    """Where an item leads; a mark that is no link is none, although the reader takes it for one."""
    is_mark = not entry.get("links") and not re.match(r"https?:|/", str(entry.get("id") or ""), re.I)
    return None if is_mark else entry.get("link")


def _own(feed: Any) -> str | None:
    """Where a feed says that it is itself."""
    return absolute(next((link.get("href") for link in feed.get("links") or () if link.get("rel") == "self"), None))


def _author(entry: Any) -> str:
    """Who wrote an item: names, without the addresses of mail that stand for them in some feeds."""
    names = [str(one.get("name") or "") for one in entry.get("authors") or ()]
    return ", ".join(dict.fromkeys(_plain(name).strip() for name in names if name.strip() and "@" not in name))


def _text(entry: Any) -> str:
    """The longest text that an item has."""
    texts = [str(content.get("value") or "") for content in entry.get("content") or ()]
    return max([*texts, str(entry.get("summary") or "")], key=len)


def _said(entry: Any, *keys: str) -> Any:
    """The first of some fields that is there; not by the reader's own way, which takes one for another."""
    return next((value for key in keys if (value := dict.get(entry, key))), None)


def _plain(words: Any) -> str:
    return unescape(re.sub(r"<[^>]{1,200}>", "", str(words or "")))


def _day(when: struct_time | None) -> str | None:
    return f"{when.tm_year:04}-{when.tm_mon:02}-{when.tm_mday:02}" if when is not None else None


SOURCES = (
    Source(
        "feed", "Saved feed (RSS, RDF, Atom)", "text or teaser of every item, headline, author, days of publication and update, address, the feed's name as outlet",
        "the full text where the feed has a teaser only; enclosures", is_feed, feed,
    ),
)  # fmt: skip
