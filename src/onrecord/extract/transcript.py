"""Transcripts: lines that begin with who speaks, "MR HADDAD: We ...", "Q: ...", and the turns they open."""

from __future__ import annotations

import re
from collections import Counter

from onrecord.extract.words import ROLE_NOUNS, TITLES
from onrecord.model.mention import Mention

TURN = re.compile(
    r"\s*((?:[A-Z][A-Z.'’-]*(?: [A-Z][A-Z.'’-]*){0,5}|[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){0,4})(?: \([^()]{2,60}\))?):\s+(?=\S)"
)
ASKING = frozenset({"q", "question", "reporter", "journalist", "interviewer", "moderator", "host"})
ANSWERING = frozenset({"a", "answer"})


def turn_of(words: str) -> str | None:
    """Who a line says is speaking, or None."""
    match = TURN.match(words)
    return match.group(1) if match is not None else None


def is_transcript(lines: list[str]) -> bool:
    """Whether several lines begin with who speaks, and some of them with somebody by name, office or as a question."""
    found = Counter(turn for line in lines if (turn := turn_of(line)) is not None)
    if sum(found.values()) < 3 or sum(found.values()) * 3 < len(lines):
        return False
    return max(found.values()) > 1 and any(asks(turn) or _is_person(turn) for turn in found)


def asks(turn: str) -> bool:
    """Whether a turn is a question, whose words are nobody's statement."""
    return turn.lower().rstrip(".") in ASKING


def speaker_of(turn: str, start: int) -> Mention | None:
    """The mention that a turn's label is; None for a plain "A:", whose speaker the text does not name there."""
    if turn.lower().rstrip(".") in ANSWERING:
        return None
    label = re.sub(r"\s*\([^()]*\)$", "", turn)
    words = [word.title() if word.isupper() and len(word) > 1 else word for word in label.split()]
    title = []
    while words and words[0].lower().rstrip(".") in TITLES | ROLE_NOUNS:
        title.append(words.pop(0))
    name = " ".join(words)
    head = (words or title)[-1].lower()
    return Mention(
        start,
        start + len(label),
        label,
        head,
        name=name,
        title=" ".join(title),
        label="PERSON" if name and (title or len(words) > 1) else "",
        definite=not name,
        is_subject=True,
    )


def _is_person(turn: str) -> bool:
    words = {word.lower().rstrip(".") for word in turn.split()}
    return bool(words & (ROLE_NOUNS | {"mr", "mrs", "ms", "dr", "sir", "gen", "col"})) or 2 <= len(turn.split()) <= 3
