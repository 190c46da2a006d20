"""One text with an identity, and the three texts it is kept in."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from onrecord.model.plain import facts
from onrecord.model.span import Span

# letters with which a notebook shows how a report begins
BEGINS = 400


class BlockKind(StrEnum):
    """What a stretch of a report is. Only body is read; headline and caption for what the body lacks."""

    HEADLINE = "headline"
    BYLINE = "byline"
    DATELINE = "dateline"
    CAPTION = "caption"
    PROMOTION = "promotion"
    NAVIGATION = "navigation"
    HEADING = "heading"
    BODY = "body"


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or line of the source text and what it is. Blocks are in order and do not overlap."""

    start: int
    end: int
    kind: BlockKind


@dataclass(frozen=True, slots=True)
class Repair:
    """Characters start to end of the source text, read as other characters (which may be none)."""

    start: int
    end: int
    reads_as: str
    why: str


@dataclass(frozen=True, slots=True)
class Known:
    """Something known of a report and where it is known from ("flag", "text", "html metadata", "file name")."""

    value: str
    basis: str


@dataclass(frozen=True, slots=True)
class Original:
    """The bytes as they arrived: their hash and where they are; the bytes themselves are only referred to.

    `file` is the file on disk when `name` leads into one, `position` the place in there, from 1. `sha256` is of the bytes
    and of what their source says beside them, `bytes_sha256` of the bytes alone. `retrieved`: when they were fetched from
    `address`. `data`: the bytes, on their way to where originals are kept.
    """

    sha256: str
    size: int
    name: str
    media_type: str = "text/plain"
    file: str | None = None
    position: int | None = None
    bytes_sha256: str | None = None
    retrieved: str | None = None
    address: str | None = None
    data: bytes | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True)
class SourceText:
    """What a named, versioned decoder makes of the bytes: verbatim, immutable, newlines as they are."""

    id: str
    text: str
    decoder: str


@dataclass(frozen=True)
class Report:
    """One report: its source text, what each part of it is, and how it is repaired for reading.

    `blocks` and `repairs` are sorted, in offsets of `source.text`. `reading_text` is the source text with the
    repairs made; `to_source` leads from its offsets back. `pages`: where each page begins, of what has pages; `unread`: the
    numbers of those that are pictures without text. `author` and `updated`, the day of the last change, are what a page says of itself. `moment`:
    day, time and zone of publication, where they are given.
    """

    id: str
    original: Original
    source: SourceText
    blocks: tuple[Block, ...]
    repairs: tuple[Repair, ...] = ()
    title: Known | None = None
    outlet: Known | None = None
    published: Known | None = None
    dateline_place: Known | None = None
    url: Known | None = None
    language: str = "en"
    warnings: tuple[str, ...] = field(default=())
    pages: tuple[int, ...] = ()
    author: Known | None = None
    updated: Known | None = None
    moment: Known | None = None
    unread: tuple[int, ...] = ()

    @property
    def text(self) -> str:
        """The untouched source text, which all offsets count."""
        return self.source.text

    def _repr_html_(self) -> str:
        """As a notebook shows it: what is known of it, and how it begins."""
        known = [
            (name, getattr(self, name))
            for name in ("title", "author", "outlet", "published", "updated", "url", "dateline_place")
        ]
        rows: list[tuple[str, object]] = [
            (name, f"{one.value} ({one.basis})") for name, one in known if one is not None
        ]
        begins = " ".join(self.reading_text[:BEGINS].split())
        return facts(f"report {self.id}", [*rows, *(("warning", one) for one in self.warnings)], f"{begins} …")

    @cached_property
    def _pieces(self) -> tuple[str, list[int], list[tuple[int, int, int]]]:
        """The reading text, and its pieces as (reading start, source start, source end); a kept piece maps 1:1."""
        out: list[str] = []
        starts: list[int] = []
        pieces: list[tuple[int, int, int]] = []
        at = done = 0
        source = self.source.text

        def put(text: str, start: int, end: int) -> None:
            nonlocal at
            if text:
                starts.append(at)
                pieces.append((at, start, end))
                out.append(text)
                at += len(text)

        for repair in self.repairs:
            put(source[done : repair.start], done, repair.start)
            put(repair.reads_as, repair.start, repair.end)
            done = repair.end
        put(source[done:], done, len(source))
        return "".join(out), starts, pieces

    @property
    def reading_text(self) -> str:
        """The source text with lost quotation marks, mojibake and broken apostrophes repaired."""
        return self._pieces[0]

    def to_source(self, start: int, end: int) -> Span:
        """The source characters behind reading characters start to end; a repaired piece counts whole."""
        text, starts, pieces = self._pieces
        if not pieces or start >= end:
            where = self._source_at(start)
            return Span(where, where)
        first = pieces[bisect_right(starts, start) - 1]
        last_index = bisect_right(starts, end - 1) - 1
        last = pieces[last_index]
        last_length = (starts[last_index + 1] if last_index + 1 < len(starts) else len(text)) - last[0]
        one_to_one = first[2] - first[1] == self._length(first)
        source_start = first[1] + (start - first[0]) if one_to_one else first[1]
        source_end = last[1] + (end - last[0]) if last[2] - last[1] == last_length else last[2]
        return Span(source_start, source_end)

    def page_of(self, offset: int) -> int | None:
        """The page on which a source offset stands, from 1; None in a text without pages."""
        return bisect_right(self.pages, offset) or 1 if self.pages else None

    def to_reading(self, offset: int) -> int:
        """The reading offset of a source offset; inside a repair, its beginning."""
        shift = 0
        for repair in self.repairs:
            if repair.end <= offset:
                shift += len(repair.reads_as) - (repair.end - repair.start)
            elif repair.start < offset:
                return repair.start + shift
            else:
                break
        return offset + shift

    def _length(self, piece: tuple[int, int, int]) -> int:
        text, starts, _ = self._pieces
        after = bisect_right(starts, piece[0])
        return (starts[after] if after < len(starts) else len(text)) - piece[0]

    def _source_at(self, offset: int) -> int:
        _, starts, pieces = self._pieces
        if not pieces:
            return 0
        piece = pieces[max(0, bisect_right(starts, offset) - 1)]
        return min(piece[2], piece[1] + offset - piece[0])


@dataclass(frozen=True, slots=True)
class About:
    """What is known of a report beside its text. `sha256`: of the bytes that it came as; `source_text`: the id of what offsets count in."""

    id: str
    source_text: str
    sha256: str
    title: str | None = None
    outlet: str | None = None
    published: str | None = None
    url: str | None = None
    language: str = "en"
