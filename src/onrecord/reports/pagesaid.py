"""What a saved page says of itself: headline, author, outlet, address, day of publication and of its last update.

Asked in the order of how often each is right: structured data (schema.org), the tags of the head, marked elements, and the
words beside the headline. A day that stands elsewhere on the page is the day of something else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from onrecord.model.day import day_of

ARTICLE = re.compile(r"Article|Report|BlogPosting|Posting|WebPage$")
PUBLISHED = frozenset(
    """article:published_time article:published og:published_time datepublished dc.date dc.date.issued dcterms.date dcterms.created dcterms.issued
    date publishdate publish-date publisheddate publication_date pubdate parsely-pub-date sailthru.date citation_publication_date
    citation_date govuk:first-published-at cxenseparse:recs:publishtime cxenseparse:publishtime article.published originalpublicationdate
    datecreated""".split()
)
UPDATED = frozenset(
    """article:modified_time article:modified og:updated_time datemodified dcterms.modified dc.date.modified last-modified modified-date lastmod
    govuk:updated-at revised article.updated dateupdate""".split()
)
AUTHOR = frozenset(
    "author article:author dc.creator dcterms.creator parsely-author citation_author byl sailthru.author".split()
)
OUTLET = frozenset(
    "og:site_name application-name dc.publisher dcterms.publisher citation_journal_title source publisher".split()
)
TITLE = frozenset("og:title twitter:title parsely-title citation_title dc.title headline mol:headline".split())
# a month, or a day in numbers, somewhere in a few words
DATED = re.compile(
    r"\d{4}-\d\d-\d\d|\d{1,2}[./-]\d{1,2}[./-]\d{4}|(?:\d{1,2}(?:st|nd|rd|th)?[ ./-])?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?(?: \d{1,2}(?:st|nd|rd|th)?)?(?: \d\d:\d\d(?::\d\d)?(?: [A-Z]{3,4})?)?,? \d{4}",
    re.I,
)
CHANGED = re.compile(r"\b(?:up-?dated?|modified|last edited|revised)\b\W*(?:on|:|at)?", re.I)
FIRST = re.compile(r"\b(?:published|posted|first published|created|issued)\b", re.I)
TIME = re.compile(r"^\W*\d{1,2}[:.]\d\d(?::\d\d)?\s*(?:[ap]\.?m\.?)?\s*(?:[A-Z]{2,4}T?)?[,\s]*", re.I)
SPLIT = re.compile(r"\s+[|–—·•-]\s+|\s*(?:::|\|)\s*|:\s+|(?<=\w)-(?=[A-Z])")
SAVED = re.compile(r"(?:saved from url=\(\d+\)|^\s*url:\s*)(https?://\S+)", re.M)
BY = re.compile(r"^\W*(?:(?:written|posted|reported|story)\s+)?by:?\s+", re.I)
BYLINE = re.compile(
    r"^\W*(?:(?:[Ww]ritten|[Pp]osted|[Rr]eported|[Ss]tory) )?[Bb][Yy]:?\s+((?:[A-Z][\w.'’-]*\s?){2,4})(?:[,|].{0,60})?$"
    r"|(?:^|\|)\W*(?:[Aa]uthor|[Ee]ditor|[Rr]eporter):\s+((?:[A-Z][\w.'’-]*\s?){2,4})$"
)
NAME = re.compile(r"^[A-ZÀ-Þ][\w.'’-]*(?: (?:de|van|von|bin|al|el|[A-ZÀ-Þ][\w.'’-]*)){1,3}$")
# so many elements after the headline a page still tells its day and author, or before it
NEAR = 14


def said_by(tree: Any) -> dict[str, str]:
    """What a parsed page says of itself; only what it says."""
    linked = _linked_data(tree)
    metas = _metas(tree)
    url = _url(tree, linked, metas)
    title, beside = _title(tree, linked, metas, url)
    near = _near(tree, title)
    found = {
        "title": title,
        "url": url,
        "outlet": (outlet := _outlet(tree, linked, metas, beside, url)),
        "author": _author(tree, linked, metas, near, outlet),
    }
    found["published"], found["updated"] = _days(tree, linked, metas, near)
    return {key: value for key, value in found.items() if value}


def article_body(tree: Any) -> str:
    """The article as structured data has it, or "" where it does not."""
    body = _linked_data(tree).get("articleBody")
    return body.strip() if isinstance(body, str) else ""


def _linked_data(tree: Any) -> dict[str, Any]:
    """The schema.org description of the page's article, the first that is one."""
    for script in tree.iter("script"):
        if (script.get("type") or "").split(";")[0].strip().lower() != "application/ld+json":
            continue
        try:
            data = json.loads(script.text or "", strict=False)
        except (ValueError, RecursionError):
            continue
        for item in _items(data):
            kind = item.get("@type")
            kinds = kind if isinstance(kind, list) else [kind]
            if any(isinstance(k, str) and ARTICLE.search(k) for k in kinds) and (
                "headline" in item or "datePublished" in item
            ):
                return item
    return {}


def _items(data: Any) -> Iterator[dict[str, Any]]:
    waiting = [data]
    for _ in range(200):
        if not waiting:
            return
        one = waiting.pop(0)
        if isinstance(one, list):
            waiting.extend(one)
        elif isinstance(one, dict):
            yield one
            graph = one.get("@graph")
            waiting.extend(graph if isinstance(graph, list) else [])


def _metas(tree: Any) -> dict[str, str]:
    """The tags of the head and marked properties, by their names in small letters, each the first time it stands."""
    found: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        content = " ".join((meta.get("content") or "").split())
        if name and content:
            found.setdefault(name.lower(), content)
    return found


def _first(metas: dict[str, str], names: frozenset[str]) -> str:
    return next((value for name, value in metas.items() if name in names), "")


def _url(tree: Any, linked: dict[str, Any], metas: dict[str, str]) -> str:
    canonical = next(
        (link.get("href") for link in tree.iter("link") if (link.get("rel") or "").lower() == "canonical"), ""
    )
    of_page = linked.get("mainEntityOfPage")
    of_page = of_page.get("@id") if isinstance(of_page, dict) else of_page
    for value in (canonical, metas.get("og:url"), linked.get("url"), of_page, _saved_from(tree)):
        if isinstance(value, str) and re.match(r"https?://[^/\s]+/?\S*$", value.strip()):
            return value.strip()
    return ""


def _saved_from(tree: Any) -> str:
    """The address that a program wrote beside the page it saved."""
    from lxml import etree

    for note in tree.getroottree().iter(etree.Comment):
        if match := SAVED.search(note.text or ""):
            return match.group(1)
    for link in tree.iter("a"):
        name = (link.get("class") or "") + " " + " ".join(link.itertext()).lower()
        own = link.get("href") or ""
        if (
            "reader-domain" in name
            or "view original" in name
            or own.rstrip("/") == " ".join(link.itertext()).strip().rstrip("/") != ""
        ):
            return own
    return ""


def _title(tree: Any, linked: dict[str, Any], metas: dict[str, str], url: str) -> tuple[str, str]:
    """The headline, and what the page's title has beside it."""
    element = next(tree.iter("title"), None)
    whole = " ".join((element.text or "").split()) if element is not None else ""
    of_data = linked.get("headline")
    heads = [" ".join("".join(h.itertext()).split()) for h in tree.iter("h1")]
    marked = [of_data if isinstance(of_data, str) else "", _first(metas, TITLE), *heads]
    for candidate in marked:
        words = " ".join(candidate.split())
        if words and (words in whole or not whole or candidate is marked[0]):
            return words, whole.replace(words, " ", 1)
    parts = [m.span() for m in SPLIT.finditer(whole)]
    pieces = [whole[b:] for _, b in parts] + [whole[:a] for a, _ in parts]
    if pieces:
        shown = {
            " ".join("".join(e.itertext()).split())
            for e in tree.iter("h1", "h2", "h3", "h4", "b", "font", "div", "span", "strong", "p")
            if len(e) < 3
        }
        for piece in sorted(pieces, key=len, reverse=True):
            if len(piece.split()) > 2 and piece.strip() in shown:
                return piece.strip(), whole.replace(piece, " ", 1)
    return next((m for m in marked if m), whole), ""


def _outlet(tree: Any, linked: dict[str, Any], metas: dict[str, str], beside: str, url: str) -> str:
    publisher = linked.get("publisher")
    publisher = publisher[0] if isinstance(publisher, list) and publisher else publisher
    name = publisher.get("name") if isinstance(publisher, dict) else None
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    site = metas.get("og:site_name", "")
    for value in (site, name, _first(metas, OUTLET)):
        if isinstance(value, str) and value.strip() and not value.startswith("http"):
            return value.strip()
    pieces = [piece.strip(" |–—·•:-") for piece in SPLIT.split(beside)]
    core = _squeezed(host.rsplit(".", 1)[0])
    for piece in [*pieces, *_home(tree)]:
        if piece and core and _squeezed(piece) in (core, core.split(".")[-1]):
            return piece
    if pieces and (piece := pieces[-1] or pieces[0]):
        return piece if len(piece.split()) < 6 else ""
    return next(_home(tree), "") or host


def _squeezed(words: str) -> str:
    return re.sub(r"[\W_]+", "", words.lower())


def _home(tree: Any) -> Iterator[str]:
    """The words of links that lead home, and names in lines of copyright."""
    for link in tree.iter("a"):
        words = " ".join("".join(link.itertext()).split())
        if link.get("href") in ("/", "./", "index.html", "/index.html") and 2 <= len(words.split()) < 6:
            yield words


def _author(tree: Any, linked: dict[str, Any], metas: dict[str, str], near: list[str], outlet: str) -> str:
    names: list[Any] = []
    said = linked.get("author")
    for one in said if isinstance(said, list) else [said]:
        name = one.get("name") if isinstance(one, dict) else one
        names += name if isinstance(name, list) else [name]
    found = ", ".join(n.strip() for n in names if isinstance(n, str) and _is_name(n))
    value = _first(metas, AUTHOR)
    if found or _is_name(value):
        return found or value
    for element in tree.iter():
        if isinstance(element.tag, str) and _is_byline(element):
            words = BY.sub("", " ".join("".join(element.itertext()).split())).strip(" ,|·•")
            if NAME.match(words) and words != outlet:
                return words
    for words in near:
        if match := BYLINE.match(words):
            return str(match.group(1) or match.group(2)).strip()
        pieces = [piece.strip() for piece in re.split(r"\s*[|,;·•]\s*|\s[–—-]\s", BY.sub("", words))]
        if len(pieces) > 1 and DATED.search(words) or pieces == [words]:
            if found := next((p for p in pieces if NAME.match(p) and p != outlet and not DATED.search(p)), ""):
                return found
    return ""


def _is_byline(element: Any) -> bool:
    """Whether a page marks an element as who wrote the article."""
    if element.get("rel") == "author" or element.get("itemprop") == "author":
        return True
    return re.search(r"(?:^|[\s_-])(?:author|byline|by|fn)(?:$|[\s_-])", element.get("class") or "") is not None


def _is_name(words: str | None) -> bool:
    return (
        bool(words)
        and len(str(words)) < 80
        and "://" not in str(words)
        and re.search(r"[^\W\d]", str(words)) is not None
    )


def _days(tree: Any, linked: dict[str, Any], metas: dict[str, str], near: list[str]) -> tuple[str, str]:
    """The days of publication and of the last update, as YYYY-MM-DD."""
    published = _moment(linked.get("datePublished")) or next(
        (d for n, v in metas.items() if n in PUBLISHED and (d := _moment(v))), ""
    )
    updated = _moment(linked.get("dateModified")) or next(
        (d for n, v in metas.items() if n in UPDATED and (d := _moment(v))), ""
    )
    for element in tree.iter("time", "abbr", "span", "div"):
        marks = " ".join(
            filter(None, (element.get("itemprop"), element.get("class"), element.get("pubdate") and "published"))
        )
        value = (
            element.get("datetime")
            or (element.get("title") if element.tag == "abbr" else None)
            or (element.get("content") if element.get("itemprop") else None)
        )
        if value is None:
            continue
        if not updated and re.search(r"modified|updated", marks, re.I):
            updated = _moment(value)
        elif not published and re.search(r"published|datePublished|entry-date|pubdate", marks):
            published = _moment(value)
    if not published or not updated:
        first, last = _shown(near)
        published, updated = published or first, updated or last
    return published, updated


def _moment(value: Any) -> str:
    """The day of a moment in the page's own time; "" for none."""
    return day_of(value) or "" if isinstance(value, str) else ""


def _shown(near: list[str]) -> tuple[str, str]:
    """The days that stand beside the headline: of publication, and of what is called an update."""
    published = updated = label = ""
    sure = False
    for words in near:
        for match in DATED.finditer(words):
            day = _worded(match.group(), words)
            before = f"{label} {words[: match.start()]}"[-40:]
            if not day:
                continue
            if CHANGED.search(before) and not FIRST.search(before):
                updated = updated or day
            elif FIRST.search(before):
                # "published" said of one day outweighs a day that stands there without a word
                published, sure = (published, True) if sure else (day, True)
            else:
                published = published or day
        label = words if len(words) < 30 else ""
    return published or updated, updated


def _worded(words: str, around: str) -> str:
    """The day of some words; one of numbers that may be two days is the one whose day of the week stands beside it."""
    if day := day_of(re.sub(r" \d\d:\d\d(?::\d\d)?(?: [A-Z]{3,4})?", "", words)):
        return day
    if match := re.fullmatch(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})", words):
        one, two, year = (int(n) for n in match.groups())
        return _by_weekday(year, one, two, around)
    return ""


def _by_weekday(year: int, one: int, two: int, around: str) -> str:
    days = []
    for month, day in ((two, one), (one, two)):
        try:
            days.append(date(year, month, day))
        except ValueError:
            continue
    named = [d for d in days if re.search(rf"\b{d:%a}", around)]
    return (named or days)[0].isoformat() if days else ""


def _near(tree: Any, title: str) -> list[str]:
    """The short texts around the headline, those after it first."""
    from lxml import etree

    texts: list[str] = []
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if not isinstance(element.tag, str) or element.tag in (
            "script",
            "style",
            "title",
            "head",
            "noscript",
            "option",
        ):
            continue
        words = " ".join(((element.text if event == "start" else element.tail) or "").split())
        if event == "start" and element.tag == "time" and not words and element.get("datetime"):
            words = str(element.get("datetime"))
        if words:
            texts.append(words)
    squeezed = _squeezed(title)
    at = next((n for n, words in enumerate(texts) if squeezed and _squeezed(words) == squeezed), None)
    if at is None:
        return [words for words in texts[:NEAR] if len(words) < 160]
    after: list[str] = []
    for words in texts[at + 1 : at + 1 + NEAR]:
        if len(words) > 200:
            break
        after.append(words)
    before = [words for words in texts[max(0, at - 4) : at] if len(words) < 160]
    tail = [words for words in texts[-6:] if len(words) < 120 and FIRST.search(words)]
    return [*after, *reversed(before), *tail]
