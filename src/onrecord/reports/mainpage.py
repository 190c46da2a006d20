"""The main text of a saved web page, by trafilatura, and what the page says of itself."""

from __future__ import annotations

import logging
import re
from html import unescape

from onrecord.errors import ReportFailed
from onrecord.model import Known
from onrecord.reports.decode import Decoded

HTML = re.compile(rb"^\s*(?:\xef\xbb\xbf)?\s*(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|body)\b", re.I | re.S)

FEWEST_WORDS = 12


def is_html(data: bytes, name: str) -> bool:
    """Whether the bytes are a web page: by what they begin with, or by name and a tag."""
    if HTML.match(data[:4096]):
        return True
    return (
        name.lower().endswith((".html", ".htm", ".xhtml"))
        and b"<" in data
        and re.search(rb"<(?:p|div|body)\b", data, re.I) is not None
    )


def main_page(data: bytes) -> Decoded:
    """The article in a saved page, and the page's metadata; ReportFailed when there is no article."""
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    logging.getLogger("htmldate").setLevel(logging.CRITICAL)
    import trafilatura
    from trafilatura import bare_extraction

    try:
        document = bare_extraction(data, with_metadata=True, include_comments=False, include_tables=False)
    except Exception as error:  # a parser's failure is this report's failure, whatever its kind
        raise ReportFailed("the page cannot be parsed", hint="Save it again, or save its text.") from error
    found = document.as_dict() if document is not None and not isinstance(document, dict) else document or {}
    text = (found.get("text") or "").strip()
    if len(text.split()) < FEWEST_WORDS:
        raise ReportFailed("no article text found (a login page?)", hint="Open the page and save the article's text.")
    paragraphs = [unescape(line).strip() for line in text.splitlines()]
    date = found.get("date")
    date = date if isinstance(date, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", date) else None
    said = {"title": found.get("title"), "published": date, "outlet": found.get("sitename"), "url": found.get("url")}
    return Decoded(
        "\n\n".join(p for p in paragraphs if p),
        f"trafilatura/{trafilatura.__version__}",
        "text/html",
        {key: Known(value, "html metadata") for key, value in said.items() if value},
    )
