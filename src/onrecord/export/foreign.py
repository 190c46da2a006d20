"""A record beside foreign event data, as JSON, as a table and in words: each row is marked with where it is from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from onrecord.export.words import one_line
from onrecord.model.foreign import ForeignFile, ForeignLine, Side

Json = dict[str, Any]
COLUMNS = (
    "where", "score", "why", "dataset", "file", "line", "their_id", "their_day", "their_until", "their_actor",
    "their_actor_code", "their_target", "their_target_code", "their_code", "their_event", "plover", "their_place", "url",
    "our_id", "our_day", "our_until", "our_act", "our_actors", "our_addressees", "our_place", "our_words", "our_lines",
)  # fmt: skip


def foreign_json(line: ForeignLine, file: ForeignFile | None, given: Mapping[str, str] | None = None) -> Json:
    """One foreign line: where it is from, what it says, what that is in PLOVER and here, and the row as given."""
    found: Json = {
        "dataset": line.dataset,
        "version": file.version if file is not None else "",
        "file": file.name if file is not None else "",
        "line": line.line,
        "id": line.own,
        "earliest": line.earliest,
        "latest": line.latest,
        "actor": _side(line.actor),
        "target": _side(line.target),
        "code": line.code,
        "event": line.said,
        "plover": line.root,
        "acts": list(line.acts),
        "place": line.place,
        "url": line.url,
    }
    return found if given is None else found | {"given": dict(given)}


def _side(side: Side) -> Json | None:
    return {"name": side.name, "code": side.code, "country": side.country} if side else None


def side_words(side: Mapping[str, str] | None) -> str:
    """One side of a row by its name, or by what is given of it."""
    found = side or {}
    return found.get("name") or found.get("country") or found.get("code") or "nobody named"


def event_words(line: Json) -> str:
    """What a row says that happened, as given and in PLOVER: "046 (CONSULT: meeting)"."""
    given = " ".join(part for part in (line["event"], line["code"]) if part)
    means = ": ".join(part for part in (line["plover"] or "", ", ".join(map(_plain, line["acts"]))) if part)
    return one_line(f"{given} ({means})" if means else given)


def foreign_words(line: Json) -> str:
    """A foreign line, as JSON has it, in one line of text."""
    to = f" → {side_words(line['target'])}" if line["target"] else ""
    place = f" · {line['place']}" if line["place"] else ""
    return one_line(f"{_days(line)}  {side_words(line['actor'])}{to}: {event_words(line)}{place}")


def source_words(line: Json) -> str:
    """Where a foreign line is from: "gdelt 20260301.export.CSV line 4"."""
    return (
        one_line(" ".join(str(line[part]) for part in ("dataset", "version", "file") if line[part]))
        + f" line {line['line']}"
    )


def ours_words(event: Json) -> str:
    """An event of the record, as JSON has it, in one line of text."""
    told = " (day of the report)" if event["by_day_of_report"] else ""
    words = event["words"] or f"{_names(event['who'])} {_plain(event['act'])}"
    return one_line(f"{_days(event)}{told}  {words}")


def _days(row: Json) -> str:
    return str(row["earliest"]) if row["earliest"] == row["latest"] else f"{row['earliest']} to {row['latest']}"


def _plain(term: str) -> str:
    return term.replace("_", " ")


def as_row(where: str, theirs: Json | None, ours: Json | None, match: Json | None) -> Sequence[object]:
    """A row of the table under COLUMNS; `where`: both, theirs or ours."""
    t, o, m = theirs or {}, ours or {}, match or {}
    actor, target = t.get("actor") or {}, t.get("target") or {}
    return [
        where, m.get("score"), "; ".join(m.get("why", ())), t.get("dataset"), t.get("file"), t.get("line"), t.get("id"),
        t.get("earliest"), t.get("latest"), actor.get("name"), actor.get("code"), target.get("name"), target.get("code"),
        t.get("code"), t.get("event"), t.get("plover"), t.get("place"), t.get("url"), o.get("id"), o.get("earliest"),
        o.get("latest"), o.get("act"), _names(o.get("who", ())), _names(o.get("to", ())), o.get("place"), o.get("words"),
        "; ".join(o.get("lines", ())),
    ]  # fmt: skip


def _names(found: Iterable[Json]) -> str:
    return "; ".join(one["name"] for one in found)
