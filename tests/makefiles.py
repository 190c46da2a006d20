"""Makes small files of many forms, so that the repository needs none."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping, Sequence

# x, y from the bottom, size, words
Placed = tuple[float, float, float, str]
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def pdf(pages: Sequence[Sequence[Placed]], *, title: str = "", picture: bool = False) -> bytes:
    """A PDF file (A4, Helvetica) of lines at places; with `picture` an empty one of a whole page behind the first page."""
    objects: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    kids = []
    objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
    behind = b""
    if picture:
        dots = zlib.compress(b"\xff" * (75 * 850))
        head = b"<< /Type /XObject /Subtype /Image /Width 600 /Height 850 /ColorSpace /DeviceGray /BitsPerComponent 1"
        objects.append(head + b" /Filter /FlateDecode /Length %d >>\nstream\n" % len(dots) + dots + b"\nendstream")
        behind = b" /XObject << /I1 4 0 R >>"
    for n, page in enumerate(pages):
        lines = [f"BT /F1 {size} Tf 1 0 0 1 {x} {y} Tm ({words}) Tj ET".encode("cp1252") for x, y, size, words in page]
        lines = [b"q 595 0 0 842 0 0 cm /I1 Do Q"] * (picture and not n) + lines
        content = b"\n".join(lines) or b"q Q"
        objects.append(b"<< /Length %d >>\nstream\n" % len(content) + content + b"\nendstream")
        kids.append(len(objects) + 1)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R"
            b" /Resources << /Font << /F1 3 0 R >>%s >> >>" % (len(objects), b"" if n else behind)
        )
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(b"%d 0 R" % kid for kid in kids))
    objects.append(b"<< /Title (%s) >>" % title.encode("cp1252"))
    out = io.BytesIO()
    out.write(b"%PDF-1.4\n")
    places = []
    for n, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n" % n + body + b"\nendobj\n")
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(
        b"trailer << /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (len(objects) + 1, len(objects), start)
    )
    return out.getvalue()


def column(words: str, *, left: float = 70, top: float = 760, size: float = 11, letters: int = 60) -> list[Placed]:
    """Words as the lines of a column, broken between words."""
    lines, line = [], ""
    for word in words.split():
        if len(line) + len(word) > letters:
            lines.append(line)
            line = ""
        line = f"{line} {word}".strip()
    lines.append(line)
    return [(left, top - n * size * 1.2, size, text) for n, text in enumerate(lines)]


def packed(members: Mapping[str, str | bytes], *, stored_first: bool = False) -> bytes:
    """A ZIP file; with `stored_first` its first member is not compressed, as a "mimetype" is."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for n, (name, data) in enumerate(members.items()):
            how = zipfile.ZIP_STORED if stored_first and n == 0 else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name, (2026, 3, 17, 9, 0, 0)), data, how)
    return out.getvalue()


def docx(body: str, *, title: str = "") -> bytes:
    """A Word document around some of its XML."""
    return packed(
        {
            "[Content_Types].xml": "<Types/>",
            "word/document.xml": f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>',
            "docProps/core.xml": f'<c xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title></c>',
        }
    )


def word(text: str) -> str:
    """A paragraph of a Word document."""
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def odt(body: str, *, manifest: str = "<m/>") -> bytes:
    """An OpenDocument text around some of its XML."""
    names = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    return packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "META-INF/manifest.xml": manifest,
            "content.xml": f"<office:document-content {names}><office:body><office:text>{body}</office:text></office:body></office:document-content>",
        },
        stored_first=True,
    )


def epub(chapters: Sequence[str]) -> bytes:
    """A book of HTML chapters."""
    items = "".join(f'<item id="c{n}" href="c%20{n}.xhtml"/>' for n in range(len(chapters)))
    spine = "".join(f'<itemref idref="c{n}"/>' for n in range(len(chapters)))
    return packed(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": '<container xmlns="urn:c"><rootfiles><rootfile full-path="O/p.opf"/></rootfiles></container>',
            "O/p.opf": '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata><dc:title>Two reports</dc:title>'
            f"<dc:publisher>Border Desk</dc:publisher><dc:date>2026-03-17T00:00:00Z</dc:date></metadata><manifest>{items}</manifest><spine>{spine}</spine></package>",
            **{f"O/c {n}.xhtml": f"<html><body>{chapter}</body></html>" for n, chapter in enumerate(chapters)},
        },
        stored_first=True,
    )
