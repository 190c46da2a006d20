"""Numbers of lists as text: what a browser counts by itself stands in no word of a page, yet an agreement is cited by it."""

from __future__ import annotations

import re
from typing import Any

MARKED = re.compile(r"^\s*\(?(?:\d{1,3}|[a-z]|[ivxlc]{1,6})[.)]\s", re.I)
ITEM = re.compile(r"^ *- +(?=\(?(?:\d{1,3}|[a-z]|[ivxlc]{1,6})[.)]\s)", re.I | re.M)
ROMAN = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
LABEL = re.compile(r"^[A-Z][\w.,'’ ()-]{0,60}:$")


def number_lists(tree: Any) -> None:
    """Write into the items of counted lists their numbers, and put a speaker and the words beside him into one paragraph."""
    for ordered in tree.iter("ol"):
        count = int(start) if (start := ordered.get("start") or "").isdecimal() and len(start) < 6 else 1
        items = [child for child in ordered if child.tag == "li"]
        if any(MARKED.match("".join(item.itertext())) for item in items):
            continue
        for item in items:
            first = (
                item[0] if not (item.text or "").strip() and len(item) and item[0].tag in ("p", "div", "span") else item
            )
            first.text = f"{as_number(count, ordered.get('type') or '1')} {(first.text or '').lstrip()}"
            count += 1
    for term in list(tree.iter("dt")):
        words, answer = " ".join("".join(term.itertext()).split()), term.getnext()
        if LABEL.match(words) and answer is not None and answer.tag == "dd":
            answer.tag = "p"
            answer.text = f"{words} {(answer.text or '').lstrip()}"
            term.getparent().remove(term)
    for terms in list(tree.iter("dl")):
        if len(terms) and all(child.tag == "p" for child in terms):
            terms.tag = "div"


def as_number(count: int, kind: str) -> str:
    """The mark of an item as a browser shows it.

    >>> as_number(3, "1"), as_number(2, "a"), as_number(4, "i"), as_number(30, "A")
    ('3.', '(b)', '(iv)', '(AD)')
    """
    if kind.lower() == "a":
        letters, rest = "", count
        while rest > 0:
            rest, one = divmod(rest - 1, 26)
            letters = chr(ord("a") + one) + letters
        return f"({letters.upper() if kind == 'A' else letters})"
    if kind.lower() == "i" and count < 400:
        words, rest = "", count
        for value, sign in ROMAN:
            words, rest = words + sign * (rest // value), rest % value
        return f"({words.upper() if kind == 'I' else words})"
    return f"{count}."


def without_bullets(text: str) -> str:
    """A text of which the numbered items have no bullet before their number."""
    return ITEM.sub("", text)
