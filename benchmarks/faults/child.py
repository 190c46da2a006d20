"""The command at a pace at which a moment can be caught: python -m benchmarks.faults.child SETTINGS WORD …

SETTINGS are JSON: `batch` reports in a transaction of a load, `some` rows that travel together, `pause` seconds after each
step, `silence` seconds after which a server without a word is given up.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any


def set_up(settings: dict[str, Any]) -> None:
    """Set what is asked for."""
    from onrecord.cli.progress import Progress

    if "batch" in settings:
        from onrecord.bulk import loading

        loading.BATCH = settings["batch"]
    if "some" in settings:
        from onrecord.record import whole

        whole.SOME = whole.FEW = settings["some"]
    if "silence" in settings:
        from onrecord.record.dialects import driver

        driver.SILENCE = settings["silence"]
    if "pause" in settings:
        told = Progress.at

        def slowly(self: Progress, what: str, done: int, of: int | None) -> None:
            told(self, what, done, of)
            time.sleep(settings["pause"])

        Progress.at = slowly  # type: ignore[method-assign]


if __name__ == "__main__":
    set_up(json.loads(sys.argv[1]))
    from onrecord.cli.main import main

    main(sys.argv[2:])
