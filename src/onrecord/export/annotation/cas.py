"""Reports as UIMA CAS in JSON, as INCEpTION and dkpro-cassis read and write it.

A line is a span of the type Entry, with its label and values as features and everybody in it linked by the feature `who`. Its
further words, where they stand apart, and its condition are spans of the type Words, linked as well. Offsets count UTF-16
code units, as UIMA does: a character beyond the first 65,536 counts two.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from onrecord.export.annotation.brat import REPORT
from onrecord.export.annotation.marks import (
    CHOICES,
    CONDITION,
    EXPORTED,
    FLAGS,
    ROLES,
    YES,
    Document,
    Linked,
    Marked,
    clean,
    name_in,
    whole,
)
from onrecord.model import Span
from onrecord.model.writing import to_json

# INCEpTION takes types of this namespace as layers of its own
SPACE = "webanno.custom."
ENTRY, ACTOR, WORDS, LINK = SPACE + "Entry", SPACE + "Actor", SPACE + "Words", SPACE + "EntryWhoLink"
ANNOTATION, TOP, TEXT, BOOL = "uima.tcas.Annotation", "uima.cas.TOP", "uima.cas.String", "uima.cas.Boolean"
FURTHER = "Words"
# type: what it is, its super-type, its features with their ranges
TYPES: dict[str, tuple[str, str, dict[str, str]]] = {
    ENTRY: (
        "A line of the record: who did or said what, to whom, in what form, who says so.",
        ANNOTATION,
        {
            "label": TEXT, **{name.lower(): TEXT for name in CHOICES}, **{name.lower(): BOOL for name in FLAGS},
            "who": f"{LINK}[]", "note": TEXT, "entry": TEXT,
        },
    ),
    ACTOR: ("Anyone who speaks or acts; the name where the words do not say it.", ANNOTATION, {"name": TEXT}),
    WORDS: ("The condition of a line, or further words that it rests on.", ANNOTATION, {}),
    LINK: ("Who is linked to a line as what: Actor, Addressee, Speaker, Condition, Words.", TOP, {"role": TEXT, "target": ANNOTATION}),
}  # fmt: skip

# characters of two code units
WIDE = re.compile("[\U00010000-\U0010ffff]")
# the features that hold the values of a line
CHOSEN = tuple((name, name.lower()) for name in CHOICES)
FLAGGED = tuple((name, name.lower()) for name in FLAGS)


class Units:
    """Offsets of a text in UTF-16 code units, and back to code points."""

    def __init__(self, text: str) -> None:
        self._wide = [found.start() for found in WIDE.finditer(text)] if not text.isascii() else []
        self._units = [n + before for before, n in enumerate(self._wide)]

    def of(self, point: int) -> int:
        """The code unit at which a code point begins.

        >>> Units("a😀b").of(2)
        3
        """
        return point + bisect_left(self._wide, point)

    def to(self, unit: int) -> int:
        """The code point that begins at a code unit; ValueError in the midst of a character.

        >>> Units("a😀b").to(3)
        2
        """
        before = bisect_left(self._units, unit)
        if before and self._units[before - 1] == unit - 1:
            raise ValueError(f"{unit} is in the midst of a character")
        return unit - before


def cas(marks: Iterable[Marked], text: str, language: str) -> str:
    """A report with its lines as a CAS in JSON."""
    units = Units(text)
    of = units.of
    made: list[dict[str, Any]] = [
        {
            "%ID": 1, "%TYPE": "uima.cas.Sofa", "sofaNum": 1, "sofaID": "_InitialView", "mimeType": "text",
            "sofaString": text,
        },
        {
            "%ID": 2, "%TYPE": "uima.tcas.DocumentAnnotation", "@sofa": 1, "begin": 0, "end": of(len(text)),
            "language": language,
        },
    ]  # fmt: skip
    members = [2]
    spans: dict[tuple[str, str, int, int], int] = {}

    def put(kind: str) -> dict[str, Any]:
        made.append({"%ID": len(made) + 1, "%TYPE": kind})
        return made[-1]

    def at(kind: str, start: int, end: int) -> dict[str, Any]:
        one = put(kind)
        members.append(one["%ID"])
        one["@sofa"], one["begin"], one["end"] = 1, of(start), of(end)
        return one

    def span(kind: str, name: str, start: int, end: int) -> int:
        key = (kind, name, start, end)
        if key not in spans:
            one = at(kind, start, end)
            spans[key] = one["%ID"]
            if kind == ACTOR:
                one["name"] = name
        return spans[key]

    def link(role: str, target: int) -> int:
        one = put(LINK)
        one["role"], one["@target"] = role, target
        return int(one["%ID"])

    for marked in marks:
        links = [(FURTHER, span(WORDS, "", place.start, place.end)) for place in marked.words[1:]]
        for linked in marked.linked:
            if linked.role == CONDITION:
                links += [(CONDITION, span(WORDS, linked.name, s.start, s.end)) for s in linked.words]
            else:
                links.append((linked.role, span(ACTOR, linked.name, linked.words[0].start, linked.words[-1].end)))
        elements = [link(role, target) for role, target in links]
        if links:
            put("uima.cas.FSArray")["%ELEMENTS"] = elements
        who, values = len(made), dict(marked.values)
        one = at(ENTRY, marked.words[0].start, marked.words[0].end)
        one["label"] = marked.label
        one |= {feature: values[name] for name, feature in CHOSEN if name in values}
        one |= {feature: name in values for name, feature in FLAGGED}
        one["entry"] = marked.entry
        if links:
            one["@who"] = who
    view = {"_InitialView": {"%SOFA": 1, "%MEMBERS": members}}
    return f'{{"%TYPES": {_types()}, "%FEATURE_STRUCTURES": {to_json(made)}, "%VIEWS": {to_json(view)}}}'


@cache
def _types() -> str:
    return to_json(types())


def types() -> dict[str, Any]:
    """The types, as a CAS in JSON has them."""
    return {
        name: {
            "%NAME": name, "%SUPER_TYPE": above, "%DESCRIPTION": said,
            **{key: {"%NAME": key, "%RANGE": kind} for key, kind in features.items()},
        }
        for name, (said, above, features) in TYPES.items()
    }  # fmt: skip


def type_system() -> str:
    """The types as a UIMA type system, from which INCEpTION makes its layers."""
    out = ['<?xml version="1.0" encoding="UTF-8"?>\n']
    out.append('<typeSystemDescription xmlns="http://uima.apache.org/resourceSpecifier">\n<types>\n')
    for name, (said, above, features) in TYPES.items():
        out.append(f"<typeDescription><name>{name}</name><description>{escape(said)}</description>")
        out.append(f"<supertypeName>{above}</supertypeName><features>\n")
        for key, kind in features.items():
            element = f"<elementType>{kind[:-2]}</elementType>" if kind.endswith("[]") else ""
            kind = "uima.cas.FSArray" if element else kind
            out.append(
                f"<featureDescription><name>{key}</name><description/><rangeTypeName>{kind}</rangeTypeName>{element}"
                "</featureDescription>\n"
            )
        out.append("</features></typeDescription>\n")
    out.append("</types>\n</typeSystemDescription>\n")
    return "".join(out)


def documents(folder: Path, pattern: str = "*.json") -> Iterator[Document]:
    """Each CAS in JSON below a folder, read."""
    for file in sorted(folder.rglob(pattern)):
        inside = file.relative_to(folder)
        if EXPORTED in inside.parts or not file.is_file():
            continue
        found = Document(str(inside), "", reports=tuple(dict.fromkeys(REPORT.findall(str(inside)))))
        try:
            read(found, file.read_text(encoding="utf-8-sig", errors="strict"))
        except OSError as error:
            found.problems.append(f"cannot be read: {error.strerror}")
        except UnicodeDecodeError:
            found.problems.append("is not in UTF-8")
        except json.JSONDecodeError as error:
            found.problems.append(f"line {error.lineno}: is no JSON: {error.msg}")
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            said = f"“{error.args[0]}” is missing" if isinstance(error, KeyError) else str(error)
            found.problems.append(f"is no UIMA CAS: {said}")
        yield found


def read(document: Document, content: str) -> None:
    """Put into a document the text of a CAS and what is marked in it, and name each feature structure that is wrong."""
    data = json.loads(content)
    if not isinstance(data, dict) or "%FEATURE_STRUCTURES" not in data:
        raise ValueError("it has no %FEATURE_STRUCTURES")
    given = data["%FEATURE_STRUCTURES"]
    held = (
        {int(key): one for key, one in given.items()} if isinstance(given, dict) else {one["%ID"]: one for one in given}
    )
    view = data["%VIEWS"]["_InitialView"]
    document.text = str(held[view["%SOFA"]]["sofaString"])
    units = Units(document.text)
    for key in view["%MEMBERS"]:
        if key not in held:
            document.problems.append(f"feature structure {key} is in the view, but not there")
        elif held[key]["%TYPE"] == ENTRY:
            try:
                document.marks.append(_entry(held, key, units, document.text))
            except (ValueError, KeyError, TypeError) as error:
                said = f"“{error.args[0]}” is missing" if isinstance(error, KeyError) else str(error)
                document.problems.append(f"feature structure {key}: {said}")
    document.marks.sort(key=lambda one: (one.words, one.where))


def _entry(held: dict[int, dict[str, Any]], key: int, units: Units, text: str) -> Marked:
    one = held[key]
    linked: list[Linked] = []
    words = [_span(one, units, text)]
    condition: list[Span] = []
    elements = held[one["@who"]].get("%ELEMENTS", []) if one.get("@who") else []
    for link in (held[element] for element in elements if element):
        # a slot that nobody filled
        if not link.get("@target"):
            continue
        target, role = held[link["@target"]], link.get("role")
        span = _span(target, units, text)
        if role == FURTHER:
            words.append(span)
        elif role == CONDITION:
            condition.append(span)
        elif role in ROLES:
            own = whole(text, [span])
            linked.append(Linked(role, clean(target.get("name") or "") or name_in(text, own), own))
        else:
            raise ValueError(f"it links words as “{role}”; there are {', '.join((*ROLES, FURTHER))}")
    if condition:
        own = whole(text, condition)
        linked.append(Linked(CONDITION, name_in(text, own), own))
    values = {name: str(one[name.lower()]) for name in CHOICES if one.get(name.lower())}
    for name, value in values.items():
        if value not in CHOICES[name]:
            raise ValueError(f"{name.lower()} is “{value[:40]}”; there are {', '.join(CHOICES[name])}")
    values |= {name: YES for name in FLAGS if one.get(name.lower())}
    if not one.get("label"):
        raise ValueError("it has no label")
    linked.sort(key=lambda link: ROLES.index(link.role))
    return Marked(
        str(one["label"]), whole(text, words), tuple(linked), tuple(sorted(values.items())),
        str(one["entry"]) if one.get("entry") else None, clean(one.get("note") or ""), f"feature structure {key}",
    )  # fmt: skip


def _span(one: dict[str, Any], units: Units, text: str) -> Span:
    start, end = (units.to(int(one[name] if name in one else one[f"^{name}"])) for name in ("begin", "end"))
    if not 0 <= start < end <= len(text) or not text[start:end].strip():
        raise ValueError(f"there are no words from {start} to {end} in a text of {len(text)} characters")
    return Span(start, end)
