"""`onrecord config`: each setting and where its value comes from."""

from __future__ import annotations

import json

import click

from onrecord.config import KEYS, load_settings


@click.command("config")
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
def command(as_json: bool) -> int:
    """Show settings and where they come from: variable, onrecord.toml, or default.

    \b
    Examples:
      onrecord config
      ONRECORD_RECORD=talks.onrecord onrecord config
    """
    settings = load_settings()
    if as_json:
        click.echo(json.dumps({key: {"value": s.value, "origin": s.origin} for key, s in settings.items()}))
        return 0
    for key, setting in settings.items():
        click.echo(f"{key:15s} {setting.value!s:24s} {setting.origin:20s} {KEYS[key][2]}")
    return 0
