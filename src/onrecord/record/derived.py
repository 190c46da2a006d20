"""What follows from the entries, as it is kept beside them. All of it can be made anew from the entries and decisions."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import BigInteger, Connection, cast, delete, exists, func, select, update

from onrecord.model.story import Gathering, Mark, Party, Process, Strand
from onrecord.record import schema
from onrecord.record.bodies import as_json, as_row, gathering_in, mark_in, party_in, process_in, strand_in
from onrecord.record.dialects import among, dialect_of
from onrecord.record.engine import Store, again

SOME = 500
T = TypeVar("T")
# what a digest is made of that no longer fits its report
STALE = ""
RECORD, RESOLVED = "record", "resolved"


@dataclass(frozen=True, slots=True)
class Told:
    """What is kept of one report: its family, who is meant by each name, its lines as marks. `fingerprint`: what it was made of."""

    report: str
    fingerprint: str
    family: str
    names: Mapping[str, str]
    marks: tuple[Mark, ...]
    processes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Digest:
    """Of a report what resolving needs: namings and briefs as lists, when and by whom it was published, hashes of its words."""

    report: str
    body: Mapping[str, Any]
    shingles: bytes
    made_of: str


def batched(items: Sequence[T]) -> Iterator[Sequence[T]]:
    """The items some hundreds at a time, as a query can take them."""
    for n in range(0, len(items), SOME):
        yield items[n : n + SOME]


def touch(connection: Connection, report: str | None = None, *, times: int = 1) -> None:
    """Say that the record is no longer what it was, after so many writings; of a report, that its digest is out of date."""
    if report is not None:
        # the digest stays for whoever is resolving just now
        connection.execute(update(schema.digests).where(schema.digests.c.report_id == report).values(made_of=STALE))
    v = schema.versions
    # in one go, so that of two who write at the same time neither is lost
    more = cast(cast(v.c.value, BigInteger) + times, v.c.value.type)
    if not connection.execute(update(v).where(v.c.name == RECORD).values(value=more)).rowcount:
        dialect_of(connection).put(connection, {v: [{"name": RECORD, "value": str(times)}]})


def _put(connection: Connection, table: Any, rows: Sequence[Mapping[str, Any]]) -> None:
    dialect_of(connection).put_over(connection, table, rows)


class Derived:
    """Reads and keeps what follows from a record."""

    def __init__(self, store: Store) -> None:
        self._store = store

    # -- how it stands ----------------------------------------------------------------------------------------------

    def versions(self) -> tuple[str, str]:
        """How often the record was written to, and as of what the rest was made."""
        with self._read() as connection:
            found = {
                row[0]: row[1] for row in connection.execute(select(schema.versions.c.name, schema.versions.c.value))
            }
        return found.get(RECORD, "0"), found.get(RESOLVED, "")

    def undigested(self) -> list[str]:
        """Reports without a digest of their lines as they are now."""
        r, d = schema.reports.c, schema.digests.c
        query = select(r.id).outerjoin(schema.digests, d.report_id == r.id)
        query = query.where(d.report_id.is_(None) | (d.made_of == STALE)).order_by(r.id)
        with self._read() as connection:
            return list(connection.execute(query).scalars())

    def digests(self) -> dict[str, tuple[Mapping[str, Any], str]]:
        """Of each report the body of its digest, and what it was made of."""
        d = schema.digests.c
        with self._read() as connection:
            rows = connection.execute(select(d.report_id, d.body, d.made_of)).all()
        return {row.report_id: (json.loads(row.body), row.made_of) for row in rows}

    def shingles(self, reports: Iterable[str]) -> dict[str, bytes]:
        """Hashes of the words of each of these reports."""
        d = schema.digests.c
        wanted = sorted(set(reports))
        with self._read() as connection:
            found = {
                row.report_id: row.shingles
                for some in batched(wanted)
                for row in connection.execute(
                    select(d.report_id, d.shingles).where(among(connection, d.report_id, some))
                )
            }
        # one that was forgotten meanwhile has none
        return {report: found.get(report, b"") for report in wanted}

    def fingerprints(self) -> tuple[dict[str, str], dict[str, str]]:
        """What is kept of each report and of each process was made of this."""
        t, p = schema.told.c, schema.processes.c
        with self._read() as connection:
            of_reports = {row[0]: row[1] for row in connection.execute(select(t.report_id, t.fingerprint))}
            of_processes = {row[0]: row[1] for row in connection.execute(select(p.id, p.fingerprint))}
        return of_reports, of_processes

    # -- out --------------------------------------------------------------------------------------------------------

    def actors(self, ids: Iterable[str] | None = None) -> dict[str, Party]:
        """All actors by id, or some."""
        query = select(schema.actors.c.body)
        some = [()] if ids is None else batched(sorted(set(ids)))
        with self._read() as connection:
            bodies = [
                body
                for own in some
                for body in connection.execute(
                    query if ids is None else query.where(among(connection, schema.actors.c.id, own))
                ).scalars()
            ]
        return {party.id: party for party in (party_in(json.loads(body)) for body in bodies)}

    def names_of_actors(self) -> dict[str, str]:
        """How each actor is called."""
        with self._read() as connection:
            return dialect_of(connection).names_of_actors(connection)

    def processes(self) -> dict[str, Process]:
        """All processes by id."""
        with self._read() as connection:
            bodies = (
                connection.execute(select(schema.processes.c.body).where(schema.processes.c.id != "")).scalars().all()
            )
        return {process.id: process for process in (process_in(json.loads(body)) for body in bodies)}

    def rest(self, name: str) -> Any:
        """What else is kept by a name, as JSON; None where there is nothing."""
        with self._read() as connection:
            body = connection.execute(select(schema.resolved.c.body).where(schema.resolved.c.name == name)).scalar()
        return json.loads(body) if body is not None else None

    def strands(self, *, process: str | None = None, since: str | None = None) -> list[Strand]:
        """Threads with all tellings: of a process, or with a telling from a day on."""
        rows = self._woven(process, since, met=False)
        return [strand_in(row.process, row.kind, json.loads(row.body)) for row in rows]

    def gatherings(self, *, process: str | None = None, since: str | None = None) -> list[Gathering]:
        """Meetings with all tellings: of a process, or with a telling from a day on."""
        return [gathering_in(row.process, json.loads(row.body)) for row in self._woven(process, since, met=True)]

    def woven(self, ids: Iterable[str]) -> tuple[list[Strand], list[Gathering]]:
        """Threads and meetings of these ids with all tellings."""
        w = schema.woven.c
        query = select(w.process, w.kind, w.body)
        with self._read() as connection:
            rows = [
                row
                for some in batched(sorted(set(ids)))
                for row in connection.execute(query.where(among(connection, w.id, some)))
            ]
        strands = [strand_in(row.process, row.kind, json.loads(row.body)) for row in rows if row.kind != "meeting"]
        return strands, [gathering_in(row.process, json.loads(row.body)) for row in rows if row.kind == "meeting"]

    def _woven(self, process: str | None, since: str | None, *, met: bool) -> Sequence[Any]:
        w = schema.woven.c
        query = select(w.process, w.kind, w.body).order_by(w.id)
        query = query.where(w.kind == "meeting" if met else w.kind != "meeting")
        if process is not None:
            query = query.where(w.process == process)
        if since is not None:
            query = query.where(w.last_told >= since)
        with self._read() as connection:
            return connection.execute(query).all()

    def marks(self, process: str | None = None) -> tuple[Mark, ...]:
        """The marks of the lines of a process, or of all lines."""
        t, s = schema.told.c, schema.serves.c
        query = select(t.marks).order_by(t.report_id)
        if process is not None:
            query = query.join(schema.serves, s.report_id == t.report_id).where(s.process == process)
        with self._read() as connection:
            bodies = connection.execute(query).scalars().all()
        return tuple(
            mark_in(row) for body in bodies for row in json.loads(body) if process is None or row[2] == process
        )

    def names(self, report: str) -> dict[str, str]:
        """Who is meant by each name in a report."""
        with self._read() as connection:
            body = connection.execute(select(schema.told.c.names).where(schema.told.c.report_id == report)).scalar()
        return dict(json.loads(body)) if body is not None else {}

    def first_told(self) -> dict[str, str | None]:
        """The day on which each report was published; None where nobody says."""
        r = schema.reports.c
        with self._read() as connection:
            rows = connection.execute(select(r.id, r.published)).all()
        return {row.id: row.published[:10] if row.published else None for row in rows}

    def answers(self, process: str) -> dict[int, bytes]:
        """What the models said of the texts of a process, by a hash of what they were asked."""
        a = schema.answers.c
        with self._read() as connection:
            rows = connection.execute(select(a.key, a.answer).where(a.process == process)).all()
        return {row.key: row.answer for row in rows}

    def families(self, reports: Iterable[str]) -> dict[str, str]:
        """Of each of these reports the one whose dispatch it reprints, itself where none."""
        t = schema.told.c
        query = select(t.report_id, t.family)
        with self._read() as connection:
            return {
                row[0]: row[1]
                for some in batched(sorted(set(reports)))
                for row in connection.execute(query.where(among(connection, t.report_id, some)))
            }

    def alike(self, report: str) -> list[str]:
        """The other reports that tell the same dispatch."""
        t = schema.told.c
        own = select(t.family).where(t.report_id == report).scalar_subquery()
        with self._read() as connection:
            found = connection.execute(select(t.report_id).where(t.family == own, t.report_id != report)).scalars()
            return sorted(found)

    def processes_of(self, report: str) -> list[str]:
        """The processes that a report tells of."""
        s = schema.serves.c
        with self._read() as connection:
            found = connection.execute(select(s.process).where(s.report_id == report, s.process != "")).scalars()
            return sorted(found)

    def lines_in(
        self, actor: str, slots: Sequence[str], *, but: Sequence[str] = (), until: str | None = None, limit: int
    ) -> tuple[list[str], int]:
        """The last lines that an actor is in, in these slots and not in others: some of them, the latest told first, and how many."""
        s = schema.slots.c
        query = select(s.entry_id, s.told).where(s.actor == actor, s.slot.in_(slots)).distinct()
        if until is not None:
            query = query.where(s.told <= until, s.told != "")
        if but:
            other = schema.slots.alias()
            query = query.where(
                ~exists().where(
                    other.c.actor == actor,
                    other.c.told == s.told,
                    other.c.entry_id == s.entry_id,
                    other.c.slot.in_(but),
                )
            )
        found = query.order_by(s.told.desc(), s.entry_id).limit(limit)
        with self._read() as connection:
            count = int(connection.execute(select(func.count()).select_from(query.subquery())).scalar_one())
            return [row[0] for row in connection.execute(found)], count

    def lines_with(self, actor: str, *, until: str | None = None) -> list[tuple[str, str]]:
        """The lines that an actor is in, with the slot, the latest told first."""
        s = schema.slots.c
        query = select(s.entry_id, s.slot).where(s.actor == actor).order_by(s.told.desc(), s.entry_id, s.slot)
        if until is not None:
            query = query.where(s.told <= until, s.told != "")
        with self._read() as connection:
            return [(row.entry_id, row.slot) for row in connection.execute(query)]

    def last_lines(self, actors: Iterable[str], *, until: str | None = None) -> dict[str, str]:
        """Of each of these actors the line that he is in and that was told last; none where he is in none."""
        a, s = schema.actors.c, schema.slots.c
        own = select(s.entry_id).where(s.actor == a.id)
        if until is not None:
            own = own.where(s.told <= until, s.told != "")
        last = own.order_by(s.told.desc(), s.entry_id, s.slot).limit(1).correlate(schema.actors).scalar_subquery()
        with self._read() as connection:
            return {
                row[0]: row[1]
                for some in batched(sorted(set(actors)))
                for row in connection.execute(select(a.id, last).where(among(connection, a.id, some)))
                if row[1] is not None
            }

    # -- in ---------------------------------------------------------------------------------------------------------

    @again
    def put_digests(self, digests: Iterable[Digest]) -> None:
        """Keep digests of reports."""
        rows = [
            {"report_id": d.report, "body": as_json(d.body), "shingles": d.shingles, "made_of": d.made_of}
            for d in digests
        ]
        with self._store.writing() as connection:
            known = set(connection.execute(select(schema.reports.c.id)).scalars())
            _put(connection, schema.digests, [row for row in rows if row["report_id"] in known])

    def put(
        self,
        version: str,
        made_by: str,
        *,
        told: Sequence[Told],
        actors: Iterable[Party],
        processes: Iterable[tuple[Process | None, str]],
        woven: Mapping[str, tuple[Sequence[Strand], Sequence[Gathering]]],
        answers: Mapping[str, Mapping[int, bytes]],
        gone: Iterable[str],
        rest: Mapping[str, Any],
    ) -> None:
        """Keep what was resolved; nothing where somebody else kept it meanwhile.

        What was written to the record meanwhile is left for the next time: reports that are others now, and what their lines
        belong to, count as not resolved. `told`: reports that are new or told otherwise; `woven`: for each process that is
        new or told otherwise its threads and meetings, and `answers` what the models said of their texts; `gone`: processes
        that are no more; `processes`: all of them, with what they were made of.
        """
        rows = {
            schema.actors: [{"id": a.id, "body": as_json(as_row(a))} for a in actors],
            schema.processes: [
                {
                    "id": p.id if p is not None else "",
                    "fingerprint": f,
                    "body": as_json(as_row(p)) if p is not None else "[]",
                }
                for p, f in processes
            ],
            schema.resolved: [{"name": name, "body": as_json(body)} for name, body in rest.items()],
        }
        theirs = [*woven, *gone]
        _, before = self.versions()
        with self._read() as connection:
            # what is others is found before anybody has to wait for the file
            others = {table: _others(connection, table, own) for table, own in rows.items()}
            others[schema.woven] = _others(connection, schema.woven, _woven_rows(woven), theirs)
        said = {process: self._other_answers(process, answers.get(process, {})) for process in (*answers, *gone)}
        self._put_all(version, made_by, before, told, others, said)

    @again
    def _put_all(
        self,
        version: str,
        made_by: str,
        before: str,
        told: Sequence[Told],
        others: Mapping[Any, tuple[Sequence[str], Sequence[Mapping[str, Any]]]],
        said: Mapping[str, tuple[list[int], Mapping[int, bytes]]],
    ) -> None:
        with self._store.writing(alone=True) as connection:
            v = schema.versions.c
            known = {row[0]: row[1] for row in connection.execute(select(v.name, v.value))}
            if known.get(RESOLVED, "") != before:
                return
            stale: set[str] = set()
            if known.get(RECORD, "0") != version:
                told, stale = _still(connection, told)
            self._put_told(connection, told)
            for table, own in others.items():
                _renew(connection, table, *own)
            self._put_answers(connection, said)
            _forget_prints(connection, stale)
            _put(connection, schema.versions, [{"name": RESOLVED, "value": f"{version} {made_by}"}])

    def _put_told(self, connection: Connection, told: Sequence[Told]) -> None:
        for table in (schema.slots, schema.serves):
            for some in batched([one.report for one in told]):
                connection.execute(delete(table).where(among(connection, table.c.report_id, some)))
        _put(
            connection,
            schema.told,
            [
                {"report_id": one.report, "fingerprint": one.fingerprint, "family": one.family,
                 "names": as_json(one.names), "marks": as_json([as_row(m) for m in one.marks])}
                for one in told
            ],
        )  # fmt: skip
        serves = [{"process": process, "report_id": one.report} for one in told for process in one.processes]
        dialect_of(connection).put(connection, {schema.serves: serves})
        slots = {
            (actor, mark.told or "", mark.entry, slot): one.report
            for one in told
            for mark in one.marks
            for slot, actors in (("actor", mark.actors), ("addressee", mark.addressees), ("speaker", mark.speakers))
            for actor in actors
        }
        keys = ("actor", "told", "entry_id", "slot")
        rows = [dict(zip(keys, key, strict=True)) | {"report_id": r} for key, r in slots.items()]
        dialect_of(connection).put(connection, {schema.slots: rows})

    def _other_answers(self, process: str, own: Mapping[int, bytes]) -> tuple[list[int], dict[int, bytes]]:
        """The answers that must go from a process, and those that must be put to it."""
        there = self.answers(process)
        return sorted(there.keys() - own.keys()), {key: told for key, told in own.items() if there.get(key) != told}

    def _put_answers(self, connection: Connection, others: Mapping[str, tuple[list[int], Mapping[int, bytes]]]) -> None:
        a = schema.answers.c
        for process, (gone, new) in others.items():
            for some in batched(gone):
                connection.execute(delete(schema.answers).where(a.process == process, among(connection, a.key, some)))
            rows = [{"process": process, "key": key, "answer": answer} for key, answer in new.items()]
            _put(connection, schema.answers, rows)

    @again
    def clear(self) -> None:
        """Forget all of it."""
        with self._store.writing() as connection:
            for table in schema.DERIVED:
                connection.execute(delete(table))
            connection.execute(delete(schema.versions).where(schema.versions.c.name == RESOLVED))

    def turn(self, say: Callable[[str], None]) -> AbstractContextManager[None]:
        """While one makes what follows, others wait, where they would only do the same; `say` hears whom one waits for."""
        return self._store.turn("resolves", say)

    @contextmanager
    def _read(self) -> Iterator[Connection]:
        with self._store.reading() as connection:
            yield connection


def _woven_rows(woven: Mapping[str, tuple[Sequence[Strand], Sequence[Gathering]]]) -> list[Mapping[str, Any]]:
    rows = []
    for process, (strands, gatherings) in woven.items():
        for strand in strands:
            told = [step.told or "" for step in strand.steps]
            rows.append((strand.id, process, strand.kind, max(told), as_json([as_row(step) for step in strand.steps])))
        for met in gatherings:
            told = [telling.told or "" for telling in met.tellings]
            body = as_json([[as_row(t) for t in met.tellings], [as_row(s) for s in met.sat]])
            rows.append((met.id, process, "meeting", max(told), body))
    keys = ("id", "process", "kind", "last_told", "body")
    return [dict(zip(keys, row, strict=True)) for row in rows]


def _others(
    connection: Connection, table: Any, rows: Sequence[Mapping[str, Any]], processes: Sequence[str] | None = None
) -> tuple[list[str], list[Mapping[str, Any]]]:
    """What must go from a table and what must be put into it, to make it hold exactly these rows, or those of some processes."""
    (key,) = (c.name for c in table.primary_key)
    query = select(table)
    queries = (
        [query]
        if processes is None
        else [query.where(among(connection, table.c.process, own)) for own in batched(processes)]
    )
    there = {getattr(row, key): row._mapping for query in queries for row in connection.execute(query)}
    wanted = {row[key]: row for row in rows}
    return sorted(there.keys() - wanted.keys()), [
        row for name, row in wanted.items() if name not in there or dict(there[name]) != row
    ]


def _renew(connection: Connection, table: Any, gone: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> None:
    (key,) = (c.name for c in table.primary_key)
    for some in batched(gone):
        connection.execute(delete(table).where(among(connection, table.c[key], some)))
    _put(connection, table, rows)


def _still(connection: Connection, told: Sequence[Told]) -> tuple[list[Told], set[str]]:
    """What was told by reports that are still there, and the reports that are others by now."""
    r, d = schema.reports.c, schema.digests.c
    there = set(connection.execute(select(r.id)).scalars())
    fresh = set(connection.execute(select(d.report_id).where(d.made_of != STALE)).scalars())
    return [one for one in told if one.report in there], there - fresh


def _forget_prints(connection: Connection, reports: Iterable[str]) -> None:
    """Let these reports, and the processes that they serve, be made anew the next time."""
    t, s, p = schema.told, schema.serves.c, schema.processes
    for some in batched(sorted(reports)):
        served = select(s.process).where(among(connection, s.report_id, some))
        connection.execute(update(p).where(p.c.id.in_(served)).values(fingerprint=STALE))
        connection.execute(update(t).where(among(connection, t.c.report_id, some)).values(fingerprint=STALE))
