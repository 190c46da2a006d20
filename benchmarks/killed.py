"""Kill a run of `onrecord read` at random moments, go on, and compare the record with that of a run left alone.

python benchmarks/killed.py 50
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.killed import survivors  # noqa: E402


def main() -> int:
    """Print how many records were not the same; 1 when any was."""
    moments = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    with tempfile.TemporaryDirectory() as folder:
        runs, other = survivors(Path(folder), moments)
    print(f"{moments} of {runs} runs killed before their end; {other} records differ from that of a run left alone")
    return int(other > 0)


if __name__ == "__main__":
    sys.exit(main())
