"""Downloads of press databases made of our own texts, whatever kind they are: transcripts, lists, agreements, live posts."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from onrecord.model import Report
from tests.arrive import look, short, written
from tests.pages.make import OUTLETS, TEXTS
from tests.test_press import LAYOUTS, Story, docx, plain

COUNT = 400


@cache
def stories() -> tuple[Story, ...]:
    """Texts of every kind as articles, each with a headline of its own; those that a code page cannot write are left out."""
    found: list[Story] = []
    titles: set[str] = set()
    for path in sorted(TEXTS.glob("*.gold.json"))[::5]:
        title, *paragraphs = json.loads(path.read_text(encoding="utf-8"))["text"].split("\n\n")
        body = "\n\n".join(" ".join(p.split()) for p in paragraphs if p.strip())
        try:
            (title + body).encode("cp1252")
        except UnicodeEncodeError:
            continue
        if (
            len(body.split()) > 40
            and "\n\n" in body
            and "\n" not in title
            and len(title.split()) > 2
            and title not in titles
            and not set("{}\\<>&") & set(title + body)
        ):
            n = len(found)
            titles.add(title)
            found.append((" ".join(title.split()), OUTLETS[n % len(OUTLETS)], 1 + n % 28, body))
    return tuple(found[:COUNT])


def rtf(text: str) -> bytes:
    """As word processors write it: letters beyond ASCII as codes."""
    coded = "".join(c if c < "\x80" else f"\\'{c.encode('cp1252')[0]:02x}" for c in text)
    return b"{\\rtf1\\ansi\\ansicpg1252 " + coded.replace("\n", "\\par\n").encode() + b"}"


def wrong(found: list[Report], layout: Callable[[list[Story]], str]) -> list[str]:
    """Of the articles, those that are not cut right: their words, their headline, their outlet or their day."""
    by_title = {short(one)[0]: one for one in found}
    bad = []
    for n, (title, outlet, day, body) in enumerate(stories(), 1):
        one = by_title.get(title)
        month = n % 12 + 1
        if one is None or one.text.split()[-len(body.split()) :] != body.split():
            bad.append(title)
        elif short(one) != (title, f"2026-{month:02}-{day:02}", outlet) or len(one.text) > len(title) + len(body) + 60:
            bad.append(title)
    return bad


@pytest.mark.parametrize("pack", [plain, rtf, docx])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_articles_of_every_kind_are_cut_right(
    layout: Callable[[list[Story]], str], pack: Callable[[str], bytes], tmp_path: Path
) -> None:
    text = layout(list(stories()))
    found = [one for one in look(written(tmp_path, "export", pack(text))) if isinstance(one, Report)]
    assert len(stories()) > 300
    assert len(wrong(found, layout)) <= 0.01 * len(stories()), wrong(found, layout)[:5]
