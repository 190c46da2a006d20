"""What strangers, other sites and hostile reports cannot do."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from onrecord.web import guard
from onrecord.web.guard import LARGEST_FORM, LARGEST_UPLOAD
from tests.web_record import BASE, EVIL, HERE, Tags, client, example, hostile, pages, twin

# all that our templates use
TAGS = frozenset(
    """html head meta title link script body a header div span form label input kbd p nav ul li main footer h1 h2 h3 section
    ol blockquote time strong bdi b dl dt dd table caption thead tbody tr th td article mark button select option textarea
    fieldset legend datalist aside code pre details summary progress svg desc path text rect circle""".split()
)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with client(example(tmp_path_factory.mktemp("guard"))) as made:
        yield made


def assert_nothing_acts(page: str, address: str) -> None:
    """Only our tags, no script or style in the page, no attribute that runs something, no address that does."""
    tags = Tags(page).tags
    assert {name for name, _ in tags} <= TAGS, (address, {name for name, _ in tags} - TAGS)
    for name, attrs in tags:
        assert not any(a.startswith("on") or a == "style" or a == "srcdoc" for a in attrs), (address, attrs)
        if name == "script":
            assert (attrs.get("src") or "").startswith("/static/onrecord.js?"), address
        for value in (attrs.get("href"), attrs.get("action"), attrs.get("src")):
            assert value is None or value.startswith(("/", "#", "http://", "https://")), (address, value)
    assert page.count("<script") == page.count("</script>") <= 1
    assert "\u202e" not in page and "\x1b" not in page, address
    assert "54439" not in page, address


def test_nothing_that_a_report_says_acts_on_a_page(tmp_path: Path) -> None:
    with client(hostile(tmp_path)) as found:
        for address in pages(found):
            answer = found.get(address)
            assert answer.status_code == 200, address
            assert_nothing_acts(answer.text, address)
            assert "<script>alert" not in found.get(twin(address)).headers.get("content-type", "")
        report = found.get("/reports.json").json()["rows"][0]["href"]
        assert "javascript:" not in {v for _, a in Tags(found.get(report).text).tags for v in a.values()}


def test_nothing_that_an_address_asks_acts_on_a_page(found: TestClient) -> None:
    for path in ("/search", "/entries", "/commitments", "/actors", "/timeline"):
        for name in ("q", "act", "maker", "page", "process", EVIL):
            answer = found.get(path, params={name: EVIL})
            assert answer.status_code == 200
            assert_nothing_acts(answer.text, f"{path}?{name}")
    evil = quote(EVIL, safe="")
    for path in (f"/{evil}", f"/entry/{evil}", f"/report/{evil}", f"/process/{evil}/brief"):
        answer = found.get(path)
        assert answer.status_code == 404
        assert_nothing_acts(answer.text, path)


def test_a_table_holds_no_formula_and_a_feed_no_markup(tmp_path: Path) -> None:
    import xml.etree.ElementTree as ET

    with client(hostile(tmp_path)) as found:
        ET.fromstring(found.get("/entries.atom").text)
        assert "<script" not in found.get("/entries.atom").text
        assert found.get("/entries.xlsx").status_code == 200
        assert found.get("/entries.csv").headers["content-disposition"] == 'attachment; filename="entries.csv"'


def test_every_answer_carries_the_headers(found: TestClient) -> None:
    answers = [found.get(a) for a in ("/", "/nothing", "/static/style.css", "/entries.csv", "/index.json")]
    answers += [found.post("/actors/decide"), found.get("/", headers={"host": "evil.example"}), found.put("/")]
    for answer in answers:
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert "server" not in answer.headers


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8765", "127.0.0.1.evil.example", "localhost.evil.example",
                                  "", "[::1", "a@127.0.0.1@evil.example", "127.0.0.1:8765, evil.example", "0x7f000001"])  # fmt: skip
def test_a_rebound_name_sees_nothing(found: TestClient, host: str) -> None:
    answer = found.get("/", headers={"host": host})
    assert answer.status_code == 421 and "Ostrana" not in answer.text


@pytest.mark.parametrize("host", ["127.0.0.1:8765", "localhost:8765", "[::1]:8765", "LOCALHOST", "192.168.1.5:8765"])
def test_our_own_names_and_digits_are_let_in(found: TestClient, host: str) -> None:
    assert found.get("/keys", headers={"host": host}).status_code == 200


def test_a_given_name_is_let_in(tmp_path: Path) -> None:
    with client(example(tmp_path), names=["Talks.example"]) as found:
        assert found.get("/keys", headers={"host": "talks.example:8765"}).status_code == 200
        assert found.get("/keys", headers={"host": "other.example"}).status_code == 421


POSTS = (
    "/actors/decide",
    "/review",
    "/report/r-1/add",
    "/process/p-4b857515b3ca/decide",
    "/report/r-1/assign",
    "/upload",
    "/enter",
)
FOREIGN: list[dict[str, str]] = [
    {},
    {"origin": "http://evil.example"},
    {"origin": "null"},
    {"origin": BASE, "sec-fetch-site": "cross-site"},
    {"origin": BASE, "sec-fetch-site": "same-site"},
    {"origin": "http://127.0.0.1:9999", "sec-fetch-site": "same-origin"},
    {"origin": "http://127.0.0.1:8765.evil.example"},
    {"referer": BASE},
]


@pytest.mark.parametrize("headers", FOREIGN)
def test_no_form_of_another_site_does_anything(found: TestClient, headers: dict[str, str]) -> None:
    for address in POSTS:
        assert found.post(address, data={"answer": "same"}, headers=headers).status_code == 403, address


def test_nothing_changes_by_following_a_link(found: TestClient) -> None:
    for address in (*POSTS[:5], "/upload?example=pass"):
        assert found.get(f"{address}{'&' if '?' in address else '?'}action=accept&entry=e-1").status_code in (
            200,
            404,
            405,
        )
    assert found.get("/merge.json").json()["decisions"] == []
    assert found.get("/index.json").json()["reading"] is None


@pytest.mark.parametrize("address", ["/static/../app.py", "/static/..%2fapp.py", "/static/%2e%2e/%2e%2e/app.py",
                                     "/static//etc/passwd", "/report/..%2f..%2fetc%2fpasswd", "/report/01.txt",
                                     "/report/%2fetc%2fpasswd", "//etc/passwd", "/..%00/", "/entry/%00", "/upload/..%2f"])  # fmt: skip
def test_no_address_reaches_a_file(found: TestClient, address: str) -> None:
    answer = found.get(address)
    assert answer.status_code in (400, 404), answer.status_code
    assert "root:" not in answer.text and "Starlette" not in answer.text


def test_what_is_too_large_is_refused_before_it_is_read(found: TestClient) -> None:
    assert found.get("/entries?q=" + "a" * 9_000).status_code == 414
    large = {"note": "x" * (LARGEST_FORM + 1)}
    assert found.post("/actors/decide", data=large, headers=HERE).status_code == 413
    declared = HERE | {"content-length": str(LARGEST_UPLOAD + 1), "content-type": "multipart/form-data; boundary=x"}
    assert found.post("/upload", content=b"", headers=declared).status_code == 413
    assert found.post("/upload", content=b"", headers=HERE | {"content-length": "-5"}).status_code in (400, 413)


def test_a_body_without_a_length_is_cut_off(found: TestClient) -> None:
    def chunks() -> Iterator[bytes]:
        for _ in range(20):
            yield b"note=" + b"x" * 20_000

    headers = HERE | {"content-type": "application/x-www-form-urlencoded"}
    assert found.post("/actors/decide", content=chunks(), headers=headers).status_code in (400, 413)


def test_a_form_that_stops_coming_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "PATIENCE", 0.05)
    sent: list[dict[str, Any]] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await receive()

    async def never() -> dict[str, Any]:
        await asyncio.sleep(5)
        return {}

    async def keep(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/upload", "query_string": b"", "headers": [
        (b"host", b"127.0.0.1"), (b"origin", b"http://127.0.0.1"), (b"sec-fetch-site", b"same-origin")]}  # fmt: skip
    with pytest.raises(Exception, match="in time"):
        asyncio.run(guard.Guard(app)(scope, never, keep))


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_only_get_and_post_are_answered(found: TestClient, method: str) -> None:
    assert found.request(method, "/").status_code == 405


def test_no_answer_carries_a_header_from_outside(found: TestClient) -> None:
    evil = "/\r\nset-cookie: a=b"
    form = {"answer": "same", "one": "a", "other": "b", "back": evil, "who": evil}
    answer = found.post("/actors/decide", data=form, headers=HERE)
    # a cookie of ours may be among them: at midnight the day of the last visit is set anew
    assert "a=b" not in answer.headers.get("set-cookie", "")
    assert "a=b" not in found.get("/entries.csv?q=%0d%0aset-cookie:a=b").headers.get("set-cookie", "")
    with client(Path(found.app._app._app.state.source.location), token="secret") as closed:  # type: ignore[attr-defined]
        moved = closed.get("/%0d%0aset-cookie:%20a=b?token=secret&x=%0d%0ay")
        assert moved.status_code == 303 and "\n" not in moved.headers["location"]
        assert "a=b" not in moved.headers["set-cookie"]


def test_an_error_of_ours_shows_no_trace(tmp_path: Path) -> None:
    path = example(tmp_path)
    with client(path) as found:
        found.get("/")
        path.write_bytes(b"not a record at all" * 100)
        for address in ("/", "/entries", "/index.json"):
            answer = found.get(address)
            assert answer.status_code in (500, 503)
            assert "Traceback" not in answer.text and str(tmp_path) not in answer.text


# -- the token --------------------------------------------------------------------------------------------------------


@pytest.fixture
def closed(tmp_path: Path) -> Iterator[TestClient]:
    with client(example(tmp_path), token="s3cret-token") as made:
        yield made


def test_without_the_token_nothing_is_seen(closed: TestClient) -> None:
    for address in ("/", "/entries", "/reports", "/report/r-1", "/upload", "/nothing"):
        answer = closed.get(address)
        assert answer.status_code == 303 and answer.headers["location"] == "/enter", address
    assert closed.get("/entries.json").status_code == 401
    assert closed.post("/actors/decide", headers=HERE).status_code == 401
    assert closed.get("/enter").status_code == 200 and "Ostrana" not in closed.get("/enter").text
    assert closed.get("/static/style.css").status_code == 200


def test_the_token_in_the_address_lets_in_once_and_leaves_the_address(closed: TestClient) -> None:
    answer = closed.get("/entries?token=s3cret-token&act=refuse")
    assert answer.status_code == 303 and answer.headers["location"] == "/entries?act=refuse"
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=strict" in cookie and "s3cret" not in cookie
    assert closed.get("/entries").status_code == 200


def test_the_token_by_form_lets_in(closed: TestClient) -> None:
    wrong = closed.post("/enter", data={"token": "s3cret"}, headers=HERE)
    assert wrong.headers["location"] == "/enter?wrong=1" and closed.get("/").status_code == 303
    right = closed.post("/enter", data={"token": " s3cret-token "}, headers=HERE)
    assert right.headers["location"] == "/" and closed.get("/").status_code == 200


@pytest.mark.parametrize("shown", ["", "s3cret-tokem", "s3cret-token2", "S3CRET-TOKEN", "\u00e9"])
def test_a_wrong_token_lets_nobody_in(closed: TestClient, shown: str) -> None:
    assert closed.get("/", params={"token": shown}).headers["location"] == "/enter"
    assert closed.get("/", headers=[(b"cookie", f"onrecord={shown}; onrecord-00000000=x".encode())]).status_code == 303


def test_the_token_leads_to_no_other_host(closed: TestClient) -> None:
    assert closed.get(f"{BASE}//evil.example/?token=s3cret-token").headers["location"] == "/evil.example/"
