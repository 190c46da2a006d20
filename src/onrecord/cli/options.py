"""What several commands share: options, colour, checks of what was typed."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

import click

from onrecord.config import load_settings
from onrecord.errors import RunStopped
from onrecord.model.location import Location, located
from onrecord.model.plain import count as count

F = TypeVar("F", bound=Callable[..., Any])


def day(value: str) -> str:
    """The type of a day on the command line: 2026-03-17; anything else is named with what was typed."""
    try:
        return date.fromisoformat(value.strip()).isoformat()
    except ValueError:
        raise click.BadParameter(f"{value!r} is no date like 2026-03-17") from None


def day_if_any(value: str) -> str | None:
    """A day, or nothing where a script has filled in nothing; a time after the day is left out."""
    given = value.strip()
    if len(given) > 10 and given[10] in "T ":
        given = given[:10]
    return day(given) if given else None


class Place(click.ParamType):  # type: ignore[type-arg]
    """The type of a record on the command line: a file, or postgresql://USER@HOST/DATABASE."""

    name = "record"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Location:
        """Where it is; what is no place of a record is named, but not what was typed: a password may stand in there."""
        try:
            return located(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


PLACE = Place()


def record_option(function: F) -> F:
    """--record RECORD, by default what the settings say."""
    return click.option(
        "--record", "record", type=PLACE, help="The record: a file or postgresql://… (see: onrecord config)."
    )(function)


def record_location(given: Location | None) -> Location:
    """Where the record is that is named on the command line, or the one of the settings."""
    if given is not None:
        return given
    setting = load_settings()["record"]
    try:
        return located(setting.value)
    except ValueError as error:
        raise RunStopped(f"{setting.origin}: the record: {error}", hint="See: onrecord config") from None


def colored() -> bool:
    """Whether standard output takes colour: what the settings say, or else a terminal that does not decline it."""
    wanted = load_settings()["color"].value
    return bool(wanted == "always" or wanted == "auto" and sys.stdout.isatty() and not os.environ.get("NO_COLOR"))


FIELDS = ("text", "title", "published", "outlet", "author", "updated", "url", "id")


def columns(_: click.Context, __: click.Parameter, value: str | None) -> dict[str, str]:
    """Which column of a table holds what: "text=body,published=date"."""
    found: dict[str, str] = {}
    for pair in (value or "").split(","):
        field, equals, column = (part.strip() for part in pair.partition("="))
        if not pair.strip():
            continue
        if not equals or field not in FIELDS or not column:
            raise click.BadParameter(f"{pair!r} is no pair like text=body; fields are {', '.join(FIELDS)}")
        found[field] = column
    return found
