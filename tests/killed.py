"""Kills a run of `onrecord read` at random moments, goes on, and compares the record with that of a run left alone."""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

from tests.pages.make import articles, pages

FILES = 40


def tree(folder: Path, files: int = FILES) -> Path:
    """A folder of short reports, pages among them."""
    folder.mkdir()
    for n, (title, paragraphs, day) in enumerate(articles()[:files]):
        text = f"{title}\n\n{day}\n\n" + "\n\n".join(paragraphs[:3])
        (folder / f"{n:03}.txt").write_text(text, encoding="utf-8")
    for n, page in enumerate(pages()):
        if n % 12 == 0 and n < 2 * files:
            (folder / page.name).write_bytes(page.data)
    return folder


def start(folder: Path, record: Path) -> subprocess.Popen[bytes]:
    """A run that goes on where the last one ended."""
    words = ["read", str(folder), "--record", str(record), "--reader", "rules"]
    return subprocess.Popen(
        [sys.executable, "-m", "onrecord.cli", *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def content(record: Path) -> dict[str, list[str]]:
    """All rows of a record but the moments at which they were written."""
    connection = sqlite3.connect(record)
    tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    found = {}
    for table in tables:
        if table.startswith(("texts_", "sqlite_")):
            continue
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        kept = [f'"{c}"' for c in columns if not c.endswith("_at")]
        rows = connection.execute(f"SELECT {', '.join(kept) or '1'} FROM {table}")
        found[table] = sorted(map(repr, rows))
    connection.close()
    return found


def survivors(folder: Path, moments: int, seed: int = 1, files: int = FILES) -> tuple[int, int]:
    """How many runs it took to kill so many before their end, and after how many of these the record was not the same."""
    chance = random.Random(seed)
    source = tree(folder / "in", files)
    begin = time.monotonic()
    start(source, folder / "whole.onrecord").wait()
    whole, taken = content(folder / "whole.onrecord"), time.monotonic() - begin
    runs = hit = other = 0
    while hit < moments:
        record, runs = folder / f"killed-{runs}.onrecord", runs + 1
        begin = time.monotonic()
        run = start(source, record)
        try:
            run.wait(chance.uniform(0.2, 1.0) * taken)
            # the machine is faster now: later moments would come after the end
            taken = time.monotonic() - begin
            continue
        except subprocess.TimeoutExpired:
            run.send_signal(signal.SIGKILL)
            run.wait()
            hit += 1
        assert start(source, record).wait() == 0
        other += content(record) != whole
    return runs, other
