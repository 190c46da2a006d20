"""The journey of a record: from the entries of all its reports to what follows from them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from onrecord.judged import Judged
from onrecord.model import Actor
from onrecord.model.decision import Decision
from onrecord.model.story import (
    Brief,
    Gathering,
    Line,
    Mark,
    Roots,
    Same,
    Story,
    Strand,
    wholes,
)
from onrecord.resolve.commons import stand_ins
from onrecord.resolve.identity import Cast, cast
from onrecord.resolve.keys import Naming
from onrecord.resolve.people import DOCUMENTS
from onrecord.resolve.processes import Corrections, Found, processes
from onrecord.resolve.rounds import meetings
from onrecord.resolve.threads import threads
from onrecord.resolve.topics import Topics, name_words
from onrecord.state.phase import sign_of
from onrecord.story import marks_by, meetings_by, threads_by

# who writes a report is nobody it is about
NOBODY = frozenset({"author", "he", "she", "it", "they", "we", "i", "both", "neither"})
PAPERS = DOCUMENTS | {"protocol", "annex", "treaty", "memorandum", "minutes"}


@dataclass(frozen=True, slots=True)
class Decisions:
    """What people decided, beside verdicts on lines: who is one actor, and which process is which."""

    actors: Mapping[tuple[str, str], Same] = field(default_factory=dict)
    processes: Corrections = field(default_factory=Corrections)


def decisions_of(taken: Iterable[Decision]) -> Decisions:
    """What counts of all that was decided: the last word on each thing."""
    last: dict[tuple[str, ...], Decision] = {}
    for decision in taken:
        both = sorted((decision.one, decision.other)) if decision.kind == "actors" else [decision.one]
        group = "" if decision.kind == "actors" or decision.action == "undone" else decision.action
        if decision.action == "undone":
            for key in [k for k in last if k[0] == decision.kind and list(k[2:]) == both]:
                del last[key]
            continue
        last[decision.kind, group, *both] = decision
    actors = {(d.one, d.other): Same(d.action) for d in last.values() if d.kind == "actors"}
    by_action: dict[str, dict[str, str]] = defaultdict(dict)
    for decision in last.values():
        if decision.kind == "process":
            by_action[decision.action][decision.one] = decision.other
    return Decisions(actors, Corrections(by_action["merge"], by_action["rename"], by_action["assign"]))


# -- what a line says of who and of the state ------------------------------------------------------------------------


def brief_of(line: Line) -> Brief:
    """Who acts towards whom in a line, and who says so, by the names of its report."""
    entry = line.entry
    # what a paper says, whoever tells of it says
    speakers = [a for a in entry.attribution.speakers if a.kind != "document" and a.name.lower() not in PAPERS]
    return Brief(
        (entry.id,), entry.report, line.told, entry.kind, entry.act, entry.role,
        tuple(a.name for a in entry.actors), tuple(a.name for a in entry.addressees), tuple(a.name for a in speakers),
    )  # fmt: skip


def namings_of(lines: Sequence[Line]) -> list[Naming]:
    """How each report calls each actor, once a report and name."""
    seen: dict[tuple[str, str], list[Actor]] = defaultdict(list)
    told: dict[str, str | None] = {}
    for line in lines:
        told[line.entry.report] = line.told
        for actor in (*line.entry.actors, *line.entry.addressees, *line.entry.attribution.speakers):
            if actor.name.lower() not in NOBODY:
                seen[line.entry.report, actor.name].append(actor)
    made = []
    for (report, name), actors in sorted(seen.items()):
        kinds = Counter(a.kind for a in actors if a.kind is not None)
        made.append(
            Naming(
                report,
                name,
                max(sorted(kinds), key=lambda k: kinds[k]) if kinds else None,
                next((a.role for a in actors if a.role), None),
                next((side for a in actors if (side := a.country or a.side) and side.lower() not in NOBODY), None),
                len(actors),
                told[report],
            )
        )
    return made


class Resolved:
    """Who is meant in each line, as named and as the party he stands for, and which process it belongs to."""

    def __init__(self, people: Cast) -> None:
        self.cast = people
        self.found = Found({}, {})
        roots = {actor: wholes(actor, people.actors)[-1] for actor in people.actors}
        self._roots: dict[str, dict[str, str]] = defaultdict(dict)
        self.named: dict[str, dict[str, str]] = defaultdict(dict)
        for (report, name), actor in people.named.items():
            self.named[report][name] = actor
            self._roots[report][name] = roots[actor]

    def ids(self, report: str, names: Sequence[str]) -> tuple[str, ...]:
        """The actors named, each once."""
        known = self.named.get(report, {})
        return tuple(dict.fromkeys(known[name] for name in names if name in known))

    def roots(self, brief: Brief) -> Roots:
        """The parties of a line."""
        known = self._roots.get(brief.report, {})

        def slot(names: Sequence[str]) -> tuple[str, ...]:
            return tuple(dict.fromkeys(known[name] for name in names if name in known))

        return Roots(slot(brief.actors), slot(brief.addressees), slot(brief.speakers))

    def roots_in(self, report: str) -> Mapping[str, str]:
        """The party that each name in a report stands for."""
        return self._roots.get(report, {})

    def process_of(self, brief: Brief) -> str | None:
        """The process that a line belongs to."""
        return self.found.process_of(brief.report, self.roots(brief))

    def words_of(self, process: str | None) -> frozenset[str]:
        """Words of the names of a process's parties, which say nothing of what a line is about."""
        known = self.found.processes.get(process or "")
        if known is None:
            return frozenset()
        actors = [self.cast.actors[a] for a in (*known.parties, *(a for a, _ in known.third))]
        return name_words(frozenset(name for actor in actors for name in actor.names))


def resolved(namings: Sequence[Naming], briefs: Sequence[Brief], decisions: Decisions = Decisions()) -> Resolved:
    """Who is who in a record, and which negotiation is which."""
    first = _who(namings, briefs, decisions)
    # common nouns mean somebody only once the process is known
    found = first.found
    namings = stand_ins(namings, first.cast.named, first.cast.actors, found.processes, found.of_report)
    return _who(namings, briefs, decisions)


def _who(namings: Sequence[Naming], briefs: Sequence[Brief], decisions: Decisions) -> Resolved:
    who = Resolved(cast(namings, decisions.actors))
    actors = who.cast.actors
    who.found = processes(
        briefs, who.roots, lambda report: who.named.get(report, {}).values(), actors, decisions.processes
    )
    return who


def mark_of(line: Line, brief: Brief, who: Resolved) -> Mark:
    """What the state of a process rests on in a line."""
    entry, roots = line.entry, who.roots(brief)
    by = roots.speakers[-1] if roots.speakers else "author"
    # a paper's word on how it stands is not the reporter's, nor that of somebody who is not known
    nobody = bool(entry.attribution.speakers) and not roots.speakers
    sign = sign_of(entry, len({*roots.actors, *roots.addressees}), told=line.told, nobody=nobody)
    recalled = entry.historical or entry.tier.value == "implied"
    return Mark(
        entry.id,
        entry.report,
        who.found.process_of(entry.report, roots),
        line.told,
        entry.evidence[0].start,
        entry.kind,
        entry.act,
        by,
        who.ids(entry.report, brief.actors),
        who.ids(entry.report, brief.addressees),
        who.ids(entry.report, brief.speakers),
        () if recalled else tuple(root for root in roots.actors if by in ("author", root)),
        entry.negated,
        entry.issue,
        sign.phase if sign is not None else None,
        sign is not None and sign.named,
        sign is not None and sign.turns,
        entry.time.earliest,
    )


# -- what follows -----------------------------------------------------------------------------------------------------


def followed(
    process: str | None, lines: Iterable[Line], who: Resolved, judged: Judged
) -> tuple[list[Strand], list[Gathering]]:
    """The threads and meetings in the lines of one process, in any order. `judged`: answers the models gave before."""
    own = list(lines)
    briefs = {line.entry.id: brief_of(line) for line in own}
    roots = {key: who.roots(brief) for key, brief in briefs.items()}

    def roots_of(line: Line) -> Roots:
        return roots[line.entry.id]

    def actors_of(line: Line) -> tuple[str, ...]:
        return who.ids(line.entry.report, briefs[line.entry.id].actors)

    woven = threads(own, roots_of, process=process, topics=topics(), judged=judged, names=who.words_of(process))
    known = who.found.processes.get(process or "")
    parties = frozenset(known.parties) if known is not None else frozenset()
    return woven, meetings(own, roots_of, actors_of, process, parties)


def tell(lines: Iterable[Line], decisions: Decisions = Decisions(), *, until: str | None = None) -> Story:
    """All that follows from the lines of a record. The same lines in any order give the same story."""
    own = sorted(lines, key=lambda at: at.entry.id)
    briefs = [brief_of(line) for line in own]
    who = resolved(namings_of(own), briefs, decisions)
    by_process: dict[str | None, list[Line]] = defaultdict(list)
    for line, brief in zip(own, briefs, strict=True):
        by_process[who.process_of(brief)].append(line)
    judged = Judged()
    woven = {p or "": followed(p, told, who, judged) for p, told in by_process.items()}
    marks = tuple(mark_of(line, brief, who) for line, brief in zip(own, briefs, strict=True))

    def chosen(process: str | None) -> Iterable[tuple[list[Strand], list[Gathering]]]:
        return woven.values() if process is None else [woven[process]] if process in woven else []

    return Story(
        who.cast.actors,
        who.found.processes,
        threads=lambda p: threads_by((strand for strands, _ in chosen(p) for strand in strands), until),
        meetings=lambda p: meetings_by((met for _, gatherings in chosen(p) for met in gatherings), until),
        marks=lambda p: marks_by(marks, p, until),
        named=lambda report: who.named.get(report, {}),
        merged=who.cast.by_key | who.found.earlier,
        keys=who.cast.keys,
        pairs=tuple((p.one, p.other, p.why) for p in who.cast.pairs),
    )


@cache
def topics() -> Topics:
    """Vectors by the word pieces that the package brings."""
    # slow to load, and not needed to ask what was resolved before
    from onrecord.extract.learned.model import load_pieces

    pieces = load_pieces()
    return Topics(
        lambda text: pieces.tokenizer.encode(text, add_special_tokens=False).ids, lambda ids: pieces.vectors(ids)[0]
    )
