"""What of a record is an event that happened, as event data has it: who did what to whom, and when as far as it is told."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256

from onrecord.codebook import load_codebook
from onrecord.export.leaving import Leaving
from onrecord.model import Actor, Entry, Kind, Status, Tier
from onrecord.model.story import Line, Party

# families whose acts look ahead by their meaning: what is said with "will" or "if" is said all the same
LOOKING_AHEAD = frozenset({"commit", "offer", "refuse", "warn"})
# words that put a verb after them ahead, or leave it open
NOT_YET = r"\b(?:will|would|shall|should|may|might|could|can|going to|about to)\b|['’](?:ll|d)\b"
HELD = frozenset({Status.UNDER_WAY, Status.ENDED, Status.IMPLIED})
# acts that those named do with one another where nobody is named to whom they do it
MUTUAL = frozenset({"clash", "sign", "agree"})
MEETING = {"plover": "CONSULT", "cameo": "040"}


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody in an event: as the report has him, and across reports where he is known there. `place`: his place in the slot of the line, from 1."""

    actor: Actor
    party: Party | None
    place: int

    @property
    def name(self) -> str:
        """His name across reports, or the one in his report."""
        return self.party.name if self.party is not None else self.actor.name

    @property
    def key(self) -> str:
        """What he is known by, so that nobody stands twice in a slot."""
        return self.party.id if self.party is not None else self.actor.name.lower()


@dataclass(frozen=True, slots=True)
class Pair:
    """One who acts, and one towards whom. `id` is stable and begins with that of the line."""

    id: str
    source: Who
    target: Who | None


def happened(entry: Entry) -> bool:
    """Whether something happened that the line tells of, and not only will, would or did not.

    Of a statement that puts something ahead or under a condition it is the saying that happened: a threat is a threat, a
    promise a promise. "The Front would raise its demand" only announces that one will be made.
    """
    if entry.negated:
        return False
    if entry.kind is Kind.MEETING:
        return entry.status in HELD and not entry.future and not entry.conditional
    if entry.kind is Kind.ACTION:
        return not entry.future and not entry.conditional
    if entry.kind is Kind.STATEMENT:
        return not (entry.future or entry.conditional) or _is_said(entry)
    return False


def is_plain(line: Line) -> bool:
    """Whether it happened and needs no mark to say how it is meant, for formats in which there is none.

    Nothing ahead, under a condition or only presupposed, and of the background that a report recalls only what has a day.
    """
    entry = line.entry
    if entry.future or entry.conditional or entry.tier is Tier.IMPLIED or entry.status is Status.IMPLIED:
        return False
    return happened(entry) and not (entry.historical and day(line) is None)


def when(line: Line) -> tuple[str | None, str | None]:
    """The first and last day on which it may have happened, as far as the report says so; never the day of publication.

    The time told of a statement may be that of what is said ("accused the army of firing on 21 July"): it counts only where
    what is said is known and the time is no part of it.
    """
    entry, time = line.entry, line.entry.time
    if time.earliest is None or (line.told is not None and time.earliest[:10] > line.told):
        return None, None
    if entry.kind is Kind.STATEMENT:
        said = (entry.content, entry.condition, entry.consequence, entry.deadline)
        if entry.content is None or time.text is None or any(time.text in words for words in said if words):
            return None, None
    return time.earliest[:10], time.latest[:10] if time.latest else None


def day(line: Line) -> str | None:
    """The day on which it happened, where the report says which."""
    first, last = when(line)
    return first if first == last else None


def codes_of(entry: Entry) -> Mapping[str, str]:
    """The PLOVER and CAMEO codes of the act by the codebook of today; those of the line for an act that is not in it."""
    if entry.kind is Kind.MEETING:
        return MEETING
    return _codes(entry.act or "") or dict(entry.codes)


def pairs(leaving: Leaving, line: Line) -> Iterator[Pair]:
    """Each who acts with each towards whom he acts, once; each two who act together; else each who acts, alone."""
    entry = line.entry
    acting, towards = slot(leaving, line, entry.actors), slot(leaving, line, entry.addressees)
    if not towards and len(acting) > 1 and is_mutual(entry):
        for n, one in enumerate(acting):
            for other in acting[n + 1 :]:
                yield Pair(f"{entry.id}.{one.place}.{other.place}", one, other)
        return
    for one in acting:
        if not towards:
            yield Pair(f"{entry.id}.{one.place}", one, None)
        for other in towards:
            yield Pair(f"{entry.id}.{one.place}.{other.place}", one, other)


def is_mutual(entry: Entry) -> bool:
    """Whether those who act do so with one another where nobody else is named: a meeting, a clash, a signing."""
    return not entry.addressees and (entry.kind is Kind.MEETING or entry.act in MUTUAL)


def slot(leaving: Leaving, line: Line, actors: Sequence[Actor]) -> list[Who]:
    """Everybody in a slot, each once: the same under two names counts as the first."""
    found: dict[str, Who] = {}
    for place, actor in enumerate(actors, 1):
        who = Who(actor, leaving.party(line, actor), place)
        found.setdefault(who.key, who)
    return list(found.values())


def processes(leaving: Leaving) -> dict[str, str]:
    """The process of each line by the line's id."""
    return {mark.entry: mark.process for mark in leaving.story.marks_in(leaving.wanted) if mark.process is not None}


def number(name: str) -> int:
    """A number for an id, for formats whose ids are numbers: the first 13 hexadecimal digits of its SHA-256 (52 bits)."""
    return int(sha256(name.encode("utf-8", "replace")).hexdigest()[:13], 16)


@cache
def _codes(act: str) -> dict[str, str]:
    known = load_codebook().acts.get(act)
    return dict(known.codes) if known is not None else {}


@cache
def _looks_ahead(act: str) -> bool:
    known = load_codebook().acts.get(act)
    return act == "set_condition" or known is not None and known.family in LOOKING_AHEAD


def _is_said(entry: Entry) -> bool:
    """Whether the act itself was done in words that put something ahead: "will promise" announces a promise."""
    if not _looks_ahead(entry.act or ""):
        return False
    verb = entry.made_by.cue.partition(" ")[0]
    if not entry.made_by.rule.endswith("cue") or not verb.isalpha():
        # what somebody says that he will do, or a text that he will: there is no other verb that tells of the saying
        return True
    # "promised", "promising": a verb may lose its last letter
    ahead = re.search(rf"(?:{NOT_YET})[^.;]*?\b{verb[:-1] if len(verb) > 4 else verb}", entry.evidence[0].text, re.I)
    return ahead is None
