"""What an analyst would write of one report: who met, demanded, promised, refused, warned, and says who."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from dataclasses import dataclass

from onrecord.codebook import load_codebook
from onrecord.export.words import line_of
from onrecord.model import Actor, Entry, Kind, Reading


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a summary: its number, its words, and the source words it rests on."""

    number: int
    words: str
    quote: str
    entry_id: str


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its lines."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """A report in lines an analyst can check, with who was not heard."""

    title: str
    about: str
    sections: tuple[Section, ...]
    unheard: tuple[str, ...]
    notes: tuple[str, ...]


def _family(*families: str) -> Callable[[Entry], bool]:
    acts = load_codebook().acts

    def fits(entry: Entry) -> bool:
        return entry.kind is Kind.STATEMENT and acts[entry.act or ""].family in families

    return fits


def _kind(kind: Kind) -> Callable[[Entry], bool]:
    return lambda entry: entry.kind is kind


def summary(reading: Reading) -> Summary:
    """The summary of a reading. Every entry stands in exactly one section."""
    parts: list[tuple[str, Callable[[Entry], bool]]] = [
        ("Met", _kind(Kind.MEETING)),
        ("Demanded and offered", _family("demand", "offer")),
        ("Promised and agreed", _family("commit")),
        ("Refused", _family("refuse")),
        ("Warned", _family("warn")),
        ("Done", _kind(Kind.ACTION)),
        ("Blamed, denied, admitted", _family("blame", "deny", "admit")),
        ("State of the process", _kind(Kind.PHASE)),
        ("Takes part", _kind(Kind.PARTICIPATION)),
        ("Also said", _family("praise", "say")),
    ]
    sections = []
    number = 0
    for title, fits in parts:
        lines = []
        for entry in reading.entries:
            if fits(entry):
                number += 1
                quote = " … ".join(" ".join(e.text.split()) for e in entry.evidence)
                lines.append(Line(number, line_of(entry), quote, entry.id))
        if lines:
            sections.append(Section(title, tuple(lines)))
    return Summary(_title(reading), _about(reading), tuple(sections), unheard(reading), _notes(reading))


def unheard(reading: Reading) -> tuple[str, ...]:
    """Who acts, is addressed or meets in the entries and never speaks himself, in order of first mention."""
    heard = {a.name for e in reading.entries for a in e.attribution.speakers}
    speaks_for = {a.country for e in reading.entries for a in e.attribution.speakers if a.country}
    named: dict[str, Actor] = {}
    for entry in reading.entries:
        for actor in (*entry.actors, *entry.addressees):
            named.setdefault(actor.name, actor)
    return tuple(
        n
        for n, a in named.items()
        if n not in heard
        and n not in speaks_for
        and a.kind in ("state", "organisation", "person", "group")
        and n[:1].isupper()
    )


def _title(reading: Reading) -> str:
    report = reading.report
    return report.title.value if report.title else report.original.name


def _about(reading: Reading) -> str:
    report = reading.report
    known = [f"{value.value} ({value.basis})" for value in (report.outlet, report.published) if value is not None]
    if report.published is None:
        known.append("day of publication unknown")
    return " · ".join(known)


def _notes(reading: Reading) -> tuple[str, ...]:
    notes = list(reading.report.warnings)
    if not reading.entries:
        notes.append("nothing here for the record: no negotiation or conflict is told")
    return tuple(notes)


def as_text(found: Summary, *, width: int = 96) -> str:
    """The summary as plain text, lines wrapped at `width` characters."""
    out = [found.title, found.about, ""]
    for section in found.sections:
        out.append(section.title.upper())
        for line in section.lines:
            out.append(textwrap.fill(f"{line.number:3d}. {line.words}", width, subsequent_indent="     "))
            out.append(
                textwrap.fill(
                    f"“{textwrap.shorten(line.quote, 220, placeholder=' …')}”",
                    width,
                    initial_indent="       ",
                    subsequent_indent="       ",
                )
            )
        out.append("")
    if found.unheard:
        out.append("NOT HEARD")
        out.append(textwrap.fill(", ".join(found.unheard), width, initial_indent="     ", subsequent_indent="     "))
        out.append("")
    out.extend(found.notes)
    out.append("Suggested by a machine, reviewed by nobody. Every line is somebody's claim.")
    return "\n".join(out)
