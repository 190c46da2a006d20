"""Behind a proxy and below a path: who is believed, who decides, where every address leads."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from onrecord.errors import RunStopped
from onrecord.record import open_record
from onrecord.resolving import bring_up_to_date
from onrecord.web.proxy import Proxy, base_of, header_of, networks_of
from tests.web_record import EVIL, Tags, example, hostile, pages, twin
from tests.web_team import FORMS, PROXY, PUBLIC, STRANGER, TOLD, lines, logged, team


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return example(tmp_path_factory.mktemp("team"))


@pytest.fixture
def said() -> Iterator[io.StringIO]:
    with logged() as into:
        yield into


@pytest.fixture(autouse=True)
def nothing_follows(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a verdict changes elsewhere is tested elsewhere."""
    monkeypatch.setattr("onrecord.web.following.Follower.nudge", lambda _: None)


@pytest.mark.parametrize(
    ("peer", "headers", "scheme", "host", "client"),
    [
        (PROXY, TOLD, "https", "talks.example", "198.51.100.7"),
        # what whoever asks wrote before the proxy did is not believed
        (PROXY, TOLD | {"x-forwarded-for": "127.0.0.1, 198.51.100.7"}, "https", "talks.example", "198.51.100.7"),
        # a chain of proxies of ours
        (PROXY, TOLD | {"x-forwarded-for": "198.51.100.7:4711, 10.0.0.3"}, "https", "talks.example", "198.51.100.7"),
        (PROXY, TOLD | {"x-forwarded-for": "[2001:db8::7]:443"}, "https", "talks.example", "2001:db8::7"),
        (PROXY, TOLD | {"x-forwarded-for": "unknown"}, "https", "talks.example", None),
        # it is a proxy, and does not say for whom it asks: not for itself
        (PROXY, {"x-forwarded-proto": "https"}, "https", "127.0.0.1:8765", None),
        (PROXY, {}, "http", "127.0.0.1:8765", PROXY),
        ("::ffff:10.0.0.2", TOLD, "https", "talks.example", "198.51.100.7"),
        (STRANGER, TOLD, "http", "127.0.0.1:8765", STRANGER),
    ],
)  # fmt: skip
def test_a_proxy_is_believed_only_where_it_was_named(
    peer: str, headers: dict[str, str], scheme: str, host: str, client: str | None
) -> None:
    given = [(b"host", b"127.0.0.1:8765"), *((k.encode(), v.encode()) for k, v in headers.items())]
    scope = {"type": "http", "scheme": "http", "client": (peer, 5000), "headers": given, "path": "/"}
    told = Proxy(networks_of(["10.0.0.0/24"], "")).told(scope)
    assert told["scheme"] == scheme and dict(told["headers"]) == {b"host": host.encode()}
    assert (told["client"] or [None])[0] == client


def test_the_name_that_the_proxy_gives_is_who_decides_and_no_form_changes_it(tmp_path: Path) -> None:
    with team(example(tmp_path), user_header="X-Remote-User") as found:
        ana = TOLD | {"x-remote-user": "Ana Ruiz"}
        assert found.get("/", headers=TOLD).status_code == 401
        for address in ("/review", "/merge", found.get("/entries.json", headers=ana).json()["rows"][0]["href"]):
            tags = Tags(found.get(address, headers=ana).text).tags
            assert not any(attrs.get("name") == "who" and attrs.get("type") != "hidden" for _, attrs in tags), address
        assert "You decide as <bdi>Ana Ruiz</bdi>" in found.get("/review", headers=ana).text
        line = found.get("/entries.json", headers=ana).json()["rows"][0]["id"]
        form = {"entry": line, "action": "accept", "who": "Somebody else", "back": "/review?who=Boris"}
        answer = found.post("/review", data=form, headers=ana | FORMS | {"cookie": "onrecord-name=Boris"})
        assert answer.status_code == 303 and "set-cookie" not in answer.headers
        # asked where nobody waits for what follows from it
        verdicts = found.get(f"/review.json?entry={line}", headers=ana).json()["line"]["verdicts"]
        assert [v["who"] for v in verdicts] == ["Ana Ruiz"]
        # whose queue it is, is settled, too; and nobody takes back what another decided
        boris = TOLD | {"x-remote-user": "Boris"}
        assert found.get("/review.json?who=Ana+Ruiz", headers=boris).json()["who"] == "Boris"
        assert 'value="undone"' in found.get("/review", headers=ana).text
        assert 'value="undone"' not in found.get("/review", headers=boris).text


@pytest.mark.parametrize("peer", [STRANGER, "127.0.0.1"])
def test_who_comes_past_the_proxy_is_nobody(record: Path, peer: str, said: io.StringIO) -> None:
    with team(record, peer=peer, user_header="X-Remote-User") as found:
        answer = found.get("/entries", headers={"x-remote-user": "Ana"})
        assert answer.status_code == 401 and "Ostrana" not in answer.text
        assert found.get("/healthz").status_code == 200
    assert {line.get("user") for line in lines(said)} == {None}


def test_a_name_that_cannot_be_one_is_refused(record: Path) -> None:
    with team(record, user_header="X-Remote-User") as found:
        twice = [("x-remote-user", "Ana"), ("X-Remote-User", "Boris")]
        assert found.get("/keys", headers=twice).status_code == 400
        assert found.get("/keys", headers={"x-remote-user": "A" * 101}).status_code == 400
        assert found.get("/keys", headers={"x-remote-user": "  "}).status_code == 401
        assert "Zoë" in found.get("/review", headers=[(b"x-remote-user", "Zoë".encode())]).text
        assert "Zoë" in found.get("/review", headers=[(b"x-remote-user", "Zoë".encode("latin-1"))]).text


def test_only_its_names_reach_it_and_only_its_own_forms(tmp_path: Path) -> None:
    with team(example(tmp_path)) as found:
        assert found.get("/keys", headers=TOLD).status_code == 200
        assert found.get("/keys", headers=TOLD | {"x-forwarded-host": "evil.example"}).status_code == 421
        assert found.get("/keys", headers=TOLD | {"x-forwarded-host": "talks.example, evil.example"}).status_code == 421
        one, other = (row["id"] for row in found.get("/actors.json", headers=TOLD).json()["rows"][:2])
        form = {"answer": "different", "one": one, "other": other}
        assert found.post("/actors/decide", data=form, headers=TOLD | FORMS).status_code == 303
        for origin in ("https://evil.example", "http://127.0.0.1:8765"):
            assert found.post("/actors/decide", data=form, headers=TOLD | {"origin": origin}).status_code == 403


# -- below a path -----------------------------------------------------------------------------------------------------


KEPT = re.compile(r'(?:href|src|action)="(/[^"]*)')


def test_every_address_is_below_the_path(tmp_path: Path) -> None:
    with team(example(tmp_path)) as plain:
        addresses = pages(plain)
    assert len(addresses) > 30

    def addresses_in(view: Any) -> Iterator[str]:
        if isinstance(view, dict | list):
            for one in view.values() if isinstance(view, dict) else view:
                yield from addresses_in(one)
        elif isinstance(view, str) and re.match(r"/[a-z]", view):
            yield view

    with team(example(tmp_path), base="/onrecord") as found:
        links: set[str] = set()
        for address in addresses:
            assert found.get(address).status_code == 404, address
            answer = found.get(f"/onrecord{address}")
            assert answer.status_code == 200, address
            inside = KEPT.findall(answer.text)
            assert len(inside) > 10 and all(one.startswith("/onrecord/") for one in inside), address
            assert not any(one.startswith("/onrecord/onrecord") for one in inside), address
            links |= {one.partition("#")[0] for one in Tags(answer.text).links()}
            told = found.get(f"/onrecord{twin(address)}")
            # where a queue goes on is for its form, which is put below the path on its way back
            if told.status_code == 200:
                view = {k: v for k, v in told.json().items() if k != "here"}
                assert all(one.startswith("/onrecord/") for one in addresses_in(view)), address
        assert all(found.get(link).status_code == 200 for link in sorted(links)[::12])
        whole = found.get("/onrecord/commitments.jsonl", headers=TOLD).text.splitlines()[0]
        assert json.loads(whole)["page"].startswith(f"{PUBLIC}/onrecord/thread/")
        assert f'href="{PUBLIC}/onrecord/entry/' in found.get("/onrecord/entries.atom", headers=TOLD).text
        style = next(one for one in KEPT.findall(found.get("/onrecord/").text) if "style.css" in one)
        assert found.get(style).headers["content-type"].startswith("text/css")


def test_what_a_text_says_of_addresses_is_left_as_it_is(tmp_path: Path) -> None:
    path = hostile(tmp_path)
    with open_record(path) as kept:
        bring_up_to_date(kept)
    with team(path, base="/onrecord") as found:
        rows = found.get("/onrecord/entries.json").json()["rows"]
        assert rows[0]["quote"].startswith(f"The envoy {EVIL}".replace("\u202e", "\ufffd")[:30])
        assert "<script>alert" not in found.get("/onrecord/entries").text


def test_redirects_forms_and_cookies_are_below_the_path(tmp_path: Path) -> None:
    with team(example(tmp_path), base="/onrecord", token="s3cret-token-of-some-length") as found:
        assert found.get("/onrecord").headers["location"] == "/onrecord/"
        assert found.get("/onrecordings/").status_code == found.get("/elsewhere").status_code == 404
        assert found.get("/onrecord/", headers=TOLD).headers["location"] == "/onrecord/enter"
        entered = found.get("/onrecord/entries?token=s3cret-token-of-some-length&act=refuse", headers=TOLD)
        assert entered.headers["location"] == "/onrecord/entries?act=refuse"
        cookie = entered.headers["set-cookie"]
        assert "; Path=/onrecord;" in cookie and cookie.endswith("; Secure")
        found.cookies.clear()
        held = TOLD | {"cookie": cookie.partition(";")[0]}
        line = found.get("/onrecord/entries.json", headers=held).json()["rows"][0]["id"]
        assert found.get(f"/onrecord/entry/{line[:12]}", headers=held).headers["location"] == f"/onrecord/entry/{line}"
        form = {"entry": line, "action": "accept", "who": "Ana", "back": "/review?at=1#line"}
        done = found.post("/onrecord/review", data=form, headers=held | FORMS)
        assert done.headers["location"] == "/onrecord/review?at=1#line"
        sent = found.post("/onrecord/upload", data={"text": "Talks ended."}, headers=held | FORMS)
        assert sent.headers["location"].startswith("/onrecord/upload/")


@pytest.mark.parametrize("wrong", ["onrecord", "/on record", "/../etc", "/a//b", "/a?b", "//evil.example", '/"'])
def test_a_path_that_is_none_is_named(wrong: str) -> None:
    with pytest.raises(RunStopped):
        base_of(wrong)
    assert base_of("/team/on-record/") == "/team/on-record" and base_of("/") == base_of("") == ""


@pytest.mark.parametrize("wrong", ["X Remote", "X-User:", "Host", "cookie", "X-Forwarded-For", "X_Remote_User"])
def test_a_header_that_cannot_name_anybody_is_refused(wrong: str) -> None:
    with pytest.raises(RunStopped):
        header_of(wrong)
