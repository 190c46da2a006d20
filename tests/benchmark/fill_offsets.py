#!/usr/bin/env python3
"""Fill the offsets of evidence in gold files written by hand. Standard library only.

  fill_offsets.py FILE.gold.json [FILE ...]

An annotator writes evidence as {"text": "..."} (and "nth": 2 for the second occurrence, and so on) and a must_not
rule as {"id": ..., "text": "..."}; this script finds the characters and writes "start" and "end". What cannot be
found, or stands more than once without "nth", is named; then nothing is written. Exit status: 0 written, 2 not.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any


def place(text: str, item: dict[str, Any], where: str, problems: list[str]) -> None:
    """Give one piece of evidence its offsets, or name why it has none."""
    quote = item["text"]
    if item.get("start") is not None and text[item["start"] : item["end"]] == quote:
        return
    count = text.count(quote)
    nth = item.pop("nth", 1 if count == 1 else 0)
    if not 1 <= nth <= count:
        problems.append(f"{where}: found {count} times: {quote!r} (give nth)")
        return
    start = -1
    for _ in range(nth):
        start = text.index(quote, start + 1)
    item["start"], item["end"] = start, start + len(quote)


def fill(path: Path) -> list[str]:
    """Fill one file and give back its problems; a file with problems is left as it was."""
    gold = json.loads(path.read_text(encoding="utf-8"))
    problems: list[str] = []
    for entry in gold["entries"]:
        for item in entry["evidence"]:
            place(gold["text"], item, f"{path.name} {entry['id']}", problems)
    for rule in gold.get("must_not", []):
        if "text" in rule:
            place(gold["text"], rule, f"{path.name} {rule['id']}", problems)
    if not problems:
        path.write_text(json.dumps(gold, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return problems


if __name__ == "__main__":
    found = [problem for name in sys.argv[1:] for problem in fill(Path(name))]
    print("\n".join(found) or f"{len(sys.argv) - 1} files filled", file=sys.stderr if found else sys.stdout)
    sys.exit(2 if found else 0)
