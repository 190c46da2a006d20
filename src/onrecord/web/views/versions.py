"""The lists of positions, of disagreements, and of who is not heard."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from onrecord.export.told import words
from onrecord.export.words import one_line
from onrecord.model.state import Disagreement, Silence
from onrecord.record.shelved import Kept
from onrecord.web.query import Query, address
from onrecord.web.views import shown
from onrecord.web.views.lines import by_process
from onrecord.web.views.listing import Column, Facet, Listing, View
from onrecord.web.views.source import Source
from onrecord.web.views.told import Told

# stands shown of a position, the last ones
STANDS = 8
# lines shown of a version or an accusation
LINES = 2


def stands(source: Source, query: Query) -> Listing[View]:
    """What each party says on each issue, and how it moved."""
    told = source.told(query.day("as_of"))

    def items(rows: Sequence[Kept]) -> list[View]:
        found = [row.body | {"stands": [s for s in row.body["stands"] if told.is_told(s[0])]} for row in rows]
        told.edition.actors.ask(one["party"] for one in found)
        told.fetch(s[3] for one in found for s in (*one["stands"][:1], *one["stands"][-STANDS:]))
        views = [position_view(told, row.id, row.process, one) for row, one in zip(rows, found, strict=True)]
        # of a record of one process nobody needs its name
        return views if len(told.edition.processes) > 1 else [view | {"process_name": ""} for view in views]

    return Listing(
        "positions", "Positions", "What does each party say on each issue, and has it moved?", told.shelf("positions"), told,
        items, dict,
        [by_process(told), Facet("issue", "Issue"), Facet("party", "Party", one_line), Facet("moved", "Moved")],
        [
            Column("issue", lambda p: p["issue"]), Column("party", lambda p: p["party"]["name"]),
            Column("moved", lambda p: p["moved"]),
            Column("stands", lambda p: "; ".join(f"{s['told'] or 'no date'} {s['word']}" for s in p["stands"])),
            Column("entries", lambda p: "; ".join(s["entry"] for s in p["stands"])),
            Column("words", lambda p: " | ".join(s["quote"] for s in p["stands"])),
        ],
        "No party takes a stand on an issue of the codebook.",
        "Only a party's own words count as its stand, also those of whoever speaks for it; the last is where it stands. A party "
        "has moved where its last word is another act than its first.",
    )  # fmt: skip


def position_view(told: Told, key: str, process: str, one: View) -> View:
    """What a party says on an issue, its latest words, and from what to what it moved."""
    own, party = one["stands"], shown.actor_view(told, one["party"])
    stands = [_stand(told, party, *stand) for stand in own[-STANDS:]]
    first = stands[0] if len(own) <= STANDS else _stand(told, party, *own[0])
    issue, known = words(one["issue"]), told.edition.processes.get(process)
    moved = own[0][1:3] != own[-1][1:3]
    how = f"{first['did']} → {stands[-1]['did']}" if moved else stands[-1]["did"]
    return {
        "id": key,
        "href": stands[-1]["href"],
        "line": f"{party['name']} on {issue}: {how}",
        "quote": stands[-1]["quote"],
        "told": stands[-1]["told"],
        "process": process,
        "process_name": shown.process_name(known) if known is not None else "",
        "issue": one["issue"],
        "issue_word": issue,
        "party": party,
        "moved": moved,
        "first": first,
        "earlier": max(0, len(own) - STANDS),
        "all_lines": address("entries", process=process, issue=one["issue"], party=party["name"], as_of=told.as_of),
        "stands": stands,
    }


def _stand(told: Told, party: View, day: str | None, act: str, negated: bool, entry: str) -> View:
    """One word of a party on an issue: what it did with it, who spoke, the exact words and where they stand."""
    line = told.lines.get_known(entry)
    view = shown.line_view(told, line) if line is not None else None
    word = f"{'not ' if negated else ''}{words(act)}"
    return {
        "told": day,
        "act": act,
        "negated": negated,
        "word": word,
        "did": view["did"] if view is not None else word,
        # a party speaks by others, too
        "who": view["who"] if view is not None and view["who"] != party["name"] else "",
        "entry": entry,
        "href": f"/entry/{entry}",
        "quote": view["quote"] if view is not None else "",
        "says": view["says"] if view is not None else "",
        "report": view["report"] if view is not None else None,
        "reviewed": entry in told.reviewed,
    }


def differing(source: Source, query: Query) -> Listing[View]:
    """Where versions differ, each with who says what; no winner is picked."""
    told = source.told(query.day("as_of"))

    def items(rows: Sequence[Kept]) -> list[View]:
        found = [
            Disagreement(r.body["kind"], r.body["about"], tuple((by, says, tuple(own)) for by, says, own in r.body["versions"]))
            for r in rows
        ]  # fmt: skip
        views = disagreements(told, found)
        return [view | {"process": row.process} for view, row in zip(views, rows, strict=True)]

    return Listing(
        "disagreements", "Disagreements", "Where do the versions differ?", told.shelf("disagreements"), told, items, dict,
        [by_process(told), Facet("kind", "About"), Facet("who", "Who differs", one_line)],
        [
            Column("process", lambda d: d["process"]), Column("kind", lambda d: d["kind"]),
            Column("about", lambda d: d["about"]),
            Column("versions", lambda d: "; ".join(f"{v['by']['name']}: {v['says']}" for v in d["versions"])),
        ],
        "No version contradicts another.", "No winner is picked.",
    )  # fmt: skip


def disagreements(told: Told, found: Iterable[Disagreement]) -> list[View]:
    """Disagreements with the words of each version."""
    own = list(found)
    told.threads(one.about for one in own)
    told.meetings(one.about for one in own)
    told.fetch(entry for one in own for _, _, entries in one.versions for entry in entries[:LINES])
    return [disagreement_view(told, one) for one in own]


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
                "lines": [shown.line_view(told, line) for line in told.fetch(found[:LINES])],
            }
            for by, says, found in one.versions
        ],
    }


def unheard(source: Source, query: Query) -> Listing[View]:
    """Who is spoken of and never heard, and which demands have no answer."""
    told = source.told(query.day("as_of"))
    return Listing(
        "silence", "Silence", "Who has not been heard, and what has no answer?", told.shelf("silence"), told,
        lambda rows: silence_views(told, [(row.process, row.body) for row in rows]), dict,
        [by_process(told), Facet("what", "What"), Facet("role", "Role")],
        [
            Column("process", lambda row: row["process"]), Column("what", lambda row: row["what"]),
            Column("who", lambda row: row["actor"]["name"]), Column("role", lambda row: row["role"]),
            Column("spoken_of", lambda row: row["spoken_of"]), Column("accused", lambda row: row["accused"]),
            Column("declined", lambda row: row["declined"]),
            Column("demand", lambda row: row["thread"]["about"] if row["thread"] else ""),
        ],
        "Everybody on record is quoted or reported somewhere, and no demand is without an answer.",
        "Not heard: in the reports that were read. A party is heard through whoever speaks for it; whoever declines to comment is not "
        "heard.",
    )  # fmt: skip


def silence_of(told: Told, process: str, silence: Silence, most: int) -> tuple[list[View], int]:
    """Who of a process is not heard, then the demands without an answer: the first of them, and how many there are."""
    rows = [
        {
            "actor": u.actor,
            "role": u.role,
            "spoken_of": u.spoken_of,
            "accused": u.accused[:LINES],
            "times": len(u.accused),
            "declined": u.declined[:LINES],
            "declined_times": len(u.declined),
        }
        for u in silence.unheard
    ]
    rows += [{"thread": key} for key in silence.unanswered]
    return silence_views(told, [(process, row) for row in rows[:most]]), len(rows)


def _by_then(told: Told, process: str, row: View) -> View:
    """How often somebody was spoken of and accused by the day."""
    known = {u.actor: u for u in told.state(process).silence.unheard}
    one = known.get(row["actor"])
    if one is None:
        return row
    return row | {
        "spoken_of": one.spoken_of,
        "accused": one.accused[:LINES],
        "times": len(one.accused),
        "declined": one.declined[:LINES],
        "declined_times": len(one.declined),
    }


def silence_views(told: Told, rows: Sequence[tuple[str, View]]) -> list[View]:
    """Who is not heard and what has no answer, each as a row."""
    told.threads(row["thread"] for _, row in rows if "thread" in row)
    told.fetch(entry for _, row in rows for entry in (*row.get("accused", ()), *row.get("declined", ())))
    told.edition.actors.ask(row["actor"] for _, row in rows if "actor" in row)
    found: list[View] = []
    for process, row in rows:
        if "thread" not in row:
            if told.as_of is not None and "spoken_of" in row:
                row = _by_then(told, process, row)
            lines = [shown.line_view(told, line) for line in told.fetch((*row["accused"], *row["declined"]))]
            found.append(
                {"what": "not heard", "process": process, "actor": shown.actor_view(told, row["actor"]),
                 "role": row["role"], "spoken_of": row["spoken_of"], "accused": row["times"],
                 "declined": row["declined_times"], "lines": lines, "thread": None}
            )  # fmt: skip
        elif (thread := told.story.threads.get(row["thread"])) is not None:
            view = shown.thread_view(told, thread)
            found.append(
                {"what": "no answer", "process": process, "actor": view["maker"], "role": None, "spoken_of": None,
                 "accused": None, "declined": None, "lines": [], "thread": view}
            )  # fmt: skip
    return found
