"""Make the virtual environment: pinned packages with their hashes, then Onrecord itself. Standard library only."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Build the environment named on the command line; 2 when this Python cannot."""
    target = ROOT / sys.argv[1]
    if sys.version_info < (3, 11):  # noqa: UP036
        print("Onrecord needs Python 3.11 or newer; this is " + sys.version.split()[0], file=sys.stderr)
        return 2
    if not _has_venv() and not _install_venv():
        return 2
    if not (target / "bin" / "python").exists():
        print(f"making {sys.argv[1]} …", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", str(target)], check=True)
    pip = [str(target / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    print("installing the pinned packages (about 600 MB, once) …", file=sys.stderr)
    subprocess.run([*pip, "--require-hashes", "-r", str(ROOT / "requirements.lock")], check=True)
    subprocess.run([*pip, "--no-deps", "--no-build-isolation", "--editable", str(ROOT)], check=True)
    return 0


def _has_venv() -> bool:
    return importlib.util.find_spec("venv") is not None and importlib.util.find_spec("ensurepip") is not None


def _install_venv() -> bool:
    """Debian's Python comes without venv: name the line that mends it, or run it as root."""
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    line = f"apt-get update && apt-get install -y {package}"
    if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"this Python has no venv; running: {line}", file=sys.stderr)
        done = subprocess.run(line, shell=True, stdout=subprocess.DEVNULL, check=False)
        return done.returncode == 0
    print(f"This Python has no venv. Mend it with:\n  sudo sh -c '{line}'", file=sys.stderr)
    return False


if __name__ == "__main__":
    sys.exit(main())
