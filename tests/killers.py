"""PDF files that kill, hang or fill what decodes them: their processes are told so by a module that Python loads first."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests import makefiles as make
from tests.arrive import BODY

FIRST = """
import os, pypdf, signal, time
Real = pypdf.PdfReader

def reader(stream):
    data = stream.getvalue()
    if b"%%SEGV" in data:
        os.kill(os.getpid(), signal.SIGSEGV)
    if b"%%HANG" in data:
        time.sleep(600)
    if b"%%FULL" in data:
        bytearray(8 * 1024**3)
    return Real(stream)

pypdf.PdfReader = reader
"""


def arm(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """From now on, processes that are started die of the files that `killer` makes."""
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(FIRST)
    before = os.environ.get("PYTHONPATH")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(folder), *([before] if before else [])]))


def killer(how: str, words: str = BODY) -> bytes:
    """A PDF file that does what its name says: SEGV, HANG or FULL."""
    return make.pdf([make.column(words)]) + f"\n%%{how}\n".encode()
