"""`onrecord serve`: who can reach it, what it prints, how it stops."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from click.testing import CliRunner

from onrecord.cli.main import group
from tests.web_record import example


def served(record: Path, *options: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "onrecord.cli", "serve", "--record", str(record), "--port", "0", *options]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True)


def address_of(server: subprocess.Popen[str]) -> str:
    assert server.stderr is not None
    found = re.search(r"http://\S+", server.stderr.readline())
    assert found is not None
    return found[0]


def stop(server: subprocess.Popen[str]) -> int:
    server.send_signal(signal.SIGINT)
    code = server.wait(timeout=20)
    assert server.stderr is not None
    assert "Traceback" not in server.stderr.read()
    server.stderr.close()
    return code


def test_a_record_is_served_to_this_machine_until_interrupted(tmp_path: Path) -> None:
    server = served(example(tmp_path))
    address = address_of(server)
    assert address.startswith("http://127.0.0.1:")
    with urllib.request.urlopen(f"{address}commitments.csv") as answer:
        assert b"verbal" in answer.read()
        assert "server" not in answer.headers
    assert stop(server) == 0


def test_a_token_is_printed_once_and_needed(tmp_path: Path) -> None:
    server = served(example(tmp_path), "--token", "--read-only")
    address = address_of(server)
    with (
        pytest.raises(urllib.error.HTTPError) as refused,
        urllib.request.urlopen(address.partition("?")[0] + "entries.json"),
    ):
        pass
    assert refused.value.code == 401
    refused.value.close()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    with opener.open(address) as answer:
        assert "token" not in answer.url and b"Where things stand" in answer.read()
    assert stop(server) == 0


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--host", "203.0.113.9"], "Cannot listen on 203.0.113.9"),
        (["--record", "/nowhere/at/all.onrecord"], "No folder"),
        (["--example", "--read-only"], "brings its own record"),
    ],
)
def test_what_stands_in_the_way_is_said(tmp_path: Path, options: list[str], said: str) -> None:
    given = (
        options if "--record" in options or "--example" in options else ["--record", str(example(tmp_path)), *options]
    )
    done = CliRunner().invoke(group, ["serve", "--port", "0", *given])
    assert done.exit_code and said in f"{done.output}{done.exception}"


def test_a_port_that_is_taken_is_named(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = CliRunner().invoke(group, ["serve", "--record", str(example(tmp_path)), "--port", port])
        assert done.exit_code and f"port {port}" in str(done.exception)
