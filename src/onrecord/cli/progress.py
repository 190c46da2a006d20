"""A progress bar for anything over two seconds, on a terminal only."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    import rich.progress

PATIENCE = 2.0


class Progress:
    """Counts reports, and shows the count on standard error once it takes longer than people wait without a word.

    `quiet` keeps it away, as when results run over the same terminal; `unit`: what is counted.
    """

    def __init__(self, *, quiet: bool = False, unit: str = "reports") -> None:
        self._unit = unit
        self._quiet = quiet or not sys.stderr.isatty()
        self._start = time.monotonic()
        self._count = 0
        self._bar: rich.progress.Progress | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def advance(self) -> None:
        """One report more is through."""
        self._count += 1
        self.at("reading", self._count, None)

    def at(self, what: str, done: int, of: int | None) -> None:
        """So much of something is done, of so much where that is known."""
        if self._quiet or time.monotonic() - self._start < PATIENCE:
            return
        if self._bar is None:
            self._bar = _bar(self._unit)
            self._bar.add_task(what, total=of)
            self._bar.start()
        self._bar.update(self._bar.task_ids[0], description=what, completed=done, total=of)


def _bar(unit: str) -> rich.progress.Progress:
    # rich is slow to load, and most runs need none of it
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed} " + unit),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    )
