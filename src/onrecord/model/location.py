"""Where a record is kept: in a file, or in PostgreSQL, where it is a schema of a database."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias
from urllib.parse import parse_qsl, quote, unquote, urlsplit

SCHEMES = ("postgresql", "postgres")
PORT = 5432
# the schema of a record where none is named
SCHEMA = "onrecord"
# how far the way to the server is secured, in the words of its own programs
SECURED = ("disable", "require", "verify-full")
# what one may ask for behind the question mark
ASKED = ("schema", "host", "sslmode")
# only these names: they are part of statements
NAMED = re.compile(r"[a-z_][a-z0-9_]{0,62}")


@dataclass(frozen=True, slots=True)
class Database:
    """A record in PostgreSQL. As text it has no password.

    `host`: a name, an address, or the folder of a socket; `secured`: one of SECURED.
    """

    host: str
    port: int
    user: str
    database: str
    schema: str = SCHEMA
    secured: str = "disable"
    password: str | None = field(default=None, repr=False)

    @classmethod
    def of(cls, text: str) -> Database:
        """The place that an address like postgresql://ana@db.example.org/talks?schema=river leads to; ValueError says what is wrong.

        >>> str(Database.of("postgresql://ana:secret@db.example.org/talks?schema=river"))
        'postgresql://ana@db.example.org/talks?schema=river'
        """
        try:
            parts = urlsplit(text)
            port = parts.port or PORT
        except ValueError as error:
            raise ValueError(f"no address of a database: {error}") from None
        asked = dict(parse_qsl(parts.query, keep_blank_values=True))
        if odd := sorted(asked.keys() - set(ASKED)):
            raise ValueError(f"{odd[0]!r} is nothing one can ask for; there are {', '.join(ASKED)}")
        database = unquote(parts.path.strip("/"))
        if not database or "/" in database:
            raise ValueError("it names no database, as in postgresql://ana@db.example.org/talks")
        schema = asked.get("schema", SCHEMA)
        if not NAMED.fullmatch(schema) or schema.startswith("pg_") or schema in ("information_schema", "public"):
            raise ValueError(
                f"{schema!r} is no name of a schema for a record: small letters, digits and _, and not the server's own"
            )
        host = asked.get("host") or unquote(parts.hostname or "") or "localhost"
        here = host.startswith("/") or host in ("localhost", "127.0.0.1", "::1")
        secured = asked.get("sslmode", "disable" if here else "require")
        if secured not in SECURED:
            raise ValueError(f"sslmode is one of {', '.join(SECURED)}")
        user = unquote(parts.username or "") or os.environ.get("PGUSER") or _user()
        password = unquote(parts.password) if parts.password is not None else None
        return cls(host, port, user, database, schema, secured, password)

    def __str__(self) -> str:
        """Its address, without the password."""
        return self._address("")

    @property
    def address(self) -> str:
        """Its address with the password, if one was given."""
        return self._address(f":{quote(self.password, safe='')}" if self.password is not None else "")

    def _address(self, password: str) -> str:
        socket = self.host.startswith("/")
        host = "" if socket else f"[{self.host}]" if ":" in self.host else self.host
        port = f":{self.port}" if self.port != PORT else ""
        here = socket or self.host in ("localhost", "127.0.0.1", "::1")
        asked = {
            "schema": self.schema if self.schema != SCHEMA else None,
            "host": self.host if socket else None,
            "sslmode": self.secured if self.secured != ("disable" if here else "require") else None,
        }
        query = "&".join(f"{key}={quote(value, safe='/')}" for key, value in asked.items() if value is not None)
        return f"postgresql://{quote(self.user, safe='')}{password}@{host}{port}/{quote(self.database, safe='')}" + (
            f"?{query}" if query else ""
        )

    @property
    def name(self) -> str:
        """How it is called: by its schema, where it has one of its own, or by its database."""
        return self.schema if self.schema != SCHEMA else self.database

    @property
    def stem(self) -> str:
        """The name, as of a file without its ending."""
        return self.name


Location: TypeAlias = Path | Database


def located(text: str | Location) -> Location:
    """Where a record is that is named in words; ValueError where that is no place of one.

    >>> located("sqlite:talks.onrecord").name
    'talks.onrecord'
    """
    if not isinstance(text, str):
        return text
    scheme, colon, rest = text.partition(":")
    if colon and scheme in SCHEMES and rest.startswith("//"):
        return Database.of(text)
    if colon and scheme == "sqlite":
        return Path(rest.removeprefix("//"))
    if colon and re.fullmatch(r"[a-z][a-z0-9+]+", scheme) and rest.startswith("//"):
        raise ValueError(f"no record is kept at {scheme}://; name a file, or postgresql://USER@HOST/DATABASE")
    return Path(text)


def _user() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "onrecord"
