"""Keeps what follows from a record up to date: what new reports, verdicts and decisions touch is made anew, the rest stays.

Who is who and which negotiation is which is asked of the whole record, from a digest of each report. Threads and meetings
are made anew only in processes whose lines, or whose parties, are others than before. The outcome is the same as if all
were made anew (`rebuild`).
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, replace
from datetime import date, timedelta
from typing import Any

from onrecord import __version__
from onrecord.judged import Judged
from onrecord.model import Kind
from onrecord.model.state import Change
from onrecord.model.story import Brief, Gathering, Line, Story, Strand
from onrecord.record import Record
from onrecord.record.derived import Derived, Digest, Told
from onrecord.resolve.keys import Naming
from onrecord.resolve.reprints import families, shingles
from onrecord.shelving import is_shelved, shelve
from onrecord.state.changes import changes
from onrecord.story import (
    Resolved,
    brief_of,
    decisions_of,
    followed,
    mark_of,
    marks_by,
    meetings_by,
    namings_of,
    resolved,
    threads_by,
)

# of what resolves; a new one makes all anew
RESOLVER = f"{__version__}/3"
# so many reports are digested at a time
AT_ONCE = 200
# what is written while it is being resolved is resolved in a further round; after so many the rest is left for the next time
ROUNDS = 3
Tell = Callable[[str, int, int], None]


def is_up_to_date(record: Record) -> bool:
    """Whether what follows from a record fits its lines and decisions."""
    version, made_of = record.derived.versions()
    return made_of == f"{version} {RESOLVER}" and is_shelved(record)


def bring_up_to_date(record: Record, progress: Tell = lambda what, done, all_: None) -> bool:
    """Make what follows from a record fit its lines and decisions; whether anything had to be done.

    `progress` is told what is being done, how much is done and how much there is. RecordError where the record cannot be
    written.
    """
    derived = record.derived
    worked = False
    for _ in range(ROUNDS):
        version, made_of = derived.versions()
        if made_of == f"{version} {RESOLVER}":
            shelve(record, progress)
            return worked
        worked = True
        if made_of and not made_of.endswith(f" {RESOLVER}"):
            derived.clear()
        _digest(record, derived, progress)
        _resolve(record, derived, version, progress)
    shelve(record, progress)
    return worked


def rebuild(record: Record, progress: Tell = lambda what, done, all_: None) -> None:
    """Forget all that follows from a record, and make it anew."""
    record.derived.clear()
    record.shelved.clear()
    bring_up_to_date(record, progress)


def told_by(record: Record, *, until: str | None = None) -> Story:
    """What follows from a record, by the reports published up to a day where one is given.

    RecordError where the record is not up to date and cannot be written.
    """
    bring_up_to_date(record)
    derived = record.derived
    rest = derived.rest("rest") or {}
    return Story(
        derived.actors(),
        derived.processes(),
        threads=lambda process: threads_by(derived.strands(process=process), until),
        meetings=lambda process: meetings_by(derived.gatherings(process=process), until),
        marks=lambda process: marks_by(derived.marks(process), process, until),
        named=derived.names,
        merged=rest.get("merged", {}),
        keys={name: tuple(keys) for name, keys in rest.get("keys", {}).items()},
        pairs=tuple((one, other, why) for one, other, why in rest.get("pairs", ())),
    )


def changes_since(
    record: Record, story: Story, since: str, *, until: str | None = None, process: str | None = None
) -> tuple[Change, ...]:
    """What the reports published from a day on, and up to another where one is given, made new or changed."""
    before = (date.fromisoformat(since) - timedelta(days=1)).isoformat()
    derived = record.derived
    first = derived.first_told()
    known = [p for p in story.processes.values() if process is None or p.id == process]
    return changes(
        derived.strands(process=process, since=since),
        derived.gatherings(process=process, since=since),
        [(p, min((day for r in p.reports if (day := first.get(r)) is not None), default=None)) for p in known],
        before=before,
        until=until,
    )


# -- digests ----------------------------------------------------------------------------------------------------------


def _digest(record: Record, derived: Derived, progress: Tell) -> None:
    stale = derived.undigested()
    for n in range(0, len(stale), AT_ONCE):
        some = stale[n : n + AT_ONCE]
        lines: dict[str, list[Line]] = defaultdict(list)
        for line in record.lines(reports=some):
            lines[line.origin.report].append(line)
        texts = record.texts(some)
        derived.put_digests([_digest_of(report, lines[report], texts.get(report, "")) for report in some])
        progress("digesting", n + len(some), len(stale))


def _digest_of(report: str, lines: Sequence[Line], text: str) -> Digest:
    namings = [astuple(n)[1:-1] for n in namings_of(lines)]
    alike: dict[tuple[Any, ...], list[str]] = defaultdict(list)
    for line in lines:
        alike[astuple(brief_of(line))[3:]].append(line.entry.id)
    told = lines[0].told if lines else None
    body = {"told": told, "namings": namings, "briefs": [(ids, *brief) for brief, ids in alike.items()]}
    made_of = _hash(body, [_of_line(line) for line in lines])
    return Digest(report, body, shingles(text), made_of)


def _of_line(line: Line) -> list[Any]:
    entry = line.entry
    return [entry.id, repr(entry), line.origin.outlet]


def _hash(*parts: Any) -> str:
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()[:16]


# -- who is who, which negotiation is which -------------------------------------------------------------------------------


def _resolve(record: Record, derived: Derived, version: str, progress: Tell) -> bool:
    digests = derived.digests()
    progress("who is who", 0, len(digests))
    told = {report: body["told"] for report, (body, _) in digests.items()}
    family = families(derived.shingles, told)
    namings = [Naming(report, *row) for report, (body, _) in digests.items() for row in body["namings"]]
    namings.sort(key=lambda n: (n.report, n.name))
    briefs = [brief for report, (body, _) in sorted(digests.items()) for brief in _briefs(report, body)]
    who = resolved(namings, briefs, decisions_of(record.decisions()))
    reports = _fingerprints(digests, family, who)
    serving: dict[str, set[str]] = defaultdict(set)
    for brief in briefs:
        serving[who.process_of(brief) or ""].add(brief.report)
    processes = _of_processes(reports, serving, who)
    old_reports, old_processes = derived.fingerprints()
    new = {p for p, mark in processes.items() if old_processes.get(p) != mark}
    changed = {report for report, mark in reports.items() if old_reports.get(report) != mark}
    woven, answers = _weave(record, {process: serving[process] for process in new}, family, who, progress)
    return derived.put(
        version,
        RESOLVER,
        told=list(_told(record, changed, reports, family, who)),
        actors=who.cast.actors.values(),
        processes=[(who.found.processes.get(p), mark) for p, mark in processes.items()]
        + [(p, "") for key, p in who.found.processes.items() if key not in processes],
        woven=woven,
        answers=answers,
        gone=old_processes.keys() - processes.keys(),
        rest={
            "rest": {
                "merged": {old: now for old, now in {**who.cast.by_key, **who.found.earlier}.items() if old != now},
                "keys": who.cast.keys,
                "pairs": [(p.one, p.other, p.why) for p in who.cast.pairs],
            }
        },
    )


def _briefs(report: str, body: Mapping[str, Any]) -> Iterable[Brief]:
    for lines, kind, act, role, *names in body["briefs"]:
        yield Brief(tuple(lines), report, body["told"], Kind(kind), act, role, *map(tuple, names))


def _fingerprints(
    digests: Mapping[str, tuple[Mapping[str, Any], str]], family: Mapping[str, str], who: Resolved
) -> dict[str, str]:
    """Of each report all that its marks and the threads of its lines rest on."""
    found = who.found
    return {
        report: _hash(
            made_of,
            family.get(report, report),
            sorted(who.named.get(report, {}).items()),
            sorted(who.roots_in(report).items()),
            [(p, found.processes[p].parties) for p in found.of_report.get(report, ()) if p in found.processes],
        )
        for report, (_, made_of) in digests.items()
    }


def _of_processes(reports: Mapping[str, str], serving: Mapping[str, set[str]], who: Resolved) -> dict[str, str]:
    """Of each process, and of what belongs to none (""), all that its threads and meetings rest on."""
    return {
        process: _hash(RESOLVER, process, sorted(who.words_of(process)), sorted((r, reports[r]) for r in own))
        for process, own in sorted(serving.items())
    }


# -- threads, meetings and marks ---------------------------------------------------------------------------------------


def _weave(
    record: Record,
    processes: Mapping[str, set[str]],
    family: Mapping[str, str],
    who: Resolved,
    progress: Tell,
) -> tuple[dict[str, tuple[list[Strand], list[Gathering]]], dict[str, dict[int, bytes]]]:
    """The threads and meetings of processes, and all that the models were asked for them."""
    made, answers = {}, {}
    for n, (process, reports) in enumerate(sorted(processes.items())):
        progress("threads and meetings", n, len(processes))
        lines = (_in_family(line, family) for line in record.lines(reports=reports))
        own = (line for line in lines if (who.process_of(brief_of(line)) or "") == process)
        judged = Judged(record.derived.answers(process))
        made[process] = followed(process or None, own, who, judged)
        answers[process] = judged.asked
    return made, answers


def _in_family(line: Line, family: Mapping[str, str]) -> Line:
    return replace(line, origin=replace(line.origin, family=family.get(line.origin.report, line.origin.report)))


def _told(
    record: Record, changed: set[str], reports: Mapping[str, str], family: Mapping[str, str], who: Resolved
) -> Iterator[Told]:
    left = sorted(changed)
    for n in range(0, len(left), AT_ONCE):
        some = left[n : n + AT_ONCE]
        marks = defaultdict(list)
        for line in record.lines(reports=some):
            marks[line.origin.report].append(mark_of(line, brief_of(line), who))
        for report in some:
            own = tuple(marks[report])
            serves = tuple(sorted({mark.process or "" for mark in own}))
            yield Told(report, reports[report], family.get(report, report), who.named.get(report, {}), own, serves)
