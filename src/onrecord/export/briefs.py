"""A briefing as Markdown, and as a document for a word processor; the same briefing gives the same bytes."""

from __future__ import annotations

import re

from onrecord.export.brief import Brief, heading, source_line
from onrecord.export.office import Paragraph, document


def as_markdown(brief: Brief) -> str:
    """The briefing as Markdown; nothing that a report says acts as markup."""
    out = [f"# {_md(brief.title)}", "", f"{heading(brief)}. {_md(brief.about)}.", ""]
    for section in brief.sections:
        out += [f"## {_md(section.title)}", ""]
        for name, lines in section.groups():
            out += [f"*{name}*", ""]
            for line in lines:
                out.append(f"- {_md(line.text)}" + "".join(f" [{n}]" for n in line.sources))
                out += [f"  - {_md(under)}" for under in line.under]
            out.append("")
        if not section.lines:
            out += [section.none, ""]
        if section.more:
            out += [f"{section.more} more left out here.", ""]
    out += ["## Sources", "", brief.about_sources, ""]
    out += [f"{source.number}. {_md(source_line(source))}" for source in brief.sources]
    return "\n".join([*out, "", brief.method, ""])


def _md(text: str) -> str:
    return re.sub(r"([\\`*_{}\[\]<>#|!])", r"\\\1", text)


def as_docx(brief: Brief) -> bytes:
    """The briefing as a document of a word processor (DOCX)."""
    parts = [Paragraph(brief.title, "Title"), Paragraph(f"{heading(brief)}. {brief.about}.", "Subtitle")]
    for section in brief.sections:
        parts.append(Paragraph(section.title, "Heading1"))
        for name, lines in section.groups():
            parts.append(Paragraph(name, "Group"))
            for line in lines:
                parts.append(Paragraph(line.text, "ListParagraph", "".join(f" [{n}]" for n in line.sources)))
                parts += [Paragraph(under, "Under") for under in line.under]
        if not section.lines:
            parts.append(Paragraph(section.none))
        if section.more:
            parts.append(Paragraph(f"{section.more} more left out here.", "Under"))
    parts += [Paragraph("Sources", "Heading1"), Paragraph(brief.about_sources, "Under")]
    parts += [Paragraph(f"{source.number}. {source_line(source)}", "Source") for source in brief.sources]
    parts.append(Paragraph(brief.method, "Subtitle"))
    return document(brief.title, parts)
