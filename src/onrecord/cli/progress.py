"""A progress bar for anything over two seconds, on a terminal only."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    import rich.progress

    from onrecord.sources import Found

PATIENCE = 2.0


class Progress:
    """Counts reports, and shows the count on standard error once it takes longer than people wait without a word.

    `quiet` keeps it away, as when results run over the same terminal; `unit`: what is counted; `files` counts the files
    that are to be opened, so that the time left can be told by those that were.
    """

    def __init__(self, *, quiet: bool = False, unit: str = "reports", files: Callable[[], int] | None = None) -> None:
        self._unit = unit
        self._files = files
        self._opened = 0
        self._quiet = quiet or not sys.stderr.isatty()
        self._start = time.monotonic()
        self._count = 0
        self._total = 0
        self._bar: rich.progress.Progress | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def opened(self, found: Found) -> bool:
        """One file more is opened; True, for it is to be read."""
        self._opened += 1
        return True

    def advance(self) -> None:
        """One report more is through."""
        self._count += 1
        self.at("reading", self._count, None)

    def _pace(self) -> str:
        """How many a second, and how long it will take for the files that are left."""
        taken = time.monotonic() - self._start
        if not self._count:
            return ""
        words = f"{self._count / taken:.1f}/s"
        if self._total and self._opened:
            left = round(taken * (self._total - self._opened) / self._opened)
            words += f", {in_words(left)} left"
        return words

    def at(self, what: str, done: int, of: int | None) -> None:
        """So much of something is done, of so much where that is known."""
        if self._quiet or time.monotonic() - self._start < PATIENCE:
            return
        if self._bar is None:
            self._bar = _bar()
            self._total = self._files() if self._files is not None else 0
            self._bar.add_task(what, total=of, words="")
            self._bar.start()
        words = f"{done} {self._unit.removesuffix('s') if done == 1 else self._unit} {self._pace()}"
        if self._total:
            done, of = self._opened, max(self._total, self._opened)
        self._bar.update(self._bar.task_ids[0], description=what, completed=done, total=of, words=words.strip())


def in_words(seconds: int) -> str:
    """A time as people say it.

    >>> in_words(42), in_words(170), in_words(7300)
    ('42 s', '3 min', '2 h 2 min')
    """
    if seconds < 100:
        return f"{seconds} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"


def _bar() -> rich.progress.Progress:
    # rich is slow to load, and most runs need none of it
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[words]}"),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    )
