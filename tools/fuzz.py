"""Spoil samples of every form for a while, and name what breaks, hangs, or is called a fault of ours.

python tools/fuzz.py SECONDS [SEED]. What it finds goes into tests/badfiles.py as a case. Where atheris is installed
(pip install atheris), half of the time goes to spoiling that is guided by which lines of ours and of pypdf it reaches.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

SLOW = 5.0
FINDINGS = ROOT / "build" / "fuzz"
GUIDED = "--guided"
INSTRUMENTED = ["onrecord.sources", "onrecord.reports", "pypdf", "striprtf"]
LONGEST = 64 * 1024


def main() -> int:
    """Go on for so many seconds; 1 when something was found."""
    seconds, seed = float(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1
    warnings.simplefilter("ignore")
    if GUIDED in sys.argv:
        guided(seconds, seed)
    found = 0
    if find_spec("atheris") is not None:
        seconds /= 2
        command = [sys.executable, __file__, str(seconds), str(seed), GUIDED]
        found += subprocess.run(command, check=False).returncode != 0
    return int(by_chance(seconds, seed) + found > 0)


def by_chance(seconds: float, seed: int) -> int:
    """Cut and overwrite samples anywhere; how many findings."""
    from tests.test_forms_fuzz import SAMPLES, outcome, spoilt

    chance, end, count, found = random.Random(seed), time.monotonic() + seconds, 0, 0
    while time.monotonic() < end:
        form = chance.choice(list(SAMPLES))
        data = SAMPLES[form]
        if chance.random() < 0.1:
            other = SAMPLES[chance.choice(list(SAMPLES))]
            data = data[: chance.randrange(len(data))] + other[chance.randrange(len(other)) :]
        data = spoilt(
            data,
            [
                (chance.random(), chance.choice((0, 1, 1, 2, 8, 200)), chance.randbytes(chance.choice((0, 1, 1, 2, 5))))
                for _ in range(chance.randint(1, 8))
            ],
        )
        count += 1
        found += tried(outcome, data, f"{form}-{seed}-{count}")
    print(f"{count:,} files, {found} findings in {FINDINGS}", file=sys.stderr)
    return found


def guided(seconds: float, seed: int) -> None:
    """Let atheris spoil samples; it ends this process itself, with 1 when something was found."""
    import atheris

    with atheris.instrument_imports(include=INSTRUMENTED):
        from tests.test_forms_fuzz import SAMPLES, outcome
    corpus = FINDINGS / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for form, data in SAMPLES.items():
        (corpus / form).write_bytes(data)
    count, found, end = 0, 0, time.monotonic() + seconds

    def one(data: bytes) -> None:
        nonlocal count, found
        count += 1
        found += tried(outcome, data, f"guided-{seed}-{count}")
        if time.monotonic() > end:
            print(f"{count:,} files, guided, {found} findings in {FINDINGS}", file=sys.stderr, flush=True)
            # what guides it counts in C, and knows no other end
            os._exit(int(found > 0))

    atheris.Setup(
        [sys.argv[0], f"-seed={seed}", f"-max_len={LONGEST}", "-timeout=60", "-verbosity=0", str(corpus)], one
    )
    atheris.Fuzz()


def tried(outcome: Callable[[bytes], list[str]], data: bytes, name: str) -> bool:
    """Whether some bytes break, hang or are called a fault of ours; they are named and kept."""
    start, what = time.monotonic(), ""
    try:
        odd = [line for line in outcome(data) if "cannot be opened:" in line or "cannot be decoded" in line]
        what = odd[0] if odd else ""
    except Exception as error:
        what = f"BROKE {type(error).__name__}: {error}"
    if time.monotonic() - start > SLOW:
        what = f"SLOW {time.monotonic() - start:.0f} s {what}"
    if what:
        FINDINGS.mkdir(parents=True, exist_ok=True)
        (FINDINGS / name).write_bytes(data)
        print(f"{name}: {what[:200]}", flush=True)
    return bool(what)


if __name__ == "__main__":
    sys.exit(main())
