"""The lists of what follows from the entries: actors, meetings, undertakings, demands, warnings; and where each list is made."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from onrecord.export.told import name_of, status_line, words
from onrecord.export.words import one_line
from onrecord.model.story import Meeting, Party, Thread
from onrecord.web.query import Query
from onrecord.web.views import shown
from onrecord.web.views.alone import ALONE, words_of
from onrecord.web.views.lines import REVIEW, by_process, entries, reports
from onrecord.web.views.listing import Column, Facet, Listing
from onrecord.web.views.source import Source
from onrecord.web.views.versions import differing, stands, unheard

AnyListing = Listing[Any]


def actors(source: Source, query: Query) -> Listing[Party]:
    """Who is who, those in most reports first."""
    told = source.told(query.day("as_of"))

    def part(actor: Party) -> str:
        return name_of(told.story, actor.part_of) if actor.part_of else ""

    return Listing(
        "actors", "Actors", "Who is who?", told.shelf("actors"), told,
        lambda rows: told.actors(row.id for row in rows), lambda a: shown.party_view(told, a),
        [by_process(told), Facet("kind", "Kind"), Facet("side", "Belongs to", one_line)],
        [
            Column("id", lambda a: a.id), Column("name", lambda a: a.name), Column("kind", lambda a: a.kind),
            Column("part_of", part), Column("names", lambda a: "; ".join(a.names)),
            Column("titles", lambda a: "; ".join(t for t, _, _ in a.titles)), Column("reports", lambda a: a.reports),
        ],
        "No actor fits.", by_day=False,
    )  # fmt: skip


def meetings(source: Source, query: Query) -> Listing[Meeting]:
    """The meetings, each once, the latest first."""
    told = source.told(query.day("as_of"))
    story = told.story

    def people(meeting: Meeting) -> list[str]:
        return [name_of(story, who) for who in meeting.who]

    return Listing(
        "meetings", "Meetings", "Who met whom, where, when, and how did it end?", told.shelf("meetings"), told,
        lambda rows: told.meetings(row.id for row in rows), lambda m: shown.meeting_view(told, m),
        [
            by_process(told), Facet("status", "Status"), Facet("outcome", "Outcome"), Facet("who", "Who", one_line),
            Facet("place", "Place", one_line), Facet("seats", "Delegations"), REVIEW,
        ],
        [
            Column("id", lambda m: m.id), Column("earliest", lambda m: m.earliest), Column("latest", lambda m: m.latest),
            Column("who", lambda m: "; ".join(sorted(people(m)))), Column("place", lambda m: m.place),
            Column("round", lambda m: m.round), Column("status", lambda m: m.status.value),
            Column("outcome", lambda m: "; ".join(f"{name_of(story, by)}: {o.value}" for by, o in m.outcome)),
            Column("tellings", lambda m: len(m.entries)), Column("entries", lambda m: "; ".join(m.entries)),
        ],
        "No meeting fits.", "A meeting has the day that a text gives it, never the day of publication.",
    )  # fmt: skip


QUESTIONS = {
    "commitment": ("commitments", "Commitments", "Who undertook what, in what form, and what became of it?"),
    "demand": ("demands", "Demands", "Who demanded what of whom, and how was it answered?"),
    "warning": ("warnings", "Warnings", "Who warned of what, or set an ultimatum?"),
}
NOTES = {
    "commitment": "“Not confirmed by its maker”: only others or an outlet tell of it; the one bound by it has not said so.",
    "demand": "A demand is open until somebody says that it was done. “No answer”: no report read tells of one. “Promised”: somebody says that it was promised, nobody that it was done.",
    "warning": "What is warned of is not done: a warned-of attack is no attack.",
}


def _threads(kind: str) -> Callable[[Source, Query], Listing[Thread]]:
    name, title, question = QUESTIONS[kind]

    def listing(source: Source, query: Query) -> Listing[Thread]:
        told = source.told(query.day("as_of"))
        story = told.story
        facets = [by_process(told), Facet("maker", "Whose", one_line), Facet("to", "Towards whom", one_line)]
        if kind == "commitment":
            facets += [Facet("form", "Form"), Facet("confirmed", "Confirmed by its maker")]
        if kind == "demand":
            facets += [Facet("open", "Open"), Facet("answer", "Answer", _answer)]
        facets += [
            Facet("status", "Somebody says"), Facet("month", "Month first told", str), Facet("due", "Deadline in", str),
            REVIEW,
        ]  # fmt: skip
        columns: list[Column[Thread]] = [
            Column("id", lambda t: t.id), Column("first_told", lambda t: t.steps[0].told),
            Column("maker", lambda t: name_of(story, t.maker)),
            Column("to", lambda t: "; ".join(name_of(story, a) for a in t.to)), Column("about", lambda t: t.about),
            Column("form", lambda t: t.form), Column("maker_confirmed", lambda t: t.maker_confirmed),
            Column("status", lambda t: status_line(story, t)), Column("answer", lambda t: "promised" if t.promised_by else t.answer),
            Column("deadline", lambda t: t.deadline), Column("due", lambda t: getattr(t, "due", None)),
            Column("tellings", lambda t: len(t.steps)), Column("entries", lambda t: "; ".join(s.entry for s in t.steps)),
        ]  # fmt: skip
        return Listing(
            name, title, question, told.shelf(kind), told, lambda rows: told.threads(row.id for row in rows),
            lambda t: shown.thread_view(told, t), facets, columns, f"No {kind} fits.", NOTES[kind], kept=kind,
            beside=lambda threads: words_of(told, threads), names=ALONE,
        )  # fmt: skip

    return listing


def _answer(value: str) -> str:
    return "no answer" if value == "ignored" else words(value)


LISTS: dict[str, Callable[[Source, Query], AnyListing]] = {
    "entries": entries,
    "reports": reports,
    "actors": actors,
    "meetings": meetings,
    **{name: _threads(kind) for kind, (name, _, _) in QUESTIONS.items()},
    "positions": stands,
    "disagreements": differing,
    "silence": unheard,
}
