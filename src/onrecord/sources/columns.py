"""Which column of a table is the text, the headline, the day …: by its name, then by what stands in it, or as one is told."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import mean
from typing import Any

from onrecord.errors import ReportFailed
from onrecord.model import Arrival, Failure, Known
from onrecord.sources.form import How
from onrecord.sources.found import Found
from onrecord.sources.words import known, step

# the first name that is there is taken
NAMES = {
    "text": "text full_text fulltext article_text body_text main_text maintext plain_text plaintext body article content content_text "
    "article_body content_body story story_text full_article raw_text cleaned_text clean_text html content_html content_rendered body_html document transcript "
    "message description summary".split(),
    "title": "title headline head heading subject article_title title_rendered name".split(),
    "published": "published published_at publishedat published_date published_on date_published date_publish datepublished publish_date "
    "publishing_date publication_date pub_date pubdate date article_date datetime date_time issued timestamp time day created_at created load_date".split(),
    "outlet": "outlet source_name source_title publisher publication publication_title newspaper news_outlet media media_name source site_name sitename "
    "site source_domain domain journal feed_title feed".split(),
    "author": "author authors byline creator dc_creator writer journalist".split(),
    "updated": "updated updated_at date_modify date_modified datemodified modified modified_at last_modified last_updated lastmod".split(),
    "url": "url link href canonical_url article_url permalink web_url source_url address uri".split(),
    "id": "id _id guid uuid article_id doc_id document_id docid accession_number accession_no key hash".split(),
}
MOST_COLUMNS = 2_000
# letters a value from which a column is held for the text, whatever its name
LONG = 200
HTML = re.compile(r"<(?:p|div|br|span|h\d|ul|table|article|section)\b[^<>]*>", re.I)

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Mapped:
    """Which column holds what; what is not there has none."""

    columns: Mapping[str, str]
    unused: tuple[str, ...] = ()

    def in_words(self) -> str:
        """As it is shown: "text=body, published=date; not used: wire"."""
        words = ", ".join(f"{field}={column}" for field, column in self.columns.items())
        more = f" and {len(self.unused) - 8} more" if len(self.unused) > 8 else ""
        return words + (f"; not used: {', '.join(self.unused[:8])}{more}" if self.unused else "")


def folded(name: str) -> str:
    """A column's name as names are compared.

    >>> folded("Publication Date"), folded("source.name")
    ('publication_date', 'source_name')
    """
    return re.sub(r"[^a-z0-9]+", "_", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name.strip("\ufeff ")).lower()).strip("_")


def by_name(header: Sequence[str], given: Mapping[str, str]) -> dict[str, str]:
    """The columns that are told, then those whose names tell them; each column once."""
    found = dict(given)
    plain = {folded(column): column for column in reversed(header)}
    # one level of a nested object may be named anything: "_source.body"
    last = {folded(column.rsplit(".", 1)[-1]): column for column in reversed(header) if "." in column}
    for field, names in NAMES.items():
        # a library says when its own line was changed, not the report
        if field in found or field == "updated" and "date_added" in plain:
            continue
        for name in names:
            column = plain.get(name) or last.get(name)
            if column is not None and column not in found.values():
                found[field] = column
                break
    return found


def mapping(header: Sequence[str], rows: Sequence[Row], how: How) -> Mapped | None:
    """Which column holds what, from names and some rows; None when no column is a text."""
    if len(header) > MOST_COLUMNS:
        raise ReportFailed(f"a table of {len(header):,} columns", hint=f"At most {MOST_COLUMNS:,} are read.")
    missing = [column for column in how.columns.values() if column not in header]
    if missing:
        there = ", ".join(header[:12])
        raise ReportFailed(f"no column {', '.join(missing)}", hint=f"Its columns are {there}."[:500])
    found = by_name(header, how.columns)
    if "text" not in how.columns:
        longest = max(((_length(rows, column), column) for column in header), default=(0, ""))
        named = _length(rows, found["text"]) if "text" in found else 0
        # a column "content" of one line beside one of an article is not the article
        if longest[0] >= LONG and named < 0.25 * longest[0]:
            found = {field: column for field, column in found.items() if column != longest[1]} | {"text": longest[1]}
    if "text" not in found:
        return None
    ordered = {field: found[field] for field in NAMES if field in found}
    return Mapped(ordered, tuple(column for column in header if column not in ordered.values()))


def _length(rows: Sequence[Row], column: str) -> float:
    lengths = [len(words) for row in rows if " " in (words := as_words(row.get(column)))]
    return mean(lengths) if lengths else 0.0


def as_words(value: Any) -> str:
    """A value as words: lists are paragraphs, days are ISO days."""
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, (list, tuple)):
        return "\n\n".join(words for item in value if (words := as_words(item)))
    if isinstance(value, Mapping):
        return "\n\n".join(words for item in value.values() if (words := as_words(item)))
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def as_names(value: Any) -> str:
    """Those who wrote something, after one another: of a list each, of an object its name.

    >>> as_names(["Ana Writer", {"name": "Ben Reader", "url": "https://a.example/ben"}])
    'Ana Writer, Ben Reader'
    """
    if isinstance(value, (list, tuple)):
        return ", ".join(words for item in value if (words := as_names(item)))
    return as_names(value.get("name")) if isinstance(value, Mapping) else as_words(value).strip()


class Table:
    """The reports in the rows of one table."""

    def __init__(self, found: Found, mapped: Mapped, *, outlet: str | None = None, sheet: str = "") -> None:
        self._found, self._columns, self._outlet, self._sheet = found, mapped.columns, outlet, sheet
        self._seen: dict[str, int] = {}

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that are read."""
        return tuple(self._columns.values())

    def report(self, row: Row, position: int) -> Arrival | Failure:
        """The report in a row. Its name does not depend on where the row stands, so that rows may be added above."""
        text = as_words(row.get(self._columns["text"]))
        name = self._name(row, text)
        if not text.strip():
            return Failure(name, "a row without text", skipped=True, aside=True)
        said: dict[str, Known] = known("table", outlet=self._outlet)
        for field in ("title", "published", "outlet", "url", "author", "updated"):
            if field in self._columns:
                value = row.get(self._columns[field])
                value = as_names(value) if field == "author" else as_words(value)
                said |= known(f"column {self._columns[field]}", **{field: value})
        return Arrival(
            name,
            text.encode("utf-8", "surrogatepass"),
            "fragment" if HTML.search(text) else "text",
            said,
            self._found.file or self._found.name,
            position,
        )

    def _name(self, row: Row, text: str) -> str:
        values = (as_words(row.get(self._columns[field])) for field in ("id", "url") if field in self._columns)
        key = next((value for value in values if value.strip()), "")
        key = step(key) if key else hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]
        self._seen[key] = again = self._seen.get(key, 0) + 1
        return f"{self._found.name}!{self._sheet}{key}" + (f"#{again}" if again > 1 else "")


def tabled(
    found: Found, how: How, header: Sequence[str], sample: Sequence[Row], *, outlet: str | None = None, sheet: str = ""
) -> Table:
    """A table whose columns are known, and told to whoever wants to hear; ReportFailed when none is a text."""
    mapped = mapping(header, sample, how)
    if mapped is None:
        raise ReportFailed(
            f"no column looks like a text: {', '.join(header[:12])}"[:300],
            hint="Say which one it is: --map text=COLUMN",
        )
    how.tell(found.name + (f"!{sheet.rstrip('/')}" if sheet else ""), mapped.in_words())
    return Table(found, mapped, outlet=outlet, sheet=sheet)


def flat(value: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """The fields of nested objects, by their way: "source.name"."""
    for key, inner in value.items():
        if isinstance(inner, Mapping) and inner and prefix.count(".") < 3:
            yield from flat(inner, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", inner
