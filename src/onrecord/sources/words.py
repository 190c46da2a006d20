"""Small helps that several sources share: days as ISO dates, bytes as UTF-8, names that can stand in a path."""

from __future__ import annotations

import codecs
import re
from datetime import datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin

from onrecord.model import Known
from onrecord.model.day import day_of as day_of


def moment_of(words: str) -> str | None:
    """Day, time and zone that some words name, as ISO 8601; None where they name no time.

    >>> moment_of("Tue, 17 Mar 2026 09:00:00 +0300"), moment_of("2026-03-17T09:05Z"), moment_of("2026-03-17")
    ('2026-03-17T09:00:00+03:00', '2026-03-17T09:05:00+00:00', None)
    """
    words = words.strip()[:100]
    try:
        if re.match(r"\d{4}-\d\d-\d\d[T ]\d", words):
            return datetime.fromisoformat(words).isoformat()
        return parsedate_to_datetime(words).isoformat() if re.search(r"\d:\d\d", words) else None
    except (ValueError, TypeError, IndexError):
        return None


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


# how bytes that are no UTF-8 are read among others that are
PIECEWISE = "onrecord-piecewise"
codecs.register_error(PIECEWISE, _as_cp1252)


def encoding_of(head: bytes) -> str:
    """The encoding of a text by its first bytes: UTF-16 has a mark, all else is read as UTF-8, piece by piece."""
    return "utf-16" if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"


def plain_text(data: bytes) -> str:
    """Bytes as text; what is no UTF-8 among it is read as Windows-1252."""
    encoding = encoding_of(data)
    return data.decode(encoding, "replace" if encoding == "utf-16" else PIECEWISE)


def to_utf8(data: bytes, charset: str | None) -> bytes:
    """The bytes as UTF-8 when they are of the charset that is named; else untouched, for the decoder to find out."""
    if not charset:
        return data
    try:
        return data.decode(charset.strip("\"' ")).encode("utf-8")
    except (LookupError, UnicodeError, ValueError):
        return data


def absolute(link: str | None, *bases: str | None) -> str | None:
    """A link as an address of the web, by the first base that makes it one; None where none does.

    >>> absolute("/news/1", None, "https://wire.example/feeds/all.xml"), absolute("17", None)
    ('https://wire.example/news/1', None)
    """
    for base in ("", *bases):
        try:
            whole = urljoin(base or "", (link or "").strip())
        except ValueError:
            continue
        if link and re.match(r"https?://[^/\s]", whole, re.I):
            return whole
    return None


def step(name: str) -> str:
    """A name as one step of a path: no separators of ours, no control characters, not too long.

    >>> step("../a!b\\n.txt")
    '../a%21b%0a.txt'
    """
    return re.sub(r"[\x00-\x1f\x7f!\ud800-\udfff]", lambda m: f"%{ord(m.group()):02x}", name)[:240]


def known(basis: str, **values: str | None) -> dict[str, Known]:
    """What a source says of a report, on one basis; what it does not say is left out, and days become ISO dates."""
    found: dict[str, Known] = {}
    for key, value in values.items():
        words = " ".join((value or "").replace("\x00", "").split())[:1000]
        if key in ("published", "updated"):
            words = day_of(words) or ""
        elif key == "moment":
            words = moment_of(words) or ""
        if words:
            found[key] = Known(words, basis)
    return found
