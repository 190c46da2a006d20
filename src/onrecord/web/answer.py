"""One dict, three answers: a page, its JSON twin, and a list as a table or a feed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from functools import cache
from importlib.resources import files
from itertools import islice
from typing import Any
from urllib.parse import quote, unquote

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from onrecord import __version__
from onrecord.export.office import workbook
from onrecord.export.table import rows_as_csv
from onrecord.export.told import times
from onrecord.export.words import one_line
from onrecord.model.plain import safe
from onrecord.web.chart import bar, bars, strip
from onrecord.web.feed import atom
from onrecord.web.proxy import below, view_below
from onrecord.web.query import Query, address
from onrecord.web.views.listing import AT_ONCE, Listing, View
from onrecord.web.views.timeline import chart

# what an address may end in, and what is answered
ENDINGS = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "jsonl": "application/jsonl",
    "atom": "application/atom+xml",
    "md": "text/markdown; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html; charset=utf-8",
}
NAV = (
    ("review", "Review"), ("reports", "Reports"), ("entries", "Entries"), ("timeline", "Timeline"), ("meetings", "Meetings"),
    ("commitments", "Commitments"), ("demands", "Demands"), ("warnings", "Warnings"), ("positions", "Positions"),
    ("disagreements", "Disagreements"), ("silence", "Silence"), ("actors", "Actors"), ("statistics", "Statistics"),
)  # fmt: skip
STATIC = {
    "style.css": "text/css; charset=utf-8",
    "onrecord.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}
# where there is event data of others
FOREIGN = ("foreign", "Foreign lines")
# rows that a workbook may have, which is made in memory
MOST_IN_A_BOOK = 50_000
# the cookie with the days of the last visit and of the one before: "2026-03-14.2026-03-17"
SEEN = "onrecord-seen"
# and the one with the name under which its user decides
NAME = "onrecord-name"
LONGEST_PERSON = 100
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


def query_of(request: Request) -> Query:
    """What the address of a request asks for."""
    seen, person = visited(request.cookies.get(SEEN, ""))[0], person_of(request)
    return Query.of(request.url.path, request.url.query, seen, person, is_named=user_of(request) is not None)


def user_of(request: Request) -> str | None:
    """Who asks, as the proxy says; None where no proxy says it."""
    user: str | None = request.scope.get("onrecord.user")
    return user


def base_of(request: Request) -> str:
    """The path below which all pages are: "" where they are at the root."""
    return str(request.scope.get("onrecord.base", ""))


def person_of(request: Request) -> str:
    """The name under which the user of the browser decides.

    It is as the proxy says, or as it was last given, or that of whoever started the server.
    """
    if (user := user_of(request)) is not None:
        return user
    return one_line(unquote(request.cookies.get(NAME, "")))[:LONGEST_PERSON] or str(request.app.state.who)


def remember_name(response: Response, name: str) -> Response:
    """Let the browser remember under which name its user decides."""
    name = one_line(name)[:LONGEST_PERSON]
    if name:
        response.set_cookie(NAME, quote(name), httponly=True, samesite="strict", max_age=400 * 24 * 3600)
    return response


def visited(cookie: str) -> tuple[str | None, str | None]:
    """The days of the visit before today's and of the last one, as the browser remembers them; None where it does not.

    >>> visited("2026-03-14.2026-03-17")[0]
    '2026-03-17'
    """
    found: list[str | None] = []
    for part in [*cookie.split("."), ""][:2]:
        try:
            found.append(date.fromisoformat(part).isoformat())
        except ValueError:
            found.append(None)
    before, last = found
    today = datetime.now(UTC).date().isoformat()
    return (before, today) if last in (None, today) else (last, today)


def remember(request: Request, response: Response) -> Response:
    """Let the browser remember the day, so that the next visit tells what changed since; nothing else is kept."""
    old = request.cookies.get(SEEN, "")
    before, _ = visited(old)
    new = f"{before or ''}.{datetime.now(UTC).date().isoformat()}"
    if new != old:
        response.set_cookie(SEEN, new, httponly=True, samesite="strict", max_age=400 * 24 * 3600)
    # elsewhere "who" in an address narrows a list
    return remember_name(response, query_of(request).asked_person or "")


def ending_of(request: Request) -> str:
    """What the address ends in: "" for a page."""
    return str(request.scope.get("onrecord.ending", ""))


def answer(request: Request, template: str, view: View, *, status: int = 200) -> Response:
    """A view as a page, or as JSON where its twin is asked for; no other ending has a meaning here."""
    ending = ending_of(request)
    if ending == "json":
        view = view | {"up_to_date": not request.app.state.source.is_behind}
        return Response(as_json(view_below(base_of(request), view)), status, media_type=ENDINGS["json"])
    if ending:
        raise HTTPException(404, "There is no such page.")
    page = below(base_of(request), render(request, template, view))
    return remember(request, Response(page, status, media_type=ENDINGS["html"]))


def listed(request: Request, listing: Listing[Any], template: str) -> Response:
    """A list as a page, as JSON, or whole: as CSV, XLSX, JSON lines or a feed of its latest."""
    query, ending = query_of(request), ending_of(request)
    if ending in ("", "json"):
        view = listing.view(query)
        if listing.name == "timeline":
            view["chart"] = chart(listing.told, listing.shelf, listing.chosen(query))
        return answer(request, template, view)
    if ending == "atom":
        return download(atom(listing, query, _whole(request)), "feed.atom", ending, attach=False)
    if ending not in ("jsonl", "csv", "xlsx"):
        raise HTTPException(404, "There is no such page.")
    name, columns = f"{listing.name}.{ending}", [*(column.name for column in listing.columns), *listing.names]
    base = _whole(request)
    # a file that leaves has whole addresses
    every = (
        (item, {k: base + v if k == "page" else v for k, v in more.items()}) for item, more in listing.every(query)
    )
    if ending == "jsonl":
        lines = (as_json(listing.row(item) | more, indent=None) + "\n" for item, more in every)
        return streamed(lines, name, ending)
    rows = ([*(column.value(item) for column in listing.columns), *more.values()] for item, more in every)
    if ending == "csv":
        return streamed(_csv(columns, rows), name, ending)
    if listing.count(query) > MOST_IN_A_BOOK:
        raise HTTPException(
            400, f"More than {MOST_IN_A_BOOK:,} rows are too many for a workbook. Take CSV, or narrow the list."
        )
    return download(workbook(listing.title, columns, rows), name, ending)


def _whole(request: Request) -> str:
    """What stands before a path in a whole address."""
    return str(request.base_url).rstrip("/") + base_of(request)


def _csv(columns: Sequence[str], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """A table as CSV, some hundreds of rows at a time."""
    yield rows_as_csv(columns, ())
    left = iter(rows)
    while some := list(islice(left, AT_ONCE)):
        yield rows_as_csv((), some).removeprefix("\n")


def streamed(parts: Iterable[str], name: str, ending: str) -> Response:
    """A file to keep that need not be whole in memory."""
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(
        (part.encode("utf-8", "replace") for part in parts), media_type=ENDINGS[ending], headers=headers
    )


def download(body: str | bytes, name: str, ending: str, *, attach: bool = True) -> Response:
    """A file to keep. `name` is ours, never taken from a report or an address."""
    headers = {"content-disposition": f'attachment; filename="{name}"'} if attach else {}
    data = body.encode("utf-8", "replace") if isinstance(body, str) else body
    return Response(data, media_type=ENDINGS[ending], headers=headers)


def as_json(view: Any, *, indent: int | None = 1) -> str:
    """JSON that can be written as UTF-8, half characters escaped."""
    text = json.dumps(view, ensure_ascii=False, indent=indent)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        text = json.dumps(view, indent=indent)
    return text


def render(request: Request, template: str, view: View) -> str:
    """A view as a page of ours, with the navigation around it."""
    query = query_of(request)
    nav = (*NAV, FOREIGN) if request.app.state.source.has_foreign else NAV
    here = {
        "path": query.path,
        "json": query.twin("json"),
        "nav": [{"href": f"/{name}", "label": label, "here": query.path == f"/{name}"} for name, label in nav],
        "read_only": request.app.state.source.read_only,
        "behind": request.app.state.source.is_behind,
        "who": query.asked_person or query.name,
        "user": user_of(request),
        "version": __version__,
        "record": request.app.state.source.location.name,
        "style": static_name("style.css"),
        "script": static_name("onrecord.js"),
        "icon": static_name("icon.svg"),
    }
    return environment().get_template(template).render(view=view, here=here, title=view["title"])


def standalone(template: str, view: View) -> str:
    """A page that stands alone, with its style in it, to be kept as a file."""
    return environment().get_template(template).render(view=view, style=Markup(static("style.css").decode()))


@cache
def environment() -> Environment:
    """The templates. Every value is escaped, and rid of characters that act on a page."""
    made = Environment(
        loader=PackageLoader("onrecord.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
        auto_reload=False,
    )
    made.globals.update(strip=strip, bars=bars, bar=bar, address=address)
    made.filters.update(day=day, count=count, times=times, term=lambda text: str(text).replace("_", " "))
    return made


def _shown(value: object) -> object:
    """A value as it may stand on a page."""
    if value is None:
        return ""
    return safe(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def day(value: str | None) -> str:
    """A day as one reads it: "14 Mar 2026"; "no date" where there is none.

    >>> day("2026-03-14")
    '14 Mar 2026'
    """
    if not value:
        return "no date"
    try:
        found = date.fromisoformat(value[:10])
    except ValueError:
        return value
    return f"{found.day} {MONTHS[found.month - 1]} {found.year}"


def count(number: int, one: str, many: str = "") -> str:
    """A number with its word: "1 report", "2 reports"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


@cache
def static(name: str) -> bytes:
    """A file of ours that every page needs."""
    return files("onrecord.web").joinpath("static", name).read_bytes()


@cache
def static_name(name: str) -> str:
    """The address of such a file, another one when it changes."""
    return f"/static/{name}?{hashlib.sha256(static(name)).hexdigest()[:12]}"
