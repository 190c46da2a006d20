"""The briefing on a process, as an object that leaves in every form, and as the dict of its page."""

from __future__ import annotations

from onrecord.export.brief import Basis, Brief, BriefNote, brief_of, heading, source_line
from onrecord.web.query import Query, address
from onrecord.web.views.listing import View
from onrecord.web.views.processes import find_process
from onrecord.web.views.source import Source


def briefing(source: Source, process: str, as_of: str | None, since: str | None, *, short: bool = True) -> Brief:
    """The briefing as of a day, with what changed since another where one is given; `short`: about a page."""
    told = source.told(as_of)
    found = find_process(told, process)
    changed = source.changes(told, since, found.id) if since is not None else ()
    marks = told.story.marks_in(found.id)

    def spoken_of(actor: str) -> list[str]:
        return [mark.entry for mark in marks if actor in mark.actors or actor in mark.addressees]

    basis = Basis(
        len(told.record.shelved.outlets_of({mark.report for mark in marks})),
        sum(mark.entry in told.reviewed for mark in marks),
        told.reviewed,
        told.fetch,
        spoken_of,
        [
            BriefNote(note.entry, note.text, note.who, note.noted_at[:10])
            for note in told.record.notes(process=found.id)
            if note.in_brief and told.lines.get(note.entry) is not None
        ],
    )
    return brief_of(told.story, told.state(found.id), basis, as_of=as_of, since=since, changed=changed, short=short)


def brief(source: Source, query: Query, process: str) -> View:
    """The page of a briefing."""
    made = briefing(source, process, query.day("as_of"), query.since, short=query.get("full") is None)
    asked = {"as_of": made.as_of, "since": made.since, "full": None if made.is_short else "1"}
    return brief_view(made) | {
        "exports": [
            {"name": name, "href": address("process", process, f"brief.{ending}", **asked)}
            for name, ending in (("HTML", "html"), ("Markdown", "md"), ("DOCX", "docx"))
        ],
        "other_length": query.with_("full", "1") if made.is_short else query.without("full"),
        "back": address("process", process, as_of=made.as_of),
    }


def brief_view(made: Brief) -> View:
    """A briefing as a dict; every line with its sources."""
    return {
        "title": made.title,
        "process": made.process,
        "as_of": made.as_of,
        "since": made.since,
        "heading": heading(made),
        "about": made.about,
        "method": made.method,
        "about_sources": made.about_sources,
        "short": made.is_short,
        "sections": [
            {
                "title": section.title,
                "none": section.none,
                "more": section.more,
                "groups": [
                    {
                        "title": name,
                        "reviewed": lines[0].reviewed,
                        "lines": [
                            {"text": one.text, "sources": list(one.sources), "under": list(one.under)} for one in lines
                        ],
                    }
                    for name, lines in section.groups()
                ],
            }
            for section in made.sections
        ],
        "sources": [
            {
                "number": s.number,
                "entry": s.entry,
                "id": s.id,
                "href": f"/entry/{s.entry}",
                "report": s.report,
                "told": s.told,
                "outlet": s.outlet,
                "title": s.title,
                "quote": s.quote,
                "reviewed": s.reviewed,
                "line": source_line(s),
            }
            for s in made.sources
        ],
    }
