"""Archives, feeds and web archives: what is in them, whole and by name; and what must not come out of them."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from onrecord.model import Failure, Report
from onrecord.sources import Found, How, Limits, arrivals
from tests import makefiles as make
from tests.arrive import BODY, OTHER, failures, look, report, reports, short, written
from tests.test_mail import message


def names(path: Path) -> list[str]:
    return [r.original.name.removeprefix(f"{path}!") for r in reports(path)]


def tar(members: Mapping[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, data in members.items():
            raw = data if isinstance(data, bytes) else data.encode()
            member = tarfile.TarInfo(name)
            member.size = len(raw)
            archive.addfile(member, io.BytesIO(raw))
    return out.getvalue()


MEMBERS: dict[str, str | bytes] = {
    "b/two.txt": OTHER,
    "a.eml": bytes(message(BODY)),
    ".hidden/x.txt": BODY,
    "logo.png": b"\x89PNG\r\n",
}


@pytest.mark.parametrize(
    "data",
    [
        make.packed(MEMBERS),
        tar(MEMBERS),
        gzip.compress(tar(MEMBERS)),
        bz2.compress(tar(MEMBERS)),
        lzma.compress(tar(MEMBERS)),
    ],
)
def test_the_files_of_an_archive_are_reports_by_their_paths(data: bytes, tmp_path: Path) -> None:
    path = written(tmp_path, "press", data)
    assert sorted(names(path)) == ["a.eml", "b/two.txt"]
    assert {r.original.file for r in reports(path)} == {str(path)}
    assert [f.why for f in failures(path)] == ["a picture"]


def test_archives_within_archives_are_opened_as_deep_as_is_sensible(tmp_path: Path) -> None:
    data = make.packed(
        {"d.pdf": make.pdf([make.column(BODY)]), "m.zip": make.packed({"x.docx": make.docx(make.word(OTHER))})}
    )
    assert names(written(tmp_path, "a.zip", data)) == ["d.pdf", "m.zip!x.docx"]
    for _ in range(6):
        data = make.packed({"in.zip": data})
    (failed,) = failures(written(tmp_path, "b.zip", data))
    assert "more than 4 files inside one another" in failed.why


def test_a_compressed_text_is_read(tmp_path: Path) -> None:
    assert names(written(tmp_path, "a.txt.gz", gzip.compress(BODY.encode()))) == ["a.txt"]


@pytest.mark.parametrize("make_it", [make.packed, tar])
def test_paths_that_lead_out_are_left_alone(make_it: Callable[[Mapping[str, str]], bytes], tmp_path: Path) -> None:
    path = written(tmp_path, "in/a", make_it({"../../evil.txt": BODY, "/etc/evil.txt": BODY, "ok.txt": OTHER}))
    assert names(path) == ["ok.txt"]
    assert {f.why for f in failures(path)} == {"a path that leads out of the archive"}
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["a", "in"]


def test_links_in_archives_are_left_alone(tmp_path: Path) -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, kind in (("s", tarfile.SYMTYPE), ("h", tarfile.LNKTYPE), ("p", tarfile.FIFOTYPE)):
            member = tarfile.TarInfo(name)
            member.type, member.linkname = kind, "/etc/passwd"
            archive.addfile(member)
    found = failures(written(tmp_path, "a.tar", out.getvalue()))
    assert [f.why for f in found] == ["a link in an archive"] * 2 + ["no regular file (a pipe or device)"]
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w") as archive_:
        info = zipfile.ZipInfo("s")
        info.external_attr = 0o120777 << 16
        archive_.writestr(info, "/etc/passwd")
    assert [f.why for f in failures(written(tmp_path, "a.zip", zipped.getvalue()))] == ["a link in an archive"]


def test_what_shrank_too_much_is_not_unpacked(tmp_path: Path) -> None:
    zeros = b" " * 40_000_000
    (failed,) = failures(written(tmp_path, "a.zip", make.packed({"x.txt": zeros})))
    assert "200 times" in failed.why
    (failed,) = failures(written(tmp_path, "a.gz", gzip.compress(zeros)))
    assert "shrunk" in failed.why


def test_an_archive_stops_at_its_limits_and_keeps_what_came_before(tmp_path: Path) -> None:
    path = written(tmp_path, "a.zip", make.packed({f"{n}.txt": BODY for n in range(9)}))
    found = list(arrivals(Found(str(path), path), How(Limits(count=5))))
    assert len(found) == 6 and isinstance(found[-1], Failure) and "more than 5" in found[-1].why
    nested = written(tmp_path, "b.zip", make.packed({"1.zip": path.read_bytes(), "2.zip": path.read_bytes()}))
    found = list(arrivals(Found(str(nested), nested), How(Limits(total=3_000))))
    assert isinstance(found[-1], Failure) and sum(isinstance(f, Failure) for f in found) == 1


def test_a_zip_with_a_password_names_its_files(tmp_path: Path) -> None:
    raw = bytearray(make.packed({"x.txt": BODY}))
    raw[6] |= 1
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    assert [f.why for f in failures(written(tmp_path, "a.zip", bytes(raw)))] == ["encrypted"]


@pytest.mark.parametrize(
    "data", [make.packed({"x.txt": BODY * 50}), gzip.compress(tar({"x.txt": BODY * 50})), tar({"x.txt": BODY * 50})]
)
def test_an_archive_that_is_cut_off_is_named(data: bytes, tmp_path: Path) -> None:
    found = look(written(tmp_path, "a", data[: len(data) // 2]))
    assert isinstance(found[-1], Failure) and "not complete" in found[-1].why


# -- feeds

RSS = f"""<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Border Desk</title>
<item><title>Talks &amp;amp; terms</title><guid>a1</guid><link>https://desk.example/1</link><pubDate>Tue, 17 Mar 2026 09:00:00 +0300</pubDate>
<description>Teaser</description><content:encoded><![CDATA[<p>{BODY}</p><p>{OTHER}</p>]]></content:encoded></item>
<item><title>Only a headline</title><link>https://desk.example/2</link></item>
<item><title>Third</title><link>https://desk.example/3</link><pubDate>soon</pubDate><description>{OTHER}</description></item></channel></rss>"""
ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Wire</title><entry><id>tag:1</id><title>T</title><updated>2026-03-17T23:30:00-05:00</updated>
<content type="html">&lt;p&gt;{BODY}&lt;/p&gt;</content></entry></feed>"""


def test_a_saved_feed_gives_its_items(tmp_path: Path) -> None:
    path = written(tmp_path, "feed.txt", RSS)
    one, three = reports(path)
    assert one.text == f"{BODY}\n\n{OTHER}" and one.url and one.url.value == "https://desk.example/1"
    assert [short(r) for r in (one, three)] == [
        ("Talks & terms", "2026-03-17", "Border Desk"),
        ("Third", None, "Border Desk"),
    ]
    assert one.original.name == f"{path}!a1"
    assert [f.why for f in failures(path)] == ["an item without text"]
    assert short(report(written(tmp_path, "atom", ATOM))) == ("T", "2026-03-17", "Wire")


def test_entities_in_a_feed_reach_no_file(tmp_path: Path) -> None:
    secret = written(tmp_path, "secret.txt", "the secret words")
    evil = f'<!DOCTYPE x [<!ENTITY f SYSTEM "file://{secret}">]>' + RSS.split("?>", 1)[1].replace(
        "Teaser", "&f;"
    ).replace(OTHER, "&f; " + OTHER)
    assert all(
        "secret words" not in item.text for item in look(written(tmp_path, "f.xml", evil)) if isinstance(item, Report)
    )


# -- web archives


def record(url: str, body: bytes, *, kind: str = "text/html", status: str = "200 OK", more: str = "") -> bytes:
    http = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{more}Content-Length: {len(body)}\r\n\r\n".encode() + body
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2026-03-17T09:00:00Z\r\n"
        f"WARC-Record-ID: <urn:uuid:{url}>\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


def page(words: str) -> bytes:
    return f"<html><head><title>Talks end – Núñez</title></head><body><article><h1>Talks end</h1><p>{words}</p><p>{OTHER}</p></article></body></html>".encode()


RECORDS = [
    record("https://a.example/1", page(BODY)),
    record("https://a.example/gone", page(BODY), status="404 Not Found"),
    record("https://a.example/logo.png", b"\x89PNG", kind="image/png"),
    record("https://a.example/2.pdf", make.pdf([make.column(BODY)]), kind="application/pdf"),
    record(
        "https://a.example/3",
        gzip.compress(page("In Geneva it was otherwise. " + BODY)),
        more="Content-Encoding: gzip\r\n",
    ),
    record("https://a.example/broken", b"none", more="Content-Encoding: gzip\r\n"),
]


def resource(url: str, body: bytes, kind: str) -> bytes:
    """What a crawler keeps without an answer around it."""
    head = (
        f"WARC/1.0\r\nWARC-Type: resource\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2026-03-17T09:00:00Z\r\n"
        f"WARC-Record-ID: <urn:uuid:{url}>\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body + b"\r\n\r\n"


def test_a_page_in_a_wacz_is_one_report_whatever_its_crawler_kept_beside_it(tmp_path: Path) -> None:
    words = f"Home News Talks end {BODY} {OTHER} Subscribe"
    warc = b"".join(
        gzip.compress(one)
        for one in (
            record("https://a.example/1", page(BODY)),
            resource("urn:text:https://a.example/1", words.encode(), "text/plain"),
            resource("urn:pageinfo:https://a.example/1", b'{"urls": {}}', "application/json"),
            resource("metadata://gnu.org/software/wget/warc/wget.log", words.encode(), "text/plain"),
            record("https://a.example/robots.txt", b"User-agent: *\nAllow: /\n", kind="text/plain"),
        )
    )
    listed = [
        {"format": "json-pages-1.0", "id": "pages", "title": "All Pages", "hasText": True},
        {"id": "1", "url": "https://a.example/1", "ts": "2026-03-17T09:00:00Z", "title": "Talks end", "text": words},
    ]
    index = 'example,a)/1 20260317090000 {"url": "https://a.example/1", "status": "200"}\n'
    members: dict[str, str | bytes] = {
        "archive/data.warc.gz": warc,
        "datapackage.json": '{"profile": "data-package", "title": "Talks", "description": "' + words + '"}',
        "indexes/index.cdx.gz": gzip.compress(index.encode()),
        "indexes/index.idx": index,
        "logs/crawl.log": words,
        "pages/pages.jsonl": "\n".join(map(json.dumps, listed)),
    }
    (one,) = look(written(tmp_path, "talks.wacz", make.packed(members)))
    assert isinstance(one, Report) and one.url and one.url.value == "https://a.example/1"


@pytest.mark.parametrize("squeeze", [False, True])
def test_a_web_archive_gives_its_pages_with_their_addresses(squeeze: bool, tmp_path: Path) -> None:
    path = written(tmp_path, "a", b"".join(gzip.compress(r) if squeeze else r for r in RECORDS))
    found = [item for item in look(path) if isinstance(item, Report)]
    assert [r.original.name.split("!")[1].split("@")[0] for r in found] == [
        "https://a.example/1",
        "https://a.example/2.pdf",
        "https://a.example/3",
    ]
    assert found[0].url and found[0].url.value == "https://a.example/1"
    assert [f.name.split("@")[0].rsplit("/")[-1] for f in failures(path)] == ["broken"]
