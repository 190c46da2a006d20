"""Transcripts: lines that begin with who speaks, "MR HADDAD: We ...", "Q: ...", and the turns they open."""

from __future__ import annotations

import re
from collections import Counter

from onrecord.extract.words import ROLE_NOUNS, TITLES
from onrecord.model.mention import Mention

TURN = re.compile(
    r"\s*[\"“]?((?:[A-Z][A-Z.'’/-]*(?:,? [A-Z][A-Z.'’-]*){0,9}|[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){0,4})(?: \([^()]{2,60}\))?):\s+(?=\S)"
)
ASKING = frozenset({"q", "question", "reporter", "journalist", "interviewer", "moderator", "host"})
ANSWERING = frozenset({"a", "answer"})
# in a broadcaster's script, those who tell the news, and recorded words of others between them
TELLING = frozenset(
    """presenter anchor newsreader correspondent reporter narrator voice-over voiceover vo v/o studio intro link cue host
    newscaster announcer journalist""".split()
)
# what stands before the speaker's name: "CLIP (ABRAHA)", "CLIP, ROSA TELLEZ"
LEAD = "(?:CLIP|SOT|SOUNDBITE|TAPE|GRAB|INSERT)"
CLIP = re.compile(r"\b(?:clip|sot|soundbite|sound bite|actuality|actualité|tape|insert|grab|upsot)\b", re.I)


def turn_of(words: str) -> str | None:
    """Who a line says is speaking, or None."""
    match = TURN.match(words)
    return match.group(1) if match is not None else None


def is_transcript(lines: list[str]) -> bool:
    """Whether several lines begin with who speaks: by name, by office, as a question, or two of them by turns."""
    found = Counter(turn for line in lines if (turn := turn_of(line)) is not None)
    if sum(found.values()) < 3 or sum(found.values()) * 3 < len(lines):
        return False
    # where one of them tells the news, the other may be his correspondent, whose words are nobody's statement
    by_turns = sum(count > 1 for count in found.values()) > 1 and not any(tells(turn) for turn in found)
    return max(found.values()) > 1 and (by_turns or any(asks(turn) or _is_person(turn) for turn in found))


def asks(turn: str) -> bool:
    """Whether a turn is a question, whose words are nobody's statement."""
    return turn.lower().rstrip(".") in ASKING


def tells(turn: str) -> bool:
    """Whether a turn is that of somebody who tells the news in a broadcaster's script."""
    return re.sub(r"\s*\([^()]*\)$", "", turn).lower().rstrip(".") in TELLING


def is_script(turns: list[str]) -> bool:
    """Whether the turns are a broadcaster's script: somebody tells the news, and recorded words come between."""
    return any(tells(turn) for turn in turns) and any(CLIP.search(turn) or "voice" in turn.lower() for turn in turns)


def is_clip(turn: str) -> bool:
    """Whether a turn of a script is recorded words of somebody the news is about."""
    return CLIP.search(turn) is not None


def speaker_of(turn: str, start: int) -> Mention | None:
    """The mention that a turn's label is; None for a plain "A:", whose speaker the text does not name there."""
    if turn.lower().rstrip(".") in ANSWERING:
        return None
    named = re.fullmatch(rf"{LEAD} ?\(([^()]+)\)", turn, re.I)
    label = re.sub(r"\s*\([^()]*\)$", "", turn)
    if named is not None:
        # "CLIP (ABRAHA)"
        start, label = start + named.start(1), named.group(1)
    elif (told := re.match(rf"{LEAD}\W+", label, re.I)) is not None:
        # "CLIP, ROSA TELLEZ, FOCUS PULLER"
        start, label = start + told.end(), label[told.end() :]
    if not label.strip():
        return None
    label = label.split(",")[0]
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
