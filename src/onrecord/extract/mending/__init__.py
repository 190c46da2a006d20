"""What the parser is known to take wrongly, set right word by word before anything is read."""

from __future__ import annotations

from spacy.tokens import Token

from onrecord.extract.mending.clauses import clauses
from onrecord.extract.mending.names import names
from onrecord.extract.mending.words import words


def mend(token: Token) -> None:
    """Set right one word: its part of speech, what it depends on, or as what. Idempotent."""
    _ = names(token) or words(token) or clauses(token)
