"""Settings and where each comes from: flags win over ONRECORD_* variables, those over onrecord.toml, that over defaults."""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from onrecord.errors import RunStopped


@dataclass(frozen=True, slots=True)
class Setting:
    """A value and its origin: "default", "onrecord.toml" with its path, or the name of a variable."""

    value: Any
    origin: str


def _positive(value: Any) -> int:
    number = int(value)
    if number < 1 or isinstance(value, bool):
        raise ValueError("a whole number from 1 is wanted")
    return number


def _share(value: Any) -> float:
    number = float(value)
    if not 0 <= number <= 1:
        raise ValueError("a number from 0 to 1 is wanted")
    return number


def _color(value: Any) -> str:
    if value not in ("auto", "always", "never"):
        raise ValueError("auto, always or never is wanted")
    return str(value)


# what may read: codebook and model, or the codebook alone
READER_NAMES = ("full", "rules")


def _reader(value: Any) -> str:
    if value not in READER_NAMES:
        raise ValueError("full or rules is wanted")
    return str(value)


KEYS: Mapping[str, tuple[Any, Callable[[Any], Any], str]] = {
    "record": ("talks.onrecord", str, "the record: a file, or postgresql://…"),
    "workers": (1, _positive, "processes that read"),
    "decode_seconds": (120, _positive, "seconds that decoding one file may take"),
    "min_confidence": (0.0, _share, "lines below this confidence are left out"),
    "reader": ("full", _reader, "what reads: full (codebook and model) or rules (codebook alone)"),
    "color": ("auto", _color, "colour on a terminal"),
}


def load_settings(environ: Mapping[str, str] | None = None, folder: Path | None = None) -> dict[str, Setting]:
    """Every setting with its origin; RunStopped lists all that is wrong in a file or variable at once."""
    environ = os.environ if environ is None else environ
    found = {key: Setting(default, "default") for key, (default, _, _) in KEYS.items()}
    problems: list[str] = []
    home = Path(environ.get("XDG_CONFIG_HOME") or Path(environ.get("HOME", "~")).expanduser() / ".config")
    for file in (home / "onrecord" / "onrecord.toml", (folder or Path.cwd()) / "onrecord.toml"):
        if file.is_file():
            _from_file(file, found, problems)
    for key, (_, convert, _) in KEYS.items():
        name = f"ONRECORD_{key.upper()}"
        if name in environ:
            _take(found, key, environ[name], convert, name, problems)
    if problems:
        raise RunStopped("Settings that cannot be used:\n  " + "\n  ".join(problems), hint="See: onrecord config")
    return found


def _from_file(file: Path, found: dict[str, Setting], problems: list[str]) -> None:
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        problems.append(f"{file}: {error}")
        return
    for key, value in data.items():
        if key in KEYS:
            _take(found, key, value, KEYS[key][1], str(file), problems)
        else:
            close = difflib.get_close_matches(key, KEYS, n=1)
            problems.append(f"{file}: no setting {key!r}" + (f" (did you mean {close[0]!r}?)" if close else ""))


def _take(
    found: dict[str, Setting], key: str, value: Any, convert: Callable[[Any], Any], origin: str, problems: list[str]
) -> None:
    try:
        found[key] = Setting(convert(value), origin)
    except (ValueError, TypeError) as error:
        problems.append(f"{origin}: {key} = {value!r}: {error}")
