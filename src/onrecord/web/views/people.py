"""One actor, and the pairs of actors that may be one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from starlette.exceptions import HTTPException

from onrecord.export.words import one_line
from onrecord.model.decision import Decision
from onrecord.model.story import Line, Party, Story, Thread
from onrecord.web.query import Query
from onrecord.web.views import shown
from onrecord.web.views.listing import View
from onrecord.web.views.source import Source
from onrecord.web.views.told import WOVEN, Told

# lines, threads of a kind, members, actors to choose from and pairs that a page shows
LINES, THREADS, MEMBERS, OTHERS, PAIRS = 20, 10, 60, 100, 50
ANSWERS = ("same", "different", "unsure", "undone")
# the id behind a name that several have
APART = re.compile(r"\([^()]*\b(a-[0-9a-f]{12})\)$")


def actor(source: Source, query: Query, key: str) -> View:
    """Who an actor is, what he undertook, said and did, and what is said of him."""
    told = source.told(query.day("as_of"))
    story = told.story
    party = story.actors.get(key) or story.actors.get(story.merged.get(key, key))
    if party is None:
        raise HTTPException(404, "No such actor on record, or not yet as of that day.")
    own, own_total = _lines(told, party.id, ("actor", "speaker"))
    of, of_total = _lines(told, party.id, ("addressee",), but=("actor", "speaker"))
    threads = {kind: _threads(told, kind, party.name, party.id) for kind in WOVEN}
    members = told.shelf("actors")
    within = members.chosen({"side": [party.name]})
    belonging = [row.id for row in told.kept(members, members.places(within)[:MEMBERS].tolist())]
    return {
        "title": one_line(party.name),
        "as_of": told.as_of,
        "actor": shown.party_view(told, party),
        "members": shown.actors_view(told, (a.id for a in told.actors(belonging) if a.part_of == party.id)),
        "threads": {kind: [shown.thread_view(told, t) for t in found] for kind, (found, _) in threads.items()},
        "threads_total": {kind: total for kind, (_, total) in threads.items()},
        "says_and_does": [shown.line_view(told, line) for line in own],
        "is_said_of": [shown.line_view(told, line) for line in of],
        "own_total": own_total,
        "of_total": of_total,
        "names": [{"name": one_line(name), "key": key_of(story, name, party.id)} for name in party.names],
        "others": others(told, party.id),
        "many": len(told.edition.shelf("actors")) > OTHERS,
        "pairs": pairs(told, party.id),
        "decisions": decided(source, told, {party.id, *(k for n in party.names for k in story.keys.get(n, ()))}),
        "read_only": source.read_only,
    }


def _lines(told: Told, actor: str, slots: Sequence[str], but: Sequence[str] = ()) -> tuple[list[Line], int]:
    """The last lines that an actor is in, the earliest told first, and how many there are."""
    found, total = told.record.derived.lines_in(actor, slots, but=but, until=told.as_of, limit=LINES)
    lines = told.fetch(reversed(found))
    return sorted(lines, key=lambda ln: (ln.told or "", ln.entry.report, ln.entry.evidence[0].start)), total


def _threads(told: Told, kind: str, name: str, actor: str) -> tuple[list[Thread], int]:
    """The latest undertakings, demands or warnings of an actor, and how many there are."""
    shelf = told.shelf(kind)
    mask = shelf.chosen({"maker": [name]})
    places = shelf.places(mask)
    found = told.threads(row.id for row in told.kept(shelf, places[-THREADS:].tolist()))
    return [thread for thread in found if thread.maker == actor], len(places)


def merging(source: Source, query: Query) -> View:
    """The pairs that nobody has decided on, with what speaks for their being one, and what was decided."""
    told = source.told()
    many = len(told.edition.shelf("actors")) > OTHERS
    return {
        "title": "Who is one actor?",
        "chosen": {name: _asked(told, query.get(name), many=many) for name in ("one", "other")},
        "pairs": pairs(told),
        "all_pairs": len(told.story.pairs),
        "actors": others(told, None),
        "many": many,
        "decisions": decided(source, told, None),
        "read_only": source.read_only,
    }


def _asked(told: Told, typed: str | None, *, many: bool) -> str:
    """The actor that the address names, as the form has it: a name where one types, else an id; "" where it names none."""
    if typed is None:
        return ""
    try:
        key = actor_named(told, typed)
    except HTTPException:
        return ""
    key = told.story.merged.get(key, key)
    return one_line(told.edition.called.get(key) or told.edition.names.get(key, "")) if many else key


def others(told: Told, but: str | None) -> list[View]:
    """The actors named in most reports, by name; of a record with more of them one types the name."""
    shelf = told.edition.shelf("actors")
    many = len(shelf) > OTHERS
    found = [a for a in told.actors(row.id for row in told.kept(shelf, range(min(len(shelf), OTHERS)))) if a.reports]
    borne = Counter(a.name.casefold() for a in found)
    views = (
        {"id": a.id, "name": one_line(a.name) if borne[a.name.casefold()] == 1 else _told_apart(told, a, many=many)}
        for a in found
        if a.id != but
    )
    return sorted(views, key=lambda a: (a["name"].casefold(), a["id"]))


def _told_apart(told: Told, actor: Party, *, many: bool) -> str:
    """The name of an actor of whom there are several, with what tells him from them and, of many, where one types it, his id."""
    whole = told.edition.names.get(actor.part_of or "")
    of = f"of {one_line(whole)}" if whole else actor.kind
    reports = f"{actor.reports} report{'' if actor.reports == 1 else 's'}"
    return f"{one_line(actor.name)} ({of}, {reports}{f', {actor.id}' if many else ''})"


def actor_named(told: Told, typed: str) -> str:
    """The key of an actor by what somebody typed or chose: an id, a key, or a name that only one has; 400 where it is none.

    A name that several have goes by the id that the list shows behind it.
    """
    if (apart := APART.search(typed)) is not None:
        typed = apart[1]
    if (
        typed in told.story.actors
        or typed in told.story.merged
        or any(typed in keys for keys in told.story.keys.values())
    ):
        return typed
    keys = {key for name, keys in told.story.keys.items() if name.casefold() == typed.casefold() for key in keys}
    if len(keys) == 1:
        return keys.pop()
    edition = told.edition
    found = {key for key, name in edition.called.items() if name.casefold() == typed.casefold()}
    found = found or {key for key, name in edition.names.items() if name.casefold() == typed.casefold()}
    if len(found) == 1:
        return found.pop()
    raise HTTPException(
        400, f"“{typed[:80]}” is no actor on record. Perhaps it was decided elsewhere in the meantime." if not found | keys
        else f"“{typed[:80]}” is the name of several actors. Start from the page of the one you mean.",
    )  # fmt: skip


def pairs(told: Told, of: str | None = None) -> list[View]:
    """The first pairs worth a look, each with why; those of one actor where it is named."""
    wanted = [pair for pair in told.story.pairs if of is None or of in pair[:2]][:PAIRS]
    known = {party.id: party for party in told.actors(key for pair in wanted for key in pair[:2])}
    last = told.record.derived.last_lines(known, until=told.as_of)
    told.fetch(last.values())

    def seen(key: str) -> View:
        """An actor with the last line in which it stands."""
        line = told.lines.get_known(last[key]) if key in last else None
        return {**shown.party_view(told, known[key]), "line": shown.line_view(told, line) if line is not None else None}

    return [
        {"one": seen(one), "other": seen(other), "why": why}
        for one, other, why in wanted
        if one in known and other in known
    ]


def key_of(story: Story, name: str, actor: str) -> str:
    """The key of one of an actor's names, which decisions are about."""
    return next((key for key in story.keys.get(name, ()) if story.merged.get(key, key) == actor), actor)


def decided(source: Source, told: Told, about: set[str] | None) -> list[View]:
    """What people decided of actors, the latest first; of some keys only where these are given."""
    taken = [
        d
        for d in source.reader.decisions()
        if d.kind == "actors" and (about is None or not about.isdisjoint((d.one, d.other)))
    ]
    # the names of all actors are many
    if not taken:
        return []
    story = told.story
    names = {key: name for name, keys in sorted(story.keys.items()) for key in keys}

    def name(key: str) -> str:
        known = story.actors.get(story.merged.get(key, key))
        called = told.edition.called.get(known.id) if known is not None else None
        return one_line(called or names.get(key) or (known.name if known is not None else key))

    return [
        {
            "number": d.number, "action": d.action, "one": d.one, "other": d.other, "one_name": name(d.one),
            "other_name": name(d.other), "who": d.who, "note": d.note, "decided_at": d.decided_at,
            "stands": stands,
        }
        for d, stands in standing(taken)
    ]  # fmt: skip


def standing(taken: Sequence[Decision]) -> list[tuple[Decision, bool]]:
    """Decisions, the latest first, each with whether it is the last word on its two and can be undone."""
    found, said = [], set()
    for d in reversed(taken):
        both = frozenset((d.one, d.other))
        found.append((d, both not in said and d.action != "undone"))
        said.add(both)
    return found


def decide(source: Source, answer: str, one: str, other: str, who: str, note: str) -> None:
    """Keep what a person says of two actors; 400 where it cannot be said."""
    if answer not in ANSWERS:
        raise HTTPException(400, "Say same, different, unsure or undone.")
    if not one or not other:
        raise HTTPException(400, "Choose two names first.")
    told = source.told(wait=False)
    one, other = actor_named(told, one), actor_named(told, other)
    if one == other:
        raise HTTPException(400, "These are one name. Choose two.")
    source.decide(Decision("actors", answer, one, other, who, note))
