"""Read the bundled reports, show what they say one by one and together, leave a record and a page in demo/."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = Path("src/onrecord/data/examples")
SHOWN = EXAMPLES / "1-harbour-talks.txt"
# thirteen reports on one negotiation
DOSSIER = EXAMPLES / "pass"


def main() -> int:
    """Run the commands a reader of the README would run, each shown before its output."""
    (ROOT / "demo").mkdir(exist_ok=True)
    for words in (
        ["read", str(SHOWN)],
        ["read", str(SHOWN), "--html", "demo/page.html"],
        ["read", str(DOSSIER), "--record", "demo/talks.onrecord"],
        ["status", "--record", "demo/talks.onrecord"],
        ["commitments", "--record", "demo/talks.onrecord"],
        ["disagreements", "--record", "demo/talks.onrecord"],
    ):
        print(f"\n$ onrecord {' '.join(words)}", flush=True)
        status = subprocess.run([Path(sys.executable).parent / "onrecord", *words], cwd=ROOT, check=False).returncode
        if status != 0:
            return status
    print("\nThe record is demo/talks.onrecord: check it against the texts in", DOSSIER)
    print("with docs/following.md. Open demo/page.html in a browser to see one text beside its entries.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
