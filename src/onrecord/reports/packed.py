"""Documents that are a ZIP file with XML in it: DOCX, ODT, EPUB. Only what is text is taken out, and only so much of it."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from posixpath import dirname, join, normpath
from typing import Any
from urllib.parse import unquote

from onrecord.errors import ReportFailed
from onrecord.model import Known
from onrecord.reports.decode import Decoded, check_length
from onrecord.reports.fragment import text_of
from onrecord.reports.wordlists import Lists, lists_of

# of one XML file in a document
LARGEST = 64 * 1024 * 1024
MOST_CHAPTERS = 2_000
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
DC = "{http://purl.org/dc/elements/1.1/}"
ENCRYPTED = ReportFailed("encrypted", hint="Open it with its password, and save it without.")
DAMAGED = "a document that is damaged or not complete"


def is_docx(data: bytes, name: str) -> bool:
    """Whether the bytes are a Word document."""
    return "word/document.xml" in _names(data)


def is_odt(data: bytes, name: str) -> bool:
    """Whether the bytes are an OpenDocument text."""
    return data[:4] == b"PK\x03\x04" and b"mimetypeapplication/vnd.oasis.opendocument.text" in data[:200]


def is_epub(data: bytes, name: str) -> bool:
    """Whether the bytes are an electronic book."""
    return data[:4] == b"PK\x03\x04" and (
        b"mimetypeapplication/epub+zip" in data[:200] or "META-INF/container.xml" in _names(data)
    )


def docx(data: bytes) -> Decoded:
    """The text of a Word document: what was inserted, not what was deleted."""
    with _zip(data) as archive:
        numbering = _member(archive, "word/numbering.xml", needed=False)
        lists = lists_of(parse_xml(numbering) if numbering else None)
        text = "\n\n".join(_word_paragraphs(_xml(archive, "word/document.xml"), lists))
        title = _property(archive, "docProps/core.xml")
    return _made(text, "docx/2", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", title)


def odt(data: bytes) -> Decoded:
    """The text of an OpenDocument text."""
    with _zip(data) as archive:
        if b"encryption-data" in _member(archive, "META-INF/manifest.xml", needed=False):
            raise ENCRYPTED
        text = "\n\n".join(_open_paragraphs(_xml(archive, "content.xml")))
        title = _property(archive, "meta.xml")
    return _made(text, "odt/1", "application/vnd.oasis.opendocument.text", title)


def epub(data: bytes) -> Decoded:
    """The chapters of an electronic book, one after the other."""
    with _zip(data) as archive:
        rootfile = next(_xml(archive, "META-INF/container.xml").iter("{*}rootfile"), None)
        if rootfile is None:
            raise ReportFailed(DAMAGED, hint="Download it again.")
        where = str(rootfile.get("full-path"))
        package = _xml(archive, where)
        chapters = [text_of(_html(_member(archive, path))) for path in _spine(package, where)]
    text = "\n\n".join(chapter for chapter in chapters if chapter)
    if not text and b"META-INF/encryption.xml" in data:
        raise ENCRYPTED
    said = {key: str(package.findtext(f".//{DC}{tag}") or "").strip() for key, tag in
            (("title", "title"), ("outlet", "publisher"), ("published", "date"))}  # fmt: skip
    said["published"] = said["published"][:10] if re.match(r"\d{4}-\d\d-\d\d", said["published"]) else ""
    known = {key: Known(value[:300], "book metadata") for key, value in said.items() if value}
    return _made(text, "epub/1", "application/epub+zip", known)


def _made(text: str, decoder: str, media_type: str, known: dict[str, Known]) -> Decoded:
    if not text.strip():
        raise ReportFailed("a document without text", hint="Its text may be a picture.")
    check_length(text)
    return Decoded(text, decoder, media_type, known)


def _names(data: bytes) -> list[str]:
    if data[:4] != b"PK\x03\x04":
        return []
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        # cut off: its list stands at the end, its names stand before each member too
        return [n for n in ("word/document.xml", "META-INF/container.xml") if n.encode() in data]


def _zip(data: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise ReportFailed(DAMAGED, hint="Save or download it again.") from error


def _member(archive: zipfile.ZipFile, name: str, *, needed: bool = True) -> bytes:
    """One file of a document; no more of it than fits, whatever it says of its size."""
    try:
        with archive.open(name) as stream:
            data = stream.read(LARGEST + 1)
    except KeyError as error:
        if not needed:
            return b""
        raise ReportFailed(f"{DAMAGED}: no {name}"[:200], hint="Save or download it again.") from error
    except RuntimeError as error:
        raise ENCRYPTED from error
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, ValueError) as error:
        raise ReportFailed(DAMAGED, hint="Save or download it again.") from error
    if len(data) > LARGEST:
        raise ReportFailed(f"unpacks to more than {LARGEST // 1024**2} MB", hint="No report does; leave it out.")
    return data


def _xml(archive: zipfile.ZipFile, name: str) -> Any:
    return parse_xml(_member(archive, name))


def parse_xml(data: bytes) -> Any:
    """The root of some XML. No entity is resolved and nothing is fetched."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(data, parser)
    except (etree.LxmlError, ValueError) as error:
        raise ReportFailed(DAMAGED, hint="Save or download it again.") from error


def _property(archive: zipfile.ZipFile, name: str) -> dict[str, Known]:
    data = _member(archive, name, needed=False)
    try:
        title = " ".join((parse_xml(data).findtext(f".//{DC}title") or "").split()) if data else ""
    except ReportFailed:
        title = ""
    return {"title": Known(title[:300], "file properties")} if len(title.split()) > 1 else {}


def _word_paragraphs(root: Any, lists: Lists) -> Iterator[str]:
    for paragraph in root.iter(f"{W}p"):
        pieces: list[str] = []
        for element in _within(paragraph, (f"{W}p", f"{W}del", f"{W}moveFrom", FALLBACK)):
            if element.tag == f"{W}t":
                pieces.append(element.text or "")
            elif element.tag in (f"{W}br", f"{W}cr"):
                pieces.append("\n")
            elif element.tag == f"{W}tab":
                pieces.append("\t")
            elif element.tag == f"{W}noBreakHyphen":
                pieces.append("-")
        words = "".join(pieces).strip()
        if words and not any(a.tag in (f"{W}del", FALLBACK) for a in paragraph.iterancestors()):
            yield lists.mark(paragraph) + words


def _within(element: Any, without: tuple[str, ...]) -> Iterator[Any]:
    """All below an element, in order, but for branches of some kinds."""
    waiting = list(reversed(element))
    while waiting:
        child = waiting.pop()
        if child.tag not in without:
            yield child
            waiting.extend(reversed(child))


def _open_paragraphs(root: Any) -> Iterator[str]:
    body = root.find(f"{OFFICE}body")
    apart = (f"{TEXT}tracked-changes", f"{OFFICE}annotation", f"{TEXT}note", f"{OFFICE}forms", f"{TEXT}p", f"{TEXT}h")
    for paragraph in body.iter(f"{TEXT}p", f"{TEXT}h") if body is not None else ():
        if any(a.tag in apart[:4] for a in paragraph.iterancestors()):
            continue
        words = "".join(_open_words(paragraph, apart)).strip()
        if words:
            yield words


def _open_words(element: Any, apart: tuple[str, ...]) -> Iterator[str]:
    yield re.sub(r"\s+", " ", element.text or "")
    for child in element:
        if child.tag == f"{TEXT}s":
            yield " " * min(int(child.get(f"{TEXT}c") or 1), 100)
        elif child.tag == f"{TEXT}tab":
            yield "\t"
        elif child.tag == f"{TEXT}line-break":
            yield "\n"
        elif child.tag not in apart and isinstance(child.tag, str):
            yield from _open_words(child, apart)
        yield re.sub(r"\s+", " ", child.tail or "")


def _spine(package: Any, where: str) -> Iterator[str]:
    """The paths of the chapters in the order of reading; none leaves the book, for they are names in it."""
    items = {item.get("id"): item.get("href") or "" for item in package.iter("{*}item")}
    for n, reference in enumerate(package.iter("{*}itemref")):
        href = items.get(reference.get("idref"))
        if href and n < MOST_CHAPTERS and reference.get("linear") != "no":
            yield normpath(join(dirname(where), unquote(href.split("#")[0])))


def _html(data: bytes) -> str:
    match = re.match(rb"""<\?xml[^>]*encoding=["']([\w-]+)""", data)
    try:
        return data.decode(match.group(1).decode() if match else "utf-8")
    except (LookupError, UnicodeError):
        return data.decode("utf-8", "replace")
