"""A way to PostgreSQL that is cut, hangs or is slow: stands before the server's port and passes on what is said."""

from __future__ import annotations

import ctypes
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace

from onrecord.model.location import Database

# what comes in at a socket with this filter is dropped before it is so much as acknowledged (Linux)
SO_ATTACH_FILTER, DROP_ALL = 26, struct.pack("HBBI", 0x06, 0, 0, 0)


class Wire:
    """The way to a server. `slow`: seconds by which every piece is late; `when` says of what is sent whether it happens now.

    `how`: "before" cuts the way before that arrives, "after" when the server has answered and nobody has heard it; "hole":
    nothing arrives any more, on either side, and nobody is told so; "deaf": it arrives, and the answer does not.
    """

    def __init__(self, port: int) -> None:
        self._behind = port
        self.slow, self.how, self.happened = 0.0, "", threading.Event()
        self.when: Callable[[bytes], bool] = lambda data: False
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])
        self._open: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def place(self, direct: Database) -> Database:
        """The same record, reached over this way."""
        return replace(direct, host="127.0.0.1", port=self.port)

    def cut(self) -> None:
        """Cut all who are connected."""
        for one in self._open:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def stop(self) -> None:
        """End it."""
        self._listening.close()
        self.cut()
        for one in self._open:
            one.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listening.accept()
            except OSError:
                return
            try:
                far = socket.create_connection(("127.0.0.1", self._behind))
            except OSError:
                near.close()
                continue
            self._open += [near, far]
            told = threading.Event()
            for work in (self._sent, self._answered):
                threading.Thread(target=work, args=(near, far, told), daemon=True).start()

    def _sent(self, near: socket.socket, far: socket.socket, told: threading.Event) -> None:
        for data in _pieces(near):
            time.sleep(self.slow)
            if self.how and not self.happened.is_set() and self.when(data):
                if self.how == "before":
                    self.happened.set()
                    break
                if self.how == "hole":
                    for one in self._open:
                        drop(one)
                    self.happened.set()
                    return
                if self.how == "deaf":
                    drop(near)
                # before it is sent: the answer may be quick
                told.set()
            with suppress(OSError):
                far.sendall(data)
        _close(near, far)

    def _answered(self, near: socket.socket, far: socket.socket, told: threading.Event) -> None:
        for data in _pieces(far):
            if told.is_set():
                self.happened.set()
                if self.how == "deaf":
                    return
                break
            with suppress(OSError):
                near.sendall(data)
        else:
            if self.happened.is_set() and self.how in ("hole", "deaf"):
                return
        _close(near, far)


def commits(data: bytes) -> bool:
    """Whether a commit is asked for, as the driver asks: the word may stand in what is written, too."""
    return b"Q\x00\x00\x00\x0bcommit\x00" in data


def drop(one: socket.socket) -> None:
    """From now on nothing comes in at a socket, as where a cable was pulled."""
    program = ctypes.create_string_buffer(DROP_ALL)
    one.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, struct.pack("HL", 1, ctypes.addressof(program)))


def _pieces(one: socket.socket) -> Iterator[bytes]:
    while True:
        try:
            data = one.recv(65536)
        except OSError:
            return
        if not data:
            return
        yield data


def _close(*sockets: socket.socket) -> None:
    for one in sockets:
        with suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)
