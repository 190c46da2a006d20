"""Makes reports of known families out of our own texts: the same count and seed, the same reports.

Half of the dispatches are printed once. Others are printed again: word for word, with another headline and dateline, with some
words and sentences changed, shortened from the end, extended by paragraphs of an outlet's own, joined with an outlet's standing
lines. No reprint are: an article of its own that quotes a passage, or a short statement whole; bulletins filled into one
form; articles that share only an outlet's standing lines.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

TEXTS = Path(__file__).parent.parent.parent / "training/reports"
SWAPS = {
    "said": "stated", "says": "states", "government": "administration", "talks": "negotiations", "agreed": "consented", "on": "upon",
    "also": "too", "would": "will", "but": "yet", "because": "since", "officials": "authorities", "after": "following", "about": "around",
    "meeting": "session", "told": "informed", "big": "large", "begin": "start", "began": "started", "several": "some", "near": "close to",
}  # fmt: skip
CITIES = "VIENNA|GENEVA|DOHA|NAIROBI|OSLO|MUSCAT|CAIRO|ANKARA|LIMA|HANOI".split("|")
STANDING = (
    "All rights reserved. This material may not be published, broadcast, rewritten or redistributed in whole or in part without the prior written permission of the publisher. {0} is a member of the council of the press.",
    "{0} is an independent newsroom that is paid for by its readers. We keep our reporting open to everyone, wherever they live and whatever they can pay. If you can, please support us with a contribution, however small, so that we can go on reporting on those in power. It takes less than a minute. Thank you for being with us.",
    "About {0}: founded in 1974, it appears six days a week in print and every day online. Letters to the editor should have no more than two hundred words and the writer's full name and address; they may be cut. Opinions in signed articles are those of their writers alone.",
)
FORMS = (
    "DAILY BULLETIN. Over the past twenty-four hours the monitoring mission recorded {0} violations of the ceasefire along the line of contact, most of them in the sector of {1}. Observers of the mission patrolled {2} times and were denied passage at {3} checkpoints. The mission again calls on both sides to hold to the measures they have agreed to, to keep heavy weapons behind the withdrawal lines and to give observers safe and unhindered access to all places named in the agreement. The head of the mission spoke with the commanders at {1} about {4} shells that fell there.",
    "WEEKLY TABLE OF THE CROSSING. The authority of the crossing at {1} counted {0} lorries and {2} travellers in both directions this week. {3} lorries were turned back for want of papers. The hours remain from six in the morning to eight in the evening; on holidays the crossing closes at noon. Drivers need a permit of both sides, a list of the load in two copies and the receipt of the fee. The joint committee meets every Thursday. Complaints, of which there were {4} this week, are heard at the office of the committee.",
)
PLACES = "Kareth|Dolnik|Vasra|Ombeya|Tilun|Marost|Quenta|Harun|Besk|Lorani|Pedra|Umsad".split("|")


@dataclass(frozen=True)
class Printed:
    """One report: its text, its day, its family, and how it came about."""

    text: str
    day: str
    family: int
    how: str


@cache
def dispatches() -> tuple[tuple[str, ...], ...]:
    """Our texts, longer ones in two: runs of paragraphs that share nothing."""
    found = []
    for path in sorted(TEXTS.glob("*.gold.json")):
        paragraphs = [
            p for p in json.loads(path.read_text(encoding="utf-8"))["text"].split("\n\n") if len(p.split()) > 5
        ]
        half = len(paragraphs) // 2
        for part in (paragraphs[:half], paragraphs[half:]):
            if sum(len(p.split()) for p in part) >= 80 and len(part) > 1:
                found.append(tuple(part))
    return tuple(found)


def reprinted(count: int, seed: int = 1) -> list[Printed]:
    """So many reports, in any order."""
    chance = random.Random(seed)
    texts = list(dispatches())
    chance.shuffle(texts)
    found: list[Printed] = []
    few = max(40, count * len(texts) // 20_000)
    own, spare = texts[: int(0.8 * min(few, len(texts)))], texts[int(0.8 * min(few, len(texts))) : few]
    sizes = [1 if n % 2 else min(150, 2 + int(chance.paretovariate(0.9))) for n in range(len(own))]
    left = int(0.9 * count) - sum(sizes)
    while left > 0:
        n = chance.randrange(len(own) // 2) * 2
        sizes[n] += 1 if sizes[n] < 150 else 0
        left -= 1
    for family, (text, size) in enumerate(zip(own, sizes, strict=True)):
        found += _family(family, text, size, spare, chance)
    found = found[: int(0.92 * count)]
    family = len(own)
    while len(found) < count:
        family += 1
        found.append(_apart(family, own, spare, chance))
    chance.shuffle(found)
    return found


def _day(first: date, chance: random.Random, days: int = 6) -> str:
    return (first + timedelta(days=chance.randrange(days))).isoformat()


def _family(
    family: int, text: tuple[str, ...], size: int, spare: list[tuple[str, ...]], chance: random.Random
) -> list[Printed]:
    first = date(2026, 1, 1) + timedelta(days=chance.randrange(300))
    made = [Printed("\n\n".join(text), first.isoformat(), family, "dispatch")]
    for _ in range(size - 1):
        how = chance.choice(list(WAYS))
        paragraphs = WAYS[how](list(text), spare, chance)
        if how != "exact" and chance.random() < 0.3:
            paragraphs.append(_standing(chance))
        made.append(Printed("\n\n".join(paragraphs), _day(first + timedelta(days=1), chance), family, how))
    return made


def _standing(chance: random.Random) -> str:
    return chance.choice(STANDING).format("The Meridian Times")


def _exact(text: list[str], spare: list[tuple[str, ...]], chance: random.Random) -> list[str]:
    return text


def _near(text: list[str], spare: list[tuple[str, ...]], chance: random.Random) -> list[str]:
    """Another headline, a dateline, the case of a headline, other quotation marks."""
    marks = str.maketrans("“”’", '""\'')
    return [
        f"{chance.choice(CITIES)} - {text[0].translate(marks)}",
        *(p.translate(marks) for p in text[1:]),
        "(Agencies)",
    ]


def _shortened(text: list[str], spare: list[tuple[str, ...]], chance: random.Random) -> list[str]:
    """Cut from the end, to no less than forty words."""
    kept = text[: max(1, round(len(text) * chance.uniform(0.3, 0.8)))]
    while sum(len(p.split()) for p in kept) < 40:
        kept = text[: len(kept) + 1]
    return kept


def _extended(text: list[str], spare: list[tuple[str, ...]], chance: random.Random) -> list[str]:
    """With paragraphs of an outlet's own, or with some background that it prints under many reports."""
    more = [" ".join(_shuffled(p, chance)) for p in chance.choice(spare)][: chance.randint(1, 3)]
    if chance.random() < 0.3:
        more = [" ".join(spare[chance.randrange(9)][0].split()[: sum(len(p.split()) for p in text) * 2 // 5])]
    return [*text, *more] if chance.random() < 0.7 else [text[0], *more[:1], *text[1:]]


def _edited(text: list[str], spare: list[tuple[str, ...]], chance: random.Random) -> list[str]:
    """A desk's hand: some words are others, a sentence is dropped here and there, a paragraph may be moved."""
    made = []
    for paragraph in text:
        sentences = re.split(r"(?<=[.!?]) ", paragraph)
        kept = [s for n, s in enumerate(sentences) if n == 0 or chance.random() > 0.1]
        words = [SWAPS.get(w, w) if chance.random() < 0.5 else w for w in " ".join(kept).split(" ")]
        made.append(" ".join(words))
    if len(made) > 3 and chance.random() < 0.3:
        n = chance.randrange(2, len(made))
        made.insert(2, made.pop(n))
    return made


WAYS: dict[str, Callable[[list[str], list[tuple[str, ...]], random.Random], list[str]]] = {
    "exact": _exact, "near": _near, "shortened": _shortened, "extended": _extended, "edited": _edited,
}  # fmt: skip


def _apart(family: int, own: list[tuple[str, ...]], spare: list[tuple[str, ...]], chance: random.Random) -> Printed:
    """A report that is no reprint, though it shares words with others."""
    day = _day(date(2026, 1, 1), chance, 320)
    if chance.random() < 0.4:
        numbers = [chance.randrange(2, 900) for _ in range(5)]
        numbers[1] = 0
        text = chance.choice(FORMS).format(numbers[0], chance.choice(PLACES), *numbers[2:])
        return Printed(f"{text} Bulletin number {family}, {day}.", day, family, "form")
    body = [" ".join(_shuffled(p, chance)) for p in chance.choice(spare)]
    while sum(len(p.split()) for p in body) < 150:
        body += [" ".join(_shuffled(p, chance)) for p in chance.choice(spare)]
    statement = chance.choice(own)
    if chance.random() < 0.2 and sum(len(p.split()) for p in statement) < 0.6 * sum(len(p.split()) for p in body):
        # the whole of a short statement, after forty words of its own
        first = next(n for n in range(1, len(body) + 1) if sum(len(p.split()) for p in body[:n]) > 40)
        body[first:first] = statement
        return Printed("\n\n".join(body), day, family, "whole")
    sentences = re.split(r"(?<=[.!?]) ", " ".join(statement))
    start = chance.randrange(max(1, len(sentences) - 2))
    passage = " ".join(sentences[start : start + chance.randint(1, 3)])
    room = 0.45 * sum(len(p.split()) for p in body)
    passage = " ".join(passage.split()[: int(room)])
    body.insert(chance.randrange(1, len(body) + 1), f"“{passage}”")
    if chance.random() < 0.3:
        body.append(_standing(chance))
    return Printed("\n\n".join(body), day, family, "quoting")


def _shuffled(paragraph: str, chance: random.Random) -> list[str]:
    """Words of a paragraph in another order: nobody else's run of words."""
    words = paragraph.split()
    chance.shuffle(words)
    return words
