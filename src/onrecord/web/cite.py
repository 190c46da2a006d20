"""How to cite a line: in plain words, as BibTeX, and as CSL-JSON. The report is cited, with the words quoted."""

from __future__ import annotations

import json
from typing import Any

from onrecord.export.words import one_line
from onrecord.model.plain import safe
from onrecord.model.story import Line
from onrecord.record import StoredReport


def citations(line: Line, stored: StoredReport, title: str) -> dict[str, str]:
    """The citation in each form, and the quotation with its source, ready to copy."""
    found = stored.report
    outlet = one_line(found.outlet.value) if found.outlet is not None else ""
    published = found.published.value[:10] if found.published is not None else ""
    url = found.url.value if found.url is not None else ""
    quote = " … ".join(one_line(e.text) for e in line.entry.evidence)
    known = [outlet, f"“{title}”" if title else "", published or "no date", url, f"entry {line.entry.id}"]
    plain = ", ".join(part for part in known if part) + "."
    return {
        "quotation": f"“{quote}” ({', '.join(p for p in (outlet or title, published or 'no date') if p)})",
        "plain": plain,
        "bibtex": _bibtex(found.id, title, outlet, published, url, f"Onrecord entry {line.entry.id}"),
        "csl": json.dumps(_csl(found.id, title, outlet, published, url, line.entry.id), ensure_ascii=False, indent=1),
    }


# what TeX reads as a command
TEX = str.maketrans({
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "%": r"\%", "&": r"\&", "$": r"\$", "#": r"\#", "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
})  # fmt: skip


# and what would end an address in it early
URL = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C"})


def _bibtex(key: str, title: str, outlet: str, published: str, url: str, note: str) -> str:
    rows = [("title", title), ("journal", outlet), ("date", published), ("note", note)]
    lines = [f"  {name} = {{{safe(value).translate(TEX)}}}," for name, value in rows if value]
    if url:
        lines.append(f"  url = {{{safe(url).translate(URL)}}},")
    return "\n".join([f"@article{{{key},", *lines, "}"])


def _csl(key: str, title: str, outlet: str, published: str, url: str, entry: str) -> list[dict[str, Any]]:
    item: dict[str, Any] = {"id": key, "type": "article-newspaper", "title": title, "note": f"Onrecord entry {entry}"}
    if outlet:
        item["container-title"] = outlet
    if published:
        item["issued"] = {"date-parts": [[int(part) for part in published.split("-")]]}
    if url:
        item["URL"] = url
    return [item]
