"""Makes what follows from a record: what new reports, verdicts and decisions touch is made anew, the rest stays."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, replace
from typing import Any

from onrecord.judged import Judged
from onrecord.model import Kind
from onrecord.model.story import Brief, Gathering, Line, Strand
from onrecord.record import Record
from onrecord.record.derived import Derived, Digest, Told
from onrecord.resolve.keys import Naming
from onrecord.resolve.reprints import families, shingles
from onrecord.telling import Resolved, brief_of, decisions_of, followed, mark_of, namings_of, resolved

# so many reports are digested at a time
AT_ONCE = 200
Tell = Callable[[str, int, int], None]


def make(record: Record, version: str, made_by: str, progress: Tell) -> None:
    """Make what follows from a record of this version, and keep it as made by this resolver."""
    derived = record.derived
    _digest(record, derived, progress)
    _resolve(record, derived, version, made_by, progress)


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


def _resolve(record: Record, derived: Derived, version: str, made_by: str, progress: Tell) -> None:
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
    processes = _of_processes(reports, serving, who, made_by)
    old_reports, old_processes = derived.fingerprints()
    new = {p for p, mark in processes.items() if old_processes.get(p) != mark}
    changed = {report for report, mark in reports.items() if old_reports.get(report) != mark}
    woven, answers = _weave(record, {process: serving[process] for process in new}, family, who, progress)
    derived.put(
        version,
        made_by,
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


def _of_processes(
    reports: Mapping[str, str], serving: Mapping[str, set[str]], who: Resolved, made_by: str
) -> dict[str, str]:
    """Of each process, and of what belongs to none (""), all that its threads and meetings rest on."""
    return {
        process: _hash(made_by, process, sorted(who.words_of(process)), sorted((r, reports[r]) for r in own))
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
    # reports on other processes may have the same texts
    shared: dict[int, bytes] = {}
    for n, (process, reports) in enumerate(sorted(processes.items())):
        progress("threads and meetings", n, len(processes))
        own = [
            line for line in _with_words(record, reports, family) if (who.process_of(brief_of(line)) or "") == process
        ]
        judged = Judged(record.derived.answers(process), shared)
        made[process] = followed(process or None, own, who, judged)
        answers[process] = judged.asked
    return made, answers


def _with_words(record: Record, reports: set[str], family: Mapping[str, str]) -> Iterator[Line]:
    """The lines of some reports with their words in the texts, and the families that the reports are of."""
    ordered = sorted(reports)
    for n in range(0, len(ordered), AT_ONCE):
        some = ordered[n : n + AT_ONCE]
        texts = record.texts(some)
        for line in record.lines(reports=some):
            report = line.origin.report
            yield replace(line, origin=replace(line.origin, family=family.get(report, report))).within(texts[report])


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
