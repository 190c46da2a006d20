"""Annotated reports in the form of our benchmark as verdicts: what a line has is accepted, put right, or added."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from onrecord.annotated import Decided, Here, Taken, keep, new_verdicts
from onrecord.evaluate import aliases_of, differing, score_document
from onrecord.export.annotation.changes import BY_HAND, id_of, labelled
from onrecord.export.annotation.marks import Document, evidence_at
from onrecord.model import About, Actor, Attribution, Entry, Form, Kind, Outcome, Span, Status, Style, Tier
from onrecord.model.decision import Action
from onrecord.model.shape import as_json
from onrecord.record import Record
from onrecord.record.filters import EntryFilter

FORMAT = "onrecord-gold/1"
Json = dict[str, Any]


def take_gold(record: Record, files: Iterable[Path], *, who: str) -> Taken:
    """Take in annotated reports as verdicts of one person; doing so twice changes nothing.

    A line on record that says what the annotation says is accepted; one in its place that differs is amended in what the
    annotation states; what no line says is added. Lines that the annotation lacks stay as they are.
    """
    taken = Taken()
    reports = Here(record)
    lines: list[str] = []
    for file in files:
        document = Document(file.name, "")
        gold = _read(file, document)
        found = reports.find(document) if gold is not None else None
        if gold is not None and found is None:
            document.problems.append("no report on record has this text")
        elif gold is not None and found is not None:
            taken.files += 1
            here = record.entries(EntryFilter(report=found[0].id))
            try:
                decided = list(_decisions(gold, *found, here))
                lines += new_verdicts(record, found[0], decided, taken, who)
            except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
                document.problems.append(f"cannot be taken in: {_said(error)}")
        taken.problems += [f"{file}: {problem}" for problem in document.problems]
    keep(record, lines, taken)
    return taken


def _read(file: Path, document: Document) -> Json | None:
    """An annotated report; None where it is none, with what is wrong in the document's problems."""
    try:
        gold = json.loads(file.read_text(encoding="utf-8"))
        if not isinstance(gold, dict) or gold.get("format") != FORMAT:
            raise ValueError(f"it is not in the format {FORMAT}")
        document.text = (
            gold["text"] if "text" in gold else (file.parent / gold["text_file"]).read_bytes().decode("utf-8")
        )
        gold["text"] = document.text
        for one in gold["entries"]:
            for e in one["evidence"]:
                if document.text[e["start"] : e["end"]] != e.get("text", document.text[e["start"] : e["end"]]):
                    document.problems.append(f"{one['id']} does not quote its text at {e['start']}")
    except OSError as error:
        document.problems.append(f"cannot be read: {error.strerror}")
    except json.JSONDecodeError as error:
        document.problems.append(f"line {error.lineno}: is no JSON: {error.msg}")
    except (ValueError, KeyError, TypeError) as error:
        document.problems.append(f"is no annotated report: {_said(error)}")
    return None if document.problems else gold


def _said(error: Exception) -> str:
    return f"“{error.args[0]}” is missing" if isinstance(error, KeyError) else str(error)


def _decisions(gold: Json, about: About, text: str, here: Sequence[Entry]) -> Iterator[Decided]:
    """What an annotation decides on the lines of a report."""
    aliases = aliases_of(gold)
    actors = {one["id"]: one for one in gold["actors"]}
    read = {line.id: line for line in here}
    pairs = score_document(gold, [as_json(line) for line in here]).pairs
    paired = {g["id"]: (read[p["id"]], differing(g, p, aliases)) for g, p in pairs}
    for one in gold["entries"]:
        if one["id"] not in paired:
            line = _line(
                one,
                Entry("e-new", about.id, *_kind(one), _evidence(one, text), BY_HAND, role=one.get("role")),
                actors,
                text,
            )
            yield Decided(Action.ADD, replace(line, id=id_of(line, about.source_text)))
            continue
        base, wrong = paired[one["id"]]
        if wrong:
            yield Decided(Action.AMEND, _line(one, base, actors, text, wrong))
        else:
            yield Decided(Action.ACCEPT, base)


def _kind(one: Json) -> tuple[Kind, str | None]:
    return Kind(one["kind"]), one.get("act")


def _evidence(one: Json, text: str) -> Any:
    return evidence_at(text, [Span(e["start"], e["end"]) for e in one["evidence"]], ())


EVERY = frozenset(
    {"act", "role", "status", "outcome", "actors", "addressees", "speaker", "style", "form", "flags", "condition"}
)


def _line(one: Json, base: Entry, actors: Json, text: str, wrong: Iterable[str] = EVERY) -> Entry:
    """A line with the slots of an annotation that it has otherwise; slots that the annotation leaves open stay as they are."""
    slots = set(wrong)
    changed: Json = {}
    near = base.evidence[0].start
    for name in ("actors", "addressees"):
        if name in slots and one.get(name) is not None:
            changed[name] = _people(one[name], actors, text, near, getattr(base, name))
    if slots & {"speaker", "chain", "style"}:
        said = base.attribution
        speakers = (
            _people(one.get("speakers", ()), actors, text, near, said.speakers) if slots - {"style"} else said.speakers
        )
        changed["attribution"] = Attribution(speakers, said.cue, Style(one["style"]), said.carried_over)
        changed["factuality"] = base.factuality[:1]
    if "form" in slots:
        changed["form"] = Form(one["form"]) if one.get("form") else None
    if "status" in slots and one.get("status"):
        changed["status"] = Status(one["status"])
    if "outcome" in slots and one.get("outcome"):
        changed["outcome"] = Outcome(one["outcome"])
    if "flags" in slots:
        changed |= {name: bool(one.get(name)) for name in ("negated", "future", "historical")}
    if slots & {"flags", "condition"}:
        condition = one.get("condition") or (base.condition if one.get("conditional") else None)
        changed |= {"condition": condition, "conditional": bool(condition)}
    if base.id == "e-new":
        changed |= {"place": one.get("place"), "tier": Tier.IMPLIED if one["tier"] == "implied" else Tier.EXPLICIT}
    made = replace(base, **changed)
    if slots & {"act", "role"} and made.kind is not Kind.MEETING:
        label = {Kind.PHASE: f"phase_{one.get('act')}", Kind.PARTICIPATION: f"part_{one.get('role')}"}.get(made.kind)
        made = labelled(made, label or str(one.get("act")))
    return made


def _people(slots: Sequence[Any], actors: Json, text: str, near: int, own: tuple[Actor, ...]) -> tuple[Actor, ...]:
    """Those named in a slot; of several that would do, whom the line has already, else the first."""
    found = []
    for slot in slots:
        ids = slot if isinstance(slot, list) else [slot]
        names = [name for key in ids for name in (actors[key]["name"], *actors[key].get("aliases", ()))]
        kept = next((actor for actor in own if actor.name in names), None)
        found.append(kept or _actor(actors[ids[0]], text, near))
    return tuple(dict.fromkeys(found))


def _actor(one: Json, text: str, near: int) -> Actor:
    """An actor of an annotation, mentioned where one of his names stands nearest."""
    places = [
        (abs(found.start() - near), found.start(), name)
        for name in dict.fromkeys((one["name"], *one.get("aliases", ())))
        for found in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text)
    ]
    if not places:
        return Actor(one["name"], one["name"], None, one.get("kind"), one.get("role"))
    _, at, name = min(places)
    return Actor(one["name"], name, Span(at, at + len(name)), one.get("kind"), one.get("role"))
