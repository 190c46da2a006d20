"""`onrecord config`: each setting and where its value comes from."""

from __future__ import annotations

import json

import click

from onrecord.config import KEYS, Setting, load_settings, shown


@click.command("config")
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
def command(as_json: bool) -> int:
    """Show settings and where they come from: variable, onrecord.toml, or default.

    Each can be set as ONRECORD_ and its name in capitals; the record, where its address is secret, in a file that
    ONRECORD_RECORD_FILE names. Passwords are not shown.

    \b
    Examples:
      onrecord config
      ONRECORD_RECORD=talks.onrecord onrecord config
    """
    settings = load_settings()
    if as_json:
        click.echo(json.dumps({key: {"value": _plain(s), "origin": s.origin} for key, s in settings.items()}))
        return 0
    for key, setting in settings.items():
        click.echo(f"{key:15s} {shown(setting.value):24s} {setting.origin:20s} {KEYS[key][2]}")
    return 0


def _plain(setting: Setting) -> object:
    return shown(setting.value) if isinstance(setting.value, str) else setting.value
