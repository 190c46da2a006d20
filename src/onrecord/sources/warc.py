"""Web archives (WARC): the pages and documents that were answered, each with its address."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import Any

from onrecord.errors import ReportFailed
from onrecord.model import Arrival, Failure
from onrecord.sources.form import How, Source
from onrecord.sources.found import LARGEST, Found
from onrecord.sources.words import known, step, to_utf8

PAGES = ("text/html", "application/xhtml+xml")
# what crawlers keep of their own beside pages (urn:text:…, metadata://…), and what servers say to programs
OTHERS = re.compile(
    r"(?!https?:|ftp:|file:)[a-z][a-z0-9+.-]*:|https?://[^/]+/(?:robots|ads|app-ads|security|humans)\.txt$", re.I
)
# parts of pages, which nobody wants to hear of one by one
PARTS = ("image/", "font/", "audio/", "video/", "text/css", "text/javascript", "application/javascript",
         "application/x-javascript", "application/font", "application/octet-stream", "application/json")  # fmt: skip


def is_warc(found: Found, head: bytes) -> bool:
    """Whether a file is a web archive, compressed or not."""
    if head[:2] == b"\x1f\x8b":
        try:
            head = zlib.decompressobj(31).decompress(head, 16)
        except zlib.error:
            return False
    return head.startswith(b"WARC/")


def warc(found: Found, how: How) -> Iterator[Arrival | Found | Failure]:
    """Every page that was answered whole; another capture of an address is another report."""
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    kinds = WarcRecordType.response | WarcRecordType.resource | WarcRecordType.conversion
    count = 0
    with found.open() as stream:
        try:
            for count, record in enumerate(ArchiveIterator(stream, record_types=kinds, auto_decode="transfer"), 1):
                item = _captured(found, record, count)
                if item is not None:
                    yield item
        except (OSError, ValueError, EOFError) as error:
            raise ReportFailed(
                f"a web archive that is damaged after {count:,} records", hint="The records before it were looked at."
            ) from error
    if not count:
        raise ReportFailed("a web archive without pages", hint="Was it saved completely?")


def _captured(found: Found, record: Any, position: int) -> Arrival | Found | Failure | None:
    url = str(record.headers.get("WARC-Target-URI") or "").strip("<>")
    name = step(f"{url or position}@{record.headers.get('WARC-Date') or position}")
    status = getattr(record.http_headers, "status_code", None) if record.http_headers is not None else None
    kind, charset = _kind(record)
    if status not in (None, 200) or kind.startswith(PARTS) or OTHERS.match(url):
        return None
    try:
        data = _unpacked(record.reader.read(LARGEST + 1), record)
    except (zlib.error, ValueError) as error:
        why = f"cannot be unpacked: {error}"[:200]
        return Failure(f"{found.name}!{name}", why, "It was stored damaged; the others go on.")
    if len(data) > LARGEST:
        return Failure(f"{found.name}!{name}", f"more than {LARGEST // 1024**2} MB", "A report is shorter.")
    if not data:
        return None
    if kind in PAGES or kind == "text/plain":
        form = "html" if kind in PAGES else "text"
        said = known("web archive", url=url)
        return Arrival(f"{found.name}!{name}", to_utf8(data, charset), form, said, found.file or found.name, position)
    return found.inside(name, data, position=position)


def _unpacked(data: bytes, record: Any) -> bytes:
    """What was sent compressed, as far as it is no larger than a report may be."""
    coding = str((record.http_headers or {}).get("Content-Encoding") or "").lower().strip()
    if coding in ("gzip", "x-gzip", "deflate"):
        # some servers send deflate without the two bytes before it
        raw = coding == "deflate" and data[:1] not in (b"\x78", b"\x1f")
        return zlib.decompressobj(-15 if raw else 47).decompress(data, LARGEST + 1)
    if coding == "br":
        import brotli

        try:
            unpacked: bytes = brotli.Decompressor().process(data, output_buffer_limit=LARGEST + 1)
        except brotli.error as error:
            raise ValueError(str(error)) from error
        return unpacked
    if coding not in ("", "identity"):
        raise ValueError(f"{coding} is not known")
    return data


def _kind(record: Any) -> tuple[str, str | None]:
    """Content type and charset, of the answer or of the record."""
    if record.http_headers is not None:
        return str(record.http_content_type or "").lower(), record.http_charset
    words = str(record.headers.get("Content-Type") or "").lower()
    kind, _, rest = words.partition(";")
    return kind.strip(), rest.partition("charset=")[2].strip() or None


SOURCES = (
    Source(
        "warc", "Web archive (WARC, WARC.GZ)", "every page answered with 200 as HTML, and its address; documents by their own form",
        "other answers, pictures and scripts, what the crawler kept of its own, the day of capture as a day of publication", is_warc, warc,
    ),
)  # fmt: skip
