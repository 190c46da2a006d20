"""The same undertaking, demand or warning over time: what was said of it, by whom, in what form, and whether it held."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
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
# how near the topics of an undertaking told twice are, on the whole, and that of what is said of one
ONE, ABOUT = 0.3, 0.25
# what is said of a thing without a word of what it is ("denied it") is said of what the report spoke of last, so many characters before
BEFORE = 500
# what speaks for a thread that the report has just told of
JUST_TOLD = 0.08
CONFIRMING = frozenset({Style.DIRECT, Style.MIXED, Style.INDIRECT})


@dataclass(slots=True)
class Weaving:
    """A thread in the making."""

    kind: str
    makers: frozenset[str]
    to: frozenset[str]
    topics: Vector
    steps: list[Step] = field(default_factory=list)

    def near(self, about: Vector) -> float:
        """How near a topic is to what the thread is about: to all its tellings, and to the nearest of them."""
        found = self.topics @ about
        return float(found.mean() + found.max()) / 2


@dataclass(frozen=True, slots=True)
class Told:
    """One line with what is asked of it again and again."""

    line: Line
    roots: Roots
    about: Vector | None
    by: str

    @property
    def entry(self) -> Entry:
        """What it says."""
        return self.line.entry

    @property
    def makers(self) -> frozenset[str]:
        """Those who act in it."""
        return frozenset(self.roots.actors)

    @property
    def start(self) -> int:
        """Where in its report."""
        return self.line.entry.evidence[0].start


class Weaver:
    """Puts the lines of one process into threads."""

    def __init__(self, roots_of: Callable[[Line], Roots], topics: Topics, names: frozenset[str]) -> None:
        self._roots_of = roots_of
        self._topics = topics
        self._names = names
        self._last: tuple[str, int, int] = ("", 0, 0)
        self.strands: list[Weaving] = []

    def weave(self, lines: Iterable[Line]) -> list[Weaving]:
        """The threads behind these lines."""
        told = [self._told(line) for line in sorted(lines, key=_order)]
        of = self._begin(told)
        for one in told:
            kind = _begins(one.entry) if one.makers else None
            if kind is not None and one.about is not None:
                strand = of.get(one.entry.id)
                strand = self._alone(one, kind) if strand is None else strand
                self._renew(self.strands[strand], one)
                self._last = (one.entry.report, one.start, strand)
            self._add(one)
        return self.strands

    def _told(self, line: Line) -> Told:
        roots = self._roots_of(line)
        return Told(
            line, roots, self._topics.of(line.entry, self._names), roots.speakers[-1] if roots.speakers else "author"
        )

    # -- what begins or renews a thread ---------------------------------------------------------------------------

    def _begin(self, told: Sequence[Told]) -> dict[str, int]:
        """Threads of several lines that begin or renew them, with all their topics; which line is of which."""
        of: dict[str, int] = {}
        for kind in ("commitment", "demand", "warning"):
            own = [one for one in told if one.about is not None and one.makers and _begins(one.entry) == kind]
            for group in _grouped(own):
                if len(group) > 1:
                    of.update((one.entry.id, len(self.strands)) for one in group)
                    self.strands.append(_weaving(kind, group))
        return of

    def _alone(self, one: Told, kind: str) -> int:
        """The thread of a line that no other is like: one that it may renew in other words, else its own."""
        fits = [n for n, strand in enumerate(self.strands) if strand.kind == kind and strand.makers & one.makers]
        best = self._nearest(one, fits, ABOUT)
        if best is not None:
            return best[1]
        self.strands.append(_weaving(kind, [one]))
        return len(self.strands) - 1

    def _renew(self, strand: Weaving, one: Told) -> None:
        entry = one.entry
        standing = Standing.SOUGHT if strand.kind == "demand" else Standing.GIVEN
        if strand.kind == "commitment":
            standing = _given(entry)
        self._step(strand, one, standing, begins=True)

    # -- what is said and done about one --------------------------------------------------------------------------

    def _add(self, one: Told) -> None:
        entry = one.entry
        act = entry.act or ""
        if entry.kind in (Kind.PHASE, Kind.MEETING, Kind.PARTICIPATION):
            return
        if act in UNDERTAKING:
            self._undertake(one)
        elif act in DEMANDING:
            # a demand for what somebody has promised belongs to the promise, too
            self._say_of(one, Standing.SOUGHT, makers=frozenset(one.roots.addressees) or None, least=ONE)
        elif act in REFUSING:
            self._refuse(one)
        elif act == "deny":
            self._say_of(one, Standing.DENIED, makers=one.makers | frozenset(one.roots.speakers))
        elif act == "admit":
            self._say_of(one, Standing.BREACH_ADMITTED, makers=one.makers)
        elif entry.kind is Kind.ACTION:
            self._act(one, act)
        else:
            self._speak_of(one)

    def _undertake(self, one: Told) -> None:
        entry = one.entry
        if entry.negated:
            own = one.by in one.makers or entry.tier.value == "implied"
            self._say_of(one, Standing.DENIED if own else Standing.REFUSED, makers=one.makers)
            return
        standing = _given(entry)
        if not one.makers:
            # "it was promised": by whom the thread tells
            self._say_of(one, standing, makers=None, least=ONE)
            return
        answer = "countered" if standing is Standing.OFFERED else "met"
        self._answer(one, answer, standing, least=ONE)

    def _refuse(self, one: Told) -> None:
        if one.entry.negated:
            return
        near = self._answer(one, "refused", Standing.REFUSED)
        # one's own undertaking, or what the other side offers
        self._say_of(one, Standing.REFUSED, makers=None, least=max(ABOUT, near), among=one.makers)

    def _speak_of(self, one: Told) -> None:
        """Whatever else is said of an undertaking: that it was broken or kept, or only something about it."""
        entry = one.entry
        words = " ".join(e.text for e in entry.evidence).lower()
        held = _held(words, negated=entry.negated)
        if entry.act in BLAMING and held is Standing.BREACH_ALLEGED:
            self._say_of(one, held, makers=frozenset(one.roots.addressees))
            return
        involved = frozenset((*one.roots.actors, *one.roots.addressees, *one.roots.speakers))
        self._say_of(one, held, makers=None, among=involved, any_kind=held is None)

    def _act(self, one: Told, act: str) -> None:
        negated = one.entry.negated
        if act in BREAKING:
            if act == "violate_ceasefire":
                told = Standing.DENIED if negated else Standing.BREACH_ALLEGED
                self._say_of(one, told, makers=one.makers)
            return
        if act in TAKING_BACK and not negated and WITHDRAWN.search(" ".join(e.text for e in one.entry.evidence)):
            self._say_of(one, Standing.WITHDRAWN, makers=one.makers)
        elif act in YIELDING:
            self._say_of(one, Standing.BREACH_ALLEGED if negated else Standing.KEPT, makers=one.makers)
            if not negated:
                self._answer(one, "met", Standing.KEPT)

    def _say_of(
        self,
        one: Told,
        standing: Standing | None,
        *,
        makers: frozenset[str] | None,
        least: float = ABOUT,
        among: frozenset[str] | None = None,
        any_kind: bool = False,
    ) -> None:
        """Hang a line on the undertaking it is about: of these makers, the nearest in words; None: of any.

        `among`: the line's parties, one of whom makes the undertaking or is promised it.
        """
        fits = [
            n
            for n, strand in enumerate(self.strands)
            if (strand.kind == "commitment" or any_kind)
            and (makers is None or strand.makers & makers)
            and (among is None or not strand.to or among & (strand.makers | strand.to))
        ]
        best = self._nearest(one, fits, least)
        if best is not None:
            self._step(self.strands[best[1]], one, standing)
            self._last = (one.entry.report, one.start, best[1])

    def _answer(self, one: Told, answer: str, standing: Standing, *, least: float = ABOUT) -> float:
        """Hang a line on the demand it answers: put to these makers by others, the nearest in words; how near it is."""
        fits = [
            n
            for n, strand in enumerate(self.strands)
            if strand.kind == "demand" and not strand.makers & one.makers and (not strand.to or strand.to & one.makers)
        ]
        best = self._nearest(one, fits, least)
        if best is None:
            return 0.0
        self._step(self.strands[best[1]], one, standing, answer=answer)
        return best[0]

    def _nearest(self, one: Told, fits: Sequence[int], least: float) -> tuple[float, int] | None:
        """The nearest thread of those that fit; of what names nothing, the one that the report has just told of."""
        report, start, last = self._last
        just = report == one.entry.report and 0 <= one.start - start <= BEFORE
        if one.about is None or _points_back(one.entry):
            return (least, last) if just and last in fits else None
        best: tuple[float, int] | None = None
        for n in fits:
            near = self.strands[n].near(one.about) + (JUST_TOLD if just and n == last else 0.0)
            if near >= least and (best is None or near >= best[0]):
                best = (near, n)
        if best is None and just and last in fits and _leans(one.entry):
            return least, last
        return best

    def _step(
        self, strand: Weaving, one: Told, standing: Standing | None, *, begins: bool = False, answer: str | None = None
    ) -> None:
        entry, line = one.entry, one.line
        key = "\x1f".join((entry.report, str(one.start), strand.kind))
        strand.steps.append(
            Step(
                key=_hash(key),
                entry=entry.id,
                by=one.by,
                standing=standing,
                told=line.told,
                family=line.origin.family or line.origin.report,
                form=entry.form.value if entry.form is not None else None,
                makers=tuple(sorted(one.makers)) if begins else (),
                to=tuple(sorted(set(one.roots.addressees))) if begins else (),
                words=(entry.content or entry.evidence[0].text) if begins else "",
                deadline=entry.deadline or None,
                answer=answer,
                confirms=_confirms(entry),
                doers=one.roots.actors if entry.act in DONE_BY_ITSELF else (),
            )
        )


def _weaving(kind: str, group: Sequence[Told]) -> Weaving:
    makers = frozenset(maker for one in group for maker in one.makers)
    to = frozenset(known for one in group for known in one.roots.addressees)
    return Weaving(kind, makers, to - makers, _stack(group))


def _begins(entry: Entry) -> str | None:
    """The kind of thread that an entry begins or renews."""
    if entry.negated or entry.kind not in (Kind.STATEMENT, Kind.ACTION):
        return None
    if entry.act in UNDERTAKING:
        return "commitment"
    return "demand" if entry.act in DEMANDING else "warning" if entry.act in WARNING else None


def _given(entry: Entry) -> Standing:
    """What an undertaking's own telling says of it."""
    if entry.act == "sign" or entry.form is Form.SIGNED:
        return Standing.IN_EFFECT
    return Standing.OFFERED if entry.act in ("offer", "propose") else Standing.GIVEN


def _points_back(entry: Entry) -> bool:
    """Whether an entry names what it is about by a word for what was told before: "denied it", "rejected both"."""
    return entry.content is not None and entry.content.lower().strip(" .,“”\"'") in BACK


def _leans(entry: Entry) -> bool:
    """Whether an entry speaks of something told before: "we shall keep it", "the promise was broken", "declined to comment"."""
    return entry.act == "decline_comment" or LEANING.search(entry.content or entry.evidence[0].text) is not None


def _stack(told: Sequence[Told]) -> Vector:
    vectors: list[Vector] = [one.about for one in told]
    return np.stack(vectors)


def _grouped(told: Sequence[Told]) -> list[list[Told]]:
    """Lines about the same thing: the nearest groups are joined while they are near on the whole (average link)."""
    n = len(told)
    if n < 2:
        return [[one] for one in told]
    topics = _stack(told)
    near = topics @ topics.T
    allowed = np.array([[bool(a.makers & b.makers) for b in told] for a in told])
    near = np.where(allowed, near, -1.0)
    np.fill_diagonal(near, -2.0)
    size = np.ones(n)
    members: list[list[int]] = [[m] for m in range(n)]
    while True:
        at = int(near.argmax())
        a, b = divmod(at, n)
        if near[a, b] < ONE:
            break
        merged = (near[a] * size[a] + near[b] * size[b]) / (size[a] + size[b])
        size[a] += size[b]
        near[a], near[:, a] = merged, merged
        near[b], near[:, b] = -2.0, -2.0
        near[a, a] = -2.0
        members[a] += members[b]
        members[b] = []
    return sorted(([told[m] for m in sorted(group)] for group in members if group), key=lambda g: _order(g[0].line))


def threads(
    lines: Iterable[Line],
    roots_of: Callable[[Line], Roots],
    *,
    process: str | None,
    topics: Topics,
    names: frozenset[str] = frozenset(),
) -> list[Strand]:
    """The threads of one process. `lines` in any order; `names`: words of the names of those who act."""
    made: dict[str, Strand] = {}
    for weaving in Weaver(roots_of, topics, names).weave(lines):
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


BACK = frozenset(
    "it|this|that|both|either|neither|them|these|those|so|to do so|the same|such a thing|no such thing".split("|")
)
LEANING = re.compile(
    r"\b(?:it|this|both|neither|them|the (?:promise|pledge|word|assurance|guarantee|undertaking|commitment|offer|proposal|demand"
    r"|letter|note|agreement|accord|deal|protocol|charge|claim|allegation|accusation)s?|(?:his|her|its|their|our) (?:word|promise|pledge)s?)\b",
    re.I,
)
WITHDRAWN = re.compile(
    r"\b(?:offer|proposal|promise|pledge|commitment|undertaking|guarantee|word|agreement|accord|deal|consent)\b", re.I
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


def _confirms(entry: Entry) -> bool:
    return entry.act in UNDERTAKING and not entry.negated and entry.attribution.style in CONFIRMING
