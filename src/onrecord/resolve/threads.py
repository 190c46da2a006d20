"""The same undertaking, demand or warning over time: what was said of it, by whom, in what form, and whether it held."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np

from onrecord.model import Entry, Form, Kind, Style
from onrecord.model.story import Line, Standing, Step, Thread
from onrecord.resolve.processes import Roots
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
FORMS = (None, "unstated", "verbal", "written", "joint_statement", "unilateral_declaration", "signed")
CONFIRMING = frozenset({Style.DIRECT, Style.MIXED, Style.INDIRECT})


@dataclass(slots=True)
class Strand:
    """A thread in the making."""

    kind: str
    makers: frozenset[str]
    to: set[str]
    about: Vector = 0.0
    begun: list[Line] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    answers: list[tuple[str | None, str]] = field(default_factory=list)

    def near(self, about: Vector) -> float:
        """How near a topic is to what the thread is about, -1 to 1."""
        return float(about @ self.about / np.linalg.norm(self.about))


class Weaver:
    """Puts the lines of one process into threads, in the order in which they were told."""

    def __init__(self, roots_of: Callable[[Line], Roots], topics: Topics, names: frozenset[str]) -> None:
        self._roots_of = roots_of
        self._topics = topics
        self._names = names
        self.strands: list[Strand] = []

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
        best: tuple[float, Strand] | None = None
        for strand in self.strands:
            if strand.kind != kind or not strand.makers & makers:
                continue
            near = strand.near(about)
            if near >= ONE and (best is None or near > best[0]):
                best = (near, strand)
        strand = best[1] if best is not None else Strand(kind, makers, set())
        if best is None:
            self.strands.append(strand)
        strand.makers |= makers
        strand.to |= set(roots.addressees)
        strand.about = strand.about + about
        strand.begun.append(line)
        self._step(strand, line, by, standing)

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
        strand.answers.append((line.told, answer))
        self._step(strand, line, by, standing)
        return best[0]

    def _step(self, strand: Strand, line: Line, by: str, standing: Standing | None) -> None:
        form = line.entry.form.value if line.entry.form is not None else None
        strand.lines.append(line)
        strand.steps.append(Step(line.entry.id, by, standing, line.told, form))


def threads(
    lines: Iterable[Line],
    roots_of: Callable[[Line], Roots],
    *,
    process: str | None,
    topics: Topics,
    names: frozenset[str] = frozenset(),
) -> list[Thread]:
    """The threads of one process. `lines` in any order; `names`: words of the names of those who act."""
    weaver = Weaver(roots_of, topics, names)
    for line in sorted(lines, key=_order):
        if not line.entry.historical or line.entry.act in UNDERTAKING | YIELDING:
            weaver.add(line)
    made = [_made(strand, process, roots_of) for strand in weaver.strands]
    return sorted(made, key=lambda t: (t.steps[0].told or "", t.id))


def _order(line: Line) -> tuple[str, str, int, str]:
    entry = line.entry
    return (line.told or "9999", entry.report, entry.evidence[0].start, entry.id)


def _made(strand: Strand, process: str | None, roots_of: Callable[[Line], Roots]) -> Thread:
    first = strand.lines[0].entry
    key = "\x1f".join((first.report, str(first.evidence[0].start), strand.kind))
    status: dict[str, Standing] = {}
    for step, line in zip(strand.steps, strand.lines, strict=True):
        if step.standing is None:
            continue
        status[step.by] = _after(status.get(step.by), step.standing)
        if step.by == "author" and line.entry.act in DONE_BY_ITSELF:
            # what the reporters tell of as done, the one who does it shows
            for doer in roots_of(line).actors:
                if doer in strand.makers or strand.kind == "demand":
                    status[doer] = _after(status.get(doer), step.standing)
    maker = min(strand.makers)
    confirmed = any(
        step.by in strand.makers and _confirms(line.entry) and step.standing not in (Standing.DENIED, Standing.REFUSED)
        for step, line in zip(strand.steps, strand.lines, strict=True)
    )
    forms = [step.form for step in strand.steps if step.standing not in (Standing.REFUSED, Standing.SOUGHT)]
    form = max((f for f in forms if f in FORMS), key=FORMS.index, default=None) or "unstated"
    deadlines = [line.entry.deadline for line in strand.lines if line.entry.deadline]
    answers = sorted(strand.answers, key=lambda a: a[0] or "")
    return Thread(
        id="t-" + hashlib.sha256(key.encode()).hexdigest()[:12],
        process=process,
        kind=strand.kind,
        maker=maker,
        to=tuple(sorted(strand.to - strand.makers)),
        about=_about(strand),
        form=form,
        status=tuple(sorted(status.items())),
        maker_confirmed=confirmed,
        steps=tuple(strand.steps),
        deadline=deadlines[-1] if deadlines else None,
        answer=(answers[-1][1] if answers else "ignored") if strand.kind == "demand" else None,
        speakers=len({step.by for step in strand.steps}),
        families=len({line.origin.family or line.origin.report for line in strand.lines}),
    )


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


def _after(before: Standing | None, now: Standing) -> Standing:
    """What a speaker's word comes to after one more: a demand for what he says was promised leaves it promised."""
    if before is not None and now is Standing.SOUGHT and before is not Standing.SOUGHT:
        return before
    if before in (Standing.IN_EFFECT,) and now in (Standing.GIVEN, Standing.OFFERED):
        return before
    if before in (Standing.GIVEN,) and now is Standing.OFFERED:
        return before
    return now


def _confirms(entry: Entry) -> bool:
    return entry.act in UNDERTAKING and not entry.negated and entry.attribution.style in CONFIRMING


def _about(strand: Strand) -> str:
    """What the thread is about, in the words of the telling of it that says it at good length."""
    texts = [line.entry.content or line.entry.evidence[0].text for line in strand.begun]
    return min(texts, key=lambda t: (abs(len(t) - 60), t))
