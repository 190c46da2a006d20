"""What annotators changed of a line, and the lines they added."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from onrecord.codebook import load_codebook
from onrecord.export.annotation.marks import (
    CHOICES,
    CONDITION,
    FLAGS,
    PEOPLE,
    Linked,
    Marked,
    evidence_at,
    meaning,
    people_of,
    words_at,
)
from onrecord.model import (
    Actor,
    Attribution,
    Entry,
    Form,
    Format,
    Kind,
    MadeBy,
    Outcome,
    Span,
    Status,
    Style,
    Tier,
)
from onrecord.model.entry import BY_PERSON

BY_HAND = MadeBy("by hand", "by hand", "", BY_PERSON)
# of what a value is made
MADE_OF: dict[str, type[Form] | type[Status] | type[Outcome] | type[Format]] = {
    "Form": Form, "Status": Status, "Outcome": Outcome, "Format": Format,
}  # fmt: skip


def changed(base: Entry, was: Marked, now: Marked, text: str, known: Mapping[str, Actor]) -> Entry:
    """A line with what annotators changed of it; the very same line where they changed nothing.

    Only what they saw differently counts, so that whoever is named nowhere in the text, and all slots their tool does not
    show, stay as they were. `known`: who is named in the report, by name. ValueError says what cannot be.
    """
    made = base
    if now.words != was.words:
        made = replace(made, evidence=evidence_at(text, now.words, base.evidence))
    if now.label != was.label:
        made = labelled(made, now.label)
    for role, slot in PEOPLE.items():
        before, after = _of(was, role), _of(now, role)
        if before == after or role != "Speaker" and set(before) == set(after):
            continue
        people = _people(people_of(base, role), before, after, text, known)
        slots: dict[str, Any] = {slot: people}
        made = _spoken(made, people) if role == "Speaker" else replace(made, **slots)
    made = _conditional(made, was, now, text)
    before_values, after_values = dict(was.values), dict(now.values)
    for name in (*CHOICES, *FLAGS):
        if name != "Conditional" and before_values.get(name) != after_values.get(name):
            made = valued(made, name, after_values.get(name))
    return made


def added(now: Marked, text: str, report: str, source_text: str, known: Mapping[str, Actor]) -> Entry:
    """A line that annotators added. ValueError says what cannot be."""
    kind, act, role = meaning(now.label)
    blank = Entry("e-new", report, kind, act, evidence_at(text, now.words, ()), BY_HAND, role=role)
    made = changed(blank, Marked(now.label, now.words, (), (("Style", Style.AUTHOR.value),)), now, text, known)
    return replace(labelled(made, now.label), id=id_of(made, source_text))


def id_of(line: Entry, source_text: str) -> str:
    """The id of a line that a person added."""
    parts = [source_text, line.kind.value, line.act or "", line.role or "", str(line.negated)]
    parts += [f"{e.start}-{e.end}" for e in line.evidence] + [a.name for a in line.actors]
    return "e-" + hashlib.sha256("\x1f".join(["by hand", *parts]).encode("utf-8", "replace")).hexdigest()[:16]


def labelled(line: Entry, label: str) -> Entry:
    """A line of another kind, act or role."""
    kind, act, role = meaning(label)
    book = load_codebook()
    codes = book.acts[act].codes if act is not None and kind is not Kind.PHASE else ()
    return replace(line, kind=kind, act=act, role=role, codes=codes)


def valued(line: Entry, name: str, value: str | None) -> Entry:
    """A line with another value of a slot; None: with none."""
    if name in CHOICES and value is not None and value not in CHOICES[name]:
        raise ValueError(f"{name} is “{value[:40]}”; there are {', '.join(CHOICES[name])}")
    if name == "Implied":
        return replace(line, tier=Tier.IMPLIED if value else Tier.EXPLICIT)
    if name == "Style":
        said = line.attribution
        # nobody said so in an author's own words
        spoken = Style.INDIRECT if said.speakers else Style.AUTHOR
        return replace(line, attribution=replace(said, style=Style(value) if value else spoken))
    made = bool(value) if name in FLAGS else MADE_OF[name](value) if value else None
    slots: dict[str, Any] = {name.lower(): made}
    return replace(line, **slots)


def _of(marked: Marked, role: str) -> list[Linked]:
    return [one for one in marked.linked if one.role == role]


def _people(
    base: tuple[Actor, ...], was: list[Linked], now: list[Linked], text: str, known: Mapping[str, Actor]
) -> tuple[Actor, ...]:
    """Those linked to a line now; who could not be linked because the text names him nowhere stays in his place."""
    own = {" ".join(actor.name.split()): actor for actor in base}
    before = {one.name: one for one in was}
    found: dict[str, Actor] = {}
    for one in now:
        actor = own.get(one.name) or known.get(one.name)
        if one.name in own and before.get(one.name) == one:
            found.setdefault(one.name, own[one.name])
            continue
        span = Span(one.words[0].start, one.words[-1].end)
        mention = words_at(text, one.words)
        found.setdefault(
            one.name, replace(actor, mention=mention, span=span) if actor else Actor(one.name, mention, span)
        )
    people = list(found.values())
    for n, (name, actor) in enumerate(own.items()):
        if name not in before and name not in found:
            people.insert(n, actor)
    return tuple(people)


def _spoken(line: Entry, speakers: tuple[Actor, ...]) -> Entry:
    """With other speakers; how sure each of them is was read of others."""
    said = line.attribution
    style = Style.AUTHOR if not speakers else Style.INDIRECT if said.style is Style.AUTHOR else said.style
    return replace(
        line, attribution=Attribution(speakers, said.cue, style, said.carried_over), factuality=line.factuality[:1]
    )


def _conditional(line: Entry, was: Marked, now: Marked, text: str) -> Entry:
    """With the condition whose words are linked; the flag alone keeps or takes away the one that there was."""
    before, after = _of(was, CONDITION), _of(now, CONDITION)
    flagged, flag = "Conditional" in dict(was.values), "Conditional" in dict(now.values)
    words = {span for one in after for span in one.words}
    if words and words != {span for one in before for span in one.words}:
        return replace(line, condition=words_at(text, sorted(words)), conditional=True)
    if flag == flagged:
        return line
    if flag:
        raise ValueError("it is Conditional, but no words are linked as its Condition")
    return replace(line, condition=None, conditional=False)
