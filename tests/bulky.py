"""Helps for tests of reading in bulk: an engine without processes, inputs good and bad, and what came out, in short."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from onrecord.bulk.engine import Run
from onrecord.bulk.place import Place
from onrecord.bulk.plan import Job
from onrecord.bulk.shape import rows_of
from onrecord.bulk.work import Part, Worker
from onrecord.crew import Hand
from onrecord.export import json_lines
from onrecord.model import Failure, Reading
from onrecord.run import Care, Given, read_many
from tests.arrive import BODY, OTHER, written

HALF = "The rebels' envoy said “we refuse\udce9 to sign”, the ministry said on Friday. Talks collapsed in Geneva."
GERMAN = "Die Minister trafen sich am Dienstag in Wien und einigten sich nicht auf einen Waffenstillstand."


class Here(Hand):
    """Does in this process what a hand does in another."""

    def ask(self, work: Callable[..., Any], *arguments: Any, seconds: float) -> Any:
        return work(*arguments)


def here(job: Job, parcels: Sequence[str]) -> Iterator[Part]:
    """An engine of one worker in this process."""
    worker = Worker(job, Here())
    for parcel in parcels:
        yield worker.read(parcel)


def bulk(source: Path | str, output: Path | str, *, again: bool = False, engine: Any = here, **asked: Any) -> Run:
    """Read all of an input in small partitions."""
    job = Job(str(source), str(output), **{"reader": "rules", "rows": 3, **asked})
    run = Run(job, again=again)
    list(run.read(run.plan(lambda name, words: None, lambda reports: None), engine))
    return run


def rows(output: Path | str, kind: str) -> list[dict[str, Any]]:
    """All rows of a kind, in the order of the input."""
    place = Place(str(output))
    found = [row for name in sorted(place.names(kind)) for row in rows_of(place.read(f"{kind}/{name}"))]
    return sorted(found, key=lambda row: (row["number"], row.get("line", 0)))


def told(output: Path | str) -> list[tuple[str, list[str] | str]]:
    """What came of every report, in order: its lines as they are printed, or why there are none."""
    reports, lines = rows(output, "reports"), rows(output, "entries")
    found: list[tuple[int, str, list[str] | str]] = []
    for row in reports:
        own = [line["body"] for line in lines if line["name"] == (row["same_as"] or row["name"])]
        found.append((row["number"], row["name"], own))
    found += [(row["number"], row["name"], row["why"]) for row in rows(output, "failures")]
    return [(name, what) for _, name, what in sorted(found, key=lambda at: at[0])]


def as_read(source: Path, **given: Any) -> list[tuple[str, list[str] | str]]:
    """What reading without an engine says of the same input."""
    found: list[tuple[str, list[str] | str]] = []
    for item in read_many([str(source)], given=Given(**given), reader="rules", care=Care(apart=True)):
        if isinstance(item, Failure):
            found.append((item.name, item.why))
        elif isinstance(item, Reading):
            found.append((item.report.original.name, list(json_lines(item.entries))))
    return found


def line(text: str, **fields: Any) -> str:
    """A line of a file of JSON lines."""
    return json.dumps({"text": text, **fields}) + "\n"


def mixed(folder: Path) -> Path:
    """A folder of good and bad reports, of which some are the same."""
    from tests import makefiles as make

    written(folder, "a.txt", f"A headline\n\nVIENNA, March 3, 2026 - {BODY}")
    written(folder, "2026-04-01 b.txt", OTHER)
    written(folder, "2026-04-02 b.txt", OTHER)
    written(folder, "c.html", f"<html><body><h1>Talks</h1><p>{BODY}</p><p>{OTHER}</p></body></html>")
    written(folder, "d.txt", GERMAN)
    written(folder, "e.txt", b"\xff\xfe\x00\x01 no text at all \x00\x00")
    written(folder, "empty.txt", "")
    written(folder, "half.txt", HALF.encode("utf-8", "surrogatepass"))
    written(folder, "picture.png", b"\x89PNG\r\n\x1a\n" + bytes(40))
    rows = [line(BODY, id="one", date="2026-03-04", outlet="North Wire"), line(OTHER, id="two")]
    rows += [line(BODY, id="copy", date="2026-03-04", outlet="South Press"), line(BODY, id="later", date="2026-05-01")]
    rows += ["{broken\n", line(OTHER, id="two"), line("", id="none"), line(HALF, id=7), '["a list"]\n']
    written(folder, "wire.jsonl", "".join(rows))
    written(folder, "z.zip", make.packed({"in.txt": OTHER.encode(), "more.txt": f"{OTHER} {BODY}".encode()}))
    return folder


def command(*words: str, **environ: str) -> subprocess.Popen[str]:
    """The command, begun in a process group of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "onrecord.cli", *words],
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
        env={**os.environ, **environ},
    )


def kill(process: subprocess.Popen[str]) -> None:
    """End a command at once, with all that it has begun."""
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def until(fits: Callable[[], bool], seconds: float = 120) -> None:
    """Wait until something is so."""
    end = time.monotonic() + seconds
    while not fits():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.05)
