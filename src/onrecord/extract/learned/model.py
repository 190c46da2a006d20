"""The trained models: small sentence encoders in ONNX, run on the CPU, one chunk a call."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING, Any

import numpy as np

from onrecord.errors import ModelError
from onrecord.extract.learned.features import Chunk, Floats

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

LONGEST_INPUT = 384
INSTALL = "Install Onrecord anew"
INSTEAD = f"{INSTALL}, or read with the codebook alone: --reader rules"


@dataclass(frozen=True, slots=True)
class Scores:
    """What the model makes of each word of a chunk, as probabilities.

    `labels`, `families`: [words, …], whether a line of that sort hangs on the word; `flags`, `style`, `form`,
    `status`, `outcome`: [words, …], its slots if one does; `slots`: [words, words, SLOTS], whether a word fills one.
    """

    labels: Floats
    families: Floats
    flags: Floats
    style: Floats
    form: Floats
    status: Floats
    outcome: Floats
    slots: Floats


class Pieces:
    """Word pieces and their vectors, which all models share."""

    def __init__(self, vocabulary: str, vectors: bytes) -> None:
        from tokenizers import Tokenizer

        self.tokenizer: Tokenizer = Tokenizer.from_str(vocabulary)
        self.tokenizer.no_padding()
        self.tokenizer.no_truncation()
        kept = np.load(io.BytesIO(vectors), allow_pickle=False)
        self._table, self._scale = kept["table"], kept["scale"]

    def vectors(self, pieces: list[int]) -> Floats:
        """[1, pieces, width]."""
        return np.asarray(self._table[pieces] * self._scale[pieces, None], dtype=np.float32)[None]


def session(weights: bytes) -> InferenceSession:
    """A network that runs on one thread, so that sums are added in the same order everywhere."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])


class Model:
    """The reader's network. The scores of a chunk depend on nothing but the chunk."""

    def __init__(self, weights: bytes, pieces: Pieces, settings: dict[str, Any]) -> None:
        self._session = session(weights)
        self._pieces = pieces
        self.settings = settings

    def worth(self, chance: float, *, alone: bool) -> float:
        """How often a line of this chance was right on the development reports; `alone`: no rule proposed it."""
        known = self.settings.get("worth", {}).get("alone" if alone else "drafted")
        return float(np.interp(chance, *known)) if known else chance

    def scores(self, chunk: Chunk) -> Scores:
        """Read one chunk."""
        pieces, first = pieces_of(self._pieces.tokenizer, chunk.words)
        made = self._session.run(
            None,
            {
                "vectors": self._pieces.vectors(pieces),
                "first": np.array([first], dtype=np.int64),
                "spans": np.array([chunk.spans], dtype=np.int64),
                "features": chunk.features[None],
                "ties": chunk.ties[None],
            },
        )
        return Scores(*(np.asarray(output)[0] for output in made))


def pieces_of(tokenizer: Tokenizer, words: list[str]) -> tuple[list[int], list[int]]:
    """The word pieces of a chunk, and the place of each word's first one; what does not fit falls to the first piece."""
    encoding = tokenizer.encode(words, is_pretokenized=True)
    first = [0] * len(words)
    for place, word in reversed(list(enumerate(encoding.word_ids[:LONGEST_INPUT]))):
        if word is not None:
            first[word] = place
    return encoding.ids[:LONGEST_INPUT], first


def model_in(folder: Traversable) -> Model:
    """The reader's model in a folder."""
    weights = (folder / "reader.onnx").read_bytes()
    return Model(weights, pieces_in(folder), json.loads((folder / "settings.json").read_text(encoding="utf-8")))


def pieces_in(folder: Traversable) -> Pieces:
    """The word pieces in a folder, and their vectors."""
    return Pieces((folder / "tokenizer.json").read_text(encoding="utf-8"), (folder / "words.npz").read_bytes())


@cache
def load_pieces() -> Pieces:
    """The word pieces shipped with the package; a ModelError, with what to do, when they are missing or damaged."""
    try:
        return pieces_in(files("onrecord.data") / "model")
    except Exception as error:  # whatever tokenizers or numpy make of a damaged file
        raise ModelError(f"The word vectors are missing or damaged: {error}", hint=INSTALL) from error


@cache
def load_model() -> Model:
    """The model shipped with the package; a ModelError, with what to do, when it is missing, damaged or cannot run."""
    try:
        return model_in(files("onrecord.data") / "model")
    except ImportError as error:
        raise ModelError(f"The learned model cannot run: {error}", hint=INSTEAD) from error
    except Exception as error:  # whatever onnxruntime makes of a damaged file
        raise ModelError(f"The learned model is missing or damaged: {error}", hint=INSTEAD) from error
