"""What waits for a person: how many lines, and which stands where in somebody's queue."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text

from onrecord.record.dialects import dialect_of

# verdicts that leave a line open
OPEN, DISPUTED = "unsure", "disputed"
OPEN_LINES = f"(entries.verdict IS NULL OR entries.verdict IN ('{OPEN}', '{DISPUTED}'))"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A line that waits for a person."""

    entry: str
    process: str
    verdict: str | None
    # how much of it is for the state of its process
    more: float


def count_open(connection: Connection, process: str | None, report: str | None) -> int:
    """How many lines no person has settled yet, of all or of a process or report."""
    within, asked = "", {}
    if process is not None:
        index = dialect_of(connection).by_index("listed_in_process")
        within = f" AND id IN (SELECT id FROM listed{index} WHERE list = 'entries' AND process = :process)"
        asked["process"] = process
    if report is not None:
        within += " AND report_id = :report"
        asked["report"] = report
    query = f"SELECT count(*) FROM entries WHERE counts AND {OPEN_LINES}{within}"
    return int(connection.execute(text(query), asked).scalar_one())


def own(connection: Connection, who: str, process: str | None) -> list[str]:
    """Lines that are still open, of which somebody said his word and did not take it back."""
    # from what he decided to the lines, not the other way round
    query = (
        f"SELECT DISTINCT entries.id FROM verdicts v {dialect_of(connection).join} entries ON entries.id = v.entry_id "
        f"WHERE v.who = :who AND counts AND {OPEN_LINES} AND v.action != 'undone' AND NOT EXISTS (SELECT 1 FROM verdicts later "
        "WHERE later.who = v.who AND later.entry_id = v.entry_id AND later.number > v.number AND later.action = 'undone')"
    )
    asked = {"who": who}
    if process is not None:
        query += " AND EXISTS (SELECT 1 FROM listed l WHERE l.list = 'entries' AND l.id = entries.id AND l.process = :process)"
        asked["process"] = process
    return list(connection.execute(text(query), asked).scalars())


def waiting(connection: Connection, who: str, at: int, process: str | None) -> Waiting | None:
    """The line that waits at a place of somebody's queue: those on which reviewers disagree, then by what hangs on each."""
    dialect = dialect_of(connection)
    columns = "SELECT entries.id, l.process, entries.verdict, l.more FROM "
    within = " AND l.process = :process" if process is not None else ""
    index = "listed_in_process" if process is not None else "listed_by_worth"
    order = " ORDER BY l.worth + l.more DESC, l.id"
    asked: dict[str, Any] = {"own": json.dumps(own(connection, who, process))}
    asked |= {"process": process} if process is not None else {}
    but = f" AND entries.id NOT IN {dialect.own}"
    first = connection.execute(
        text(
            f"{columns} entries {dialect.join} listed l ON l.list = 'entries' AND l.id = entries.id "
            f"WHERE entries.verdict = '{DISPUTED}' AND counts{within}{but}{order}"
        ),
        asked,
    ).all()
    if at < len(first):
        return Waiting(*first[at])
    # in the order of the index, as far as the place asked for
    rest = text(
        f"{columns} listed l{dialect.by_index(index)} {dialect.join} entries ON entries.id = l.id WHERE l.list = 'entries' "
        f"AND counts AND (entries.verdict IS NULL OR entries.verdict = '{OPEN}'){within}{but}{order} LIMIT 1 OFFSET :at"
    )
    row = connection.execute(rest, asked | {"at": at - len(first)}).first()
    return Waiting(*row) if row is not None else None
