"""Reports, entries and failures as rows of Parquet files, and back: plain columns to ask by, and a body with everything."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from functools import cache
from typing import Any

from onrecord.model import (
    Actor,
    Arrival,
    Block,
    BlockKind,
    Entry,
    Failure,
    Known,
    Original,
    Reading,
    Repair,
    Report,
    SourceText,
)
from onrecord.model.shape import as_json, from_json

# what is known of a report with its basis
KNOWN = ("title", "outlet", "published", "dateline_place", "url", "author", "updated", "moment")
ORIGINAL = ("sha256", "size", "name", "media_type", "file", "position", "bytes_sha256", "retrieved", "address")
ROWS_AT_ONCE = 2_000


@cache
def schemas() -> Mapping[str, Any]:
    """The columns of every kind of file."""
    import pyarrow as pa

    text, number, flag, words = pa.string(), pa.int64(), pa.bool_(), pa.list_(pa.string())
    evidence = pa.struct(
        [("start", number), ("end", number), ("text", text), ("sentence_start", number), ("sentence_end", number)]
    )
    fields: dict[str, dict[str, Any]] = {
        "parcels": dict.fromkeys(("number", "position"), number)
        | dict.fromkeys(("name", "form", "known", "file", "retrieved", "address", "first"), text)
        | {"data": pa.binary()},
        "reports": dict.fromkeys(("number", "entries", "size", "position"), number)
        | dict.fromkeys(("name", "report", "source_text", "same_as", *KNOWN, "published_basis", "language"), text)
        | dict.fromkeys(("sha256", "bytes_sha256", "media_type", "file", "retrieved", "address", "decoder"), text)
        | {"warnings": words, "reader": text, "text": text, "body": text},
        "entries": dict.fromkeys(("number", "line", "start", "end"), number)
        | dict.fromkeys(("name", "report", "id", "kind", "act", "role", "form", "style", "tier", "content"), text)
        | dict.fromkeys(("negated", "future", "conditional", "historical"), flag)
        | dict.fromkeys(("condition", "consequence", "deadline", "status", "outcome", "format", "place"), text)
        | dict.fromkeys(("earliest", "latest", "precision", "time_text", "time_basis", "cue", "words"), text)
        | dict.fromkeys(("actors", "addressees", "speakers", "issue"), words)
        | {"evidence": pa.list_(evidence), "confidence": pa.float64()}
        | dict.fromkeys(("reader", "rule", "decided", "body"), text),
        "failures": {"number": number}
        | dict.fromkeys(("name", "why", "hint", "stamp"), text)
        | dict.fromkeys(("skipped", "aside"), flag),
    }
    return {kind: pa.schema(list(columns.items())) for kind, columns in fields.items()}


def as_parquet(kind: str, rows: Sequence[Mapping[str, Any]]) -> bytes:
    """A file of rows; the same rows give the same bytes."""
    import pyarrow as pa
    from pyarrow import parquet

    schema = schemas()[kind]
    out = io.BytesIO()
    with parquet.ParquetWriter(out, schema, compression="zstd") as writer:
        for n in range(0, len(rows), ROWS_AT_ONCE):
            writer.write_table(pa.Table.from_pylist(list(rows[n : n + ROWS_AT_ONCE]), schema))
    return out.getvalue()


def rows_of(data: bytes, columns: Sequence[str] | None = None) -> Iterator[dict[str, Any]]:
    """The rows of such a file."""
    from pyarrow import parquet

    for batch in parquet.ParquetFile(io.BytesIO(data)).iter_batches(256, columns=columns):
        yield from batch.to_pylist()


# -- what arrived ---------------------------------------------------------------------------------------------------


def arrival_row(number: int, arrival: Arrival, first: str | None) -> dict[str, Any]:
    """A report that is to be read. `first`: the one it is the same as, which alone is read."""
    known = {key: [known.value, known.basis] for key, known in arrival.known.items()}
    row = {key: getattr(arrival, key) for key in ("form", "data", "file", "position", "retrieved", "address")}
    return row | {"number": number, "name": arrival.name, "known": _packed(known), "first": first}


def arrival_of(row: Mapping[str, Any]) -> Arrival:
    """The report behind such a row."""
    known = {key: Known(*said) for key, said in json.loads(row["known"]).items()}
    kept = {key: row[key] for key in ("form", "file", "position", "retrieved", "address")}
    return Arrival(row["name"], row["data"], known=known, **kept)


# -- what was read --------------------------------------------------------------------------------------------------


def report_row(number: int, reading: Reading, same_as: str | None) -> dict[str, Any]:
    """A report with its text and all that is known of it. `same_as`: under which name its entries are."""
    report, original = reading.report, reading.report.original
    said = {name: known.value if (known := getattr(report, name)) is not None else None for name in KNOWN}
    body: dict[str, Any] = {
        "id": report.id,
        "original": {field: getattr(original, field) for field in ORIGINAL},
        "source": [report.source.id, report.source.decoder],
        "blocks": [[b.start, b.end, b.kind.value] for b in report.blocks],
        "repairs": [[r.start, r.end, r.reads_as, r.why] for r in report.repairs],
        "known": {name: [k.value, k.basis] for name in KNOWN if (k := getattr(report, name)) is not None},
        "language": report.language,
        "warnings": list(report.warnings),
        "pages": list(report.pages),
        "unread": list(report.unread),
    }
    if (text := _sound(report.text)) != report.text:
        body["text"] = report.text
    return {
        "number": number,
        "name": original.name,
        "report": report.id,
        "source_text": report.source.id,
        "same_as": same_as,
        "entries": len(reading.entries),
        **{key: _sound(value) for key, value in said.items()},
        "published_basis": report.published.basis if report.published is not None else None,
        "language": report.language,
        **{field: getattr(original, field) for field in ORIGINAL if field != "name"},
        "decoder": report.source.decoder,
        "warnings": [_sound(words) for words in report.warnings],
        "reader": reading.reader,
        "text": text,
        "body": _packed(body),
    }


def reading_of(row: Mapping[str, Any], entries: Sequence[Entry]) -> Reading:
    """The report behind such a row, with its entries."""
    body = json.loads(row["body"])
    source, decoder = body["source"]
    report = Report(
        id=body["id"],
        original=Original(**body["original"]),
        source=SourceText(source, body.get("text", row["text"]), decoder),
        blocks=tuple(Block(start, end, BlockKind(kind)) for start, end, kind in body["blocks"]),
        repairs=tuple(Repair(*repair) for repair in body["repairs"]),
        language=body["language"],
        warnings=tuple(body["warnings"]),
        pages=tuple(body["pages"]),
        unread=tuple(body["unread"]),
        **{name: Known(*said) for name, said in body["known"].items()},
    )
    return Reading(report, tuple(entries), (), (), row["reader"])


def entry_row(number: int, line: int, name: str, entry: Entry) -> dict[str, Any]:
    """An entry of a report: columns to ask by, and as `onrecord read --jsonl` prints it."""
    time, said, made = entry.time, entry.attribution, entry.made_by
    own = ("id", "report", "act", "role", "content", "negated", "future", "conditional", "historical", "condition",
           "consequence", "deadline", "place", "confidence")  # fmt: skip
    words = {key: getattr(entry, key) for key in ("kind", "form", "tier", "status", "outcome", "format")}
    return {
        "number": number,
        "line": line,
        "name": name,
        **{key: _sound(getattr(entry, key)) for key in own},
        **{key: value.value if value is not None else None for key, value in words.items()},
        "style": said.style.value,
        "cue": _sound(said.cue),
        "issue": list(entry.issue),
        "actors": _names(entry.actors),
        "addressees": _names(entry.addressees),
        "speakers": _names(said.speakers),
        "earliest": time.earliest,
        "latest": time.latest,
        "precision": time.precision.value if time.precision is not None else None,
        "time_text": _sound(time.text),
        "time_basis": time.basis.value,
        "start": entry.evidence[0].start,
        "end": entry.evidence[0].end,
        "words": _sound(" … ".join(e.text for e in entry.evidence)),
        "evidence": [
            {"start": e.start, "end": e.end, "text": _sound(e.text), "sentence_start": e.sentence.start,
             "sentence_end": e.sentence.end}
            for e in entry.evidence
        ],
        "reader": made.reader,
        "rule": made.rule,
        "decided": made.decided,
        "body": _packed(as_json(entry)),
    }  # fmt: skip


def entry_of(row: Mapping[str, Any]) -> Entry:
    """The entry behind such a row."""
    return from_json(json.loads(row["body"]))


def failure_row(number: int, failure: Failure) -> dict[str, Any]:
    """What was not read, and why."""
    return {"number": number} | {key: _sound(value) for key, value in asdict(failure).items()}


def failure_of(row: Mapping[str, Any]) -> Failure:
    """The failure behind such a row."""
    return Failure(**{key: row[key] for key in ("name", "why", "hint", "skipped", "aside", "stamp")})


def _names(actors: Sequence[Actor]) -> list[Any]:
    return [_sound(actor.name) for actor in actors]


def _packed(value: Any) -> str:
    """As JSON, as `onrecord read --jsonl` has it: half a character can only be written escaped."""
    line = json.dumps(value, ensure_ascii=False)
    return line if _sound(line) == line else json.dumps(value)


def _sound(value: Any) -> Any:
    """A text that a column can hold: half a character becomes a question mark, the body has it as it is."""
    return value.encode("utf-8", "replace").decode("utf-8") if isinstance(value, str) else value
