"""FollowTheMoney entities as JSON lines (followthemoney.tech; docs/exchange-graphs.md has what maps to what)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from unicodedata import normalize

from onrecord.export.leaving import Leaving
from onrecord.export.shared import (
    as_line,
    day_of,
    ids_of,
    meeting_title,
    outcome_by,
    quoted,
    tellings,
    texts,
    told_as,
    web_address,
    whole,
)
from onrecord.export.words import speakers_of
from onrecord.model import About, Entry
from onrecord.model.story import Line, Meeting, Party

SCHEMAS = {"person": "Person", "organisation": "Organization", "state": "PublicBody"}
# the schema's own words for languages
LANGUAGES = {
    "ar": "ara", "bg": "bul", "bn": "ben", "bs": "bos", "ca": "cat", "cs": "ces", "da": "dan", "de": "deu", "el": "ell",
    "en": "eng", "es": "spa", "et": "est", "fa": "fas", "fi": "fin", "fr": "fra", "he": "heb", "hi": "hin", "hr": "hrv",
    "hu": "hun", "hy": "hye", "id": "ind", "it": "ita", "ja": "jpn", "ka": "kat", "ko": "kor", "lt": "lit", "lv": "lav",
    "mk": "mkd", "my": "mya", "nl": "nld", "no": "nor", "pl": "pol", "ps": "pus", "pt": "por", "ro": "ron", "ru": "rus",
    "sk": "slk", "sl": "slv", "sq": "sqi", "sr": "srp", "sv": "swe", "sw": "swa", "th": "tha", "tr": "tur", "uk": "ukr",
    "ur": "urd", "vi": "vie", "zh": "zho",
}  # fmt: skip
BLANKS = re.compile("[\u0a00\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]")
UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff]"
)
# of a place: what commas and the like part
PARTS = re.compile(r"[^\s,;][^,;]*")
NAME, STRING, ADDRESS, TEXT = 384, 1024, 250, 65_000


@dataclass(slots=True)
class Entity:
    """One entity. `origin`: what of the record it is from."""

    id: str
    schema: str
    properties: dict[str, list[str]] = field(default_factory=dict)
    origin: str = ""


def write(leaving: Leaving) -> Iterator[str]:
    """A line of JSON for each entity."""
    for one in entities(leaving):
        yield as_line({"id": one.id, "schema": one.schema, "properties": one.properties}) + "\n"


def entities(leaving: Leaving) -> Iterator[Entity]:
    """Reports, meetings, who acts, and what each line tells; an actor comes before what he is in."""
    bodies = texts(leaving)
    report_id, body = next(bodies, ("", ""))
    for about in leaving.reports.values():
        own = ""
        if about.id == report_id:
            own = body
            report_id, body = next(bodies, ("", ""))
        yield _report(about, own)
    seen: set[str] = set()
    for meeting in leaving.meetings():
        everybody = [*meeting.who, *(seat.actor for seat in meeting.seats)]
        yield from _actors(leaving, everybody, seen)
        yield from _meeting(leaving, meeting)
    met = tellings(leaving)
    for report, lines in groupby(leaving.lines(), key=lambda line: line.entry.report):
        names: dict[str, set[str]] = {}
        for line in lines:
            entry = line.entry
            for actor in (*entry.actors, *entry.addressees, *entry.attribution.speakers):
                if (party := leaving.party(line, actor)) is not None:
                    names.setdefault(party.id, set()).add(actor.name)
            yield from _actors(leaving, names, seen)
            if (made := _line(leaving, line, met.get(entry.id))) is not None:
                yield made
        for ident, own_names in names.items():
            yield _made(
                f"{report}.{ident}", "Mention", report, document=[report], resolved=[ident],
                name=[_name(one) for one in sorted(own_names)],
            )  # fmt: skip


def _actors(leaving: Leaving, ids: Mapping[str, object] | list[str], seen: set[str]) -> Iterator[Entity]:
    """Those of some actors that did not come yet, and whom they belong to or speak for."""
    actors = leaving.story.actors
    for ident in ids:
        while ident in actors and ident not in seen:
            seen.add(ident)
            party = actors[ident]
            yield _actor(party)
            if party.part_of is None or party.part_of not in actors:
                break
            yield _made(
                f"{ident}.whole", "UnknownLink", ident, subject=[ident], object=[party.part_of],
                role=["belongs to or speaks for"],
            )  # fmt: skip
            ident = party.part_of


def _actor(party: Party) -> Entity:
    schema = SCHEMAS.get(party.kind, "LegalEntity")
    names = [_name(one) for one in (party.name, *party.names)]
    made = _made(party.id, schema, party.id, name=names[:1], alias=[one for one in names if one != names[0]])
    titles = [_string(title) for title, _, _ in party.titles]
    if schema == "Person" and any(titles):
        made.properties["position"] = [one for one in dict.fromkeys(titles) if one]
    return made


def _report(about: About, text: str) -> Entity:
    body = _clean(text)
    return _made(
        about.id, "Article", about.id,
        title=[_string(about.title or "")],
        publisher=[_string(about.outlet or "")],
        publishedAt=[day_of(about.published) or ""],
        sourceUrl=[web_address(about.url) or ""],
        language=[LANGUAGES.get(about.language[:2].lower(), "")],
        bodyText=[body[n : n + TEXT].strip() for n in range(0, len(body), TEXT)],
    )  # fmt: skip


def _meeting(leaving: Leaving, meeting: Meeting) -> Iterator[Entity]:
    first, last = day_of(meeting.earliest), day_of(meeting.latest)
    process = leaving.story.processes.get(meeting.process or "")
    one_day = first is not None and first == last
    yield _made(
        meeting.id, "Event", meeting.id,
        name=[_name(meeting_title(leaving, meeting))],
        date=[first] if first and one_day else [],
        startDate=[first] if first and not one_day else [],
        endDate=[last] if last and not one_day else [],
        location=[_string(", ".join(PARTS.findall(meeting.place or "")), ADDRESS)],
        involved=[one for one in meeting.who if one in leaving.story.actors],
        summary=[_clean("; ".join(outcome_by(leaving, meeting)), TEXT)],
        keywords=[_string(process.name)] if process is not None else [],
        proof=list(dict.fromkeys(t.report for t in meeting.tellings)),
    )  # fmt: skip
    for n, seat in enumerate(meeting.seats):
        if seat.actor in leaving.story.actors:
            yield _made(
                f"{meeting.id}.seat-{n}", "UnknownLink", meeting.id, subject=[seat.actor], object=[meeting.id],
                role=[seat.role], recordId=[seat.entries[0]] if seat.entries else [],
            )  # fmt: skip


def _line(leaving: Leaving, line: Line, meeting: Meeting | None) -> Entity | None:
    """What a line tells as a link: from who acts to whom, or where that is nobody from the report to who acts."""
    entry = line.entry
    subject, towards = ids_of(leaving, line, entry.actors), ids_of(leaving, line, entry.addressees)
    ends: dict[str, list[str]]
    if meeting is not None:
        schema, ends = "Documentation", {"document": [entry.report], "entity": [meeting.id]}
    elif subject and towards:
        schema, ends = "UnknownLink", {"subject": subject, "object": towards}
    elif subject or towards:
        schema, ends = "Documentation", {"document": [entry.report], "entity": subject or towards}
    else:
        return None
    return _made(
        entry.id, schema, _origin(entry),
        **ends,
        role=[_string(("to it: " if not subject and meeting is None else "") + told_as(entry))],
        status=["reviewed" if line.reviewed else "suggested"],
        summary=[_clean(quoted(entry), TEXT)],
        description=[_clean(f"says {speakers_of(entry)}" + (f": {entry.content}" if entry.content else ""), TEXT)],
        publisher=[_string(line.origin.outlet or "")],
        proof=[entry.report],
        recordId=[entry.id],
        **_dates(entry),
    )  # fmt: skip


def _dates(entry: Entry) -> dict[str, list[str]]:
    first, last = day_of(entry.time.earliest), day_of(entry.time.latest)
    if first and first == last:
        return {"date": [first]}
    return {"startDate": [first or ""], "endDate": [last or ""]}


def _made(ident: str, schema: str, from_: str, **properties: list[str]) -> Entity:
    """An entity with what is known of it, each value once."""
    known = {name: list(dict.fromkeys(one for one in values if one)) for name, values in properties.items()}
    return Entity(ident, schema, {name: values for name, values in known.items() if values}, from_)


def _origin(entry: Entry) -> str:
    return entry.made_by.reader


def _clean(text: str, most: int | None = None) -> str:
    """Text as the schema's types have it: composed letters, plain blanks, nothing that is not seen."""
    if not (text.isascii() and text.isprintable()):
        text = UNSEEN.sub("", BLANKS.sub(" ", normalize("NFC", whole(text))))
    return text.strip()[:most].strip()


def _name(text: str) -> str:
    return _string(text, NAME).strip("\"' ") or "?"


def _string(text: str, most: int = STRING) -> str:
    return _clean(" ".join(_clean(text).split()), most)
