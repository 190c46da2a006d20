"""Spoil samples of every form for a while, and name what breaks, hangs, or is called a fault of ours.

python tools/fuzz.py SECONDS [SEED]. What it finds goes into tests/badfiles.py as a case.
"""

from __future__ import annotations

import random
import sys
import time
import warnings
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.test_forms_fuzz import SAMPLES, outcome, spoilt  # noqa: E402

SLOW = 5.0
FINDINGS = ROOT / "build" / "fuzz"


def main() -> int:
    """Go on for so many seconds; 1 when something was found."""
    seconds, seed = float(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1
    chance, end, count, found = random.Random(seed), time.monotonic() + seconds, 0, 0
    warnings.simplefilter("ignore")
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
        start, what = time.monotonic(), ""
        try:
            odd = [line for line in outcome(data) if "cannot be opened:" in line or "cannot be decoded" in line]
            what = odd[0] if odd else ""
        except Exception as error:
            what = f"BROKE {type(error).__name__}: {error}"
        if time.monotonic() - start > SLOW:
            what = f"SLOW {time.monotonic() - start:.0f} s {what}"
        count += 1
        if what:
            found += 1
            FINDINGS.mkdir(parents=True, exist_ok=True)
            (FINDINGS / f"{form}-{seed}-{count}").write_bytes(data)
            print(f"{form}-{seed}-{count}: {what[:200]}")
    print(f"{count:,} files, {found} findings in {FINDINGS}", file=sys.stderr)
    return int(found > 0)


if __name__ == "__main__":
    sys.exit(main())
