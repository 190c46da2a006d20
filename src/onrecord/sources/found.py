"""A file that was found, on disk or inside another file."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from onrecord.errors import ReportFailed

LARGEST = 64 * 1024 * 1024
HEAD = 16_384


@dataclass(frozen=True, slots=True)
class Found:
    """One file to read; `path` None when its bytes are at hand: from standard input or out of an archive.

    `walked`: it was not named but lies in a folder or an archive, where things lie that are no reports. `remote`: its name
    is an address that is still to be asked. `retrieved`: when it was fetched, from `address`.
    """

    name: str
    path: Path | None = None
    data: bytes | None = None
    walked: bool = False
    file: str | None = None
    position: int | None = None
    depth: int = 0
    remote: bool = False
    retrieved: str | None = None
    address: str | None = None
    # what its outermost file has unpacked to: kept by whoever opens it
    budget: Any = field(default=None, compare=False, repr=False)

    def load(self) -> bytes:
        """Its bytes; ReportFailed names what stands in the way."""
        if self.path is None:
            return self.data or b""
        with self.open() as stream:
            size = self.size
            if size > LARGEST:
                raise ReportFailed(f"too large ({size // 1_000_000} MB)", hint="A report is shorter; split it first.")
            try:
                data = stream.read(LARGEST + 1)
            except OSError as error:
                raise _unreadable(error) from error
        if len(data) > LARGEST:
            raise ReportFailed("grows while it is read", hint="Wait until it is written, then read it again.")
        return data

    def head(self) -> bytes:
        """Its first bytes, which tell what it is."""
        if self.path is None:
            return (self.data or b"")[:HEAD]
        with self.open() as stream:
            try:
                return stream.read(HEAD)
            except OSError as error:
                raise _unreadable(error) from error

    def open(self) -> BinaryIO:
        """A stream of its bytes, for forms that are read piece by piece."""
        if self.path is None:
            return io.BytesIO(self.data or b"")
        try:
            if not self.path.is_file() and self.path.exists() and not self.path.is_dir():
                raise ReportFailed("no regular file (a pipe or device)", hint="Copy what it gives into a file.")
            return self.path.open("rb")
        except OSError as error:
            raise _unreadable(error) from error

    @property
    def size(self) -> int:
        """How many bytes it has."""
        if self.path is None:
            return len(self.data or b"")
        try:
            return self.path.stat().st_size
        except OSError as error:
            raise _unreadable(error) from error

    @property
    def stamp(self) -> str:
        """What changes when it does, without reading it where it lies on disk."""
        if self.path is None:
            return hashlib.sha256(self.data or b"").hexdigest()
        try:
            known = self.path.stat()
        except OSError as error:
            raise _unreadable(error) from error
        return f"{known.st_size}-{known.st_mtime_ns}"

    @property
    def ending(self) -> str:
        """The ending of its name, in small letters, with the dot."""
        last = self.name.rsplit("!", 1)[-1].rsplit("/", 1)[-1]
        return "." + last.rsplit(".", 1)[-1].lower() if "." in last else ""

    def inside(self, name: str, data: bytes, *, position: int | None = None) -> Found:
        """A file that lies in this one."""
        return Found(
            f"{self.name}!{name}", None, data, True, self.file or self.name, position, self.depth + 1,
            retrieved=self.retrieved, address=self.address, budget=self.budget,
        )  # fmt: skip


def _unreadable(error: OSError) -> ReportFailed:
    match error:
        case FileNotFoundError():
            return ReportFailed("no such file", hint="Check the name.")
        case PermissionError():
            return ReportFailed("no permission to read it", hint="Check who owns the file (ls -l).")
        case IsADirectoryError():
            return ReportFailed("a folder, not a file", hint="Name the folder itself to read all in it.")
    return ReportFailed(f"cannot be read: {error.strerror or error}", hint="Check the disk or the share.")
