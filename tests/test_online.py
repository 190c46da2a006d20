"""Feeds and pages from the web: only when asked for, politely, and never from an inner address."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from onrecord.errors import ReportFailed
from onrecord.model import Failure, Fetched, Reading, Report
from onrecord.run import Care, look_many
from onrecord.sources import fetch as fetching
from onrecord.sources.fetch import Later, Refused, checked, fetch, is_inner
from onrecord.sources.online import Online
from onrecord.sources.robots import parsed
from tests.arrive import BODY, OTHER, written
from tests.test_cli import run
from tests.webserver import Answer, Page, Site, served


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    with served(monkeypatch) as found:
        yield found


def feed(*items: tuple[str, str, str]) -> bytes:
    """A feed of items: id, text, link."""
    inner = "".join(
        f"<item><guid>{key}</guid><title>On {key}</title><link>{link}</link><description>{text}</description>"
        "<pubDate>Tue, 17 Mar 2026 09:00:00 +0300</pubDate></item>"
        for key, text, link in items
    )
    return f"<?xml version='1.0'?><rss version='2.0'><channel><title>Wire</title>{inner}</channel></rss>".encode()


def xml(body: bytes, **headers: str) -> Answer:
    return 200, {"Content-Type": "application/rss+xml", **{k.replace("_", "-"): v for k, v in headers.items()}}, body


def looked(site: Site, *paths: str, articles: bool = False) -> list[Report | Failure | Fetched]:
    online = Online({}, articles=articles, delay=0, seconds=2)
    addresses = [path if "://" in path or path.startswith("/tmp") else site.url(path) for path in paths]
    return [i for i in look_many(addresses, online=online) if isinstance(i, Report | Failure | Fetched)]


def why(site: Site, path: str) -> str:
    (failure,) = (item for item in looked(site, path) if isinstance(item, Failure))
    return failure.why


def test_nothing_is_asked_without_the_flag(site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    listed = written(tmp_path, "feeds.txt", site.url("/feed.xml") + "\n")
    for argument in (site.url("/feed.xml"), str(listed)):
        status, _, err = run(capsys, "read", argument)
        assert status == 2 and "nothing is fetched without --online" in err
    assert site.asked == []


def test_a_second_run_asks_for_changes_only_and_reads_only_what_is_new(
    site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    items = [("a", BODY, "http://wire.example/a")]

    def page(handler: BaseHTTPRequestHandler) -> Answer:
        tag = f'"{len(items)}"'
        return (304, {}, b"") if handler.headers.get("If-None-Match") == tag else xml(feed(*items), ETag=tag)

    site.pages["/feed.xml"] = page
    words = ("read", "--online", site.url("/feed.xml"), "--record", str(tmp_path / "t.onrecord"), "--reader", "rules")
    status, _, err = run(capsys, *words)
    assert status == 0 and "1 report read" in err and "1 address asked, 0 not changed" in err
    status, _, err = run(capsys, *words)
    assert status == 0 and "0 reports read" in err and "1 address asked, 1 not changed" in err
    items.append(("b", OTHER, "http://wire.example/b"))
    status, _, err = run(capsys, *words)
    assert status == 0 and "1 report read" in err and "1 already on record" in err
    name = f"{site.url('/feed.xml')}!b"
    out = run(capsys, "report", name, "--provenance", "--record", str(tmp_path / "t.onrecord"))[1]
    assert "retrieved        " + datetime.now(UTC).isoformat()[:10] in out and "2026-03-17T09:00:00+03:00 (feed)" in out
    assert [h.get("if-none-match") for p, h in site.asked if p == "/feed.xml"] == [None, '"1"', '"1"']
    assert site.asked[0][0] == "/robots.txt" and site.asked[0][1]["user-agent"].startswith("onrecord/")


def test_a_run_that_was_stopped_is_told_all_again(
    site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    site.pages["/feed.xml"] = xml(feed(("a", BODY, ""), ("b", OTHER, "")), ETag='"1"')
    from onrecord.record import Record

    words = ("read", "--online", site.url("/feed.xml"), "--record", str(tmp_path / "t.onrecord"), "--reader", "rules")
    put, seen = Record.put, list[Reading]()

    def stopped(self: Record, reading: Reading) -> object:
        seen.append(reading)
        if len(seen) == 2:
            raise KeyboardInterrupt
        return put(self, reading)

    with monkeypatch.context() as patch:
        patch.setattr(Record, "put", stopped)
        assert run(capsys, *words)[0] == 130
    _, _, err = run(capsys, *words)
    assert "1 report read" in err and "1 already on record" in err
    assert [h.get("if-none-match") for p, h in site.asked if p == "/feed.xml"] == [None, None]


def test_lists_of_feeds_are_asked_each_feed_once(site: Site, tmp_path: Path) -> None:
    site.pages |= {"/a": xml(feed(("a", BODY, ""))), "/b": xml(feed(("b", OTHER, "")))}
    one, two = site.url("/a"), site.url("/b")
    opml = f'<?xml version="1.0"?><opml><body><outline><outline xmlUrl="{one}"/><outline xmlUrl="{two}"/><outline xmlUrl="{one}"/></outline></body></opml>'
    for name, body in (("feeds.opml", opml), ("feeds.txt", f"# mine\n{one}\n\n{two}\n{one}\n")):
        site.asked.clear()
        items = looked(site, str(written(tmp_path, name, body)))
        assert [i.original.name for i in items if isinstance(i, Report)] == [f"{one}!a", f"{two}!b"]
        assert site.paths() == ["/a", "/b"]


def test_a_list_that_was_fetched_leads_nowhere(site: Site) -> None:
    site.pages["/list"] = (200, {}, f'<opml><body><outline xmlUrl="{site.url("/a")}"/></body></opml>'.encode())
    looked(site, "/list")
    assert site.paths() == ["/list"]


def page(words: str, title: str) -> Answer:
    body = f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1><p>{words}</p><p>{words}</p></article></body></html>"
    return 200, {"Content-Type": "text/html", "ETag": '"p"'}, body.encode()


def test_articles_are_fetched_where_the_feed_only_announces_them_and_once(
    site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    long = " ".join([BODY] * 6)
    site.pages["/feed"] = xml(
        feed(("a", "The talks ended.", site.url("/a")), ("b", long, site.url("/b")), ("c", OTHER, site.url("/gone")))
    )
    site.pages["/a"] = page(BODY, "Talks end")
    words = ("read", "--online", "--articles", site.url("/feed"), "--record", str(tmp_path / "t.onrecord"))
    status, _, err = run(capsys, *words, "--reader", "rules")
    assert status == 0 and "3 reports read" in err and "only its teaser was read: not there" in err
    assert site.paths() == ["/feed", "/a", "/gone"]
    lines = run(capsys, "reports", "--record", str(tmp_path / "t.onrecord"), "--jsonl")[1].splitlines()
    found = {line["origins"][0]: line for line in map(json.loads, lines)}
    assert found[site.url("/a")]["outlet"] == "Wire" and found[site.url("/a")]["published"] == "2026-03-17"
    run(capsys, *words, "--reader", "rules")
    assert site.paths()[3:] == ["/feed", "/gone"]


@pytest.mark.parametrize(
    ("address", "inner"),
    [
        ("127.0.0.1", True), ("0.0.0.0", True), ("10.0.0.8", True), ("172.16.3.4", True), ("192.168.1.1", True),
        ("169.254.169.254", True), ("100.64.0.1", True), ("224.0.0.1", True), ("::1", True), ("fe80::1%eth0", True),
        ("fd00::1", True), ("::ffff:10.0.0.1", True), ("64:ff9b::7f00:1", True), ("2002:7f00:1::", True),
        ("93.184.215.14", False), ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", False),
    ],
)  # fmt: skip
def test_which_addresses_are_inner(address: str, inner: bool) -> None:
    assert is_inner(address) is inner


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]", "127.1"])
def test_an_inner_address_is_refused_however_it_is_written(host: str) -> None:
    with pytest.raises(Refused, match="inside a network"):
        fetch(f"http://{host}:9/feed")


@pytest.mark.parametrize(
    "target", ["http://127.0.0.2/x", "http://169.254.169.254/latest", "http://[::1]:8/", "//10.0.0.1/"]
)
def test_a_redirect_to_an_inner_address_is_refused(site: Site, target: str) -> None:
    site.pages["/feed"] = (302, {"Location": target}, b"")
    assert "inside a network" in why(site, "/feed")


def test_a_name_is_looked_at_when_the_connection_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    def inside(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        place = ("93.184.215.14", port), ("10.0.0.1", port)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", one) for one in place]

    monkeypatch.setattr(socket, "getaddrinfo", inside)
    with pytest.raises(Refused, match=r"10\.0\.0\.1"):
        fetch("http://wire.example/feed")


@pytest.mark.parametrize(
    "address",
    [
        "ftp://a.example/x",
        "file:///etc/passwd",
        "http://",
        "http://user:word@a.example/",
        "http://a.example:99999/",
        "http://a b/",
    ],
)
def test_what_is_no_address_of_the_web_is_refused(address: str) -> None:
    with pytest.raises(Refused):
        checked(address)


def slowly(piece: bytes, *, head: bool = True) -> Callable[[BaseHTTPRequestHandler], None]:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        start = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n" if head else b"HTTP/1.1 200 OK\r\nX-A: "
        try:
            handler.wfile.write(start)
            for _ in range(200):
                handler.wfile.write(piece)
                handler.wfile.flush()
                time.sleep(0.1)
        except OSError:
            pass

    return drip


@pytest.mark.parametrize(("head", "piece"), [(True, b"<rss>"), (False, b"a")])
def test_an_answer_that_never_ends_is_given_up(site: Site, head: bool, piece: bytes) -> None:
    site.pages["/feed"] = slowly(piece, head=head)
    start = time.monotonic()
    assert "took longer" in why(site, "/feed")
    assert time.monotonic() - start < 8


HOSTILE: dict[str, tuple[Page, str]] = {
    "circle": ((302, {"Location": "/x"}, b""), "more than 5 redirects"),
    "file": ((302, {"Location": "file:///etc/passwd"}, b""), "no address of the web"),
    "large": ((200, {"Content-Length": str(10**12)}, b"x"), "larger than 64 MB"),
    "bomb": ((200, {"Content-Encoding": "gzip"}, b""), "larger than 64 MB"),
    "garbage": ((200, {"Content-Encoding": "gzip"}, b"no gzip at all"), "broke off"),
    "short": ((200, {"Content-Length": "1000"}, b"<rss"), "broke off"),
    "empty": ((200, {}, b" "), "an empty answer"),
    "private": ((401, {}, b"x"), "not for everybody"),
    "broken": ((500, {}, b"x"), "no answer"),
    "html": ((200, {}, b"<html><body><p>Please log in.</p></body></html>"), "no article text"),
    "feed": ((200, {}, b"<rss><channel>"), "a feed"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_answers_are_named_and_fill_nothing(site: Site, name: str) -> None:
    answer, words = HOSTILE[name]
    if name == "bomb":
        import gzip

        answer = (200, {"Content-Encoding": "gzip"}, gzip.compress(b"\0" * (80 * 1024**2), 9))
    site.pages["/x"] = answer
    assert words in why(site, "/x")


def test_a_server_that_asks_for_time_gets_it(site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site.pages["/feed"] = (429, {"Retry-After": "3600"}, b"")
    words = ("read", "--online", site.url("/feed"), "--record", str(tmp_path / "t.onrecord"))
    status, _, err = run(capsys, *words)
    assert status == 1 and "asks for time" in err
    status, _, err = run(capsys, *words)
    assert "asked not to be asked before" in err and site.paths() == ["/feed"]


def test_what_robots_rules_forbid_is_not_fetched(site: Site) -> None:
    site.pages |= {
        "/robots.txt": (200, {}, b"User-agent: *\nDisallow: /inner/\n"),
        "/inner/feed": xml(feed(("a", BODY, ""))),
        "/feed": xml(feed(("a", BODY, ""))),
    }
    assert "robots.txt" in why(site, "/inner/feed")
    assert any(isinstance(item, Report) for item in looked(site, "/feed"))
    assert "/inner/feed" not in site.paths()


def test_a_redirect_leads_to_no_place_that_robots_rules_forbid(site: Site) -> None:
    site.pages |= {
        "/robots.txt": (200, {}, b"User-agent: Onrecord\nDisallow: /inner/\n"),
        "/feed": (301, {"Location": "/inner/feed"}, b""),
    }
    assert "robots.txt" in why(site, "/feed") and site.paths() == ["/feed"]


def test_where_the_rules_cannot_be_had_nothing_is_fetched_now(site: Site) -> None:
    site.pages |= {"/robots.txt": (503, {}, b""), "/feed": xml(feed(("a", BODY, "")))}
    assert "does not say what may be fetched" in why(site, "/feed") and site.paths() == []


def test_the_rules_for_us_count_before_those_for_all() -> None:
    text = (
        "User-agent: *\nDisallow: /\n\nUser-agent: other\nUser-agent: OnRecord/2\nDisallow: /*.pdf$\nCrawl-delay: 7\n"
    )
    rules = parsed(text, "onrecord")
    assert rules.allows("https://a.example/feed") and not rules.allows("https://a.example/x/y.pdf")
    assert rules.allows("https://a.example/x.pdf?page=2") and rules.delay == 7
    assert not parsed(text, "somebody").allows("https://a.example/feed")


def test_one_server_is_asked_with_a_pause_between(site: Site) -> None:
    times: list[float] = []

    def answer(_: BaseHTTPRequestHandler) -> Answer:
        times.append(time.monotonic())
        return xml(feed(("a", BODY, "")))

    site.pages |= {"/a": answer, "/b": answer}
    list(look_many([site.url("/a"), site.url("/b")], online=Online({}, delay=0.5)))
    assert times[1] - times[0] >= 0.45


def test_feeds_are_opened_apart_too_and_json_feeds_as_well(site: Site) -> None:
    site.pages["/feed"] = xml(feed(("a", BODY, "")))
    body = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Wire",
        "items": [{"id": "1", "content_text": OTHER}],
    }
    site.pages["/feed.json"] = (200, {"Content-Type": "application/feed+json"}, json.dumps(body).encode())
    online = Online({}, delay=0)
    care = Care(apart=True, seconds=60)
    found = list(look_many([site.url("/feed"), site.url("/feed.json")], online=online, care=care))
    reports = [item for item in found if isinstance(item, Report)]
    assert len(reports) == 2 and all(r.original.retrieved and r.original.address for r in reports)


def test_a_page_that_kills_what_opens_it_costs_neither_the_list_nor_the_feed(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = (
        "import os\nimport onrecord.sources.liveblog as live\nreal = live._parsed\n"
        "live._parsed = lambda data: os.abort() if b'KILL' in data else real(data)\n"
    )
    written(tmp_path, "first/sitecustomize.py", first)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "first"))
    killing: Answer = (200, {}, b"<html><body><p class='live-post'>KILL</p></body></html>")
    site.pages |= {"/one": killing, "/two": page(OTHER, "Two"), "/later": xml(feed(("c", " ".join([BODY] * 6), "")))}
    site.pages["/feed"] = xml(feed(("a", "First.", site.url("/one")), ("b", "Second.", site.url("/two"))))
    listed = written(tmp_path, "feeds.txt", f"{site.url('/feed')}\n{site.url('/later')}\n")
    online = Online({}, articles=True, delay=0)
    found = list(look_many([str(listed)], online=online, care=Care(apart=True, seconds=60)))
    failed = [item for item in found if isinstance(item, Failure)]
    assert [(f.name, f.why) for f in failed] == [(site.url("/one"), "what opened it crashed (aborted)")]
    names = [item.original.name for item in found if isinstance(item, Report)]
    assert names == [site.url("/two"), f"{site.url('/later')}!c"]


def test_the_guard_is_on_where_no_test_turned_it_off() -> None:
    assert fetching.is_inner is is_inner
    with pytest.raises((Refused, Later)):
        Online({}).ask("http://localhost/feed", mark=None)


def test_errors_of_asking_are_failures_of_a_report() -> None:
    assert issubclass(Refused, ReportFailed) and issubclass(Later, ReportFailed)
