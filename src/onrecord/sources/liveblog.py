"""Live blogs, cut into their dated posts: by what the page says of itself (schema.org), else by common markup."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

from onrecord.model import Arrival, Failure
from onrecord.model.day import EARLIEST, LATEST
from onrecord.sources.columns import HTML
from onrecord.sources.form import How, Source
from onrecord.sources.found import LARGEST, Found
from onrecord.sources.words import known, step

PAGE = re.compile(
    rb"\s*(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*\?>\s*|<!--.*?-->\s*)*<(?:!doctype html|html|head|body)\b", re.I | re.S
)
MARKED = re.compile(
    rb"LiveBlogPosting|liveBlogUpdate|lx-stream__post|id=[\"']block-[0-9a-f]{8}"
    rb"|class=[\"'][^\"'<>]{0,200}(?:live-?_?blog|live-?_?post|live-?_?update|live-?_?entry)"
)
# classes by which the programs behind live blogs mark a post
POST = re.compile(
    r"(?:^|\s)(?:(?:wp-|c-|m-|o-|js-)?live[-_]?blog(?:__|[-_])(?:post|entry|update|item|card|block)"
    r"|live[-_]?(?:post|update|entry)(?:__|[-_])?(?:item|card|block|container)?|lx-stream__post(?:-container)?)(?=\s|$)",
    re.I,
)
BLOCK = re.compile(r"block-[0-9a-f]{8,}$")
FURNITURE = re.compile(
    r"(?:^|[\s_-])(?:share|sharing|social|timestamp|caption|promo|related|advert|ad|newsletter|reactions?|comments?|permalink|copy-?link)(?=$|[\s_-])",
    re.I,
)
UNREAD = frozenset("time button nav aside footer figcaption script style form svg noscript".split())
HEADINGS = ("h1", "h2", "h3", "h4", "h5")
FEWEST = 2
MOST = 5_000


@dataclass(frozen=True, slots=True)
class Post:
    """One post: where it is in the page, its headline, when it was made, its text (plain or HTML)."""

    key: str
    title: str
    when: str
    text: str
    author: str = ""


def is_liveblog(found: Found, head: bytes) -> bool:
    """Whether a file is a web page that may be a live blog; the page is taken apart to know."""
    if not PAGE.match(head) or found.size > LARGEST:
        return False
    return marked(head) or marked(found.load())


def marked(data: bytes) -> bool:
    """Whether a page has marks of a live blog."""
    return MARKED.search(data) is not None


def liveblog(found: Found, how: How) -> Iterator[Arrival | Found | Failure]:
    """The posts of a live blog, or the page as it is when it is none."""
    yield from cut(Arrival(found.name, found.load(), None, {}, found.file, found.position, None, found.address))


def cut(page: Arrival) -> Iterator[Arrival | Failure]:
    """The posts of a page, each with its own time and address; the page itself where there are not several."""
    root = _parsed(page.data)
    posts = list(_posts(root)) if root is not None else []
    if len(posts) < FEWEST:
        yield page
        return
    blog, outlet, address = _said(root, page)
    seen: dict[str, int] = {}
    for position, post in enumerate(posts[:MOST], 1):
        key = step(post.key or post.when or str(position))
        seen[key] = again = seen.get(key, 0) + 1
        name = f"{page.name}!{key}" + (f"#{again}" if again > 1 else "")
        if not post.text.strip():
            yield Failure(name, "a post without text", "It may be a picture or a film.", skipped=True, aside=True)
            continue
        url = urljoin(address, f"#{post.key}") if address and post.key else address
        said = known(
            "live blog", title=post.title or blog, outlet=outlet, url=url, published=post.when, moment=post.when
        )
        form = "fragment" if HTML.search(post.text) or "</" in post.text else "text"
        data = post.text.encode("utf-8", "surrogatepass")
        yield Arrival(name, data, form, {**page.known, **said}, page.file or page.name.partition("!")[0], position)
    if len(posts) > MOST:
        yield Failure(page.name, f"more than {MOST:,} posts", "The first of them were taken.")


def _parsed(data: bytes) -> Any:
    from lxml import etree
    from lxml import html as parser

    encoding = "utf-8" if _is_utf8(data) else None
    try:
        root = parser.document_fromstring(
            data, parser=parser.HTMLParser(huge_tree=False, no_network=True, encoding=encoding)
        )
    except (etree.LxmlError, ValueError, AssertionError):
        return None
    return root


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _posts(root: Any) -> Iterator[Post]:
    """The posts that a page has, by the first way that finds several."""
    for way in (_by_data, _by_microdata, _by_markup):
        posts = list(way(root))
        if len(posts) >= FEWEST:
            yield from posts
            return


# -- what the page says of itself, as JSON ------------------------------------------------------------------------------


def _blog(root: Any) -> Mapping[str, Any] | None:
    for script in root.iter("script"):
        if (script.get("type") or "").strip().lower() != "application/ld+json":
            continue
        try:
            value = json.loads(script.text or "", strict=False)
        except (ValueError, RecursionError):
            continue
        if (found := _blog_in(value, 0)) is not None:
            return found
    return None


def _blog_in(value: Any, depth: int) -> Mapping[str, Any] | None:
    if isinstance(value, list) and depth < 6:
        return next((found for item in value if (found := _blog_in(item, depth + 1)) is not None), None)
    if not isinstance(value, Mapping) or depth >= 6:
        return None
    kinds = value.get("@type")
    if "LiveBlogPosting" in (kinds if isinstance(kinds, list) else [kinds]):
        return value
    inner = (value[key] for key in ("@graph", "mainEntity", "mainEntityOfPage") if key in value)
    return next((found for item in inner if (found := _blog_in(item, depth + 1)) is not None), None)


def _by_data(root: Any) -> Iterator[Post]:
    blog = _blog(root)
    updates = blog.get("liveBlogUpdate") if blog is not None else None
    for update in updates if isinstance(updates, list) else [updates]:
        if not isinstance(update, Mapping):
            continue
        key = _words(update.get("url") or update.get("@id")).partition("#")[2] or _words(update.get("@id"))
        title, body = _words(update.get("headline") or update.get("name")), _body(update.get("articleBody"))
        if not body and key and (element := _element(root, key)) is not None:
            body = _html(element)
        elif title and body and not body.lstrip().startswith(title):
            body = f"{title}\n\n{body}" if "</" not in body else f"<p>{_escaped(title)}</p>{body}"
        yield Post(key, title, _words(update.get("datePublished") or update.get("dateModified")), body)


def _body(value: Any) -> str:
    """A text as it is, its paragraphs kept."""
    return value.strip() if isinstance(value, str) else ""


def _words(value: Any) -> str:
    if isinstance(value, Mapping):
        value = value.get("@id") or value.get("name")
    return " ".join(value.split())[:1000] if isinstance(value, str) else ""


def _element(root: Any, key: str) -> Any:
    return next((e for e in root.iter() if isinstance(e.tag, str) and key in (e.get("id"), e.get("name"))), None)


# -- by markup ------------------------------------------------------------------------------------------------------


def _by_microdata(root: Any) -> Iterator[Post]:
    for element in root.iter():
        if isinstance(element.tag, str) and "liveblogupdate" in (element.get("itemprop") or "").lower().split():
            yield _of_element(element)


def _by_markup(root: Any) -> Iterator[Post]:
    """Elements with the class of a post, each with a time: the outermost ones."""
    found: list[Any] = []
    for element in root.iter("article", "div", "li", "section"):
        marks = POST.search(element.get("class") or "") or BLOCK.match(element.get("id") or "")
        if marks and not any(parent in found[-1:] for parent in element.iterancestors()) and _when(element):
            found.append(element)
    for element in found:
        yield _of_element(element)


def _of_element(element: Any) -> Post:
    inner = [e for e in element.iter() if isinstance(e.tag, str)]
    properties = {(e.get("itemprop") or "").lower(): e for e in reversed(inner)}
    heading = properties.get("headline")
    if heading is None:
        heading = next((e for e in inner if e.tag in HEADINGS), None)
    title = (heading.get("content") or "".join(heading.itertext())) if heading is not None else ""
    body = properties.get("articlebody")
    text = _html(element if body is None else body)
    if body is not None and title and title.strip() not in text:
        text = f"<p>{_escaped(title)}</p>{text}"
    ids = (element.get("id"), element.get("data-post-id"), element.get("data-block-id"), element.get("data-id"))
    return Post(
        next((one.strip() for one in ids if one and one.strip()), ""), " ".join(title.split()), _when(element), text
    )


def _when(element: Any) -> str:
    """When a post was made, as it says it: a time element, what is marked as its date, or a number."""
    inner = [e for e in element.iter() if isinstance(e.tag, str)]
    for one in inner:
        if (one.get("itemprop") or "").lower() == "datepublished":
            return str(one.get("datetime") or one.get("content") or "".join(one.itertext())).strip()[:100]
    for one in inner:
        if one.tag == "time" and (one.get("datetime") or "").strip():
            return _stamped(str(one.get("datetime")).strip()[:100])
    for name in ("data-timestamp", "data-time", "data-published", "data-date", "data-block-time"):
        value = next((e.get(name) for e in inner if e.get(name)), None)
        if value:
            return _stamped(value.strip()[:100])
    return ""


def _stamped(words: str) -> str:
    """A number of seconds or milliseconds as day and time; other words as they are."""
    if not (words.isascii() and words.isdigit() and len(words) in (10, 13)):
        return words
    seconds = int(words) / 1000 if len(words) == 13 else int(words)
    return datetime.fromtimestamp(seconds, UTC).isoformat() if EARLIEST < seconds < LATEST else ""


def _html(element: Any) -> str:
    """The HTML of a post without what stands around its text."""
    from copy import deepcopy

    from lxml import etree

    body = deepcopy(element)
    body.tail = None
    for one in list(body.iter()):
        if one is body or not isinstance(one.tag, str) or one.getparent() is None:
            continue
        if one.tag in UNREAD or FURNITURE.search(one.get("class") or ""):
            one.drop_tree()
    return str(etree.tostring(body, encoding="unicode", method="html"))


def _escaped(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;")


def _said(root: Any, page: Arrival) -> tuple[str, str, str]:
    """What the page says of itself: headline, outlet, address."""
    metas = {(m.get("property") or m.get("name") or "").lower(): m.get("content") or "" for m in root.iter("meta")}
    links = [link.get("href") or "" for link in root.iter("link") if (link.get("rel") or "").lower() == "canonical"]
    blog = _blog(root) or {}
    title = _words(blog.get("headline")) or metas.get("og:title", "") or (root.findtext(".//title") or "")
    outlet = metas.get("og:site_name", "") or _words(blog.get("publisher"))
    if not outlet and isinstance(blog.get("publisher"), Mapping):
        outlet = _words(blog["publisher"].get("name"))
    url = page.known["url"].value if "url" in page.known else ""
    address = next(
        (a for a in (*links, metas.get("og:url", ""), _words(blog.get("url")), url, page.address or "")
         if a.startswith(("http://", "https://"))), "",
    )  # fmt: skip
    return title.strip(), outlet, address


SOURCES = (
    Source(
        "liveblog", "Live blog (a saved web page)", "every post as a report: headline, day and time, address, the blog's outlet",
        "the summary above the posts, pictures, share buttons; posts that the page loads later", is_liveblog, liveblog,
    ),
)  # fmt: skip
