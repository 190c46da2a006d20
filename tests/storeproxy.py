"""An object store that fails one call in so many: stands before another one, and passes on the rest."""

from __future__ import annotations

import http.client
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Failing:
    """A server before the store at a port; every so manieth call fails, half of these without an answer."""

    def __init__(self, port: int, one_in: int) -> None:
        outer = self
        self.calls = self.failed = 0

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self) -> None:
                body = self.body()
                outer.calls += 1
                if outer.calls % one_in == 0:
                    outer.failed += 1
                    if outer.failed % 2:
                        self.close_connection = True
                        return
                    self.send_response(503)
                    self.send_header("Content-Length", "0")
                    self.end_headers()
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
                self.wfile.write(data)

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

    def stop(self) -> None:
        """End it."""
        self._server.shutdown()
        self._server.server_close()
