"""The standoff files of brat: a line is an event whose trigger is the words it rests on.

Those in it are entities, linked to the event as Actor, Addressee or Speaker; flags and choices are attributes. A note of the
type "Onrecord" holds the line's id; a note on an entity says who is meant where its words do not, and one on an event is the
annotator's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from onrecord.export.annotation.marks import (
    CHOICES,
    CONDITION,
    EXPORTED,
    FLAGS,
    PEOPLE,
    ROLES,
    YES,
    Document,
    Linked,
    Marked,
    clean,
    labels,
    name_in,
    whole,
)
from onrecord.model import Span

# the types of entities, and of the note that holds a line's id
ACTOR, ENTRY, NOTES = "Actor", "Onrecord", "AnnotatorNotes"
# brat reads line by line with Python's idea of a line
BREAK = re.compile(r"[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
BOUND = re.compile(r"(T\d+)\t(\S+) (\d+ \d+(?:;\d+ \d+)*)(?:\t(.*))?")
EVENT = re.compile(r"(E\d+)\t([^\s:]+):(T\d+)((?: [^\s:]+:\S+)*) *")
ATTRIBUTE = re.compile(r"([AM]\d+)\t(\S+) (\S+)(?: (\S+))? *")
NOTE = re.compile(r"(#\d+)\t(\S+) (\S+)(?:\t(.*))?")
# relations, equivalences and normalisations are the annotators' own
OTHERS = ("R", "*", "N")
# a report's id in the name of a file or folder
REPORT = re.compile(r"r-[0-9a-f]{16}")


def standoff(marks: Iterable[Marked], text: str) -> Iterator[str]:
    """The lines of an .ann file."""
    bound, attributes, notes = 0, 0, 0
    entities: dict[tuple[str, str, tuple[Span, ...]], str] = {}
    for number, one in enumerate(marks, 1):
        made = [f"T{bound + 1}\t{one.label} {_at(text, one.words)}"]
        bound += 1
        trigger, arguments = f"T{bound}", ""
        used = dict.fromkeys(ROLES, 0)
        named = []
        for linked in one.linked:
            kind = CONDITION if linked.role == CONDITION else ACTOR
            key = (kind, linked.name, linked.words)
            if key not in entities:
                bound += 1
                entities[key] = f"T{bound}"
                made.append(f"T{bound}\t{kind} {_at(text, linked.words)}")
                if kind == ACTOR and linked.name != name_in(text, linked.words):
                    named.append((f"T{bound}", linked.name))
            used[linked.role] += 1
            times = "" if used[linked.role] == 1 else str(used[linked.role])
            arguments += f" {linked.role}{times}:{entities[key]}"
        event = f"E{number}"
        made.append(f"{event}\t{one.label}:{trigger}{arguments}")
        for name, value in one.values:
            attributes += 1
            made.append(f"A{attributes}\t{name} {event}" + ("" if name in FLAGS else f" {value}"))
        for target, kind, said in ((event, ENTRY, one.entry), *((t, NOTES, name) for t, name in named)):
            if said:
                notes += 1
                made.append(f"#{notes}\t{kind} {target}\t{said}")
        yield "".join(line + "\n" for line in made)


def _at(text: str, words: Sequence[Span]) -> str:
    """Places and words as brat has them: parted at line breaks."""
    start, end = words[0].start, words[0].end
    if len(words) == 1 and BREAK.search(text, start, end) is None:
        return f"{start} {end}\t{text[start:end]}"
    pieces = [piece for span in words for piece in _pieces(text, span)]
    return ";".join(f"{p.start} {p.end}" for p in pieces) + "\t" + " ".join(text[p.start : p.end] for p in pieces)


def _pieces(text: str, span: Span) -> Iterator[Span]:
    at = span.start
    for found in (*BREAK.finditer(text, span.start, span.end), None):
        yield from _piece(text, at, found.start() if found else span.end)
        at = found.end() if found else at


def _piece(text: str, start: int, end: int) -> Iterator[Span]:
    """The words of one line, where there are any."""
    piece = text[start:end]
    if piece.strip():
        yield Span(start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip()))


def annotation_conf(others: Iterable[str] = ()) -> str:
    """What may be annotated, from the codebook; `others`: labels beside those of the codebook."""
    arguments = ", ".join(f"{role}*:{ACTOR}" for role in PEOPLE) + f", {CONDITION}*:{CONDITION}"
    events = []
    for group, members in [*labels().items(), *([("others", [(one, one) for one in others])] if others else [])]:
        events.append(f"!{group}\n" + "".join(f"\t{label}\t{arguments}\n" for label, _ in members))
    flags = "".join(f"{name}\tArg:<EVENT>\n" for name in FLAGS)
    choices = "".join(f"{name}\tArg:<EVENT>, Value:{'|'.join(values)}\n" for name, values in CHOICES.items())
    return (
        f"[entities]\n{ACTOR}\n{CONDITION}\n\n"
        "[relations]\n<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>\n\n"
        f"[events]\n{''.join(events)}\n[attributes]\n{flags}{choices}"
    )


def visual_conf() -> str:
    """How it is shown: groups and labels in words, actors and conditions in colours of their own."""
    shown = []
    for group, members in labels().items():
        shown.append(f"{group} | {group.replace('_', ': ')}\n")
        shown += [f"{label} | {label.replace('_', ' ')} | {words}\n" for label, words in members]
    return (
        f"[labels]\n{''.join(shown)}\n[drawing]\nSPAN_DEFAULT\tfgColor:black, bgColor:#cfe2f3, borderColor:darken\n"
        "ARC_DEFAULT\tcolor:black, arrowHead:triangle-5\nATTRIBUTE_DEFAULT\tglyph:*\n"
        f"{ACTOR}\tbgColor:#fff2cc\n{CONDITION}\tbgColor:#d9ead3\n"
    )


def documents(folder: Path, pattern: str = "*.ann") -> Iterator[Document]:
    """Each .ann file below a folder, read, with the text beside it."""
    for file in sorted(folder.rglob(pattern)):
        inside = file.relative_to(folder)
        if file.suffix != ".ann" or EXPORTED in inside.parts:
            continue
        found = Document(str(inside), "", reports=tuple(dict.fromkeys(REPORT.findall(str(inside)))))
        try:
            found.text = file.with_suffix(".txt").read_bytes().decode("utf-8")
            read(found, file.read_bytes().decode("utf-8"))
        except FileNotFoundError:
            found.problems.append(f"there is no {file.with_suffix('.txt').name} beside it")
        except OSError as error:
            found.problems.append(f"cannot be read: {error.strerror}")
        except UnicodeDecodeError:
            found.problems.append("is not in UTF-8")
        yield found


@dataclass(slots=True)
class _Read:
    """What the lines of a file say, by their ids."""

    bound: dict[str, tuple[str, tuple[Span, ...]]] = field(default_factory=dict)
    events: dict[str, tuple[int, str, str, list[tuple[str, str]]]] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    notes: dict[tuple[str, str], str] = field(default_factory=dict)


def read(document: Document, lines: str) -> None:
    """Put into a document what an .ann file marks in its text, and name each line of it that is wrong."""
    held = _Read()
    seen: set[str] = set()
    for number, line in enumerate(lines.split("\n"), 1):
        line = line.rstrip("\r")
        if not line.strip() or line.startswith(OTHERS):
            continue
        try:
            key = line.partition("\t")[0]
            if key in seen:
                raise ValueError(f"{key} is there twice")
            seen.add(key)
            _line(held, line, number, document.text)
        except ValueError as error:
            document.problems.append(f"line {number}: {error}")
    for key, (number, label, trigger, arguments) in held.events.items():
        try:
            document.marks.append(_event(held, key, number, label, trigger, arguments, document.text))
        except ValueError as error:
            document.problems.append(f"line {number}: {error}")


def _line(held: _Read, line: str, number: int, text: str) -> None:
    if found := BOUND.fullmatch(line):
        key, kind, places, said = found.groups()
        held.bound[key] = (kind, _spans(places, said, text))
    elif found := EVENT.fullmatch(line):
        pairs = [pair.partition(":")[::2] for pair in found[4].split()]
        held.events[found[1]] = (number, found[2], found[3], pairs)
    elif found := ATTRIBUTE.fullmatch(line):
        _, name, target, value = found.groups()
        if name in CHOICES and value not in CHOICES[name]:
            raise ValueError(f"{name} is “{value}”; there are {', '.join(CHOICES[name])}")
        if name in CHOICES or name in FLAGS:
            held.values.setdefault(target, {})[name] = value if name in CHOICES else YES
    elif found := NOTE.fullmatch(line):
        held.notes[found[3], found[2]] = clean(found[4] or "")
    else:
        raise ValueError(f"is no annotation as brat writes it: “{line[:60]}”")


def _spans(places: str, said: str | None, text: str) -> tuple[Span, ...]:
    pairs = [tuple(map(int, place.split())) for place in places.split(";")]
    for start, end in pairs:
        if not start < end <= len(text):
            raise ValueError(f"{start} to {end} are no places in a text of {len(text)} characters")
    spans = [Span(start, end) for start, end in pairs]
    stands = " ".join(text[s.start : s.end] for s in spans)
    if said is not None and clean(said) != clean(stands):
        raise ValueError(f"its words are “{said[:60]}”, the text has “{clean(stands)[:60]}” there")
    if not (found := whole(text, spans)):
        raise ValueError("it has no words")
    return found


def _event(
    held: _Read, key: str, number: int, label: str, trigger: str, pairs: list[tuple[str, str]], text: str
) -> Marked:
    if trigger not in held.bound:
        raise ValueError(f"{key} has {trigger} as its words, which is not there")
    linked: list[tuple[int, int, Linked]] = []
    for pair, target in pairs:
        role = pair.rstrip("0123456789")
        if role not in ROLES:
            raise ValueError(f"{key} links {target} as “{pair}”; there are {', '.join(ROLES)}")
        if target not in held.bound:
            raise ValueError(
                f"{key} links {target} as {pair}, which is {'an event' if target[:1] == 'E' else 'not there'}"
            )
        words = held.bound[target][1]
        own = "" if role == CONDITION else held.notes.get((target, NOTES), "")
        linked.append(
            (ROLES.index(role), int(pair[len(role) :] or 1), Linked(role, own or name_in(text, words), words))
        )
    values = tuple(sorted(held.values.get(key, {}).items()))
    return Marked(
        label, held.bound[trigger][1], tuple(one for *_, one in sorted(linked, key=lambda item: item[:2])), values,
        held.notes.get((key, ENTRY)) or None, held.notes.get((key, NOTES), ""), f"line {number}",
    )  # fmt: skip
