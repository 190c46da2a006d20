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
    the source knows ("text", "html", "fragment"); None leaves it to their content. `known`: title, outlet, published, url.
    """

    name: str
    data: bytes
    form: str | None = None
    known: Mapping[str, Known] = field(default_factory=dict)
    file: str | None = None
    position: int | None = None

    @cached_property
    def sha256(self) -> str:
        """Hash of the bytes and of what the source says beside them; either changed makes it another arrival."""
        digest = hashlib.sha256(self.data)
        for key, known in sorted(self.known.items()):
            digest.update(f"\x00{key}\x1f{known.value}\x1f{known.basis}".encode("utf-8", "surrogatepass"))
        return digest.hexdigest()
