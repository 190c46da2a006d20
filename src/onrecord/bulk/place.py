"""A folder on disk or in an object store: files in it are read, and written whole or not at all."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from onrecord.errors import RunStopped

T = TypeVar("T")
# a call that a store did not answer well is made so often, after waits that double
TRIES, WAIT = 6, 0.2


def is_remote(where: str) -> bool:
    """Whether a place is in an object store: its address names the kind of store, as s3:// does.

    >>> is_remote("s3://talks/read"), is_remote("talks/read")
    (True, False)
    """
    return "://" in where


@dataclass(frozen=True, slots=True)
class Thing:
    """A file in a place: its name from there, its size, and what changes when it does."""

    name: str
    size: int
    stamp: str


class Place:
    """A folder by its path or address. What a store needs to be reached stands in the environment (AWS_ENDPOINT_URL, …)."""

    def __init__(self, where: str) -> None:
        self.where = where.rstrip("/") if is_remote(where) else str(Path(where).resolve())
        self._store: Any = None
        self._path = self.where

    def read(self, name: str) -> bytes:
        """The bytes of a file; FileNotFoundError where there is none."""
        if not self.is_remote:
            with _told(f"Cannot read {self.of(name)}"):
                return Path(self.of(name)).read_bytes()

        def ask() -> bytes:
            with self._asked().open_input_stream(f"{self._path}/{name}") as stream:
                return bytes(stream.read())

        return self._patiently(ask, f"Cannot read {self.of(name)}")

    def fetch(self, name: str, target: Path) -> None:
        """Copy a file of a store onto the disk, piece by piece."""

        def ask() -> None:
            with self._asked().open_input_stream(f"{self._path}/{name}") as stream, target.open("wb") as out:
                while piece := stream.read(8 * 1024 * 1024):
                    out.write(piece)

        self._patiently(ask, f"Cannot fetch {self.of(name)}")

    def write(self, name: str, data: bytes) -> None:
        """Put a file there, in place of what had its name: whole, or not at all."""
        if self.is_remote:

            def ask() -> None:
                with self._asked().open_output_stream(f"{self._path}/{name}") as stream:
                    stream.write(data)

            self._patiently(ask, f"Cannot write {self.of(name)}")
            return
        target = Path(self.of(name))
        made: str | None = None
        with _told(f"Cannot write {target}"):
            try:
                target.parent.mkdir(parents=True, exist_ok=True)
                handle, made = tempfile.mkstemp(dir=target.parent, prefix=".")
                with os.fdopen(handle, "wb") as stream:
                    stream.write(data)
                    stream.flush()
                    os.fsync(stream.fileno())
                Path(made).replace(target)
            except BaseException:
                if made is not None:
                    Path(made).unlink(missing_ok=True)
                raise

    def things(self, folder: str = "") -> list[Thing]:
        """All files below a folder, by name; those that begin with a dot are left out."""
        found = sorted(self._things(folder), key=lambda thing: thing.name)
        return [thing for thing in found if not any(step.startswith(".") for step in thing.name.split("/"))]

    def thing(self, name: str) -> Thing | None:
        """A file of a store; None where there is none of this name."""
        found = self._patiently(
            lambda: self._asked().get_file_info(f"{self._path_asked()}/{name}"), f"Cannot look at {self.of(name)}"
        )
        return Thing(name, found.size, str(found.mtime_ns)) if found.is_file else None

    def names(self, folder: str) -> set[str]:
        """The names of the files in a folder, without it."""
        return {thing.name.removeprefix(f"{folder}/") for thing in self.things(folder)}

    def drop(self, name: str) -> None:
        """Remove a file; there need be none."""
        if not self.is_remote:
            with _told(f"Cannot remove {self.of(name)}"):
                Path(self.of(name)).unlink(missing_ok=True)
            return

        def ask() -> None:
            try:
                self._asked().delete_file(f"{self._path}/{name}")
            except FileNotFoundError:
                return

        self._patiently(ask, f"Cannot remove {self.of(name)}")

    def of(self, name: str) -> str:
        """A file in there as people and other programs find it."""
        return f"{self.where}/{name}" if name else self.where

    @property
    def is_remote(self) -> bool:
        """Whether it is in an object store."""
        return is_remote(self.where)

    def _things(self, folder: str) -> Iterator[Thing]:
        if not self.is_remote:
            root = Path(self.where)
            for path in (root / folder).rglob("*"):
                if path.is_file():
                    known = path.stat()
                    yield Thing(path.relative_to(root).as_posix(), known.st_size, str(known.st_mtime_ns))
            return
        from pyarrow.fs import FileSelector

        base = f"{self._path_asked()}/{folder}".rstrip("/")
        wanted = FileSelector(base, recursive=True, allow_not_found=True)
        for info in self._patiently(lambda: self._asked().get_file_info(wanted), f"Cannot list {self.of(folder)}"):
            if info.is_file:
                yield Thing(info.path.removeprefix(f"{self._path}/"), info.size, str(info.mtime_ns))

    def _path_asked(self) -> str:
        self._asked()
        return self._path

    def _asked(self) -> Any:
        """The store, connected when it is first asked."""
        if self._store is None:
            from pyarrow import ArrowException
            from pyarrow.fs import FileSystem

            try:
                self._store, self._path = FileSystem.from_uri(self.where)
            except (ArrowException, ValueError) as error:
                raise RunStopped(f"Cannot reach {self.where}: {error}"[:300], hint="See docs/scale.md.") from error
        return self._store

    def _patiently(self, ask: Callable[[], T], what: str) -> T:
        """Ask a store, and again where it fails: stores do now and then."""
        for attempt in range(TRIES):
            try:
                self._asked()
                return ask()
            except FileNotFoundError:
                raise
            except OSError as error:
                if attempt == TRIES - 1:
                    hint = "Check its address, the keys in the environment, and whether the store answers."
                    raise RunStopped(f"{what}: {error}"[:400], hint=hint) from error
                time.sleep(WAIT * 2**attempt)
        raise AssertionError


@contextmanager
def _told(what: str) -> Iterator[None]:
    """What the disk refuses, in words."""
    try:
        yield
    except FileNotFoundError:
        raise
    except OSError as error:
        hint = "Check the disk and the permissions; started again, the run goes on."
        raise RunStopped(f"{what}: {error.strerror or error}", hint=hint) from error


def single(where: str) -> tuple[Place, Thing] | None:
    """The place of one file in an object store, and that file; None where the address is one of a folder.

    >>> single("s3://talks/2026/") is None
    True
    """
    folder, _, name = where.rpartition("/")
    if not name or folder.endswith((":", ":/")):
        return None
    place = Place(folder)
    thing = place.thing(name)
    return (place, thing) if thing is not None else None


__all__ = ["Place", "Thing", "is_remote", "single"]
