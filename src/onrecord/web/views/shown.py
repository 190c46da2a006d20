"""Lines, threads, meetings and actors as the dicts that pages and their twins show."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from onrecord.export.page import KINDS
from onrecord.export.told import AUTHOR, answer_line, called, day, meeting_line, name_of, words
from onrecord.export.words import did, family_of, line_of, names, one_line, qualifiers, speakers_of
from onrecord.model import Kind, Tier
from onrecord.model.pointing import only_points
from onrecord.model.story import Line, Meeting, Origin, Party, Process, Standing, Thread
from onrecord.record import StoredReport
from onrecord.web.query import address
from onrecord.web.views.told import Told

View = dict[str, Any]
# parties of a process, and others who say of its state, that are shown
PARTIES, OTHERS = 16, 8
# letters of the name of a process
LONGEST = 160


def actor_view(told: Told, actor: str) -> View:
    """An actor by name, with its page; the reporters and names that outlets go by have none."""
    known = told.story.actors.get(actor)
    if known is None:
        return {"id": None, "name": AUTHOR if actor == "author" else actor, "href": None}
    return {"id": actor, "name": known.name, "href": address("actor", actor, as_of=told.as_of)}


def actors_view(told: Told, actors: Iterable[str]) -> list[View]:
    """Several actors by name."""
    return sorted((actor_view(told, actor) for actor in actors), key=lambda at: (at["name"], at["id"] or ""))


def origin_of(stored: StoredReport) -> Origin:
    """A report by what is known beside its text."""
    found = stored.report
    published, outlet, title = (
        value.value if value is not None else None for value in (found.published, found.outlet, found.title)
    )
    return Origin(found.id, published, outlet, title)


def origin_view(told: Told, origin: Origin) -> View:
    """A report by its headline, outlet and day."""
    return {
        "id": origin.report,
        "title": one_line(origin.title or named(origin.outlet, origin.published) or origin.report),
        "headline": origin.title is not None,
        "outlet": origin.outlet,
        "published": origin.published[:10] if origin.published else None,
        "href": address("report", origin.report),
    }


def named(outlet: str | None, published: str | None) -> str:
    """What a report without a headline goes by: "Meridian Wire, 2025-09-11"; "" where nothing is known."""
    return one_line(", ".join(part for part in (outlet, published[:10] if published else None) if part))


def report_name(stored: StoredReport) -> str:
    """What a report goes by: its headline, or its outlet and day, or the name of its file."""
    found = stored.report
    if found.title is not None:
        return one_line(found.title.value)
    known = named(found.outlet.value if found.outlet else None, found.published.value if found.published else None)
    first = stored.origins[0].rsplit("/", 1)[-1] if stored.origins else found.id
    return known if found.outlet is not None else one_line(first)


def quote_of(line: Line) -> str:
    """The words a line rests on, on one line."""
    return " … ".join(one_line(e.text) for e in line.entry.evidence)


def line_view(told: Told, line: Line) -> View:
    """One line of the record: who did what to whom, who says so, the words, and whether a person has looked at it."""
    entry = line.entry
    process = told.process_of.get(entry.id)
    return {
        "id": entry.id,
        "href": address("entry", entry.id),
        "kind": entry.kind.value,
        "kind_word": KINDS[entry.kind],
        "act": entry.act,
        "family": family_of(entry),
        "who": names(entry.actors, none="" if entry.kind is Kind.PHASE else "nobody named"),
        "did": did(entry),
        "to": names(entry.addressees),
        "says": speakers_of(entry),
        "line": line_of(entry),
        "qualifiers": qualifiers(entry),
        "implied": entry.tier is Tier.IMPLIED,
        "form": entry.form.value if entry.form else None,
        "quote": quote_of(line),
        "told": line.told,
        "report": origin_view(told, line.origin),
        "process": process,
        "confidence": entry.confidence,
        "reviewed": line.reviewed,
        "standing": standing(line),
    }


def standing(line: Line) -> str:
    """Whether a person has accepted a line or a machine suggests it; what a person added and took back nobody suggests."""
    if line.reviewed:
        return "accepted"
    return "taken back" if line.entry.made_by.by_hand else "suggested"


def thread_view(told: Told, thread: Thread) -> View:
    """An undertaking, demand or warning: whose, about what, in which form, and who says what became of it."""
    return {
        "id": thread.id,
        "href": address("thread", thread.id, as_of=told.as_of),
        "kind": thread.kind,
        "maker": actor_view(told, thread.maker),
        "to": actors_view(told, thread.to),
        "about": _about(told, thread),
        "form": thread.form,
        "form_word": words(thread.form),
        "maker_confirmed": thread.maker_confirmed,
        "status": [
            {"by": actor_view(told, by), "status": said.value, "word": words(said.value)} for by, said in thread.status
        ],
        "deadline": thread.deadline,
        "due": getattr(thread, "due", None),
        "answer": thread.answer,
        "answer_word": _answer(told, thread) if thread.answer is not None else None,
        "first_told": thread.steps[0].told,
        "last_told": max((s.told for s in thread.steps if s.told), default=None),
        "tellings": len(thread.steps),
        "apart_from_reprints": thread.families,
        "speakers": thread.speakers,
        "process": thread.process,
        "reviewed": told.is_reviewed(s.entry for s in thread.steps),
        "entries": [step.entry for step in thread.steps],
    }


def _about(told: Told, thread: Thread) -> str:
    """What a thread is about; where its own words only point ("to do so"), those that a line rests on, or its sentence."""
    words = one_line(called(thread, told.fetch))
    lines = told.fetch(step.entry for step in thread.steps[:1]) if only_points(words) else []
    if not lines:
        return words
    first = lines[0].entry
    found = told.record.texts([first.report]).get(first.report, "")
    return shortened(one_line(found[first.evidence[0].sentence.start : first.evidence[0].sentence.end]), LONGEST)


def _answer(told: Told, thread: Thread) -> str:
    """How a demand was answered, and where it is said to be promised who denies that."""
    said = answer_line(told.story, thread)
    if not thread.promised_by:
        return said
    own = told.record.shelved.woven(*(step.entry for step in thread.steps if step.answer == "met"))
    found = [t for t in told.threads(own) if t.kind == "commitment"]
    denies = sorted({name_of(told.story, by) for t in found for by, now in t.status if now is Standing.DENIED})
    return f"{said}; {', '.join(denies)} {'denies' if len(denies) == 1 else 'deny'} it" if denies else said


def meeting_view(told: Told, meeting: Meeting) -> View:
    """A meeting: who, when, where, how it ended and who says so, who sat for whom."""
    return {
        "id": meeting.id,
        "href": address("meeting", meeting.id, as_of=told.as_of),
        "who": actors_view(told, meeting.who),
        "when": day(meeting),
        "earliest": meeting.earliest,
        "latest": meeting.latest,
        "precision": meeting.precision,
        "place": meeting.place,
        "round": meeting.round,
        "format": meeting.format,
        "status": meeting.status.value,
        "status_word": words(meeting.status.value),
        "outcome": [
            {"by": actor_view(told, by), "outcome": outcome.value, "word": words(outcome.value)}
            for by, outcome in meeting.outcome
        ],
        "seats": [
            {
                "actor": actor_view(told, seat.actor),
                "role": seat.role,
                "side": actor_view(told, seat.side) if seat.side else None,
                "entries": list(seat.entries),
            }
            for seat in meeting.seats
        ],
        "first_told": meeting.first_told,
        "tellings": len(meeting.entries),
        "line": meeting_line(told.story, meeting),
        # the same without its day, which pages write in their own way
        "what": meeting_line(told.story, meeting).partition(" · ")[2],
        "process": meeting.process,
        "reviewed": told.is_reviewed(meeting.entries),
        "entries": list(meeting.entries),
    }


def party_view(told: Told, party: Party) -> View:
    """An actor: its names, whom it belongs to, its titles, in how many reports it stands."""
    return {
        **actor_view(told, party.id),
        "kind": party.kind,
        "names": list(party.names),
        "part_of": actor_view(told, party.part_of) if party.part_of else None,
        "titles": titles_of(party),
        "reports": party.reports,
    }


def titles_of(party: Party) -> list[View]:
    """The titles of an actor, each once however it begins; one that only says "its head" where another says of what not."""
    found: dict[str, View] = {}
    for title, first, last in party.titles:
        bare = re.sub(r"^(?:the|its|their|his|her|our|a|an) ", "", title, flags=re.I)
        if bare != title and " " not in bare and len(party.titles) > 1:
            continue
        known = found.setdefault(bare.casefold(), {"title": bare[:1].upper() + bare[1:], "first": first, "last": last})
        known["first"] = min(filter(None, (known["first"], first)), default=None)
        known["last"] = max(filter(None, (known["last"], last)), default=None)
    return [view for bare, view in found.items() if not any(bare != other and bare in other for other in found)]


def process_name(process: Process) -> str:
    """A process by its name; of a very long one, as of those that very many are parties to, how it begins."""
    return shortened(one_line(process.name), LONGEST)


def shortened(words: str, most: int) -> str:
    """Words as far as so many letters go, cut between words."""
    return words if len(words) <= most else words[:most].rsplit(None, 1)[0].rstrip(" –-,;") + " …"


def process_view(told: Told, process: Process) -> View:
    """A process: its parties, and third parties with their roles; of very many the first."""
    return {
        "id": process.id,
        "name": process_name(process),
        "href": address("process", process.id, as_of=told.as_of),
        "parties": actors_view(told, process.parties[:PARTIES]),
        "third_parties": [{"actor": actor_view(told, a), "role": role} for a, role in process.third[:PARTIES]],
        "more_parties": max(0, len(process.parties) - PARTIES) + max(0, len(process.third) - PARTIES),
        "reports": len(process.reports),
    }


def status_view(told: Told, process: Process) -> View:
    """The state of a process, since when, according to whom, the lines it rests on, and what others say."""
    state = told.state(process.id)
    phase = state.phase
    if phase is None:
        return {"phase": None, "word": "no report says", "since": None, "by": [], "named": False, "reason": []} | {
            "against": [], "others": [], "more_others": 0, "first": state.first, "last": state.last
        }  # fmt: skip
    others = [
        {"by": actor_view(told, by), "phase": p.phase, "word": words(p.phase), "since": p.since}
        for by, p in state.by.items()
        if by != "author" and p.phase != phase.phase
    ]
    # of very many those who said so last
    last = sorted(others, key=lambda one: str(one["since"] or ""), reverse=True)[:OTHERS]
    return {
        "phase": phase.phase,
        "word": words(phase.phase),
        "since": phase.since,
        "by": [name_of(told.story, by) for by in phase.by],
        "named": phase.said,
        "reason": [line_view(told, line) for line in told.fetch(phase.entries[-3:])],
        "against": [line_view(told, line) for line in told.fetch(phase.against[-3:])],
        "others": [one for one in others if one in last],
        "more_others": len(others) - len(last),
        "first": state.first,
        "last": state.last,
    }
