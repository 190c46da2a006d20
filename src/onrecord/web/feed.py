"""A list as an Atom feed: its latest, so that a reader of feeds tells what is new in a filtered view."""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import escape

from onrecord.model.plain import safe
from onrecord.web.query import Query
from onrecord.web.views.listing import Listing, View

MOST = 50
# what a row may have its day under, and its words
DAYS = ("told", "last_told", "first_told", "published", "when", "earliest")
# an answer must not change by itself: what has no day stands at the beginning
NO_DAY = "1970-01-01"


def atom(listing: Listing[Any], query: Query, base: str) -> str:
    """The feed of a list's latest rows."""
    rows = sorted((listing.row(item) for item in listing.latest(query, MOST)), key=_day, reverse=True)
    here = base + query.twin("atom")
    parts = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom">',
        f"<title>{_xml(f'Onrecord: {listing.title}')}</title>",
        f"<id>{_xml(here)}</id>",
        f'<link rel="self" href="{_xml(here)}"/>',
        f'<link href="{_xml(base + query.at(1))}"/>',
        f"<updated>{_day(rows[0]) if rows else NO_DAY}T00:00:00Z</updated>",
        "<author><name>Onrecord</name></author>",
    ]
    parts += [_entry(row, base) for row in rows]
    return "\n".join([*parts, "</feed>", ""])


def _entry(row: View, base: str) -> str:
    words = str(
        row.get("line")
        or row.get("about")
        or row.get("what")
        or row.get("title")
        or row.get("name")
        or row.get("issue")
    )
    href = base + str(row.get("href") or "/")
    ident = str(row.get("id") or href)
    return (
        f"<entry><title>{_xml(words)}</title><id>{_xml(f'urn:onrecord:{ident}')}</id>"
        f'<link href="{_xml(href)}"/><updated>{_day(row)}T00:00:00Z</updated>'
        f"<summary>{_xml(str(row.get('quote') or words))}</summary></entry>"
    )


def _day(row: View) -> str:
    return next((str(row[name])[:10] for name in DAYS if row.get(name)), NO_DAY)


def _xml(text: str) -> str:
    return escape(safe(text).replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd"), {'"': "&quot;"})
