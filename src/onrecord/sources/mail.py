"""Messages: saved (EML), many in one file (MBOX), and web pages saved as one (MHTML)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from typing import Any

from onrecord.errors import ReportFailed
from onrecord.model import Arrival, Failure, Known
from onrecord.sources.form import How, Source
from onrecord.sources.found import LARGEST, Found
from onrecord.sources.words import day_of, known, step, to_utf8

HEADERS = re.compile(rb"(?:[!-9;-~]{1,60}:[ \t\r\n][^\n]*\n(?:[ \t][^\n]*\n)*){2,}")
# what people type above a press release, too, is no sign of a message
SURE = re.compile(rb"^(?:message-id|mime-version|received|content-type|return-path|delivered-to):", re.I | re.M)
FROM = re.compile(rb"From \S+ .{0,60}\d{4}.{0,10}\r?\n")
SAVED_PAGE = re.compile(rb"^(?:snapshot-content-location:|from:[^\n]*saved by )", re.I | re.M)
FORWARDED = re.compile(
    r"(?:\s*(?:-{3,}.{0,40}-{3,}|Begin forwarded message:|_{10,}))?\s*((?:^[>\s*]*(?:From|Date|Sent|To|Cc|Subject)\s?:.*\n){2,})",
    re.M,
)
FEWEST_WORDS = 12
MOST_PARTS = 1_000


def is_message(found: Found, head: bytes) -> bool:
    """Whether a file is one message, by its headers."""
    match = HEADERS.match(head.lstrip(b"\xef\xbb\xbf\r\n"))
    return match is not None and SURE.search(match.group()) is not None


def is_mbox(found: Found, head: bytes) -> bool:
    """Whether a file is a mailbox: a line "From …" and a message below it."""
    match = FROM.match(head)
    return match is not None and HEADERS.match(head, match.end()) is not None


def is_saved_page(found: Found, head: bytes) -> bool:
    """Whether a file is a page that a browser saved with all its parts."""
    if not is_message(found, head) or b"multipart/" not in head.lower():
        return False
    return found.ending in (".mht", ".mhtml") or SAVED_PAGE.search(head) is not None


def reports_of(found: Found, how: How) -> Iterator[Arrival | Found | Failure]:
    """The report in a message, and what is attached to it."""
    yield from _reports(found, found.load(), None, found.position)


def mailbox(found: Found, how: How) -> Iterator[Arrival | Found | Failure]:
    """The reports of all messages of a mailbox; a message's name is its Message-ID, or its number."""
    for position, data in enumerate(_messages(found), 1):
        if data is None:
            yield Failure(f"{found.name}!{position}", "a message of more than 64 MB", "Save it alone.")
            continue
        parsed = message_from_bytes(_head_of(data))
        name = step(str(parsed.get("Message-ID") or position).strip().strip("<>"))
        yield from _reports(found, data, name, position)


def saved_page(found: Found, how: How) -> Iterator[Arrival | Found | Failure]:
    """The page itself; pictures, styles and frames beside it are left."""
    parsed = message_from_bytes(found.load())
    for part in parsed.walk():
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            where = str(parsed.get("Snapshot-Content-Location") or part.get("Content-Location") or "")
            url = where if where.startswith(("http://", "https://")) else None
            yield Arrival(found.name, _payload(part), "html", known("saved page", url=url), found.file, found.position)
            return
    raise ReportFailed("a saved page without a page in it", hint="Save it again, or save the article's text.")


def _head_of(data: bytes) -> bytes:
    end = re.search(rb"\r?\n\r?\n", data)
    return data[: end.end()] if end else data[:65_536]


def _messages(found: Found) -> Iterator[bytes | None]:
    """The messages of a mailbox, one at a time; None for one that is too large."""
    with found.open() as stream:
        lines: list[bytes] = []
        size, blank = 0, True
        while line := stream.readline(1 << 20):
            if blank and FROM.match(line):
                if size:
                    yield b"".join(lines) if size <= LARGEST else None
                lines, size = [], 0
            else:
                size += len(line)
                if size <= LARGEST:
                    lines.append(line[1:] if re.match(rb">+From ", line) else line)
                else:
                    lines = []
            blank = not line.strip()
        if size:
            yield b"".join(lines) if size <= LARGEST else None


def _reports(found: Found, data: bytes, name: str | None, position: int | None) -> Iterator[Arrival | Found | Failure]:
    parsed = message_from_bytes(data)
    where = f"{found.name}!{name}" if name is not None else found.name
    file = found.file or (found.name if name is not None else None)
    body, attached = _parts(parsed)
    if body is not None:
        text, form = body
        said = _said(parsed)
        if form == "text" and (forwarded := FORWARDED.match(text)):
            said |= _forwarded(forwarded.group(1))
            text = text[forwarded.end() :].lstrip("\r\n")
        yield Arrival(where, text.encode("utf-8", "surrogatepass"), form, said, file, position)
    elif not attached:
        yield Failure(where, "a message without text", "Its text may be a picture.", skipped=True)
    for n, (filename, content) in enumerate(attached, 1):
        yield found.inside(f"{name}!{filename}" if name is not None else filename, content, position=n)


def _parts(parsed: Message[Any, Any]) -> tuple[tuple[str, str] | None, list[tuple[str, bytes]]]:
    """The body with its form, plain text before HTML; and what is attached."""
    plain: list[str] = []
    html: list[str] = []
    attached: list[tuple[str, bytes]] = []
    for n, part in enumerate(_leaves(parsed)):
        if n > MOST_PARTS:
            raise ReportFailed(f"a message of more than {MOST_PARTS:,} parts", hint="No report is; leave it out.")
        kind, filename = part.get_content_type(), part.get_filename()
        if kind == "message/rfc822":
            inner = part.get_payload() if part.is_multipart() else None
            if isinstance(inner, list) and inner and isinstance(message := inner[0], Message):
                attached.append((step(_header(message, "Subject") or f"message {n}") + ".eml", bytes(message)))
        elif filename or part.get_content_disposition() == "attachment":
            attached.append((step(_decoded(filename or f"part {n}")), _payload(part, raw=True)))
        elif kind == "text/plain":
            plain.append(_text(part))
        elif kind == "text/html":
            html.append(_text(part))
    words = "\n\n".join(plain)
    if len(words.split()) >= FEWEST_WORDS or (words.strip() and not html):
        return (words, "text"), attached
    if html:
        return ("\n".join(html), "fragment"), attached
    return None, attached


def _leaves(parsed: Message[Any, Any]) -> Iterator[Message[Any, Any]]:
    """The parts of a message, those of attached messages left out: they are reports of their own."""
    waiting = [parsed]
    while waiting:
        part = waiting.pop(0)
        # asked only of what has parts: of a text it decodes, by whatever charset it is called
        inner = part.get_payload() if part.is_multipart() else None
        if part.get_content_maintype() == "multipart" and isinstance(inner, list):
            waiting[:0] = [p for p in inner if isinstance(p, Message)]
        else:
            yield part


def _payload(part: Message[Any, Any], *, raw: bool = False) -> bytes:
    data = part.get_payload(decode=True)
    content = data if isinstance(data, bytes) else b""
    return content if raw else to_utf8(content, part.get_content_charset())


def _text(part: Message[Any, Any]) -> str:
    data = _payload(part)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    if (part.get_param("format") or "") == "flowed":
        text = re.sub(r"(?<=[^\s-]) \r?\n(?!>)", " ", text)
    return text


def _said(parsed: Message[Any, Any]) -> dict[str, Known]:
    sender = None
    if parsed.get("List-Id") or parsed.get("List-Unsubscribe"):
        # a newsletter's sender is who publishes it; a colleague who passes an article on is not
        sender = re.sub(r"\s*<[^>]*>$", "", _header(parsed, "From")).strip("\"' ")
    return known(
        "mail header", title=re.sub(r"^(?:(?:fwd?|re|aw|wg)\s*:\s*)+", "", _header(parsed, "Subject"), flags=re.I),
        published=_header(parsed, "Date"), outlet=sender,
    )  # fmt: skip


def _forwarded(block: str) -> dict[str, Known]:
    """What the head of a forwarded message says."""
    rows = {key.lower(): value.strip(" *") for key, value in re.findall(r"(\w+)\s?:[ *]*(.*)", block)}
    date = next((day for key in ("date", "sent") if (day := day_of(rows.get(key, "")))), None)
    return known("mail header", title=rows.get("subject"), published=date)


def _header(parsed: Message[Any, Any], name: str) -> str:
    return _decoded(str(parsed.get(name) or ""))


def _decoded(value: str) -> str:
    try:
        return str(make_header(decode_header(value)))
    except (LookupError, UnicodeError, ValueError, TypeError):
        return value.encode("utf-8", "replace").decode("utf-8")


SOURCES = (
    Source(
        "mhtml", "Web page saved as one file (MHTML)", "as HTML, and its address", "as HTML", is_saved_page, saved_page
    ),
    Source(
        "mbox", "Mailbox (MBOX)", "every message as an EML file",
        "folders and marks of the mail program", is_mbox, mailbox,
    ),
    Source(
        "eml", "Message (EML)",
        "body (plain text before HTML), subject, day, the sender of a newsletter, the head of a forwarded message, "
        "attachments as files of their own",
        "other headers, pictures", is_message, reports_of,
    ),
)  # fmt: skip
