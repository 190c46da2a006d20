"""One report from its bytes: decoded, laid out, repaired for reading, and what is known of it with its basis."""

from __future__ import annotations

import hashlib
import re
from datetime import date
from pathlib import PurePath

from onrecord.errors import ReportSkipped
from onrecord.model import Block, BlockKind, Known, Original, Report, SourceText
from onrecord.reports.decode import decode
from onrecord.reports.language import language_of
from onrecord.reports.layout import Dateline, dateline_of, find_blocks
from onrecord.reports.mainpage import MainPage, is_html, main_page
from onrecord.reports.repair import find_repairs

MONTHS = "january february march april may june july august september october november december".split()
DATE = re.compile(
    r"\b(?:([A-Z][a-z]{2,8})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})|(\d{1,2})(?:st|nd|rd|th)? ([A-Z][a-z]{2,8})\.?,? (\d{4})|(\d{4})-(\d\d)-(\d\d))\b"
)


def make_report(
    data: bytes,
    name: str,
    *,
    published: str | None = None,
    outlet: str | None = None,
    title: str | None = None,
    url: str | None = None,
) -> Report:
    """The report in some bytes. `name` is its path or "-"; what is given by flag wins over what the text says.

    Raises ReportFailed when it is no text, ReportSkipped when there is nothing to read or it is not English.
    """
    page: MainPage | None = None
    if is_html(data, name):
        page = main_page(data)
        text, decoder = page.text, page.decoder
    else:
        decoded = decode(data)
        text, decoder = decoded.text, decoded.decoder
    blocks = find_blocks(text)
    language = language_of(text)
    if language != "en":
        raise ReportSkipped(f"not in English ({language})", hint="Onrecord reads English only; translate it first.")
    warnings = _warnings(blocks)
    dateline = dateline_of(text, blocks)
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return Report(
        id="r-" + digest[:16],
        original=Original(hashlib.sha256(data).hexdigest(), len(data), name, "text/html" if page else "text/plain"),
        source=SourceText("t-" + hashlib.sha256(f"{decoder}\x1f{digest}".encode()).hexdigest()[:16], text, decoder),
        blocks=blocks,
        repairs=find_repairs(text),
        title=_known(title, page.title if page else None, _headline(text, blocks)),
        outlet=_known(
            outlet, page.outlet if page else None, dateline.outlet if dateline else None, last_basis="dateline"
        ),
        published=_published(published, page, dateline, text, blocks, name),
        dateline_place=Known(dateline.place, "dateline") if dateline and dateline.place else None,
        url=_known(url, page.url if page else None, None),
        language=language,
        warnings=warnings,
    )


def _warnings(blocks: tuple[Block, ...]) -> tuple[str, ...]:
    if any(block.kind is BlockKind.BODY for block in blocks):
        return ()
    if any(block.kind is BlockKind.HEADLINE for block in blocks):
        return ("only a headline",)
    raise ReportSkipped("only boilerplate: no paragraph of a report", hint="Save the article's text.")


def _headline(text: str, blocks: tuple[Block, ...]) -> str | None:
    block = next((b for b in blocks if b.kind is BlockKind.HEADLINE), None)
    return text[block.start : block.end].lstrip("# ").strip() if block is not None else None


def _known(flag: str | None, meta: str | None, own: str | None, *, last_basis: str = "text") -> Known | None:
    for value, basis in ((flag, "flag"), (meta, "html metadata"), (own, last_basis)):
        if value:
            return Known(value, basis)
    return None


def _published(
    flag: str | None, page: MainPage | None, dateline: Dateline | None, text: str, blocks: tuple[Block, ...], name: str
) -> Known | None:
    """The day of publication with its basis; a date without a year tells no day."""
    if flag:
        return Known(flag, "flag")
    if page is not None and page.published:
        return Known(page.published, "html metadata")
    if dateline is not None and dateline.when and (day := iso_date(dateline.when)):
        return Known(day, "dateline")
    for block in blocks[:6]:
        if block.kind in (BlockKind.BYLINE,) and (day := iso_date(text[block.start : block.end])):
            return Known(day, "text")
    if (day := iso_date(PurePath(name).name.replace("_", " "))) is not None:
        return Known(day, "file name")
    return None


def iso_date(words: str) -> str | None:
    """The first full date in some words, as YYYY-MM-DD, or None.

    >>> iso_date("GENEVA, March 3, 2026")
    '2026-03-03'
    """
    match = DATE.search(words)
    if match is None:
        return None
    if match.group(7):
        year, month, day = int(match.group(7)), int(match.group(8)), int(match.group(9))
    else:
        named = (match.group(1) or match.group(5)).lower()
        found = [
            n
            for n, full in enumerate(MONTHS, 1)
            if full.startswith(named[:3]) and (full.startswith(named) or named == "sept")
        ]
        if not found:
            return None
        month, day, year = found[0], int(match.group(2) or match.group(4)), int(match.group(3) or match.group(6))
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
