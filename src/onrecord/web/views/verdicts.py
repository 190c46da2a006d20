"""What was decided of one line, by whom, and how it stands after that."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.exceptions import HTTPException

from onrecord.errors import RecordError
from onrecord.export.words import details, line_of, one_line
from onrecord.model import Entry
from onrecord.model.decision import Action, Verdict
from onrecord.model.story import Line
from onrecord.record import Record
from onrecord.record.review import last_words, settled
from onrecord.web.query import address
from onrecord.web.views import shown
from onrecord.web.views.listing import View
from onrecord.web.views.source import Source, stored_report
from onrecord.web.views.told import Told

# decisions after which other words may stand than before
CHANGING = (Action.AMEND, Action.UNDONE)


def line_of_id(source: Source, told: Told, key: str) -> Line:
    """A line by its id, also one that was rejected and counts no more; 404 where there is none."""
    known = told.lines.get(key)
    if known is not None:
        return known  # type: ignore[no-any-return]
    try:
        entry = told.record.entry(key)
    except RecordError:
        raise HTTPException(404, "No such entry on record.") from None
    if entry.id != key:
        raise HTTPException(404, "No such entry on record.")
    return Line(entry, shown.origin_of(stored_report(source, entry.report)))


def history(record: Record, key: str, verdicts: Sequence[Verdict], who: str) -> View:
    """What was decided of a line, how it stands after that, the number of the last decision; `mine`: whether `who` decided."""
    found = settled(verdicts)
    suggested = record.suggested(key) if any(v.action in CHANGING for v in verdicts) else None
    views = [verdict_view(verdict) for verdict in verdicts]
    for n, verdict in enumerate(verdicts):
        if suggested is not None and verdict.action in CHANGING:
            views[n]["changed"] = changed(stood(suggested, verdicts[:n]), stood(suggested, verdicts[: n + 1]))
    return {
        "verdicts": views,
        "decided": found[0].value if found is not None else None,
        "seen": verdicts[-1].number if verdicts else 0,
        "mine": any(v.who == who for v in last_words(verdicts)),
    }


def stood(suggested: Entry, verdicts: Sequence[Verdict]) -> Entry:
    """A line as it stood after some verdicts, those taken back not counted; as it was suggested where none is left."""
    found = settled(verdicts)
    return found[1] if found is not None else suggested


def changed(before: Entry, now: Entry) -> list[View]:
    """The slots that are others now, with what stood in them."""
    was, is_now = dict(details(before)), dict(details(now))
    names = [name for name in dict.fromkeys((*was, *is_now)) if was.get(name) != is_now.get(name)]
    return [{"slot": name, "was": was.get(name, ""), "now": is_now.get(name, "")} for name in names]


def latest(verdicts: Sequence[Verdict]) -> list[View]:
    """What was decided last, the latest first; `stands`: it is its reviewer's last word on the line, and can be undone."""
    found, said = [], set()
    for verdict in reversed(verdicts):
        word = verdict.line.id, verdict.who
        found.append(verdict_view(verdict) | {"stands": word not in said and verdict.action is not Action.UNDONE})
        said.add(word)
    return found


def verdict_view(verdict: Verdict) -> View:
    """A decision on a line: who, when, what, why."""
    return {
        "number": verdict.number,
        "action": verdict.action.value,
        "who": verdict.who,
        "note": one_line(verdict.note),
        "decided_at": verdict.decided_at,
        "entry": verdict.line.id,
        "line": line_of(verdict.line),
        "href": address("review", entry=verdict.line.id),
        "changed": [],
    }
