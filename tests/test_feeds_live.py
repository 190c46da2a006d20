"""Feeds as servers really give them: packed, in pieces, moved, mislabelled, with links and texts of every kind."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from onrecord.model import Failure, Fetched, Report
from onrecord.run import look_many
from onrecord.sources.online import Online
from tests.arrive import BODY, OTHER
from tests.webserver import Answer, Site, served

NAMES = "The envoy İlkay Güneş met “both sides” in Zürich – and said that talks would go on in Łódź."


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    with served(monkeypatch) as found:
        yield found


def looked(site: Site, path: str, *, articles: bool = False) -> list[Report | Failure | Fetched]:
    online = Online({}, articles=articles, delay=0, seconds=5)
    return [i for i in look_many([site.url(path)], online=online) if isinstance(i, Report | Failure | Fetched)]


def reports(site: Site, path: str, *, articles: bool = False) -> list[Report]:
    found = looked(site, path, articles=articles)
    assert not [item for item in found if isinstance(item, Failure) and not item.aside], found
    return [item for item in found if isinstance(item, Report)]


def rss(inner: str, *, head: str = "<?xml version='1.0' encoding='utf-8'?>", link: str = "") -> str:
    return (
        f"{head}<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'"
        " xmlns:dc='http://purl.org/dc/elements/1.1/'><channel><title>Wire &amp; Post</title>"
        f"<link>{link}</link>{inner}</channel></rss>"
    )


def item(text: str = BODY, *, link: str = "/news/1", more: str = "") -> str:
    return (
        f"<item><title>Talks end</title><link>{link}</link><guid isPermaLink='false'>x1</guid>"
        f"<description>{text}</description><pubDate>Tue, 17 Mar 2026 09:00:00 +0300</pubDate>{more}</item>"
    )


FEED = rss(item()).encode()
SQUEEZE = zlib.compressobj(wbits=-zlib.MAX_WBITS)


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({"Content-Encoding": "gzip"}, gzip.compress(FEED)),
        ({"Content-Encoding": "x-gzip"}, gzip.compress(FEED[:100]) + gzip.compress(FEED[100:])),
        ({"Content-Encoding": "deflate"}, zlib.compress(FEED)),
        ({"Content-Encoding": "deflate"}, SQUEEZE.compress(FEED) + SQUEEZE.flush()),
        ({"Content-Type": "application/gzip"}, gzip.compress(FEED)),
        ({"Content-Type": "text/html; charset=iso-8859-1"}, FEED),
        ({"Content-Type": "application/octet-stream"}, b"\n\n" + FEED.replace(b"<?xml version='1.0' encoding='utf-8'?>", b"")),
        ({}, b"\xef\xbb\xbf" + FEED),
        ({}, FEED.decode().replace("utf-8", "utf-16").encode("utf-16")),
    ],
)  # fmt: skip
def test_however_a_feed_is_packed_and_labelled_it_is_read(site: Site, headers: dict[str, str], body: bytes) -> None:
    site.pages["/feed"] = (200, headers, body)
    (one,) = reports(site, "/feed")
    assert one.text.strip() == BODY and one.outlet and one.outlet.value == "Wire & Post"


def test_an_answer_in_pieces_is_read_and_one_that_breaks_off_in_between_is_named(site: Site) -> None:
    def pieces(handler: BaseHTTPRequestHandler, end: bytes) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        for n in range(0, len(FEED), 50):
            piece = FEED[n : n + 50]
            handler.wfile.write(b"%x;a=b\r\n%s\r\n" % (len(piece), piece))
        handler.wfile.write(end)

    site.pages |= {
        "/whole": lambda handler: pieces(handler, b"0\r\nX-Trailer: 1\r\n\r\n"),
        "/broken": lambda handler: pieces(handler, b"500\r\nabc"),
    }
    assert len(reports(site, "/whole")) == 1
    (failed,) = (one for one in looked(site, "/broken") if isinstance(one, Failure))
    assert "broke off" in failed.why


def test_a_feed_that_moved_is_followed_and_keeps_its_name(site: Site) -> None:
    site.pages |= {
        "/feed": (301, {"Location": "/a b/é".encode().decode("latin-1")}, b""),
        "/a%20b/%C3%A9": (308, {"Location": "?page=1"}, b""),
        "/a%20b/%C3%A9?page=1": (302, {"Location": "//127.0.0.1:" + site.url("/x").split(":")[2]}, b""),
        "/x": (200, {}, FEED),
    }
    (one,) = reports(site, "/feed")
    assert one.original.name == f"{site.url('/feed')}!x1" and one.original.address == site.url("/x")
    assert one.url and one.url.value == site.url("/news/1")


@pytest.mark.parametrize(
    ("link", "of_feed", "url"),
    [
        ("/news/1?a=1&amp;b=2", "", "HERE/news/1?a=1&b=2"),
        ("news/1", "", "HERE/feeds/news/1"),
        ("//other.example/1", "", "http://other.example/1"),
        ("\n  https://wire.example/1\n", "", "https://wire.example/1"),
        ("", "https://wire.example/", None),
    ],
)
def test_links_that_leave_out_the_server_are_made_whole(site: Site, link: str, of_feed: str, url: str | None) -> None:
    site.pages["/feeds/all"] = (200, {}, rss(item(link=link), link=of_feed).encode())
    (one,) = reports(site, "/feeds/all")
    assert (one.url.value if one.url else None) == (url.replace("HERE", site.url("")) if url else None)


def test_a_mark_that_is_no_link_is_taken_for_none(site: Site) -> None:
    inner = f"<item><guid>4711</guid><title>T</title><description>{BODY}</description></item>"
    site.pages["/feed"] = (200, {}, rss(inner).encode())
    assert reports(site, "/feed")[0].url is None


def test_the_whole_text_is_read_where_a_feed_has_it_beside_a_teaser(site: Site) -> None:
    more = (
        f"<content:encoded><![CDATA[<p>{BODY}</p><script>x()</script><p>{OTHER}</p>]]></content:encoded>"
        "<dc:creator>Ana Writer</dc:creator>"
    )
    site.pages["/feed"] = (200, {}, rss(item("Short. Read more", more=more)).encode())
    (one,) = reports(site, "/feed")
    assert one.text.split("\n\n") == [BODY, OTHER]
    assert one.author and one.author.value == "Ana Writer"


def test_atom_with_marked_up_text_and_links_from_a_base_is_read(site: Site) -> None:
    atom = f"""<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom' xml:base='{site.url("/atom/")}'><title type='html'>Wire &amp;amp; Post</title>
    <link rel='self' href='feed'/><entry xml:base='e/'><id>tag:1</id>
    <title type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>Talks <em>end</em></div></title>
    <link rel='enclosure' href='pic.jpg'/><link rel='replies' href='c'/><link rel='alternate' href='one.html'/>
    <published>2026-03-17T23:30:00-05:00</published><updated>2026-03-18T09:00:00Z</updated>
    <author><name>Ana Writer</name></author><author><name>desk@wire.example</name></author><summary>Short.</summary>
    <content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><p>{BODY}</p><p>5 &lt; 6, <a href='x'>{OTHER}</a></p></div></content>
    </entry></feed>"""
    site.pages["/atom"] = (200, {"Content-Type": "application/atom+xml"}, atom.encode())
    (one,) = reports(site, "/atom")
    assert one.text.split("\n\n") == [BODY, f"5 < 6, {OTHER}"]
    known = [one.title, one.outlet, one.url, one.published, one.updated, one.author]
    assert [k.value if k else None for k in known] == [
        "Talks end", "Wire & Post", site.url("/atom/e/one.html"), "2026-03-17", "2026-03-18", "Ana Writer",
    ]  # fmt: skip
    assert one.moment and one.moment.value == "2026-03-17T23:30:00-05:00"


def test_a_json_feed_may_have_its_text_in_any_of_its_fields(site: Site) -> None:
    items: list[dict[str, Any]] = [
        {"id": 1, "url": "/1", "content_html": f"<p>{BODY}</p>", "date_published": "2026-03-17T09:00:00+03:00"},
        {"id": "2", "external_url": "https://a.example/2", "content_text": OTHER, "summary": "Short."},
        {"id": "3", "summary": NAMES, "date_modified": "2026-03-18T09:00:00Z", "authors": [{"name": "Ana"}]},
        {"id": "4", "title": "A picture", "attachments": [{"url": "/4.jpg", "mime_type": "image/jpeg"}]},
    ]
    for each in items:
        each["attachments"] = [{"url": f"/{n}.mp3", "title": "Hear all of it, word for word"} for n in range(30)]
    body = {"version": "https://jsonfeed.org/version/1.1", "title": "Wire", "items": items}
    site.pages["/feed.json"] = (200, {"Content-Type": "application/feed+json"}, json.dumps(body).encode())
    found = reports(site, "/feed.json")
    assert [one.text.strip() for one in found] == [BODY, OTHER, NAMES]
    assert [one.url.value if one.url else None for one in found] == [site.url("/1"), "https://a.example/2", None]
    assert [one.published.value if one.published else None for one in found] == ["2026-03-17", None, "2026-03-18"]
    assert all(one.outlet and one.outlet.value == "Wire" for one in found)


WRONG = {
    "latin-1 said, UTF-8 sent": ("iso-8859-1", "utf-8", NAMES),
    "UTF-8 said, Windows-1252 sent": ("utf-8", "cp1252", NAMES.replace("İ", "I").replace("ş", "s").replace("Łódź", "Oslo")),
    "nothing known said": ("x-unknown", "utf-8", NAMES),
    "Windows-1252 said and sent": ("windows-1252", "cp1252", NAMES.replace("İ", "I").replace("ş", "s").replace("Łódź", "Oslo")),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
@pytest.mark.parametrize("header", ["", "us-ascii", "utf-16"])
def test_letters_are_right_whatever_the_labels_say(site: Site, case: str, header: str) -> None:
    said, sent, words = WRONG[case]
    body = rss(item(words), head=f"<?xml version='1.0' encoding='{said}'?>").encode(sent)
    site.pages["/feed"] = (200, {"Content-Type": f"text/xml; charset={header}"} if header else {}, body)
    assert reports(site, "/feed")[0].text.strip() == words


def test_an_article_is_found_by_a_relative_link_and_what_fails_leaves_the_teaser(site: Site) -> None:
    page = f"<html><body><article><h1>Talks end</h1><p>{BODY}</p><p>{OTHER}</p></article></body></html>".encode()
    busy: Answer = (429, {"Retry-After": "120"}, b"")
    site.pages |= {
        "/feed": (200, {}, rss(item("Short.") + item("Shorter still.", link="news/2").replace("x1", "x2")).encode()),
        "/news/1": (200, {"Content-Type": "text/html"}, page),
        "/news/2": busy,
    }
    found = looked(site, "/feed", articles=True)
    texts = [one.text.strip() for one in found if isinstance(one, Report)]
    assert OTHER in texts[0] and texts[1] == "Shorter still."
    assert site.paths() == ["/feed", "/news/1", "/news/2"]
    (failed,) = (one for one in found if isinstance(one, Failure))
    assert "only its teaser was read: the server asks for time" in failed.why
