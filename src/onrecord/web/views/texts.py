"""One report with its entries, one entry in its sentence, and search in all texts."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Any

from onrecord.export import details, why
from onrecord.export.marks import UNSEEN, Marks, Piece, stretches
from onrecord.export.page import LABELS
from onrecord.export.summary import unheard
from onrecord.export.told import words
from onrecord.export.words import line_of, one_line
from onrecord.model import Entry, Reading, Report, Span, Tier
from onrecord.model.shape import as_json
from onrecord.model.story import Line, Origin
from onrecord.record import Hit, StoredReport
from onrecord.web.cite import citations
from onrecord.web.query import Query
from onrecord.web.views import shown
from onrecord.web.views.context import contexts
from onrecord.web.views.listing import View
from onrecord.web.views.source import Source, stored_report
from onrecord.web.views.told import WOVEN, Told
from onrecord.web.views.verdicts import history, line_of_id

HITS = 30
# letters of an id that name it
SHORTEST = 6
# letters around words that are found, names to go to, of how many that fit; reprints, and processes to choose from
AROUND, PAGES, MATCHES, REPRINTS, PROCESSES = 110, 8, 5_000, 20, 100


def report(source: Source, query: Query, key: str) -> View:
    """The text with its marks, and the entries in the same order."""
    told = source.told()
    stored = stored_report(source, key)
    found = stored.report
    lines = told.lines_in(key)
    reading = Reading(found, tuple(line.entry for line in lines), (), (), "")
    marks = Marks(reading)
    sought = _place(query)
    blocks = [
        {
            "kind": kind,
            "label": LABELS.get(kind),
            "pieces": [
                view for piece in marks.pieces(start, end) for view in _cut(piece_view(found, piece, lines), sought)
            ],
        }
        for start, end, kind in stretches(found)
    ]
    derived = told.record.derived
    alike = told.record.reports(derived.alike(key)[:REPRINTS])
    served = [told.story.processes[p] for p in derived.processes_of(key) if p in told.story.processes]
    return {
        "title": shown.report_name(stored),
        "report": about_report(stored),
        "blocks": blocks,
        "entries": [
            shown.line_view(told, line) | {"number": n, "details": [list(row) for row in details(line.entry)]}
            for n, line in enumerate(lines, 1)
        ],
        "repaired": sum(repair.why not in UNSEEN for repair in found.repairs),
        "unheard": list(unheard(reading)),
        "reprints": [
            shown.origin_view(told, origin)
            for origin in sorted(map(shown.origin_of, alike), key=lambda o: (o.published or "", o.report))
        ],
        "beside": _beside(source, told, found, query.get("beside")),
        "processes": [shown.process_view(told, p) for p in served if key in p.reports],
        "every_process": [{"id": p.id, "name": p.name} for p in told.edition.chief[:PROCESSES]],
        "many": len(told.story.processes) > PROCESSES,
        "sought": list(sought) if sought is not None else None,
        **_neighbours(told, key),
        "read_only": source.read_only,
    }


def about_report(stored: StoredReport) -> View:
    """What is known of a report beside its text, and where it is known from."""
    found = stored.report

    def known(name: str) -> View | None:
        value = getattr(found, name)
        return {"value": value.value, "basis": value.basis} if value is not None else None

    address = found.url.value if found.url is not None else ""
    return {
        "id": found.id,
        "href": f"/report/{found.id}",
        **{name: known(name) for name in ("title", "outlet", "published", "url", "dateline_place")},
        # an address leads somewhere only if it is one of the web
        "link": address if address.startswith(("https://", "http://")) else None,
        "language": found.language,
        "source_text": found.source.id,
        "decoder": found.source.decoder,
        "sha256": found.original.sha256,
        "recorded_at": stored.recorded_at,
        "files": [one_line(name.rsplit("/", 1)[-1]) for name in stored.origins],
        "warnings": list(found.warnings),
    }


def piece_view(found: Report, piece: Piece, lines: list[Line]) -> View:
    """A stretch of the text under the same marks, read as repaired."""
    stands = found.text[piece.start : piece.end]
    repair = piece.repair
    seen = repair is not None and repair.why not in UNSEEN
    reads = stands if repair is None or repair.why == "newline" else repair.reads_as
    return {
        "text": reads,
        "start": piece.start,
        "end": piece.end,
        "entries": list(piece.entries),
        "begins": list(piece.begins),
        "kind": lines[piece.entries[0] - 1].entry.kind.value if piece.entries else None,
        "repair": {"why": repair.why, "stands": stands} if seen and repair is not None else None,
        "found": False,
    }


def _beside(source: Source, told: Told, found: Report, key: str | None) -> View | None:
    """How another telling of the same dispatch differs, sentence by sentence; what is alike is left out."""
    others = told.record.reports([key]) if key is not None and key != found.id else []
    if not others:
        return None
    other = others[0]
    here, there = _parts(found.reading_text), _parts(other.report.reading_text)
    changes = []
    for how, a, b, c, d in SequenceMatcher(None, here, there, autojunk=False).get_opcodes():
        if how != "equal":
            changes.append({"here": " ".join(here[a:b]), "there": " ".join(there[c:d])})
    return {
        "report": shown.origin_view(told, shown.origin_of(other)),
        "changes": changes,
        "alike": len(here) - sum(len(_parts(one["here"])) for one in changes),
    }


def _parts(text: str) -> list[str]:
    """Sentences as far as punctuation tells."""
    return [one for part in text.splitlines() for one in re.split(r"(?<=[.!?])\s+", part.strip()) if one]


def _place(query: Query) -> tuple[int, int] | None:
    """The place in the text that a search leads to."""
    start, end = query.get("from") or "", query.get("to") or ""
    if not (
        start.isascii() and start.isdigit() and end.isascii() and end.isdigit() and max(map(len, (start, end))) < 10
    ):
        return None
    return int(start), int(end)


def _cut(view: View, sought: tuple[int, int] | None) -> list[View]:
    """A piece, parted where the place sought begins and ends; that part is marked as found."""
    if sought is None or view["end"] <= sought[0] or view["start"] >= sought[1]:
        return [view]
    if view["repair"] is not None or len(view["text"]) != view["end"] - view["start"]:
        return [view | {"found": True}]
    cuts = sorted({view["start"], view["end"], max(view["start"], sought[0]), min(view["end"], sought[1])})
    return [
        view
        | {
            "text": view["text"][left - view["start"] : right - view["start"]],
            "start": left,
            "end": right,
            "begins": view["begins"] if left == view["start"] else [],
            "found": sought[0] <= left and right <= sought[1],
        }
        for left, right in pairwise(cuts)
    ]


def _neighbours(told: Told, key: str) -> View:
    """The reports before and after it, by day."""
    before, after = told.record.beside(key)
    known = {s.report.id: s for s in told.record.reports([k for k in (before, after) if k is not None])}

    def view(beside: str | None) -> View | None:
        if beside is None:
            return None
        return {"href": f"/report/{beside}", "title": shown.report_name(known[beside])}

    return {"previous": view(before), "next": view(after)}


def entry(source: Source, query: Query, key: str) -> View:
    """One entry: its words in their sentence, who says so, every slot, why it is on record, its threads, how to cite it."""
    told = source.told()
    line = line_of_id(source, told, key)
    found = line.entry
    stored = stored_report(source, found.report)
    own = [other.entry.id for other in told.lines_in(found.report)]
    at = own.index(key) if key in own else None
    verdicts = told.record.verdicts(entry=key)
    threads, meeting = told.woven(key)
    process = told.story.processes.get(told.process_of.get(key) or "")
    return {
        "title": shown.line_view(told, line)["line"],
        "line": shown.line_view(told, line),
        "number": at + 1 if at is not None else None,
        "counts": at is not None,
        "sentences": sentences(stored.report, line),
        "context": contexts(stored.report, spans_of(line)),
        "chain": [
            {"name": one_line(a.name), "mention": one_line(a.mention), "actor": _actor(told, found, a.name)}
            for a in found.attribution.speakers
        ],
        "attribution": {
            "style": found.attribution.style.value,
            "cue": found.attribution.cue,
            "carried_over": found.attribution.carried_over,
        },
        "implied": found.tier is Tier.IMPLIED,
        "details": [list(row) for row in details(found)],
        "actors": [_actor(told, found, a.name) or {"name": a.name, "href": None} for a in found.actors],
        "addressees": [_actor(told, found, a.name) or {"name": a.name, "href": None} for a in found.addressees],
        "why": why(found)[: -1 if verdicts else None],
        **history(told.record, key, verdicts, query.name or source.who),
        "threads": [shown.thread_view(told, t) for t in threads],
        "meeting": shown.meeting_view(told, meeting) if meeting is not None else None,
        "process": shown.process_view(told, process) if process is not None else None,
        "report": about_report(stored),
        "notes": [
            {"number": n.number, "text": n.text, "in_brief": n.in_brief, "who": n.who, "noted_at": n.noted_at}
            for n in told.record.notes(entry=key)
        ],
        "cite": citations(line, stored, shown.report_name(stored)),
        "previous": f"/entry/{own[at - 1]}" if at else None,
        "next": f"/entry/{own[at + 1]}" if at is not None and at + 1 < len(own) else None,
        "entry": as_json(found),
        "read_only": source.read_only,
    }


def _actor(told: Told, found: Entry, name: str) -> View | None:
    known = told.story.actor_of(found.report, name)
    return shown.actor_view(told, known) if known is not None else None


def sentences(found: Report, line: Line) -> list[list[View]]:
    """The sentences that the evidence stands in, cut into pieces, the evidence marked."""
    marks = Marks(Reading(found, (line.entry,), (), (), ""))
    return [[piece_view(found, piece, [line]) for piece in marks.pieces(s.start, s.end)] for s in spans_of(line)]


def spans_of(line: Line) -> list[Span]:
    """The sentences that the evidence stands in, in order."""
    return sorted({e.sentence for e in line.entry.evidence})


def search(source: Source, query: Query) -> View:
    """Where words stand in the texts, each hit leading to its sentence; before them the pages of that name."""
    asked = query.get("q") or ""
    told = source.told()
    hits = told.record.search(asked, limit=HITS + 1) if asked else []
    at = told.record.entries_at([(hit.report_id, hit.start) for hit in hits[:HITS]])
    told.fetch(key for key in at if key is not None)
    found = []
    for hit, key in zip(hits, at, strict=False):
        line = told.lines.get_known(key or "")
        origin = Origin(hit.report_id, hit.published, hit.outlet, hit.title)
        found.append(
            {
                "report": shown.origin_view(told, origin),
                "published": hit.published[:10] if hit.published else None,
                "pieces": _snippet(hit),
                "entry": shown.line_view(told, line) if line is not None else None,
                "href": f"/report/{hit.report_id}?from={hit.start}&to={hit.end}#hit",
            }
        )
    return {
        "title": f"Search: {asked}" if asked else "Search",
        "q": asked,
        "pages": _pages(told, asked) if asked else [],
        "hits": found,
        "more": len(hits) > HITS,
        "operators": [
            ["written guarantee", "both words, anywhere in a report"],
            ['"written guarantee"', "the words as they stand, beside one another"],
            ["mediat*", "every word that begins so"],
        ],
    }


def _snippet(hit: Hit) -> list[list[Any]]:
    """The words around a place, those found marked: [text, found or not]."""
    before, after = hit.before[-AROUND:], hit.after[:AROUND]
    cut_left, cut_right = len(hit.before) > AROUND or hit.cut_left, len(hit.after) > AROUND or hit.cut_right
    # cut between words
    before = before.split(None, 1)[-1] if cut_left and " " in before else before
    after = after.rsplit(None, 1)[0] if cut_right and " " in after else after
    cut = ("… " if cut_left else "", " …" if cut_right else "")
    return [[cut[0] + before, False], [hit.words, True], [after + cut[1], False]]


def _pages(told: Told, asked: str) -> list[View]:
    """Processes, actors and undertakings whose name holds the words, and the entry or report of an id."""
    shelved, story = told.record.shelved, told.story
    found: list[View] = []

    def put(kind: str, name: str, href: str) -> None:
        found.append({"kind": kind, "name": one_line(name), "href": href})

    # asked for together: each time all that has the words is gone through
    among = {
        name: found_in for names in (("processes", "actors"), WOVEN)
        for found_in in [shelved.found(asked, names, limit=MATCHES)] for name in names
    }  # fmt: skip
    for name, numbers in among.items():
        shelf = told.shelf(name)
        places = shelf.places(shelf.chosen({}, numbers))[:PAGES].tolist()
        keys = [row.id for row in told.kept(shelf, places)]
        if name == "processes":
            for process in (story.processes[key] for key in keys if key in story.processes):
                put("process", process.name, shown.process_view(told, process)["href"])
        elif name == "actors":
            for actor in told.actors(keys):
                view = shown.actor_view(told, actor.id)
                put("actor", view["name"], view["href"])
        else:
            for thread in told.threads(keys):
                put(words(thread.kind), thread.about, shown.thread_view(told, thread)["href"])
    if len(asked) >= SHORTEST:
        # also one that was rejected: whoever has its id on paper learns so
        for key in told.record.entries_beginning(asked, 2):
            put("entry", line_of(told.record.entry(key)), f"/entry/{key}")
        for stored in told.record.reports(told.record.reports_beginning(asked, 2)):
            put("report", shown.report_name(stored), f"/report/{stored.report.id}")
    return found[:20]
