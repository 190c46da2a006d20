"""One actor, and the pairs of actors that may be one."""

from __future__ import annotations

from starlette.exceptions import HTTPException

from onrecord.export.words import one_line
from onrecord.model.decision import Decision
from onrecord.model.story import Story
from onrecord.web.query import Query
from onrecord.web.views import shown
from onrecord.web.views.listing import View
from onrecord.web.views.source import Source, Told

LINES = 100
ANSWERS = ("same", "different", "unsure", "undone")


def actor(source: Source, query: Query, key: str) -> View:
    """Who an actor is, what he undertook, said and did, and what is said of him."""
    told = source.told(query.day("as_of"))
    story = told.story
    party = story.actors.get(story.merged.get(key, key))
    if party is None:
        raise HTTPException(404, "No such actor on record, or not yet as of that day.")
    own, of = [], []
    for line in sorted(told.every, key=lambda ln: (ln.told or "", ln.entry.report, ln.entry.evidence[0].start)):
        entry = line.entry
        if party.id in {story.actor_of(entry.report, a.name) for a in (*entry.actors, *entry.attribution.speakers)}:
            own.append(line)
        elif party.id in {story.actor_of(entry.report, a.name) for a in entry.addressees}:
            of.append(line)
    threads = [shown.thread_view(told, t) for t in story.threads.values() if t.maker == party.id]
    return {
        "title": one_line(party.name),
        "as_of": told.as_of,
        "actor": shown.party_view(told, party),
        "members": shown.actors_view(told, (a.id for a in story.actors.values() if a.part_of == party.id)),
        "threads": {kind: [t for t in threads if t["kind"] == kind] for kind in ("commitment", "demand", "warning")},
        "says_and_does": [shown.line_view(told, line) for line in own[-LINES:]],
        "is_said_of": [shown.line_view(told, line) for line in of[-LINES:]],
        "own_total": len(own),
        "of_total": len(of),
        "names": [{"name": one_line(name), "key": key_of(story, name, party.id)} for name in party.names],
        "others": others(story, party.id),
        "pairs": [pair for pair in pairs(told) if party.id in (pair["one"]["id"], pair["other"]["id"])],
        "decisions": decided(source, told, {party.id, *(k for n in party.names for k in story.keys.get(n, ()))}),
        "read_only": source.read_only,
    }


def merging(source: Source, query: Query) -> View:
    """The pairs that nobody has decided on, with what speaks for their being one, and what was decided."""
    told = source.told()
    return {
        "title": "Who is one actor?",
        "pairs": pairs(told),
        "actors": others(told.story, None),
        "decisions": decided(source, told, None),
        "read_only": source.read_only,
    }


def others(story: Story, but: str | None) -> list[View]:
    """Every actor named in a report, by name."""
    found = (a for a in story.actors.values() if a.reports and a.id != but)
    return [{"id": a.id, "name": one_line(a.name)} for a in sorted(found, key=lambda a: (a.name.casefold(), a.id))]


def pairs(told: Told) -> list[View]:
    """Pairs worth a look, each with why."""
    found = []
    for one, other, why in told.story.pairs:
        if one in told.story.actors and other in told.story.actors:
            views = [shown.party_view(told, told.story.actors[key]) for key in (one, other)]
            found.append({"one": views[0], "other": views[1], "why": why})
    return found


def key_of(story: Story, name: str, actor: str) -> str:
    """The key of one of an actor's names, which decisions are about."""
    return next((key for key in story.keys.get(name, ()) if story.merged.get(key, key) == actor), actor)


def decided(source: Source, told: Told, about: set[str] | None) -> list[View]:
    """What people decided of actors, the latest first; of some keys only where these are given."""
    with source.open() as record:
        taken = [d for d in record.decisions() if d.kind == "actors"]
    story = told.story
    names = {key: name for name, keys in sorted(story.keys.items()) for key in keys}

    def name(key: str) -> str:
        known = story.actors.get(story.merged.get(key, key))
        return one_line(names.get(key) or (known.name if known is not None else key))

    return [
        {
            "number": d.number, "action": d.action, "one": d.one, "other": d.other, "one_name": name(d.one),
            "other_name": name(d.other), "who": d.who, "note": d.note, "decided_at": d.decided_at,
        }
        for d in reversed(taken)
        if about is None or not about.isdisjoint((d.one, d.other))
    ]  # fmt: skip


def decide(source: Source, answer: str, one: str, other: str, who: str, note: str) -> None:
    """Keep what a person says of two actors; 400 where it cannot be said."""
    story = source.told().story
    known = {*story.actors, *story.merged, *(key for keys in story.keys.values() for key in keys)}
    if answer not in ANSWERS:
        raise HTTPException(400, "Say same, different, unsure or undone.")
    if one not in known or other not in known:
        raise HTTPException(400, "No such actor on record. Perhaps it was decided elsewhere in the meantime.")
    if one == other:
        raise HTTPException(400, "These are one name. Choose two.")
    source.decide(Decision("actors", answer, one, other, who, note))
