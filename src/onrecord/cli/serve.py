"""`onrecord serve`: the record in a browser, to read, check and brief."""

from __future__ import annotations

import contextlib
import ctypes
import getpass
import ipaddress
import logging
import os
import secrets
import socket
import sys
import tempfile
import webbrowser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from onrecord.cli.options import record_location, record_option
from onrecord.config import load_settings
from onrecord.errors import RunStopped
from onrecord.model.location import Location

HERE = "127.0.0.1"
# of a token, so that nobody guesses it
SHORTEST = 16
# as in web/logs.py, which is slow to load
FORMS, LEVELS = ("text", "json"), ("debug", "info", "warning", "error")
# a number of glibc's malloc.h
M_ARENA_MAX = -8
# for so long, in seconds, a thread keeps the interpreter while others wait: a page asks the database a hundred times, and would
# wait Python's five milliseconds after each answer whenever something else is being made
TURN = 0.0005


class FromSettings(click.Command):
    """A command whose options are, where they are not given, what the settings say: variables, then onrecord.toml."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Read the settings before the options."""
        told = {key: s.value for key, s in load_settings().items() if s.origin != "default" and key != "record"}
        extra.setdefault("default_map", told)
        return super().make_context(info_name, args, parent, **extra)


@click.command("serve", cls=FromSettings)
@record_option
@click.option("--host", default=HERE, show_default=True, help="The address to listen on; another needs a token.")
@click.option("--name", multiple=True, help="A host name by which it is called, beside addresses in digits.")
@click.option("--port", type=click.IntRange(0, 65_535), default=8765, show_default=True, help="0 takes a free one.")
@click.option("--read-only", is_flag=True, help="Nothing can be decided or added.")
@click.option("--token", "with_token", is_flag=True, help="Ask for a token on this machine, too.")
@click.option("--token-file", default="", metavar="FILE", help="Ask for the token that stands in this file.")
@click.option("--behind-proxy", multiple=True, metavar="ADDRESS",
              help="Believe X-Forwarded-For, -Proto and -Host from this address or network.")  # fmt: skip
@click.option("--base-path", default="", metavar="PATH", help="All pages are below this path: /onrecord.")
@click.option("--user-header", default="", metavar="NAME",
              help="The header in which the proxy names who asks: it is who decides, and nobody else is let in.")  # fmt: skip
@click.option("--metrics", multiple=True, metavar="ADDRESS", help="Tell /metrics to this address or network.")
@click.option("--log", type=click.Choice(FORMS), default="text", show_default=True, help="Form of the log.")
@click.option("--log-level", type=click.Choice(LEVELS), default="warning", show_default=True,
              help="From which level on; info has a line for each request.")  # fmt: skip
@click.option("--stop-after", type=click.IntRange(1), default=30, show_default=True, metavar="SECONDS",
              help="What open requests are given when it stops.")  # fmt: skip
@click.option("--example", is_flag=True, help="Show the bundled example, in a record that is gone afterwards.")
@click.option("--open", "opens", is_flag=True, help="Open a browser.")
def command(
    record: Location | None,
    host: str,
    name: tuple[str, ...],
    port: int,
    read_only: bool,
    with_token: bool,
    token_file: str,
    behind_proxy: tuple[str, ...],
    base_path: str,
    user_header: str,
    metrics: tuple[str, ...],
    log: str,
    log_level: str,
    stop_after: int,
    example: bool,
    opens: bool,
) -> int:
    """Open the record in a browser.

    Only this machine can reach it. With another --host whoever can reach that address needs the token that is printed
    once; there is no encryption: put a proxy with TLS before it. For a team see docs/team.md. Each option can be set as a
    variable (ONRECORD_PORT=9000) or in onrecord.toml; see: onrecord config.

    \b
    Examples:
      onrecord serve --record talks.onrecord
      onrecord serve --example --open
      onrecord serve --record talks.onrecord --read-only --host 10.0.0.5
      onrecord serve --behind-proxy 127.0.0.1 --name talks.example.org --user-header X-Remote-User
    """
    from onrecord.web import logs, make_app
    from onrecord.web.outside import Outside
    from onrecord.web.proxy import Proxy, base_of, header_of, networks_of
    from onrecord.web.server import Server

    if example and (record is not None or read_only):
        raise click.UsageError("--example brings its own record, which is written")
    proxy = Proxy(networks_of(behind_proxy, "--behind-proxy"), header_of(user_header), base_of(base_path))
    metrics_for = networks_of(metrics, "--metrics")
    _alone()
    if proxy.user_header and not proxy.trusted:
        raise click.UsageError("--user-header needs --behind-proxy: from anybody else it is not believed")
    needs_token = with_token or not _is_here(host) and not proxy.user_header
    token = _token(token_file) if token_file else secrets.token_urlsafe(24) if needs_token else None
    settings = load_settings()
    logs.set_up(log, log_level)
    with _listening(host, port) as listener, _record(record, example) as path:
        app = make_app(
            path,
            read_only=read_only,
            token=token,
            names=name,
            reader=settings["reader"].value,
            who=_user(),
            load_example=example,
            seconds=float(settings["decode_seconds"].value),
        )
        number = listener.getsockname()[1]
        shown = f"[{host}]" if ":" in host else host
        address = f"http://{shown}:{number}{proxy.base}/" + (f"?token={token}" if token and not token_file else "")
        if log == "text":
            click.echo(f"{path.name}: {address}", err=True)
            click.echo("Ctrl-C stops it.", err=True)
        else:
            # said whatever the level: it has the token
            logs.log.log(logging.CRITICAL, "serving", extra={"told": {"level": "info", "address": address}})
        if opens:
            webbrowser.open(address)
        _share_memory()
        sys.setswitchinterval(TURN)
        Server(Outside(app, proxy, metrics_for=metrics_for), stop_after=stop_after).run(sockets=[listener])
    return 0


def _alone() -> None:
    """One process, with threads: several would each follow the record, and know only their own uploads."""
    wanted = os.environ.get("WEB_CONCURRENCY", "1")
    if wanted.strip() not in ("", "0", "1"):
        raise RunStopped(
            f"WEB_CONCURRENCY={wanted}: one process serves a record",
            hint="Unset it. A second server that only reads may run beside the first: --read-only (see docs/team.md).",
        )


def _token(file: str) -> str:
    """The token in a file; RunStopped where there is none that keeps anybody out."""
    try:
        token = Path(file).read_text(encoding="utf-8").strip()
    except (OSError, ValueError) as error:
        raise RunStopped(f"Cannot read the token: {error}", hint="Name a file with --token-file.") from error
    if len(token) < SHORTEST:
        raise RunStopped(
            f"The token in {file} is shorter than {SHORTEST} characters", hint="Make one: openssl rand -hex 24"
        )
    return token


def _share_memory() -> None:
    """Let all threads take memory from two places: one for each keeps what another could use (glibc's malloc)."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, 2)


def _is_here(host: str) -> bool:
    """Whether only this machine can reach an address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@contextlib.contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # by its name: else answers wait for the other side to say that it has the first part
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        # from here on a browser waits instead of being turned away
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise RunStopped(
            f"Cannot listen on {host} port {port}: {error.strerror or error}", hint="Choose another --port or --host."
        ) from error
    with listener:
        yield listener


@contextlib.contextmanager
def _record(given: Location | None, example: bool) -> Iterator[Location]:
    if not example:
        yield record_location(given)
        return
    with tempfile.TemporaryDirectory(prefix="onrecord-") as folder:
        yield Path(folder) / "example.onrecord"


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""
