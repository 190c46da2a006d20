"""What annotators changed in their tools, as verdicts: changed lines are amended, deleted ones rejected, new ones added."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from onrecord.export.annotation.changes import added, changed
from onrecord.export.annotation.marks import FORMAT, Document, Linked, Marked, clean, mark, marked_from, name_in
from onrecord.model import About, Actor, Entry, Span
from onrecord.model.decision import Action, Verdict
from onrecord.model.shape import as_json, from_json
from onrecord.record import Record
from onrecord.record.derived import batched
from onrecord.record.exchange import FORMAT as VERDICT
from onrecord.record.filters import EntryFilter
from onrecord.record.review import FOR

# a line as it left, and as annotators saw it
Left = tuple[Entry, Marked]


@dataclass(slots=True)
class Taken:
    """What became of annotated files. `problems`: what was left out and why; `conflicts`: what others, or the same person later, decided otherwise."""

    files: int = 0
    actions: Counter[str] = field(default_factory=Counter)
    known: int = 0
    unlisted: int = 0
    problems: list[str] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Decided:
    """What an annotator decided on a line of a report."""

    action: Action
    line: Entry
    note: str = ""


def take_back(
    record: Record, documents: Iterable[Document], exported: Path, *, who: str, accept_unchanged: bool = False
) -> Taken:
    """Take in annotated files as verdicts of one person; doing so twice changes nothing.

    `exported`: the folder that says what was exported. Where it does not tell of a report, its lines on record are what
    annotators started from, and no line is rejected. A file in which anything is wrong is left out as a whole.
    """
    taken = Taken()
    here = Here(record)
    lines: list[str] = []
    seen: dict[str, str] = {}
    for document in documents:
        if not document.problems:
            found = here.find(document)
            if found is None:
                document.problems.append("no report on record has this text")
            elif found[0].id in seen:
                document.problems.append(f"is on the same report as {seen[found[0].id]}; give the files of one person")
            else:
                seen[found[0].id] = document.name
                taken.files += 1
                lines += _take(record, document, *found, exported / f"{found[0].id}.json", taken, who, accept_unchanged)
        taken.problems += [f"{document.name}: {problem}" for problem in document.problems]
    keep(record, lines, taken)
    return taken


def keep(record: Record, lines: Sequence[str], taken: Taken) -> None:
    """Keep verdicts, all at once."""
    done = record.import_verdicts(lines)
    taken.known += done.known
    taken.conflicts += done.conflicts
    taken.problems += done.missing


class Here:
    """The reports on record, to be found by their texts."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self._abouts = {one.id: one for one in record.abouts()}
        self._by_text: dict[str, str] | None = None

    def find(self, document: Document) -> tuple[About, str] | None:
        """The report on record that has the text of a document, and the text."""
        for key in (*document.reports, f"r-{_digest(document.text)[:16]}"):
            if key in self._abouts and (found := self._same(key, document.text)):
                return found
        if self._by_text is None:
            # a report that was decoded anew has kept its id
            self._by_text = {}
            for ids in batched(list(self._abouts)):
                self._by_text |= {_digest(text): key for key, text in self._record.texts(ids).items()}
        other = self._by_text.get(_digest(document.text))
        return self._same(other, document.text) if other is not None else None

    def _same(self, key: str, text: str) -> tuple[About, str] | None:
        own = self._record.texts([key]).get(key)
        return (self._abouts[key], own) if own is not None and _written(own) == text else None


def _digest(text: str) -> str:
    return hashlib.sha256(_written(text).encode("utf-8")).hexdigest()


def _written(text: str) -> str:
    """A text as it stands in a file: half a character cannot."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _take(
    record: Record, document: Document, about: About, text: str, listed: Path, taken: Taken, who: str, accept: bool
) -> Iterator[str]:
    """The verdicts of one file, as lines that a record takes in."""
    here = record.entries(EntryFilter(report=about.id))
    left = _left(document, listed, text)
    if left is None:
        taken.unlisted += 1
    if document.problems:
        return
    base = left if left is not None else {line.id: (line, mark(line, text)) for line in here}
    decided = list(decisions(document, text, about, base, here, listed=left is not None, accept=accept))
    yield from new_verdicts(record, about, decided, taken, who)


def _left(document: Document, listed: Path, text: str) -> dict[str, Left] | None:
    """The lines that were exported of a report; None where nothing tells."""
    try:
        data = json.loads(listed.read_text(encoding="utf-8"))
        if data["format"] != FORMAT:
            raise ValueError(f"its format is {str(data['format'])[:40]!r}, not {FORMAT!r}")
        found = {}
        for one in data["lines"]:
            entry = from_json(one["entry"])
            if any(text[e.start : e.end] != e.text for e in entry.evidence):
                raise ValueError(f"the line {entry.id} does not quote the text on record")
            found[entry.id] = (entry, marked_from(one["marked"], entry.id))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        said = f"“{error.args[0]}” is missing" if isinstance(error, KeyError) else str(error)
        document.problems.append(f"what was exported of it cannot be read in {listed.name}: {said}")
        return {}
    return found


def decisions(
    document: Document,
    text: str,
    about: About,
    base: dict[str, Left],
    here: Sequence[Entry],
    *,
    listed: bool,
    accept: bool,
) -> Iterator[Decided]:
    """What was decided in one file. `base`: what was exported; `here`: the lines that count now."""
    known = {
        clean(actor.name): actor for line in (*here, *(entry for entry, _ in base.values())) for actor in _all(line)
    }
    at: dict[tuple[Span, ...], list[str]] = {}
    for _, was in base.values():
        for linked in was.linked:
            at.setdefault(linked.words, []).append(linked.name)
    found: dict[str, Marked] = {}
    new: list[Marked] = []
    for one in (_named(marked, at, text) for marked in document.marks):
        if one.entry is None:
            new.append(one)
        elif one.entry not in base:
            document.problems.append(f"{one.where}: the line {one.entry[:40]} was not exported here")
        elif one.entry in found:
            document.problems.append(f"{one.where}: the line {one.entry} is there twice; the second is left out")
        else:
            found[one.entry] = one
    for one in list(new):
        # a tool may lose the note with the id
        same = next((key for key, (_, was) in base.items() if key not in found and _looks(was) == _looks(one)), None)
        if same is not None:
            found[same] = one
            new.remove(one)
    for key, (entry, was) in base.items():
        if key in found:
            yield from _changed(document, entry, was, found[key], text, known, accept=accept)
        elif listed:
            yield Decided(Action.REJECT, entry)
    others = [(line, mark(line, text)) for line in here if line.id not in base]
    used: set[str] = set()
    for one in new:
        try:
            line = added(one, text, about.id, about.source_text, known)
        except ValueError as error:
            document.problems.append(f"{one.where}: {error}")
            continue
        while line.id in used:
            line = replace(line, id="e-" + hashlib.sha256(line.id.encode()).hexdigest()[:16])
        used.add(line.id)
        twin = next(
            (o for o in others if (o[1].label, o[1].words) == (one.label, one.words) and o[0].id not in used), None
        )
        if twin is None or twin[0].id == line.id:
            yield Decided(Action.ADD, line, one.note)
        else:
            # the record has it, though it was not exported, or came in meanwhile
            used.add(twin[0].id)
            yield from _changed(document, *twin, one, text, known, accept=True)


def _changed(
    document: Document, entry: Entry, was: Marked, now: Marked, text: str, known: dict[str, Actor], *, accept: bool
) -> Iterator[Decided]:
    try:
        line = changed(entry, was, now, text, known)
    except ValueError as error:
        document.problems.append(f"{now.where}: {error}")
        return
    if line != entry:
        yield Decided(Action.AMEND, line, now.note)
    elif accept:
        yield Decided(Action.ACCEPT, line, now.note)


def _named(one: Marked, at: Mapping[tuple[Span, ...], Sequence[str]], text: str) -> Marked:
    """The same with who is meant by words of which the export said it, where the annotator says nothing: "he" is no name."""

    def name(linked: Linked) -> str:
        known = at.get(linked.words, ())
        return (
            known[0]
            if known and linked.name not in known and linked.name == name_in(text, linked.words)
            else linked.name
        )

    return replace(one, linked=tuple(replace(linked, name=name(linked)) for linked in one.linked))


def _looks(one: Marked) -> tuple[object, ...]:
    return one.label, one.words, one.linked, one.values


def _all(line: Entry) -> tuple[Actor, ...]:
    return (*line.actors, *line.addressees, *line.attribution.speakers)


def new_verdicts(record: Record, about: About, decided: Iterable[Decided], taken: Taken, who: str) -> Iterator[str]:
    """Those of some decisions that the person has not made before, as lines that a record takes in."""
    own = [verdict for verdict in record.verdicts(report=about.id) if verdict.who == who]
    last = {verdict.line.id: verdict for verdict in own}
    now = datetime.now(UTC).isoformat(timespec="seconds")
    for one in decided:
        before = [verdict for verdict in own if _same(verdict, one)]
        if before:
            latest = last[before[-1].line.id]
            taken.known += 1
            if not _same(latest, one):
                said = clean(one.line.evidence[0].text)[:60]
                taken.conflicts.append(f"{one.action.value} of “{said}”: {latest.action.value} since, which counts")
            continue
        taken.actions[one.action.value] += 1
        yield json.dumps(
            {
                "format": VERDICT, "action": one.action.value, "who": who, "note": one.note, "decided_at": now,
                "source_text": about.source_text, "sha256": about.sha256, "entry": as_json(one.line),
            },
            ensure_ascii=False,
        )  # fmt: skip


def _same(verdict: Verdict, one: Decided) -> bool:
    """Whether a verdict says what is decided: of the same line, in the same words where it is for it."""
    if verdict.action in FOR and one.action in FOR:
        return replace(verdict.line, id=one.line.id) == one.line
    return verdict.action is one.action and verdict.line.id == one.line.id
