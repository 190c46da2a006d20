"""Put today's output and figures into README.md, between what is written by hand. `--check` only compares."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from onrecord.export import as_text, summary
from onrecord.pipeline import read

ROOT = Path(__file__).resolve().parent.parent
SHOWN = "src/onrecord/data/examples/3-border-mechanism.txt"


def with_output(text: str) -> str:
    """The README with the summary of the shown example as it is printed today."""
    printed = as_text(summary(read(ROOT / SHOWN)), width=96).replace(str(ROOT) + "/", "")
    return re.sub(
        rf"(`\.venv/bin/onrecord read {re.escape(SHOWN)}` prints:\n\n```\n).*?(\n```)",
        lambda m: m[1] + printed + m[2],
        text,
        flags=re.S,
    )


def main() -> int:
    """Write README.md, or with --check say whether its output is stale."""
    path = ROOT / "README.md"
    text = path.read_text(encoding="utf-8")
    renewed = with_output(text)
    if "--check" in sys.argv:
        if renewed != text:
            print("README.md shows other output than today's; renew it with: python tools/readme.py", file=sys.stderr)
        return int(renewed != text)
    path.write_text(renewed, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
