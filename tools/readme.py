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


def with_figures(text: str) -> str:
    """The README with the figures of docs/quality.md on the held-out half."""
    rows = re.findall(
        r"^\| held \| (\d+) \| (\d+) \| (\w+) \| ([\d.]+) \| ([\d.]+) \| ([\d.]+) \| ([\d.]+) to ([\d.]+) \|$",
        (ROOT / "docs" / "quality.md").read_text(encoding="utf-8"),
        flags=re.M,
    )
    found = {level: row for *row, level in ((r[0], r[1], *r[3:], r[2]) for r in rows)}
    reports, entries, precision, recall, f1, low, high = found["entry"]
    words = (
        f"of {entries} entries in {reports} reports it finds {float(recall):.0%}, and {float(precision):.0%} of its lines are among them\n"
        f"(F1 {f1}, 95 % {low} to {high}); with the right actors and speaker F1 is {found['who'][4]}, with every slot right {found['full'][4]}.\n"
    )
    return re.sub(r"(<!-- figures -->\n).*?(<!-- /figures -->)", lambda m: m[1] + words + m[2], text, flags=re.S)


def main() -> int:
    """Write README.md, or with --check say whether its output is stale."""
    path = ROOT / "README.md"
    text = path.read_text(encoding="utf-8")
    renewed = with_figures(with_output(text))
    if "--check" in sys.argv:
        if renewed != text:
            print("README.md shows other output than today's; renew it with: python tools/readme.py", file=sys.stderr)
        return int(renewed != text)
    path.write_text(renewed, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
