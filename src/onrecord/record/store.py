"""The record: put readings in, ask for entries and reports, search, forget."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Any, Self

from sqlalchemy import delete, func, insert, select, tuple_, update

from onrecord.errors import RecordError
from onrecord.model import About, Entry, Reading
from onrecord.model.decision import Action, Decision, Note, Settled, Verdict
from onrecord.model.location import Location
from onrecord.model.plain import count, table
from onrecord.model.shape import from_json
from onrecord.model.story import Line, Origin
from onrecord.record import exchange, frames, schema
from onrecord.record.arrived import Arrived
from onrecord.record.derived import Derived, batched, touch
from onrecord.record.dialects import among, dialect_of
from onrecord.record.engine import Store, again, now, open_store
from onrecord.record.filters import EntryFilter, count_query, entry_query
from onrecord.record.foreign import ForeignLines
from onrecord.record.keep import Put, held_by, identity, lock, put_readings
from onrecord.record.review import add_line, apply_verdicts, has_verdicts, keep_verdict, verdicts_on
from onrecord.record.shelved import Shelved, unshelve
from onrecord.record.texts import Hit, StoredReport, found_in, stored

SHORTEST_PREFIX = 4
# processes that a notebook shows
CHIEF = 20
# a line whose sentence holds a place begins within so many
NEAR = 600
# verdicts by which a person stands behind a line
REVIEWED = frozenset({Settled.ACCEPTED.value, Settled.AMENDED.value, Settled.ADDED.value})


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was removed."""

    report_id: str
    origins: tuple[str, ...]
    entries: int


def open_record(location: str | Location, *, create: bool = True, read_only: bool = False) -> Record:
    """Open the record in a file or at postgresql://USER@HOST/DATABASE, making it when `create`.

    RecordError says what stands in the way.
    """
    return Record(open_store(location, create=create, read_only=read_only))


class Record:
    """Reports and entries in one place. Use it as a context manager, or close it."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.arrived = Arrived(store)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file, or of the connections."""
        self._store.close()

    @property
    def store(self) -> Store:
        """The database behind it."""
        return self._store

    @property
    def location(self) -> Location:
        """Where it is."""
        return self._store.location

    # -- in -----------------------------------------------------------------------------------------------------

    def put(self, reading: Reading) -> Put:
        """Keep a reading, in one transaction. Reading twice changes nothing; older texts and lines stay, superseded."""
        return self.put_all([reading])[0]

    @again
    def put_all(self, readings: Sequence[Reading]) -> list[Put]:
        """Keep some readings, in one transaction: all of them or none."""
        with self._store.writing() as connection:
            for reading in readings:
                self.arrived.keep_original(connection, reading.report.original)
            became = put_readings(connection, readings, now())
            for report in (one.touched for one in became if one.touched is not None and not one.is_new):
                if has_verdicts(connection, report):
                    apply_verdicts(connection, report)
                touch(connection, report)
            # nothing was decided or made of what is new
            if new := sum(one.is_new for one in became):
                touch(connection, times=new)
        return [one.outcome for one in became]

    def has(self, sha256: str, reader: str, name: str) -> bool:
        """Whether these bytes of this name were read by this reader already."""
        query = (
            select(func.count())
            .select_from(schema.origins)
            .join(schema.source_texts, schema.source_texts.c.report_id == schema.origins.c.report_id)
            .join(schema.readings, schema.readings.c.source_text_id == schema.source_texts.c.id)
            .where(
                schema.origins.c.name == identity(name, sha256),
                schema.origins.c.sha256 == sha256,
                schema.source_texts.c.is_current,
                schema.readings.c.reader == reader,
            )
        )
        return bool(self._scalar(query))

    def held(self, reader: str, *, whole: bool = False) -> Callable[[str, str], bool]:
        """What `has` would say of a hash and a name, from one look at the record: for runs over many files.

        `whole`: but of those of which pages are pictures that nobody has tried to recognise.
        """
        with self._store.reading() as connection:
            known = held_by(connection, reader, whole=whole)
        return lambda sha256, name: (identity(name, sha256), sha256) in known

    def origins(self) -> list[tuple[str, str]]:
        """Every name under which a report came, and its report."""
        o = schema.origins.c
        with self._store.reading() as connection:
            return [(row.name, row.report_id) for row in connection.execute(select(o.name, o.report_id))]

    @again
    def decide(self, decision: Decision) -> None:
        """Keep what a person decided; nothing decided before is lost."""
        values = {key: getattr(decision, key) for key in ("kind", "action", "one", "other", "who", "note")}
        with self._store.writing() as connection:
            connection.execute(insert(schema.decisions).values(**values, decided_at=now()))
            touch(connection)

    @again
    def judge(self, verdict: Verdict, *, seen: int | None = None) -> Verdict:
        """Keep a verdict on a line, at once in force everywhere. `seen`: the number of the last verdict on it that its maker knew.

        RecordError where another was given since.
        """
        with self._store.writing() as connection:
            lock(connection, verdict.line.report)
            before = verdicts_on(connection, entry=verdict.line.id)
            last = before[-1].number if before else 0
            if seen is not None and seen != last:
                raise RecordError(
                    f"{before[-1].who} decided on this line meanwhile: {before[-1].action.value}",
                    hint="Look at it again, then decide.",
                )
            at = now()
            if verdict.action is Action.ADD:
                add_line(connection, verdict.line, at)
            keep_verdict(connection, verdict, at)
            apply_verdicts(connection, verdict.line.report)
            touch(connection, verdict.line.report)
            return verdicts_on(connection, entry=verdict.line.id)[-1]

    def verdicts(self, *, entry: str | None = None, report: str | None = None) -> list[Verdict]:
        """The verdicts on a line or a report, or all of them, in order."""
        with self._store.reading() as connection:
            return verdicts_on(connection, report, entry)

    def note(self, note: Note) -> None:
        """Keep what a person wrote on a line."""
        report = self.entry(note.entry).report
        with self._store.writing() as connection:
            connection.execute(
                insert(schema.notes).values(
                    entry_id=note.entry, report_id=report, text=note.text, in_brief=note.in_brief, who=note.who,
                    noted_at=now(),
                )
            )  # fmt: skip

    def withdraw_note(self, number: int) -> None:
        """Take a note back; RecordError where there is none of this number."""
        n = schema.notes
        with self._store.writing() as connection:
            known = update(n).where(n.c.number == number, n.c.withdrawn.is_(None)).values(withdrawn=now())
            if not connection.execute(known).rowcount:
                raise RecordError("No such note on record", hint="Perhaps it was taken back in the meantime.")

    def notes(self, *, entry: str | None = None, process: str | None = None) -> list[Note]:
        """The notes on a line or on the lines of a process, or all, in order."""
        n, at = schema.notes.c, schema.listed.c
        query = select(n.entry_id, n.text, n.in_brief, n.who, n.noted_at, n.number).where(n.withdrawn.is_(None))
        if entry is not None:
            query = query.where(n.entry_id == entry)
        if process is not None:
            within = select(at.id).where(at.list == "entries", at.id == n.entry_id, at.process == process)
            query = query.where(within.exists())
        with self._store.reading() as connection:
            return [Note(*row) for row in connection.execute(query.order_by(n.number))]

    def export_verdicts(self) -> Iterator[str]:
        """All verdicts as JSON lines, for another record of the same reports."""
        with self._store.reading() as connection:
            yield from exchange.exported(connection)

    def import_verdicts(self, lines: Iterable[str]) -> exchange.Imported:
        """Keep verdicts that another record exported. Doing so twice changes nothing; RecordError names lines that are none."""
        return self._take_in(exchange.foreign(lines))

    @again
    def _take_in(self, found: Sequence[exchange.Foreign]) -> exchange.Imported:
        with self._store.writing() as connection:
            return exchange.take_in(connection, found)

    def latest_verdicts(self, most: int) -> list[Verdict]:
        """The last verdicts, in order."""
        with self._store.reading() as connection:
            return verdicts_on(connection, last=most)

    def votes(self, after: int = 0) -> list[tuple[int, str, Action, str]]:
        """Of each verdict after one the number, the line, the action and who gave it, in order."""
        v = schema.verdicts.c
        query = select(v.number, v.entry_id, v.action, v.who).where(v.number > after).order_by(v.number)
        with self._store.reading() as connection:
            return [(row[0], row[1], Action(row[2]), row[3]) for row in connection.execute(query)]

    def suggested(self, entry: str) -> Entry:
        """A line as the reader suggested it, whatever people made of it."""
        e = schema.entries.c
        with self._store.reading() as connection:
            row = connection.execute(select(e.suggested, e.body).where(e.id == entry)).one()
        return from_json(json.loads(row.suggested or row.body))

    @property
    def derived(self) -> Derived:
        """What follows from the entries, as it is kept."""
        return Derived(self._store)

    @property
    def shelved(self) -> Shelved:
        """The rows of the lists of the pages, as they are kept."""
        return Shelved(self._store)

    @property
    def foreign(self) -> ForeignLines:
        """Event data that somebody else made, which stands beside."""
        return ForeignLines(self._store)

    # -- out ----------------------------------------------------------------------------------------------------

    def entries(self, wanted: EntryFilter = EntryFilter()) -> list[Entry]:
        """The entries that fit, in the order of the reports and their texts."""
        if wanted.report is not None:
            wanted = replace(wanted, report=self._find(schema.reports.c.id, wanted.report, "report"))
        with self._store.reading() as connection:
            return [from_json(json.loads(body)) for body in connection.execute(entry_query(wanted)).scalars()]

    def lines(
        self, *, until: str | None = None, reports: Iterable[str] | None = None, entries: Iterable[str] | None = None
    ) -> list[Line]:
        """The lines that count, each with its report; of some reports or some lines only, or of those published up to a day.

        Reports without a date are left out then.
        """
        r, e = schema.reports.c, schema.entries.c
        query = (
            select(e.body, e.verdict, r.id, r.published, r.outlet, r.title)
            .join(schema.reports, r.id == e.report_id)
            .where(e.counts)
            .order_by(r.seq, e.start, e.id)
        )
        if until is not None:
            query = query.where(r.published < f"{until}~")
        column, wanted = (e.report_id, reports) if reports is not None else (e.id, entries)
        parts = list(batched(sorted(set(wanted)))) if wanted is not None else [()]
        # one question is of one moment in any case
        with self._store.reading(whole=len(parts) > 1) as connection:
            rows = (
                row
                for some in parts
                for row in connection.execute(
                    query.where(among(connection, column, some)) if wanted is not None else query
                )
            )
            return [
                Line(
                    from_json(json.loads(row.body)),
                    Origin(row.id, row.published, row.outlet, row.title),
                    row.verdict in REVIEWED,
                )
                for row in rows
            ]

    def texts(self, reports: Iterable[str]) -> dict[str, str]:
        """The current text of each of these reports."""
        t = schema.source_texts.c
        query = select(t.report_id, t.text).where(t.is_current)
        with self._store.reading() as connection:
            rows = [
                row
                for some in batched(sorted(set(reports)))
                for row in connection.execute(query.where(among(connection, t.report_id, some)))
            ]
        return {row.report_id: row.text for row in rows}

    def decisions(self) -> list[Decision]:
        """All that people decided on actors and processes, in order."""
        query = select(schema.decisions).order_by(schema.decisions.c.number)
        with self._store.reading() as connection:
            return [Decision(**row._mapping) for row in connection.execute(query)]

    def count_reports_undated(self) -> int:
        """How many reports have no date, and so are left out of a view as of a day."""
        return self._scalar(
            select(func.count()).select_from(schema.reports).where(schema.reports.c.published.is_(None))
        )

    def count(self, wanted: EntryFilter = EntryFilter()) -> int:
        """How many entries fit, whatever the limit."""
        return self._scalar(count_query(wanted))

    def count_undated(self, wanted: EntryFilter) -> int:
        """How many entries would fit but have no date, and so are left out of a dated view."""
        return self._scalar(count_query(wanted, undated=True))

    def entry(self, prefix: str) -> Entry:
        """The entry of this id, or of the only id that begins so."""
        key = self._find(schema.entries.c.id, prefix, "entry")
        with self._store.reading() as connection:
            body = connection.execute(select(schema.entries.c.body).where(schema.entries.c.id == key)).scalar_one()
        return from_json(json.loads(body))

    def reports(self, ids: Sequence[str] | None = None) -> list[StoredReport]:
        """All reports, in the order in which they came in; or some, in the order given."""
        with self._store.reading() as connection:
            if ids is None:
                ids = connection.execute(select(schema.reports.c.id).order_by(schema.reports.c.seq)).scalars().all()
            return [found for some in batched(ids) for found in stored(connection, some)]

    def abouts(self, *, until: str | None = None) -> list[About]:
        """What is known of each report beside its text, in the order in which they came in; of those published up to a day."""
        r, t = schema.reports.c, schema.source_texts.c
        query = (
            select(r.id, t.id, t.sha256, r.title, r.outlet, r.published, r.url, r.language)
            .join(schema.source_texts, t.report_id == r.id)
            .where(t.is_current)
            .order_by(r.seq)
        )
        if until is not None:
            query = query.where(r.published < f"{until}~")
        with self._store.reading() as connection:
            return [About(*row) for row in connection.execute(query)]

    def beside(self, report: str) -> tuple[str | None, str | None]:
        """The reports before and after it, by day of publication."""
        r = schema.reports.c
        order = tuple_(func.coalesce(r.published, ""), r.id)
        at = select(func.coalesce(r.published, ""), r.id).where(r.id == report).subquery()
        here = tuple_(at.c[0], at.c[1])
        with self._store.reading() as connection:
            before = select(r.id).where(order < here).order_by(func.coalesce(r.published, "").desc(), r.id.desc())
            after = select(r.id).where(order > here).order_by(func.coalesce(r.published, ""), r.id)
            both = select(before.limit(1).scalar_subquery(), after.limit(1).scalar_subquery())
            found = connection.execute(both).one()
        return found[0], found[1]

    def entries_at(self, places: Sequence[tuple[str, int]]) -> list[str | None]:
        """For each place in a report the id of the first line in whose sentence it stands, if there is one."""
        with self._store.reading() as connection:
            return dialect_of(connection).entries_at(connection, places, NEAR)

    def entries_beginning(self, prefix: str, limit: int) -> list[str]:
        """Ids of lines that begin so."""
        return self._beginning(schema.entries.c.id, prefix, limit)

    def reports_beginning(self, prefix: str, limit: int) -> list[str]:
        """Ids of reports that begin so."""
        return self._beginning(schema.reports.c.id, prefix, limit)

    def _beginning(self, column: Any, prefix: str, limit: int) -> list[str]:
        # a range, not LIKE: that would look at every id
        query = select(column).where(column >= prefix, column < f"{prefix}\U0010ffff").order_by(column).limit(limit)
        with self._store.reading() as connection:
            return list(connection.execute(query).scalars())

    def count_reports(self) -> int:
        """How many reports are on record."""
        return self._scalar(select(func.count()).select_from(schema.reports))

    def report(self, prefix: str) -> StoredReport:
        """The report of this id, of the only id that begins so, of this file name or of the only one that ends so."""
        with self._store.reading() as connection:
            name, report_id = schema.origins.c.name, schema.origins.c.report_id
            origin = connection.execute(select(report_id).where(name == prefix)).scalar_one_or_none()
            if origin is None:
                ends = select(report_id).where(name.endswith(f"/{prefix}", autoescape=True)).distinct().limit(2)
                found = connection.execute(ends).scalars().all()
                origin = found[0] if len(found) == 1 else None
        key = origin or self._find(schema.reports.c.id, prefix, "report")
        with self._store.reading() as connection:
            return stored(connection, [key])[0]

    def search(self, query: str, *, limit: int = 20) -> list[Hit]:
        """Places where the words stand; "in quotes" is a phrase, a trailing * a beginning. No query is an error."""
        with self._store.reading() as connection:
            return found_in(connection, query, limit)

    def counts(self) -> dict[str, int]:
        """How many reports, texts and entries are on record."""
        return {
            "reports": self._scalar(select(func.count()).select_from(schema.reports)),
            "texts": self._scalar(select(func.count()).select_from(schema.source_texts)),
            "entries": self._scalar(count_query(EntryFilter())),
        }

    # -- in notebooks -------------------------------------------------------------------------------------------

    def frame(self, name: str = "entries", *, library: str | None = None) -> Any:
        """A table as a frame of pandas or polars, whichever is installed: entries, reports, verdicts, commitments, demands …

        What follows from the entries is as the record was last brought up to date. RecordError where there is no such table,
        or no library.
        """
        if name not in frames.TABLES:
            raise RecordError(f"No table {name!r}", hint=f"There are: {', '.join(frames.TABLES)}")
        if name in frames.FOLLOWING:
            rows, columns = frames.following(self.shelved, name, self.derived.names_of_actors())
        else:
            with self._store.reading() as connection:
                rows, columns = frames.entries(connection) if name == "entries" else frames.plain(connection, name)
        return frames.frame(library, rows, columns)

    def timeline(self, process: str | None = None) -> frames.Timeline:
        """What happened when, of a process or of all, as the record was last brought up to date."""
        rows, _ = frames.following(self.shelved, "timeline", {})
        own = (row for row in rows if process is None or row["process"] == process)
        columns = ("when", "until", "lane", "what", "process", "id")
        return frames.Timeline(tuple(tuple(row[column] for column in columns) for row in own))

    def _repr_html_(self) -> str:
        """As a notebook shows it: how much it holds, and which processes."""
        counts = self.counts()
        chief = sorted(self.derived.processes().values(), key=lambda p: (-len(p.reports), p.name))
        return table(
            f"Record {self.location.name}: {count(counts['reports'], 'report', 'reports')}, "
            f"{count(counts['entries'], 'entry', 'entries')}",
            ("process", "reports", "id"),
            [(p.name, len(p.reports), p.id) for p in chief[:CHIEF]],
            max(0, len(chief) - CHIEF),
        )

    # -- away ---------------------------------------------------------------------------------------------------

    def forget(self, prefix: str) -> Forgotten:
        """Remove a report for good: its texts, index, entries and names leave the file, too."""
        stored = self.report(prefix)
        hashes = self._forget(stored)
        self.arrived.drop_originals(hashes)
        with self._store.bare() as connection:
            dialect_of(connection).wipe(connection)
        return Forgotten(stored.report.id, stored.origins, stored.entries)

    @again
    def _forget(self, stored: StoredReport) -> list[str]:
        """Remove a report; the hashes of bytes that may not be needed any more."""
        key = stored.report.id
        with self._store.writing() as connection:
            lock(connection, key)
            kept = select(schema.originals.c.bytes_sha256).where(schema.originals.c.report_id == key)
            hashes = list(connection.execute(kept).scalars())
            asked = [*stored.origins, *(o.address for o in stored.originals if o.address is not None)]
            connection.execute(delete(schema.fetched).where(schema.fetched.c.address.in_(asked)))
            connection.execute(delete(schema.source_texts).where(schema.source_texts.c.report_id == key))
            unshelve(connection, key)
            connection.execute(delete(schema.reports).where(schema.reports.c.id == key))
            dialect_of(connection).merge_words(connection)
            touch(connection)
        return hashes

    def _scalar(self, query: Any) -> int:
        with self._store.reading() as connection:
            return int(connection.execute(query).scalar_one())

    def _find(self, column: Any, prefix: str, what: str) -> str:
        with self._store.reading() as connection:
            if connection.execute(select(column).where(column == prefix)).scalar_one_or_none() is not None:
                return prefix
            if len(prefix) < SHORTEST_PREFIX:
                raise RecordError(
                    f"No {what} {prefix!r}", hint=f"Give at least {SHORTEST_PREFIX} characters of its id."
                )
            found = (
                connection.execute(
                    select(column).where(column.startswith(prefix, autoescape=True)).order_by(column).limit(6)
                )
                .scalars()
                .all()
            )
        if len(found) == 1:
            return str(found[0])
        if not found:
            raise RecordError(
                f"No {what} {prefix!r} on record",
                hint=f"See what is there: onrecord {'entries' if what == 'entry' else 'reports'}",
            )
        raise RecordError(
            f"{prefix!r} is the beginning of several ids: {', '.join(found)}", hint="Give more characters."
        )
