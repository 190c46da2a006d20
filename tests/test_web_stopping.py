"""The server as a process: it says that it goes, finishes what is open, and goes; and how it is set up."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from onrecord.cli.main import group
from onrecord.record import Record
from onrecord.web import following
from onrecord.web.outside import Outside
from onrecord.web.proxy import Proxy, networks_of
from tests.web_record import example
from tests.web_team import logged


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return example(tmp_path_factory.mktemp("team"))


def served(record: Path, *options: str, **environ: str) -> tuple[subprocess.Popen[str], int]:
    command = [sys.executable, "-m", "onrecord.cli", "serve", "--record", str(record), "--port", "0", *options]
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=os.environ | environ)
    assert server.stderr is not None
    line = server.stderr.readline()
    found = re.search(r"http://127\.0\.0\.1:(\d+)", line)
    assert found is not None, line + server.stderr.read()
    return server, int(found[1])


@contextmanager
def half_sent(port: int) -> Iterator[http.client.HTTPConnection]:
    """A form of which half has come: an open request."""
    body = b"token=of-no-meaning"
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.putrequest("POST", "/enter")
    for name, value in (("Origin", f"http://127.0.0.1:{port}"), ("Content-Length", str(len(body))),
                        ("Content-Type", "application/x-www-form-urlencoded")):  # fmt: skip
        connection.putheader(name, value)
    connection.endheaders(body[:10])
    connection.rest = body[10:]  # type: ignore[attr-defined]
    time.sleep(0.2)
    yield connection
    connection.close()


def readiness(port: int) -> int:
    """What /readyz answers; 0 where nobody listens any more."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status
    except ConnectionError:
        return 0
    finally:
        connection.close()


def test_it_says_that_it_goes_finishes_what_is_open_and_goes(record: Path, tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(tmp_path / "notify"))
        systemd.settimeout(10)
        told = {"NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "400000"}
        server, port = served(record, "--log", "json", "--log-level", "info", "--read-only", **told)
        assert systemd.recv(100) == b"READY=1" and systemd.recv(100) == b"WATCHDOG=1"
        assert readiness(port) == 200
        with half_sent(port) as request:
            server.send_signal(signal.SIGTERM)
            seen = [readiness(port)]
            # nobody new is let in any more, and what was begun still gets its answer
            while seen[-1]:
                time.sleep(0.02)
                seen.append(readiness(port))
            assert 503 in seen and seen == [*sorted(seen[:-1]), 0]
            assert server.poll() is None
            request.send(request.rest)  # type: ignore[attr-defined]
            assert request.getresponse().status == 303
        assert server.wait(timeout=60) == 0
        heard = set()
        while b"STOPPING=1" not in heard:
            heard.add(systemd.recv(100))
    assert server.stderr is not None
    rest = [json.loads(line) for line in server.stderr.read().splitlines()]
    server.stderr.close()
    assert [(line["route"], line["status"]) for line in rest if line["message"] == "request"] == [("/enter", 303)]


def test_what_is_not_finished_in_time_and_a_second_signal_hold_nobody_up(record: Path) -> None:
    server, port = served(record, "--stop-after", "1", "--read-only")
    other, other_port = served(record, "--read-only")
    with half_sent(port), half_sent(other_port):
        for one, number in ((server, port), (other, other_port)):
            one.send_signal(signal.SIGTERM)
            while readiness(number) == 200:
                time.sleep(0.02)
        other.send_signal(signal.SIGTERM)
        assert other.wait(timeout=60) == 1
        assert server.wait(timeout=60) == 0
    for one, words in ((server, "Cancel 1 running task"), (other, "stopped at once")):
        assert one.stderr is not None
        said = one.stderr.read()
        one.stderr.close()
        assert words in said and "Traceback" not in said


def test_what_follows_stops_between_two_writings(record: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, written = threading.Event(), []

    def slow(_: Record, progress: Callable[[str, int, int], None]) -> None:
        for number in range(1000):
            progress("lists", number, 1000)
            begun.set()
            time.sleep(0.01)
            written.append(number)

    monkeypatch.setattr(following, "bring_up_to_date", slow)
    follower = following.Follower(record, lambda: None)
    follower.nudge()
    assert begun.wait(20)
    follower.close()
    assert follower._thread is not None and not follower._thread.is_alive()
    assert 0 < len(written) < 1000


def test_what_follows_in_a_process_of_its_own_stops_so_too(record: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written = []

    def asked_to_end(_: Record, progress: Callable[[str, int, int], None]) -> None:
        progress("lists", 0, 2)
        os.kill(os.getpid(), signal.SIGTERM)
        written.append("whole")
        progress("lists", 1, 2)
        written.append("never")

    monkeypatch.setattr(following, "bring_up_to_date", asked_to_end)
    monkeypatch.setattr(os, "nice", lambda _: 0)
    monkeypatch.setenv(following.WHERE, str(record))
    before = signal.getsignal(signal.SIGTERM)
    try:
        with logged() as said:
            following.follow()
    finally:
        signal.signal(signal.SIGTERM, before)
    assert written == ["whole"] and not said.getvalue()


# -- settings ---------------------------------------------------------------------------------------------------------


def test_every_option_is_a_variable_and_config_shows_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("postgresql://ana:pa:ss@w@db.example/talks\n")
    for name, value in {"RECORD_FILE": str(secret), "HOST": "10.0.0.5", "PORT": "9000", "BEHIND_PROXY": "127.0.0.1, ::1",
                        "READ_ONLY": "yes", "METRICS": "127.0.0.1", "LOG": "json", "STOP_AFTER": "5"}.items():  # fmt: skip
        monkeypatch.setenv(f"ONRECORD_{name}", value)
    done = CliRunner().invoke(group, ["config", "--json"])
    found = json.loads(done.output)
    assert found["port"] == {"value": 9000, "origin": "ONRECORD_PORT"}
    assert found["behind_proxy"]["value"] == ["127.0.0.1", "::1"] and found["read_only"]["value"] is True
    assert found["record"] == {"value": "postgresql://ana:***@db.example/talks", "origin": "ONRECORD_RECORD_FILE"}
    shown = CliRunner().invoke(group, ["config"]).output
    assert "pa:ss" not in shown and "ONRECORD_RECORD_FILE" in shown


def test_serve_takes_what_the_variables_say_and_an_option_wins(record: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, Any] = {}

    class Ran:
        def __init__(self, app: Outside, *, stop_after: int) -> None:
            seen.update(proxy=app._proxy, stop_after=stop_after, metrics=app._metrics_for, guard=app._app)

        def run(self, sockets: list[socket.socket]) -> None:
            seen["port"] = sockets[0].getsockname()[1]

    monkeypatch.setattr("onrecord.web.server.Server", Ran)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    for name, value in {"RECORD": str(record), "PORT": str(port), "BEHIND_PROXY": "10.0.0.2", "BASE_PATH": "/a",
                        "NAME": "talks.example,other.example", "USER_HEADER": "X-User", "METRICS": "::1", "LOG_LEVEL": "error",
                        "STOP_AFTER": "7", "READ_ONLY": "1"}.items():  # fmt: skip
        monkeypatch.setenv(f"ONRECORD_{name}", value)
    assert CliRunner().invoke(group, ["serve", "--base-path", "/b"]).exit_code == 0
    assert seen["port"] == port and seen["stop_after"] == 7 and seen["metrics"] == networks_of(["::1"], "")
    assert seen["proxy"] == Proxy(networks_of(["10.0.0.2"], ""), "X-User", "/b")
    assert {"talks.example", "other.example"} <= seen["guard"]._names and seen["guard"].state.source.read_only
    monkeypatch.setenv("ONRECORD_PORT", "many")
    wrong = CliRunner().invoke(group, ["serve"])
    assert "ONRECORD_PORT" in str(wrong.exception)


@pytest.mark.parametrize(
    ("options", "environ", "said"),
    [
        (["--user-header", "X-Remote-User"], {}, "--user-header needs --behind-proxy"),
        (["--behind-proxy", "proxy.example"], {}, "no address or network: proxy.example"),
        ([], {"WEB_CONCURRENCY": "4"}, "one process serves a record"),
        (["--token-file", "/nowhere/at/all"], {}, "Cannot read the token"),
        ([], {"ONRECORD_RECORD_FILE": "/nowhere/at/all"}, "ONRECORD_RECORD_FILE"),
        ([], {"ONRECORD_RECORD_FILE": "/x", "ONRECORD_RECORD": "y"}, "both set"),
    ],
)
def test_what_cannot_work_is_said(
    record: Path, monkeypatch: pytest.MonkeyPatch, options: list[str], environ: dict[str, str], said: str
) -> None:
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    done = CliRunner().invoke(group, ["serve", "--record", str(record), "--port", "0", *options])
    assert done.exit_code and said in f"{done.output}{done.exception}"
