"""How the server is, what it counts and what it logs; and what it keeps to itself."""

from __future__ import annotations

import io
import json
import logging
import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy.exc import OperationalError

from onrecord.record import open_record
from onrecord.web import logs
from tests.web_record import example
from tests.web_team import FORMS, PROXY, STRANGER, TOLD, lines, logged, team


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


def test_whether_it_lives_and_is_ready_needs_no_name_no_token_and_shows_nothing(tmp_path: Path) -> None:
    path = example(tmp_path)
    with team(path, peer=STRANGER, base="/onrecord", user_header="X-Remote-User", token="s3cret") as found:
        for below in ("", "/onrecord"):
            assert found.get(f"{below}/healthz", headers={"host": "pod-7"}).text == "alive\n"
            assert found.get(f"{below}/readyz").text == "ready\n"
        assert found.post("/healthz").status_code == 405
        path.rename(tmp_path / "away.onrecord")
        time.sleep(1.05)
        answer = found.get("/readyz")
        assert answer.status_code == 503 and "cannot be opened" in answer.text
        assert str(tmp_path) not in answer.text and "talks" not in answer.text
        assert found.get("/healthz").status_code == 200
        (tmp_path / "away.onrecord").rename(path)
        time.sleep(1.05)
        assert found.get("/readyz").status_code == 200
        found.app.health.stop()  # type: ignore[attr-defined]
        assert found.get("/readyz").text == "not ready: the server is stopping\n"


def test_a_record_that_does_not_answer_is_said_in_time(record: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from onrecord.web import health
    from onrecord.web.views.source import Source

    monkeypatch.setattr(health, "PATIENCE", 0.05)
    answers = threading.Event()
    with team(record) as found:
        monkeypatch.setattr(Source, "reader", property(lambda _: answers.wait(60)))
        assert found.get("/readyz").text == "not ready: the record does not answer in time\n"
        assert not answers.is_set()
        answers.set()


# -- figures ----------------------------------------------------------------------------------------------------------


def figures(text: str) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    found = list(text_string_to_metric_families(text))
    assert all(family.documentation and family.type != "unknown" for family in found)
    samples = [(s.name, tuple(sorted(s.labels.items())), s.value) for family in found for s in family.samples]
    assert len({one[:2] for one in samples}) == len(samples)
    return {(name, labels): value for name, labels, value in samples}


def test_figures_fit_what_was_asked_and_name_nobody(tmp_path: Path) -> None:
    path = example(tmp_path)
    with team(path, metrics=("198.51.100.7",), user_header="X-Remote-User") as found:
        ana = TOLD | {"x-remote-user": "Ana"}
        rows = found.get("/entries.json?q=envoy", headers=ana).json()["rows"]
        for row in rows[:3]:
            found.get(row["href"], headers=ana)
        form = {"entry": rows[0]["id"], "action": "reject"}
        assert found.post("/review", data=form, headers=ana | FORMS).status_code == 303
        found.get(f"/nothing/{rows[0]['id']}", headers=ana)
        found.request("BREW", "/", headers=ana)
        answer = found.get("/metrics", headers=ana)
        assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
        told = figures(answer.text)

        def asked(method: str, route: str, status: str) -> float:
            return told["onrecord_requests_total", (("method", method), ("route", route), ("status", status))]

        assert asked("GET", "/entries", "200") == 1 and asked("GET", "/entry/{id}", "200") == 3
        assert asked("POST", "/review", "303") == asked("GET", "none", "404") == asked("other", "none", "405") == 1
        assert told["onrecord_request_seconds_count", (("route", "/entry/{id}"),)] == 3
        bounds = [
            v for (name, labels), v in told.items() if name.endswith("_bucket") and ("route", "/entry/{id}") in labels
        ]
        assert bounds == sorted(bounds) and bounds[-1] == 3
        assert told["onrecord_open_requests", ()] == 1
        assert told["onrecord_verdicts_total", (("action", "reject"),)] == 1
        with open_record(path) as kept:
            assert told["onrecord_reports", ()] == kept.count_reports() == 13
            assert told["onrecord_entries", ()] == kept.count()
        assert told["onrecord_record_up", ()] == 1 and told["onrecord_follower_behind", ()] in (0, 1)
        assert told["process_resident_memory_bytes", ()] > 1e6 and told["process_cpu_seconds_total", ()] > 0
        assert not re.search(r"envoy|Ana|e-[0-9a-f]{6}|talks", answer.text)
        path.unlink()
        gone = figures(found.get("/metrics", headers=ana).text)
        assert gone["onrecord_record_up", ()] == 0 and ("onrecord_reports", ()) not in gone


@pytest.mark.parametrize(
    ("metrics", "peer", "headers", "status"),
    [
        ((), "127.0.0.1", {}, 404),
        (("127.0.0.1",), "127.0.0.1", {}, 200),
        (("127.0.0.1",), STRANGER, {"x-forwarded-for": "127.0.0.1"}, 404),
        (("10.0.0.0/24",), PROXY, {}, 200),
        # through the proxy comes whoever it says, and where it does not say, nobody knows
        (("10.0.0.0/24",), PROXY, TOLD, 404),
        (("10.0.0.0/24",), PROXY, {"x-forwarded-proto": "https"}, 404),
    ],
)
def test_figures_are_told_only_to_addresses_that_were_named(
    record: Path, metrics: tuple[str, ...], peer: str, headers: dict[str, str], status: int
) -> None:
    with team(record, peer=peer, metrics=metrics) as found:
        assert found.get("/metrics", headers=headers).status_code == status


# -- what is logged ---------------------------------------------------------------------------------------------------


def test_a_line_for_each_request_without_what_was_looked_for(record: Path, said: io.StringIO) -> None:
    with team(record, user_header="X-Remote-User") as found:
        ana = TOLD | {"x-remote-user": "Ana", "x-request-id": "trace-7.b_2"}
        answer = found.get("/entries.json?q=secretword&who=hidden", headers=ana)
        assert answer.headers["x-request-id"] == "trace-7.b_2"
        found.get("/entry/e-000000?token=secretword", headers=ana)
        evil = found.get("/keys", headers=ana | {"x-request-id": 'x" {"level":"error"}'})
        assert re.fullmatch(r"[0-9a-f]{16}", evil.headers["x-request-id"])
    told = [line for line in lines(said) if line["message"] == "request"]
    assert [line["route"] for line in told] == ["/entries", "/entry/{id}", "/keys"]
    first = told[0]
    assert (first["method"], first["status"], first["user"], first["request"]) == ("GET", 200, "Ana", "trace-7.b_2")
    assert first["bytes"] == int(answer.headers["content-length"]) and first["ms"] > 0
    assert re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", first["time"])
    assert not re.search("secretword|hidden|e-000000|198.51.100.7", said.getvalue())


@pytest.mark.parametrize("form", ["json", "text"])
def test_no_value_breaks_a_line(form: str) -> None:
    evil = 'Ana\r\n{"level": "error"}\u2028\x1b[31m\u202e" status=500'
    record = logging.LogRecord("onrecord.web", logging.INFO, "", 0, f"said {evil}", None, None)
    record.told = {"user": evil, "status": 200}
    line = logs.Lines(form).format(record)
    assert len(line.splitlines()) == 1 and not re.search("[\x00-\x1f\u2028\u202e]", line)
    if form == "json":
        assert json.loads(line)["user"] == evil and json.loads(line)["status"] == 200
    else:
        assert line.count("status=") == 3 and line.endswith(" status=200") and r"\" status=500" in line


def test_what_breaks_is_one_line_with_its_trace_and_without_what_a_database_was_asked(
    record: Path, said: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    from onrecord.web.views.source import Source

    # in parts, for a trace shows the lines of a program
    secret = "-".join(["secret", "word"])

    def broken(_: Source, *__: Any, **___: Any) -> None:
        try:
            raise OperationalError("SELECT :q", {"q": secret}, Exception("disk\nI/O"))
        except OperationalError as error:
            raise ValueError("broken\n{}") from error

    with team(record) as found:
        monkeypatch.setattr(Source, "told", broken)
        assert found.get(f"/entries?q={secret}").status_code == 500
    (line,) = [line for line in lines(said) if line["level"] == "error"]
    assert line["route"] == "/entries" and line["status"] == 500
    assert "ValueError: broken" in line["trace"] and "OperationalError" in line["trace"]
    assert secret not in said.getvalue()
