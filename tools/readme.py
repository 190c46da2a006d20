"""Put today's output and figures into README.md and docs/following.md, between what is written by hand.

`--check` only compares.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

from onrecord.export import as_text, summary
from onrecord.pipeline import read

ROOT = Path(__file__).resolve().parent.parent
# of what a command prints so many characters of so many lines are shown
WIDTH, MOST = 150, 30
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


def with_commands(text: str) -> str:
    """A page with what its commands print today: blocks that begin with "$ onrecord"; all on one record, made by the first."""
    with tempfile.TemporaryDirectory() as folder:
        record = str(Path(folder) / "pass.onrecord")

        def printed(block: re.Match[str]) -> str:
            words = [record if w == "pass.onrecord" else w for w in shlex.split(block[2])]
            done = subprocess.run(
                [Path(sys.executable).parent / "onrecord", *words],
                cwd=ROOT,
                capture_output=True,
                text=True,
                check=False,
            )
            shown = done.stdout if words[0] != "read" else done.stderr
            lines = [line[:WIDTH].rstrip() for line in shown.replace(record, "pass.onrecord").splitlines()]
            return "\n".join((block[1], *lines[-MOST:])) + "\n```"

        return re.sub(r"(```console\n\$ onrecord ([^\n]+))\n.*?```", printed, text, flags=re.S)


def main() -> int:
    """Write the pages, or with --check say whether their output is stale."""
    stale = 0
    for name, renew in (
        ("README.md", lambda text: with_figures(with_output(text))),
        ("docs/following.md", with_commands),
    ):
        path = ROOT / name
        text = path.read_text(encoding="utf-8")
        renewed = renew(text)
        if renewed == text:
            continue
        if "--check" in sys.argv:
            print(f"{name} shows other output than today's; renew it with: make docs", file=sys.stderr)
            stale = 1
        else:
            path.write_text(renewed, encoding="utf-8")
    return stale


if __name__ == "__main__":
    sys.exit(main())
