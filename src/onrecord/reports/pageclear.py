"""Takes out of a saved page what stands between and around the article: related boxes, captions, comments, sign-up forms.

Told by the names that pages give to such parts, and by paragraphs that are nothing but a link. What holds much of the page's
running text is never taken out, whatever it is called.
"""

from __future__ import annotations

import re
from typing import Any

# tags that hold no article
TAGS = frozenset(
    "aside nav footer form button figcaption dialog template noscript svg amp-sidebar amp-consent amp-list amp-ad".split()
)
ROLES = frozenset("dialog alertdialog navigation banner contentinfo complementary".split())
# parts of names; each stands between hyphens once the name is written that way
NAMED = re.compile(
    r"-(?:related|recommend\w*|recirc\w*|more-(?:on|from|news|stories)|read-(?:more|next|also|full)|also-(?:read|like)|you-may|rich-links?|"
    r"interstitial|(?:inline|article|in-article|story)-(?:promo|embed|link|teaser|related)|promos?|promoted|teasers?|digest-post-embed|"
    r"newsletters?|subscri(?:be|ption|ptions)|sign-?up|paywall|piano|donat\w+|cta|poll|petition|pull-?quotes?|"
    r"cookies?|consent|gdpr|cmp\d*|privacy-banner|shar(?:e|ing|edaddy)|social|comments?|cmt|disqus|respond|discussion|"
    r"captions?|photo-credit|credit|trending|most-(?:read|viewed|popular|shared)|popular|latest|taboola|outbrain|trc|"
    r"ads?|advert\w*|sponsor\w*|author-(?:bio|box|info|card)|tagline|bread-?crumbs?|pager|pagenav|pagination|"
    r"info-?box|fact-?box|key-?points|key-?takeaways|summary-ai|ai-summary|video-(?:resource|player|title|promo)|follow-topic|whatsapp-\w+|"
    r"mol-bullets|sidebars?|rail|ticker|hidden|screen-reader-text|visually-hidden)(?=-)"
)
# of such a name any share may be taken out: a discussion is often longer than what it is about
LONG = re.compile(r"-(?:comments?|cmt|disqus|discussion|cookies?|consent|gdpr|related|sidebars?)(?=-)")
# names of a state of what holds the article: "subscriber-only", "has-sidebar"
STATE = re.compile(
    r"-(?:subscri\w+-(?:only|premium|content)|(?:no|without|has|with|hide|is|open)-[^\W_]+|comments?-open|commercial-\w+)(?=-)"
)
KEPT = frozenset("html body main head".split())
# the share of the running text of a page that is never taken out under a name
SHARE = 0.25
LABEL = re.compile(
    r"^\W*(?:(?:also\s+)?(?:read|see|watch|listen)(?:\s+(?:also|more|next|this))?|related|recommended|more(?:\s+on\s+this)?|don['’]t\s+miss|in\s+other\s+news|"
    r"explained?|opinion|editorial|watch|video|exclusive)?\W*$",
    re.I,
)
CAMEL = re.compile(r"(?<=[a-z\d])(?=[A-Z])")
RUNNING = frozenset("p li blockquote div td h2 h3 h4 h5".split())


def clear(tree: Any) -> None:
    """Take the furniture out of a parsed page, in place."""
    body = tree.find(".//body")
    if body is None:
        return
    whole = _running(body) or 1
    for element in list(body.iter()):
        if not isinstance(element.tag, str) or element.getparent() is None or element.tag in KEPT:
            continue
        if _is_furniture(element, whole) and _is_in(element, body):
            _drop(element)
    for element in list(body.iter(*RUNNING)):
        if _is_in(element, body) and _is_only_a_link(element):
            _drop(element)


def _is_in(element: Any, body: Any) -> bool:
    """Whether an element still stands in the page."""
    return any(ancestor is body for ancestor in element.iterancestors())


def _running(element: Any) -> int:
    """Letters outside links, scripts and styles."""
    count = 0
    for child in element.iter():
        if child.tag in ("script", "style", "noscript", "template") or not isinstance(child.tag, str):
            continue
        if child.tag != "a":
            count += len((child.text or "").strip())
        if child is not element:
            count += len((child.tail or "").strip())
    return count


def name_of(element: Any) -> str:
    """The names a page gives to an element, written with hyphens: "-rich-link-component-"."""
    names = [element.get(key) or "" for key in ("class", "id", "name", "data-component", "data-testid", "data-gu-name")]
    return "-" + re.sub(r"[\W_]+", "-", CAMEL.sub("-", " ".join(names))).lower() + "-"


def _is_furniture(element: Any, whole: int) -> bool:
    if element.tag in TAGS or (element.get("role") or "").lower() in ROLES or element.get("hidden") is not None:
        return _running(element) < 2 * SHARE * whole
    if (found := NAMED.search(STATE.sub("", name_of(element)))) is None:
        return False
    most = 4 * SHARE if LONG.search(found.group() + "-") else SHARE
    return _running(element) < most * whole and not _holds_the_headline(element)


def _holds_the_headline(element: Any) -> bool:
    return next(element.iter("h1"), None) is not None or any(
        part.get("itemprop") == "articleBody" for part in element.iter()
    )


def _is_only_a_link(element: Any) -> bool:
    """Whether a paragraph is a link of some words, at most with a label before it: "Read more: Rebels reject truce"."""
    links = list(element.iter("a"))
    if not links:
        return False
    linked = " ".join(" ".join(link.itertext()) for link in links)
    if len(linked.split()) < 4:
        return False
    words = " ".join("".join(element.itertext()).split())
    for link in links:
        words = words.replace(" ".join("".join(link.itertext()).split()), " ", 1)
    return LABEL.match(words) is not None


def _drop(element: Any) -> None:
    """Take an element out; what follows it stays."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail and element.tail.strip():
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + " " + element.tail
        else:
            parent.text = (parent.text or "") + " " + element.tail
    parent.remove(element)
