"""A text for scans, by ocrmypdf (and tesseract under it) where that is installed: a program of its own, within a time."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from onrecord.errors import ReportFailed

SECONDS = 900.0
LARGEST = 512 * 1024 * 1024
OPTIONS = "--force-ocr --quiet --output-type pdf --optimize 0 --jobs 1 --language eng".split()


class Scan(ReportFailed):
    """Pictures of pages, without a text layer."""

    def __init__(self) -> None:
        super().__init__(
            "a scan: pictures of pages, without a text layer",
            hint="Read it with --ocr (needs ocrmypdf), or give it one yourself: ocrmypdf IN.pdf OUT.pdf",
        )


@dataclass(frozen=True, slots=True)
class Recognised:
    """A PDF file that was given a text layer, by which program, and on which pages where not on all."""

    data: bytes
    by: str
    pages: tuple[int, ...] = ()


def in_words(pages: Sequence[int]) -> str:
    """Numbers of pages as people write them.

    >>> in_words((1, 4, 5, 6, 9)), in_words((7,))
    ('pages 1, 4-6, 9', 'page 7')
    """
    return ("page " if len(pages) == 1 else "pages ") + ", ".join(_runs(pages))


def _runs(pages: Sequence[int]) -> list[str]:
    runs: list[list[int]] = []
    for page in pages:
        if runs and runs[-1][-1] == page - 1:
            runs[-1].append(page)
        else:
            runs.append([page])
    return [f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs]


def recognised(data: bytes, pages: Sequence[int] = (), *, seconds: float = SECONDS) -> Recognised:
    """The file with a text layer on its scanned pages, all where none are named; ReportFailed says what stands in the way.

    What stands on these pages is read as a picture as well, so that a stamp on a scan does not pass for its text.
    """
    program = shutil.which("ocrmypdf")
    if program is None:
        raise ReportFailed(
            "a scan, and ocrmypdf is not installed",
            hint="Install it (for example: apt install ocrmypdf, or brew install ocrmypdf), then run this again.",
        )
    with tempfile.TemporaryDirectory(prefix="onrecord-") as folder:
        before, after = Path(folder) / "in.pdf", Path(folder) / "out.pdf"
        before.write_bytes(data)
        try:
            done = subprocess.run(
                [program, *OPTIONS, *(["--pages", ",".join(_runs(pages))] if pages else []), str(before), str(after)],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=seconds,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise ReportFailed(
                f"a scan for which ocrmypdf took longer than {seconds:.0f} seconds", hint="Split it first."
            ) from error
        except OSError as error:
            raise ReportFailed(
                f"ocrmypdf cannot be run: {error.strerror}", hint="Try it by hand: ocrmypdf -v"
            ) from error
        if done.returncode or not after.is_file():
            said = done.stderr.decode("utf-8", "replace").replace(folder + "/", "").strip().splitlines()
            why = said[-1][:200] if said else f"exit status {done.returncode}"
            raise ReportFailed(
                f"a scan that ocrmypdf cannot read: {why}", hint="Try it by hand: ocrmypdf IN.pdf OUT.pdf"
            )
        if after.stat().st_size > LARGEST:
            raise ReportFailed("a scan that ocrmypdf makes too large", hint="Split it first.")
        return Recognised(after.read_bytes(), f"ocrmypdf/{_version(program)}", tuple(pages))


@cache
def _version(program: str) -> str:
    try:
        said = subprocess.run(
            [program, "--version"], stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return "unknown"
    return (said.stdout.decode("utf-8", "replace").split() or ["unknown"])[-1][:30]
