"""Put into docs/analysis.md what its queries print today, and the columns of the tables. Needs duckdb, polars, pandas and pyarrow."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.chdir(ROOT)

from tests.test_analysis import tables  # noqa: E402
from tests.worked import PAGE, renewed  # noqa: E402


def main() -> None:
    """Renew the page."""
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(tables(Path(folder)))
        made = renewed((ROOT / PAGE).read_text(encoding="utf-8"))
    (ROOT / PAGE).write_text(made, encoding="utf-8")


if __name__ == "__main__":
    main()
