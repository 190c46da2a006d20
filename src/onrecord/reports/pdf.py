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
from onrecord.reports.pagelayout import Line, Piece, Sheet, in_order, join, without_furniture

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

MOST_PAGES = 2_000
# fewer letters a page than this are stamps and page numbers; over a picture of a page of so many dots each way, than that
FEWEST_LETTERS = 15
FEWEST_OVER_PICTURE, DOTS = 50, 500
# what has recognised the text of pictures; then a page with few words is one
RECOGNISERS = re.compile(r"ocr|paper capture|abbyy|finereader|tesseract|readiris", re.I)
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
    pages = without_furniture(pages)
    unread = _unread(reader, pages)
    if len(unread) == len(pages):
        raise Scan()
    text, starts = join(pages)
    check_length(text)
    return Decoded(
        text,
        f"pypdf/{pypdf.__version__}+1",
        "application/pdf",
        _title(reader),
        starts,
        unread=unread,
    )


def _unread(reader: PdfReader, pages: list[list[Line]]) -> tuple[int, ...]:
    """The numbers of the pages of which there is no text: scans, some of them with a stamp or a number over them."""
    found = []
    few = FEWEST_LETTERS if _is_recognised(reader) else FEWEST_OVER_PICTURE
    for number, lines in enumerate(pages, 1):
        letters = sum(c.isalpha() for line in lines for c in line.text)
        if letters < FEWEST_LETTERS or letters < few and _is_picture(reader.pages[number - 1]):
            found.append(number)
    return tuple(found)


def _is_recognised(reader: PdfReader) -> bool:
    try:
        said = reader.metadata
        return said is not None and any(RECOGNISERS.search(str(said.get(key))) for key in ("/Creator", "/Producer"))
    except Exception:  # properties are no reason to lose the text
        return False


def _is_picture(page: PageObject) -> bool:
    """Whether a page has a picture that may be one of a whole page; it is not looked into."""
    try:
        objects = page["/Resources"]["/XObject"].values()  # type: ignore[index]
        pictures = [picture for one in objects if (picture := one.get_object()).get("/Subtype") == "/Image"]
        return any(min(int(picture["/Width"]), int(picture["/Height"])) >= DOTS for picture in pictures)
    except Exception:  # a page whose parts cannot be found has none
        return False


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
