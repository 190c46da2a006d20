"""The main text of a saved web page, by trafilatura, and what the page says of itself."""

from __future__ import annotations

import logging
import re
from copy import deepcopy
from html import unescape
from typing import Any

from onrecord.errors import ReportFailed
from onrecord.model import Known
from onrecord.reports.decode import Decoded
from onrecord.reports.fragment import text_of
from onrecord.reports.listed import number_lists, without_bullets
from onrecord.reports.pageclear import clear
from onrecord.reports.pagesaid import article_body, said_by

HTML = re.compile(rb"^\s*(?:\xef\xbb\xbf)?\s*(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|body)\b", re.I | re.S)

FEWEST_WORDS = 12
# structured data with so much more words than the page shows is the article
MORE = 1.5


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
    """The article in a saved page, and what the page says of itself; ReportFailed when there is no article."""
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    logging.getLogger("htmldate").setLevel(logging.CRITICAL)
    import trafilatura
    from trafilatura import load_html

    try:
        tree = load_html(data)
        said = said_by(tree) if tree is not None else {}
        if "published" not in said and tree is not None and (day := _guessed_day(tree)):
            said["published"] = day
        whole = article_body(tree) if tree is not None else ""
        text = _extracted(tree)
    except Exception as error:  # a parser's failure is this report's failure, whatever its kind
        raise ReportFailed("the page cannot be parsed", hint="Save it again, or save its text.") from error
    if len(whole.split()) > MORE * len(text.split()):
        # a page that shows only a beginning, or nothing without its scripts
        text = _plain(whole)
    if len(text.split()) < FEWEST_WORDS:
        raise ReportFailed("no article text found (a login page?)", hint="Open the page and save the article's text.")
    paragraphs = [unescape(line).strip() for line in text.splitlines()]
    return Decoded(
        "\n\n".join(p for p in paragraphs if p),
        f"trafilatura/{trafilatura.__version__}+1",
        "text/html",
        {key: Known(value, "html metadata") for key, value in said.items()},
    )


def _extracted(tree: Any) -> str:
    """The article by trafilatura, of the page without its furniture, or of the whole page where that leaves nothing."""
    from trafilatura import bare_extraction

    if tree is None:
        return ""
    number_lists(tree)
    bare = deepcopy(tree)
    clear(bare)
    text = ""
    for one in (bare, tree):
        document = bare_extraction(one, include_comments=False, include_tables=False)
        text = without_bullets((getattr(document, "text", None) or "").strip())
        if len(text.split()) >= FEWEST_WORDS:
            break
    return text


def _guessed_day(tree: Any) -> str | None:
    """A day of publication somewhere in the page, by htmldate, where the page says none at its head."""
    from htmldate import find_date

    day = find_date(tree, original_date=True, extensive_search=False)
    return day if isinstance(day, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", day) else None


def _plain(words: str) -> str:
    """A text out of structured data, of which some have tags in it."""
    return text_of(words) if re.search(r"</?(?:p|br|div|a|b|i|em|strong)\b", words) else words
