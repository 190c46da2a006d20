"""`onrecord config`: each setting and where its value comes from."""

from __future__ import annotations

import json
from contextlib import suppress

import click

from onrecord.config import KEYS, Setting, load_settings
from onrecord.model.location import located


@click.command("config")
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
def command(as_json: bool) -> int:
    """Show settings and where they come from: variable, onrecord.toml, or default.

    \b
    Examples:
      onrecord config
      ONRECORD_RECORD=talks.onrecord onrecord config
    """
    settings = {key: _shown(key, setting) for key, setting in load_settings().items()}
    if as_json:
        click.echo(json.dumps({key: {"value": s.value, "origin": s.origin} for key, s in settings.items()}))
        return 0
    for key, setting in settings.items():
        click.echo(f"{key:15s} {setting.value!s:24s} {setting.origin:20s} {KEYS[key][2]}")
    return 0


def _shown(key: str, setting: Setting) -> Setting:
    """A setting without the password that it may have."""
    if key != "record":
        return setting
    with suppress(ValueError):
        return Setting(str(located(setting.value)), setting.origin)
    return setting
