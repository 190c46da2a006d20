"""The lists: entries, reports, actors, meetings, undertakings, demands, warnings, positions and the rest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from onrecord.export.table import COLUMNS, cells
from onrecord.export.told import FORM_ORDER, name_of, status_line, words
from onrecord.export.words import family_of, line_of, one_line, speakers_of
from onrecord.model.state import Disagreement, Position
from onrecord.model.story import Line, Meeting, Origin, Party, Thread
from onrecord.record import StoredReport
from onrecord.state.positions import positions
from onrecord.web.query import Query
from onrecord.web.views import shown
from onrecord.web.views.listing import Column, Facet, Listing, View
from onrecord.web.views.source import Source, Told

AnyListing = Listing[Any]


def _processes(told: Told, process_of: Callable[[Any], str | None]) -> Facet[Any]:
    def word(value: str) -> str:
        known = told.story.processes.get(value)
        return one_line(known.name) if known is not None else "no process"

    return Facet("process", "Process", lambda item: [process_of(item) or "none"], word)


def _review(reviewed: Callable[[Any], bool]) -> Facet[Any]:
    return Facet("review", "Review", lambda item: ["accepted" if reviewed(item) else "suggested"])


def entries(source: Source, query: Query) -> AnyListing:
    """Every line of the record, the latest told first."""
    told = source.told(query.day("as_of"))

    def flags(line: Line) -> list[str]:
        found = [f for f in ("negated", "future", "conditional", "historical") if getattr(line.entry, f)]
        return [*found, *(["implied"] if line.entry.tier.value == "implied" else [])]

    def named(slot: str, *, side: bool = False) -> Callable[[Line], Sequence[str]]:
        """Who is meant in a slot, under the one name of each; with `side` the party that each belongs to."""

        def values(line: Line) -> list[str]:
            found: dict[str, None] = {}
            for actor in getattr(line.entry, slot):
                known = told.story.actor_of(line.entry.report, actor.name)
                if known is None:
                    found[actor.name] = None
                else:
                    found[name_of(told.story, told.story.root(known) if side else known)] = None
            return list(found)

        return values

    facets: list[Facet[Line]] = [
        _processes(told, lambda line: told.process_of.get(line.entry.id)),
        _review(lambda line: line.reviewed),
        Facet("kind", "Kind", lambda line: [line.entry.kind.value]),
        Facet("family", "Family", lambda line: [f] if (f := family_of(line.entry)) else []),
        Facet("act", "Act", lambda line: [line.entry.act] if line.entry.act else []),
        Facet("form", "Form", lambda line: [line.entry.form.value] if line.entry.form else []),
        Facet("party", "Party", named("actors", side=True), one_line),
        Facet("actor", "Who does it", named("actors"), one_line),
        Facet("addressee", "Towards whom", named("addressees"), one_line),
        Facet("speaker", "Says who", lambda line: [speakers_of(line.entry)], one_line),
        Facet("issue", "Issue", lambda line: list(line.entry.issue)),
        Facet("flag", "Marked", flags),
        Facet("outlet", "Outlet", lambda line: [line.origin.outlet or "unknown"], one_line),
        Facet("month", "Month told", lambda line: [line.told[:7] if line.told else "no date"]),
    ]
    found = sorted(told.every, key=lambda ln: (ln.entry.report, ln.entry.evidence[0].start))
    found.sort(key=lambda ln: ln.told or "", reverse=True)
    columns = [Column[Line](name, _cell(at)) for at, name in enumerate(COLUMNS)]
    return Listing(
        "entries", "Entries", "Who said or did what, and says who?", found, lambda ln: shown.line_view(told, ln),
        facets, [*columns, Column("review", shown.standing)], lambda ln: f"{line_of(ln.entry)} {shown.quote_of(ln)}",
        "No entry fits.", "Every entry is somebody's claim. Entries are suggested by a machine until a person accepts them.",
    )  # fmt: skip


def _cell(at: int) -> Callable[[Line], object]:
    return lambda line: cells(line.entry)[at]


def reports(source: Source, query: Query) -> AnyListing:
    """The reports, the latest first."""
    told = source.told(query.day("as_of"))
    stored = list(source.reports())
    if told.as_of is not None:
        stored = [s for s in stored if s.report.published is not None and s.report.published.value[:10] <= told.as_of]

    def published(item: StoredReport) -> str | None:
        return item.report.published.value[:10] if item.report.published is not None else None

    def outlet(item: StoredReport) -> str:
        return one_line(item.report.outlet.value) if item.report.outlet is not None else "unknown"

    def process(item: StoredReport) -> str | None:
        return next((p.id for p in told.story.processes.values() if item.report.id in p.reports), None)

    def row(item: StoredReport) -> View:
        origin = told.origins.get(item.report.id, Origin(item.report.id))
        return {
            "id": item.report.id,
            "href": f"/report/{item.report.id}",
            "title": shown.report_name(item),
            "headline": item.report.title is not None,
            "outlet": outlet(item),
            "published": published(item),
            "entries": item.entries,
            "family": origin.family,
            "begins": one_line(item.report.reading_text[:260]),
            "warnings": list(item.report.warnings),
        }

    stored.sort(key=lambda s: s.report.id)
    stored.sort(key=lambda s: published(s) or "", reverse=True)
    return Listing(
        "reports", "Reports", "What has been read?", stored, row,
        [
            _processes(told, process),
            Facet("outlet", "Outlet", lambda s: [outlet(s)], one_line),
            Facet("month", "Month", lambda s: [(published(s) or "no date")[:7]]),
        ],
        [
            Column("id", lambda s: s.report.id), Column("published", published), Column("outlet", outlet),
            Column("title", shown.report_name), Column("entries", lambda s: s.entries),
        ],
        lambda s: f"{shown.report_name(s)} {outlet(s)} {s.report.text}", "No report fits.",
    )  # fmt: skip


def actors(source: Source, query: Query) -> AnyListing:
    """Who is who, those in most reports first."""
    told = source.told(query.day("as_of"))
    within = {
        p.id: {*p.parties, *(actor for actor, _ in p.third)} for p in told.story.processes.values()
    }  # fmt: skip
    found = sorted((a for a in told.story.actors.values() if a.reports), key=lambda a: (-a.reports, a.name, a.id))

    def process_of(actor: Party) -> list[str]:
        root = told.story.root(actor.id)
        return [p for p, members in within.items() if root in members]

    def part(actor: Party) -> str:
        return name_of(told.story, actor.part_of) if actor.part_of else ""

    process = _processes(told, lambda _: None)
    return Listing(
        "actors", "Actors", "Who is who?", found, lambda a: shown.party_view(told, a),
        [
            Facet("process", "Process", process_of, process.word),
            Facet("kind", "Kind", lambda a: [a.kind]),
            Facet("side", "Belongs to", lambda a: [part(a)] if a.part_of else [], one_line),
        ],
        [
            Column("id", lambda a: a.id), Column("name", lambda a: a.name), Column("kind", lambda a: a.kind),
            Column("part_of", part), Column("names", lambda a: "; ".join(a.names)),
            Column("titles", lambda a: "; ".join(t for t, _, _ in a.titles)), Column("reports", lambda a: a.reports),
        ],
        lambda a: " ".join(a.names), "No actor fits.",
    )  # fmt: skip


def meetings(source: Source, query: Query) -> AnyListing:
    """The meetings, each once, the latest first."""
    told = source.told(query.day("as_of"))
    story = told.story

    def people(meeting: Meeting) -> list[str]:
        return [name_of(story, who) for who in meeting.who]

    def outcomes(meeting: Meeting) -> list[str]:
        return sorted({outcome.value for _, outcome in meeting.outcome}) or ["nothing said"]

    found = sorted(story.meetings.values(), key=lambda m: m.id)
    found.sort(key=lambda m: m.earliest or m.first_told or "", reverse=True)
    return Listing(
        "meetings", "Meetings", "Who met whom, where, when, and how did it end?", found,
        lambda m: shown.meeting_view(told, m),
        [
            _processes(told, lambda m: m.process),
            Facet("status", "Status", lambda m: [m.status.value]),
            Facet("outcome", "Outcome", outcomes),
            Facet("who", "Who", people, one_line),
            Facet("place", "Place", lambda m: [m.place or "no place said"], one_line),
            _review(lambda m: shown.is_reviewed(told, m.entries)),
        ],
        [
            Column("id", lambda m: m.id), Column("earliest", lambda m: m.earliest), Column("latest", lambda m: m.latest),
            Column("who", lambda m: "; ".join(sorted(people(m)))), Column("place", lambda m: m.place),
            Column("round", lambda m: m.round), Column("status", lambda m: m.status.value),
            Column("outcome", lambda m: "; ".join(f"{name_of(story, by)}: {o.value}" for by, o in m.outcome)),
            Column("tellings", lambda m: len(m.entries)), Column("entries", lambda m: "; ".join(m.entries)),
        ],
        lambda m: " ".join([*people(m), m.place or ""]), "No meeting fits.",
        "A meeting has the day that a text gives it, never the day of publication.",
    )  # fmt: skip


QUESTIONS = {
    "commitment": ("commitments", "Commitments", "Who undertook what, in what form, and what became of it?"),
    "demand": ("demands", "Demands", "Who demanded what of whom, and how was it answered?"),
    "warning": ("warnings", "Warnings", "Who warned of what, or set an ultimatum?"),
}
NOTES = {
    "commitment": "“Not confirmed by its maker”: only others or an outlet tell of it; the one bound by it has not said so.",
    "demand": "“No answer”: no report read tells of one. That is what the reports say, not what happened.",
    "warning": "What is warned of is not done: a warned-of attack is no attack.",
}


def _threads(kind: str) -> Callable[[Source, Query], AnyListing]:
    name, title, question = QUESTIONS[kind]

    def listing(source: Source, query: Query) -> AnyListing:
        told = source.told(query.day("as_of"))
        story = told.story
        found = sorted(
            (t for t in story.threads.values() if t.kind == kind), key=lambda t: (t.steps[0].told or "", t.id)
        )
        facets: list[Facet[Thread]] = [
            _processes(told, lambda t: t.process),
            Facet("maker", "Whose", lambda t: [name_of(story, t.maker)], one_line),
            Facet("to", "Towards whom", lambda t: [name_of(story, a) for a in t.to], one_line),
        ]
        if kind == "commitment":
            facets.append(Facet("form", "Form", lambda t: [t.form]))
            facets.append(
                Facet("confirmed", "Confirmed by its maker", lambda t: ["yes" if t.maker_confirmed else "no"])
            )
        if kind == "demand":
            facets.append(Facet("answer", "Answer", lambda t: [t.answer or "nothing said"], _answer))
        facets += [
            Facet("status", "Somebody says", lambda t: list(dict.fromkeys(s.value for _, s in t.status))),
            Facet("month", "Month first told", lambda t: [(t.steps[0].told or "no date")[:7]]),
            _review(lambda t: shown.is_reviewed(told, (s.entry for s in t.steps))),
        ]
        columns: list[Column[Thread]] = [
            Column("id", lambda t: t.id), Column("first_told", lambda t: t.steps[0].told),
            Column("maker", lambda t: name_of(story, t.maker)),
            Column("to", lambda t: "; ".join(name_of(story, a) for a in t.to)), Column("about", lambda t: t.about),
            Column("form", lambda t: t.form), Column("maker_confirmed", lambda t: t.maker_confirmed),
            Column("status", lambda t: status_line(story, t)), Column("answer", lambda t: t.answer),
            Column("deadline", lambda t: t.deadline), Column("tellings", lambda t: len(t.steps)),
            Column("entries", lambda t: "; ".join(s.entry for s in t.steps)),
        ]  # fmt: skip
        return Listing(
            name, title, question, found, lambda t: shown.thread_view(told, t), facets, columns,
            lambda t: f"{name_of(story, t.maker)} {t.about} {' '.join(name_of(story, a) for a in t.to)}",
            f"No {kind} fits.", NOTES[kind],
        )  # fmt: skip

    return listing


def _answer(value: str) -> str:
    return "no answer" if value == "ignored" else words(value)


commitments, demands, warnings = (_threads(kind) for kind in QUESTIONS)


def stands(source: Source, query: Query) -> AnyListing:
    """What each party says on each issue, and how it moved."""
    told = source.told(query.day("as_of"))
    story = told.story
    scope = query.get("process")
    found = positions(story.marks_in(scope if scope in story.processes else None))

    def row(one: Position) -> View:
        return {
            "issue": one.issue,
            "issue_word": words(one.issue),
            "party": shown.actor_view(told, one.party),
            "moved": one.moved,
            "stands": [
                {
                    "told": s.told,
                    "act": s.act,
                    "negated": s.negated,
                    "word": f"{'not ' if s.negated else ''}{words(s.act)}",
                    "entry": s.entry,
                    "href": f"/entry/{s.entry}",
                    "line": line_of(told.lines[s.entry].entry),
                    "reviewed": told.lines[s.entry].reviewed,
                }
                for s in one.stands
            ],
        }

    process = _processes(told, lambda _: scope)
    return Listing(
        "positions", "Positions", "What does each party say on each issue, and has it moved?", found, row,
        [
            Facet("process", "Process", lambda _: [scope] if scope in story.processes else list(story.processes), process.word),
            Facet("issue", "Issue", lambda p: [p.issue]),
            Facet("party", "Party", lambda p: [name_of(story, p.party)], one_line),
            Facet("moved", "Moved", lambda p: ["yes" if p.moved else "no"]),
        ],
        [
            Column("issue", lambda p: p.issue), Column("party", lambda p: name_of(story, p.party)),
            Column("moved", lambda p: p.moved),
            Column("stands", lambda p: "; ".join(f"{s.told or 'no date'} {'not ' if s.negated else ''}{s.act}" for s in p.stands)),
            Column("entries", lambda p: "; ".join(s.entry for s in p.stands)),
        ],
        lambda p: f"{p.issue} {name_of(story, p.party)}", "No party takes a stand on an issue of the codebook.",
        "Only a party's own words count as its stand; the last is where it stands.",
    )  # fmt: skip


def differing(source: Source, query: Query) -> AnyListing:
    """Where versions differ, each with who says what; no winner is picked."""
    told = source.told(query.day("as_of"))
    story = told.story
    found = [(p.id, d) for p in story.processes.values() for d in told.state(p.id).disagreements]

    def row(item: tuple[str, Disagreement]) -> View:
        return disagreement_view(told, item[1]) | {"process": item[0]}

    def about(item: tuple[str, Disagreement]) -> str:
        return str(disagreement_view(told, item[1])["about"])

    def who(item: tuple[str, Disagreement]) -> list[str]:
        return [name_of(story, by) if by in story.actors or by == "author" else by for by, _, _ in item[1].versions]

    return Listing(
        "disagreements", "Disagreements", "Where do the versions differ?", found, row,
        [
            _processes(told, lambda item: item[0]),
            Facet("kind", "About", lambda item: [item[1].kind]),
            Facet("who", "Who differs", who, one_line),
        ],
        [
            Column("process", lambda item: item[0]), Column("kind", lambda item: item[1].kind), Column("about", about),
            Column("versions", lambda item: "; ".join(
                f"{name}: {says}" for name, (_, says, _) in zip(who(item), item[1].versions, strict=True))),
        ],
        about, "No version contradicts another.", "No winner is picked.",
    )  # fmt: skip


def disagreement_view(told: Told, one: Disagreement) -> View:
    """Two versions of one thing, each with who says so and the words."""
    thread, meeting = told.story.threads.get(one.about), told.story.meetings.get(one.about)
    if thread is not None:
        about, href = one_line(thread.about), shown.thread_view(told, thread)["href"]
    elif meeting is not None:
        view = shown.meeting_view(told, meeting)
        about, href = view["line"], view["href"]
    else:
        about, href = one.about, None
    return {
        "id": one.about,
        "href": href,
        "kind": one.kind,
        "about": about,
        "whose": shown.actor_view(told, thread.maker) if thread is not None else None,
        "versions": [
            {
                "by": shown.actor_view(told, by),
                "says": says,
                "word": words(says),
                "lines": [shown.line_view(told, told.lines[e]) for e in found[:3] if e in told.lines],
            }
            for by, says, found in one.versions
        ],
    }


def unheard(source: Source, query: Query) -> AnyListing:
    """Who is spoken of and never heard, and which demands have no answer."""
    told = source.told(query.day("as_of"))
    found = [row for process in told.story.processes for row in silence_rows(told, process)]
    return Listing(
        "silence", "Silence", "Who has not been heard, and what has no answer?", found, dict,
        [
            _processes(told, lambda row: row["process"]),
            Facet("what", "What", lambda row: [row["what"]]),
            Facet("role", "Role", lambda row: [row["role"]] if row["role"] else []),
        ],
        [
            Column("process", lambda row: row["process"]), Column("what", lambda row: row["what"]),
            Column("who", lambda row: row["actor"]["name"]), Column("role", lambda row: row["role"]),
            Column("spoken_of", lambda row: row["spoken_of"]), Column("accused", lambda row: row["accused"]),
            Column("demand", lambda row: row["thread"]["about"] if row["thread"] else ""),
        ],
        lambda row: f"{row['actor']['name']} {row['thread']['about'] if row['thread'] else ''}",
        "Everybody is heard, and no demand is without an answer.",
        "Not heard: in the reports that were read. A party is heard through whoever speaks for it.",
    )  # fmt: skip


def silence_rows(told: Told, process: str) -> list[View]:
    """Who of a process is not heard, then the demands without an answer, each as a row."""
    silence = told.state(process).silence
    rows: list[View] = [
        {
            "what": "not heard",
            "process": process,
            "actor": shown.actor_view(told, u.actor),
            "role": u.role,
            "spoken_of": u.spoken_of,
            "accused": len(u.accused),
            "lines": [shown.line_view(told, told.lines[e]) for e in u.accused[:3]],
            "thread": None,
        }
        for u in silence.unheard
    ]
    for key in silence.unanswered:
        thread = shown.thread_view(told, told.story.threads[key])
        rows.append(
            {
                "what": "no answer",
                "process": process,
                "actor": thread["maker"],
                "role": None,
                "spoken_of": None,
                "accused": None,
                "lines": [],
                "thread": thread,
            }
        )
    return rows


LISTS: dict[str, Callable[[Source, Query], AnyListing]] = {
    "entries": entries,
    "reports": reports,
    "actors": actors,
    "meetings": meetings,
    "commitments": commitments,
    "demands": demands,
    "warnings": warnings,
    "positions": stands,
    "disagreements": differing,
    "silence": unheard,
}
__all__ = ["FORM_ORDER", "LISTS", "disagreement_view", "silence_rows"]
