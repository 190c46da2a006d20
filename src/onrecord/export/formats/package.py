"""Tables, texts and how to cite them, as a Frictionless data package (datapackage.org, version 2)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Any

from onrecord.export.formats.ftm_statements import dataset_name
from onrecord.export.graph import NO_XML
from onrecord.export.leaving import Leaving
from onrecord.export.shared import day_of, ids_of, texts, web_address, whole
from onrecord.export.table import COLUMNS, cells, csv_pieces
from onrecord.export.words import one_line
from onrecord.model.plain import count
from onrecord.model.story import Party, wholes

Json = dict[str, Any]
Rows = Iterable[Iterable[object]]
PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
# types of columns that are no plain words
TYPES = {
    "negated": "boolean", "future": "boolean", "conditional": "boolean", "historical": "boolean",
    "reviewed": "boolean", "maker_confirmed": "boolean", "start": "integer", "end": "integer", "round": "integer",
    "reports": "integer", "position": "integer", "speaking": "integer", "tellings": "integer",
    "confidence": "number", "earliest": "date", "latest": "date", "due": "date",
}  # fmt: skip
# tables by name: columns, what is one of a kind in them, and which columns are ids in which table
TABLES: dict[str, tuple[tuple[str, ...], tuple[str, ...], dict[str, str]]] = {
    "entries": ((*COLUMNS, "reviewed"), ("id",), {"report": "reports"}),
    "reports": (("id", "source_text", "sha256", "title", "outlet", "published", "url", "language"), ("id",), {}),
    "actors": (("id", "name", "kind", "names", "part_of", "titles", "reports"), ("id",), {"part_of": "actors"}),
    "processes": (("id", "name", "parties", "third_parties"), ("id",), {}),
    "meetings": (
        (
            "id", "process", "who", "status", "round", "earliest", "latest", "precision", "place", "format", "outcome",
            "first_told",
        ),
        ("id",),
        {"process": "processes"},
    ),
    "meeting_entries": (("meeting", "entry"), ("meeting", "entry"), {"meeting": "meetings", "entry": "entries"}),
    "threads": (
        (
            "id", "process", "kind", "maker", "to", "about", "form", "status", "maker_confirmed", "deadline", "due",
            "answer", "speaking", "tellings",
        ),
        ("id",),
        {"process": "processes", "maker": "actors"},
    ),
    "thread_entries": (
        ("thread", "position", "entry", "by", "status", "told", "form"),
        ("thread", "position"),
        {"thread": "threads", "entry": "entries"},
    ),
}  # fmt: skip


def files(leaving: Leaving) -> Iterator[tuple[str, Iterable[bytes]]]:
    """Each table and text, then how to cite them, and last what they are: by then their bytes are counted."""
    resources: list[Json] = []
    for name, rows in _tables(leaving).items():
        columns = TABLES[name][0]
        resource = _table(name)
        yield resource["path"], _counted(csv_pieces(columns, rows), resource)
        resources.append(resource)
    for report, text in texts(leaving):
        resource = {
            "name": f"text-{report}", "path": f"texts/{report}.txt", "format": "txt", "mediatype": "text/plain",
            "encoding": "utf-8", "description": f"The source text of {report}, in which start and end count characters",
        }  # fmt: skip
        yield resource["path"], _counted([text], resource)
        resources.append(resource)
    yield "CITATION.cff", [_citation(leaving).encode()]
    yield "datapackage.json", [(json.dumps(_package(leaving, resources), ensure_ascii=False, indent=1) + "\n").encode()]


def _counted(pieces: Iterable[str], resource: Json) -> Iterator[bytes]:
    """The pieces as bytes; when all are taken, their number and hash stand in the resource."""
    digest, size = sha256(), 0
    for piece in pieces:
        data = whole(piece).encode()
        digest.update(data)
        size += len(data)
        yield data
    resource |= {"bytes": size, "hash": f"sha256:{digest.hexdigest()}"}


def _tables(leaving: Leaving) -> dict[str, Rows]:
    story, meetings, threads = leaving.story, leaving.meetings(), leaving.threads()
    among: set[str] = {one for m in meetings for one in m.who} | {one for t in threads for one in (t.maker, *t.to)}

    def entries() -> Iterator[list[object]]:
        for line in leaving.lines():
            entry = line.entry
            among.update(ids_of(leaving, line, (*entry.actors, *entry.addressees, *entry.attribution.speakers)))
            yield [*cells(entry), line.reviewed]

    def actors() -> Iterator[Party]:
        # entries are written before actors: by then it is known who is in them
        known = {each for one in among if one in story.actors for each in wholes(one, story.actors)}
        return (one for one in story.actors.values() if one.id in known)

    processes = [leaving.process] if leaving.process is not None else story.processes.values()
    reports = leaving.reports.values()
    return {
        "entries": entries(),
        "reports": (
            (r.id, r.source_text, r.sha256, r.title, r.outlet, r.published, web_address(r.url), r.language)
            for r in reports
        ),
        "actors": (
            (
                a.id, a.name, a.kind, "; ".join(a.names), a.part_of if a.part_of in story.actors else None,
                "; ".join(title for title, _, _ in a.titles), a.reports,
            )
            for a in actors()
        ),
        "processes": (
            (p.id, p.name, "; ".join(p.parties), "; ".join(f"{actor} {role}" for actor, role in p.third))
            for p in processes
        ),
        "meetings": (
            (
                m.id, m.process, "; ".join(m.who), m.status.value, m.round, day_of(m.earliest), day_of(m.latest),
                m.precision, m.place, m.format, "; ".join(f"{by} {outcome.value}" for by, outcome in m.outcome),
                m.first_told,
            )
            for m in meetings
        ),
        "meeting_entries": ((m.id, entry) for m in meetings for entry in dict.fromkeys(m.entries)),
        "threads": (
            (
                t.id, t.process, t.kind, t.maker, "; ".join(t.to), t.about, t.form,
                "; ".join(f"{by} {standing.value}" for by, standing in t.status), t.maker_confirmed, t.deadline,
                day_of(t.due), t.answer, t.speakers, t.families,
            )
            for t in threads
        ),
        "thread_entries": (
            (t.id, n, s.entry, s.by, s.standing.value if s.standing else None, s.told, s.form)
            for t in threads
            for n, s in enumerate(t.steps, 1)
        ),
    }  # fmt: skip


def _table(name: str) -> Json:
    columns, key, elsewhere = TABLES[name]
    return {
        "name": name.replace("_", "-"),
        "type": "table",
        "path": f"{name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {
            "fields": [_field(one) for one in columns],
            "missingValues": [""],
            "primaryKey": list(key),
            "foreignKeys": [
                {
                    "fields": [column],
                    "reference": {"resource": other.replace("_", "-") if other != name else "", "fields": ["id"]},
                }
                for column, other in elsewhere.items()
            ],
        },
    }


def _field(name: str) -> Json:
    kind = TYPES.get(name, "string")
    more = {"trueValues": ["True"], "falseValues": ["False"]} if kind == "boolean" else {}
    return {"name": name, "type": kind, **more}


def _title(leaving: Leaving) -> str:
    of = leaving.process.name if leaving.process is not None else leaving.name
    return one_line(f"Record of {of}" + (f", as of {leaving.as_of}" if leaving.as_of else ""))


def _package(leaving: Leaving, resources: list[Json]) -> Json:
    return {
        "$schema": PROFILE,
        "name": dataset_name(leaving.name).replace("_", "-"),
        "title": _title(leaving),
        "description": (
            "Lines of a record of a negotiation as kept by Onrecord. A line is somebody's claim: it has who says so, and "
            "whether it is negated, ahead or under a condition. A cell that a spreadsheet would take for a formula "
            "begins with an apostrophe."
        ),
        "keywords": ["negotiation", "reporting", "attribution"],
        "resources": resources,
    }


def _citation(leaving: Leaving) -> str:
    """How to cite it, in the Citation File Format. Who made a record is not in it; whoever publishes it names himself."""
    lines = [
        ("cff-version", "1.2.0"),
        ("type", "dataset"),
        ("title", _title(leaving)),
        ("message", "If you use this record, please cite it, and the reports that its lines quote."),
        ("abstract", f"{_count(leaving)} as kept by Onrecord."),
    ]
    makers = f"The makers of the record {one_line(leaving.name)}"
    return "".join(f"{name}: {_yaml(value)}\n" for name, value in lines) + f"authors:\n  - name: {_yaml(makers)}\n"


def _yaml(text: str) -> str:
    """A value in quotation marks; what YAML cannot hold, XML cannot hold either."""
    return json.dumps(NO_XML.sub("\ufffd", text), ensure_ascii=False)


def _count(leaving: Leaving) -> str:
    """How many reports there are, and from when to when."""
    days = sorted(day for one in leaving.reports.values() if (day := day_of(one.published)))
    span = f", {days[0]} to {days[-1]}" if days else ""
    return f"The record of {count(len(leaving.reports), 'report', 'reports')}{span},"
