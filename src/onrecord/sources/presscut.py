"""Cuts the download of a press database into its articles: Nexis (old and new), Factiva (with codes and without), ProQuest.

Each layout has a mark that stands once an article, and a head that tells outlet, day and headline. The articles were
described by people who work with such downloads; the samples in the tests are our own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from onrecord.sources.words import day_of


@dataclass(frozen=True, slots=True)
class Article:
    """One article of a download. `key` is its number in the database, where it has one."""

    title: str
    body: str
    published: str | None = None
    outlet: str | None = None
    byline: str | None = None
    key: str | None = None
    url: str | None = None

    @property
    def text(self) -> str:
        """As a report: headline, byline, body."""
        byline = self.byline and (self.byline if self.byline.lower().startswith("by ") else f"By {self.byline}")
        return "\n\n".join(part for part in (self.title, byline, self.body) if part)


@dataclass(frozen=True, slots=True)
class Layout:
    """How a database writes its downloads. `mark` stands once an article, in its bytes too."""

    name: str
    mark: re.Pattern[str]
    cut: Callable[[str], list[Article]]


DATE = re.compile(
    r"^(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,? )?(?:\d{1,2}(?:st|nd|rd|th)? [A-Za-z]{3,9}\.? \d{4}|[A-Za-z]{3,9}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}|\d{4}-\d\d-\d\d)\b.{0,40}$",
    re.I,
)
COPYRIGHT = re.compile(r"^(?:copyright\b|©|\(c\)|all rights reserved)", re.I)
EDITION = re.compile(r"\b(?:edition|final|gmt|est|edt|bst|cet)\b[ \d.:-]*$", re.I)


def _paragraphs(text: str) -> list[str]:
    return [" ".join(p.split()) for p in re.split(r"\n[ \t]*\n", text) if p.strip()]


def _lines(text: str) -> list[str]:
    return [line.strip(" \t|") for line in text.split("\n") if line.strip(" \t|")]


def _flow(text: str) -> str:
    """The body: blank lines between paragraphs, the lines of a hard-wrapped paragraph joined, its edges without blanks."""
    text = re.sub(r"[ \t|]+$", "", text, flags=re.M)
    if not re.search(r"\n[ \t]*\n", text.strip()):
        return "\n".join(line.strip() for line in text.strip().split("\n"))
    return "\n\n".join(
        " ".join(line.strip() for line in p.split("\n")) for p in re.split(r"\n(?:[ \t]*\n)+", text) if p.strip()
    )


# -- Nexis as it was: "1 of 25 DOCUMENTS" before each article

NEXIS = re.compile(r"^[ \t]*(?:FOCUS - |Document )?\d{1,5} of \d{1,5} DOCUMENTS?[ \t]*$", re.M | re.I)
NEXIS_FIELD = re.compile(r"^([A-Z][A-Z -]{2,30}):\s*(.*)$", re.S)
NEXIS_TAIL = frozenset(
    "LOAD-DATE LANGUAGE GRAPHIC PUBLICATION-TYPE PUB-TYPE SUBJECT ORGANIZATION PERSON CITY STATE COUNTRY COMPANY TICKER INDUSTRY "
    "GEOGRAPHIC DOCUMENT-TYPE CORRECTION-DATE CORRECTION NOTES URL JOURNAL-CODE ISSN ACC-NO TYPE CATEGORY DISTRIBUTION".split()
)
NEXIS_HEAD = frozenset(
    "BYLINE SECTION LENGTH HEADLINE HIGHLIGHT DATELINE BODY SERIES SOURCE TITLE COLUMN AUTHOR EDITION INSERT ANCHOR GUESTS "
    "REPORTERS CONTENT SHOW NAME ABSTRACT ENHANCEMENT".split()
)


def nexis(text: str) -> list[Article]:
    """The articles of an old Nexis download."""
    return [found for chunk in NEXIS.split(text)[1:] if (found := _nexis(chunk)) is not None]


def _nexis(chunk: str) -> Article | None:
    parts = re.split(r"\n[ \t]*\n", chunk)
    flat = [" ".join(p.split()) for p in parts]
    kept = [(n, words) for n, words in enumerate(flat) if words and not COPYRIGHT.match(words)]
    when = next((n for n, (_, words) in enumerate(kept[:8]) if _date_in(words)), None)
    if when is None:
        return None
    outlet = kept[when - 1][1] if when else kept[0][1].split(_date_in(kept[0][1]) or "\x00")[0]
    fields: dict[str, str] = {}
    title, start = "", None
    for n, words in kept[when + 1 :]:
        match = NEXIS_FIELD.match(words)
        # a headline may begin as a field does: "LIVE: Talks in Vienna"
        if match and match.group(1) in NEXIS_HEAD and start is None:
            fields[match.group(1)] = match.group(2)
            if match.group(1) == "BODY":
                parts[n] = re.sub(r"^\s*BODY:", "", parts[n])
                start = n
        elif start is None and not fields:
            # of what stands before the first field, the last is the headline, and editions stand before it
            title = title if EDITION.search(words) and title else words
        elif start is None:
            start = n
    if start is None:
        return None
    end = next((n for n in range(start, len(parts)) if _is_nexis_tail(flat[n])), len(parts))
    if end == start:
        return None
    body = _flow("\n\n".join(parts[start:end]))
    url = next((p.split(":", 1)[1].strip() for p in flat[end:] if p.startswith("URL:")), None)
    day = day_of(_date_in(kept[when][1]) or "")
    return Article(fields.get("HEADLINE") or title, body, day, outlet.strip() or None, fields.get("BYLINE"), url=url)


def _is_nexis_tail(words: str) -> bool:
    match = NEXIS_FIELD.match(words)
    return bool(match and match.group(1) in NEXIS_TAIL) or bool(COPYRIGHT.match(words) and len(words) < 200)


def _date_in(words: str) -> str | None:
    """The day at the end of a short line, or None: "The Hindu March 17, 2026 Tuesday" in some downloads."""
    if DATE.match(words):
        return words
    match = re.search(
        r"(?:[A-Z][a-z]{2,8}\.? \d{1,2}, \d{4}|\d{1,2} [A-Z][a-z]{2,8}\.? \d{4})(?: [A-Z][a-z]+day)?(?: .{0,25}Edition)?$",
        words,
    )
    return match.group() if match and len(words) < 120 else None


# -- Nexis as it is: "End of Document" behind each article

NEXIS_UNI = re.compile(r"^[ \t]*End of Document[ \t]*$", re.M)
UNI_FIELD = re.compile(r"^(Section|Length|Byline|Dateline|Highlight|Author|Series|Column|Publication-Type):\s*(.*)$")
UNI_TAIL = re.compile(
    r"^(?:Classification$|Graphic$|Notes$|Correction$|Load-Date:|Language:|Publication-Type:|Subject:|Bibliography$|Link to Image$)"
)
UNI_COVER = re.compile(
    r"^(?:Client/Matter:|Search Terms:|Search Type:|Narrowed by:|Content Type|Documents \(\d+\)|Job Number:|Date and Time:|User Name:|\d+\.\s)"
)


def nexis_uni(text: str) -> list[Article]:
    """The articles of a Nexis Uni or Lexis Advance download."""
    chunks = NEXIS_UNI.split(text)
    return [found for n, chunk in enumerate(chunks[:-1]) if (found := _nexis_uni(chunk, first=n == 0)) is not None]


def _nexis_uni(chunk: str, *, first: bool) -> Article | None:
    lines = chunk.split("\n")
    body = next((n for n, line in enumerate(lines) if line.strip() == "Body"), None)
    head = [line.strip() for line in lines[: body if body is not None else 40] if line.strip()]
    when = next((n for n in range(len(head) - 1, -1, -1) if DATE.match(head[n])), None)
    if when is None or when < 2:
        return None
    fields = {m.group(1): m.group(2) for line in head[when:] if (m := UNI_FIELD.match(line))}
    start = body + 1 if body is not None else _after_head(lines)
    end = next((n for n in range(start, len(lines)) if UNI_TAIL.match(lines[n].strip())), len(lines))
    cover = first and any(UNI_COVER.match(line) for line in head[: when - 1])
    title = head[when - 2] if cover else " ".join(head[: when - 1])
    words = _flow("\n".join(lines[start:end]))
    return (
        Article(title, words, day_of(head[when]), head[when - 1], fields.get("Byline") or fields.get("Author"))
        if words
        else None
    )


def _after_head(lines: Sequence[str]) -> int:
    """Where the body begins when no line says so: behind the last field of the head."""
    return max((n + 1 for n, line in enumerate(lines[:60]) if UNI_FIELD.match(line.strip())), default=0)


# -- Factiva: "Document" and its number behind each article

FACTIVA = re.compile(r"^[ \t|]*(?:Document|Dokument) ([A-Za-z]{2,10}\d{6,}[A-Za-z0-9]*)[ \t|]*$", re.M)
CODES = "SE HD CR WC PD ET SN SC ED PG VOL LA CY LP TD CT RF CO IN NS RE IPC IPD PUB AN BY ART CX CLM DLN".split()
CODE = re.compile(rf"^[ \t|]*({'|'.join(CODES)})(?:[ \t]*\|+[ \t]*|[ \t]{{2,}}|[ \t]*$)(.*)$")
WORDS = re.compile(r"^\d[\d,.]* (?:words|Wörter|mots|palabras)$", re.I)


def factiva(text: str) -> list[Article]:
    """The articles of a Factiva download."""
    pieces = FACTIVA.split(text)
    found = (_factiva(chunk, key) for chunk, key in zip(pieces[::2], pieces[1::2], strict=False))
    return [article for article in found if article is not None]


def _factiva(chunk: str, key: str) -> Article | None:
    fields = _coded(chunk)
    if "HD" in fields and {"LP", "TD"} & fields.keys():
        said = {code: " ".join(lines.split()) for code, lines in fields.items()}
        body = "\n\n".join(_flow(fields[code]) for code in ("LP", "TD") if code in fields)
        return Article(said["HD"], body, day_of(said.get("PD", "")), said.get("SN"), said.get("BY"), key)
    lines = chunk.split("\n")
    count = next((n for n, line in enumerate(lines) if WORDS.match(line.strip())), None)
    if count is None:
        return None
    before = _lines("\n".join(lines[max(0, count - 8) : count]))
    byline = before.pop() if before and re.match(r"by\b", before[-1], re.I) else None
    when = next((n for n in range(count + 1, min(count + 8, len(lines))) if DATE.match(lines[n].strip())), None)
    if not before or when is None:
        return None
    after = [n for n in range(when + 1, min(when + 20, len(lines))) if lines[n].strip()]
    names = [n for n in after if not re.match(r"^\d{1,2}:\d\d", lines[n].strip())]
    start = next((n + 1 for n in after if COPYRIGHT.match(lines[n].strip())), None)
    if start is None:
        start = next(
            (n + 1 for n in after if re.match(r"^(?:English|Englisch|anglais)$", lines[n].strip(), re.I)), None
        )
    if not names or start is None:
        return None
    body = _flow("\n".join(lines[start:]))
    outlet = lines[names[0]].strip()
    return Article(before[-1], body, day_of(lines[when].strip()), outlet, byline, key) if body else None


def _coded(chunk: str) -> dict[str, str]:
    """The fields of an article with codes at its lines' beginnings."""
    fields: dict[str, list[str]] = {}
    code = None
    for line in chunk.split("\n"):
        if match := CODE.match(line):
            code = match.group(1)
            fields.setdefault(code, []).append(match.group(2).strip(" \t|"))
        elif code is not None:
            fields[code].append(line.strip(" \t|"))
    return {code: "\n".join(lines).strip() for code, lines in fields.items()}


# -- ProQuest: a long line between articles, and fields by name

PROQUEST = re.compile(r"^ProQuest document ID:", re.M | re.I)
RULE = re.compile(r"^_{20,}[ \t]*$", re.M)
PROQUEST_FIELD = re.compile(
    r"^(Author|Publication info|ProQuest document link|Document URL|Abstract|Links|Full text|Full Text|Subject|Location|People|Company / organization|Title|"
    r"Publication title|Pages|First page|Publication year|Publication date|Section|Publisher|Place of publication|Country of publication|"
    r"Publication subject|ISSN|e-ISSN|Source type|Language of publication|Document type|ProQuest document ID|Copyright|Last updated|Database|"
    r"Credit|Classification|Identifier / keyword|Number of pages|Illustration|Column|Dateline|Volume|Issue|Year):[ \t]*",
    re.M,
)


def proquest(text: str) -> list[Article]:
    """The articles of a ProQuest download."""
    return [found for chunk in RULE.split(text) if (found := _proquest(chunk)) is not None]


def _proquest(chunk: str) -> Article | None:
    pieces = PROQUEST_FIELD.split(chunk)
    fields: dict[str, str] = {}
    for name, value in zip(pieces[1::2], pieces[2::2], strict=False):
        fields.setdefault(name.capitalize(), value.strip())
    if "Full text" not in fields or "Proquest document id" not in fields:
        return None
    head = [line for line in _lines(pieces[0]) if not re.match(r"^Document \d+ of \d+$", line)]
    title = " ".join(fields.get("Title", "").split()) or (head[0] if head else "")
    outlet = re.sub(r"\s*[,;:(].*$", "", fields.get("Publication title", ""))
    author = re.sub(r"^([^,;]+), ([^,;]+?)\.?$", r"\2 \1", fields.get("Author", ""))
    day = day_of(fields.get("Publication date", ""))
    url = fields.get("Document url") or fields.get("Proquest document link")
    url = url.split()[0] if url and url.startswith("http") else None
    return Article(
        title,
        _flow(fields["Full text"]),
        day,
        outlet or None,
        author or None,
        next(iter(fields["Proquest document id"].split()), None),
        url,
    )


LAYOUTS: tuple[Layout, ...] = (
    Layout("Factiva", FACTIVA, factiva),
    Layout("Nexis Uni", NEXIS_UNI, nexis_uni),
    Layout("Nexis", NEXIS, nexis),
    Layout("ProQuest", PROQUEST, proquest),
)


def articles(text: str) -> tuple[str, list[Article], int]:
    """The layout of a download, its articles, and how many marks it has; no layout where it is none."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ").replace("\x0c", "\n")
    for layout in LAYOUTS:
        if (marks := len(layout.mark.findall(text))) and (found := layout.cut(text)):
            return layout.name, found, marks
    return "", [], 0
