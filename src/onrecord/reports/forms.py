"""The forms of one report: how each is known by its content, and what decodes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from onrecord.errors import ReportFailed, ReportSkipped
from onrecord.reports.decode import Decoded, decode
from onrecord.reports.fragment import fragment
from onrecord.reports.mainpage import is_html, main_page
from onrecord.reports.packed import docx, epub, is_docx, is_epub, is_odt, odt
from onrecord.reports.pdf import is_pdf, pdf
from onrecord.reports.rtf import is_rtf, rtf


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
    "html", "Saved web page (HTML)", "article text by trafilatura or from its structured data, headline, author, outlet, days of publication and update, address",
    "navigation, related boxes, promotion, captions, comments, tables, pictures", is_html, main_page,
)  # fmt: skip
FRAGMENT = Form(
    "fragment", "HTML of a newsletter, feed or table", "all text, paragraph by paragraph",
    "what is hidden, links, pictures", _never, fragment,
)  # fmt: skip
TEXT = Form(
    "text", "Text, Markdown", "all; headline, dateline, byline are found in it; UTF-8, UTF-16, Windows-1252, mixed", "nothing",
    _always, decode,
)  # fmt: skip
PDF = Form(
    "pdf", "PDF", "text layer: columns in order, lines and broken words joined, where each page begins",
    "headers, footers, page numbers, pictures, turned text; scans, and pages that are, are read with `--ocr`, else named; files with a password are named", is_pdf, pdf,
)  # fmt: skip
DOCX = Form(
    "docx", "Word (DOCX)", "paragraphs and tables in order, what was inserted, automatic numbers of lists",
    "what was deleted, comments, notes, headers and footers, numbers that only a style gives", is_docx, docx,
)  # fmt: skip
ODT = Form(
    "odt", "OpenDocument text (ODT)", "paragraphs and tables in order",
    "tracked changes, comments, notes, headers and footers, automatic numbers", is_odt, odt,
)  # fmt: skip
RTF = Form("rtf", "RTF", "paragraphs", "notes, headers and footers, pictures", is_rtf, rtf)
EPUB = Form(
    "epub", "Electronic book (EPUB)", "chapters in order as one text; title, publisher, day",
    "pictures; articles of a periodical are not cut", is_epub, epub,
)  # fmt: skip
# asked in this order; text is what nothing else is
FORMS: tuple[Form, ...] = (PDF, DOCX, ODT, EPUB, RTF, HTML, FRAGMENT, TEXT)


def form_of(data: bytes, name: str, form: str | None = None) -> Form:
    """The form of some bytes, by their content, or the one that their source names."""
    if form is not None:
        return next(f for f in FORMS if f.name == form)
    return next(f for f in FORMS if f.fits(data, name))


def is_plain(data: bytes, name: str, form: str | None = None) -> bool:
    """Whether some bytes are text that is decoded without a parser of others."""
    return form_of(data, name, form) is TEXT


def document_text(data: bytes) -> str | None:
    """The text of a document (no plain text, no web page), or None when it is none or has none."""
    form = form_of(data, "")
    if form in (HTML, FRAGMENT, TEXT):
        return None
    try:
        return form.decode(data).text
    except (ReportFailed, ReportSkipped):
        return None
