"""A report as it arrived: its bytes, where they lay, and what the source that holds them says of it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from onrecord.model.report import Known


@dataclass(frozen=True)
class Arrival:
    """The bytes of one report before they are decoded.

    `name` leads to it: a path, and what lies inside that file behind "!" (`press.zip!day/mail.mbox!<17@wire>`). `file` is
    the outermost file, `position` the report's place in the innermost one, from 1. `form` says what the bytes are, where
    the source knows ("text", "html", "fragment"); None leaves it to their content. `known`: title, outlet, published, url,
    and moment: day, time and zone of publication. `retrieved`: when it was fetched, from `address`.
    """

    name: str
    data: bytes
    form: str | None = None
    known: Mapping[str, Known] = field(default_factory=dict)
    file: str | None = None
    position: int | None = None
    retrieved: str | None = None
    address: str | None = None

    @cached_property
    def sha256(self) -> str:
        """Hash of the bytes and of what the source says beside them; either changed makes it another arrival."""
        digest = hashlib.sha256(self.data)
        for key, known in sorted(self.known.items()):
            digest.update(f"\x00{key}\x1f{known.value}\x1f{known.basis}".encode("utf-8", "surrogatepass"))
        return digest.hexdigest()

    @cached_property
    def bytes_sha256(self) -> str:
        """Hash of the bytes alone."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class Fetched:
    """An address that was asked, when all that came of it is through: what the next run may say to be told only of changes.

    `changed` is False where the server said so, or the answer was the same. `mark`: what made us ask, such as the item
    of a feed. `complete` is False where something of it failed and has to be asked for again.
    """

    address: str
    at: str
    etag: str | None = None
    last_modified: str | None = None
    changed: bool = True
    mark: str | None = None
    not_before: str | None = None
    complete: bool = True
