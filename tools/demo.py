"""Read the bundled reports, print the summary of one, leave a record and a page in demo/."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REPORTS = Path("src/onrecord/data/examples")
SHOWN = REPORTS / "1-harbour-talks.txt"


def main() -> int:
    """Run the commands a reader of the README would run, each shown before its output."""
    (ROOT / "demo").mkdir(exist_ok=True)
    for words in (
        ["read", str(SHOWN)],
        ["read", str(REPORTS), "--record", "demo/talks.onrecord"],
        ["read", str(SHOWN), "--html", "demo/page.html"],
        ["entries", "--record", "demo/talks.onrecord", "--form", "verbal"],
    ):
        print(f"\n$ onrecord {' '.join(words)}", flush=True)
        status = subprocess.run([Path(sys.executable).parent / "onrecord", *words], cwd=ROOT, check=False).returncode
        if status != 0:
            return status
    print("\nThe record is demo/talks.onrecord; open demo/page.html in a browser to see the text beside its entries.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
