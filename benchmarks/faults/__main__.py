"""Runs the faults: python -m benchmarks.faults [NAMES …] [--only GROUP] [--list]."""

from __future__ import annotations

import argparse
import os
import re
import shutil
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path
from tempfile import mkdtemp

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.faults.ground import FAULTS, UNTOLD, Base, Fault, Ground, NotRun  # noqa: E402
from benchmarks.faults.same import content, differences  # noqa: E402

GROUPS = ("inputs", "partitions", "disk", "kills", "twice", "clocks", "whole", "store", "server", "cluster")
SHOWN = 110


def registered() -> list[Fault]:
    """All faults, group by group."""
    for group in GROUPS:
        import_module(f"benchmarks.faults.{group}")
    return sorted(FAULTS, key=lambda one: GROUPS.index(one.group))


def outcome(one: Fault, base: Base) -> tuple[str, str]:
    """Do it: what is wrong, or nothing, and what the user was told."""
    ground = Ground(base, one.name)
    try:
        told = " ".join(one.work(ground).split())
        return "; ".join(wrong_with(one, told, ground)), shown(one, told)
    finally:
        ground.close()


def wrong_with(one: Fault, told: str, ground: Ground) -> Iterator[str]:
    """What was not told, what should not have been, and what the record has otherwise."""
    if re.search(one.says, told) is None:
        yield f"not told {one.says!r}"
    if (untold := UNTOLD.search("\n".join(ground.heard))) is not None:
        yield f"told {untold[0]!r}"
    expected = ground.expected if ground.expected is not None else ground.base.content
    if odd := differences(content(ground.record), expected):
        yield odd


def shown(one: Fault, told: str) -> str:
    """The words around those that had to be told."""
    said = re.search(one.says, told)
    begin = max(0, said.start() - SHOWN // 2) if said is not None and said.end() > SHOWN else 0
    return told[begin : begin + SHOWN]


def run(faults: list[Fault], base: Base) -> int:
    """Do them all and print a line for each, and a total; 1 where any differs."""
    count, missing = Counter[str](), dict[str, str]()
    for one in faults:
        begin = time.monotonic()
        wrong, told = "", ""
        if one.group in missing:
            count["not run"] += 1
            continue
        try:
            wrong, told = outcome(one, base)
        except NotRun as why:
            print(f"{one.group:10s} {one.name}: not run: {why}", flush=True)
            count["not run"] += 1
            if str(why).endswith("not installed"):
                missing[one.group] = str(why)
            continue
        except Exception as error:
            wrong = " ".join(f"{type(error).__name__}: {error}".split())[:400]
        count["different" if wrong else "same"] += 1
        word = f"DIFFERENT ({wrong})" if wrong else "same"
        print(f"{one.group:10s} {one.what} → “{told}” {word} {time.monotonic() - begin:.1f} s [{one.name}]", flush=True)
    done = count["same"] + count["different"]
    words = "nothing lost, nothing doubled" if not count["different"] else f"{count['different']} differ"
    not_run = f"; {count['not run']} not run: {', '.join(missing) or 'see above'}" if count["not run"] else ""
    print(f"{count['same']} of {done}: {words}{not_run}")
    return int(count["different"] > 0 or done == 0)


def main() -> int:
    """Choose, run, tidy."""
    asked = argparse.ArgumentParser(prog="python -m benchmarks.faults")
    asked.add_argument("names", nargs="*", metavar="NAME", help="faults, by what stands in brackets")
    asked.add_argument("--only", choices=GROUPS, action="append", help="a group of them")
    asked.add_argument("--list", action="store_true", help="name them and do nothing")
    chosen = asked.parse_args()
    faults = [one for one in registered() if not chosen.only or one.group in chosen.only]
    if odd := sorted(set(chosen.names) - {one.name for one in faults}):
        asked.error(f"no fault is called {', '.join(odd)}; --list names them")
    if chosen.names:
        faults = [one for one in faults if one.name in chosen.names]
    if chosen.list:
        print("\n".join(f"{one.group:10s} {one.name}: {one.what}" for one in faults))
        return 0
    folder = Path(mkdtemp(prefix="onrecord-faults-"))
    os.environ.pop("ONRECORD_RECORD", None)
    # ended from outside, too, it leaves nothing running
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        with ExitStack() as closing:
            return run(faults, Base(folder, closing))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
