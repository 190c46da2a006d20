"""The journey of one report: source, report, parse, extract, resolve, entries. Stages meet here and nowhere else."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

from onrecord.codebook import Codebook, load_codebook
from onrecord.config import DEFAULT, READERS
from onrecord.errors import ReportFailed
from onrecord.extract import Extracted, Parsed, Reader, Said, load_model, parse
from onrecord.model import (
    Actor,
    Arrival,
    Attribution,
    BlockKind,
    Entry,
    Evidence,
    Failure,
    Form,
    Kind,
    MadeBy,
    Reading,
    Report,
    Span,
    Speech,
    Status,
    Style,
    TimeBasis,
)
from onrecord.model.mention import Draft, Mention
from onrecord.reports import arrived_report
from onrecord.resolve import Filled, Names, is_background, resolve_time, weighed, writer_of
from onrecord.sources import Found, arrivals

# whose day is the one they were to be held on
AHEAD = (Status.ANNOUNCED, Status.POSTPONED, Status.CANCELLED)
# words that stand for somebody, where it was not found out for whom
UNKNOWN = frozenset({"it", "its", "we", "i", "us", "our"})
# what is claimed or judged today may be about long ago
NOW_SAID = frozenset({"claim", "assess"})


def read(
    source: str | Path,
    *,
    published: str | None = None,
    outlet: str | None = None,
    title: str | None = None,
    reader: str = DEFAULT,
) -> Reading:
    """Read one saved report.

    `published` is an ISO date; `reader` is "full" or "rules". Raises ReportFailed or ReportSkipped, with a hint, when
    it cannot be read.
    """
    report = arrived_report(_only(Found(str(source), Path(source))), published=published, outlet=outlet, title=title)
    return next(read_reports([report], reader=reader))


def read_text(
    data: str | bytes,
    *,
    name: str = "-",
    published: str | None = None,
    outlet: str | None = None,
    title: str | None = None,
    reader: str = DEFAULT,
) -> Reading:
    """Read a report that is at hand as text or bytes.

    >>> reading = read_text("PARIS, May 2, 2024 - The rebels rejected the ceasefire proposal on Tuesday.")
    >>> [(e.act, e.actors[0].name, e.time.earliest) for e in reading.entries if e.act == "reject"]
    [('reject', 'rebels', '2024-04-30')]
    """
    if isinstance(data, str):
        arrival = Arrival(name, data.encode("utf-8", "surrogatepass"))
    else:
        arrival = _only(Found(name, None, data))
    report = arrived_report(arrival, published=published, outlet=outlet, title=title)
    return next(read_reports([report], reader=reader))


def _only(found: Found) -> Arrival:
    """The one report in a file; ReportFailed where it holds none, or several."""
    inside = [
        item
        for item in islice(arrivals(found), 50)
        if isinstance(item, Arrival) or isinstance(item, Failure) and not item.aside
    ]
    if not inside:
        raise ReportFailed("holds no report", hint="See docs/sources.md for what is read.")
    first, *more = inside
    if isinstance(first, Failure):
        raise ReportFailed(first.why, hint=first.hint)
    if more:
        hint = "Read it with onrecord.read_many, or in the shell: onrecord read FILE --record RECORD."
        raise ReportFailed("holds several reports", hint=hint)
    return first


def read_reports(reports: Iterable[Report], *, reader: str = DEFAULT) -> Iterator[Reading]:
    """Read reports one after the other; what one says never depends on the others."""
    codebook = load_codebook()
    reads = Reader(codebook, load_model() if reader == "full" else None)
    for parsed in parse(reports):
        yield assemble(parsed, reads.read(parsed), codebook, reader=READERS[reader])


def assemble(parsed: Parsed, extracted: Extracted, codebook: Codebook, *, reader: str) -> Reading:
    """Entries from drafts: names and times resolved, evidence quoted from the untouched text, ids given."""
    report = parsed.report
    speakers = [said.mention for said in extracted.speeches if said.mention is not None]
    names = Names(extracted.mentions, extracted.drafts, author_of(report), speakers, extracted.across)
    lines = [line for draft in extracted.drafts if (line := _filled(draft, names)) is not None]
    if reader != READERS["rules"]:
        lines = weighed(names, lines)
    signed = any(d.act == "sign" and not d.negated for d in extracted.drafts)
    entries: dict[str, Entry] = {}
    for line in lines:
        entry = _entry(report, line, codebook, reader, signed=signed)
        entries.setdefault(entry.id, entry)
    ordered = sorted(
        entries.values(), key=lambda e: (e.evidence[0].start, e.evidence[0].end, e.kind.value, e.act or "", e.id)
    )
    return Reading(report, tuple(ordered), tuple(_speeches(parsed, extracted, names)), names.actors(), reader)


def author_of(report: Report) -> str | None:
    """Who is meant by "I" and "we" outside quotation marks: the person in the byline or the body that issued the text."""
    bylines = [report.text[b.start : b.end] for b in report.blocks if b.kind is BlockKind.BYLINE]
    return writer_of(report.text, bylines)


def _filled(draft: Draft, names: Names) -> Filled | None:
    """Who fills the slots of a line by its own words; None where nobody knows whose statement it is."""
    speakers = _actors(draft.speakers, names)
    actors = _actors(draft.actors, names, says=speakers)
    if not draft.actors and (draft.kind is Kind.MEETING or draft.act == "agree"):
        actors = names.parties()
    if draft.kind is Kind.STATEMENT and any(actor.name.lower() in UNKNOWN for actor in actors):
        # nobody knows who it was: no line
        return None
    addressees = _others(_actors(draft.addressees, names, says=speakers or actors), actors)
    issuer = names.issuer()
    if issuer is not None and draft.self_spoken and speakers and all(s.name != issuer.name for s in speakers):
        # what a party says of another's words is that party's word
        speakers = (issuer, *speakers)
    if draft.own_voice and (writer := names.writer()) is not None:
        return Filled(draft, (writer,), _others(addressees, (writer,)), (writer,), Style.DIRECT)
    return Filled(draft, actors, addressees, speakers, draft.style)


def _entry(report: Report, line: Filled, codebook: Codebook, reader: str, *, signed: bool) -> Entry:
    """One line. `signed`: the report tells of a signature, so that what a text binds to is signed."""
    draft, actors, speakers = line.draft, line.actors, line.speakers
    addressees = _others(line.addressees, actors)
    evidence = tuple(
        Evidence.of(report.text, report.to_source(*span), report.to_source(*draft.sentence)) for span in draft.spans
    )
    published = report.published.value if report.published is not None else None
    basis = (
        TimeBasis.RELATIVE_TO_DATELINE
        if report.published is not None and report.published.basis == "dateline"
        else TimeBasis.RELATIVE_TO_PUBLICATION
    )
    ended = draft.kind is Kind.MEETING and draft.status is Status.ENDED and not draft.future
    time = resolve_time(
        draft.when_text,
        published,
        past=(draft.past or draft.when_past or ended) and draft.status not in AHEAD,
        future=draft.future and not draft.when_past,
        basis=basis,
    )
    historical, future = draft.historical, draft.future
    if draft.act not in NOW_SAID and (draft.kind is not Kind.PARTICIPATION or published is None):
        historical = historical or is_background(time, published, past=draft.past)
    if published is not None and time.earliest is not None:
        if draft.kind in (Kind.PHASE, Kind.MEETING) and not draft.past and time.earliest > published[:10]:
            future = True
    codes = codebook.acts[draft.act].codes if draft.act is not None and draft.act in codebook.acts else ()
    condition = draft.condition
    form = draft.form
    if draft.terms and form is None and signed:
        form = Form.SIGNED
    return Entry(
        id=_entry_id(report, draft, actors, evidence, reader),
        report=report.id,
        kind=draft.kind,
        act=draft.act,
        evidence=evidence,
        made_by=MadeBy(reader, draft.rule, draft.cue, draft.decided, tuple(draft.changed), line.weighed),
        actors=actors,
        addressees=addressees,
        attribution=Attribution(speakers, draft.cue_words, line.style, draft.carried_over),
        role=draft.role,
        form=form,
        content=draft.content,
        negated=draft.negated,
        future=future,
        conditional=condition is not None,
        historical=historical,
        condition=condition,
        consequence=draft.consequence,
        deadline=draft.deadline,
        issue=draft.issue,
        quantities=draft.quantities,
        status=draft.status,
        outcome=draft.outcome,
        format=draft.format,
        place=draft.place,
        time=time,
        tier=draft.tier,
        factuality=_factuality(draft, speakers),
        confidence=round(draft.confidence, 3),
        codes=codes,
    )


def _factuality(draft: Draft, speakers: tuple[Actor, ...]) -> tuple[str, ...]:
    """How sure the author and each speaker is: who only passes on another's words is committed to nothing."""
    sure = f"not {draft.sure}" if draft.negated and draft.sure != "uncommitted" else draft.sure
    if not speakers or draft.self_spoken:
        # the author vouches for it, in a narrated act for its having been said
        return (sure, *(sure for _ in speakers))
    return (*("uncommitted" for _ in speakers), sure)


OTHER_SIDE = re.compile(r"(?:the )?other (?:side|party|camp|team|delegation)$", re.I)


def _actors(mentions: list[Mention], names: Names, *, says: tuple[Actor, ...] = ()) -> tuple[Actor, ...]:
    """Who is meant, each once; "the other side" is the one the speaker does not stand for."""
    found: list[Actor] = []
    for mention in mentions:
        resolved = names.of(mention)
        if says and OTHER_SIDE.match(mention.text) and (other := names.other_side(says[-1])) is not None:
            resolved = (replace(other, mention=mention.text),)
        found.extend(actor for actor in resolved if all(actor.name != other.name for other in found))
    return tuple(found)


def _others(addressees: tuple[Actor, ...], actors: tuple[Actor, ...]) -> tuple[Actor, ...]:
    """Those towards whom it is done: never who does it, unless each does it to the other."""
    own = {actor.name for actor in actors}
    if len(own) > 1 and own == {addressee.name for addressee in addressees}:
        return addressees
    return tuple(addressee for addressee in addressees if addressee.name not in own)


def _entry_id(
    report: Report, draft: Draft, actors: tuple[Actor, ...], evidence: tuple[Evidence, ...], reader: str
) -> str:
    parts = [report.source.id, reader, draft.kind.value, draft.act or "", draft.role or "", str(draft.negated)]
    parts += [f"{e.start}-{e.end}" for e in evidence] + [a.name for a in actors]
    return "e-" + hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


def _speaking(report: Report, said: Said) -> Span | None:
    """The words that name who speaks, or the "who" that stands for them."""
    token, mention = said.speaker, said.mention
    if token is not None and token.tag_ in ("WP", "WDT"):
        start = said.paragraph.start + token.idx
        return report.to_source(start, start + len(token))
    return report.to_source(mention.start, mention.end) if mention is not None else None


def _speeches(parsed: Parsed, extracted: Extracted, names: Names) -> Iterator[Speech]:
    report = parsed.report
    for said in extracted.speeches:
        doc, base = said.paragraph.doc, said.paragraph.start

        def place(start: int, end: int, doc: object = doc, base: int = base) -> Span:
            span = doc[start:end]  # type: ignore[index]
            return report.to_source(base + span.start_char, base + span.end_char)

        mention = said.mention
        yield Speech(
            content=tuple(place(*r) for r in said.content),
            speaker=_speaking(report, said) if mention is not None else None,
            cue=place(said.cue.i, said.cue.i + 1) if said.cue is not None else None,
            style=said.style,
            speaker_name=names.of(mention)[0].name if mention is not None else None,
        )
