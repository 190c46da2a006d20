"""Downloads of press databases: many articles in one text, RTF or DOCX file."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Iterator

from onrecord.model import Arrival, Failure
from onrecord.sources.form import How, Source
from onrecord.sources.found import LARGEST, Found
from onrecord.sources.presscut import Article, articles
from onrecord.sources.words import known, plain_text, step

MARKS = re.compile(
    rb"^[ \t]*End of Document[ \t]*\r?$|^[ \t]*(?:FOCUS - |Document )?\d{1,5} of \d{1,5} DOCUMENTS?[ \t]*\r?$|"
    rb"^(?:Document|Dokument) [A-Za-z]{2,10}\d{6,}|^ProQuest document ID:",
    re.M | re.I,
)
# between the codes of RTF or the tags of Word a mark need not stand at the beginning of a line
LOOSE = re.compile(
    rb"End of Document|\d of \d{1,5} DOCUMENTS?\b|(?:Document|Dokument) [A-Z]{2,10}\d{6,}|ProQuest document ID:"
)


def is_download(found: Found, head: bytes) -> bool:
    """Whether a file is a download of a press database: by the marks between its articles."""
    if head.lstrip()[:5] == b"{\\rtf":
        return LOOSE.search(found.load()) is not None
    if head[:4] == b"PK\x03\x04":
        return LOOSE.search(_word_xml(found)) is not None
    if head.lstrip()[:1] == b"<" or b"\x00" in head:
        return False
    return found.size <= LARGEST and MARKS.search(found.load()) is not None


def _word_xml(found: Found) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(found.load())) as archive, archive.open("word/document.xml") as stream:
            return stream.read(LARGEST)
    except Exception:  # no Word document, or a damaged one: whoever decodes it will say so
        return b""


def download(found: Found, how: How) -> Iterator[Arrival | Found | Failure]:
    """The articles of a download; a file that only looks like one is one report."""
    data = found.load()
    text = how.text_of(data) or ("" if data[:4] == b"PK\x03\x04" else plain_text(data))
    name, cut, marks = articles(text)
    if not cut:
        yield Arrival(found.name, data, None, {}, found.file, found.position)
        return
    how.tell(found.name, f"{len(cut)} articles in the layout of {name}")
    seen: dict[str, int] = {}
    for position, article in enumerate(cut, 1):
        yield _arrival(found, article, name, position, seen)
    if len(cut) < marks:
        why = f"{marks - len(cut)} of {marks} articles have no head that can be read"
        yield Failure(found.name, why, "Save them one by one, or as plain text.")


def _arrival(found: Found, article: Article, layout: str, position: int, seen: dict[str, int]) -> Arrival:
    data = article.text.encode("utf-8", "surrogatepass")
    key = step(article.key or hashlib.sha256(data).hexdigest()[:12])
    seen[key] = again = seen.get(key, 0) + 1
    said = known(layout, title=article.title, published=article.published, outlet=article.outlet, url=article.url)
    name = f"{found.name}!{key}" + (f"#{again}" if again > 1 else "")
    return Arrival(name, data, "text", said, found.file or found.name, position)


SOURCES = (
    Source(
        "press", "Download of a press database (Nexis, Nexis Uni, Factiva, ProQuest) as text, RTF or DOCX",
        "every article with headline, outlet, day, byline, its number in the database",
        "index terms, sections, lengths, copyright lines; PDF and HTML downloads are not cut", is_download, download,
    ),
)  # fmt: skip
