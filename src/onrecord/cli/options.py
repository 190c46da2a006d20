"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from onrecord.config import load_settings

F = TypeVar("F", bound=Callable[..., Any])


def record_option(function: F) -> F:
    """--record FILE, by default what the settings say."""
    return click.option(
        "--record", "record", type=click.Path(path_type=Path), help="The record's file (see: onrecord config)."
    )(function)


def record_path(given: Path | None) -> Path:
    """The record named on the command line, or the one of the settings."""
    return given if given is not None else Path(load_settings()["record"].value)
