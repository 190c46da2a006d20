"""A PostgreSQL of the tests' own, where one is installed: on a socket in a folder that is gone afterwards."""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from onrecord.model.location import Database

OWNER = "onrecord"
# what the server does for safety only costs time here
FAST = ("fsync=off", "full_page_writes=off", "autovacuum=off", "max_connections=60")


def programs() -> Path | None:
    """The folder with the server's programs, the latest first; None where there is none."""
    there = [path.parent for path in sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)]
    if (found := shutil.which("initdb")) is not None:
        there.append(Path(found).resolve().parent)
    return next((folder for folder in there if (folder / "postgres").exists()), None)


class Server:
    """One that runs. It refuses to be the superuser's, so that it may belong to somebody else."""

    def __init__(self, folder: Path, bin_: Path, options: Sequence[str] = FAST, *, tcp: bool = False) -> None:
        self.folder, self._bin, self._options = folder, bin_, options
        # on the network of this machine, too, where that is wanted
        self.port, self._listen = (_free(), "127.0.0.1") if tcp else (5432, "")
        self._user = next((u for u in ("postgres", "nobody") if _known(u)), None) if os.geteuid() == 0 else None
        self._numbers = itertools.count(1)
        # a socket's path may have a hundred letters, and its folder is somebody else's
        folder.chmod(0o755)
        self.data, self.sockets = folder / "data", folder / "s"
        self.sockets.mkdir()
        if self._user is not None:
            shutil.chown(self.sockets, self._user)
            shutil.chown(folder, self._user)
        words = ("-U", OWNER, "--no-sync", "--no-locale", "-E", "UTF8", "-A", "trust")
        self._run("initdb", "-D", str(self.data), *words)
        self.start()
        self.sql(f"CREATE DATABASE talks OWNER {OWNER}")

    def _run(self, program: str, *words: str) -> None:
        before = (
            ["setpriv", f"--reuid={self._user}", f"--regid={_group(self._user)}", "--clear-groups"]
            if self._user
            else []
        )
        done = subprocess.run(
            [*before, str(self._bin / program), *words], capture_output=True, text=True, cwd=self.folder, check=False
        )
        assert done.returncode == 0, f"{program}: {done.stdout}{done.stderr}"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = " ".join(
            f"-c {one}"
            for one in (
                *self._options, f"listen_addresses='{self._listen}'", f"port={self.port}", f"unix_socket_directories={self.sockets}"
            )
        )  # fmt: skip
        self._run("pg_ctl", "-D", str(self.data), "-w", "-s", "-l", str(self.folder / "log"), "-o", options, "start")

    def stop(self, how: str = "immediate") -> None:
        """Stop it at once, or "fast": whoever is connected is cut off."""
        self._run("pg_ctl", "-D", str(self.data), "-w", "-s", "-m", how, "stop")

    def place(self, schema: str | None = None, *, user: str = OWNER) -> Database:
        """A place for a record of its own."""
        return Database(str(self.sockets), self.port, user, "talks", schema or f"test_{next(self._numbers)}")

    def sql(self, statement: str) -> list[tuple[object, ...]]:
        """What the server says, asked by its owner."""
        from pg8000 import dbapi

        connection = dbapi.connect(user=OWNER, database="postgres" if "DATABASE" in statement else "talks",
                                   unix_sock=f"{self.sockets}/.s.PGSQL.{self.port}")  # fmt: skip
        try:
            connection.autocommit = True
            cursor = connection.cursor()
            cursor.execute(statement)
            return [tuple(row) for row in cursor.fetchall()] if cursor.description else []
        finally:
            connection.close()


def _free() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _known(user: str) -> bool:
    try:
        pwd.getpwnam(user)
    except KeyError:
        return False
    return True


def _group(user: str | None) -> int:
    return pwd.getpwnam(user).pw_gid if user is not None else os.getgid()


@contextmanager
def running(options: Sequence[str] = FAST, *, tcp: bool = False) -> Iterator[Server | None]:
    """A server with some settings; None where PostgreSQL or its driver is not installed."""
    found = programs()
    try:
        import pg8000  # noqa: F401
    except ImportError:
        found = None
    if found is None or (os.geteuid() == 0 and shutil.which("setpriv") is None):
        yield None
        return
    folder = Path(tempfile.mkdtemp(prefix="onrecord-pg-"))
    try:
        server = Server(folder, found, options, tcp=tcp)
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
