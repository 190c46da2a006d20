"""How much is told, by whom, in whose words and in what form: the figures of a record as a page and as a table."""

from __future__ import annotations

from collections.abc import Sequence
from weakref import WeakKeyDictionary

from starlette.exceptions import HTTPException

from onrecord.export.words import one_line
from onrecord.statistics import BY, Group, Statistics, statistics
from onrecord.web.query import Query, address
from onrecord.web.shelf import Shelf
from onrecord.web.views import shown
from onrecord.web.views.listing import View, plain
from onrecord.web.views.source import Source
from onrecord.web.views.told import Told

# groups shown of a kind; all of them are in the files
SHOWN = 12
# processes that can be chosen from a list, beside the one that is
CHOICE = 100
# what was counted of a list as it stands, by what was asked: as long as somebody has the list, and so many at most
MOST_KEPT = 200
_COUNTED: WeakKeyDictionary[Shelf, dict[tuple[str | None, str | None, int | None], Statistics]] = WeakKeyDictionary()
SECTIONS = {
    "act": ("By what is done", "Family of the act; meetings, participations and phases have none."),
    "party": ("By who does it", "The party that acts in a line, itself or by somebody who belongs to it. Several may act in one line."),
    "outlet": ("By outlet", "Who published it."),
}  # fmt: skip
# what has no act, or one without a family
KINDS = frozenset({"meeting", "participation", "phase"})
STYLES = {
    "direct": "in the speaker's own words", "mixed": "with some of the speaker's own words", "indirect": "in the reporter's words",
    "narrated": "the reporter names the act", "author": "in the reporter's own voice, without a speaker",
}  # fmt: skip


def counted(source: Source, query: Query, most: int | None = None) -> tuple[Told, Statistics]:
    """The figures that are asked for: of a process, told from a day on, up to another; of so many groups at most."""
    told = source.told(query.day("as_of"))
    process = query.get("process")
    if process is not None and process not in told.edition.processes:
        raise HTTPException(404, "There is no such process on record.")
    shelf, asked = told.shelf("entries"), (process, query.day("since"), most)
    kept = _COUNTED.setdefault(shelf, {})
    if asked not in kept:
        if len(kept) > MOST_KEPT:
            kept.clear()
        kept[asked] = statistics(shelf, process=process, since=asked[1], most=most)
    return told, kept[asked]


def page(source: Source, query: Query) -> View:
    """The figures as a page has them."""
    told, found = counted(source, query, SHOWN)
    process, since = query.get("process"), query.day("since")

    def href(**asked: str) -> str:
        return address("entries", process=process, since=since, as_of=told.as_of, reprint="no", **asked)

    def row(by: str, group: Group) -> View:
        facet = "kind" if by == "act" and group.name in KINDS else BY[by]
        return {
            "name": one_line(group.name) if by != "act" else plain(group.name),
            "href": href(**{facet: group.name}),
            **group.figures,
            "over_time": list(group.over_time),
        }

    chosen = told.edition.processes.get(process or "")
    choice = [p for p in told.edition.chief[:CHOICE] if p is not chosen]
    return {
        "title": "Statistics",
        "process": {"id": chosen.id, "name": shown.process_name(chosen)} if chosen is not None else None,
        "processes": [{"id": p.id, "name": shown.process_name(p)} for p in choice],
        "since": since,
        "as_of": told.as_of,
        "undated_reports": told.undated,
        "total": found.total.figures,
        "undated": found.undated,
        "periods": [month.name for month in found.months],
        "months": [{"name": m.name, "href": href(month=m.name) if " " not in m.name else None, **m.figures} for m in found.months],
        "sections": [
            {
                "by": by, "title": title, "note": note, "groups": [row(by, g) for g in found.groups[by]],
                "most": max((n for g in found.groups[by] for n in g.over_time), default=0),
                "more": found.many[by] - len(found.groups[by]), "csv": _csv(query, by),
            }
            for by, (title, note) in SECTIONS.items()
        ],
        "styles": _parts(found.styles, STYLES),
        "forms": _parts(found.forms, {}),
        "csv": _csv(query, "month"),
    }  # fmt: skip


def _csv(query: Query, by: str) -> str:
    return Query(query.path, (*(pair for pair in query.pairs if pair[0] != "by"), ("by", by))).twin("csv")


def _parts(values: Sequence[tuple[str, int]], meant: dict[str, str]) -> list[View]:
    every = sum(n for _, n in values)
    return [
        {"name": plain(value), "meaning": meant.get(value, ""), "lines": n, "percent": round(100 * n / every)}
        for value, n in values
    ]
