"""The journey of a record: from the entries of all its reports to what follows from them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from onrecord.extract.learned.model import load_pieces
from onrecord.model import Actor, Entry
from onrecord.model.decision import Decision
from onrecord.model.story import Line, Meeting, Process, Same, Story, Thread, wholes
from onrecord.record import Record
from onrecord.resolve.commons import stand_ins
from onrecord.resolve.identity import Cast, cast
from onrecord.resolve.keys import Naming
from onrecord.resolve.people import DOCUMENTS
from onrecord.resolve.processes import Corrections, Found, Roots, processes
from onrecord.resolve.reprints import families
from onrecord.resolve.rounds import meetings
from onrecord.resolve.threads import threads
from onrecord.resolve.topics import Topics, name_words

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


class Resolved:
    """Who is meant in each line: as named, and as the party he stands for."""

    def __init__(self, people: Cast) -> None:
        self._cast = people

    def ids(self, report: str, actors: Sequence[Actor]) -> tuple[str, ...]:
        """The actors named, each once."""
        found = (self._cast.named.get((report, actor.name)) for actor in actors)
        return tuple(dict.fromkeys(known for known in found if known is not None))

    def root(self, actor: str) -> str:
        """The party that an actor belongs to or speaks for in the end: itself where that is nobody."""
        return wholes(actor, self._cast.actors)[-1]

    def roots(self, entry: Entry) -> Roots:
        """The parties of a line."""

        def slot(actors: Sequence[Actor]) -> tuple[str, ...]:
            return tuple(dict.fromkeys(self.root(a) for a in self.ids(entry.report, actors)))

        # what a paper says, whoever tells of it says
        speakers = [a for a in entry.attribution.speakers if a.kind != "document" and a.name.lower() not in PAPERS]
        return Roots(slot(entry.actors), slot(entry.addressees), slot(speakers))


def tell(lines: Iterable[Line], decisions: Decisions = Decisions()) -> Story:
    """All that follows from the lines of a record. The same lines in any order give the same story."""
    own = sorted(lines, key=lambda at: at.entry.id)
    namings = namings_of(own)
    people, who, found = _who(own, namings, decisions)
    # common nouns mean somebody only once the process is known
    namings = stand_ins(namings, people.named, people.actors, found.processes, found.of_report)
    people, who, found = _who(own, namings, decisions)
    by_process = _by_process(own, found)
    met: dict[str, Meeting] = {}
    woven: dict[str, Thread] = {}
    for process, told in sorted(by_process.items(), key=lambda item: item[0] or ""):
        names = _names(found.processes.get(process or ""), people)
        for meeting in meetings(
            told, lambda at: who.roots(at.entry), lambda at: who.ids(at.entry.report, at.entry.actors), process
        ):
            met[meeting.id] = meeting
        for thread in threads(told, lambda at: who.roots(at.entry), process=process, topics=topics(), names=names):
            woven[thread.id] = thread
    pairs = tuple((p.one, p.other, p.why) for p in people.pairs)
    return Story(
        tuple(own),
        people.actors,
        found.processes,
        met,
        woven,
        people.named,
        found.of_entry,
        people.by_key,
        people.keys,
        pairs,
    )


def told_by(record: Record, *, until: str | None = None) -> Story:
    """All that follows from a record, by the reports published up to a day where one is given."""
    lines = record.lines(until=until)
    published = {line.origin.report: line.origin.published for line in lines}
    texts = [(report, text) for report, text in record.texts() if report in published]
    family = families(texts, published)
    own = [replace(line, origin=replace(line.origin, family=family[line.origin.report])) for line in lines]
    return tell(own, decisions_of(record.decisions()))


def _who(lines: Sequence[Line], namings: Sequence[Naming], decisions: Decisions) -> tuple[Cast, Resolved, Found]:
    people = cast(namings, decisions.actors)
    who = Resolved(people)
    return people, who, processes(lines, who.roots, lambda known: people.actors[known].name, decisions.processes)


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
                next((side for a in actors if (side := a.country or a.side)), None),
                len(actors),
                told[report],
            )
        )
    return made


def _by_process(lines: Sequence[Line], found: Found) -> dict[str | None, list[Line]]:
    by_process: dict[str | None, list[Line]] = defaultdict(list)
    for line in lines:
        by_process[found.of_entry.get(line.entry.id)].append(line)
    return by_process


def _names(process: Process | None, people: Cast) -> frozenset[str]:
    """Words of the names of a process's parties, which say nothing of what a line is about."""
    if process is None:
        return frozenset()
    actors = [people.actors[a] for a in (*process.parties, *(a for a, _ in process.third))]
    return name_words(frozenset(name for actor in actors for name in actor.names))


@cache
def topics() -> Topics:
    """Vectors by the word pieces that the learned reader brings."""
    pieces = load_pieces()
    return Topics(
        lambda text: pieces.tokenizer.encode(text, add_special_tokens=False).ids, lambda ids: pieces.vectors(ids)[0]
    )
