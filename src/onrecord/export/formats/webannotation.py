"""W3C Web Annotations in JSON-LD: one collection, an annotation for each line, on the exact words of its report."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any
from urllib.parse import quote

from onrecord.export.annotation.marks import YES, label_of, values_of
from onrecord.export.leaving import Leaving
from onrecord.export.words import line_of
from onrecord.model import About, Entry, Evidence
from onrecord.model.writing import to_json

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
# letters before and after the words, by which they are found where a text has changed
AROUND = 32
SLOTS = (("actor", "actors"), ("addressee", "addressees"))


def write(leaving: Leaving) -> Iterator[str]:
    """The collection, an annotation a line; how many there are stands at its end."""
    base = "urn:onrecord:" + _urn(leaving.name)
    head = {"@context": CONTEXT, "id": base, "type": "AnnotationCollection", "label": f"Lines of {leaving.name}"}
    page = {"id": f"{base}:1", "type": "AnnotationPage", "partOf": base, "startIndex": 0}
    yield f'{to_json(head)[:-1]}, "first": {to_json(page)[:-1]}, "items": ['
    total = 0
    for report, lines in groupby(leaving.lines(), key=lambda line: line.entry.report):
        text = leaving.texts([report]).get(report)
        for line in lines:
            made = annotation(line.entry, leaving.reports[report], text, reviewed=line.reviewed)
            yield ("," if total else "") + "\n" + to_json(made)
            total += 1
    yield f'\n]}}, "total": {total}}}\n'


def annotation(entry: Entry, about: About, text: str | None, *, reviewed: bool) -> dict[str, Any]:
    """One line. `text`: the report's, for the letters around the words; None to leave them out."""
    source = {"id": source_of(about), "type": "Text", "language": about.language}
    if about.title:
        source["label"] = about.title
    targets = [{"type": "SpecificResource", "source": source, "selector": _selectors(e, text)} for e in entry.evidence]
    return {
        "id": f"urn:onrecord:{_urn(entry.id)}", "type": "Annotation", "motivation": "classifying",
        "generator": {"type": "Software", "name": f"onrecord {entry.made_by.reader}"},
        "body": [
            _body("classifying", label_of(entry)), _body("describing", line_of(entry)),
            *(_body("tagging", name.lower() if value == YES else f"{name.lower()}: {value}") for name, value in values_of(entry)),
            _body("tagging", "reviewed" if reviewed else "suggested"),
            *(_body("identifying", f"{role}: {actor.name}") for role, slot in SLOTS for actor in getattr(entry, slot)),
            *(_body("identifying", f"speaker: {actor.name}") for actor in entry.attribution.speakers),
        ],
        "target": targets[0] if len(targets) == 1 else targets,
    }  # fmt: skip


def source_of(about: About) -> str:
    """The report's address on the web, or the name of its bytes where it has none."""
    url = about.url or ""
    if url.startswith(("https://", "http://")) and not any(char.isspace() or char in '<>"{}|\\^`' for char in url):
        return url
    return f"urn:sha256:{about.sha256}"


def _selectors(evidence: Evidence, text: str | None) -> list[dict[str, Any]]:
    quote = {"type": "TextQuoteSelector", "exact": evidence.text}
    if text is not None:
        quote["prefix"] = text[max(0, evidence.start - AROUND) : evidence.start]
        quote["suffix"] = text[evidence.end : evidence.end + AROUND]
    return [quote, {"type": "TextPositionSelector", "start": evidence.start, "end": evidence.end}]


def _body(purpose: str, value: str) -> dict[str, str]:
    return {"type": "TextualBody", "purpose": purpose, "value": value, "format": "text/plain"}


def _urn(name: str) -> str:
    """A name as it may stand in a URN."""
    return quote(name, safe="-._~", errors="replace")
