"""The whole text of a piece of HTML, paragraph by paragraph: newsletters, feeds, chapters. Nothing is left out as boilerplate."""

from __future__ import annotations

import re
from typing import Any

from onrecord.errors import ReportFailed
from onrecord.reports.decode import Decoded, check_length, decode

BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tbody td tfoot th thead title tr ul".split()
)
UNSEEN = frozenset("script style head template noscript svg math iframe object select textarea button".split())
HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?!\.?[1-9])|mso-hide\s*:\s*all", re.I
)


def fragment(data: bytes) -> Decoded:
    """The text of a piece of HTML."""
    text = text_of(decode(data).text)
    check_length(text)
    if not text:
        raise ReportFailed("HTML without text", hint="Its text may be a picture.")
    return Decoded(text, "fragment/1", "text/html")


def text_of(html: str) -> str:
    """The words of some HTML, a blank line between paragraphs.

    >>> text_of("<p>The talks<br>ended.</p><div>No <b>date</b> was set.<p hidden>1x1</p></div>")
    'The talks\\nended.\\n\\nNo date was set.'
    """
    from lxml import etree
    from lxml import html as parser

    html = re.sub(r"^\s*<\?xml[^>]*\?>", "", html.replace("\x00", ""))
    if not html.strip():
        return ""
    try:
        root = parser.document_fromstring(html, parser=parser.HTMLParser(huge_tree=False, no_network=True))
    except (etree.LxmlError, ValueError, AssertionError):
        return ""
    pieces: list[str] = []
    unseen = 0
    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        if event in ("comment", "pi"):
            pieces.append("" if unseen else _flat(element.tail))
            continue
        tag = str(element.tag).lower()
        edge = "\x01" if tag in BLOCKS else ""
        if event == "start":
            unseen += bool(unseen or _is_unseen(element, tag))
            pieces.append(edge + ("\x02" if tag == "br" else "") + ("" if unseen else _flat(element.text)))
        else:
            unseen -= bool(unseen)
            pieces.append(edge + ("" if unseen else _flat(element.tail)))
    return _paragraphs("".join(pieces))


def _is_unseen(element: Any, tag: str) -> bool:
    style = element.get("style") or ""
    return tag in UNSEEN or element.get("hidden") is not None or HIDDEN.search(style) is not None


def _flat(text: str | None) -> str:
    return re.sub(r"[ \t\r\n\f\x01\x02]+", " ", text or "")


def _paragraphs(text: str) -> str:
    found = []
    for paragraph in text.split("\x01"):
        lines = [re.sub(" +", " ", line).strip() for line in paragraph.split("\x02")]
        words = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
        if words.strip("\u00a0\u200b\u200c\u00ad \n"):
            found.append(words)
    return "\n\n".join(found)
