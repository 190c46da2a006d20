"""The connection to PostgreSQL: pg8000, with statements that the server has prepared once, and texts that it would not keep.

As it comes the driver asks the server three times for each statement. One that was prepared takes one question.
"""

from __future__ import annotations

import socket
import ssl
from collections import OrderedDict
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from pg8000 import dbapi
from pg8000.converters import make_params, string_out

from onrecord.model.location import Database
from onrecord.record.dialects.postgres import Raw, kept, read

# statements that a connection has prepared; those with more values than that differ each time
MOST, VALUES = 300, 40
# seconds for coming through; after which a server that is gone without a word is given up, and by a server one who is
PATIENCE, SILENCE = 10, 60
TEXT_TYPES = (25, 1043, 19)


class Cursor(dbapi.Cursor):  # type: ignore[misc]
    """One that has statements prepared."""

    def execute(self, operation: str, args: Sequence[Any] = (), stream: Any = None) -> None:
        """Run a statement."""
        if not args or stream is not None or len(args) > VALUES:
            super().execute(operation, args, stream)
            return
        connection: Connection = self._c
        if not connection._in_transaction and not connection.autocommit:
            connection.execute_simple("begin transaction")
        oids = tuple(self._input_oids)
        self._input_oids: Any = ()
        context = connection.run(operation, args, oids)
        self._context = context
        self._row_iter = iter(context.rows) if context.rows is not None else None
        self.input_types: list[Any] = []


class Connection(dbapi.Connection):  # type: ignore[misc]
    """One to a record."""

    def __init__(self, *args: Any, **options: Any) -> None:
        try:
            super().__init__(*args, timeout=PATIENCE, **options)
        except BaseException:
            # the driver leaves the socket open where the server turns it away
            for part in ("_sock", "_usock"):
                if (left := getattr(self, part, None)) is not None:
                    with suppress(OSError, ValueError):
                        left.close()
            raise
        self._usock.settimeout(None)
        self._prepared: OrderedDict[tuple[str, tuple[int, ...]], Any] = OrderedDict()
        self.register_out_adapter(str, kept)
        self.register_out_adapter(Raw, string_out)
        for oid in TEXT_TYPES:
            self.register_in_adapter(oid, read)

    def handle_messages(self, context: Any) -> None:
        """What the server answers; a cut that the driver does not name is named here."""
        try:
            super().handle_messages(context)
        except OSError as error:
            raise dbapi.InterfaceError("network error") from error

    def close(self) -> None:
        """Let go of it; of one that was cut off there is nothing left to let go of."""
        with suppress(dbapi.InterfaceError, OSError, ValueError):
            super().close()

    def __del__(self) -> None:
        """One that nobody let go of is let go of here, as sqlite3 does with its own."""
        if getattr(self, "_usock", None) is not None:
            self.close()

    def commit(self) -> None:
        """End a transaction, by one question instead of three."""
        self.execute_simple("commit")

    def rollback(self) -> None:
        """Take a transaction back, by one question instead of three."""
        if self._in_transaction:
            self.execute_simple("rollback")

    def cursor(self) -> Cursor:
        """One that has statements prepared."""
        return Cursor(self)

    def run(self, operation: str, args: Sequence[Any], oids: tuple[int, ...]) -> Any:
        """Have a statement prepared, unless it is, and run it."""
        if self._sock is None:
            raise dbapi.InterfaceError("connection is closed")
        key = operation, oids
        known = self._prepared.get(key)
        if known is None:
            statement, _ = dbapi.convert_paramstyle("format", operation, args)
            known = self._prepared[key] = (statement, *self.prepare_statement(statement, oids))
            if len(self._prepared) > MOST:
                _, (_, name, *_) = self._prepared.popitem(last=False)
                self.close_prepared_statement(name)
        else:
            self._prepared.move_to_end(key)
        statement, name, columns, functions = known
        return self.execute_named(name, make_params(self.py_types, args), columns, functions, statement)


def connect(place: Database, password: str | None, settings: dict[str, str]) -> Connection:
    """A connection to the server that a record is on, which finds the record's tables by their names alone."""
    options: dict[str, Any] = {
        "user": place.user, "database": place.database, "password": password, "application_name": "onrecord",
        "startup_params": {"search_path": f'"{place.schema}"', "client_encoding": "utf8", **settings},
    }  # fmt: skip
    try:
        if place.host.startswith("/"):
            return Connection(unix_sock=f"{place.host}/.s.PGSQL.{place.port}", ssl_context=False, **options)
        options["startup_params"] |= _patience_of_server()
        connection = Connection(host=place.host, port=place.port, ssl_context=_secured(place.secured), **options)
    except OSError as error:
        raise dbapi.InterfaceError(f"communication error: {error}") from error
    # the last one counts where something was sent and no word came that it arrived
    limits = {
        "TCP_KEEPIDLE": _idle(),
        "TCP_KEEPINTVL": _interval(),
        "TCP_KEEPCNT": 3,
        "TCP_USER_TIMEOUT": SILENCE * 1000,
    }
    for name, value in limits.items():
        if hasattr(socket, name):
            connection._usock.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
    return connection


def _patience_of_server() -> dict[str, str]:
    """How long the server waits for one who is gone without a word: what he has locked is free then."""
    return {
        "tcp_keepalives_idle": str(_idle()),
        "tcp_keepalives_interval": str(_interval()),
        "tcp_keepalives_count": "3",
        "tcp_user_timeout": str(SILENCE * 1000),
    }


def _idle() -> int:
    return max(1, SILENCE // 2)


def _interval() -> int:
    return max(1, SILENCE // 6)


def _secured(how: str) -> Any:
    if how == "disable":
        return False
    context = ssl.create_default_context()
    if how == "require":
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context
