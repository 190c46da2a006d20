"""`onrecord serve`: the record in a browser, to read, check and brief."""

from __future__ import annotations

import contextlib
import ctypes
import getpass
import ipaddress
import secrets
import socket
import sys
import tempfile
import webbrowser
from collections.abc import Iterator
from pathlib import Path

import click

from onrecord.cli.options import record_location, record_option
from onrecord.config import load_settings
from onrecord.errors import RunStopped
from onrecord.model.location import Location

HERE = "127.0.0.1"
# a number of glibc's malloc.h
M_ARENA_MAX = -8
# for so long, in seconds, a thread keeps the interpreter while others wait: a page asks the database a hundred times, and would
# wait Python's five milliseconds after each answer whenever something else is being made
TURN = 0.0005


@click.command("serve")
@record_option
@click.option("--host", default=HERE, show_default=True, help="The address to listen on; another needs a token.")
@click.option("--name", "names", multiple=True, help="A host name by which it is called, beside addresses in digits.")
@click.option("--port", type=click.IntRange(0, 65_535), default=8765, show_default=True, help="0 takes a free one.")
@click.option("--read-only", is_flag=True, help="Nothing can be decided or added.")
@click.option("--token", "with_token", is_flag=True, help="Ask for a token on this machine, too.")
@click.option("--example", is_flag=True, help="Show the bundled example, in a record that is gone afterwards.")
@click.option("--open", "opens", is_flag=True, help="Open a browser.")
def command(
    record: Location | None,
    host: str,
    names: tuple[str, ...],
    port: int,
    read_only: bool,
    with_token: bool,
    example: bool,
    opens: bool,
) -> int:
    """Open the record in a browser.

    Only this machine can reach it. With another --host whoever can reach that address needs the token that is printed
    once; there is no encryption: put a proxy with TLS before it.

    \b
    Examples:
      onrecord serve --record talks.onrecord
      onrecord serve --example --open
      onrecord serve --record talks.onrecord --read-only --host 10.0.0.5
    """
    import uvicorn

    from onrecord.web import make_app

    if example and (record is not None or read_only):
        raise click.UsageError("--example brings its own record, which is written")
    token = secrets.token_urlsafe(24) if with_token or not _is_here(host) else None
    settings = load_settings()
    with _listening(host, port) as listener, _record(record, example) as path:
        app = make_app(
            path,
            read_only=read_only,
            token=token,
            names=names,
            reader=settings["reader"].value,
            who=_user(),
            load_example=example,
            seconds=float(settings["decode_seconds"].value),
        )
        number = listener.getsockname()[1]
        shown = f"[{host}]" if ":" in host else host
        address = f"http://{shown}:{number}/" + (f"?token={token}" if token else "")
        click.echo(f"{path.name}: {address}", err=True)
        click.echo("Ctrl-C stops it.", err=True)
        if opens:
            webbrowser.open(address)
        served = uvicorn.Config(
            app, log_level="warning", access_log=False, server_header=False, date_header=False, proxy_headers=False,
            timeout_keep_alive=75, timeout_graceful_shutdown=5, limit_concurrency=200, h11_max_incomplete_event_size=32_768,
        )  # fmt: skip
        _share_memory()
        sys.setswitchinterval(TURN)
        with contextlib.suppress(KeyboardInterrupt):
            uvicorn.Server(served).run(sockets=[listener])
    return 0


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
