"""What one marked actor does to another: the trained model of relations, and what it reads."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from onrecord.errors import ModelError
from onrecord.extract.learned.features import Floats
from onrecord.extract.learned.model import INSTALL, Pieces, pieces_in, session
from onrecord.model.story import Passage

if TYPE_CHECKING:
    from tokenizers import Tokenizer

# the root classes of PLOVER, in the order of the model's answers
ROOTS = (
    "AGREE", "CONSULT", "SUPPORT", "COOPERATE", "AID", "YIELD", "REQUEST", "ACCUSE", "REJECT", "THREATEN", "PROTEST",
    "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
)  # fmt: skip
# what a later text says of an undertaking, demand or warning: nothing, only something about it, or how it stands
LINKS = (
    "none", "spoken_of", "given", "offered", "sought", "refused", "denied", "kept", "partly_kept", "breach_alleged",
    "breach_admitted", "withdrawn", "lapsed", "countered", "in_effect",
)  # fmt: skip
# word pieces that no text has; they stand around who acts and around whom it is done to
MARKS = (1, 2, 3, 4)
# the marks of all pieces of what was undertaken, demanded or warned of, before the text that may be about it
KINDS = {"commitment": 5, "demand": 6, "warning": 7}
WHAT_PIECES = 40
SPAN_PIECES = 128
# the mark of the words of a passage, and how many pieces of them count, of what stands before them and of what after
WORDS = 8
BEFORE_PIECES, WORDS_PIECES, AFTER_PIECES = 32, 56, 8


class Marked(NamedTuple):
    """A text with two places in it, as character offsets: who acts, and towards whom."""

    text: str
    actor: tuple[int, int]
    recipient: tuple[int, int]


def pieces_of(tokenizer: Tokenizer, marked: Marked, longest: int = SPAN_PIECES) -> tuple[list[int], list[int]]:
    """The word pieces of a marked text, and for each the number of the mark that it is, else 0.

    Of a long text the part around the two is read.
    """
    encoding = tokenizer.encode(marked.text)
    ids, places = encoding.ids, encoding.offsets
    real = [n for n, (start, end) in enumerate(places) if end > start]
    marks = list(zip((*marked.actor, *marked.recipient), MARKS, strict=True))
    # where one ends and the other begins, the end comes first
    left = sorted(marks, key=lambda mark: (mark[0], mark[1] % 2))
    pieces, kinds = [], []
    for n, piece in enumerate(ids):
        start, end = places[n]
        while left and end > start and left[0][0] <= start:
            _, kind = left.pop(0)
            pieces.append(kind)
            kinds.append(kind)
        if left and real and n > real[-1]:
            for _, kind in left:
                pieces.append(kind)
                kinds.append(kind)
            left = []
        pieces.append(piece)
        kinds.append(0)
    if len(pieces) <= longest:
        return pieces, kinds
    marked_at = [n for n, kind in enumerate(kinds) if kind]
    first, last = min(marked_at), max(marked_at)
    begin = max(0, min(first - 8, (first + last - longest) // 2))
    return pieces[begin : begin + longest], kinds[begin : begin + longest]


def passage_of(tokenizer: Tokenizer, passage: Passage) -> tuple[list[int], list[int]]:
    """The word pieces of a passage between those that begin and end a text, and their marks."""
    empty = tokenizer.encode("").ids
    before, words, after = (tokenizer.encode(part, add_special_tokens=False).ids for part in passage)
    before, words, after = before[-BEFORE_PIECES:], words[:WORDS_PIECES], after[:AFTER_PIECES]
    pieces = [empty[0], *before, *words, *after, empty[-1]]
    return pieces, [0] * (len(before) + 1) + [WORDS] * len(words) + [0] * (len(after) + 1)


def pair_of(tokenizer: Tokenizer, kind: str, what: str, passage: Passage) -> tuple[list[int], list[int]]:
    """The word pieces of what was undertaken and of a later passage, and their marks."""
    first = tokenizer.encode(what).ids[:WHAT_PIECES]
    pieces, marks = passage_of(tokenizer, passage)
    return [*first, *pieces[1:]], [*[KINDS[kind]] * len(first), *marks[1:]]


class Relations:
    """The model of relations. Its answer depends on nothing but the texts."""

    def __init__(self, weights: bytes, pieces: Pieces) -> None:
        self._session = session(weights)
        self._pieces = pieces

    def chances(self, marked: Marked) -> dict[str, float]:
        """How likely each root is."""
        pieces, marks = pieces_of(self._pieces.tokenizer, marked)
        given = {"vectors": self._pieces.vectors(pieces), "marks": np.array([marks], dtype=np.int64)}
        (found,) = self._session.run(["roots"], given)
        return {root: float(chance) for root, chance in zip(ROOTS, np.asarray(found)[0], strict=True)}

    def link(self, kind: str, what: str, passage: Passage) -> dict[str, float]:
        """What a passage says of a commitment, demand or warning told before: how likely each of `LINKS` is."""
        pieces, marks = pair_of(self._pieces.tokenizer, kind, what, passage)
        given = {"vectors": self._pieces.vectors(pieces), "marks": np.array([marks], dtype=np.int64)}
        (found,) = self._session.run(["links"], given)
        return {link: float(chance) for link, chance in zip(LINKS, np.asarray(found)[0], strict=True)}

    def meaning(self, passage: Passage) -> Floats:
        """What a passage is about, as a vector of length one; those about the same undertaking or demand have vectors that are near."""
        pieces, marks = passage_of(self._pieces.tokenizer, passage)
        given = {"vectors": self._pieces.vectors(pieces), "marks": np.array([marks], dtype=np.int64)}
        (found,) = self._session.run(["meaning"], given)
        meaning: Floats = np.asarray(found, dtype=np.float32)[0]
        return meaning


@cache
def load_relations() -> Relations:
    """The model shipped with the package; a ModelError, with what to do, when it is missing, damaged or cannot run."""
    folder = files("onrecord.data") / "model"
    try:
        return Relations((folder / "relation.onnx").read_bytes(), pieces_in(folder))
    except ImportError as error:
        raise ModelError(f"The model of relations cannot run: {error}", hint=INSTALL) from error
    except Exception as error:  # whatever onnxruntime makes of a damaged file
        raise ModelError(f"The model of relations is missing or damaged: {error}", hint=INSTALL) from error
