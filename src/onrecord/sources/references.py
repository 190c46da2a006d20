"""Items of a reference manager: what RIS, BibTeX, CSL JSON and Zotero's RDF say of each, and where its files lie."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from onrecord.errors import ReportFailed

RIS_LINE = re.compile(r"([A-Z][A-Z0-9])  - ?(.*)")
BIB_ENTRY = re.compile(r"@(\w{1,40})\s*[{(]\s*([^,\s{}()]{0,300})\s*,")
BIB_FIELD = re.compile(r"\s*,?\s*([\w:.-]{1,60})\s*=\s*")
ACCENTS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", '"': "\u0308", "=": "\u0304", ".": "\u0307", "u": "\u0306",
    "v": "\u030c", "H": "\u030b", "c": "\u0327", "k": "\u0328", "r": "\u030a", "d": "\u0323",
}  # fmt: skip
LETTERS = {
    "ss": "ß",
    "ae": "æ",
    "AE": "Æ",
    "oe": "œ",
    "OE": "Œ",
    "o": "ø",
    "O": "Ø",
    "l": "ł",
    "L": "Ł",
    "i": "ı",
    "aa": "å",
}
NAMED = {"textendash": "–", "textemdash": "—", "textquoteright": "’", "textquoteleft": "‘", "textbackslash": "\\"}
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
DC = "{http://purl.org/dc/elements/1.1/}"
TERMS = "{http://purl.org/dc/terms/}"
ZOTERO = "{http://www.zotero.org/namespaces/export#}"
LINK = "{http://purl.org/rss/1.0/modules/link/}"


@dataclass(slots=True)
class Item:
    """One item, and the paths of its files as the export writes them."""

    key: str = ""
    title: str = ""
    outlet: str = ""
    published: str = ""
    url: str = ""
    abstract: str = ""
    files: list[str] = field(default_factory=list)


# -- RIS ------------------------------------------------------------------------------------------------------------


def ris(text: str) -> Iterator[Item]:
    """The items of a RIS file.

    >>> [(i.title, i.outlet, i.published) for i in ris("TY  - NEWS\\nTI  - Talks end\\nT2  - Wire\\nDA  - 2026/03/17/\\nER  - \\n")]
    [('Talks end', 'Wire', '2026/03/17')]
    """
    fields: dict[str, list[str]] = {}
    last = ""
    for line in [*text.lstrip("\ufeff").splitlines(), "ER  - "]:
        match = RIS_LINE.match(line)
        if match is None:
            if last and line.strip():
                fields[last][-1] += "\n" + line.strip()
            continue
        last, value = match.group(1), match.group(2).strip()
        if last == "ER":
            if "TY" in fields:
                yield _of_ris(fields)
            fields, last = {}, ""
        else:
            fields.setdefault(last, []).append(value)


def _of_ris(fields: Mapping[str, list[str]]) -> Item:
    def first(*tags: str) -> str:
        return next((v for tag in tags for v in fields.get(tag, ()) if v), "")

    files = [f for tag in ("L1", "L2", "L4") for value in fields.get(tag, ()) for f in value.split("\n") if f]
    day = first("DA", "Y1", "PY").strip("/")
    return Item(
        first("ID", "AN"),
        first("TI", "T1"),
        first("T2", "JO", "JF", "BT", "PB"),
        day,
        first("UR"),
        first("AB", "N2"),
        files,
    )


# -- BibTeX ---------------------------------------------------------------------------------------------------------


def bibtex(text: str) -> Iterator[Item]:
    """The items of a BibTeX file.

    >>> [(i.key, i.title, i.files) for i in bibtex('@article{a1, title = {The {V\\\\"o}lk}, file = {PDF:files/1/a.pdf:application/pdf}}')]
    [('a1', 'The Völk', ['files/1/a.pdf'])]
    """
    at = 0
    while (match := BIB_ENTRY.search(text, at)) is not None:
        at = match.end()
        if match.group(1).lower() in ("comment", "preamble", "string"):
            continue
        fields: dict[str, str] = {}
        while (name := BIB_FIELD.match(text, at)) is not None:
            value, at = _value(text, name.end())
            fields.setdefault(name.group(1).lower(), value)
        yield _of_bibtex(match.group(2), fields)


def _value(text: str, at: int) -> tuple[str, int]:
    """A value of a field, and where it ends: braced, quoted, bare, or several of these joined."""
    pieces = []
    while at < len(text):
        if text[at] in '{"':
            piece, at = _enclosed(text, at)
        else:
            match = re.compile(r"[^\s,{}()#\"]{1,200}").match(text, at)
            if match is None:
                break
            piece, at = match.group(), match.end()
        pieces.append(piece)
        joined = re.compile(r"\s*#\s*").match(text, at)
        if joined is None:
            break
        at = joined.end()
    return "".join(pieces), at


def _enclosed(text: str, at: int) -> tuple[str, int]:
    quote, depth, start = text[at] == '"', 0, at + 1
    for match in re.compile(r'\\.|[{}"]', re.S).finditer(text, at + quote):
        mark = match.group()
        if mark == "{":
            depth += 1
        elif mark == "}":
            depth -= 1
            if depth <= 0 and not quote:
                return text[start : match.start()], match.end()
        elif mark == '"' and quote and depth <= 0:
            return text[start : match.start()], match.end()
    raise ReportFailed("BibTeX in which a brace is not closed", hint="Export it again.")


def _of_bibtex(key: str, fields: Mapping[str, str]) -> Item:
    def first(*names: str) -> str:
        return next((plain for name in names if (plain := from_tex(fields.get(name, "")))), "")

    day = first("date")
    if not day and first("year"):
        month, number = first("month"), first("day")
        day = f"{number} {month} {first('year')}" if month and number else f"{month} {first('year')}"
    return Item(
        key, first("title"), first("journaltitle", "journal", "newspaper", "publisher", "institution", "booktitle"),
        day.strip(), fields.get("url", "").replace("\\", ""), first("abstract"), list(_bib_files(fields.get("file", ""))),
    )  # fmt: skip


def _bib_files(value: str) -> Iterator[str]:
    """The paths in a field that names files: "title:path:type" each, or the bare path."""
    for one in re.split(r"(?<!\\);", value):
        parts = [re.sub(r"\\([\\:;{}_&%$#])", r"\1", part) for part in re.split(r"(?<!\\):", one.strip())]
        path = ":".join(parts[1:-1]) if len(parts) > 2 else parts[-1]
        if path.strip():
            yield path.strip()


def from_tex(words: str) -> str:
    """The words of a field without what TeX needs: braces, accents, escaped characters."""

    def accented(match: re.Match[str]) -> str:
        letter = {"\\i": "i", "\\j": "j"}.get(match.group(2), match.group(2))
        return unicodedata.normalize("NFC", letter + ACCENTS[match.group(1)])

    words = re.sub(r"\\([`'^~\"=.])\s*\{?(\\[ij]|[A-Za-z])\}?", accented, words)
    words = re.sub(r"\\([uvHckrd])(?:\s*\{|\s+)(\\[ij]|[A-Za-z])\}?", accented, words)
    words = re.sub(
        r"\\([a-zA-Z]+)(?:\{\}|\s+|(?=[^a-zA-Z]|$))", lambda m: {**LETTERS, **NAMED}.get(m.group(1), ""), words
    )
    words = re.sub(r"\\([&%$#_{}])", lambda m: {"{": "\x01", "}": "\x02"}.get(m.group(1), m.group(1)), words)
    words = words.replace("---", "—").replace("--", "–").replace("``", "“").replace("''", "”").replace("~", " ")
    return " ".join(re.sub(r"[{}\\]", "", words).replace("\x01", "{").replace("\x02", "}").split())


# -- CSL JSON -------------------------------------------------------------------------------------------------------


def csl(text: str) -> Iterator[Item]:
    """The items of a CSL JSON file; it names no files."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ReportFailed(f"JSON that is broken: {error}"[:200], hint="Export it again.") from error
    for one in value if isinstance(value, list) else ():
        if isinstance(one, Mapping):
            yield Item(
                _said(one, "id"), _said(one, "title"), _said(one, "container-title") or _said(one, "publisher"),
                _issued(one.get("issued")), _said(one, "URL"), _said(one, "abstract"),
            )  # fmt: skip


def _said(one: Mapping[str, Any], key: str) -> str:
    value = one.get(key)
    return value if isinstance(value, str) else str(value) if isinstance(value, int) else ""


def _issued(value: Any) -> str:
    if not isinstance(value, Mapping):
        return ""
    dates = value.get("date-parts")
    parts = dates[0] if isinstance(dates, list) and dates and isinstance(dates[0], list) else []
    if len(parts) >= 3 and all(str(part).isdigit() and len(str(part)) <= 4 for part in parts[:3]):
        return "-".join(str(part).zfill(2) for part in parts[:3])
    return _said(value, "raw") or _said(value, "literal")


# -- Zotero RDF -----------------------------------------------------------------------------------------------------


def zotero(data: bytes) -> Iterator[Item]:
    """The items of an export from Zotero, with the files that are attached to them."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, recover=True)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise ReportFailed("an export of Zotero that is damaged", hint="Export it again.") from error
    if root is None:
        raise ReportFailed("an export of Zotero that is damaged", hint="Export it again.")
    there = [node for node in root if isinstance(node.tag, str)]
    attached = {node.get(f"{RDF}about"): node for node in there if node.tag == f"{ZOTERO}Attachment"}
    journals = {node.get(f"{RDF}about"): node for node in there if node.get(f"{RDF}about")}
    used = set()
    for node in there:
        kind = _text(node, f"{ZOTERO}itemType")
        if not kind or kind == "attachment" or node.tag == f"{ZOTERO}Attachment":
            continue
        item = _of_zotero(node, journals)
        for link in node.findall(f"{LINK}link"):
            reference = link.get(f"{RDF}resource")
            if reference in attached:
                used.add(reference)
                item.files += _file_of(attached[reference])
        yield item
    for reference, node in attached.items():
        if reference not in used:
            yield Item(reference or "", _text(node, f"{DC}title"), url=_address(node), files=_file_of(node))


def _of_zotero(node: Any, journals: Mapping[str, Any]) -> Item:
    outlet = ""
    for part in node.findall(f"{TERMS}isPartOf") + node.findall(f"{DC}publisher"):
        inner = list(part) or [journals[r] for r in (part.get(f"{RDF}resource"),) if r in journals]
        outlet = outlet or next((t for one in inner for t in (_text(one, f"{DC}title"), _name(one)) if t), "")
    about = node.get(f"{RDF}about") or ""
    url = _address(node) or (about if about.startswith("http") else "")
    return Item(
        about, _text(node, f"{DC}title"), outlet, _text(node, f"{DC}date"), url, _text(node, f"{TERMS}abstract")
    )


def _text(node: Any, tag: str) -> str:
    return unescape((node.findtext(tag) or "").strip())


def _name(node: Any) -> str:
    return (node.findtext("{http://xmlns.com/foaf/0.1/}name") or "").strip()


def _address(node: Any) -> str:
    return (node.findtext(f"{DC}identifier/{TERMS}URI/{RDF}value") or "").strip()


def _file_of(node: Any) -> list[str]:
    return [path for one in node.findall(f"{RDF}resource") if (path := one.get(f"{RDF}resource"))]
