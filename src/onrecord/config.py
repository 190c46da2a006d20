"""Settings and where each comes from: flags win over ONRECORD_* variables, those over onrecord.toml, that over defaults."""

from __future__ import annotations

import difflib
import os
import re
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


# what reads: the codebook and the learned model beside it, or the codebook alone; the version is in every entry
READERS = {"full": "full/10", "rules": "rules/11"}
READER_NAMES = tuple(READERS)
DEFAULT = "full"


def _port(value: Any) -> int:
    number = int(value)
    if not 0 <= number <= 65_535 or isinstance(value, bool):
        raise ValueError("a number from 0 to 65535 is wanted")
    return number


def _yes(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if str(value).strip().lower() in ("1", "true", "yes", "on"):
        return True
    if str(value).strip().lower() in ("0", "false", "no", "off", ""):
        return False
    raise ValueError("yes or no is wanted")


def _several(value: Any) -> tuple[str, ...]:
    """Words of a variable, parted by commas or spaces, or a list of a file."""
    found = value.replace(",", " ").split() if isinstance(value, str) else value
    if not isinstance(found, list | tuple) or not all(isinstance(one, str) for one in found):
        raise ValueError("several, parted by commas, are wanted")
    return tuple(found)


def _one_of(*words: str) -> Callable[[Any], str]:
    def convert(value: Any) -> str:
        if value not in words:
            raise ValueError(f"{', '.join(words[:-1])} or {words[-1]} is wanted")
        return str(value)

    return convert


KEYS: Mapping[str, tuple[Any, Callable[[Any], Any], str]] = {
    "record": ("talks.onrecord", str, "the record: a file, or postgresql://…"),
    "workers": (1, _positive, "processes that read"),
    "decode_seconds": (120, _positive, "seconds that decoding one file may take"),
    "min_confidence": (0.0, _share, "lines below this confidence are left out"),
    "reader": (DEFAULT, _one_of(*READER_NAMES), "what reads: full (codebook and model) or rules (codebook alone)"),
    "color": ("auto", _one_of("auto", "always", "never"), "colour on a terminal"),
    "host": ("127.0.0.1", str, "serve: the address to listen on"),
    "port": (8765, _port, "serve: the port"),
    "name": ((), _several, "serve: host names by which it is called"),
    "read_only": (False, _yes, "serve: nothing can be decided or added"),
    "token_file": ("", str, "serve: the file with the token that is asked for"),
    "behind_proxy": ((), _several, "serve: addresses of proxies that are believed"),
    "base_path": ("", str, "serve: the path below which all pages are"),
    "user_header": ("", str, "serve: the header in which the proxy names who asks"),
    "metrics": ((), _several, "serve: addresses that are told figures"),
    "log": ("text", _one_of("text", "json"), "serve: the form of the log"),
    "log_level": ("warning", _one_of("debug", "info", "warning", "error"), "serve: from which level on"),
    "stop_after": (30, _positive, "serve: seconds that open requests are given"),
}
# what may be secret: its value may stand in a file that a variable of this ending names
IN_A_FILE = ("record",)
# the password in the address of a database
PASSWORD = re.compile(r"(?<=://)([^:/@\s]*):\S*@")


def shown(value: Any) -> str:
    """A value as it may be shown: without the password of a database.

    >>> shown("postgresql://ana:secret@db.example/talks")
    'postgresql://ana:***@db.example/talks'
    """
    text = " ".join(value) if isinstance(value, tuple) else str(value)
    return PASSWORD.sub(r"\1:***@", text)


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
        if key in IN_A_FILE and (file_name := environ.get(f"{name}_FILE")):
            if name in environ:
                problems.append(f"{name} and {name}_FILE are both set")
                continue
            try:
                value = Path(file_name).read_text(encoding="utf-8").strip()
            except (OSError, ValueError) as error:
                problems.append(f"{name}_FILE: {error}")
                continue
            _take(found, key, value, convert, f"{name}_FILE", problems)
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
