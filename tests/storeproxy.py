"""An object store that fails now and then: stands before another one, and passes on the rest."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from unittest.mock import patch


class Failing:
    """A server before the store at a port; every so manieth call fails, half of these without an answer.

    `down`: all fail; `slow`: seconds that each takes; `short`: of every so manieth answer only half comes; `refused`: so is all.
    """

    def __init__(self, port: int, one_in: int = 0) -> None:
        outer = self
        self.calls = self.failed = self.cut = 0
        self.calm(one_in)

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self) -> None:
                body = self.body()
                outer.calls += 1
                time.sleep(outer.slow)
                if outer.refused:
                    self.said(403)
                    return
                if outer.down or (outer.one_in and outer.calls % outer.one_in == 0):
                    outer.failed += 1
                    if outer.failed % 2 and not outer.down:
                        self.close_connection = True
                        return
                    self.said(503)
                    return
                behind = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
                try:
                    known = {k: v for k, v in self.headers.items() if k.lower() not in ("transfer-encoding", "expect")}
                    behind.request(self.command, self.path, body, {**known, "Content-Length": str(len(body))})
                    told = behind.getresponse()
                    data = told.read()
                finally:
                    behind.close()
                self.send_response(told.status)
                for name, value in told.getheaders():
                    if name.lower() not in ("transfer-encoding", "connection", "content-length"):
                        self.send_header(name, value)
                self.send_header("Content-Length", told.getheader("Content-Length") or str(len(data)))
                self.end_headers()
                if self.command == "GET" and data and outer.short and outer.calls % outer.short == 0:
                    outer.cut += 1
                    data = data[: len(data) // 2]
                    self.close_connection = True
                self.wfile.write(data)

            def said(self, status: int) -> None:
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def body(self) -> bytes:
                if self.headers.get("Transfer-Encoding") != "chunked":
                    return self.rfile.read(int(self.headers.get("Content-Length") or 0))
                found = b""
                while size := int(self.rfile.readline().split(b";")[0], 16):
                    found += self.rfile.read(size)
                    self.rfile.readline()
                self.rfile.readline()
                return found

            do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = answer  # noqa: N815

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def calm(self, one_in: int = 0) -> None:
        """From now on nothing goes wrong, but one call in so many."""
        self.one_in, self.down, self.slow, self.short, self.refused = one_in, False, 0.0, 0, False

    def stop(self) -> None:
        """End it."""
        self._server.shutdown()
        self._server.server_close()


@contextmanager
def store(one_in: int = 0) -> Iterator[Failing]:
    """A store with a bucket "talks", and one that fails before it; the environment says where it is."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    server = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    proxy = Failing(port, one_in)
    known = {"AWS_ACCESS_KEY_ID": "ours", "AWS_SECRET_ACCESS_KEY": "ours", "AWS_DEFAULT_REGION": "us-east-1"}
    known |= {"AWS_ENDPOINT_URL": f"http://127.0.0.1:{proxy.port}", "AWS_EC2_METADATA_DISABLED": "true"}
    try:
        with patch.dict(os.environ, known):
            _made(f"http://127.0.0.1:{port}/talks")
            yield proxy
    finally:
        proxy.stop()
        server.kill()
        server.wait()


def _made(bucket: str) -> None:
    for _ in range(600):
        try:
            request = urllib.request.Request(bucket, method="PUT", headers={"Host": "127.0.0.1"})
            urllib.request.urlopen(request, timeout=30).close()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise AssertionError("the store never answered")
