"""Bytes to text, by a named decoder. Newlines stay as they are; nothing is dropped silently."""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from dataclasses import dataclass, field

from onrecord.errors import ReportFailed
from onrecord.model import Known

LONGEST = 5_000_000
MAGIC = (
    (b"PK\x03\x04", "a ZIP file, or of a program that Onrecord does not know", "Save it as plain text."),
    (b"PK\x05\x06", "an empty ZIP file", "There is nothing in it; was it saved completely?"),
    (b"\xd0\xcf\x11\xe0", "an old Office file, or an encrypted one", "Save it as DOCX or plain text, unencrypted."),
    (b"\x89PNG", "a picture", "Onrecord reads text."),
    (b"\xff\xd8\xff", "a picture", "Onrecord reads text."),
    (b"GIF8", "a picture", "Onrecord reads text."),
    (b"\x1f\x8b", "a compressed file", "Unpack it first."),
    (b"SQLite format 3\x00", "a database", "To look into a record: onrecord entries --record FILE."),
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the name and version of what decoded it, and what the file says of itself beside its text.

    `known`: title, outlet, published, url; `pages`: where each page of the text begins, where there are pages; `unread`: the
    numbers of those that are pictures.
    """

    text: str
    decoder: str
    media_type: str = "text/plain"
    known: Mapping[str, Known] = field(default_factory=dict)
    pages: tuple[int, ...] = ()
    warnings: tuple[str, ...] = ()
    unread: tuple[int, ...] = ()


def check_length(text: str) -> None:
    """ReportFailed for what is too long for one report."""
    if len(text) > LONGEST:
        raise ReportFailed(
            f"a text of {len(text):,} characters", hint=f"One report has at most {LONGEST:,}; split it first."
        )


def decode(data: bytes) -> Decoded:
    """The text of some bytes; ReportFailed when they are no text.

    >>> decode("Kâbil".encode("cp1252")).decoder
    'cp1252/1'
    """
    if not data.strip():
        raise ReportFailed("empty", hint="There is nothing in it; was it saved completely?")
    for magic, what, hint in MAGIC:
        if data.startswith(magic):
            raise ReportFailed(f"{what}, not text", hint=hint)
    decoded = _decode(data)
    check_length(decoded.text)
    if not decoded.text.strip("\ufeff \t\r\n\x00"):
        raise ReportFailed("empty", hint="There are only blanks in it; was it saved completely?")
    controls = sum(c < " " and c not in "\t\n\r\f\v\x1b" for c in decoded.text[:20_000])
    if controls > max(3, len(decoded.text[:20_000]) // 50):
        raise ReportFailed("binary, not text", hint="Save the report as plain text or HTML.")
    return decoded


def _decode(data: bytes) -> Decoded:
    if data.startswith(codecs.BOM_UTF8):
        return Decoded(data[3:].decode("utf-8", "replace"), "utf-8-sig/1")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return Decoded(data.decode("utf-16", "replace"), "utf-16/1")
    if (wide := _utf16_without_mark(data)) is not None:
        return wide
    try:
        return Decoded(data.decode("utf-8"), "utf-8/1")
    except UnicodeDecodeError:
        pass
    if _mostly_utf8(data):
        return Decoded(_piecewise(data), "utf-8+cp1252/1")
    return Decoded(data.decode("cp1252", "replace"), "cp1252/1")


def _utf16_without_mark(data: bytes) -> Decoded | None:
    head = data[:2000]
    if len(head) < 8 or len(data) % 2:
        return None
    even, odd = head[::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    for zeros, other, name in ((odd, even, "utf-16-le"), (even, odd, "utf-16-be")):
        if zeros > 0.7 * half and other < 0.1 * half:
            return Decoded(data.decode(name, "replace"), f"{name}/1")
    return None


def _mostly_utf8(data: bytes) -> bool:
    """Whether most bytes beyond ASCII are well-formed UTF-8, so that only some pieces are of another encoding."""
    text = data.decode("utf-8", "replace")
    good = sum(ord(c) > 127 and c != "\ufffd" for c in text)
    return good > text.count("\ufffd")


def _piecewise(data: bytes) -> str:
    out: list[str] = []
    at = 0
    while at < len(data):
        try:
            out.append(data[at:].decode("utf-8"))
            break
        except UnicodeDecodeError as error:
            out.append(data[at : at + error.start].decode("utf-8"))
            out.append(data[at + error.start : at + error.end].decode("cp1252", "replace"))
            at += error.end
    return "".join(out)
