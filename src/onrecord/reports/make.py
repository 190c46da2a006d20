"""One report from its bytes: decoded, laid out, repaired for reading, and what is known of it with its basis."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import PurePath

from onrecord.errors import ReportFailed, ReportSkipped
from onrecord.model import Arrival, Block, BlockKind, Known, Original, Report, SourceText
from onrecord.reports.decode import Decoded
from onrecord.reports.forms import form_of
from onrecord.reports.language import language_of
from onrecord.reports.layout import Dateline, dateline_of, find_blocks
from onrecord.reports.ocr import Recognised, in_words
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
    return arrived_report(Arrival(name, data), published=published, outlet=outlet, title=title, url=url)


def arrived_report(
    arrival: Arrival,
    *,
    published: str | None = None,
    outlet: str | None = None,
    title: str | None = None,
    url: str | None = None,
    seen: Recognised | None = None,
) -> Report:
    """The report that arrived: flags win over what its source says of it, that over what it says of itself.

    `seen`: the same file with a text layer, where its pages are pictures.
    """
    decoded = _decoded(arrival if seen is None else replace(arrival, data=seen.data))
    decoded = replace(decoded, warnings=(*decoded.warnings, *_of_pages(decoded, seen)))
    if seen is not None:
        decoded = replace(decoded, decoder=f"{decoded.decoder}, {seen.by}")
    text = decoded.text
    blocks = find_blocks(text)
    language = language_of(text)
    if language != "en":
        raise ReportSkipped(f"not in English ({language})", hint="Onrecord reads English only; translate it first.")
    warnings = _warnings(blocks) + decoded.warnings
    dateline = dateline_of(text, blocks)
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    said = {**decoded.known, **arrival.known}
    flags = {"title": title, "outlet": outlet, "published": published, "url": url}
    said |= {key: Known(value, "flag") for key, value in flags.items() if value}
    return Report(
        id="r-" + digest[:16],
        original=Original(
            arrival.sha256,
            len(arrival.data),
            arrival.name,
            decoded.media_type,
            arrival.file,
            arrival.position,
            arrival.bytes_sha256,
            arrival.retrieved,
            arrival.address,
        ),
        source=SourceText(
            "t-" + hashlib.sha256(f"{decoded.decoder}\x1f{digest}".encode()).hexdigest()[:16], text, decoded.decoder
        ),
        blocks=blocks,
        repairs=find_repairs(text),
        title=_title(said.get("title"), _known(_headline(text, blocks), "text")),
        outlet=said.get("outlet") or _known(dateline.outlet if dateline else None, "dateline"),
        published=_published(said.get("published"), dateline, text, blocks, arrival.name),
        dateline_place=Known(dateline.place, "dateline") if dateline and dateline.place else None,
        url=said.get("url"),
        language=language,
        warnings=warnings,
        pages=decoded.pages,
        unread=decoded.unread,
        author=said.get("author"),
        updated=said.get("updated"),
        moment=said.get("moment"),
    )


def _of_pages(decoded: Decoded, seen: Recognised | None) -> Iterator[str]:
    """What is to be known of pages that are pictures."""
    if seen is not None:
        which = f"the text of {in_words(seen.pages)}" if seen.pages else "its text"
        yield f"{which} was recognised in pictures by {seen.by}: compare the pages before you rely on a word"
    if decoded.unread:
        words = "a picture" if len(decoded.unread) == 1 else "pictures"
        lacking = "without a text layer" if seen is None else "in which no text was recognised"
        verb = "is" if len(decoded.unread) == 1 else "are"
        yield f"{in_words(decoded.unread)} of {len(decoded.pages)} {verb} not read: {words} {lacking}"


def _decoded(arrival: Arrival) -> Decoded:
    form = form_of(arrival.data, arrival.name, arrival.form)
    try:
        return form.decode(arrival.data)
    except (ReportFailed, ReportSkipped):
        raise
    except (RecursionError, MemoryError) as error:
        raise ReportFailed("nested too deep, or too large to decode", hint="No report is; leave it out.") from error
    except Exception as error:  # a library's failure is this report's failure, whatever its kind
        why = f"cannot be decoded as {form.name}: {type(error).__name__}: {error}"[:300]
        raise ReportFailed(why, hint="It may be damaged: open it, and save its text.") from error


def _warnings(blocks: tuple[Block, ...]) -> tuple[str, ...]:
    if any(block.kind is BlockKind.BODY for block in blocks):
        return ()
    if any(block.kind is BlockKind.HEADLINE for block in blocks):
        return ("only a headline",)
    raise ReportSkipped("only boilerplate: no paragraph of a report", hint="Save the article's text.")


def _headline(text: str, blocks: tuple[Block, ...]) -> str | None:
    block = next((b for b in blocks if b.kind is BlockKind.HEADLINE), None)
    return text[block.start : block.end].lstrip("# ").strip() if block is not None else None


def _known(value: str | None, basis: str) -> Known | None:
    return Known(value, basis) if value else None


def _title(said: Known | None, own: Known | None) -> Known | None:
    """The title: what programs keep among a file's properties counts only where the text has no headline."""
    return own if own is not None and said is not None and said.basis == "file properties" else said or own


def _published(
    said: Known | None, dateline: Dateline | None, text: str, blocks: tuple[Block, ...], name: str
) -> Known | None:
    """The day of publication with its basis; a date without a year tells no day.

    The day of a message counts only where the text has none.
    """
    if said is not None and said.basis != "mail header":
        return said
    if dateline is not None and dateline.when and (day := iso_date(dateline.when)):
        return Known(day, "dateline")
    for block in blocks[:6]:
        if block.kind in (BlockKind.BYLINE,) and (day := iso_date(text[block.start : block.end])):
            return Known(day, "text")
    if said is not None:
        return said
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
