"""What state a process is in, since when, and according to whom."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from onrecord.model import Entry, Kind, Outcome, Status
from onrecord.model.state import Phase
from onrecord.model.story import Line

AUTHOR = "author"
# what a deed or a meeting shows of the state of a process, where nobody names it
SHOWN_BY_ACT = {
    "sign": "agreement",
    "cease_fire": "ceasefire",
    "walk_out": "stalled",
    "suspend": "suspended",
}
SHOWN_BY_OUTCOME = {
    Outcome.NO_AGREEMENT: "stalled",
    Outcome.AGREEMENT_TO_CONTINUE: "talks_under_way",
    Outcome.PARTIAL_AGREEMENT: "talks_under_way",
    Outcome.FULL_AGREEMENT: "agreement",
    Outcome.CEASEFIRE: "ceasefire",
}


@dataclass(frozen=True, slots=True)
class Sign:
    """What one line says or shows of the state of a process."""

    line: Line
    phase: str
    by: str
    said: bool

    @property
    def turns(self) -> bool:
        """Whether it is a meeting held or under way: after that, what was named before is past."""
        return self.line.entry.kind is Kind.MEETING and self.line.entry.status in (Status.ENDED, Status.UNDER_WAY)

    @property
    def order(self) -> tuple[str, str, int]:
        """When it was told, and where in the report."""
        return (self.line.told or "", self.line.entry.report, self.line.entry.evidence[0].start)


def sign_of(line: Line, by: str) -> Sign | None:
    """What a line says or shows of the state of a process; None where it shows nothing."""
    entry = line.entry
    announced = entry.kind is Kind.MEETING and entry.status is Status.ANNOUNCED
    if (
        entry.historical
        or entry.future
        and not announced
        or entry.negated
        or entry.conditional
        or entry.tier.value == "implied"
    ):
        return None
    if entry.kind is Kind.PHASE and entry.act is not None:
        return Sign(line, entry.act, by, said=True)
    shown = _shown(entry)
    return Sign(line, shown, by, said=False) if shown is not None else None


def _shown(entry: Entry) -> str | None:
    if entry.kind is Kind.ACTION:
        return SHOWN_BY_ACT.get(entry.act or "")
    if entry.kind is not Kind.MEETING:
        return None
    if entry.status in (Status.UNDER_WAY, Status.ANNOUNCED):
        return "talks_under_way"
    return SHOWN_BY_OUTCOME.get(entry.outcome) if entry.status is Status.ENDED and entry.outcome is not None else None


def phases(lines: Iterable[Line], says: Callable[[Line], str], *, as_of: str | None = None) -> dict[str, Phase]:
    """The latest state that each speaker, or the reporters, put the process in. Reports without a date count first."""
    signs = sorted(_signs(lines, says, as_of), key=lambda s: s.order)
    by_speaker: dict[str, list[Sign]] = {}
    for sign in signs:
        by_speaker.setdefault(sign.by, []).append(sign)
    return {by: _latest(own) for by, own in sorted(by_speaker.items())}


# for so many days a state that was named outweighs what later deeds only show
NAMED_FOR = 10


def phase(lines: Iterable[Line], says: Callable[[Line], str], *, as_of: str | None = None) -> Phase | None:
    """The state of a process by the reports as a whole, with all who agree and what contradicts it.

    What the reporters say themselves outweighs what the sides say; what is named outweighs, for some days, what is only shown.
    """
    signs = sorted(_signs(lines, says, as_of), key=lambda s: s.order)
    if not signs:
        return None
    own = [s for s in signs if s.by == AUTHOR] or signs
    latest = own[-1]
    named = next((s for s in reversed(own) if s.said), None)
    if (
        named is not None
        and named is not latest
        and not latest.said
        and _days(named, latest) <= NAMED_FOR
        and not latest.turns
    ):
        latest = named
    since = latest
    for sign in reversed([s for s in own if s.order <= latest.order]):
        if sign.phase != latest.phase:
            break
        since = sign
    agreeing = [s for s in signs if s.phase == latest.phase and s.order >= since.order]
    against = [s for s in signs if s.phase != latest.phase and s.order >= since.order and s.by != AUTHOR]
    return Phase(
        latest.phase,
        since.line.told,
        tuple(dict.fromkeys(s.by for s in agreeing)),
        tuple(dict.fromkeys(s.line.entry.id for s in agreeing)),
        any(s.said for s in agreeing),
        tuple(dict.fromkeys(s.line.entry.id for s in against)),
    )


def _days(one: Sign, other: Sign) -> int:
    if one.line.told is None or other.line.told is None:
        return 0
    return abs((date.fromisoformat(other.line.told) - date.fromisoformat(one.line.told)).days)


def _signs(lines: Iterable[Line], says: Callable[[Line], str], as_of: str | None) -> list[Sign]:
    found = []
    for line in lines:
        if as_of is not None and (line.told is None or line.told > as_of):
            continue
        if (sign := sign_of(line, says(line))) is not None:
            found.append(sign)
    return found


def _latest(signs: Sequence[Sign]) -> Phase:
    last = signs[-1].phase
    run = []
    for sign in reversed(signs):
        if sign.phase != last:
            break
        run.append(sign)
    run.reverse()
    return Phase(last, run[0].line.told, (run[0].by,), tuple(s.line.entry.id for s in run), any(s.said for s in run))
