"""The text of an RTF file."""

from __future__ import annotations

import re

from onrecord.errors import ReportFailed
from onrecord.model import Known
from onrecord.reports.decode import Decoded, check_length

TITLE = re.compile(rb"\{\\info\b.{0,2000}?\{\\title ([^{}\\]{5,300})\}", re.S)
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def is_rtf(data: bytes, name: str) -> bool:
    """Whether the bytes are an RTF file."""
    return data.lstrip()[:5] == b"{\\rtf"


def rtf(data: bytes) -> Decoded:
    """The text of an RTF file, a line a paragraph."""
    from importlib.metadata import version

    from striprtf.striprtf import rtf_to_text

    try:
        text: str = rtf_to_text(data.decode("latin-1"), encoding="cp1252", errors="replace")  # type: ignore[no-untyped-call]
    except (ValueError, TypeError, LookupError, OverflowError) as error:
        raise ReportFailed("an RTF file that is damaged", hint="Open it, and save it as plain text.") from error
    text = CONTROL.sub("", text).strip()
    check_length(text)
    if not text:
        raise ReportFailed("a document without text", hint="Its text may be a picture.")
    title = TITLE.search(data[:20_000])
    words = title.group(1).decode("cp1252", "replace").strip() if title else ""
    known = {"title": Known(words, "file properties")} if len(words.split()) > 1 else {}
    return Decoded(text, f"striprtf/{version('striprtf')}", "application/rtf", known)
