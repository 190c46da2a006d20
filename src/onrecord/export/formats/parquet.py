"""A record as Parquet files, one a table, for DuckDB, polars, pandas and R: lines, actors, threads and meetings with typed columns."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any

from onrecord.errors import RunStopped
from onrecord.export.formats import tables as t
from onrecord.export.leaving import Leaving
from onrecord.export.table import names_in_cell
from onrecord.export.words import family_of
from onrecord.model import Actor
from onrecord.model.story import Line, wholes

Row = tuple[Any, ...]
# rows written at a time: memory holds no more, and a reader that asks for some days skips the rest
AT_ONCE = 20_000
# and of texts, which are long
TEXTS_AT_ONCE = 500


def files(leaving: Leaving) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Each table as a file."""
    try:
        import pyarrow.parquet  # noqa: F401
    except ImportError as error:
        raise RunStopped(
            "Parquet needs pyarrow, which is not installed",
            hint="Install it: python -m pip install 'onrecord[parquet]'",
        ) from error
    for table, rows in ROWS:
        if table is not t.TEXTS or leaving.with_texts:
            yield f"{table.name}.parquet", _written(table, rows(leaving))


class _Pieces(io.RawIOBase):
    """A file that is passed on as it is written."""

    def __init__(self) -> None:
        super().__init__()
        self._at = 0
        self._kept: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        piece = bytes(data)
        self._kept.append(piece)
        self._at += len(piece)
        return len(piece)

    def tell(self) -> int:
        return self._at

    def taken(self) -> bytes:
        """What was written since this was asked last."""
        found, self._kept = b"".join(self._kept), []
        return found


def _written(table: t.Table, rows: Iterator[Row]) -> Iterator[bytes]:
    """A table as the bytes of a file, some thousand rows at a time."""
    import pyarrow
    from pyarrow import parquet

    types = {"list<string>": pyarrow.list_(pyarrow.string()), "bool": pyarrow.bool_(), "double": pyarrow.float64()}
    schema = pyarrow.schema(
        [
            pyarrow.field(c.name, types.get(c.type) or getattr(pyarrow, c.type)(), metadata={"meaning": c.meaning})
            for c in table.columns
        ],
        metadata={"row": table.row},
    )

    def array(own: Sequence[Any], kind: Any) -> Any:
        try:
            return pyarrow.array(own, kind)
        except UnicodeEncodeError:
            # half a character is a question mark
            return pyarrow.array([_plain(value) for value in own], kind)

    at_once, sink = TEXTS_AT_ONCE if table is t.TEXTS else AT_ONCE, _Pieces()
    with parquet.ParquetWriter(sink, schema, compression="zstd") as writer:
        while some := list(islice(rows, at_once)):
            columns = [array(own, f.type) for own, f in zip(zip(*some, strict=True), schema, strict=True)]
            writer.write_batch(pyarrow.record_batch(columns, schema=schema))
            yield sink.taken()
    yield sink.taken()


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value[:10]) if value else None


# -- rows -------------------------------------------------------------------------------------------------------------


def _reports(leaving: Leaving) -> Iterator[Row]:
    for one in leaving.reports.values():
        first = leaving.dispatch(one.id)
        yield (
            one.id, one.title, one.outlet, _day(one.published), one.url, one.language, first, first != one.id,
            one.source_text, one.sha256,
        )  # fmt: skip


def _entries(leaving: Leaving) -> Iterator[Row]:
    report, processes = "", leaving.processes_in("")
    for line in leaving.lines():
        e, said, when = line.entry, line.entry.attribution, line.entry.time
        if e.report != report:
            report, processes = e.report, leaving.processes_in(e.report)
        first, codes = leaving.dispatch(report), dict(e.codes)
        yield (
            e.id, report, first, first != report, processes.get(e.id), _day(line.told), line.origin.outlet, e.kind.value,
            e.act, family_of(e) or None, e.role, e.form, e.negated, e.future, e.conditional, e.historical, e.tier.value,
            names_in_cell(e.actors), names_in_cell(e.addressees), names_in_cell(said.speakers), said.style.value, said.cue, said.carried_over,
            e.content, e.condition, e.consequence, e.deadline, list(e.issue), [q.text for q in e.quantities], e.status,
            e.outcome, e.format, e.place, when.text, _day(when.earliest), _day(when.latest), when.precision,
            when.basis.value, list(e.factuality), " … ".join(one.text for one in e.evidence), e.evidence[0].start,
            e.evidence[0].end, e.confidence, line.reviewed, e.made_by.reader, e.made_by.decided, codes.get("plover"),
            codes.get("cameo"),
        )  # fmt: skip


def _entry_actors(leaving: Leaving) -> Iterator[Row]:
    for line in leaving.lines():
        for slot, own in _slots(line):
            for n, one in enumerate(own):
                known = leaving.party(line, one)
                party = leaving.story.root(known.id) if known is not None else None
                yield (
                    line.entry.id, slot, n, one.name, one.mention, one.kind, one.role, one.side,
                    known.id if known is not None else None, party,
                )  # fmt: skip


def _slots(line: Line) -> tuple[tuple[str, tuple[Actor, ...]], ...]:
    entry = line.entry
    return ("actor", entry.actors), ("addressee", entry.addressees), ("speaker", entry.attribution.speakers)


def _evidence(leaving: Leaving) -> Iterator[Row]:
    for line in leaving.lines():
        for n, one in enumerate(line.entry.evidence):
            yield line.entry.id, n, one.start, one.end, one.text, one.sentence.start, one.sentence.end


def _actors(leaving: Leaving) -> Iterator[Row]:
    known = leaving.story.actors
    for one in sorted(known.values(), key=lambda a: a.id):
        titles = list(dict.fromkeys(title for title, _, _ in one.titles))
        yield (
            one.id, one.name, one.kind, one.part_of, wholes(one.id, known)[-1], list(one.names), titles, one.reports,
        )  # fmt: skip


def _processes(leaving: Leaving) -> Iterator[Row]:
    return ((one.id, one.name, len(one.reports)) for one in leaving.processes())


def _process_actors(leaving: Leaving) -> Iterator[Row]:
    for one in leaving.processes():
        yield from ((one.id, actor, "party") for actor in one.parties)
        yield from ((one.id, actor, role) for actor, role in one.third)


def _threads(leaving: Leaving) -> Iterator[Row]:
    for one in leaving.threads():
        told = sorted(step.told for step in one.steps if step.told)
        yield (
            one.id, one.process, one.kind, one.maker, list(one.to), one.about, one.form, one.maker_confirmed,
            one.deadline, _day(one.due), one.answer, _day(told[0] if told else None), _day(told[-1] if told else None),
            len(one.steps), one.speakers, one.families,
        )  # fmt: skip


def _thread_status(leaving: Leaving) -> Iterator[Row]:
    return ((one.id, by, status.value) for one in leaving.threads() for by, status in one.status)


def _thread_steps(leaving: Leaving) -> Iterator[Row]:
    for one in leaving.threads():
        for n, s in enumerate(one.steps):
            yield (
                one.id, n, s.entry, s.by, s.standing, _day(s.told), s.family or None, s.form, list(s.makers), list(s.to),
                s.words or None, s.deadline, _day(s.due), s.answer, s.confirms, list(s.doers),
            )  # fmt: skip


def _meetings(leaving: Leaving) -> Iterator[Row]:
    for m in leaving.meetings():
        yield (
            m.id, m.process, list(m.who), m.status.value, _day(m.earliest), _day(m.latest), m.precision, m.place, m.round,
            m.format, _day(m.first_told), len(m.tellings),
        )  # fmt: skip


def _meeting_outcomes(leaving: Leaving) -> Iterator[Row]:
    return ((m.id, by, outcome.value) for m in leaving.meetings() for by, outcome in m.outcome)


def _meeting_tellings(leaving: Leaving) -> Iterator[Row]:
    for meeting in leaving.meetings():
        for n, m in enumerate(meeting.tellings):
            yield (
                meeting.id, n, m.entry, m.report, _day(m.told), m.outlet or None, m.status.value, list(m.who),
                _day(m.earliest), _day(m.latest), m.precision, m.place, m.round, m.format, m.outcome, m.by, m.recalled,
            )  # fmt: skip


def _meeting_seats(leaving: Leaving) -> Iterator[Row]:
    return ((m.id, s.actor, s.role, s.side, list(s.entries)) for m in leaving.meetings() for s in m.seats)


def _texts(leaving: Leaving) -> Iterator[Row]:
    ids = iter(leaving.reports)
    while some := list(islice(ids, TEXTS_AT_ONCE)):
        texts = leaving.texts(some)
        yield from ((one, leaving.reports[one].source_text, texts.get(one)) for one in some)


ROWS: tuple[tuple[t.Table, Callable[[Leaving], Iterator[Row]]], ...] = (
    (t.REPORTS, _reports), (t.ENTRIES, _entries), (t.ENTRY_ACTORS, _entry_actors), (t.EVIDENCE, _evidence),
    (t.ACTORS, _actors), (t.PROCESSES, _processes), (t.PROCESS_ACTORS, _process_actors), (t.THREADS, _threads),
    (t.THREAD_STATUS, _thread_status), (t.THREAD_STEPS, _thread_steps), (t.MEETINGS, _meetings),
    (t.MEETING_OUTCOMES, _meeting_outcomes), (t.MEETING_TELLINGS, _meeting_tellings), (t.MEETING_SEATS, _meeting_seats),
    (t.TEXTS, _texts),
)  # fmt: skip
