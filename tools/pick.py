"""Print from requirements.lock what is needed to run, or what one of its packages needs; with hashes. Standard library only.

python tools/pick.py requirements.lock             # all that Onrecord needs to run, nothing that only tests need
python tools/pick.py requirements.lock hatchling   # that package, and what it needs
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

# how the lock file names what asks for a package: the project itself; for tests it says "(pyproject.toml:dev)"
PROJECT = "onrecord (pyproject.toml)"
NAME = re.compile(r"[A-Za-z0-9._-]+(?===)")


def blocks(lock: str) -> list[tuple[str, set[str], str]]:
    """Each package of a lock file: its name, who asks for it, and its lines."""
    found: list[tuple[str, set[str], str]] = []
    for block in re.split(r"\n(?=[A-Za-z0-9])", re.sub(r"^(#.*\n)+", "", lock)):
        name = NAME.match(block)
        if name is None:
            raise ValueError(f"no package of a fixed version: {block.splitlines()[0][:60]}")
        comments = [line.strip().lstrip("# ") for line in block.splitlines() if line.lstrip().startswith("#")]
        found.append((name[0], {line.removeprefix("via").strip() for line in comments} - {""}, block.rstrip("\n")))
    return found


def picked(lock: str, wanted: str = "") -> list[str]:
    """The lines of those packages that are needed: by the project, or by one package."""
    known = blocks(lock)
    needed = {name for name, via, _ in known if (name == wanted if wanted else PROJECT in via)}
    if not needed:
        raise ValueError(f"the lock file has nothing for {wanted or PROJECT}")
    while more := {name for name, via, _ in known if name not in needed and via & needed}:
        needed |= more
    return [block for name, _, block in known if name in needed]


def main() -> int:
    """Print them; 2 where there is nothing to print."""
    if not 2 <= len(sys.argv) <= 3:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        print("\n".join(picked(Path(sys.argv[1]).read_text(encoding="utf-8"), *sys.argv[2:])))
    except (OSError, ValueError) as error:
        print(f"pick.py: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
