"""Who is not heard: parties, third parties and persons who are spoken of and never speak; demands without an answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from onrecord.model import Kind
from onrecord.model.state import Silence, Unheard
from onrecord.model.story import Mark, Party, Process, Thread, wholes

CLAIMS = frozenset({"accuse", "criticise", "claim", "deny"})
# whoever would not comment is told of, and not heard
DECLINES = "decline_comment"


def silence(
    marks: Iterable[Mark], actors: Mapping[str, Party], process: Process | None, threads: Iterable[Thread]
) -> Silence:
    """Who of a process is never heard in these lines. A party is heard through whoever speaks for it."""
    own = tuple(marks)
    heard = {speaker for mark in own for speaker in heard_in(mark)}
    spoken = Counter(actor for mark in own for actor in spoken_of_in(mark))
    declined: dict[str, list[str]] = {}
    for mark in own:
        if mark.act == DECLINES and not mark.negated:
            for actor in spoken_of_in(mark):
                declined.setdefault(actor, []).append(mark.entry)
    against: dict[str, list[str]] = {}
    for mark in own:
        if mark.kind is Kind.STATEMENT and mark.act in CLAIMS and not mark.negated:
            for actor in mark.addressees:
                against.setdefault(actor, []).append(mark.entry)
    heard |= {whole for actor in heard for whole in wholes(actor, actors)}
    found = []
    parties = set(process.parties) if process is not None else set()
    third = {actor for actor, _ in process.third} if process is not None else set()
    for actor in sorted({*spoken, *parties, *third}):
        if actor in heard or actor not in actors:
            continue
        role = "party" if actor in parties else "third party" if actor in third else None
        if role is None and actors[actor].kind == "person" and " " in actors[actor].name:
            role = "named person"
        if role is not None:
            lines = (tuple(found_in.get(actor, ())) for found_in in (against, declined))
            found.append(Unheard(actor, role, spoken[actor], *lines))
    order = {"party": 0, "third party": 1, "named person": 2}
    found.sort(key=lambda u: (order[u.role], -u.spoken_of, u.actor))
    unanswered = tuple(t.id for t in threads if t.kind == "demand" and t.answer == "ignored")
    return Silence(tuple(found), unanswered)


def heard_in(mark: Mark) -> tuple[str, ...]:
    """Who is heard in a line: whoever says so, but not who only declines to comment."""
    return mark.speakers if mark.act != DECLINES else ()


def spoken_of_in(mark: Mark) -> tuple[str, ...]:
    """Who is spoken of in a line: whoever acts in it and to whom; and who declines to comment, by whatever slot he is in."""
    own = (*mark.actors, *mark.addressees, *(mark.speakers if mark.act == DECLINES else ()))
    return tuple(dict.fromkeys(own))
