"""The same undertaking, demand or warning over time: what was said of it, by whom, in what form, and whether it held.

Lines that begin or renew an undertaking are joined where they are near in meaning and bind the same. Whatever else is said
and done is put to the threads that it may be about; a model tells whether it is, and what it says of it (`Judge`).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np

from onrecord.model import Entry, Form, Kind, Style
from onrecord.model.story import Line, Roots, Standing, Step, Strand
from onrecord.resolve.dates import resolve_time
from onrecord.resolve.topics import Topics, Vector

UNDERTAKING = frozenset({"offer", "propose", "commit", "agree", "accept", "sign"})
DEMANDING = frozenset({"demand", "request", "set_condition"})
WARNING = frozenset({"warn", "threaten"})
DENYING = frozenset({"deny"})
# acts by which something is done that was promised, demanded or threatened; other deeds are asked about like words
DONE_BY_ITSELF = UNDERTAKING | frozenset(
    {
        "refuse",
        "reject",
        "rule_out",
        "release",
        "ease",
        "pull_back",
        "cease_fire",
        "aid",
        "withdraw",
        "cancel",
        "suspend",
    }
)
# how near the topics of an undertaking told twice are, on the whole
ONE = 0.3
# a line is put to so many threads, the nearest in topic, and to the one that its report has told of last, so many characters before
PUT_TO, BEFORE = 3, 500
# how sure the model is that a line is about a thread: where it acts by it, and where it only speaks of it
SURE, SPOKEN = 0.5, 0.6
# what speaks for the thread that the report has just told of
JUST_TOLD = 0.1
CONFIRMING = frozenset({Style.DIRECT, Style.MIXED, Style.INDIRECT})
# what the model says of an undertaking, as a standing; of a demand, as an answer
STANDING = {
    "given": Standing.GIVEN,
    "offered": Standing.OFFERED,
    "sought": Standing.SOUGHT,
    "refused": Standing.REFUSED,
    "denied": Standing.DENIED,
    "kept": Standing.KEPT,
    "partly_kept": Standing.PARTLY_KEPT,
    "breach_alleged": Standing.BREACH_ALLEGED,
    "breach_admitted": Standing.BREACH_ADMITTED,
    "withdrawn": Standing.WITHDRAWN,
    "lapsed": Standing.LAPSED,
}
ANSWERS = {
    "kept": "met",
    "partly_kept": "met",
    "given": "met",
    "offered": "countered",
    "refused": "refused",
    "countered": "countered",
}


TOLD_BESIDE = frozenset({"kept", "partly_kept", "breach_alleged", "breach_admitted", "withdrawn"})


class Judge(Protocol):
    """What a model says of texts."""

    def meaning(self, text: str) -> Vector:
        """What a text is about, as a vector of length one."""

    def link(self, kind: str, what: str, text: str) -> tuple[float, str]:
        """How surely a text is about a commitment, demand or warning, and what it most likely says of it."""


@dataclass(slots=True)
class Weaving:
    """A thread in the making."""

    kind: str
    makers: frozenset[str]
    to: frozenset[str]
    # how it is told, in the words that say it at good length
    what: str
    steps: list[Step] = field(default_factory=list)


class Near:
    """How near a topic is to what each of many threads is about."""

    def __init__(self) -> None:
        self._topics: list[Vector] = []
        self._begins: list[int] = []
        self._rows = 0
        self._stacked: Vector = None

    def add(self, topics: Vector) -> None:
        """One more thread, by the topics of its tellings."""
        self._begins.append(self._rows)
        self._topics.append(topics)
        self._rows += len(topics)
        self._stacked = None

    def to(self, about: Vector) -> Vector:
        """For each thread how near a topic is to all its tellings, and to the nearest of them."""
        if self._stacked is None:
            self._stacked = np.concatenate(self._topics)
            self._topics = [self._stacked]
        found = self._stacked @ about
        size = np.diff([*self._begins, self._rows])
        return (np.add.reduceat(found, self._begins) / size + np.maximum.reduceat(found, self._begins)) / 2


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
    def words(self) -> str:
        """The words it rests on."""
        return " ".join(e.text for e in self.line.entry.evidence)

    @property
    def start(self) -> int:
        """Where in its report."""
        return self.line.entry.evidence[0].start


class Weaver:
    """Puts the lines of one process into threads."""

    def __init__(self, roots_of: Callable[[Line], Roots], topics: Topics, judge: Judge, names: frozenset[str]) -> None:
        self._roots_of = roots_of
        self._topics = topics
        self._judge = judge
        self._names = names
        self._near = Near()
        self._last: tuple[str, int, int] = ("", 0, 0)
        self.strands: list[Weaving] = []

    def weave(self, lines: Iterable[Line]) -> list[Weaving]:
        """The threads behind these lines."""
        told = [
            self._told(line) for line in sorted(lines, key=_order) if line.entry.kind in (Kind.STATEMENT, Kind.ACTION)
        ]
        of = self._begin(told)
        for one in told:
            kind = _begins(one.entry) if one.makers and one.about is not None else None
            if kind is not None:
                strand = of.get(one.entry.id)
                strand = self._alone(one, kind) if strand is None else strand
                self._renew(strand, one)
            self._put(one, kind)
        return self.strands

    def _told(self, line: Line) -> Told:
        roots = self._roots_of(line)
        about = self._topics.of(line.entry, self._judge.meaning, self._names)
        return Told(line, roots, about, roots.speakers[-1] if roots.speakers else "author")

    # -- what begins or renews a thread ---------------------------------------------------------------------------

    def _begin(self, told: Sequence[Told]) -> dict[str, int]:
        """Threads of several lines that begin or renew them, with all their topics; which line is of which."""
        of: dict[str, int] = {}
        for kind in ("commitment", "demand", "warning"):
            own = [one for one in told if one.about is not None and one.makers and _begins(one.entry) == kind]
            for group in _grouped(own):
                if len(group) > 1:
                    of.update((one.entry.id, len(self.strands)) for one in group)
                    self._start(kind, group)
        return of

    def _alone(self, one: Told, kind: str) -> int:
        """The thread of a line that no other is like: one that it renews in other words, else its own."""
        fits = [n for n, strand in enumerate(self.strands) if strand.kind == kind and strand.makers & one.makers]
        for n in self._likely(one, fits):
            about, says = self._judge.link(kind, self.strands[n].what, one.words)
            if about >= SPOKEN and says not in ("kept", "breach_alleged"):
                return n
        return self._start(kind, [one])

    def _start(self, kind: str, group: Sequence[Told]) -> int:
        makers = frozenset(maker for one in group for maker in one.makers)
        to = frozenset(known for one in group for known in one.roots.addressees)
        words = [one.entry.content or one.words for one in group]
        what = min(words, key=lambda text: (abs(len(text) - 60), text))
        self.strands.append(Weaving(kind, makers, to - makers, what))
        self._near.add(_stack(group))
        return len(self.strands) - 1

    def _renew(self, n: int, one: Told) -> None:
        strand = self.strands[n]
        if strand.kind != "commitment":
            self._step(n, one, Standing.SOUGHT if strand.kind == "demand" else Standing.GIVEN, begins=True)
            return
        # "had not kept its promise to reopen it" tells of the promise and of how it stands
        about, says = self._judge.link(strand.kind, strand.what, one.words)
        told = STANDING.get(says) if about >= SURE and says in TOLD_BESIDE else None
        self._step(n, one, told or _given(one.entry), begins=True)

    # -- what is said and done about one --------------------------------------------------------------------------

    def _put(self, one: Told, begins: str | None) -> None:
        """Ask of the threads that a line may be about whether it is; it is a step of the surest of each kind that is not its own."""
        involved = frozenset((*one.roots.actors, *one.roots.addressees, *one.roots.speakers))
        fits = [
            n
            for n, strand in enumerate(self.strands)
            if strand.kind != begins and (not involved or involved & (strand.makers | strand.to) or not strand.to)
        ]
        best: dict[str, tuple[float, int, str]] = {}
        for n in self._likely(one, fits):
            strand = self.strands[n]
            if begins is not None and not self._answers(one, strand):
                continue
            about, says = self._judge.link(strand.kind, strand.what, one.words)
            about += JUST_TOLD if self._just_told(one) == n else 0.0
            if about >= (SPOKEN if says == "spoken_of" else SURE) and about > best.get(strand.kind, (0.0, 0, ""))[0]:
                best[strand.kind] = (about, n, says)
        if not best:
            return
        # of an undertaking and the demand for it the surest; both only where a demand is answered by undertaking it
        about, n, says = max(best.values())
        strand = self.strands[n]
        if strand.kind == "demand":
            answer = ANSWERS.get(says) if one.makers.isdisjoint(strand.makers) else None
            self._step(n, one, STANDING.get(says), answer=answer)
        else:
            self._step(n, one, STANDING.get(says))

    @staticmethod
    def _answers(one: Told, strand: Weaving) -> bool:
        """Whether a line that begins a thread of its own may answer or take up another: an undertaking a demand, a demand an undertaking."""
        if strand.kind == "demand":
            return _begins(one.entry) == "commitment" and one.makers.isdisjoint(strand.makers)
        return _begins(one.entry) == "demand" and strand.kind == "commitment" and one.makers.isdisjoint(strand.makers)

    def _likely(self, one: Told, fits: Sequence[int]) -> list[int]:
        """The threads that a line is put to: the nearest in topic, and the one that its report has just told of."""
        just = self._just_told(one)
        chosen = [just] if just is not None and just in fits else []
        if one.about is not None and fits:
            near = self._near.to(one.about)
            chosen += [n for n in sorted(fits, key=lambda n: (-near[n], n))[:PUT_TO] if n not in chosen]
        return chosen

    def _just_told(self, one: Told) -> int | None:
        report, start, last = self._last
        return last if report == one.entry.report and 0 <= one.start - start <= BEFORE else None

    def _step(
        self, n: int, one: Told, standing: Standing | None, *, begins: bool = False, answer: str | None = None
    ) -> None:
        strand, entry, line = self.strands[n], one.entry, one.line
        self._last = (entry.report, one.start, n)
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
                due=_due(entry.deadline, line.told) if entry.deadline else None,
                answer=answer,
                confirms=_confirms(entry),
                doers=one.roots.actors if entry.act in DONE_BY_ITSELF or entry.kind is Kind.ACTION else (),
            )
        )


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
    judged: Judge,
    names: frozenset[str] = frozenset(),
) -> list[Strand]:
    """The threads of one process. `lines` in any order; `names`: words of the names of those who act."""
    made: dict[str, Strand] = {}
    for weaving in Weaver(roots_of, topics, judged, names).weave(lines):
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


def _due(deadline: str, told: str | None) -> str | None:
    """The last day of a deadline as told; None where its words name no day."""
    exact = re.search(r"\b\d{4}-\d\d-\d\d\b", deadline)
    if exact is not None:
        return exact.group()
    latest = resolve_time(deadline, told, past=False, future=True).latest
    return latest[:10] if latest is not None and (told is None or latest >= told) else None


def _confirms(entry: Entry) -> bool:
    return entry.act in UNDERTAKING and not entry.negated and entry.attribution.style in CONFIRMING
