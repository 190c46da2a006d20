"""Finds the files that the words on a command line mean, each once, in a stable order."""

from __future__ import annotations

import glob
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from onrecord.errors import ReportFailed
from onrecord.model import Failure

ENDINGS = frozenset({".txt", ".text", ".md", ".markdown", ".html", ".htm", ".xhtml"})
LARGEST = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Found:
    """One file to read (or what stood on standard input, `path` None then)."""

    name: str
    path: Path | None = None
    data: bytes | None = None

    def load(self) -> bytes:
        """Its bytes; ReportFailed names what stands in the way."""
        if self.path is None:
            return self.data or b""
        try:
            size = self.path.stat().st_size
            if size > LARGEST:
                raise ReportFailed(
                    f"too large ({size // 1_000_000} MB)", hint="Onrecord reads reports, not archives; split it first."
                )
            return self.path.read_bytes()
        except FileNotFoundError as error:
            raise ReportFailed("no such file", hint="Check the name.") from error
        except PermissionError as error:
            raise ReportFailed("no permission to read it", hint="Check who owns the file (ls -l).") from error
        except IsADirectoryError as error:
            raise ReportFailed("a folder, not a file", hint="Name the folder itself to read all in it.") from error
        except OSError as error:
            raise ReportFailed(
                f"cannot be read: {error.strerror or error}", hint="Check the disk or the share."
            ) from error


def find(arguments: Sequence[str], *, stdin: BinaryIO | None = None) -> Iterator[Found | Failure]:
    """Every file once, folders sorted; what cannot be found is named as a failure and the rest go on."""
    seen: set[Path] = set()
    for argument in arguments:
        if argument == "-":
            yield Found("-", None, stdin.read() if stdin is not None else b"")
            continue
        for item in _expand(argument):
            if isinstance(item, Failure):
                yield item
                continue
            known = item.resolve()
            if known not in seen:
                seen.add(known)
                yield Found(str(item), item)


def _expand(argument: str) -> Iterator[Path | Failure]:
    path = Path(argument)
    try:
        if path.is_dir():
            inside = [p for p in sorted(path.rglob("*")) if _is_report(p, path)]
            if not inside:
                yield Failure(argument, "no reports in this folder", "Onrecord reads " + " ".join(sorted(ENDINGS)))
            yield from inside
        elif path.exists() or path.is_symlink():
            yield path
        elif glob.has_magic(argument):
            matches = sorted(Path(m) for m in glob.glob(argument, recursive=True))  # noqa: PTH207
            if not matches:
                yield Failure(argument, "nothing matches this pattern", "Check the pattern, or quote it for the shell.")
            for match in matches:
                if match.is_file():
                    yield match
        else:
            yield Failure(argument, "no such file or folder", "Check the name.")
    except OSError as error:
        yield Failure(argument, f"cannot be opened: {error.strerror or error}", "Check the name and permissions.")


def _is_report(path: Path, root: Path) -> bool:
    parts = path.relative_to(root).parts
    return path.suffix.lower() in ENDINGS and not any(part.startswith(".") for part in parts) and path.is_file()
