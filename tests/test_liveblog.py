"""Live blogs: each post a report with its own time and address; an article that only mentions one stays whole."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from onrecord.model import Report
from tests import makefiles as make
from tests.arrive import BODY, OTHER, report, reports, written

THIRD = "The army said that it had withdrawn from the two towns on Sunday. The rebels denied that any soldier had left."
HEAD = (
    '<link rel="canonical" href="https://wire.example/live/talks"><meta property="og:site_name" content="The Wire">'
    '<meta property="og:title" content="Talks in Vienna: live">'
)
NEWEST_FIRST = [
    ("p3", "Army claims withdrawal", "2026-03-18T00:10:00+03:00", THIRD),
    ("p2", "Tersia rejects proposal", "2026-03-17T18:30:00+03:00", OTHER),
    ("p1", "Delegations meet", "2026-03-17T09:05:00+03:00", BODY),
]


def html(body: str, head: str = "") -> str:
    return f"<!doctype html><html><head><title>Live</title>{HEAD}{head}</head><body><h1>Talks in Vienna: live</h1>{body}</body></html>"


def by_data() -> str:
    updates = [
        {"@type": "BlogPosting", "headline": h, "datePublished": t, "articleBody": b, "url": f"https://wire.example/live/talks#{k}"}
        for k, h, t, b in NEWEST_FIRST
    ]  # fmt: skip
    blog = {"@type": "LiveBlogPosting", "headline": "Talks in Vienna", "liveBlogUpdate": updates}
    data = json.dumps({"@context": "https://schema.org", "@graph": [{"@type": "WebPage"}, blog]})
    return html("<div>Loading…</div>", f'<script type="application/ld+json">{data}</script>')


def by_microdata() -> str:
    posts = "".join(
        f'<article itemprop="liveBlogUpdate" itemscope id="{k}"><h2 itemprop="headline">{h}</h2>'
        f'<meta itemprop="datePublished" content="{t}"><div itemprop="articleBody"><p>{b}</p></div><button>Share</button></article>'
        for k, h, t, b in NEWEST_FIRST
    )
    return html(f'<div itemscope itemtype="https://schema.org/LiveBlogPosting">{posts}</div>')


def by_class(mark: str) -> str:
    posts = "".join(
        f'<div {mark} id="{k}"><time datetime="{t}">a while ago</time><h3>{h}</h3><p>{b}</p>'
        '<ul class="social-share"><li>Share on Chirp</li></ul><figure><figcaption>A hall, empty.</figcaption></figure></div>'
        for k, h, t, b in NEWEST_FIRST
    )
    return html(f'<p class="summary">What we know so far.</p><main>{posts}</main>')


PAGES = {
    "data": by_data(),
    "microdata": by_microdata(),
    "class": by_class('class="c-liveblog__post post"'),
    "entry": by_class('class="live-blog-entry"'),
    "stream": by_class('class="lx-stream__post"'),
}


@pytest.mark.parametrize("page", PAGES)
def test_every_post_is_a_report_with_its_own_time_headline_and_address(tmp_path: Path, page: str) -> None:
    found = reports(written(tmp_path, "live.html", PAGES[page]))
    assert [r.original.name.rsplit("!")[-1] for r in found] == ["p3", "p2", "p1"]
    for one, (key, title, when, body) in zip(found, NEWEST_FIRST, strict=True):
        assert one.title and one.title.value == title and one.outlet and one.outlet.value == "The Wire"
        assert one.published and one.published.value == when[:10]
        assert one.moment and one.moment.value == when
        assert one.url and one.url.value == f"https://wire.example/live/talks#{key}"
        assert body in one.text and "Share" not in one.text and "hall" not in one.text
        assert one.original.file == str(tmp_path / "live.html")


def test_blocks_with_hashes_for_names_and_times_as_numbers_are_posts(tmp_path: Path) -> None:
    posts = "".join(
        f'<div class="block" id="block-69b7c0de8f08{n}" data-block-time="177373800{n}000"><p>{b}</p></div>'
        for n, b in enumerate((BODY, OTHER))
    )
    found = reports(written(tmp_path, "live.html", html(posts)))
    assert [r.moment.value for r in found if r.moment] == ["2026-03-17T09:00:00+00:00", "2026-03-17T09:00:01+00:00"]
    assert all(r.title and r.title.value == "Talks in Vienna: live" for r in found)


def test_posts_come_out_of_archives_too(tmp_path: Path) -> None:
    path = written(tmp_path, "day.zip", make.packed({"live.html": PAGES["data"], "a.txt": BODY}))
    assert len(reports(path)) == 4


@pytest.mark.parametrize(
    "body",
    [
        f'<article><p>{BODY}</p><p>{OTHER}</p></article><a class="liveblog-post" href="/live">Our live blog</a>',
        f'<article class="live-update"><time datetime="2026-03-17">now</time><p>{BODY}</p><p>{OTHER}</p></article>',
        f'<article><p>{BODY}</p></article><script type="application/ld+json">{{"@type": "LiveBlogPosting"</script>',
    ],
)
def test_an_article_that_only_mentions_a_live_blog_stays_whole(tmp_path: Path, body: str) -> None:
    one = report(written(tmp_path, "page.html", html(body)))
    assert isinstance(one, Report) and BODY in one.text and one.original.name.endswith("page.html")


def test_odd_times_and_names_are_no_reason_to_lose_a_post(tmp_path: Path) -> None:
    odd = [("a\nb!c", "x", "soon", BODY), ("", "", "2026-99-99T99:99", OTHER), ("a\nb!c", "y", "9999999999999", THIRD)]
    updates = [{"headline": h, "datePublished": t, "articleBody": b, "@id": k} for k, h, t, b in odd]
    data = json.dumps({"@type": ["LiveBlogPosting"], "liveBlogUpdate": [*updates, None, 3, {"headline": []}]})
    path = written(tmp_path, "live.html", html("", f'<script type="application/ld+json">{data}</script>'))
    found = reports(path)
    assert (
        len(found) == 3
        and len({r.original.name for r in found}) == 3
        and all("\n" not in r.original.name for r in found)
    )
