"""The text layer of a PDF file: columns in order, headers and footers removed, lines and hyphens joined, pages remembered."""

from __future__ import annotations

import io
import logging
import re
from typing import TYPE_CHECKING, Any

from onrecord.errors import ReportFailed
from onrecord.model import Known
from onrecord.reports.decode import Decoded, check_length
from onrecord.reports.ocr import Scan
from onrecord.reports.pagelayout import Piece, Sheet, in_order, join, without_furniture

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

# how a file is told of which some pages are scans
NO_TEXT = "pages have no text"
MOST_PAGES = 2_000
# fewer letters a page than this are stamps and page numbers
FEWEST_LETTERS = 15
LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")
# what programs write as title when nobody gave one
NO_TITLE = re.compile(
    r"microsoft|untitled|document\d*$|unknown|about:|.*\.(?:docx?|pdf|indd|qxd|rtf|odt|txt|html?)$", re.I
)


def is_pdf(data: bytes, name: str) -> bool:
    """Whether the bytes are a PDF file; some have a few others before their mark."""
    return b"%PDF-" in data[:1024] and not data[:1024].lstrip().startswith((b"<", b"{"))


def pdf(data: bytes) -> Decoded:
    """The text of a PDF file; ReportFailed when it is a scan, encrypted or damaged."""
    import pypdf
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        _unlock(reader)
        count = len(reader.pages)
        if count > MOST_PAGES:
            raise ReportFailed(
                f"a PDF file of {count:,} pages", hint=f"At most {MOST_PAGES:,} are read; split it first."
            )
        pages = in_order([_sheet(page) for page in reader.pages])
    except ReportFailed:
        raise
    except (PyPdfError, ValueError, LookupError, TypeError, AttributeError, AssertionError, OSError) as error:
        why = "a PDF file that is damaged or not complete"
        raise ReportFailed(why, hint="Save or download it again.") from error
    empty = sum(sum(c.isalpha() for line in page for c in line.text) < FEWEST_LETTERS for page in pages)
    if empty == len(pages):
        raise Scan()
    text, starts = join(without_furniture(pages))
    check_length(text)
    return Decoded(
        text,
        f"pypdf/{pypdf.__version__}+1",
        "application/pdf",
        _title(reader),
        starts,
        (f"{empty} of {len(pages)} {NO_TEXT}",) if empty else (),
    )


def _unlock(reader: PdfReader) -> None:
    """Open what is only protected against printing and copying; what needs a password is named."""
    from pypdf.errors import PyPdfError

    if not reader.is_encrypted:
        return
    try:
        opened = bool(reader.decrypt(""))
    except (PyPdfError, NotImplementedError, ValueError) as error:
        raise ReportFailed("encrypted", hint="Open it with its password, and save it without.") from error
    if not opened:
        raise ReportFailed("encrypted", hint="Open it with its password, and save it without.")


def _title(reader: PdfReader) -> dict[str, Known]:
    try:
        title = str(reader.metadata.title or "").strip() if reader.metadata else ""
    except Exception:  # properties are no reason to lose the text
        return {}
    title = CONTROL.sub("", title)
    if len(title.split()) < 2 or NO_TITLE.match(title):
        return {}
    return {"title": Known(title[:300], "file properties")}


def _sheet(page: PageObject) -> Sheet:
    """The pieces of a page and where they stand; text that is turned is left out."""
    pieces: list[Piece] = []

    def visit(text: str, cm: Any, tm: Any, font: Any, size: Any) -> None:
        x, y = tm[4] * cm[0] + tm[5] * cm[2] + cm[4], tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
        a, b = tm[0] * cm[0] + tm[1] * cm[2], tm[0] * cm[1] + tm[1] * cm[3]
        up = abs(tm[2] * cm[1] + tm[3] * cm[3])
        if pieces and not text and pieces[-1].end is None and abs(pieces[-1].y - y) < 1:
            # the place after a piece tells where it ended, unless it is where the next one begins
            guess = pieces[-1].right - pieces[-1].x
            if 0.5 * guess < x - pieces[-1].x < 1.6 * guess:
                pieces[-1].end = x
        words = CONTROL.sub("", text.replace("\n", " ")).translate(LIGATURES)
        if words.strip() and abs(b) <= 0.1 * abs(a):
            lead = len(words) - len(words.lstrip(" "))
            pieces.append(Piece(words, x, y, max(1.0, abs((size or 10) * up)), spaced=bool(lead)))

    page.extract_text(visitor_text=visit)
    box = page.cropbox
    height, bottom = float(box.height) or 1.0, float(box.bottom)
    return Sheet(pieces, bottom, height)
