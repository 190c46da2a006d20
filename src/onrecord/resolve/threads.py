"""The same undertaking, demand or warning over time: what was said of it, by whom, in what form, and whether it held.

Lines that begin or renew an undertaking are joined where they are near in meaning and bind the same. Whatever else is said
and done is put to the threads that it may be about; a model tells whether it is, and what it says of it (`Judge`).
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np

from onrecord.model import Entry, Kind, Style
from onrecord.model.story import Line, Passage, Roots, Standing, Step, Strand
from onrecord.resolve.grouping import ONE, Near, grouped
from onrecord.resolve.held import ANSWERS, STANDING, WITHDRAWN, Judge, by_whom, due, given, held, told_of
from onrecord.resolve.topics import Topics, Vector

UNDERTAKING = frozenset({"offer", "propose", "commit", "agree", "accept", "sign"})
DEMANDING = frozenset({"demand", "request", "set_condition"})
WARNING = frozenset({"warn", "threaten"})
REFUSING = frozenset({"refuse", "reject", "rule_out"})
# deeds by which something promised is done
YIELDING = frozenset({"release", "ease", "pull_back", "cease_fire", "aid", "withdraw"})
TAKING_BACK = frozenset({"cancel", "suspend", "withdraw"})
BLAMING = frozenset({"accuse", "criticise"})
DONE_BY_ITSELF = UNDERTAKING | REFUSING | YIELDING | TAKING_BACK
# how near the topic of what is said of an undertaking is
ABOUT = 0.25
# and those of a demand and an undertaking, neither of which says that it is about the other
ANOTHER = 0.4
# a line may be about so many threads, the nearest in topic, and about the one that its report has told of last, so many
# characters before; what is farther is not asked about
PUT_TO, BEFORE, FAR = 2, 500, 0.1
# how sure the model is that a line is about a thread: beside an act that says so, and alone
SURE, SPOKEN = 0.6, 0.65
# what speaks for the thread that the report has just told of
JUST_TOLD = 0.05
CONFIRMING = frozenset({Style.DIRECT, Style.MIXED, Style.INDIRECT})


@dataclass(slots=True)
class Weaving:
    """A thread in the making."""

    kind: str
    makers: frozenset[str]
    to: frozenset[str]
    # how it is told, in the words that say it at good length
    what: str
    steps: list[Step] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Told:
    """One line with what is asked of it again and again."""

    line: Line
    roots: Roots
    passage: Passage
    about: Vector
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
    def involved(self) -> frozenset[str]:
        """Those who act, towards whom, and who say so."""
        return frozenset((*self.roots.actors, *self.roots.addressees, *self.roots.speakers))

    @property
    def words(self) -> str:
        """The words it rests on."""
        return " ".join(e.text for e in self.line.entry.evidence)

    @property
    def start(self) -> int:
        """Where in its report."""
        return self.line.entry.evidence[0].start


class Likely(NamedTuple):
    """A thread that a line may be about: how near it is in topic, and whether the line's report has just told of it."""

    n: int
    near: float
    just: bool


class Weaver:
    """Puts the lines of one process into threads."""

    def __init__(self, roots_of: Callable[[Line], Roots], topics: Topics, judge: Judge, names: frozenset[str]) -> None:
        self._roots_of = roots_of
        self._topics = topics
        self._judge = judge
        self._names = names
        self._near: Near
        # the threads of a kind by who makes them and to whom, and those to nobody
        self._of_kind: dict[str, set[int]] = defaultdict(set)
        self._by_maker: dict[tuple[str, str], set[int]] = defaultdict(set)
        self._by_other: dict[tuple[str, str], set[int]] = defaultdict(set)
        self._to_nobody: dict[str, set[int]] = defaultdict(set)
        self._about: dict[Passage, Vector] = {}
        self._last: tuple[str, int, int] = ("", 0, 0)
        self.strands: list[Weaving] = []

    def weave(self, lines: Iterable[Line]) -> list[Weaving]:
        """The threads behind these lines."""
        told = [
            self._told(line) for line in sorted(lines, key=_order) if line.entry.kind in (Kind.STATEMENT, Kind.ACTION)
        ]
        self._near = Near(one.about for one in told)
        of = self._begin(told)
        for one in told:
            kind = _begins(one.entry) if one.makers else None
            if kind is not None:
                strand = of.get(one.entry.id)
                strand = self._alone(one, kind) if strand is None else strand
                self._renew(strand, one)
            self._put(one, kind)
        return self.strands

    def _told(self, line: Line) -> Told:
        roots = self._roots_of(line)
        # of a line alone its words are all there is
        passage = line.passage or Passage("", line.entry.content or line.entry.evidence[0].text, "")
        if passage not in self._about:
            self._about[passage] = self._topics.of(passage, self._judge.meaning, self._names)
        return Told(line, roots, passage, self._about[passage], roots.speakers[-1] if roots.speakers else "author")

    # -- what begins or renews a thread ---------------------------------------------------------------------------

    def _begin(self, told: Sequence[Told]) -> dict[str, int]:
        """Threads of several lines that begin or renew them, with all their topics; which line is of which."""
        of: dict[str, int] = {}
        for kind in ("commitment", "demand", "warning"):
            own = [one for one in told if one.makers and _begins(one.entry) == kind]
            for numbers in grouped([one.about for one in own], [one.makers for one in own]):
                group = [own[n] for n in numbers]
                if len(group) > 1:
                    of.update((one.entry.id, len(self.strands)) for one in group)
                    self._start(kind, group)
        return of

    def _alone(self, one: Told, kind: str) -> int:
        """The thread of a line that no other is like: one that it renews in other words, else its own."""
        for n, near, _ in self._likely(one, self._made_by(kind, one.makers))[:1]:
            if near >= FAR:
                about, says = self._judge.link(kind, self.strands[n].what, one.passage)
                if about >= SPOKEN and says not in ("kept", "breach_alleged"):
                    return n
        return self._start(kind, [one])

    def _start(self, kind: str, group: Sequence[Told]) -> int:
        makers = frozenset(maker for one in group for maker in one.makers)
        to = frozenset(known for one in group for known in one.roots.addressees)
        words = [one.entry.content or one.words for one in group]
        what = min(words, key=lambda text: (abs(len(text) - 60), text))
        n, strand = len(self.strands), Weaving(kind, makers, to - makers, what)
        self.strands.append(strand)
        self._near.add([one.about for one in group])
        self._of_kind[kind].add(n)
        for maker in strand.makers:
            self._by_maker[kind, maker].add(n)
        for other in strand.to:
            self._by_other[kind, other].add(n)
        if not strand.to:
            self._to_nobody[kind].add(n)
        return n

    def _made_by(self, kind: str, some: Iterable[str]) -> set[int]:
        """The threads of a kind that one of some makes."""
        return set().union(*(self._by_maker.get((kind, actor), ()) for actor in some))

    def _open_to(self, kind: str, some: Iterable[str]) -> set[int]:
        """The threads of a kind that are to one of some, or to nobody."""
        return self._to_nobody[kind].union(*(self._by_other.get((kind, actor), ()) for actor in some))

    def _renew(self, n: int, one: Told) -> None:
        strand = self.strands[n]
        if strand.kind != "commitment":
            self._step(n, one, Standing.SOUGHT if strand.kind == "demand" else Standing.GIVEN, begins=True)
            return
        # "had not kept its promise to reopen it" tells of the promise and of how it stands
        told = held(one.words.lower(), negated=False) if one.by not in one.makers else None
        self._step(n, one, told or given(one.entry), begins=True)

    # -- what is said and done about one --------------------------------------------------------------------------

    def _put(self, one: Told, begins: str | None) -> None:
        """Hang a line on the threads it is about: by its act where that says how it stands to them, else by what the model says."""
        entry = one.entry
        act = entry.act or ""
        if act in UNDERTAKING and (became := told_of(entry)) is not None:
            self._say(one, became, makers=None, among=one.involved)
        elif act in UNDERTAKING:
            self._undertake(one)
        elif act in DEMANDING:
            # a demand for what somebody has promised belongs to the promise, too
            self._say(one, Standing.SOUGHT, makers=frozenset(one.roots.addressees) or None, least=ANOTHER, among=None)
        elif act in REFUSING:
            self._refuse(one)
        elif act == "deny":
            self._say(one, Standing.DENIED, makers=one.makers | frozenset(one.roots.speakers), among=None)
        elif act == "admit":
            self._say(one, Standing.BREACH_ADMITTED, makers=one.makers, among=None)
        elif act in TAKING_BACK and not entry.negated and WITHDRAWN.search(one.words):
            self._say(one, Standing.WITHDRAWN, makers=one.makers, among=None)
        elif act in YIELDING:
            self._say(one, Standing.BREACH_ALLEGED if entry.negated else Standing.KEPT, makers=one.makers, among=None)
            if not entry.negated:
                self._answer(one, "met", Standing.KEPT)
        elif begins is None and not self._say_held(one):
            self._ask(one)

    def _say_held(self, one: Told) -> bool:
        """Hang a line that says in so many words that a promise was broken or kept; whether it does."""
        stands = held(one.words.lower(), negated=one.entry.negated)
        if stands is None or one.entry.kind is Kind.ACTION:
            return False
        if one.entry.act in BLAMING and stands is Standing.BREACH_ALLEGED:
            return self._say(one, stands, makers=frozenset(one.roots.addressees), among=None)
        return self._say(one, stands, makers=None, among=one.involved)

    def _undertake(self, one: Told) -> None:
        entry = one.entry
        if entry.negated:
            own = one.by in one.makers or entry.tier.value == "implied"
            self._say(one, Standing.DENIED if own else Standing.REFUSED, makers=one.makers, among=None)
        elif not one.makers:
            # "it was promised": by whom the thread tells
            self._say(one, given(entry), makers=None, least=ONE, among=None)
        else:
            standing = given(entry)
            self._answer(one, "countered" if standing is Standing.OFFERED else "met", standing, least=ANOTHER)

    def _refuse(self, one: Told) -> None:
        if one.entry.negated:
            return
        near = self._answer(one, "refused", Standing.REFUSED)
        # one's own undertaking, or what the other side offers
        self._say(one, Standing.REFUSED, makers=None, least=max(ABOUT, near), among=one.makers)

    def _say(
        self,
        one: Told,
        standing: Standing,
        *,
        makers: frozenset[str] | None,
        among: frozenset[str] | None,
        least: float = ABOUT,
    ) -> bool:
        """Hang a line on the undertaking it is about, of these makers (None: of any); its act says how it stands. Whether there is one.

        `among`: the line's parties, one of whom makes the undertaking or is promised it.
        """
        fits = self._of_kind["commitment"] if makers is None else self._made_by("commitment", makers)
        if among is not None:
            fits = fits & (self._made_by("commitment", among) | self._open_to("commitment", among))
        found = self._found(one, fits, least)
        if found is None:
            return False
        _, n, says = found
        if standing is Standing.DENIED and says == "kept":
            # it denies that it broke its word
            standing = Standing.KEPT
        self._step(n, one, standing)
        return True

    def _answer(self, one: Told, answer: str, standing: Standing, *, least: float = ABOUT) -> float:
        """Hang a line on the demand it answers: put to these makers by others; how near it is."""
        fits = self._open_to("demand", one.makers) - self._made_by("demand", one.makers)
        found = self._found(one, fits, least)
        if found is None:
            return 0.0
        self._step(found[1], one, standing, answer=answer)
        return found[0]

    def _found(self, one: Told, fits: Collection[int], least: float) -> tuple[float, int, str] | None:
        """The thread that a line is about, how near it is in topic and what the model says; None where none is near nor sure.

        The model is asked where the topic does not tell, and where it is denied that something was promised, or broken.
        """
        likely = self._likely(one, fits)
        if not likely:
            return None
        n, near, just = max(likely, key=lambda item: (item.near + (JUST_TOLD if item.just else 0.0), -item.n))
        known = near + (JUST_TOLD if just and least < ANOTHER else 0.0) >= least
        if known and one.entry.act != "deny":
            return near, n, ""
        if not known and (least == ANOTHER or near < FAR and not just):
            return None
        strand = self.strands[n]
        about, says = self._judge.link(strand.kind, strand.what, one.passage)
        return (near, n, says) if known or about >= SURE else None

    def _ask(self, one: Told) -> None:
        """What else is said and done: whether it is about a thread, and what it says of it, the model alone tells."""
        involved = one.involved
        fits: set[int] = set()
        for kind, own in self._of_kind.items():
            fits |= self._made_by(kind, involved) | self._open_to(kind, involved) if involved else own
        best: tuple[float, int, str] | None = None
        for n, near, just in self._likely(one, fits)[:PUT_TO]:
            if near < FAR and not just:
                continue
            strand = self.strands[n]
            about, says = self._judge.link(strand.kind, strand.what, one.passage)
            about += JUST_TOLD if just else 0.0
            if about >= SPOKEN and (best is None or about > best[0]):
                best = (about, n, says)
        if best is None:
            return
        _, n, says = best
        strand = self.strands[n]
        if strand.kind == "demand":
            answer = ANSWERS.get(says) if one.makers.isdisjoint(strand.makers) else None
            self._step(n, one, STANDING.get(says), answer=answer)
        else:
            self._step(n, one, by_whom(STANDING.get(says), one.entry, own=one.by in strand.makers))

    def _likely(self, one: Told, fits: Collection[int]) -> list[Likely]:
        """The threads that a line may be about: the one its report has just told of, then the nearest."""
        if not fits:
            return []
        just = self._just_told(one)
        near = self._near.to(one.about)
        chosen = [just] if just is not None and just in fits else []
        some = np.sort(np.fromiter(fits, dtype=np.int64, count=len(fits)))
        nearest = some[np.argsort(-near[some], kind="stable")[:PUT_TO]]
        chosen += [n for n in nearest.tolist() if n not in chosen]
        return [Likely(n, float(near[n]), n == just) for n in chosen]

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
                due=due(entry.deadline, line.told) if entry.deadline else None,
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
        return None if told_of(entry) is not None else "commitment"
    return "demand" if entry.act in DEMANDING else "warning" if entry.act in WARNING else None


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


def _confirms(entry: Entry) -> bool:
    return entry.act in UNDERTAKING and not entry.negated and entry.attribution.style in CONFIRMING
