"""The page docs/analysis.md: its blocks run on the tables of the example record, and its columns."""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from onrecord.export.formats.tables import TABLES

PAGE = Path("docs/analysis.md")
# a block, and behind it what it prints: a table, or lines as they are
BLOCK = re.compile(r"```(sql|python)\n(.*?)```\n(?:\n((?:\|[^\n]*\n)+|```text\n.*?```\n))?", re.S)
COLUMNS = re.compile(r"(<!-- tables -->\n).*(<!-- /tables -->)", re.S)


class Worked(NamedTuple):
    """A block of the page: its language, what it runs, and what the page says that it prints."""

    language: str
    code: str
    printed: str

    @property
    def needs(self) -> str:
        """The library that runs it."""
        return "duckdb" if self.language == "sql" else re.findall(r"^import (\w+)", self.code, re.M)[0]


def blocks(page: str) -> Iterator[Worked]:
    """The blocks that run."""
    return (Worked(m[1], m[2], m[3] or "") for m in BLOCK.finditer(page))


def run(block: Worked) -> str:
    """What a block prints, in the folder of the tables, as the page has it."""
    if block.language == "sql":
        import duckdb

        found = duckdb.connect().execute(block.code)
        rows = [[name for name, *_ in found.description or ()], *found.fetchall()]
        shown = ["| " + " | ".join(map(_cell, row)) + " |\n" for row in rows]
        return "".join([shown[0], "|" + "---|" * len(rows[0]) + "\n", *shown[1:]])
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(block.code, "docs/analysis.md", "exec"), {})
    return f"```text\n{out.getvalue()}```\n"


def _cell(value: Any) -> str:
    shown = "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
    return " ".join(shown.split()).replace("|", "\\|")


def columns() -> str:
    """The tables with their columns, as the page has them."""
    out = []
    for table in TABLES:
        out += [f"### {table.name}", "", f"A row: {table.row}.", "", "| column | type | meaning |", "|---|---|---|"]
        out += [f"| `{c.name}` | {c.type} | {c.meaning} |" for c in table.columns]
        out.append("")
    return "\n".join(out)


def renewed(page: str) -> str:
    """The page with what its blocks print today, in the folder of the tables."""

    def again(found: re.Match[str]) -> str:
        return f"```{found[1]}\n{found[2]}```\n\n{run(Worked(found[1], found[2], ''))}"

    return COLUMNS.sub(lambda m: m[1] + columns() + m[2], BLOCK.sub(again, page))
