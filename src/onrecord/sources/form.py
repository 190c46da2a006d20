"""What a source is: a form of file in which reports lie, how it is known, and how they are taken out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from onrecord.errors import ReportFailed
from onrecord.model import Arrival, Failure, Fetched
from onrecord.sources.found import Found


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file named on the command line may unpack to, so that no archive fills disk or memory."""

    total: int = 4 * 1024**3
    count: int = 200_000
    depth: int = 4
    ratio: int = 200
    # small things may shrink as much as they like
    free: int = 4 * 1024**2


def _untold(name: str, words: str) -> None:
    """Nobody wants to know."""


def _undecoded(data: bytes) -> str | None:
    return None


Opened = Callable[[Found], Iterator[Arrival | Failure | Fetched | Found]]


def _unasked(found: Found, opened: Opened) -> Iterator[Arrival | Failure | Fetched | Found]:
    raise ReportFailed(
        "an address of the web, and nothing is fetched without --online",
        hint="Add --online, or save it and name the file.",
    )


@dataclass(frozen=True, slots=True)
class How:
    """How files are opened: within which limits, which column is what, and who hears what was guessed.

    `text_of` gives the text of a document (RTF, DOCX) in which a source looks for several reports; None when it is none.
    `apart` opens a file that holds several reports in another process, where that is wanted. `remote` gives what an address
    has, by way of what opens a file.
    """

    limits: Limits = field(default_factory=Limits)
    columns: Mapping[str, str] = field(default_factory=dict)
    tell: Callable[[str, str], None] = _untold
    text_of: Callable[[bytes], str | None] = _undecoded
    apart: Callable[[Found], Iterator[Arrival | Failure | Fetched | Found]] | None = None
    remote: Callable[[Found, Opened], Iterator[Arrival | Failure | Fetched | Found]] = _unasked


@dataclass(frozen=True, slots=True)
class Source:
    """A form in which one file holds several reports, or one wrapped in something else.

    `fits` looks at a file's first bytes and, where those do not tell, at the file. `reports` gives what lies in it:
    reports, files to open in turn, and failures; it may raise ReportFailed, which names the file. Packages of others add
    theirs under the entry point `onrecord.sources`.
    """

    name: str
    title: str
    kept: str
    lost: str
    fits: Callable[[Found, bytes], bool]
    reports: Callable[[Found, How], Iterator[Arrival | Found | Failure]]


class Exhausted(ReportFailed):
    """An archive unpacks to more than it may; nothing more is taken out of it."""


@dataclass(slots=True)
class Budget:
    """What one file has unpacked to so far."""

    limits: Limits
    size: int = 0
    count: int = 0

    def take(self, size: int) -> None:
        """So much more came out; Exhausted beyond the limits."""
        self.size += size
        self.count += 1
        if self.size > self.limits.total:
            raise Exhausted(
                f"unpacks to more than {self.limits.total // 1024**2:,} MB",
                hint="Unpack it by hand and name the folder.",
            )
        if self.count > self.limits.count:
            raise Exhausted(
                f"holds more than {self.limits.count:,} reports", hint="Split it, or unpack it and name the folder."
            )
