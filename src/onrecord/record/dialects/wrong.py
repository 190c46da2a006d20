"""What can go wrong with PostgreSQL, in plain words; no message has a password."""

from __future__ import annotations

from typing import Any

from onrecord.errors import RecordError
from onrecord.model.location import Database
from onrecord.record.engine import Collided, Lost

# codes of the server, from the appendix of its manual
SERIALIZATION, DEADLOCK, UNIQUE, FOREIGN = "40001", "40P01", "23505", "23503"
GONE = ("57P01", "57P02", "57P03", "08000", "08003", "08006")
UNREACHED = ("network error", "communication error", "create a connection", "connection is closed", "refuses ssl")


def code_of(error: BaseException) -> str:
    """The code that the server gave; empty where it gave none."""
    said = error.args[0] if error.args else None
    return str(said.get("C", "")) if isinstance(said, dict) else ""


def is_lost(error: BaseException) -> bool:
    """Whether the connection is of no use any more."""
    return code_of(error) in GONE or any(word in str(error).lower() for word in UNREACHED)


def named(place: Database, error: BaseException) -> RecordError:
    """What went wrong."""
    said: Any = error.args[0] if error.args else None
    code, message = code_of(error), str(said.get("M", "")) if isinstance(said, dict) else str(error)
    if code in (SERIALIZATION, DEADLOCK, UNIQUE, FOREIGN):
        return Collided(f"{place}: others write to the same reports just now", hint="Try again.")
    if code == "57P03":
        return Lost(f"{place}: PostgreSQL is just starting or stopping", hint="Wait a moment, then try again.")
    if is_lost(error):
        return Lost(
            f"{place}: PostgreSQL does not answer",
            hint="Does the server run? Are its name and, with sslmode=verify-full, its certificate right? What was recorded before is kept; run it again then.",
        )
    if code[:2] == "28" or "authentication" in message.lower():
        return RecordError(
            f"{place}: PostgreSQL does not let {place.user!r} in",
            hint="Check the user; the password is taken from the address, from PGPASSWORD or from ~/.pgpass.",
        )
    if code == "3D000":
        return RecordError(f"{place}: no database {place.database!r}", hint=f"Make it: createdb {place.database}")
    if code == "25006":
        return RecordError(f"{place} cannot be written", hint="It was opened to be read only, or the server is a copy.")
    if code == "42501":
        return RecordError(
            f"{place} cannot be written, or not read, by {place.user!r}",
            hint="docs/postgres.md says which rights a reader and a writer need.",
        )
    if code == "53100":
        return RecordError(f"No room left for {place}", hint="Free some space; what was recorded before is kept.")
    if code in ("53300", "53200"):
        return RecordError(f"{place}: PostgreSQL has no room for one more", hint="Wait until others are done.")
    if code in ("55P03", "57014"):
        return RecordError(f"{place} is in use by another process", hint="Wait until it has finished, then try again.")
    if code == "54000":
        return RecordError(
            f"{place}: a name is too long for PostgreSQL, which takes some 2,700 bytes", hint="Shorten the file's name."
        )
    if code in ("XX001", "XX002"):
        return RecordError(f"{place} is damaged: {message}", hint="Restore it from a backup.")
    return RecordError(f"{place}: {message}", hint="Run again with --debug to see where.")
