"""Records for the tests of the pages: the bundled example, and one in which every text field is hostile."""

from __future__ import annotations

import atexit
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from starlette.testclient import TestClient

from onrecord.model import Actor, Attribution, Evidence, Form, Known, Span
from onrecord.model.entry import Style
from onrecord.model.location import Location
from onrecord.record import open_record
from onrecord.record.whole import copy
from onrecord.resolving import bring_up_to_date
from onrecord.run import read_many
from onrecord.web import make_app
from tests.build import entry, reading, report

EXAMPLE = Path("src/onrecord/data/examples/pass")
BASE = "http://127.0.0.1:8765"
HERE = {"origin": BASE, "sec-fetch-site": "same-origin"}
# closes what it may stand in, and acts
EVIL = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>{{7*7777}}\u202e\x1b[31m"


@cache
def _read() -> Path:
    folder = Path(mkdtemp(prefix="onrecord-tests-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path = folder / "example.onrecord"
    with open_record(path) as record:
        for found in read_many([str(EXAMPLE)], reader="rules"):
            record.put(found)  # type: ignore[arg-type]
        bring_up_to_date(record)
    return path


def example(folder: Path) -> Path:
    """A copy of the example record, which a test may change."""
    target = folder / "talks.onrecord"
    shutil.copy(_read(), target)
    return target


def example_at(place: Location) -> Location:
    """The example record at a place of a test, which may change it."""
    if isinstance(place, Path):
        shutil.copy(_read(), place)
    else:
        with open_record(_read(), read_only=True) as one, open_record(place) as other:
            copy(one, other)
    return place


def hostile(folder: Path) -> Path:
    """A record whose title, outlet, address, names, words and file name all try to act on a page."""
    text = f"The envoy {EVIL} said the government had promised in writing to open the crossing. Nobody signed."
    made = report(text, name=f"/tmp/{EVIL}.txt")
    known = Known(EVIL, "flag")
    made = replace(made, title=known, outlet=known, url=Known("javascript:alert(1)", "flag"), warnings=(EVIL,))
    one = entry(made, start=0, end=len(text))
    actors = tuple(Actor(f"{name} {EVIL}", f"{name} {EVIL}", None, "state") for name in ("Velmark", "Ostrana"))
    one = replace(
        one,
        actors=actors[:1],
        addressees=actors[1:],
        attribution=Attribution((actors[0],), EVIL, Style.DIRECT),
        condition=EVIL,
        conditional=True,
        deadline=EVIL,
        content=EVIL,
        place=EVIL,
        form=Form.VERBAL,
        evidence=(Evidence.of(text, Span(0, len(text)), Span(0, len(text))),),
    )
    target = folder / "hostile.onrecord"
    with open_record(target) as record:
        record.put(reading(made, entries=(one,)))
    return target


@contextmanager
def client(record: Location, **options: Any) -> Iterator[TestClient]:
    """A browser without a screen on a record's pages."""
    options = {"reader": "rules", "who": "Ana"} | options
    app = make_app(record, **options)
    with TestClient(app, base_url=BASE, raise_server_exceptions=False, follow_redirects=False) as found:
        yield found


def pages(found: TestClient) -> list[str]:
    """The address of every kind of page that a record has."""
    addresses = ["/", "/search", "/search?q=the", "/merge", "/review", "/upload", "/keys", "/patterns", "/timeline"]
    addresses += ["/statistics"]
    lists = "entries reports actors meetings commitments demands warnings positions disagreements silence".split()
    addresses += [f"/{name}" for name in lists]
    for name in ("entries", "reports", "actors", "meetings", "commitments", "demands", "warnings"):
        rows = found.get(f"/{name}.json").json()["rows"]
        addresses += [row["href"] for row in rows[:3]]
    addresses += [f"/review?entry={row['id']}" for row in found.get("/entries.json").json()["rows"][:2]]
    addresses += [f"{row['href']}/add" for row in found.get("/reports.json").json()["rows"][:1]]
    for process in found.get("/index.json").json()["processes"]:
        addresses += [
            process["href"],
            f"{process['href']}?as_of=2025-10-15",
            f"{process['href']}/brief?since=2025-10-20",
        ]
    return addresses


class Tags(HTMLParser):
    """What a page is made of: its tags with their attributes, and its links."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data

    def links(self) -> set[str]:
        """Where its links lead, inside."""
        found = {href for tag, attrs in self.tags if tag == "a" and (href := attrs.get("href"))}
        return {href for href in found if href.startswith("/")}


def twin(address: str, ending: str = "json") -> str:
    """The address of a page's twin."""
    path, mark, query = address.partition("?")
    return f"{'/index' if path == '/' else path}.{ending}{mark}{query}"
