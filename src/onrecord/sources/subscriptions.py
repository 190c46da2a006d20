"""Lists of feeds: OPML as feed readers export it, and text files with an address a line."""

from __future__ import annotations

import re
from collections.abc import Iterator

from onrecord.errors import ReportFailed
from onrecord.model import Arrival, Failure
from onrecord.sources.form import How, Source
from onrecord.sources.found import LARGEST, Found
from onrecord.sources.words import plain_text

ROOT = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*\?>\s*|<!--.*?-->\s*)*<opml\b", re.S | re.I)
ADDRESS = re.compile(r"https?://\S+", re.I)
MOST = 5_000


def is_list(found: Found, head: bytes) -> bool:
    """Whether a file here is a list of feeds. What was fetched, or lies in an archive, leads to no further address."""
    if found.address is not None or found.depth:
        return False
    if ROOT.match(head):
        return True
    lines = [line.strip() for line in head[:4000].splitlines()[:20] if line.strip()]
    lines = [line for line in lines if not line.startswith(b"#")]
    return bool(lines) and found.size < LARGEST and all(re.fullmatch(rb"https?://[\x21-\x7e]+", line) for line in lines)


def listed(found: Found, how: How) -> Iterator[Arrival | Found | Failure]:
    """The feeds of a list, each once, to be asked."""
    data = found.load()
    addresses = list(dict.fromkeys(_outlines(data) if ROOT.match(data[:4096]) else _lines(data)))
    if not addresses:
        raise ReportFailed("a list of feeds without addresses", hint="Export it again.")
    for address in addresses[:MOST]:
        yield Found(address, remote=True)
    if len(addresses) > MOST:
        yield Failure(found.name, f"lists more than {MOST:,} feeds", "Split it; the first were asked.")


def _lines(data: bytes) -> Iterator[str]:
    for line in plain_text(data).splitlines():
        words = line.strip()
        if ADDRESS.fullmatch(words):
            yield words


def _outlines(data: bytes) -> Iterator[str]:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, recover=True)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise ReportFailed("a list of feeds that is damaged", hint="Export it again.") from error
    for outline in root.iter("outline") if root is not None else ():
        address = (outline.get("xmlUrl") or "").strip()
        if ADDRESS.fullmatch(address):
            yield address


SOURCES = (
    Source(
        "subscriptions", "List of feeds (OPML, or an address a line)", "with `--online`: every feed and page in it",
        "folders and names that readers give to feeds", is_list, listed,
    ),
)  # fmt: skip
