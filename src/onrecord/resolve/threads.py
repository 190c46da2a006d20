"""The same undertaking, demand or warning over time: what was said of it, by whom, in what form, and whether it held."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

import numpy as np

from onrecord.model import Entry, Form, Kind, Style
from onrecord.model.story import Line, Roots, Standing, Step, Strand
from onrecord.resolve.topics import Topics, Vector

UNDERTAKING = frozenset({"offer", "propose", "commit", "agree", "accept", "sign"})
DEMANDING = frozenset({"demand", "request", "set_condition"})
WARNING = frozenset({"warn", "threaten"})
REFUSING = frozenset({"refuse", "reject", "rule_out"})
BLAMING = frozenset({"accuse", "criticise"})
# deeds by which something promised is done
YIELDING = frozenset({"release", "ease", "pull_back", "cease_fire", "aid", "withdraw"})
BREAKING = frozenset({"violate_ceasefire", "attack"})
TAKING_BACK = frozenset({"cancel", "suspend", "withdraw"})
# enough in common for one undertaking told twice, and for something said of an undertaking told before
ONE, ABOUT = 0.45, 0.35
CONFIRMING = frozenset({Style.DIRECT, Style.MIXED, Style.INDIRECT})


@dataclass(slots=True)
class Weaving:
    """A thread in the making."""

    kind: str
    makers: frozenset[str]
    to: set[str]
    about: Vector = 0.0
    steps: list[Step] = field(default_factory=list)

    def near(self, about: Vector) -> float:
        """How near a topic is to what the thread is about, -1 to 1."""
        return float(about @ self.about / np.linalg.norm(self.about))


class Weaver:
    """Puts the lines of one process into threads, in the order in which they were told."""

    def __init__(self, roots_of: Callable[[Line], Roots], topics: Topics, names: frozenset[str]) -> None:
        self._roots_of = roots_of
        self._topics = topics
        self._names = names
        self.strands: list[Weaving] = []

    def add(self, line: Line) -> None:
        """One more line."""
        entry, roots = line.entry, self._roots_of(line)
        about = self._topics.of(entry, self._names)
        if about is None:
            return
        by = roots.speakers[-1] if roots.speakers else "author"
        act = entry.act or ""
        if entry.kind is Kind.PHASE or entry.kind in (Kind.MEETING, Kind.PARTICIPATION):
            return
        if act in UNDERTAKING:
            self._undertake(line, roots, about, by)
        elif act in DEMANDING and not entry.negated:
            self._start("demand", line, roots, about, by, Standing.SOUGHT)
            self._seek(line, roots, about, by)
        elif act in WARNING and not entry.negated:
            self._start("warning", line, roots, about, by, Standing.GIVEN)
        elif act in REFUSING:
            self._refuse(line, roots, about, by)
        elif act == "deny":
            self._deny(line, roots, about, by)
        elif act == "admit":
            self._say_of(line, about, by, Standing.BREACH_ADMITTED, makers=frozenset(roots.actors))
        elif entry.kind is Kind.ACTION:
            self._act(line, roots, about, by, act)
        else:
            self._speak_of(line, roots, about, by)

    # -- what begins or goes on with a thread --------------------------------------------------------------------

    def _start(self, kind: str, line: Line, roots: Roots, about: Vector, by: str, standing: Standing) -> None:
        makers = frozenset(roots.actors)
        if not makers:
            return
        best: tuple[float, Weaving] | None = None
        for strand in self.strands:
            if strand.kind != kind or not strand.makers & makers:
                continue
            near = strand.near(about)
            if near >= ONE and (best is None or near > best[0]):
                best = (near, strand)
        strand = best[1] if best is not None else Weaving(kind, makers, set())
        if best is None:
            self.strands.append(strand)
        strand.makers |= makers
        strand.to |= set(roots.addressees)
        strand.about = strand.about + about
        self._step(strand, line, by, standing, begins=roots)

    def _undertake(self, line: Line, roots: Roots, about: Vector, by: str) -> None:
        entry = line.entry
        makers = frozenset(roots.actors)
        if entry.negated:
            own = by in makers
            self._say_of(line, about, by, Standing.DENIED if own else Standing.REFUSED, makers=makers)
            return
        standing = {
            "offer": Standing.OFFERED,
            "propose": Standing.OFFERED,
            "sign": Standing.IN_EFFECT,
        }.get(entry.act or "", Standing.GIVEN)
        if entry.form is Form.SIGNED:
            standing = Standing.IN_EFFECT
        self._start("commitment", line, roots, about, by, standing)
        answer = "met" if standing in (Standing.GIVEN, Standing.IN_EFFECT) else "countered"
        self._answer(line, makers, about, answer, by, standing, least=ONE)

    def _seek(self, line: Line, roots: Roots, about: Vector, by: str) -> None:
        """A demand for what somebody has promised belongs to the promise, too."""
        self._say_of(line, about, by, Standing.SOUGHT, makers=frozenset(roots.addressees), least=ONE)

    # -- what is said and done about one ------------------------------------------------------------------------

    def _refuse(self, line: Line, roots: Roots, about: Vector, by: str) -> None:
        makers = frozenset(roots.actors)
        if line.entry.negated:
            return
        near = self._answer(line, makers, about, "refused", by, Standing.REFUSED)
        self._say_of(line, about, by, Standing.REFUSED, makers=makers, least=max(ABOUT, near))

    def _deny(self, line: Line, roots: Roots, about: Vector, by: str) -> None:
        """A denial of having promised something, or of having broken it: of what the side itself is said to have undertaken."""
        self._say_of(line, about, by, Standing.DENIED, makers=frozenset((*roots.actors, *roots.speakers)))

    def _speak_of(self, line: Line, roots: Roots, about: Vector, by: str) -> None:
        """Whatever else is said of an undertaking: that it was broken or kept, or only something about it."""
        entry = line.entry
        words = " ".join(e.text for e in entry.evidence).lower()
        held = _held(words, negated=entry.negated)
        if entry.act in BLAMING and held is Standing.BREACH_ALLEGED:
            self._say_of(line, about, by, held, makers=frozenset(roots.addressees))
            return
        involved = frozenset((*roots.actors, *roots.addressees, *roots.speakers))
        self._say_of(line, about, by, held, makers=frozenset(), least=ONE if held is None else ABOUT, among=involved)

    def _act(self, line: Line, roots: Roots, about: Vector, by: str, act: str) -> None:
        makers = frozenset(roots.actors)
        negated = line.entry.negated
        if act in BREAKING:
            if act == "violate_ceasefire":
                told = Standing.DENIED if negated else Standing.BREACH_ALLEGED
                self._say_of(line, about, by, told, makers=makers)
            return
        if act in YIELDING:
            told = Standing.BREACH_ALLEGED if negated else Standing.KEPT
            self._say_of(line, about, by, told, makers=makers)
            if not negated:
                self._answer(line, makers, about, "met", by, Standing.KEPT)
        if act in TAKING_BACK and not negated:
            self._say_of(line, about, by, Standing.WITHDRAWN, makers=makers, least=ONE)

    def _say_of(
        self,
        line: Line,
        about: Vector,
        by: str,
        standing: Standing | None,
        *,
        makers: frozenset[str],
        least: float = ABOUT,
        among: frozenset[str] | None = None,
    ) -> None:
        """Hang a line on the undertaking it is about: of these makers, the nearest in words, the latest of equals."""
        best: tuple[float, int] | None = None
        for n, strand in enumerate(self.strands):
            if strand.kind != "commitment" and among is None or makers and not strand.makers & makers:
                continue
            if among is not None and not among & (strand.makers | strand.to):
                continue
            near = strand.near(about)
            if near >= least and (best is None or near >= best[0]):
                best = (near, n)
        if best is not None:
            self._step(self.strands[best[1]], line, by, standing)

    def _answer(
        self,
        line: Line,
        makers: frozenset[str],
        about: Vector,
        answer: str,
        by: str,
        standing: Standing,
        *,
        least: float = ABOUT,
    ) -> float:
        """Hang a line on the demand it answers: put to these makers by others, the nearest in words; how near it is."""
        best: tuple[float, int] | None = None
        for n, strand in enumerate(self.strands):
            if strand.kind != "demand" or strand.makers & makers or strand.to and not strand.to & makers:
                continue
            near = strand.near(about)
            if near >= least and (best is None or near >= best[0]):
                best = (near, n)
        if best is None:
            return 0.0
        strand = self.strands[best[1]]
        self._step(strand, line, by, standing, answer=answer)
        return best[0]

    def _step(
        self,
        strand: Weaving,
        line: Line,
        by: str,
        standing: Standing | None,
        *,
        begins: Roots | None = None,
        answer: str | None = None,
    ) -> None:
        entry = line.entry
        key = "\x1f".join((entry.report, str(entry.evidence[0].start), strand.kind))
        strand.steps.append(
            Step(
                key=_hash(key),
                entry=entry.id,
                by=by,
                standing=standing,
                told=line.told,
                family=line.origin.family or line.origin.report,
                form=entry.form.value if entry.form is not None else None,
                makers=tuple(sorted(set(begins.actors))) if begins is not None else (),
                to=tuple(sorted(set(begins.addressees))) if begins is not None else (),
                words=(entry.content or entry.evidence[0].text) if begins is not None else "",
                deadline=entry.deadline or None,
                answer=answer,
                confirms=_confirms(entry),
                doers=self._roots_of(line).actors if entry.act in DONE_BY_ITSELF else (),
            )
        )


def threads(
    lines: Iterable[Line],
    roots_of: Callable[[Line], Roots],
    *,
    process: str | None,
    topics: Topics,
    names: frozenset[str] = frozenset(),
) -> list[Strand]:
    """The threads of one process. `lines` in any order; `names`: words of the names of those who act."""
    weaver = Weaver(roots_of, topics, names)
    for line in sorted(lines, key=_order):
        if not line.entry.historical or line.entry.act in UNDERTAKING | YIELDING:
            weaver.add(line)
    made: dict[str, Strand] = {}
    for weaving in weaver.strands:
        strand = Strand(process, weaving.kind, tuple(weaving.steps))
        while strand.id in made:
            # two that begin with the same words
            first = replace(strand.steps[0], key=_hash(strand.steps[0].key))
            strand = replace(strand, steps=(first, *strand.steps[1:]))
        made[strand.id] = strand
    return sorted(made.values(), key=lambda t: (t.steps[0].told or "", t.id))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _order(line: Line) -> tuple[str, str, int, str]:
    entry = line.entry
    return (line.told or "9999", entry.report, entry.evidence[0].start, entry.id)


DONE_BY_ITSELF = UNDERTAKING | REFUSING | YIELDING | TAKING_BACK
# words by which one says that a promise was broken, or was kept
BROKEN = re.compile(
    r"\b(?:br(?:eak|oke|oken|eaking|each\w*)|violat\w*|reneg\w*|betray\w*|went back on|gone back on|torn? up|tore up"
    r"|(?:not|never|n.t|without) (?:been )?(?:kept|keep|keeping|honou?r\w*|fulfill?\w*|implement\w*|done|delivered|released|paid)"
    r"|fail(?:ed|ing|ure)? to|still (?:in|at|not|waiting|held|to come)|has yet to|have yet to)",
    re.I,
)
KEPT = re.compile(
    r"\b(?:kept|honou?red|fulfil\w*|carried (?:it )?out|discharged|complied|implemented|delivered|as (?:promised|agreed)|done what"
    r"|in full|to the last|completed|is holding|are holding|have held|has held)\b",
    re.I,
)
PARTLY = re.compile(r"\b(?:in part|partly|partially|some of|half of|only \w+ of|two thirds|incomplete)\b", re.I)


def _held(words: str, *, negated: bool) -> Standing | None:
    """Whether words say that a promise was kept, in part or not."""
    if BROKEN.search(words):
        return Standing.DENIED if negated else Standing.BREACH_ALLEGED
    if PARTLY.search(words):
        return Standing.PARTLY_KEPT
    if KEPT.search(words):
        return Standing.BREACH_ALLEGED if negated else Standing.KEPT
    return None


def _confirms(entry: Entry) -> bool:
    return entry.act in UNDERTAKING and not entry.negated and entry.attribution.style in CONFIRMING
