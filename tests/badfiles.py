"""Makes files that are broken, hostile or odd, each with what is to come of it. None is kept in the repository.

An outcome is "read", "read: words" (they stand in the text), "failed: words" or "left out: words" (they stand in the
reason), or several of these with " | " between them where a library may mend the file or not.
"""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import os
import struct
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tests import makefiles as make
from tests.arrive import BODY, OTHER

ANY = "read | failed | left out"
Case = tuple[str, bytes | Callable[[Path], None], str]
ENTITIES = '<!ENTITY a0 "aaaaaaaaaa">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
OUTSIDE = '<!ENTITY out SYSTEM "file:///etc/passwd">'
PAGE = f"<html><head><title>Talks</title></head><body><article><p>{BODY}</p><p>{OTHER}</p></article></body></html>"
PDF = make.pdf([make.column(words) for words in (BODY, OTHER, f"{OTHER} {BODY}")])
DOCX = make.docx(make.word(BODY))


def zipped(*members: tuple[zipfile.ZipInfo | str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, data in members:
            archive.writestr(member, data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def tarred(
    name: str, data: bytes = b"", *, kind: bytes = tarfile.REGTYPE, link: str = "", size: int | None = None
) -> bytes:
    member = tarfile.TarInfo(name)
    member.type, member.linkname, member.size = kind, link, len(data) if size is None else size
    padding = -len(data) % 512
    return member.tobuf(tarfile.GNU_FORMAT) + data + b"\0" * padding + b"\0" * 1024


def written_pdf(**how: Any) -> bytes:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(PDF)))
    writer.encrypt(**how)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def of_pdf() -> Iterator[Case]:
    for percent in (1, 10, 30, 60, 90, 99):
        yield f"cut-{percent}.pdf", PDF[: len(PDF) * percent // 100], "read | failed: damaged | failed: scan"
    yield "mark-only.pdf", b"%PDF-1.7\n", "failed: damaged"
    yield "garbage.pdf", b"%PDF-1.7\n" + os.urandom(2000), "failed: damaged"
    yield "password-rc4.pdf", written_pdf(user_password="x", algorithm="RC4-128"), "failed: encrypted"
    yield "password-aes.pdf", written_pdf(user_password="x", algorithm="AES-256"), "failed: encrypted"
    yield "no-printing.pdf", written_pdf(user_password="", owner_password="o", algorithm="AES-256"), "read: Vienna"
    yield "scan.pdf", make.pdf([[], []]), "failed: scan"
    yield "no-pages.pdf", make.pdf([]), "failed"
    yield "loop.pdf", PDF.replace(b"/Kids [5 0 R", b"/Kids [2 0 R"), "read | failed"
    yield "count.pdf", PDF.replace(b"/Count 3", b"/Count 9999999"), "read | failed"
    yield "length.pdf", PDF.replace(b"/Length ", b"/Length 9"), "read | failed"
    yield "places.pdf", PDF.replace(b"0000000", b"0009999"), "read | failed"
    yield "reference.pdf", make.pdf([[*make.column(BODY), (70, 90, 11, "x) Tj 5 0 R Tj (y")]]), "read | failed: damaged"
    yield "no-font.pdf", PDF.replace(b"/F1 3 0 R", b"/F9 3 0 R"), "read | failed"
    yield (
        "deep.pdf",
        PDF.replace(b"/Type /Catalog", b"/Type /Catalog /X " + b"[" * 20_000 + b"]" * 20_000),
        "read | failed",
    )
    yield "before.pdf", b"HTTP/1.1 200 OK\r\n\r\n" + PDF, "read: Vienna"
    packed = __import__("zlib").compress(b" " * 300_000_000, 9)
    bomb = b"<< /Length %d /Filter /FlateDecode >>\nstream\n" % len(packed) + packed + b"\nendstream"
    yield "bomb.pdf", PDF.replace(PDF[PDF.index(b"<< /Length") : PDF.index(b"endstream") + 9], bomb, 1), "read | failed"


def of_documents() -> Iterator[Case]:
    for percent in (5, 40, 80, 98):
        yield f"cut-{percent}.docx", DOCX[: len(DOCX) * percent // 100], "failed: damaged | failed: ZIP"
    yield "empty.docx", make.docx(""), "failed: without text"
    yield "no-document.docx", make.packed({"[Content_Types].xml": "<Types/>"}), "failed: ZIP"
    yield "bad-xml.docx", make.packed({"word/document.xml": "<w:document"}), "failed: damaged"
    yield "bomb.docx", make.packed({"word/document.xml": b"<a>" + b" " * 90_000_000}), "failed: unpacks"
    for name, entities, use in (("entities", ENTITIES, "&a11;"), ("outside", OUTSIDE, "&out;")):
        text = f'<!DOCTYPE x [{entities}]><w:document xmlns:w="{make.WORD}">{make.word(BODY + use)}</w:document>'
        yield f"{name}.docx", make.packed({"word/document.xml": text}), "read: Vienna | failed: damaged"
        page = f'<?xml version="1.0"?><!DOCTYPE html [{entities}]><html><body><article><p>{BODY} {use}</p><p>{OTHER}</p></article></body></html>'
        yield f"{name}.xhtml", page.encode(), "read | failed"
        yield f"{name}.epub", make.epub([f"<p>{BODY} {use}</p>"]), "read: Vienna"
    yield "locked.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1000, "failed: encrypted"
    yield "slides.pptx", make.packed({"[Content_Types].xml": "<T/>", "ppt/presentation.xml": "<p/>"}), "failed: program"
    yield "locked.odt", make.odt(f"<text:p>{BODY}</text:p>", manifest="<encryption-data/>"), "failed: encrypted"
    yield "spaces.odt", make.odt(f"<text:p>{BODY}<text:s text:c='999999999'/></text:p>"), "read: Vienna"
    yield "no-container.epub", make.packed({"mimetype": "application/epub+zip"}, stored_first=True), "failed: damaged"
    leads = make.epub([f"<p>{BODY}</p>"]).replace(b"c%200.xhtml", b"c%200.xhtml")
    yield "plain.epub", leads, "read: Vienna"
    yield "braces.rtf", b"{\\rtf1 " + BODY.encode(), "read: Vienna"
    yield "deep.rtf", b"{\\rtf1 " + b"{" * 50_000 + BODY.encode() + b"}" * 50_000 + b"}", "read | failed"
    yield "letters.rtf", b"{\\rtf1\\ansi \\u999999? \\u-70000? \\'zz " + BODY.encode() + b"}", "read | failed"
    yield "skip.rtf", b"{\\rtf1\\ansi \\uc:" + BODY.encode() + b"}", "failed: damaged"
    yield "empty.rtf", b"{\\rtf1}", "failed: without text"


def of_archives() -> Iterator[Case]:
    zeros = b" " * 30_000_000
    yield "bomb.zip", zipped(("x.txt", zeros)), "failed: 200 times"
    yield "bomb.gz", gzip.compress(zeros), "failed: shrunk"
    yield "bomb.bz2", bz2.compress(zeros), "failed: shrunk"
    yield "bomb.xz", lzma.compress(zeros), "failed: shrunk"
    deep = zipped(("x.txt", BODY.encode()))
    for _ in range(8):
        deep = zipped(("in.zip", deep))
    yield "deep.zip", deep, "failed: inside one another"
    many = zipped(*((f"{n}.zip", zipped(*((f"{m}.png", b"\x89PNG") for m in range(20)))) for n in range(20)))
    yield "many.zip", many, "left out: picture"
    for n, name in enumerate(("../../../../tmp/evil", "/tmp/evil", "C:\\evil.txt", "..\\..\\evil.txt")):
        yield f"leads-out-{n}.zip", zipped((name, BODY.encode())), "left out: leads out"
    yield "leads-out.tar", tarred("../../evil.txt", BODY.encode()), "left out: leads out"
    link = zipfile.ZipInfo("link")
    link.external_attr = 0o120777 << 16
    yield "link.zip", zipped((link, b"/etc/passwd")), "left out: link"
    yield "link.tar", tarred("link", kind=tarfile.SYMTYPE, link="/etc/passwd"), "left out: link"
    yield "hard.tar", tarred("hard", kind=tarfile.LNKTYPE, link="/etc/passwd"), "left out: link"
    yield "pipe.tar", tarred("pipe", kind=tarfile.FIFOTYPE), "left out: pipe"
    yield "disk.tar", tarred("disk", kind=tarfile.BLKTYPE), "left out: pipe or device"
    yield "large.tar", tarred("large.txt", BODY.encode(), size=7 * 1024**3), "failed: too large | failed: not complete"
    yield "header.tar", tarred("pax", b"9" * 2_000_000, kind=tarfile.XHDTYPE), "failed: damaged"
    whole = zipped(("x.txt", os.urandom(2000)), ("y.txt", BODY.encode()))
    for percent in (10, 50, 97):
        yield f"cut-{percent}.zip", whole[: len(whole) * percent // 100], "failed: not complete"
    squeezed = gzip.compress(tarred("x.txt", os.urandom(3000)))
    yield "cut.tar.gz", squeezed[: len(squeezed) // 2], "failed: not complete"
    yield "empty.zip", zipped(), "left out | failed | nothing"
    yield "empty.tar", tarred("x")[:0] + b"\0" * 10_240, "left out: binary"
    yield "sum.zip", _changed(zipped(("x.txt", BODY.encode())), b"PK\x01\x02", 16), "failed: BadZipFile"
    twice = io.BytesIO()
    with zipfile.ZipFile(twice, "w") as archive:
        archive.writestr("x.txt", BODY)
        archive.filelist[0].filename = "x.txt"
        archive.NameToInfo.clear()
        archive.writestr("x.txt", OTHER)
    yield "twice.zip", twice.getvalue(), "read: Vienna"
    yield "names.zip", zipped(("a\nb\x1b[31m\x07.txt", BODY.encode())), "read: Vienna"
    yield "long-name.zip", zipped(("n" * 60_000 + ".txt", BODY.encode())), "read: Vienna"
    nameless = bytearray(zipped(("x", BODY.encode())))
    struct.pack_into("<HH", nameless, nameless.index(b"PK\x01\x02") + 28, 0, 1)
    yield "nameless.zip", bytes(nameless), "failed: not complete"
    listed = bytearray(zipped(("x.txt", BODY.encode())))
    struct.pack_into("<L", listed, listed.rindex(b"PK\x05\x06") + 12, 900_000_000)
    yield "list.zip", bytes(listed), "failed: too many files"
    locked = bytearray(zipped(("x.txt", BODY.encode())))
    locked[6] |= 1
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    yield "locked.zip", bytes(locked), "failed: encrypted"


def _changed(data: bytes, mark: bytes, offset: int) -> bytes:
    out = bytearray(data)
    out[out.index(mark) + offset] ^= 0xFF
    return bytes(out)


def of_texts() -> Iterator[Case]:
    yield "empty.txt", b"", "failed: empty"
    yield "blanks.txt", b" \n\t\r\n" * 50, "failed: empty"
    yield "mark.txt", b"\xef\xbb\xbf", "failed: empty"
    yield "nulls.txt", BODY.replace(" ", "\0 ", 3).encode(), "read: Vienna"
    yield "many-nulls.txt", b"\0".join(bytes([c]) for c in BODY.encode()) + b"\0\0", "read | failed"
    yield "utf16.txt", BODY.encode("utf-16-be"), "read: Vienna"
    yield "utf16-odd.txt", BODY.encode("utf-16") + b"x", "read: Vienna"
    yield "utf7.txt", "Señor Núñez said so. ".encode("utf-7") + BODY.encode(), "read: Vienna"
    yield "utf32.txt", BODY.encode("utf-32"), "failed | read"
    yield "mixed.txt", "“Núñez” ".encode() + b"It\x92s over. " + BODY.encode(), "read: Vienna"
    yield "wrong-mark.txt", b"\xff\xfe" + BODY.encode(), "failed | left out"
    yield "controls.txt", BODY.encode() + b"\x07\x1b[31m", "read: Vienna"
    yield "binary.txt", bytes(range(256)) * 40, "failed: binary | left out: not in English"
    yield "long.txt", BODY.encode() * 25_000, "failed: characters"
    yield "line.txt", (BODY.encode() + b" ") * 300, "read: Vienna"
    yield "turned.txt", ("\u202e" + BODY + "\u202c\u2066").encode(), "read: Vienna"
    yield "surrogates.txt", b"\xed\xa0\x80 " + BODY.encode(), "read: Vienna"
    yield "returns.txt", BODY.replace(". ", ".\r").encode(), "read: Vienna"
    yield (
        "german.txt",
        "Die Minister trafen sich am Dienstag in Wien und einigten sich nicht über die Lage. ".encode() * 4,
        "left out: not in English",
    )


def of_pages() -> Iterator[Case]:
    yield "deep.html", b"<html><body>" + b"<div>" * 100_000 + BODY.encode() + b"</body></html>", "read | failed"
    yield "open.html", PAGE.replace("</p>", "").replace("</article>", "").encode(), "read: Vienna"
    yield "charset.html", PAGE.replace("<head>", '<head><meta charset="utf-16">').encode(), "read: Vienna"
    yield (
        "latin.html",
        PAGE.replace("<head>", '<head><meta charset="utf-8">').replace("Vienna", "Núria").encode("cp1252"),
        "read",
    )
    yield "script.html", b"<html><script>var x = 1;</script></html>", "failed: no article"
    yield "login.html", b"<html><body><form>User <input></form></body></html>", "failed: no article"
    yield (
        "data.html",
        PAGE.replace("<p>", f'<img src="data:image/png;base64,{"A" * 5_000_000}"><p>', 1).encode(),
        "read | failed",
    )
    yield "nulls.html", PAGE.encode().replace(b" ", b"\0 "), "read | failed"
    yield "comment.html", PAGE.replace("<article>", "<!-- <article>").encode(), "failed | read"
    yield (
        "refresh.html",
        PAGE.replace("<head>", '<head><meta http-equiv=refresh content="0;url=file:///etc/passwd">').encode(),
        "read: Vienna",
    )
    yield (
        "attributes.html",
        b"<html " + b" ".join(b"a%d=1" % n for n in range(50_000)) + b">" + PAGE[6:].encode(),
        "read | failed",
    )
    yield "large.html", _sparse(200), "failed: too large"


def _sparse(megabytes: int) -> Callable[[Path], None]:
    def make_it(path: Path) -> None:
        with path.open("wb") as stream:
            stream.write(PAGE.encode())
            stream.truncate(megabytes * 1024 * 1024)

    return make_it


def of_mail() -> Iterator[Case]:
    head = b"Message-ID: <1@x>\nMIME-Version: 1.0\nSubject: Talks\n"
    mixed = head + b'Content-Type: multipart/mixed; boundary="b"\n\n'
    yield "no-end.eml", mixed + b"--b\nContent-Type: text/plain\n\n" + BODY.encode(), "read: Vienna"
    yield "parts.eml", mixed + b"".join(b"--b\n\nx\n" for _ in range(3000)) + b"--b--", "failed: parts"
    nested = b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(3000))
    yield "nested.eml", head + nested + b"\n" + BODY.encode(), ANY
    inner = b"Subject: x\n\n" + BODY.encode()
    for _ in range(60):
        inner = head + b"Content-Type: message/rfc822\n\n" + inner
    yield "within.eml", inner, ANY
    yield (
        "base64.eml",
        head + b"Content-Transfer-Encoding: base64\nContent-Type: text/plain\n\n!!!!====" + BODY.encode(),
        ANY,
    )
    yield "header.eml", head + b"X-Long: " + b"y" * 2_000_000 + b"\n\n" + BODY.encode(), "read: Vienna"
    yield "charset.eml", head + b"Content-Type: text/plain; charset=no-such-8\n\n" + BODY.encode(), "read: Vienna"
    nul = head + b"Content-Type: text/plain; charset=utf\0-8\n\nN\xc3\xba\xc3\xb1ez: " + BODY.encode()
    yield "charset-nul.eml", nul, "read: Vienna"
    yield (
        "word.eml",
        head.replace(b"Talks", b"=?no-such?Q?=FF=?= =?utf-8?B?////?=") + b"\n" + BODY.encode(),
        "read: Vienna",
    )
    yield "no-body.eml", head + b"\n", ANY
    yield "date.eml", head + b"Date: Tue, 99 Foo 20266 99:99:99\n\n" + BODY.encode(), "read: Vienna"
    yield (
        "name.eml",
        mixed
        + b'--b\nContent-Type: text/plain; name="../../etc/x!\x01.txt"\nContent-Disposition: attachment\n\n'
        + BODY.encode()
        + b"\n--b--",
        "read: Vienna",
    )
    yield "binary.mbox", b"From x Tue Mar 17 09:00:00 2026\nSubject: a\nTo: b\n\n" + os.urandom(3000), ANY
    yield (
        "page.mht",
        b"From: <Saved by Blink>\n" + mixed + b"--b\nContent-Type: image/png\n\nx\n--b--",
        "failed: without a page",
    )


def of_tables() -> Iterator[Case]:
    head = "id,title,text\n"
    yield "quote.csv", f'{head}1,One,"{BODY}\n2,Two,{OTHER}\n'.encode(), ANY
    yield "fields.csv", f"{head}1,One,a,b,c\n".encode(), "failed: fields"
    yield "columns.csv", ",".join(f"c{n}" for n in range(10_000)).encode() + b"\n1\n", "failed: 10,000 columns"
    yield "nulls.csv", f'{head}1,O\0ne,"{BODY}"\n'.encode(), "read: Vienna"
    yield "field.csv", head.encode() + b'1,One,"' + b"x " * 9_000_000 + b'"\n', "failed"
    yield "no-text.csv", b"year,count\n2020,1\n", "failed: no column"
    yield "header.csv", b"id,title,text\n", "failed | nothing"
    yield "odd.csv", ("\ufeff" + head + f'1,One,"{BODY}"\n').encode("utf-16-le") + b"x", "read: Vienna"
    book = make.packed({"[Content_Types].xml": "<T/>", "xl/workbook.xml": "<w"})
    yield "broken.xlsx", book, "failed"
    yield "version.xlsx", book.replace(b"PK\x01\x02\x14\x03\x14", b"PK\x01\x02\x14\x03\xf0"), "failed: damaged"
    yield "cut.xlsx", book[: len(book) // 2], "failed"
    yield "large.xlsx", _claims(make.packed({"xl/workbook.xml": "<w/>", "xl/sharedStrings.xml": b"x" * 100})), "failed"
    yield "cut.parquet", b"PAR1" + os.urandom(500), "failed: damaged"
    yield "empty.parquet", b"PAR1PAR1", "failed: damaged"
    yield "cut.json", json.dumps([{"text": BODY}]).encode()[:-20], "failed: broken"
    yield "deep.json", b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "failed"
    yield "deep-list.json", b"[" * 100_000 + b"]" * 100_000, "failed"
    yield "number.json", b'{"text": ' + b"9" * 10_000 + b"}", "failed | left out"
    yield "nan.json", json.dumps([{"text": BODY, "x": float("nan")}]).encode(), "read: Vienna"
    yield "surrogate.json", b'[{"text": "\\ud800 ' + BODY.encode() + b'"}]', "read: Vienna"
    yield "list.json", b"[]", "left out: without a text | failed"
    yield "object.json", b"{}", "left out: without a text | failed"
    yield "lines.jsonl", f'{json.dumps({"text": BODY})}\n{{"text": \n[]\n'.encode(), "read: Vienna"
    yield "nothing.jsonl", b'{"a": 1}\n{"b": 2}\n', "failed: no column"


def _claims(data: bytes) -> bytes:
    """The archive says that its last file is of 3 GB."""
    out = bytearray(data)
    struct.pack_into("<L", out, out.rindex(b"PK\x01\x02") + 24, 3_000_000_000)
    return bytes(out)


def of_feeds_and_web_archives() -> Iterator[Case]:
    item = f"<item><title>T</title><guid>1</guid><description>{BODY}</description></item>"
    feed = f"<rss version='2.0'><channel><title>F</title>{item}</channel></rss>"
    yield "entities.rss", f"<!DOCTYPE r [{ENTITIES}]>{feed.replace(BODY, BODY + '&a11;')}".encode(), ANY
    yield "outside.rss", f"<!DOCTYPE r [{OUTSIDE}]>{feed.replace(BODY, BODY + '&out;')}".encode(), ANY
    yield "date.rss", feed.replace("<guid>", "<pubDate>yesterday at noon</pubDate><guid>").encode(), "read: Vienna"
    yield (
        "future.rss",
        feed.replace("<guid>", "<pubDate>Tue, 17 Mar 2099 09:00:00 GMT</pubDate><guid>").encode(),
        "read: Vienna",
    )
    yield "cut.rss", feed[:-60].encode(), "read: Vienna | failed | left out"
    spaced = feed.replace("<rss ", "<rss xmlns:content='http://purl.org/rss? 1.0/modules/content/' ").encode()
    yield "namespace.rss", spaced.replace(b"? ", b"\xbe\xa0"), ANY
    yield "no-items.rss", b"<rss><channel><title>F</title></channel></rss>", "failed: without items"
    yield "elsewhere.rss", feed.replace("<guid>", "<link>file:///etc/passwd</link><guid>").encode(), "read: Vienna"
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE.encode()
    record = b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://x.example/\r\nWARC-Date: 2026-03-17T09:00:00Z\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: %d\r\n\r\n"
    yield "whole.warc", record % len(http) + http + b"\r\n\r\n", "read: Vienna"
    yield "cut.warc", (record % len(http) + http)[:-300], ANY
    yield "length.warc", record % 10**15 + http, ANY
    yield "no-length.warc", record.replace(b"%d", b"many") + http, ANY
    yield "nothing.warc", b"WARC/1.0\r\n\r\n", "failed"
    yield "cut.warc.gz", gzip.compress(record % len(http) + http)[:200], ANY
    yield (
        "coding.warc",
        record % (len(http) + 26) + http.replace(b"\r\n\r\n", b"\r\nContent-Encoding: zstd9\r\n\r\n", 1),
        "failed: cannot be unpacked",
    )
    yield (
        "marks.txt",
        (BODY + "\n\nEnd of Document\n\nDocument LBA0000020260301em3h00001\n" + OTHER).encode(),
        "read: Vienna",
    )


def of_folders() -> Iterator[Case]:
    yield "nowhere.txt", lambda path: path.symlink_to("/nowhere/at/all"), "left out: leads nowhere"
    yield "circle.txt", lambda path: path.symlink_to(path), "left out: circle"
    yield "passwd.txt", lambda path: path.symlink_to("/etc/passwd"), "left out: out of the folder"
    yield "round", lambda path: path.symlink_to(path.parent, target_is_directory=True), "left out: link to a folder"
    yield "etc", lambda path: path.symlink_to("/etc", target_is_directory=True), "left out: link to a folder"
    yield "pipe.txt", lambda path: os.mkfifo(path), "left out: pipe"
    yield "line\nbreak\x1b[2J.txt", BODY.encode(), "read: Vienna"
    yield "not-utf8-\udce9.txt", BODY.encode(), "read: Vienna"
    yield "clock.txt", _of_tomorrow, "read: Vienna"


def _of_tomorrow(path: Path) -> None:
    path.write_text(BODY)
    os.utime(path, (9e9, 9e9))


GROUPS = (
    of_pdf,
    of_documents,
    of_archives,
    of_texts,
    of_pages,
    of_mail,
    of_tables,
    of_feeds_and_web_archives,
    of_folders,
)


def cases() -> Iterator[Case]:
    """Every case: a name, its bytes or what makes it, and the outcome."""
    for group in GROUPS:
        for name, what, outcome in group():
            yield f"{group.__name__}/{name}", what, outcome


def put(root: Path, name: str, what: bytes | Callable[[Path], None]) -> Path:
    """Make a case, in a folder of its own."""
    group, _, last = name.partition("/")
    folder = root / group / "".join(c if c.isascii() and c.isalnum() else "-" for c in last)
    folder.mkdir(parents=True)
    path = folder / last
    if isinstance(what, bytes):
        path.write_bytes(what)
    else:
        what(path)
    return path
