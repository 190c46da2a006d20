"""Keeps the rows of the lists that the pages show: what new reports, verdicts and decisions touch is made anew, the rest stays."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence

from onrecord.export.words import family_of, line_of, one_line, speakers_of
from onrecord.model import Entry
from onrecord.model.story import Line, Party, Process, wholes
from onrecord.record import Record
from onrecord.record.shelved import NEVER, Part, Row, number
from onrecord.rows import NONE, Made, month

Tell = Callable[[str, int, int], None]
# so many reports and processes are kept at a time: a decision must not wait long for the file
AT_ONCE = 20
ROWS_AT_ONCE = 1_000
# a new way of making rows makes all anew
SHELVER = "4"
# how much hangs on a line being right, by the family of its act or its kind
WEIGHT = {
    "commit": 3.0, "offer": 2.0, "demand": 2.0, "refuse": 2.5, "warn": 2.0, "blame": 1.5, "deny": 2.0, "admit": 2.0,
    "sign": 3.0, "break": 2.5, "violence": 2.0, "yield": 2.5, "phase": 3.0, "meeting": 2.0, "participation": 1.0,
}  # fmt: skip
# the lists whose rows are made of a process, and those made of a report
OF_PROCESS = (
    "commitment", "demand", "warning", "meetings", "timeline", "positions", "disagreements", "silence", "processes",
)  # fmt: skip
OF_REPORT = ("entries", "reports")
# actors are kept in so many parts
BUCKET = 4


def is_shelved(record: Record) -> bool:
    """Whether the rows fit what follows from a record."""
    _, resolved, shelved = record.shelved.versions()
    return shelved == f"{resolved} {SHELVER}"


def shelve(record: Record, progress: Tell = lambda what, done, all_: None) -> None:
    """Make the rows of the lists fit what follows from a record."""
    shelved = record.shelved
    _, resolved, made_of = shelved.versions()
    if made_of == f"{resolved} {SHELVER}":
        return
    if made_of and not made_of.endswith(f" {SHELVER}"):
        shelved.clear()
    actors = record.derived.actors()
    _shelve_reports(record, actors, progress)
    _shelve_processes(record, actors, progress)
    _shelve_actors(record, actors)
    shelved.settle(f"{resolved} {SHELVER}")


def worth(entry: Entry) -> float:
    """How much it is worth to look at a line: what hangs on it, and how unsure the reader is."""
    return weight(entry) * (1.25 - entry.confidence)


def weight(entry: Entry) -> float:
    """How much hangs on a line, by its act or kind."""
    return WEIGHT.get(family_of(entry) or entry.kind.value, 1.0)


def _hash(*parts: object) -> str:
    return hashlib.sha256(json.dumps([SHELVER, *parts], ensure_ascii=False).encode("utf-8", "replace")).hexdigest()[:16]


def _parts(found: Sequence[str]) -> Iterator[Sequence[str]]:
    for n in range(0, len(found), AT_ONCE):
        yield found[n : n + AT_ONCE]


# -- of reports -------------------------------------------------------------------------------------------------------


def _shelve_reports(record: Record, actors: Mapping[str, Party], progress: Tell) -> None:
    shelved, derived = record.shelved, record.derived
    reviewed: dict[str, list[str]] = defaultdict(list)
    for entry, report, _ in shelved.reviewed_by():
        reviewed[report].append(entry)
    prints, _ = derived.fingerprints()
    heads = {head.id: head for head in shelved.heads()}
    now = {
        report: _hash(made_of, reviewed[report], heads[report].title, heads[report].outlet, heads[report].published)
        for report, made_of in prints.items()
        if report in heads
    }
    before = shelved.made_of("entries")
    shelved.drop([(name, report) for report in sorted(before.keys() - now.keys()) for name in OF_REPORT])
    changed = sorted(report for report, made_of in now.items() if before.get(report) != made_of)
    for n, some in enumerate(_parts(changed)):
        progress("lists", n * AT_ONCE, len(changed))
        lines: dict[str, list[Line]] = defaultdict(list)
        for line in record.lines(reports=some):
            lines[line.entry.report].append(line)
        families = derived.families(some)
        parts = []
        for report in some:
            again = families.get(report, report) != report
            names, process_of = derived.names(report), shelved.processes_in(report)
            own = lines[report]
            lined = [_of_line(ln, names, process_of, actors, again=again) for ln in own]
            parts.append(Part("entries", report, now[report], lined, keeps=True))
            day = number(heads[report].published)
            words = one_line(f"{heads[report].title or ''} {heads[report].outlet or ''}")
            facets = [("outlet", heads[report].outlet or "unknown"), ("month", month(heads[report].published))]
            facets += [("process", p or NONE) for p in sorted({p or "" for p in process_of.values()})] or [
                ("process", NONE)
            ]
            row = Row(report, -day, day, day or NEVER, words, tuple(facets))
            parts.append(Part("reports", report, now[report], [row]))
        shelved.put(parts)


def _of_line(
    line: Line,
    names: Mapping[str, str],
    process_of: Mapping[str, str | None],
    actors: Mapping[str, Party],
    *,
    again: bool,
) -> Row:
    """A line as a row; `again`: its report reprints another."""
    entry = line.entry
    process = process_of.get(entry.id)
    facets = [("process", process or NONE), ("review", "accepted" if line.reviewed else "suggested")]
    facets += [("kind", entry.kind.value), ("month", month(line.told)), ("outlet", line.origin.outlet or "unknown")]
    facets += [(name, str(value)) for name, value in (("family", family_of(entry)), ("act", entry.act)) if value]
    facets += [("style", entry.attribution.style.value), ("reprint", "yes" if again else "no")]
    if entry.form:
        facets.append(("form", entry.form.value))
    for slot, found in (("actor", entry.actors), ("addressee", entry.addressees)):
        known = [names.get(actor.name, "") for actor in found]
        facets += [(slot, key if key in actors else f"={actor.name}") for key, actor in zip(known, found, strict=True)]
        if slot == "actor":
            facets += [
                ("party", wholes(key, actors)[-1] if key in actors else f"={actor.name}")
                for key, actor in zip(known, found, strict=True)
            ]
    facets += [("speaker", speakers_of(entry)), *(("issue", issue) for issue in entry.issue)]
    facets += [("flag", f) for f in ("negated", "future", "conditional", "historical") if getattr(entry, f)]
    if entry.tier.value == "implied":
        facets.append(("flag", "implied"))
    quote = " … ".join(one_line(e.text) for e in entry.evidence)
    day = number(line.told)
    return Row(
        entry.id,
        -day,
        day,
        day or NEVER,
        f"{line_of(entry)}\n{quote}",
        tuple(facets),
        None,
        process or "",
        worth(entry),
    )


# -- of processes -----------------------------------------------------------------------------------------------------


def _shelve_processes(record: Record, actors: dict[str, Party], progress: Tell) -> None:
    shelved, derived = record.shelved, record.derived
    known = derived.processes()
    reviewed: dict[str, set[str]] = defaultdict(set)
    for entry, _, process in shelved.reviewed_by():
        reviewed[process].add(entry)
    _, prints = derived.fingerprints()
    now = {
        key: _hash(made_of, sorted(reviewed[key]), _names(known.get(key), actors)) for key, made_of in prints.items()
    }
    before = shelved.made_of("timeline")
    shelved.drop([(name, key) for key in sorted(before.keys() - now.keys()) for name in OF_PROCESS])
    changed = sorted(key for key, made_of in now.items() if before.get(key) != made_of)
    parts: list[Part] = []
    for n, key in enumerate(changed):
        progress("lists", n, len(changed))
        marks = derived.marks(key)
        said = shelved.said(mark.entry for mark in marks if mark.when is not None)
        strands, gatherings = derived.strands(process=key), derived.gatherings(process=key)
        made = Made(actors, known.get(key), strands, gatherings, marks, reviewed[key], said)
        rows = made.rows()
        parts += [
            Part(name, key, now[key], rows.get(name, []), keeps=True, tells=list(made.tells()), more=made.more())
            if name == "timeline"
            else Part(name, key, now[key], rows.get(name, []))
            for name in OF_PROCESS
        ]
        if key == changed[-1] or sum(len(part.rows) for part in parts) > ROWS_AT_ONCE:
            shelved.put(parts)
            parts = []


def _names(process: Process | None, actors: Mapping[str, Party]) -> list[str]:
    """How the parties and third parties of a process are called, as its rows have it."""
    own = (*process.parties, *(actor for actor, _ in process.third)) if process is not None else ()
    return [actors[actor].name for actor in own if actor in actors]


# -- actors -----------------------------------------------------------------------------------------------------------


def _shelve_actors(record: Record, actors: Mapping[str, Party]) -> None:
    shelved = record.shelved
    within: dict[str, list[str]] = defaultdict(list)
    for process in record.derived.processes().values():
        for actor in (*process.parties, *(actor for actor, _ in process.third)):
            within[actor].append(process.id)
    parts: dict[str, list[Row]] = defaultdict(list)
    for party in sorted(actors.values(), key=lambda a: a.id):
        # a letter says and does nothing of its own
        if party.kind == "document":
            continue
        facets = [("process", process) for process in within.get(wholes(party.id, actors)[-1], [])]
        facets.append(("kind", party.kind))
        if party.part_of:
            facets.append(("side", party.part_of))
        words = one_line(" ".join(dict.fromkeys((party.name, *party.names))))
        # who is in no report is only whom others belong to
        first = 0 if party.reports else NEVER
        parts[party.id[:BUCKET]].append(Row(party.id, -party.reports, first, first, words, tuple(facets)))
    now = {key: _hash([[r.id, r.key, r.words, r.facets] for r in rows]) for key, rows in parts.items()}
    before = shelved.made_of("actors")
    shelved.drop([("actors", key) for key in before.keys() - now.keys()])
    changed = [key for key, made_of in now.items() if before.get(key) != made_of]
    for some in _parts(changed):
        shelved.put(Part("actors", key, now[key], parts[key]) for key in some)
