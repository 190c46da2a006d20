"""The application: which address leads to which page, behind its guard."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from typing import Any

import anyio.to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from onrecord.errors import OnrecordError
from onrecord.export.briefs import as_docx, as_markdown
from onrecord.export.table import rows_as_csv
from onrecord.model.location import Location
from onrecord.statistics import BY, table
from onrecord.web import forms
from onrecord.web.answer import (
    ENDINGS,
    STATIC,
    answer,
    download,
    ending_of,
    listed,
    query_of,
    standalone,
    static,
)
from onrecord.web.guard import ENTER, Guard
from onrecord.web.logs import log
from onrecord.web.patterns import patterns
from onrecord.web.query import Query
from onrecord.web.short import whole_address
from onrecord.web.uploads import Uploads, example
from onrecord.web.views import foreign, people, processes, texts
from onrecord.web.views import review as reviewing
from onrecord.web.views.briefing import brief, brief_view, briefing
from onrecord.web.views.listing import View
from onrecord.web.views.lists import LISTS
from onrecord.web.views.source import Source
from onrecord.web.views.statistics import counted
from onrecord.web.views.statistics import page as statistics_page
from onrecord.web.views.timeline import timeline

# pages made at once
AT_ONCE = 8
Page = Callable[[Request], Response]


def make_app(
    record: Location,
    *,
    read_only: bool = False,
    token: str | None = None,
    names: Iterable[str] = (),
    reader: str = "full",
    who: str = "",
    load_example: bool = False,
    seconds: float = 120.0,
) -> Guard:
    """The pages of a record as an ASGI application.

    `token`: nobody sees a page without it; `names`: host names by which the server is called; `reader`: what reads
    uploads; `who`: whose decisions they are where a form does not say; `load_example`: read the bundled reports at once;
    `seconds`: what opening or decoding one file that was sent may take.
    """
    source = Source(record, read_only=read_only, who=who)
    uploads = Uploads(source, reader, seconds=seconds)

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        # more would only take turns, each with a connection of its own
        anyio.to_thread.current_default_thread_limiter().total_tokens = AT_ONCE
        if load_example:
            uploads.send(example())
        else:
            source.open()
        yield
        uploads.close()
        source.close()

    app = Starlette(
        routes=_routes(),
        lifespan=lifespan,
        # for readers elsewhere: a page is a tenth of its size then
        middleware=[Middleware(GZipMiddleware, minimum_size=2_000, compresslevel=4)],
        exception_handlers={HTTPException: _refused, OnrecordError: _stopped, Exception: _broken},
    )
    # an address is one of ours, or is none
    app.router.redirect_slashes = False
    app.state.source, app.state.uploads, app.state.token, app.state.who = source, uploads, token, who
    guard = Guard(Endings(app, app.routes), names=names, token=token)
    guard.state = app.state
    return guard


class Endings:
    """Takes the ending off an address: `/actors.csv` is asked of the same page as `/actors`, as a table."""

    def __init__(self, app: ASGIApp, routes: Iterable[BaseRoute]) -> None:
        self._app = app
        self._names = {route.endpoint: route.path for route in routes if isinstance(route, Route)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on without its ending, which is kept beside it; afterwards the kind of page is known."""
        if scope["type"] == "http" and not scope["path"].startswith("/static/"):
            path, dot, ending = scope["path"].rpartition(".")
            if dot and ending in ENDINGS:
                path = "/" if path == "/index" else path
                scope = {**scope, "path": path, "raw_path": path.encode(), "onrecord.ending": ending}
        try:
            await self._app(scope, receive, send)
        finally:
            if (asked := scope.get("onrecord.asked")) is not None:
                asked.route = self._names.get(scope["endpoint"], "none") if "endpoint" in scope else "none"


def _routes() -> list[Route]:
    plain: list[tuple[str, str, Callable[[Source, Query], View]]] = [
        ("/", "home.html", processes.home),
        ("/search", "search.html", texts.search),
        ("/merge", "merge.html", people.merging),
        ("/review", "review.html", reviewing.review),
    ]
    keyed: list[tuple[str, str, Callable[[Source, Query, str], View]]] = [
        ("process", "process.html", processes.process),
        ("thread", "thread.html", processes.thread),
        ("meeting", "meeting.html", processes.meeting),
        ("report", "report.html", texts.report),
        ("entry", "entry.html", texts.entry),
        ("actor", "actor.html", people.actor),
    ]
    routes = [Route(path, _plain(template, view)) for path, template, view in plain]
    routes += [Route(f"/{name}/{{id}}", _keyed(template, view)) for name, template, view in keyed]
    routes += [
        Route(f"/{name}", _list(listing, "list.html")) for name, listing in (*LISTS.items(), ("timeline", timeline))
    ]
    posts: list[tuple[str, Callable[[Request], Awaitable[Response]]]] = [
        ("/actors/decide", forms.decide_actors),
        ("/process/{id}/decide", forms.decide_process),
        ("/report/{id}/assign", forms.assign_report),
        ("/review", forms.judge),
        ("/report/{id}/add", forms.add_line),
        ("/entry/{id}/note", forms.note),
        ("/upload", forms.upload),
        (ENTER, forms.enter),
    ]
    return [
        *(Route(path, form, methods=["POST"]) for path, form in posts),
        *routes,
        Route("/foreign", _foreign),
        Route("/process/{id}/brief", _brief),
        Route("/report/{id}/add", _adding),
        Route("/upload", _upload_form),
        Route("/upload/{id}", _progress),
        Route("/statistics", _statistics),
        Route("/patterns", _patterns),
        Route("/keys", _keys),
        Route(ENTER, _enter),
        Route("/static/{name}", _static),
    ]


def _plain(template: str, view: Callable[[Source, Query], View]) -> Page:
    def page(request: Request) -> Response:
        made = view(request.app.state.source, query_of(request))
        if template == "home.html":
            made["reading"] = request.app.state.uploads.running
        return answer(request, template, made)

    return page


def _keyed(template: str, view: Callable[[Source, Query, str], View]) -> Page:
    def page(request: Request) -> Response:
        return answer(request, template, view(request.app.state.source, query_of(request), request.path_params["id"]))

    return page


def _list(listing: Callable[[Source, Query], Any], template: str) -> Page:
    def page(request: Request) -> Response:
        return listed(request, listing(request.app.state.source, query_of(request)), template)

    return page


def _foreign(request: Request) -> Response:
    source, query = request.app.state.source, query_of(request)
    if ending_of(request) == "csv":
        return download(foreign.table(source, query), "foreign.csv", "csv")
    return answer(request, "foreign.html", foreign.foreign(source, query))


def _brief(request: Request) -> Response:
    source, query, key = request.app.state.source, query_of(request), request.path_params["id"]
    ending = ending_of(request)
    if ending in ("", "json"):
        return answer(request, "brief.html", brief(source, query, key))
    made = briefing(source, key, query.day("as_of"), query.since, short=query.get("full") is None)
    name = f"briefing-{made.as_of or 'all'}.{ending}"
    if ending == "md":
        return download(as_markdown(made), name, ending)
    if ending == "docx":
        return download(as_docx(made), name, ending)
    if ending == "html":
        return download(standalone("brief_file.html", brief_view(made)), name, ending)
    raise HTTPException(404, "There is no such page.")


def _adding(request: Request) -> Response:
    view = reviewing.adding(request.app.state.source, query_of(request), request.path_params["id"])
    return answer(request, "add.html", view)


def _upload_form(request: Request) -> Response:
    source = request.app.state.source
    return answer(request, "upload.html", {"title": "Add reports", "job": None, "read_only": source.read_only})


def _progress(request: Request) -> Response:
    job = request.app.state.uploads.view(request.path_params["id"])
    if job is None:
        raise HTTPException(404, "Nothing was sent under this address since the server started.")
    return answer(request, "upload.html", {"title": "Reading", "job": job, "read_only": False})


def _statistics(request: Request) -> Response:
    source, query = request.app.state.source, query_of(request)
    if ending_of(request) != "csv":
        return answer(request, "statistics.html", statistics_page(source, query))
    by = query.get("by") or "act"
    if by not in (*BY, "month"):
        raise HTTPException(400, f"There are no figures by “{by[:40]}”, but by {', '.join(BY)} or month.")
    return download(rows_as_csv(*table(counted(source, query)[1], by)), f"statistics-{by}.csv", "csv")


def _patterns(request: Request) -> Response:
    return answer(request, "patterns.html", patterns())


def _keys(request: Request) -> Response:
    return answer(request, "keys.html", {"title": "Keys and addresses"})


def _enter(request: Request) -> Response:
    return answer(request, "enter.html", {"title": "Token", "wrong": query_of(request).get("wrong") is not None})


def _static(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in STATIC:
        raise HTTPException(404, "There is no such file.")
    headers = {"cache-control": "private, max-age=31536000, immutable"}
    return Response(static(name), headers=headers, media_type=STATIC[name])


# -- what went wrong, in words ---------------------------------------------------------------------------------------

TITLES = {
    400: "That cannot be done",
    403: "Not allowed",
    404: "Not found",
    409: "Somebody was quicker",
    405: "Not so",
    413: "Too large",
}


def _said(request: Request, status: int, message: str, hint: str = "") -> Response:
    view: View = {"title": TITLES.get(status, "Something is wrong"), "status": status, "message": message, "hint": hint}
    if ending_of(request) not in ("", "json"):
        request.scope["onrecord.ending"] = ""
    try:
        return answer(request, "error.html", view, status=status)
    except Exception:  # whatever is wrong, there is an answer
        return Response(message, status, media_type="text/plain; charset=utf-8")


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 404 and request.method in ("GET", "HEAD"):
        try:
            if (whole := whole_address(request)) is not None:
                return RedirectResponse(whole, 302)
        except HTTPException as several:
            error = several
    detail = error.detail if error.status_code != 404 or error.detail != "Not Found" else "There is no such page."
    return _said(request, error.status_code, detail)


def _stopped(request: Request, error: Exception) -> Response:
    assert isinstance(error, OnrecordError)
    log.error("the record cannot be used: %s %s", error, error.hint)
    # the record's path is nobody's business
    return _said(request, 503, "The record cannot be used just now.", "The log of the server says why.")


def _broken(request: Request, error: Exception) -> Response:
    return _said(
        request, 500, "Something broke that should not. Nothing was changed.", "The log of the server has the details."
    )
