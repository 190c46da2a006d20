"""Looks at a folder with little memory and no right to write or connect; prints what came of it as JSON lines.

Run on its own, by tests/test_badfiles.py: python tests/badrun.py FOLDER
"""

from __future__ import annotations

import json
import mimetypes
import resource
import sys
from pathlib import Path
from typing import Any

MEMORY = 3 * 1024**3
FILE = 1024**2


def main(root: Path) -> None:
    """Look at all below a folder."""
    from onrecord.model import Failure, Report
    from onrecord.run import look_many

    mimetypes.init()
    # what libraries load once is no reading of ours
    warm = root.parent / "warm"
    warm.mkdir()
    (warm / "page.html").write_text("<html><body><p>Once, for what a library loads late.</p></body></html>")
    (warm / "german.txt").write_text("Die Minister trafen sich am Dienstag in Wien und einigten sich nicht.")
    list(look_many([str(warm)]))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE, FILE))
    seen: list[str] = []

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open" and isinstance(arguments[0], str):
            path, how = arguments[0], str(arguments[1] or "r")
            libraries = (
                path.startswith((sys.prefix, sys.base_prefix)) or "/site-packages/" in path or "/src/onrecord/" in path
            )
            if set(how) & set("wax+") or not (path.startswith(str(root)) or libraries):
                seen.append(f"open {path} {how}")
        elif event.startswith(
            ("socket.", "urllib.", "subprocess.", "os.system", "os.exec", "shutil.", "os.remove", "os.mkdir")
        ):
            seen.append(f"{event} {arguments}"[:200])

    sys.addaudithook(watch)
    for item in look_many([str(root)]):
        if isinstance(item, Report):
            line = {"name": item.original.name, "state": "read", "words": item.text[:400]}
        elif isinstance(item, Failure):
            line = {"name": item.name, "state": "left out" if item.skipped else "failed", "words": item.why}
        else:
            continue
        print(json.dumps(line))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({"name": "", "state": "done", "words": seen, "peak": peak}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
