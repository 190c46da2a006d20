"""Text that cannot act on a terminal or a page, numbers with their words, and small tables as HTML, as notebooks show them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape

# what moves a terminal's cursor, turns writing round or is no character at all
UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def safe(text: str) -> str:
    """The text without characters that could act on a terminal or page; each shows as a replacement character.

    >>> safe("talks \\x1b[31mfailed")
    'talks �[31mfailed'
    """
    return UNSAFE.sub("\ufffd", text)


def count(number: int, one: str, many: str) -> str:
    """A number with its word.

    >>> count(1, "report", "reports"), count(2, "entry", "entries")
    ('1 report', '2 entries')
    """
    return f"{number} {one if number == 1 else many}"


def html(text: object) -> str:
    """A value as it may stand on a page; "" for None."""
    return "" if text is None else escape(safe(str(text)), quote=True)


def facts(title: str, rows: Iterable[tuple[str, object]], quote: str = "") -> str:
    """A heading, what is known by name, and words that are quoted."""
    known = "".join(
        f"<tr><th style='text-align:left'>{html(name)}</th><td style='text-align:left'>{html(value)}</td></tr>"
        for name, value in rows
        if value not in (None, "", ())
    )
    quoted = f"<blockquote>{html(quote)}</blockquote>" if quote else ""
    return f"<div><b>{html(title)}</b>{quoted}<table>{known}</table></div>"


def table(title: str, head: Sequence[str], rows: Iterable[Sequence[object]], more: int = 0) -> str:
    """A heading and rows below the names of their columns; `more`: how many are left out."""
    top = "".join(f"<th style='text-align:left'>{html(name)}</th>" for name in head)
    body = "".join(
        "<tr>" + "".join(f"<td style='text-align:left'>{html(cell)}</td>" for cell in row) + "</tr>" for row in rows
    )
    left = f"<p>and {more} more</p>" if more else ""
    return f"<div><b>{html(title)}</b><table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>{left}</div>"
