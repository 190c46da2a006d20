"""The forms of one report: how each is known by its content, and what decodes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from onrecord.errors import ReportFailed, ReportSkipped
from onrecord.reports.decode import Decoded, decode
from onrecord.reports.fragment import fragment
from onrecord.reports.mainpage import is_html, main_page


@dataclass(frozen=True, slots=True)
class Form:
    """A form of file that is one report. `fits` looks at bytes and name, `decode` makes the text."""

    name: str
    title: str
    kept: str
    lost: str
    fits: Callable[[bytes, str], bool]
    decode: Callable[[bytes], Decoded]


def _never(data: bytes, name: str) -> bool:
    return False


def _always(data: bytes, name: str) -> bool:
    return True


HTML = Form(
    "html", "Saved web page (HTML)", "article text by trafilatura, headline, outlet, day, address",
    "navigation, promotion, comments, tables, pictures", is_html, main_page,
)  # fmt: skip
FRAGMENT = Form(
    "fragment", "HTML of a newsletter, feed or table", "all text, paragraph by paragraph",
    "what is hidden, links, pictures", _never, fragment,
)  # fmt: skip
TEXT = Form(
    "text", "Text, Markdown", "all; headline, dateline, byline are found in it; UTF-8, UTF-16, Windows-1252, mixed", "nothing",
    _always, decode,
)  # fmt: skip
# asked in this order; text is what nothing else is
FORMS: tuple[Form, ...] = (HTML, FRAGMENT, TEXT)


def form_of(data: bytes, name: str, form: str | None = None) -> Form:
    """The form of some bytes, by their content, or the one that their source names."""
    if form is not None:
        return next(f for f in FORMS if f.name == form)
    return next(f for f in FORMS if f.fits(data, name))


def document_text(data: bytes) -> str | None:
    """The text of a document (no plain text, no web page), or None when it is none or has none."""
    form = form_of(data, "")
    if form in (HTML, FRAGMENT, TEXT):
        return None
    try:
        return form.decode(data).text
    except (ReportFailed, ReportSkipped):
        return None
