"""A line as a person puts it right, or adds it: from the fields of a form, its evidence found in the text."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from starlette.exceptions import HTTPException

from onrecord.codebook import load_codebook
from onrecord.model import Actor, Attribution, Entry, Evidence, Form, Kind, MadeBy, Report, Span, Style
from onrecord.model.entry import BY_PERSON

BY_HAND = MadeBy("by hand", "by hand", "", BY_PERSON)
FLAGS = ("negated", "future", "historical")
TEXTS = ("content", "deadline", "place")


def amended(line: Entry, fields: Mapping[str, str], report: Report) -> Entry:
    """The line with the values of a form; 400 names what cannot be.

    A field that the form does not have leaves its slot as it is. Flags go together: a box that is not ticked is sent by no
    browser, so `flags` says that the boxes were there.
    """
    changed: dict[str, Any] = {}
    if (words := fields.get("words", "").strip()) and words != " … ".join(e.text for e in line.evidence):
        changed["evidence"] = evidence_of(report, words, near=line.evidence[0].start)
    for name in ("actors", "addressees"):
        if name in fields:
            changed[name] = _people(getattr(line, name), fields[name])
    if fields.get("role") and line.kind is Kind.PARTICIPATION:
        if fields["role"] not in load_codebook().terms["role"]:
            raise HTTPException(400, f"There is no role “{fields['role'][:40]}”.")
        changed["role"] = fields["role"]
    if "form" in fields:
        changed["form"] = _form(fields["form"])
    if "condition" in fields:
        changed |= {"condition": fields["condition"] or None, "conditional": bool(fields["condition"])}
    changed |= {name: fields[name] or None for name in TEXTS if name in fields}
    if "flags" in fields:
        changed |= {name: name in fields for name in FLAGS}
    made = replace(line, **changed)
    if "speakers" in fields:
        made = _spoken(made, fields["speakers"])
    if "act" in fields and made.kind in (Kind.STATEMENT, Kind.ACTION, Kind.PHASE):
        made = _acting(made, fields["act"])
    return made


def added(report: Report, fields: Mapping[str, str], like: Entry | None) -> Entry:
    """A line that no reader suggested, on words of the report; `like`: the line from which it is parted."""
    words = fields.get("words", "").strip()
    if not words:
        raise HTTPException(400, "Choose the words on which the line rests.")
    evidence = evidence_of(report, words, near=like.evidence[0].start if like is not None else 0)
    if like is not None:
        blank = replace(like, evidence=evidence, made_by=BY_HAND, confidence=1.0)
    else:
        try:
            kind = Kind(fields.get("kind", ""))
        except ValueError:
            raise HTTPException(400, "Say of what kind the line is.") from None
        act = fields.get("act") or None
        role = fields.get("role") or None
        if kind in (Kind.STATEMENT, Kind.ACTION, Kind.PHASE) and not act or kind is Kind.PARTICIPATION and not role:
            raise HTTPException(400, "A statement, deed or state needs an act, a part in a meeting needs a role.")
        blank = Entry("e-new", report.id, kind, act, evidence, BY_HAND, role=role)
    made = amended(blank, {name: value for name, value in fields.items() if name != "words"}, report)
    parts = [report.source.id, made.kind.value, made.act or "", made.role or "", str(made.negated)]
    parts += [f"{e.start}-{e.end}" for e in made.evidence] + [a.name for a in made.actors]
    return replace(made, id="e-" + hashlib.sha256("\x1f".join(["by hand", *parts]).encode()).hexdigest()[:16])


def evidence_of(report: Report, words: str, *, near: int) -> tuple[Evidence, ...]:
    """The evidence for words of the report, each stretch where it stands nearest; "…" parts two stretches."""
    found = []
    for stretch in (part.strip() for part in words.split("…")):
        if stretch:
            span = _find(report, stretch, near)
            found.append(Evidence.of(report.text, span, _sentence(report, span)))
            near = span.end
    if not found:
        raise HTTPException(400, "Choose the words on which the line rests.")
    return tuple(found)


def _find(report: Report, words: str, near: int) -> Span:
    """Where the words stand, in the untouched text or as it is repaired for reading."""
    places = list(_places(report.text, words))
    if places:
        start = min(places, key=lambda at: abs(at - near))
        return Span(start, start + len(words))
    reading = list(_places(report.reading_text, words))
    if reading:
        start = min(reading, key=lambda at: abs(at - report.to_reading(near)))
        return report.to_source(start, start + len(words))
    # a browser joins the lines of a paragraph
    spaced = " ".join(words.split())
    for block in report.blocks:
        inside = report.text[block.start : block.end]
        joined = " ".join(inside.split())
        if spaced in joined:
            first, last = spaced.split()[0], spaced.split()[-1]
            start = inside.find(first)
            end = inside.find(last, start)
            while start >= 0 and " ".join(inside[start : end + len(last)].split()) != spaced:
                end = inside.find(last, end + 1)
                if end < 0:
                    start = inside.find(first, start + 1)
                    end = inside.find(last, start) if start >= 0 else -1
            if start >= 0 and end >= 0:
                return Span(block.start + start, block.start + end + len(last))
    raise HTTPException(400, f"The report does not say “{words[:80]}”. Choose words as they stand in it.")


def _places(text: str, words: str) -> list[int]:
    found, at = [], text.find(words)
    while at >= 0:
        found.append(at)
        at = text.find(words, at + 1)
    return found


def _sentence(report: Report, span: Span) -> Span:
    """The sentence around a place, as far as its punctuation tells, within its paragraph."""
    block = next((b for b in report.blocks if b.start <= span.start < b.end), None)
    left, right = (block.start, block.end) if block is not None else (0, len(report.text))
    before = max(report.text.rfind(mark, left, span.start) for mark in (". ", "? ", "! ", ".\n"))
    start = before + 2 if before >= 0 else left
    ends = [at for mark in (". ", "? ", "! ", ".\n") if (at := report.text.find(mark, span.end - 1, right)) >= 0]
    return Span(min(start, span.start), max(min(ends) + 1 if ends else right, span.end))


def _people(now: tuple[Actor, ...], value: str) -> tuple[Actor, ...]:
    """Actors by name, those that the line has already as they are."""
    known = {actor.name: actor for actor in now}
    names = [name for part in value.split(";") if (name := part.strip())]
    return tuple(known.get(name, Actor(name, name)) for name in dict.fromkeys(names))


def _spoken(line: Entry, value: str) -> Entry:
    """With other speakers; the outermost first. Nobody: the reporter's own voice."""
    said = line.attribution
    speakers = _people(said.speakers, value)
    if speakers == said.speakers:
        return line
    style = Style.AUTHOR if not speakers else Style.INDIRECT if said.style is Style.AUTHOR else said.style
    # how sure each of them is was read of others
    return replace(
        line, attribution=Attribution(speakers, said.cue, style, said.carried_over), factuality=line.factuality[:1]
    )


def _acting(line: Entry, act: str) -> Entry:
    book = load_codebook()
    if line.kind is Kind.PHASE:
        if act not in book.terms["phase"]:
            raise HTTPException(400, f"There is no state “{act[:40]}”.")
        return replace(line, act=act)
    if act not in book.acts or book.acts[act].kind != line.kind.value:
        raise HTTPException(400, f"There is no act “{act[:40]}” of this kind.")
    return replace(line, act=act, codes=book.acts[act].codes)


def _form(value: str) -> Form | None:
    try:
        return Form(value) if value else None
    except ValueError:
        raise HTTPException(400, f"There is no form “{value[:40]}”.") from None
