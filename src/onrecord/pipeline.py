"""The journey of one report: source, report, parse, extract, resolve, entries. Stages meet here and nowhere else."""

from __future__ import annotations

import hashlib
from datetime import date
from collections.abc import Iterable, Iterator

from onrecord.codebook import Codebook, load_codebook
from onrecord.extract import Extracted, Parsed, Reader, parse
from onrecord.model import (
    Actor,
    Attribution,
    Entry,
    Evidence,
    Form,
    Kind,
    MadeBy,
    Reading,
    Report,
    Span,
    Speech,
    TimeBasis,
)
from onrecord.model.mention import Draft, Mention
from onrecord.resolve import Names, resolve_time

READER = "rules/1"
# what happened longer ago than this is told as background
BACKGROUND_DAYS = 60


def read_reports(reports: Iterable[Report]) -> Iterator[Reading]:
    """Read reports one after the other; what one says never depends on the others."""
    codebook = load_codebook()
    reader = Reader(codebook)
    for parsed in parse(reports):
        yield assemble(parsed, reader.read(parsed), codebook)


def assemble(parsed: Parsed, extracted: Extracted, codebook: Codebook) -> Reading:
    """Entries from drafts: names and times resolved, evidence quoted from the untouched text, ids given."""
    report = parsed.report
    names = Names(extracted.mentions, extracted.drafts)
    entries: dict[str, Entry] = {}
    for draft in extracted.drafts:
        entry = _entry(report, draft, extracted.drafts, names, codebook)
        if entry is not None:
            entries.setdefault(entry.id, entry)
    ordered = sorted(
        entries.values(), key=lambda e: (e.evidence[0].start, e.evidence[0].end, e.kind.value, e.act or "", e.id)
    )
    return Reading(report, tuple(ordered), tuple(_speeches(parsed, extracted, names)), names.actors(), READER)


def _entry(report: Report, draft: Draft, drafts: list[Draft], names: Names, codebook: Codebook) -> Entry | None:
    evidence = tuple(
        Evidence.of(report.text, report.to_source(*span), report.to_source(*draft.sentence)) for span in draft.spans
    )
    actors = _actors(draft.actors, names)
    if draft.kind is Kind.MEETING and len(actors) < 2 and not draft.actors:
        actors = names.parties()
    speakers = _actors(draft.speakers, names, joint=draft.self_spoken)
    published = report.published.value if report.published is not None else None
    basis = (
        TimeBasis.RELATIVE_TO_DATELINE
        if report.published is not None and report.published.basis == "dateline"
        else TimeBasis.RELATIVE_TO_PUBLICATION
    )
    time = resolve_time(draft.when_text, published, past=draft.past, future=draft.future, basis=basis)
    historical, future = draft.historical, draft.future
    if published is not None and time.latest is not None and time.earliest is not None:
        days = (date.fromisoformat(published[:10]) - date.fromisoformat(time.latest)).days
        historical = historical or days > BACKGROUND_DAYS and draft.kind is not Kind.PARTICIPATION
        if draft.kind in (Kind.PHASE, Kind.MEETING) and not draft.past and time.earliest > published[:10]:
            future = True
    codes = codebook.acts[draft.act].codes if draft.act in codebook.acts else ()
    condition = draft.condition
    form = draft.form
    if draft.terms and form is None and any(d.act == "sign" and not d.negated for d in drafts):
        form = Form.SIGNED
    return Entry(
        id=_entry_id(report, draft, actors, evidence),
        report=report.id,
        kind=draft.kind,
        act=draft.act,
        evidence=evidence,
        made_by=MadeBy(READER, draft.rule, draft.cue),
        actors=actors,
        addressees=_actors(draft.addressees, names),
        attribution=Attribution(speakers, draft.cue_words, draft.style, draft.carried_over),
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
        confidence=round(draft.confidence, 3),
        codes=codes,
    )


def _actors(mentions: list[Mention], names: Names, *, joint: bool = False) -> tuple[Actor, ...]:
    found: list[Actor] = []
    for mention in mentions:
        for actor in names.of(mention):
            if all(actor.name != other.name for other in found):
                found.append(actor)
    return tuple(found)


def _entry_id(report: Report, draft: Draft, actors: tuple[Actor, ...], evidence: tuple[Evidence, ...]) -> str:
    parts = [report.source.id, READER, draft.kind.value, draft.act or "", draft.role or "", str(draft.negated)]
    parts += [f"{e.start}-{e.end}" for e in evidence] + [a.name for a in actors]
    return "e-" + hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


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
            speaker=report.to_source(mention.start, mention.end) if mention is not None else None,
            cue=place(said.cue.i, said.cue.i + 1) if said.cue is not None else None,
            style=said.style,
            speaker_name=names.of(mention)[0].name if mention is not None else None,
        )
