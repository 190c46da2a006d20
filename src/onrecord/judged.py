"""What the models say of texts when a record is resolved, each asked once: their answers are remembered with the record."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, MutableMapping
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from onrecord.model.story import Passage

# answers are kept with this precision, so that a remembered one and a new one are the same
STEPS = 127
# what a text says of a thread it is about counts where the model gives it this share of all that it may say; below, the text
# is only about it
LEAST = 0.4


class Link(NamedTuple):
    """What a later text says of an undertaking, demand or warning: how surely it is about it at all, and what it says, where that is clear."""

    about: float
    says: str


class Judged:
    """The answers of the models, by what they were asked.

    `known`: answers given before, by their keys; `shared`: what others are told meanwhile, too, and may tell.
    """

    def __init__(
        self, known: Mapping[int, bytes] | None = None, shared: MutableMapping[int, bytes] | None = None
    ) -> None:
        self._known = known or {}
        self._shared = {} if shared is None else shared
        # all that was asked this time
        self.asked: dict[int, bytes] = {}

    def meaning(self, passage: Passage) -> Any:
        """What a passage is about, as a vector of length one."""
        key = _key("meaning", *passage)
        answer = self._answer(key)
        if answer is None:
            answer = np.rint(self._relations.meaning(passage) * STEPS).astype(np.int8).tobytes()
            self._shared[key] = answer
        self.asked[key] = answer
        vector = np.frombuffer(answer, dtype=np.int8).astype(np.float32)
        return vector / np.linalg.norm(vector)

    def link(self, kind: str, what: str, passage: Passage) -> Link:
        """What a passage says of a commitment, demand or warning."""
        key = _key("link", kind, what, *passage)
        answer = self._answer(key)
        if answer is None:
            chances = self._relations.link(kind, what, passage)
            about = 1 - chances.pop("none")
            says = max(chances, key=lambda link: chances[link])
            says = says if chances[says] >= LEAST * about else "spoken_of"
            answer = bytes([round(about * STEPS)]) + says.encode()
            self._shared[key] = answer
        self.asked[key] = answer
        return Link(answer[0] / STEPS, answer[1:].decode())

    def _answer(self, key: int) -> bytes | None:
        return self.asked.get(key) or self._known.get(key) or self._shared.get(key)

    @cached_property
    def _relations(self) -> Any:
        # slow to load, and not needed where all is remembered
        from onrecord.extract.learned.relation import load_relations

        return load_relations()


def _key(*parts: str) -> int:
    return int.from_bytes(hashlib.sha256("\x1f".join(parts).encode()).digest()[:8], "big", signed=True)
