"""What faults stand on: a register of them, what is read without any, and the commands as a user gives them."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any

from tests.arrive import BODY, OTHER
from tests.bulky import line, until
from tests.server import Server, running
from tests.storeproxy import Failing, store

from benchmarks.faults.same import Content, content
from onrecord.model.location import Location

ROOT = Path(__file__).resolve().parent.parent.parent
REPORTS = 11
# reports of a partition; in a transaction of a load, and seconds after each
ROWS, STEP = 2, {"batch": 2, "pause": 0.15}
# what no user may be told
UNTOLD = re.compile(r"Traceback|Something broke|NoneType|pyarrow\.lib|Errno")


class NotRun(Exception):
    """Something is not installed or not allowed here; the words say what."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. `says`: what the user must be told; `work` leaves a record and gives back what was told."""

    group: str
    name: str
    what: str
    says: str
    work: Callable[[Ground], str]


FAULTS: list[Fault] = []
Work = Callable[["Ground"], str]


def fault(group: str, says: str) -> Callable[[Work], Work]:
    """Put a function among the faults: its docstring says what is done."""

    def put(work: Work) -> Work:
        what = (work.__doc__ or "").strip().splitlines()[0].rstrip(".")
        FAULTS.append(Fault(group, work.__name__.replace("_", "-"), what, says, work))
        return work

    return put


@dataclass(frozen=True, slots=True)
class Ended:
    """A command that has ended."""

    status: int
    words: str


class Base:
    """What is made once: an input, what bulk reading makes of it, and records of it, all without a fault."""

    def __init__(self, folder: Path, closing: ExitStack) -> None:
        self.folder, self._closing = folder, closing
        self.source = folder / "in.jsonl"
        texts = [f"{(BODY, OTHER)[n % 2]} Report {n} ends here, Omar Ali said." for n in range(REPORTS)]
        lines = [line(text, id=str(n), date="2026-03-04") for n, text in enumerate(texts)]
        # the same text from another outlet
        lines.insert(7, line(texts[2], id="copy", date="2026-03-04", outlet="South Press"))
        self.source.write_text("".join(lines), encoding="utf-8")

    @cached_property
    def output(self) -> Path:
        """All of it, read in bulk."""
        ended = Ground(self, "base").bulk(output=self.folder / "read")
        assert ended.status == 0, ended.words
        return self.folder / "read"

    @cached_property
    def begun(self) -> Path:
        """A record with the first reports, on which somebody decided and wrote."""
        from onrecord.bulk.loading import _readings, _whole_plan
        from onrecord.bulk.place import Place
        from onrecord.model.decision import Action, Decision, Note, Verdict
        from onrecord.record import open_record

        target, place = self.folder / "begun.onrecord", Place(str(self.output))
        with open_record(target) as record:
            record.put_all(list(islice(_readings(place, _whole_plan(place)), 3)))
            first, second, *_ = record.entries()
            record.judge(Verdict(Action.REJECT, first, "ana", "misread"))
            record.judge(Verdict(Action.ACCEPT, second, "ben"))
            record.note(Note(second.id, "Ask him.", True, "ana"))
            record.decide(Decision("actor", "different", "the government", "the rebels", "ana"))
        return target

    @cached_property
    def record(self) -> Path:
        """That record, with all the others loaded."""
        target = self.folder / "whole.onrecord"
        shutil.copy(self.begun, target)
        ended = Ground(self, "base").load(target, output=self.output)
        assert ended.status == 0, ended.words
        return target

    @cached_property
    def content(self) -> Content:
        """What that record holds."""
        return content(self.record)

    @cached_property
    def store(self) -> Failing:
        """An object store, and what stands before it."""
        from importlib.util import find_spec

        if find_spec("moto") is None or find_spec("flask") is None:
            raise NotRun("a store for tests (moto[server]) is not installed")
        return self._closing.enter_context(store())

    @cached_property
    def server(self) -> Server:
        """A PostgreSQL of its own."""
        found = self._closing.enter_context(running(tcp=True))
        if found is None:
            raise NotRun("PostgreSQL or pg8000 is not installed")
        return found

    @cached_property
    def cluster(self) -> subprocess.Popen[str]:
        """A Ray cluster of two nodes."""
        from importlib.util import find_spec

        if find_spec("ray") is None:
            raise NotRun("ray is not installed")
        words = [sys.executable, str(ROOT / "tests/raynodes.py")]
        pipe = subprocess.PIPE
        nodes = subprocess.Popen(words, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True)
        self._closing.callback(nodes.communicate)
        return nodes

    @cached_property
    def address(self) -> str:
        """Where the cluster is."""
        assert self.cluster.stdout is not None
        return self.cluster.stdout.readline().strip()


class Ground:
    """What one fault works on: a folder of its own, and the commands. `expected`: what its record must hold in the end."""

    def __init__(self, base: Base, name: str) -> None:
        self.base, self.source = base, base.source
        self.folder = base.folder / name
        self.folder.mkdir(exist_ok=True)
        # a folder, or an address in a store
        self.output: Any = self.folder / "out"
        self.record: Location = self.folder / "t.onrecord"
        self.expected: Content | None = None
        self.heard: list[str] = []
        self._begun: list[subprocess.Popen[str]] = []

    def close(self) -> None:
        """End what is still running, where something went wrong before it was waited for."""
        for process in self._begun:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.communicate()
        shutil.rmtree(self.folder, ignore_errors=True)

    # -- what is there ----------------------------------------------------------------------------------------------

    def finished(self) -> Path:
        """What bulk reading made, to be spoilt."""
        target = Path(self.output)
        shutil.copytree(self.base.output, target)
        return target

    def begun(self) -> Path:
        """The record with the first reports, to be read into."""
        assert isinstance(self.record, Path)
        shutil.copy(self.base.begun, self.record)
        return self.record

    def whole(self) -> Path:
        """The record with all of them, in the place of this fault's."""
        assert isinstance(self.record, Path)
        shutil.copy(self.base.record, self.record)
        return self.record

    def fresh(self) -> None:
        """From now on this fault's record is a new one, and what it must hold is what a load makes of nothing."""
        undisturbed = self.folder / "fresh.onrecord"
        self.near(*self.load_words(undisturbed, output=self.base.output))
        self.expected, self.record = content(undisturbed), self.folder / "new.onrecord"

    def held(self) -> int:
        """How many reports this fault's record holds just now; -1 where there is none."""
        from sqlalchemy import text

        from onrecord.errors import RecordError
        from onrecord.record import open_record

        try:
            with open_record(self.record, create=False, read_only=True) as record, record.store.reading() as connection:
                return int(connection.execute(text("SELECT count(*) FROM reports")).scalar_one())
        except RecordError:
            return -1

    def marks(self) -> list[Path]:
        """The marks of finished partitions."""
        return sorted((self.output / "_onrecord" / "done").glob("*.json"))

    # -- commands ---------------------------------------------------------------------------------------------------

    def begin(self, *words: object, steps: dict[str, Any] | None = None, **environ: str) -> subprocess.Popen[str]:
        """A command, begun in a process group of its own; in steps, where a moment of it is to be caught."""
        before = ["onrecord.cli"] if steps is None else ["benchmarks.faults.child", json.dumps(steps)]
        paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
        environ["PYTHONPATH"] = os.pathsep.join([*filter(None, [environ.get("PYTHONPATH")]), *paths])
        process = subprocess.Popen(
            [sys.executable, "-m", *before, *map(str, words)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            env={**os.environ, **environ},
        )
        self._begun.append(process)
        return process

    def ended(self, process: subprocess.Popen[str], seconds: float = 240) -> Ended:
        """Wait for a command; AssertionError where it hangs."""
        try:
            _, words = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            raise AssertionError(f"it hung for {seconds:.0f} seconds") from None
        self.heard.append(words)
        return Ended(process.returncode, words)

    def run(self, *words: object, **options: Any) -> Ended:
        """A command, to its end."""
        return self.ended(self.begin(*words, **options))

    def bulk_words(self, *, output: object = None, source: object = None, workers: int = 1) -> list[str]:
        """The words of bulk reading."""
        words = ["bulk", str(source or self.source), str(output or self.output), "--reader", "rules"]
        return [*words, "--workers", str(workers), "--partition-rows", str(ROWS)]

    def bulk(self, *more: str, output: object = None, source: object = None, **options: Any) -> Ended:
        """Bulk reading, to its end."""
        return self.run(*self.bulk_words(output=output, source=source), *more, **options)

    def load(self, record: Location | None = None, *, output: object = None, **options: Any) -> Ended:
        """A load, to its end."""
        return self.run(*self.load_words(record, output=output), **options)

    def load_words(self, record: Location | None = None, *, output: object = None) -> list[str]:
        """The words of a load."""
        return ["load", str(output or self.output), "--record", str(record or self.record)]

    def near(self, *words: object) -> Ended:
        """A command in this process, which takes a tenth of the time; bulk reading without its engine."""
        import contextlib
        import io
        from unittest.mock import patch

        from tests.bulky import here

        from onrecord.cli.main import main

        told, status = io.StringIO(), 0
        engine = patch("onrecord.bulk.engine.on_daft", lambda workers, ray: here)
        with contextlib.redirect_stderr(told), contextlib.redirect_stdout(io.StringIO()), engine:
            try:
                main([str(word) for word in words])
            except SystemExit as left:
                status = int(left.code or 0)
        self.heard.append(told.getvalue())
        return Ended(status, told.getvalue())

    def goes_on(self) -> str:
        """Read in bulk to the end, load, and say what they told."""
        ended = self.bulk()
        assert ended.status == 0, ended.words
        return ended.words + self.loads()

    def loads(self) -> str:
        """Load into a record that was begun."""
        if self.held() < 0:
            self.begun()
        ended = self.load()
        assert ended.status == 0, ended.words
        return ended.words


def killed(process: subprocess.Popen[str], when: Callable[[], bool], how: int = signal.SIGKILL) -> None:
    """End a command with all that it has begun, once something is so. AssertionError where it ended before."""
    until(lambda: when() or process.poll() is not None)
    assert process.poll() is None, f"it ended before: {process.communicate()[1]}"
    os.killpg(process.pid, how)
    if how == signal.SIGKILL:
        process.communicate()


def below(process: int) -> Iterator[tuple[int, bytes]]:
    """The processes that a process has begun, and those below them, each with its words."""
    children: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(path.read_text().rsplit(")", 1)[1].split()[1])
        except (OSError, ValueError):
            continue
        children.setdefault(parent, []).append(int(path.parent.name))
    todo = list(children.get(process, ()))
    while todo:
        one = todo.pop()
        todo += children.get(one, ())
        try:
            yield one, Path(f"/proc/{one}/cmdline").read_bytes()
        except OSError:
            continue


def wait(seconds: float) -> None:
    """Let something go on for a while."""
    time.sleep(seconds)
