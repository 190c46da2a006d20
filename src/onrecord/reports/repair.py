"""What is damaged in a text and how it reads: mojibake, lost quotation marks, broken apostrophes, entities."""

from __future__ import annotations

import re
from html import unescape

from onrecord.model import Repair

# UTF-8 read as cp1252: a lead byte and one or two bytes that follow, as they look then
_HIGH = "\u0080-\u00bf\u20ac\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u017d\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u017e\u0178"
MOJIBAKE = re.compile(f"â[{_HIGH}][{_HIGH}]|[ÂÃ][{_HIGH}]|â€(?![{_HIGH}])")
ENTITY = re.compile(r"&(?:#\d{2,5}|#x[0-9a-fA-F]{2,5}|[a-zA-Z]{2,8});")
INVISIBLE = re.compile("[\u200b\u200c\u2060\ufeff\u00ad\u200e\u200f\x00]")
NEWLINE = re.compile("\r\n?|\u2028|\u2029|\x85|\x0b|\x0c")
SPACE = re.compile("[\u00a0\u2007\u202f\u2009\u2002\u2003]")
TEX = re.compile("``|(?<!')''(?!')")
QUESTION = re.compile(r"(?<=[a-z])\?(?=(?:s|t|re|ve|ll|d|m)\b)(?=\w{1,2}\s+[a-z])")
STRAY = re.compile("[\u0370-\u03ff\u0400-\u04ff\ufffd\u00a4\u00ac\u00b6\u00a6]")
APOSTROPHE, OPEN, CLOSE = "’", "“", "”"


def find_repairs(text: str) -> tuple[Repair, ...]:
    """The repairs of a text, sorted and apart from one another; the text itself is not touched.

    >>> [r.reads_as for r in find_repairs("He said: Ξcountryβs forces βwill goβ home")][-3:]
    ['’', '“', '”']
    """
    found: list[Repair] = []
    for match in NEWLINE.finditer(text):
        if match.group() != "\n":
            found.append(Repair(match.start(), match.end(), "\n", "newline"))
    for match in INVISIBLE.finditer(text):
        found.append(Repair(match.start(), match.end(), "", "invisible"))
    for match in SPACE.finditer(text):
        found.append(Repair(match.start(), match.end(), " ", "space"))
    for match in MOJIBAKE.finditer(text):
        reads = _unmojibake(text, match)
        if reads is not None:
            found.append(Repair(match.start(), match.end(), reads, "mojibake"))
    for match in ENTITY.finditer(text):
        reads = unescape(match.group())
        if reads != match.group() and len(reads) == 1:
            found.append(Repair(match.start(), match.end(), " " if reads == "\u00a0" else reads, "entity"))
    for match in TEX.finditer(text):
        opens = match.group() == "``" or _stands_before(text, match.start(), match.end())
        found.append(Repair(match.start(), match.end(), OPEN if opens else CLOSE, "quotation mark"))
    found.extend(_stray(text))
    for match in QUESTION.finditer(text):
        found.append(Repair(match.start(), match.end(), APOSTROPHE, "apostrophe"))
    return _apart(found)


def _stands_before(text: str, start: int, end: int) -> bool:
    """Whether a mark stands where one opens: behind a space or bracket, and right before a word."""
    before, after = text[start - 1 : start] or " ", text[end : end + 1] or " "
    return (before.isspace() or before in "([—–-") and not after.isspace()


def _unmojibake(text: str, match: re.Match[str]) -> str | None:
    broken = match.group()
    if broken == "â€":
        # the last byte of a closing quotation mark has no character in cp1252 and is often lost
        return CLOSE
    try:
        reads = b"".join(_byte(char) for char in broken).decode("utf-8")
    except UnicodeError:
        return None
    return {"\u00a0": " "}.get(reads, reads)


def _byte(char: str) -> bytes:
    """The byte behind a character of cp1252; its five holes stand for themselves."""
    try:
        return char.encode("cp1252")
    except UnicodeEncodeError:
        return char.encode("latin-1")


def _stray(text: str) -> list[Repair]:
    """A character that stands only where quotation marks stand, in a text of Latin letters, is a lost one.

    A real Greek word has two such letters together; a unit ("μ") or a name ("β-carotene") does not stand in for
    quotation marks at both ends of words.
    """
    found: list[Repair] = []
    for char in sorted(set(STRAY.findall(text))):
        places = [m.start() for m in re.finditer(re.escape(char), text)]
        roles = [_role(text, at) for at in places]
        good = [r for r in roles if r]
        if len(good) < max(2, len(places)) and not (char == "\ufffd" and good):
            continue
        if char != "\ufffd" and len({*good}) < 2 and APOSTROPHE not in good:
            continue
        found.extend(Repair(at, at + 1, role, "quotation mark") for at, role in zip(places, roles, strict=True) if role)
    return found


def _role(text: str, at: int) -> str:
    before = text[at - 1] if at else " "
    after = text[at + 1] if at + 1 < len(text) else " "
    if not (before.isascii() and after.isascii()):
        return ""
    if before.isalpha() and after.isalpha():
        return APOSTROPHE
    if after.isalnum() and (before.isspace() or before in "([-"):
        return OPEN
    if (before.isalnum() or before in ".,!?;:%") and (after.isspace() or after in ".,;:!?)]-"):
        return CLOSE
    return ""


def _apart(found: list[Repair]) -> tuple[Repair, ...]:
    kept: list[Repair] = []
    for repair in sorted(found, key=lambda r: (r.start, -r.end)):
        if not kept or repair.start >= kept[-1].end:
            kept.append(repair)
    return tuple(kept)
