"""Exports of reference managers (Zotero, RIS, BibTeX, CSL JSON), with the files that lie beside them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from urllib.parse import unquote

from onrecord.errors import ReportFailed
from onrecord.model import Arrival, Failure, Known
from onrecord.sources.beside import no_report
from onrecord.sources.columns import HTML
from onrecord.sources.form import How, Source
from onrecord.sources.found import LARGEST, Found
from onrecord.sources.references import Item, bibtex, csl, ris, zotero
from onrecord.sources.words import known, plain_text, step

RIS = re.compile(rb"(?:\xef\xbb\xbf)?\s*TY  - ")
BIB = re.compile(rb"^\s*@\w{1,40}\s*[{(]\s*[^,\s{}()]{0,300}\s*,\s*[\w:.-]{1,60}\s*=", re.M)
CSL = re.compile(rb"(?:\xef\xbb\xbf)?\s*\[\s*\{")
ENDINGS = (".ris", ".bib", ".bibtex", ".rdf")
ENDNOTE = re.compile(r"internal-pdf://", re.I)


def is_ris(found: Found, head: bytes) -> bool:
    """Whether a file is RIS, by its first line."""
    return RIS.match(head) is not None


def is_bibtex(found: Found, head: bytes) -> bool:
    """Whether a file is BibTeX, by an entry after nothing but comments."""
    return head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"@", b"%") and BIB.search(head) is not None


def is_csl(found: Found, head: bytes) -> bool:
    """Whether a file is CSL JSON, by its first items."""
    return (
        CSL.match(head) is not None and b'"type"' in head and (b'"date-parts"' in head or b'"container-title"' in head)
    )


def is_zotero(found: Found, head: bytes) -> bool:
    """Whether a file is RDF as Zotero writes it."""
    return b"<rdf:RDF" in head and b"zotero.org/namespaces/export" in head


def _texts(
    of: Callable[[str], Iterator[Item]], basis: str
) -> Callable[[Found, How], Iterator[Arrival | Found | Failure]]:
    def reports(found: Found, how: How) -> Iterator[Arrival | Found | Failure]:
        yield from _reports(found, of(plain_text(found.load())), basis)

    return reports


def _zotero(found: Found, how: How) -> Iterator[Arrival | Found | Failure]:
    yield from _reports(found, zotero(found.load()), "Zotero")


def _reports(found: Found, items: Iterator[Item], basis: str) -> Iterator[Arrival | Failure]:
    """Of every item the first of its files that is a text; where it has none, what the library says of it."""
    seen: dict[str, int] = {}
    nothing = True
    for position, item in enumerate(items, 1):
        nothing = False
        said = known(
            basis, title=item.title, outlet=item.outlet, url=item.url, published=item.published, moment=item.published
        )
        read = False
        for written in item.files:
            if written.startswith(("http://", "https://")):
                continue
            name = f"{found.name}!{step(written)}"
            if read:
                yield Failure(name, "another file of the same item", skipped=True, aside=True)
                continue
            one = _attached(found, written, name, said, position, spare=bool(item.abstract))
            read = isinstance(one, Arrival)
            yield one
        if read:
            continue
        key = step(item.key or item.url or item.title or str(position))
        seen[key] = again = seen.get(key, 0) + 1
        name = f"{found.name}!{key}" + (f"#{again}" if again > 1 else "")
        if item.abstract.strip():
            form = "fragment" if HTML.search(item.abstract) else "text"
            yield Arrival(
                name, item.abstract.encode("utf-8", "surrogatepass"), form, said, found.file or found.name, position
            )
        elif not item.files:
            yield Failure(name, "an item without a file or abstract", skipped=True, aside=True)
    if nothing:
        raise ReportFailed("a library without items", hint="Export it again.")


def _attached(
    found: Found, written: str, name: str, said: dict[str, Known], position: int, *, spare: bool
) -> Arrival | Failure:
    """The file of an item, as a report of which the library says what it knows."""
    if found.path is None:
        return Failure(name, "files of a library in an archive are read on their own", skipped=True, aside=True)
    path = _place(found.path, written)
    if path is None:
        return Failure(name, "a file outside the folder of the export", "Export it with its files.", skipped=spare)
    file = Found(str(path), path)
    try:
        what = no_report(file.head(), file.ending)
        if what is not None:
            return Failure(name, what, skipped=True, aside=True)
        data = file.load()
    except ReportFailed as error:
        hint = "Export it with its files (in Zotero: Export Files)." if "no such file" in str(error) else error.hint
        return Failure(name, str(error), hint, skipped=spare)
    return Arrival(name, data, None, said, str(path), position)


def _place(export: Path, written: str) -> Path | None:
    """Where a file that an export names lies; None where that is not below the folder of the export."""
    words = unquote(written.removeprefix("file://")) if written.startswith("file:") else written
    words = words.replace("\\", "/")
    if ENDNOTE.match(words):
        words = f"{export.stem}.Data/PDF/{words.partition('://')[2]}"
    try:
        root = export.resolve().parent
        path = (root / words).resolve()
        inside = path.is_relative_to(root) and path != export.resolve()
    except (OSError, ValueError, RuntimeError):
        return None
    return export.parent / path.relative_to(root) if inside else None


def attached(export: Path) -> set[Path]:
    """The files that an export names and that lie below its folder: they are read with it, not on their own."""
    try:
        if export.stat().st_size > LARGEST:
            return set()
        data = export.read_bytes()
        head, found = data[:16_384], Found(str(export), export)
        if is_ris(found, head):
            written = [f for item in ris(plain_text(data)) for f in item.files]
        elif is_bibtex(found, head):
            written = [f for item in bibtex(plain_text(data)) for f in item.files]
        elif is_zotero(found, head):
            written = [
                unescape(m) for m in re.findall(r'<rdf:resource rdf:resource="([^"<>]{1,1000})"', plain_text(data))
            ]
        else:
            return set()
    except (OSError, ReportFailed):
        return set()
    return {place for f in written if (place := _place(export, f)) is not None}


KEPT = (
    "the file of every item as a report with the item's headline, outlet, day and address; without a file its abstract"
)
LOST = "further files of an item, notes, tags, collections; files named outside the folder of the export"
SOURCES = (
    Source("zotero", "Zotero RDF, with its files beside it", KEPT, LOST, is_zotero, _zotero),
    Source("ris", "RIS, with its files beside it (Zotero, EndNote, Mendeley)", KEPT, LOST, is_ris, _texts(ris, "RIS")),
    Source("bibtex", "BibTeX, with its files beside it", KEPT, LOST, is_bibtex, _texts(bibtex, "BibTeX")),
    Source("csl", "CSL JSON", "the abstract of every item, headline, outlet, day, address", "all else; it names no files", is_csl, _texts(csl, "CSL JSON")),
)  # fmt: skip
