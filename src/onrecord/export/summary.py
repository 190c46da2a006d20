"""What an analyst would write of one report: who met, demanded, promised, refused, warned, and says who."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

from onrecord.export.words import family_of, line_of, one_line
from onrecord.model import Actor, Entry, Kind, Reading, Report


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


# headings in the order an analyst writes them, and what stands under each: kinds, or families of statements
SECTIONS: tuple[tuple[str, frozenset[str]], ...] = (
    ("Met", frozenset({"meeting"})),
    ("Demanded and offered", frozenset({"demand", "offer"})),
    ("Promised and agreed", frozenset({"commit"})),
    ("Refused", frozenset({"refuse"})),
    ("Warned", frozenset({"warn"})),
    ("Done", frozenset({"action"})),
    ("Blamed, denied, admitted", frozenset({"blame", "deny", "admit"})),
    ("State of the process", frozenset({"phase"})),
    ("Takes part", frozenset({"participation"})),
)
REST = "Also said"


def summary(reading: Reading) -> Summary:
    """The summary of a reading. Every entry stands in exactly one section."""
    grouped: dict[str, list[Entry]] = {title: [] for title in (*(title for title, _ in SECTIONS), REST)}
    for entry in reading.entries:
        grouped[_section(entry)].append(entry)
    sections = []
    number = 0
    for title, entries in grouped.items():
        lines = []
        for number, entry in enumerate(entries, number + 1):  # noqa: B020 - the numbers go on
            lines.append(Line(number, line_of(entry), _quote(reading, entry), entry.id))
        if lines:
            sections.append(Section(title, tuple(lines)))
    return Summary(
        one_line(title_of(reading.report)), _about(reading), tuple(sections), unheard(reading), _notes(reading)
    )


def _section(entry: Entry) -> str:
    what = family_of(entry) if entry.kind is Kind.STATEMENT else entry.kind.value
    return next((title for title, members in SECTIONS if what in members), REST)


def _quote(reading: Reading, entry: Entry) -> str:
    """The source words as they read: lost quotation marks and apostrophes repaired."""
    report = reading.report
    return " … ".join(
        one_line(report.reading_text[report.to_reading(e.start) : report.to_reading(e.end)]) for e in entry.evidence
    )


def unheard(reading: Reading) -> tuple[str, ...]:
    """Who acts, is addressed or meets in the entries and never speaks, himself or by one of his, in order of mention."""
    # whoever would not comment is not heard
    speakers = [a for e in reading.entries if e.act != "decline_comment" for a in e.attribution.speakers]
    heard = {a.name for a in speakers}
    speaks_for = {a.country for a in speakers if a.country}
    offices = " ".join(a.role or "" for a in speakers).casefold()
    named: dict[str, Actor] = {}
    for entry in reading.entries:
        for actor in (*entry.actors, *entry.addressees):
            named.setdefault(actor.name, actor)
    return tuple(
        n
        for n, a in named.items()
        if n not in heard
        and n not in speaks_for
        and n.casefold() not in offices
        and a.kind in ("state", "organisation", "person", "group")
        and n[:1].isupper()
    )


def title_of(report: Report) -> str:
    """The headline of a report, or else where it came from."""
    if report.title is not None:
        return report.title.value
    return "A report from standard input" if report.original.name == "-" else report.original.name


def _about(reading: Reading) -> str:
    report = reading.report
    known = [f"{value.value} ({value.basis})" for value in (report.outlet, report.published) if value is not None]
    if report.published is None:
        known.append("day of publication unknown")
    return one_line(" · ".join(known))


def _notes(reading: Reading) -> tuple[str, ...]:
    notes = list(reading.report.warnings)
    if not reading.entries:
        notes.append("nothing here for the record: no negotiation or conflict is told")
    return tuple(notes)


def as_text(found: Summary, *, width: int = 96) -> str:
    """The summary as plain text, wrapped at `width` characters, long source words shortened to about three lines."""
    width = max(width, 24)
    out = [found.title, found.about, ""]
    for section in found.sections:
        out.append(section.title.upper())
        for line in section.lines:
            out.append(_wrapped(f"{line.number:3d}. {line.words}", width, first="", rest=5))
            quote = _shortened(line.quote, min(220, 3 * (width - 9)))
            out.append(_wrapped(f"“{quote}”", width, first=" " * 7, rest=7))
        out.append("")
    if found.unheard:
        out += ["NOT HEARD", _wrapped(one_line(", ".join(found.unheard)), width, first=" " * 5, rest=5), ""]
    out.extend(one_line(note) for note in found.notes)
    out.append("Suggested by a machine, reviewed by nobody. Every line is somebody's claim.")
    return "\n".join(out)


def _wrapped(text: str, width: int, *, first: str, rest: int) -> str:
    return textwrap.fill(text, width, initial_indent=first, subsequent_indent=" " * rest)


def _shortened(text: str, length: int) -> str:
    """The text cut between words; a word longer than that is cut, too."""
    cut = textwrap.shorten(text, length, placeholder=" …")
    return cut if cut.strip(" …") or not text else text[: length - 2] + " …"
