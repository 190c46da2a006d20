"""Finds the files that the words on a command line mean, each once, in a stable order."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from onrecord.model import Failure
from onrecord.sources.found import LARGEST, Found
from onrecord.sources.library import ENDINGS as LIBRARIES
from onrecord.sources.library import attached

# what browsers call the folder beside a page saved whole: pictures, styles and scripts of the page
FURNITURE = ("_files", ".files", "_fichiers", "_Dateien", "_archivos")
# and records the one beside them
ORIGINALS = "-originals"
PAGES = (".html", ".htm", ".xhtml")


def find(arguments: Sequence[str], *, stdin: BinaryIO | None = None) -> Iterator[Found | Failure]:
    """Every file once, folders sorted; what cannot be found is named as a failure and the rest go on.

    Which of them are reports is told by their content, when they are opened.
    """
    # as strings, which take a fraction of what paths do: there may be many
    seen: set[str] = set()
    asked: set[str] = set()
    for argument in arguments:
        if argument == "-":
            data = stdin.read(LARGEST + 1) if stdin is not None else b""
            if len(data) > LARGEST:
                yield Failure("-", f"more than {LARGEST // 1024**2} MB", "Save it to a file, and name that.")
            else:
                yield Found("-", None, data)
            continue
        for item in _expand(argument):
            if isinstance(item, Failure | Found):
                if isinstance(item, Failure) or item.name not in asked:
                    yield item
                asked |= set() if isinstance(item, Failure) else {item.name}
                continue
            path, real, walked = item
            if real not in seen:
                seen.add(real)
                yield Found(plain(str(path)), path, walked=walked)


def plain(name: str) -> str:
    """A name that can be kept: bytes of it that are no UTF-8 are written out.

    >>> plain("caf\\udce9.txt")
    'caf\\\\xe9.txt'
    """
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def is_address(argument: str) -> bool:
    """Whether a word on the command line is an address of the web.

    >>> is_address("https://wire.example/feed.xml"), is_address("feeds/wire.xml")
    (True, False)
    """
    return argument.strip().lower().startswith(("http://", "https://"))


def _expand(argument: str) -> Iterator[tuple[Path, str, bool] | Found | Failure]:
    if is_address(argument):
        yield Found(argument.strip(), remote=True)
        return
    path = Path(argument)
    try:
        if path.is_dir():
            yield from _inside(argument, path)
        elif path.exists() or path.is_symlink():
            yield path, os.path.realpath(path), False
        elif glob.has_magic(argument):
            matches = sorted(Path(m) for m in glob.glob(argument, recursive=True))  # noqa: PTH207
            if not matches:
                yield Failure(argument, "nothing matches this pattern", "Check the pattern, or quote it for the shell.")
            for match in matches:
                if match.is_file():
                    yield match, os.path.realpath(match), False
        else:
            yield Failure(argument, "no such file or folder", "Check the name.")
    except (OSError, ValueError) as error:
        why = error.strerror or error if isinstance(error, OSError) else error
        yield Failure(plain(argument), f"cannot be opened: {why}", "Check the name and permissions.")


def _inside(argument: str, root: Path) -> Iterator[tuple[Path, str, bool] | Failure]:
    nothing = True
    for item in _walk(root, root.resolve(), os.path.realpath(root)):
        nothing = nothing and isinstance(item, Failure) and item.aside
        yield item if isinstance(item, Failure) else (*item, True)
    if nothing:
        yield Failure(argument, "no reports in this folder", "Name the folder in which the reports lie.")


def _walk(
    folder: Path, root: Path, real: str, claimed: frozenset[Path] = frozenset()
) -> Iterator[tuple[Path, str] | Failure]:
    """Everything below a folder but hidden files, and where it really lies; links are followed to files inside the folder only.

    `real`: where the folder really lies, so that not every file needs to be looked up.
    """
    try:
        inside = sorted(os.scandir(folder), key=lambda e: e.name)
    except OSError as error:
        yield Failure(
            plain(str(folder)), f"cannot be opened: {error.strerror or error}", "Check who owns the folder (ls -ld)."
        )
        return
    names = {entry.name.lower() for entry in inside}
    exports = [
        folder / entry.name
        for entry in inside
        if entry.name.lower().endswith(LIBRARIES) and entry.is_file(follow_symlinks=False)
    ]
    if exports:
        # what an export of a library names is read with it
        claimed = claimed.union(*map(attached, exports))
    for entry in inside:
        path = folder / entry.name
        if entry.name.startswith("."):
            continue
        try:
            if entry.is_dir(follow_symlinks=False):
                if _is_furniture(entry.name, names):
                    yield Failure(plain(str(path)), "the furniture of a saved page", skipped=True, aside=True)
                elif entry.name.endswith(ORIGINALS) and entry.name.removesuffix(ORIGINALS).lower() in names:
                    yield Failure(plain(str(path)), "the originals that a record keeps", skipped=True, aside=True)
                else:
                    yield from _walk(path, root, f"{real}{os.sep}{entry.name}", claimed)
            elif entry.is_symlink():
                yield from _link(path, root)
            elif entry.is_file():
                if path not in claimed:
                    yield path, f"{real}{os.sep}{entry.name}"
            else:
                yield Failure(plain(str(path)), "no regular file (a pipe or device)", skipped=True, aside=True)
        except OSError as error:
            yield Failure(plain(str(path)), f"cannot be opened: {error.strerror or error}", "Check the name.")


def _link(path: Path, root: Path) -> Iterator[tuple[Path, str] | Failure]:
    try:
        target = path.resolve(strict=True)
    except (OSError, RuntimeError):
        yield Failure(plain(str(path)), "a link that leads nowhere, or in a circle", skipped=True, aside=True)
        return
    if target.is_file() and target.is_relative_to(root):
        yield path, str(target)
    else:
        why = "a link to a folder" if target.is_dir() else "a link out of the folder"
        yield Failure(plain(str(path)), why, "Name what it leads to, to read that.", skipped=True, aside=True)


def _is_furniture(name: str, beside: set[str]) -> bool:
    stem = next((name[: -len(end)] for end in FURNITURE if name.endswith(end)), None)
    return stem is not None and any(stem.lower() + end in beside for end in PAGES)
